// The events of a parcel that the order card was not proven to show. They wait in the ledger until a write-back is
// confirmed and are then known by their keys alone, so that nothing is told twice however often the post repeats it.
//
// What a newcomer gets wrong: histories come repeated, out of order and sometimes cut to the last event. What is
// remembered is a set, not a point in time: an event that the post hands in late is older than what was told.

/// One event, and the state the parcel was in with it: an office after the beginning of a return is one on the way back.
public struct UntoldEvent: Hashable, Sendable, Codable {
  public var state: DeliveryState
  public var event: TrackingEvent

  public init(state: DeliveryState, event: TrackingEvent) {
    self.state = state
    self.event = event
  }
}

extension TrackingEvent {
  /// Tells events of one parcel apart: second and code.
  public var key: Int64 {
    (date.milliseconds / 1000) &* 100_000 &+ Int64(truncatingIfNeeded: code % 100_000)
  }

  /// A total order in time, for histories.
  fileprivate func precedes(_ other: TrackingEvent) -> Bool {
    if isNewer(than: other) { return false }
    if other.isNewer(than: self) { return true }
    return (reason ?? .min, index ?? "", office ?? "") < (
      other.reason ?? .min, other.index ?? "", other.office ?? ""
    )
  }
}

extension Shipment.Tracking {
  /// The newest events that wait to be shown; older ones beyond this are left out.
  public static let pendingLimit = 40
  /// Keys of the newest events that were shown. More events than this no parcel was ever seen to have.
  public static let toldLimit = 80

  /// What is known when these events are known too, in whatever order and however often they come. `isWhole`: they are
  /// the parcel's history from its beginning.
  public mutating func learn(_ events: [TrackingEvent], isWhole: Bool) {
    let ordered = events.sorted { $0.precedes($1) }
    var run = isWhole ? Shipment.Tracking(state: .created, since: Instant(milliseconds: .min)) : self
    var waiting = pending ?? []
    var known = Set(told ?? []).union(waiting.map(\.event.key))
    for event in ordered {
      run = run.advanced(by: event)
      // A code that says nothing about where the parcel is has no status to be shown as.
      guard EventClassification.state(of: event) != nil, known.insert(event.key).inserted else { continue }
      waiting.append(UntoldEvent(state: run.state, event: event))
    }
    for event in ordered { self = advanced(by: event) }
    waiting.sort { $0.event.precedes($1.event) }
    pending = waiting.isEmpty ? nil : Array(waiting.suffix(Self.pendingLimit))
  }

  /// The card shows these, or will never be able to.
  public mutating func noteTold(_ events: [UntoldEvent]) {
    guard !events.isEmpty else { return }
    let keys = events.map(\.event.key)
    let gone = Set(keys)
    let left = (pending ?? []).filter { !gone.contains($0.event.key) }
    pending = left.isEmpty ? nil : left
    // Nothing is asked any more of a parcel that has come to its end.
    told = state.isFinal && left.isEmpty ? nil : Array(((told ?? []) + keys).suffix(Self.toldLimit))
  }
}

extension DeliveryState {
  /// What a word of a shipment's lifecycle says, for a cabinet whose parcels cannot be tracked by events; nil for a word
  /// nobody knows (ukrposhta-api.md section 5).
  public init?(_ lifecycle: Lifecycle) {
    switch lifecycle {
    case .created: self = .created
    case .gone: self = .cancelled
    case .beyond(let word):
      switch word.uppercased() {
      case "REGISTERED": self = .accepted
      case "DELIVERING", "FORWARDING", "TRANSFERRED_COURIER": self = .inTransit
      case "IN_DEPARTMENT", "STORAGE": self = .atOffice
      case "RETURNING": self = .returning
      case "RETURNED": self = .returned
      case "DELIVERED": self = .delivered
      default: return nil
      }
    }
  }
}

