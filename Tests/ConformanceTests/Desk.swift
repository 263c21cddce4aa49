// A cabinet ready to make shipments, set up the way the engine does it: the sender's address, the sender, a group.
// `CarrierCall` lists every call of the port once, so that a rule about secrets or lost answers speaks of all of them.
import Sandbox
import ShippingCore
import SyncEngine
import Testing

struct Desk: Sendable {
  let carrier: any Carrier
  let party: Party
  let sender: ClientUUID
  let group: ShipmentGroup

  init(_ bench: any Bench, as party: Party = .company) async throws {
    carrier = bench.carrier(party)
    self.party = party
    let address = try await carrier.createAddress(try Sample.senderAddress()).value()
    sender = try await carrier.createClient(
      try party.sender(), address: address, externalID: "sender-\(party.rawValue)"
    ).value()
    group = try await carrier.createGroup(name: "2026-03-04", sender: sender, type: .standard).value()
  }

  struct Recipient: Sendable {
    var uuid: ClientUUID
    var address: AddressID
  }

  func recipient(_ externalID: String) async throws -> Recipient {
    let address = try await carrier.createAddress(try Sample.recipientAddress()).value()
    let uuid = try await carrier.createClient(
      try Sample.recipient(), address: address, externalID: externalID
    ).value()
    return Recipient(uuid: uuid, address: address)
  }

  func create(_ externalID: String, for recipient: Recipient, plan: ShipmentPlan? = nil) async throws
    -> Outcome<Receipt>
  {
    await carrier.createShipment(
      try plan ?? Sample.plan(party), group: group.uuid, sender: sender, recipient: recipient.uuid,
      address: recipient.address, externalID: externalID)
  }

  func ship(_ externalID: String) async throws -> Receipt {
    try await create(externalID, for: try await recipient(externalID)).value()
  }
}

/// What the calls of the port need to work on.
struct Prepared: Sendable {
  var desk: Desk
  var recipient: Desk.Recipient
  var shipment: Receipt
  /// For the call that deletes.
  var doomed: Receipt
  /// For the call that changes.
  var changed: ShipmentRecord
  var plan: ShipmentPlan
  var senderClient: PostalClient
  var address: PostalAddress
  var postcode: Postcode

  init(_ bench: any Bench) async throws {
    desk = try await Desk(bench)
    recipient = try await desk.recipient("prepared")
    shipment = try await desk.create("prepared", for: recipient).value()
    doomed = try await desk.ship("doomed")
    let uuid = try await desk.ship("changed").uuid
    changed = try #require(try await desk.carrier.record(of: uuid).value())
    let handed = shipment.barcode.text
    try bench.offices { try $0.accept(barcode: handed, at: $1) }
    plan = try Sample.plan()
    senderClient = try Party.company.sender()
    address = try Sample.recipientAddress()
    postcode = try Sample.postcode("01001")
  }
}

struct CarrierCall: Sendable {
  var name: String
  /// As the sandbox names it.
  var endpoint: String
  var isWrite: Bool
  /// Without which of them the call is refused.
  var secrets: Set<Party.Secret>
  var make: @Sendable (any Carrier, Prepared) async -> Outcome<Void>

  init(
    _ name: String, _ endpoint: String, isWrite: Bool = false,
    _ secrets: Set<Party.Secret> = [.ecomBearer, .token],
    _ make: @escaping @Sendable (any Carrier, Prepared) async -> Outcome<Void>
  ) {
    self.name = name
    self.endpoint = endpoint
    self.isWrite = isWrite
    self.secrets = secrets
    self.make = make
  }

