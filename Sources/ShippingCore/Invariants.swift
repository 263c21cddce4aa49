// What must hold at every commit, whatever crashed before. The ledger refuses a write that would break one; the
// simulation asserts the same functions. A refused write is a bug found before it costs a parcel.

public enum Invariants {
  /// Attempts in a row that an entry may count; more means that a loop does not back off.
  public static let attemptsLimit = 10_000

  /// Why `next` may not follow `previous`, or nil when it may.
  public static func violation(from previous: LedgerEntry?, to next: LedgerEntry) -> String? {
    if next.attempts < 0 || next.attempts > attemptsLimit { return "attempts out of bounds" }
    guard let previous else { return nil }
    if next.orderID != previous.orderID { return "an entry changed its order" }
    if next.generation < previous.generation { return "the generation went back" }
    switch (previous.phase, next.phase) {
    case (.live(let old), .live(let new)), (.withdrawing(let old, _), .live(let new)),
      (.live(let old), .withdrawing(let new, _)), (.withdrawing(let old, _), .withdrawing(let new, _)):
      if old.uuid != new.uuid { return "a live shipment was replaced by another" }
      return trackingViolation(from: old.tracking, to: new.tracking)
    case (.live, .creating), (.withdrawing, .creating):
      return "a create was intended beside a live shipment"
    case (.creating(let old), .creating(let new)):
      if old.key != new.key || old.group != new.group || old.recipient != new.recipient {
        return "a create in doubt was replaced by another"
      }
    case (.none, .creating(let new)):
      if new.key.generation < next.generation { return "a create for an older generation" }
    default: break
    }
    return nil
  }

  /// A final state stays, except that a delivered parcel may turn out returned: by a newer event, or because the event that
  /// ended it did not say who got it.
  static func trackingViolation(from old: Shipment.Tracking, to new: Shipment.Tracking) -> String? {
    guard old.state.isFinal, new.state != old.state else { return nil }
    if old.state == .delivered, new.state == .returned, let newer = new.event {
      let isSameEnd = newer == old.event && newer.leavesOpenWhoGotIt
      if let event = old.event, !isSameEnd, !newer.isNewer(than: event) {
        return "an older event undid a delivery"
      }
      return nil
    }
    return "a final tracking state changed"
  }
}
