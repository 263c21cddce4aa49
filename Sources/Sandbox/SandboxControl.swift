// What a human at a rehearsal, or a process test, may do to the sandboxed world besides calling the APIs:
// hand a parcel in, move it, change an order, switch the faults. Verbs with JSON arguments; the HTTP server
// offers them under `/sandbox/…`. A service takes part by being a SandboxControl.

/// Gestures of one service by name. Throws a SandboxControlError on what it does not know or cannot do.
public protocol SandboxControl: AnyObject {
  func control(_ verb: String, _ arguments: [String: JSONValue], now: SandboxTime) throws -> JSONValue
}

public struct SandboxControlError: Error, CustomStringConvertible, Equatable {
  public var description: String

  public init(description: String) {
    self.description = description
  }
}

/// Delays and jumps of time asked for by a human are no longer, in milliseconds: a year.
let longestControlDelay: Int64 = 366 * 86_400_000

/// Reads arguments of a verb, with the name in the complaint.
struct ControlArguments {
  let given: [String: JSONValue]

  func text(_ name: String) throws -> String {
    guard let value = given[name]?.text else {
      throw SandboxControlError(description: "'\(name)' must be a text")
    }
    return value
  }

  func number(_ name: String) throws -> Int64 {
    guard let value = given[name]?.int else {
      throw SandboxControlError(description: "'\(name)' must be a number")
    }
    return value
  }

  /// Milliseconds from 0 to a year.
  func delay(_ name: String, preset: Int64? = nil) throws -> Int64 {
    let value = try preset.map { try number(name, preset: $0) } ?? number(name)
    return min(max(0, value), longestControlDelay)
  }

  func number(_ name: String, preset: Int64) throws -> Int64 {
    guard let value = given[name], value != .null else { return preset }
    return try number(name)
  }
}

extension PostService: SandboxControl {
  /// `shipments`, `groups`, `audit`; `accept {barcode}`, `event {barcode, code, reason?, office?}`,
  /// `journey {barcode, journey}`, `reweigh {barcode, grams}`, `habits {name: value…}`.
  public func control(_ verb: String, _ arguments: [String: JSONValue], now: SandboxTime) throws -> JSONValue
  {
    let given = ControlArguments(given: arguments)
    switch verb {
    case "shipments": return .array(audit.shipments.map(shown))
    case "groups": return .array(audit.groups.map(shown))
    case "audit": return summary
    case "accept": try accept(barcode: try given.text("barcode"), at: now)
    case "event":
      let reason = try given.number("reason", preset: 1)
      try event(
        barcode: try given.text("barcode"), code: try given.number("code"), reason: reason,
        office: arguments["office"]?.text, at: now)
    case "journey":
      let name = try given.text("journey")
      guard let journey = PostJourney(rawValue: name) else {
        let known = PostJourney.allCases.map(\.rawValue).joined(separator: ", ")
        throw SandboxControlError(description: "no such journey; there are: \(known)")
      }
      try schedule(journey, barcode: try given.text("barcode"), from: now)
      advanceJourneys(now: now)
    case "reweigh": try reweigh(barcode: try given.text("barcode"), grams: try given.number("grams"))
    case "habits": try changeHabits(arguments)
    default: throw SandboxControlError(description: "the post has no verb '\(verb)'")
    }
    return ["done": true]
  }

  private var summary: JSONValue {
    let audit = audit
    return [
      "shipments": .integer(Int64(audit.shipments.count)), "live": .integer(Int64(audit.live.count)),
      "groups": .integer(Int64(audit.groups.count)), "clients": .integer(Int64(audit.clientCount)),
      "addresses": .integer(Int64(audit.addressCount)),
      "calls": .object(audit.calls.mapValues { .integer(Int64($0)) }),
      "stickers": .object(audit.stickers.mapValues { .integer(Int64($0)) }),
    ]
  }

  private func shown(_ shipment: PostAudit.Shipment) -> JSONValue {
    [
      "uuid": .string(shipment.uuid), "barcode": .string(shipment.barcode),
      "counterparty": .string(shipment.counterparty), "senderUuid": .string(shipment.senderUUID),
      "recipientUuid": .string(shipment.recipientUUID),
      "recipientExternalId": .optional(shipment.recipientExternalID),
      "externalId": .optional(shipment.externalID),
      "groupUuid": .optional(shipment.groupUUID), "type": .string(shipment.type),
      "deliveryType": .string(shipment.deliveryType), "createdAt": .integer(shipment.createdAt),
      "deletedAt": shipment.deletedAt.map(JSONValue.integer) ?? .null,
      "lifecycle": .string(shipment.lifecycle.rawValue), "postPayKopiykas": .integer(shipment.postPay),
      "declaredKopiykas": .integer(shipment.declared),
      "deliveryPriceKopiykas": .integer(shipment.deliveryPrice),
      "weightGrams": .integer(shipment.weight), "recipientPostcode": .string(shipment.recipientPostcode),
      "stickersServed": .integer(Int64(shipment.stickersServed)),
      "lastEvent": shipment.lastEvent.map(JSONValue.integer) ?? .null,
    ]
  }

  private func shown(_ group: PostAudit.Group) -> JSONValue {
    [
      "uuid": .string(group.uuid), "counterparty": .string(group.counterparty), "name": .string(group.name),
      "type": .string(group.type), "closed": .bool(group.closed),
      "barcodes": .array(group.shipmentBarcodes.map(JSONValue.string)),
    ]
  }

  private func changeHabits(_ arguments: [String: JSONValue]) throws {
    for name in arguments.keys.sorted() {
      let value = arguments[name] ?? .null
      switch (name, value) {
      case ("externalIDListEvery", .integer(let every)):
        habits.externalIDListEvery = Int(clamping: max(0, every))
      case ("eventAsText", .bool(let flag)): habits.eventAsText = flag
      case ("historyByStep", .bool(let flag)): habits.historyByStep = flag
      case ("listLeavesOutClosed", .bool(let flag)): habits.listLeavesOutClosed = flag
      case ("foundShape", .string(let text)):
        guard let shape = PostHabits.FoundShape(rawValue: text) else { throw unknown(name) }
        habits.foundShape = shape
      case ("deletedShows", .string(let text)):
        guard let shows = PostHabits.DeletedShows(rawValue: text) else { throw unknown(name) }
        habits.deletedShows = shows
      default: throw unknown(name)
      }
    }
  }

  private func unknown(_ habit: String) -> SandboxControlError {
    SandboxControlError(description: "no such habit, or a value of a wrong kind: '\(habit)'")
  }
}