extension Shipment.Tracking {
  /// What is known of the parcel when its lifecycle is this by now. A lifecycle has no events: its time is when it was
  /// seen, and an end stays an end.
  public func advanced(by lifecycle: Lifecycle, now: Instant) -> Shipment.Tracking {
    guard let next = DeliveryState(lifecycle), next != state, !state.isFinal, next != .created else {
      return self
    }
    if state == .returning, !next.isFinal { return self }
    let reached = furthest
    var tracking = self
    tracking.state = next
    tracking.since = now
    tracking.event = nil
    tracking.further = reached.state.rank > next.rank && !next.isFinal ? reached : nil
    return tracking
  }
}

extension Shipment.Tracking {
  /// Whether this, the newest event of the parcel, is one that was not told before. An event that says nothing about where
  /// the parcel is may stand before others that do.
  public func isNews(_ last: TrackingEvent) -> Bool {
    newest != last.key || advanced(by: last) != self
  }

  /// Of a shipment that was found, not made just now. The word of its lifecycle (nil = it cannot be read) is coarser than
  /// the events, and a card that was shown more must not be thrown back: it waits for the first answer about the parcel.
  static func found(_ lifecycle: Lifecycle?, at now: Instant) -> Shipment.Tracking {
    let state = lifecycle.flatMap { DeliveryState($0) } ?? .created
    var tracking = Shipment.Tracking(state: state, since: now)
    if lifecycle != .created { tracking.awaitsAnswer = true }
    return tracking
  }
}

/// What the post told of a parcel in one answer.
public enum PostReport: Hashable, Sendable {
  case nothing
  /// It answered, and has not seen the parcel yet.
  case notFound
  /// The newest event, where events are not shown one by one, and those before it; nil when these were not read.
  case last(TrackingEvent, after: [TrackingEvent]? = nil)
  /// All events, nil when they were not read; and the newest.
  case history([TrackingEvent]?, last: TrackingEvent)
  case lifecycle(Lifecycle, at: Instant)

  /// In the order in which they happened.
  fileprivate var events: [TrackingEvent] {
    switch self {
    case .nothing, .notFound, .lifecycle: return []
    case .last(let event, let before): return ((before ?? []) + [event]).sorted { $0.precedes($1) }
    case .history(let history, let last):
      return ((history ?? []) + (history?.contains(last) == true ? [] : [last])).sorted { $0.precedes($1) }
    }
  }
}

extension Shipment.Tracking {
  /// What is known of the parcel when this is known too.
  public func taking(_ report: PostReport) -> Shipment.Tracking {
    if report == .nothing { return self }
    var next = self
    next.awaitsAnswer = nil
    switch report {
    case .nothing, .notFound: break
    case .last(let last, let before):
      for event in report.events { next = next.advanced(by: event) }
      if before != nil { next.newest = last.key }
    case .lifecycle(let lifecycle, let now): next = next.advanced(by: lifecycle, now: now)
    case .history(let history, let last):
      // Nothing new: the histories of others were asked for.
      guard history != nil || next.advanced(by: last) != next else { return next }
      next.learn(report.events, isWhole: history != nil)
      if history != nil { next.newest = last.key }
    }
    return next
  }
}

extension Shipment {
  /// Takes in what the post reports. The stay at the office is counted from the event that began it: a failed attempt
  /// to hand over, or a move to storage, does not begin it anew.
  public mutating func follow(_ report: PostReport) {
    let after = tracking.taking(report)
    let events = report.events
    if events.isEmpty { noteStay(from: tracking, to: after) }
    for event in events {
      let next = tracking.advanced(by: event)
      noteStay(from: tracking, to: next)
      tracking = next
    }
    tracking = after
  }

  private mutating func noteStay(from before: Tracking, to next: Tracking) {
    guard next.state.isAtOffice else {
      atOfficeSince = nil
      return
    }
    let begun = before.state.isAtOffice ? atOfficeSince ?? before.since : next.since
    atOfficeSince = min(begun, next.since)
  }
}
