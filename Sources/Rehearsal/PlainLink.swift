// What a shop has in the CRM for a cabinet in plain mode: an ordinary delivery type with its payment types, and a custom
// field of the order for everything that a module would have a place for. The first is made by a person, the others by
// `register --apply`: an account where that is still to be done has the delivery type alone.
internal import Sandbox
internal import ShippingCore

extension CRMService.Configuration {
  mutating func link(plain deliveryType: String, withFields: Bool) {
    deliveryTypes.append(
      DeliveryType(
        code: deliveryType, name: "Укрпошта без модуля",
        payments: [
          DeliveryPayment("cash-on-delivery", cod: true), DeliveryPayment("bank-card", cod: false),
          DeliveryPayment("bank-transfer", cod: false),
        ]))
    guard withFields else { return }
    let codes = CustomFieldCodes()
    for field in CardField.allCases {
      customFields.append(
        CustomField(code: codes.code(field), name: field.rawValue, type: Self.type(of: field)))
    }
    for field in DeliveryField.allCases {
      customFields.append(
        CustomField(
          code: codes.code(field), name: field.label(in: .uk),
          type: field.kind == .checkbox ? "boolean" : "string"))
    }
  }

  private static func type(of field: CardField) -> String {
    switch field {
    case .doNotSync: "boolean"
    case .trackNumber, .status: "string"
    case .error, .notice: "text"
    case .cost: "numeric"
    }
  }
}
