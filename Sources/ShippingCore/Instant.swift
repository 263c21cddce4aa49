// A point of wall time. The core never asks what time it is: `now` is a parameter of every decision, so that a
// decision can be replayed. Arithmetic saturates, because instants also come from outside and a trap is a crash.

/// Milliseconds since 1970-01-01T00:00:00Z.
public struct Instant: Hashable, Comparable, Sendable, Codable {
  public var milliseconds: Int64

  public init(milliseconds: Int64) {
    self.milliseconds = milliseconds
  }

  public init(from decoder: any Decoder) throws {
    milliseconds = try decoder.singleValueContainer().decode(Int64.self)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(milliseconds)
  }

  public static func < (left: Instant, right: Instant) -> Bool {
    left.milliseconds < right.milliseconds
  }

  public static func + (instant: Instant, duration: Duration) -> Instant {
    let (sum, overflow) = instant.milliseconds.addingReportingOverflow(duration.wholeMilliseconds)
    if overflow { return Instant(milliseconds: duration < .zero ? .min : .max) }
    return Instant(milliseconds: sum)
  }

  public static func - (instant: Instant, duration: Duration) -> Instant {
    instant + (.zero - duration)
  }

  /// How long from `earlier` to `self`; negative when `earlier` is later.
  public func since(_ earlier: Instant) -> Duration {
    let (difference, overflow) = milliseconds.subtractingReportingOverflow(earlier.milliseconds)
    return .milliseconds(overflow ? (milliseconds < 0 ? Int64.min : Int64.max) : difference)
  }
}

extension Duration {
  /// The duration in whole milliseconds, clamped to what an `Int64` holds.
  public var wholeMilliseconds: Int64 {
    let (seconds, attoseconds) = components
    let (product, overflow) = seconds.multipliedReportingOverflow(by: 1000)
    if overflow { return seconds < 0 ? .min : .max }
    let (sum, overflow2) = product.addingReportingOverflow(attoseconds / 1_000_000_000_000_000)
    return overflow2 ? (seconds < 0 ? .min : .max) : sum
  }
}
