// Scenarios of plain mode: an ordinary delivery type, and everything of ours in custom fields (behaviour.md section 2).
internal import Sandbox
internal import ShippingCore

extension Scenario {
  static let plainMode: [Scenario] = [
    Scenario("plain-mode-whole-life", minutes: 40, adjust: secondIsPlain) { life in
      life.order(at: 30, cabinet: 1)
      life.whenMade(0) { life in
        life.event(0, 10100)
        life.after(400) { $0.event(0, 21700) }
        life.after(800) { $0.event(0, 41000, reason: 2) }
      }
    } expect: { life in
      life.mustHaveOne(0)
      let card = life.card(0)
      life.must(
        card?.deliveryStatus == DeliveryState.delivered.rawValue,
        "the field says \(card?.field(.status) ?? "nothing")")
      life.must(card?.status == "complete", "the order is \(card?.status ?? "gone")")
      let cost = card?.customFields[SimulatedShop.codes.code(CardField.cost)]?.double ?? 0
      life.must(cost > 0, "no cost is shown")
      life.must(life.calls(Endpoint.track) == 0, "a tracking call for an ordinary delivery type")
      // TTN, status and cost at once; then a field and a mapped status for each of three states.
      if life.isUndisturbed {
        let edits = life.calls(Endpoint.edit)
        life.must(edits <= 8, "\(edits) edits for one order")
      }
    },

    Scenario("plain-mode-error-names-the-custom-field", minutes: 30, adjust: secondIsPlain) { life in
      let code = SimulatedShop.codes.code(DeliveryField.technology)
      life.order(at: 30, cabinet: 1) { $0.customFields[code] = "пошта" }
      life.when(
        "the error names the field",
        { life in
          life.card(0)?.errorText?.contains(DeliveryField.technology.label(in: .uk)) == true
        }
      ) { life in
        life.must(life.made(0).isEmpty, "a parcel was made of an order with an error")
        life.world.crm.setCustomField(life.id(0), code, "w2w", now: life.now)
        life.whenMade(0)
      }
    } expect: { life in
      life.mustHaveOne(0)
      life.must(life.card(0)?.errorText == nil, "the error is still shown")
    },

    Scenario("plain-mode-locked-and-unlocked", minutes: 40, adjust: secondIsPlain) { life in
      life.order(at: 30, cabinet: 1)
      life.whenMade(0) { life in
        life.lock(0)
        life.when("the TTN is gone from the card", { $0.live(0).isEmpty && $0.card(0)?.trackNumber == nil }) {
          $0.unlock(0)
          $0.whenMade(0)
        }
      }
    } expect: {
      $0.mustHaveOne(0, madeAtMost: 2)
    },

    Scenario("plain-mode-untouched-flags-are-false", minutes: 30, adjust: secondWaits) { life in
      life.world.crm.configure { $0.spellsOutUntouchedFlags = true }
      life.waitsForAManager()
    } expect: {
      $0.mustHaveOne(0, madeAtMost: 2)
    },

    Scenario("plain-mode-cleared-flags-are-left-out", minutes: 30, adjust: secondWaits) { life in
      life.world.crm.configure { $0.clearedFlagIsAbsent = true }
      life.waitsForAManager()
    } expect: {
      $0.mustHaveOne(0, madeAtMost: 2)
    },

    Scenario(
      "plain-mode-new-orders-come-with-the-flag", minutes: 30,
      adjust: setting { policy in
        secondWaits(&policy)
        policy.cabinets[1].quote = .off
      }
    ) { life in
      life.order(at: 30, cabinet: 1) { $0.data.locked = true }
      life.after(200) { life in
        life.must(life.calls(Endpoint.edit) == 0, "a flag that is there was written")
        life.unlock(0)
        life.whenMade(0)
      }
    } expect: {
      $0.mustHaveOne(0)
    },

    Scenario("plain-mode-typed-ttn-adopted", minutes: 20, adjust: secondIsPlain) { life in
      life.order(at: 30, cabinet: 1, judgedByScenario: true) { $0.data.trackNumber = "0500000000000" }
      life.when("the card shows a state", { $0.card(0)?.deliveryStatus != nil })
    } expect: { life in
      life.must(life.made(0).isEmpty, "a shipment was made beside the typed TTN")
      life.must(life.card(0)?.trackNumber == "0500000000000", "the typed TTN was changed")
    },

    Scenario("plain-mode-moved-to-a-native-cabinet", minutes: 40, adjust: secondIsPlain) { life in
      life.order(at: 30, cabinet: 1)
      life.whenMade(0) { life in
        life.world.crm.setDeliveryType(life.id(0), SimulatedShop.moduleCodes[0], now: life.now)
        life.when(
          "it has a TTN of the other cabinet",
          { life in
            life.made(0).count == 2 && life.isMade(0)
          })
      }
    } expect: { life in
      life.mustHaveOne(0, madeAtMost: 2)
      life.must(
        life.card(0)?.field(.status) == nil, "the field still says \(life.card(0)?.field(.status) ?? "")")
    },

    Scenario("plain-mode-moved-to-another-carrier", minutes: 40, adjust: secondIsPlain) { life in
      life.order(at: 30, cabinet: 1)
      life.whenMade(0) { life in
        life.world.crm.setDeliveryType(life.id(0), SimulatedShop.foreignType, now: life.now)
        life.when(
          "the fields are cleared",
          { life in
            life.live(0).isEmpty && life.card(0)?.field(.trackNumber) == nil
          })
      }
    } expect: {
      $0.mustHaveNone(0)
    },

    Scenario("plain-mode-fields-that-do-not-exist", minutes: 20, adjust: secondIsPlain) { life in
      life.dropFields([.status, .cost, .notice])
      life.order(at: 30, cabinet: 1, judgedByScenario: true)
      life.order(at: 300, cabinet: 1, judgedByScenario: true)
      life.when("both TTNs are shown", { $0.isMade(0) && $0.isMade(1) })
    } expect: { life in
      life.judgeFewEdits(limit: 10)
    },

    Scenario("plain-mode-fields-refused", minutes: 20, adjust: secondIsPlain) { life in
      life.world.crm.configure { $0.refusesUnknownCustomFields = true }
      life.dropFields([.status, .cost, .notice])
      life.order(at: 30, cabinet: 1, judgedByScenario: true)
      life.order(at: 300, cabinet: 1, judgedByScenario: true)
      life.when("both TTNs are shown", { $0.isMade(0) && $0.isMade(1) })
    } expect: { life in
      life.judgeFewEdits(limit: 16)
    },
  ]
}

