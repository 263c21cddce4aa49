// JSON carried through unread: members of `delivery.data` that a manager entered and that an edit has to send along. What
// is not understood must come back exactly as it was, so nothing here is typed more than JSON itself is.
import Foundation
import ShippingCore

indirect enum RawJSON: Codable, Sendable, Equatable {
  case null
  case flag(Bool)
  case number(Decimal)
  case text(String)
  case list([RawJSON])
  case map([String: RawJSON])

  init(from decoder: any Decoder) throws {
    if let map = try? decoder.container(keyedBy: Member.self) {
      var members: [String: RawJSON] = [:]
      for key in map.allKeys { members[key.stringValue] = try map.decode(RawJSON.self, forKey: key) }
      self = .map(members)
    } else if var list = try? decoder.unkeyedContainer() {
      var values: [RawJSON] = []
      while !list.isAtEnd { values.append(try list.decode(RawJSON.self)) }
      self = .list(values)
    } else {
      let value = try decoder.singleValueContainer()
      if value.decodeNil() {
        self = .null
      } else if let flag = try? value.decode(Bool.self) {
        self = .flag(flag)
      } else if let number = try? value.decode(Decimal.self) {
        self = .number(number)
      } else {
        self = .text(try value.decode(String.self))
      }
    }
  }

  init(_ value: FieldValue) {
    switch value {
    case .flag(let flag): self = .flag(flag)
    case .text(let text): self = .text(text)
    case .list(let texts): self = .list(texts.map { .text($0) })
    // The digits of the number as a person would write them, not those of its binary fraction.
    case .number: self = value.text.flatMap { Decimal(string: $0) }.map { .number($0) } ?? .null
    }
  }

  func encode(to encoder: any Encoder) throws {
    switch self {
    case .map(let members):
      var container = encoder.container(keyedBy: Member.self)
      for (name, value) in members { try container.encode(value, forKey: Member(name)) }
    case .list(let values):
      var container = encoder.unkeyedContainer()
      for value in values { try container.encode(value) }
    case .null:
      var container = encoder.singleValueContainer()
      try container.encodeNil()
    case .flag(let flag):
      var container = encoder.singleValueContainer()
      try container.encode(flag)
    case .number(let number):
      var container = encoder.singleValueContainer()
      try container.encode(number)
    case .text(let text):
      var container = encoder.singleValueContainer()
      try container.encode(text)
    }
  }

  /// Nothing to lose: an absent member, or a map or list without anything in it.
  var isEmpty: Bool {
    switch self {
    case .null: return true
    case .list(let values): return values.isEmpty
    case .map(let members): return members.isEmpty
    default: return false
    }
  }
}

/// `GET orders`, only for what the orders' `delivery.data` hold.
struct RawDataPayload: Decodable, Sendable {
  /// Members of `delivery.data` that orders/edit takes (retailcrm-api.md section 6).
  static let writable = [
    "externalId", "trackNumber", "locked", "tariff", "payerType", "pickuppointId", "shipmentpointId",
    "extraData", "itemDeclaredValues", "packages",
  ]

  private let orders: [Entry<RawOrder>]

  private struct RawOrder: Decodable, Sendable {
    let id: Int64?
    let data: [String: RawJSON]

    /// nil when it is no map.
    var extraData: [String: RawJSON]? {
      guard let extra = data["extraData"] else { return [:] }
      guard case .map(let members) = extra else { return nil }
      return members
    }

    init(from decoder: any Decoder) throws {
      let members = try Members(decoder)
      id = try members.identifier("id")
      guard case .map(let data)? = try members.object("delivery").value("data", RawJSON.self) else {
        self.data = [:]
        return
      }
      self.data = data.filter { RawDataPayload.writable.contains($0.key) && !$0.value.isEmpty }
    }
  }

  init(from decoder: any Decoder) throws {
    let members = try Members(decoder)
    guard let orders = try members.entries("orders", of: RawOrder.self) else {
      throw members.odd("orders", expected: "a list")
    }
    self.orders = orders
  }

  /// The modules' own fields of each order that could be read.
  var extraData: [OrderID: [String: RawJSON]] {
    orders.reduce(into: [:]) { all, entry in
      guard case .success(let raw) = entry.value, let id = raw.id, let extra = raw.extraData else { return }
      all[OrderID(id)] = extra
    }
  }

  /// nil when the answer does not hold the order.
  func data(of order: OrderID) throws -> [String: RawJSON]? {
    for entry in orders {
      let raw = try entry.value.get()
      if raw.id == order.rawValue { return raw.data }
    }
    return nil
  }
}
