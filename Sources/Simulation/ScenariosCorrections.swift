// Scenarios in which something wrong is put right: a TTN typed with a mistake in it, a change that the post
// took without its cash on delivery, a status that the CRM has only since a minute ago.
internal import Sandbox
internal import ShippingCore

extension Scenario {
  private static let firstIsPlain: @Sendable (inout Policy) -> Void = { $0.cabinets[0].mode = .plain }

  static let corrections: [Scenario] = [
    Scenario("typed-ttn-corrected", minutes: 24) { life in
      life.order(at: 30, judgedByScenario: true) { $0.data.trackNumber = Life.mistyped }
      life.when("it is followed", { $0.follows(Life.mistyped) && $0.card(0)?.deliveryStatus != nil }) {
        life in
        life.after(60) { life in
          life.type(Life.corrected)
          life.when("the corrected one is followed", { $0.follows(Life.corrected) })
        }
      }
    } expect: { life in
      life.must(life.made(0).isEmpty, "a shipment was made beside the typed TTN")
      life.must(
        life.card(0)?.trackNumber == Life.corrected, "the card says \(life.card(0)?.trackNumber ?? "nothing")"
      )
      life.must(life.follows(Life.corrected), "another parcel than the typed one is followed")
    },

    Scenario("typed-ttn-corrected-in-plain-mode", minutes: 24, adjust: firstIsPlain) { life in
      life.order(at: 30, judgedByScenario: true) { $0.data.trackNumber = Life.mistyped }
      life.when("it is followed", { $0.follows(Life.mistyped) }) { life in
        life.after(60) { life in
          let code = SimulatedShop.codes.code(CardField.trackNumber)
          life.world.crm.setCustomField(life.id(0), code, .string(Life.corrected), now: life.now)
          life.when("the corrected one is followed", { $0.follows(Life.corrected) })
        }
      }
    } expect: { life in
      life.must(life.made(0).isEmpty, "a shipment was made beside the typed TTN")
      life.must(
        life.card(0)?.trackNumber == Life.corrected, "the card says \(life.card(0)?.trackNumber ?? "nothing")"
      )
    },

    Scenario("change-that-leaves-the-cash-on-delivery", minutes: 24) { life in
      life.order(at: 30) { draft in
        draft.payments = [CRMOrderDraft.Payment(type: "cash-on-delivery", amountKopiykas: 25_000)]
      }
      life.whenMade(0) { life in
        life.world.post.habits.changeKeepsPostPay = true
        life.world.crm.payPayment(life.id(0), now: life.now)
        life.when("the manager is told", { $0.card(0)?.errorText?.contains("250 UAH") == true }) { life in
          life.world.post.habits.changeKeepsPostPay = false
          life.setWeight(0, 1500)
          life.when("it is changed", { $0.live(0).first?.postPay == 0 && $0.card(0)?.errorText == nil })
        }
      }
    } expect: { life in
      life.mustHaveOne(0)
      life.must(life.live(0).first?.postPay == 0, "what is paid is collected again")
    },

    Scenario("cabinet-moved-to-another-contract", minutes: 24) { life in
      life.order(at: 30, judgedByScenario: true)
      life.whenMade(0) { life in
        // The same sender under the keys of another contract, where its client is not known.
        life.secrets[0] = life.secrets[1]
        life.restart { _ in }
        life.order(at: life.time.uptimeMilliseconds / 1000 + 30)
        life.after(31) { $0.whenMade(1) }
      }
    } expect: {
      $0.mustHaveOne(1)
    },

    Scenario("clock-days-behind-at-the-first-start", minutes: 30) { life in
      life.time.wallOffset = -3 * 24 * Life.hour
      // There before the daemon, and sent in the old way: not the daemon's.
      let old = life.world.crm.createOrder(Life.usualOrder(), now: life.now - 60_000)
      life.noted["old"] = "\(old)"
      life.at(120) { $0.time.wallOffset = 0 }
      life.order(at: 400)
      life.whenMade(0)
    } expect: { life in
      let old = life.noted["old"].flatMap { Int64($0) } ?? 0
      life.must(life.made(of: old).isEmpty, "a TTN was made for an order from before the first start")
      life.mustHaveOne(0)
    },

    Scenario("cancelled-by-a-status-of-this-very-minute", minutes: 20, sweeps: false) { life in
      life.order(at: 30, judgedByScenario: true)
      life.whenMade(0) { life in
        life.after(90) { life in
          life.world.crm.configure {
            $0.statuses.append(.init(code: "fraud", name: "Шахрай", group: "cancel"))
          }
          life.world.crm.setStatus(life.id(0), "fraud", now: life.now)
          life.when("the TTN is withdrawn", { $0.live(0).isEmpty })
        }
      }
    } expect: {
      $0.mustHaveNone(0)
    },
  ]
}

