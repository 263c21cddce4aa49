// JSON as a value: to compare bodies whatever the order of their members, and to spoil good answers at a
// random place.
import Foundation

indirect enum Tree: Codable, Equatable, Sendable {
  case null
  case bool(Bool)
  case number(Decimal)
  case text(String)
  case list([Tree])
  case object([String: Tree])

  init(_ bytes: [UInt8]) throws {
    self = try JSONDecoder().decode(Tree.self, from: Data(bytes))
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Decimal.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .text(value)
    } else if let value = try? container.decode([Tree].self) {
      self = .list(value)
    } else {
      self = .object(try container.decode([String: Tree].self))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .bool(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .text(let value): try container.encode(value)
    case .list(let value): try container.encode(value)
    case .object(let value): try container.encode(value)
    }
  }

  func encoded() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return Array(try encoder.encode(self))
  }

  subscript(_ key: String) -> Tree? {
    get {
      guard case .object(let members) = self else { return nil }
      return members[key]
    }
    set {
      guard case .object(var members) = self else { return }
      members[key] = newValue
      self = .object(members)
    }
  }

  /// The object without some members, also within its list `parcels`.
  func without(_ keys: String..., inParcels parcelKeys: [String] = []) -> Tree {
    var copy = self
    for key in keys { copy[key] = nil }
    if case .list(let parcels)? = copy["parcels"] {
      copy["parcels"] = .list(
        parcels.map { parcel in
          var parcel = parcel
          for key in parcelKeys { parcel[key] = nil }
          return parcel
        })
    }
    return copy
  }

  /// Every place in the document: the keys and indices that lead there.
  var places: [[Step]] {
    var all: [[Step]] = [[]]
    switch self {
    case .list(let elements):
      for (index, element) in elements.enumerated() { all += element.places.map { [.index(index)] + $0 } }
    case .object(let members):
      for key in members.keys.sorted() { all += (members[key]?.places ?? []).map { [.key(key)] + $0 } }
    default: break
    }
    return all
  }

  enum Step: Equatable, Sendable {
    case key(String)
    case index(Int)
  }

  /// The document with the value at a place replaced; nil removes a member (an element becomes null).
  func changing(_ place: ArraySlice<Step>, _ change: (Tree) -> Tree?) -> Tree? {
    guard let step = place.first else { return change(self) }
    let rest = place.dropFirst()
    switch (self, step) {
    case (.object(var members), .key(let key)):
      guard let member = members[key] else { return self }
      members[key] = member.changing(rest, change)
      return .object(members)
    case (.list(var elements), .index(let index)) where elements.indices.contains(index):
      elements[index] = elements[index].changing(rest, change) ?? .null
      return .list(elements)
    default: return self
    }
  }
}

/// SplitMix64: the same seed spoils the same places.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}
