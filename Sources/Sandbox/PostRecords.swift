// What the simulated post office keeps: addresses, clients, shipments, groups, with the fields its rules
// read. What a client sees of them is made in Post…Answers.swift. A deleted shipment is kept: the audit must
// see everything ever made.

struct PostAddress {
  var id: Int64
  var owner: Int
  /// Members as given, checked, with region and city filled in.
  var members: [String: JSONValue]
  var created: SandboxTime
  var lastModified: SandboxTime

  func text(_ member: String) -> String? {
    guard let value = members[member]?.text, !value.isEmpty else { return nil }
    return value
  }

  var postcode: String { text("postcode") ?? "" }
}

struct PostClient {
  struct AddressEntry {
    var uuid: String
    var addressID: Int64
    var type: String
    var main: Bool
  }

  struct Phone {
    var uuid: String
    var phoneID: Int64
    var number: String
    var main: Bool
  }

  enum Kind: String {
    case individual = "INDIVIDUAL"
    case company = "COMPANY"
    case entrepreneur = "PRIVATE_ENTREPRENEUR"
  }

  var uuid: String
  var owner: Int
  var kind: Kind
  /// The other members as given, checked.
  var members: [String: JSONValue]
  var addresses: [AddressEntry]
  var phones: [Phone]
  var emailUUID: String
  var created: SandboxTime

  func text(_ member: String) -> String? {
    guard let value = members[member]?.text, !value.isEmpty else { return nil }
    return value
  }

  var mainAddressID: Int64? { (addresses.first { $0.main } ?? addresses.first)?.addressID }
}

struct PostParcel {
  var uuid: String
  var barcode: String
  var weight: Int64
  var length: Int64
  var width: Int64
  var height: Int64
  /// Kopiykas; nil when not declared.
  var declared: Int64?
  var name: String?
  var description: String?
}

/// The members of a shipment that its maker decides.
struct PostOrderedShipment {
  var type: String
  var deliveryType: String
  var sender: String
  var recipient: String
  var senderAddressID: Int64
  var recipientAddressID: Int64
  var returnAddressID: Int64
  var dropOffPostcode: String?
  var recipientPhone: String?
  var recipientEmail: String?
  var parcels: [PostParcel]
  /// Kopiykas.
  var postPay: Int64
  var postPayPaidByRecipient: Bool
  var paidByRecipient: Bool
  var transferToAccount: Bool
  var onFail: String
  var description: String?
  var externalID: String?
  /// sms, checkOnDelivery, documentBack, fragile, recommended, withDeliveryNotification, packedBySender.
  var flags: [String: Bool]

  var weight: Int64 { parcels.reduce(0) { $0 + $1.weight } }
  var declared: Int64 { parcels.reduce(0) { $0 + ($1.declared ?? 0) } }
}

struct PostEvent {
  var code: Int64
  var reason: Int64?
  var index: String
  var office: String
  var at: SandboxTime
  var step: Int64
}

struct PostShipment {
  var uuid: String
  var barcode: String
  var owner: Int
  var ordered: PostOrderedShipment
  var price: PostPrice
  var group: String?
  /// From when the group's list shows it.
  var visibleAt: SandboxTime
  var created: SandboxTime
  var lastModified: SandboxTime
  var deletedAt: SandboxTime?
  var lifecycle: PostLifecycle
  var lifecycleAt: SandboxTime
  var priceChangedAtOffice: Bool
  var events: [PostEvent]

  /// Only data so far: free to change or delete.
  var isDraft: Bool { lifecycle == .created && deletedAt == nil }
}

struct PostGroup {
  var uuid: String
  var owner: Int
  var name: String
  var clientUUID: String
  var type: String
  var created: SandboxTime
  var closed: Bool
}

/// States of a shipment in the eCom service (U§5).
public enum PostLifecycle: String, Sendable, CaseIterable {
  case created = "CREATED"
  case registered = "REGISTERED"
  case delivering = "DELIVERING"
  case inDepartment = "IN_DEPARTMENT"
  case storage = "STORAGE"
  case forwarding = "FORWARDING"
  case returning = "RETURNING"
  case returned = "RETURNED"
  case delivered = "DELIVERED"
  case transferredToCourier = "TRANSFERRED_COURIER"
  case canceled = "CANCELED"
  case deleted = "DELETED"

  /// Nothing follows, except a return after a delivery.
  public var isFinal: Bool {
    switch self {
    case .returned, .delivered, .canceled, .deleted: return true
    default: return false
    }
  }
}
