// What one life contains, all of it drawn from one seed, and what came of it.
public import Sandbox

public struct LifePlan: Sendable {
  public var seed: UInt64
  public var orders: Int
  /// Gestures of the manager and hand-overs happen during this long; then everything is left to settle.
  public var activeHours: Int64
  public var faults: FaultPlan
  /// Crashes at random port calls during the active hours.
  public var crashes: Int
  /// Crash at exactly these port calls, for the exhaustive runs.
  public var crashPoints: Set<CrashPoint>
  public var stepsClock: Bool
  public var hasLateHistory: Bool
  /// Disk full for a while, now and then.
  public var fillsDisk: Bool
  /// Without the slow sweep: history alone must not lose an order.
  public var sweeps = true
  /// A rule of the daemon broken on purpose, to prove that the checks notice.
  public var sabotage: Sabotage?
  /// Prints every call and log line.
  public var isTraced = false

  public init(
    seed: UInt64, orders: Int = 8, activeHours: Int64 = 10, faults: FaultPlan = .none, crashes: Int = 0,
    crashPoints: Set<CrashPoint> = [], stepsClock: Bool = false, hasLateHistory: Bool = false,
    fillsDisk: Bool = false, sabotage: Sabotage? = nil
  ) {
    self.seed = seed
    self.orders = orders
    self.activeHours = activeHours
    self.faults = faults
    self.crashes = crashes
    self.crashPoints = crashPoints
    self.stepsClock = stepsClock
    self.hasLateHistory = hasLateHistory
    self.fillsDisk = fillsDisk
    self.sabotage = sabotage
  }
}

/// Rules whose breaking must make lives fail. Each is a wrapper around a port, so the daemon's code is not touched.
public enum Sabotage: String, Sendable, CaseIterable {
  /// A create whose answer was lost is sent again.
  case retryCreate = "retry-create"
  /// The cursor moves in a commit of its own, before the orders are made due.
  case cursorFirst = "cursor-first"
  /// The intent of a create is not kept.
  case dropIntent = "drop-intent"
}

public struct LifeReport: Sendable, Equatable {
  public enum Kind: String, Sendable, CaseIterable {
    case duplicate
    case lost
    case orphan
    case wrongStatus = "wrong-status"
    case violation
  }

  public struct Finding: Sendable, Equatable {
    public var kind: Kind
    public var text: String
  }

  public var seed: UInt64
  public var findings: [Finding] = []
  public var orders = 0
  public var shipments = 0
  public var portCalls = 0
  public var calls = 0
  /// Calls while faults were on, and how many of them had one.
  public var activeCalls = 0
  public var faults = 0
  public var crashes = 0
  public var simulatedMilliseconds: Int64 = 0
  /// Digest of every call of the life in order: two runs of one seed have the same.
  public var fingerprint: UInt64 = 0

  public func count(_ kind: Kind) -> Int { findings.count { $0.kind == kind } }
}
