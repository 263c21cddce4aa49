// The list of addresses of a client (ukrposhta-api.md section 4): a shipment is sent from, or to, an address of that list
// alone. A newcomer replaces the list with a PUT: it only ever grows.
import HTTPTransport
public import ShippingCore
public import SyncEngine

extension UkrposhtaCarrier {
  /// Entries whose address is not told are left out: they cannot be recognised.
  public func addresses(of client: ClientUUID) async -> Outcome<[ClientAddress]> {
    let call = Call(.get, "clients/{uuid}", [client.rawValue], effect: .read)
    return await exchange.send(call, reading: OneOrMany<WireClientPlaces>.self) {
      (answer) throws(OddAnswer) -> [ClientAddress] in
      guard let client = answer.only else { throw OddAnswer(message: "not one client") }
      return client.places
    }
  }

  public func add(_ address: AddressID, to client: ClientUUID) async -> Outcome<Void> {
    let body = AddedAddress(addressId: address.rawValue)
    let call = Call(.put, "clients/{uuid}", [client.rawValue], body: body, effect: .write)
    return await exchange.send(call, reading: OneOrMany<WireClient>.self) { (answer) throws(OddAnswer) in
      guard answer.only?.uuid != nil else {
        throw OddAnswer(path: "uuid", message: "a client without uuid")
      }
    }
  }
}

private struct AddedAddress: Encodable, Sendable {
  let addressId: Int64
}

/// `addresses` of a client.
private struct WireClientPlaces: Decodable {
  let places: [ClientAddress]

  private enum Key: CodingKey { case addresses }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let listed = try? container.decode(OneOrMany<WirePlace>.self, forKey: .addresses)
    places = (listed?.elements ?? []).compactMap { $0?.place }
  }
}

private struct WirePlace: Decodable {
  let place: ClientAddress?

  private enum Key: CodingKey { case addressId, address }
  private enum Part: CodingKey {
    case postcode, region, district, city, street, houseNumber, apartmentNumber
  }

  init(from decoder: any Decoder) throws {
    let entry = try decoder.container(keyedBy: Key.self)
    guard let id = entry.looseInteger(.addressId), id > 0,
      let parts = try? entry.nestedContainer(keyedBy: Part.self, forKey: .address),
      let postcode = parts.looseText(.postcode).flatMap({ Postcode($0) })
    else {
      place = nil
      return
    }
    place = ClientAddress(
      id: AddressID(id),
      address: PostalAddress(
        postcode: postcode, region: parts.looseText(.region), district: parts.looseText(.district),
        city: parts.looseText(.city), street: parts.looseText(.street),
        houseNumber: parts.looseText(.houseNumber), apartmentNumber: parts.looseText(.apartmentNumber)))
  }
}
