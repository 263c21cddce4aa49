// What Ukrposhta is told about an order with which nothing is wrong: the mapping table, row by row.

import ShippingCore
import Testing

@Suite struct PlanningMappingTests {
  private func plan(
    _ change: (inout Order) -> Void = { _ in }, cabinet: (inout CabinetPolicy) -> Void = { _ in }
  ) throws -> ShipmentPlan {
    let planning = Planning.make(PlanningSamples.order(change), cabinet: PlanningSamples.cabinet(cabinet))
    return try #require(planning.plan, "\(planning.problems.map(\.code.rawValue))")
  }

  @Test func aPlainOrderIsSentAsItStands() throws {
    let plan = try plan()
    #expect(
      plan
        == ShipmentPlan(
          cabinet: CabinetID("main"),
          recipient: PostalClient(
            type: .individual, firstName: "Олена", lastName: "Шевченко", middleName: "Іванівна",
            phone: try #require(Phone("+380671234567"))),
          recipientAddress: PostalAddress(
            postcode: try #require(Postcode("01001")), region: "Київська", city: "Київ", street: "Хрещатик",
            houseNumber: "22", apartmentNumber: "7"),
          type: .standard, technology: .w2w,
          parcels: [
            ShipmentPlan.Parcel(
              weight: Grams(1200), lengthCentimetres: 31, widthCentimetres: 20, heightCentimetres: 10,
              declaredPrice: Kopiykas(399_50))
          ],
          isPostPayFeePaidByRecipient: true, dropOffPostcode: Postcode("03150"),
          description: "Чашка x2, Тарілка"))
  }

  @Test func fieldsOfTheOrderBeatTheCabinetsDefaults() throws {
    let plan = try plan {
      $0.set(.technology, .text("w2d"))
      $0.set(.service, .text("EXPRESS"))
      $0.set(.payer, .text("receiver"))
      $0.set(.codFeePayer, .text("sender"))
      $0.set(.sms, .flag(true))
      $0.set(.onFail, .list(["PROCESS_AS_REFUSAL"]))
      $0.set(.checkOnDelivery, .text("так"))
      $0.set(.fragile, .number(1))
      $0.set(.documentBack, .text("1"))
      $0.set(.deliveryNotification, .flag(true))
      $0.set(.description, .text("  Посуд  в\nкоробці "))
    }
    #expect(plan.technology == .w2d && plan.type == .express && plan.onFail == .processAsRefusal)
    #expect(plan.isPaidByRecipient && !plan.isPostPayFeePaidByRecipient && plan.sms)
    #expect(plan.checkOnDelivery && plan.fragile && plan.documentBack && plan.withDeliveryNotification)
    #expect(plan.description == "Посуд в коробці")
  }

  @Test func anEmptyFieldLeavesTheDefault() throws {
    let plan = try plan {
      $0.set(.sms, .text(""))
      $0.set(.technology, .text("  "))
      $0.set(.onFail, .list([]))
    } cabinet: {
      $0.sms = true
      $0.technology = .d2d
      $0.onFail = .processAsRefusal
    }
    #expect(plan.sms && plan.technology == .d2d && plan.onFail == .processAsRefusal)
  }

