// What goes to the card by tracking calls: the status with its own time, the events before it, the notice. The CRM shows
// the newest time it was ever told, whatever came last, so the current status must end newest every time.

/// One line of `history` in a tracking call.
public struct StatusLine: Hashable, Sendable {
  public var code: String
  public var at: Instant
  public var comment: String?

  public init(code: String, at: Instant, comment: String? = nil) {
    self.code = code
    self.at = at
    self.comment = comment
  }
}

extension Showing {
  /// Whether the order's delivery status, TTN, events or notice are not (proven to be) what they should be.
  public func needsTracking(_ order: Order, entry: LedgerEntry) -> Bool {
    guard isByTracking else { return false }
    let isNumberMissing = !trackNumber.isEmpty && order.delivery.data.trackNumber != trackNumber
    return isNumberMissing || entry.shownDigest != digest || !milestones.isEmpty
      || isNoticeMissing(on: order) || isStatusMissing(on: order, entry: entry)
  }

  /// The history of a tracking call, oldest first. Events that are older than what is shown change nothing there; the
  /// current status is said again only when it is not shown, or when something newer goes before it.
  public func statusLines(_ order: Order, entry: LedgerEntry, now: Instant) -> [StatusLine] {
    let current = entry.problems.isEmpty ? entry.shipment?.tracking.event?.key : nil
    var lines = milestones.filter { $0.event.key != current }.map { milestone in
      StatusLine(code: milestone.state.rawValue, at: milestone.event.date, comment: milestone.event.place)
    }
    let newest = lines.last?.at
    // The CRM keeps whole seconds; of two in one second the last told wins.
    let isOvertaken = newest.map { newest in shownAt.map { newest + .seconds(1) > $0 } ?? true } ?? false
    if isOvertaken || !isStatusKnown(to: entry) || isStatusMissing(on: order, entry: entry) {
      var at = updatedAt(now: now)
      if let newest { at = max(at, newest + .seconds(1)) }
      lines.append(StatusLine(code: status, at: at, comment: comment))
    }
    return lines
  }

  /// The notice for the module's own field, when the card shows another.
  public func noticeUpdate(_ order: Order) -> [String: FieldValue]? {
    isNoticeMissing(on: order) ? [CardField.notice.rawValue: .text(notice)] : nil
  }

  /// When the delivery status is said to have been reached: never before what was written last, or the CRM would go on
  /// showing that.
  public func updatedAt(now: Instant) -> Instant {
    let reached = statusAt ?? now
    guard let shownAt else { return reached }
    return max(reached, shownAt + .seconds(1))
  }

  /// The module's field for the notice, as `lackedFields` names it.
  public static let noticePath = "delivery.data.extraData.\(CardField.notice.rawValue)"

  public func isNoticeMissing(on order: Order) -> Bool {
    isByTracking && isMissing(.text(notice), in: Showing.noticePath, held: Showing.notice(on: order))
  }

  /// What the module's field for the notice holds.
  public static func notice(on order: Order) -> FieldValue? {
    order.delivery.data.extraData[CardField.notice.rawValue]
  }

  private func isStatusMissing(on order: Order, entry: LedgerEntry) -> Bool {
    order.delivery.data.status != status && entry.ignoredWriteBacks < Showing.ignoredLimit
  }

  /// Whether a write-back shows that its way works: true or false when it could tell, nil when the card said the same
  /// before. A status alone that is not taken proves little (the module may lack it) unless `isFirst`.
  public func proof(of edit: CardEdit, tracked: Bool, before: Order, after: Order, isFirst: Bool) -> Bool? {
    guard mode == .native, before.delivery.typeCode == after.delivery.typeCode else { return nil }
    let (old, new) = (before.delivery.data, after.delivery.data)
    switch way {
    case .tracking:
      guard tracked else { return nil }
      let isStatusNew = old.status != status
      let isNumberNew =
        !trackNumber.isEmpty && edit.trackNumber == nil && old.trackNumber != trackNumber
      if isStatusNew, new.status == status { return true }
      if isNumberNew, new.trackNumber == trackNumber { return true }
      return isNumberNew || (isStatusNew && isFirst) ? false : nil
    case .trackNumber:
      guard let number = edit.trackNumber, !number.isEmpty else { return nil }
      return new.trackNumber == number
    case .customField:
      let code = codes.code(CardField.trackNumber)
      guard let number = edit.customFields[code], number.text != nil else { return nil }
      return after.customFields[code].shows(number)
    }
  }
}

extension TrackingEvent {
  /// Where it happened, for the status comment: what, office and postcode. A place, never a person.
  public var place: String? {
    joined([name, office, index])
  }

  /// Where alone.
  var officeAndIndex: String? {
    joined([office, index])
  }

  private func joined(_ parts: [String?]) -> String? {
    let parts = parts.compactMap { $0 }.filter { !$0.isEmpty }
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }
}
