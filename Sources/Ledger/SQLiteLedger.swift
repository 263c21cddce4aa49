// The ledger on disk: one file, one connection, one writer. Every method runs at once on the calling thread;
// a commit is on the disk when it returns.
//
// What a newcomer gets wrong: SQLite before 3.51.3 can damage a WAL database when two connections write or
// checkpoint at the same time. Hence the lock, and hence `ReadOnlyLedger` for everybody who only wants to
// look.
import GRDB
public import SyncEngine
import Synchronization

public final class SQLiteLedger: SyncEngine.Ledger {
  /// False when the file was too big to be checked whole at opening: `ReadOnlyLedger.quickCheck` is to be run
  /// soon, on a thread that may wait.
  public let isCheckedWhole: Bool
  let queue: DatabaseQueue
  let memo = EntryMemo()
  private let lock: LedgerLock
  private let isClosed = Mutex(false)

  /// Opens or creates the ledger. Throws `.busy` when another process has it (the lock is `<path>.lock`),
  /// `.corrupt` for a damaged file, a file of another program and the ledger of a newer daemon, `.io` and
  /// `.full` as they come.
  public convenience init(path: String) throws(LedgerFailure) {
    try self.init(path: path, wholeCheckLimit: LedgerFile.wholeCheckLimit)
  }

  /// `wholeCheckLimit`: up to which size in bytes the file is checked whole.
  init(path: String, wholeCheckLimit: Int64) throws(LedgerFailure) {
    lock = try LedgerLock(path: path + ".lock")
    do {
      let opened = try LedgerFile.openForWriting(path, wholeCheckLimit: wholeCheckLimit)
      queue = opened.queue
      isCheckedWhole = opened.isCheckedWhole
    } catch {
      throw LedgerFailure(error, while: "opening \(path)")
    }
  }

  /// Folds the write-ahead log into the file, closes it and lets go of the lock; does nothing the second
  /// time. When it throws, the ledger is closed all the same, and what was committed is in the log.
  public func close() throws(LedgerFailure) {
    let isFirst = isClosed.withLock { isClosed in
      defer { isClosed = true }
      return !isClosed
    }
    guard isFirst else { return }
    defer { lock.release() }
    var failure: LedgerFailure?
    do {
      _ = try queue.writeWithoutTransaction { try $0.checkpoint(.truncate) }
    } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
      // Somebody is reading; the next opening folds the log in.
    } catch {
      failure = LedgerFailure(error, while: "folding the log in")
    }
    do {
      try queue.close()
    } catch {
      failure = failure ?? LedgerFailure(error, while: "closing the ledger")
    }
    if let failure { throw failure }
  }

  /// Folds the write-ahead log into the file and empties it. `.busy` when a reader stands in the way.
  public func checkpoint() throws(LedgerFailure) {
    try access("checkpointing") { _ = try $0.checkpoint(.truncate) }
  }

  /// Reads the whole file and throws `.corrupt` with the first damage found. Commits wait meanwhile.
  public func quickCheck() throws(LedgerFailure) {
    try access("checking the file") { try LedgerFile.quickCheck($0) }
  }

  /// One statement, which SQLite makes atomic by itself.
  func access<Value>(
    _ doing: String, _ body: (Database) throws -> Value
  ) throws(LedgerFailure) -> Value {
    do {
      return try queue.writeWithoutTransaction { db in
        try refuseWhenClosed()
        return try body(db)
      }
    } catch {
      throw LedgerFailure(error, while: doing)
    }
  }

  /// Several statements, all or none. A transaction that changed nothing writes nothing.
  func transact<Value>(
    _ doing: String, _ body: (Database) throws -> Value
  ) throws(LedgerFailure) -> Value {
    do {
      return try queue.writeWithoutTransaction { db in
        try refuseWhenClosed()
        var value: Value?
        try db.inTransaction(.immediate) {
          value = try body(db)
          return .commit
        }
        guard let value else { throw LedgerFailure(.io, "a transaction gave nothing") }
        return value
      }
    } catch {
      throw LedgerFailure(error, while: doing)
    }
  }

  /// A closed connection is a null pointer to SQLite, and not all of its functions look.
  private func refuseWhenClosed() throws(LedgerFailure) {
    if isClosed.withLock({ $0 }) { throw LedgerFailure(.io, "the ledger is closed") }
  }
}
