// A full disk: the failure says so, nothing is half written, and the same ledger works on when there is room
// again.
import Foundation
import GRDB
import ShippingCore
import SyncEngine
import Testing

@testable import Ledger

@Suite struct DiskFullTests {
  /// Commits until the ledger refuses; the orders that were committed and the refusal.
  private func fill(_ ledger: SQLiteLedger, from first: Int64) -> (
    committed: [OrderID], failure: LedgerFailure?
  ) {
    var committed: [OrderID] = []
    for order in first..<(first + 5000) {
      do {
        _ = try ledger.commit(Sample.creation(order))
        committed.append(OrderID(order))
      } catch {
        return (committed, error)
      }
    }
    return (committed, nil)
  }

  @Test func aFileThatMayNotGrowIsFullAndRecovers() throws {
    let directory = try TemporaryDirectory()
    let ledger = try SQLiteLedger(path: directory.file("ledger.sqlite"))
    try ledger.queue.inDatabase { db in
      let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
      try db.execute(sql: "PRAGMA max_page_count = \(pages + 8)")
    }
    let (committed, failure) = fill(ledger, from: 1)
    #expect(failure?.kind == .full)
    #expect(try ledger.openOrders(after: nil, limit: 5000) == committed)
    let refused = OrderID(Int64(committed.count) + 1)
    #expect(try ledger.entry(refused) == nil)

    try ledger.queue.inDatabase { try $0.execute(sql: "PRAGMA max_page_count = 100000") }
    _ = try ledger.commit(Sample.creation(refused.rawValue))
    #expect(try ledger.openOrders(after: nil, limit: 5000) == committed + [refused])
    try ledger.quickCheck()
    try ledger.close()
  }

  /// Only root can mount a disk small enough to fill.
  @Test(.enabled(if: SmallDisk.isPossible, "needs the right to mount a tmpfs"))
  func aDiskWithoutRoomIsFullAndRecovers() throws {
    let disk = try SmallDisk(kilobytes: 1024)
    defer { disk.unmount() }
    let ballast = disk.path + "/ballast"
    try Data(count: 512 * 1024).write(to: URL(fileURLWithPath: ballast))
    let path = disk.path + "/ledger.sqlite"
    let ledger = try SQLiteLedger(path: path)
    let (committed, failure) = fill(ledger, from: 1)
    #expect(failure?.kind == .full, "\(failure?.description ?? "")")
    #expect(!committed.isEmpty)
    #expect(try ledger.openOrders(after: nil, limit: 5000) == committed)

    try FileManager.default.removeItem(atPath: ballast)
    let next = Int64(committed.count) + 1
    _ = try ledger.commit(Sample.creation(next))
    #expect(try ledger.entry(OrderID(next))?.shipment != nil)
    try ledger.quickCheck()
    try ledger.close()
    let again = try SQLiteLedger(path: path)
    #expect(try again.openOrders(after: nil, limit: 5000) == committed + [OrderID(next)])
    try again.close()
  }
}

/// A tmpfs of a given size.
final class SmallDisk {
  let path: String

  static let isPossible: Bool = {
    guard geteuid() == 0, let disk = try? SmallDisk(kilobytes: 64) else { return false }
    disk.unmount()
    return true
  }()

  init(kilobytes: Int) throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("disk-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
    do {
      try SmallDisk.run("mount", "-t", "tmpfs", "-o", "size=\(kilobytes)k", "tmpfs", path)
    } catch {
      try? FileManager.default.removeItem(atPath: path)
      throw error
    }
  }

  func unmount() {
    do {
      try SmallDisk.run("umount", path)
      try FileManager.default.removeItem(atPath: path)
    } catch {
      Issue.record("cannot unmount \(path): \(error)")
    }
  }

  private struct CommandFailed: Error { var status: Int32 }

  private static func run(_ arguments: String...) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = arguments
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw CommandFailed(status: process.terminationStatus) }
  }
}
