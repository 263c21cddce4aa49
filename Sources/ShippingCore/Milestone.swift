// How far a parcel has come, for the mapped order status. The delivery status shows where the parcel is now; the order
// status shows the furthest it ever was, because it never goes backwards: a parcel that lay at an office and was
// redirected is in transit again, and its order stays "at the office".
//
// What a newcomer gets wrong: without this, the order status would depend on which events the daemon happened to see. A
// report of the office that arrives after the redirection would be thrown away as old.

public struct Milestone: Hashable, Sendable, Codable {
  public var state: DeliveryState
  /// nil for a state that no event told of.
  public var event: TrackingEvent?

  public init(state: DeliveryState, event: TrackingEvent? = nil) {
    self.state = state
    self.event = event
  }
}

extension LedgerEntry.StatusMark {
  /// The order status that this state was given, by the map as it is now.
  func status(in map: StatusMap) -> String? { event.flatMap { map.byEvent[$0] } ?? map.byState[state] }
}

extension Shipment.Tracking {
  /// The furthest the parcel has come by what is known; the newest of those when there are several.
  public var furthest: Milestone { further ?? Milestone(state: state, event: event) }

  /// `self`, reached from `before` by `event`, with what was further along than where the parcel is now.
  func remembering(_ before: Shipment.Tracking, event: TrackingEvent, as reported: DeliveryState)
    -> Shipment.Tracking
  {
    // On the way back an office is no progress; and an end is the end.
    let candidates = [before.furthest, Milestone(state: reported, event: event)]
      .filter { $0.state.rank > state.rank && !state.isFinal }
    var result = self
    result.further = candidates.max { left, right in
      if left.state.rank != right.state.rank { return left.state.rank < right.state.rank }
      guard let older = left.event else { return true }
      return right.event.map { $0.supersedes(older) } ?? false
    }
    return result
  }
}
