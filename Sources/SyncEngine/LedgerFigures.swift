// What is counted in the ledger, for metrics and alerts: numbers and codes, never an order's data. Each is answered by an
// index over just what is counted, whatever the number of orders that are settled.
public import ShippingCore

public struct LedgerFigures: Sendable, Hashable {
  public var creating = 0
  public var live = 0
  public var withdrawing = 0
  /// Orders with a problem.
  public var parked = 0
  /// Orders whose card is to be written, now or later.
  public var writeBacks = 0
  /// What is due now, by queue: `orders`, `write-back`, `tracking`.
  public var queues: [Queue] = []
  /// Orders by what stands in their card; only marks that stand somewhere.
  public var marks: [CardMark: Int] = [:]
  /// Since the ledger was made, by cabinet.
  public var tallies: [TallyKey: Int] = [:]
  public var fileBytes: Int64 = 0
  public var logBytes: Int64 = 0

  public init() {}

  public struct Queue: Sendable, Hashable {
    public var name: String
    public var due: Int
    /// When the one that waits longest became due; nil when none waits.
    public var oldest: Instant?

    public init(name: String, due: Int, oldest: Instant?) {
      self.name = name
      self.due = due
      self.oldest = oldest
    }
  }
}

public struct TallyKey: Sendable, Hashable, Comparable {
  public var tally: Tally
  /// Empty where the cabinet is not known.
  public var cabinet: CabinetID

  public init(_ tally: Tally, _ cabinet: CabinetID) {
    self.tally = tally
    self.cabinet = cabinet
  }

  public static func < (left: TallyKey, right: TallyKey) -> Bool {
    (left.tally.rawValue, left.cabinet) < (right.tally.rawValue, right.cabinet)
  }
}

/// What was counted in one hour.
public struct HourTally: Sendable, Hashable {
  /// Beginning of the hour.
  public var hour: Instant
  public var key: TallyKey
  public var count: Int

  public init(hour: Instant, key: TallyKey, count: Int) {
    self.hour = hour
    self.key = key
    self.count = count
  }
}

/// An order in whose card something stands.
public struct MarkedOrder: Sendable, Hashable {
  public var order: OrderID
  /// What people call it; nil when it was never read.
  public var number: String?
  /// When it was first seen to stand there.
  public var since: Instant

  public init(order: OrderID, number: String?, since: Instant) {
    self.order = order
    self.number = number
    self.since = since
  }
}
