// Scenarios of orders that change after their TTN was made: the shipment follows while it may, and the manager is told
// when it may not.
internal import Sandbox
internal import ShippingCore

extension Scenario {
  static let changes: [Scenario] = [
    Scenario("address-changed-after-ttn", minutes: 20) { life in
      life.order(at: 30)
      life.whenMade(0) { life in
        life.noted["recipient"] = life.live(0).first?.recipientUUID
        life.setAddress(0, Life.kyiv)
        life.whenUpdated(0) { $0.live(0).first?.recipientPostcode == "01001" }
      }
    } expect: { life in
      life.mustHaveOne(0)
      life.mustBeUpdated(0)
      life.must(life.live(0).first?.recipientPostcode == "01001", "the parcel goes to the old address")
      life.must(
        life.live(0).first?.recipientUUID != life.noted["recipient"],
        "the client of the first address was changed instead of a new one made")
    },

    Scenario("phone-changed-after-ttn", minutes: 20) { life in
      life.order(at: 30)
      life.whenMade(0) { life in
        life.world.crm.setRecipient(life.id(0), phone: "+380501112233", now: life.now)
        life.whenUpdated(0) { $0.live(0).first?.recipientPhone == "+380501112233" }
      }
    } expect: { life in
      life.mustHaveOne(0)
      life.mustBeUpdated(0)
    },

    weight("weight-changed-after-ttn") { _ in },
    weight("answer-lost-after-change") { $0.faults(.first(1, Endpoint.change, .dropAfterEffect)) },
    weight("change-dropped-before-it-arrived") { $0.faults(.first(2, Endpoint.change, .dropBefore)) },
    weight("change-carried-out-20-seconds-late") {
      $0.faults(.first(1, Endpoint.change, .effectDelayed(milliseconds: 20_000)))
    },
    weight("change-answers-html-500-after-its-effect") {
      $0.faults(.first(1, Endpoint.change, .serverError(afterEffect: true)))
    },

    Scenario("cash-on-delivery-paid-after-ttn", minutes: 20) { life in
      life.order(at: 30) { draft in
        draft.payments = [CRMOrderDraft.Payment(type: "cash-on-delivery", amountKopiykas: 25_000)]
      }
      life.whenMade(0) { life in
        life.must(life.live(0).first?.postPay == 25_000, "nothing is collected")
        life.world.crm.payPayment(life.id(0), now: life.now)
        life.whenUpdated(0) { $0.live(0).first?.postPay == 0 }
      }
    } expect: { life in
      life.mustHaveOne(0)
      life.must(life.live(0).first?.postPay == 0, "what is paid is collected again")
    },

    Scenario("collected-amount-changed-after-ttn", minutes: 20) { life in
      life.order(at: 30) { draft in
        draft.payments = [CRMOrderDraft.Payment(type: "cash-on-delivery", amountKopiykas: 25_000)]
      }
      life.whenMade(0) { life in
        let payment = life.card(0)?.payments.first?.id ?? 0
        life.world.crm.setPaymentAmount(life.id(0), payment: payment, kopiykas: 20_000, now: life.now)
        life.whenUpdated(0) { $0.live(0).first?.postPay == 20_000 }
      }
    } expect: { life in
      life.mustHaveOne(0)
      life.mustBeUpdated(0)
    },

    Scenario("changed-and-changed-back-with-the-answer-lost", minutes: 20) { life in
      life.faults(.first(1, Endpoint.change, .dropAfterEffect))
      life.order(at: 30)
      life.whenMade(0) { life in
        life.setWeight(0, 1500)
        life.when("the change reached the post", { $0.live(0).first?.weight == 1500 }) { life in
          life.setWeight(0, 900)
          life.when("it is as it was", { $0.live(0).first?.weight == 900 })
        }
      }
    } expect: { life in
      life.mustHaveOne(0)
      life.must(life.live(0).first?.weight == 900, "a change that was taken back is on the label")
    },

    Scenario("change-refused-by-the-post-then-mended", minutes: 24) { life in
      life.order(at: 30)
      life.whenMade(0) { life in
        // A place the simulated post does not serve.
        life.setAddress(0, Life.unserved)
        life.when("the refusal is shown", { $0.card(0)?.errorText?.contains("61001") == true }) { life in
          let changes = life.calls(Endpoint.change)
          life.after(300) { life in
            if life.isUndisturbed {
              life.must(life.calls(Endpoint.change) == changes, "a refused change is sent again and again")
            }
            life.setAddress(0, Life.kyiv)
            life.when(
              "the change is made and the error gone",
              { $0.card(0)?.errorText == nil && $0.live(0).first?.recipientPostcode == "01001" })
          }
        }
      }
    } expect: {
      $0.mustHaveOne(0)
    },

    Scenario(
      "changed-after-ttn-with-on-change-warn", minutes: 22,
      adjust: warns
    ) { life in
      life.order(at: 30)
      life.whenMade(0) { life in
        life.setWeight(0, 1500)
        life.when("the manager is told", { $0.card(0)?.errorText?.contains("вага") == true }) { life in
          life.after(30) { life in
            life.setWeight(0, 900)
            life.when("the error is gone", { $0.card(0)?.errorText == nil })
          }
        }
      }
    } expect: { life in
      life.mustHaveOne(0)
      life.must(life.calls(Endpoint.change) == 0, "the shipment was changed")
    },

    Scenario("changed-after-hand-over", minutes: 40) { life in
      life.order(at: 30, judgedByScenario: true)
      life.whenMade(0) { life in
        life.event(0, 10100)
        life.when("it is taken in", { $0.card(0)?.deliveryStatus == DeliveryState.accepted.rawValue }) {
          life in
          life.setAddress(0, Life.kyiv)
          life.when("the manager is told", { $0.card(0)?.errorText?.contains("адреса") == true }) { life in
            life.after(200) { $0.event(0, 21700) }
            life.after(400) { $0.event(0, 41000, reason: 2) }
            life.when(
              "it is delivered", { $0.card(0)?.deliveryStatus == DeliveryState.delivered.rawValue })
          }
        }
      }
    } expect: { life in
      life.mustHaveOne(0)
      life.must(life.live(0).first?.recipientPostcode == "79000", "a parcel on its way was changed")
      life.must(life.card(0)?.errorText == nil, "the error outlives the delivery")
    },

    Scenario("changed-order-with-problems-keeps-its-ttn", minutes: 22) { life in
      life.order(at: 30)
      life.whenMade(0) { life in
        var nowhere = Life.lviv
        nowhere.index = nil
        life.setAddress(0, nowhere)
        life.when("the problem is shown", { $0.card(0)?.errorText?.isEmpty == false }) { life in
          life.must(life.live(0).count == 1, "the TTN is gone")
          life.after(30) { life in
            life.setAddress(0, Life.kyiv)
            life.whenUpdated(0) {
              $0.live(0).first?.recipientPostcode == "01001" && $0.card(0)?.errorText == nil
            }
          }
        }
      }
    } expect: {
      $0.mustHaveOne(0)
    },

    Scenario("one-package-more-needs-a-new-ttn", minutes: 26) { life in
      life.order(at: 30)
      life.whenMade(0) { life in
        life.world.crm.setDeliveryData(life.id(0), "packages", twoPackages, now: life.now)
        life.when("the manager is told", { $0.card(0)?.errorText?.isEmpty == false }) { life in
          life.lock(0)
          life.when("the first is withdrawn", { $0.live(0).isEmpty }) { life in
            life.unlock(0)
            life.whenMade(0)
          }
        }
      }
    } expect: { life in
      life.mustHaveOne(0, madeAtMost: 2)
      life.must(life.live(0).first?.parcels == 2, "the new TTN has one parcel")
      life.must(life.calls(Endpoint.change) == 0, "a change that cannot be was sent")
    },

    Scenario(
      "printed-label-is-neither-changed-nor-withdrawn", minutes: 30,
      adjust: locksAtLabel
    ) { life in
      life.order(at: 30, judgedByScenario: true)
      life.whenMade(0) { life in
        life.setWeight(0, 1500)
        life.when("the change is told", { $0.card(0)?.errorText?.contains("вага") == true }) { life in
          life.lock(0)
          life.when("it is told that it stays", { $0.card(0)?.errorText?.contains("103а") == true }) { life in
            life.after(60) { life in
              life.setWeight(0, 900)
              life.unlock(0)
              life.when("nothing is wrong any more", { $0.card(0)?.errorText == nil })
            }
          }
        }
      }
    } expect: { life in
      life.mustHaveOne(0)
      life.must(life.calls(Endpoint.delete) == 0, "a printed shipment was deleted")
      life.must(life.calls(Endpoint.change) == 0, "a printed shipment was changed")
    },
  ]

