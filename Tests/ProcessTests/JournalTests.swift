// The journal as an operator reads it at night: an order's whole life by one filter, in agreement with the ledger and
// with `explain`; outages without noise; levels and refused reloads. The daemon's lines are read from its standard
// error, where they are the same records with the same fields.
import Foundation
import Rehearsal
import Sandbox
import Testing

/// One record: `<5>shipment created BARCODE=… ORDER_ID=…`.
private struct JournalLine: Equatable {
  var priority: Int
  var message: String
  var fields: [String: [String]]

  init?(_ line: Substring) {
    guard let head = line.prefixMatch(of: /<([0-7])>/), let priority = Int(head.1) else { return nil }
    self.priority = priority
    let rest = String(line[head.range.upperBound...])
    let found = rest.matches(of: /\ ([A-Z][A-Z0-9_]*)=("(?:[^"\\]|\\.)*"|[^ "]*)/)
    message = found.first.map { String(rest[..<$0.range.lowerBound]) } ?? rest
    fields = Dictionary(
      found.map { (String($0.1), [$0.2.trimmingCharacters(in: ["\""])]) }, uniquingKeysWith: +)
  }

  func field(_ name: String) -> String? { fields[name]?.first }

  func isAbout(_ order: Int64) -> Bool { fields["ORDER_ID"]?.contains("\(order)") == true }
}

extension Scene {
  fileprivate var journal: [JournalLine] {
    stage.folder.logText.split(separator: "\n").compactMap(JournalLine.init)
  }

  fileprivate func journal(of order: Int64) -> [JournalLine] { journal.filter { $0.isAbout(order) } }

  /// The service reads on, and this many polls later.
  fileprivate func polls(_ count: Int) async throws {
    let reads = stage.historyReads
    try await wait(for: "\(count) polls") { stage.historyReads >= reads + count }
  }

  fileprivate func reconfigure(_ old: String, _ new: String) throws {
    let path = stage.folder.configuration
    let text = try String(contentsOfFile: path, encoding: .utf8)
    try #require(text.contains(old), "the configuration has no \(old)")
    try text.replacing(old, with: new).write(toFile: path, atomically: true, encoding: .utf8)
  }
}

extension RehearsalPace {
  /// As quick as possible, at the level that a service has by default.
  fileprivate static var told: RehearsalPace {
    var pace = killing
    pace.logLevel = "info"
    return pace
  }
}

/// What the ledger's journal says, as the record that the service's log must have of it.
private struct Told: Hashable, Comparable, CustomStringConvertible {
  var message: String
  var detail = ""

  var description: String { "\(message) \(detail)" }
  static func < (one: Told, other: Told) -> Bool { one.description < other.description }

  init(_ message: String, _ detail: String? = nil) {
    self.message = message
    self.detail = detail ?? ""
  }

  /// nil for a line that only the ledger has: questions to the post, steps that are written at debug.
  init?(_ line: JSONValue) {
    let fields = line["fields"]
    func field(_ name: String) -> String? { fields?[name]?.text }
    switch (line["event"]?.text ?? "", field("OUTCOME")) {
    case ("seen", _): self.init("order seen")
    case ("parked", _): self.init("order parked", field("PROBLEMS"))
    case ("problems gone", _): self.init("problems gone")
    case ("create intended", _): self.init("step intended", "create-shipment")
    case ("change intended", _): self.init("step intended", "update-shipment")
    case ("create-shipment", "done"): self.init("shipment created", field("BARCODE"))
    case ("update-shipment", "done"): self.init("shipment changed", field("BARCODE"))
    case ("delete-shipment", "done"): self.init("shipment withdrawn")
    case ("fetch-label", "done"): self.init("label stored", field("BARCODE"))
    case ("tracking", _): self.init("parcel moved", field("STATE"))
    case ("shown", _): self.init("order card written", field("STATUS"))
    case ("order status set", _): self.init("order status set", field("STATUS"))
    case ("decided", _): self.init("order judged", field("DECISION"))
    case ("notice", _): self.init("notice for the manager", field("NOTICE"))
    default: return nil
    }
  }

