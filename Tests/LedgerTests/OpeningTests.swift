// Opening: one writer, full durability, and nothing opened that is not a sound ledger of ours.
import Foundation
import GRDB
import ShippingCore
import SyncEngine
import Testing

@testable import Ledger

@Suite struct OpeningTests {
  let directory: TemporaryDirectory
  var path: String { directory.file("ledger.sqlite") }

  init() throws { directory = try TemporaryDirectory() }

  private func expectRefusal(
    _ kind: LedgerFailure.Kind, naming text: String, sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () throws -> Void
  ) {
    let failure = #expect(throws: LedgerFailure.self, sourceLocation: sourceLocation, performing: body)
    #expect(failure?.kind == kind, sourceLocation: sourceLocation)
    #expect(
      failure?.message.contains(text) == true, "\(failure?.message ?? "")", sourceLocation: sourceLocation)
  }

  @Test func aSecondOpenerIsRefusedUntilTheFirstCloses() throws {
    let first = try SQLiteLedger(path: path)
    expectRefusal(.busy, naming: path + ".lock") { _ = try SQLiteLedger(path: path) }
    try first.markDue([OrderID(1)], at: at(1))
    try first.close()
    let second = try SQLiteLedger(path: path)
    #expect(try second.nextOrderDue() == at(1))
    try second.close()
  }

  @Test func aDroppedLedgerLetsGoOfTheLock() throws {
    do { _ = try SQLiteLedger(path: path) }
    try SQLiteLedger(path: path).close()
  }

  @Test func closingTwiceIsFineAndAClosedLedgerSaysSo() throws {
    let ledger = try SQLiteLedger(path: path)
    try ledger.markDue([OrderID(1)], at: at(1))
    try ledger.close()
    try ledger.close()
    expectRefusal(.io, naming: "closed") { _ = try ledger.cursor() }
    expectRefusal(.io, naming: "closed") { try ledger.markDue([OrderID(2)], at: at(1)) }
    expectRefusal(.io, naming: "closed") { try ledger.checkpoint() }
    #expect(!FileManager.default.fileExists(atPath: path + "-wal"))
  }

  @Test func everyCommitIsSyncedWhole() throws {
    let ledger = try SQLiteLedger(path: path)
    func value(_ sql: String) throws -> Int64? {
      try ledger.queue.inDatabase { try Int64.fetchOne($0, sql: sql) }
    }
    #expect(try value("PRAGMA synchronous") == 2)
    #expect(try ledger.queue.inDatabase { try String.fetchOne($0, sql: "PRAGMA journal_mode") } == "wal")
    #expect(try value("PRAGMA foreign_keys") == 1)
    #expect(try value("PRAGMA busy_timeout") == 1000)
    #expect(try value("PRAGMA application_id") == Int64(Schema.applicationID))
    #expect(try value("PRAGMA user_version") == Int64(Schema.version))
    let loose = """
      SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0
        AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'grdb_%'
      """
    #expect(try value(loose) == 0)
    try ledger.close()
  }

  @Test func aForeignDatabaseIsRefusedAndLeftAlone() throws {
    let foreign = try DatabaseQueue(path: path)
    try foreign.write { try $0.execute(sql: "CREATE TABLE customers (id INTEGER PRIMARY KEY)") }
    try foreign.close()
    let before = try Data(contentsOf: URL(fileURLWithPath: path))
    expectRefusal(.corrupt, naming: "another program") { _ = try SQLiteLedger(path: path) }
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
    expectRefusal(.corrupt, naming: "another program") { _ = try ReadOnlyLedger(path: path) }
  }

  @Test func aLedgerOfTheFirstVersionIsBroughtUpToDate() throws {
    let old = try DatabaseQueue(path: path)
    try old.inDatabase { try $0.execute(sql: "PRAGMA application_id = \(Schema.applicationID)") }
    try Schema.migrator.migrate(old, upTo: "1-orders-and-history")
    try old.inDatabase { db in
      // An entry as the first version wrote it, without any of the later members.
      let shipment =
        #"{"uuid":"s-1","barcode":"0500100031143","cabinet":"main","generation":1,"createdAt":5,"#
        + #""labelAttempts":0,"tracking":{"state":"in-transit","since":7}}"#
      let entry =
        #"{"orderID":1,"site":"shop","generation":1,"phase":{"live":{"_0":"# + shipment
        + #"}},"problems":[],"attempts":0,"retiredBarcodes":[],"writeBackAttempts":0,"ignoredWriteBacks":0,"#
        + #""shownDigest":"0123456789abcdef","#
        + #""statusHandled":{"generation":1,"state":"in-transit","event":20700}}"#
      try db.execute(
        sql: "INSERT INTO orders (order_id, phase, cabinet, entry) VALUES (1, 'live', 'main', ?)",
        arguments: [entry])
      #expect(try Int.fetchOne(db, sql: "PRAGMA user_version") == 1)
    }
    try old.close()
    expectRefusal(.corrupt, naming: "older schema") { _ = try ReadOnlyLedger(path: path) }
    let ledger = try SQLiteLedger(path: path)
    let entry = try #require(try ledger.entry(OrderID(1)))
    #expect(entry.shipment?.tracking.pending == nil && entry.shipment?.tracking.state == .inTransit)
    #expect(entry.statusHandled?.event == 20700)
    let record = WriteBackRecord(cabinet: CabinetID("main"), module: "m", way: .tracking, provenAt: at(1))
    try ledger.save(record)
    #expect(try ledger.writeBack(CabinetID("main")) == record)
    let version = try ledger.queue.inDatabase { try Int32.fetchOne($0, sql: "PRAGMA user_version") }
    #expect(version == Schema.version)
    try ledger.close()
    let reader = try ReadOnlyLedger(path: path)
    #expect(try reader.writeBack(CabinetID("main")) == record)
    try reader.close()
  }

  /// What stands in the cards of open orders is counted at once; an entry that cannot be read does not stop the daemon.
  @Test func aLedgerOfTheSecondVersionIsBroughtUpToDate() throws {
    let old = try DatabaseQueue(path: path)
    try old.inDatabase { try $0.execute(sql: "PRAGMA application_id = \(Schema.applicationID)") }
    try Schema.migrator.migrate(old, upTo: "2-write-back-ways")
    func entry(_ order: Int64, _ change: (inout LedgerEntry) -> Void) throws -> String {
      var entry = LedgerEntry(orderID: OrderID(order), site: "shop")
      change(&entry)
      return try JSONText.encode(entry)
    }
    let parked = try entry(1) {
      $0.problems = [
        Problem(.postcodeMissing), Problem(.postcodeMissing, field: "x"), Problem(.phoneInvalid),
      ]
      $0.number = "1A"
    }
    let live = try entry(2) {
      $0.generation = 1
      $0.phase = .live(Sample.shipment(2))
      $0.notices = [Notice(.notHandedOver)]
    }
    try old.inDatabase { db in
      #expect(try Int.fetchOne(db, sql: "PRAGMA user_version") == 2)
      let sql =
        "INSERT INTO orders (order_id, phase, is_open, is_parked, cabinet, entry) VALUES (?, ?, 1, ?, ?, ?)"
      try db.execute(sql: sql, arguments: [1, nil, 1, nil, parked])
      try db.execute(sql: sql, arguments: [2, "live", 0, "main", live])
      try db.execute(sql: sql, arguments: [3, nil, 1, nil, "{not JSON"])
    }
    try old.close()
    let ledger = try SQLiteLedger(path: path)
    let figures = try ledger.figures(now: at(0), cabinets: [])
    #expect(
      figures.marks == [
        CardMark(.postcodeMissing): 1, CardMark(.phoneInvalid): 1, CardMark(.notHandedOver): 1,
      ])
    #expect(
      try ledger.orders(marked: CardMark(.phoneInvalid), since: Instant(milliseconds: 0), limit: 2).map(
        \.number) == ["1A"])
    #expect(try ledger.entry(OrderID(2))?.shipment == Sample.shipment(2))
    try ledger.close()
  }

  @Test func theLedgerOfANewerDaemonIsRefused() throws {
    try SQLiteLedger(path: path).close()
    let newer = try DatabaseQueue(path: path)
    try newer.inDatabase { try $0.execute(sql: "PRAGMA user_version = \(Schema.version + 1)") }
    try newer.close()
    expectRefusal(.foreign, naming: "newer daemon") { _ = try SQLiteLedger(path: path) }
    expectRefusal(.foreign, naming: "newer daemon") { _ = try ReadOnlyLedger(path: path) }
  }

  @Test func aCreationCutShortGoesOn() throws {
    // As a kill between the header and the migration leaves the file.
    let half = try DatabaseQueue(path: path)
    try half.inDatabase {
      try $0.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA application_id = \(Schema.applicationID)")
    }
    try half.close()
    let ledger = try SQLiteLedger(path: path)
    #expect(try ledger.counts().due == 0)
    try ledger.close()
  }

  @Test func aCommitIsInTheFilesWhenItReturns() throws {
    let ledger = try SQLiteLedger(path: path)
    let written = try ledger.commit(Sample.creation(1))
    // What a kill at this instant leaves: the file and its log, nothing folded in.
    let copy = directory.file("after-kill.sqlite")
    for suffix in ["", "-wal"] {
      try FileManager.default.copyItem(atPath: path + suffix, toPath: copy + suffix)
    }
    let restarted = try SQLiteLedger(path: copy)
    #expect(try restarted.entry(OrderID(1)) == written.last)
    try restarted.close()
    try ledger.close()
  }

  @Test func theFileIsForItsOwnerAlone() throws {
    let ledger = try SQLiteLedger(path: path)
    try ledger.markDue([OrderID(1)], at: at(1))
    for suffix in ["", "-wal", ".lock"] {
      let mode = try FileManager.default.attributesOfItem(atPath: path + suffix)[.posixPermissions] as? Int
      #expect(mode == 0o600, "\(suffix)")
    }
    try ledger.close()
  }

  @Test func whatIsNoDatabaseIsRefused() throws {
    try Data(String(repeating: "not a database. ", count: 512).utf8).write(to: URL(fileURLWithPath: path))
    expectRefusal(.corrupt, naming: path) { _ = try SQLiteLedger(path: path) }
  }

  @Test func aDirectoryThatIsNotThereIsAnIOFailure() {
    expectRefusal(.io, naming: "lock") { _ = try SQLiteLedger(path: directory.file("missing/ledger.sqlite")) }
    expectRefusal(.io, naming: "reading") { _ = try ReadOnlyLedger(path: directory.file("missing.sqlite")) }
  }

  @Test func damageIsFoundAtOpeningOrByTheLateCheck() throws {
    let ledger = try SQLiteLedger(path: path)
    for order in Int64(1)...200 { _ = try ledger.commit(Sample.creation(order)) }
    let page = try ledger.queue.inDatabase {
      try Int64.fetchOne($0, sql: "SELECT max(pageno) FROM dbstat WHERE name = 'orders'") ?? 0
    }
    try ledger.close()
    let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
    try file.seek(toOffset: UInt64((page - 1) * 4096))
    try file.write(contentsOf: Data(repeating: 0xA5, count: 4096))
    try file.close()

    expectRefusal(.corrupt, naming: "damaged") { _ = try SQLiteLedger(path: path) }
    let unchecked = try SQLiteLedger(path: path, wholeCheckLimit: 0)
    #expect(!unchecked.isCheckedWhole)
    expectRefusal(.corrupt, naming: "damaged") { try unchecked.quickCheck() }
    let reader = try ReadOnlyLedger(path: path)
    expectRefusal(.corrupt, naming: "damaged") { try reader.quickCheck() }
    try reader.close()
    try unchecked.close()
  }

  @Test func aSoundLedgerPassesEveryCheck() throws {
    let ledger = try SQLiteLedger(path: path)
    _ = try ledger.commit(Sample.creation(1))
    #expect(ledger.isCheckedWhole)
    try ledger.quickCheck()
    try ledger.close()
    try SQLiteLedger(path: path).close()
  }
}
