// The slow repair: what history missed, what a lost create left behind, what the CRM's references say by now. Everything
// it finds goes the ordinary way (an order made due), except that it alone deletes orphans.
import Logging
import ShippingCore

extension Engine {
  func sweep() async throws -> Duration? {
    // One part that fails must not keep the others from repairing what they can.
    var failure: (any Error)?
    for part in [readAccount, markOpenOrdersDue, markMissedOrdersDue, sweepGroups] where !isStopping {
      do {
        try await part()
      } catch {
        failure = failure ?? error
      }
      noteAttempt(.sweep)
    }
    if let failure { throw failure }
    return settings.sweepInterval
  }

  private func sweepGroups() async throws {
    for cabinet in policy.cabinets.sorted(by: { $0.id < $1.id }) where !isStopping {
      try await sweepGroups(of: cabinet)
    }
    try forgetOldGroups()
    observed.groupsCompared = !isStopping
  }

  /// Reads the references once; the sweep renews them.
  func ensureAccount() async throws {
    if !isAccountKnown { try await readAccount() }
  }

  func readAccount() async throws {
    let account = try await value(of: crm.account())
    guard !account.statusGroups.groupByStatus.isEmpty else {
      // Without them a cancelled order would look like any other.
      throw Failure(.transient, code: "no-statuses", message: "the CRM named no status at all")
    }
    policy.statusGroups = account.statusGroups
    policy.visibleSites = account.sites
    accountReadAt = clock.uptime()
    wasAccountRead = true
    isAccountKnown = true
    noteUnknownStatuses()
    try noteServed()
  }

  /// A site or delivery type that is ours from today on does not make last week's orders ours, which somebody else has sent.
  private func noteServed() throws(LedgerFailure) {
    guard let cursor = try ledger.cursor() else { return }
    let known = try ledger.served()
    let types = Set(policy.cabinets.map { "type:\($0.deliveryType)" })
    let sites = Set((policy.sites ?? policy.visibleSites).map { "site:\($0)" })
    let fresh = types.union(sites).subtracting(known.keys)
    let former = Set(known.keys).subtracting(types).subtracting(sites).filter { name in
      // A site that the key cannot see for a while is one of ours all the same.
      name.hasPrefix("type:") || policy.sites != nil
    }
    guard !fresh.isEmpty || !former.isEmpty else { return }
    try ledger.serve(fresh, since: known.isEmpty ? cursor.startedAt : clock.now(), dropping: former)
  }

  /// A bounded share of the open orders; the next sweep goes on where this one stopped.
  func markOpenOrdersDue() async throws {
    var left = Bound.openOrdersPerSweep
    while left > 0 {
      let ids = try ledger.openOrders(after: sweptOpenOrders, limit: min(Bound.batch, left))
      try ledger.markDue(ids, at: clock.now())
      left -= ids.count
      sweptOpenOrders = ids.last
      if ids.isEmpty { break }
    }
    wake(.orders, after: settings.ordersDelay)
  }

  /// Orders of ours created since the first start that have nothing to show for it: their history record came late,
  /// or could not be read.
  func markMissedOrdersDue() async throws {
    guard let cursor = try ledger.cursor() else { return }
    let types = policy.cabinets.map(\.deliveryType).sorted()
    let served = try ledger.served()
    let start = max(cursor.startedAt, clock.now() - .seconds(86_400 * Bound.sweptDays))
    for page in 1...Bound.pagesPerSweep {
      let answer = try await value(of: crm.orderIDs(deliveryTypes: types, createdSince: start, page: page))
      var missed: [OrderID] = []
      for order in answer.orders {
        // The CRM filters by day; orders of the first day that were there before us are not ours to ship.
        let names = [order.deliveryType.map { "type:\($0)" }, order.site.map { "site:\($0)" }]
        let since = names.compactMap { $0.flatMap { served[$0] } }.reduce(cursor.startedAt, max)
        guard let createdAt = order.createdAt, createdAt >= since else { continue }
        if poisoned[order.id] != nil { continue }
        guard let entry = try ledger.entry(order.id) else {
          missed.append(order.id)
          continue
        }
        if entry.phase == .none, entry.problems.isEmpty, entry.draft == nil { missed.append(order.id) }
      }
      if !missed.isEmpty { try ledger.markDue(missed, at: clock.now()) }
      if !answer.hasMore || isStopping { break }
    }
    wake(.orders, after: settings.ordersDelay)
  }

