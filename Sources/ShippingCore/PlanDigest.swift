// Fingerprints by which the ledger recognizes what it has already sent, without keeping any of it. They are
// stored: they must come out the same after a restart, on another machine and in the next release, which
// rules out Swift's own Hashable (seeded anew in every process). A member added to a digest changes all of
// them: raise its version then.

/// FNV-1a, 64 bits, over a serialization in which no two different values look alike: every text and list
/// carries its length, every optional its presence, every number its full width.
struct Digest {
  private var state: UInt64 = 0xcbf2_9ce4_8422_2325

  init(version: String) { add(version) }

  /// Sixteen hexadecimal digits.
  var text: String {
    let digits = String(state, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  private mutating func add(byte: UInt8) {
    state = (state ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
  }

  mutating func add(_ number: Int64) {
    for shift in stride(from: 0, to: 64, by: 8) {
      add(byte: UInt8(truncatingIfNeeded: number >> Int64(shift)))
    }
  }

  mutating func add(_ text: String) {
    add(Int64(text.utf8.count))
    for byte in text.utf8 { add(byte: byte) }
  }

  mutating func add(_ text: String?) {
    add(text != nil)
    if let text { add(text) }
  }

  mutating func add(_ flag: Bool) { add(byte: flag ? 1 : 0) }

  mutating func add(_ client: PostalClient) {
    add(client.type.rawValue)
    add(client.name)
    add(client.firstName)
    add(client.lastName)
    add(client.middleName)
    add(client.edrpou)
    add(client.tin)
    add(client.phone.text)
    add(client.email)
    add(client.iban?.text)
  }

  mutating func add(_ address: PostalAddress) {
    add(address.postcode.text)
    add(address.region)
    add(address.district)
    add(address.city)
    add(address.street)
    add(address.houseNumber)
    add(address.apartmentNumber)
    // One without it has the digest that it had before there was such a member.
    if let description = address.description { add("description \(description)") }
  }
}

extension Digest {
  mutating func add(_ parcels: [ShipmentPlan.Parcel]) {
    add(Int64(parcels.count))
    for parcel in parcels {
      add(parcel.weight.amount)
      add(parcel.lengthCentimetres)
      add(parcel.widthCentimetres)
      add(parcel.heightCentimetres)
      add(parcel.declaredPrice.amount)
    }
  }

  /// The place counts, not under which number the post knows it.
  mutating func add(_ pickUp: PickUp) {
    add("pick-up")
    add(pickUp.address)
  }
}

extension ShipmentPlan {
  /// Changes with anything that Ukrposhta is told about the shipment.
  public var digest: String {
    var digest = Digest(version: "plan-1")
    digest.add(cabinet.rawValue)
    digest.add(recipient)
    digest.add(recipientAddress)
    digest.add(type.rawValue)
    digest.add(technology.rawValue)
    digest.add(parcels)
    digest.add(postPay.amount)
    digest.add(transfersPostPayToBankAccount)
    digest.add(isPaidByRecipient)
    digest.add(isPostPayFeePaidByRecipient)
    digest.add(dropOffPostcode?.text)
    digest.add(onFail.rawValue)
    digest.add(sms)
    digest.add(checkOnDelivery)
    digest.add(fragile)
    digest.add(documentBack)
    digest.add(withDeliveryNotification)
    digest.add(description)
    // Without one the digest is what it was before there was such a member.
    if let pickUp { digest.add(pickUp) }
    return digest.text
  }

  /// Changes with anything that the price call is told (ukrposhta-api.md section 8), and with nothing else. The cabinet
  /// is part of it, because its tariff may be its own.
  func priceDigest(from: Postcode) -> String {
    var digest = Digest(version: "price-1")
    digest.add(cabinet.rawValue)
    digest.add(from.text)
    digest.add(recipientAddress.postcode.text)
    digest.add(type.rawValue)
    digest.add(technology.rawValue)
    digest.add(parcels)
    digest.add(postPay.amount)
    digest.add(sms)
    digest.add(documentBack)
    digest.add(withDeliveryNotification)
    return digest.text
  }

  /// Changes with the recipient or the address. The cabinet is part of it, because an address or a client
  /// made in one contract is unknown in another.
  public var recipientDigest: String {
    var digest = Digest(version: "recipient-1")
    digest.add(cabinet.rawValue)
    digest.add(recipient)
    digest.add(recipientAddress)
    return digest.text
  }
}

extension CabinetPolicy {
  /// Changes with the sender or its address: then the sender is made anew, and what was refused is tried
  /// again.
  public var senderDigest: String {
    var digest = Digest(version: "sender-1")
    digest.add(sender)
    digest.add(senderAddress)
    return digest.text
  }
}
