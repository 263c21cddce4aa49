// What one life contains, all of it drawn from one seed, and what came of it.
public import Sandbox
internal import ShippingCore
public import SyncEngine

public struct LifePlan: Sendable {
  public var seed: UInt64
  public var orders: Int
  /// Gestures of the manager and hand-overs happen during this long; then everything is left to settle.
  public var activeMinutes: Int64
  /// Longer than the slowest loop, the journeys and the longest back-off together.
  public var settlingMinutes: Int64 = 40 * 60
  /// The life begins this much after 8 o'clock in the morning in Kyiv.
  public var startsLateSeconds: Int64 = 0
  public var settings = EngineSettings.ofLives
  public var faults: FaultPlan
  /// Crashes at random port calls during the active hours.
  public var crashes: Int
  /// Crash at exactly these port calls, for the exhaustive runs.
  public var crashPoints: Set<CrashPoint>
  public var stepsClock: Bool
  public var hasLateHistory: Bool
  /// Disk full for a while, now and then.
  public var fillsDisk: Bool
  /// A rule of the daemon broken on purpose, to prove that the checks notice.
  public var sabotage: Sabotage?
  /// What the shop set differently.
  var adjust: @Sendable (inout Policy) -> Void = { _ in }
  /// Prints every call and log line.
  public var isTraced = false

  public init(
    seed: UInt64, orders: Int = 8, activeMinutes: Int64 = 600, faults: FaultPlan = .none, crashes: Int = 0,
    crashPoints: Set<CrashPoint> = [], stepsClock: Bool = false, hasLateHistory: Bool = false,
    fillsDisk: Bool = false, sabotage: Sabotage? = nil
  ) {
    self.seed = seed
    self.orders = orders
    self.activeMinutes = activeMinutes
    self.faults = faults
    self.crashes = crashes
    self.crashPoints = crashPoints
    self.stepsClock = stepsClock
    self.hasLateHistory = hasLateHistory
    self.fillsDisk = fillsDisk
    self.sabotage = sabotage
  }
}

extension Policy {
  /// For what all cabinets of the shop do alike.
  mutating func everyCabinet(_ change: (inout CabinetPolicy) -> Void) {
    for index in cabinets.indices { change(&cabinets[index]) }
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
    /// A scenario did not end, or not go, as it should.
    case unexpected
  }

  public struct Finding: Sendable, Equatable {
    public var kind: Kind
    public var text: String
  }

  public var seed: UInt64
  /// The scenario that was lived, and where it was crashed.
  public var scenario: String?
  public var crashPoint: CrashPoint?
  public var findings: [Finding] = []
  public var orders = 0
  public var shipments = 0
  public var portCalls = 0
  public var calls = 0
  /// Port calls before the settling began.
  public var activePortCalls = 0
  /// Calls while faults were on, and how many of them had one.
  public var activeCalls = 0
  public var faults = 0
  public var crashes = 0
  public var simulatedMilliseconds: Int64 = 0
  /// Digest of every call of the life in order: two runs of one seed have the same.
  public var fingerprint: UInt64 = 0

  public func count(_ kind: Kind) -> Int { findings.count { $0.kind == kind } }

  /// What to say to live this life again: `seed 17`, or `answer-lost-after-create, crash before port call 12`.
  public var name: String {
    guard let scenario else { return "seed \(seed)" }
    guard let crashPoint else { return scenario }
    return "\(scenario), crash \(crashPoint.side.rawValue) port call \(crashPoint.call)"
  }

  /// The findings, a line each, every line with what it takes to live the life again.
  public var lines: [String] { findings.map { "\(name): \($0.kind.rawValue): \($0.text)" } }
}

extension EngineSettings {
  /// The pace of a life of many hours.
  static let ofLives = EngineSettings(
    historyInterval: .seconds(300), ordersDelay: .milliseconds(500), writeBackDelay: .seconds(2),
    trackingInterval: .seconds(900), trackingIntervalSlowest: .seconds(7200),
    sweepInterval: .seconds(4 * 3600),
    accountRetryInterval: .seconds(600))

  /// Longer than any life: no sweep.
  static let never = Duration.seconds(10_000 * 3600)
}
