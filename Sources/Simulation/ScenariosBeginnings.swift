// Scenarios of what is the daemon's to ship from when on, and of a configuration that changes under orders: a first start
// that takes long, a site that is served later, cabinets that change their delivery types, leave or come back.
internal import Sandbox
internal import ShippingCore

extension Scenario {
  static let beginnings: [Scenario] = [
    firstStart("first-start-while-the-crm-is-down"),
    firstStart("first-start-while-the-crm-is-down-and-tells-no-time") { life in
      life.world.tamper = { request, response in
        guard request.path.hasSuffix("orders/history"), let body = JSONValue(parsing: response.body) else {
          return
        }
        response.body = body.without("generatedAt").encoded
      }
    },

    Scenario("first-start-while-the-clock-is-set-right", minutes: 30, sweeps: false) { life in
      // A machine that believes it is last week, until somebody tells it the time.
      life.time.wallOffset = -7 * 24 * Life.hour
      life.outage(.crm, from: 0, until: 600)
      life.orderOfYesterday()
      life.order(at: 60)
      life.at(300) { $0.time.wallOffset = 0 }
      life.at(61) { $0.whenMade(1) }
    } expect: { life in
      life.must(life.made(0).isEmpty, "an order from before the first attempt was taken")
      life.mustHaveOne(1)
    },

    Scenario("site-served-later-brings-no-older-orders", minutes: 44, adjust: servesOneSite) {
      life in
      life.world.crm.configure { $0.sites.append(.init(code: "shop-outlet", name: "Розпродаж")) }
      life.order(at: 30, judgedByScenario: true) { $0.site = "shop-outlet" }
      life.at(200) { life in life.reload { $0.sites = ["shop", "shop-outlet"] } }
      life.order(at: 400) { $0.site = "shop-outlet" }
      life.at(401) { $0.whenMade(1) }
    } expect: { life in
      life.must(life.made(0).isEmpty, "an order from before its site was served was taken")
      life.mustHaveOne(1)
    },

    Scenario("cabinets-swap-their-delivery-types", minutes: 30) { life in
      life.order(at: 30)
      life.order(at: 31, cabinet: 1)
      life.whenMade(0)
      life.at(32) { life in
        life.whenMade(1) { life in
          life.when("both are made", { $0.isMade(0) }) { life in
            life.reload { policy in
              let (first, second) = (policy.cabinets[0], policy.cabinets[1])
              policy.cabinets[0].deliveryType = second.deliveryType
              policy.cabinets[0].moduleCode = second.moduleCode
              policy.cabinets[1].deliveryType = first.deliveryType
              policy.cabinets[1].moduleCode = first.moduleCode
            }
            life.order(at: life.time.uptimeMilliseconds / 1000 + 60)
            life.after(61) { $0.whenMade(2) }
          }
        }
      }
    } expect: { life in
      for number in 0..<3 { life.mustHaveOne(number) }
      let owner = life.ledgerEntry(2)?.shipment?.cabinet.rawValue ?? "nobody"
      life.must(owner == SimulatedShop.cabinetIDs[1].rawValue, "the new order went to \(owner)")
    },

    Scenario("cabinet-leaves-while-its-parcel-is-under-way", minutes: 34) { life in
      life.order(at: 30, judgedByScenario: true)
      life.whenMade(0) { life in
        life.event(0, 10100)
        life.reload { $0.cabinets.removeFirst() }
        life.after(60) { $0.event(0, 21700) }
        life.when(
          "it is followed to the office", { $0.ledgerEntry(0)?.shipment?.tracking.state == .atOffice })
      }
    } expect: { life in
      life.must(
        life.live(0).count == 1 && life.made(0).count == 1, "the parcel of the former cabinet was touched")
    },
  ]

  /// What was entered, or changed, while the first start could not go on.
  private static func firstStart(
    _ name: String, before: @escaping @Sendable (Life) -> Void = { _ in }
  ) -> Scenario {
    Scenario(name, minutes: 30, sweeps: false) { life in
      before(life)
      life.outage(.crm, from: 0, until: 840)
      life.orderOfYesterday()
      life.orderOfYesterday()
      life.order(at: 60)
      life.at(120) { $0.world.crm.setManagerComment($0.id(1), "ship it", now: $0.now) }
      life.whenMade(1)
      life.at(61) { $0.whenMade(2) }
    } expect: { life in
      life.must(life.made(0).isEmpty, "an order from before the first attempt was taken")
      life.mustHaveOne(1)
      life.mustHaveOne(2)
    }
  }

  private static let servesOneSite: @Sendable (inout Policy) -> Void = { $0.sites = ["shop"] }
  private static let listsNew: @Sendable (inout Policy) -> Void = { $0.createInStatuses = ["new"] }
  private static let listsPrepayed: @Sendable (inout Policy) -> Void = { $0.createInStatuses = ["prepayed"] }

