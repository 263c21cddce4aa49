// Scenarios of what a manager should know though nothing is wrong: each notice comes by time or by news, and goes with
// its cause. The notices are read from the ledger, the money and the prices from the post's own records.
internal import Ledger
internal import Sandbox
internal import ShippingCore
internal import SyncEngine

extension Scenario {
  static let noticing: [Scenario] = [
    Scenario(
      "not-handed-over-notice-comes-and-goes", hours: 2,
      notices: NoticePolicy(notHandedOver: .seconds(1800), storage: nil, payout: nil, priceChange: false)
    ) { life in
      life.order(at: 30)
      life.whenMade(0) { life in
        life.moments["made"] = life.now
        life.when("the manager is told", { $0.notices(0) == [.notHandedOver] }) { life in
          let late = life.now - (life.moments["made"] ?? 0) - 1_800_000
          life.must(late > -120_000, "told \(-late / 1000) s too early")
          if life.isUndisturbed { life.must(late < 120_000, "told \(late / 1000) s too late") }
          life.event(0, 10100)
          life.when("the notice is gone", { $0.notices(0).isEmpty })
        }
      }
    } expect: { life in
      life.mustHaveOne(0)
      life.must(life.notices(0).isEmpty, "a parcel that was handed over: \(life.notices(0))")
    },

    Scenario(
      "storage-ends-notice-comes-and-goes", hours: 4,
      notices: NoticePolicy(
        notHandedOver: nil, storage: .seconds(3600), storageTerm: .seconds(7200), payout: nil,
        priceChange: false)
    ) { life in
      life.order(at: 30)
      life.whenMade(0) { life in
        life.event(0, 10100)
        life.after(120) { life in
          life.event(0, 21700)
          life.moments["arrived"] = life.now
        }
        // A failed attempt on the way does not begin the storage anew.
        life.after(2000) { $0.event(0, 31400) }
        life.when("the manager is told", { $0.notices(0) == [.storageEnds] }) { life in
          let late = life.now - (life.moments["arrived"] ?? 0) - 3_600_000
          // The post tells whole seconds.
          life.must(late > -1000, "told \(-late) ms too early")
          if life.isUndisturbed { life.must(late < 120_000, "told \(late / 1000) s too late") }
          life.event(0, 41000, reason: 2)
          life.when("the notice is gone", { $0.notices(0).isEmpty })
        }
      }
    } expect: { life in
      life.mustHaveOne(0)
      life.must(life.notices(0).isEmpty, "a parcel that was fetched: \(life.notices(0))")
    },

    Scenario("returned-notice-until-the-order-is-closed", hours: 2) { life in
      life.order(at: 30, judgedByScenario: true)
      life.whenMade(0) { life in
        life.event(0, 10100)
        life.after(200) { $0.event(0, 21700) }
        life.after(400) { $0.event(0, 31200) }
        life.when("the manager is told", { $0.notices(0) == [.returned] }) { life in
          life.after(900) { life in
            life.must(life.notices(0) == [.returned], "the notice did not stay: \(life.notices(0))")
            life.cancel(0)
            life.when("the notice is gone", { $0.notices(0).isEmpty })
          }
        }
      }
    } expect: { life in
      life.must(life.notices(0).isEmpty, "a closed order: \(life.notices(0))")
    },

    // The daemon's own write closes the order, and its echo in the history says nothing new.
    Scenario("returned-notice-until-a-mapped-status-closes-the-order", hours: 2) { life in
      life.order(at: 30)
      life.whenMade(0) { life in
        life.event(0, 10100)
        life.after(200) { $0.event(0, 31200) }
        life.when("the manager is told", { $0.notices(0) == [.returned] }) { life in
          life.event(0, 41000, reason: 10)
          life.when("the notice is gone", { $0.notices(0).isEmpty })
        }
      }
    } expect: { life in
      life.must(life.notices(0).isEmpty, "a closed order: \(life.notices(0))")
    },

    // Our own status closes the order, and no history tells of that.
    Scenario("price-notice-until-the-delivery-closes-the-order", hours: 2) { life in
      life.order(at: 30)
      life.whenMade(0) { life in
        life.reweigh(0, grams: 9000)
        life.when("the manager is told", { $0.notices(0) == [.priceChanged] }) { life in
          life.event(0, 41000, reason: 2)
          life.when("the order is closed", { $0.card(0)?.status == "complete" }) { life in
            life.when("the notice is gone", { $0.notices(0).isEmpty })
          }
        }
      }
    } expect: { life in
      life.mustHaveOne(0)
      life.must(life.notices(0).isEmpty, "a closed order: \(life.notices(0))")
    },

    Scenario(
      "payout-late-then-paid", hours: 30,
      notices: NoticePolicy(notHandedOver: nil, storage: nil, payout: .seconds(7200), priceChange: false)
    ) { life in
      life.world.post.habits.payoutMilliseconds = 5 * Life.hour
      life.order(at: 30) { $0.payments = [.init(type: "cash-on-delivery", amountKopiykas: 25_000)] }
      life.order(at: 30)
      for order in [0, 1] {
        life.whenMade(order) { life in
          life.event(order, 10100)
          life.after(200) { $0.event(order, 41000, reason: 2) }
        }
      }
      life.when("the manager is told", { $0.notices(0) == [.payoutLate] }) { life in
        life.when("the notice is gone", { $0.notices(0).isEmpty })
      }
    } expect: { life in
      life.mustHaveOne(0)
      life.mustHaveOne(1)
      life.must(life.made(0).first?.postPay == 25_000, "the parcel has no cash on delivery")
      life.must(life.notices(0).isEmpty && life.notices(1).isEmpty, "the money was paid out")
      let asked = life.calls(Endpoint.payout)
      if life.isUndisturbed { life.must(asked == 2, "asked \(asked) times for one payout in two days") }
    },

    Scenario(
      "payout-not-answered-claims-nothing", hours: 30,
      notices: NoticePolicy(notHandedOver: nil, storage: nil, payout: .seconds(7200), priceChange: false)
    ) { life in
      life.world.post.habits.awaitedPayout = "ZZ"
      life.order(at: 30) { $0.payments = [.init(type: "cash-on-delivery", amountKopiykas: 25_000)] }
      life.whenMade(0) { life in
        life.event(0, 10100)
        life.after(200) { $0.event(0, 41000, reason: 2) }
      }
      life.when("it was asked a second time", { $0.calls(Endpoint.payout) >= 2 })
    } expect: { life in
      life.mustHaveOne(0)
      life.must(life.notices(0).isEmpty, "claimed of a word that nobody knows: \(life.notices(0))")
    },

    Scenario("price-changed-at-the-office", hours: 2) { life in
      life.order(at: 30)
      life.order(at: 30)
      life.whenMade(0) { $0.reweigh(0, grams: 9000) }
      life.whenMade(1) { $0.event(1, 10100) }
      life.when("the manager is told", { $0.notices(0) == [.priceChanged] })
      life.when("the card shows the new price", { $0.card(0)?.carrierCostKopiykas == $0.price(0) })
    } expect: { life in
      life.mustHaveOne(0)
      life.mustHaveOne(1)
      life.must(life.notices(0) == [.priceChanged], "the notice did not stay: \(life.notices(0))")
      life.must(life.notices(1).isEmpty, "the other price is as promised: \(life.notices(1))")
      for order in [0, 1] {
        let shown = life.card(order)?.carrierCostKopiykas
        life.must(shown == life.price(order), "order \(order) shows \(shown ?? 0)")
      }
      let asked = life.calls(Endpoint.priceChange)
      if life.isUndisturbed { life.must(asked == 2, "asked \(asked) times about two prices") }
    },

    Scenario("price-question-fails-at-first", hours: 4) { life in
      life.faults(.first(2, Endpoint.priceChange, .serverError()))
      life.order(at: 30)
      life.whenMade(0) { $0.reweigh(0, grams: 9000) }
      life.when("the manager is told", { $0.notices(0) == [.priceChanged] })
    } expect: { life in
      life.mustHaveOne(0)
      let asked = life.calls(Endpoint.priceChange)
      if life.isUndisturbed { life.must(asked == 3, "asked \(asked) times") }
    },
  ]

