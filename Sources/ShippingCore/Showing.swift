// What the order card in the CRM should show, and the smallest writes that make it so. Level-triggered like everything
// else: it compares with the order as it was just read, so after a lost answer only the difference is written. What goes
// to custom fields is in ShowingFields.swift, what goes by tracking calls in ShowingTracking.swift.

/// Codes of delivery statuses besides those of `DeliveryState`; all of them are in our module's `statusList`.
public enum ShownStatus {
  /// The one with `isError`: staff is told.
  public static let error = "error"
  /// Nothing is made and nothing is wrong: the order was mended, or locked before anything was made.
  public static let waiting = "waiting"
}

/// How TTN and status get onto the card in native mode. Which one works is proven by reading back.
public enum WriteBackWay: String, Sendable, Codable, CaseIterable {
  /// Tracking calls, linked by `delivery.data.externalId` (retailcrm-api.md section 8).
  case tracking
  /// The TTN by orders/edit into `delivery.data.trackNumber`, the rest into custom fields.
  case trackNumber = "track-number"
  /// Everything into custom fields.
  case customField = "custom-field"

  /// The one to try when this one is not confirmed.
  public var next: WriteBackWay {
    switch self {
    case .tracking: return .trackNumber
    case .trackNumber: return .customField
    case .customField: return .tracking
    }
  }
}

public struct Showing: Hashable, Sendable {
  public var cabinet: CabinetID
  public var mode: LinkMode
  public var moduleCode: String
  public var codes: CustomFieldCodes
  public var language: Language
  /// The `deliveryId` that links order and parcel.
  public var deliveryID: String
  /// Empty = no TTN.
  public var trackNumber: String
  /// Code of the delivery status.
  public var status: String
  public var comment: String?
  /// When the status was reached; nil = when it is written.
  public var statusAt: Instant?
  public var cost: Kopiykas?
  /// Everything that is wrong, in the shop's language; empty = nothing.
  public var error: String
  /// What the manager should know though nothing is wrong; empty = nothing.
  public var notice: String
  /// State of the parcel whatever is wrong; nil while there is no parcel and never was one.
  public var state: DeliveryState?
  public var place: String?
  /// When that state was reached.
  public var stateAt: Instant?
  /// Events that the card was not proven to show, oldest first.
  public var milestones: [UntoldEvent]
  /// Mapped order status, if it has to be dealt with now.
  public var orderStatus: String?
  /// Barcodes of the order's withdrawn shipments: the only numbers that may be cleared.
  var retired: [Barcode]
  /// Other codes under which an earlier cabinet of the order may have left its texts.
  var foreignCodes: [CustomFieldCodes]
  /// The next `updatedAt` must be after this one.
  public var shownAt: Instant?
  /// To be remembered once the order shows all this.
  public var mark: LedgerEntry.StatusMark?
  /// Whether the do-not-sync flag of plain mode has to be set: the order waits for a manager, and does not say so.
  var setsLockFlag: Bool
  /// Whether the number goes by orders/edit though the status goes by tracking: the module takes no number there.
  var insistsOnNumber: Bool

  /// Set by the engine: how this cabinet's cards are written.
  public var way = WriteBackWay.tracking
  /// Set by the engine: codes of fields that the CRM was seen to lack; nothing is wanted of them.
  public var lackedFields: Set<String> = []
  /// Set by the engine: what fields of this order hold in place of what was written there, time and again.
  public var heldOtherwise: [String: HeldValue] = [:]
  /// Set by the engine: the day of `stateAt`, for people.
  public var stateDay: String?

  /// Write-backs that the card did not show before the delivery status is given up on it.
  public static let ignoredLimit = 3

  /// Whether texts go to custom fields.
  public var isByFields: Bool { mode == .plain || way != .tracking }
  /// Whether anything goes by tracking calls.
  public var isByTracking: Bool { mode == .native && way == .tracking }

  /// Digest of what the delivery status says, for "was this already shown", and the cost: another price alone does not
  /// say the status again, at a time that is not its own.
  public var digest: String { "\(statusDigest)/\(cost?.amount ?? 0)" }

