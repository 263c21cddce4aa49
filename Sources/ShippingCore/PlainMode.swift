// Plain mode: an ordinary delivery type, and custom fields of the order in place of `delivery.data`. An order is turned
// into the shape of native mode as soon as it is read, so that nothing after it has to know the mode; only what is
// written, and what a text says about where to mend, goes back to the custom fields.
//
// What a newcomer gets wrong: `delivery.data` of an ordinary delivery type is somebody else's bag (a courier's name and
// phone), and the CRM drops what is written there without a word.

extension Order {
  /// The order as decisions read it. One of a native cabinet, or of none, comes back as it is.
  public func projected(for policy: Policy) -> Order {
    guard let cabinet = policy.cabinet(deliveryType: delivery.typeCode), cabinet.mode == .plain else {
      return self
    }
    return projected(codes: cabinet.customFields, isLockedByDefault: cabinet.isLockedByDefault)
  }

  private func projected(codes: CustomFieldCodes, isLockedByDefault: Bool) -> Order {
    var order = self
    func value(_ code: String) -> FieldValue? {
      // An emptied field is an absent one.
      customFields[code].flatMap { tidied($0.text) == nil ? nil : $0 }
    }
    order.delivery.data.isLocked = value(codes.code(.doNotSync))?.flag ?? isLockedByDefault
    order.delivery.data.externalID = nil
    order.delivery.data.extraData = [:]
    for field in DeliveryField.allCases {
      order.delivery.data.extraData[field.rawValue] = value(codes.code(field))
    }
    if let typed = value(codes.code(.trackNumber))?.text { order.delivery.data.trackNumber = typed }
    return order
  }
}

extension Problem {
  /// The problem with the path of the member that a manager of this cabinet's orders really has before him:
  /// `customFields.CODE` in plain mode.
  func located(in cabinet: CabinetPolicy?) -> Problem {
    guard let cabinet, cabinet.mode == .plain, let field else { return self }
    let codes = cabinet.customFields
    let code: String
    switch field {
    case "delivery.data.trackNumber": code = codes.code(.trackNumber)
    case "delivery.data.locked": code = codes.code(.doNotSync)
    default:
      guard let own = DeliveryField.allCases.first(where: { $0.path == field }) else { return self }
      code = codes.code(own)
    }
    var located = self
    located.field = Problem.customFieldPrefix + code
    return located
  }

  static let customFieldPrefix = "customFields."
}
