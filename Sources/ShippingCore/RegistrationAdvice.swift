// What `register` cannot mend through the API, as sentences that say what a person has to do and where. The
// stable code is for programs; the text is in the shop's language, because whoever sets up the CRM reads
// it, not only the operator.

public enum RegistrationAdvice: Hashable, Sendable {
  /// A right that the API key lacks.
  case rightMissing(String)
  case paymentTypeMissing(String)
  case paymentTypeNotAllowed(paymentType: String, deliveryType: String)
  case storeMissing(String)
  case statusMissing(String)
  /// An ordinary delivery type has to be made by hand.
  case deliveryTypeMissing(code: String, paymentTypes: [String])
  /// The delivery type of a module that the CRM does not make by itself.
  case moduleTypeMissing(code: String, module: String, paymentTypes: [String])
  /// The CRM has the module's delivery type under another code than the configuration.
  case deliveryTypeDiffers(cabinet: CabinetID, crm: String, configured: String)
  /// In plain mode: the delivery type belongs to somebody's module.
  case deliveryTypeTaken(code: String, module: String)
  case deliveryTypeInactive(String)
  case moduleFrozen(String)
  /// The code is that of a module of the CRM's vendor.
  case moduleForeign(String)
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
    case .storeMissing: "store-missing"
    case .statusMissing: "status-missing"
    case .deliveryTypeMissing: "delivery-type-missing"
    case .moduleTypeMissing: "module-delivery-type-missing"
    case .deliveryTypeDiffers: "delivery-type-differs"
    case .deliveryTypeTaken: "delivery-type-taken"
    case .deliveryTypeInactive: "delivery-type-inactive"
    case .moduleFrozen: "module-frozen"
    case .moduleForeign: "module-foreign"
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
    let values = self.values
    return filled(wording.template(in: language)) { values[String($0)] }
  }

  private var values: [String: String] {
    switch self {
    case .rightMissing(let code), .paymentTypeMissing(let code), .storeMissing(let code),
      .statusMissing(let code), .deliveryTypeInactive(let code), .moduleFrozen(let code),
      .moduleForeign(let code), .fieldClash(let code):
      ["code": code]
    case .paymentTypeNotAllowed(let payment, let type): ["code": payment, "type": type]
    case .deliveryTypeMissing(let code, let payments):
      ["code": code, "payments": payments.isEmpty ? "–" : payments.joined(separator: ", ")]
    case .moduleTypeMissing(let code, let module, let payments):
      [
        "code": code, "module": module,
        "payments": payments.isEmpty ? "–" : payments.joined(separator: ", "),
      ]
    case .deliveryTypeDiffers(let cabinet, let crm, let configured):
      ["cabinet": cabinet.rawValue, "crm": crm, "configured": configured]
    case .deliveryTypeTaken(let code, let module): ["code": code, "module": module]
    case .moduleFamily(let module, let family): ["module": module, "family": family]
    case .logoMissing(let cabinet), .callbacksRequired(let cabinet): ["cabinet": cabinet.rawValue]
    case .fieldType(let code, let crm, let wanted): ["code": code, "crm": crm, "wanted": wanted]
    case .notTaken: [:]
    }
  }
}