  private var statusDigest: String {
    var digest = Digest(version: "shown-1")
    digest.add(deliveryID)
    digest.add(trackNumber)
    digest.add(status)
    digest.add(comment)
    digest.add(statusAt?.milliseconds ?? 0)
    return digest.text
  }

  /// Whether the status was the last that the card was proven to show.
  func isStatusKnown(to entry: LedgerEntry) -> Bool {
    entry.shownDigest?.split(separator: "/").first.map(String.init) == statusDigest
  }

  /// What `order` should show, or nil when it is none of our business or was never touched.
  public init?(_ order: Order, entry: LedgerEntry, policy: Policy) {
    guard let cabinet = Showing.cabinet(of: order, entry: entry, policy: policy) else { return nil }
    // Somebody emptied the card: nothing is written there until it is clear what that meant.
    if entry.isCardCleared(order, policy: policy) || entry.isFrozen { return nil }
    // Nor over a number that a person has just corrected.
    if entry.isNumberCorrected(on: order, policy: policy) { return nil }
    if entry.isNumberCleared(on: order, policy: policy) { return nil }
    let shipment = entry.shipment
    // Taken over, and nobody has said yet where it is: the card may show more than we know.
    if shipment?.tracking.awaitsAnswer == true, entry.problems.isEmpty { return nil }
    // Moved from another cabinet: its parcel is withdrawn first, and is nothing that this cabinet's card should name.
    if let shipment, shipment.cabinet != cabinet.id, shipment.isMoved(.order(order)),
      shipment.tracking.state == .created, entry.problems.isEmpty
    {
      return nil
    }
    let isTouched =
      shipment != nil || !entry.problems.isEmpty || entry.shownDigest != nil
      || entry.notices?.isEmpty == false
    setsLockFlag = entry.wantsLockFlag(on: order, in: cabinet, policy: policy)
    guard isTouched || setsLockFlag || Showing.bearsOurs(order, cabinet: cabinet) else { return nil }
    self.cabinet = cabinet.id
    mode = cabinet.mode
    codes = cabinet.customFields
    language = policy.language
    retired = entry.retiredBarcodes
    foreignCodes = policy.codes(otherThan: cabinet)
    shownAt = entry.shownAt
    moduleCode = cabinet.moduleCode
    let key = ShipmentKey(order: order.id, generation: max(1, entry.generation), attempt: 1)
    deliveryID = key.deliveryID
    trackNumber = shipment?.barcode.text ?? ""
    cost = shipment?.deliveryPrice
    let isPlain = cabinet.mode == .plain
    error =
      entry.problems.isEmpty
      ? ""
      : ProblemTexts.combined(
        entry.problems, in: policy.language, codes: isPlain ? cabinet.customFields : nil)
    notice = entry.notices.flatMap { NoticeTexts.combined($0, in: policy.language) } ?? ""
    milestones = shipment?.tracking.pending ?? []
    insistsOnNumber =
      entry.ignoredWriteBacks >= Showing.ignoredLimit
      || (entry.ignoredWriteBacks > 0 && order.delivery.data.status == shipment?.tracking.state.rawValue)
    if let tracking = shipment?.tracking {
      state = tracking.state
      stateAt = tracking.since
      place = tracking.event?.officeAndIndex
      status = tracking.state.rawValue
      statusAt = tracking.since
      comment = tracking.event?.place
    } else {
      state = entry.retiredBarcodes.isEmpty ? nil : .withdrawn
      status = entry.retiredBarcodes.isEmpty ? ShownStatus.waiting : DeliveryState.withdrawn.rawValue
      statusAt = nil
      comment = entry.hold == nil ? nil : HoldTexts.comment(in: policy.language)
    }
    if !entry.problems.isEmpty {
      status = ShownStatus.error
      statusAt = nil
      comment = error
    }
    let isHere = order.delivery.typeCode == cabinet.deliveryType
    // Of an order that went to another carrier there is nothing to tell but of a parcel that could not be stopped.
    if !isHere, shipment == nil { state = nil }
    if isHere, let (furthest, generation) = entry.milestone(in: cabinet) {
      (orderStatus, mark) = Showing.mapped(
        furthest, generation: generation, order: order, handled: entry.statusHandled, cabinet: cabinet,
        groups: policy.statusGroups)
    }
  }

