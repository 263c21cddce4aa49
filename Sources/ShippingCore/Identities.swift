// Every identity is a type of its own, so that a client's uuid cannot be passed where a shipment's is meant. All of
// them are opaque to us except where a comment says otherwise; text is kept exactly as the service wrote it.

/// A wrapped value that is written to JSON and to the ledger as the bare value.
public protocol Identity: RawRepresentable, Hashable, Comparable, Sendable, Codable, CustomStringConvertible
where RawValue: Comparable & Codable & Sendable {
  init(rawValue: RawValue)
}

extension Identity {
  public init(_ rawValue: RawValue) {
    self.init(rawValue: rawValue)
  }

  public static func < (left: Self, right: Self) -> Bool {
    left.rawValue < right.rawValue
  }

  public var description: String { "\(rawValue)" }
}

/// `order.id` of RetailCRM: account-wide, ascending.
public struct OrderID: Identity {
  public let rawValue: Int64
  public init(rawValue: Int64) { self.rawValue = rawValue }
}

/// `id` of a record of `GET /orders/history`; what `sinceId` speaks of.
public struct HistoryRecordID: Identity {
  public let rawValue: Int64
  public init(rawValue: Int64) { self.rawValue = rawValue }
}

/// `customer.id` of a corporate customer of RetailCRM.
public struct CustomerID: Identity {
  public let rawValue: Int64
  public init(rawValue: Int64) { self.rawValue = rawValue }
}

/// `company.id`: one of the companies of a corporate customer.
public struct CompanyID: Identity {
  public let rawValue: Int64
  public init(rawValue: Int64) { self.rawValue = rawValue }
}

/// The name of a cabinet in our own configuration.
public struct CabinetID: Identity {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }

  /// No cabinet's name: folders of the label spool that stand beside the cabinets' own.
  public static let reserved: Set<String> = ["merged", "manifests"]
}

/// `id` of an Ukrposhta address.
public struct AddressID: Identity {
  public let rawValue: Int64
  public init(rawValue: Int64) { self.rawValue = rawValue }
}

/// `uuid` of an Ukrposhta client (sender or recipient).
public struct ClientUUID: Identity {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }
}

/// `uuid` of an Ukrposhta shipment.
public struct ShipmentUUID: Identity {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }
}

/// `uuid` of an Ukrposhta shipment group.
public struct GroupUUID: Identity {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }
}

/// What ties everything made for one try of one shipment of one order together. It is the recipient client's
/// `externalId`, so that a lost answer can be found again, and a stranger's shipment is never taken for ours.
public struct ShipmentKey: Hashable, Sendable, Codable, CustomStringConvertible {
  public var order: OrderID
  /// Counts the shipments wanted for the order, from 1: a new one after every withdrawal.
  public var generation: Int
  /// Counts the recipients made for one generation, from 1: a new one after every create given up as lost.
  public var attempt: Int

  public init(order: OrderID, generation: Int, attempt: Int) {
    self.order = order
    self.generation = generation
    self.attempt = attempt
  }

  /// The key without the installation: for logs and for ordering.
  public var description: String { "\(order)-\(generation)-\(attempt)" }

  /// `crm-<installation>-<order id>-<generation>-<attempt>`: what Ukrposhta keeps as `externalId`.
  public func externalID(of installation: InstallationTag) -> String {
    "crm-\(installation)-\(description)"
  }

  /// Reads back what `externalID` wrote; nil for anything else, also for another installation's.
  public init?(externalID text: String, of installation: InstallationTag) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 5, parts[0] == "crm", parts[1] == installation.rawValue,
      let order = Int64(parts[2]), let generation = Int(parts[3]), let attempt = Int(parts[4]), order > 0,
      generation > 0, attempt > 0
    else { return nil }
    self.init(order: OrderID(order), generation: generation, attempt: attempt)
    // Only what we write ourselves: `+1` and `01` are numbers too.
    guard externalID(of: installation) == text else { return nil }
  }

  /// The `deliveryId` under which the CRM knows this generation's parcel (retailcrm-api.md section 8).
  public var deliveryID: String { "crm-\(order)-\(generation)" }

  /// Whether a `deliveryId` is one that we gave this order, in whichever generation.
  static func isDeliveryID(_ text: String?, of order: OrderID) -> Bool {
    guard let text, text.hasPrefix("crm-\(order)-") else { return false }
    return Int(text.dropFirst("crm-\(order)-".count)) != nil
  }
}

/// Tells the CRM accounts apart that share one Ukrposhta contract: without it a rehearsal's daemon would take the
/// shop's parcels for its own strays. Eight letters and digits, worked out from the CRM's address.
public struct InstallationTag: Identity {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }

  public init(crmURL: String) {
    var digest = Digest(version: "installation-1")
    digest.add(crmURL)
    self.init(rawValue: String(digest.text.prefix(8)))
  }
}
