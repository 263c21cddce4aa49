// The port to Ukrposhta for one cabinet. Every method is one call on the wire. Which of them may be repeated is said at
// each; the engine, not the adapter, decides about repeating.
public import ShippingCore

public protocol Carrier: Sendable {
  /// `POST /addresses`. Repeating makes a second, harmless address.
  func createAddress(_ address: PostalAddress) async -> Outcome<AddressID>

  /// `POST /clients` with `externalId`. Repeating makes a second client, harmless as long as only one uuid is kept.
  func createClient(_ client: PostalClient, address: AddressID, externalID: String) async -> Outcome<
    ClientUUID
  >

  /// `GET /clients/external-id/{id}`; nil when there is none.
  func findClient(externalID: String) async -> Outcome<ClientUUID?>

  /// `GET /clients/{uuid}`: the addresses in the client's list.
  func addresses(of client: ClientUUID) async -> Outcome<[ClientAddress]>

  /// `PUT /clients/{uuid}` with `addressId`: the list grows, the main address stays. Repeating makes a second entry.
  func add(_ address: AddressID, to client: ClientUUID) async -> Outcome<Void>

  /// `GET /shipment-groups/clients/{sender}`.
  func groups(sender: ClientUUID) async -> Outcome<[ShipmentGroup]>

  /// `POST /shipment-groups`. Repeating makes a second group of the same name.
  func createGroup(name: String, sender: ClientUUID, type: ShipmentType) async -> Outcome<ShipmentGroup>

  /// `POST /shipment-groups/{g}/shipments`. NEVER to be repeated without looking first (ukrposhta-api.md section 6).
  func createShipment(
    _ plan: ShipmentPlan, group: GroupUUID, sender: ClientUUID, recipient: ClientUUID, address: AddressID,
    externalID: String
  ) async -> Outcome<Receipt>

  /// `GET /shipment-groups/{g}/shipments`: everything in the group.
  func shipments(group: GroupUUID) async -> Outcome<[Receipt]>

  /// `GET /shipments/{barcode}`; nil when the service knows no such shipment.
  func shipment(barcode: Barcode) async -> Outcome<Receipt?>

  /// `GET /shipments/{uuid}/lifecycle`; `.gone` for a JSON 404.
  func lifecycle(_ shipment: ShipmentUUID) async -> Outcome<Lifecycle>

  /// `DELETE /shipments/{uuid}`. A JSON 404 counts as done.
  func deleteShipment(_ shipment: ShipmentUUID) async -> Outcome<Void>

  /// `GET /shipments/{uuid}`, whole enough to change it; nil when the service knows no such shipment.
  func record(of shipment: ShipmentUUID) async -> Outcome<ShipmentRecord?>

  /// `PUT /shipments/{uuid}`: the whole plan, in the shipment's own parcels. Only while it is CREATED and its group is
  /// open. Repeating it changes nothing more. `recipient` and `address` nil = those it has.
  func updateShipment(
    _ record: ShipmentRecord, to plan: ShipmentPlan, recipient: ClientUUID?, address: AddressID?,
    externalID: String
  ) async -> Outcome<Receipt>

  /// `GET {forms}/shipments/{uuid}/sticker`, checked to be a PDF.
  func sticker(_ shipment: ShipmentUUID, size: LabelSize) async -> Outcome<[UInt8]>

  /// `POST statuses/last/with-not-found`, at most 100 barcodes.
  func lastStatuses(_ barcodes: [Barcode]) async -> Outcome<TrackingAnswer>

  /// `GET /shipment-groups/{g}`; nil when the service knows no such group.
  func group(_ group: GroupUUID) async -> Outcome<ShipmentGroup?>

  /// `PUT /shipment-groups/{g}` with `closed`. A closed group refuses it: read it back.
  func closeGroup(_ group: ShipmentGroup) async -> Outcome<Void>

  /// `GET {forms}/shipment-groups/{g}/form103a`, checked to be a PDF.
  func form103a(_ group: GroupUUID) async -> Outcome<[UInt8]>

  /// `POST {forms}/shipments/stickers-by-barcodes`, at most 100: one PDF of them all, or a refusal of them all.
  func stickers(_ barcodes: [Barcode], size: LabelSize) async -> Outcome<[UInt8]>
  /// `GET /transfers/shipment-postpays/{barcode}/with-recipient`; nil for a JSON 404: no transfer is known.
  func payout(of barcode: Barcode) async -> Outcome<PayoutState?>

  /// `GET /shipments/barcode/{b}/isPriceChangedInPostOffice`.
  func isPriceChanged(of barcode: Barcode) async -> Outcome<Bool>
  /// `POST statuses/with-not-found`, at most 50 barcodes: all events of each.
  func statuses(_ barcodes: [Barcode]) async -> Outcome<HistoryAnswer>

  /// Whether the cabinet has a bearer for status tracking. Without one a parcel is followed by its lifecycle alone.
  var tracksEvents: Bool { get }

  /// `POST /domestic/delivery-price`.
  func deliveryPrice(_ plan: ShipmentPlan, from: Postcode) async -> Outcome<Kopiykas>
}

public enum LabelSize: String, Sendable, Codable, CaseIterable {
  case a4 = "SIZE_A4"
  case a5 = "SIZE_A5"
  /// 100×100 mm, what the service prints when no size is asked for.
  case square = "100x100"
}

public struct ShipmentGroup: Sendable, Hashable, Codable {
  public var uuid: GroupUUID
  public var name: String
  public var type: ShipmentType
  public var isClosed: Bool

  public init(uuid: GroupUUID, name: String, type: ShipmentType, isClosed: Bool = false) {
    self.uuid = uuid
    self.name = name
    self.type = type
    self.isClosed = isClosed
  }
}

/// A shipment as Ukrposhta has it, as far as a change needs it (ukrposhta-api.md section 5).
public struct ShipmentRecord: Sendable, Hashable {
  public var receipt: Receipt
  public var sender: ClientUUID?
  /// `uuid` of each parcel, in the order of their numbers: a change must say which is which.
  public var parcels: [String]

  public init(receipt: Receipt, sender: ClientUUID?, parcels: [String]) {
    self.receipt = receipt
    self.sender = sender
    self.parcels = parcels
  }
}

public struct TrackingAnswer: Sendable, Equatable {
  public var found: [Barcode: TrackingEvent]
  /// Barcodes the post does not know: not handed over yet.
  public var notFound: Set<Barcode>
  /// Barcodes whose events could not be read.
  public var odd: [Barcode: Failure]

  public init(found: [Barcode: TrackingEvent], notFound: Set<Barcode>, odd: [Barcode: Failure] = [:]) {
    self.found = found
    self.notFound = notFound
    self.odd = odd
  }
}

/// Whole histories of parcels.
public struct HistoryAnswer: Sendable, Equatable {
  /// Events that could be read, oldest first, each once. A barcode may be in `odd` too.
  public var found: [Barcode: [TrackingEvent]]
  public var notFound: Set<Barcode>
  /// Barcodes some of whose events could not be read.
  public var odd: [Barcode: Failure]

  public init(found: [Barcode: [TrackingEvent]], notFound: Set<Barcode>, odd: [Barcode: Failure] = [:]) {
    self.found = found
    self.notFound = notFound
    self.odd = odd
  }
}

/// An entry of a client's list of addresses.
public struct ClientAddress: Hashable, Sendable {
  public var id: AddressID
  public var address: PostalAddress

  public init(id: AddressID, address: PostalAddress) {
    self.id = id
    self.address = address
  }
}
