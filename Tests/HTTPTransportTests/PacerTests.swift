// The pacer's decisions as tables: who may leave when, what a refusal by the peer changes, how the rate comes
// back.

import HTTPTransport
import Testing

@Suite struct PacerTests {
  static func pacer(rate: Double = 5, burst: Int = 2, now: Int64 = 0) -> Pacer {
    Pacer(.init(callsPerSecond: rate, burst: burst), now: now)
  }

  /// Lets one call leave, which must be possible.
  static func leave(_ pacer: inout Pacer, now: Int64) {
    let ticket = pacer.join()
    #expect(pacer.ask(ticket, now: now) == .go)
  }

  @Test func aBurstThenTheRate() {
    var pacer = Self.pacer()
    Self.leave(&pacer, now: 0)
    Self.leave(&pacer, now: 0)
    let third = pacer.join()
    #expect(pacer.ask(third, now: 0) == .wait(milliseconds: 200))
    #expect(pacer.ask(third, now: 150) == .wait(milliseconds: 50))
    #expect(pacer.ask(third, now: 199) == .wait(milliseconds: 1))
    #expect(pacer.ask(third, now: 200) == .go)
  }

  @Test func quietTimeFillsTheBucketToTheBurstOnly() {
    var pacer = Self.pacer()
    Self.leave(&pacer, now: 1_000_000)
    Self.leave(&pacer, now: 1_000_000)
    let third = pacer.join()
    #expect(pacer.ask(third, now: 1_000_000) == .wait(milliseconds: 200))
  }

  /// Over ten seconds of asking at every chance no more than burst + rate × time leave.
  @Test func theRateHoldsOverTime() {
    var pacer = Self.pacer(rate: 7, burst: 3)
    var left = 0
    var ticket = pacer.join()
    for now in Int64(0)...10_000 where pacer.ask(ticket, now: now) == .go {
      left += 1
      ticket = pacer.join()
    }
    #expect(left == 73)
  }

  @Test func firstComeFirstServed() {
    var pacer = Self.pacer(burst: 1)
    Self.leave(&pacer, now: 0)
    let (a, b, c) = (pacer.join(), pacer.join(), pacer.join())
    #expect(pacer.ask(c, now: 0) == .wait(milliseconds: 600))
    #expect(pacer.ask(b, now: 0) == .wait(milliseconds: 400))
    #expect(pacer.ask(a, now: 0) == .wait(milliseconds: 200))
    #expect(pacer.ask(b, now: 200) == .wait(milliseconds: 200), "must not overtake a")
    #expect(pacer.ask(a, now: 200) == .go)
    pacer.leave(b)
    #expect(pacer.ask(c, now: 400) == .go)
    #expect(pacer.waiting == 0)
  }

  @Test func aTicketLeavesOnce() {
    var pacer = Self.pacer(burst: 5)
    let ticket = pacer.join()
    #expect(pacer.ask(ticket, now: 0) == .go)
    #expect(pacer.ask(ticket, now: 10_000) != .go)
  }

  @Test func nothingLeavesBeforeRetryAfter() {
    var pacer = Self.pacer(burst: 10)
    Self.leave(&pacer, now: 0)
    pacer.throttled(sentAt: 0, retryAfter: 3_000, now: 100)
    let ticket = pacer.join()
    #expect(pacer.ask(ticket, now: 100) == .wait(milliseconds: 3_000))
    #expect(pacer.ask(ticket, now: 3_099) == .wait(milliseconds: 1))
    #expect(pacer.ask(ticket, now: 3_100) == .go)
    let next = pacer.join()
    #expect(pacer.ask(next, now: 3_100) == .wait(milliseconds: 400), "one probe, then half the rate")
  }

  @Test func aBareRefusalPausesAndALaterOneExtends() {
    var pacer = Self.pacer()
    pacer.throttled(sentAt: 0, retryAfter: nil, now: 0)
    #expect(pacer.blockedUntilMilliseconds == Pacer.barePauseMilliseconds)
    pacer.throttled(sentAt: 0, retryAfter: 5_000, now: 500)
    #expect(pacer.blockedUntilMilliseconds == 5_500)
    pacer.throttled(sentAt: 0, retryAfter: 1_000, now: 600)
    #expect(pacer.blockedUntilMilliseconds == 5_500)
    pacer.throttled(sentAt: 0, retryAfter: .max, now: 600)
    #expect(pacer.blockedUntilMilliseconds == 600 + Pacer.longestBlockMilliseconds)
  }

  @Test func aZeroRetryAfterGivesNoTokenAway() {
    var pacer = Self.pacer(burst: 1)
    Self.leave(&pacer, now: 0)
    for _ in 0..<30 { pacer.throttled(sentAt: 0, retryAfter: 0, now: 10) }
    let ticket = pacer.join()
    #expect(pacer.ask(ticket, now: 10) != .go)
  }

  @Test func oneCauseHalvesOnce() {
    var pacer = Self.pacer(rate: 8)
    for _ in 0..<30 { pacer.throttled(sentAt: 0, retryAfter: 0, now: 50) }
    #expect(pacer.callsPerSecond == 4)
    pacer.throttled(sentAt: 60, retryAfter: 0, now: 70)
    #expect(pacer.callsPerSecond == 2)
  }

  @Test func theRateHasAFloor() {
    var pacer = Self.pacer(rate: 8)
    for now in Int64(1)...50 { pacer.throttled(sentAt: now, retryAfter: 0, now: now) }
    #expect(pacer.callsPerSecond == 8 / Double(Pacer.floorDivisor))
  }

  @Test func recoveryIsAdditiveAndEndsAtTheFullRate() {
    var pacer = Self.pacer(rate: 8)
    pacer.throttled(sentAt: 0, retryAfter: 0, now: 100)
    pacer.accepted(sentAt: 50, now: 110)
    #expect(pacer.callsPerSecond == 4, "an answer to a call from before the refusal proves nothing")
    pacer.accepted(sentAt: 120, now: 130)
    #expect(pacer.callsPerSecond == 4.2)
    #expect(pacer.isSlowed)
    for _ in 0..<100 { pacer.accepted(sentAt: 140, now: 150) }
    #expect(pacer.callsPerSecond == 8)
    #expect(!pacer.isSlowed)
  }

  @Test(arguments: [0, -1, .nan, .infinity, 1e300] as [Double])
  func absurdSettingsAreBounded(_ rate: Double) {
    var pacer = Self.pacer(rate: rate, burst: -5)
    #expect((0.001...1_000).contains(pacer.callsPerSecond))
    Self.leave(&pacer, now: 0)
    let ticket = pacer.join()
    #expect(pacer.ask(ticket, now: .max / 2) == .go)
  }

  @Test func aClockThatGoesBackHarmsNothing() {
    var pacer = Self.pacer(burst: 1, now: 1_000)
    Self.leave(&pacer, now: 1_000)
    let ticket = pacer.join()
    #expect(pacer.ask(ticket, now: 500) == .wait(milliseconds: 200))
    #expect(pacer.ask(ticket, now: 1_200) == .go)
  }
}
