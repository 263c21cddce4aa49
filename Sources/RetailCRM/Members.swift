// The tolerant way into the CRM's JSON. The CRM writes an empty map as a list, ids as text, flags as text,
// and leaves out what is empty (retailcrm-api.md section 15), so nothing here insists on a JSON type where
// another says the same thing. What says nothing sensible is an `Odd` with its path: a wrong guess about an
// order would ship a wrong parcel. The right type is tried first and costs one look-up; everything else goes
// through `Scalar`.
import Foundation

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
    guard let container, container.contains(key) else { return Members(nil, emptyPath: path + [key]) }
    if let nested = try? container.nestedContainer(keyedBy: Member.self, forKey: key) {
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

  /// Text, also when it came as a number; a number keeps the digits it has, lost zeros are not invented. nil
  /// when absent or empty.
  func text(_ name: String) throws -> String? {
    switch plain(name, String.self) {
    case .absent: return nil
    case .value(let text): return text.isEmpty ? nil : text
    case .otherType:
      switch try scalar(name) {
      case .nothing: return nil
      case .text(let text): return text.isEmpty ? nil : text
      case .number(let number): return number.description
      case .flag(let flag): return flag ? "true" : "false"
      case .other: throw odd(name, expected: "text")
      }
    }
  }

  /// A whole number, also in quotes or with a fraction of zero.
  func integer(_ name: String) throws -> Int64? {
    switch plain(name, Int64.self) {
    case .absent: return nil
    case .value(let number): return number
    case .otherType:
      guard let decimal = try looseDecimal(name, expected: "a whole number") else { return nil }
      guard let whole = decimal.exactly else { throw odd(name, expected: "a whole number") }
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
    switch plain(name, Double.self) {
    case .absent: return nil
    case .value(let number):
      // Whole numbers are exact as a Double; the digits of all others are read again as they were written.
      if let whole = PlainDecimal(whole: number) { return whole }
      if case .value(let digits) = plain(name, Decimal.self), let decimal = PlainDecimal(digits.description) {
        return decimal
      }
      throw odd(name, expected: "a number")
    case .otherType: return try looseDecimal(name, expected: "a number")
    }
  }

  private func looseDecimal(_ name: String, expected: String) throws -> PlainDecimal? {
    let scalar = try scalar(name)
    switch scalar {
    case .nothing, .text(""): return nil
    default:
      guard let decimal = scalar.decimal else { throw odd(name, expected: expected) }
      return decimal
    }
  }

  func flag(_ name: String) throws -> Bool? {
    switch plain(name, Bool.self) {
    case .absent: return nil
    case .value(let flag): return flag
    case .otherType:
      let scalar = try scalar(name)
      switch scalar {
      case .nothing, .text(""): return nil
      default:
        guard let flag = scalar.flag else { throw odd(name, expected: "yes or no") }
        return flag
      }
    }
  }

  enum Plain<Value> {
    case absent
    case value(Value)
    case otherType
  }

  /// The value when it has just this type, in one look-up.
  func plain<Value: Decodable>(_ name: String, _ type: Value.Type) -> Plain<Value> {
    guard let container else { return .absent }
    do {
      return try container.decodeIfPresent(Value.self, forKey: Member(name)).map { .value($0) } ?? .absent
    } catch {
      // Not lost: every caller looks at the value again as what it is.
      return .otherType
    }
  }
}
