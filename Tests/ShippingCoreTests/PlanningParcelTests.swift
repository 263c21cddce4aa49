// Weight, sides, declared value and cash on delivery: where a wrong sum costs the shop money.

import ShippingCore
import Testing

@Suite struct PlanningParcelTests {
  private func plan(
    _ change: (inout Order) -> Void = { _ in }, cabinet: (inout CabinetPolicy) -> Void = { _ in }
  ) throws -> ShipmentPlan {
    let planning = Planning.make(PlanningSamples.order(change), cabinet: PlanningSamples.cabinet(cabinet))
    return try #require(planning.plan, "\(planning.problems.map(\.code.rawValue))")
  }

  @Test func everyPackageIsAParcel() throws {
    let parcels = try plan {
      $0.delivery.data.packages = [
        PlanningSamples.package("1", grams: 700, side: 151),
        PlanningSamples.package("2", grams: nil, side: nil),
      ]
      $0.weight = nil
      for index in $0.items.indices { $0.items[index].weight = nil }
    } cabinet: {
      $0.parcel = ParcelDefaults(
        weight: Grams(250),
        dimensions: Dimensions(lengthMillimetres: 10, widthMillimetres: 50, heightMillimetres: 300))
    }.parcels
    #expect(parcels.map(\.weight) == [Grams(700), Grams(250)])
    #expect(parcels.map(\.lengthCentimetres) == [16, 30])
    #expect(parcels.map(\.heightCentimetres) == [16, 1])
  }

