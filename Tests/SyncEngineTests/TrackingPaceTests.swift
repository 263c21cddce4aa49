// How often a parcel is looked at: a table of how long it has stood still.
import ShippingCore
import SyncEngine
import Testing

@Suite struct TrackingPaceTests {
  private static let now = Instant(milliseconds: 1_750_000_000_000)
  private static let minute = Duration.seconds(60)
  private static let hour = Duration.seconds(3600)
  private static let day = Duration.seconds(86_400)
  private static let usual = TrackingPace(moving: minute * 5, slow: hour, daily: day)

  private func pause(_ still: Duration, _ state: DeliveryState = .inTransit, pace: TrackingPace = usual)
    -> Duration?
  {
    pace.pause(after: Shipment.Tracking(state: state, since: Self.now - still), now: Self.now)
  }

  @Test(
    arguments: [
      (.zero, minute * 5), (minute * 49, minute * 5), (minute * 100, minute * 10), (hour * 5, minute * 30),
      (hour * 10, hour), (hour * 71, hour), (hour * 72, hour * 7 + minute * 12), (day * 5, hour * 12),
      (day * 10, day), (day * 300, day),
      // An event dated ahead of our clock is news.
      (.zero - hour * 5, minute * 5),
    ] as [(Duration, Duration)])
  func aParcelIsLookedAtTheLessTheLongerItStandsStill(_ still: Duration, _ expected: Duration) {
    #expect(pause(still) == expected)
    #expect(pause(still, .created) == expected)
    #expect(pause(still, .atOffice) == expected)
  }

  @Test(arguments: DeliveryState.allCases) func anEndIsNotLookedAt(_ state: DeliveryState) {
    for still in [Duration.zero, Self.day * 30] {
      #expect((pause(still, state) == nil) == state.isFinal)
    }
  }

  @Test func thePausesNeverShrinkAndStayWithinTheSetOnes() {
    let paces = [
      Self.usual, TrackingPace(moving: Self.minute, slow: Self.minute, daily: Self.minute),
      TrackingPace(moving: Self.minute * 15, slow: Self.hour, daily: Self.hour * 2),
      TrackingPace(moving: .milliseconds(1), slow: .milliseconds(2), daily: .milliseconds(3)),
      // What no settings file gets past the check.
      TrackingPace(moving: Self.hour, slow: Self.minute, daily: Self.minute * 15),
    ]
    for pace in paces {
      var last = Duration.zero
      for quarter in 0..<2000 {
        guard let next = pause(Self.minute * 15 * quarter, pace: pace) else {
          Issue.record("no look any more")
          return
        }
        #expect(next >= last && next <= pace.daily && next >= min(pace.moving, pace.daily))
        last = next
      }
    }
  }

  @Test func slowMeansSomething() {
    let slower = TrackingPace(moving: Self.minute * 5, slow: Self.hour * 4, daily: Self.day)
    #expect(pause(Self.day * 2, pace: slower) == Self.hour * 4)
    #expect(pause(Self.day * 2) == Self.hour)
    #expect(EngineSettings().trackingPace == Self.usual)
  }
}