  static let all: [CarrierCall] = [
    CarrierCall("createAddress", "POST addresses", isWrite: true, [.ecomBearer]) {
      await $0.createAddress($1.address).bare
    },
    CarrierCall("createClient", "POST clients", isWrite: true) {
      await $0.createClient($1.senderClient, address: $1.recipient.address, externalID: "another").bare
    },
    CarrierCall("findClient", "GET clients/external-id/{id}") { carrier, _ in
      await carrier.findClient(externalID: "prepared").bare
    },
    CarrierCall("addresses", "GET clients/{uuid}") { await $0.addresses(of: $1.desk.sender).bare },
    CarrierCall("add", "PUT clients/{uuid}", isWrite: true) {
      await $0.add($1.recipient.address, to: $1.desk.sender).bare
    },
    CarrierCall("groups", "GET shipment-groups/clients/{client}") {
      await $0.groups(sender: $1.desk.sender).bare
    },
    CarrierCall("createGroup", "POST shipment-groups", isWrite: true) {
      await $0.createGroup(name: "another", sender: $1.desk.sender, type: .express).bare
    },
    CarrierCall("createShipment", "POST shipment-groups/{g}/shipments", isWrite: true) {
      await $0.createShipment(
        $1.plan, group: $1.desk.group.uuid, sender: $1.desk.sender, recipient: $1.recipient.uuid,
        address: $1.recipient.address, externalID: "another"
      ).bare
    },
    CarrierCall("shipments", "GET shipment-groups/{g}/shipments") {
      await $0.shipments(group: $1.desk.group.uuid).bare
    },
    CarrierCall("shipment", "GET shipments/{s}") { await $0.shipment(barcode: $1.shipment.barcode).bare },
    CarrierCall("lifecycle", "GET shipments/{s}/lifecycle") { await $0.lifecycle($1.shipment.uuid).bare },
    CarrierCall("record", "GET shipments/{s}") { await $0.record(of: $1.shipment.uuid).bare },
    CarrierCall("updateShipment", "PUT shipments/{s}", isWrite: true) {
      await $0.updateShipment(
        $1.changed, to: $1.plan, recipient: nil, address: nil, externalID: "another"
      ).bare
    },
    CarrierCall("deleteShipment", "DELETE shipments/{s}", isWrite: true) {
      await $0.deleteShipment($1.doomed.uuid).bare
    },
    CarrierCall("sticker", "GET forms/shipments/{s}/sticker") {
      await $0.sticker($1.shipment.uuid, size: .a5).bare
    },
    CarrierCall("lastStatuses", "POST tracking/statuses/last/with-not-found", [.trackingBearer]) {
      await $0.lastStatuses([$1.shipment.barcode]).bare
    },
    CarrierCall("payout", "GET transfers/shipment-postpays/{barcode}/with-recipient") {
      await $0.payout(of: $1.shipment.barcode).bare
    },
    CarrierCall("isPriceChanged", "GET shipments/barcode/{s}/isPriceChangedInPostOffice") {
      await $0.isPriceChanged(of: $1.shipment.barcode).bare
    },
    CarrierCall("group", "GET shipment-groups/{g}") { await $0.group($1.desk.group.uuid).bare },
    // Closed by nothing before: every row gets a group of its own where it has an effect.
    CarrierCall("closeGroup", "PUT shipment-groups/{g}", isWrite: true) { carrier, prepared in
      let made = await carrier.createGroup(name: "closing", sender: prepared.desk.sender, type: .express)
      guard case .done(let group) = made else { return made.bare }
      return await carrier.closeGroup(group)
    },
    CarrierCall("form103a", "GET forms/shipment-groups/{g}/form103a") {
      await $0.form103a($1.desk.group.uuid).bare
    },
    CarrierCall("stickers", "POST forms/shipments/stickers-by-barcodes") {
      await $0.stickers([$1.shipment.barcode], size: .a4).bare
    },
    CarrierCall("statuses", "POST tracking/statuses/with-not-found", [.trackingBearer]) {
      await $0.statuses([$1.shipment.barcode]).bare
    },
    CarrierCall("deliveryPrice", "POST domestic/delivery-price", [.ecomBearer]) {
      await $0.deliveryPrice($1.plan, from: $1.postcode).bare
    },
  ]
}
