// Opens the database file, for writing or for looking, and refuses what is not ours to open: a foreign file,
// the ledger of a newer daemon, a damaged one.
//
// What a newcomer gets wrong: GRDB's own WAL mode sets `synchronous` to NORMAL, which may lose the last
// commits when the power goes, and the last commit is the intent row. So WAL is turned on here, FULL after
// it, and both are read back. Nothing is written to a file before it is known to be ours.
import Foundation
import GRDB
import SyncEngine

enum LedgerFile {
  /// How long a call waits for a reader that stands in the way of a checkpoint or of recovery.
  static let busyTimeoutSeconds = 1.0
  /// A file up to this size is checked whole at opening, some 15,000 orders in 30 ms. A bigger one would
  /// spoil the 100 ms within which the service has to be ready (checking takes 1.7 ms a megabyte), so only
  /// its header and schema are read, and the rest is checked later.
  static let wholeCheckLimit: Int64 = 16 << 20
  /// The WAL file is cut back to this size after a checkpoint, should a long read have let it grow.
  static let walSizeLimit = 16 << 20

  struct Opened {
    var queue: DatabaseQueue
    var isCheckedWhole: Bool
  }

  /// For the one writer. Creates the file when there is none, and brings its schema up to date.
  static func openForWriting(_ path: String, wholeCheckLimit: Int64 = wholeCheckLimit) throws -> Opened {
    var configuration = Configuration()
    configuration.label = "ledger"
    configuration.busyMode = .timeout(busyTimeoutSeconds)
    try create(path)
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    let isSmall = size(of: path) <= wholeCheckLimit
    let version = try queue.writeWithoutTransaction { db in
      let version = try identify(db, path: path)
      if isSmall, version > 0 { try quickCheck(db) }
      try makeDurable(db)
      if version == 0 { try db.execute(sql: "PRAGMA application_id = \(Schema.applicationID)") }
      return version
    }
    if version < Schema.version { try Schema.migrator.migrate(queue) }
    return Opened(queue: queue, isCheckedWhole: isSmall)
  }

  /// For looking only, beside a running writer: takes no lock of ours, writes nothing, never checkpoints.
  static func openForReading(_ path: String) throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.label = "ledger-reader"
    configuration.readonly = true
    configuration.busyMode = .timeout(busyTimeoutSeconds)
    configuration.prepareDatabase { db in
      try db.execute(sql: "PRAGMA query_only = 1")
    }
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    try queue.read { db in
      guard try identify(db, path: path) == Schema.version else {
        throw LedgerFailure(
          .corrupt, "\(path) has an older schema: start the daemon once to bring it up to date")
      }
    }
    return queue
  }

  /// Reads every page. Throws `.corrupt` with the first thing found.
  static func quickCheck(_ db: Database) throws {
    let found = try String.fetchOne(db, sql: "PRAGMA quick_check(1)")
    guard found == "ok" else {
      throw LedgerFailure(.corrupt, "the file is damaged: \(found ?? "quick_check gave nothing")")
    }
  }

  /// The schema's version, 0 for a file with nothing in it.
  private static func identify(_ db: Database, path: String) throws -> Int32 {
    let application = try Int32.fetchOne(db, sql: "PRAGMA application_id") ?? 0
    let version = try Int32.fetchOne(db, sql: "PRAGMA user_version") ?? 0
    if application == 0, version == 0, try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") == 0 {
      return 0
    }
    guard application == Schema.applicationID else {
      throw LedgerFailure(
        .corrupt, "\(path) is a database of another program (application_id \(application))")
    }
    guard version <= Schema.version else {
      throw LedgerFailure(
        .foreign, "\(path) was made by a newer daemon (schema \(version), known here up to \(Schema.version))"
      )
    }
    return version
  }

  private static func makeDurable(_ db: Database) throws {
    guard try String.fetchOne(db, sql: "PRAGMA journal_mode = WAL") == "wal" else {
      throw LedgerFailure(.io, "the file system cannot hold a write-ahead log")
    }
    try db.execute(
      sql: """
        PRAGMA synchronous = FULL;
        PRAGMA secure_delete = ON;
        PRAGMA temp_store = MEMORY;
        PRAGMA journal_size_limit = \(walSizeLimit);
        """)
    guard try Int.fetchOne(db, sql: "PRAGMA synchronous") == 2,
      try Int.fetchOne(db, sql: "PRAGMA foreign_keys") == 1
    else { throw LedgerFailure(.io, "SQLite does not keep synchronous=FULL or foreign_keys=ON") }
  }

  /// Makes sure that the file is there, and for its owner alone when it is new. SQLite gives its log the same
  /// mode.
  private static func create(_ path: String) throws {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      let code = errno
      let kind: LedgerFailure.Kind = code == ENOSPC || code == EDQUOT ? .full : .io
      throw LedgerFailure(kind, "cannot open \(path): \(String(cString: strerror(code)))")
    }
    close(descriptor)
  }

  /// Bytes of the file, 0 when there is none.
  private static func size(of path: String) -> Int64 {
    var status = stat()
    return stat(path, &status) == 0 ? Int64(status.st_size) : 0
  }
}
