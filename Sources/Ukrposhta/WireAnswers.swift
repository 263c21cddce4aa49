// The answers, reduced to the members that are used (ukrposhta-api.md sections 2 to 5, 7, 8). Every one of
// the other hundred members may be absent, null or of another type without any harm. Decoding fails only
// when the value is no object at all; what a missing identity means is decided where the call is made.
import Foundation
import ShippingCore

/// `{code, message}` of the service, `{error, error_description}` of the gateway, or a list `errors`.
struct WireError: Decodable {
  let code: String?
  let words: String?

  var saysSomething: Bool { code != nil || words != nil }

  private enum Key: String, CodingKey {
    case code, message, error, errors
    case errorDescription = "error_description"
  }

  init(from decoder: any Decoder) throws {
    try self.init(decoder, isListed: false)
  }

  /// An element of `errors` is not searched for further lists: the nesting of an answer must not become ours.
  fileprivate init(_ decoder: any Decoder, isListed: Bool) throws {
    let container = try decoder.container(keyedBy: Key.self)
    var listed: [WireError] = []
    if !isListed, let errors = try? container.decode(OneOrMany<ListedError>.self, forKey: .errors) {
      listed = errors.elements.compactMap { $0?.error }
    }
    let code = container.looseText(.code) ?? listed.lazy.compactMap(\.code).first
    self.code = code.flatMap { Self.isStable($0) ? $0 : nil }
    let own = [Key.message, .error, .errorDescription].compactMap { container.looseText($0) }
    let all = own + listed.compactMap(\.words)
    words = all.isEmpty ? nil : all.joined(separator: ": ")
  }

  fileprivate init(words: String) {
    code = nil
    self.words = words
  }

  /// Codes are counted and shown as fields: no free text.
  private static func isStable(_ code: String) -> Bool {
    code.utf8.count <= 32
      && code.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-.".contains($0)) }
  }
}

/// An element of `errors`: an object like the whole, or its text alone.
private struct ListedError: Decodable {
  let error: WireError

  init(from decoder: any Decoder) throws {
    if let text = try? decoder.singleValueContainer().decode(String.self) {
      error = WireError(words: text)
    } else {
      error = try WireError(decoder, isListed: true)
    }
  }
}

struct WireAddress: Decodable {
  let id: Int64?

  private enum Key: CodingKey { case id }

  init(from decoder: any Decoder) throws {
    id = try decoder.container(keyedBy: Key.self).looseInteger(.id)
  }
}

struct WireClient: Decodable {
  let uuid: String?
  let externalId: String?

  private enum Key: CodingKey { case uuid, externalId }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    uuid = container.looseUUID(.uuid)
    externalId = container.looseText(.externalId)
  }
}

struct WireGroup: Decodable {
  let uuid: String?
  let name: String?
  let type: String?
  let closed: Bool?

  private enum Key: CodingKey { case uuid, name, type, closed }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    uuid = container.looseUUID(.uuid)
    name = container.looseText(.name)
    type = container.looseText(.type)
    closed = container.looseFlag(.closed)
  }
}

/// `status`, at the top or within `lifecycle`.
struct WireLifecycle: Decodable {
  let status: String?

  private enum Key: CodingKey { case status, lifecycle }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let inner = try? container.nestedContainer(keyedBy: Key.self, forKey: .lifecycle)
    status = inner?.looseText(.status) ?? container.looseText(.status)
  }
}

struct WireShipment: Decodable {
  let uuid: String?
  let barcode: Barcode?
  let recipient: String?
  let group: String?
  let externalId: String?
  let deliveryPrice: Kopiykas?
  let declaredPrice: Kopiykas?
  let postPay: Kopiykas?
  let status: String?

  private enum Key: CodingKey {
    case uuid, barcode, recipient, shipmentGroupUuid, externalId, deliveryPrice, declaredPrice, postPay
    case postPayUah, parcels
  }

  private struct Parcel: Decodable {
    let declaredPrice: Kopiykas?

    private enum Key: CodingKey { case declaredPrice }

    init(from decoder: any Decoder) throws {
      declaredPrice = try decoder.container(keyedBy: Key.self).looseMoney(.declaredPrice)
    }
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    uuid = container.looseUUID(.uuid)
    barcode = container.looseBarcode(.barcode)
    recipient = (try? container.decode(WireClient.self, forKey: .recipient))?.uuid
    group = container.looseUUID(.shipmentGroupUuid)
    externalId = container.looseText(.externalId)
    deliveryPrice = container.looseMoney(.deliveryPrice)
    declaredPrice = container.looseMoney(.declaredPrice) ?? Self.declaredPrice(of: container)
    postPay = container.looseMoney(.postPayUah) ?? container.looseMoney(.postPay)
    status = try WireLifecycle(from: decoder).status
  }

  /// It is a parcel's member; the sum of them all, nil when one does not say.
  private static func declaredPrice(of container: KeyedDecodingContainer<Key>) -> Kopiykas? {
    guard let parcels = try? container.decode(OneOrMany<Parcel>.self, forKey: .parcels).elements,
      !parcels.isEmpty
    else { return nil }
    let prices = parcels.compactMap { $0?.declaredPrice }
    return prices.count == parcels.count ? prices.reduce(.zero, +) : nil
  }

  /// The shipment, or the member without which it is none. A shipment without a readable state counts as
  /// CREATED: that promises least, and the lifecycle is read again before anything is deleted.
  func receipt(path: (String) -> String) throws(OddAnswer) -> Receipt {
    guard let uuid else { throw OddAnswer(path: path("uuid"), message: "a shipment without uuid") }
    guard let barcode else { throw OddAnswer(path: path("barcode"), message: "a shipment without barcode") }
    var receipt = Receipt(
      uuid: ShipmentUUID(uuid), barcode: barcode, recipient: recipient.map { ClientUUID($0) },
      group: group.map { GroupUUID($0) }, externalID: externalId, deliveryPrice: deliveryPrice,
      postPay: postPay, lifecycle: status.map(Lifecycle.init(word:)) ?? .created)
    receipt.declaredPrice = declaredPrice
    return receipt
  }
}

/// A shipment with the barcodes of its parcels.
struct WireShipmentWithParcels: Decodable {
  let shipment: WireShipment
  let parcelBarcodes: [Barcode]

  private enum Key: CodingKey { case parcels }

  private struct Parcel: Decodable {
    let barcode: Barcode?

    private enum Key: CodingKey { case barcode }

    init(from decoder: any Decoder) throws {
      barcode = try decoder.container(keyedBy: Key.self).looseBarcode(.barcode)
    }
  }

  init(from decoder: any Decoder) throws {
    shipment = try WireShipment(from: decoder)
    let container = try decoder.container(keyedBy: Key.self)
    let parcels = try? container.decode(OneOrMany<Parcel>.self, forKey: .parcels)
    parcelBarcodes = parcels?.elements.compactMap { $0?.barcode } ?? []
  }
}

struct WirePrice: Decodable {
  let deliveryPrice: Kopiykas?

  private enum Key: CodingKey { case deliveryPrice }

  init(from decoder: any Decoder) throws {
    deliveryPrice = try decoder.container(keyedBy: Key.self).looseMoney(.deliveryPrice)
  }
}
