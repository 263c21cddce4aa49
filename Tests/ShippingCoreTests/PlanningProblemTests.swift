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
    .changedAfterShipment, .printedAlready, .trackNumberTaken, .cabinetUnknown,
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