  /// A shipment too many that lies before the days that are compared is nobody's news any more.
  private func forgetOldGroups() throws(LedgerFailure) {
    let oldest = clock.localDay(of: clock.now() - .seconds(86_400 * Bound.sweptDays))
    var compared: Set<GroupUUID> = []
    for cabinet in policy.cabinets {
      compared.formUnion(try ledger.groups(cabinet.id).filter { $0.day >= oldest }.map(\.group.uuid))
    }
    observed.superfluous = observed.superfluous.filter { compared.contains($0.key) }
  }

  private func sweepGroups(of cabinet: CabinetPolicy) async throws {
    guard let carrier = carriers[cabinet.id], let desk = cabinets[cabinet.id],
      !desk.isParked(at: clock.uptime())
    else { return }
    prepare(cabinet, type: nil)
    let oldest = clock.localDay(of: clock.now() - .seconds(86_400 * Bound.sweptDays))
    for record in try ledger.groups(cabinet.id) where record.day >= oldest && !isStopping {
      let outcome = await carrier.shipments(group: record.group.uuid)
      noteAttempt(.sweep)
      switch outcome {
      case .done(let receipts):
        _ = try await compare(
          receipts, group: record.group.uuid, cabinet: cabinet.id, carrier: carrier, deletes: true)
      case .refused(let failure), .unsent(let failure), .unknown(let failure):
        notePost(failure)
        if failure.scope == .account {
          parkCabinet(cabinet.id, failure: failure)
          return
        }
        noteUnreadable(record.group.uuid, cabinet: cabinet.id, failure: failure)
        // A service that does not answer now will not answer for the other groups either.
        if failure.kind == .transient, failure.code != "odd-listing" { return }
      }
    }
  }

  /// Compares what a group holds with the ledger: adopts what it forgot, deletes what is superfluous.
  func compare(
    _ receipts: [Receipt], group: GroupUUID, cabinet: CabinetID, carrier: any Carrier, deletes: Bool
  ) async throws -> GroupComparison {
    var compared = GroupComparison()
    observed.superfluous[group] = nil
    for receipt in receipts.sorted(by: { $0.uuid < $1.uuid }) where receipt.lifecycle != .gone {
      guard let key = try owner(of: receipt) else { continue }
      let entry = try readable(key.order)
      if entry == nil, poisoned[key.order] != nil { continue }
      let found = disposition(of: receipt, key: key, entry: entry)
      if found == .known || (found == .delete && !deletes) { continue }
      guard !inFlight.contains(key.order) else {
        compared.skipped += 1
        continue
      }
      inFlight.insert(key.order)
      defer { inFlight.remove(key.order) }
      do {
        let fate = try await act(
          on: found, receipt: receipt, key: key, group: group, cabinet: cabinet, carrier: carrier)
        compared.note(fate, GroupComparison.Stray(order: key.order, barcode: receipt.barcode))
      } catch let failure as Failure where found == .delete {
        // One orphan that cannot be deleted now must not keep the others alive.
        log.warning(
          "orphan not deleted",
          metadata: [
            "ORDER_ID": "\(key.order)", "BARCODE": "\(receipt.barcode)", "CABINET": "\(cabinet)",
            "FAILURE": "\(failure.code)",
          ])
        compared.note(.stays, GroupComparison.Stray(order: key.order, barcode: receipt.barcode))
      }
    }
    return compared
  }

