// A scenario lived once for every port call it makes, and twice: with a crash before the call and with one after it. Up
// to the crash such a life is the undisturbed one, call by call; after it everything has to come right all the same.
internal import Foundation

public struct ExhaustionReport: Sendable {
  public var scenario: String
  /// Port calls of the undisturbed life: so many places there are to crash at, each with two sides.
  public var portCalls = 0
  /// Lives with a crash, and how many of them really crashed: less means that a life did not repeat.
  public var lives = 0
  public var crashes = 0
  public var realSeconds = 0.0
  public var failed: [LifeReport] = []

  public var isClean: Bool { failed.isEmpty && lives > 0 && crashes == lives }
}

public enum Exhaustion {
  /// Every `stride`-th port call from number `first` on, both sides; 1 is every one. `folder` holds the ledgers and is
  /// emptied as it goes. Stops at the first failure when `stopsAtFailure`.
  public static func run(
    _ scenario: Scenario, stride step: Int = 1, first: Int = 1, sabotage: Sabotage? = nil,
    stopsAtFailure: Bool = false,
    folder: String
  ) throws -> ExhaustionReport {
    let start = Date()
    var report = ExhaustionReport(scenario: scenario.name)
    defer { report.realSeconds = Date().timeIntervalSince(start) }
    let path = "\(folder)/\(scenario.name).sqlite"
    func live(_ crash: CrashPoint?) throws -> LifeReport {
      defer { report.realSeconds = Date().timeIntervalSince(start) }
      let life = try scenario.live(crash: crash, sabotage: sabotage, path: path)
      try Lives.removeLedger(path)
      try Lives.removeLedger(path + ".copy")
      if !life.findings.isEmpty { report.failed.append(life) }
      return life
    }
    report.portCalls = try live(nil).activePortCalls
    for call in Swift.stride(from: max(1, first), through: report.portCalls, by: max(1, step)) {
      for side in CrashPoint.Side.allCases {
        if stopsAtFailure, !report.failed.isEmpty { return report }
        report.lives += 1
        report.crashes += try live(CrashPoint(call: call, side: side)).crashes
      }
    }
    return report
  }
}
