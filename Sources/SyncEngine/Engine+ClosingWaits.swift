// What a group that is to be closed waits for: creates on their way into it, changes and withdrawals of what it holds. A
// turn ends by itself within the calls it makes; a create whose answer was lost takes longer, and is settled here when the
// group's own list shows it, because the CRM is not needed for that.
import Logging
import ShippingCore

extension Engine {
  func waitForOrders(of record: GroupRecord, carrier: any Carrier) async throws {
    let group = record.group.uuid
    let deadline = clock.uptime() + Bound.closingPatience
    while true {
      // An intent that was decided but is not on disk yet.
      while !commits.isEmpty { await Task.yield() }
      let busy = try await ordersUnderWay(in: group).filter { inFlight.contains($0) }
      if busy.isEmpty || isStopping { break }
      guard clock.uptime() < deadline else {
        throw Failure(
          .transient, code: "orders-at-work",
          message: "these orders are at work: \(busy.prefix(10).map { "\($0)" }.joined(separator: ", "))")
      }
      await waitForTurn(of: busy, until: deadline)
    }
    let doubtful = try await settleDoubts(in: record, carrier: carrier)
    guard doubtful.isEmpty else {
      throw Failure(
        .transient, code: "creates-in-doubt",
        message: "it is not known yet whether a TTN was made for the orders "
          + doubtful.prefix(10).map { "\($0)" }.joined(separator: ", "))
    }
  }

  /// Whether a step would change what a group holds that is being closed: it waits for the outcome.
  func isHeldByClosing(_ step: Step) -> Bool {
    switch step {
    case .deleteShipment(let shipment): return shipment.group.map(closingGroups.contains) ?? false
    case .updateShipment(_, let update, _): return update.shipment.group.map(closingGroups.contains) ?? false
    default: return false
    }
  }

  /// Orders that may be changing what the group holds.
  private func ordersUnderWay(in group: GroupUUID) async throws -> [OrderID] {
    var orders: [OrderID] = []
    try await forEachOpenEntry { entry in
      switch entry.phase {
      case .none: break
      case .creating(let intent): if intent.group == group { orders.append(entry.orderID) }
      case .live(let shipment):
        if shipment.group == group, shipment.updating != nil { orders.append(entry.orderID) }
      case .withdrawing(let shipment, _): if shipment.group == group { orders.append(entry.orderID) }
      }
    }
    return orders
  }

  private func waitForTurn(of orders: [OrderID], until deadline: Duration) async {
    let alarm = clock.schedule(after: max(.zero, deadline - clock.uptime())) { @Sendable [weak self] in
      self?.spawn { engine in engine.noteTurnEnd() }
    }
    await withCheckedContinuation { continuation in
      // Asked again: the last of these turns may have ended before this runs.
      if !isStopping, orders.contains(where: { inFlight.contains($0) }) {
        turnEnd.append(continuation)
      } else {
        continuation.resume()
      }
    }
    alarm.cancel()
  }

  /// Creates in doubt that the group shows are what it shows; returns the others.
  private func settleDoubts(in record: GroupRecord, carrier: any Carrier) async throws -> [OrderID] {
    var intents: [OrderID: CreateIntent] = [:]
    try await forEachOpenEntry { entry in
      if case .creating(let intent) = entry.phase, intent.group == record.group.uuid {
        intents[entry.orderID] = intent
      }
    }
    guard !intents.isEmpty else { return [] }
    let receipts = try plain(await carrier.shipments(group: record.group.uuid)).filter {
      $0.lifecycle != .gone
    }
    var doubtful: [OrderID] = []
    for (order, intent) in intents.sorted(by: { $0.key < $1.key }) {
      guard let receipt = receipts.first(where: { $0.isMade(by: intent, of: policy.installation) }),
        inFlight.insert(order).inserted
      else {
        doubtful.append(order)
        continue
      }
      defer { inFlight.remove(order) }
      try await settle(intent, by: receipt, order: order)
    }
    return doubtful
  }

  private func settle(_ intent: CreateIntent, by receipt: Receipt, order: OrderID) async throws(LedgerFailure)
  {
    let (now, policy) = (clock.now(), policy)
    let committed = try await commit(
      EntryChange(
        order: order, now: now, orderDue: .at(now), writeBackDue: .at(now + settings.writeBackDelay),
        trackingDue: .at(now + settings.trackingInterval),
        journal: [JournalLine("find-shipment", ["OUTCOME": "done", "BARCODE": receipt.barcode.text])],
        tallies: [.foundAfterDoubt]
      ) { entry in
        guard case .creating(let current) = entry.phase, current.key == intent.key else { return }
        entry = advance(
          entry, step: .findShipment(current), outcome: .done(.found(receipt)), policy: policy, jitter: 0,
          now: now)
      })
    log.notice("shipment found", metadata: subject(order, committed))
    wake(.orders, after: settings.ordersDelay)
    wake(.writeBack, after: settings.writeBackDelay)
    wake(.tracking, after: settings.trackingInterval)
  }

  /// Does nothing for so long, or until the engine stops.
  func rest(for duration: Duration) async {
    guard !isStopping else { return }
    restsBegun += 1
    let number = restsBegun
    let alarm = clock.schedule(after: duration) { @Sendable [weak self] in
      self?.spawn { engine in engine.rests.removeValue(forKey: number)?.resume() }
    }
    await withCheckedContinuation { continuation in
      // Asked again: a stop may have come before this runs.
      if isStopping { continuation.resume() } else { rests[number] = continuation }
    }
    alarm.cancel()
  }

  func endRests() {
    let waiting = rests.sorted { $0.key < $1.key }.map(\.value)
    rests = [:]
    for continuation in waiting { continuation.resume() }
  }
}