  @Test func tariffAndPayerTypeOfTheDeliveryCount() throws {
    let plan = try plan {
      $0.delivery.data.tariff = "express"
      $0.delivery.data.payerType = "receiver"
      $0.set(.service, .text("STANDARD"))
    }
    #expect(plan.type == .express && plan.isPaidByRecipient)
    #expect(
      try self.plan {
        $0.set(.payer, .text("sender"))
        $0.delivery.data.payerType = "receiver"
      }
      .isPaidByRecipient == false)
  }

  // MARK: recipient

  @Test(
    arguments: [
      ("Шевченко Олена Іванівна", nil, nil), (nil, "  Шевченко  Олена Іванівна ", nil),
      ("Шевченко Олена", nil, "Іванівна"), (nil, "Шевченко\u{00A0}Олена", "Іванівна"),
    ] as [(String?, String?, String?)])
  func aNameInOneMemberIsSplit(_ last: String?, _ first: String?, _ patronymic: String?) throws {
    let recipient = try plan {
      $0.recipient.lastName = last
      $0.recipient.firstName = first
      $0.recipient.patronymic = patronymic
    }.recipient
    #expect(recipient.lastName == "Шевченко" && recipient.firstName == "Олена")
    #expect(recipient.middleName == "Іванівна")
  }

  @Test func theFieldsOfTheRecipientBeatTheOrder() throws {
    let recipient = try plan {
      $0.set(.recipientName, .text("Коваль-Бойко Дар\u{2019}я"))
      $0.set(.recipientPhone, .text("+38 (050) 000-11-22"))
    }.recipient
    #expect(recipient.lastName == "Коваль-Бойко" && recipient.firstName == "Дар'я")
    #expect(recipient.middleName == nil)
    #expect(recipient.phone.text == "+380500001122")
  }

  @Test func aDashIsNoPatronymic() throws {
    #expect(try plan { $0.recipient.patronymic = "-" }.recipient.middleName == nil)
  }

  @Test func aCompanyIsSentByNameAndCode() throws {
    let recipient = try plan {
      $0.contragent = .init(
        kind: .legalEntity, isCorporate: true, name: "ТОВ  «Ромашка»", okpo: nil, inn: PlanningSamples.edrpou)
    }.recipient
    #expect(recipient.type == .company && recipient.name == "ТОВ «Ромашка»")
    #expect(recipient.edrpou == PlanningSamples.edrpou && recipient.tin == nil)
    #expect(recipient.firstName == nil && recipient.lastName == nil)
  }

  @Test func anEntrepreneurIsSentByBothNames() throws {
    let recipient = try plan {
      $0.contragent = .init(
        kind: .entrepreneur, name: "ФОП Шевченко О. І.", okpo: PlanningSamples.taxNumber, inn: "немає")
    }.recipient
    #expect(recipient.type == .entrepreneur && recipient.name == "ФОП Шевченко О. І.")
    #expect(recipient.tin == PlanningSamples.taxNumber && recipient.lastName == "Шевченко")
  }

  @Test func anEntrepreneurNeedsNoPersonInTheOrder() throws {
    let recipient = try plan {
      $0.recipient.lastName = "Склад 5"
      $0.recipient.firstName = nil
      $0.contragent = .init(kind: .entrepreneur, name: "ФОП Шевченко", inn: PlanningSamples.taxNumber)
    }.recipient
    #expect(recipient.lastName == nil && recipient.firstName == nil)
  }

  @Test func aCorporateCustomerMayBeAPerson() throws {
    #expect(
      try plan { $0.contragent = .init(kind: .individual, isCorporate: true) }.recipient.type == .individual)
  }

  // MARK: address

  @Test func aChosenOfficeIsThePostcodeAndNothingElse() throws {
    let change: (inout Order) -> Void = { $0.set(.postOffice, .text("79000")) }
    #expect(try plan(change).recipientAddress == PostalAddress(postcode: try #require(Postcode("79000"))))
    #expect(try plan(change, cabinet: { $0.technology = .w2d }).recipientAddress.postcode.text == "01001")
  }

  @Test func anIndexKeptAsANumberGetsItsZeroBack() throws {
    #expect(try plan { $0.set(.postOffice, .number(1001)) }.recipientAddress.postcode.text == "01001")
  }

  @Test func toAnOfficeAPostcodeIsEnough() throws {
    let plan = try plan {
      $0.delivery.address = Order.Address(index: " 01001 ", building: String(repeating: "1", count: 16))
    }
    #expect(plan.recipientAddress == PostalAddress(postcode: try #require(Postcode("01001"))))
  }

  @Test func theShipmentPointBeatsTheStoreBeatsTheSender() throws {
    #expect(try plan { $0.shipmentStore = "main" }.dropOffPostcode?.text == "04070")
    let point = try plan {
      $0.shipmentStore = "main"
      $0.delivery.data.shipmentPointID = "02000"
    }
    #expect(point.dropOffPostcode?.text == "02000")
    let withoutStores = try plan({ $0.shipmentStore = "else" }, cabinet: { $0.stores = [:] })
    #expect(withoutStores.dropOffPostcode?.text == "03150")
  }

  // MARK: description

  @Test func theTemplateIsFilledOnce() throws {
    let plan = try plan {
      $0.items[0].name = "{number} {"
      $0.items[1].isCanceled = true
    } cabinet: {
      $0.description = "№{number}/{externalId}: {items} {other}"
    }
    #expect(plan.description == "№1234C/A-77: {number} { x2 {other}")
  }

  @Test func theDescriptionIsCutBetweenCharacters() throws {
    let stack = "e" + String(repeating: "\u{301}", count: 9)
    let long = try plan { $0.set(.description, .text(String(repeating: "ї", count: 39) + "e\u{301}x")) }
    #expect(long.description == String(repeating: "ї", count: 39) + "é")
    let wide = try plan { $0.set(.description, .text(String(repeating: stack, count: 41))) }.description
    #expect(!wide.isEmpty && wide.utf16.count <= ShippingLimits.descriptionUnits)
    #expect(Set(wide) == [Character(stack)])
  }
}
