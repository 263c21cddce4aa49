// What the order card in the CRM should show, and the smallest writes that make it so. Level-triggered like everything
// else: it compares with the order as it was just read, so after a lost answer only the difference is written.

/// Codes of delivery statuses besides those of `DeliveryState`; all of them are in our module's `statusList`.
public enum ShownStatus {
  /// The one with `isError`: staff is told.
  public static let error = "error"
  /// Nothing is made and nothing is wrong: the order was mended, or locked before anything was made.
  public static let waiting = "waiting"
}

public struct Showing: Hashable, Sendable {
  public var cabinet: CabinetID
  public var moduleCode: String
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
  /// Mapped order status, if it has to be dealt with now.
  public var orderStatus: String?
  /// Barcodes of the order's withdrawn shipments: the only numbers that may be cleared.
  private var retired: [Barcode]
  /// The next `updatedAt` must be after this one.
  public var shownAt: Instant?
  /// To be remembered once the order shows all this.
  public var mark: LedgerEntry.StatusMark?

  /// Digest of what the delivery status says, for "was this already shown".
  public var digest: String {
    var digest = Digest(version: "shown-1")
    digest.add(deliveryID)
    digest.add(trackNumber)
    digest.add(status)
    digest.add(comment)
    digest.add(statusAt?.milliseconds ?? 0)
    digest.add(cost?.amount ?? 0)
    return digest.text
  }

  /// What `order` should show, or nil when it is none of our business or was never touched.
  public init?(_ order: Order, entry: LedgerEntry, policy: Policy) {
    guard let cabinet = policy.cabinet(deliveryType: order.delivery.typeCode) else { return nil }
    // Somebody emptied the card: nothing is written there until it is clear what that meant.
    if entry.isCardCleared(order, policy: policy) { return nil }
    let shipment = entry.shipment
    let isTouched = shipment != nil || !entry.problems.isEmpty || entry.shownDigest != nil
    // A write whose answer was lost has touched the card too, and only the card knows: it bears our link.
    let link = order.delivery.data.externalID
    guard isTouched || ShipmentKey.isDeliveryID(link, of: order.id) else { return nil }
    self.cabinet = cabinet.id
    retired = entry.retiredBarcodes
    shownAt = entry.shownAt
    moduleCode = cabinet.moduleCode
    let key = ShipmentKey(order: order.id, generation: max(1, entry.generation), attempt: 1)
    deliveryID = key.deliveryID
    trackNumber = shipment?.barcode.text ?? ""
    cost = shipment?.deliveryPrice
    if let tracking = shipment?.tracking {
      status = tracking.state.rawValue
      statusAt = tracking.since
      comment = tracking.event?.place
    } else {
      status = entry.retiredBarcodes.isEmpty ? ShownStatus.waiting : DeliveryState.withdrawn.rawValue
      statusAt = nil
      comment = entry.hold == nil ? nil : HoldTexts.comment(in: policy.language)
    }
    if !entry.problems.isEmpty {
      status = ShownStatus.error
      statusAt = nil
      comment = ProblemTexts.combined(entry.problems, in: policy.language)
    }
    if let shipment {
      (orderStatus, mark) = Showing.mapped(
        shipment, order: order, handled: entry.statusHandled, cabinet: cabinet, groups: policy.statusGroups)
    }
  }

  /// The mapped order status: each further state once, never over a person's cancel or complete.
  private static func mapped(
    _ shipment: Shipment, order: Order, handled: LedgerEntry.StatusMark?, cabinet: CabinetPolicy,
    groups: StatusGroups
  ) -> (String?, LedgerEntry.StatusMark?) {
    // Which of the post's reports were seen, and when, must not decide about the order.
    let furthest = shipment.tracking.furthest
    let state = furthest.state
    // An office on the way back is not the office of the recipient, whatever its code is mapped to.
    let event = furthest.event.flatMap { EventClassification.state(of: $0) == state ? $0.code : nil }
    let ownCode = event.flatMap { code in cabinet.statuses.byEvent[code] }
    let mark = LedgerEntry.StatusMark(
      generation: shipment.generation, state: state, event: ownCode == nil ? nil : event)
    if let handled, handled.generation == mark.generation {
      let isFurther =
        state.rank > handled.state.rank
        || (state.rank == handled.state.rank && (state != handled.state || mark.event != handled.event))
      if !isFurther { return (nil, nil) }
    }
    // Closed by our own mapping is not closed by a person: a delivered parcel may turn out returned.
    let isOurs =
      handled?.generation == mark.generation && handled?.status(in: cabinet.statuses) == order.status
    guard let wanted = ownCode ?? cabinet.statuses.byState[state], groups.groupByStatus[wanted] != nil,
      isOurs || !groups.isClosed(order.status)
    else { return (nil, mark) }
    return (wanted, mark)
  }

  /// Link and number as far as they have to go by `orders/edit`: the link always, the number only to clear ours.
  public func edit(_ order: Order) -> (deliveryID: String?, trackNumber: String?) {
    let data = order.delivery.data
    let clears = trackNumber.isEmpty && showsRetired(order)
    return (
      deliveryID: data.externalID == deliveryID ? nil : deliveryID,
      trackNumber: clears ? "" : nil
    )
  }

  /// Whether the order's delivery status and TTN are not (proven to be) what they should be.
  public func needsTracking(_ order: Order, entry: LedgerEntry) -> Bool {
    let data = order.delivery.data
    if !trackNumber.isEmpty, data.trackNumber != trackNumber { return true }
    return entry.shownDigest != digest || (data.status != status && entry.ignoredWriteBacks == 0)
  }

  /// Whether anything at all is missing on the card.
  public func differs(from order: Order, entry: LedgerEntry) -> Bool {
    let link = edit(order)
    let isStatusMissing = orderStatus.map { $0 != order.status } ?? false
    return link.deliveryID != nil || link.trackNumber != nil || isStatusMissing
      || needsTracking(order, entry: entry)
  }

  /// Whether the order, read after writing, shows what it should. `withStatus` false leaves the delivery status out,
  /// for a CRM that does not take it.
  public func isShown(by order: Order, withStatus: Bool) -> Bool {
    let data = order.delivery.data
    guard data.externalID == deliveryID else { return false }
    // A number that a person typed meanwhile is not ours to judge, let alone to clear.
    if trackNumber.isEmpty ? showsRetired(order) : data.trackNumber != trackNumber { return false }
    return !withStatus || data.status == status
  }

  /// When the delivery status is said to have been reached: never before what was written last, or the CRM would go on
  /// showing that.
  public func updatedAt(now: Instant) -> Instant {
    let reached = statusAt ?? now
    guard let shownAt else { return reached }
    return max(reached, shownAt + .seconds(1))
  }

  private func showsRetired(_ order: Order) -> Bool {
    order.delivery.data.trackNumber.flatMap { Barcode($0) }.map(retired.contains) ?? false
  }
}

extension TrackingEvent {
  /// Where it happened, for the status comment: office and postcode. A place, never a person.
  public var place: String? {
    let parts = [name, office, index].compactMap { $0 }.filter { !$0.isEmpty }
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }
}
