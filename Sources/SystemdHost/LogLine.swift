// A record as one line of text, for when there is no journal to take fields. A value never breaks the line:
// what comes from an order or a peer's answer could otherwise write log lines of its own.
import Logging

enum LogLine {
  /// `<4>message ORDER_ID=1 FAILURE="a b"`: journald and syslog read the level from the number.
  static func prefixed(_ record: LogRecord) -> String {
    "<\(record.priority)>\(escaped(record.message))\(fields(record))\n"
  }

  /// `12:30:05 warning  message ORDER_ID=1`, for people. `time` is the local time of day.
  static func pretty(_ record: LogRecord, time: String) -> String {
    let level = record.level.rawValue
    let padding = String(repeating: " ", count: max(0, 8 - level.count))
    return "\(time) \(level)\(padding) \(escaped(record.message))\(fields(record))\n"
  }

  private static func fields(_ record: LogRecord) -> String {
    record.fields.map { " \($0.name)=\(quoted($0.value))" }.joined()
  }

  /// In quotes when it would not be one word.
  private static func quoted(_ value: String) -> String {
    let isWord =
      !value.isEmpty
      && value.unicodeScalars.allSatisfy { !needsEscape($0) && !" =".unicodeScalars.contains($0) }
    return isWord ? value : "\"\(escaped(value))\""
  }

  private static func needsEscape(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "\"", "\\": return true
    default:
      switch scalar.properties.generalCategory {
      // Separators break lines in some viewers; format characters include those that turn the direction of
      // text.
      case .control, .lineSeparator, .paragraphSeparator, .format: return true
      default: return false
      }
    }
  }

  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case _ where needsEscape(scalar): result += "\\u{\(String(scalar.value, radix: 16))}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
