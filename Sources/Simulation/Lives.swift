// Many lives, one after another, and their sum: what `make simulate` prints.
internal import Foundation
internal import Sandbox
internal import ShippingCore
internal import SyncEngine

/// Sums over many lives.
public struct LivesReport: Sendable {
  public var lives = 0
  public var orders = 0
  public var shipments = 0
  public var portCalls = 0
  public var calls = 0
  public var activeCalls = 0
  public var faults = 0
  public var crashes = 0
  public var simulatedSeconds: Double = 0
  public var realSeconds: Double = 0
  public var counts: [LifeReport.Kind: Int] = [:]
  /// Of all lives together, in order: the same seeds give the same, in any process.
  public var fingerprint: UInt64 = 0
  /// The first lives with findings, with their seeds.
  public var failed: [LifeReport] = []

  public var isClean: Bool { counts.values.allSatisfy { $0 == 0 } && lives > 0 }

  mutating func add(_ report: LifeReport) {
    lives += 1
    orders += report.orders
    shipments += report.shipments
    portCalls += report.portCalls
    calls += report.calls
    activeCalls += report.activeCalls
    faults += report.faults
    crashes += report.crashes
    fingerprint = (fingerprint ^ report.fingerprint) &* 0x100_0000_01b3
    simulatedSeconds += Double(report.simulatedMilliseconds) / 1000
    for kind in LifeReport.Kind.allCases { counts[kind, default: 0] += report.count(kind) }
    if !report.findings.isEmpty, failed.count < LivesReport.failedLimit { failed.append(report) }
  }

  static let failedLimit = 50
}

public enum Lives {
  /// The plan of seed number `seed`: everything about it follows from the seed.
  public static func plan(seed: UInt64, sabotage: Sabotage? = nil) -> LifePlan {
    var generator = SeededGenerator(seed: seed &* 2_654_435_761)
    var plan = LifePlan(
      seed: seed, orders: 4 + Int(generator.next() % 9), activeMinutes: 480, faults: faults,
      crashes: Int(generator.next() % 7), stepsClock: generator.chance(0.3),
      hasLateHistory: generator.chance(0.5),
      fillsDisk: generator.chance(0.15), sabotage: sabotage)
    // Without the slow sweep, history alone must not lose an order.
    if !generator.chance(0.6) { plan.settings.sweepInterval = EngineSettings.never }
    let (attaches, prints) = (generator.chance(0.5), generator.chance(0.5))
    let quote = generator.chance(0.7) ? QuoteTarget.netCost : .off
    plan.adjust = { policy in
      policy.everyCabinet { cabinet in
        cabinet.attachesLabel = attaches
        cabinet.printsLabel = prints
        cabinet.quote = quote
      }
      if seed % 3 == 0 { policy.cabinets[1].mode = .plain }
    }
    return plan
  }

  /// Faults on well over a fifth of the calls, worst where it hurts.
  static let faults = FaultPlan(rules: [
    FaultPlan.Rule(.latency(minimum: 5, maximum: 3000), .probability(0.4)),
    FaultPlan.Rule(.dropBefore, .probability(0.05)), FaultPlan.Rule(.dropAfterEffect, .probability(0.06)),
    FaultPlan.Rule(.hang(afterEffect: true), .probability(0.01)),
    FaultPlan.Rule(.hang(afterEffect: false), .probability(0.01)),
    FaultPlan.Rule(.serverError(afterEffect: true), .probability(0.02)),
    FaultPlan.Rule(.badGateway(afterEffect: false), .probability(0.03)),
    FaultPlan.Rule(.unavailable(retryAfterSeconds: nil), .probability(0.02)),
    FaultPlan.Rule(.unavailable(retryAfterSeconds: 3), .probability(0.02)),
    FaultPlan.Rule(.tooManyRequests(retryAfterSeconds: 2), .probability(0.02)),
    FaultPlan.Rule(.halfBody, .probability(0.03)),
    FaultPlan.Rule(service: .post, .wrongTypes, .probability(0.03)),
    FaultPlan.Rule(service: .post, endpoint: "POST *shipments", .dropAfterEffect, .probability(0.2)),
    FaultPlan.Rule(
      service: .post, endpoint: "POST *shipments", .effectDelayed(milliseconds: 20_000), .probability(0.1)),
    FaultPlan.Rule(
      service: .post, endpoint: "POST *shipments", .lateGroup(milliseconds: 15_000), .probability(0.3)),
    FaultPlan.Rule(service: .post, endpoint: "DELETE shipments/{s}", .dropAfterEffect, .probability(0.2)),
  ])

  /// Lives `seeds`, each with a ledger file of its own in `folder`, which is emptied as it goes.
  public static func run(
    seeds: Range<UInt64>, sabotage: Sabotage? = nil, isTraced: Bool = false, folder: String,
    progress: (LivesReport) -> Void = { _ in }
  ) throws -> LivesReport {
    var sum = LivesReport()
    let start = Date()
    for seed in seeds {
      let path = "\(folder)/life-\(seed).sqlite"
      var plan = plan(seed: seed, sabotage: sabotage)
      plan.isTraced = isTraced
      // Its events hold the life only weakly, and an optimizer lets go after the last use.
      let life = Life(plan, path: path)
      sum.add(try withExtendedLifetime(life) { try life.run() })
      try removeLedger(path)
      sum.realSeconds = Date().timeIntervalSince(start)
      progress(sum)
    }
    return sum
  }
  static func removeLedger(_ path: String) throws {
    for suffix in ["", "-wal", "-shm", ".lock"] where FileManager.default.fileExists(atPath: path + suffix) {
      try FileManager.default.removeItem(atPath: path + suffix)
    }
  }
}
