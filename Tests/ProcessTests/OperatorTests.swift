// The operator's verbs against a daemon that really runs: what they print, what they change, and how they end. What
// happened is asked of the sandbox, never of the daemon.
import Foundation
import Rehearsal
import Sandbox
import Testing

/// Runs verbs on a scene's configuration.
struct Operator {
  let scene: Scene

  func run(_ verb: String, _ arguments: String...) async throws -> Finished {
    try await Finished.run(
      try Built.program(), [verb] + arguments + ["--config", scene.stage.folder.configuration],
      in: scene.stage.folder)
  }

  /// The output of a verb that must go well, as JSON.
  func json(_ verb: String, _ arguments: String...) async throws -> JSONValue {
    let result = try await Finished.run(
      try Built.program(), [verb] + arguments + ["--json", "--config", scene.stage.folder.configuration],
      in: scene.stage.folder)
    try #require(result.end == .exited(code: 0), "\(verb): \(result.end) \(result.output)")
    return try #require(JSONValue(parsing: Array(result.output.utf8)), "\(verb): \(result.output)")
  }

  /// Two days ago, which is before everything in the scene.
  var since: String {
    let date = Date(timeIntervalSince1970: Double(scene.stage.server.now) / 1000 - 2 * 86_400)
    return date.formatted(Date.ISO8601FormatStyle().year().month().day())
  }
}

extension ProcessTests {
  @Test func backfillListsFirstAndThenMakesOnce() async throws {
    try await Scene.play { scene in
      let verbs = Operator(scene: scene)
      var drafts = scene.stage.shop.orders(5)
      drafts[3].deliveryType = scene.stage.shop.cabinet(Shop.company)?.code
      drafts[3].data.locked = true
      drafts[4].weightGrams = nil
      drafts[4].items = drafts[4].items.map { CRMOrderDraft.Item($0.name, initialPriceKopiykas: 10_000) }
      let orders = try drafts.map(scene.stage.create)
      try await scene.start()
      try await scene.wait(for: "the senders") {
        scene.stage.folder.logLines(with: "sender ready") == scene.stage.shop.cabinets.count
      }

      let before = try changingCalls(scene)
      let list = try await verbs.json("backfill", "--since", verbs.since)
      #expect(try changingCalls(scene) == before, "a list changed something")
      #expect(decisions(list) == expected(orders, ["make", "make", "make", "locked", "problems"]))
      #expect(list["summary"]?["seen"]?.int == 5)
      #expect(list["summary"]?["due"]?.int == 0)
      let numbers = try orders.map { try scene.stage.card($0).number }
      #expect(Set(list["orders"]?.elements?.compactMap { $0["number"]?.text } ?? []) == Set(numbers))

      let applied = try await verbs.json("backfill", "--since", verbs.since, "--apply")
      #expect(applied["summary"]?["due"]?.int == 4)
      try await scene.complete(Array(orders.prefix(3)))
      try await scene.wait(for: "the problem to be shown") {
        try scene.stage.card(orders[4]).errorText?.isEmpty == false
      }
      let again = try await verbs.json("backfill", "--since", verbs.since, "--apply")
      #expect(decisions(again) == expected(orders, ["has-ttn", "has-ttn", "has-ttn", "locked", "problems"]))
      #expect(scene.made(orders) == [1, 1, 1, 0, 0])

      let text = try await verbs.run("backfill", "--since", verbs.since, "--cabinet", "company")
      #expect(text.end == .exited(code: 0))
      #expect(text.output.contains("has the TTN"))
      let unknown = try await verbs.run("backfill", "--since", verbs.since, "--cabinet", "nobody")
      #expect(unknown.end == .exited(code: 1))
      #expect(unknown.output.contains("company, entrepreneur, individual"))
      #expect(try await verbs.run("backfill", "--since", "2026-02-30").end == .exited(code: 64))
    }
  }

  private func decisions(_ list: JSONValue) -> [Int64: String] {
    let pairs = (list["orders"]?.elements ?? []).compactMap { order -> (Int64, String)? in
      guard let id = order["order"]?.int, let decision = order["decision"]?.text else { return nil }
      return (id, decision)
    }
    return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
  }

  private func expected(_ orders: [Int64], _ decisions: [String]) -> [Int64: String] {
    Dictionary(zip(orders, decisions), uniquingKeysWith: { first, _ in first })
  }

  /// Calls so far that may change something at either service.
  private func changingCalls(_ scene: Scene) throws -> [String: Int] {
    try scene.stage.calls().filter { endpoint, _ in
      // Reading tracking is a POST.
      !endpoint.contains(" GET ") && !endpoint.contains("statuses")
    }
  }

