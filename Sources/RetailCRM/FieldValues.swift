// Custom fields and the module's own fields: whatever the shop's people and other programs put there. Only
// our own fields matter, and they are plain values; a value of a stranger's field that is neither plain nor a
// list of plain values is left out, because it must not make the order unreadable.
import Foundation
import ShippingCore

extension FieldValue {
  init?(_ scalar: Scalar) {
    switch scalar {
    case .text(let text): self = .text(text)
    case .flag(let flag): self = .flag(flag)
    case .number(let number):
      guard let value = Double(number.description), value.isFinite else { return nil }
      self = .number(value)
    case .nothing, .other: return nil
    }
  }
}

private struct Field: Decodable {
  /// A multiple choice longer than this is not one of ours.
  static let mostValues = 100

  var value: FieldValue?

  init(from decoder: any Decoder) throws {
    let scalar = try Scalar(from: decoder)
    if case .other = scalar, var list = try? decoder.unkeyedContainer() {
      var texts: [String] = []
      while !list.isAtEnd, texts.count < Self.mostValues {
        if let text = FieldValue(try list.decode(Scalar.self))?.text { texts.append(text) }
      }
      value = .list(texts)
    } else {
      value = FieldValue(scalar)
    }
  }
}

extension Members {
  /// A map of code to value; `[]` is an empty map.
  func fields(_ name: String) throws -> [String: FieldValue] {
    let members = try object(name)
    var fields: [String: FieldValue] = [:]
    for name in members.names {
      // Nearly all are texts or flags; what is not costs a second look.
      if case .value(let text) = members.plain(name, String.self) {
        fields[name] = .text(text)
      } else if case .value(let flag) = members.plain(name, Bool.self) {
        fields[name] = .flag(flag)
      } else {
        fields[name] = try members.value(name, Field.self)?.value
      }
    }
    return fields
  }
}
