// What a ledger has to do with the configuration it is run with: parcels of a cabinet that is not there any more, and
// shipments that are at another Ukrposhta than the one configured.
import Foundation
import Rehearsal
import Sandbox
import Testing

extension ProcessTests {
  @Test func parcelsThatNobodyFollowsAreTold() async throws {
    try await Scene.play { scene in
      let bench = try await DoctorBench(scene)
      let verbs = Operator(scene: scene)
      try await scene.start()
      var draft = scene.stage.shop.orders(1)[0]
      draft.deliveryType = scene.stage.shop.cabinet(Shop.company)?.code
      try await scene.complete([try scene.stage.create(draft)])
      #expect(try await scene.crew.terminate(within: .seconds(20)) == .exited(code: 0))

      let told = "1 parcel under way is of the cabinet company, which the configuration does not name"
      let before = try await verbs.run("check")
      #expect(before.end == .exited(code: 0) && !before.output.contains("Without keys"))
      try await bench.find(
        PlantedFault(name: "renamed cabinet", check: "ledger-cabinets", what: told, cure: "by the same key") {
          try $0.edit("  company:\n", "  firm:\n")
        })
      try bench.edit("  company:\n", "  firm:\n")
      let checked = try await verbs.run("check")
      #expect(checked.end == .exited(code: 0) && checked.output.contains(told))
      #expect(try await verbs.json("check")["lostCabinets"]?.elements?.first?["cabinet"] == "company")
      #expect(try await verbs.run("status").output.contains(told))
      #expect(try await verbs.json("status")["lostCabinets"]?.elements?.first?["parcels"] == 1)
    }
  }

  /// TTNs of one Ukrposhta are unknown at another, so half a move would leave them to nobody.
  @Test func aLedgerStaysWithItsUkrposhta() async throws {
    try await Scene.play { scene in
      let bench = try await DoctorBench(scene)
      try await scene.start()
      #expect(try await scene.crew.terminate(within: .seconds(20)) == .exited(code: 0))
      let port = scene.stage.port
      let move: @Sendable (DoctorBench) throws -> Void = {
        try $0.edit("at: http://127.0.0.1:\(port)", "at: http://localhost:\(port)")
      }
      try await bench.find(
        PlantedFault(
          name: "other Ukrposhta", check: "ledger", what: "are at http://127.0.0.1:\(port)",
          cure: "ukrposhta.at", plant: move))
      try move(bench)
      let refused = try await Operator(scene: scene).run("run")
      #expect(refused.end == .exited(code: 78))
      #expect(refused.output.contains("set ukrposhta.at back or choose another state-directory"))
    }
  }
}