extension Scenario {
  /// The second cabinet works without a module of ours.
  static let secondIsPlain: @Sendable (inout Policy) -> Void = { $0.cabinets[1].mode = .plain }

  /// And every order of it waits for a manager.
  fileprivate static let secondWaits: @Sendable (inout Policy) -> Void = { policy in
    policy.cabinets[1].mode = .plain
    policy.cabinets[1].isLockedByDefault = true
  }
}

extension Life {
  /// An order whose flag nobody has touched is sent when a manager clears the flag that the card shows set, taken back
  /// when he sets it, and sent anew.
  fileprivate func waitsForAManager() {
    order(at: 30, cabinet: 1) { $0.data.locked = nil }
    when("the card says that the order waits", { $0.card(0)?.locked == true }, then: Life.unlockedByAManager)
  }

  @Sendable private static func unlockedByAManager(_ life: Life) {
    life.must(life.made(0).isEmpty, "an order was sent that nobody unlocked")
    life.after(200) { life in
      life.must(life.made(0).isEmpty, "an order was sent that nobody unlocked")
      life.unlock(0)
      life.whenMade(0) { life in
        life.lock(0)
        life.when("the TTN is taken back", { $0.live(0).isEmpty && $0.card(0)?.trackNumber == nil }) {
          $0.unlock(0)
          $0.whenMade(0)
        }
      }
    }
  }

  /// The account lacks these custom fields.
  fileprivate func dropFields(_ fields: [CardField]) {
    let codes = fields.map { SimulatedShop.codes.code($0) }
    world.crm.removeCustomFields(codes)
  }

  /// Judged here, since a card that lacks its fields cannot be told as a native one.
  fileprivate func judgeFewEdits(limit: Int) {
    for order in 0..<2 {
      let (made, live) = (made(order).count, live(order).count)
      must(live == 1 && made == 1, "order \(order) has \(live) live shipments of \(made)")
    }
    guard isUndisturbed else { return }
    let edits = calls(Endpoint.edit)
    must(edits <= limit, "\(edits) edits: a field that does not exist is written for ever")
  }
}
