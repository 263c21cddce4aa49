// The slow repair: what history missed, what a lost create left behind, what the CRM's references say by now. Everything
// it finds goes the ordinary way (an order made due), except that it alone deletes orphans.
import Logging
import ShippingCore

extension Engine {
  func sweep() async throws -> Duration? {
    try await readAccount()
    try markOpenOrdersDue()
    try await markMissedOrdersDue()
    for cabinet in policy.cabinets.sorted(by: { $0.id < $1.id }) where !isStopping {
      try await sweepGroups(of: cabinet.id)
    }
    return settings.sweepInterval
  }

  /// Reads the references once; the sweep renews them.
  func ensureAccount() async throws {
    if !isAccountKnown { try await readAccount() }
  }

  private func readAccount() async throws {
    let account = try await value(of: crm.account())
    policy.statusGroups = account.statusGroups
    isAccountKnown = true
  }

  private func markOpenOrdersDue() throws(LedgerFailure) {
    var last: OrderID?
    while true {
      let ids = try ledger.openOrders(after: last, limit: Bound.batch)
      guard let greatest = ids.last else { break }
      try ledger.markDue(ids, at: clock.now())
      last = greatest
    }
    wake(.orders, after: settings.ordersDelay)
  }

  /// Orders of ours created since the first start that the ledger has never seen: their history record came late.
  private func markMissedOrdersDue() async throws {
    guard let cursor = try ledger.cursor() else { return }
    let types = policy.cabinets.map(\.deliveryType).sorted()
    let start = max(cursor.startedAt, clock.now() - .seconds(86_400 * Bound.sweptDays))
    for page in 1...Bound.pagesPerSweep {
      let answer = try await value(of: crm.orderIDs(deliveryTypes: types, createdSince: start, page: page))
      var missed: [OrderID] = []
      for id in answer.ids where try ledger.entry(id) == nil { missed.append(id) }
      if !missed.isEmpty { try ledger.markDue(missed, at: clock.now()) }
      if !answer.hasMore || isStopping { break }
    }
    wake(.orders, after: settings.ordersDelay)
  }

  private func sweepGroups(of cabinet: CabinetID) async throws {
    guard let carrier = carriers[cabinet], cabinets[cabinet]?.parkedUntil == nil else { return }
    let oldest = clock.localDay(of: clock.now() - .seconds(86_400 * Bound.sweptDays))
    for record in try ledger.groups(cabinet) where record.day >= oldest {
      switch await carrier.shipments(group: record.group.uuid) {
      case .done(let receipts):
        try await compare(receipts, group: record.group.uuid, cabinet: cabinet, carrier: carrier)
      case .refused(let failure), .unsent(let failure), .unknown(let failure):
        if failure.scope == .account {
          parkCabinet(cabinet, failure: failure)
          return
        }
        log.warning("group not read", metadata: ["CABINET": "\(cabinet)", "FAILURE": "\(failure.code)"])
      }
    }
  }

  /// Compares what a group holds with the ledger: adopts what it forgot, deletes what is superfluous.
  func compare(
    _ receipts: [Receipt], group: GroupUUID, cabinet: CabinetID, carrier: any Carrier
  ) async throws {
    for receipt in receipts.sorted(by: { $0.uuid < $1.uuid }) where receipt.lifecycle != .gone {
      guard let recipient = receipt.recipient, let key = try owner(of: receipt, recipient: recipient) else {
        continue
      }
      // An order at work is looked at again in the next sweep, or by its own turn.
      guard !inFlight.contains(key.order) else {
        wake(.sweep, after: settings.sweepInterval)
        continue
      }
      let found = disposition(of: receipt, key: key, entry: try ledger.entry(key.order))
      guard found != .known else { continue }
      inFlight.insert(key.order)
      defer { inFlight.remove(key.order) }
      try await act(on: found, receipt: receipt, key: key, group: group, cabinet: cabinet, carrier: carrier)
    }
  }

  private func owner(of receipt: Receipt, recipient: ClientUUID) throws(LedgerFailure) -> ShipmentKey? {
    if let key = try ledger.owner(ofRecipient: recipient) { return key }
    // The ledger may be older than the shipment: then its own external id says whose it is.
    return receipt.externalID.flatMap { ShipmentKey($0) }
  }

  private func act(
    on found: Disposition, receipt: Receipt, key: ShipmentKey, group: GroupUUID, cabinet: CabinetID,
    carrier: any Carrier
  ) async throws {
    let fields: Logger.Metadata = [
      "ORDER_ID": "\(key.order)", "BARCODE": "\(receipt.barcode)", "CABINET": "\(cabinet)",
    ]
    switch found {
    case .known: break
    case .adopt:
      try await adopt(receipt, key: key, group: group, cabinet: cabinet)
      log.notice("shipment recognised", metadata: fields)
    case .adoptIfCurrentIsGone:
      guard let current = try ledger.entry(key.order)?.shipment else { return }
      guard try plain(await carrier.lifecycle(current.uuid)) == .gone else {
        log.error("two shipments of one order, a person must decide", metadata: fields)
        return
      }
      let (now, policy) = (clock.now(), policy)
      try await commit(
        EntryChange(order: key.order, now: now) { entry in
          entry = advance(
            entry, step: .readLifecycle(current), outcome: .done(.lifecycle(.gone)), policy: policy,
            jitter: 0,
            now: now)
        })
      try await adopt(receipt, key: key, group: group, cabinet: cabinet)
      log.notice("shipment recognised", metadata: fields)
    case .delete:
      guard try plain(await carrier.lifecycle(receipt.uuid)) == .created else { return }
      try plain(await carrier.deleteShipment(receipt.uuid))
      try await commit(
        EntryChange(
          order: key.order, now: clock.now(),
          journal: [JournalLine("orphan deleted", ["BARCODE": receipt.barcode.text])]))
      log.notice("orphan deleted", metadata: fields)
    case .alarm:
      log.error("superfluous shipment was handed over, a person must decide", metadata: fields)
    }
  }

  private func adopt(_ receipt: Receipt, key: ShipmentKey, group: GroupUUID, cabinet: CabinetID) async throws
  {
    let now = clock.now()
    guard let recipient = receipt.recipient else { return }
    try await commit(
      EntryChange(
        order: key.order, now: now, orderDue: .at(now), writeBackDue: .at(now + settings.writeBackDelay),
        trackingDue: .at(now + settings.trackingInterval),
        journal: [JournalLine("recognised", ["BARCODE": receipt.barcode.text])]
      ) { entry in
        entry = adopting(
          receipt, key: key, cabinet: cabinet, group: group, recipient: recipient, entry: entry, now: now)
      })
    wake(.orders, after: settings.ordersDelay)
    wake(.writeBack, after: settings.writeBackDelay)
  }
}