  static let admissions: [Scenario] = [
    Scenario("locked-by-default-set-over-living-ttns", minutes: 30, adjust: secondIsPlain) { life in
      life.order(at: 30, cabinet: 1) { $0.data.locked = nil }
      life.whenMade(0) { life in
        life.reload { $0.cabinets[1].isLockedByDefault = true }
        life.order(at: life.time.uptimeMilliseconds / 1000 + 60, cabinet: 1, judgedByScenario: true) {
          $0.data.locked = nil
        }
      }
    } expect: { life in
      life.mustHaveOne(0)
      life.must(life.made(1).isEmpty, "an order that waits for a manager was sent")
    },

    Scenario("made-anew-in-a-status-that-is-not-listed", minutes: 24, adjust: listsNew) { life in
      life.order(at: 30)
      life.whenMade(0) { life in
        life.world.crm.setStatus(life.id(0), "prepayed", now: life.now)
        life.lock(0)
        life.when("it is withdrawn", { $0.live(0).isEmpty && ($0.card(0)?.trackNumber ?? "").isEmpty }) {
          life in
          life.unlock(0)
          life.whenMade(0)
        }
      }
    } expect: { life in
      life.mustHaveOne(0, madeAtMost: 2)
    },

    Scenario(
      "back-from-cancelled-to-a-status-that-is-not-listed", minutes: 24, adjust: listsPrepayed
    ) { life in
      life.order(at: 30, judgedByScenario: true) { $0.status = "prepayed" }
      life.whenMade(0) { life in
        life.cancel(0)
        life.when("it is withdrawn", { $0.live(0).isEmpty }) { life in
          life.after(130) { $0.world.crm.setStatus($0.id(0), "new", now: $0.now) }
        }
      }
    } expect: {
      $0.mustHaveNone(0)
    },

    Scenario(
      "delivery-cancelled-then-wanted-in-a-status-that-is-not-listed", minutes: 30, adjust: listsNew
    ) { life in
      life.order(at: 30)
      life.when("the card is proven", { $0.isMade(0) && $0.ledgerEntry(0)?.cardProof != nil }) { life in
        life.world.crm.setStatus(life.id(0), "prepayed", now: life.now)
        life.cancelDelivery(0)
        life.when("it is withdrawn", { $0.live(0).isEmpty }) { life in
          life.after(30) { $0.lock(0) }
          life.after(330) { life in
            life.unlock(0)
            life.whenMade(0)
          }
        }
      }
    } expect: { life in
      life.mustHaveOne(0, madeAtMost: 2)
    },

    Scenario("typed-ttn-corrected-in-a-status-that-is-not-listed", minutes: 26, adjust: listsNew) { life in
      life.order(at: 30, judgedByScenario: true) { $0.data.trackNumber = "0500000000000" }
      life.when("it is followed", { $0.card(0)?.deliveryStatus != nil }) { life in
        life.after(60) { life in
          life.world.crm.setStatus(life.id(0), "prepayed", now: life.now)
          life.world.crm.setDeliveryData(life.id(0), "trackNumber", "0500000000017", now: life.now)
          life.when(
            "the corrected one is followed",
            { $0.ledgerEntry(0)?.shipment?.barcode.text == "0500000000017" })
        }
      }
    } expect: { life in
      life.must(life.made(0).isEmpty, "a shipment was made beside the typed TTN")
    },

    Scenario("moved-while-under-way-then-returned", minutes: 40) { life in
      life.order(at: 30, judgedByScenario: true)
      life.whenMade(0) { life in
        life.event(0, 10100)
        life.after(400) { life in
          life.world.crm.setDeliveryType(life.id(0), SimulatedShop.moduleCodes[1], now: life.now)
          life.setLocked(life.id(0), false)
        }
        life.after(800) { $0.event(0, 31200) }
        life.after(810) { $0.event(0, 41000, reason: 10) }
      }
    } expect: { life in
      life.must(life.made(0).count == 1, "a parcel that came back was sent again, and nobody asked for that")
    },

    Scenario("withdrawal-called-off", minutes: 24) { life in
      life.faults(.first(2, Endpoint.delete, .tooManyRequests(retryAfterSeconds: 200)))
      life.order(at: 30)
      life.whenMade(0) { life in
        life.lock(0)
        life.when("its withdrawal is refused", { $0.calls(Endpoint.delete) > 0 }) { $0.unlock(0) }
      }
    } expect: { life in
      // A crash right at the DELETE leaves it open whether that arrived: then it is seen through.
      life.mustHaveOne(0, madeAtMost: life.isUndisturbed ? 1 : 2)
    },

    Scenario("returned-parcel-sent-again", minutes: 44) { life in
      life.order(at: 30, judgedByScenario: true)
      life.whenMade(0) { life in
        life.event(0, 10100)
        life.after(20) { $0.event(0, 31200) }
        life.after(40) { $0.event(0, 41000, reason: 10) }
        life.when("it is back", { $0.isSettledAs(.returned, "returned") }) { life in
          // The shop's status for it is one of the cancel group.
          life.world.crm.setStatus(life.id(0), "new", now: life.now)
          life.lock(0)
          life.after(300) { life in
            life.must(life.made(0).count == 1, "it was sent again before the lock was taken off")
            life.unlock(0)
            life.when(
              "it is on its way again", { $0.made(0).count == 2 && $0.card(0)?.deliveryStatus == "created" })
          }
        }
      }
    } expect: { life in
      life.must(life.made(0).count == 2, "\(life.made(0).count) shipments were made, not two")
    },
  ]
}

extension Life {
  /// The card shows both statuses, and the daemon knows that it does.
  fileprivate func isSettledAs(_ state: DeliveryState, _ status: String) -> Bool {
    card(0)?.deliveryStatus == state.rawValue && card(0)?.status == status
      && ledgerEntry(0)?.statusHandled?.state == state
  }
}
