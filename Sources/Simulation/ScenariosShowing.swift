// Scenarios of labels and of what the order card shows: answers lost on the way, and a CRM with habits of its own.
internal import Sandbox
internal import ShippingCore

extension Scenario {
  static let showing: [Scenario] = [
    Scenario("label-not-served-for-a-while", minutes: 20) { life in
      life.faults(.first(6, Endpoint.label, .serverError()))
      life.order(at: 30)
      life.whenMade(0)
    } expect: {
      $0.mustHaveOne(0)
    },

    Scenario("label-answer-half") { life in
      life.faults(.first(2, Endpoint.label, .halfBody))
      life.order(at: 30)
      life.whenMade(0)
    } expect: {
      $0.mustHaveOne(0)
    },

    Scenario("write-back-answer-lost") { life in
      life.faults(
        .first(2, Endpoint.edit, .dropAfterEffect), .first(2, Endpoint.track, .dropAfterEffect))
      life.order(at: 30)
      life.whenMade(0)
    } expect: {
      $0.mustHaveOne(0)
    },

    Scenario("write-back-never-arrives-at-first") { life in
      life.faults(.first(3, Endpoint.edit, .dropBefore), .first(2, Endpoint.track, .dropBefore))
      life.order(at: 30)
      life.whenMade(0)
    } expect: {
      $0.mustHaveOne(0)
    },

    Scenario("tracking-call-ignored-by-crm", minutes: 20) { life in
      life.world.crm.configure { $0.linksByExternalID = false }
      life.order(at: 30, judgedByScenario: true)
      life.whenMade(0)
    } expect: { life in
      life.mustHaveOne(0)
      let calls = life.calls(Endpoint.track)
      life.must(calls <= 8, "\(calls) tracking calls for nothing")
    },

    Scenario("crm-replaces-delivery-data", minutes: 20) { life in
      life.world.crm.configure { configuration in
        configuration.replacesDeliveryData = true
        configuration.replacesExtraData = true
      }
      life.order(at: 30) { $0.data.payerType = "receiver" }
      life.whenMade(0)
    } expect: { life in
      life.mustHaveOne(0)
      let edits = life.calls(Endpoint.edit)
      life.must(edits <= 6, "\(edits) edits: the CRM undoes what the daemon repeats")
    },

    Scenario("history-record-late", sweeps: false) { life in
      life.at(29) { life in
        life.world.crm.configure { configuration in
          configuration.lateVisibilityChance = 1
          configuration.lateVisibilityMilliseconds = 400_000
        }
      }
      life.order(at: 30)
      life.at(31) { life in life.world.crm.configure { $0.lateVisibilityChance = 0 } }
      life.order(at: 32, cabinet: 1)
      life.whenMade(0)
      life.whenMade(1)
    } expect: { life in
      life.mustHaveOne(0)
      life.mustHaveOne(1)
    },

    Scenario("history-order-of-ids", sweeps: false) { life in
      life.world.crm.configure { configuration in
        configuration.createdAtJitterChance = 1
        configuration.historyGapChance = 1
      }
      for number in 0..<3 { life.order(at: 30 + Int64(number) * 100, cabinet: number) }
      for number in 0..<3 { life.whenMade(number) }
    } expect: { life in
      for number in 0..<3 { life.mustHaveOne(number) }
    },

    Scenario("crash-between-cursor-and-queue", sweeps: false) { life in
      life.order(at: 30)
      life.order(at: 200, cabinet: 1)
      life.whenMade(0)
      life.whenMade(1)
    } expect: { life in
      life.mustHaveOne(0)
      life.mustHaveOne(1)
    },

    Scenario("error-shown-and-the-order-then-given-up", minutes: 20) { life in
      life.order(at: 30) { $0.phone = "12345" }
      life.when("the error is shown", { $0.card(0)?.errorText?.isEmpty == false }) { life in
        life.lock(0)
        life.when("the error is gone", { $0.card(0)?.errorText == nil })
      }
    } expect: { life in
      life.mustHaveNone(0, madeAtMost: 0)
      life.must(life.card(0)?.errorText == nil, "the error is still shown")
    },

    Scenario("locked-by-the-manager-during-the-write-back", minutes: 20) { life in
      life.order(at: 30)
      life.when("the write-back began", { $0.calls(Endpoint.edit) > 0 }) { $0.lock(0) }
    } expect: {
      $0.mustHaveNone(0)
    },

    Scenario("closed-by-the-manager-during-the-write-back", minutes: 20) { life in
      life.order(at: 30, judgedByScenario: true)
      life.whenMade(0) { life in
        life.event(0, 10100)
        life.after(200) { $0.event(0, 20700) }
        life.when("the mapped status is there", { $0.card(0)?.status == "delivering" }) { life in
          life.world.crm.setStatus(life.id(0), "complete", now: life.now)
        }
      }
    } expect: { life in
      life.must(life.card(0)?.status == "complete", "the order is \(life.card(0)?.status ?? "gone")")
      // What was taken is not said again at another time.
      let told = life.card(0)?.tracking.map(\.code) ?? []
      if life.isUndisturbed {
        life.must(told == ["created", "accepted", "in-transit"], "the card was told \(told)")
      }
    },
  ]
}
