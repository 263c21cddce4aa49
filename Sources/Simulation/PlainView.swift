// Cabinets without a module, as the script and the verdict see them: the manager's gestures go to custom fields there, and
// what the card shows is read from them, so that neither has to know how an order is linked.
internal import Sandbox
internal import ShippingCore

extension SimulatedShop {
  static let codes = CustomFieldCodes()

  /// The custom fields that `register` would make for plain mode.
  static var customFields: [CRMService.Configuration.CustomField] {
    let own = CardField.allCases.map { field -> CRMService.Configuration.CustomField in
      let type =
        switch field {
        case .doNotSync: "boolean"
        case .cost: "numeric"
        case .error, .notice: "text"
        case .trackNumber, .status: "string"
        }
      return .init(code: codes.code(field), name: field.label(in: .uk), type: type)
    }
    return own
      + DeliveryField.allCases.map { field in
        .init(
          code: codes.code(field), name: field.label(in: .uk),
          type: field.kind == .checkbox ? "boolean" : "string")
      }
  }
}

extension CRMService.Configuration {
  /// These delivery types become ordinary ones, and the account gets our custom fields.
  mutating func makePlain(_ codes: Set<String>) {
    guard !codes.isEmpty else { return }
    modules.removeAll { codes.contains($0.code) }
    for index in deliveryTypes.indices where codes.contains(deliveryTypes[index].code) {
      deliveryTypes[index].integrationCode = nil
    }
    customFields += SimulatedShop.customFields
  }
}

extension Life {
  func isPlain(_ deliveryType: String?) -> Bool {
    policy.cabinet(deliveryType: deliveryType)?.mode == .plain
  }

  /// The box «do not synchronise», wherever it is.
  func setLocked(_ id: Int64, _ locked: Bool) {
    if isPlain(world.crm.snapshot(id)?.deliveryType) {
      let code = SimulatedShop.codes.code(CardField.doNotSync)
      world.crm.setCustomField(id, code, .bool(locked), now: now)
    } else {
      world.crm.setLocked(id, locked, now: now)
    }
  }

  /// A draft whose lock and typed TTN stand where its delivery type has them.
  func inItsMode(_ draft: CRMOrderDraft) -> CRMOrderDraft {
    guard isPlain(draft.deliveryType) else { return draft }
    var draft = draft
    let codes = SimulatedShop.codes
    if let locked = draft.data.locked { draft.customFields[codes.code(CardField.doNotSync)] = .bool(locked) }
    if let number = draft.data.trackNumber {
      draft.customFields[codes.code(CardField.trackNumber)] = .string(number)
    }
    draft.data = CRMOrderDraft.DeliveryData()
    return draft
  }

  /// The card as a manager reads it: in plain mode from the custom fields, told as a native card would tell it.
  func snapshot(_ id: Int64) -> CRMOrderSnapshot? {
    guard var card = world.crm.snapshot(id), isPlain(card.deliveryType) else {
      return world.crm.snapshot(id)
    }
    card.locked = card.customFields[SimulatedShop.codes.code(CardField.doNotSync)]?.truth ?? false
    card.trackNumber = card.field(.trackNumber)
    let shown = card.field(.status) ?? ""
    card.deliveryStatus =
      DeliveryState.allCases.first { state in
        let label = state.name(in: .uk)
        return shown == label || shown.hasPrefix(label + ",")
      }?.rawValue
    card.deliveryStatusComment = shown
    card.errorText = nil
    if let error = card.field(.error) {
      card.deliveryStatus = ShownStatus.error
      card.deliveryStatusComment = error
      card.errorText = error
    }
    return card
  }

  /// No field may go on naming a parcel that is gone.
  func judgeFields(_ order: ScriptedOrder, card: CRMOrderSnapshot, shipments: [PostAudit.Shipment]) {
    guard !card.deleted, let number = card.field(.trackNumber) else { return }
    if shipments.contains(where: { $0.barcode == number && !$0.isLive }) {
      find(.wrongStatus, "order \(order.id) still names \(number) in its custom field")
    }
  }
}

extension CRMOrderSnapshot {
  /// Text of one of our custom fields; nil when empty.
  func field(_ field: CardField) -> String? {
    customFields[SimulatedShop.codes.code(field)]?.text.flatMap { $0.isEmpty ? nil : $0 }
  }
}
