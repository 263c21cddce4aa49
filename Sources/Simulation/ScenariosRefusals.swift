// Scenarios of a CRM that says no: to tracking calls as a whole, to one parcel, one order, one text. What is refused must
// cost nothing else, and must come right when its cause is mended (behaviour.md sections 2 and 6).
internal import Sandbox
internal import ShippingCore

extension Scenario {
  static let refusals: [Scenario] = [
    tracking(refusedBy: "key-may-not-write-deliveries") { life in
      life.world.crm.configure { $0.keys[0].scopes.removeAll { $0 == "delivery_write" } }
    },
    tracking(refusedBy: "module-is-not-there") { life in
      life.world.crm.configure { $0.refusesTracking = 404 }
    },
    tracking(refusedBy: "module-is-switched-off") { life in
      life.world.crm.configure { $0.refusesTracking = 400 }
    },

    Scenario("link-refused-by-the-crm", minutes: 30) { life in
      life.world.crm.configure { $0.refusesExternalIDInEdit = true }
      // One order alone could be at fault itself.
      for order in 0..<2 {
        life.order(at: 30, judgedByScenario: true)
        life.whenMade(order)
      }
    } expect: { life in
      for order in 0..<2 { life.mustHaveOne(order) }
      let edits = life.calls(Endpoint.edit)
      if life.isUndisturbed { life.must(edits <= 12, "\(edits) edits to link two orders") }
    },

    Scenario("module-lacks-the-notice", hours: 2, notices: lateAfterHalfAnHour) { life in
      life.world.crm.configure { $0.refusesUnknownTrackingValues = true }
      life.order(at: 30)
      life.whenMade(0) { life in
        life.when("it is late", { $0.ledgerEntry(0)?.notices?.isEmpty == false }) { life in
          life.order(at: life.time.uptimeMilliseconds / 1000 + 60)
          life.after(300) { life in
            life.event(0, 10100)
            life.when("the states go on", { $0.card(0)?.deliveryStatus == "accepted" && $0.isMade(1) })
          }
        }
      }
    } expect: { life in
      life.mustHaveOne(0)
      life.mustHaveOne(1)
      let calls = life.calls(Endpoint.track)
      if life.isUndisturbed {
        life.must(calls <= 16, "\(calls) tracking calls: a refused notice is repeated")
      }
    },

    Scenario("module-lacks-a-status", minutes: 60) { life in
      life.world.crm.configure { $0.refusesUnknownTrackingValues = true }
      life.world.crm.dropModuleStatus("in-transit", of: SimulatedShop.moduleCodes[0])
      life.order(at: 30)
      life.whenMade(0) { life in
        life.event(0, 10100)
        life.after(400) { $0.event(0, 20700) }
        life.when("the order has its status all the same", { $0.card(0)?.status == "delivering" }) { life in
          life.after(600) { life in
            life.event(0, 41000, reason: 2)
            life.when("the end is shown", { $0.card(0)?.deliveryStatus == "delivered" })
          }
        }
      }
    } expect: { life in
      life.mustHaveOne(0)
      life.must(life.card(0)?.status == "complete", "the order is \(life.card(0)?.status ?? "gone")")
    },

    Scenario("order-that-the-crm-will-not-edit", minutes: 40, adjust: secondIsPlain) { life in
      life.order(at: 30, cabinet: 1)
      life.at(31) { life in
        let id = life.id(0)
        life.world.crm.configure { $0.uneditableOrders = [id] }
      }
      life.order(at: 200, cabinet: 1)
      life.when("the other order shows everything", { $0.showsAllFields(1) }) { life in
        life.must(life.card(0)?.trackNumber == nil, "the order was edited")
        life.world.crm.configure { $0.uneditableOrders = [] }
        life.when("so does the first", { $0.showsAllFields(0) })
      }
    } expect: { life in
      for order in 0..<2 {
        life.mustHaveOne(order)
        life.must(life.showsAllFields(order), "order \(order) lacks a field")
      }
    },

    Scenario("error-longer-than-its-field", minutes: 40, adjust: secondIsPlain) { life in
      let code = SimulatedShop.codes.code(CardField.error)
      life.world.crm.removeCustomFields([code])
      life.world.crm.addCustomFields([.init(code: code, name: "Помилка", type: "string")])
      life.world.crm.configure { $0.longestString = 255 }
      life.order(at: 30, cabinet: 1, judgedByScenario: true) { draft in
        draft.phone = "12345"
        draft.address.index = nil
        draft.lastName = ""
        draft.firstName = ""
        draft.weightGrams = nil
        draft.items[0].weightGrams = nil
      }
      life.when("the beginning is shown", { ($0.card(0)?.errorText ?? "").utf16.count > 200 }) { life in
        life.order(at: life.time.uptimeMilliseconds / 1000 + 5, cabinet: 1) { $0.address.index = nil }
        life.after(6) { life in
          life.when("a short one is shown too", { $0.card(1)?.errorText?.isEmpty == false }) { life in
            life.world.crm.setAddress(life.id(1), Life.lviv, now: life.now)
            life.whenMade(1)
          }
        }
      }
    } expect: { life in
      life.mustHaveOne(1)
      life.must(life.made(0).isEmpty, "a parcel was made of an order with errors")
      life.must(life.card(1)?.errorText == nil, "the error is still shown")
    },

    Scenario("crm-escapes-what-is-written", minutes: 40, adjust: secondIsPlain) { life in
      life.world.crm.configure { $0.escapesTexts = true }
      // Its text has a dash.
      life.order(at: 30, cabinet: 1, judgedByScenario: true) { $0.data.trackNumber = "none" }
      life.when("the error is shown", { $0.card(0)?.errorText?.contains("&ndash;") == true }) { life in
        life.after(300) { life in
          life.noted["edits"] = String(life.calls(Endpoint.edit))
          life.order(at: life.time.uptimeMilliseconds / 1000 + 5, cabinet: 1) { $0.address.index = nil }
          life.after(6) { life in
            life.when("another is shown", { $0.card(1)?.errorText?.isEmpty == false }) { life in
              life.world.crm.setAddress(life.id(1), Life.lviv, now: life.now)
              life.whenMade(1)
            }
          }
        }
      }
    } expect: { life in
      life.mustHaveOne(1)
      life.must(life.card(1)?.errorText == nil, "the error is still shown")
      let edits = Int(life.noted["edits"] ?? "") ?? 0
      if life.isUndisturbed { life.must(edits <= 3, "\(edits) edits of one text") }
    },

    Scenario("mapped-status-refused-then-allowed", minutes: 60) { life in
      life.world.crm.configure { $0.forbiddenStatuses = ["delivering"] }
      life.order(at: 30, judgedByScenario: true)
      life.whenMade(0) { life in
        life.event(0, 10100)
        life.after(400) { $0.event(0, 20700) }
        life.when("it is shown on its way", { $0.card(0)?.deliveryStatus == "in-transit" }) { life in
          life.after(300) { life in
            life.must(life.card(0)?.status == "assembling", "the order is \(life.card(0)?.status ?? "gone")")
            life.noted["edits"] = String(life.calls(Endpoint.edit))
            life.world.crm.configure { $0.forbiddenStatuses = [] }
            life.world.crm.setStatus(life.id(0), "assembling-complete", now: life.now)
            life.when("the status is there", { $0.card(0)?.status == "delivering" })
          }
        }
      }
    } expect: { life in
      life.mustHaveOne(0)
      let edits = Int(life.noted["edits"] ?? "") ?? 0
      if life.isUndisturbed { life.must(edits <= 4, "\(edits) edits: a refused status is repeated") }
    },
  ]

