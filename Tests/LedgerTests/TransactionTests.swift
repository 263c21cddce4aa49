// What is written together, what is never written, and what a failure in the middle leaves behind.
import Foundation
import GRDB
import ShippingCore
import SyncEngine
import Testing

@testable import Ledger

@Suite struct TransactionTests {
  let directory: TemporaryDirectory
  let ledger: SQLiteLedger

  init() throws {
    directory = try TemporaryDirectory()
    ledger = try SQLiteLedger(path: directory.file("ledger.sqlite"))
  }

  private func run(_ sql: String) throws {
    try ledger.queue.inDatabase { try $0.execute(sql: sql) }
  }

  /// Every row of every table, in a fixed order.
  static func dump(_ ledger: SQLiteLedger) throws -> [String] {
    try ledger.queue.inDatabase { db in
      let names = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
      return try String.fetchAll(db, sql: names).flatMap { table in
        try Row.fetchAll(db, sql: "SELECT * FROM \(table)").map { "\(table): \($0.databaseValues)" }.sorted()
      }
    }
  }

  @Test(arguments: [
    "CREATE TEMP TRIGGER boom BEFORE INSERT ON seen_records BEGIN SELECT RAISE(ABORT, 'boom'); END",
    "CREATE TEMP TRIGGER boom BEFORE UPDATE ON history BEGIN SELECT RAISE(ABORT, 'boom'); END",
    "CREATE TEMP TRIGGER boom AFTER UPDATE ON orders BEGIN SELECT RAISE(ABORT, 'boom'); END",
  ])
  func cursorAndQueueMoveTogetherOrNotAtAll(_ trigger: String) throws {
    try ledger.beginHistory(at: HistoryRecordID(10), startedAt: at(0), taking: [])
    try ledger.markDue([OrderID(2)], at: at(90))
    let before = try TransactionTests.dump(ledger)
    let records = [Int64(11), 12].map {
      HistoryRecord(id: HistoryRecordID($0), order: OrderID($0 - 10), isOwn: false)
    }
    try run(trigger)
    #expect(throws: LedgerFailure.self) { _ = try ledger.record(records, skippingOwn: true, now: at(1)) }
    #expect(try TransactionTests.dump(ledger) == before)
    try run("DROP TRIGGER boom")
    #expect(try ledger.record(records, skippingOwn: true, now: at(1)) == 2)
    #expect(try ledger.cursor()?.since == HistoryRecordID(12))
    #expect(try ledger.dueOrders(now: at(1), limit: 9).map(\.id) == [OrderID(1), OrderID(2)])
  }

  @Test(arguments: ["shipments", "recipients", "journal"])
  func anEntryIsWrittenWithEverythingThatFollowsFromIt(_ table: String) throws {
    try run("CREATE TEMP TRIGGER boom BEFORE INSERT ON \(table) BEGIN SELECT RAISE(ABORT, 'boom'); END")
    let before = try TransactionTests.dump(ledger)
    var changes = Sample.creation(1)
    changes[1].journal = [JournalLine("shipment created")]
    #expect(throws: LedgerFailure.self) { _ = try ledger.commit(changes) }
    #expect(try TransactionTests.dump(ledger) == before)
    try run("DROP TRIGGER boom")
    #expect(try ledger.commit(changes).count == 2)
  }

  @Test func twoLiveShipmentsOfAnOrderAreImpossibleInSQLToo() throws {
    _ = try ledger.commit(Sample.creation(1))
    let second = """
      INSERT INTO shipments (order_id, uuid, barcode, cabinet, generation, state)
      VALUES (1, 'another', '0500000000001', 'main', 1, 'live')
      """
    #expect(throws: DatabaseError.self) { try run(second) }
    try run("UPDATE shipments SET state = 'withdrawn'")
    try run(second)
  }

  @Test func aWithdrawnShipmentKeepsItsBarcode() throws {
    _ = try ledger.commit(Sample.creation(1))
    _ = try ledger.commit([EntryChange(order: OrderID(1), now: at(2)) { $0.phase = .none }])
    _ = try ledger.commit(Sample.creation(1, generation: 2))
    let rows = try ledger.queue.inDatabase {
      try Row.fetchAll($0, sql: "SELECT barcode, generation, state FROM shipments ORDER BY generation")
        .map {
          "\($0["barcode"] as String? ?? "") \($0["generation"] as Int? ?? 0) \($0["state"] as String? ?? "")"
        }
    }
    #expect(rows == ["0000000000101 1 withdrawn", "0000000000102 2 live"])
  }

