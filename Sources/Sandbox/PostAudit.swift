// What a test may know about the whole post office, and no client ever can: every shipment ever made with its
// fate, every group, how often each endpoint was called. Lists are in the order things were made.

public struct PostAudit: Sendable, Equatable {
  public struct Shipment: Sendable, Equatable {
    public var uuid: String
    public var barcode: String
    public var counterparty: String
    public var senderUUID: String
    public var recipientUUID: String
    public var recipientExternalID: String?
    /// `COMPANY`, `PRIVATE_ENTREPRENEUR` or `INDIVIDUAL`.
    public var recipientType: String?
    /// EDRPOU of a company, tax number of an entrepreneur.
    public var recipientCode: String?
    /// `+380…`.
    public var recipientPhone: String?
    public var externalID: String?
    public var groupUUID: String?
    public var type: String
    public var deliveryType: String
    public var createdAt: SandboxTime
    /// From when its group's list shows it.
    public var visibleAt: SandboxTime
    public var deletedAt: SandboxTime?
    public var lifecycle: PostLifecycle
    /// Where the shop brings the parcel.
    public var dropOffPostcode: String?
    public var isPaidByRecipient: Bool
    public var isPostPayFeePaidByRecipient: Bool
    /// The collected money goes to the sender's bank account.
    public var transfersToAccount: Bool
    public var onFail: String
    public var description: String?
    /// `sms`, `checkOnDelivery`, `documentBack`, `fragile`, `withDeliveryNotification` and so on, those that are on.
    public var services: Set<String>
    /// Kopiykas.
    public var postPay: Int64
    public var declared: Int64
    public var deliveryPrice: Int64
    /// The same before the contract's discount.
    public var tariff: Int64
    /// Grams.
    public var weight: Int64
    public var recipientPostcode: String
    /// Where a courier fetches it, if one does.
    public var senderPostcode: String
    /// As the courier reads it.
    public var recipientStreet: String?
    public var recipientHouse: String?
    public var recipientAddressDescription: String?
    public var parcels: Int
    public var stickersServed: Int
    public var lastEvent: Int64?

    /// Not deleted, wherever it is.
    public var isLive: Bool { deletedAt == nil }
  }

  public struct Group: Sendable, Equatable {
    public var uuid: String
    public var counterparty: String
    public var name: String
    public var type: String
    public var clientUUID: String
    public var closed: Bool
    public var shipmentBarcodes: [String]
  }

  public var shipments: [Shipment]
  public var groups: [Group]
  public var clientCount: Int
  public var addressCount: Int
  /// Calls that reached the service by endpoint, such as `POST shipment-groups/{g}/shipments`.
  public var calls: [String: Int]
  /// Labels given out, by barcode.
  public var stickers: [String: Int]

  public var live: [Shipment] { shipments.filter(\.isLive) }
}

extension PostService {
  public var audit: PostAudit {
    PostAudit(
      shipments: shipments.map(audited),
      groups: groupOrder.compactMap { groups[$0] }.map { group in
        PostAudit.Group(
          uuid: group.uuid, counterparty: counterparties[group.owner].name, name: group.name,
          type: group.type,
          clientUUID: group.clientUUID, closed: group.closed,
          shipmentBarcodes: (groupShipments[group.uuid] ?? []).map { shipments[$0].barcode })
      },
      clientCount: clients.count, addressCount: addresses.count, calls: calls, stickers: stickers)
  }

  private func audited(_ shipment: PostShipment) -> PostAudit.Shipment {
    let ordered = shipment.ordered
    let recipient = clients[ordered.recipient]
    let address = addresses[ordered.recipientAddressID]
    return PostAudit.Shipment(
      uuid: shipment.uuid, barcode: shipment.barcode, counterparty: counterparties[shipment.owner].name,
      senderUUID: ordered.sender, recipientUUID: ordered.recipient,
      recipientExternalID: recipient?.text("externalId"), recipientType: recipient?.kind.rawValue,
      recipientCode: recipient?.text("edrpou") ?? recipient?.text("tin"),
      recipientPhone: recipient?.phones.first { $0.main }?.number,
      externalID: ordered.externalID,
      groupUUID: shipment.group, type: ordered.type, deliveryType: ordered.deliveryType,
      createdAt: shipment.created, visibleAt: shipment.visibleAt, deletedAt: shipment.deletedAt,
      lifecycle: shipment.lifecycle, dropOffPostcode: ordered.dropOffPostcode,
      isPaidByRecipient: ordered.paidByRecipient,
      isPostPayFeePaidByRecipient: ordered.postPayPaidByRecipient,
      transfersToAccount: ordered.transferToAccount, onFail: ordered.onFail,
      description: ordered.description, services: Set(ordered.flags.filter(\.value).keys),
      postPay: ordered.postPay, declared: ordered.declared,
      deliveryPrice: shipment.price.total, tariff: shipment.price.raw, weight: ordered.weight,
      recipientPostcode: address?.postcode ?? "",
      senderPostcode: addresses[ordered.senderAddressID]?.postcode ?? "",
      recipientStreet: address?.text("street"),
      recipientHouse: address?.text("houseNumber"),
      recipientAddressDescription: address?.text("description"),
      parcels: ordered.parcels.count,
      stickersServed: stickers[shipment.barcode] ?? 0, lastEvent: shipment.newestEvent?.code)
  }
}
