// One log event as named fields, ready for the journal or for a line of text. The message stays constant and
// data go into fields, so that `journalctl ORDER_ID=1` finds everything about one order.
//
// What a newcomer gets wrong: journald drops a field whose name is not upper case, without telling the
// sender.
import Logging

struct LogRecord: Sendable, Equatable {
  struct Field: Sendable, Hashable {
    var name: String
    var value: String
  }

  var message: String
  var level: Logger.Level
  /// From the metadata, sorted by name.
  var fields: [Field]
  var label: String
  var file: String
  var function: String
  var line: UInt

  /// journald's limit for a name.
  static let longestName = 64
  /// Bytes; data are ids, codes and sentences.
  static let longestValue = 4096
  /// Room for the order ids of one call, a hundred at most, and what else there is to say of it.
  static let mostFields = 128

  /// `metadata` is the handler's, the event's on top of it.
  init(_ event: LogEvent, label: String, metadata: Logger.Metadata) {
    message = Self.cut(event.message.description)
    level = event.level
    self.label = label
    file = event.file
    function = event.function
    line = event.line
    var fields = metadata.merging(event.metadata ?? [:]) { _, own in own }
      .flatMap { key, value in Self.values(value).map { Field(name: Self.name(key), value: $0) } }
    if let error = event.error {
      fields.append(Field(name: "ERROR", value: Self.cut("\(error)")))
    }
    fields.sort { ($0.name, $0.value) < ($1.name, $1.value) }
    self.fields = Array(fields.prefix(Self.mostFields))
  }

  /// syslog's number of the level.
  var priority: Int {
    switch level {
    case .trace, .debug: 7
    case .info: 6
    case .notice: 5
    case .warning: 4
    case .error: 3
    case .critical: 2
    }
  }

  /// What we or systemd write ourselves; metadata of that name would make the record ambiguous.
  private static let reserved: Set<String> = [
    "MESSAGE", "PRIORITY", "LOGGER", "CODE_FILE", "CODE_LINE", "CODE_FUNC", "ERRNO", "SYSLOG_IDENTIFIER",
    "SYSLOG_FACILITY", "SYSLOG_PID", "UNIT", "USER_UNIT", "OBJECT_PID", "MESSAGE_ID", "REPEATED",
  ]

  /// `order-id` and `order.id` as `ORDER_ID`: letters A to Z, digits and `_`, neither a digit nor `_` first.
  static func name(_ key: String) -> String {
    let letters = key.utf8.map { byte -> UInt8 in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - 0x20
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): byte
      default: UInt8(ascii: "_")
      }
    }
    let name = String(decoding: letters.drop { $0 == UInt8(ascii: "_") }, as: UTF8.self)
    let needsPrefix = name.first.map(\.isNumber) ?? true || reserved.contains(name)
    return String(((needsPrefix ? "FIELD_" : "") + name).prefix(longestName))
  }

  /// A field may be there several times: a record about many orders is found by each.
  private static func values(_ value: Logger.MetadataValue) -> [String] {
    guard case .array(let values) = value else { return [cut(value.description)] }
    return values.map { cut($0.description) }
  }

  /// The same record after `count` of its kind that were not written.
  func repeated(_ count: Int) -> LogRecord {
    guard count > 0 else { return self }
    var record = self
    record.fields.append(Field(name: "REPEATED", value: "\(count)"))
    return record
  }

  /// At most `longestValue` bytes, cut between characters.
  private static func cut(_ text: String) -> String {
    guard text.utf8.count > longestValue else { return text }
    var bytes = 0
    let kept = text.unicodeScalars.prefix { scalar in
      bytes += UTF8.width(scalar)
      return bytes <= longestValue - 3
    }
    return String(kept) + "…"
  }
}
