// What is owed and what of it is collected: whole orders of which the amounts are told in every way that a CRM tells
// them. Where the payments ask for too much or for nothing is in PlanningProblemTests.

import ShippingCore
import Testing

@Suite struct PlanningMoneyTests {
  private func postPay(
    _ change: (inout Order) -> Void, cabinet: (inout CabinetPolicy) -> Void = { _ in }
  ) throws -> Int64 {
    let planning = Planning.make(PlanningSamples.order(change), cabinet: PlanningSamples.cabinet(cabinet))
    return try #require(planning.plan, "\(planning.problems.map(\.code.rawValue))").postPay.amount
  }

  private static func paid(_ kopiykas: Int64) -> Order.Payment {
    Order.Payment(id: 1, type: "card", amount: Kopiykas(kopiykas), isPaid: true)
  }

  /// Three pieces of 100 and 10 off all of them: 96.67 for each is a kopiyka more than the order.
  private static func discounted(_ order: inout Order) {
    order.items = [
      Order.Item(id: 1, name: "Чашка", quantity: 3, price: Kopiykas(96_67), weight: Grams(300))
    ]
    order.payments = [paid(290_00), PlanningSamples.cashOnDelivery(290_00)]
  }

  @Test func aKopiykaOfRoundingIsNotOwed() throws {
    #expect(try postPay(Self.discounted) == 0)
    #expect(
      try postPay {
        Self.discounted(&$0)
        $0.totalSum = Kopiykas(290_00)
      } == 0)
  }

  @Test func theExactSplitIsTheWorth() throws {
    let order = PlanningSamples.order {
      Self.discounted(&$0)
      $0.items[0].prices = [
        .init(price: Kopiykas(96_66), quantity: 1), .init(price: Kopiykas(96_67), quantity: 2),
      ]
    }
    let plan = try #require(Planning.make(order, cabinet: PlanningSamples.cabinet()).plan)
    #expect(plan.parcels[0].declaredPrice == Kopiykas(290_00))
    // A split that is not of all pieces tells nothing.
    var odd = order
    odd.items[0].prices.removeLast()
    let counted = try #require(Planning.make(odd, cabinet: PlanningSamples.cabinet()).plan)
    #expect(counted.parcels[0].declaredPrice == Kopiykas(290_01))
  }

  @Test func anUnpaidPartOfAHryvniaIsNotCollectedAndAHryvniaIs() throws {
    for (paid, expected) in [(398_51, 0), (398_50, 1_00)] as [(Int64, Int64)] {
      #expect(
        try postPay { $0.payments = [Self.paid(paid), PlanningSamples.cashOnDelivery(1_00)] } == expected)
    }
  }

  @Test func lessThanIsOwedIsCollectedAsItStands() throws {
    #expect(try postPay { $0.payments = [PlanningSamples.cashOnDelivery(300_00)] } == 300_00)
  }

  @Test func anOrderWithoutAnyAmountIsNotJudged() throws {
    #expect(
      try postPay {
        $0.items = []
        $0.payments = [PlanningSamples.cashOnDelivery(300_00)]
      } == 300_00)
    // The CRM says itself that nothing is owed.
    let given = PlanningSamples.order {
      $0.items = []
      $0.totalSum = .zero
      $0.payments = [PlanningSamples.cashOnDelivery(300_00)]
    }
    let problems = Planning.make(given, cabinet: PlanningSamples.cabinet()).problems
    #expect(problems == [Problem(.codMoreThanDue, field: "payments", details: "300")])
  }

  /// The amounts of a payment that nobody lowered to nothing, in an order that is paid or was given away.
  @Test func anEmptyPaymentOfAnOrderThatOwesNothingIsNoProblem() throws {
    #expect(try postPay { $0.payments = [Self.paid(399_50), PlanningSamples.cashOnDelivery(0)] } == 0)
    #expect(
      try postPay {
        for index in $0.items.indices { $0.items[index].price = .zero }
        $0.totalSum = .zero
        $0.payments = [PlanningSamples.cashOnDelivery(0)]
      } == 0)
    #expect(
      try postPay {
        $0.payments = [PlanningSamples.cashOnDelivery(0), PlanningSamples.cashOnDelivery(399_50)]
      } == 399_50)
  }

  /// `quote.write-to: cost` raises the total of an order whose goods are paid.
  @Test func ourOwnPriceMakesNobodyOwe() throws {
    func prepaid(_ order: inout Order) {
      order.delivery.cost = Kopiykas(80_00)
      order.totalSum = Kopiykas(479_50)
      order.payments = [Self.paid(399_50), PlanningSamples.cashOnDelivery(399_50)]
    }
    #expect(try postPay(prepaid, cabinet: { $0.quote = .cost }) == 0)
    // The manager added a payment for just that price.
    #expect(
      try postPay(
        {
          prepaid(&$0)
          $0.payments[1].amount = Kopiykas(80_00)
        }, cabinet: { $0.quote = .cost }) == 80_00)
    // The CRM wrote it, from what the post charges.
    #expect(
      try postPay {
        prepaid(&$0)
        $0.delivery.data.cost = Kopiykas(80_00)
      } == 0)
  }

  @Test func thePriceOfThePostIsNotWhatWasAgreed() throws {
    #expect(
      try postPay {
        $0.delivery.cost = Kopiykas(64_10)
        $0.delivery.data.cost = Kopiykas(64_10)
        $0.totalSum = Kopiykas(463_60)
        $0.payments = [PlanningSamples.cashOnDelivery(489_50)]
      } == 489_50)
  }

  @Test func endlessAmountsDoNotTrap() {
    for amount in [Int64.min, -1, 0, 1, .max] {
      let order = PlanningSamples.order {
        $0.totalSum = Kopiykas(amount)
        $0.delivery.cost = Kopiykas(amount)
        $0.payments = [Self.paid(.min), Self.paid(amount), PlanningSamples.cashOnDelivery(amount)]
      }
      _ = Planning.make(order, cabinet: PlanningSamples.cabinet { $0.quote = .cost })
      _ = order.shippingDigest
    }
  }
}
