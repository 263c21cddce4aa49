// Writes JSON as it goes, without a document in between: an order is rendered on every reading, and the simulation
// reads millions. Members come out in the order the code names them, so a replay is the same byte for byte.

struct CRMWriter {
  private(set) var bytes: [UInt8] = []

  init(capacity: Int = 256) {
    bytes.reserveCapacity(capacity)
  }

  // A comma belongs before every value or key except the first of its container and a value after its key.
  mutating func separate() {
    guard let last = bytes.last else { return }
    if last != UInt8(ascii: "{") && last != UInt8(ascii: "[") && last != UInt8(ascii: ":") {
      bytes.append(UInt8(ascii: ","))
    }
  }

  /// The names of the API itself: letters only, nothing to escape.
  mutating func key(_ name: StaticString) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    name.withUTF8Buffer { bytes.append(contentsOf: $0) }
    bytes.append(UInt8(ascii: "\""))
    bytes.append(UInt8(ascii: ":"))
  }

  /// Names that are data: codes, ids.
  mutating func key(code name: String) {
    string(name)
    bytes.append(UInt8(ascii: ":"))
  }

  mutating func object(_ body: (inout CRMWriter) -> Void) {
    separate()
    bytes.append(UInt8(ascii: "{"))
    body(&self)
    bytes.append(UInt8(ascii: "}"))
  }

  mutating func list(_ body: (inout CRMWriter) -> Void) {
    separate()
    bytes.append(UInt8(ascii: "["))
    body(&self)
    bytes.append(UInt8(ascii: "]"))
  }

  mutating func object(code name: String, _ body: (inout CRMWriter) -> Void) {
    key(code: name)
    object(body)
  }

  mutating func object(_ name: StaticString, _ body: (inout CRMWriter) -> Void) {
    key(name)
    object(body)
  }

  mutating func list(_ name: StaticString, _ body: (inout CRMWriter) -> Void) {
    key(name)
    list(body)
  }

  mutating func raw(_ text: String) {
    separate()
    bytes.append(contentsOf: text.utf8)
  }

  mutating func raw(_ rendered: [UInt8]) {
    separate()
    bytes.append(contentsOf: rendered)
  }

  mutating func string(_ value: String) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    var value = value
    let plain = value.withUTF8 { text in
      for byte in text where byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
        return false
      }
      bytes.append(contentsOf: text)
      return true
    }
    if !plain { escaped(value) }
    bytes.append(UInt8(ascii: "\""))
  }

  private mutating func escaped(_ value: String) {
    let digits = Array("0123456789abcdef".utf8)
    for byte in value.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(byte)
      case 0..<0x20:
        bytes.append(contentsOf: "\\u00".utf8)
        bytes.append(digits[Int(byte >> 4)])
        bytes.append(digits[Int(byte & 15)])
      default: bytes.append(byte)
      }
    }
  }

  /// Whole numbers are written without a fraction, as the CRM does.
  mutating func number(_ value: Double) {
    if let whole = Int64(exactly: value) {
      raw(String(whole))
    } else {
      raw(value.isFinite ? "\(value)" : "0")
    }
  }

  /// Kopiykas as the CRM writes money: `60.17`, `60.1`, `60`.
  mutating func money(_ kopiykas: Int64) {
    let (whole, rest) = kopiykas.magnitude.quotientAndRemainder(dividingBy: 100)
    var text = kopiykas < 0 ? "-\(whole)" : "\(whole)"
    if rest % 10 != 0 {
      text += rest < 10 ? ".0\(rest)" : ".\(rest)"
    } else if rest != 0 {
      text += ".\(rest / 10)"
    }
    raw(text)
  }

  mutating func json(_ value: JSONValue) {
    switch value {
    case .null: raw("null")
    case .bool(let flag): raw(flag ? "true" : "false")
    case .integer(let whole): raw(String(whole))
    case .number(let real): number(real)
    case .string(let text): string(text)
    case .array(let values): list { for value in values { $0.json(value) } }
    case .object(let members):
      object { writer in
        for name in members.keys.sorted() {
          writer.key(code: name)
          writer.json(members[name] ?? .null)
        }
      }
    }
  }
}

// Members. A nil value leaves the member out: the CRM does not send nulls (R§1).
extension CRMWriter {
  mutating func member(_ name: StaticString, _ value: String?) {
    guard let value else { return }
    key(name)
    string(value)
  }

  mutating func member(code name: String, _ value: String?) {
    guard let value else { return }
    key(code: name)
    string(value)
  }

  mutating func member(_ name: StaticString, _ value: Bool?) {
    guard let value else { return }
    key(name)
    raw(value ? "true" : "false")
  }

  mutating func member(_ name: StaticString, _ value: Int64?) {
    guard let value else { return }
    key(name)
    raw(String(value))
  }

  mutating func member(_ name: StaticString, _ value: Double?) {
    guard let value else { return }
    key(name)
    number(value)
  }

  /// `YYYY-MM-DD HH:MM:SS`, the only form of a moment in the CRM's answers.
  mutating func moment(_ name: StaticString, _ wall: CRMWallTime?) {
    guard let wall else { return }
    key(name)
    moment(wall)
  }

  mutating func moment(_ wall: CRMWallTime) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    CRMZone.append(wall, to: &bytes)
    bytes.append(UInt8(ascii: "\""))
  }

  mutating func money(_ name: StaticString, _ kopiykas: Int64?) {
    guard let kopiykas else { return }
    key(name)
    money(kopiykas)
  }

  mutating func member(_ name: StaticString, json value: JSONValue?) {
    guard let value else { return }
    key(name)
    json(value)
  }

  /// A map with sorted keys; an empty one is `[]` or `{}`.
  mutating func map(_ name: StaticString, _ members: [String: JSONValue], emptyAsList: Bool) {
    key(name)
    if members.isEmpty && emptyAsList {
      raw("[]")
    } else {
      json(.object(members))
    }
  }
}
