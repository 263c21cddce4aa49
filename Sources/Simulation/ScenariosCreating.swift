// Scenarios around the one call that must never be repeated blindly: the create.
internal import Sandbox
internal import ShippingCore

extension Scenario {
  static let creating: [Scenario] = [
    Scenario("nothing-goes-wrong") { life in
      life.order(at: 30)
      life.order(at: 31, cabinet: 1)
      life.whenMade(0)
      life.whenMade(1)
    } expect: { life in
      life.mustHaveOne(0)
      life.mustHaveOne(1)
    },

    Scenario("answer-lost-after-create") { life in
      life.faults(.first(1, Endpoint.create, .dropAfterEffect))
      life.order(at: 30)
      life.whenMade(0)
    } expect: {
      $0.mustHaveOne(0)
    },

    Scenario("create-dropped-before-it-arrived") { life in
      life.faults(.first(2, Endpoint.create, .dropBefore))
      life.order(at: 30)
      life.whenMade(0)
    } expect: {
      $0.mustHaveOne(0)
    },

    Scenario("create-carried-out-20-seconds-late") { life in
      life.faults(.first(1, Endpoint.create, .effectDelayed(milliseconds: 20_000)))
      life.order(at: 30)
      life.whenMade(0)
    } expect: {
      $0.mustHaveOne(0)
    },

    Scenario("create-answers-html-500-after-its-effect") { life in
      life.faults(.first(1, Endpoint.create, .serverError(afterEffect: true)))
      life.order(at: 30)
      life.whenMade(0)
    } expect: {
      $0.mustHaveOne(0)
    },

    Scenario("shipment-shows-in-group-late") { life in
      life.faults(
        .first(1, Endpoint.create, .dropAfterEffect),
        .first(1, Endpoint.create, .lateGroup(milliseconds: 60_000)))
      life.order(at: 30)
      life.whenMade(0)
    } expect: {
      $0.mustHaveOne(0)
    },

    Scenario("shipment-shows-in-group-too-late", minutes: 34) { life in
      life.faults(
        .first(1, Endpoint.create, .dropAfterEffect),
        .first(1, Endpoint.create, .lateGroup(milliseconds: 600_000)))
      life.order(at: 30)
      life.whenMade(0) { life in
        life.when("the orphan is swept", { $0.made(0).contains { !$0.isLive } })
      }
    } expect: { life in
      life.mustHaveOne(0, madeAtMost: 2)
      if life.isUndisturbed {
        life.must(life.made(0).map(\.isLive) == [false, true], "not the orphan was deleted")
      }
    },

    Scenario("create-refused-then-mended", minutes: 20) { life in
      life.order(at: 30) { draft in
        // An office that does not work.
        draft.address = CRMOrderDraft.Address(
          index: "61001", countryIso: "UA", region: "Харківська", city: "Харків", street: "вул. Садова",
          building: "5")
      }
      life.when("the refusal is shown", { $0.card(0)?.errorText?.isEmpty == false }) { life in
        life.moments["creates"] = Int64(life.calls(Endpoint.create))
        life.after(300) { life in
          life.must(
            !life.isUndisturbed || life.moments["creates"] == Int64(life.calls(Endpoint.create)),
            "what was refused was sent again unchanged")
          life.world.crm.setAddress(life.id(0), Life.lviv, now: life.now)
        }
      }
    } expect: { life in
      life.mustHaveOne(0)
      life.must(life.card(0)?.errorText == nil, "the error is still shown")
    },

    inDoubt("cancelled-while-create-in-doubt") { $0.cancel(0) },
    inDoubt("locked-while-create-in-doubt") { $0.lock(0) },
    inDoubt("delivery-changed-to-a-courier-while-create-in-doubt") { life in
      life.world.crm.setDeliveryType(life.id(0), SimulatedShop.foreignType, now: life.now)
    },

    clockStep("clock-steps-forward-an-hour-during-doubt", by: 3_600_000),
    clockStep("clock-steps-back-an-hour-during-doubt", by: -3_600_000),
  ]

  /// The order is given up while nobody knows whether its shipment was made.
  private static func inDoubt(_ name: String, _ gesture: @escaping @Sendable (Life) -> Void) -> Scenario {
    Scenario(name, minutes: 20) { life in
      life.faults(
        .first(1, Endpoint.create, .dropAfterEffect),
        .first(1, Endpoint.create, .lateGroup(milliseconds: 20_000)))
      life.order(at: 30)
      life.when("the shipment was made", { !$0.made(0).isEmpty }) { life in
        gesture(life)
        life.when("it is withdrawn", { $0.live(0).isEmpty })
      }
    } expect: {
      $0.mustHaveNone(0)
    }
  }

  /// The look that may give a shipment up must not come early because the clock did.
  private static func clockStep(_ name: String, by milliseconds: Int64) -> Scenario {
    Scenario(name) { life in
      life.faults(.first(1, Endpoint.create, .effectDelayed(milliseconds: 20_000)))
      life.order(at: 30)
      life.when("the create was sent", { $0.calls(Endpoint.create) > 0 }) {
        $0.time.wallOffset = milliseconds
      }
      life.whenMade(0)
    } expect: {
      $0.mustHaveOne(0)
    }
  }
}
