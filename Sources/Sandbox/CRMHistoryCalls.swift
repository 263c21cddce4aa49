// GET orders/history. The stub of an order says nothing about delivery, lock, payments or address: only the record of
// a creation carries an order, and that one as it was then. Shapes are those of fixture orders-history-100-records.json.

extension CRMService {
  private struct HistoryFilter {
    var sinceID: Int64?
    var start: CRMWallTime?
    var end: CRMWallTime?
    var orderID: Int64?
    var orderExternalID: String?
  }

  // GET orders/history
  func orderHistory(_ call: CRMCall) throws(CRMRefusal) -> SandboxResponse {
    let filter = try historyFilter(call)
    if filter.sinceID != nil && call.request.value("page") != nil {
      audit.violation(.pageWithSinceID, call)
      throw CRMRefusal(
        400, "Errors in the pagination parameters",
        .map(["page": "Use filter[sinceId] instead of page to walk through the history"]))
    }
    let page = try CRMPage(call)
    history.reveal(call.now)
    let found = records(matching: filter, page: page, key: call.key)
    var writer = CRMWriter(capacity: 256 + found.positions.count * 320)
    writer.object { writer in
      writer.member("success", true)
      writer.moment("generatedAt", zone.wall(call.now))
      writer.list("history") { writer in
        for position in found.positions { writeRecord(history.records[position], key: call.key, to: &writer) }
      }
      page.write(total: found.total, to: &writer)
    }
    return SandboxResponse(status: 200, headers: CRMService.jsonHeaders, body: writer.bytes)
  }

  private func historyFilter(_ call: CRMCall) throws(CRMRefusal) -> HistoryFilter {
    var filter = HistoryFilter()
    var problems: [String: String] = [:]
    for (name, value) in call.filters {
      var valid = true
      switch name {
      case "sinceId":
        filter.sinceID = Int64(value)
        valid = filter.sinceID != nil
      case "startDate":
        filter.start = CRMZone.wall(from: value)
        valid = filter.start != nil
      case "endDate":
        filter.end = CRMZone.wall(from: value)
        valid = filter.end != nil
      case "orderId":
        filter.orderID = Int64(value)
        valid = filter.orderID != nil
      case "orderExternalId": filter.orderExternalID = value
      default: valid = false
      }
      if !valid { problems["children[\(name)]"] = "This value is not valid." }
    }
    guard problems.isEmpty else { throw CRMRefusal.input(problems) }
    return filter
  }

  private func records(matching filter: HistoryFilter, page: CRMPage, key: Int) -> (
    positions: [Int], total: Int
  ) {
    let first = history.position(after: filter.sinceID ?? 0)
    let skip = (page.page - 1).multipliedReportingOverflow(by: page.limit)
    let unfiltered =
      filter.start == nil && filter.end == nil && filter.orderID == nil && filter.orderExternalID == nil
      && configuration.ownKeyEcho && keys[key].sites == nil
    var positions: [Int] = []
    var total = 0
    for position in first..<history.records.count where history.isReadable(position) {
      if unfiltered && positions.count == page.limit { break }
      if !unfiltered && !matches(history.records[position], filter, key: key) { continue }
      if !skip.overflow && total >= skip.partialValue && positions.count < page.limit {
        positions.append(position)
      }
      total += 1
    }
    return (positions, unfiltered ? history.readableCount(from: first) : total)
  }

  private func matches(_ record: CRMHistoryRecord, _ filter: HistoryFilter, key: Int) -> Bool {
    let order = orders[record.order]
    if !configuration.ownKeyEcho && record.actor == .api(key: key) { return false }
    if !keys[key].allows(site: order.site) { return false }
    if let start = filter.start, record.createdAt < start { return false }
    if let end = filter.end, record.createdAt > end { return false }
    if let orderID = filter.orderID, order.id != orderID { return false }
    if let externalID = filter.orderExternalID, order.externalID != externalID { return false }
    return true
  }

  private func writeRecord(_ record: CRMHistoryRecord, key: Int, to writer: inout CRMWriter) {
    writer.object { writer in
      writer.member("id", record.id)
      writer.moment("createdAt", record.createdAt)
      if case .created = record.change.detail { writer.member("created", true) }
      if case .deleted = record.change.detail { writer.member("deleted", true) }
      writeSource(record.actor, reader: key, to: &writer)
      writer.member("field", record.change.field)
      writer.key("oldValue")
      record.change.old.write(to: &writer)
      writer.key("newValue")
      record.change.new.write(to: &writer)
      writeSubject(record, to: &writer)
    }
  }

  private func writeSource(_ actor: CRMActor, reader: Int, to writer: inout CRMWriter) {
    switch actor {
    case .user(let id):
      writer.member("source", "user")
      writer.object("user") { $0.member("id", id) }
    case .api(let key):
      writer.member("source", "api")
      writer.object("apiKey") { $0.member("current", key == reader && configuration.marksOwnKey) }
    case .code: writer.member("source", "code")
    case .rule: writer.member("source", "rule")
    case .combine: writer.member("source", "combine")
    case .split: writer.member("source", "split")
    }
  }

  private func writeSubject(_ record: CRMHistoryRecord, to writer: inout CRMWriter) {
    let order = orders[record.order]
    switch record.change.detail {
    case .created:
      writer.key("order")
      write(createdOrders[record.order] ?? order, as: .created, to: &writer)
      return
    case .deleted where configuration.deletedRecordsLackOrder: return
    case .item(let item, let whole):
      writeStub(order, status: record.status, to: &writer)
      writer.key("item")
      if whole {
        writeItem(item, to: &writer)
      } else {
        writer.object { writer in
          writer.member("id", item.id)
          if item.hasOffer { writer.object("offer") { $0.member("id", item.id + 20_000) } }
        }
      }
    case .payment(let payment, let whole):
      writeStub(order, status: record.status, to: &writer)
      writer.key("payment")
      if whole {
        writePayment(payment, to: &writer)
      } else {
        writer.object { writer in
          writer.member("id", payment.id)
          writer.member("type", payment.type)
          writer.member("externalId", payment.externalID)
        }
      }
    case .combined(let survivor):
      writeStub(order, status: record.status, to: &writer)
      if let position = position(of: survivor) {
        let target = orders[position]
        writer.object("combinedTo") { writer in
          writer.member("id", target.id)
          writer.member("externalId", target.externalID)
          writer.member("site", target.site)
        }
      }
    case .none, .deleted: writeStub(order, status: record.status, to: &writer)
    }
  }

  private func writeStub(_ order: CRMOrder, status: String, to writer: inout CRMWriter) {
    writer.object("order") { writer in
      writer.member("id", order.id)
      writer.member("externalId", order.externalID)
      writer.member("managerId", order.managerID)
      writer.member("site", order.site)
      writer.member("status", status)
    }
  }
}
