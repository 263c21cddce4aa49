// Scenarios of «Отменить доставку», which leaves nothing behind but an empty card, and of the other ends of an order.
internal import Sandbox
internal import ShippingCore

extension Scenario {
  static let cancellations: [Scenario] = [
    Scenario("delivery-cancelled-in-crm", minutes: 24) { life in
      life.order(at: 30)
      life.whenMade(0) { life in
        life.after(30) { life in
          life.cancelDelivery(0)
          life.when("it is withdrawn and the card says so", { $0.saysCancelled(0) }) { life in
            // Whatever else changes: no TTN before the lock gesture.
            life.after(60) { $0.setWeight(0, 1500) }
          }
        }
      }
    } expect: { life in
      life.mustHaveNone(0)
      life.must(life.saysCancelled(0), "the card says \(life.card(0)?.deliveryStatusComment ?? "nothing")")
    },

    Scenario("delivery-cancelled-in-crm-then-locked-and-unlocked", minutes: 30) { life in
      life.order(at: 30)
      life.whenMade(0) { life in
        life.after(30) { life in
          life.cancelDelivery(0)
          life.when("it is withdrawn", { $0.saysCancelled(0) }) { life in
            life.lock(0)
            // Long enough to be seen, also after a crash.
            life.after(400) { life in
              life.unlock(0)
              life.whenMade(0)
            }
          }
        }
      }
    } expect: { life in
      life.mustHaveOne(0, madeAtMost: 2)
      life.must(life.made(0).count == 2, "there is no second generation")
    },

    Scenario("delivery-cancelled-in-crm-then-moved-to-another-cabinet", minutes: 26) { life in
      life.order(at: 30)
      life.whenMade(0) { life in
        life.after(30) { life in
          life.cancelDelivery(0)
          life.when("it is withdrawn", { $0.saysCancelled(0) }) { life in
            life.world.crm.setDeliveryType(life.id(0), SimulatedShop.moduleCodes[1], now: life.now)
            life.whenMade(0)
          }
        }
      }
    } expect: { life in
      life.mustHaveOne(0, madeAtMost: 2)
      life.must(life.live(0).first?.counterparty == "fop", "the parcel is not in the second cabinet")
    },

    Scenario("delivery-cancelled-in-crm-after-hand-over", minutes: 30) { life in
      life.order(at: 30, judgedByScenario: true)
      life.whenMade(0) { life in
        life.event(0, 10100)
        life.after(330) { life in
          life.cancelDelivery(0)
          life.when(
            "the manager is told and the TTN is there again",
            { $0.card(0)?.errorText?.isEmpty == false && $0.isMade(0) })
        }
      }
    } expect: { life in
      life.mustHaveOne(0)
      life.must(life.calls(Endpoint.delete) == 0, "a handed over shipment was to be deleted")
    },

    Scenario("delivery-cancelled-in-crm-while-the-card-is-written", minutes: 30) { life in
      life.order(at: 30, judgedByScenario: true)
      life.when("the TTN is being written", { $0.calls(Endpoint.track) > 0 }) { $0.cancelDelivery(0) }
    } expect: { life in
      // Whether the button came before or after the card was proven nobody can tell; it must not be half of both.
      life.must(life.made(0).count == 1, "\(life.made(0).count) shipments were made")
      if life.live(0).isEmpty {
        life.must(life.saysCancelled(0), "withdrawn, and the card does not say so")
      } else {
        life.must(life.isMade(0), "it lives, and the card lacks the TTN")
      }
    },

    Scenario("delivery-type-changed-and-back-between-two-looks", minutes: 20) { life in
      life.order(at: 30)
      life.whenMade(0) { life in
        life.after(30) { life in
          life.world.crm.setDeliveryType(life.id(0), SimulatedShop.foreignType, now: life.now)
          life.world.crm.setDeliveryType(life.id(0), SimulatedShop.moduleCodes[0], now: life.now)
          life.must(life.card(0)?.trackNumber == nil, "the CRM kept the data of the delivery")
          life.when("the card shows the TTN again", { $0.isMade(0) })
        }
      }
    } expect: { life in
      // A crash may make the daemon look in between.
      life.mustHaveOne(0, madeAtMost: life.isUndisturbed ? 1 : 2)
    },

    Scenario("changed-to-a-foreign-delivery-type-and-back", minutes: 24) { life in
      life.order(at: 30)
      life.whenMade(0) { life in
        life.world.crm.setDeliveryType(life.id(0), SimulatedShop.foreignType, now: life.now)
        life.when("the shipment is withdrawn", { $0.live(0).isEmpty }) { life in
          life.world.crm.setDeliveryType(life.id(0), SimulatedShop.moduleCodes[0], now: life.now)
          life.whenMade(0)
        }
      }
    } expect: { life in
      life.mustHaveOne(0, madeAtMost: 2)
      life.must(life.made(0).count == 2, "there is no second generation")
    },

    Scenario("cancelled-before-hand-over-and-taken-up-again", minutes: 26) { life in
      life.order(at: 30)
      life.whenMade(0) { life in
        life.cancel(0)
        life.when("it is withdrawn", { $0.live(0).isEmpty }) { life in
          life.must(life.card(0)?.status == "cancel-other", "the manager's cancel was overwritten")
          life.world.crm.setStatus(life.id(0), "new", now: life.now)
          life.whenMade(0)
        }
      }
    } expect: { life in
      life.mustHaveOne(0, madeAtMost: 2)
      life.must(life.made(0).count == 2, "there is no second generation")
    },

    Scenario("combined-into-another-order", minutes: 34) { life in
      life.order(at: 30)
      life.order(at: 31)
      life.whenMade(1)
      life.whenMade(0) { life in
        life.after(60) { life in
          life.world.crm.combine(life.id(0), into: life.id(1), now: life.now)
          life.when("the combined order's shipment is withdrawn", { $0.live(0).isEmpty })
          life.when("the other's has what both were worth", { $0.live(1).first?.declared == 50_000 })
        }
      }
    } expect: { life in
      life.must(life.made(0).count == 1 && life.live(0).isEmpty, "the combined order's parcel lives")
      life.mustHaveOne(1)
    },

    Scenario("two-orders-share-a-ttn-and-its-owner-is-cancelled", minutes: 36) { life in
      life.order(at: 30)
      life.whenMade(0) { life in
        life.noted["shared"] = life.live(0).first?.barcode
        life.order(at: life.time.uptimeMilliseconds / 1000 + 1) { [life] in
          $0.data.trackNumber = life.noted["shared"]
        }
        life.after(2) { life in
          life.when("the other shows it too", { $0.shows(1, .created) }) { life in
            life.cancel(0)
            life.when("the other is told", { $0.shows(1, .cancelled) }) { life in
              life.lock(1)
              life.when("the dead number is gone", { ($0.card(1)?.trackNumber ?? "").isEmpty }) { life in
                life.unlock(1)
                life.whenMade(1)
              }
            }
          }
        }
      }
    } expect: { life in
      life.mustHaveNone(0)
      life.mustHaveOne(1)
    },

    Scenario(
      "made-in-listed-statuses-only", minutes: 26,
      adjust: listsOneStatus
    ) { life in
      life.order(at: 30, judgedByScenario: true)
      life.at(400) { life in
        life.must(life.made(0).isEmpty, "a shipment was made in a status that is not listed")
        life.world.crm.setStatus(life.id(0), "prepayed", now: life.now)
        // And it stays when the order goes on to a status that is not listed either.
        life.whenMade(0)
      }
    } expect: {
      $0.mustHaveOne(0)
    },

    Scenario("first-start-leaves-older-orders-alone", minutes: 34) { life in
      life.orderOfYesterday()
      life.orderOfYesterday()
      life.at(300) { life in
        life.must(life.made(0).isEmpty && life.made(1).isEmpty, "orders from before the start were taken")
        life.world.crm.setManagerComment(life.id(1), "ship it", now: life.now)
        life.whenMade(1)
      }
    } expect: { life in
      life.must(life.made(0).isEmpty, "an order from before the start was taken")
      life.mustHaveOne(1)
    },
  ]

