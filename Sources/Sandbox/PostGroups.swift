// Shipment groups (U§7): one sender, one type, open until closed. A group's list is what makes a lost answer
// findable, so its one nasty habit matters most: by `groupDelayMilliseconds` a shipment shows in the list
// later than it exists.

extension PostService {
  static let groupBatchLimit = 100
  static let assignBatchLimit = 500

  func createGroup(_ call: PostCall) throws -> SandboxResponse {
    let body = try call.body()
    guard let elements = body.elements else { return .json(answer(try makeGroup(body, call))) }
    guard (1...Self.groupBatchLimit).contains(elements.count) else {
      throw PostRefusal.bad("From 1 to \(Self.groupBatchLimit) groups are expected")
    }
    let checked = try elements.map { try readGroup($0, call) }
    return .json(.array(checked.map { answer(store($0)) }))
  }

  func group(_ call: PostCall) throws -> SandboxResponse {
    .json(answer(try ownGroup(call)))
  }

  /// New name, or `closed: true`; a closed group takes neither.
  func changeGroup(_ call: PostCall) throws -> SandboxResponse {
    var group = try openGroup(call)
    let reader = PostMemberReader(given: try call.object())
    if let name = try reader.text("name") {
      guard (1...255).contains(name.count) else { throw PostRefusal.bad("name must be up to 255 characters") }
      group.name = name
    }
    if let type = try reader.text("type"), type != group.type {
      throw PostRefusal.bad("Group type can not be changed")
    }
    if let closed = try reader.flag("closed") { group.closed = closed }
    groups[group.uuid] = group
    return .json(answer(group))
  }

  func groupsOfClient(_ call: PostCall) throws -> SandboxResponse {
    let client = try ownClient(call.parameter("client"), call.owner)
    let type = call.request.value("type")
    let found = groupOrder.compactMap { groups[$0] }.filter {
      $0.clientUUID == client.uuid && (type == nil || $0.type == type)
    }
    return .json(
      .array(
        found.map { group in
          var listed = answer(group)
          if habits.listLeavesOutClosed { listed["closed"] = nil }
          return listed
        }))
  }

  /// Makes one shipment or a list inside the group; a list is made whole or not at all.
  func createShipmentsInGroup(_ call: PostCall) throws -> SandboxResponse {
    let group = try ownGroup(call)
    let body = try call.body()
    guard let elements = body.elements else {
      return .json(answer(try makeShipment(body, group: group, call)))
    }
    guard (1...Self.groupBatchLimit).contains(elements.count) else {
      throw PostRefusal.bad("From 1 to \(Self.groupBatchLimit) shipments are expected")
    }
    let checked = try elements.map { element in
      guard let members = element.members else { throw PostRefusal.bad("A JSON object is expected") }
      return try readShipment(members, base: nil, group: group, call)
    }
    return .json(.array(checked.map { answer(store($0, group: group, now: call.now)) }))
  }

  func assignToGroup(_ call: PostCall) throws -> SandboxResponse {
    let group = try openGroup(call)
    let position = try ownShipment(call.parameter("s"), call.owner)
    try assign([position], to: group, now: call.now)
    let message = "Shipment \(shipments[position].uuid) is assigned to group \(group.uuid)"
    return .json(["message": .string(message)])
  }

  func assignManyToGroup(_ call: PostCall) throws -> SandboxResponse {
    let group = try openGroup(call)
    guard let elements = try call.body().elements, elements.count <= Self.assignBatchLimit else {
      throw PostRefusal.bad("Up to \(Self.assignBatchLimit) uuids or barcodes are expected")
    }
    let positions = try elements.map { try ownShipment($0.text ?? "", call.owner) }
    try assign(positions, to: group, now: call.now)
    return .json(["message": .string("\(positions.count) shipments are assigned to group \(group.uuid)")])
  }

