// The decision table of refusals: for every code an order that has it, and the same order mended, which has
// nothing. A code that planning cannot find is listed with the place that does, so that a new code is not
// forgotten here.

import ShippingCore
import Testing

/// One row: what is broken, what has to be found, what mends it.
struct Refusal: Sendable, CustomTestStringConvertible {
  typealias Change = @Sendable (inout Order, inout CabinetPolicy) -> Void
  var code: ProblemCode
  var field: String
  var details: String?
  var breaking: Change
  var mending: Change
  /// What else cannot but be wrong in this order.
  var also: [ProblemCode]

  init(
    _ code: ProblemCode, _ field: String, details: String? = nil, also: [ProblemCode] = [],
    breaking: @escaping Change, mending: @escaping Change
  ) {
    self.code = code
    self.field = field
    self.details = details
    self.also = also
    self.breaking = breaking
    self.mending = mending
  }

  var testDescription: String { "\(code.rawValue) \(field)" }
}

@Suite struct PlanningProblemTests {
  private static let rows =
    addressRefusals + personRefusals + companyRefusals + parcelRefusals + claimRefusals + moneyRefusals

  @Test(arguments: rows)
  func aBrokenOrderIsRefusedAndAMendedOneIsPlanned(_ row: Refusal) {
    var order = PlanningSamples.order()
    var cabinet = PlanningSamples.cabinet()
    row.breaking(&order, &cabinet)
    let problems = Planning.make(order, cabinet: cabinet).problems
    #expect(problems.contains(Problem(row.code, field: row.field, details: row.details)), "\(problems)")
    #expect(Set(problems.map(\.code)) == Set(row.also + [row.code]))
    row.mending(&order, &cabinet)
    let mended = Planning.make(order, cabinet: cabinet)
    #expect(mended.plan != nil, "\(mended.problems)")
  }

  /// Found by the engine or told by Ukrposhta, never by planning.
  static let foundElsewhere: Set<ProblemCode> = [
    .siteUnknown, .carrierRefused, .tooLateToWithdraw, .typedTTNStays, .trackNumberInvalid, .orderUnreadable,
    .changedAfterShipment, .printedAlready,
  ]

  @Test func everyCodeHasARow() {
    let found = Set(Self.rows.map(\.code))
    #expect(found.isDisjoint(with: Self.foundElsewhere))
    #expect(found.union(Self.foundElsewhere) == Set(ProblemCode.allCases))
  }

  @Test func allProblemsComeAtOnceInCatalogueOrder() {
    let order = PlanningSamples.order {
      $0.payments = [PlanningSamples.cashOnDelivery(150_000_00)]
      $0.recipient = Order.Recipient(firstName: "О", phone: "12")
      $0.delivery.address = Order.Address(index: "1", countryISO: "PL")
      $0.set(.technology, .text("W2D"))
      $0.set(.sms, .text("може"))
      $0.set(.onFail, .text("BURN"))
      $0.delivery.data.packages = (1...6).map { PlanningSamples.package("\($0)", grams: nil, side: nil) }
    }
    let cabinet = PlanningSamples.cabinet {
      $0.sender.iban = nil
      $0.allowedPaymentTypes = ["card"]
    }
    let problems = Planning.make(order, cabinet: cabinet).problems
    #expect(
      problems.map(\.code) == [
        .postcodeInvalid, .cityMissing, .streetMissing, .buildingMissing, .nameMissing, .nameTooShort,
        .patronymicMissing, .phoneInvalid, .packageWeightMissing, .packageWeightMissing,
        .packageWeightMissing,
        .packageWeightMissing, .packageWeightMissing, .packageWeightMissing, .sidesMissing, .sidesMissing,
        .sidesMissing, .sidesMissing, .sidesMissing, .sidesMissing, .tooManyParcels, .codMoreThanDue,
        .codTooLarge, .codWithoutIBAN, .paymentTypeNotAllowed, .fieldValueUnknown, .fieldValueUnknown,
        .countryForeign,
      ])
    #expect(
      problems.filter { $0.code == .packageWeightMissing }.map(\.field)
        == (0..<6).map {
          "delivery.data.packages[\($0)].weight"
        })
    #expect(Set(problems).count == problems.count)
  }
}

