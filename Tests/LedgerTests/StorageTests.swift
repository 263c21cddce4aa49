// How the tables are read, how much room they take, and what they can hold at all.
import Foundation
import GRDB
import ShippingCore
import SyncEngine
import Testing

@testable import Ledger

@Suite struct StorageTests {
  let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private func plan(_ sql: String, in db: Database) throws -> [String] {
    let statement = try db.makeStatement(sql: "EXPLAIN QUERY PLAN " + sql)
    let places = sql.contains("?1") ? (sql.contains("?2") ? 2 : 1) : sql.count { $0 == "?" }
    let nulls: [(any DatabaseValueConvertible)?] = Array(repeating: nil, count: places)
    let rows = try Row.fetchAll(statement, arguments: StatementArguments(nulls))
    return try rows.map { row in try row.decode(String.self, atIndex: 3) }
  }

  @Test(arguments: LedgerSQL.planned)
  func everyStatementGoesThroughAnIndex(_ sql: String) throws {
    let ledger = try SQLiteLedger(path: directory.file("ledger.sqlite"))
    let details = try ledger.queue.inDatabase { try plan(sql, in: $0) }
    let tables = [
      "orders", "history", "shipments", "recipients", "journal", "senders", "shipment_groups", "seen_records",
      "tallies", "card_marks", "alerts",
    ]
    for detail in details {
      // A partial index read from end to end holds only what is counted.
      let isWhole =
        tables.contains { detail.hasPrefix("SCAN \($0)") } && !detail.contains("USING COVERING INDEX orders_")
      #expect(!isWhole, "\(detail)")
      #expect(!detail.contains("TEMP B-TREE"), "\(detail)")
    }
    try ledger.close()
  }

