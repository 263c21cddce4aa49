// Reads JSON that comes from a client. The simulation reads an edit or a tracking list in most of its calls, and
// decoding `JSONValue` through Codable costs a thrown error for every form a value does not have; this reader costs a
// pass over the bytes. Whole numbers stay whole; of repeated keys the last one counts.

struct CRMParser {
  private let bytes: [UInt8]
  private var position = 0
  private var depth = 0

  /// Deeper documents are refused: the recursion would end in the stack.
  static let greatestDepth = 64

  private init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// The document, or nil when the bytes are no JSON.
  static func parse(_ bytes: [UInt8]) -> JSONValue? {
    var parser = CRMParser(bytes)
    guard let value = parser.value() else { return nil }
    parser.skipSpace()
    guard parser.position == bytes.count else { return nil }
    return value
  }

  private mutating func skipSpace() {
    while position < bytes.count, [0x20, 0x0a, 0x0d, 0x09].contains(bytes[position]) { position += 1 }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    skipSpace()
    guard position < bytes.count, bytes[position] == byte else { return false }
    position += 1
    return true
  }

  private mutating func take(word: String, _ value: JSONValue) -> JSONValue? {
    let letters = Array(word.utf8)
    guard bytes[position...].starts(with: letters) else { return nil }
    position += letters.count
    return value
  }

  private mutating func value() -> JSONValue? {
    skipSpace()
    guard position < bytes.count, depth < CRMParser.greatestDepth else { return nil }
    depth += 1
    defer { depth -= 1 }
    switch bytes[position] {
    case UInt8(ascii: "{"): return object()
    case UInt8(ascii: "["): return array()
    case UInt8(ascii: "\""): return string().map { .string($0) }
    case UInt8(ascii: "t"): return take(word: "true", .bool(true))
    case UInt8(ascii: "f"): return take(word: "false", .bool(false))
    case UInt8(ascii: "n"): return take(word: "null", .null)
    default: return number()
    }
  }

  private mutating func object() -> JSONValue? {
    position += 1
    var members: [String: JSONValue] = [:]
    if take(UInt8(ascii: "}")) { return .object(members) }
    repeat {
      skipSpace()
      guard position < bytes.count, bytes[position] == UInt8(ascii: "\""), let name = string(),
        take(UInt8(ascii: ":")), let member = value()
      else { return nil }
      members[name] = member
    } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "}")) else { return nil }
    return .object(members)
  }

  private mutating func array() -> JSONValue? {
    position += 1
    var values: [JSONValue] = []
    if take(UInt8(ascii: "]")) { return .array(values) }
    repeat {
      guard let element = value() else { return nil }
      values.append(element)
    } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "]")) else { return nil }
    return .array(values)
  }

  private mutating func number() -> JSONValue? {
    let start = position
    while position < bytes.count, CRMParser.belongsToNumber(bytes[position]) { position += 1 }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    guard let first = text.utf8.first, first != UInt8(ascii: "+"), first != UInt8(ascii: ".") else {
      return nil
    }
    if let whole = Int64(text) { return .integer(whole) }
    guard let real = Double(text), real.isFinite else { return nil }
    return Int64(exactly: real).map { .integer($0) } ?? .number(real)
  }

  private static func belongsToNumber(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."),
      UInt8(ascii: "e"), UInt8(ascii: "E"):
      return true
    default: return false
    }
  }

  private mutating func string() -> String? {
    position += 1
    let start = position
    while position < bytes.count, bytes[position] != UInt8(ascii: "\""), bytes[position] != UInt8(ascii: "\\")
    {
      guard bytes[position] >= 0x20 else { return nil }
      position += 1
    }
    guard position < bytes.count else { return nil }
    if bytes[position] == UInt8(ascii: "\"") {
      position += 1
      return String(validating: bytes[start..<(position - 1)], as: UTF8.self)
    }
    return escapedString(from: start)
  }

  private mutating func escapedString(from start: Int) -> String? {
    var result = Array(bytes[start..<position])
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return String(validating: result, as: UTF8.self)
      case UInt8(ascii: "\\"):
        guard let scalar = escape() else { return nil }
        result.append(contentsOf: String(Character(scalar)).utf8)
      case 0..<0x20: return nil
      default: result.append(byte)
      }
    }
    return nil
  }

  private mutating func escape() -> Unicode.Scalar? {
    guard position < bytes.count else { return nil }
    position += 1
    switch bytes[position - 1] {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{c}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return unicodeEscape()
    default: return nil
    }
  }

  private mutating func unicodeEscape() -> Unicode.Scalar? {
    guard let unit = hexadecimal() else { return nil }
    guard (0xD800..<0xDC00).contains(unit) else { return Unicode.Scalar(unit) }
    guard position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
      bytes[position + 1] == UInt8(ascii: "u")
    else { return nil }
    position += 2
    guard let low = hexadecimal(), (0xDC00..<0xE000).contains(low) else { return nil }
    return Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
  }

  private mutating func hexadecimal() -> UInt32? {
    guard position + 4 <= bytes.count else { return nil }
    let digits = String(decoding: bytes[position..<position + 4], as: UTF8.self)
    guard !digits.hasPrefix("+"), !digits.hasPrefix("-") else { return nil }
    position += 4
    return UInt32(digits, radix: 16)
  }
}