  private static let warns: @Sendable (inout Policy) -> Void = { policy in
    for index in policy.cabinets.indices { policy.cabinets[index].onChange = .warn }
  }
  private static let locksAtLabel: @Sendable (inout Policy) -> Void = { policy in
    for index in policy.cabinets.indices { policy.cabinets[index].printLock = .label }
  }

  private static let twoPackages: JSONValue = [
    ["packageId": "1", "weight": 500, "length": 200, "width": 100, "height": 100],
    ["packageId": "2", "weight": 400, "length": 200, "width": 100, "height": 100],
  ]

  private static func weight(_ name: String, _ fault: @escaping @Sendable (Life) -> Void) -> Scenario {
    Scenario(name, minutes: 20) { life in
      fault(life)
      life.order(at: 30)
      life.whenMade(0) { life in
        life.noted["recipient"] = life.live(0).first?.recipientUUID
        life.setWeight(0, 1500)
        life.whenUpdated(0) { $0.live(0).first?.weight == 1500 }
      }
    } expect: { life in
      life.mustHaveOne(0)
      life.mustBeUpdated(0)
      life.must(life.live(0).first?.weight == 1500, "the parcel has the old weight")
      life.must(
        life.live(0).first?.recipientUUID == life.noted["recipient"], "a client was made for another weight")
    }
  }
}