  private static let listsOneStatus: @Sendable (inout Policy) -> Void = { $0.createInStatuses = ["prepayed"] }
}

extension Life {
  func cancelDelivery(_ order: Int) {
    if orders.indices.contains(order) { orders[order].isDeliveryCancelled = true }
    world.crm.cancelDelivery(id(order), now: now)
  }

  fileprivate func shows(_ order: Int, _ state: DeliveryState) -> Bool {
    card(order)?.deliveryStatus == state.rawValue
  }

  /// Nothing lives, and the card says how to get a new TTN.
  fileprivate func saysCancelled(_ order: Int) -> Bool {
    live(order).isEmpty && card(order)?.deliveryStatus == DeliveryState.withdrawn.rawValue
      && card(order)?.deliveryStatusComment?.contains("Не синхронізувати") == true
  }

  /// An order that was there before the daemon's first start.
  func orderOfYesterday() {
    var draft = CRMOrderDraft()
    draft.lastName = "Шевченко"
    draft.firstName = "Оксана"
    draft.phone = "+380671234567"
    draft.deliveryType = SimulatedShop.moduleCodes[0]
    draft.address = Life.lviv
    draft.items = [CRMOrderDraft.Item("Чашка керамічна", initialPriceKopiykas: 25_000, weightGrams: 400)]
    draft.weightGrams = 900
    draft.data.locked = false
    let id = world.crm.createOrder(draft, now: now - 86_400_000)
    orders.append(ScriptedOrder(id: id, good: draft, isJudgedByScenario: true))
  }
}
