// More of the manager's gestures: data of the delivery, sizes, and the ends of an order: deleting, combining, splitting,
// and the CRM's own «cancel delivery». A deleted order never answers again, except in history.

extension CRMService {
  /// A writable member of `delivery.data` by its JSON name, `locked` included. Unknown names change nothing.
  @discardableResult
  public func setDeliveryData(
    _ id: Int64, _ field: String, _ value: JSONValue, now: SandboxTime, by actor: CRMActor = .manager
  ) -> Bool {
    fill(id, ["delivery": ["data": .object([field: value])]], now: now, by: actor).changed
  }

  /// A value of the module's own fields; null removes it.
  @discardableResult
  public func setExtraData(
    _ id: Int64, _ code: String, _ value: JSONValue, now: SandboxTime, by actor: CRMActor = .manager
  ) -> Bool {
    change(id, now, actor) { $0.delivery.data.extraData[code] = value.unlessNull }
  }

  @discardableResult
  public func setCustomField(
    _ id: Int64, _ code: String, _ value: JSONValue, now: SandboxTime, by actor: CRMActor = .manager
  ) -> Bool {
    change(id, now, actor) { $0.customFields[code] = value.unlessNull }
  }

  @discardableResult
  public func setWeight(
    _ id: Int64, grams: Double?, now: SandboxTime, by actor: CRMActor = .manager
  ) -> Bool {
    change(id, now, actor) { $0.weightGrams = grams }
  }

  @discardableResult
  public func setSides(
    _ id: Int64, lengthMillimetres: Int64?, widthMillimetres: Int64?, heightMillimetres: Int64?,
    now: SandboxTime,
    by actor: CRMActor = .manager
  ) -> Bool {
    change(id, now, actor) { order in
      order.length = lengthMillimetres
      order.width = widthMillimetres
      order.height = heightMillimetres
    }
  }

  @discardableResult
  public func setCurrency(
    _ id: Int64, _ code: String, now: SandboxTime, by actor: CRMActor = .manager
  ) -> Bool {
    change(id, now, actor) { $0.currency = code }
  }

  @discardableResult
  public func setShipmentStore(
    _ id: Int64, _ code: String?, now: SandboxTime, by actor: CRMActor = .manager
  ) -> Bool {
    change(id, now, actor) { $0.shipmentStore = code }
  }

  @discardableResult
  public func setManagerComment(
    _ id: Int64, _ text: String?, now: SandboxTime, by actor: CRMActor = .manager
  ) -> Bool {
    change(id, now, actor) { $0.managerComment = text }
  }

  /// Saves the order's form: the same JSON that orders/edit takes, always merging, in one save. Returns what was wrong
  /// by path, and then nothing is saved.
  @discardableResult
  public func edit(
    _ id: Int64, _ order: JSONValue, now: SandboxTime, by actor: CRMActor = .manager
  ) -> [String: String] {
    guard case .object(let members) = order else { return ["order": "This value should be an object."] }
    return fill(id, members, now: now, by: actor).problems
  }

  private func fill(
    _ id: Int64, _ members: [String: JSONValue], now: SandboxTime, by actor: CRMActor
  ) -> (changed: Bool, problems: [String: String]) {
    guard let position = position(of: id), !orders[position].deleted else {
      return (false, ["id": "Not found"])
    }
    let habits = configuration
    configuration.replacesDeliveryData = false
    configuration.replacesExtraData = false
    configuration.acceptsTrackNumberInEdit = true
    configuration.dropsExternalIDInEdit = false
    configuration.refusesExternalIDInEdit = false
    configuration.longestString = nil
    configuration.forbiddenStatuses = []
    configuration.escapesTexts = false
    defer { configuration = habits }
    var patch = CRMOrderPatch(service: self, wall: zone.wall(now))
    var edited = orders[position]
    let problems = patch.apply(members, to: &edited)
    guard problems.isEmpty else { return (false, problems) }
    return (save(position, by: actor, now: now) { $0 = edited }, [:])
  }

  /// The CRM's «cancel delivery», as a manager presses it.
  @discardableResult
  public func cancelDelivery(
    _ id: Int64, force: Bool = false, now: SandboxTime, by actor: CRMActor = .manager
  ) -> Bool {
    guard let position = position(of: id), !orders[position].deleted else { return false }
    return cancelParcel(position, force: force, by: actor, now: now)
  }

  @discardableResult
  public func deleteOrder(_ id: Int64, now: SandboxTime, by actor: CRMActor = .manager) -> Bool {
    guard let position = position(of: id), !orders[position].deleted else { return false }
    orders[position].deleted = true
    facts.set(orders[position], at: position)
    record(
      [CRMChange(field: "id", old: .number(Double(id)), new: .none, detail: .deleted)], position, by: actor,
      now: now)
    return true
  }

  /// Moves items and payments of `id` into `survivor`; `id` is gone afterwards.
  @discardableResult
  public func combine(_ id: Int64, into survivor: Int64, now: SandboxTime) -> Bool {
    guard id != survivor, let source = position(of: id), let target = position(of: survivor),
      !orders[source].deleted, !orders[target].deleted
    else { return false }
    let absorbed = orders[source]
    save(target, by: .combine, now: now) { order in
      order.items += absorbed.items
      order.payments += absorbed.payments
    }
    orders[source].deleted = true
    orders[source].combinedTo = survivor
    facts.set(orders[source], at: source)
    let ids: JSONValue = ["id": .integer(survivor)]
    record(
      [CRMChange(field: "combined_to", old: .none, new: .json(ids), detail: .combined(into: survivor))],
      source,
      by: .combine, now: now)
    return true
  }

  /// Moves the items at `positions` into a new order with the same recipient and delivery, and links the two. The new
  /// order has no parcel. Nil when nothing would be left or moved.
  @discardableResult
  public func split(_ id: Int64, items positions: [Int], now: SandboxTime) -> Int64? {
    guard let source = position(of: id), !orders[source].deleted else { return nil }
    let chosen = Set(positions)
    let moved = orders[source].items.indices.filter(chosen.contains).map { orders[source].items[$0] }
    guard !moved.isEmpty, moved.count < orders[source].items.count else { return nil }
    let wall = zone.wall(now)
    let original = orders[source]
    var part = blankOrder(site: original.site, wall: wall)
    let newID = part.id
    part.number = "\(original.number)-\(newID)"
    part.lastName = original.lastName
    part.firstName = original.firstName
    part.patronymic = original.patronymic
    part.phone = original.phone
    part.email = original.email
    part.contragent = original.contragent
    part.company = original.company
    part.managerID = original.managerID
    part.shipmentStore = original.shipmentStore
    part.delivery.type = original.delivery.type
    part.delivery.address = original.delivery.address
    if startsLocked(part.delivery.type) { part.delivery.data.locked = true }
    part.items = moved
    part.links = [
      CRMLink(orderID: id, number: original.number, externalID: original.externalID, createdAt: wall)
    ]
    insert(part, by: .split, now: now)
    let kept = Set(moved.map(\.id))
    save(source, by: .split, now: now) { order in
      order.items.removeAll { kept.contains($0.id) }
      order.delivery.data.declaredValues.removeAll { kept.contains($0.orderProduct) }
      order.links.append(CRMLink(orderID: newID, number: part.number, externalID: nil, createdAt: wall))
    }
    return newID
  }
}
