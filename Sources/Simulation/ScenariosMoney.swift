// Scenarios of what is collected: the payments of an order are held against what is still owed, as the CRM itself
// counts it, whatever it rounds, leaves out or writes into the order after us.
internal import Sandbox
internal import ShippingCore

extension Scenario {
  static let money: [Scenario] = [
    // Ten hryvnias off three pieces: 96.67 each would be a kopiyka more than was paid.
    paidToTheKopiyka("discount-that-does-not-divide-is-not-owed", omitsSums: false),
    paidToTheKopiyka("order-without-its-sums-is-added-up-exactly", omitsSums: true),

    Scenario("part-paid-and-the-rest-collected") { life in
      life.order(at: 30) { $0.payments = [.paid(10_000), .onDelivery(15_000)] }
      // What is owed may be open in a payment that nobody collects on delivery.
      life.order(at: 31) {
        $0.payments = [.onDelivery(15_000), .init(type: "bank-card", amountKopiykas: 10_000)]
      }
      for number in 0...1 { life.whenMade(number) }
    } expect: { life in
      for number in 0...1 {
        life.mustHaveOne(number)
        life.must(life.live(number).first?.postPay == 15_000, "order \(number) collects another amount")
      }
    },

    Scenario("paid-by-card-after-ttn-and-collected-too", minutes: 30) { life in
      life.order(at: 30) { $0.payments = [.onDelivery(25_000)] }
      life.whenMade(0) { life in
        life.world.crm.addPayment(life.id(0), .paid(10_000), now: life.now)
        life.when("the manager is told", { $0.card(0)?.errorText?.contains("Післяплата 250 грн") == true }) {
          life in
          life.must(life.live(0).first?.postPay == 25_000, "the amount was changed without a word")
          guard let left = life.card(0)?.payments.first else { return }
          life.world.crm.setPaymentAmount(life.id(0), payment: left.id, kopiykas: 15_000, now: life.now)
          life.when(
            "the rest is collected",
            { $0.live(0).first?.postPay == 15_000 && $0.card(0)?.errorText == nil })
        }
      }
    } expect: {
      $0.mustHaveOne(0)
    },

    Scenario(
      "quote-in-the-price-of-a-paid-order-collects-nothing", minutes: 22,
      adjust: setting { policy in policy.cabinets[0].quote = .cost }
    ) { life in
      life.order(at: 30) { draft in
        draft.data.locked = true
        draft.payments = [.paid(25_000), .onDelivery(25_000)]
      }
      life.when("the customer is told the price", { ($0.card(0)?.costKopiykas ?? 0) > 0 }) { life in
        life.unlock(0)
        life.whenMade(0)
      }
    } expect: { life in
      life.mustHaveOne(0)
      life.must(life.live(0).first?.postPay == 0, "our own price made a paid order collect")
    },

    Scenario("post-price-put-into-a-paid-order-collects-nothing", minutes: 24) { life in
      life.world.crm.configure { $0.ratesDeliveryCost = true }
      life.order(at: 30) { $0.payments = [.paid(25_000), .onDelivery(25_000)] }
      life.order(at: 31) { draft in
        // The delivery was agreed at 90, whatever the post charges.
        draft.deliveryCostKopiykas = 90_00
        draft.payments = [.onDelivery(340_00)]
      }
      for number in 0...1 { life.whenMade(number) }
      life.when("the CRM has the price of the post", { ($0.card(0)?.costKopiykas ?? 0) > 0 }) { life in
        life.after(600) { life in
          for number in 0...1 {
            life.must(life.card(number)?.errorText == nil, "\(life.card(number)?.errorText ?? "")")
          }
        }
      }
    } expect: { life in
      for number in 0...1 { life.mustHaveOne(number) }
      let collected = (0...1).map { life.live($0).first?.postPay ?? -1 }
      life.must(collected == [0, 340_00], "collected: \(collected)")
      life.must(
        life.calls(Endpoint.change) == 0, "a parcel was changed for a price that we had brought ourselves")
    },
  ]

  private static func paidToTheKopiyka(_ name: String, omitsSums: Bool) -> Scenario {
    Scenario(name) { life in
      life.world.crm.configure { $0.omitsSums = omitsSums }
      life.order(at: 30) { draft in
        draft.items = [
          .init(
            "Чашка керамічна", quantity: 3, initialPriceKopiykas: 100_00, discountKopiykas: 10_00,
            weightGrams: 300)
        ]
        draft.payments = [.paid(290_00), .onDelivery(290_00)]
      }
      life.whenMade(0)
    } expect: { life in
      life.mustHaveOne(0)
      life.must(
        life.live(0).first?.postPay == 0, "a paid order collects \(life.live(0).first?.postPay ?? -1)")
      life.must(life.live(0).first?.declared == 290_00, "declared \(life.live(0).first?.declared ?? -1)")
    }
  }
}

extension CRMOrderDraft.Payment {
  /// By card, before the order was sent.
  fileprivate static func paid(_ kopiykas: Int64) -> Self {
    Self(type: "bank-card", status: "paid", amountKopiykas: kopiykas)
  }
}
