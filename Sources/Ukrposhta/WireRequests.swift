// The bodies that are sent, member by member as the documents spell them (ukrposhta-api.md sections 3 to 5,
// 7, 8). What is not set is not written: an absent member has its documented default, while a null or an
// empty text may be refused. Flags that cost money are written only when they are wanted.
import Foundation
import ShippingCore

/// Kopiykas as the JSON number of hryvnias: 4995 is `49.95`, exactly.
struct Hryvnias: Encodable, Sendable {
  let kopiykas: Kopiykas

  init(_ kopiykas: Kopiykas) { self.kopiykas = kopiykas }

  /// nil for zero: no declared value, no cash on delivery.
  init?(unlessZero kopiykas: Kopiykas) {
    guard kopiykas != .zero else { return nil }
    self.kopiykas = kopiykas
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    let sign: FloatingPointSign = kopiykas.amount < 0 ? .minus : .plus
    try container.encode(Decimal(sign: sign, exponent: -2, significand: Decimal(kopiykas.amount.magnitude)))
  }
}

struct AddressRequest: Encodable, Sendable {
  let postcode: String
  let country = "UA"
  let region: String?
  let district: String?
  let city: String?
  let street: String?
  let houseNumber: String?
  let apartmentNumber: String?
  let description: String?

  init(_ address: PostalAddress) {
    postcode = address.postcode.text
    region = address.region
    district = address.district
    city = address.city
    street = address.street
    houseNumber = address.houseNumber
    apartmentNumber = address.apartmentNumber
    description = address.description
  }
}

struct ClientRequest: Encodable, Sendable {
  let type: String
  let externalId: String
  let addressId: Int64
  let phoneNumber: String
  let email: String?
  var name: String?
  var firstName: String?
  var lastName: String?
  var middleName: String?
  var edrpou: String?
  var tin: String?
  var bankAccount: String?
  var postPayPaymentType: String?

  init(_ client: PostalClient, address: AddressID, externalID: String) {
    // Left out, the type would mean COMPANY.
    type = client.type.rawValue
    externalId = externalID
    addressId = address.rawValue
    phoneNumber = client.phone.text
    email = client.email
    if client.type == .company {
      name = client.name
      edrpou = client.edrpou
    } else {
      firstName = client.firstName
      lastName = client.lastName
      middleName = client.middleName
      tin = client.tin
    }
    if client.type == .entrepreneur {
      // One document wants the name, another the three parts: both are sent.
      let parts = [client.lastName, client.firstName, client.middleName].compactMap { $0 }
      name = client.name ?? (parts.isEmpty ? nil : parts.joined(separator: " "))
    }
    // Cash on delivery goes to the account of a company or an entrepreneur, and never to one of a private
    // person.
    if client.type != .individual, let iban = client.iban {
      bankAccount = iban.text
      postPayPaymentType = "POSTPAY_PAYMENT_CASHLESS_ONLY"
    }
  }
}

struct GroupRequest: Encodable, Sendable {
  let name: String
  let clientUuid: String
  let type: String
}

struct ParcelRequest: Encodable, Sendable {
  let weight: Int64
  let length: Int64
  let width: Int64
  let height: Int64
  let declaredPrice: Hryvnias?

  init(_ parcel: ShipmentPlan.Parcel) {
    weight = parcel.weight.amount
    length = parcel.lengthCentimetres
    width = parcel.widthCentimetres
    height = parcel.heightCentimetres
    declaredPrice = Hryvnias(unlessZero: parcel.declaredPrice)
  }
}

struct ShipmentRequest: Encodable, Sendable {
  struct Party: Encodable, Sendable {
    let uuid: String
  }

  let sender: Party
  let recipient: Party
  let recipientAddressId: Int64
  let senderAddressId: Int64?
  let type: String
  let deliveryType: String
  let parcels: [ParcelRequest]
  let dropOffPostcode: String?
  let paidByRecipient: Bool
  let postPay: Hryvnias?
  let postPayPaidByRecipient: Bool?
  /// A capital P in the middle: other programs misspell it, and the money stays at the office.
  let transferPostPayToBankAccount: Bool?
  let onFailReceiveType: String
  let sms: Bool?
  let checkOnDelivery: Bool?
  let fragile: Bool?
  let documentBack: Bool?
  let withDeliveryNotification: Bool?
  let description: String?
  let externalId: String

  /// The recipient's phone is left out: the client was made for this shipment and has exactly one.
  init(
    _ plan: ShipmentPlan, sender: ClientUUID, recipient: ClientUUID, address: AddressID, externalID: String
  ) {
    self.sender = Party(uuid: sender.rawValue)
    self.recipient = Party(uuid: recipient.rawValue)
    recipientAddressId = address.rawValue
    senderAddressId = plan.pickUp?.id?.rawValue
    type = plan.type.rawValue
    deliveryType = plan.technology.rawValue
    parcels = plan.parcels.map(ParcelRequest.init)
    dropOffPostcode = plan.dropOffPostcode?.text
    paidByRecipient = plan.isPaidByRecipient
    postPay = Hryvnias(unlessZero: plan.postPay)
    let hasPostPay = plan.postPay != .zero
    postPayPaidByRecipient = hasPostPay ? plan.isPostPayFeePaidByRecipient : nil
    transferPostPayToBankAccount = hasPostPay ? wanted(plan.transfersPostPayToBankAccount) : nil
    onFailReceiveType = plan.onFail.rawValue
    sms = wanted(plan.sms)
    checkOnDelivery = wanted(plan.checkOnDelivery)
    fragile = wanted(plan.fragile)
    documentBack = wanted(plan.documentBack)
    withDeliveryNotification = wanted(plan.withDeliveryNotification)
    description = plan.description.isEmpty ? nil : plan.description
    externalId = externalID
  }
}

struct PriceRequest: Encodable, Sendable {
  struct Place: Encodable, Sendable {
    let postcode: String
  }

  let addressFrom: Place
  let addressTo: Place
  let type: String
  let deliveryType: String
  let parcels: [ParcelRequest]
  let postPay: Hryvnias?
  let sms: Bool?
  let documentBack: Bool?
  let withDeliveryNotification: Bool?

  init(_ plan: ShipmentPlan, from: Postcode) {
    addressFrom = Place(postcode: from.text)
    addressTo = Place(postcode: plan.recipientAddress.postcode.text)
    type = plan.type.rawValue
    deliveryType = plan.technology.rawValue
    parcels = plan.parcels.map(ParcelRequest.init)
    postPay = Hryvnias(unlessZero: plan.postPay)
    sms = wanted(plan.sms)
    documentBack = wanted(plan.documentBack)
    withDeliveryNotification = wanted(plan.withDeliveryNotification)
  }
}

/// `true`, or nothing at all.
private func wanted(_ flag: Bool) -> Bool? { flag ? true : nil }