  func owner(of receipt: Receipt) throws(LedgerFailure) -> ShipmentKey? {
    if let recipient = receipt.recipient, let key = try ledger.owner(ofRecipient: recipient) { return key }
    // The ledger may be older than the shipment, or the listing lacks the recipient: the external id says whose it is.
    return receipt.externalID.flatMap { ShipmentKey(externalID: $0, of: policy.installation) }
  }

  private func act(
    on found: Disposition, receipt: Receipt, key: ShipmentKey, group: GroupUUID, cabinet: CabinetID,
    carrier: any Carrier
  ) async throws -> GroupComparison.Fate {
    let fields: Logger.Metadata = [
      "ORDER_ID": "\(key.order)", "BARCODE": "\(receipt.barcode)", "CABINET": "\(cabinet)",
    ]
    switch found {
    case .known: return .belongs
    case .adopt:
      try await adopt(receipt, key: key, group: group, cabinet: cabinet)
      log.notice("shipment recognised", metadata: fields)
      return .belongs
    case .adoptIfCurrentIsGone:
      guard let current = try ledger.entry(key.order)?.shipment else { return .belongs }
      guard try plain(await carrier.lifecycle(current.uuid)) == .gone else {
        observed.superfluous[group, default: []].insert(receipt.barcode)
        log.error("two shipments of one order, a person must decide", metadata: fields)
        return .stays
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
      return .belongs
    case .delete:
      switch try plain(await carrier.lifecycle(receipt.uuid)) {
      case .created: break
      case .gone: return .deleted
      case .beyond: return .handedOver
      }
      try plain(await carrier.deleteShipment(receipt.uuid))
      try await commit(
        EntryChange(
          order: key.order, now: clock.now(),
          journal: [JournalLine("orphan deleted", ["BARCODE": receipt.barcode.text])],
          tallies: [.orphanDeleted]))
      log.notice("orphan deleted", metadata: fields)
      return .deleted
    case .alarm:
      observed.superfluous[group, default: []].insert(receipt.barcode)
      log.error("superfluous shipment was handed over, a person must decide", metadata: fields)
      return .handedOver
    }
  }

  private func adopt(_ receipt: Receipt, key: ShipmentKey, group: GroupUUID, cabinet: CabinetID) async throws
  {
    let now = clock.now()
    let deliveryType = policy.cabinet(cabinet)?.deliveryType
    let prints = policy.cabinet(cabinet)?.printsLabel ?? false
    try await commit(
      EntryChange(
        order: key.order, now: now, orderDue: .at(now), writeBackDue: .at(now + settings.writeBackDelay),
        trackingDue: .at(now),
        journal: [JournalLine("recognised", ["BARCODE": receipt.barcode.text])], tallies: [.recognised]
      ) { entry in
        entry = adopting(
          receipt, key: key, cabinet: cabinet, deliveryType: deliveryType, prints: prints, group: group,
          entry: entry, now: now)
      })
    wake(.orders, after: settings.ordersDelay)
    wake(.writeBack, after: settings.writeBackDelay)
    wake(.tracking, after: .zero)
  }
}

/// What came of comparing a group with the ledger, as far as it matters to a form that lists the group.
struct GroupComparison {
  enum Fate {
    case belongs
    case deleted
    /// Superfluous, and still there: it could not be deleted, or a person must choose between two.
    case stays
    /// Superfluous, and the post has the parcel: nothing can be taken back.
    case handedOver
  }

  struct Stray {
    var order: OrderID
    var barcode: Barcode

    var text: String { "TTN \(barcode) of order \(order)" }
  }

  /// Passed over because their orders are at work.
  var skipped = 0
  var deleted = 0
  var staying: [Stray] = []

  mutating func note(_ fate: Fate, _ stray: Stray) {
    switch fate {
    case .belongs, .handedOver: break
    case .deleted: deleted += 1
    case .stays: staying.append(stray)
    }
  }
}
