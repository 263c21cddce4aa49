// One way for an order to have each problem of the catalogue, what the manager then reads, and how he mends it. The switch
// has no `default`: a code that nobody knows how to cause is a code that nobody has ever seen work.
internal import Sandbox
internal import ShippingCore

struct Defect {
  /// When the defect is there.
  enum Moment {
    /// From the beginning: nothing may be sent before it is mended.
    case entered
    /// After the parcel was made; the parcel stays one and the same.
    case made
  }

  /// What the card shows; nil when the daemon cannot know the card.
  var problem: Problem?
  var moment = Moment.entered
  var cabinet = 0
  /// Puts it into the order as it is entered.
  var enter: @Sendable (inout CRMOrderDraft) -> Void = { _ in }
  /// Puts it where it is when the parcel was made, or beside the order.
  var plant: @Sendable (Life) -> Void = { _ in }
  var mend: @Sendable (Life) -> Void
  /// A TTN that the manager typed, which is none of the daemon's making.
  var typedTTN: String?
  /// What the shop set for it to be one.
  var adjust: @Sendable (inout Policy) -> Void = { _ in }

  init(
    _ problem: Problem?, cabinet: Int = 0,
    enter: @escaping @Sendable (inout CRMOrderDraft) -> Void = { _ in },
    mend: @escaping @Sendable (Life) -> Void
  ) {
    self.problem = problem
    self.cabinet = cabinet
    self.enter = enter
    self.mend = mend
  }
}

extension Defect {
  static func of(_ code: ProblemCode) -> Defect {
    switch code {
    case .postcodeMissing, .postcodeInvalid, .cityMissing, .streetMissing, .buildingMissing, .addressTooLong,
      .countryForeign:
      return address(code)
    case .nameMissing, .nameTooShort, .nameTooLong, .nameHasDigits, .patronymicMissing, .phoneMissing,
      .phoneInvalid:
      return person(code)
    case .companyNameMissing, .companyCodeMissing, .edrpouInvalid, .taxNumberInvalid, .contragentTypeMissing,
      .corporateFromIndividual, .codToCompany:
      return company(code)
    case .weightMissing, .packageWeightMissing, .weightTooLarge, .orderTooHeavy: return weight(code)
    case .sidesMissing, .sidesNotCargo, .tooManyParcels, .storeUnknown, .fieldValueUnknown:
      return parcel(code)
    case .pickUpAddressMissing, .pickUpElsewhere: return pickUp(code)
    case .codAmountMissing, .codMoreThanDue: return claim(code)
    case .codTooLarge, .codWithoutIBAN, .codWithDocument, .declaredTooLargeForDocument, .declaredValueMissing,
      .paymentTypeNotAllowed, .currencyForeign:
      return money(code)
    case .siteUnknown, .carrierRefused, .tooLateToWithdraw, .typedTTNStays, .trackNumberInvalid,
      .trackNumberTaken, .cabinetUnknown, .orderUnreadable, .changedAfterShipment, .printedAlready:
      return beside(code)
    }
  }

  static let technology = DeliveryField.technology.rawValue
  static let service = DeliveryField.service.rawValue

  // MARK: address

  private static func address(_ code: ProblemCode) -> Defect {
    func part(
      _ name: String, details: String? = nil, toDoor: Bool = false,
      _ spoil: @escaping @Sendable (inout CRMOrderDraft.Address) -> Void
    ) -> Defect {
      Defect(Problem(code, field: "delivery.address.\(name)", details: details)) { draft in
        spoil(&draft.address)
        if toDoor { draft.data.extraData[technology] = "W2D" }
      } mend: {
        $0.world.crm.setAddress($0.id(0), Life.lviv, now: $0.now)
      }
    }
    switch code {
    case .postcodeMissing: return part("index") { $0.index = nil }
    case .postcodeInvalid: return part("index") { $0.index = "7900" }
    case .cityMissing: return part("city", toDoor: true) { $0.city = nil }
    case .streetMissing: return part("street", toDoor: true) { $0.street = nil }
    case .buildingMissing: return part("building", toDoor: true) { $0.building = nil }
    case .addressTooLong:
      return part("building", details: "15", toDoor: true) { $0.building = "5, корпус 2, вхід з двору" }
    default: return part("countryIso", details: "PL") { $0.countryIso = "PL" }
    }
  }

