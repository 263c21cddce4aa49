// Reading members that Ukrposhta writes now as text, now as a number, now not at all. Each reader gives the
// value or nil and never throws: what an absent member means is for the answer's own reader to say. None of
// them guesses an identity: a uuid is text of the right alphabet, or it is nothing.
import Foundation
import ShippingCore

extension KeyedDecodingContainer {
  /// Text, or a number as text; nil for absent, null, empty and everything else.
  func looseText(_ key: Key) -> String? {
    guard contains(key) else { return nil }
    if let text = try? decode(String.self, forKey: key) { return text.isEmpty ? nil : text }
    if let number = try? decode(Int64.self, forKey: key) { return String(number) }
    return (try? decode(Decimal.self, forKey: key)).map(\.description)
  }

  /// A uuid. Its letters go into paths of later calls, so the alphabet is checked; its pattern is not.
  func looseUUID(_ key: Key) -> String? {
    guard contains(key), let text = try? decode(String.self, forKey: key), isUUIDLike(text) else {
      return nil
    }
    return text
  }

  /// A whole number, also written as text.
  func looseInteger(_ key: Key) -> Int64? {
    guard contains(key) else { return nil }
    if let number = try? decode(Int64.self, forKey: key) { return number }
    // Documents print event codes with a blank: "31 200".
    return (try? decode(String.self, forKey: key)).flatMap { Int64($0.filter { !$0.isWhitespace }) }
  }

  /// Hryvnias with up to two decimals. Never through a binary fraction: 49.95 stays 4995 kopiykas.
  func looseMoney(_ key: Key) -> Kopiykas? {
    guard contains(key) else { return nil }
    let money: Kopiykas?
    if let number = try? decode(Decimal.self, forKey: key) {
      money = Kopiykas(hryvnias: number.description)
    } else {
      money = (try? decode(String.self, forKey: key)).flatMap { Kopiykas(hryvnias: $0) }
    }
    return money.flatMap { $0 < .zero ? nil : $0 }
  }

  /// A barcode. As a number it has lost its leading zeros; a number too short to have been one is nothing.
  func looseBarcode(_ key: Key) -> Barcode? {
    guard contains(key) else { return nil }
    if let text = try? decode(String.self, forKey: key) { return Barcode(text) }
    return (try? decode(Int64.self, forKey: key)).flatMap(barcode(number:))
  }

  /// A flag; nil for absent, null and what is none.
  func looseFlag(_ key: Key) -> Bool? {
    guard contains(key) else { return nil }
    if let flag = try? decode(Bool.self, forKey: key) { return flag }
    switch looseText(key) {
    case "true", "1": return true
    case "false", "0": return false
    default: return nil
    }
  }
}

private func isUUIDLike(_ text: String) -> Bool {
  (1...64).contains(text.utf8.count)
    && text.utf8.allSatisfy {
      switch $0 {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"), UInt8(ascii: "_"):
        true
      default: false
      }
    }
}

private func barcode(number: Int64) -> Barcode? {
  // 11 to 13 digits: at most two zeros lost.
  guard (10_000_000_000...9_999_999_999_999).contains(number) else { return nil }
  let digits = String(number)
  return Barcode(String(repeating: "0", count: 13 - digits.count) + digits)
}

/// A value of a list or a map that may be odd without spoiling its neighbours.
struct Attempt<Value: Decodable>: Decodable {
  let value: Value?

  init(from decoder: any Decoder) {
    value = try? Value(from: decoder)
  }
}

/// A list, or a single value where a list was meant. An element that cannot be read is nil, and keeps its
/// place.
struct OneOrMany<Element: Decodable>: Decodable {
  let elements: [Element?]
  let isList: Bool

  init(from decoder: any Decoder) throws {
    guard var list = try? decoder.unkeyedContainer() else {
      elements = [try? Element(from: decoder)]
      isList = false
      return
    }
    var read: [Element?] = []
    while !list.isAtEnd { read.append(try list.decode(Attempt<Element>.self).value) }
    elements = read
    isList = true
  }

  /// The JSON path of an element's member.
  func path(_ index: Int, _ member: String? = nil) -> String {
    [isList ? "[\(index)]" : nil, member].compactMap { $0 }.joined(separator: ".")
  }
}

/// A barcode standing by itself, as text or number.
struct LooseBarcode: Decodable {
  let value: Barcode

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let read: Barcode?
    if let text = try? container.decode(String.self) {
      read = Barcode(text)
    } else {
      read = barcode(number: try container.decode(Int64.self))
    }
    guard let read else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a 13-digit barcode")
    }
    value = read
  }
}
