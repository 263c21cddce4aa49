// What an operator may ask of the running engine, and what comes back: values that travel over the control socket as
// JSON. They hold ids, codes and times, and no secret; a name, phone or address only where it was asked for by name.
public import ShippingCore

/// Why a request was not carried out. `code` is stable; the message is one line for a person.
public struct RequestFailure: Error, Sendable, Hashable, Codable, CustomStringConvertible {
  public enum Code: String, Sendable, Codable {
    case unknownOrder = "unknown-order"
    /// Another part of the daemon is at work on the order; a moment later it is not.
    case busy
    /// It would contradict what the ledger or the CRM holds.
    case notPossible = "not-possible"
    case crm
    case carrier
    case ledger
    case configuration
    case stopping
    /// Whoever asked is gone.
    case abandoned
    case forbidden
    /// The request could not be read, or is of another version.
    case protocolError = "protocol"
  }

  public var code: Code
  public var message: String

  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  public var description: String { message }
}

/// What became of a request about one order.
public struct OrderAnswer: Sendable, Hashable, Codable {
  public enum Done: String, Sendable, Codable {
    /// It is looked at now.
    case due
    /// The order is locked in the CRM, and its TTN, if any, is being withdrawn.
    case locked
    /// The TTN belongs to the order now.
    case adopted
    /// As before, but Ukrposhta's API does not know the TTN: it is tracked and can be neither printed nor withdrawn.
    case adoptedTrackedOnly = "adopted-tracked-only"
  }

  public var order: OrderID
  public var done: Done
  public var barcode: Barcode?

  public init(order: OrderID, done: Done, barcode: Barcode? = nil) {
    self.order = order
    self.done = done
    self.barcode = barcode
  }
}

public struct BackfillRequest: Sendable, Hashable, Codable {
  /// Orders created from then on.
  public var since: Instant
  /// nil = all cabinets.
  public var cabinet: CabinetID?
  /// False lists and changes nothing.
  public var apply: Bool

  public init(since: Instant, cabinet: CabinetID? = nil, apply: Bool = false) {
    self.since = since
    self.cabinet = cabinet
    self.apply = apply
  }
}

/// One order that a backfill looked at.
public struct BackfillOrder: Sendable, Hashable, Codable {
  public var order: OrderID
  /// What people call the order; nil when it could not be read.
  public var number: String?
  public var createdAt: Instant?
  /// Status code in the CRM.
  public var status: String?
  public var cabinet: CabinetID?
  /// `Prospect.code`.
  public var decision: String
  public var barcode: Barcode?
  /// In the manager's language.
  public var problems: [String]
  /// It was made due.
  public var isDue: Bool
  /// Only when it was asked for.
  public var person: Person?

  /// Who gets the parcel, and where, as the CRM has it now.
  public struct Person: Sendable, Hashable, Codable {
    public var name: String
    public var phone: String
    public var address: String

    init(_ order: Order) {
      func joined(_ parts: [String?], _ separator: String) -> String {
        parts.compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: separator)
      }
      let (recipient, address) = (order.recipient, order.delivery.address)
      name = joined([recipient.lastName, recipient.firstName, recipient.patronymic], " ")
      phone = recipient.phone ?? ""
      self.address = joined(
        [
          address.index, address.region, address.city, address.street, address.building, address.flat,
          address.text,
        ], ", ")
    }
  }

  public init(
    order: OrderID, number: String? = nil, createdAt: Instant? = nil, status: String? = nil,
    cabinet: CabinetID? = nil, decision: String, barcode: Barcode? = nil, problems: [String] = [],
    isDue: Bool = false
  ) {
    self.order = order
    self.number = number
    self.createdAt = createdAt
    self.status = status
    self.cabinet = cabinet
    self.decision = decision
    self.barcode = barcode
    self.problems = problems
    self.isDue = isDue
  }
}

public struct BackfillSummary: Sendable, Hashable, Codable {
  /// Orders looked at.
  public var seen: Int
  /// Orders made due; 0 without `apply`.
  public var due: Int
  /// How many orders by decision.
  public var counts: [String: Int]
  /// False when there are more orders than one backfill looks at: ask again with a later day.
  public var isWhole: Bool

  public init(seen: Int = 0, due: Int = 0, counts: [String: Int] = [:], isWhole: Bool = true) {
    self.seen = seen
    self.due = due
    self.counts = counts
    self.isWhole = isWhole
  }
}