private let addressRefusals: [Refusal] = [
  Refusal(.postcodeMissing, "delivery.address.index") { order, _ in
    order.delivery.address.index = " "
  } mending: { order, _ in
    order.delivery.address.index = "65000"
  },
  Refusal(.postcodeInvalid, "delivery.address.index") { order, _ in
    order.delivery.address.index = "1001"
  } mending: { order, _ in
    order.delivery.address.index = "01001"
  },
  Refusal(.postcodeInvalid, DeliveryField.postOffice.path) { order, _ in
    order.set(.postOffice, .text("відділення 3"))
  } mending: { order, _ in
    order.set(.postOffice, .text(""))
  },
  Refusal(.postcodeInvalid, "delivery.data.shipmentpointId") { order, _ in
    order.delivery.data.shipmentPointID = "main"
  } mending: { order, _ in
    order.delivery.data.shipmentPointID = "01001"
  },
  Refusal(.cityMissing, "delivery.address.city") { order, cabinet in
    cabinet.technology = .w2d
    order.delivery.address.city = nil
  } mending: { _, cabinet in
    cabinet.technology = .w2w
  },
  Refusal(.streetMissing, "delivery.address.street") { order, cabinet in
    cabinet.technology = .d2d
    order.delivery.address.street = ""
  } mending: { order, _ in
    order.delivery.address.street = "Хрещатик"
  },
  Refusal(.buildingMissing, "delivery.address.building") { order, _ in
    order.set(.technology, .text("W2D"))
    order.delivery.address.building = nil
  } mending: { order, _ in
    order.set(.technology, .text("W2W"))
  },
  Refusal(.addressTooLong, "delivery.address.building", details: "15") { order, cabinet in
    cabinet.technology = .w2d
    order.delivery.address.building = "22, корпус 4, секція Б"
  } mending: { order, _ in
    order.delivery.address.building = "22, корпус 4"
  },
  Refusal(.addressTooLong, "delivery.address.building", details: "15") { order, cabinet in
    cabinet.technology = .w2d
    order.delivery.address.housing = "4, секція Б"
  } mending: { order, _ in
    order.delivery.address.housing = "4Б"
  },
  Refusal(.pickUpAddressMissing, DeliveryField.technology.path) { order, cabinet in
    cabinet.senderAddress.houseNumber = nil
    order.set(.technology, .text("D2W"))
  } mending: { order, _ in
    order.set(.technology, .text("W2W"))
  },
  Refusal(.pickUpElsewhere, "shipmentStore", details: "main") { order, cabinet in
    cabinet.technology = .d2w
    order.shipmentStore = "main"
  } mending: { order, _ in
    order.shipmentStore = nil
  },
  // The administrator says where that store is.
  Refusal(.pickUpElsewhere, "shipmentStore", details: "main") { order, cabinet in
    cabinet.technology = .d2w
    order.shipmentStore = "main"
  } mending: { _, cabinet in
    cabinet.stores["main"]?.street = "Сагайдачного"
    cabinet.stores["main"]?.houseNumber = "1"
  },
  Refusal(.pickUpElsewhere, "shipmentStore", details: "04070") { order, cabinet in
    cabinet.technology = .d2d
    order.delivery.data.shipmentPointID = "04070"
  } mending: { order, cabinet in
    order.delivery.data.shipmentPointID = cabinet.senderAddress.postcode.text
  },
  Refusal(.countryForeign, "delivery.address.countryIso", details: "PL") { order, _ in
    order.delivery.address.countryISO = "PL"
  } mending: { order, _ in
    order.delivery.address.countryISO = ""
  },
  Refusal(.storeUnknown, "shipmentStore", details: "outlet") { order, _ in
    order.shipmentStore = "outlet"
  } mending: { _, cabinet in
    cabinet.stores["outlet"] = Postcode("61000").map { PostalAddress(postcode: $0) }
  },
]

