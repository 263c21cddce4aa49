// The three kinds of writes to an order card, in the order in which they rest on each other: the link (orders/edit), the
// delivery status and TTN (tracking calls for a hundred parcels), the mapped order status (orders/edit, last and alone,
// so that a status the CRM refuses keeps nothing else from being shown).
import Logging
import ShippingCore

extension Engine {
  /// The link must stand before the tracking call that rests on it.
  func writeLinks(_ cards: inout [Card]) async {
    var edits: [Int: OrderEdit] = [:]
    for (index, card) in cards.enumerated() {
      let wanted = card.showing.edit(card.order)
      var edit = OrderEdit(deliveryID: wanted.deliveryID, trackNumber: wanted.trackNumber)
      let lacksNumber = card.order.delivery.data.trackNumber != card.showing.trackNumber
      if card.ignored >= Bound.trackingTries, lacksNumber, !card.showing.trackNumber.isEmpty {
        // Tracking calls changed nothing; the number goes by orders/edit, which works everywhere.
        edit.trackNumber = card.showing.trackNumber
      }
      if !edit.isEmpty { edits[index] = edit }
    }
    for (index, outcome) in await carryOut(edits, cards: cards) {
      note(outcome, of: &cards[index])
    }
  }

  private func carryOut(_ edits: [Int: OrderEdit], cards: [Card]) async -> [(Int, Outcome<Void>)] {
    let crm = crm
    return await withTaskGroup(of: (Int, Outcome<Void>).self) { group in
      for (index, edit) in edits.sorted(by: { $0.key < $1.key }) {
        let (id, site) = (cards[index].order.id, cards[index].order.site)
        group.addTask { (index, await crm.edit(id, site: site, edit)) }
      }
      var outcomes: [(Int, Outcome<Void>)] = []
      for await outcome in group { outcomes.append(outcome) }
      return outcomes.sorted { $0.0 < $1.0 }
    }
  }

  private func note(_ outcome: Outcome<Void>, of card: inout Card) {
    card.wrote = true
    guard let failure = outcome.failure else { return }
    card.failed = true
    log.warning("order not edited", metadata: ["ORDER_ID": "\(card.order.id)", "FAILURE": "\(failure.code)"])
  }

  func writeTracking(_ cards: inout [Card]) async {
    let wanted = cards.indices.filter { cards[$0].needsTracking && !cards[$0].failed }
    for module in Set(wanted.map { cards[$0].showing.moduleCode }).sorted() {
      await track(wanted.filter { cards[$0].showing.moduleCode == module }, of: &cards, module: module)
    }
  }

  /// A batch that is refused as a whole is halved until the culprit is alone (retailcrm-api.md section 8).
  private func track(_ indexes: [Int], of cards: inout [Card], module: String) async {
    let now = clock.now()
    let updates = indexes.map { cards[$0].showing.trackingUpdate(now: now) }
    let outcome = await crm.track(updates, module: module)
    for index in indexes {
      cards[index].wrote = true
      cards[index].wroteTracking = true
    }
    guard let failure = outcome.failure else { return }
    if case .refused = outcome, failure.kind == .terminal, failure.scope == .call, indexes.count > 1 {
      let middle = indexes.count / 2
      await track(Array(indexes[..<middle]), of: &cards, module: module)
      await track(Array(indexes[middle...]), of: &cards, module: module)
      return
    }
    for index in indexes { cards[index].failed = true }
    log.warning("tracking not written", metadata: ["MODULE": "\(module)", "FAILURE": "\(failure.code)"])
  }

  /// A few at a time, each few after another look: a person may have cancelled an order in the meantime, and a status of
  /// ours over that would undo it for good.
  func writeStatuses(_ cards: inout [Card]) async throws {
    let wanted = cards.indices.filter { index in
      let card = cards[index]
      return !card.failed && card.showing.orderStatus.map { $0 != card.order.status } ?? false
    }
    var start = 0
    while start < wanted.count, !isStopping {
      let few = Array(wanted[start..<min(start + Bound.statusEditsAtOnce, wanted.count)])
      start += few.count
      let answer = try await value(of: crm.orders(few.map { cards[$0].order.id }))
      var edits: [Int: OrderEdit] = [:]
      for index in few {
        guard let fresh = answer.orders.first(where: { $0.id == cards[index].order.id }),
          let entry = try ledger.entry(fresh.id), let showing = Showing(fresh, entry: entry, policy: policy)
        else {
          cards[index].failed = true
          continue
        }
        cards[index].showing.orderStatus = showing.orderStatus
        cards[index].showing.mark = showing.mark
        if let status = showing.orderStatus, status != fresh.status {
          edits[index] = OrderEdit(status: status)
        }
      }
      for (index, outcome) in await carryOut(edits, cards: cards) {
        if case .refused(let failure) = outcome, failure.kind == .terminal, failure.scope == .call {
          cards[index].statusRefused = true
          cards[index].wrote = true
          log.error(
            "CRM refuses the mapped status",
            metadata: ["ORDER_ID": "\(cards[index].order.id)", "FAILURE": "\(failure.code)"])
        } else {
          note(outcome, of: &cards[index])
          if case .done = outcome { try await rememberStatus(of: cards[index]) }
        }
      }
    }
  }

  /// At once: a person may move the status before the read-back, and it must not be written over then.
  private func rememberStatus(of card: Card) async throws(LedgerFailure) {
    let mark = card.showing.mark
    try await commit(
      EntryChange(order: card.order.id, now: clock.now()) { entry in
        if let mark { entry.statusHandled = mark }
      })
  }
}

extension Showing {
  func trackingUpdate(now: Instant) -> TrackingUpdate {
    TrackingUpdate(
      deliveryID: deliveryID, trackNumber: trackNumber.isEmpty ? nil : trackNumber, cost: cost,
      history: [TrackingUpdate.Status(code: status, updatedAt: updatedAt(now: now), comment: comment)])
  }
}
