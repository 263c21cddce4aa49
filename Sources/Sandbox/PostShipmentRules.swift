// The rules a shipment must meet (U§5). Where public sources disagree the newer, stricter one is taken: a
// client that passes here should pass there, and one that shows the refusal to a human loses nothing.

enum PostShipmentRules {
  struct Subject {
    var ordered: PostOrderedShipment
    var sender: PostClient
    var recipient: PostClient
    var group: PostGroup?
    var to: PostAddress?
    var from: PostAddress?
  }

  static let types = ["EXPRESS", "STANDARD", "DOCUMENT", "CARGO", "VALUABLE_LETTER"]
  static let deliveryTypes = ["W2W", "W2D", "D2W", "D2D"]
  static let flagNames = [
    "sms", "checkOnDelivery", "documentBack", "fragile", "recommended", "withDeliveryNotification",
    "packedBySender",
  ]
  static let parcelLimit: Int64 = 30_000
  static let shipmentLimit: Int64 = 1_000_000
  static let parcelCountLimit = 1000
  static let cashLimit: Int64 = 50_000_00
  static let cashlessLimit: Int64 = 100_000_00
  static let documentDeclaredLimit: Int64 = 300_00

  static func check(_ subject: Subject) throws {
    try checkGroup(subject)
    try checkParcels(subject.ordered)
    try checkDelivery(subject)
    try checkMoney(subject)
    if subject.ordered.postPay > 0 { try checkPostPay(subject) }
  }

  private static func checkGroup(_ subject: Subject) throws {
    guard let group = subject.group else { return }
    if group.closed { throw PostRefusal.bad("Shipment group is closed") }
    if group.type != subject.ordered.type {
      throw PostRefusal.bad("Shipment type does not match the type of the group")
    }
    if group.clientUUID != subject.sender.uuid { throw PostRefusal.bad("Group belongs to another sender") }
  }

  private static func checkParcels(_ ordered: PostOrderedShipment) throws {
    for parcel in ordered.parcels {
      guard parcel.weight > 0, parcel.weight <= parcelLimit else {
        throw PostRefusal.bad("Parcel weight must be from 1 to \(parcelLimit) g")
      }
      try checkSides(parcel.length, parcel.width, parcel.height, type: ordered.type)
      if let declared = parcel.declared, declared < 0 {
        throw PostRefusal.bad("declaredPrice must not be negative")
      }
    }
    guard ordered.weight <= shipmentLimit else { throw PostRefusal.bad("Shipment is too heavy") }
    let single = ordered.type == "DOCUMENT" || ordered.type == "CARGO"
    if single, ordered.parcels.count > 1 { throw PostRefusal.bad("\(ordered.type) has one parcel") }
    if ordered.parcels.count > 1, ordered.declared == 0 {
      throw PostRefusal.bad("declaredPrice is needed with several parcels")
    }
    if ordered.parcels.count > 5, ordered.deliveryType.contains("D") {
      throw PostRefusal.bad("More than 5 parcels are not taken by a courier")
    }
  }

  /// Centimetres.
  static func checkSides(_ length: Int64, _ width: Int64, _ height: Int64, type: String) throws {
    let sides = [length, width, height].sorted(by: >)
    guard let longest = sides.first, let shortest = sides.last, shortest > 0, longest <= 1000 else {
      throw PostRefusal.bad("Parcel sides must be positive")
    }
    if type == "CARGO" {
      guard longest >= 120, (250...350).contains(sides.reduce(0, +)) else {
        throw PostRefusal.bad("CARGO needs a side of 120 cm and a sum of sides from 250 to 350 cm")
      }
    } else if longest > 120 || sides[1] > 70 {
      throw PostRefusal.bad("Parcel sides must be up to 120x70x70 cm")
    }
  }

