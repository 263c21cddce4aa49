// Turns every error of SQLite and of decoding into the port's failure. The kind decides what the engine does,
// so it is taken from the result code and never from the text. Statements carry placeholders only: no message
// can hold the contents of an entry.
import GRDB
import SyncEngine

/// A row that is there but cannot be read.
struct UnreadableRow: Error {
  var table: String
  var order: Int64
  /// Where in the JSON; empty for the whole.
  var path: String
}

/// A write that the ledger refuses because the contents would contradict themselves.
struct BrokenInvariant: Error {
  var text: String
  var order: Int64
}

extension LedgerFailure {
  /// `doing` completes "while …" for a person: "reading the queue".
  init(_ error: any Error, while doing: String) {
    switch error {
    case let failure as LedgerFailure:
      self = failure
    case let unreadable as UnreadableRow:
      let place = unreadable.path.isEmpty ? "" : " at \(unreadable.path)"
      self.init(
        .corrupt, "\(doing): table \(unreadable.table), order \(unreadable.order) cannot be read\(place)")
    case let broken as BrokenInvariant:
      self.init(.corrupt, "\(doing): order \(broken.order): \(broken.text)")
    case let database as DatabaseError:
      let text = database.message ?? "no text"
      self.init(
        LedgerFailure.kind(of: database.resultCode),
        "\(doing): SQLite error \(database.extendedResultCode.rawValue): \(text)")
    case is RowDecodingError:
      self.init(.corrupt, "\(doing): a column holds what it cannot hold")
    default:
      self.init(.io, "\(doing): \(type(of: error))")
    }
  }

  /// `code` is a primary result code. A broken constraint and an unknown table are contradictions in the
  /// contents; what is left (no memory, a closed connection, an interrupted call) is a call that did not
  /// work.
  private static func kind(of code: ResultCode) -> Kind {
    switch code {
    case .SQLITE_FULL: return .full
    case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_CONSTRAINT, .SQLITE_MISMATCH, .SQLITE_ERROR: return .corrupt
    case .SQLITE_BUSY, .SQLITE_LOCKED: return .busy
    default: return .io
    }
  }
}
