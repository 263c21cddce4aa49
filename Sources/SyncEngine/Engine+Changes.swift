// What an order tells by itself before anything is decided, and the change of a shipment: look whether it may still be
// changed, read which parcels it has, then tell Ukrposhta everything anew. Only the last call writes.
import Logging
import ShippingCore

extension Engine {
  /// The entry with what this look at the order tells, committed if that is anything; nil for an order without an entry.
  func seen(_ ready: ReadyTurn) async throws(LedgerFailure) -> LedgerEntry? {
    guard let stored = try ledger.entry(ready.due.id) else { return nil }
    let (now, policy) = (clock.now(), policy)
    let next = stored.seeing(ready.view, readAt: ready.readAt, policy: policy, now: now)
    guard next != stored, mayTake(next, after: stored, view: ready.view) else { return stored }
    var lines: [JournalLine] = []
    if stored.hold == nil, next.hold != nil {
      lines.append(JournalLine("delivery cancelled in the CRM"))
      log.notice("delivery cancelled in the CRM", metadata: subject(ready.view, ready.due.id, stored))
    } else if stored.hold != nil, next.hold == nil {
      lines.append(JournalLine("delivery wanted again"))
      log.notice("delivery wanted again", metadata: subject(ready.view, ready.due.id, stored))
    }
    if let former = stored.shipment, next.shipment == nil {
      let isBack = former.tracking.state == .returned
      let event = isBack ? "to be sent again" : "typed TTN let go"
      lines.append(JournalLine(event, ["BARCODE": former.barcode.text]))
    }
    return try await commit(
      EntryChange(order: ready.due.id, now: now, journal: lines) { entry in
        entry = entry.seeing(ready.view, readAt: ready.readAt, policy: policy, now: now)
      })
  }

  /// Whether what the look tells may be taken for true: one order whose typed TTN was taken out is a person's doing, many at
  /// once are a field that the CRM does not show any more, and each would get a second TTN.
  private func mayTake(_ next: LedgerEntry, after stored: LedgerEntry, view: OrderView) -> Bool {
    guard case .order(let order) = view else { return true }
    let isTakenOut = (order.delivery.data.trackNumber ?? "").isEmpty
    let isLetGo = isTakenOut && stored.shipment?.numberMissingSince != nil && next.shipment == nil
    guard isLetGo || next.shipment?.numberMissingSince != nil else {
      missingNumbers[stored.orderID] = nil
      return true
    }
    let now = clock.uptime()
    missingNumbers = missingNumbers.filter { now - $0.value.last < Bound.missingNumberAge }
    let first = missingNumbers[stored.orderID]?.first ?? now
    missingNumbers[stored.orderID] = MissingNumber(first: first, last: now)
    guard isLetGo else { return true }
    // By this process's own looks: after a start all of them are missed anew before the first is let go.
    guard now - first >= CardProof.tolerance, missingNumbers.count <= Bound.numbersTakenOut else {
      if missingNumbers.count > Bound.numbersTakenOut {
        log.error(
          "typed TTNs are missing from many orders, none is let go",
          metadata: ["ORDERS": "\(missingNumbers.count)"])
      }
      return false
    }
    missingNumbers[stored.orderID] = nil
    return true
  }

  /// A card that somebody emptied, or corrected, is no card to write to: the order is looked at instead.
  func lookInstead(at due: DueOrder, order: Order, entry: LedgerEntry) throws(LedgerFailure) {
    guard
      entry.isCardCleared(order, policy: policy) || entry.isNumberCorrected(on: order, policy: policy)
        || entry.isNumberCleared(on: order, policy: policy)
    else { return }
    try ledger.markDue([due.id], at: clock.now())
    wake(.orders, after: settings.ordersDelay)
  }

