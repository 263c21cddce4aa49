// How long to stay away after a failure: full jitter over an exponential ceiling. The random number comes
// from the caller (the engine owns the seed). The cap is applied while doubling, so that no attempt number,
// however large, can overflow on the way to the cap.

public struct Backoff: Sendable, Equatable {
  public let base: Duration
  public let cap: Duration

  /// A base or cap below zero counts as zero.
  public init(base: Duration, cap: Duration) {
    self.base = max(base, .zero)
    self.cap = max(cap, .zero)
  }

  /// The longest delay for an attempt: base × 2^attempt, at most the cap. With base 1 s and cap 300 s,
  /// attempts 0, 1, 2, 3, … 8, 9 give 1, 2, 4, 8, … 256, 300 s.
  public func ceiling(attempt: Int) -> Duration {
    var delay = min(base, cap)
    guard delay > .zero, attempt > 0 else { return delay }
    for _ in 0..<attempt {
      if delay > cap / 2 { return cap }
      delay = delay * 2
    }
    return delay
  }

  /// The delay itself, `jitter` of the ceiling. `jitter` outside [0, 1) is moved to the nearer end.
  public func delay(attempt: Int, jitter: Double) -> Duration {
    let share = jitter.isNaN ? 0 : min(max(jitter, 0), 1)
    return .milliseconds(Int64(Double(Self.milliseconds(ceiling(attempt: attempt))) * share))
  }

  /// Whole milliseconds, at most `longestMilliseconds`, so that the conversion through Double cannot trap.
  private static func milliseconds(_ duration: Duration) -> Int64 {
    let (seconds, attoseconds) = duration.components
    if seconds >= longestMilliseconds / 1_000 { return longestMilliseconds }
    return seconds * 1_000 + attoseconds / 1_000_000_000_000_000
  }

  /// About 35 years; far below 2^53, where Double stops counting whole numbers.
  private static let longestMilliseconds: Int64 = 1 << 40
}
