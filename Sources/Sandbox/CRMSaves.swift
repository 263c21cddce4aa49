// The one place where orders change. A save compares before and after, writes history, and keeps the indexes true. A
// newcomer changes an order in place: then history says nothing, and the daemon that relies on it is tested in a world
// that does not exist.

extension CRMService {
  func position(of id: Int64) -> Int? {
    guard id >= CRMService.firstOrderID, id - CRMService.firstOrderID < Int64(orders.count) else {
      return nil
    }
    return Int(id - CRMService.firstOrderID)
  }

  var nextOrderID: Int64 {
    CRMService.firstOrderID + Int64(orders.count)
  }

  func deliveryType(_ code: String) -> Configuration.DeliveryType? {
    deliveryTypes[code]
  }

  /// What has been paid, in kopiykas.
  func paidSum(_ order: CRMOrder) -> Int64 {
    order.payments.reduce(0) { sum, payment in
      guard let status = payment.status, completePayments.contains(status) else { return sum }
      return sum + payment.amountKopiykas
    }
  }

  /// Applies `mutate` as one save. True when history got a record.
  @discardableResult
  func save(_ position: Int, by actor: CRMActor, now: SandboxTime, _ mutate: (inout CRMOrder) -> Void) -> Bool
  {
    let before = orders[position]
    var after = before
    mutate(&after)
    let wall = zone.wall(now)
    if after.status != before.status { after.statusUpdatedAt = wall }
    settlePayment(&after, at: wall)
    let changes = CRMChanges(from: before, to: after, unlockedIsNull: configuration.unlockedIsAbsent)
    orders[position] = after
    reindex(position, before: before, after: after)
    record(changes.list, position, by: actor, now: now)
    if case .api(let key) = actor, before.status != after.status {
      audit.moved(
        CRMAudit.StatusMove(order: after.id, from: before.status, to: after.status, key: key, at: now))
    }
    return !changes.list.isEmpty
  }

  /// Adds a new order as one save, with the record that carries it whole.
  func insert(_ order: CRMOrder, by actor: CRMActor, now: SandboxTime) {
    var order = order
    settlePayment(&order, at: zone.wall(now))
    let position = orders.count
    orders.append(order)
    createdOrders[position] = order
    reindex(position, before: nil, after: order)
    record(
      [CRMChange(field: "status", old: .none, new: .code(order.status), detail: .created)], position,
      by: actor,
      now: now)
    if case .user = actor {
      let customer: JSONValue = ["id": .integer(order.customer.id), "site": .string(order.site)]
      record([CRMChange(field: "customer", old: .none, new: .json(customer))], position, by: .code, now: now)
    }
  }

  /// Writes the records of one save: one second for all, which jitter may put into the past, and one moment from
  /// which all of them can be read.
  func record(_ changes: [CRMChange], _ position: Int, by actor: CRMActor, now: SandboxTime) {
    guard !changes.isEmpty else { return }
    var createdAt = now
    if configuration.createdAtJitterMilliseconds > 0, generator.chance(configuration.createdAtJitterChance) {
      createdAt -= Int64.random(in: 0..<configuration.createdAtJitterMilliseconds, using: &generator)
    }
    var visibleAt = CRMHistoryRecord.alwaysVisible
    if configuration.lateVisibilityMilliseconds > 0, generator.chance(configuration.lateVisibilityChance) {
      visibleAt = now + Int64.random(in: 1...configuration.lateVisibilityMilliseconds, using: &generator)
    }
    if generator.chance(configuration.historyGapChance) {
      history.skipIDs(Int64.random(in: 1...3, using: &generator))
    }
    let wall = zone.wall(createdAt)
    for change in changes {
      history.append(
        change, order: position, status: orders[position].status, actor: actor, createdAt: wall,
        visibleAt: visibleAt)
    }
  }

  private func settlePayment(_ order: inout CRMOrder, at wall: CRMWallTime) {
    let total = order.totalSum
    let full = total > 0 && paidSum(order) >= total
    if full && order.fullPaidAt == nil { order.fullPaidAt = wall }
    if !full { order.fullPaidAt = nil }
  }

  private func reindex(_ position: Int, before: CRMOrder?, after: CRMOrder) {
    if before?.status != after.status || before?.delivery.type != after.delivery.type || before == nil {
      facts.set(after, at: position)
    }
    move(position, from: before?.number, to: after.number, in: \.positionsByNumber)
    move(position, from: before?.externalID, to: after.externalID, in: \.positionsByExternalID)
    move(
      position, from: before?.delivery.data.externalID, to: after.delivery.data.externalID,
      in: \.positionsByParcel)
    guard before?.payments != after.payments else { return }
    for payment in before?.payments ?? [] { positionsByPayment[payment.id] = nil }
    for payment in after.payments { positionsByPayment[payment.id] = position }
  }

  private func move(
    _ position: Int, from old: String?, to new: String?,
    in index: ReferenceWritableKeyPath<CRMService, [String: [Int]]>
  ) {
    guard old != new else { return }
    if let old {
      self[keyPath: index][old]?.removeAll { $0 == position }
      if self[keyPath: index][old]?.isEmpty == true { self[keyPath: index][old] = nil }
    }
    if let new { self[keyPath: index][new, default: []].append(position) }
  }
}