  @Test func theLongestSideComesFirst() throws {
    let parcel = try #require(
      plan {
        $0.dimensions = Dimensions(lengthMillimetres: 1, widthMillimetres: 990, heightMillimetres: 120)
      }.parcels.first)
    #expect([parcel.lengthCentimetres, parcel.widthCentimetres, parcel.heightCentimetres] == [99, 12, 1])
  }

  @Test func weightComesFromTheFirstThatHasIt() throws {
    let withDefault: (inout CabinetPolicy) -> Void = { $0.parcel.weight = Grams(2000) }
    let empty = PlanningSamples.package("1", grams: 0, side: nil)
    #expect(try plan { $0.delivery.data.packages = [empty] }.parcels[0].weight == Grams(1200))
    #expect(try plan { $0.weight = Grams(0) }.parcels[0].weight == Grams(1150))
    #expect(
      try plan {
        $0.weight = nil
        $0.items[1].isCanceled = true
      }.parcels[0].weight == Grams(800))
    let partial: (inout Order) -> Void = {
      $0.weight = nil
      $0.items[1].weight = nil
    }
    #expect(try plan(partial, cabinet: withDefault).parcels[0].weight == Grams(2000))
    let heavy: (inout Order) -> Void = {
      partial(&$0)
      $0.items[0].weight = Grams(1500)
    }
    #expect(try plan(heavy, cabinet: withDefault).parcels[0].weight == Grams(3000))
    #expect(
      try plan(
        {
          $0.weight = nil
          $0.items = []
        }, cabinet: withDefault
      ).parcels[0].weight == Grams(2000))
  }

  @Test(
    arguments: [
      // The order's own weight goes before that of its items, which is 1150.
      ([700, nil], 1200, [700, 500]), ([700, nil], nil, [700, 450]),
      ([nil, 100, 50], 1200, [1050, 100, 50]),
      // What the others leave is nothing, or nobody knows which of two weighs what.
      ([1200, nil], 1200, nil), ([700, nil, nil], 1200, nil), ([nil, nil], nil, nil),
    ] as [([Int64?], Int64?, [Int64]?)])
  func aPackageWithoutAWeightIsWhatTheOthersLeave(
    _ packages: [Int64?], _ order: Int64?, _ expected: [Int64]?
  ) {
    let planning = Planning.make(
      PlanningSamples.order {
        $0.weight = order.map { Grams($0) }
        $0.delivery.data.packages = packages.enumerated().map {
          PlanningSamples.package("\($0)", grams: $1)
        }
      }, cabinet: PlanningSamples.cabinet { $0.parcel.weight = Grams(1000) })
    #expect(planning.plan?.parcels.map(\.weight.amount) == expected)
    if expected == nil { #expect(Set(planning.problems.map(\.code)) == [.packageWeightMissing]) }
  }

  @Test func aFractionOfAnItemWeighsNotAHairMore() throws {
    let plan = try plan {
      $0.weight = nil
      $0.items = [Order.Item(id: 1, name: "Сир", quantity: 1.1, price: Kopiykas(333_33), weight: Grams(100))]
    }
    #expect(plan.parcels[0].weight == Grams(110))
    #expect(plan.parcels[0].declaredPrice == Kopiykas(366_66))
  }

  // MARK: declared value

  @Test func declaredValuesOfItemsBeatTheirPrices() throws {
    let plan = try plan {
      $0.delivery.data.itemDeclaredValues = [.init(itemID: 1, value: Kopiykas(10_00))]
    }
    #expect(plan.parcels[0].declaredPrice == Kopiykas(119_50))
  }

  @Test func cancelledItemsAreWorthNothing() throws {
    #expect(try plan { $0.items[0].isCanceled = true }.parcels[0].declaredPrice == Kopiykas(99_50))
  }

  @Test(arguments: [1, 2, 3, 7, 100])
  func sharesAddUpExactly(_ count: Int) throws {
    let parcels = try plan {
      $0.delivery.data.packages = (1...count).map { PlanningSamples.package("\($0)") }
      $0.items[1].price = Kopiykas(99_53)
    }.parcels
    #expect(parcels.count == count)
    #expect(parcels.reduce(0) { $0 + $1.declaredPrice.amount } == 399_53)
    let shares = parcels.map(\.declaredPrice.amount)
    #expect((shares.max() ?? 0) - (shares.min() ?? 0) <= 1)
  }

  @Test func zeroIsDeclaredOnlyWhereTheServiceAllowsIt() throws {
    let zero: (inout CabinetPolicy) -> Void = { $0.allowsZeroDeclaredValue = true }
    func declared(_ change: (inout Order) -> Void = { _ in }) throws -> Int64 {
      try plan(change, cabinet: zero).parcels.reduce(0) { $0 + $1.declaredPrice.amount }
    }
    #expect(try declared() == 0)
    #expect(
      try declared {
        $0.delivery.cost = Kopiykas(100_50)
        $0.payments = [PlanningSamples.cashOnDelivery(500_00)]
      } == 500_00)
    // What the manager declared goes before the default; an empty entry declares nothing.
    #expect(
      try declared { $0.delivery.data.itemDeclaredValues = [.init(itemID: 2, value: Kopiykas(50_00))] }
        == 350_00)
    #expect(try declared { $0.delivery.data.itemDeclaredValues = [.init(itemID: 2, value: .zero)] } == 0)
    #expect(try declared { $0.set(.technology, .text("W2D")) } == 399_50)
    #expect(
      try declared {
        $0.set(.technology, .text("W2D"))
        $0.set(.service, .text("EXPRESS"))
      } == 0)
    #expect(try declared { $0.set(.payer, .text("receiver")) } == 399_50)
    let packages = [PlanningSamples.package("1"), PlanningSamples.package("2")]
    #expect(try declared { $0.delivery.data.packages = packages } == 399_50)
  }

  // MARK: cash on delivery

  @Test func onlyUnpaidPaymentsOfFlaggedTypesAreCollected() throws {
    let plan = try plan {
      $0.totalSum = Kopiykas(350_00)
      $0.payments = [
        Order.Payment(id: 1, type: "card", amount: Kopiykas(100_00), isPaid: true),
        Order.Payment(id: 2, type: "cod", amount: Kopiykas(120_25), isPaid: false),
        Order.Payment(id: 3, type: "cod", amount: Kopiykas(50_00), isPaid: true),
        Order.Payment(id: 4, type: "invoice", amount: Kopiykas(70_00), isPaid: false),
        Order.Payment(id: 5, type: "cod", amount: Kopiykas(-10_00), isPaid: false),
        Order.Payment(id: 6, type: "cod", amount: Kopiykas(79_75), isPaid: false),
      ]
    }
    #expect(plan.postPay == Kopiykas(200_00))
    #expect(plan.parcels[0].declaredPrice == Kopiykas(399_50))
    #expect(plan.transfersPostPayToBankAccount)
  }

  @Test func thereIsNoCashOnDeliveryOnAPaidOrder() throws {
    let plan = try plan {
      $0.delivery.cost = Kopiykas(60_00)
      $0.payments = [
        Order.Payment(id: 1, type: "card", amount: Kopiykas(459_50), isPaid: true),
        PlanningSamples.cashOnDelivery(459_50),
      ]
    }
    #expect(plan.postPay == .zero && !plan.transfersPostPayToBankAccount)
  }

  @Test func declaredValueIsNeverBelowCashOnDelivery() throws {
    let plan = try plan {
      $0.totalSum = Kopiykas(500_01)
      $0.payments = [PlanningSamples.cashOnDelivery(500_01)]
      $0.delivery.data.packages = [PlanningSamples.package("1"), PlanningSamples.package("2")]
    }
    #expect(plan.parcels.map(\.declaredPrice) == [Kopiykas(250_01), Kopiykas(250_00)])
  }

  @Test func anIndividualIsNeverPaidToABankAccount() throws {
    let plan = try plan {
      $0.payments = [PlanningSamples.cashOnDelivery(100_00)]
    } cabinet: {
      $0.sender.type = .individual
    }
    #expect(plan.postPay == Kopiykas(100_00) && !plan.transfersPostPayToBankAccount)
  }
}
