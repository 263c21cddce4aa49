// Orders and payments through the API. A newcomer trusts `success: true`; of an edit it says only that nothing was
// malformed. An edit that changes nothing makes no history record, and an edit by the wrong kind of id is a 404.

extension CRMService {
  /// The order a call means: `by` is `externalId` unless it says `id` (R§1).
  func position(for call: CRMCall, id text: String) throws(CRMRefusal) -> Int {
    let by = call.field("by") ?? "externalId"
    guard by == "id" || by == "externalId" else {
      throw CRMRefusal.input(["by": "The value you selected is not a valid choice."])
    }
    let site = call.field("site")
    if let site {
      guard configuration.sites.contains(where: { $0.code == site }) else {
        throw CRMRefusal.input(["site": "Site with code \"\(site)\" does not exist."])
      }
      guard keys[call.key].allows(site: site) else { throw CRMRefusal(403, "Access denied.") }
    }
    var found: Int?
    if by == "id" {
      found = Int64(text).flatMap(position)
    } else {
      let allowed = configuration.sites.filter { keys[call.key].allows(site: $0.code) }
      if site == nil && allowed.count > 1 { throw CRMRefusal(400, "Parameter 'site' is missing") }
      found = positionsByExternalID[text]?.first { position in
        let order = orders[position]
        return !order.deleted && (site == nil || order.site == site)
      }
    }
    guard let found else { throw CRMRefusal.notFound }
    guard keys[call.key].allows(site: orders[found].site) else { throw CRMRefusal(403, "Access denied.") }
    return found
  }

  /// Like `position(for:id:)`, for calls that write: a deleted order is not found, and the attempt is listed.
  func writablePosition(for call: CRMCall, id text: String) throws(CRMRefusal) -> Int {
    let found = try position(for: call, id: text)
    if orders[found].deleted {
      audit.writesDeleted(orders[found].id, call)
      throw CRMRefusal.notFound
    }
    return found
  }

  // POST orders/{id}/edit
  func editOrder(_ call: CRMCall) throws(CRMRefusal) -> SandboxResponse {
    let members = try call.members(of: "order")
    let position = try writablePosition(for: call, id: call.parameter(0))
    let id = orders[position].id
    if members["items"] != nil { audit.violation(.itemsInEdit, call, order: id) }
    if configuration.uneditableOrders.contains(id) {
      throw CRMRefusal.entity(["customFields.required": "This value should not be blank."])
    }
    var patch = CRMOrderPatch(service: self, wall: zone.wall(call.now))
    var edited = orders[position]
    let problems = patch.apply(members, to: &edited)
    if patch.commentWithoutStatus { audit.violation(.statusCommentWithoutStatus, call, order: id) }
    if patch.wroteReadOnly { audit.violation(.readOnlyDeliveryField, call, order: id) }
    guard problems.isEmpty else { throw CRMRefusal.entity(problems) }
    audit.edits[id, default: 0] += 1
    let changed = save(position, by: .api(key: call.key), now: call.now) { $0 = edited }
    if !changed { audit.idleEdits += 1 }
    return wholeOrder(position, status: 200)
  }

  // POST orders/create
  func createOrder(_ call: CRMCall) throws(CRMRefusal) -> SandboxResponse {
    let members = try call.members(of: "order")
    let site = call.field("site") ?? configuration.sites.first?.code ?? ""
    guard configuration.sites.contains(where: { $0.code == site }) else {
      throw CRMRefusal.input(["site": "Site with code \"\(site)\" does not exist."])
    }
    guard keys[call.key].allows(site: site) else { throw CRMRefusal(403, "Access denied.") }
    if let externalID = members["externalId"]?.text, positionsByExternalID[externalID] != nil {
      throw CRMRefusal(400, "Order already exists.")
    }
    let id = try create(members, site: site, by: .api(key: call.key), now: call.now)
    guard let position = position(of: id) else { throw CRMRefusal.notFound }
    return wholeOrder(position, status: 201)
  }

  /// Makes an order from the JSON that orders/create takes.
  func create(
    _ members: [String: JSONValue], site: String, by actor: CRMActor, now: SandboxTime
  ) throws(CRMRefusal) -> Int64 {
    let wall = zone.wall(now)
    var order = blankOrder(site: site, wall: wall)
    if case .api = actor { order.fromAPI = true }
    var patch = CRMOrderPatch(service: self, wall: wall)
    var problems = patch.apply(members, to: &order)
    var reader = CRMReader(members)
    for var child in reader.children("payments") ?? [] {
      if let payment = newPayment(&child) { order.payments.append(payment) }
      reader.adopt(child)
    }
    problems.merge(reader.problems) { first, _ in first }
    guard problems.isEmpty else { throw CRMRefusal.entity(problems) }
    insert(order, by: actor, now: now)
    return order.id
  }

  func blankOrder(site: String, wall: CRMWallTime) -> CRMOrder {
    let id = nextOrderID
    let customer = CRMCustomer(id: nextCustomerID, createdAt: wall)
    nextCustomerID += 1
    return CRMOrder(
      id: id, number: "\(id)C", site: site, status: "new", statusUpdatedAt: wall, createdAt: wall,
      customer: customer)
  }

  private func wholeOrder(_ position: Int, status: Int) -> SandboxResponse {
    success(status) { writer in
      writer.member("id", orders[position].id)
      writer.key("order")
      write(orders[position], as: .read, to: &writer)
    }
  }

  // POST orders/{id}/delivery/cancel
  func cancelDelivery(_ call: CRMCall) throws(CRMRefusal) -> SandboxResponse {
    let position = try writablePosition(for: call, id: call.parameter(0))
    cancelParcel(position, force: call.field("force") == "1", by: .api(key: call.key), now: call.now)
    return success(200)
  }

  @discardableResult
  func cancelParcel(_ position: Int, force: Bool, by actor: CRMActor, now: SandboxTime) -> Bool {
    let clears = configuration.cancelClearsParcel
    return save(position, by: actor, now: now) { order in
      guard order.delivery.data.externalID != nil || order.delivery.data.trackNumber != nil else { return }
      order.delivery.data.cancelled = force ? .force : .cancel
      guard clears else { return }
      order.delivery.data.externalID = nil
      order.delivery.data.trackNumber = nil
      order.delivery.data.status = nil
      order.delivery.data.statusAt = nil
      order.delivery.data.statusComment = nil
      order.delivery.data.costKopiykas = nil
      order.delivery.data.tracking = []
    }
  }
}
