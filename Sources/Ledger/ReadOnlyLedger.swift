import GRDB
// The ledger for looking at, beside a running daemon or without one: the operator's verbs and the late check
// of a big file. It takes no lock, cannot write and never checkpoints, so it cannot be the second connection
// that SQLite before 3.51.3 must not have.
import Glibc
public import ShippingCore
public import SyncEngine

public final class ReadOnlyLedger: Sendable {
  let queue: DatabaseQueue
  let memo = EntryMemo()

  /// Throws `.io` when there is no such file, `.corrupt` when it is no ledger of this version.
  public init(path: String) throws(LedgerFailure) {
    do {
      queue = try LedgerFile.openForReading(path)
    } catch {
      throw LedgerFailure(error, while: "opening \(path) for reading")
    }
  }

  public func close() throws(LedgerFailure) {
    do {
      try queue.close()
    } catch {
      throw LedgerFailure(error, while: "closing the ledger")
    }
  }

  public func cursor() throws(LedgerFailure) -> HistoryCursor? {
    try read("reading the cursor") { try HistoryStore(db: $0).cursor() }
  }

  public func entry(_ order: OrderID) throws(LedgerFailure) -> LedgerEntry? {
    try read("reading an entry") { try EntryStore(db: $0, memo: memo).entry(order) }
  }

  /// Entries of orders above `after`, ascending, at most `limit`: for lists, page by page.
  public func entries(after: OrderID?, limit: Int) throws(LedgerFailure) -> [LedgerEntry] {
    try read("reading entries") { try EntryStore(db: $0, memo: memo).entries(after: after, limit: limit) }
  }

  public func openOrders(after: OrderID?, limit: Int) throws(LedgerFailure) -> [OrderID] {
    try read("reading open orders") {
      try EntryStore(db: $0, memo: memo).openOrders(after: after, limit: limit)
    }
  }

  public func counts() throws(LedgerFailure) -> LedgerCounts {
    try read("counting") { try EntryStore(db: $0, memo: memo).counts() }
  }

  public func journal(_ order: OrderID) throws(LedgerFailure) -> [JournalRecord] {
    try read("reading a journal") { try EntryStore(db: $0, memo: memo).journal(order) }
  }

  public func sender(_ cabinet: CabinetID) throws(LedgerFailure) -> SenderRecord? {
    try read("reading a sender") { try CabinetStore(db: $0).sender(cabinet) }
  }

  public func groups(_ cabinet: CabinetID) throws(LedgerFailure) -> [GroupRecord] {
    try read("reading groups") { try CabinetStore(db: $0).groups(cabinet) }
  }

  public func writeBack(_ cabinet: CabinetID) throws(LedgerFailure) -> WriteBackRecord? {
    try read("reading how cards are written") { try CabinetStore(db: $0).writeBack(cabinet) }
  }

  public func nextOrderDue() throws(LedgerFailure) -> Instant? {
    try read("reading the queue") { try OrderQueue(db: $0).next(LedgerSQL.nextOrderDue) }
  }

  /// Reads the whole file and throws `.corrupt` with the first damage found. The writer goes on meanwhile.
  public func quickCheck() throws(LedgerFailure) {
    try read("checking the file") { try LedgerFile.quickCheck($0) }
  }

  /// Writes a copy of the ledger as it is now to a new file, on the disk when this returns. The copy holds
  /// the same state and opens as a ledger; what was done after it is found again at Ukrposhta and in the
  /// orders.
  public func backup(to path: String) throws(LedgerFailure) {
    let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else {
      throw LedgerFailure(.io, "cannot create \(path): \(String(cString: strerror(errno)))")
    }
    defer { Glibc.close(descriptor) }
    // SQLite fills an empty file, and leaves syncing it to the caller.
    do {
      try read("backing up") { db in
        // The ledger itself stays closed to writing: it is opened read-only besides.
        try db.execute(sql: "PRAGMA query_only = 0")
        let copied = Result { try db.execute(sql: "VACUUM INTO ?", arguments: [path]) }
        try db.execute(sql: "PRAGMA query_only = 1")
        try copied.get()
      }
    } catch {
      unlink(path)
      throw error
    }
    guard fsync(descriptor) == 0 else {
      throw LedgerFailure(.io, "cannot sync \(path): \(String(cString: strerror(errno)))")
    }
  }

  /// The version of the SQLite library, for the log and for `verify`.
  public func sqliteVersion() throws(LedgerFailure) -> String {
    try read("reading the version") { try String.fetchOne($0, sql: "SELECT sqlite_version()") ?? "unknown" }
  }

  func read<Value>(
    _ doing: String, _ body: (Database) throws -> Value
  ) throws(LedgerFailure) -> Value {
    do {
      return try queue.writeWithoutTransaction(body)
    } catch {
      throw LedgerFailure(error, while: doing)
    }
  }
}
