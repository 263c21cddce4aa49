// What `register` cannot mend through the API, as sentences that say what a person has to do and where. The
// stable code is for programs; the text is in the shop's language, because whoever sets up the CRM reads
// it, not only the operator.

/// Payment types that a person is asked to tick at a delivery type.
public struct AskedPaymentTypes: Hashable, Sendable, ExpressibleByArrayLiteral {
  /// Codes that the configuration names.
  public var named: [String]
  /// All that the shop accepts, those named among them.
  public var isAll: Bool

  public init(named: [String], isAll: Bool) {
    self.named = named
    self.isAll = isAll
  }

  public init(arrayLiteral named: String...) { self.init(named: named, isAll: false) }

  func text(in language: Language) -> String {
    let codes = named.joined(separator: ", ")
    if !isAll { return named.isEmpty ? "–" : codes }
    if named.isEmpty { return Wording.allAccepted.template(in: language) }
    return filled(Wording.allAcceptedWith.template(in: language)) { $0 == "codes" ? codes : nil }
  }
}

public enum RegistrationAdvice: Hashable, Sendable {
  /// A right that the API key lacks.
  case rightMissing(String)
  case paymentTypeMissing(String)
  case paymentTypeNotAllowed(paymentType: String, deliveryType: String)
  /// No payment type at all goes with the delivery type.
  case paymentTypesUnticked(String)
  /// A site that is served and that the delivery type is not for.
  case siteNotAllowed(site: String, deliveryType: String)
  case storeMissing(String)
  /// Somebody put a point into the module's settings for a store that the configuration does not name.
  case shipmentPointUnknown(cabinet: CabinetID, store: String, point: String)
  case statusMissing(String)
  /// An ordinary delivery type has to be made by hand.
  case deliveryTypeMissing(code: String, paymentTypes: AskedPaymentTypes)
  /// The delivery type of a module that the CRM does not make by itself.
  case moduleTypeMissing(code: String, module: String, paymentTypes: AskedPaymentTypes)
  /// The CRM has the module's delivery type under another code than the configuration.
  case deliveryTypeDiffers(cabinet: CabinetID, crm: String, configured: String)
  /// There is a delivery type of that code, and it is not the module's.
  case deliveryTypeNotLinked(cabinet: CabinetID, code: String, module: String)
  /// In plain mode: the delivery type belongs to somebody's module.
  case deliveryTypeTaken(code: String, module: String)
  case deliveryTypeInactive(String)
  case moduleFrozen(String)
  /// The code is that of a module of the CRM's vendor.
  case moduleForeign(String)
  /// The code is that of a module by which the CRM calls another program.
  case moduleOfCaller(cabinet: CabinetID, module: String, host: String)
  /// The code is that of a module that has nothing of ours in it.
  case moduleOfStranger(cabinet: CabinetID, module: String)
  case moduleFamily(module: String, family: String)
  case logoMissing(CabinetID)
  /// The CRM takes no module that cannot be called back.
  case callbacksRequired(CabinetID)
  case fieldType(code: String, crm: String, wanted: String)
  /// Two fields of one cabinet have the same code.
  case fieldClash(String)
  /// The CRM said yes, and does not show it.
  case notTaken

  /// Stable, for programs.
  public var code: String {
    switch self {
    case .rightMissing: "right-missing"
    case .paymentTypeMissing: "payment-type-missing"
    case .paymentTypeNotAllowed: "payment-type-not-allowed"
    case .paymentTypesUnticked: "payment-types-unticked"
    case .siteNotAllowed: "site-not-allowed"
    case .storeMissing: "store-missing"
    case .shipmentPointUnknown: "shipment-point-of-unknown-store"
    case .statusMissing: "status-missing"
    case .deliveryTypeMissing: "delivery-type-missing"
    case .moduleTypeMissing: "module-delivery-type-missing"
    case .deliveryTypeDiffers: "delivery-type-differs"
    case .deliveryTypeNotLinked: "delivery-type-not-linked"
    case .deliveryTypeTaken: "delivery-type-taken"
    case .deliveryTypeInactive: "delivery-type-inactive"
    case .moduleFrozen: "module-frozen"
    case .moduleForeign: "module-foreign"
    case .moduleOfCaller: "module-of-another-program"
    case .moduleOfStranger: "module-not-ours"
    case .moduleFamily: "module-family"
    case .logoMissing: "logo-missing"
    case .callbacksRequired: "callbacks-required"
    case .fieldType: "field-type"
    case .fieldClash: "field-clash"
    case .notTaken: "not-taken"
    }
  }

  /// One sentence, or steps, one a line.
  public func text(in language: Language) -> String {
    let values = values(in: language)
    return filled(wording.template(in: language)) { values[String($0)] }
  }

  private func values(in language: Language) -> [String: String] {
    switch self {
    case .rightMissing(let code), .paymentTypeMissing(let code), .storeMissing(let code),
      .statusMissing(let code), .deliveryTypeInactive(let code), .moduleFrozen(let code),
      .moduleForeign(let code), .fieldClash(let code):
      ["code": code]
    case .paymentTypeNotAllowed(let payment, let type): ["code": payment, "type": type]
    case .paymentTypesUnticked(let type): ["type": type]
    case .siteNotAllowed(let site, let type): ["site": site, "type": type]
    case .shipmentPointUnknown(let cabinet, let store, let point):
      ["cabinet": cabinet.rawValue, "store": store, "point": point]
    case .deliveryTypeMissing(let code, let payments):
      ["code": code, "payments": payments.text(in: language)]
    case .moduleTypeMissing(let code, let module, let payments):
      ["code": code, "module": module, "payments": payments.text(in: language)]
    case .deliveryTypeDiffers(let cabinet, let crm, let configured):
      ["cabinet": cabinet.rawValue, "crm": crm, "configured": configured]
    case .deliveryTypeNotLinked(let cabinet, let code, let module):
      ["cabinet": cabinet.rawValue, "code": code, "module": module]
    case .deliveryTypeTaken(let code, let module): ["code": code, "module": module]
    case .moduleOfCaller(let cabinet, let module, let host):
      ["cabinet": cabinet.rawValue, "module": module, "host": host]
    case .moduleOfStranger(let cabinet, let module): ["cabinet": cabinet.rawValue, "module": module]
    case .moduleFamily(let module, let family): ["module": module, "family": family]
    case .logoMissing(let cabinet), .callbacksRequired(let cabinet): ["cabinet": cabinet.rawValue]
    case .fieldType(let code, let crm, let wanted): ["code": code, "crm": crm, "wanted": wanted]
    case .notTaken: [:]
    }
  }
}