  @Test func withNothingToDoNothingIsWritten() throws {
    try ledger.beginHistory(at: HistoryRecordID(10), startedAt: at(0), taking: [])
    let records = [HistoryRecord(id: HistoryRecordID(11), order: OrderID(1), isOwn: false)]
    _ = try ledger.record(records, skippingOwn: true, now: at(1))
    _ = try ledger.commit(Sample.creation(1, tracking: .at(at(5))))
    let sender = SenderRecord(
      cabinet: Sample.cabinet, digest: "d", client: ClientUUID("c"))
    let group = GroupRecord(
      cabinet: Sample.cabinet, group: ShipmentGroup(uuid: GroupUUID("g"), name: "n", type: .standard),
      day: "d")
    try ledger.save(sender)
    try ledger.save([group])

    let before = try traces()
    for _ in 0..<3 {
      #expect(try ledger.record(records, skippingOwn: true, now: at(2)) == 0)
      #expect(try ledger.record([], skippingOwn: true, now: at(2)) == 0)
      try ledger.beginHistory(at: HistoryRecordID(50), startedAt: at(9), taking: [])
      _ = try ledger.dueOrders(now: at(9), limit: 100)
      _ = try ledger.dueTracking(cabinet: Sample.cabinet, now: at(9), limit: 100)
      _ = try ledger.dueWriteBacks(now: at(9), limit: 100)
      _ = try (ledger.nextOrderDue(), ledger.nextTrackingDue(), ledger.nextWriteBackDue(), ledger.counts())
      #expect(try ledger.unpark(now: at(9)) == 0)
      try ledger.save(sender)
      try ledger.save([group])
      _ = try ledger.commit([EntryChange(order: OrderID(1), now: at(9))])
      try ledger.markDue([], at: at(9))
    }
    #expect(try traces() == before)
  }

  /// What shows that something was written: SQLite's count of changed rows, size and time of the log and of
  /// the file.
  private func traces() throws -> [String] {
    let path = directory.file("ledger.sqlite")
    var traces = ["\(ledger.queue.inDatabase { $0.totalChangesCount })"]
    for file in [path, path + "-wal"] {
      let attributes = try FileManager.default.attributesOfItem(atPath: file)
      let date = attributes[.modificationDate] as? Date
      traces.append("\(attributes[.size] ?? "") \(date?.timeIntervalSince1970 ?? 0)")
    }
    return traces
  }

  @Test func theSameWorkWritesTheSameBytes() throws {
    let files = try ["a", "b"].map { name in
      let path = directory.file(name)
      let ledger = try SQLiteLedger(path: path)
      try ledger.beginHistory(at: HistoryRecordID(0), startedAt: at(0), taking: [])
      let records = (Int64(1)...90).map {
        HistoryRecord(id: HistoryRecordID($0), order: OrderID($0 % 7), isOwn: $0 % 5 == 0)
      }
      _ = try ledger.record(records, skippingOwn: true, now: at(1))
      for order in Int64(1)...20 {
        _ = try ledger.commit(
          Sample.creation(order, tracking: .at(at(order))) + [
            EntryChange(
              order: OrderID(order), now: at(2),
              journal: [JournalLine("seen", ["A": "1", "B": "2", "C": "3"])]
            ) { $0.problems = [Problem(.cityMissing, field: "delivery.address.city", details: "x")] }
          ])
      }
      try ledger.close()
      return try Data(contentsOf: URL(fileURLWithPath: path))
    }
    #expect(files[0] == files[1])
  }

  @Test func anUnreadableEntryIsNamedWithoutItsContents() throws {
    _ = try ledger.commit(Sample.creation(41) + Sample.creation(42, tracking: .at(at(1))))
    try run("UPDATE orders SET entry = replace(entry, '\"attempts\":0', '\"attempts\":\"secret\"')")
    for order in [Int64(41), 42] {
      let failure = #expect(throws: LedgerFailure.self) { _ = try ledger.entry(OrderID(order)) }
      #expect(failure?.kind == .corrupt)
      #expect(failure?.message.contains("table orders, order \(order)") == true)
      #expect(failure?.message.contains("attempts") == true)
      #expect(failure?.message.contains("secret") == false)
    }
    // Damage to one order must not stop the tracking of the others.
    _ = try ledger.commit(Sample.creation(43, tracking: .at(at(1))))
    let tracked = try ledger.dueTracking(cabinet: Sample.cabinet, now: at(9), limit: 9)
    #expect(tracked.map(\.order) == [OrderID(43)])
  }
}