extension Life {
  static let kyiv = CRMOrderDraft.Address(
    index: "01001", countryIso: "UA", region: "Київська", city: "Київ", street: "вул. Хрещатик",
    building: "22")
  static let unserved = CRMOrderDraft.Address(
    index: "61001", countryIso: "UA", region: "Харківська", city: "Харків", street: "вул. Сумська",
    building: "1")

  func setWeight(_ order: Int, _ grams: Double) { world.crm.setWeight(id(order), grams: grams, now: now) }
  func setAddress(_ order: Int, _ address: CRMOrderDraft.Address) {
    world.crm.setAddress(id(order), address, now: now)
  }

  /// As soon as the post has the change and a label was fetched after it.
  fileprivate func whenUpdated(_ order: Int, _ condition: @escaping (Life) -> Bool) {
    let labels = calls(Endpoint.label)
    when("order \(order) is changed at the post, with a new label") { life in
      condition(life) && life.calls(Endpoint.label) > labels
    }
  }

  /// The same TTN, and the card has the price of the changed parcel.
  fileprivate func mustBeUpdated(_ order: Int) {
    must(made(order).count == 1, "another TTN was made")
    must(card(order)?.errorText == nil, "an error is shown: \(card(order)?.errorText ?? "")")
    let (shown, price) = (card(order)?.carrierCostKopiykas, live(order).first?.deliveryPrice)
    must(shown == price, "the card says \(shown ?? 0), the post charges \(price ?? 0)")
    if isUndisturbed {
      must(calls(Endpoint.change) <= 4, "\(calls(Endpoint.change)) changes of one shipment")
    }
  }
}
