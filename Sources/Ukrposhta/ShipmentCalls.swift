// Shipments: the one call that must never be made twice, and everything that finds out what became of it.
// The create answers `unknown` whenever it is not certain which shipment was made; the listing of a group
// refuses as a whole rather than leave one entry out, because a match that is missed becomes a second
// parcel.
import Foundation
import HTTPTransport
public import ShippingCore
import SyncEngine

extension UkrposhtaCarrier {
  public func createShipment(
    _ plan: ShipmentPlan, group: GroupUUID, sender: ClientUUID, recipient: ClientUUID, address: AddressID,
    externalID: String
  ) async -> Outcome<Receipt> {
    let body = ShipmentRequest(
      plan, sender: sender, recipient: recipient, address: address, externalID: externalID)
    let call = Call(.post, "shipment-groups/{g}/shipments", [group.rawValue], body: body, effect: .write)
    return await exchange.send(call, reading: OneOrMany<WireShipment>.self) { (answer) throws(OddAnswer) in
      guard let shipment = answer.only else {
        throw OddAnswer(message: "\(answer.elements.count) entries instead of one shipment")
      }
      var receipt = try shipment.receipt { $0 }
      // An answer that names another recipient and does not confirm our externalId is not about our shipment.
      if let named = receipt.recipient, !named.isSame(as: recipient), receipt.externalID != externalID {
        throw OddAnswer(
          code: "other-shipment", path: "recipient.uuid", message: "the answer is about another recipient")
      }
      receipt.recipient = recipient
      receipt.group = receipt.group ?? group
      return receipt
    }
  }

  /// An entry that names neither its recipient nor an externalId could be the one that is looked for, so it
  /// counts as unreadable too; so does a single shipment in place of the list, which may be the first of several.
  /// The whole listing is then refused as `odd-listing` with the path of what is missing: leaving an entry out
  /// would say "your shipment is not here" and have it made again.
  public func shipments(group: GroupUUID) async -> Outcome<[Receipt]> {
    var call = Call(.get, "shipment-groups/{g}/shipments", [group.rawValue], effect: .read)
    call.responseLimit = Self.listingLimit
    call.timeout = .seconds(60)
    return await exchange.send(call, reading: OneOrMany<WireShipment>.self) {
      (answer) throws(OddAnswer) -> [Receipt] in
      guard answer.isList else { throw OddAnswer(code: "odd-listing", message: "not a list") }
      var receipts: [Receipt] = []
      receipts.reserveCapacity(answer.elements.count)
      for (index, shipment) in answer.elements.enumerated() {
        do throws(OddAnswer) {
          guard let shipment else { throw OddAnswer(path: answer.path(index), message: "not a shipment") }
          let receipt = try shipment.receipt { answer.path(index, $0) }
          if receipt.recipient == nil, receipt.externalID == nil {
            throw OddAnswer(path: answer.path(index, "recipient.uuid"), message: "a shipment of nobody")
          }
          receipts.append(receipt)
        } catch {
          throw OddAnswer(code: "odd-listing", path: error.path, message: error.message)
        }
      }
      return receipts
    }
  }

  /// The barcode asked for must be the shipment's or one of its parcels'.
  public func shipment(barcode: Barcode) async -> Outcome<Receipt?> {
    let call = Call(.get, "shipments/{s}", [barcode.text], effect: .read)
    let outcome = await exchange.send(call, reading: OneOrMany<WireShipmentWithParcels>.self) {
      (answer) throws(OddAnswer) -> Receipt? in
      guard let found = answer.only else { throw OddAnswer(message: "not one shipment") }
      let receipt = try found.shipment.receipt { $0 }
      guard receipt.barcode == barcode || found.parcelBarcodes.contains(barcode) else {
        throw OddAnswer(path: "barcode", message: "the answer is about another shipment")
      }
      return receipt
    }
    return outcome.isNotFound ? .done(nil) : outcome
  }

  public func lifecycle(_ shipment: ShipmentUUID) async -> Outcome<Lifecycle> {
    let call = Call(.get, "shipments/{s}/lifecycle", [shipment.rawValue], effect: .read)
    let outcome = await exchange.send(call, reading: OneOrMany<WireLifecycle>.self) {
      (answer) throws(OddAnswer) in
      guard let word = answer.only?.status else {
        throw OddAnswer(path: "status", message: "a lifecycle without status")
      }
      return Lifecycle(word: word)
    }
    return outcome.isNotFound ? .done(.gone) : outcome
  }

  /// The documented answer is an empty 200. A page of HTML under that status is a proxy's and proves nothing.
  public func deleteShipment(_ shipment: ShipmentUUID) async -> Outcome<Void> {
    let call = Call(.delete, "shipments/{s}", [shipment.rawValue], effect: .write)
    let outcome = await exchange.send(call)
    if case .done(let response) = outcome {
      let isJSON = (try? JSONDecoder().decode(Attempt<WireAddress>.self, from: Data(response.body))) != nil
      guard response.body.isEmpty || isJSON else {
        return exchange.odd(OddAnswer(code: "not-json", message: "not an empty answer"), response, .write)
      }
      let refusal = Refusal(response, redaction: exchange.redaction)
      guard refusal.code?.hasPrefix("UPE") != true else {
        return exchange.odd(OddAnswer(message: "an error instead of an empty answer"), response, .write)
      }
    }
    return outcome.isNotFound ? .done(()) : outcome.map { _ in }
  }

  public func deliveryPrice(_ plan: ShipmentPlan, from: Postcode) async -> Outcome<Kopiykas> {
    let call = Call(
      .post, "domestic/delivery-price", token: false, body: PriceRequest(plan, from: from), effect: .read)
    return await exchange.send(call, reading: OneOrMany<WirePrice>.self) { (answer) throws(OddAnswer) in
      guard let price = answer.only?.deliveryPrice else {
        throw OddAnswer(path: "deliveryPrice", message: "no readable price")
      }
      return price
    }
  }
}

extension ClientUUID {
  /// Uuids are hexadecimal: the case of their letters means nothing.
  fileprivate func isSame(as other: ClientUUID) -> Bool {
    rawValue.lowercased() == other.rawValue.lowercased()
  }
}
