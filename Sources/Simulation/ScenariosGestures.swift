// Scenarios of the manager's gestures: lock, cancel, move, delete, and what comes too late.
internal import Sandbox
internal import ShippingCore

extension Scenario {
  static let gestures: [Scenario] = [
    Scenario("locked-after-ttn-then-unlocked", minutes: 20) { life in
      life.order(at: 30)
      life.whenMade(0) { life in
        life.noted["first"] = life.live(0).first?.barcode
        life.lock(0)
        life.when("it is withdrawn and the card is empty", { $0.isWithdrawn(0) }) { life in
          life.unlock(0)
          life.whenMade(0)
        }
      }
    } expect: { life in
      life.mustHaveOne(0, madeAtMost: 2)
      life.must(life.made(0).count == 2, "there is no second generation")
      life.must(life.live(0).first?.barcode != life.noted["first"], "the old TTN lives")
    },

    Scenario("unlocked-again-before-the-withdrawal", minutes: 20) { life in
      life.order(at: 30)
      life.whenMade(0) { life in
        life.lock(0)
        life.after(1) { $0.unlock(0) }
      }
    } expect: {
      $0.mustHaveOne(0, madeAtMost: 2)
    },

    Scenario("cancelled-after-hand-over", minutes: 22) { life in
      life.order(at: 30, judgedByScenario: true)
      life.whenMade(0) { life in
        life.event(0, 10100)
        life.after(400) { life in
          life.cancel(0)
          life.when("the manager is told", { $0.card(0)?.errorText?.isEmpty == false })
        }
      }
    } expect: { life in
      life.must(life.live(0).count == 1, "the parcel was pretended away")
      life.must(life.card(0)?.status == "cancel-other", "the manager's cancel was overwritten")
      life.must(life.card(0)?.errorText?.isEmpty == false, "the manager was not told")
      life.must(life.calls(Endpoint.delete) == 0, "a handed over shipment was to be deleted")
    },

    Scenario("handed-over-just-before-the-cancel-is-seen", minutes: 22) { life in
      life.order(at: 30, judgedByScenario: true)
      life.whenMade(0) { life in
        life.cancel(0)
        life.event(0, 10100)
        life.when("the manager is told", { $0.card(0)?.errorText?.isEmpty == false })
      }
    } expect: { life in
      life.must(life.live(0).count == 1, "the parcel was pretended away")
      life.must(life.card(0)?.status == "cancel-other", "the manager's cancel was overwritten")
      life.must(life.calls(Endpoint.delete) == 0, "a handed over shipment was to be deleted")
    },

    deleted("delete-answer-lost", .dropAfterEffect),
    deleted("delete-dropped-before-it-arrived", .dropBefore),
    deleted("delete-carried-out-20-seconds-late", .effectDelayed(milliseconds: 20_000)),
    deleted("delete-answers-html-500-after-its-effect", .serverError(afterEffect: true)),

    Scenario("moved-between-cabinets", minutes: 20, play: moving) { $0.mustHaveMoved() },
    Scenario("moved-between-cabinets-and-the-card-keeps-its-data", minutes: 20) { life in
      life.world.crm.configure { $0.keepsDataOnTypeChange = true }
      moving(life)
    } expect: {
      $0.mustHaveMoved()
    },

    Scenario("order-deleted", minutes: 30) { life in
      life.order(at: 30)
      life.whenMade(0) { life in
        life.moments["deleted"] = life.now
        life.world.crm.deleteOrder(life.id(0), now: life.now)
        life.when("the shipment is withdrawn", { $0.live(0).isEmpty })
      }
    } expect: { life in
      life.must(life.made(0).count == 1 && life.live(0).isEmpty, "the deleted order's parcel lives")
      guard let gone = life.moments["deleted"], let withdrawn = life.made(0).first?.deletedAt else { return }
      life.must(withdrawn - gone >= 600_000, "withdrawn \((withdrawn - gone) / 1000) s after the deletion")
    },

    Scenario("key-loses-its-site-for-five-minutes", minutes: 30) { life in
      life.order(at: 30)
      life.whenMade(0) { life in
        life.world.crm.setManagerComment(life.id(0), "look", now: life.now)
        life.world.crm.configure { $0.keys[0].sites = [] }
        life.after(300) { life in
          life.world.crm.configure { $0.keys[0].sites = nil }
          life.world.crm.setManagerComment(life.id(0), "look again", now: life.now)
        }
      }
    } expect: {
      $0.mustHaveOne(0)
    },
  ]

  private static func deleted(_ name: String, _ fault: FaultPlan.Kind) -> Scenario {
    Scenario(name, minutes: 20) { life in
      life.faults(.first(1, Endpoint.delete, fault))
      life.order(at: 30)
      life.whenMade(0) { life in
        life.lock(0)
        life.when("it is withdrawn and the card is empty", { $0.isWithdrawn(0) })
      }
    } expect: { life in
      life.mustHaveNone(0)
      life.must(
        life.card(0)?.deliveryStatus == DeliveryState.withdrawn.rawValue,
        "the card says \(life.card(0)?.deliveryStatus ?? "nothing")")
    }
  }

  @Sendable private static func moving(_ life: Life) {
    life.order(at: 30)
    life.whenMade(0) { life in
      life.world.crm.setDeliveryType(life.id(0), SimulatedShop.moduleCodes[1], now: life.now)
      life.when("the first cabinet's is withdrawn, the second's is made", { $0.hasMoved }) { $0.whenMade(0) }
    }
  }
}

extension Life {
  fileprivate func isWithdrawn(_ order: Int) -> Bool {
    live(order).isEmpty && (card(order)?.trackNumber ?? "").isEmpty
  }

  fileprivate var hasMoved: Bool {
    live(0).map(\.counterparty) == ["fop"]
  }

  fileprivate func mustHaveMoved() {
    mustHaveOne(0, madeAtMost: 2)
    must(hasMoved, "the parcel is not in the second cabinet")
  }
}
