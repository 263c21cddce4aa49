// Reads the members of an entity that a client sent. What is absent changes nothing, null and "" empty a member, and a
// value of the wrong type is refused with the member's path, as the CRM's forms do.

struct CRMReader {
  let members: [String: JSONValue]
  private let path: String
  private(set) var problems: [String: String] = [:]

  /// Beyond this, a number of a client is a mistake: sums of such numbers still fit.
  static let largestNumber = 1e12

  init(_ members: [String: JSONValue], path: String = "") {
    self.members = members
    self.path = path
  }

  func has(_ name: String) -> Bool {
    members[name] != nil
  }

  mutating func refuse(_ name: String, _ text: String = "This value is not valid.") {
    problems[path + name] = text
  }

  mutating func adopt(_ child: CRMReader) {
    problems.merge(child.problems) { first, _ in first }
  }

  mutating func text(_ name: String, _ target: inout String?) {
    switch members[name] {
    case nil: return
    case .null, .string(""): target = nil
    case .string(let text): target = text
    case .integer(let whole): target = String(whole)
    default: refuse(name)
    }
  }

  mutating func text(_ name: String, _ target: inout String) {
    var read: String? = target
    text(name, &read)
    if let read { target = read } else { refuse(name, "This value should not be blank.") }
  }

  mutating func number(_ name: String, _ target: inout Double?) {
    guard let value = members[name] else { return }
    if value == .null {
      target = nil
    } else if let number = value.double ?? value.text.flatMap(Double.init), number.isFinite,
      abs(number) <= CRMReader.largestNumber
    {
      target = number
    } else {
      refuse(name)
    }
  }

  mutating func whole(_ name: String, _ target: inout Int64?) {
    var read = target.map(Double.init)
    number(name, &read)
    if let read {
      if let exact = Int64(exactly: read) { target = exact } else { refuse(name) }
    } else {
      target = nil
    }
  }

  mutating func money(_ name: String, _ target: inout Int64) {
    var read: Double? = Double(target) / 100
    guard has(name) else { return }
    number(name, &read)
    target = Int64(((read ?? 0) * 100).rounded())
  }

  mutating func flag(_ name: String, _ target: inout Bool?) {
    switch members[name] {
    case nil: return
    case .null: target = nil
    case .bool(let value): target = value
    case .integer(0), .string("0"), .string("false"), .string(""): target = false
    case .integer(1), .string("1"), .string("true"): target = true
    default: refuse(name)
    }
  }

  /// A nested entity; an empty list is an empty map (R§15).
  mutating func child(_ name: String) -> CRMReader? {
    switch members[name] {
    case nil, .null: return nil
    case .object(let members): return CRMReader(members, path: "\(path)\(name).")
    case .array(let values) where values.isEmpty: return CRMReader([:], path: "\(path)\(name).")
    default:
      refuse(name)
      return nil
    }
  }

  /// A list of nested entities.
  mutating func children(_ name: String) -> [CRMReader]? {
    guard let value = members[name], value != .null else { return nil }
    guard let elements = value.elements else {
      refuse(name)
      return nil
    }
    var readers: [CRMReader] = []
    for (offset, element) in elements.enumerated() {
      guard case .object(let members) = element else {
        refuse("\(name)[\(offset)]")
        continue
      }
      readers.append(CRMReader(members, path: "\(path)\(name)[\(offset)]."))
    }
    return readers
  }
}

extension JSONValue {
  /// Nil for a JSON null. (`condition ? nil : value` would be a JSON null, because the type has a nil literal.)
  var unlessNull: JSONValue? {
    if case .null = self { return Optional.none }
    return self
  }
}
