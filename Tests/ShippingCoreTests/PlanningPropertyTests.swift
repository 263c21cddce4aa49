// Orders at random, most of them nonsense: planning must answer every one of them, the same each time, with
// a plan that keeps the limits or with problems that can be told to a person. The seed is in the test's
// name.

import ShippingCore
import Testing

@Suite struct PlanningPropertyTests {
  /// Pairs that would contradict each other in one order.
  static let impossiblePairs: [(ProblemCode, ProblemCode)] = [
    (.codToCompany, .patronymicMissing), (.edrpouInvalid, .taxNumberInvalid),
    (.edrpouInvalid, .companyCodeMissing),
    (.taxNumberInvalid, .companyCodeMissing), (.phoneMissing, .phoneInvalid),
    (.contragentTypeMissing, .edrpouInvalid), (.contragentTypeMissing, .taxNumberInvalid),
    (.declaredValueMissing, .declaredTooLargeForDocument), (.declaredValueMissing, .codToCompany),
    (.declaredValueMissing, .codWithDocument), (.corporateFromIndividual, .codWithoutIBAN),
    (.corporateFromIndividual, .nameMissing), (.companyNameMissing, .patronymicMissing),
  ]

  @Test(arguments: UInt64(1)...40)
  func everyOrderIsPlannedOrRefused(seed: UInt64) throws {
    var numbers = SeededNumbers(seed: seed)
    for _ in 0..<200 {
      let order = RandomOrders.order(&numbers)
      let cabinet = RandomOrders.cabinet(&numbers)
      let planning = Planning.make(order, cabinet: cabinet)
      #expect(planning == Planning.make(order, cabinet: cabinet))
      switch planning {
      case .plan(let plan): expectSound(plan, cabinet)
      case .problems(let problems): expectTellable(problems)
      }
    }
  }

  @Test func theRandomOrdersReachPlansAndRefusals() {
    var numbers = SeededNumbers(seed: 5)
    var plans = 0
    var codes: Set<ProblemCode> = []
    for _ in 0..<4000 {
      switch Planning.make(RandomOrders.order(&numbers), cabinet: RandomOrders.cabinet(&numbers)) {
      case .plan: plans += 1
      case .problems(let problems): codes.formUnion(problems.map(\.code))
      }
    }
    #expect(plans > 40)
    #expect(codes.count > 25)
  }

