// Notices in the course of a turn: worked out anew whenever a turn ends, kept in the entry, told once in the log and in
// the order's journal. Nothing else sets them, so whatever changes them makes the order due.
import Logging
import ShippingCore

extension Engine {
  /// What the manager should know at the end of a turn, given the entry as it is now.
  func notices(of entry: LedgerEntry, view: OrderView, now: Instant) -> [Notice] {
    if entry.isFrozen { return [] }
    var order: Order?
    if case .order(let whole) = view { order = whole }
    let standing = entry.notices ?? []
    return NoticeBoard(entry, order: order, policy: policy, now: now).notices.filter { notice in
      // While the post does not answer, nobody knows what was handed over.
      guard notice.code == .notHandedOver, let cabinet = entry.shipment?.cabinet, !isTracked(cabinet) else {
        return true
      }
      return standing.contains { $0.code == .notHandedOver }
    }
  }

  private func isTracked(_ cabinet: CabinetID) -> Bool { (cabinets[cabinet]?.trackingFailures ?? 0) == 0 }

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
