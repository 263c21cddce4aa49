// Scenarios of the price that a locked order shows before anything is made (behaviour.md section 8).
internal import Sandbox
internal import ShippingCore

extension Scenario {
  static let quotes: [Scenario] = [
    Scenario("quote-of-a-locked-order") { life in
      life.order(at: 30) { $0.data.locked = true }
      life.when("the price is shown", { $0.netCost(0) > 0 })
    } expect: { life in
      life.mustHaveNone(0, madeAtMost: 0)
      life.must(life.card(0)?.deliveryStatus == nil, "a delivery status was written to an order without TTN")
      if life.isUndisturbed {
        life.must(life.calls(Endpoint.price) == 1, "\(life.calls(Endpoint.price)) questions for one price")
        life.must(life.calls(Endpoint.edit) == 1, "\(life.calls(Endpoint.edit)) edits for one price")
      }
    },

    Scenario("quote-answers-lost", minutes: 30) { life in
      life.faults(
        .first(2, Endpoint.price, .dropAfterEffect), .first(1, Endpoint.edit, .dropAfterEffect),
        FaultPlan.Rule(endpoint: Endpoint.edit, .dropBefore, .calls(from: 2, count: 1)))
      life.order(at: 30) { $0.data.locked = true }
      life.when("the price is shown", { $0.netCost(0) > 0 })
    } expect: { life in
      life.mustHaveNone(0, madeAtMost: 0)
      life.must(life.netCost(0) > 0, "no price is shown")
    },

    Scenario("quote-again-when-the-data-change", minutes: 20) { life in
      life.order(at: 30) { $0.data.locked = true }
      life.when("the price is shown", { $0.netCost(0) > 0 }) { life in
        life.moments["light"] = life.netCost(0)
        life.world.crm.setWeight(life.id(0), grams: 4500, now: life.now)
        life.when("the new price is shown", { $0.netCost(0) > $0.moments["light"] ?? 0 })
      }
    } expect: {
      $0.mustHaveNone(0, madeAtMost: 0)
    },

    Scenario("quote-edited-by-a-person-stays", minutes: 34) { life in
      life.order(at: 30) { $0.data.locked = true }
      life.when("the price is shown", { $0.netCost(0) > 0 }) { life in
        // Long after, so that a crash has been got over.
        life.after(420) { life in
          life.world.crm.edit(life.id(0), ["delivery": ["netCost": 77]], now: life.now)
        }
        // Other data are another price, and still no reason to write over a person's.
        life.after(600) { $0.world.crm.setWeight($0.id(0), grams: 4500, now: $0.now) }
      }
    } expect: { life in
      life.must(life.netCost(0) == 77_00, "what a person typed was written over with \(life.netCost(0))")
    },

    Scenario("quote-does-not-touch-what-was-typed-before-it", minutes: 20) { life in
      life.order(at: 30) { $0.data.locked = true }
      life.at(31) { $0.world.crm.edit($0.id(0), ["delivery": ["netCost": 77]], now: $0.now) }
      life.when("the price was worked out", { $0.calls(Endpoint.price) > 0 })
    } expect: { life in
      life.must(life.netCost(0) == 77_00, "what a person typed was written over with \(life.netCost(0))")
    },

    Scenario("quote-rests-on-what-the-price-rests-on", minutes: 24) { life in
      life.order(at: 30) { $0.data.locked = true }
      life.when("the price is shown", { $0.netCost(0) > 0 }) { life in
        life.after(200) { life in
          life.world.crm.setRecipient(
            life.id(0), lastName: "Перейменована", phone: "+380501112233", now: life.now)
        }
      }
    } expect: { life in
      let asked = life.calls(Endpoint.price)
      if life.isUndisturbed { life.must(asked == 1, "\(asked) questions though only the recipient changed") }
    },

    Scenario("quote-refused-is-asked-again-after-a-reload", minutes: 24) { life in
      // An office that does not work.
      life.order(at: 30) { draft in
        draft.data.locked = true
        draft.address.index = "61001"
      }
      life.when("the price was asked for", { $0.calls(Endpoint.price) > 0 }) { life in
        life.after(400) { life in
          let asked = life.calls(Endpoint.price)
          if life.isUndisturbed { life.must(asked == 1, "\(asked) questions though it was refused") }
          life.reload { _ in }
          // A reload that meets a daemon just killed is heard by nobody.
          life.after(120) { $0.reload { _ in } }
          life.when("it is asked for again", { $0.calls(Endpoint.price) > asked })
        }
      }
    } expect: {
      $0.mustHaveNone(0, madeAtMost: 0)
    },

    Scenario("locked-order-without-data-is-left-in-peace", minutes: 20) { life in
      life.order(at: 30) { draft in
        draft.data.locked = true
        draft.address.index = nil
      }
      life.at(480) { life in
        life.must(life.card(0)?.deliveryStatus == nil, "a locked order is complained about")
        life.must(life.calls(Endpoint.edit) == 0, "a locked order without data was edited")
        life.world.crm.setAddress(life.id(0), Life.lviv, now: life.now)
        life.when("the price is shown", { $0.netCost(0) > 0 })
      }
    } expect: {
      $0.mustHaveNone(0, madeAtMost: 0)
    },

    Scenario("price-service-down-delays-nothing", minutes: 20) { life in
      life.faults(.first(1000, Endpoint.price, .serverError()))
      life.order(at: 30) { $0.data.locked = true }
      life.at(300) { $0.unlock(0) }
      life.at(301) { $0.whenMade(0) }
      life.order(at: 40, judgedByScenario: true) { $0.data.locked = true }
    } expect: { life in
      life.mustHaveOne(0)
      let asked = life.calls(Endpoint.price)
      life.must(asked <= 30, "\(asked) questions to a service that is down")
    },

    Scenario(
      "quote-written-where-the-shop-wants-it",
      adjust: setting { policy in
        policy.cabinets[0].quote = .cost
        policy.cabinets[1].quote = .field("delivery_price")
      }
    ) { life in
      life.world.crm.addCustomFields([.init(code: "delivery_price", name: "Ціна доставки", type: "numeric")])
      for cabinet in 0...1 { life.order(at: 30, cabinet: cabinet) { $0.data.locked = true } }
      life.when("the customer pays the price", { ($0.card(0)?.costKopiykas ?? 0) > 0 })
      life.when("the field has the price", { $0.card(1)?.customFields["delivery_price"] != nil })
    } expect: { life in
      for order in 0...1 {
        life.mustHaveNone(order, madeAtMost: 0)
        life.must(life.netCost(order) == 0, "order \(order) shows the price where nobody wanted it")
      }
      life.must(life.card(1)?.costKopiykas == 0, "the price of a field was charged to the customer")
    },

    Scenario("quote-off", adjust: everywhere { $0.quote = .off }) { life in
      life.order(at: 30) { $0.data.locked = true }
      life.order(at: 31)
      life.whenMade(1)
    } expect: { life in
      life.must(life.calls(Endpoint.price) == 0, "a price was asked for though the shop wants none")
      life.mustHaveOne(1)
    },
  ]
}

extension Life {
  /// Kopiykas.
  func netCost(_ order: Int) -> Int64 { card(order)?.netCostKopiykas ?? 0 }
}