  /// nil for a record without a line in the ledger.
  init?(_ record: JournalLine) {
    switch record.message {
    case "order seen", "problems gone": self.init(record.message)
    case "shipment withdrawn": self.init(record.message)
    case "order parked": self.init(record.message, record.field("PROBLEMS"))
    case "step intended": self.init(record.message, record.field("STEP"))
    case "shipment created", "shipment changed", "label stored":
      self.init(record.message, record.field("BARCODE"))
    case "parcel moved": self.init(record.message, record.field("STATE"))
    case "order card written", "order status set": self.init(record.message, record.field("STATUS"))
    case "order judged": self.init(record.message, record.field("DECISION"))
    case "notice for the manager": self.init(record.message, record.field("NOTICE"))
    default: return nil
    }
  }
}

extension ProcessTests {
  /// Journal and ledger tell the same life, as far as it has gone.
  private func agree(_ scene: Scene, _ order: Int64) async throws -> JSONValue {
    let verbs = Operator(scene: scene)
    var story = JSONValue.null
    var (ledger, journal): ([Told], [Told]) = ([], [])
    // The record of a step is written just before or just after its commit: both are given some polls' time.
    for _ in 0..<20 {
      story = try await verbs.json("explain", "\(order)")
      ledger = (story["journal"]?.elements ?? []).compactMap(Told.init).sorted()
      journal = scene.journal(of: order).compactMap(Told.init).sorted()
      if ledger == journal { return story }
      try await scene.polls(2)
    }
    #expect(ledger == journal)
    return story
  }