  private static func checkDelivery(_ subject: Subject) throws {
    let ordered = subject.ordered
    guard ["RETURN", "PROCESS_AS_REFUSAL"].contains(ordered.onFail) else {
      throw PostRefusal.bad("onFailReceiveType is not supported")
    }
    if let postcode = ordered.dropOffPostcode {
      guard PostRules.isPostcode(postcode) else {
        throw PostRefusal.bad("dropOffPostcode must contain exactly 5 digits")
      }
      guard PostPlaces.isServed(postcode) else { throw PostRules.notServed(postcode) }
    }
    if let phone = ordered.recipientPhone {
      let number = PostRules.phone(phone)
      guard subject.recipient.phones.contains(where: { $0.number == number }) else {
        throw PostRefusal.bad("recipientPhone is not a phone of the recipient")
      }
    }
    if let description = ordered.description, description.count > 255 {
      throw PostRefusal.bad("description must be up to 255 characters")
    }
    guard let to = subject.to, PostPlaces.isServed(to.postcode) else {
      throw PostRules.notServed(subject.to?.postcode ?? "")
    }
    if let from = subject.from, !PostPlaces.isServed(from.postcode) {
      throw PostRules.notServed(from.postcode)
    }
    if ordered.deliveryType.hasSuffix("D") { try checkDoor(to, "recipient") }
    if ordered.deliveryType.hasPrefix("D"), let from = subject.from { try checkDoor(from, "sender") }
    if to.text("specialDestination") != nil {
      guard ["STANDARD", "DOCUMENT"].contains(ordered.type), ordered.postPay == 0, !ordered.paidByRecipient
      else {
        throw PostRefusal.bad("Not available for a special destination")
      }
    }
  }

  private static func checkDoor(_ address: PostAddress, _ side: String) throws {
    guard address.text("mailbox") == nil else { throw PostRefusal.bad("No courier delivery to a mailbox") }
    guard address.text("street") != nil, address.text("houseNumber") != nil else {
      throw PostRefusal.bad("Street and house of the \(side) are needed for a courier")
    }
  }

  private static func checkMoney(_ subject: Subject) throws {
    let ordered = subject.ordered
    if ordered.type == "DOCUMENT", ordered.declared > documentDeclaredLimit {
      throw PostRefusal.bad("declaredPrice of DOCUMENT must be up to 300")
    }
    if ordered.type == "STANDARD", ordered.declared == 0,
      ordered.deliveryType == "W2D" || ordered.paidByRecipient
    {
      throw PostRefusal.bad("declaredPrice is needed for STANDARD to the door or paid by the recipient")
    }
    if ordered.postPay < 0 { throw PostRefusal.bad("postPay must not be negative") }
    if ordered.transferToAccount, subject.sender.kind == .individual {
      throw PostRefusal.bad("transferPostPayToBankAccount is not available for an individual")
    }
  }

  private static func checkPostPay(_ subject: Subject) throws {
    let ordered = subject.ordered
    if ordered.type == "DOCUMENT" { throw PostRefusal.bad("postPay is not available for DOCUMENT") }
    guard ordered.postPay <= ordered.declared else {
      throw PostRefusal.bad("postPay must not be greater than declaredPrice")
    }
    guard ordered.postPay <= (ordered.transferToAccount ? cashlessLimit : cashLimit) else {
      throw PostRefusal.bad("postPay is over the limit")
    }
    guard subject.recipient.kind == .individual else {
      throw PostRefusal.bad("postPay is not available for a recipient of this type")
    }
    if subject.sender.kind != .individual {
      guard ordered.transferToAccount else {
        throw PostRefusal.bad("postPay must be transferred to the bank account")
      }
      guard subject.sender.text("bankAccount") != nil else {
        throw PostRefusal.bad("bankAccount of the sender must not be empty")
      }
    }
    for (side, client) in [("sender", subject.sender), ("recipient", subject.recipient)]
    where client.kind == .individual && client.text("middleName") == nil {
      throw PostRefusal.bad("middleName of the \(side) must not be empty with postPay")
    }
  }
}