private let personRefusals: [Refusal] = [
  Refusal(.nameMissing, "lastName") { order, _ in
    order.recipient.lastName = nil
  } mending: { order, _ in
    order.recipient.lastName = "Лі"
  },
  Refusal(.nameMissing, DeliveryField.recipientName.path) { order, _ in
    order.set(.recipientName, .text("Шевченко"))
  } mending: { order, _ in
    order.set(.recipientName, .text("Шевченко Олена"))
  },
  Refusal(.nameTooShort, "firstName") { order, _ in
    order.recipient.firstName = "О."
  } mending: { order, _ in
    order.recipient.firstName = "Ян"
  },
  Refusal(.nameTooLong, "lastName", details: "250") { order, _ in
    order.recipient.lastName = String(repeating: "щ", count: 251)
  } mending: { order, _ in
    order.recipient.lastName = String(repeating: "щ", count: 250)
  },
  Refusal(.nameHasDigits, "lastName") { order, _ in
    order.recipient.lastName = "Шевченко2"
  } mending: { order, _ in
    order.recipient.lastName = "О'Ніл-Шевченко"
  },
  Refusal(.nameHasDigits, "patronymic") { order, _ in
    order.recipient.patronymic = "0671234567"
  } mending: { order, _ in
    order.recipient.patronymic = "--"
  },
  Refusal(.patronymicMissing, "patronymic") { order, _ in
    order.recipient.patronymic = "-"
    order.payments = [PlanningSamples.cashOnDelivery(10_00)]
  } mending: { order, _ in
    order.payments = []
  },
  Refusal(.phoneMissing, "phone") { order, _ in
    order.recipient.phone = nil
  } mending: { order, _ in
    order.set(.recipientPhone, .text("80671234567"))
  },
  Refusal(.phoneInvalid, "phone") { order, _ in
    order.recipient.phone = "+48 22 123 45 67"
  } mending: { order, _ in
    order.recipient.phone = "+380 67 123 45 67"
  },
  Refusal(.phoneInvalid, DeliveryField.recipientPhone.path) { order, _ in
    order.set(.recipientPhone, .text("немає"))
  } mending: { order, _ in
    order.set(.recipientPhone, .text(""))
  },
]

private let companyRefusals: [Refusal] = [
  Refusal(.companyNameMissing, "contragent.legalName") { order, _ in
    order.contragent = .init(kind: .legalEntity, okpo: PlanningSamples.edrpou)
  } mending: { order, _ in
    order.contragent.name = "ТОВ Ромашка"
  },
  Refusal(.nameTooShort, "company.name") { order, _ in
    order.contragent = .init(kind: .legalEntity, isCorporate: true, name: "«Я»", okpo: PlanningSamples.edrpou)
  } mending: { order, _ in
    order.contragent.name = "Я1"
  },
  Refusal(.nameTooLong, "company.name", details: "60") { order, _ in
    order.contragent = .init(
      kind: .legalEntity, isCorporate: true, name: String(repeating: "щ", count: 61),
      shortName: String(repeating: "Щ", count: 61), okpo: PlanningSamples.edrpou)
  } mending: { order, _ in
    order.contragent.shortName = "ТОВ Щ"
  },
  Refusal(.companyCodeMissing, "company.contragent.OKPO") { order, _ in
    order.contragent = .init(kind: .legalEntity, isCorporate: true, name: "ТОВ Ромашка")
  } mending: { order, _ in
    order.contragent.inn = PlanningSamples.edrpou
  },
  Refusal(.companyCodeMissing, "contragent.INN") { order, _ in
    order.contragent = .init(kind: .entrepreneur, name: "ФОП Шевченко", inn: " ")
  } mending: { order, _ in
    order.contragent.inn = PlanningSamples.taxNumber
  },
  Refusal(.edrpouInvalid, "contragent.OKPO") { order, _ in
    order.contragent = .init(kind: .legalEntity, name: "ТОВ Ромашка", okpo: "21560046")
  } mending: { order, _ in
    order.contragent.okpo = PlanningSamples.edrpou
  },
  Refusal(.taxNumberInvalid, "contragent.INN") { order, _ in
    order.contragent = .init(kind: .entrepreneur, name: "ФОП Шевченко", inn: "1759013777")
  } mending: { order, _ in
    order.contragent.inn = PlanningSamples.taxNumber
  },
  Refusal(.contragentTypeMissing, "company.contragent.contragentType") { order, _ in
    order.contragent = .init(isCorporate: true, name: "ТОВ Ромашка", okpo: PlanningSamples.edrpou)
  } mending: { order, _ in
    order.contragent.kind = .legalEntity
  },
  Refusal(.corporateFromIndividual, "contragent.contragentType") { order, cabinet in
    cabinet.sender.type = .individual
    order.contragent = .init(kind: .legalEntity, name: "ТОВ Ромашка", okpo: PlanningSamples.edrpou)
  } mending: { _, cabinet in
    cabinet.sender.type = .entrepreneur
  },
  Refusal(.codToCompany, "payments") { order, _ in
    order.contragent = .init(kind: .entrepreneur, name: "ФОП Шевченко", inn: PlanningSamples.taxNumber)
    order.payments = [PlanningSamples.cashOnDelivery(10_00)]
  } mending: { order, _ in
    order.contragent = .init(kind: .individual)
  },
]