  @Test func anOrdersLifeReadsTheSameInJournalAndLedger() async throws {
    try await Scene.play(.told) { scene in
      try await scene.start()
      let order = try scene.enter(1)[0]
      try await scene.complete([order])
      let barcode = try #require(scene.stage.shipments.live(order).first?.barcode)
      for (code, status) in [(Int64(10100), "send-to-delivery"), (41000, "complete")] {
        try scene.stage.post { post, now in try post.event(barcode: barcode, code: code, reason: 1, at: now) }
        try await scene.wait(for: "status \(status)") { try scene.stage.card(order).status == status }
      }
      try await scene.wait(for: "the end") {
        scene.journal(of: order).contains { $0.message == "parcel is at its end" }
      }
      let story = try await agree(scene, order)
      #expect(story["entry"]?["phase"]?.text == "done")
      #expect(story["entry"]?["state"]?.text == "delivered")
      #expect(story["entry"]?["barcode"]?.text == barcode)

      let life = scene.journal(of: order)
      let milestones = [
        "order seen", "step intended", "shipment created", "parcel moved", "parcel is at its end",
      ]
      let places = milestones.map { message in life.firstIndex { $0.message == message } ?? -1 }
      #expect(places == places.sorted() && !places.contains(-1), "\(life.map(\.message))")
      #expect(life.last { $0.message == "parcel moved" }?.field("STATE") == "delivered")
      for message in ["label stored", "order card written", "order status set"] {
        #expect(life.contains { $0.message == message }, "\(message) is missing: \(life.map(\.message))")
      }
      // One filter by TTN or by cabinet shows it too.
      let cabinet = try #require(story["entry"]?["cabinet"]?.text)
      let made = try #require(life.firstIndex { $0.message == "shipment created" })
      for line in life[made...] { #expect(line.field("BARCODE") == barcode, "\(line)") }
      for line in life { #expect(line.field("CABINET") == cabinet, "\(line)") }
      for line in scene.journal where line.field("BARCODE") != nil { #expect(line.field("ORDER_ID") != nil) }
      #expect(!scene.journal.contains { $0.priority == 7 })

      // Nothing happens, nothing is written.
      try await scene.polls(5)
      let before = scene.stage.folder.logText
      try await scene.polls(20)
      #expect(scene.stage.folder.logText == before, "\(scene.stage.folder.logText.dropFirst(before.count))")
    }
  }

  @Test func whatWasMendedAndWithdrawnReadsTheSameInBoth() async throws {
    try await Scene.play(.told) { scene in
      try await scene.start()
      var draft = scene.stage.shop.orders(1)[0]
      draft.weightGrams = nil
      draft.items = draft.items.map { CRMOrderDraft.Item($0.name, initialPriceKopiykas: 10_000) }
      let order = try scene.stage.create(draft)
      try await scene.wait(for: "the problem to be shown") {
        try scene.stage.card(order).errorText?.isEmpty == false
      }
      _ = try await agree(scene, order)
      #expect(
        scene.journal(of: order).first { $0.message == "order parked" }?.field("PROBLEMS") == "weight-missing"
      )
      _ = try scene.stage.crm { crm, now in crm.setWeight(order, grams: 700, now: now) }
      try await scene.complete([order])
      _ = try scene.stage.crm { crm, now in crm.setLocked(order, true, now: now) }
      try await scene.wait(for: "the TTN to be withdrawn") {
        scene.stage.shipments.live(order).isEmpty
          && scene.journal(of: order).contains { $0.field("DECISION") == "locked" }
      }
      let story = try await agree(scene, order)
      #expect(story["entry"]?["phase"]?.text == "none")
      let barcode = story["entry"]?["withdrawnBarcodes"]?.elements?.first?.text
      let life = scene.journal(of: order)
      #expect(life.first { $0.message == "shipment withdrawn" }?.field("BARCODE") == barcode)
      for message in ["order seen", "order parked", "problems gone", "shipment created"] {
        #expect(life.count { $0.message == message } == 1, "\(message): \(life.map(\.message))")
      }
    }
  }

  @Test func anOutageIsTwoKindsOfLinesAndNotOneForEachTry() async throws {
    try await Scene.play(.told) { scene in
      try await scene.start()
      try await scene.polls(2)
      scene.stage.play(FaultPlan(rules: [.init(service: .crm, .badGateway(), .probability(1))]))
      let tries = scene.stage.calls(to: "GET orders/history")
      try await scene.wait(for: "many tries") { scene.stage.calls(to: "GET orders/history") >= tries + 15 }
      let status = try await Operator(scene: scene).json("status")
      #expect(status["line"]?.text?.contains("CRM down for ") == true, "\(status)")
      scene.stage.play(.none)
      try await scene.wait(for: "the end of it") {
        scene.journal.contains { $0.message == "CRM works again" }
      }
      let journal = scene.journal
      let failures = journal.filter { $0.message == "CRM call failed" }
      #expect(failures.count == Set(failures.map { $0.field("FAILURE") }).count, "\(failures)")
      let end = try #require(journal.first { $0.message == "CRM works again" })
      #expect(Int(end.field("REPEATED") ?? "") ?? 0 >= 10)
      #expect(end.field("DOWN_SECONDS") != nil)
      #expect(try await Operator(scene: scene).json("status")["line"]?.text?.contains("CRM down") == false)
    }
  }

  @Test func aReloadChangesTheLevelAndARefusedOneStaysInSight() async throws {
    try await Scene.play(.told) { scene in
      let verbs = Operator(scene: scene)
      try await scene.start()
      func debugging() -> Int { scene.journal.count { $0.priority == 7 } }
      #expect(debugging() == 0)
      try scene.reconfigure("log-level: info", "log-level: debug")
      #expect(try await verbs.run("reload").end == .exited(code: 0))
      try await scene.complete(try scene.enter(1))
      try await scene.wait(for: "records at debug") { debugging() > 0 }
      try scene.reconfigure("log-level: debug", "log-level: info")
      #expect(try await verbs.run("reload").end == .exited(code: 0))
      let before = debugging()
      try await scene.complete(try scene.enter(2))
      #expect(debugging() == before)
      let changes = scene.journal.filter { $0.message == "log level changed" }.map { $0.field("TO") }
      #expect(changes == ["debug", "info"])

      try scene.reconfigure("language: en", "language: pl")
      let folder = scene.stage.folder
      let refused = try await Finished.run(
        try Built.program(), ["reload", "--state-directory", folder.state], in: folder)
      #expect(refused.end == .exited(code: 78))
      try await scene.polls(20)
      let status = try await Finished.run(
        try Built.program(), ["status", "--state-directory", folder.state], in: folder)
      #expect(status.output.contains("configuration not applied, the old one stays: 1 problem"))
      #expect(scene.journal.contains { $0.message == "configuration problem" && $0.priority == 3 })
      #expect(scene.journal.contains { $0.message == "configuration not applied, the old one stays" })
      try scene.reconfigure("language: pl", "language: en")
      #expect(try await verbs.run("reload").end == .exited(code: 0))
      #expect(try await verbs.json("status")["line"]?.text?.contains("not applied") == false)
    }
  }
}
