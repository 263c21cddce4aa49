// Lists of entities, each entity read alone: one odd order must not cost the other ninety-nine. The same
// entities come as a list from one call and as a map from the next (payments, references), so both are
// accepted everywhere.
import ShippingCore

/// One entity of a list or map.
struct Entry<Value: Decodable & Sendable>: Decodable, Sendable {
  /// The key when the entities came as a map.
  var key: String?
  var value: Result<Value, Odd>
  /// `id`, where it can be read, also of an entity that cannot.
  var id: Int64?

  init(from decoder: any Decoder) throws {
    do {
      value = .success(try Value(from: decoder))
    } catch {
      value = .failure(Odd(error, at: decoder.codingPath))
      // Not an object at all, or an id that is no id: then there is nothing to know it by.
      id = try? Members(decoder).identifier("id")
    }
  }
}

/// A list of entities, or a map of them in the order of its keys.
struct Entries<Value: Decodable & Sendable>: Decodable, Sendable {
  var all: [Entry<Value>] = []

  init(from decoder: any Decoder) throws {
    if let map = try? decoder.container(keyedBy: Member.self) {
      for key in map.allKeys.sorted(by: { $0.stringValue < $1.stringValue }) {
        var entry = try map.decode(Entry<Value>.self, forKey: key)
        entry.key = key.stringValue
        all.append(entry)
      }
    } else if var list = try? decoder.unkeyedContainer() {
      all.reserveCapacity(list.count ?? 0)
      while !list.isAtEnd { all.append(try list.decode(Entry<Value>.self)) }
    } else {
      throw Odd(decoder.codingPath, expected: "a list or a map")
    }
  }
}

extension Members {
  /// The entities under `name`; nil when the member is absent.
  func entries<Value: Decodable & Sendable>(_ name: String, of type: Value.Type) throws -> [Entry<Value>]? {
    try value(name, Entries<Value>.self)?.all
  }

  /// The same, where one odd entity makes the whole odd: a part of an order.
  func parts<Value: Decodable & Sendable>(_ name: String, of type: Value.Type) throws -> [Value] {
    try (entries(name, of: type) ?? []).map { try $0.value.get() }
  }
}

extension Odd {
  /// One entity of an answer that was otherwise read.
  var failure: Failure {
    Failure(
      .terminal, code: "unreadable", message: "\(expected) is expected at \(path)", httpStatus: 200,
      path: path)
  }
}
