// `simulate`: seeded lives of the whole daemon, faster than time. What fails prints its seed; the same seed fails again.
import ArgumentParser
import Foundation
import Simulation

struct Simulate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Lives many simulated days of a shop, with faults and crashes, and counts what went wrong.",
    discussion: "Exit code 1 when anything did. `--first N --seeds 1` lives one seed again.")

  @Option(help: "How many lives.")
  var seeds: UInt64 = 200

  @Option(help: "The first seed.")
  var first: UInt64 = 1

  @Option(
    help: "Break a rule on purpose: retry-create, cursor-first or drop-intent. The lives must then fail.")
  var sabotage: String?

  @Flag(help: "Print every call and log line.")
  var trace = false

  func run() throws {
    var broken: Sabotage?
    if let sabotage {
      broken = Sabotage(rawValue: sabotage)
      guard broken != nil else { throw ValidationError("unknown --sabotage \(sabotage)") }
    }
    // Ledgers of lives go to memory where there is one: the simulation is about order, not about the disk.
    let memory = FileManager.default.isWritableFile(atPath: "/dev/shm") ? "/dev/shm" : NSTemporaryDirectory()
    let folder = "\(memory)/ukrposhta-simulation-\(ProcessInfo.processInfo.processIdentifier)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let report = try Lives.run(
      seeds: first..<(first + seeds), sabotage: broken, isTraced: trace, folder: folder
    ) { sum in
      if sum.lives % 100 == 0 {
        FileHandle.standardError.write(
          Data("\(sum.lives) lives, \(Int(sum.realSeconds)) s, \(sum.failed.count) failed\n".utf8))
      }
    }
    show(report)
    if !report.isClean { throw ExitCode(1) }
  }

  private func show(_ report: LivesReport) {
    for life in report.failed {
      for finding in life.findings { print("seed \(life.seed): \(finding.kind.rawValue): \(finding.text)") }
    }
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
      duplicate parcels  \(count(.duplicate))
      lost orders        \(count(.lost))
      orphans alive      \(count(.orphan))
      wrong statuses     \(count(.wrongStatus))
      rules broken       \(count(.violation))
      """)
  }
}
