// How often a parcel is looked at. One that moves is looked at often, because a manager waits for the news; one that
// stands still less and less, but never less than daily: events are said to vanish from the tracking after some days.
public import ShippingCore

public struct TrackingPace: Sendable, Hashable {
  /// Between two looks at a parcel that moves.
  public var moving: Duration
  /// The longest pause while a parcel has stood still for hours: a recipient may take it at any moment.
  public var slow: Duration
  /// The longest pause of all.
  public var daily: Duration

  public init(moving: Duration, slow: Duration, daily: Duration) {
    self.moving = moving
    self.slow = slow
    self.daily = daily
  }

  /// A parcel that has stood still for so long is not likely to be taken within the hour.
  public static let longStill = Duration.seconds(3 * 86_400)

  /// A tenth of the time since the last change, within the bounds for a parcel that has stood still for so long; nil
  /// when no event is expected any more.
  public func pause(after tracking: Shipment.Tracking, now: Instant) -> Duration? {
    guard !tracking.state.isFinal else { return nil }
    let still = max(Duration.zero, now.since(tracking.since))
    let isLongStill = still >= TrackingPace.longStill
    let longest = min(daily, isLongStill ? daily : max(slow, moving))
    return min(longest, max(isLongStill ? max(slow, moving) : moving, still / 10))
  }
}

extension EngineSettings {
  public var trackingPace: TrackingPace {
    TrackingPace(moving: trackingInterval, slow: trackingIntervalSlow, daily: trackingIntervalSlowest)
  }
}
