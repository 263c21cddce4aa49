// Lives drawn from seeds: all of them end well, the same seed lives the same life to the byte, and what fails says which
// seed it was.
import Foundation
import Sandbox
import Testing

@testable import Simulation

@Suite struct LivesTests {
  static let seeds: Range<UInt64> = 1..<26

  @Test(arguments: [1..<14, 14..<26] as [Range<UInt64>])
  func seededLivesEndWell(_ seeds: Range<UInt64>) throws {
    let folder = try LedgerFolder()
    let report = try Lives.run(seeds: seeds, folder: folder.path)
    #expect(report.failed.flatMap(\.lines) == [])
    #expect(report.isClean)
    #expect(report.lives == seeds.count)
    #expect(report.shipments > report.lives && report.crashes > 0)
    // Faults on at least a fifth of the calls, or the lives prove little.
    #expect(report.faults * 5 >= report.activeCalls, "\(report.faults) faults on \(report.activeCalls) calls")
  }

  @Test func theSameSeedLivesTheSameLife() throws {
    let folder = try LedgerFolder()
    let (first, firstBytes) = try live(seed: 3, in: folder.path, name: "first")
    let (second, secondBytes) = try live(seed: 3, in: folder.path, name: "second")
    #expect(first == second)
    #expect(first.crashes > 0, "a life without a crash proves less")
    #expect(!firstBytes.isEmpty && firstBytes == secondBytes)
  }

  @Test func anotherSeedLivesAnotherLife() throws {
    let folder = try LedgerFolder()
    let (first, firstBytes) = try live(seed: 4, in: folder.path, name: "first")
    let (second, secondBytes) = try live(seed: 5, in: folder.path, name: "second")
    #expect(first.fingerprint != second.fingerprint)
    #expect(firstBytes != secondBytes)
  }

  private func live(seed: UInt64, in folder: String, name: String) throws -> (LifeReport, Data) {
    let path = "\(folder)/\(name).sqlite"
    let life = Life(Lives.plan(seed: seed), path: path)
    let report = try withExtendedLifetime(life) { try life.run() }
    return (report, try Data(contentsOf: URL(fileURLWithPath: path)))
  }
}