  @Test func statusListAndExplainTellAnOrdersLife() async throws {
    try await Scene.play { scene in
      let verbs = Operator(scene: scene)
      try await scene.start()
      let orders = try scene.enter(2)
      var spoiled = scene.stage.shop.orders(3)[2]
      spoiled.weightGrams = nil
      spoiled.items = spoiled.items.map { CRMOrderDraft.Item($0.name, initialPriceKopiykas: 10_000) }
      let parked = try scene.stage.create(spoiled)
      try await scene.complete(orders)
      try await scene.wait(for: "the problem to be shown") {
        try scene.stage.card(parked).errorText?.isEmpty == false
      }

      let status = try await verbs.json("status")
      #expect(status["isLive"]?.truth == true)
      #expect(status["counts"]?["parked"]?.int == 1)
      #expect(status["loops"]?.elements?.count == 5)
      #expect(status["cabinets"]?.elements?.allSatisfy { $0["isReady"]?.truth == true } == true)

      let barcode = try #require(scene.stage.shipments.live(orders[0]).first?.barcode)
      let list = try await verbs.json("list")
      #expect(list.elements?.count == 3)
      let problems = try await verbs.json("list", "--problem", "weight-missing")
      #expect(problems.elements?.compactMap { $0["order"]?.int } == [parked])
      let csv = try await verbs.run("list", "--phase", "live", "--csv")
      #expect(csv.output.split(whereSeparator: \.isNewline).count == 3)
      #expect(csv.output.contains(barcode))

      let number = try scene.stage.card(orders[0]).number
      let told = try await verbs.run("explain", number)
      #expect(told.end == .exited(code: 0))
      for text in [number, barcode, "create intended", "OUTCOME=done", "has the TTN", "next tracking"] {
        #expect(told.output.contains(text), "explain lacks \(text): \(told.output)")
      }
      let story = try await verbs.json("explain", "\(orders[0])")
      #expect(story["entry"]?["barcode"]?.text == barcode)
      let events = story["journal"]?.elements?.compactMap { $0["event"]?.text } ?? []
      #expect(Array(events.prefix(2)) == ["seen", "create intended"])
      let why = try await verbs.run("explain", "\(parked)")
      #expect(why.output.contains("weight"))
      #expect(try await verbs.run("explain", "999999").end == .exited(code: 1))
      let drafts = scene.stage.shop.orders(2)
      for output in [told.output, csv.output, why.output] {
        for draft in drafts { #expect(!output.contains(draft.phone ?? "no phone"), "a phone was printed") }
      }
      try await withoutTheDaemon(scene, verbs, barcode: barcode, order: orders[0])
    }
  }

  private func withoutTheDaemon(
    _ scene: Scene, _ verbs: Operator, barcode: String, order: Int64
  ) async throws {
    #expect(try await scene.crew.terminate(within: .seconds(20)) == .exited(code: 0))
    let status = try await verbs.json("status")
    #expect(status["isLive"]?.truth == false)
    #expect(status["counts"]?["live"]?.int == 2)
    #expect(try await verbs.run("explain", "\(order)").output.contains(barcode))
    for verb in ["retry", "cancel"] {
      let refused = try await verbs.run(verb, "\(order)")
      #expect(refused.end == .exited(code: 69))
      #expect(refused.output.split(separator: "\n").count == 1)
    }
    #expect(try await verbs.run("backfill", "--since", verbs.since, "--apply").end == .exited(code: 69))
    let verdict = try await verbs.json("verify")
    #expect(verdict["findings"]?.elements?.isEmpty == true)
    #expect(verdict["entries"]?.int == 3)
    let copy = "\(scene.stage.folder.path)/copy.sqlite"
    #expect(try await verbs.run("backup", copy).end == .exited(code: 0))
    let again = try await verbs.run("backup", copy)
    #expect(again.end == .exited(code: 1))
    #expect(again.output.contains("is there already"))
  }

  @Test func retrySendsARefusedOrderOnceMore() async throws {
    try await Scene.play { scene in
      let verbs = Operator(scene: scene)
      try await scene.start()
      var draft = scene.stage.shop.orders(1)[0]
      draft.address.index = Shop.closedOffice
      let order = try scene.stage.create(draft)
      try await scene.wait(for: "the refusal to be shown") {
        try scene.stage.card(order).errorText?.isEmpty == false
      }
      let refused = scene.creates
      let answer = try await verbs.json("retry", "\(order)")
      #expect(answer["done"]?.text == "due")
      try await scene.wait(for: "the second try") { scene.creates > refused }
      #expect(scene.creates == refused + 1)
      #expect(try await verbs.run("retry", "424242").end == .exited(code: 1))
    }
  }

  @Test func cancelLocksTheOrderAndUnlockingMakesAnew() async throws {
    try await Scene.play { scene in
      let verbs = Operator(scene: scene)
      try await scene.start()
      let orders = try scene.enter(1)
      try await scene.complete(orders)
      let number = try scene.stage.card(orders[0]).number
      #expect(try await verbs.run("cancel", number).end == .exited(code: 0))
      try await scene.wait(for: "the TTN to be withdrawn") {
        let card = try scene.stage.card(orders[0])
        return scene.stage.shipments.live(orders[0]).isEmpty && (card.trackNumber ?? "").isEmpty
      }
      #expect(try scene.stage.card(orders[0]).locked == true)
      _ = try scene.stage.crm { crm, now in crm.setLocked(orders[0], false, now: now) }
      try await scene.complete(orders)
      #expect(scene.made(orders) == [2])
      let late = try #require(scene.stage.shipments.live(orders[0]).first?.barcode)
      try scene.stage.post { post, now in try post.accept(barcode: late, at: now) }
      try await scene.wait(for: "the hand-over to be noticed") {
        try scene.stage.card(orders[0]).status == "send-to-delivery"
      }
      let refused = try await verbs.run("cancel", number)
      #expect(refused.end == .exited(code: 1))
      #expect(refused.output.contains("too late"))
      #expect(try scene.stage.card(orders[0]).locked == false)
    }
  }

  @Test func adoptTakesOverAndReloadAnswers() async throws {
    try await Scene.play { scene in
      let verbs = Operator(scene: scene)
      var draft = scene.stage.shop.orders(1)[0]
      draft.weightGrams = nil
      draft.items = draft.items.map { CRMOrderDraft.Item($0.name, initialPriceKopiykas: 10_000) }
      let order = try scene.stage.create(draft)
      try await scene.start()
      let barcode = "0505012345678"
      let answer = try await verbs.json("adopt", "\(order)", barcode)
      #expect(answer["done"]?.text == "adopted-tracked-only")
      try await scene.wait(for: "the card to show it") { try scene.stage.card(order).trackNumber == barcode }
      #expect(scene.made([order]) == [0])
      #expect(try await verbs.run("adopt", "\(order)", barcode).end == .exited(code: 1))
      #expect(try await verbs.run("adopt", "\(order)", "12").end == .exited(code: 64))

      let reloaded = try await verbs.run("reload")
      #expect(reloaded.end == .exited(code: 0), "\(reloaded.output)")
      let folder = scene.stage.folder
      let good = try String(contentsOfFile: folder.configuration, encoding: .utf8)
      try good.replacing("language: en", with: "language: pl").write(
        toFile: folder.configuration, atomically: true, encoding: .utf8)
      let broken = try await Finished.run(
        try Built.program(), ["reload", "--state-directory", folder.state], in: folder)
      #expect(broken.end == .exited(code: 78))
      #expect(broken.output.contains("the old one stays"))
    }
  }

  @Test func manifestAndLabelsNameTheirFiles() async throws {
    try await Scene.play { scene in
      let verbs = Operator(scene: scene)
      try await scene.start()
      let orders = try scene.enter(4)
      try await scene.complete(orders)
      let barcodes = Set(orders.compactMap { scene.stage.shipments.live($0).first?.barcode })

      let listed = try await verbs.json("labels")
      #expect(Set(listed.elements?.compactMap { $0["barcode"]?.text } ?? []) == barcodes)
      let merged = try await verbs.json("labels", "--merge")
      let files = merged["files"]?.elements ?? []
      #expect(Set(files.flatMap { ($0["barcodes"]?.elements ?? []).compactMap(\.text) }) == barcodes)
      let closed = try await verbs.json("manifest")
      let reports = closed.elements ?? []
      #expect(reports.compactMap { $0["shipments"]?.int }.reduce(0, +) == 4)
      #expect(reports.allSatisfy { $0["isClosed"]?.truth == true })
      for file in (files + reports).compactMap({ $0["file"]?.text }) {
        let bytes = try #require(FileManager.default.contents(atPath: file), "\(file) is not there")
        #expect(bytes.starts(with: Data("%PDF".utf8)))
      }
      let text = try await verbs.run("manifest", "--cabinet", "nobody")
      #expect(text.end == .exited(code: 1))
      let late = try scene.enter(1)
      try await scene.complete(late)
      #expect(scene.made(orders + late) == [1, 1, 1, 1, 1])
    }
  }

  /// What a killed daemon leaves is replaced; a second daemon takes nothing from the first; a stop leaves nothing.
  @Test func theSocketFollowsTheDaemonsLife() async throws {
    try await Scene.play { scene in
      let verbs = Operator(scene: scene)
      let socket = "\(scene.stage.folder.state)/control.sock"
      try await scene.start()
      #expect(try await verbs.json("status")["isLive"]?.truth == true)
      let second = try await Finished.run(
        try Built.program(), ["run", "--config", scene.stage.folder.configuration], in: scene.stage.folder)
      #expect(second.end == .exited(code: 75))
      #expect(try await verbs.json("status")["isLive"]?.truth == true)
      try await scene.crew.kill()
      #expect(FileManager.default.fileExists(atPath: socket))
      #expect(try await verbs.json("status")["isLive"]?.truth == false)
      try await scene.crew.start()
      try await scene.wait(for: "the new daemon to answer") {
        try await verbs.json("status")["isLive"]?.truth == true
      }
      #expect(try await scene.crew.terminate(within: .seconds(20)) == .exited(code: 0))
      #expect(!FileManager.default.fileExists(atPath: socket))
    }
  }
}
