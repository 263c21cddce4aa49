// A JSON document as a value, for the few entities of the CRM that are not ours alone: a module's document
// or a custom field has members of the account's own, which must go back as they came. Everything that is
// only read is decoded into what it means instead; nothing outside of registering needs this.
import Foundation

indirect enum Tree: Hashable, Sendable, Codable {
  case nothing
  case flag(Bool)
  case number(Decimal)
  case text(String)
  case list([Tree])
  case map([String: Tree])

  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if value.decodeNil() {
      self = .nothing
    } else if let text = try? value.decode(String.self) {
      self = .text(text)
    } else if let flag = try? value.decode(Bool.self) {
      self = .flag(flag)
    } else if let number = try? value.decode(Decimal.self) {
      self = .number(number)
    } else if let list = try? value.decode([Tree].self) {
      self = .list(list)
    } else {
      self = .map(try value.decode([String: Tree].self))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .nothing: try container.encodeNil()
    case .flag(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .text(let value): try container.encode(value)
    case .list(let value): try container.encode(value)
    case .map(let value): try container.encode(value)
    }
  }

  /// What the CRM leaves out, or writes as an empty list (retailcrm-api.md section 15).
  var saysNothing: Bool {
    switch self {
    case .nothing, .text(""), .flag(false): true
    case .list(let list): list.isEmpty
    case .map(let map): map.isEmpty
    default: false
    }
  }

  /// `[]` is an empty map, and nothing at all is one too.
  var members: [String: Tree]? {
    switch self {
    case .map(let members): members
    default: saysNothing ? [:] : nil
    }
  }

  var elements: [Tree]? {
    switch self {
    case .list(let elements): elements
    default: saysNothing ? [] : nil
    }
  }

  /// The value as text, also of a number or a flag; nil when there is nothing, or more than one value.
  var plain: String? {
    switch self {
    case .text(let text): text.isEmpty ? nil : text
    case .number(let number): number.description
    case .flag(let flag): String(flag)
    default: nil
    }
  }

  /// A member of a map; setting it in anything else makes it a map of that one member.
  subscript(_ name: String) -> Tree {
    get { members?[name] ?? .nothing }
    set {
      var all = members ?? [:]
      all[name] = newValue
      self = .map(all)
    }
  }

  /// The member at the end of this path.
  subscript(path names: [String]) -> Tree { names.reduce(self) { $0[$1] } }

  func without(_ names: [String]) -> Tree {
    guard var all = members else { return self }
    for name in names { all[name] = nil }
    return .map(all)
  }
}

extension Tree: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  init(stringLiteral value: String) { self = .text(value) }
  init(booleanLiteral value: Bool) { self = .flag(value) }
  init(integerLiteral value: Int) { self = .number(Decimal(value)) }
  init(arrayLiteral elements: Tree...) { self = .list(elements) }
  init(dictionaryLiteral elements: (String, Tree)...) {
    self = .map(Dictionary(elements, uniquingKeysWith: { _, last in last }))
  }
}
