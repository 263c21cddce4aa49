// Scenarios of closing a group: what is on form 103a is what was handed over, whatever a listing shows late or leaves out,
// and a closed group stays closed.
internal import Sandbox
internal import ShippingCore
internal import SyncEngine

extension Scenario {
  static let closing: [Scenario] = [
    Scenario("closed-group-that-lists-do-not-tell", minutes: 34) { life in
      life.world.post.habits.listLeavesOutClosed = true
      life.order(at: 30)
      life.whenMade(0)
      for seconds: Int64 in stride(from: 400, through: 700, by: 100) {
        life.at(seconds) { $0.closeManifest() }
      }
      life.at(900) { $0.restart { _ in } }
      life.order(at: 920)
      life.at(921) { $0.whenMade(1) }
    } expect: { life in
      for order in 0...1 { life.mustHaveOne(order) }
      life.mustBeManifested([0])
      if life.isUndisturbed {
        life.must(life.calls(Endpoint.create) == 2, "a shipment was to be made in a closed group")
      }
    },

    groupClosedByHand("group-closed-by-hand-that-lists-do-not-tell") { life in
      life.world.post.habits.listLeavesOutClosed = true
    },

    Scenario("manifest-while-a-shipment-lists-late", minutes: 30) { life in
      life.order(at: 30)
      life.whenMade(0) { life in
        life.faults(
          FaultPlan.Rule(
            endpoint: Endpoint.create, .lateGroup(milliseconds: 9_000), .calls(from: 1, count: 1)))
        life.order(at: 200)
        life.when("a second shipment was made", { !$0.made(1).isEmpty }) { life in
          life.after(1) { $0.closeManifest() }
          for seconds: Int64 in [300, 600] { life.after(seconds) { $0.closeManifest() } }
          life.whenMade(1)
        }
      }
    } expect: { life in
      life.mustHaveOne(0)
      life.mustHaveOne(1)
      life.mustBeManifested([0])
      if life.isUndisturbed {
        life.must(life.manifests.first?.shipments == 2, "closed without waiting for the list")
        life.must(life.manifests.first?.problem == nil, "a problem: \(life.manifests.first?.problem ?? "")")
        life.mustBeManifested([0, 1])
      }
    },

    Scenario("shipment-taken-out-of-its-group-by-hand", minutes: 30) { life in
      life.order(at: 30)
      life.order(at: 31, judgedByScenario: true)
      life.when("both are made", { $0.isMade(0) && $0.isMade(1) }) { life in
        guard let uuid = life.live(1).first?.uuid else { return }
        life.byHand("DELETE", "shipments/\(uuid)/shipment-group", .null)
        for seconds: Int64 in [10, 200, 500] { life.after(seconds) { $0.closeManifest() } }
      }
    } expect: { life in
      life.mustHaveOne(0)
      life.mustBeManifested([0])
      life.must(life.ledgerEntry(1)?.shipment?.manifestedAt == nil, "locked though it is on no form")
      let barcode = life.live(1).first?.barcode ?? "-"
      life.must(
        life.manifests.last?.problem?.contains(barcode) == true,
        "nobody is told that \(barcode) is on no form")
    },

    Scenario("orphan-that-cannot-be-deleted-keeps-the-manifest-open", minutes: 40, sweeps: false) { life in
      life.faults(
        .first(1, Endpoint.create, .dropAfterEffect),
        .first(1, Endpoint.create, .lateGroup(milliseconds: 200_000)),
        .first(1000, Endpoint.delete, .serverError()))
      life.order(at: 30, judgedByScenario: true)
      life.when("the second has a label and is shown") { life in
        life.live(0).contains { made in
          made.barcode == life.card(0)?.trackNumber && life.world.labels.contains(made.barcode)
        }
      }
      for seconds: Int64 in [600, 700] { life.at(seconds) { $0.closeManifest() } }
      life.at(800) { $0.world.sandbox.faults = .none }
      for seconds: Int64 in [900, 1200, 1500] { life.at(seconds) { $0.closeManifest() } }
    } expect: { life in
      if let orphan = life.live(0).first, life.live(0).count > 1 {
        // A crash delayed everything: the list showed it after the group was closed.
        life.must(!life.isUndisturbed, "an orphan lives on")
        life.must(
          life.manifests.last?.problem?.contains(orphan.barcode) == true,
          "nobody is told of the orphan on the form")
      } else {
        life.mustHaveOne(0, madeAtMost: 2)
      }
      if life.isUndisturbed {
        let barcode = life.made(0).first { !$0.isLive }?.barcode ?? "-"
        life.must(
          life.manifests.first?.problem?.hasPrefix("superfluous-shipment") == true
            && life.manifests.first?.problem?.contains(barcode) == true,
          "closed over an orphan: \(life.manifests.first?.problem ?? "-")")
        life.must(life.manifests.first?.isClosed == false, "said to be closed")
        life.mustBeManifested([0])
      }
    },

    Scenario("manifest-settles-a-doubt-while-the-crm-is-down", minutes: 40) { life in
      life.order(at: 30)
      life.whenMade(0) { life in
        life.faults(
          FaultPlan.Rule(endpoint: Endpoint.create, .dropAfterEffect, .calls(from: 1, count: 1)))
        life.order(at: 200)
        life.when("a second shipment was made", { !$0.made(1).isEmpty }) { life in
          let now = life.time.uptimeMilliseconds / 1000
          life.outage(.crm, from: now, until: now + 400)
          for seconds: Int64 in [60, 600, 900] { life.after(seconds) { $0.closeManifest() } }
          life.whenMade(1)
        }
      }
    } expect: { life in
      for order in 0...1 { life.mustHaveOne(order) }
      life.mustBeManifested([0])
      if life.isUndisturbed {
        life.must(
          life.manifests.first?.isClosed == true, "not closed: \(life.manifests.first?.problem ?? "-")")
        life.must(life.manifests.first?.shipments == 2, "closed without the shipment in doubt")
        life.mustBeManifested([0, 1])
      }
    },
  ]
  /// The day's group is closed under the daemon's hands, and the next order needs another one.
  static func groupClosedByHand(
    _ name: String, before: @escaping @Sendable (Life) -> Void = { _ in }
  ) -> Scenario {
    Scenario(name, minutes: 40) { life in
      before(life)
      life.order(at: 30)
      life.whenMade(0) { life in
        guard let group = life.live(0).first?.groupUUID else { return }
        life.byHand("PUT", "shipment-groups/\(group)", ["closed": true])
        life.order(at: life.time.uptimeMilliseconds / 1000 + 5)
        life.after(6) { $0.whenMade(1) }
      }
    } expect: { life in
      life.mustHaveOne(0)
      life.mustHaveOne(1)
    }
  }
}
