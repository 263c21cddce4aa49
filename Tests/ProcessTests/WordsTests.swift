// What the verbs say where there is nothing to show, or where somebody mistyped: in words, with what to do, and with the
// exit code of the README's table.
import Foundation
import Rehearsal
import Sandbox
import Testing

extension ProcessTests {
  @Test func verbsSayThatThereIsNoLedgerYet() async throws {
    let folder = try RehearsalFolder.temporary("process-test-no-ledger")
    try folder.write(Shop(seed: 3), port: 4_711, pace: .byHand)
    for arguments in [["status"], ["list"], ["explain", "1001"], ["verify"], ["labels"]] {
      let said = try await Finished.run(
        try Built.program(), arguments + ["--config", folder.configuration], in: folder)
      #expect(said.end == .exited(code: 74))
      #expect(said.output.contains("there is no ledger \(folder.ledger)"), "\(arguments): \(said.output)")
      #expect(said.output.contains("has not run"))
    }
    try folder.remove()
  }

  @Test func emptyResultsAndTyposAreSaidInWords() async throws {
    try await Scene.play { scene in
      let verbs = Operator(scene: scene)
      try await scene.start()
      let empty = try await verbs.run("list")
      #expect(empty.end == .exited(code: 0))
      #expect(empty.output == "no orders yet: the ledger is empty\n")
      #expect(try await verbs.run("list", "--problems").output == "no such orders\n")
      #expect(try await verbs.run("list", "--csv").output.hasPrefix("ORDER,NUMBER"))
      #expect(try await verbs.run("labels").output.hasPrefix("no shipments made on"))
      for arguments in [("list", "--cabinet"), ("labels", "--cabinet"), ("manifest", "--cabinet")] {
        let typo = try await verbs.run(arguments.0, arguments.1, "nobody")
        #expect(typo.end == .exited(code: 1), "\(arguments)")
        #expect(typo.output.contains("“nobody”"), "\(typo.output)")
        #expect(typo.output.contains("company, entrepreneur, individual"), "\(typo.output)")
      }
      let order = try await verbs.run("explain", "424242")
      #expect(order.end == .exited(code: 1))
      #expect(order.output.contains("neither the ledger nor the CRM knows"))
      let place = try await verbs.run("backup", "/nowhere/copy.sqlite")
      #expect(place.end == .exited(code: 1))
      #expect(place.output.contains("cannot write into /nowhere"))
      #expect(try await verbs.run("list", "--phase", "sold").output.contains("withdrawing"))
    }
  }

  /// An order that was taken back in the evening is no reason for an alarm.
  @Test func groupWithoutParcelsIsNoProblem() async throws {
    try await Scene.play { scene in
      let verbs = Operator(scene: scene)
      try await scene.start()
      let orders = try scene.enter(1)
      try await scene.complete(orders)
      try scene.stage.crm { crm, now in for order in orders { crm.setLocked(order, true, now: now) } }
      try await scene.wait(for: "the withdrawal") {
        orders.allSatisfy { scene.stage.shipments.live($0).isEmpty }
      }
      let manifest = try await verbs.json("manifest")
      #expect(manifest.elements?.count == 1)
      #expect(manifest.elements?.first?["shipments"]?.int == 0)
      #expect(manifest.elements?.first?["isClosed"]?.truth == false)
      #expect(manifest.elements?.first?["file"] == nil)
      #expect(scene.stage.calls(to: "PUT shipment-groups/{g}") == 0)
      #expect(try await verbs.run("manifest").output.contains("none: no parcels"))
    }
  }
}
