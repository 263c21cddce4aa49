// A shipment changed in place (ukrposhta-api.md section 5, `PUT /shipments/{uuid}`). A create leaves out what is not
// wanted; a change says it: a member that is left out keeps its value, and a cash on delivery that was taken out of the
// order would still be collected. The call may be repeated: the same again changes nothing more.
import Foundation
import HTTPTransport
public import ShippingCore
public import SyncEngine

extension UkrposhtaCarrier {
  /// A parcel without uuid makes the whole answer odd: a change could not say which parcel it means.
  public func record(of shipment: ShipmentUUID) async -> Outcome<ShipmentRecord?> {
    let call = Call(.get, "shipments/{s}", [shipment.rawValue], effect: .read)
    let outcome = await exchange.send(call, reading: OneOrMany<WireShipmentRecord>.self) {
      (answer) throws(OddAnswer) -> ShipmentRecord? in
      guard let found = answer.only else { throw OddAnswer(message: "not one shipment") }
      let receipt = try found.shipment.receipt { $0 }
      guard receipt.uuid.isSame(as: shipment) else {
        throw OddAnswer(path: "uuid", message: "the answer is about another shipment")
      }
      var parcels: [String] = []
      for (index, parcel) in found.parcels.enumerated() {
        guard let uuid = parcel.uuid else {
          throw OddAnswer(path: "parcels[\(index)].uuid", message: "a parcel without uuid")
        }
        parcels.append(uuid)
      }
      return ShipmentRecord(
        receipt: receipt, sender: found.sender.map { ClientUUID($0) }, parcels: parcels)
    }
    return outcome.isNotFound ? .done(nil) : outcome
  }

  public func updateShipment(
    _ record: ShipmentRecord, to plan: ShipmentPlan, recipient: ClientUUID?, address: AddressID?,
    externalID: String
  ) async -> Outcome<Receipt> {
    let body = ShipmentChangeRequest(
      plan, record: record, recipient: recipient, address: address, externalID: externalID)
    let uuid = record.receipt.uuid
    let call = Call(.put, "shipments/{s}", [uuid.rawValue], body: body, effect: .write)
    return await exchange.send(call, reading: OneOrMany<WireShipment>.self) { (answer) throws(OddAnswer) in
      guard let shipment = answer.only else {
        throw OddAnswer(message: "\(answer.elements.count) entries instead of one shipment")
      }
      let receipt = try shipment.receipt { $0 }
      guard receipt.uuid.isSame(as: uuid) else {
        throw OddAnswer(path: "uuid", message: "the answer is about another shipment")
      }
      return receipt
    }
  }
}

extension ShipmentUUID {
  /// Uuids are hexadecimal: the case of their letters means nothing.
  fileprivate func isSame(as other: ShipmentUUID) -> Bool {
    rawValue.lowercased() == other.rawValue.lowercased()
  }
}

struct ShipmentChangeRequest: Encodable, Sendable {
  struct Parcel: Encodable, Sendable {
    let uuid: String
    let weight: Int64
    let length: Int64
    let width: Int64
    let height: Int64
    let declaredPrice: Hryvnias
  }

  let sender: ShipmentRequest.Party?
  let recipient: ShipmentRequest.Party?
  let recipientAddressId: Int64?
  let type: String
  let deliveryType: String
  let parcels: [Parcel]
  let dropOffPostcode: String?
  let paidByRecipient: Bool
  let postPay: Hryvnias
  let postPayPaidByRecipient: Bool?
  /// A sender who is a private person must not even mention it.
  let transferPostPayToBankAccount: Bool?
  let onFailReceiveType: String
  let sms: Bool
  let checkOnDelivery: Bool
  let fragile: Bool
  let documentBack: Bool
  let withDeliveryNotification: Bool
  let description: String?
  let externalId: String

  /// The sender stays: the group that the shipment lies in is that sender's.
  init(
    _ plan: ShipmentPlan, record: ShipmentRecord, recipient: ClientUUID?, address: AddressID?,
    externalID: String
  ) {
    sender = record.sender.map { ShipmentRequest.Party(uuid: $0.rawValue) }
    self.recipient = recipient.map { ShipmentRequest.Party(uuid: $0.rawValue) }
    recipientAddressId = address?.rawValue
    type = plan.type.rawValue
    deliveryType = plan.technology.rawValue
    parcels = zip(record.parcels, plan.parcels).map { uuid, parcel in
      Parcel(
        uuid: uuid, weight: parcel.weight.amount, length: parcel.lengthCentimetres,
        width: parcel.widthCentimetres, height: parcel.heightCentimetres,
        declaredPrice: Hryvnias(parcel.declaredPrice))
    }
    dropOffPostcode = plan.dropOffPostcode?.text
    paidByRecipient = plan.isPaidByRecipient
    postPay = Hryvnias(plan.postPay)
    let hasPostPay = plan.postPay != .zero
    postPayPaidByRecipient = hasPostPay ? plan.isPostPayFeePaidByRecipient : nil
    transferPostPayToBankAccount = hasPostPay && plan.transfersPostPayToBankAccount ? true : nil
    onFailReceiveType = plan.onFail.rawValue
    sms = plan.sms
    checkOnDelivery = plan.checkOnDelivery
    fragile = plan.fragile
    documentBack = plan.documentBack
    withDeliveryNotification = plan.withDeliveryNotification
    description = plan.description.isEmpty ? nil : plan.description
    externalId = externalID
  }
}

/// A shipment with its sender and the uuids of its parcels, by their numbers where they have any.
struct WireShipmentRecord: Decodable {
  struct Parcel: Decodable {
    let uuid: String?
    let number: Int64?

    private enum Key: CodingKey { case uuid, parcelNumber }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Key.self)
      uuid = container.looseUUID(.uuid)
      number = container.looseInteger(.parcelNumber)
    }
  }

  let shipment: WireShipment
  let sender: String?
  let parcels: [Parcel]

  private enum Key: CodingKey { case sender, parcels }

  init(from decoder: any Decoder) throws {
    shipment = try WireShipment(from: decoder)
    let container = try decoder.container(keyedBy: Key.self)
    sender = (try? container.decode(WireClient.self, forKey: .sender))?.uuid
    let listed = try? container.decode(OneOrMany<Parcel>.self, forKey: .parcels)
    let all = (listed?.elements ?? []).compactMap { $0 }
    let numbers = all.compactMap(\.number)
    parcels =
      Set(numbers).count == all.count
      ? all.sorted { ($0.number ?? 0) < ($1.number ?? 0) } : all
  }
}
