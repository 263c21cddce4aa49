// Looking at a ledger while the daemon writes it, and taking a copy away.
import Foundation
import GRDB
import ShippingCore
import SyncEngine
import Testing

@testable import Ledger

@Suite struct ReadOnlyLedgerTests {
  let directory: TemporaryDirectory
  var path: String { directory.file("ledger.sqlite") }

  init() throws { directory = try TemporaryDirectory() }

  @Test func theReaderSeesWhatIsCommittedBesideTheWriter() throws {
    let writer = try SQLiteLedger(path: path)
    let reader = try ReadOnlyLedger(path: path)
    #expect(try reader.entry(OrderID(1)) == nil)
    let written = try writer.commit(
      Sample.creation(1) + [EntryChange(order: OrderID(1), now: at(3), journal: [JournalLine("seen")])])
    #expect(try reader.entry(OrderID(1)) == written.last)
    #expect(try reader.journal(OrderID(1)).count == 1)
    #expect(try reader.counts() == writer.counts())
    #expect(try reader.openOrders(after: nil, limit: 5) == [OrderID(1)])
    _ = try writer.commit(Sample.creation(2))
    try writer.markDue([OrderID(3)], at: at(9))
    #expect(try reader.nextOrderDue() == at(9))
    #expect(try reader.entries(after: nil, limit: 1).map(\.orderID) == [OrderID(1)])
    #expect(try reader.entries(after: OrderID(1), limit: 5).map(\.orderID) == [OrderID(2)])
    try reader.close()
    try writer.close()
  }

  @Test func theReaderOfAStoppedDaemonLeavesTheLockFree() throws {
    let writer = try SQLiteLedger(path: path)
    try writer.beginHistory(at: HistoryRecordID(5), startedAt: at(1), taking: [])
    try writer.close()
    let reader = try ReadOnlyLedger(path: path)
    #expect(try reader.cursor()?.since == HistoryRecordID(5))
    let again = try SQLiteLedger(path: path)
    #expect(
      try again.record(
        [HistoryRecord(id: HistoryRecordID(6), order: nil, isOwn: false)], skippingOwn: true, now: at(2)) == 1
    )
    #expect(try reader.cursor()?.since == HistoryRecordID(6))
    try again.close()
    try reader.close()
  }

  @Test func aReaderDoesNotKeepTheWriterFromClosing() throws {
    let writer = try SQLiteLedger(path: path)
    let reader = try ReadOnlyLedger(path: path)
    _ = try writer.commit(Sample.creation(1))
    #expect(try reader.counts().live == 1)
    try writer.close()
    #expect(try reader.counts().live == 1)
    try reader.close()
    let again = try SQLiteLedger(path: path)
    #expect(try again.counts().live == 1)
    try again.close()
  }

  @Test func aCopyHoldsTheSameAndOverwritesNothing() throws {
    let writer = try SQLiteLedger(path: path)
    _ = try writer.commit(Sample.creation(1))
    let reader = try ReadOnlyLedger(path: path)
    let copy = directory.file("copy.sqlite")
    try reader.backup(to: copy)
    #expect(throws: LedgerFailure.self) { try reader.backup(to: copy) }
    let restored = try SQLiteLedger(path: copy)
    #expect(try restored.entry(OrderID(1)) == writer.entry(OrderID(1)))
    try restored.quickCheck()
    try restored.close()
    try reader.close()
    try writer.close()
  }
}
