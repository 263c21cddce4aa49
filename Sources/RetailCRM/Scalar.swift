// One JSON value without its insides, and what is said when a value makes no sense. The CRM says the same
// thing in several JSON types; `Scalar` is the slow and certain way to find out what stands there, used only
// where the type that was hoped for does not.
import Foundation

/// A key of a JSON object.
struct Member: CodingKey {
  var stringValue: String
  var intValue: Int? { nil }
  init(_ name: String) { stringValue = name }
  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

/// Something that could not be read: where it stands, and what was expected there. Never what stood there: it
/// may be somebody's name.
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

  var flag: Bool? {
    switch self {
    case .flag(let flag): flag
    case .number(1), .text("1"): true
    case .number(0), .text("0"): false
    case .text(let text):
      switch text.lowercased() {
      case "true", "yes": true
      case "false", "no": false
      default: nil
      }
    case .nothing, .number, .other: nil
    }
  }
}
