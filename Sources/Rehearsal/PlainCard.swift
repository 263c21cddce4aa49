// A cabinet without a module, as a rehearsal sees it: what an order's draft says of its delivery goes to custom fields,
// and what the card shows is read from them, so that a story need not know how its order is linked.
//
// What a newcomer gets wrong: in plain mode the delivery status is words for people, with day and office behind them. Its
// code is told here by the words it begins with.
public import Sandbox
internal import ShippingCore

extension Shop {
  private static let codes = CustomFieldCodes()

  private func isPlain(_ deliveryType: String?) -> Bool {
    cabinets.contains { $0.isPlain && $0.code == deliveryType }
  }

  func inItsMode(_ draft: CRMOrderDraft) -> CRMOrderDraft {
    guard isPlain(draft.deliveryType) else { return draft }
    var draft = draft
    if let locked = draft.data.locked { draft.customFields[Self.codes.code(.doNotSync)] = .bool(locked) }
    if let number = draft.data.trackNumber {
      draft.customFields[Self.codes.code(.trackNumber)] = .string(number)
    }
    for field in DeliveryField.allCases {
      if let value = draft.data.extraData[field.rawValue] {
        draft.customFields[Self.codes.code(field)] = value
      }
    }
    draft.data = CRMOrderDraft.DeliveryData()
    return draft
  }

  func read(_ card: CRMOrderSnapshot, in language: Language) -> CRMOrderSnapshot {
    guard isPlain(card.deliveryType) else { return card }
    func text(_ field: CardField) -> String? {
      card.customFields[Self.codes.code(field)]?.text.flatMap { $0.isEmpty ? nil : $0 }
    }
    var read = card
    read.locked = card.customFields[Self.codes.code(.doNotSync)]?.truth ?? false
    read.trackNumber = text(.trackNumber)
    read.deliveryStatusComment = text(.status)
    let shown = text(.status) ?? ""
    let state = DeliveryState.allCases.first { state in
      let name = state.name(in: language)
      return shown == name || shown.hasPrefix(name + ",")
    }
    read.errorText = text(.error)
    read.deliveryStatus = read.errorText == nil ? state?.rawValue : ShownStatus.error
    read.extraData[Self.notice] = text(.notice).map { .string($0) }
    return read
  }

  fileprivate static let notice = "notice"
}

extension CRMOrderSnapshot {
  /// What the manager is told though nothing is wrong.
  public var notice: String? { extraData[Shop.notice]?.text.flatMap { $0.isEmpty ? nil : $0 } }
}
