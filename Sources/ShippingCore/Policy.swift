// What the shop decided, as the core needs it: the validated form of the configuration, without secrets, plus what the
// CRM's references say about statuses. One value, replaced whole on a reload.

public enum ClientType: String, Sendable, Codable {
  case individual = "INDIVIDUAL"
  case company = "COMPANY"
  case entrepreneur = "PRIVATE_ENTREPRENEUR"
}

/// `type` of a shipment and of its group.
public enum ShipmentType: String, Sendable, Codable, CaseIterable {
  case standard = "STANDARD"
  case express = "EXPRESS"
  case document = "DOCUMENT"
  case cargo = "CARGO"
}

/// `deliveryType` of a shipment: from and to, W an office, D a door.
public enum Technology: String, Sendable, Codable, CaseIterable {
  case w2w = "W2W"
  case w2d = "W2D"
  case d2w = "D2W"
  case d2d = "D2D"

  public var isToDoor: Bool { self == .w2d || self == .d2d }
  public var isFromDoor: Bool { self == .d2w || self == .d2d }
}

public enum Payer: String, Sendable, Codable {
  case sender
  case receiver
}

/// `onFailReceiveType` of a shipment (narrowed to two on 29.12.2025, ukrposhta-api.md section 5).
public enum OnFailReceive: String, Sendable, Codable {
  case returnToSender = "RETURN"
  case processAsRefusal = "PROCESS_AS_REFUSAL"
}

public enum Language: String, Sendable, Codable, CaseIterable {
  case uk, ru, en
}

/// A postal address as Ukrposhta's `POST /addresses` takes it. Only the postcode is mandatory there.
public struct PostalAddress: Hashable, Sendable {
  public var postcode: Postcode
  public var region: String?
  public var district: String?
  public var city: String?
  public var street: String?
  public var houseNumber: String?
  public var apartmentNumber: String?
  /// What a courier needs besides: entrance, floor, how to get in.
  public var description: String?

  public init(
    postcode: Postcode, region: String? = nil, district: String? = nil, city: String? = nil,
    street: String? = nil,
    houseNumber: String? = nil, apartmentNumber: String? = nil, description: String? = nil
  ) {
    self.postcode = postcode
    self.region = region
    self.district = district
    self.city = city
    self.street = street
    self.houseNumber = houseNumber
    self.apartmentNumber = apartmentNumber
    self.description = description
  }

  /// A courier can come there.
  public var hasDoor: Bool { street != nil && houseNumber != nil }

  /// The same door, whatever else is said of it.
  public func isSameDoor(as other: PostalAddress) -> Bool {
    func spelled(_ text: String?) -> String? { text?.lowercased() }
    return postcode == other.postcode && spelled(street) == spelled(other.street)
      && spelled(houseNumber) == spelled(other.houseNumber)
  }
}

/// A client of Ukrposhta, sender or recipient, as `POST /clients` takes it.
public struct PostalClient: Hashable, Sendable {
  public var type: ClientType
  /// COMPANY and PRIVATE_ENTREPRENEUR.
  public var name: String?
  public var firstName: String?
  public var lastName: String?
  public var middleName: String?
  public var edrpou: String?
  public var tin: String?
  public var phone: Phone
  public var email: String?
  public var iban: IBAN?

  public init(
    type: ClientType, name: String? = nil, firstName: String? = nil, lastName: String? = nil,
    middleName: String? = nil, edrpou: String? = nil, tin: String? = nil, phone: Phone, email: String? = nil,
    iban: IBAN? = nil
  ) {
    self.type = type
    self.name = name
    self.firstName = firstName
    self.lastName = lastName
    self.middleName = middleName
    self.edrpou = edrpou
    self.tin = tin
    self.phone = phone
    self.email = email
    self.iban = iban
  }
}

public struct ParcelDefaults: Hashable, Sendable {
  public var weight: Grams?
  public var dimensions: Dimensions?

  public init(weight: Grams? = nil, dimensions: Dimensions? = nil) {
    self.weight = weight
    self.dimensions = dimensions
  }
}