  /// A site of yesterday's list may be missing from it because it is new: nobody is told about it before the list is. So
  /// may a status, and what it means decides whether a parcel is made or withdrawn.
  func lookForNews(of orders: [Order]) async {
    let age = clock.uptime() - accountReadAt
    let isSiteNew = age > Bound.accountAge && orders.contains { policy.isHidden(site: $0.site) }
    let isStatusNew =
      age > Bound.statusAge && orders.contains { policy.statusGroups.groupByStatus[$0.status] == nil }
    guard isSiteNew || isStatusNew else { return }
    do {
      try await readAccount()
    } catch {
      // Read again before anything is decided the next time; until then the old list holds.
      isAccountKnown = false
      log.warning("sites not read", metadata: ["FAILURE": "\(error)"])
    }
  }

  func update(
    _ update: Step.Update, to plan: ShipmentPlan, part: Step.Part, carrier: any Carrier
  ) async -> Outcome<StepValue> {
    let uuid = update.shipment.uuid
    let lifecycle: Lifecycle
    switch await carrier.lifecycle(uuid).beforeWriting {
    case .done(let found): lifecycle = found
    case let failed: return failed.map { .lifecycle($0) }
    }
    guard lifecycle == .created else { return .done(.lifecycle(lifecycle)) }
    let record: ShipmentRecord
    switch await carrier.record(of: uuid).beforeWriting {
    case .done(.some(let found)): record = found
    case .done(.none):
      return .unsent(
        Failure(.transient, code: "shipment-gone", message: "no shipment where its life is known"))
    case .refused(let failure): return .refused(failure)
    case .unsent(let failure), .unknown(let failure): return .unsent(failure)
    }
    guard record.parcels.count == plan.parcels.count else {
      let message = "\(record.parcels.count) parcels at the post, \(plan.parcels.count) in the order"
      return .refused(Failure(.terminal, code: "parcels", message: message))
    }
    return await carrier.updateShipment(
      record, to: plan, recipient: update.recipient ?? update.shipment.recipient, address: update.address,
      externalID: record.receipt.externalID ?? part.draft.key.externalID(of: policy.installation)
    ).map { .updated($0) }
  }
}

extension Engine {
  /// What a step of one order means for others that bear the same TTN; they are told in the same commit.
  func changesOfSharers(
    _ step: Step, _ outcome: Outcome<StepValue>, entry: LedgerEntry, next: LedgerEntry
  ) throws(LedgerFailure) -> [EntryChange] {
    let (now, order) = (clock.now(), entry.orderID)
    if case .adopt(let barcode, _) = step, case .done(.typed(let receipt, let bearer)) = outcome,
      let owner = entry.owner(of: receipt, bearer: bearer, in: policy.installation),
      next.shipment?.barcode == barcode, try ledger.entry(owner)?.shipment?.barcode == barcode
    {
      return [EntryChange(order: owner, now: now) { $0.share(barcode, with: order) }]
    }
    guard let gone = entry.shipment, next.shipment == nil, let sharers = try ledger.entry(order)?.sharers
    else {
      return []
    }
    return sharers.map { sharer in
      log.notice(
        "TTN withdrawn with its own order",
        metadata: [
          "ORDER_ID": "\(sharer)", "BARCODE": "\(gone.barcode)", "CABINET": "\(gone.cabinet)",
          "OWNER_ID": "\(order)",
        ])
      return EntryChange(
        order: sharer, now: now, writeBackDue: .at(now + settings.writeBackDelay),
        journal: [JournalLine("TTN withdrawn with its own order", ["BARCODE": gone.barcode.text])]
      ) { $0.noteWithdrawnByOwner(gone.barcode, now: now) }
    }
  }

  /// ONE transaction; without the others when one of their rows is damaged.
  func commit(_ change: EntryChange, with others: [EntryChange]) async throws(LedgerFailure) -> LedgerEntry {
    do {
      if !others.isEmpty, let entry = try ledger.commit([change] + others).first { return entry }
    } catch  where error.kind == .corrupt {
      noteLedgerFailure(error)
    }
    return try await commit(change)
  }
}

/// Uptimes of the first and the last look that missed a typed TTN in its card.
struct MissingNumber {
  var first: Duration
  var last: Duration
}

extension Outcome {
  /// A read that has no answer leaves nothing behind: what it was for was not sent.
  fileprivate var beforeWriting: Outcome<Value> {
    if case .unknown(let failure) = self { return .unsent(failure) }
    return self
  }
}
