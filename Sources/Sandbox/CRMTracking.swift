// POST delivery/generic/{code}/tracking, the way parcel states come back. It answers success whether or not any order
// is linked to a parcel and whether or not the module knows a status (R§8): the only proof is to read the order again.

extension CRMService {
  /// Parcels a call.
  static let largestTrackingCall = 100

  // POST delivery/generic/{code}/tracking
  func tracking(_ call: CRMCall) throws(CRMRefusal) -> SandboxResponse {
    let code = call.parameter(0)
    guard let module = modules[code] else { throw CRMRefusal.notFound }
    if let status = configuration.refusesTracking {
      throw CRMRefusal(status, "Integration module is inactive.")
    }
    let entity = try call.entity("statusUpdate")
    guard let updates = entity.elements ?? entity.members.map({ [JSONValue.object($0)] }) else {
      throw CRMRefusal.input(["statusUpdate": "This value is not valid."])
    }
    guard updates.count <= CRMService.largestTrackingCall else {
      audit.violation(.tooManyTrackingUpdates, call)
      throw CRMRefusal.input(["statusUpdate": "This collection should contain 100 elements or less."])
    }
    let parsed = try parse(updates)
    if configuration.refusesUnknownTrackingValues { try refuseUnknown(in: parsed, of: module) }
    for update in parsed { apply(update, of: module, call) }
    return success(200)
  }

  private struct Update {
    var deliveryID: String
    var trackNumber: String?
    var costKopiykas: Int64?
    var events: [(event: CRMTrackingEvent, hasOffset: Bool)] = []
    var extraData: [String: JSONValue] = [:]
  }

  private func parse(_ updates: [JSONValue]) throws(CRMRefusal) -> [Update] {
    var parsed: [Update] = []
    for (offset, value) in updates.enumerated() {
      guard case .object(let members) = value else {
        throw CRMRefusal.input(["statusUpdate[\(offset)]": "This value is not valid."])
      }
      var reader = CRMReader(members, path: "statusUpdate[\(offset)].")
      var update = Update(deliveryID: "")
      reader.text("deliveryId", &update.deliveryID)
      reader.text("trackNumber", &update.trackNumber)
      if reader.has("cost") {
        var cost: Int64 = 0
        reader.money("cost", &cost)
        update.costKopiykas = cost
      }
      for var child in reader.children("history") ?? [] {
        var event = CRMTrackingEvent(code: "", at: 0)
        child.text("code", &event.code)
        child.text("comment", &event.comment)
        if let moment = child.members["updatedAt"]?.text.flatMap({ zone.moment(from: $0) }) {
          event.at = moment.wall
          update.events.append((event, moment.hasOffset))
        } else {
          child.refuse("updatedAt")
        }
        reader.adopt(child)
      }
      update.extraData = reader.child("extraData")?.members ?? [:]
      guard reader.problems.isEmpty else { throw CRMRefusal.input(reader.problems) }
      parsed.append(update)
    }
    return parsed
  }

  private func refuseUnknown(in updates: [Update], of module: CRMModule) throws(CRMRefusal) {
    for (offset, update) in updates.enumerated() {
      for (event, _) in update.events where module.statuses[event.code] == nil {
        throw CRMRefusal.input(["statusUpdate[\(offset)].history": "Unknown status \(event.code)."])
      }
      for code in update.extraData.keys.sorted() where !module.fieldCodes.contains(code) {
        throw CRMRefusal.input(["statusUpdate[\(offset)].extraData": "Unknown field \(code)."])
      }
    }
  }

  private func apply(_ update: Update, of module: CRMModule, _ call: CRMCall) {
    audit.trackingUpdates += 1
    var known: [CRMTrackingEvent] = []
    for (event, hasOffset) in update.events {
      if !hasOffset { audit.violation(.trackingMomentWithoutOffset, call) }
      if module.statuses[event.code] == nil {
        audit.violation(.unknownTrackingStatus, call)
      } else {
        known.append(event)
      }
    }
    if update.trackNumber != nil && !module.allowTrackNumber { audit.violation(.trackNumberNotAllowed, call) }
    let linked = (positionsByParcel[update.deliveryID] ?? []).filter { position in
      let order = orders[position]
      return configuration.linksByExternalID && !order.deleted && keys[call.key].allows(site: order.site)
        && order.delivery.type.flatMap { deliveryTypes[$0]?.integrationCode } == module.code
    }
    if linked.isEmpty { audit.unmatchedTrackingUpdates += 1 }
    for position in linked {
      save(position, by: .api(key: call.key), now: call.now) { order in
        apply(update, known, of: module, to: &order.delivery)
      }
      follow(position, module, now: call.now)
    }
  }

  // The newest known event is the state, whatever the order they came in; a repeated event adds nothing.
  private func apply(
    _ update: Update, _ events: [CRMTrackingEvent], of module: CRMModule, to delivery: inout CRMDelivery
  ) {
    if module.allowTrackNumber, let number = update.trackNumber { delivery.data.trackNumber = number }
    if let cost = update.costKopiykas {
      delivery.data.costKopiykas = cost
      delivery.netCostKopiykas = cost
      if configuration.ratesDeliveryCost { delivery.costKopiykas = cost }
    }
    if configuration.replacesExtraDataInTracking, !update.extraData.isEmpty { delivery.data.extraData = [:] }
    merge(update.extraData, into: &delivery.data.extraData, module: module.code)
    for event in events where !delivery.data.tracking.contains(event) {
      delivery.data.tracking.append(event)
      if let at = delivery.data.statusAt, event.at < at { continue }
      delivery.data.status = event.code
      delivery.data.statusAt = event.at
      delivery.data.statusComment = event.comment
    }
  }

  // The CRM's own mapping of carrier states to order statuses, when the module's settings have one.
  private func follow(_ position: Int, _ module: CRMModule, now: SandboxTime) {
    guard let state = orders[position].delivery.data.status, let status = module.statusMap[state],
      statusGroups[status] != nil
    else { return }
    save(position, by: .code, now: now) { $0.status = status }
  }
}