  /// A name, a phone or an address has nowhere to go: the columns are these, and an entry's JSON is only its
  /// members.
  @Test func noColumnIsForPersonalData() throws {
    let ledger = try SQLiteLedger(path: directory.file("ledger.sqlite"))
    _ = try ledger.commit(
      Sample.creation(1) + [
        EntryChange(
          order: OrderID(1), now: at(3), orderDue: .at(at(4)), writeBackDue: .at(at(4)),
          journal: [
            JournalLine("write-back done", ["BARCODE": "0000000000101", "STATUS": "send-to-delivery"])
          ]
        ) {
          $0.draft = LedgerEntry.Draft(
            key: ShipmentKey(order: OrderID(1), generation: 1, attempt: 1), digest: "d",
            addressID: AddressID(5), recipient: ClientUUID("r"))
          $0.statusHandled = LedgerEntry.StatusMark(generation: 1, state: .atOffice, event: 21700)
          $0.phase = .live(
            Sample.shipment(
              1, state: .atOffice,
              event: TrackingEvent(
                code: 21700, step: 3, date: at(2), index: "01001", office: "Київ 1", name: "n")))
        }
      ])
    let columns = try ledger.queue.inDatabase { db in
      try String.fetchAll(
        db,
        sql: """
          SELECT t.name || '.' || c.name FROM pragma_table_list AS t, pragma_table_info(t.name) AS c
          WHERE t.schema = 'main' AND t.type = 'table' AND c.type = 'TEXT'
            AND t.name NOT LIKE 'sqlite_%' AND t.name NOT LIKE 'grdb_%' ORDER BY 1
          """)
    }
    #expect(
      columns == [
        // Of an alert: its name, and the times it was told at.
        "alerts.name", "alerts.state", "card_marks.code", "card_marks.kind", "first_attempt.boot",
        "installation.tag",
        "journal.event", "journal.fields", "orders.cabinet", "orders.entry",
        "orders.phase",
        // An address of Ukrposhta's.
        "post.address",
        "recipients.uuid",
        "senders.cabinet", "senders.client", "senders.digest", "served.name", "shipment_groups.cabinet",
        "shipment_groups.day",
        "shipment_groups.name", "shipment_groups.type", "shipment_groups.uuid", "shipments.barcode",
        "shipments.cabinet", "shipments.state", "shipments.uuid",
        "tallies.cabinet", "tallies.kind",
        // Codes; the probe holds an order id, a link and a code or flag.
        "write_back_ways.cabinet", "write_back_ways.merge_probe", "write_back_ways.module",
        "write_back_ways.way",
      ])
    let members = try ledger.queue.inDatabase { db in
      try String.fetchAll(
        db,
        sql:
          "SELECT DISTINCT key FROM orders, json_tree(orders.entry) WHERE typeof(key) = 'text' ORDER BY key")
    }
    #expect(
      members == [
        "_0", "addressID", "attempt", "attempts", "barcode", "cabinet", "code", "createdAt", "date",
        "deliveryPrice", "digest", "draft", "event", "generation", "group", "ignoredWriteBacks", "index",
        "key",
        "live", "name", "office", "order", "orderID", "phase", "planDigest", "problems", "recipient",
        "retiredBarcodes",
        "since", "site", "state", "statusHandled", "step", "tracking", "uuid", "writeBackAttempts",
      ])
    try ledger.close()
  }

  /// Written by the first release: what it kept and nobody reads any more, and nothing of what came later.
  @Test func anEntryOfTheFirstReleaseIsRead() throws {
    let path = directory.file("ledger.sqlite")
    let first = try SQLiteLedger(path: path)
    _ = try first.commit(Sample.creation(1))
    let known = try #require(try first.entry(OrderID(1)))
    try first.close()
    let older = try DatabaseQueue(path: path)
    try older.write { db in
      try db.execute(
        sql:
          "UPDATE orders SET entry = json_set(entry, '$.phase.live._0.labelAttempts', 3) WHERE order_id = 1")
      for member in ["cardProof", "hold", "retriesWithdrawal"] {
        try db.execute(sql: "UPDATE orders SET entry = json_remove(entry, '$.\(member)')")
      }
      for member in ["attempt", "planMarks", "orderDigest", "updating", "manifestedAt", "printedAt"] {
        try db.execute(sql: "UPDATE orders SET entry = json_remove(entry, '$.phase.live._0.\(member)')")
      }
    }
    try older.close()
    let ledger = try SQLiteLedger(path: path)
    var expected = known
    expected.changeShipment(try #require(known.shipment).uuid) { $0.attempt = nil }
    #expect(try ledger.entry(OrderID(1)) == expected)
    try ledger.close()
  }

  @Test func journalAndGroupsAreBounded() throws {
    let ledger = try SQLiteLedger(path: directory.file("ledger.sqlite"))
    for part in 0..<6 {
      let lines = (0..<100).map { JournalLine("seen", ["N": "\(part * 100 + $0)"]) }
      _ = try ledger.commit([EntryChange(order: OrderID(1), now: at(1), journal: lines)])
    }
    let journal = try ledger.journal(OrderID(1))
    #expect(journal.count == Int(EntryStore.journalLimit))
    #expect(journal.first?.line.fields["N"] == "100")

    let groups = (0..<(CabinetStore.groupsLimit + 5)).map { number in
      GroupRecord(
        cabinet: Sample.cabinet,
        group: ShipmentGroup(uuid: GroupUUID("g\(number)"), name: "n", type: .standard),
        day: String(1_000_000 + number))
    }
    try ledger.save(groups)
    #expect(try ledger.groups(Sample.cabinet) == Array(groups.dropFirst(5)))
    try ledger.close()
  }

  @Test func theLogIsFoldedIn() throws {
    let path = directory.file("ledger.sqlite")
    let ledger = try SQLiteLedger(path: path)
    for order in Int64(1)...50 { _ = try ledger.commit(Sample.creation(order)) }
    try ledger.checkpoint()
    let attributes = try FileManager.default.attributesOfItem(atPath: path + "-wal")
    #expect(attributes[.size] as? Int == 0)
    #expect(try ledger.counts().live == 50)
    try ledger.close()
  }
}