extension Scenario {
  static let numbers: [Scenario] = [
    takenOut("typed-ttn-taken-out-again"),
    takenOut("typed-ttn-taken-out-again-in-plain-mode", adjust: firstIsPlain),

    Scenario("typed-ttn-corrected-and-back-again", minutes: 30) { life in
      life.order(at: 30, judgedByScenario: true) { $0.data.trackNumber = Life.mistyped }
      life.when("it is followed", { $0.follows(Life.mistyped) && $0.card(0)?.deliveryStatus != nil }) {
        life in
        life.type(Life.corrected)
        life.when("the other is followed", { $0.follows(Life.corrected) }) { life in
          life.after(60) { life in
            life.type(Life.mistyped)
            life.when("the first is followed again", { $0.follows(Life.mistyped) })
          }
        }
      }
    } expect: { life in
      life.must(life.made(0).isEmpty, "a shipment was made beside the typed TTN")
      life.must(
        life.card(0)?.trackNumber == Life.mistyped, "the card says \(life.card(0)?.trackNumber ?? "nothing")")
    },

    // Somebody switches the field off, or the key does not see it any more.
    Scenario("field-of-typed-ttns-is-not-there-any-more", minutes: 30, adjust: firstIsPlain) { life in
      for number in 0..<24 {
        life.order(at: 30, judgedByScenario: true) { $0.data.trackNumber = "05000000000\(10 + number)" }
      }
      life.when(
        "all are followed and shown", { life in (0..<24).allSatisfy { life.card($0)?.deliveryStatus != nil } }
      ) { life in
        let code = SimulatedShop.codes.code(CardField.trackNumber)
        life.world.tamper = { request, response in
          guard request.path == "/api/v5/orders", let body = JSONValue(parsing: response.body) else { return }
          response.body = body.without(code).encoded
        }
        for order in 0..<24 { life.world.crm.setManagerComment(life.id(order), "?", now: life.now) }
        life.after(600) { $0.world.tamper = nil }
      }
    } expect: { life in
      let made = (0..<24).reduce(0) { $0 + life.made($1).count }
      life.must(made == 0, "\(made) shipments were made beside typed TTNs")
    },

    Scenario("another-ttn-typed-over-our-own", minutes: 24) { life in
      life.order(at: 30)
      life.whenMade(0) { life in
        life.noted["ours"] = life.live(0).first?.barcode
        life.after(60) { life in
          life.type(Life.corrected)
          life.when(
            "the manager is told, and our own is back",
            { $0.notices(0) == [.numberTypedOver] && $0.card(0)?.trackNumber == $0.noted["ours"] })
        }
      }
    } expect: {
      $0.mustHaveOne(0)
    },

    // Made with the same keys before the daemon came, for two orders that go in one parcel.
    Scenario("one-ttn-typed-into-two-orders-at-once", minutes: 26) { life in
      guard let barcode = life.shipmentByHand() else { return life.find(.unexpected, "no shipment by hand") }
      life.noted["barcode"] = barcode
      life.order(at: 30, judgedByScenario: true) { $0.data.trackNumber = barcode }
      life.order(at: 30, judgedByScenario: true) { $0.data.trackNumber = barcode }
      life.when("both are followed", { $0.follows(barcode) && $0.follows(barcode, 1) }) { life in
        let sharer = life.ledgerEntry(0)?.shipment?.isVisibleToAPI == true ? 1 : 0
        life.noted["sharer"] = "\(sharer)"
        // A duplicate after all: the other one still goes.
        life.after(30) { $0.cancel(sharer) }
      }
    } expect: { life in
      let barcode = life.noted["barcode"] ?? ""
      let shipment = life.world.post.audit.shipments.first { $0.barcode == barcode }
      life.must(shipment?.isLive == true, "the parcel of the one order was deleted for the other")
      life.must(life.made(0).isEmpty && life.made(1).isEmpty, "a shipment was made beside the typed TTN")
    },
  ]

  /// The wrong number goes, and the order gets a TTN of its own.
  private static func takenOut(
    _ name: String, adjust: @escaping @Sendable (inout Policy) -> Void = { _ in }
  ) -> Scenario {
    Scenario(name, minutes: 26, adjust: adjust) { life in
      life.order(at: 30) { $0.data.trackNumber = Life.mistyped }
      life.when("it is followed", { $0.follows(Life.mistyped) && $0.card(0)?.deliveryStatus != nil }) {
        life in
        life.after(60) { life in
          life.must(life.made(0).isEmpty, "a shipment was made beside the typed TTN")
          life.type("")
          life.whenMade(0)
        }
      }
    } expect: {
      $0.mustHaveOne(0)
    }
  }
}

extension Life {
  fileprivate static let mistyped = "0500000000000"
  fileprivate static let corrected = "0500000000017"

  fileprivate func follows(_ number: String, _ order: Int = 0) -> Bool {
    ledgerEntry(order)?.shipment?.barcode.text == number
  }

  fileprivate func type(_ number: String) {
    if isPlain(card(0)?.deliveryType) {
      let code = SimulatedShop.codes.code(CardField.trackNumber)
      world.crm.setCustomField(id(0), code, .string(number), now: now)
      return
    }
    world.crm.setDeliveryData(id(0), "trackNumber", .string(number), now: now)
  }
}
