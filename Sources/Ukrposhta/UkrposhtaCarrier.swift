// The port Carrier over Ukrposhta's eCom, forms and tracking services, for one cabinet. This file holds
// what a shipment rests on: addresses, clients, groups; the shipments themselves and their tracking are in
// files of their own. The carrier keeps nothing between calls and repeats nothing: what is unclear is said
// to be unclear.
public import HTTPTransport
public import ShippingCore
public import SyncEngine

public struct UkrposhtaCarrier: Carrier {
  let exchange: Exchange
  let zone: PostZone

  /// `zone` is where the local date-times of tracking are read.
  public init(
    endpoints: UkrposhtaEndpoints, secrets: UkrposhtaSecrets, transport: any Transport, zone: PostZone = .kyiv
  ) {
    exchange = Exchange(endpoints: endpoints, secrets: secrets, transport: transport)
    self.zone = zone
  }

  public func createAddress(_ address: PostalAddress) async -> Outcome<AddressID> {
    let call = Call(.post, "addresses", token: false, body: AddressRequest(address), effect: .write)
    return await exchange.send(call, reading: OneOrMany<WireAddress>.self) { (answer) throws(OddAnswer) in
      guard let id = answer.only?.id, id > 0 else {
        throw OddAnswer(path: "id", message: "an address without id")
      }
      return AddressID(id)
    }
  }

  public func createClient(
    _ client: PostalClient, address: AddressID, externalID: String
  ) async -> Outcome<ClientUUID> {
    let body = ClientRequest(client, address: address, externalID: externalID)
    let call = Call(.post, "clients", body: body, effect: .write)
    return await exchange.send(call, reading: OneOrMany<WireClient>.self) { (answer) throws(OddAnswer) in
      guard let uuid = answer.only?.uuid else {
        throw OddAnswer(path: "uuid", message: "a client without uuid")
      }
      return ClientUUID(uuid)
    }
  }

  /// Only a client that carries exactly this externalId counts: another one's uuid would send a parcel to a
  /// stranger, while not finding ours costs no more than a second client.
  public func findClient(externalID: String) async -> Outcome<ClientUUID?> {
    let call = Call(.get, "clients/external-id/{id}", [externalID], effect: .read)
    let outcome = await exchange.send(call, reading: OneOrMany<WireClient>.self) {
      (answer) throws(OddAnswer) -> ClientUUID? in
      for (index, client) in answer.elements.enumerated() where client?.externalId == externalID {
        guard let uuid = client?.uuid else {
          throw OddAnswer(path: answer.path(index, "uuid"), message: "a client without uuid")
        }
        return ClientUUID(uuid)
      }
      return nil
    }
    return outcome.isNotFound ? .done(nil) : outcome
  }

  /// Groups of a type that we never use are left out. A group that cannot be read spoils the whole answer:
  /// it may be the one that holds a shipment in doubt. A sender the service knows no groups of has none.
  public func groups(sender: ClientUUID) async -> Outcome<[ShipmentGroup]> {
    var call = Call(.get, "shipment-groups/clients/{client}", [sender.rawValue], effect: .read)
    call.responseLimit = Self.listingLimit
    let outcome = await exchange.send(call, reading: OneOrMany<WireGroup>.self) {
      (answer) throws(OddAnswer) -> [ShipmentGroup] in
      var groups: [ShipmentGroup] = []
      for (index, group) in answer.elements.enumerated() {
        guard let uuid = group?.uuid, let type = group?.type else {
          let member = group?.uuid == nil ? "uuid" : "type"
          throw OddAnswer(
            code: "odd-listing", path: answer.path(index, member), message: "a group without \(member)")
        }
        guard let ours = ShipmentType(rawValue: type) else { continue }
        groups.append(
          ShipmentGroup(
            uuid: GroupUUID(uuid), name: group?.name ?? "", type: ours, isClosed: group?.closed ?? false))
      }
      return groups
    }
    return outcome.isNotFound ? .done([]) : outcome
  }

  public func createGroup(
    name: String, sender: ClientUUID, type: ShipmentType
  ) async -> Outcome<ShipmentGroup> {
    let body = GroupRequest(name: name, clientUuid: sender.rawValue, type: type.rawValue)
    let call = Call(.post, "shipment-groups", body: body, effect: .write)
    return await exchange.send(call, reading: OneOrMany<WireGroup>.self) { (answer) throws(OddAnswer) in
      guard let group = answer.only, let uuid = group.uuid else {
        throw OddAnswer(path: "uuid", message: "a group without uuid")
      }
      return ShipmentGroup(
        uuid: GroupUUID(uuid), name: group.name ?? name, type: group.type.flatMap(ShipmentType.init) ?? type,
        isClosed: group.closed ?? false)
    }
  }

  /// Asks something harmless that needs the eCom bearer and the counterparty token: `.done` = both are right.
  public func checkCredentials() async -> Outcome<Void> {
    let call = Call(.get, "phones/UA/prohibited", effect: .read)
    return await exchange.send(call, reading: Attempt<WireAddress>.self) { (_) throws(OddAnswer) in () }
  }

  /// Asks for a made-up barcode: `.done` = the StatusTracking bearer is right.
  public func checkTrackingBearer() async -> Outcome<Void> {
    var call = Call(.get, "statuses/last", service: .tracking, token: false, effect: .read)
    call.query = [("barcode", "0000000000000")]
    let outcome = await exchange.send(call)
    return outcome.isNotFound ? .done(()) : outcome.map { _ in }
  }
}

extension UkrposhtaCarrier {
  /// Bytes of a listing: a shipment is written in about 6 KB, and a day's group holds up to some thousands.
  static let listingLimit = 32 * 1_024 * 1_024
}

extension OneOrMany {
  /// The one thing that was made, also as a list of one; nil when there are none or several.
  var only: Element? { elements.count == 1 ? elements.first.flatMap { $0 } : nil }
}