  func removeFromGroup(_ call: PostCall) throws -> SandboxResponse {
    let position = try ownShipment(call.parameter("s"), call.owner)
    guard let uuid = shipments[position].group else { throw PostRefusal.notFound("Shipment group") }
    if groups[uuid]?.closed == true { throw PostRefusal.bad("Shipment group is closed") }
    shipments[position].group = nil
    groupShipments[uuid]?.removeAll { $0 == position }
    return .nothing
  }

  func shipmentsOfGroup(_ call: PostCall) throws -> SandboxResponse {
    let positions = visible(try ownGroup(call), now: call.now)
    return .json(.array(positions.map { answer(shipments[$0]) }))
  }

  func countOfGroup(_ call: PostCall) throws -> SandboxResponse {
    let count = visible(try ownGroup(call), now: call.now).count
    return .json(["message": "Quantity", "quantity": .integer(Int64(count))])
  }

  /// The live shipments of a group that its list shows at that moment, in the order they came into it.
  func visible(_ group: PostGroup, now: SandboxTime) -> [Int] {
    (groupShipments[group.uuid] ?? []).filter {
      shipments[$0].deletedAt == nil && shipments[$0].visibleAt <= now
    }
  }

  func ownGroup(_ call: PostCall) throws -> PostGroup {
    guard let group = groups[call.parameter("g")], group.owner == call.owner else {
      throw PostRefusal.notFound("Shipment group")
    }
    return group
  }

  private func openGroup(_ call: PostCall) throws -> PostGroup {
    let group = try ownGroup(call)
    if group.closed { throw PostRefusal.bad("Shipment group is closed") }
    return group
  }

  private func assign(_ positions: [Int], to group: PostGroup, now: SandboxTime) throws {
    for position in positions {
      let shipment = shipments[position]
      if shipment.ordered.type != group.type {
        throw PostRefusal.bad("Shipment type does not match the type of the group")
      }
      if shipment.ordered.sender != group.clientUUID {
        throw PostRefusal.bad("Group belongs to another sender")
      }
      if let former = shipment.group, former != group.uuid, groups[former]?.closed == true {
        throw PostRefusal.bad("Shipment group is closed")
      }
    }
    for position in positions where shipments[position].group != group.uuid {
      if let former = shipments[position].group { groupShipments[former]?.removeAll { $0 == position } }
      shipments[position].group = group.uuid
      shipments[position].visibleAt = now + groupDelayMilliseconds
      groupShipments[group.uuid, default: []].append(position)
    }
  }

  private func makeGroup(_ given: JSONValue, _ call: PostCall) throws -> PostGroup {
    store(try readGroup(given, call))
  }

  private func readGroup(_ given: JSONValue, _ call: PostCall) throws -> PostGroup {
    guard let members = given.members else { throw PostRefusal.bad("A JSON object is expected") }
    let reader = PostMemberReader(given: members)
    guard let name = try reader.text("name"), !name.isEmpty else { throw PostRefusal.missing("name") }
    guard name.count <= 255 else { throw PostRefusal.bad("name must be up to 255 characters") }
    guard let client = try reader.text("clientUuid") else { throw PostRefusal.missing("clientUuid") }
    guard let type = try reader.text("type") else { throw PostRefusal.missing("type") }
    guard PostShipmentRules.types.contains(type) else { throw PostRefusal.bad("Unknown shipment type") }
    let owner = try ownClient(client, call.owner).owner
    return PostGroup(
      uuid: generator.uuid(), owner: owner, name: name, clientUUID: client, type: type, created: call.now,
      closed: false)
  }

  private func store(_ group: PostGroup) -> PostGroup {
    groups[group.uuid] = group
    groupOrder.append(group.uuid)
    return group
  }

  private func answer(_ group: PostGroup) -> JSONValue {
    [
      "uuid": .string(group.uuid), "name": .string(group.name), "clientUuid": .string(group.clientUUID),
      "type": .string(group.type), "created": .string(PostTime.local(group.created)),
      "closed": .bool(group.closed),
    ]
  }
}
