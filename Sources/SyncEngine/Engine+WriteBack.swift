// The write-back loop: what the order card should show minus what it shows. It reads the orders first, a hundred in one
// call, writes only differences, and reads them again, because `success: true` proves nothing. The calls themselves
// are in Engine+WriteBackCalls.swift.
import Logging
import ShippingCore

/// One order of a write-back run.
struct Card {
  var due: DueOrder
  var order: Order
  var showing: Showing
  /// Delivery status or TTN have to go by a tracking call.
  var needsTracking: Bool
  /// Earlier runs whose calls were taken and that the read-back did not confirm.
  var ignored: Int
  /// As it was read for this run.
  var entry: LedgerEntry
  /// What this run writes by orders/edit, besides the mapped status.
  var edit = Showing.CardEdit()
  /// Something was written in this run.
  var wrote = false
  /// A tracking call went out for it, taken or not.
  var wroteTracking = false
  /// With a text for the module's own field.
  var wroteNotice = false
  /// The newest time of a status in that call.
  var writtenAt: Instant?
  /// An edit of it failed in this run; the rest is left to the next.
  var failed = false
  /// That edit was refused for good: it will be, until the order or the account is changed.
  var isRefused = false
  /// Fields whose values were refused though something else of the order was taken.
  var refusedFields: Set<String> = []
  /// A tracking call for it failed, or was not tried; the order's status can be written all the same.
  var trackingFailed = false
  /// The CRM refused to track it, for good and in every part.
  var trackingRefusal: Failure?
  /// The CRM refused the mapped order status for good.
  var statusRefused = false
  /// The CRM took it. Another status at the read-back is a person's, and no reason to say everything again.
  var statusTaken = false
}

extension Card {
  /// Whether the read-back can say anything of it.
  var isWritten: Bool { wrote && !failed && !trackingFailed }

  /// The CRM refused what its way rests on: the link, or the number.
  var isWayRefused: Bool {
    guard isRefused else { return false }
    switch showing.way {
    case .tracking: return edit.deliveryID != nil
    case .trackNumber: return edit.trackNumber?.isEmpty == false
    case .customField: return false
    }
  }

  /// The newest time that the card may show because of this run, whatever became of its calls: each line of a tracking
  /// call carries its own. nil when none went out.
  var newestWritten: Instant? { wroteTracking ? writtenAt : nil }

  /// The same when the read-back shows another status: something newer stands there that nobody remembers, as after a crash
  /// between a call and its commit. The next try has to be newer still.
  func newestWritten(missedBy order: Order, now: Instant) -> Instant? {
    guard wroteTracking, showing.isByTracking, order.delivery.data.status != showing.status else {
      return newestWritten
    }
    return max(writtenAt ?? now, now)
  }
}

extension Engine {
  func writeBack() async throws -> Duration? {
    try await ensureAccount()
    let due = try ledger.dueWriteBacks(now: clock.now(), limit: Bound.batch + poisoned.count)
      .filter { !isPoisoned($0.id) }.prefix(Bound.batch)
    guard !due.isEmpty else { return try nextWriteBack() }
    try await resolveMergeProbes()
    let answer = try await value(of: orders(due.map(\.id), companies: .remembered))
    var cards = try await cards(for: Array(due), answer: answer)
    try await writeEdits(&cards)
    await writeTracking(&cards)
    try await writeStatuses(&cards)
    try await prove(cards)
    return try nextWriteBack()
  }

  private func nextWriteBack() throws(LedgerFailure) -> Duration? {
    pause(until: try ledger.nextWriteBackDue(), atLeast: settings.writeBackDelay)
  }

