// What a tracking event means for an order, and which of two events counts. Polls overlap, repeat and skip,
// so applying events must not depend on the order in which they come in: the state follows from the newest
// event and from whether a way back has begun, never from the one that happened to arrive last.

public enum EventClassification {
  /// The state that an event stands for; nil when it says nothing about where the parcel is, and must
  /// change nothing.
  public static func state(of event: TrackingEvent) -> DeliveryState? {
    // Known by the post, but not there yet: the one `other` code with a meaning.
    if event.code == onlineRegistration { return .created }
    guard let row = EventTable.row(event.code) else { return nil }
    switch event.reason.flatMap({ row.kindByReason[$0] }) ?? row.kind {
    case .accepted: return .accepted
    case .inTransit: return .inTransit
    case .atOffice: return .atOffice
    case .problem: return .problem
    case .returning: return .returning
    case .returned: return .returned
    case .delivered: return .delivered
    case .cancelled: return .cancelled
    case .customs: return .customs
    case .other: return nil
    }
  }

  static let onlineRegistration = 10601

  /// Whether events tell of ends that exclude each other, which no history of a parcel does: a parcel whose acceptance
  /// was cancelled went back over the counter, one that was handed back to its sender is not delivered afterwards.
  public static func contradicts(_ events: [TrackingEvent]) -> Bool {
    let returnBegan = events.filter { state(of: $0) == .returning }.map(\.date).min()
    let ends = events.compactMap { event -> (state: DeliveryState, event: TrackingEvent)? in
      guard let state = state(of: event), state.isFinal else { return nil }
      let wentBack = event.leavesOpenWhoGotIt && returnBegan.map { $0 <= event.date } ?? false
      return (wentBack ? .returned : state, event)
    }
    let lastDelivery = ends.filter { $0.state == .delivered }.map(\.event).max { $1.isNewer(than: $0) }
    let firstReturn = ends.filter { $0.state == .returned }.map(\.event).min { $1.isNewer(than: $0) }
    let isCancelled = ends.contains { $0.state == .cancelled }
    if isCancelled, lastDelivery != nil || firstReturn != nil { return true }
    guard let lastDelivery, let firstReturn else { return false }
    return !firstReturn.isNewer(than: lastDelivery)
  }
}

extension Shipment.Tracking {
  /// What is known of the parcel when this event is known too.
  ///
  /// - The newest event by date wins; online registration is older than anything done with the parcel itself.
  /// - After a return has begun, an office or a sorting centre is one on the way back: `returning` stays.
  /// - A final state comes through even when it arrives late, and stays, except that a delivered parcel is
  ///   returned by a newer event. `event` and `since` are then those of the final event.
  /// - A parcel handed over to nobody in particular (`leavesOpenWhoGotIt`) is delivered, or returned when its way back
  ///   had begun before, whenever that is learned.
  /// - An unknown code changes nothing.
  ///
  /// The outcome does not depend on the order in which events arrive, for every history that the post can produce
  /// (`EventClassification.contradicts`). Two ends that exclude each other cannot be ordered by any rule: whichever
  /// came first is final, and what is final stays (`Invariants`). The post reports one end of a parcel, or a delivery
  /// and then its return.
  public func advanced(by event: TrackingEvent) -> Shipment.Tracking {
    var next = moved(by: event)
    (next.pending, next.told, next.newest) = (pending, told, newest)
    return next
  }

  private func moved(by event: TrackingEvent) -> Shipment.Tracking {
    guard let state = EventClassification.state(of: event) else { return self }
    return followed(by: event, to: state).remembering(self, event: event, as: state)
  }

  private func followed(by event: TrackingEvent, to reported: DeliveryState) -> Shipment.Tracking {
    let isNewer = self.event.map { event.supersedes($0) } ?? true
    let returnBegan = earliestReturn(with: reported == .returning ? event.date : nil)
    let wentBack = event.leavesOpenWhoGotIt && returnBegan.map { $0 <= event.date } ?? false
    let state = reported == .delivered && wentBack ? .returned : reported
    var next = Shipment.Tracking(state: state, since: event.date, event: event)
    next.returnBegan = returnBegan
    var same = self
    same.returnBegan = returnBegan
    if self.state.isFinal {
      if state == self.state, isNewer { return next }
      if self.state == .delivered, state == .returned, self.event.map({ event.isNewer(than: $0) }) ?? true {
        return next
      }
      if self.state == .delivered, let end = self.event, end.leavesOpenWhoGotIt,
        let returnBegan, returnBegan <= end.date
      {
        same.state = .returned
      }
      return same
    }
    if state.isFinal { return next }
    let isReturning = self.state == .returning || state == .returning
    var result = isNewer ? next : same
    if isReturning { result.state = .returning }
    return result
  }

  private func earliestReturn(with date: Instant?) -> Instant? {
    [returnBegan, date].compactMap { $0 }.min()
  }
}

extension TrackingEvent {
  /// Handed over at the parcel's end (41000), and the reason, which tells recipient (2) from sender (10), is missing or
  /// unknown (ukrposhta-api.md section 11).
  public var leavesOpenWhoGotIt: Bool {
    guard let row = EventTable.row(code), !row.kindByReason.isEmpty else { return false }
    return reason.flatMap { row.kindByReason[$0] } == nil
  }
}

extension TrackingEvent {
  /// A total order: what `isNewer` leaves open (two lines of one minute) is settled by the rest of the
  /// event, so that the same events always end the same.
  func supersedes(_ other: TrackingEvent) -> Bool {
    let isRegistration = code == EventClassification.onlineRegistration
    if isRegistration != (other.code == EventClassification.onlineRegistration) { return !isRegistration }
    if isNewer(than: other) { return true }
    if other.isNewer(than: self) { return false }
    let mine = (reason ?? .min, index ?? "", office ?? "", name ?? "")
    return mine > (other.reason ?? .min, other.index ?? "", other.office ?? "", other.name ?? "")
  }
}
