// The write-back loop: what the order card should show minus what it shows. It reads the orders first, a hundred in one
// call, writes only differences, and reads them again, because `success: true` proves nothing.
import Logging
import ShippingCore

/// One order of a write-back run.
private struct Card {
  var due: DueOrder
  var order: Order
  var showing: Showing
  var writesTracking: Bool
  var wrote: Bool
}

extension Engine {
  func writeBack() async throws -> Duration? {
    try await ensureAccount()
    let due = try ledger.dueWriteBacks(now: clock.now(), limit: Bound.batch)
    guard !due.isEmpty else { return try nextWriteBack() }
    let answer = try await value(of: crm.orders(due.map(\.id)))
    let orders = Dictionary(answer.orders.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    var cards: [Card] = []
    for request in due {
      guard let order = orders[request.id], let entry = try ledger.entry(request.id),
        let showing = Showing(order, entry: entry, policy: policy)
      else {
        // Gone, unreadable or no longer ours: there is no card to write on.
        try await answered(request, next: nil)
        continue
      }
      cards.append(
        Card(
          due: request, order: order, showing: showing,
          writesTracking: showing.needsTracking(order, entry: entry), wrote: false))
    }
    cards = await edit(cards)
    cards = try await writeTracking(cards)
    try await prove(cards)
    return try nextWriteBack()
  }

  private func nextWriteBack() throws(LedgerFailure) -> Duration? {
    pause(until: try ledger.nextWriteBackDue(), atLeast: settings.writeBackDelay)
  }

  /// The link must stand before the tracking call that rests on it. An edit that failed drops its card; the order stays
  /// due and the next run writes what is still missing.
  private func edit(_ cards: [Card]) async -> [Card] {
    let crm = crm
    return await withTaskGroup(of: (Int, Outcome<Void>?).self) { group in
      for (index, card) in cards.enumerated() {
        let wanted = card.showing.edit(card.order)
        var edit = OrderEdit(
          deliveryID: wanted.deliveryID, trackNumber: wanted.trackNumber, status: wanted.status)
        if card.writesTracking, !card.showing.trackNumber.isEmpty, triesTrackNumberByEdit(card.due.id) {
          edit.trackNumber = card.showing.trackNumber
        }
        let (id, site, whole) = (card.order.id, card.order.site, edit)
        group.addTask {
          (index, whole.isEmpty ? nil : await crm.edit(id, site: site, whole))
        }
      }
      var outcomes: [Int: Outcome<Void>] = [:]
      for await (index, outcome) in group { outcomes[index] = outcome }
      return cards.enumerated().compactMap { index, card in
        guard let outcome = outcomes[index] else { return card }
        if let failure = outcome.failure {
          log.warning(
            "order not edited", metadata: ["ORDER_ID": "\(card.order.id)", "FAILURE": "\(failure.code)"])
          editFailed(card.due, failure: failure)
          return nil
        }
        var written = card
        written.wrote = true
        return written
      }
    }
  }

  /// After several tracking calls that changed nothing the number goes by orders/edit, which works everywhere.
  private func triesTrackNumberByEdit(_ order: OrderID) -> Bool {
    guard let entry = try? ledger.entry(order) else { return false }
    return entry.writeBackAttempts >= Bound.trackingTries
  }

  private func editFailed(_ due: DueOrder, failure: Failure) {
    spawn { engine in
      do throws(LedgerFailure) {
        try await engine.retryWriteBack(due)
      } catch {
        engine.noteLedgerFailure(error)
      }
    }
  }

  private func writeTracking(_ cards: [Card]) async throws -> [Card] {
    var written = cards
    let modules = Set(cards.filter(\.writesTracking).map(\.showing.moduleCode)).sorted()
    for module in modules {
      let indexes = cards.indices.filter {
        cards[$0].writesTracking && cards[$0].showing.moduleCode == module
      }
      let updates = indexes.map { cards[$0].showing.trackingUpdate(now: clock.now()) }
      if let failure = await crm.track(updates, module: module).failure {
        log.warning("tracking not written", metadata: ["MODULE": "\(module)", "FAILURE": "\(failure.code)"])
        continue
      }
      for index in indexes { written[index].wrote = true }
    }
    return written
  }

  /// Reads back what was written and settles what the CRM really shows.
  private func prove(_ cards: [Card]) async throws {
    let written = cards.filter(\.wrote)
    var shown: [OrderID: Order] = [:]
    if !written.isEmpty {
      let answer = try await value(of: crm.orders(written.map(\.order.id)))
      for order in answer.orders { shown[order.id] = order }
    }
    for card in cards {
      let order = card.wrote ? shown[card.order.id] : card.order
      guard let order, card.showing.isShown(by: order, tracked: card.writesTracking) else {
        try await retryWriteBack(card.due)
        continue
      }
      let showing = card.showing
      try await commit(
        EntryChange(
          order: card.due.id, now: clock.now(), writeBackDue: .answered(mark: card.due.mark, next: nil),
          journal: card.wrote
            ? [JournalLine("shown", ["STATUS": showing.status, "BARCODE": showing.trackNumber])] : []
        ) { entry in
          entry.shownDigest = showing.digest
          entry.writeBackAttempts = 0
          if let mark = showing.mark { entry.statusHandled = mark }
        })
    }
  }

  private func answered(_ due: DueOrder, next: Instant?) async throws(LedgerFailure) {
    try await commit(
      EntryChange(
        order: due.id, now: clock.now(), writeBackDue: .answered(mark: due.mark, next: next)))
  }

  private func retryWriteBack(_ due: DueOrder) async throws(LedgerFailure) {
    let attempts = (try ledger.entry(due.id)?.writeBackAttempts ?? 0) + 1
    let next = clock.now() + policy.retry.delay(attempt: attempts, jitter: chance.next())
    try await commit(
      EntryChange(
        order: due.id, now: clock.now(), writeBackDue: .answered(mark: due.mark, next: next)
      ) { $0.writeBackAttempts = min(attempts, Invariants.attemptsLimit) })
  }
}

extension Showing {
  func trackingUpdate(now: Instant) -> TrackingUpdate {
    TrackingUpdate(
      deliveryID: deliveryID, trackNumber: trackNumber.isEmpty ? nil : trackNumber, cost: cost,
      history: [TrackingUpdate.Status(code: status, updatedAt: statusAt ?? now, comment: comment)])
  }

  /// Whether the order, read after writing, shows what it should.
  func isShown(by order: Order, tracked: Bool) -> Bool {
    let data = order.delivery.data
    return data.externalID == deliveryID && (data.trackNumber ?? "") == trackNumber && data.status == status
  }
}
