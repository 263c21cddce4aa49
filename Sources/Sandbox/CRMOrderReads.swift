// Reading orders: the list with its filters, one order, the cheap list of statuses. A newcomer reads one order by its
// CRM id and gets 404: ids are external ids unless `by=id` says otherwise.

/// The filters of GET orders that a delivery needs; any other filter is refused as a form's extra field.
struct CRMOrderFilter {
  var ids: [Int64]?
  var externalIDs: Set<String>?
  var numbers: Set<String>?
  var sites: Set<String>?
  var statuses: Set<String>?
  var groups: Set<String> = []
  var deliveryTypes: Set<String>?
  var deliveryStates: Set<String>?
  var deliveryExternalID: String?
  var trackNumber: String?
  var shipmentStores: Set<String>?
  var shipped: Bool?
  var paymentTypes: Set<String>?
  var createdFrom: CRMWallTime?
  var createdTo: CRMWallTime?
  var statusUpdatedFrom: CRMWallTime?
  var statusUpdatedTo: CRMWallTime?
  var customFields: [String: String] = [:]
  private(set) var problems: [String: String] = [:]

  static let mostNumbers = 100

  init(_ call: CRMCall, service: CRMService) {
    for (name, value) in call.filters where !read(name, value, service) && !readDate(name, value) {
      problems["children[\(name)]"] = "This value is not valid."
    }
    if let numbers, numbers.count > CRMOrderFilter.mostNumbers {
      problems["children[numbers]"] = "This collection should contain 100 elements or less."
    }
  }

  private mutating func read(_ name: String, _ value: String, _ service: CRMService) -> Bool {
    switch name {
    case "ids":
      guard let id = Int64(value) else { return false }
      ids = (ids ?? []) + [id]
    case "externalIds": externalIDs = (externalIDs ?? []).union([value])
    case "numbers": numbers = (numbers ?? []).union([value])
    case "sites":
      guard service.configuration.sites.contains(where: { $0.code == value }) else { return false }
      sites = (sites ?? []).union([value])
    case "extendedStatus": return readStatus(value, service)
    case "deliveryTypes":
      guard service.deliveryType(value) != nil else { return false }
      deliveryTypes = (deliveryTypes ?? []).union([value])
    case "deliveryStates": deliveryStates = (deliveryStates ?? []).union([value])
    case "deliveryExternalId": deliveryExternalID = value
    case "trackNumber": trackNumber = value
    case "shipmentStores": shipmentStores = (shipmentStores ?? []).union([value])
    case "paymentTypes": paymentTypes = (paymentTypes ?? []).union([value])
    case "shipped":
      guard value == "0" || value == "1" else { return false }
      shipped = value == "1"
    default:
      guard name.hasPrefix("customFields.") else { return false }
      let code = String(name.dropFirst(13))
      guard service.customField(code, of: "order") != nil else { return false }
      customFields[code] = value
    }
    return true
  }

  private mutating func readStatus(_ value: String, _ service: CRMService) -> Bool {
    if service.statusGroups[value] != nil {
      statuses = (statuses ?? []).union([value])
      return true
    }
    let group = String(value.dropLast(6))
    guard value.hasSuffix("-group"), CRMService.Configuration.Status.groups.contains(group) else {
      return false
    }
    statuses = statuses ?? []
    groups.insert(group)
    return true
  }

  // A bare day ends with its last second.
  private mutating func readDate(_ name: String, _ value: String) -> Bool {
    guard let wall = CRMZone.wall(from: value) else { return false }
    let end = value.utf8.count == 10 ? wall + 86_399 : wall
    switch name {
    case "createdAtFrom": createdFrom = wall
    case "createdAtTo": createdTo = end
    case "statusUpdatedAtFrom": statusUpdatedFrom = wall
    case "statusUpdatedAtTo": statusUpdatedTo = end
    default: return false
    }
    return true
  }

  /// The order itself is needed, not only its type, status and site.
  var looksInside: Bool {
    trackNumber != nil || deliveryStates != nil || shipmentStores != nil || shipped != nil
      || paymentTypes != nil
      || createdFrom != nil || createdTo != nil || statusUpdatedFrom != nil || statusUpdatedTo != nil
      || !customFields.isEmpty
  }

  func matches(_ order: CRMOrder, _ service: CRMService) -> Bool {
    if let externalIDs, order.externalID.map(externalIDs.contains) != true { return false }
    if let numbers, !numbers.contains(order.number) { return false }
    if let sites, !sites.contains(order.site) { return false }
    if let statuses, !statuses.contains(order.status),
      service.statusGroups[order.status].map(groups.contains) != true
    {
      return false
    }
    if let deliveryTypes, order.delivery.type.map(deliveryTypes.contains) != true { return false }
    if let deliveryExternalID, order.delivery.data.externalID != deliveryExternalID { return false }
    if let trackNumber, order.delivery.data.trackNumber != trackNumber { return false }
    if let deliveryStates, !deliveryStates.contains(service.deliveryState(order)) { return false }
    if let shipmentStores, order.shipmentStore.map(shipmentStores.contains) != true { return false }
    if let shipped, order.shipped != shipped { return false }
    if let paymentTypes, !order.payments.contains(where: { paymentTypes.contains($0.type) }) { return false }
    return matchesDates(order) && matchesCustomFields(order)
  }

