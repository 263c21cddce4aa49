// Everything that Ukrposhta will be told about one order, worked out and checked before the first call. It is made anew
// from the order whenever it is needed and never stored: the ledger keeps only its digest.

public struct ShipmentPlan: Hashable, Sendable {
  public var cabinet: CabinetID
  public var recipient: PostalClient
  public var recipientAddress: PostalAddress
  public var type: ShipmentType
  public var technology: Technology
  /// nil: at the sender's own address, when a courier fetches it at all.
  public var pickUp: PickUp?
  public var parcels: [Parcel]
  /// Cash on delivery; zero = none.
  public var postPay: Kopiykas
  public var transfersPostPayToBankAccount: Bool
  public var isPaidByRecipient: Bool
  public var isPostPayFeePaidByRecipient: Bool
  public var dropOffPostcode: Postcode?
  public var onFail: OnFailReceive
  public var sms: Bool
  public var checkOnDelivery: Bool
  public var fragile: Bool
  public var documentBack: Bool
  public var withDeliveryNotification: Bool
  /// At most 40 characters: what the label shows.
  public var description: String

  public init(
    cabinet: CabinetID, recipient: PostalClient, recipientAddress: PostalAddress, type: ShipmentType,
    technology: Technology, parcels: [Parcel], postPay: Kopiykas = .zero,
    transfersPostPayToBankAccount: Bool = false, isPaidByRecipient: Bool = false,
    isPostPayFeePaidByRecipient: Bool = true, dropOffPostcode: Postcode? = nil,
    onFail: OnFailReceive = .returnToSender, sms: Bool = false, checkOnDelivery: Bool = false,
    fragile: Bool = false, documentBack: Bool = false, withDeliveryNotification: Bool = false,
    description: String = ""
  ) {
    self.cabinet = cabinet
    self.recipient = recipient
    self.recipientAddress = recipientAddress
    self.type = type
    self.technology = technology
    self.parcels = parcels
    self.postPay = postPay
    self.transfersPostPayToBankAccount = transfersPostPayToBankAccount
    self.isPaidByRecipient = isPaidByRecipient
    self.isPostPayFeePaidByRecipient = isPostPayFeePaidByRecipient
    self.dropOffPostcode = dropOffPostcode
    self.onFail = onFail
    self.sms = sms
    self.checkOnDelivery = checkOnDelivery
    self.fragile = fragile
    self.documentBack = documentBack
    self.withDeliveryNotification = withDeliveryNotification
    self.description = description
  }

  public struct Parcel: Hashable, Sendable {
    public var weight: Grams
    public var lengthCentimetres: Int64
    public var widthCentimetres: Int64
    public var heightCentimetres: Int64
    public var declaredPrice: Kopiykas

    public init(
      weight: Grams, lengthCentimetres: Int64, widthCentimetres: Int64, heightCentimetres: Int64,
      declaredPrice: Kopiykas
    ) {
      self.weight = weight
      self.lengthCentimetres = lengthCentimetres
      self.widthCentimetres = widthCentimetres
      self.heightCentimetres = heightCentimetres
      self.declaredPrice = declaredPrice
    }
  }
}

/// Where a courier fetches a parcel when that is not at the sender's own address.
public struct PickUp: Hashable, Sendable {
  public var address: PostalAddress
  /// In the sender's list at the post; nil until it is there.
  public var id: AddressID?

  public init(address: PostalAddress, id: AddressID? = nil) {
    self.address = address
    self.id = id
  }
}

/// What planning an order gives: a plan that passes every check we know, or all its problems at once.
public enum Planning: Hashable, Sendable {
  case plan(ShipmentPlan)
  case problems([Problem])
}
