// What the engine brings along for a real machine: its queue, timers, local days, the label spool.
import Foundation
import ShippingCore
import Synchronization
import Testing

@testable import SyncEngine

@Suite struct ClockTests {
  private func clock() throws -> (QueueExecutor, DispatchClock) {
    let executor = QueueExecutor(label: "test.engine")
    return (executor, DispatchClock(executor: executor, zone: try #require(LocalZone("Europe/Kyiv"))))
  }

  @Test func aTimerFiresOnceOnTheEnginesQueue() async throws {
    let (executor, clock) = try clock()
    await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
      _ = clock.schedule(after: .milliseconds(1)) {
        executor.checkIsolated()
        continuation.resume()
      }
    }
  }

  @Test func aCancelledTimerDoesNotFire() async throws {
    let (_, clock) = try clock()
    let fired = Mutex(false)
    let cancelled = clock.schedule(after: .milliseconds(5)) { fired.withLock { $0 = true } }
    cancelled.cancel()
    cancelled.cancel()
    // A later timer on the same queue: when it fires, the cancelled one would have.
    await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
      _ = clock.schedule(after: .milliseconds(30)) { continuation.resume() }
    }
    #expect(!fired.withLock { $0 })
  }

  @Test func tasksWithThePreferenceStayOnTheQueue() async throws {
    let (executor, _) = try clock()
    await Task(executorPreference: executor) {
      executor.checkIsolated()
      await withTaskGroup(of: Void.self) { group in
        for _ in 0..<8 { group.addTask { executor.checkIsolated() } }
      }
    }.value
  }

  @Test(arguments: [
    ("2026-03-28T22:30:00Z", "2026-03-29"), ("2026-03-28T21:59:59Z", "2026-03-28"),
    ("2026-10-24T21:30:00Z", "2026-10-25"), ("2026-10-25T21:59:59Z", "2026-10-25"),
    ("2026-12-31T22:00:00Z", "2027-01-01"),
  ])
  func theLocalDayFollowsTheZone(_ moment: String, _ day: String) throws {
    let date = try Date(moment, strategy: .iso8601)
    let instant = Instant(milliseconds: Int64(date.timeIntervalSince1970 * 1000))
    #expect(try #require(LocalZone("Europe/Kyiv")).day(of: instant) == day)
  }

  @Test func anUnknownZoneIsNoZone() {
    #expect(LocalZone("Europe/Atlantis") == nil)
  }
}

@Suite struct SpoolTests {
  @Test func aLabelIsWholeInItsPlaceAndTheNameCannotClimbOut() throws {
    let root = FileManager.default.temporaryDirectory.appendingPathComponent("spool-\(UUID().uuidString)")
      .path
    defer { try? FileManager.default.removeItem(atPath: root) }
    let spool = FileSpool(root: root)
    let barcode = try #require(Barcode("0500100031143"))
    let pdf = Array("%PDF-1.4 one".utf8)
    let file = try spool.store(
      pdf, cabinet: CabinetID("../etc"), day: "2026-11-23", order: OrderID(7), barcode: barcode)
    #expect(file == "___etc/2026-11-23/7-0500100031143.pdf")
    #expect(try Array(Data(contentsOf: URL(fileURLWithPath: "\(root)/\(file)"))) == pdf)
    // Again, with other bytes: the newer one stands, and nothing else lies in the folder.
    let newer = Array("%PDF-1.4 two".utf8)
    _ = try spool.store(
      newer, cabinet: CabinetID("../etc"), day: "2026-11-23", order: OrderID(7), barcode: barcode)
    #expect(try Array(Data(contentsOf: URL(fileURLWithPath: "\(root)/\(file)"))) == newer)
    let folder = try FileManager.default.contentsOfDirectory(atPath: "\(root)/___etc/2026-11-23")
    #expect(folder == ["7-0500100031143.pdf"])
  }
}

@Suite struct GroupNameTests {
  private let name = GroupName(
    installation: InstallationTag("1a2b3c4d"), cabinet: CabinetID("fop"), day: "2026-11-23", type: .standard)

  @Test func itReadsBackWhatItWrote() {
    #expect(name.text == "syncd 1a2b3c4d fop 2026-11-23 STANDARD")
    #expect(GroupName(name.text) == name)
  }

  @Test(arguments: [
    "", "Вівторок", "syncd fop 2026-11-23 STANDARD", "syncd 1a2b3c4d fop 2026-11-23 POST", "a b c d e",
  ])
  func theShopsOwnGroupsAreNotOurs(_ text: String) {
    #expect(GroupName(text) == nil)
  }
}
