// From the members of a request to a checked shipment. The same reading serves POST and PUT: with a `base` a
// member that is not given keeps its value, and each parcel must say by uuid or barcode which one it is.
// Every rule of U§5 that looks at several members at once is in PostShipmentRules.swift.

extension PostService {
  func readShipment(
    _ given: [String: JSONValue], base: PostShipment?, group: PostGroup?, _ call: PostCall
  ) throws -> PostOrderedShipment {
    let reader = PostMemberReader(given: given)
    let old = base?.ordered
    let keptPostPay = habits.changeKeepsPostPay ? old?.postPay : nil
    let sender = try party("sender", given, old?.sender, call)
    let recipient = try party("recipient", given, old?.recipient, call)
    let type = try reader.text("type") ?? old?.type ?? "EXPRESS"
    guard PostShipmentRules.types.contains(type) else { throw PostRefusal.bad("Unknown shipment type") }
    guard let delivery = try reader.text("deliveryType") ?? old?.deliveryType else {
      throw PostRefusal.missing("deliveryType")
    }
    guard PostShipmentRules.deliveryTypes.contains(delivery) else {
      throw PostRefusal.bad("Unknown deliveryType")
    }
    let parcels = try readParcels(given["parcels"], old: old?.parcels)
    // A changed party brings its own main address; an address of the former one would not be in its list.
    let keepSender = old?.sender == sender.uuid ? old?.senderAddressID : nil
    let keepRecipient = old?.recipient == recipient.uuid ? old?.recipientAddressID : nil
    let senderAddress = try addressID("senderAddressId", reader, of: sender, kept: keepSender)
    let ordered = PostOrderedShipment(
      type: type, deliveryType: delivery, sender: sender.uuid, recipient: recipient.uuid,
      senderAddressID: senderAddress,
      recipientAddressID: try addressID("recipientAddressId", reader, of: recipient, kept: keepRecipient),
      returnAddressID: try addressID(
        "returnAddressId", reader, of: sender,
        kept: old?.sender == sender.uuid ? old?.returnAddressID : senderAddress),
      dropOffPostcode: try reader.text("dropOffPostcode") ?? old?.dropOffPostcode,
      recipientPhone: try reader.text("recipientPhone") ?? (keepRecipient == nil ? nil : old?.recipientPhone),
      recipientEmail: try reader.text("recipientEmail") ?? old?.recipientEmail, parcels: parcels,
      postPay: try keptPostPay ?? reader.money("postPay") ?? old?.postPay ?? 0,
      postPayPaidByRecipient: try reader.flag("postPayPaidByRecipient") ?? old?.postPayPaidByRecipient
        ?? true,
      paidByRecipient: try reader.flag("paidByRecipient") ?? old?.paidByRecipient ?? false,
      transferToAccount: try reader.flag("transferPostPayToBankAccount") ?? old?.transferToAccount ?? false,
      onFail: try reader.text("onFailReceiveType") ?? old?.onFail ?? "RETURN",
      description: try reader.text("description") ?? old?.description,
      externalID: try reader.text("externalId") ?? old?.externalID,
      flags: try PostShipmentRules.flagNames.reduce(into: [:]) { flags, name in
        flags[name] = try reader.flag(name) ?? old?.flags[name] ?? false
      })
    let subject = PostShipmentRules.Subject(
      ordered: ordered, sender: sender, recipient: recipient, group: group,
      to: addresses[ordered.recipientAddressID], from: addresses[ordered.senderAddressID])
    try PostShipmentRules.check(subject)
    return ordered
  }

  /// `{uuid}` of a client of this counterparty.
  private func party(
    _ member: String, _ given: [String: JSONValue], _ kept: String?, _ call: PostCall
  ) throws -> PostClient {
    guard let value = given[member], value != .null else {
      guard let kept else { throw PostRefusal.missing(member) }
      return try ownClient(kept, call.owner)
    }
    guard let uuid = value["uuid"]?.text else { throw PostRefusal.bad("\(member).uuid is expected") }
    return try ownClient(uuid, call.owner)
  }

  private func addressID(
    _ member: String, _ reader: PostMemberReader, of client: PostClient, kept: Int64?
  ) throws -> Int64 {
    guard let id = try reader.integer(member) ?? kept ?? client.mainAddressID else {
      throw PostRefusal.missing(member)
    }
    guard client.addresses.contains(where: { $0.addressID == id }) else {
      throw PostRefusal.bad("\(member) does not belong to the client")
    }
    return id
  }

  private func readParcels(_ value: JSONValue?, old: [PostParcel]?) throws -> [PostParcel] {
    guard let value, value != .null else {
      if let old { return old }
      throw PostRefusal(status: 400, code: nil, message: "parcels must not be null")
    }
    guard let elements = value.elements, !elements.isEmpty else {
      throw PostRefusal(status: 400, code: nil, message: "parcels must not be empty")
    }
    guard elements.count <= PostShipmentRules.parcelCountLimit else {
      throw PostRefusal.bad("Too many parcels")
    }
    var result = old ?? []
    for element in elements {
      guard let members = element.members else { throw PostRefusal.bad("parcels must hold objects") }
      let reader = PostMemberReader(given: members)
      guard old != nil else {
        result.append(try readParcel(reader, base: nil))
        continue
      }
      let uuid = try reader.text("uuid")
      let code = try reader.text("barcode")
      guard
        let position = result.firstIndex(where: { parcel in
          uuid.map { $0 == parcel.uuid } ?? code.map { $0 == parcel.barcode } ?? false
        })
      else { throw PostRefusal.bad("Parcel uuid or barcode is expected") }
      result[position] = try readParcel(reader, base: result[position])
    }
    return result
  }

  private func readParcel(_ reader: PostMemberReader, base: PostParcel?) throws -> PostParcel {
    guard let weight = try reader.integer("weight") ?? base?.weight else {
      throw PostRefusal.missing("weight")
    }
    guard let length = try reader.integer("length") ?? base?.length else {
      throw PostRefusal.missing("length")
    }
    guard let width = try reader.integer("width") ?? base?.width else {
      throw PostRefusal.bad("Field 'width' must not be empty")
    }
    guard let height = try reader.integer("height") ?? base?.height else {
      throw PostRefusal.bad("Field 'height' must not be empty")
    }
    return PostParcel(
      uuid: base?.uuid ?? "", barcode: base?.barcode ?? "", weight: weight, length: length, width: width,
      height: height, declared: try reader.money("declaredPrice") ?? base?.declared,
      name: try reader.text("name") ?? base?.name,
      description: try reader.text("description") ?? base?.description)
  }
}

/// Members of an object by the type they must have; null counts as not given, another type is UPE01002.
struct PostMemberReader {
  let given: [String: JSONValue]

  func text(_ member: String) throws -> String? {
    try read(member) { $0.text }
  }

  func integer(_ member: String) throws -> Int64? {
    try read(member) { value in
      if case .integer(let number) = value { return number }
      return nil
    }
  }

  func flag(_ member: String) throws -> Bool? {
    try read(member) { $0.truth }
  }

  /// Hryvnias in, kopiykas out.
  func money(_ member: String) throws -> Int64? {
    try read(member, PostRules.kopiykas)
  }

  private func read<Value>(_ member: String, _ convert: (JSONValue) -> Value?) throws -> Value? {
    guard let value = given[member], value != .null else { return nil }
    guard let converted = convert(value) else { throw PostRefusal.bad("Field '\(member)' has a wrong type") }
    return converted
  }
}
