// Shipments (U§5): made, read, changed, deleted. A POST is not idempotent, ever: the same body again is a
// second shipment with a second barcode. PUT and DELETE work while the shipment is CREATED and its group is
// open, and never after.

extension PostService {
  func createShipment(_ call: PostCall) throws -> SandboxResponse {
    .json(answer(try makeShipment(try call.body(), group: nil, call)))
  }

  /// Checks the whole order of a shipment, then makes it: uuid, barcode, price, place in its group.
  func makeShipment(_ given: JSONValue, group: PostGroup?, _ call: PostCall) throws -> PostShipment {
    guard let members = given.members else { throw PostRefusal.bad("A JSON object is expected") }
    let checked = try readShipment(members, base: nil, group: group, call)
    return store(checked, group: group, now: call.now)
  }

  func store(_ checked: PostOrderedShipment, group: PostGroup?, now: SandboxTime) -> PostShipment {
    let code = barcode()
    var ordered = checked
    for position in ordered.parcels.indices {
      ordered.parcels[position].uuid = generator.uuid()
      ordered.parcels[position].barcode = position == 0 ? code : barcode()
    }
    let shipment = PostShipment(
      uuid: generator.uuid(), barcode: code, owner: clients[ordered.sender]?.owner ?? 0, ordered: ordered,
      price: price(ordered), group: group?.uuid, visibleAt: now + groupDelayMilliseconds, created: now,
      lastModified: now, deletedAt: nil, lifecycle: .created, lifecycleAt: now, priceChangedAtOffice: false,
      events: [])
    let position = shipments.count
    shipments.append(shipment)
    shipmentByUUID[shipment.uuid] = position
    shipmentByBarcode[shipment.barcode] = position
    for parcel in ordered.parcels { shipmentByParcelBarcode[parcel.barcode] = position }
    if let group { groupShipments[group.uuid, default: []].append(position) }
    return shipment
  }

  func shipment(_ call: PostCall) throws -> SandboxResponse {
    .json(answer(shipments[try ownShipment(call.parameter("s"), call.owner)]))
  }

  func shipmentLifecycle(_ call: PostCall) throws -> SandboxResponse {
    let showsDeleted = habits.deletedShows == .lifecycle
    let shipment = shipments[try ownShipment(call.parameter("s"), call.owner, deletedToo: showsDeleted)]
    return .json([
      "shipmentUuid": .string(shipment.uuid), "shipmentBarcode": .string(shipment.barcode),
      "status": .string(shipment.lifecycle.rawValue),
      "statusDate": .string(PostTime.local(shipment.lifecycleAt)),
    ])
  }

  func priceChangedAtOffice(_ call: PostCall) throws -> SandboxResponse {
    let shipment = shipments[try ownShipment(call.parameter("s"), call.owner)]
    let isChanged = shipment.priceChangedAtOffice
    switch habits.priceVerdict {
    case .bare: return .json(.bool(isChanged))
    case .text: return .json(.string(isChanged ? "true" : "false"))
    case .object: return .json(["barcode": .string(shipment.barcode), "priceChanged": .bool(isChanged)])
    }
  }

  func changeShipment(_ call: PostCall) throws -> SandboxResponse {
    let position = try ownShipment(call.parameter("s"), call.owner)
    try checkIsOpen(shipments[position])
    let current = shipments[position]
    let group = current.group.flatMap { groups[$0] }
    let changed = try readShipment(try call.object(), base: current, group: group, call)
    shipments[position].ordered = changed
    shipments[position].price = price(changed)
    shipments[position].lastModified = call.now
    for parcel in changed.parcels { shipmentByParcelBarcode[parcel.barcode] = position }
    return .json(answer(shipments[position]))
  }

  func deleteShipment(_ call: PostCall) throws -> SandboxResponse {
    let position = try ownShipment(call.parameter("s"), call.owner)
    try checkIsOpen(shipments[position])
    shipments[position].deletedAt = call.now
    shipments[position].lifecycle = .deleted
    shipments[position].lifecycleAt = call.now
    return .nothing
  }

  /// Refuses what was taken in at an office, and what lies in a closed group.
  private func checkIsOpen(_ shipment: PostShipment) throws {
    guard shipment.isDraft else {
      throw PostRefusal(
        status: 400, code: habits.handedOverCode,
        message: "Shipment in status \(shipment.lifecycle.rawValue) can not be changed or deleted")
    }
    if let group = shipment.group, groups[group]?.closed == true {
      throw PostRefusal.bad("Shipment group is closed")
    }
  }

  /// Payout of cash on delivery: nothing before the delivery, DO until the payout, then OP (U§5).
  func postPayTransfer(_ call: PostCall) throws -> SandboxResponse {
    let shipment = shipments[try ownShipment(call.parameter("barcode"), call.owner)]
    guard shipment.ordered.postPay > 0, shipment.lifecycle == .delivered,
      call.now >= shipment.lifecycleAt + habits.transferMilliseconds
    else {
      throw PostRefusal.notFound("Transfer")
    }
    let paidAt = shipment.lifecycleAt + habits.payoutMilliseconds
    let paid = call.now >= paidAt
    let recipient = clients[shipment.ordered.recipient].map { answer($0)["name"] ?? .null }
    return .json([
      "recipientName": recipient ?? .null, "number": .string("02" + shipment.barcode.suffix(8)),
      "sum": .hryvnias(shipment.ordered.postPay), "lastStatus": .string(paid ? "OP" : habits.awaitedPayout),
      "lastStatusNameUa": paid ? "виплачений" : "до виплати",
      "lastStatusTime": .string(PostTime.local(paid ? paidAt : shipment.lifecycleAt)),
    ])
  }

  func price(_ ordered: PostOrderedShipment) -> PostPrice {
    let sides = ordered.parcels.flatMap { [$0.length, $0.width, $0.height] }
    let from = ordered.dropOffPostcode ?? addresses[ordered.senderAddressID]?.postcode ?? ""
    return PostPrice.of(
      PostPrice.Subject(
        type: ordered.type, deliveryType: ordered.deliveryType, from: from,
        to: addresses[ordered.recipientAddressID]?.postcode ?? "", weight: ordered.weight,
        longestSide: sides.max() ?? 0, declared: ordered.declared, postPay: ordered.postPay,
        cashless: ordered.transferToAccount, flags: ordered.flags),
      discountPercent: PostPrice.contractDiscountPercent)
  }

  /// The place in `shipments` of a uuid or barcode of this counterparty.
  func ownShipment(_ identity: String, _ owner: Int, deletedToo: Bool = false) throws -> Int {
    guard let position = shipmentByUUID[identity] ?? shipmentByBarcode[identity],
      shipments[position].owner == owner, deletedToo || shipments[position].deletedAt == nil
    else { throw PostRefusal.notFound("Shipment") }
    return position
  }
}
