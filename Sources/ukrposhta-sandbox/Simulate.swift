// `simulate`: seeded lives of the whole daemon, faster than time, and scenarios crashed at every port call. What fails
// prints its seed, or the scenario and the place of the crash; the same again fails the same way.
import ArgumentParser
import Foundation
import Simulation

struct Simulate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Lives many simulated days of a shop, with faults and crashes, and counts what went wrong.",
    discussion: """
      Exit code 1 when anything did. `--first N --seeds 1` lives one seed again; `--exhaustive` crashes every \
      scenario before and after every port call; `--scenario NAME --crash before:12` lives one of those again.
      """)

  @Option(help: "How many lives.")
  var seeds: UInt64 = 200

  @Option(help: "The first seed.")
  var first: UInt64 = 1

  @Option(
    help: "Break a rule on purpose: retry-create, cursor-first or drop-intent. The lives must then fail.")
  var sabotage: String?

  @Flag(help: "Print every call and log line.")
  var trace = false

  @Flag(help: "Live every scenario, with a crash before and after each of its port calls.")
  var exhaustive = false

  @Option(help: "With --exhaustive: only every so many port calls.")
  var stride = 1

  @Option(help: "Only this scenario; without --exhaustive it is lived once.")
  var scenario: String?

  @Option(help: "With --scenario: where to crash, before:N or after:N.")
  var crash: String?

  func run() throws {
    var broken: Sabotage?
    if let sabotage {
      broken = Sabotage(rawValue: sabotage)
      guard broken != nil else { throw ValidationError("unknown --sabotage \(sabotage)") }
    }
    var chosen = Scenario.all
    if let scenario {
      guard let found = Scenario.named(scenario) else {
        throw ValidationError(
          "unknown --scenario \(scenario); there are: \(chosen.map(\.name).joined(separator: ", "))")
      }
      chosen = [found]
    }
    let crashPoint = try crash.map(Simulate.crashPoint)
    // Ledgers of lives go to memory where there is one: the simulation is about order, not about the disk.
    let memory = FileManager.default.isWritableFile(atPath: "/dev/shm") ? "/dev/shm" : NSTemporaryDirectory()
    let folder = "\(memory)/ukrposhta-simulation-\(ProcessInfo.processInfo.processIdentifier)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    if exhaustive {
      try exhaust(chosen, sabotage: broken, folder: folder)
    } else if scenario != nil {
      try liveOnce(chosen, crash: crashPoint, sabotage: broken, folder: folder)
    } else {
      try liveSeeds(sabotage: broken, folder: folder)
    }
  }

  private static func crashPoint(_ text: String) throws -> CrashPoint {
    let parts = text.split(separator: ":")
    guard parts.count == 2, let side = CrashPoint.Side(rawValue: String(parts[0])), let call = Int(parts[1])
    else { throw ValidationError("--crash is before:N or after:N, not \(text)") }
    return CrashPoint(call: call, side: side)
  }

  private func liveSeeds(sabotage: Sabotage?, folder: String) throws {
    let report = try Lives.run(
      seeds: first..<(first + seeds), sabotage: sabotage, isTraced: trace, folder: folder
    ) { sum in
      if sum.lives % 100 == 0 {
        FileHandle.standardError.write(
          Data("\(sum.lives) lives, \(Int(sum.realSeconds)) s, \(sum.failed.count) failed\n".utf8))
      }
    }
    show(report)
    if !report.isClean { throw ExitCode(1) }
  }

  private func liveOnce(_ scenarios: [Scenario], crash: CrashPoint?, sabotage: Sabotage?, folder: String)
    throws
  {
    var isClean = true
    for scenario in scenarios {
      let life = try scenario.live(
        crash: crash, sabotage: sabotage, isTraced: trace, path: "\(folder)/\(scenario.name).sqlite")
      for line in life.lines { print(line) }
      print("\(life.name): \(life.activePortCalls) port calls, \(life.findings.count) findings")
      isClean = isClean && life.findings.isEmpty
    }
    if !isClean { throw ExitCode(1) }
  }

  private func exhaust(_ scenarios: [Scenario], sabotage: Sabotage?, folder: String) throws {
    var (lives, failed, unclean, seconds) = (0, 0, 0, 0.0)
    for scenario in scenarios {
      let report = try Exhaustion.run(scenario, stride: stride, sabotage: sabotage, folder: folder)
      for life in report.failed.prefix(Simulate.shownFailures) { for line in life.lines { print(line) } }
      print(
        report.isClean ? "ok    " : "FAILED", report.scenario, "\(report.portCalls) port calls,",
        "\(report.lives) lives with a crash,", "\(report.failed.count) failed, \(Int(report.realSeconds)) s")
      lives += report.lives
      failed += report.failed.count
      unclean += report.isClean ? 0 : 1
      seconds += report.realSeconds
    }
    print(
      """
      scenarios          \(scenarios.count)
      lives with a crash \(lives)
      failed lives       \(failed)
      real time          \(Int(seconds)) s
      """)
    if unclean > 0 { throw ExitCode(1) }
  }

  private static let shownFailures = 10

  private func show(_ report: LivesReport) {
    for life in report.failed { for line in life.lines { print(line) } }
    func count(_ kind: LifeReport.Kind) -> Int { report.counts[kind] ?? 0 }
    let ratio = report.realSeconds > 0 ? report.simulatedSeconds / report.realSeconds : 0
    let faultPercent = report.activeCalls > 0 ? report.faults * 100 / report.activeCalls : 0
    print(
      """
      lives              \(report.lives)
      orders             \(report.orders)
      shipments made     \(report.shipments)
      port calls         \(report.portCalls)
      API calls          \(report.calls)
      with a fault       \(report.faults) of \(report.activeCalls) while faults were on (\(faultPercent) %)
      crashes            \(report.crashes)
      simulated time     \(Int(report.simulatedSeconds / 86_400)) days
      real time          \(Int(report.realSeconds)) s (ratio \(Int(ratio)))
      fingerprint        \(String(report.fingerprint, radix: 16))
      duplicate parcels  \(count(.duplicate))
      lost orders        \(count(.lost))
      orphans alive      \(count(.orphan))
      wrong statuses     \(count(.wrongStatus))
      rules broken       \(count(.violation))
      """)
  }
}