  // MARK: a person

  private static func person(_ code: ProblemCode) -> Defect {
    func part(
      _ name: String, details: String? = nil, _ spoil: @escaping @Sendable (inout CRMOrderDraft) -> Void
    ) -> Defect {
      Defect(Problem(code, field: name, details: details), enter: spoil) {
        $0.world.crm.setRecipient(
          $0.id(0), lastName: "Шевченко", firstName: "Оксана", patronymic: "Іванівна",
          phone: "+380671234567", now: $0.now)
      }
    }
    switch code {
    case .nameMissing: return part("firstName") { $0.firstName = nil }
    case .nameTooShort: return part("lastName") { $0.lastName = "Ш" }
    case .nameTooLong:
      return part("lastName", details: "250") { $0.lastName = String(repeating: "Шевченко", count: 32) }
    case .nameHasDigits: return part("lastName") { $0.lastName = "Шевченко 2" }
    case .patronymicMissing:
      return part("patronymic") { draft in
        draft.patronymic = nil
        draft.payments = [.onDelivery(25_000)]
      }
    case .phoneMissing: return part("phone") { $0.phone = nil }
    default: return part("phone") { $0.phone = "12345" }
    }
  }

  // MARK: a company or an entrepreneur

  private static func company(_ code: ProblemCode) -> Defect {
    let name = "ТОВ «Світанок»"
    let sound = CRMOrderDraft.Contragent(
      type: "legal-entity", legalName: name, okpo: CRMLoad.edrpou(from: 3_123_456))
    let person = CRMOrderDraft.Contragent(
      type: "enterpreneur", legalName: "ФОП Коваленко", inn: CRMLoad.taxNumber(from: 301_234_567))
    func customer(
      _ field: String, _ wrong: CRMOrderDraft.Customer, mended: CRMOrderDraft.Customer = .contragent(sound)
    ) -> Defect {
      Defect(Problem(code, field: field)) {
        $0.customer = wrong
      } mend: {
        $0.world.crm.setCustomer($0.id(0), mended, now: $0.now)
      }
    }
    var wrong = sound
    switch code {
    case .companyNameMissing:
      wrong.legalName = nil
      return customer("contragent.legalName", .contragent(wrong))
    case .companyCodeMissing:
      wrong.okpo = nil
      return customer("contragent.OKPO", .contragent(wrong))
    case .edrpouInvalid:
      wrong.okpo = "12345604"
      return customer("contragent.OKPO", .contragent(wrong))
    case .taxNumberInvalid:
      wrong = person
      wrong.inn = "1234567006"
      return customer("contragent.INN", .contragent(wrong), mended: .contragent(person))
    case .contragentTypeMissing:
      wrong.type = ""
      return customer(
        "company.contragent.contragentType", .corporate(company: name, contragent: wrong),
        mended: .corporate(company: name, contragent: sound))
    case .corporateFromIndividual:
      // The manager gives it to the company's contract.
      return Defect(Problem(code, field: "contragent.contragentType"), cabinet: 2) {
        $0.customer = .contragent(sound)
      } mend: {
        $0.world.crm.setDeliveryType($0.id(0), SimulatedShop.moduleCodes[0], now: $0.now)
      }
    default:
      return Defect(Problem(code, field: "payments")) { draft in
        draft.customer = .contragent(sound)
        draft.payments = [.onDelivery(25_000)]
      } mend: {
        $0.world.crm.payPayment($0.id(0), now: $0.now)
      }
    }
  }
}

extension CRMOrderDraft.Payment {
  /// Collected on delivery.
  static func onDelivery(_ kopiykas: Int64) -> Self {
    Self(type: "cash-on-delivery", amountKopiykas: kopiykas)
  }
}
