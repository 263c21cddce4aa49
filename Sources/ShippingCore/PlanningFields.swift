// The module's own fields of an order: what a manager may set for one parcel besides what the order has
// anyway. Their codes are stored in every order of the shop: a code that was once registered is never
// renamed. In native mode they are members of `delivery.data.extraData`; in plain mode the CRM adapter puts
// the custom fields under the same codes.

public enum DeliveryField: String, Sendable, CaseIterable {
  /// «ФИО получателя»: last name, first name, patronymic in one text.
  case recipientName = "recipient-name"
  case recipientPhone = "recipient-phone"
  /// Postcode of the office that the customer chose.
  case postOffice = "post-office"
  case technology
  case service
  case payer
  case codFeePayer = "cod-fee-payer"
  case sms
  case description
  case onFail = "on-fail"
  case checkOnDelivery = "check-on-delivery"
  case fragile
  case documentBack = "document-back"
  case deliveryNotification = "delivery-notification"

  public enum Kind: Hashable, Sendable {
    case text
    case checkbox
    /// The values that the field may have; upper and lower case are the same.
    case choice([String])
  }

  public var kind: Kind {
    switch self {
    case .recipientName, .recipientPhone, .postOffice, .description: return .text
    case .sms, .checkOnDelivery, .fragile, .documentBack, .deliveryNotification: return .checkbox
    case .technology: return .choice(Technology.allCases.map(\.rawValue))
    case .service: return .choice(ShipmentType.allCases.map(\.rawValue))
    case .payer, .codFeePayer: return .choice([Payer.sender.rawValue, Payer.receiver.rawValue])
    case .onFail:
      return .choice([OnFailReceive.returnToSender.rawValue, OnFailReceive.processAsRefusal.rawValue])
    }
  }

  /// Where the API has the field.
  public var path: String { "delivery.data.extraData.\(rawValue)" }
}

extension Order {
  /// What is in a field, as text without blanks around; nil when the field is absent, empty or untouched.
  func text(_ field: DeliveryField) -> String? {
    guard let value = delivery.data.extraData[field.rawValue] else { return nil }
    // A CRM may show a number that nobody entered as 0, and a flag as false (fixture order-get.json).
    if field.kind != .checkbox, value == .number(0) || value == .flag(false) { return nil }
    return tidied(value.text)
  }
}

extension Planner {
  /// A choice field's value, or the fallback when nothing was chosen; a value outside the list is a problem.
  mutating func choice<Choice: RawRepresentable>(_ field: DeliveryField, else fallback: Choice) -> Choice
  where Choice.RawValue == String {
    choice(order.text(field), of: field, at: field.path, else: fallback)
  }

  /// The same for a value that stands elsewhere in the order, such as `delivery.data.tariff`.
  mutating func choice<Choice: RawRepresentable>(
    _ text: String?, of field: DeliveryField, at path: String, else fallback: Choice
  ) -> Choice where Choice.RawValue == String {
    guard let text, case .choice(let allowed) = field.kind else { return fallback }
    // A field of plain mode may be one to type in: what the card calls the value counts as the value.
    let typed = text.lowercased()
    if let match = allowed.first(where: { value in
      value.lowercased() == typed
        || Language.allCases.contains { DeliveryField.label(ofValue: value, in: $0).lowercased() == typed }
    }), let choice = Choice(rawValue: match) {
      return choice
    }
    findings.add(
      .fieldValueUnknown, field: path, details: allowed.joined(separator: DeliveryField.valueSeparator))
    return fallback
  }

  mutating func flag(_ field: DeliveryField, else fallback: Bool) -> Bool {
    guard order.text(field) != nil, let value = order.delivery.data.extraData[field.rawValue] else {
      return fallback
    }
    if let flag = value.flag { return flag }
    findings.add(
      .fieldValueUnknown, field: field.path,
      details: ["true", "false"].joined(separator: DeliveryField.valueSeparator))
    return fallback
  }
}
