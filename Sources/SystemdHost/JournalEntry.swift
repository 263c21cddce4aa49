// A record in the shape sd_journal_sendv wants: an array of `NAME=value` byte ranges. All fields lie in one
// arena and the iovecs are made inside a single access to it; pinning each string on its own means nested
// accesses to one array, which trap.
import CLibSystemd
import Glibc

struct JournalEntry {
  private(set) var arena: [UInt8] = []
  private(set) var fields: [Range<Int>] = []

  init(_ record: LogRecord) {
    arena.reserveCapacity(512)
    append("MESSAGE", record.message)
    if let id = LogMessages.id(of: record.message) { append("MESSAGE_ID", id) }
    append("PRIORITY", "\(record.priority)")
    append("LOGGER", record.label)
    append("CODE_FILE", record.file)
    append("CODE_LINE", "\(record.line)")
    append("CODE_FUNC", record.function)
    for field in record.fields { append(field.name, field.value) }
  }

  private mutating func append(_ name: String, _ value: String) {
    let start = arena.count
    arena.append(contentsOf: name.utf8)
    arena.append(UInt8(ascii: "="))
    arena.append(contentsOf: value.utf8)
    fields.append(start..<arena.count)
  }

  /// Calls `body` with one iovec a field; they are valid only inside.
  func withVectors<T>(_ body: (UnsafeBufferPointer<iovec>) -> T) -> T {
    arena.withUnsafeBytes { bytes in
      // sendmsg only reads; iovec knows no other kind of pointer.
      let base = UnsafeMutableRawPointer(mutating: bytes.baseAddress)
      let vectors = fields.map { range in
        iovec(iov_base: base.map { $0 + range.lowerBound }, iov_len: range.count)
      }
      return vectors.withUnsafeBufferPointer(body)
    }
  }

  /// 0 or a negative errno. Also 0 when there is no journald, so the caller decides beforehand.
  func send() -> Int32 {
    withVectors { sd_journal_sendv($0.baseAddress, Int32($0.count)) }
  }
}