/// One Ukrposhta contract.
public struct CabinetPolicy: Hashable, Sendable {
  public var id: CabinetID
  /// Code of the CRM's delivery type whose orders are this cabinet's.
  public var deliveryType: String
  /// Instance code of our integration module, for the tracking call.
  public var moduleCode: String
  public var sender: PostalClient
  public var senderAddress: PostalAddress
  /// Where each store hands parcels in, by store code; with street and house a courier can come there too.
  public var stores: [String: PostalAddress]
  public var technology: Technology
  public var service: ShipmentType
  public var parcel: ParcelDefaults
  public var deliveryPayer: Payer
  public var codFeePayer: Payer
  public var sms: Bool
  public var onFail: OnFailReceive
  /// Template of the description: text with `{items}`, `{number}`, `{externalId}`.
  public var description: String
  public var allowsZeroDeclaredValue: Bool
  /// Codes of the payment types whose unpaid amount is collected on delivery.
  public var codPaymentTypes: Set<String>
  /// Codes of the payment types that may be used with this delivery type; nil = any.
  public var allowedPaymentTypes: Set<String>?
  /// CRM status to set for a state of the parcel, or for one event code (which wins).
  public var statuses: StatusMap
  public var mode: LinkMode = .native
  /// Of plain mode, and of native cards that tracking calls do not reach.
  public var customFields = CustomFieldCodes()
  /// Whether an order without the do-not-sync flag counts as locked: what the module is registered with in native mode,
  /// what the absent custom field means in plain mode.
  public var isLockedByDefault = false
  public var onChange: OnChange = .update
  public var printLock: PrintLock = .manifest
  /// The label goes to the order as a file.
  public var attachesLabel = false
  /// A command prints the label.
  public var printsLabel = false
  public var quote: QuoteTarget = .netCost
  public var notices = NoticePolicy()
  public var module = ModuleSettings()

  public init(
    id: CabinetID, deliveryType: String, moduleCode: String, sender: PostalClient,
    senderAddress: PostalAddress,
    stores: [String: PostalAddress] = [:], technology: Technology = .w2w, service: ShipmentType = .standard,
    parcel: ParcelDefaults = ParcelDefaults(), deliveryPayer: Payer = .sender, codFeePayer: Payer = .receiver,
    sms: Bool = false, onFail: OnFailReceive = .returnToSender, description: String = "{items}",
    allowsZeroDeclaredValue: Bool = false, codPaymentTypes: Set<String> = [],
    allowedPaymentTypes: Set<String>? = nil, statuses: StatusMap = StatusMap()
  ) {
    self.id = id
    self.deliveryType = deliveryType
    self.moduleCode = moduleCode
    self.sender = sender
    self.senderAddress = senderAddress
    self.stores = stores
    self.technology = technology
    self.service = service
    self.parcel = parcel
    self.deliveryPayer = deliveryPayer
    self.codFeePayer = codFeePayer
    self.sms = sms
    self.onFail = onFail
    self.description = description
    self.allowsZeroDeclaredValue = allowsZeroDeclaredValue
    self.codPaymentTypes = codPaymentTypes
    self.allowedPaymentTypes = allowedPaymentTypes
    self.statuses = statuses
  }
}

extension CabinetPolicy {
  /// Doors of stores where a courier may have to come besides the sender's own.
  public var pickUpPlaces: [PostalAddress] {
    var places: [PostalAddress] = []
    for (_, address) in stores.sorted(by: { $0.key < $1.key })
    where address.hasDoor && !address.isSameDoor(as: senderAddress) && !places.contains(address) {
      places.append(address)
    }
    return places
  }
}

/// Which CRM status (by code) an order gets for what happened to its parcel.
public struct StatusMap: Hashable, Sendable {
  public var byState: [DeliveryState: String]
  public var byEvent: [Int: String]

  public init(byState: [DeliveryState: String] = [:], byEvent: [Int: String] = [:]) {
    self.byState = byState
    self.byEvent = byEvent
  }
}
