// What `doctor` says of a ledger without opening it as one: a newer, foreign or damaged file is its finding, not its
// failure. Read-only, beside a running daemon or without one.
import Foundation
import GRDB

public struct LedgerExamination: Sendable, Hashable {
  public enum Condition: Sendable, Hashable {
    /// No file yet: the first start makes it.
    case absent
    case sound
    /// A database of another program, by its application_id.
    case ofAnotherProgram(Int32)
    /// Made by a newer release.
    case newer
    /// The next start brings it up to date.
    case older
    /// What SQLite says is wrong with it.
    case damaged(String)
    /// It is there and cannot be opened or read.
    case unreadable(String)
  }

  public var condition: Condition
  /// Bytes.
  public var size: Int64 = 0
  /// nil where none could be read.
  public var schema: Int32?
  /// The CRM account it belongs to; nil before it was ever claimed.
  public var installation: String?
  /// Address of the Ukrposhta that its shipments are at; nil before it was ever claimed.
  public var post: String?
  /// False when the file is too big to be checked whole here.
  public var isCheckedWhole = false

  /// Schema of this release.
  public static let knownSchema = Schema.version
  /// Bytes up to which every page is read: some seconds.
  public static let wholeCheckLimit: Int64 = 2 << 30

  public init(path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else {
      let isMissing = errno == ENOENT || errno == ENOTDIR
      condition = isMissing ? .absent : .unreadable(String(cString: strerror(errno)))
      return
    }
    condition = .sound
    size = Int64(status.st_size)
    guard size > 0 else { return }
    do {
      try look(path)
    } catch let error as DatabaseError {
      let text = error.message ?? "SQLite error \(error.resultCode.rawValue)"
      let isDamage = [.SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_ERROR].contains(error.resultCode)
      condition = isDamage ? .damaged(text) : .unreadable(text)
    } catch {
      condition = .unreadable("\(type(of: error))")
    }
  }

  private mutating func look(_ path: String) throws {
    var configuration = Configuration()
    configuration.label = "ledger-examination"
    configuration.readonly = true
    configuration.busyMode = .timeout(LedgerFile.busyTimeoutSeconds)
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    defer { try? queue.close() }
    let whole = size <= Self.wholeCheckLimit
    var next = self
    try queue.read { db in
      let application = try Int32.fetchOne(db, sql: "PRAGMA application_id") ?? 0
      let version = try Int32.fetchOne(db, sql: "PRAGMA user_version") ?? 0
      next.schema = version
      guard application == Schema.applicationID else {
        next.condition = .ofAnotherProgram(application)
        return
      }
      guard version <= Schema.version else {
        next.condition = .newer
        return
      }
      if whole {
        let verdict = try String.fetchOne(db, sql: "PRAGMA quick_check(1)") ?? "quick_check gave nothing"
        next.isCheckedWhole = true
        if verdict != "ok" {
          next.condition = .damaged(verdict)
          return
        }
      }
      next.installation = try String.fetchOne(db, sql: LedgerSQL.installation)
      if version < Schema.version {
        next.condition = .older
      } else {
        next.post = try String.fetchOne(db, sql: LedgerSQL.post)
      }
    }
    self = next
  }
}
