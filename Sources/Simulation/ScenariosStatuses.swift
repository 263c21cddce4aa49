// Scenarios of the mapped order status (behaviour.md section 6): it never fights a person, and a code that the CRM lacks
// is never written.
internal import Sandbox
internal import ShippingCore

extension Scenario {
  static let statuses: [Scenario] = [
    stays("completed-by-a-person-then-returned", "complete", then: [(31200, 1), (41000, 10)]),
    stays("cancelled-by-a-person-then-delivered", "cancel-other", then: [(21700, 1), (41000, 2)]),

    Scenario(
      "mapped-status-the-crm-lacks", minutes: 40,
      adjust: everywhere { $0.statuses.byState[.inTransit] = "no-such-status" }
    ) { life in
      life.order(at: 30, judgedByScenario: true)
      life.whenMade(0) { life in
        life.event(0, 10100)
        life.after(400) { $0.event(0, 20700) }
        life.when("it is on its way", { $0.card(0)?.deliveryStatus == "in-transit" }) { life in
          life.after(120) { life in
            life.must(life.card(0)?.status == "assembling", "the order is \(life.card(0)?.status ?? "gone")")
            life.event(0, 41000, reason: 2)
            life.when("the order is complete", { $0.card(0)?.status == "complete" })
          }
        }
      }
    } expect: { life in
      life.mustHaveOne(0)
      let edits = life.calls(Endpoint.edit)
      if life.isUndisturbed { life.must(edits <= 4, "\(edits) edits: an unknown status is tried again") }
    },
  ]

  /// A person closes the order while the parcel is on its way; what the post tells later changes nothing of that.
  private static func stays(
    _ name: String, _ status: String, then events: [(code: Int64, reason: Int64)]
  ) -> Scenario {
    Scenario(name, minutes: 44) { life in
      life.order(at: 30, judgedByScenario: true)
      life.whenMade(0) { life in
        life.event(0, 10100)
        life.after(400) { $0.event(0, 20700) }
        life.when("the order is on its way", { $0.card(0)?.status == "delivering" }) { life in
          life.world.crm.setStatus(life.id(0), status, now: life.now)
          for (number, event) in events.enumerated() {
            life.after(300 + Int64(number) * 400) { $0.event(0, event.code, reason: event.reason) }
          }
        }
      }
    } expect: { life in
      life.must(life.live(0).count == 1, "the parcel on its way was withdrawn")
      let last = events.last?.reason == 10 ? "returned" : "delivered"
      life.must(
        life.world.post.audit.shipments.first?.lastEvent == 41000, "the parcel did not come to its end")
      let shown = life.card(0)?.tracking.last?.code ?? "nothing"
      life.must(shown == last || life.card(0)?.errorText != nil, "the card says \(shown)")
      life.must(
        life.card(0)?.status == status, "the person's \(status) became \(life.card(0)?.status ?? "nothing")")
    }
  }
}