  /// What has to go by `orders/edit`; nothing of it when the card has it already.
  public func edit(_ order: Order) -> CardEdit {
    var edit = CardEdit()
    let data = order.delivery.data
    if mode == .native {
      if way == .tracking, data.externalID != deliveryID { edit.deliveryID = deliveryID }
      if trackNumber.isEmpty {
        // The number only to clear ours: a number that a person typed is not ours to judge.
        if way != .customField, showsRetired(order) { edit.trackNumber = "" }
      } else if way == .trackNumber || (way == .tracking && insistsOnNumber), data.trackNumber != trackNumber
      {
        edit.trackNumber = trackNumber
      }
    }
    edit.customFields = missingFields(on: order)
    return edit
  }

  /// Whether anything at all is missing on the card.
  public func differs(from order: Order, entry: LedgerEntry) -> Bool {
    let isStatusMissing = orderStatus.map { $0 != order.status } ?? false
    return !edit(order).isEmpty || isStatusMissing || needsTracking(order, entry: entry)
  }

  /// Whether the order, read after writing, shows what it should. `withStatus` false leaves out what a CRM was seen not
  /// to take.
  public func isShown(by order: Order, withStatus: Bool) -> Bool {
    guard missingFields(on: order).isEmpty else { return false }
    guard mode == .native else { return true }
    let data = order.delivery.data
    if way == .tracking, data.externalID != deliveryID { return false }
    if trackNumber.isEmpty {
      if way != .customField, withStatus, showsRetired(order) { return false }
    } else if way != .customField, data.trackNumber != trackNumber {
      return false
    }
    guard way == .tracking, withStatus else { return true }
    return data.status == status && !isNoticeMissing(on: order)
  }

  func showsRetired(_ order: Order) -> Bool {
    order.delivery.data.trackNumber.flatMap { Barcode($0) }.map(retired.contains) ?? false
  }

  /// Members of the card that differ, for `orders/edit`.
  public struct CardEdit: Hashable, Sendable {
    public var deliveryID: String?
    /// Empty clears it.
    public var trackNumber: String?
    public var customFields: [String: FieldValue] = [:]

    public init() {}

    public var isEmpty: Bool { deliveryID == nil && trackNumber == nil && customFields.isEmpty }
  }

  /// The cabinet whose card this is. In plain mode the fields stay on an order that went to another carrier, and what
  /// they say would be wrong there.
  private static func cabinet(of order: Order, entry: LedgerEntry, policy: Policy) -> CabinetPolicy? {
    if let cabinet = policy.cabinet(deliveryType: order.delivery.typeCode) { return cabinet }
    return policy.cabinets.first { cabinet in
      guard cabinet.mode == .plain else { return false }
      let shown = order.customFields[cabinet.customFields.code(.trackNumber)]?.text.flatMap { Barcode($0) }
      if let shown, shown == entry.shipment?.barcode || entry.retiredBarcodes.contains(shown) { return true }
      // Also of an order that never got a number: an error, most of the time.
      return order.bearsTexts(in: cabinet.customFields)
    }
  }

  /// A write whose answer was lost has touched the card too, and only the card knows: it bears our link or our texts.
  private static func bearsOurs(_ order: Order, cabinet: CabinetPolicy) -> Bool {
    switch cabinet.mode {
    case .native: return ShipmentKey.isDeliveryID(order.delivery.data.externalID, of: order.id)
    case .plain: return order.bearsTexts(in: cabinet.customFields)
    }
  }
}

extension Order {
  /// Whether a field that only we write holds a text.
  func bearsTexts(in codes: CustomFieldCodes) -> Bool {
    CardField.texts.contains { customFields[codes.code($0)]?.text != nil }
  }
}

extension CardField {
  /// Of an order that was ours once, nobody else writes these.
  static let texts: [CardField] = [.status, .error, .notice]
}

extension Policy {
  /// Field codes of the account's other plain cabinets, without repetition.
  fileprivate func codes(otherThan cabinet: CabinetPolicy) -> [CustomFieldCodes] {
    var found: [CustomFieldCodes] = []
    for other in cabinets where other.mode == .plain {
      if cabinet.mode == .plain, other.customFields == cabinet.customFields { continue }
      if !found.contains(other.customFields) { found.append(other.customFields) }
    }
    return found
  }
}
