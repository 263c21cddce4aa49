// What of a person stays behind: nothing in the ledger's files and the spool after `forget`, nothing in what any verb
// prints unless it was asked for.
import Foundation
import Rehearsal
import Sandbox
import Testing

extension ProcessTests {
  @Test func forgetLeavesNothingButWhatKeepsASecondParcelFromBeingMade() async throws {
    try await Scene.play { scene in
      let verbs = Operator(scene: scene)
      try await scene.start()
      let orders = try scene.enter(2)
      try await scene.complete(orders)
      let barcode = try #require(scene.stage.shipments.live(orders[0]).first?.barcode)
      let early = try await verbs.run("forget", "\(orders[0])")
      #expect(early.end == .exited(code: 1))
      #expect(early.output.contains("not over"))

      try scene.stage.post { post, now in try post.schedule(.delivered, barcode: barcode, from: now) }
      scene.stage.server.advance(milliseconds: 30 * 86_400_000)
      try await scene.wait(for: "the delivery to be noticed") {
        try await verbs.json("explain", "\(orders[0])")["entry"]?["phase"]?.text == "done"
      }
      try await scene.wait(for: "the card to show it") {
        try scene.stage.card(orders[0]).status == "complete"
      }
      let fingerprints = try personalTraces(of: orders[0], in: scene)
      #expect(!fingerprints.isEmpty)
      #expect(
        leftovers(fingerprints, in: scene) == Set(fingerprints), "the search finds nothing to begin with")

      let answer = try await verbs.json("forget", "\(orders[0])")
      #expect(answer["barcode"]?.text == barcode)
      #expect(answer["isWiped"]?.truth == true)
      #expect(
        answer["removed"]?.elements?.compactMap(\.text).contains { $0.contains("\(orders[0])-") } == true)
      #expect(leftovers(fingerprints, in: scene).isEmpty, "\(leftovers(fingerprints, in: scene))")
      #expect(scene.stage.folder.labelFiles()[barcode] == nil)

      let told = try await verbs.json("explain", "\(orders[0])")
      #expect(told["entry"]?["forgottenAt"]?.text != nil)
      #expect(told["entry"]?["barcode"]?.text == barcode)
      #expect(told["journal"]?.elements?.compactMap { $0["event"]?.text } == ["forgotten"])
      #expect(try await verbs.run("explain", "\(orders[0])").output.contains("personal data were removed"))

      // It is looked at again and again, and nothing is made, shown or learned anew.
      #expect(try await verbs.run("retry", "\(orders[0])").end == .exited(code: 0))
      // Another person's order: the same person's would bear the same fingerprints.
      let later = [try scene.stage.create(scene.stage.shop.orders(3)[2])]
      try await scene.complete(later)
      #expect(scene.made(orders + later) == [1, 1, 1])
      #expect(leftovers(fingerprints, in: scene).isEmpty)
      #expect(try await verbs.json("verify")["findings"]?.elements?.isEmpty == true)
      #expect(try await verbs.run("forget", "\(orders[1])", "--force").end == .exited(code: 0))
      #expect(try await verbs.run("forget", "424242").end == .exited(code: 1))
    }
  }

  /// What the ledger holds of the order that follows from the person: digests, the uuid of the client, the offices.
  private func personalTraces(of order: Int64, in scene: Scene) throws -> [String] {
    let bytes = try ledgerText(scene)
    let row = try #require(bytes.range(of: "{\"attempts\":").map { _ in bytes }, "no entry in the ledger")
    var traces: Set<String> = []
    for name in ["planDigest", "orderDigest", "planMarks"] {
      for entry in entries(of: order, in: row) {
        if let value = member(name, of: entry) { traces.insert(value) }
      }
    }
    return traces.sorted()
  }

  private func entries(of order: Int64, in text: String) -> [Substring] {
    text.split(separator: "{\"attempts\":").filter { $0.contains("\"orderID\":\(order),") }
  }

  private func member(_ name: String, of entry: Substring) -> String? {
    guard let start = entry.range(of: "\"\(name)\":\"") else { return nil }
    return String(entry[start.upperBound...].prefix { $0 != "\"" })
  }

  /// Ledger and log, byte for byte.
  private func ledgerText(_ scene: Scene) throws -> String {
    let files = [scene.stage.folder.ledger, scene.stage.folder.ledger + "-wal"]
    return files.map { path in
      String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: Unicode.ASCII.self)
    }.joined()
  }

  private func leftovers(_ traces: [String], in scene: Scene) -> Set<String> {
    let text = (try? ledgerText(scene)) ?? ""
    return Set(traces.filter { text.contains($0) })
  }

  @Test func noVerbPrintsASecretOrAPersonUnlessAsked() async throws {
    try await Scene.play { scene in
      let verbs = Operator(scene: scene)
      var drafts = scene.stage.shop.orders(3)
      drafts[1].weightGrams = nil
      drafts[1].items = drafts[1].items.map { CRMOrderDraft.Item($0.name, initialPriceKopiykas: 10_000) }
      drafts[2].address.index = Shop.closedOffice
      try await scene.start()
      let orders = try drafts.map(scene.stage.create)
      try await scene.complete([orders[0]])
      for order in orders.dropFirst() {
        try await scene.wait(for: "the problem to be shown") {
          try scene.stage.card(order).errorText?.isEmpty == false
        }
      }
      var outputs: [(String, String)] = []
      for arguments in [
        ["status"], ["status", "--json"], ["list"], ["list", "--json"], ["list", "--csv"], ["verify"],
        ["doctor"],
        ["doctor", "--json"], ["labels"], ["labels", "--merge"], ["manifest"], ["check"], ["register"],
        ["backfill", "--since", verbs.since], ["backfill", "--since", verbs.since, "--json"],
        ["run", "--dry-run", "--once", "--since", verbs.since], ["reload"],
      ] + orders.flatMap({ [["explain", "\($0)"], ["explain", "\($0)", "--json"], ["retry", "\($0)"]] }) {
        let result = try await Finished.run(
          try Built.program(), arguments + ["--config", scene.stage.folder.configuration],
          in: scene.stage.folder)
        outputs.append((arguments.joined(separator: " "), result.output))
      }
      let persons = drafts.flatMap { draft in
        [draft.phone, draft.lastName].compactMap { $0 }.filter { !$0.isEmpty }
      }
      #expect(persons.count >= 6)
      for (verb, output) in outputs {
        for secret in scene.stage.shop.secrets {
          #expect(!output.contains(secret), "\(verb) prints a secret")
        }
        for person in persons { #expect(!output.contains(person), "\(verb) prints \(person.prefix(3))…") }
      }
      let asked = try await verbs.run("explain", "\(orders[0])", "--personal")
      #expect(asked.output.contains(drafts[0].lastName ?? "no name"))
      for secret in scene.stage.shop.secrets { #expect(!asked.output.contains(secret)) }
      let json = try await verbs.json("explain", "\(orders[0])", "--personal")
      #expect(json["person"]?["phone"]?.text?.isEmpty == false)
    }
  }
}
