// Whether the ledger contradicts itself: the file's pages, and what the tables say of each other. Reads everything once,
// beside a running daemon, page by page, so that the daemon's log can be folded in meanwhile.
import GRDB
import ShippingCore
public import SyncEngine

/// What a look at the whole ledger found.
public struct LedgerVerdict: Sendable, Hashable {
  public var orders = 0
  public var entries = 0
  public var shipments = 0
  public var journalLines = 0
  /// One line each, at most `findingsLimit`; empty = sound.
  public var findings: [String] = []

  public static let findingsLimit = 100

  mutating func find(_ text: String) {
    if findings.count < LedgerVerdict.findingsLimit { findings.append(text) }
  }
}

extension ReadOnlyLedger {
  private static let page = 500

  /// `progress` hears how many orders were looked at, and of how many that there were at its beginning.
  public func verify(
    progress: (_ done: Int, _ all: Int) -> Void = { _, _ in }
  ) throws(LedgerFailure) -> LedgerVerdict {
    var verdict = try verdictOnFile()
    let all = try read("counting") { try Int.fetchOne($0, sql: "SELECT count(*) FROM orders") ?? 0 }
    var last = Int64.min
    while true {
      let rows = try check(after: last, into: &verdict)
      guard let newest = rows else { return verdict }
      last = newest
      progress(verdict.orders, all)
    }
  }

  private func verdictOnFile() throws(LedgerFailure) -> LedgerVerdict {
    try read("checking the file") { db in
      var verdict = LedgerVerdict()
      for line in try String.fetchAll(db, sql: "PRAGMA integrity_check(20)") where line != "ok" {
        verdict.find("file: \(line)")
      }
      for row in try Row.fetchAll(db, sql: "PRAGMA foreign_key_check").prefix(20) {
        let table: String = try row.decode(atIndex: 0)
        verdict.find("table \(table): a row belongs to no order")
      }
      verdict.shipments = try Int.fetchOne(db, sql: "SELECT count(*) FROM shipments") ?? 0
      verdict.journalLines = try Int.fetchOne(db, sql: "SELECT count(*) FROM journal") ?? 0
      return verdict
    }
  }

  /// The last order of the page; nil when there is none left.
  private func check(after: Int64, into verdict: inout LedgerVerdict) throws(LedgerFailure) -> Int64? {
    do {
      let (page, found) = try queue.read { db in
        var found = verdict
        let rows = try OrderRow.fetchAll(
          db,
          sql: """
            SELECT order_id, phase, is_open, is_parked, due_at, due_mark, write_back_at, write_back_mark, cabinet,
              tracking_at, last_line, entry
            FROM orders WHERE order_id > ? ORDER BY order_id LIMIT ?
            """, arguments: [after, ReadOnlyLedger.page])
        for row in rows { try check(row, db, into: &found) }
        return (rows, found)
      }
      verdict = found
      return page.last?.orderID
    } catch {
      throw LedgerFailure(error, while: "checking entries")
    }
  }

  private func check(_ row: OrderRow, _ db: Database, into verdict: inout LedgerVerdict) throws {
    let order = row.orderID
    verdict.orders += 1
    let live = try String.fetchOne(
      db, sql: "SELECT uuid FROM shipments WHERE order_id = ? AND state = 'live'", arguments: [order])
    guard let text = row.entryText else {
      if live != nil { verdict.find("order \(order): a live shipment without an entry") }
      return
    }
    verdict.entries += 1
    let entry: LedgerEntry
    do {
      entry = try JSONText.decode(LedgerEntry.self, from: text, table: "orders", order: order)
    } catch let unreadable as UnreadableRow {
      verdict.find("order \(order): its entry cannot be read, at \(unreadable.path)")
      return
    }
    if entry.orderID.rawValue != order { verdict.find("order \(order): the entry is another order's") }
    if let violation = Invariants.violation(from: nil, to: entry) {
      verdict.find("order \(order): \(violation)")
    }
    if let column = try row.contradiction(to: entry) {
      verdict.find("order \(order): column \(column) does not follow from the entry")
    }
    if live != entry.shipment?.uuid.rawValue {
      verdict.find("order \(order): the table of shipments and the entry disagree about the live one")
    }
    if case .creating(let intent) = entry.phase {
      let owner = try EntryStore(db: db, memo: memo).owner(ofRecipient: intent.recipient)
      if owner != intent.key { verdict.find("order \(order): the recipient of its intent is not on record") }
    }
  }
}