  /// Lives of hours, at a slower pace than minutes ask for.
  init(
    _ name: String, hours: Int64, notices: NoticePolicy = NoticePolicy(),
    play: @escaping @Sendable (Life) -> Void, expect: @escaping @Sendable (Life) -> Void
  ) {
    self.init(
      name, minutes: hours * 60, adjust: Scenario.everywhere { $0.notices = notices },
      play: play, expect: expect)
    settings.historyInterval = .seconds(hours < 24 ? 600 : 3600)
    settings.sweepInterval = .seconds(4 * 3600)
  }
}

extension Endpoint {
  fileprivate static let payout = "GET transfers/shipment-postpays/{barcode}/with-recipient"
  fileprivate static let priceChange = "GET shipments/barcode/{s}/isPriceChangedInPostOffice"
}

extension Life {
  /// What the manager is told of an order, as the ledger has it: between a death and the next birth nothing.
  func notices(_ order: Int) -> [NoticeCode] {
    do {
      return try ledger?.entry(OrderID(id(order)))?.notices?.map(\.code) ?? []
    } catch {
      find(.unexpected, "the ledger cannot be read: \(error)")
      return []
    }
  }

  /// Taken in, and heavier than was said.
  fileprivate func reweigh(_ order: Int, grams: Int64) {
    event(order, 10100)
    guard let barcode = live(order).first?.barcode else { return }
    do {
      try world.post.reweigh(barcode: barcode, grams: grams)
    } catch {
      find(.unexpected, "reweighing order \(order): \(error)")
    }
  }

  /// What the post charges now.
  fileprivate func price(_ order: Int) -> Int64? { live(order).first?.deliveryPrice }
}