  private func matchesDates(_ order: CRMOrder) -> Bool {
    if let createdFrom, order.createdAt < createdFrom { return false }
    if let createdTo, order.createdAt > createdTo { return false }
    if let statusUpdatedFrom, order.statusUpdatedAt < statusUpdatedFrom { return false }
    if let statusUpdatedTo, order.statusUpdatedAt > statusUpdatedTo { return false }
    return true
  }

  private func matchesCustomFields(_ order: CRMOrder) -> Bool {
    for (code, wanted) in customFields {
      switch order.customFields[code] {
      case .string(let text) where text == wanted: continue
      case .bool(let flag) where (flag ? "1" : "0") == wanted: continue
      case .integer(let whole) where String(whole) == wanted: continue
      case nil where wanted == "0": continue
      default: return false
      }
    }
    return true
  }
}

extension CRMService {
  // GET orders
  func orderList(_ call: CRMCall) throws(CRMRefusal) -> SandboxResponse {
    let filter = CRMOrderFilter(call, service: self)
    guard filter.problems.isEmpty else { throw CRMRefusal.input(filter.problems) }
    let page = try CRMPage(call)
    var found = candidates(filter, keys[call.key], now: call.now)
    if configuration.newestFirst { found.reverse() }
    let shown = page.slice(found)
    var writer = CRMWriter(capacity: 256 + shown.count * 2_048)
    writer.object { writer in
      writer.member("success", true)
      page.write(total: found.count, to: &writer)
      writer.list("orders") { writer in
        for position in shown { write(orders[position], as: .read, to: &writer) }
      }
    }
    return SandboxResponse(status: 200, headers: CRMService.jsonHeaders, body: writer.bytes)
  }

  /// Positions of the matching orders in ascending order: what can be looked up is, the rest needs a pass.
  private func candidates(_ filter: CRMOrderFilter, _ key: CRMKey, now: SandboxTime) -> [Int] {
    if configuration.hidesOrders { return [] }
    var given: [Int]?
    if let ids = filter.ids {
      given = ids.compactMap(position)
      for id in ids {
        if let position = position(of: id), orders[position].deleted { audit.tellDeleted(id, at: now) }
      }
    } else if let externalIDs = filter.externalIDs {
      given = externalIDs.flatMap { positionsByExternalID[$0] ?? [] }
    } else if let numbers = filter.numbers {
      given = numbers.flatMap { positionsByNumber[$0] ?? [] }
    } else if let parcel = filter.deliveryExternalID {
      given = positionsByParcel[parcel] ?? []
    }
    if let given {
      return Set(given).sorted().filter { position in
        !orders[position].deleted && key.allows(site: orders[position].site)
          && filter.matches(orders[position], self)
      }
    }
    var statuses = filter.statuses
    for (status, group) in statusGroups where filter.groups.contains(group) { statuses?.insert(status) }
    var sites = filter.sites
    if let own = key.sites { sites = sites?.intersection(own) ?? own }
    let found = facts.positions(types: filter.deliveryTypes, statuses: statuses, sites: sites)
    return filter.looksInside ? found.filter { filter.matches(orders[$0], self) } : found
  }

  /// The CRM's view of the parcel, for the filter `deliveryStates`.
  func deliveryState(_ order: CRMOrder) -> String {
    let data = order.delivery.data
    switch data.cancelled {
    case .cancel: return "cancel"
    case .force: return "cancel_force"
    case .no: break
    }
    let module = order.delivery.type.flatMap { deliveryTypes[$0]?.integrationCode }.flatMap { modules[$0] }
    if let status = data.status, module?.statuses[status]?.isError == true { return "error" }
    return data.externalID == nil ? "none" : "success"
  }

  // GET orders/{id}
  func getOrder(_ call: CRMCall) throws(CRMRefusal) -> SandboxResponse {
    let position = try position(for: call, id: call.parameter(0))
    guard !orders[position].deleted else { throw CRMRefusal.notFound }
    return success(200) { writer in
      writer.key("order")
      write(orders[position], as: .read, to: &writer)
    }
  }

  // GET orders/statuses: plain parameters, no filter.
  func orderStatuses(_ call: CRMCall) throws(CRMRefusal) -> SandboxResponse {
    let ids = call.request.query.filter { $0.name.hasPrefix("ids[") }.compactMap { Int64($0.value) }
    let externalIDs = call.request.query.filter { $0.name.hasPrefix("externalIds[") }.map(\.value)
    guard !ids.isEmpty || !externalIDs.isEmpty else {
      throw CRMRefusal.input(["ids": "This value should not be blank."])
    }
    let found = Set(ids.compactMap(position) + externalIDs.flatMap { positionsByExternalID[$0] ?? [] })
      .sorted()
    return success(200) { writer in
      writer.list("orders") { writer in
        for position in found {
          let order = orders[position]
          guard !order.deleted, keys[call.key].allows(site: order.site) else { continue }
          writer.object { writer in
            writer.member("id", order.id)
            writer.member("externalId", order.externalID)
            writer.member("status", order.status)
            writer.member("group", statusGroups[order.status])
          }
        }
      }
    }
  }
}
