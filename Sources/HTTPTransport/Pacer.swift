// Decides when a call may leave: a token bucket whose rate halves when the peer says "too often" and recovers
// a step per answer. Pure: `now` is a parameter, waiting is the caller's. First come, first served: a caller
// takes a ticket and only the oldest ticket may leave, so that a late caller cannot overtake one that waits
// for its token. Thirty calls in flight may all come back with 429 for one cause; the rate halves once for
// it, not thirty times.

public struct Pacer: Sendable {
  public struct Configuration: Sendable, Equatable {
    /// Calls a second when all is well. CRM: 5 of the key's 10 (behaviour.md §1).
    public var callsPerSecond: Double
    /// Calls that may leave together after a quiet time.
    public var burst: Int

    public init(callsPerSecond: Double, burst: Int) {
      self.callsPerSecond = callsPerSecond
      self.burst = burst
    }
  }

  /// A place in the line.
  public struct Ticket: Sendable, Hashable {
    fileprivate let number: UInt64
  }

  public enum Answer: Sendable, Equatable {
    case go
    /// Ask again after this long, never less than 1; it is when the call may leave if nothing changes.
    case wait(milliseconds: Int64)
  }

  /// The rate never falls below this share of the full one.
  public static let floorDivisor: Int64 = 16
  /// Each good answer gives back this share of the full rate.
  public static let recoveryDivisor: Int64 = 40
  /// Nothing leaves for this long after 429 or 503 without Retry-After (the vendor's own example waits as
  /// long).
  public static let barePauseMilliseconds: Int64 = 1_000
  /// The longest Retry-After obeyed.
  public static let longestBlockMilliseconds: Int64 = 300_000

  /// A token is a million micro-tokens; at a rate in thousandths of a call a second, one millisecond brings
  /// exactly `rate` of them. Whole numbers replay exactly.
  private static let token: Int64 = 1_000_000
  private static let slowestRate: Int64 = 1
  private static let fastestRate: Int64 = 1_000_000
  /// Beyond it the bucket is full at any rate that matters; keeps the product far from overflow.
  private static let longestRefillMilliseconds: Int64 = 3_600_000

  private let fullRate: Int64
  private let capacity: Int64
  private var rate: Int64
  private var tokens: Int64
  private var refilledAt: Int64
  private var slowedAt: Int64?
  private var nextNumber: UInt64 = 0
  private var line: [UInt64] = []

  /// Nothing leaves before this moment; nil when nothing ever blocked.
  public private(set) var blockedUntilMilliseconds: Int64?

  /// A rate outside 0.001…1,000 a second and a burst outside 1…1,000 are moved to the nearer end.
  public init(_ configuration: Configuration, now: Int64) {
    let wanted = configuration.callsPerSecond
    let bounded = wanted.isNaN ? 1 : min(max(wanted, 0.001), 1_000)
    fullRate = min(max(Int64(bounded * 1_000), Self.slowestRate), Self.fastestRate)
    rate = fullRate
    capacity = Int64(min(max(configuration.burst, 1), 1_000)) * Self.token
    tokens = capacity
    refilledAt = now
  }

  public var callsPerSecond: Double { Double(rate) / 1_000 }
  public var isSlowed: Bool { rate < fullRate }
  public var waiting: Int { line.count }

  /// Calls that could leave together at `now` if nothing blocked them.
  public func tokens(at now: Int64) -> Double {
    var later = self
    later.refill(now)
    return Double(later.tokens) / Double(Self.token)
  }

  /// Takes a place at the end of the line.
  public mutating func join() -> Ticket {
    defer { nextNumber &+= 1 }
    line.append(nextNumber)
    return Ticket(number: nextNumber)
  }

  /// Gives the place up. A ticket that has left already is ignored.
  public mutating func leave(_ ticket: Ticket) {
    line.removeAll { $0 == ticket.number }
  }

  /// `.go` takes the ticket out of the line; one that is not in the line never gets `.go`.
  public mutating func ask(_ ticket: Ticket, now: Int64) -> Answer {
    refill(now)
    let place = line.firstIndex(of: ticket.number) ?? line.count
    let blocked = max(0, (blockedUntilMilliseconds ?? now) - now)
    if place == 0, !line.isEmpty, blocked == 0, tokens >= Self.token {
      line.removeFirst()
      tokens -= Self.token
      return .go
    }
    let missing = Int64(place + 1) * Self.token - tokens
    let untilTokens = missing > 0 ? (missing + rate - 1) / rate : 0
    return .wait(milliseconds: max(1, blocked + untilTokens))
  }

  /// The peer answered a call that left at `sentAt`, and not with 5xx or 429.
  public mutating func accepted(sentAt: Int64, now: Int64) {
    refill(now)
    guard isSlowed, sentAt >= (slowedAt ?? sentAt) else { return }
    rate = min(fullRate, rate + max(1, fullRate / Self.recoveryDivisor))
  }

  /// The peer answered 429 or 503 to a call that left at `sentAt`; `retryAfter` is its wish in milliseconds.
  public mutating func throttled(sentAt: Int64, retryAfter: Int64?, now: Int64) {
    refill(now)
    let wait = min(max(retryAfter ?? Self.barePauseMilliseconds, 0), Self.longestBlockMilliseconds)
    let until = max(blockedUntilMilliseconds ?? now, now + wait)
    blockedUntilMilliseconds = until
    // After the block one call leaves as a probe, not a whole burst; without a block there is nothing to
    // give.
    tokens = wait > 0 ? Self.token : min(tokens, Self.token)
    refilledAt = max(refilledAt, until)
    guard sentAt >= (slowedAt ?? sentAt) else { return }
    slowedAt = now
    rate = max(rate / 2, max(fullRate / Self.floorDivisor, Self.slowestRate))
  }

  private mutating func refill(_ now: Int64) {
    guard now > refilledAt else { return }
    let elapsed = min(now - refilledAt, Self.longestRefillMilliseconds)
    tokens = min(capacity, tokens + elapsed * rate)
    refilledAt = now
  }
}
