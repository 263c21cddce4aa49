// `run --dry-run` says what the daemon would do and does nothing of it: the services' own call log and the ledger's bytes
// say so, not the daemon.
import Foundation
import Rehearsal
import Sandbox
import Testing

extension ProcessTests {
  @Test func dryRunSaysWhatWouldBeDoneAndDoesNothing() async throws {
    try await Scene.play { scene in
      var drafts = scene.stage.shop.orders(5)
      drafts[0].deliveryType = scene.stage.shop.cabinet(Shop.company)?.code
      drafts[3].data.locked = true
      drafts[4].weightGrams = nil
      for index in drafts[4].items.indices { drafts[4].items[index].weightGrams = nil }
      let orders = try drafts.map(scene.stage.create)
      let verbs = Operator(scene: scene)

      let lines = try await dryRun(scene, "--since", verbs.since)
      #expect(changing(scene).isEmpty, "\(changing(scene))")
      #expect(!FileManager.default.fileExists(atPath: scene.stage.folder.ledger))
      let acts = Dictionary(
        lines.compactMap { line in line["order"]?.int.map { ($0, line) } },
        uniquingKeysWith: { first, _ in first })
      for order in orders.prefix(3) { #expect(acts[order]?["act"]?.text == "make", "\(lines)") }
      let first = try #require(acts[orders[0]])
      #expect(first["cabinet"]?.text == "company")
      #expect(first["technology"]?.text == "W2W")
      #expect((first["weightGrams"]?.int ?? 0) > 0)
      #expect(first["cod"]?.text?.contains(".") == true)
      #expect(first["number"]?.text == (try scene.stage.card(orders[0]).number))
      #expect(acts[orders[4]]?["act"]?.text == "refuse")
      #expect(acts[orders[4]]?["problems"]?.elements?.compactMap(\.text) == ["weight-missing"])

      let text = try await verbs.run("run", "--dry-run", "--once", "--since", verbs.since)
      #expect(text.output.contains("would make a shipment in cabinet company: "))
      #expect(text.output.contains(" UAH"))
      #expect(text.output.contains("would refuse it"))
      for draft in drafts { #expect(!text.output.contains(draft.phone ?? "no phone")) }
      #expect(changing(scene).isEmpty)
      // Without a look back, a first start finds nothing.
      #expect(try await dryRun(scene).isEmpty)
      #expect(try await verbs.run("run", "--once").end == .exited(code: 64))
    }
  }

  @Test func dryRunBesideTheServiceReadsACopyOfItsLedger() async throws {
    try await Scene.play { scene in
      try await scene.start()
      let orders = try scene.enter(3)
      try await scene.complete(orders)
      #expect(try await scene.crew.terminate(within: .seconds(20)) == .exited(code: 0))
      let ledger = try #require(FileManager.default.contents(atPath: scene.stage.folder.ledger))
      let barcode = try #require(scene.stage.shipments.live(orders[0]).first?.barcode)
      _ = try scene.stage.crm { crm, now in crm.setLocked(orders[0], true, now: now) }
      try scene.stage.post { post, now in
        let other = try #require(ShipmentsByOrder(post.audit.shipments).live(orders[1]).first?.barcode)
        try post.accept(barcode: other, at: now)
      }
      let before = changing(scene)
      let lines = try await whenCardIsDue(orders[1], in: scene)
      #expect(lines.contains { $0["act"]?.text == "withdraw" && $0["barcode"]?.text == barcode }, "\(lines)")
      let card = lines.first { $0["act"]?.text == "card" && $0["order"]?.int == orders[1] }
      #expect(changing(scene) == before)
      #expect(FileManager.default.contents(atPath: scene.stage.folder.ledger) == ledger)
      #expect(card?["deliveryStatus"]?.text == "accepted")
      #expect(card?["orderStatus"]?.text == "send-to-delivery")
      #expect(scene.made(orders) == [1, 1, 1])

      // The service takes up what the dry run only spoke of; another dry run beside it has nothing to say.
      try await scene.crew.start()
      try await scene.wait(for: "the TTN to be withdrawn") { scene.stage.shipments.live(orders[0]).isEmpty }
      try await scene.wait(for: "the order's status") {
        try scene.stage.card(orders[1]).status == "send-to-delivery"
      }
      let beside = try await dryRun(scene)
      #expect(beside.allSatisfy { $0["act"]?.text != "make" && $0["act"]?.text != "withdraw" }, "\(beside)")
    }
  }

  @Test func dryRunFollowsUntilItIsEnded() async throws {
    try await Scene.play { scene in
      let folder = scene.stage.folder
      let output = "\(folder.path)/dry-run.log"
      let process = try DaemonProcess(
        program: try Built.program(),
        arguments: ["run", "--dry-run", "--json", "--config", folder.configuration],
        log: output)
      do {
        try await scene.wait(for: "the first look at the history") {
          scene.stage.isFollowed
        }
        let orders = try scene.enter(2)
        func said() throws -> String { try String(contentsOfFile: output, encoding: .utf8) }
        try await scene.wait(for: "what would be done") {
          let text = try said()
          return orders.allSatisfy { text.contains("\"order\":\($0),") }
        }
        let reads = scene.stage.historyReads
        try await scene.wait(for: "more rounds") { scene.stage.historyReads > reads + 5 }
        // Said once, though it was never done.
        #expect(try said().split(separator: "\n").count { $0.contains("\"act\":\"make\"") } == 2)
        #expect(try await process.terminate(within: .seconds(20)) == .exited(code: 0))
      } catch {
        process.signal(9)
        throw error
      }
      #expect(changing(scene).isEmpty)
      #expect(scene.creates == 0)
    }
  }

  /// The parcel is asked about when its next look is due, and that is a moment after the service ended.
  private func whenCardIsDue(_ order: Int64, in scene: Scene) async throws -> [JSONValue] {
    let patience = Patience(limit: .seconds(60))
    while patience.elapsed < patience.limit {
      let lines = try await dryRun(scene)
      if lines.contains(where: { $0["act"]?.text == "card" && $0["order"]?.int == order }) { return lines }
    }
    throw RehearsalFailure("no dry run speaks of the card of order \(order)")
  }

  /// The lines of a dry run of one round.
  private func dryRun(_ scene: Scene, _ arguments: String...) async throws -> [JSONValue] {
    let result = try await Finished.run(
      try Built.program(),
      ["run", "--dry-run", "--once", "--json"] + arguments + ["--config", scene.stage.folder.configuration],
      in: scene.stage.folder)
    try #require(result.end == .exited(code: 0), "\(result.output)")
    return result.output.split(separator: "\n").compactMap { JSONValue(parsing: Array($0.utf8)) }
  }

  /// Calls that may change something. Asking for statuses is a POST that reads: its barcodes have no place in a query.
  private func changing(_ scene: Scene) -> [String] {
    scene.stage.server.withWorld { world in
      world.callLog.map(\.endpoint).filter {
        !$0.hasPrefix("GET ") && !$0.hasPrefix("POST tracking/statuses")
      }
    }
  }
}
