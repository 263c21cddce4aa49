// What the metrics file tells of the calls to one API. The transports fill it in; the engine's room holds it, because
// the page is composed there and an adapter must not know another.

public struct CallFigures: Sendable, Hashable {
  /// `crm` or `ukrposhta`.
  public var api: String
  /// By endpoint, then outcome; how many endpoints there can be is bounded by the transport's own table.
  public var calls: [Row] = []
  /// Of every call that left, whatever its endpoint.
  public var durations = Durations()
  /// nil before the first connection.
  public var pacer: Pacer?

  public init(api: String) {
    self.api = api
  }

  public struct Row: Sendable, Hashable {
    public var endpoint: String
    public var outcome: String
    public var calls: Int

    public init(endpoint: String, outcome: String, calls: Int) {
      self.endpoint = endpoint
      self.outcome = outcome
      self.calls = calls
    }
  }

  public struct Pacer: Sendable, Hashable {
    public var tokens: Double
    public var waiting: Int
    public var callsPerSecond: Double
    public var blockedMilliseconds: Int64

    public init(tokens: Double, waiting: Int, callsPerSecond: Double, blockedMilliseconds: Int64) {
      self.tokens = tokens
      self.waiting = waiting
      self.callsPerSecond = callsPerSecond
      self.blockedMilliseconds = blockedMilliseconds
    }
  }

  /// A histogram with fixed bounds: a page of orders takes tenths of a second, a label seconds, a time-out a minute.
  public struct Durations: Sendable, Hashable {
    /// Upper bounds of the buckets.
    public static let bounds: [Int64] = [50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000]

    /// Calls by bucket, not summed up; what is longer than the last bound comes last.
    public private(set) var buckets = [Int](repeating: 0, count: Durations.bounds.count + 1)
    public private(set) var totalMilliseconds: Int64 = 0

    public init() {}

    public mutating func note(milliseconds: Int64) {
      let bucket = Durations.bounds.firstIndex { milliseconds <= $0 } ?? Durations.bounds.count
      buckets[bucket] += 1
      let (sum, overflow) = totalMilliseconds.addingReportingOverflow(max(0, milliseconds))
      totalMilliseconds = overflow ? .max : sum
    }
  }
}
