// Every scenario lived undisturbed, and crashed at its port calls. All crash points of all scenarios take minutes, so an
// ordinary run takes every k-th port call of each (both sides), beginning at another one in each scenario;
// EXHAUSTIVE=1 in the environment, like `ukrposhta-sandbox simulate --exhaustive`, takes all of them.
import Foundation
import Testing

@testable import Simulation

/// A folder of its own for the ledgers of one test, gone with it.
struct LedgerFolder: ~Copyable {
  let path: String

  init() throws {
    let memory = FileManager.default.isWritableFile(atPath: "/dev/shm") ? "/dev/shm" : NSTemporaryDirectory()
    path = "\(memory)/simulation-tests-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}

@Suite struct ScenarioTests {
  static let isExhaustive = ProcessInfo.processInfo.environment["EXHAUSTIVE"] == "1"
  /// Every so many port calls.
  static let stride = isExhaustive ? 1 : 31

  @Test(arguments: Scenario.all)
  func comesRight(_ scenario: Scenario) throws {
    let folder = try LedgerFolder()
    let life = try scenario.live(path: folder.path + "/life.sqlite")
    #expect(life.lines == [])
    #expect(life.crashes == 0)
    #expect(life.activePortCalls > 40, "the daemon hardly did anything")
  }

  @Test(arguments: Array(Scenario.all.enumerated()))
  func comesRightAfterACrashAnywhere(_ number: Int, _ scenario: Scenario) throws {
    let folder = try LedgerFolder()
    let first = 1 + number % ScenarioTests.stride
    let report = try Exhaustion.run(
      scenario, stride: ScenarioTests.stride, first: first, folder: folder.path)
    print(
      "\(scenario): \(report.lives) lives with a crash, at every \(ScenarioTests.stride). of",
      "\(report.portCalls) port calls from \(first)., \(report.failed.count) failed")
    #expect(report.failed.flatMap(\.lines) == [])
    #expect(report.crashes == report.lives, "a life did not repeat up to its crash")
    #expect(report.lives > 0)
  }

  @Test func namesAreUnique() {
    #expect(Set(Scenario.all.map(\.name)).count == Scenario.all.count)
    #expect(Scenario.named("answer-lost-after-create") != nil)
  }

  /// A scenario whose moment never comes must not pass for one that went well.
  @Test func aWaitThatIsNeverMetFails() throws {
    let folder = try LedgerFolder()
    let scenario = Scenario("never") { life in
      life.when("pigs fly", { _ in false })
    } expect: { _ in
    }
    let life = try scenario.live(path: folder.path + "/life.sqlite")
    #expect(life.lines == ["never: unexpected: it never came to this: pigs fly"])
  }

  @Test func aScenarioReplaysFromItsCrash() throws {
    let folder = try LedgerFolder()
    let scenario = try #require(Scenario.named("answer-lost-after-create"))
    let point = CrashPoint(call: 60, side: .after)
    let first = try scenario.live(crash: point, path: folder.path + "/first.sqlite")
    let second = try scenario.live(crash: point, path: folder.path + "/second.sqlite")
    #expect(first == second)
    #expect(first.crashes == 1)
    #expect(first.name == "answer-lost-after-create, crash after port call 60")
  }
}