  private func expectSound(_ plan: ShipmentPlan, _ cabinet: CabinetPolicy) {
    let declared = plan.parcels.reduce(Kopiykas.zero) { $0 + $1.declaredPrice }
    #expect(!plan.parcels.isEmpty && plan.parcels.count <= ShippingLimits.parcels)
    #expect(plan.parcels.allSatisfy { $0.weight.amount > 0 && $0.weight <= ShippingLimits.parcelWeight })
    #expect(
      plan.parcels.allSatisfy {
        $0.lengthCentimetres >= $0.widthCentimetres && $0.widthCentimetres >= $0.heightCentimetres
          && $0.heightCentimetres > 0
      })
    #expect(declared >= plan.postPay && plan.postPay >= .zero)
    #expect(plan.description.count <= ShippingLimits.descriptionCharacters)
    #expect(
      plan.transfersPostPayToBankAccount == (plan.postPay > .zero && cabinet.sender.type != .individual))
    if plan.postPay > .zero {
      #expect(plan.recipient.type == .individual && plan.recipient.middleName != nil)
    }
    if plan.technology.isToDoor { #expect(plan.recipientAddress.houseNumber != nil) }
    if plan.type == .document { #expect(declared <= ShippingLimits.documentDeclaredValue) }
  }

  private func expectTellable(_ problems: [Problem]) {
    #expect(!problems.isEmpty && Set(problems).count == problems.count)
    let codes = Set(problems.map(\.code))
    let places = problems.compactMap { ProblemCode.allCases.firstIndex(of: $0.code) }
    #expect(places == places.sorted())
    #expect(problems.allSatisfy { $0.field != nil })
    for (one, other) in Self.impossiblePairs { #expect(!(codes.contains(one) && codes.contains(other))) }
    for language in Language.allCases {
      #expect(ProblemTexts.combined(problems, in: language).utf16.count <= ProblemTexts.combinedLimit)
    }
  }
}

/// Orders of which each member is sound, odd or missing by turns.
enum RandomOrders {
  private static let texts: [String?] = [
    nil, "", " ", "-", "01001", "0100", "Київ", "Шевченко Олена", "12", "\u{200B}", "{items}", "e\u{301}",
    "👨‍👩‍👧‍👦", "\u{0}",
    "067 123 45 67", "+380671234567", "21560045", "1759013776", "W2D", "DOCUMENT", "receiver", "true", "[",
    "]{",
    String(repeating: "ж", count: 300),
  ]
  private static let amounts: [Int64] = [
    .min, -1, 0, 1, 99, 500, 30_000, 30_001, 50_000_01, 100_000_01, 1 << 53, .max,
  ]
  private static let quantities: [Double] = [0, 1, 2, 0.5, 1.1, -3, 1e300, .infinity, .nan, 3]

  static func order(_ numbers: inout SeededNumbers) -> Order {
    var order = PlanningSamples.order()
    for _ in 0..<Int.random(in: 0...6, using: &numbers) { change(&order, &numbers) }
    return order
  }

  static func cabinet(_ numbers: inout SeededNumbers) -> CabinetPolicy {
    var cabinet = PlanningSamples.cabinet()
    if chance(3, &numbers) { cabinet.sender.type = pick([.individual, .entrepreneur, .company], &numbers) }
    if chance(6, &numbers) { cabinet.sender.iban = nil }
    if chance(3, &numbers) { cabinet.technology = pick(Technology.allCases, &numbers) }
    if chance(3, &numbers) { cabinet.service = pick(ShipmentType.allCases, &numbers) }
    if chance(2, &numbers) { cabinet.allowsZeroDeclaredValue = true }
    if chance(4, &numbers) { cabinet.allowedPaymentTypes = ["cod"] }
    if chance(3, &numbers) { cabinet.description = text(&numbers) ?? "" }
    if chance(4, &numbers) { cabinet.parcel.weight = Grams(amount(&numbers)) }
    return cabinet
  }

  private static func change(_ order: inout Order, _ numbers: inout SeededNumbers) {
    switch Int.random(in: 0..<20, using: &numbers) {
    case 0: order.recipient.lastName = text(&numbers)
    case 1: order.recipient.firstName = text(&numbers)
    case 2: order.recipient.patronymic = text(&numbers)
    case 3: order.recipient.phone = text(&numbers)
    case 4: order.delivery.address.index = text(&numbers)
    case 5: order.delivery.address.countryISO = text(&numbers)
    case 6: order.delivery.address.city = text(&numbers)
    case 7: order.delivery.address.street = text(&numbers)
    case 8: order.delivery.address.building = text(&numbers)
    case 9: order.weight = chance(3, &numbers) ? nil : Grams(amount(&numbers))
    case 10: order.dimensions = dimensions(&numbers)
    case 11: order.shipmentStore = pick([nil, "main", "other"], &numbers)
    case 12: order.delivery.data.shipmentPointID = text(&numbers)
    case 13, 14:
      order.delivery.data.extraData[pick(DeliveryField.allCases, &numbers).rawValue] = value(&numbers)
    case 15: order.contragent = contragent(&numbers)
    case 16:
      order.delivery.data.packages = (0..<Int.random(in: 0...8, using: &numbers)).map {
        Order.Package(
          packageID: "\($0)", weight: Grams(pick([500, 700, amount(&numbers)], &numbers)),
          dimensions: dimensions(&numbers))
      }
    case 17: order.items = (0..<3).map { _ in item(&numbers) }
    case 18:
      order.delivery.data.itemDeclaredValues = [.init(itemID: 1, value: Kopiykas(amount(&numbers)))]
    default:
      order.payments = (0..<3).map { id in
        Order.Payment(
          id: id, type: pick(["cod", "card"], &numbers), amount: Kopiykas(amount(&numbers)),
          isPaid: chance(2, &numbers))
      }
    }
  }

  private static func item(_ numbers: inout SeededNumbers) -> Order.Item {
    Order.Item(
      id: Int64.random(in: 0...3, using: &numbers), name: text(&numbers) ?? "",
      quantity: pick(quantities, &numbers), price: Kopiykas(amount(&numbers)),
      weight: chance(3, &numbers) ? nil : Grams(amount(&numbers)), isCanceled: chance(4, &numbers))
  }

  private static func contragent(_ numbers: inout SeededNumbers) -> Order.Contragent {
    Order.Contragent(
      kind: pick([nil, .individual, .legalEntity, .entrepreneur], &numbers), isCorporate: chance(2, &numbers),
      name: text(&numbers), okpo: text(&numbers), inn: text(&numbers))
  }

  private static func dimensions(_ numbers: inout SeededNumbers) -> Dimensions? {
    guard !chance(4, &numbers) else { return nil }
    guard chance(3, &numbers) else {
      return Dimensions(lengthMillimetres: 300, widthMillimetres: 5, heightMillimetres: 401)
    }
    return Dimensions(
      lengthMillimetres: amount(&numbers), widthMillimetres: amount(&numbers),
      heightMillimetres: amount(&numbers))
  }

  private static func value(_ numbers: inout SeededNumbers) -> FieldValue {
    switch Int.random(in: 0..<4, using: &numbers) {
    case 0: return .number(pick(quantities, &numbers))
    case 1: return .flag(chance(2, &numbers))
    case 2: return .list([text(&numbers) ?? ""])
    default: return .text(text(&numbers) ?? "")
    }
  }

  private static func text(_ numbers: inout SeededNumbers) -> String? { pick(texts, &numbers) }
  private static func amount(_ numbers: inout SeededNumbers) -> Int64 { pick(amounts, &numbers) }
  private static func chance(_ one: Int, _ numbers: inout SeededNumbers) -> Bool {
    Int.random(in: 0..<one, using: &numbers) == 0
  }
  private static func pick<Element>(_ elements: [Element], _ numbers: inout SeededNumbers) -> Element {
    elements[Int.random(in: 0..<elements.count, using: &numbers)]
  }
}
