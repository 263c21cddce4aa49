// Notices in the course of a turn: worked out anew whenever a turn ends, kept in the entry, told once in the log and in
// the order's journal. Nothing else sets them, so whatever changes them makes the order due.
import Logging
import ShippingCore

extension Engine {
  /// What the manager should know at the end of a turn, given the entry as it is now; and when to look again where that
  /// cannot be said yet.
  func notices(
    of entry: LedgerEntry?, view: OrderView, now: Instant
  ) throws(LedgerFailure) -> (notices: [Notice], lookAgain: Instant?) {
    guard let entry, !entry.isFrozen else { return ([], nil) }
    var order: Order?
    if case .order(let whole) = view { order = whole }
    var notices = NoticeBoard(entry, order: order, policy: policy, now: now).notices
    let isTold = entry.notices?.contains { $0.code == .notHandedOver } ?? false
    guard !isTold, notices.contains(where: { $0.code == .notHandedOver }),
      let cabinet = entry.shipment?.cabinet, let due = try ledger.trackingDue(entry.orderID), due <= now
    else { return (notices, nil) }
    // The post has not been asked when it should have been, or does not answer: nobody knows what was handed over.
    notices.removeAll { $0.code == .notHandedOver }
    return (notices, now + pauseUntracked(cabinet))
  }

  /// Before it is seen again whether a parcel was asked about: soon where the tracking loop has only to catch up.
  private func pauseUntracked(_ cabinet: CabinetID) -> Duration {
    if carriers[cabinet] == nil { return settings.trackingIntervalSlowest }
    let isFailing = (cabinets[cabinet]?.trackingFailures ?? 0) > 0
    return isFailing ? max(settings.trackingInterval, Bound.untrackedPause) : Bound.untrackedPause
  }

  /// Lines for the journal, a line for the log: once for each notice that was not there before.
  func announce(_ notices: [Notice], before: LedgerEntry) -> [JournalLine] {
    let known = Set((before.notices ?? []).map(\.code))
    return notices.filter { !known.contains($0.code) }.map { notice in
      let barcode = before.shipment?.barcode.text ?? ""
      var fields = subject(before.orderID, before)
      fields["NOTICE"] = "\(notice.code.rawValue)"
      log.notice("notice for the manager", metadata: fields)
      return JournalLine("notice", ["NOTICE": notice.code.rawValue, "BARCODE": barcode])
    }
  }

  /// How often the post named an event code that the table lacks, by code.
  public func unknownEventCounts() -> [Int: Int] { unknownCodes }

  /// Counted at every answer, told once.
  func noteUnknown(_ event: TrackingEvent, of shipment: TrackedShipment, cabinet: CabinetID) {
    guard EventTable.row(event.code) == nil else { return }
    let count = unknownCodes[event.code] ?? 0
    // What the post sends must not grow without end here.
    guard count > 0 || unknownCodes.count < Bound.unknownCodes else { return }
    unknownCodes[event.code] = min(count, Int.max - 1) + 1
    if count == 0 {
      var fields = subject(shipment, cabinet: cabinet)
      fields["CODE"] = "\(event.code)"
      log.notice("unknown event code", metadata: fields)
    }
  }
}