  private func cards(for due: [DueOrder], answer: OrdersAnswer) async throws -> [Card] {
    let orders = Dictionary(answer.orders.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    var cards: [Card] = []
    for request in due {
      guard let entry = try readable(request.id) else { continue }
      guard let order = orders[request.id] else {
        if isGone(entry) {
          // Should it come back, it differs from what it should show, and the look at it asks again.
          try await answered(request)
        } else {
          // For a moment, or unreadable, or gone for good: a bounded number of later looks will tell.
          try await retryWriteBack(request, isUnconfirmed: true)
        }
        continue
      }
      guard let showing = try showing(order, entry: entry) else {
        try lookInstead(at: request, order: order, entry: entry)
        try await answered(request, by: order)
        continue
      }
      cards.append(
        Card(
          due: request, order: order, showing: showing,
          needsTracking: showing.needsTracking(order, entry: entry), ignored: entry.ignoredWriteBacks,
          entry: entry, edit: showing.edit(order)))
    }
    return cards
  }

  /// Whether there is no card any more: the deletion was told, or the order has been missing for long enough.
  private func isGone(_ entry: LedgerEntry) -> Bool {
    if entry.deletionTold != nil { return true }
    return entry.missingSince.map { clock.now().since($0) >= policy.missingTolerance } ?? false
  }

  /// nil for an entry whose row is damaged: it must not stop the others.
  func readable(_ order: OrderID) throws(LedgerFailure) -> LedgerEntry? {
    do {
      return try ledger.entry(order)
    } catch  where error.kind == .corrupt {
      poison(order, error)
      return nil
    }
  }

  /// Reads back what was written and settles what the CRM really shows.
  private func prove(_ cards: [Card]) async throws {
    let written = cards.filter(\.isWritten)
    var shown: [OrderID: Order] = [:]
    if !written.isEmpty {
      let answer = try await value(of: orders(written.map(\.order.id), companies: .remembered))
      for order in answer.orders { shown[order.id] = order }
      try await noteFields(written, shown: shown)
    }
    try noteWays(cards, shown: shown)
    for var card in cards {
      let order = card.wrote ? shown[card.order.id] : card.order
      guard !card.failed, !card.trackingFailed, let order else {
        try await retryWriteBack(
          card.due, isUnconfirmed: card.isRefused || !(card.failed || card.trackingFailed),
          writtenAt: card.newestWritten)
        continue
      }
      noteFields(in: &card.showing, of: order.id)
      guard isProven(card, by: order) else {
        try await retryWriteBack(
          card.due, isUnconfirmed: true, isIgnored: true, refusal: card.trackingRefusal,
          writtenAt: card.newestWritten(missedBy: order, now: clock.now()))
        continue
      }
      try await settle(card, as: order)
    }
  }

  private func isProven(_ card: Card, by order: Order) -> Bool {
    let isStatusShown = card.showing.orderStatus.map { $0 == order.status } ?? true
    guard isStatusShown || card.statusRefused || card.statusTaken else { return false }
    // A CRM that keeps ignoring the delivery status still gets link and number, and is then left in peace.
    return card.showing.isShown(by: order, withStatus: card.ignored < Showing.ignoredLimit)
  }

  private func settle(_ card: Card, as order: Order) async throws(LedgerFailure) {
    let (showing, now, writtenAt) = (card.showing, clock.now(), card.writtenAt)
    let (before, policy) = (card.order, policy)
    let isStatusShown = !showing.isByTracking || order.delivery.data.status == showing.status
    let shipment = card.entry.shipment?.uuid
    var lines: [JournalLine] = []
    var fields = subject(of: card)
    if card.wrote {
      lines.append(JournalLine("shown", ["STATUS": showing.status, "BARCODE": showing.trackNumber]))
      fields["STATUS"] = "\(showing.status)"
    }
    if card.statusRefused {
      lines.append(JournalLine("status refused by the CRM", ["STATUS": showing.orderStatus ?? ""]))
    }
    // Nobody else tells of a status that we wrote, and what stands on open orders only must not outlive it.
    let isOutdated = outlives(card.entry, as: order, now: now)
    try await commit(
      EntryChange(
        order: card.due.id, now: now, orderDue: isOutdated ? .at(now) : .unchanged,
        writeBackDue: .answered(mark: card.due.mark, next: nil), journal: lines
      ) { entry in
        entry.shownDigest = showing.digest
        entry.writeBackAttempts = 0
        if isStatusShown { entry.ignoredWriteBacks = 0 }
        if let writtenAt { entry.shownAt = max(entry.shownAt ?? writtenAt, writtenAt) }
        if let shipment { entry.changeShipment(shipment) { $0.tracking.noteTold(showing.milestones) } }
        if let mark = showing.mark { entry.noteStatus(mark) }
        entry.noteShown(before, order, policy: policy, now: now)
      })
    if card.wrote { log.info("order card written", metadata: fields) }
    if isOutdated { wake(.orders, after: settings.ordersDelay) }
  }

  /// Whether a notice stands that has no ground any more, the order being what it is.
  private func outlives(_ entry: LedgerEntry, as order: Order, now: Instant) -> Bool {
    guard let standing = entry.notices, !standing.isEmpty else { return false }
    let board = NoticeBoard(entry, order: order, policy: policy, now: now).notices.map(\.code)
    return standing.contains { !board.contains($0.code) }
  }

  /// Nothing to be written. What a write before a crash left in the order is learned all the same.
  private func answered(_ due: DueOrder, by order: Order? = nil) async throws(LedgerFailure) {
    let policy = policy
    try await commit(
      EntryChange(order: due.id, now: clock.now(), writeBackDue: .answered(mark: due.mark, next: nil)) {
        entry in
        if let order { entry.noteLockFlag(of: order, policy: policy) }
      })
  }

  /// Calls that failed are tried again for as long as it takes; a CRM that says "success" and shows nothing, or no for good,
  /// is left in peace for a day after some tries.
  private func retryWriteBack(
    _ due: DueOrder, isUnconfirmed: Bool, isIgnored: Bool = false, refusal: Failure? = nil,
    writtenAt: Instant? = nil
  ) async throws(LedgerFailure) {
    guard let entry = try readable(due.id) else { return }
    let attempts = min(entry.writeBackAttempts + 1, Invariants.attemptsLimit)
    let givesUp = attempts >= Bound.writeBackTries && isUnconfirmed
    if givesUp {
      log.error("order card not confirmed, tried again tomorrow", metadata: subject(due.id, entry))
    }
    let delay =
      givesUp
      ? Bound.unconfirmedPause
      : policy.retry.delay(attempt: attempts, jitter: chance.next())
    let now = clock.now()
    var lines = givesUp ? [JournalLine("order card not confirmed")] : []
    if let refusal, entry.ignoredWriteBacks == 0 {
      lines.append(JournalLine("tracking refused by the CRM", ["FAILURE": refusal.code]))
    }
    try await commit(
      EntryChange(
        order: due.id, now: now, writeBackDue: .answered(mark: due.mark, next: now + delay), journal: lines
      ) { entry in
        entry.writeBackAttempts = givesUp ? 0 : attempts
        if isIgnored { entry.ignoredWriteBacks = min(entry.ignoredWriteBacks + 1, Showing.ignoredLimit) }
        // It may have been taken although nobody said so: what comes next has to be newer.
        if let writtenAt { entry.shownAt = max(entry.shownAt ?? writtenAt, writtenAt) }
      })
  }
}
