// What happened to a parcel, reduced to the few states that a manager and a status map care about. The event table
// itself is data (EventTable.swift, from the official annex); this file says how states relate.

/// Where a parcel is. The raw value is also the code of the delivery status in our module's `statusList`.
public enum DeliveryState: String, Sendable, Codable, CaseIterable {
  /// The shipment exists as data; the post has not got the parcel.
  case created
  case accepted
  case inTransit = "in-transit"
  case customs
  case atOffice = "at-office"
  /// A failed attempt to hand it over.
  case problem
  case returning
  case returned
  case delivered
  /// Cancelled or deleted on Ukrposhta's side.
  case cancelled
  /// Deleted by us before hand-over.
  case withdrawn

  /// No event is expected any more, except `delivered` turning into `returned`.
  public var isFinal: Bool {
    switch self {
    case .delivered, .returned, .cancelled, .withdrawn: return true
    default: return false
    }
  }

  /// How far along the parcel is. A mapped order status is written only when this grows, so that a redirected
  /// parcel does not throw an order back.
  public var rank: Int {
    switch self {
    case .created: return 0
    case .accepted: return 1
    case .inTransit, .customs: return 2
    case .atOffice, .problem: return 3
    case .returning: return 4
    case .delivered, .cancelled, .withdrawn: return 5
    case .returned: return 6
    }
  }

  /// Whether the post has, or had, the parcel itself.
  public var isHandedOver: Bool {
    switch self {
    case .created, .withdrawn, .cancelled: return false
    default: return true
    }
  }
}

/// One event of status tracking (ukrposhta-api.md section 11).
public struct TrackingEvent: Hashable, Sendable, Codable {
  /// Code of the event table: 10100, 21700, 41000, …
  public var code: Int
  /// `eventReason_id`.
  public var reason: Int?
  public var step: Int
  /// Local date-time of the post turned into an instant.
  public var date: Instant
  /// Postcode and name of the office.
  public var index: String?
  public var office: String?
  /// `eventName` as the post wrote it.
  public var name: String?

  public init(
    code: Int, reason: Int? = nil, step: Int = 0, date: Instant, index: String? = nil, office: String? = nil,
    name: String? = nil
  ) {
    self.code = code
    self.reason = reason
    self.step = step
    self.date = date
    self.index = index
    self.office = office
    self.name = name
  }

  /// `step` alone is not in time order: the recorded history has step 3 before step 2.
  public func isNewer(than other: TrackingEvent) -> Bool {
    (date, step, code) > (other.date, other.step, other.code)
  }
}

/// `lifecycle.status` of a shipment (ukrposhta-api.md section 5).
public enum Lifecycle: Hashable, Sendable, Codable {
  /// Only data: free to change or delete.
  case created
  /// Taken in by the post, or anything after that; the raw word of the service.
  case beyond(String)
  /// DELETED or CANCELED, or the service no longer knows the shipment.
  case gone

  public init(word: String) {
    switch word.uppercased() {
    case "CREATED", "INITIALIZED": self = .created
    case "DELETED", "CANCELED", "CANCELLED": self = .gone
    default: self = .beyond(word)
    }
  }
}
