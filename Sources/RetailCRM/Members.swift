// The tolerant way into the CRM's JSON. The CRM writes an empty map as a list, ids as text, flags as text, and leaves
// out what is empty (retailcrm-api.md section 15), so nothing here insists on a JSON type where another says the same
// thing. What says nothing sensible is an `Odd` with its path: a wrong guess about an order would ship a wrong parcel.
// The right type is tried first and costs one look-up; everything else goes through `Scalar`.
import Foundation

/// A key of a JSON object.
struct Member: CodingKey {
  var stringValue: String
  var intValue: Int? { nil }
  init(_ name: String) { stringValue = name }
  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

/// Something that could not be read: where it stands, and what was expected there. Never what stood there: it may be
/// somebody's name.
struct Odd: Error {
  static let longestPath = 200

  var path: String
  var expected: String

  init(_ path: [any CodingKey], expected: String) {
    self.path = Odd.text(of: path)
    self.expected = expected
  }

  /// Any error of a decoder; `here` is used when it does not say where it was.
  init(_ error: any Error, at here: [any CodingKey]) {
    switch error {
    case let odd as Odd: self = odd
    case DecodingError.keyNotFound(let key, let context):
      self.init(context.codingPath + [key], expected: "a value")
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context),
      DecodingError.dataCorrupted(let context):
      self.init(context.codingPath, expected: "another type of value")
    default: self.init(here, expected: "another type of value")
    }
  }

  /// `orders[2].delivery.data.packages[0].weight`.
  private static func text(of path: [any CodingKey]) -> String {
    var text = ""
    for key in path {
      if let index = key.intValue {
        text += "[\(index)]"
      } else {
        text += text.isEmpty ? key.stringValue : ".\(key.stringValue)"
      }
    }
    return String(String.UnicodeScalarView(text.unicodeScalars.prefix(longestPath)))
  }
}

/// One JSON value without its insides.
enum Scalar: Decodable {
  case nothing
  case text(String)
  case number(Decimal)
  case flag(Bool)
  /// A list or map with something in it, or a number that no program can hold.
  case other

  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if value.decodeNil() {
      self = .nothing
    } else if let text = try? value.decode(String.self) {
      self = .text(text)
    } else if let flag = try? value.decode(Bool.self) {
      self = .flag(flag)
    } else if let number = try? value.decode(Decimal.self), number.isFinite {
      self = .number(number)
    } else if let list = try? decoder.unkeyedContainer() {
      self = list.isAtEnd ? .nothing : .other
    } else if let map = try? decoder.container(keyedBy: Member.self) {
      self = map.allKeys.isEmpty ? .nothing : .other
    } else {
      self = .other
    }
  }

  /// The value as a plain decimal, also when it stands in quotes.
  var decimal: PlainDecimal? {
    switch self {
    case .number(let number): PlainDecimal(number.description)
    case .text(let text): PlainDecimal(text)
    default: nil
    }
  }
}

/// The members of one JSON object. An empty list, null and nothing at all are an object without members.
struct Members {
  private let container: KeyedDecodingContainer<Member>?
  /// Where an object without members stands, or would stand.
  private let emptyPath: [any CodingKey]

  var path: [any CodingKey] { container?.codingPath ?? emptyPath }

  init(_ decoder: any Decoder) throws {
    do {
      container = try decoder.container(keyedBy: Member.self)
      emptyPath = []
    } catch {
      emptyPath = decoder.codingPath
      guard case .nothing = try Scalar(from: decoder) else { throw Odd(emptyPath, expected: "an object") }
      container = nil
    }
  }

  private init(_ container: KeyedDecodingContainer<Member>?, emptyPath: [any CodingKey] = []) {
    self.container = container
    self.emptyPath = emptyPath
  }

  func odd(_ name: String, expected: String) -> Odd {
    Odd(path + [Member(name)], expected: expected)
  }

  /// All keys, sorted, so that no order of iteration is ever visible.
  var names: [String] {
    (container?.allKeys ?? []).map(\.stringValue).sorted()
  }

  func object(_ name: String) throws -> Members {
    let key = Member(name)
    if let nested = try? container?.nestedContainer(keyedBy: Member.self, forKey: key) {
      return Members(nested)
    }
    guard case .nothing = try scalar(name) else { throw odd(name, expected: "an object") }
    return Members(nil, emptyPath: path + [key])
  }

  func value<Value: Decodable>(_ name: String, _ type: Value.Type) throws -> Value? {
    do {
      return try container?.decodeIfPresent(Value.self, forKey: Member(name))
    } catch {
      throw Odd(error, at: path + [Member(name)])
    }
  }

  func scalar(_ name: String) throws -> Scalar {
    try value(name, Scalar.self) ?? .nothing
  }

  /// Text, also when it came as a number; a number keeps the digits it has, lost zeros are not invented. nil when
  /// absent or empty.
  func text(_ name: String) throws -> String? {
    if let text = fast(name, String.self) { return text.isEmpty ? nil : text }
    switch try scalar(name) {
    case .nothing: return nil
    case .text(let text): return text.isEmpty ? nil : text
    case .number(let number): return number.description
    case .flag(let flag): return flag ? "true" : "false"
    case .other: throw odd(name, expected: "text")
    }
  }

  /// A whole number, also in quotes or with a fraction of zero.
  func integer(_ name: String) throws -> Int64? {
    if let number = fast(name, Int64.self) { return number }
    let scalar = try scalar(name)
    switch scalar {
    case .nothing, .text(""): return nil
    default:
      guard let whole = scalar.decimal?.exactly else { throw odd(name, expected: "a whole number") }
      return whole
    }
  }

  /// A whole number over zero, as every id is.
  func identifier(_ name: String) throws -> Int64? {
    guard let number = try integer(name) else { return nil }
    guard number > 0 else { throw odd(name, expected: "a number over zero") }
    return number
  }

  func decimal(_ name: String) throws -> PlainDecimal? {
    if let number = fast(name, Decimal.self), let plain = PlainDecimal(number.description) { return plain }
    let scalar = try scalar(name)
    switch scalar {
    case .nothing, .text(""): return nil
    default:
      guard let decimal = scalar.decimal else { throw odd(name, expected: "a number") }
      return decimal
    }
  }

  func flag(_ name: String) throws -> Bool? {
    if let flag = fast(name, Bool.self) { return flag }
    switch try scalar(name) {
    case .nothing, .text(""): return nil
    case .flag(let flag): return flag
    case .number(1): return true
    case .number(0): return false
    case .text(let text):
      switch text.lowercased() {
      case "true", "1", "yes": return true
      case "false", "0", "no": return false
      default: throw odd(name, expected: "yes or no")
      }
    case .number, .other: throw odd(name, expected: "yes or no")
    }
  }

  /// The value when it has just this type. Every other case is looked at again by the caller, so nothing is lost.
  private func fast<Value: Decodable>(_ name: String, _ type: Value.Type) -> Value? {
    try? container?.decodeIfPresent(Value.self, forKey: Member(name))
  }
}