private let parcelRefusals: [Refusal] = [
  Refusal(.weightMissing, "weight") { order, _ in
    order.weight = nil
    order.items[0].weight = nil
  } mending: { _, cabinet in
    cabinet.parcel.weight = Grams(500)
  },
  Refusal(.packageWeightMissing, "delivery.data.packages[1].weight") { order, _ in
    order.delivery.data.packages = [
      PlanningSamples.package("1", grams: 1200), PlanningSamples.package("2", grams: 0),
    ]
  } mending: { order, _ in
    order.delivery.data.packages[1].weight = Grams(1)
  },
  Refusal(.weightTooLarge, "weight", details: "30") { order, _ in
    order.weight = Grams(30_001)
  } mending: { order, _ in
    order.weight = Grams(30_000)
  },
  Refusal(.orderTooHeavy, "weight", details: "30") { order, cabinet in
    cabinet.mode = .plain
    order.weight = Grams(30_001)
  } mending: { order, _ in
    order.weight = Grams(30_000)
  },
  Refusal(.orderTooHeavy, "weight", details: "30") { order, cabinet in
    cabinet.service = .document
    order.items[0].price = .zero
    order.weight = Grams(30_001)
  } mending: { order, _ in
    order.weight = Grams(30_000)
  },
  Refusal(.sidesNotCargo, "length") { order, cabinet in
    cabinet.service = .cargo
    order.dimensions = Dimensions(lengthMillimetres: 1190, widthMillimetres: 800, heightMillimetres: 600)
  } mending: { order, _ in
    order.dimensions?.lengthMillimetres = 1191
  },
  Refusal(.sidesNotCargo, "length") { order, cabinet in
    cabinet.service = .cargo
    order.dimensions = Dimensions(lengthMillimetres: 1200, widthMillimetres: 800, heightMillimetres: 490)
  } mending: { order, _ in
    order.dimensions?.heightMillimetres = 500
  },
  Refusal(.orderTooHeavy, "delivery.data.packages", details: "1000") { order, _ in
    order.delivery.data.packages = (1...34).map { PlanningSamples.package("\($0)", grams: 30_000) }
  } mending: { order, _ in
    order.delivery.data.packages.removeLast()
  },
  Refusal(.sidesMissing, "length") { order, _ in
    order.dimensions?.heightMillimetres = 0
  } mending: { order, _ in
    order.dimensions?.heightMillimetres = 1
  },
  Refusal(.tooManyParcels, "delivery.data.packages", details: "5") { order, _ in
    order.delivery.data.packages = (1...6).map { PlanningSamples.package("\($0)") }
    order.set(.technology, .text("D2W"))
  } mending: { order, _ in
    order.set(.technology, .text("W2W"))
  },
  Refusal(.tooManyParcels, "delivery.data.packages", details: "1") { order, _ in
    order.delivery.data.packages = (1...2).map { PlanningSamples.package("\($0)", side: 1200) }
    for index in order.delivery.data.packages.indices {
      order.delivery.data.packages[index].dimensions?.heightMillimetres = 100
    }
    order.delivery.data.tariff = "CARGO"
  } mending: { order, _ in
    order.delivery.data.packages.removeLast()
  },
  Refusal(.fieldValueUnknown, DeliveryField.technology.path, details: "W2W, W2D, D2W, D2D") { order, _ in
    order.set(.technology, .text("office"))
  } mending: { order, _ in
    order.set(.technology, .text("d2d"))
  },
  Refusal(.fieldValueUnknown, "delivery.data.tariff", details: "STANDARD, EXPRESS, DOCUMENT, CARGO") {
    order, _ in
    order.delivery.data.tariff = "FAST"
  } mending: { order, _ in
    order.delivery.data.tariff = nil
  },
  Refusal(.fieldValueUnknown, "delivery.data.payerType", details: "sender, receiver") { order, _ in
    order.delivery.data.payerType = "somebody"
  } mending: { order, _ in
    order.set(.payer, .text("sender"))
  },
  Refusal(.fieldValueUnknown, DeliveryField.fragile.path, details: "true, false") { order, _ in
    order.set(.fragile, .text("дуже"))
  } mending: { order, _ in
    order.set(.fragile, .text("ні"))
  },
]

