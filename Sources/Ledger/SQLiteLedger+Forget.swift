// Removes what an order tells of a person from the ledger, and from the bytes of its files: a deleted row is only marked
// as free space, and its old image waits in the log.
//
// What a newcomer gets wrong: `secure_delete` overwrites what is deleted from now on, but not what an earlier release, or a
// page that was split, left behind. So a ledger that is small enough is rewritten whole.
import GRDB
public import ShippingCore
public import SyncEngine

extension SQLiteLedger {
  /// Bytes up to which the file is rewritten: VACUUM holds its copy in memory.
  static let rewriteLimit: Int64 = LedgerFile.wholeCheckLimit

  public func forget(_ order: OrderID, now: Instant) throws(LedgerFailure) -> Bool {
    try transact("forgetting an order") { db in
      let store = EntryStore(db: db, memo: memo)
      guard let entry = try store.entry(order) else { return }
      try db.execute(sql: "DELETE FROM journal WHERE order_id = ?", arguments: [order.rawValue])
      let line = JournalLine("forgotten", ["BARCODE": entry.shipment?.barcode.text ?? ""])
      let change = EntryChange(order: order, now: now, journal: [line]) { $0 = $0.forgetting(at: now) }
      let kept = try store.apply(change)
      // Without a parcel the order may have been changed a moment ago: that request stays.
      guard kept.isFrozen else { return }
      try db.execute(
        sql: "UPDATE orders SET due_at = NULL, write_back_at = NULL, tracking_at = NULL WHERE order_id = ?",
        arguments: [order.rawValue])
    }
    return try wipe()
  }

  /// Whether the old bytes are gone from file and log.
  private func wipe() throws(LedgerFailure) -> Bool {
    try access("wiping") { db in
      do {
        let pages = try Int64.fetchOne(db, sql: "PRAGMA page_count") ?? 0
        let size = try Int64.fetchOne(db, sql: "PRAGMA page_size") ?? 0
        let (bytes, overflow) = pages.multipliedReportingOverflow(by: size)
        if !overflow, bytes <= Self.rewriteLimit { try db.execute(sql: "VACUUM") }
        _ = try db.checkpoint(.truncate)
        return true
      } catch let error as DatabaseError
        where [.SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_FULL, .SQLITE_NOMEM].contains(error.resultCode)
      {
        return false
      }
    }
  }
}