  private static let lateAfterHalfAnHour = NoticePolicy(
    notHandedOver: .seconds(1800), storage: nil, payout: nil, priceChange: false)

  /// The orders get number and status by another way, also the one that comes later and goes on to be delivered.
  private static func tracking(
    refusedBy name: String, _ spoil: @escaping @Sendable (Life) -> Void
  ) -> Scenario {
    Scenario("tracking-refused-" + name, minutes: 40) { life in
      spoil(life)
      life.order(at: 30, judgedByScenario: true)
      life.whenMade(0) { life in
        life.when("it has its status", { $0.card(0)?.status == "assembling" }) { life in
          life.noted["tracked"] = String(life.calls(Endpoint.track))
          life.order(at: life.time.uptimeMilliseconds / 1000 + 5, judgedByScenario: true)
          life.after(6) { life in
            life.whenMade(1) { $0.event(1, 10100) }
            life.when("so has the second", { $0.card(1)?.status == "assembling" }) { life in
              life.after(400) { $0.event(1, 20700) }
              life.when("and goes on", { $0.card(1)?.status == "delivering" })
            }
          }
        }
      }
    } expect: { life in
      for order in 0..<2 { life.mustHaveOne(order) }
      let calls = Int(life.noted["tracked"] ?? "") ?? 0
      if life.isUndisturbed { life.must(calls <= 8, "\(calls) tracking calls for nothing") }
    }
  }
}

extension Life {
  fileprivate func showsAllFields(_ order: Int) -> Bool {
    guard let card = card(order), isMade(order) else { return false }
    let hasCost = (card.customFields[SimulatedShop.codes.code(CardField.cost)]?.double ?? 0) > 0
    return hasCost && card.field(.status) != nil
  }
}
