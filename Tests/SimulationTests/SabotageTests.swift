// Checks that the checks work: a daemon with one rule broken on purpose must be found out, by scenarios for certain and
// by seeded lives within a few seeds.
import Foundation
import Testing

@testable import Simulation

@Suite struct SabotageTests {
  /// What is broken, the scenario that is made for it, what comes of it.
  static let scenarios: [(Sabotage, String, LifeReport.Kind)] = [
    (.retryCreate, "answer-lost-after-create", .unexpected),
    (.dropIntent, "create-carried-out-20-seconds-late", .unexpected),
    (.cursorFirst, "crash-between-cursor-and-queue", .lost),
  ]

  @Test(arguments: scenarios)
  func aScenarioFindsIt(_ sabotage: Sabotage, _ name: String, _ kind: LifeReport.Kind) throws {
    let folder = try LedgerFolder()
    let scenario = try #require(Scenario.named(name))
    let report = try Exhaustion.run(scenario, sabotage: sabotage, stopsAtFailure: true, folder: folder.path)
    let failed = try #require(report.failed.first, "\(sabotage.rawValue) was not found out")
    #expect(failed.findings.contains { $0.kind == kind }, "found otherwise: \(failed.lines)")
    #expect(failed.lines.allSatisfy { $0.hasPrefix(name) })
  }

  @Test(arguments: Sabotage.allCases)
  func seededLivesFindItSoon(_ sabotage: Sabotage) throws {
    let folder = try LedgerFolder()
    for seed in SabotageTests.seeds {
      let report = try Lives.run(seeds: seed..<(seed + 1), sabotage: sabotage, folder: folder.path)
      if let failed = report.failed.first {
        #expect(!report.isClean)
        #expect(failed.lines.allSatisfy { $0.hasPrefix("seed \(seed): ") }, "a failing life says its seed")
        return
      }
    }
    Issue.record("\(sabotage.rawValue) was not found out by its seeds")
  }

  /// Each is found out by one of them; which, depends on every draw before.
  private static let seeds: ClosedRange<UInt64> = 5...16
}