private let claimRefusals: [Refusal] = [
  // Entered, and never given its amount (fixture orders-history-100-records.json, record 7120).
  Refusal(.codAmountMissing, "payments") { order, _ in
    order.payments = [PlanningSamples.cashOnDelivery(0)]
  } mending: { order, _ in
    order.payments[0].amount = Kopiykas(399_50)
  },
  Refusal(.codAmountMissing, "payments") { order, _ in
    order.payments = [
      Order.Payment(id: 1, type: "card", amount: Kopiykas(200_00), isPaid: true),
      PlanningSamples.cashOnDelivery(-50_00),
    ]
  } mending: { order, _ in
    order.payments[0].amount = Kopiykas(399_00)
  },
  // One left over from the site beside the manager's own.
  Refusal(.codMoreThanDue, "payments", details: "799") { order, _ in
    order.payments = [PlanningSamples.cashOnDelivery(399_50), PlanningSamples.cashOnDelivery(399_50)]
  } mending: { order, _ in
    order.payments.removeLast()
  },
  // Part of it was paid by card, and the payment on delivery never lowered.
  Refusal(.codMoreThanDue, "payments", details: "399.5") { order, _ in
    order.payments = [
      Order.Payment(id: 1, type: "card", amount: Kopiykas(100_00), isPaid: true),
      PlanningSamples.cashOnDelivery(399_50),
    ]
  } mending: { order, _ in
    order.payments[1].amount = Kopiykas(299_50)
  },
  // The goods are paid; the delivery, which the recipient pays at the office, was noted in the order.
  Refusal(.codMoreThanDue, "payments", details: "479.5") { order, _ in
    order.delivery.cost = Kopiykas(80_00)
    order.set(.payer, .text("receiver"))
    order.payments = [
      Order.Payment(id: 1, type: "card", amount: Kopiykas(399_50), isPaid: true),
      PlanningSamples.cashOnDelivery(479_50),
    ]
  } mending: { order, _ in
    order.payments.removeLast()
  },
  // The CRM knows of a discount that the prices do not show.
  Refusal(.codMoreThanDue, "payments", details: "399.5") { order, _ in
    order.totalSum = Kopiykas(350_00)
    order.payments = [PlanningSamples.cashOnDelivery(399_50)]
  } mending: { order, _ in
    order.totalSum = Kopiykas(398_50)
  },
]

private let moneyRefusals: [Refusal] = [
  Refusal(.codTooLarge, "payments", details: "100000") { order, _ in
    order.items[0].price = Kopiykas(60_000_00)
    order.payments = [PlanningSamples.cashOnDelivery(100_000_01)]
  } mending: { order, _ in
    order.payments[0].amount = Kopiykas(100_000_00)
  },
  Refusal(.codTooLarge, "payments", details: "50000") { order, cabinet in
    cabinet.sender.type = .individual
    order.items[0].price = Kopiykas(60_000_00)
    order.payments = [PlanningSamples.cashOnDelivery(50_000_01)]
  } mending: { order, _ in
    order.payments[0].amount = Kopiykas(50_000_00)
  },
  Refusal(.codWithoutIBAN, "payments") { order, cabinet in
    cabinet.sender.iban = nil
    order.payments = [PlanningSamples.cashOnDelivery(10_00)]
  } mending: { _, cabinet in
    cabinet.sender.iban = IBAN(PlanningSamples.iban)
  },
  Refusal(.codWithDocument, "payments") { order, cabinet in
    order.items[0].isCanceled = true
    cabinet.service = .document
    order.payments = [PlanningSamples.cashOnDelivery(10_00)]
  } mending: { order, _ in
    order.payments[0].isPaid = true
  },
  Refusal(.declaredTooLargeForDocument, "items", details: "300") { order, cabinet in
    cabinet.service = .document
    order.items[1].price = Kopiykas(1)
  } mending: { order, _ in
    order.items[1].price = .zero
  },
  Refusal(.declaredValueMissing, "items") { order, cabinet in
    cabinet.technology = .w2d
    order.items = []
  } mending: { _, cabinet in
    cabinet.service = .express
  },
  Refusal(.currencyForeign, "currency", details: "USD") { order, _ in
    order.currency = "USD"
    order.payments = [PlanningSamples.cashOnDelivery(100_00)]
  } mending: { order, _ in
    order.currency = "UAH"
  },
  Refusal(.currencyForeign, "currency", details: "EUR") { order, _ in
    order.currency = "EUR"
  } mending: { _, cabinet in
    // Nothing of the order's money is told to the post.
    cabinet.allowsZeroDeclaredValue = true
  },
  Refusal(.paymentTypeNotAllowed, "payments.type", details: "crypto") { order, cabinet in
    cabinet.allowedPaymentTypes = ["cod", "card"]
    order.payments = [Order.Payment(id: 1, type: "crypto", amount: Kopiykas(1), isPaid: true)]
  } mending: { order, _ in
    order.payments[0].type = "card"
  },
]
