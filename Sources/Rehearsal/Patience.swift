// Waiting for what happens in another process: ask again and again until it is so, or until a named moment
// has come. A newcomer waits a fixed time and hopes; on a busy machine that is both too short and too long.

/// A moment until which a whole rehearsal may go on.
public struct Patience: Sendable {
  /// Between two looks at the same thing.
  public static let pause = Duration.milliseconds(15)

  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  /// How long the whole may take.
  public let limit: Duration

  public init(limit: Duration) {
    self.limit = limit
    start = clock.now
  }

  public var elapsed: Duration { start.duration(to: clock.now) }

  /// Returns when `isSo` is true. Throws `PatienceRanOut` after `atMost`, or when the whole has lasted too
  /// long.
  public func wait(
    for what: String, atMost: Duration? = nil, _ isSo: () async throws -> Bool
  ) async throws {
    let begun = clock.now
    while try await !isSo() {
      if elapsed >= limit { throw PatienceRanOut(what: what, after: limit, isWhole: true) }
      let waited = begun.duration(to: clock.now)
      if let atMost, waited >= atMost { throw PatienceRanOut(what: what, after: atMost, isWhole: false) }
      try await clock.sleep(for: Self.pause)
    }
  }
}

public struct PatienceRanOut: Error, CustomStringConvertible {
  public var what: String
  public var after: Duration
  /// The hard stop of the whole, not the limit of this one thing.
  public var isWhole: Bool

  public var description: String {
    let seconds = after.components.seconds
    return isWhole
      ? "stopped after \(seconds) s, the longest this may take; still waiting for \(what)"
      : "waited \(seconds) s for \(what)"
  }
}
