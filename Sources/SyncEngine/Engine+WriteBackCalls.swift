// The three kinds of writes to an order card, in the order in which they rest on each other: link and custom fields
// (orders/edit), the delivery status and TTN (tracking calls for a hundred parcels), the mapped order status (orders/edit,
// last and alone, so that a status the CRM refuses keeps nothing else from being shown).
import Logging
import ShippingCore

extension Engine {
  /// The link must stand before the tracking call that rests on it.
  func writeEdits(_ cards: inout [Card]) async throws {
    var edits: [Int: OrderEdit] = [:]
    for (index, card) in cards.enumerated() where !card.edit.isEmpty {
      edits[index] = OrderEdit(
        deliveryID: card.edit.deliveryID, trackNumber: card.edit.trackNumber,
        customFields: card.edit.customFields.isEmpty ? nil : card.edit.customFields)
    }
    if let first = try await probeMerging(edits, cards: &cards) { edits[first] = nil }
    let carrying: DataCarriage = try mergesData() == true ? .nothing : .all
    for index in edits.keys where edits[index]?.writesData == true { edits[index]?.carrying = carrying }
    for (index, outcome) in await carryOut(edits, cards: cards) {
      if let failure = outcome.failure, failure.isAboutEntity, let edit = edits[index],
        edit.customFields?.isEmpty == false
      {
        try await writePiecewise(edit, of: &cards[index])
      } else {
        note(outcome, of: &cards[index])
      }
    }
  }

  /// The CRM refused an edit with custom fields: each goes alone, and one that is refused alone is one it lacks.
  private func writePiecewise(_ edit: OrderEdit, of card: inout Card) async throws {
    let (id, site) = (card.order.id, card.order.site)
    var rest = edit
    rest.customFields = nil
    if !rest.isEmpty {
      note(await crm.edit(id, site: site, rest), of: &card)
      if card.failed { return }
    }
    for (code, value) in (edit.customFields ?? [:]).sorted(by: { $0.key < $1.key }) {
      let outcome = await crm.edit(id, site: site, OrderEdit(customFields: [code: value]))
      if let failure = outcome.failure, failure.isAboutEntity {
        card.edit.customFields[code] = nil
        try await noteLacking(code, cabinet: card.showing.cabinet, order: id)
        continue
      }
      note(outcome, of: &card)
      if card.failed { return }
    }
    card.wrote = true
    card.showing.lackedFields = self.cards.lacked[card.showing.cabinet] ?? []
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

  func note(_ outcome: Outcome<Void>, of card: inout Card) {
    card.wrote = true
    guard let failure = outcome.failure else { return }
    card.failed = true
    if isStopping { return }
    var fields = subject(of: card)
    fields["FAILURE"] = "\(failure.code)"
    log.warning("order not edited", metadata: fields)
  }

  func subject(of card: Card) -> Logger.Metadata {
    subject(card.order.id, card.entry, cabinet: card.showing.cabinet)
  }

  func writeTracking(_ cards: inout [Card]) async throws {
    let merges = try mergesData() != false
    let wanted = cards.indices.filter { cards[$0].needsTracking && !cards[$0].failed }
    for module in Set(wanted.map { cards[$0].showing.moduleCode }).sorted() {
      await track(
        wanted.filter { cards[$0].showing.moduleCode == module }, of: &cards, module: module, merges: merges)
    }
  }

  /// A batch that is refused as a whole is halved until the culprit is alone (retailcrm-api.md section 8).
  private func track(_ indexes: [Int], of cards: inout [Card], module: String, merges: Bool) async {
    let now = clock.now()
    let updates = indexes.map { cards[$0].trackingUpdate(now: now, mergesData: merges) }
    let outcome = await crm.track(updates, module: module)
    for (index, update) in zip(indexes, updates) {
      cards[index].wrote = true
      cards[index].wroteTracking = true
      cards[index].wroteNotice = update.extraData != nil
      cards[index].writtenAt = update.history.last?.updatedAt
    }
    guard let failure = outcome.failure else { return }
    if case .refused = outcome, failure.kind == .terminal, failure.scope == .call, indexes.count > 1 {
      let middle = indexes.count / 2
      await track(Array(indexes[..<middle]), of: &cards, module: module, merges: merges)
      await track(Array(indexes[middle...]), of: &cards, module: module, merges: merges)
      return
    }
    for index in indexes { cards[index].failed = true }
    if isStopping { return }
    log.warning(
      "tracking not written",
      metadata: [
        "MODULE": "\(module)", "FAILURE": "\(failure.code)",
        "CABINET": .array(Set(indexes.map { cards[$0].showing.cabinet }).sorted().map { "\($0)" }),
        "ORDER_ID": .array(indexes.map { "\(cards[$0].order.id)" }),
      ])
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
      let answer = try await value(of: orders(few.map { cards[$0].order.id }))
      var edits: [Int: OrderEdit] = [:]
      for index in few {
        guard let fresh = answer.orders.first(where: { $0.id == cards[index].order.id }),
          let entry = try ledger.entry(fresh.id), let showing = try showing(fresh, entry: entry)
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
          var fields = subject(of: cards[index])
          fields["FAILURE"] = "\(failure.code)"
          fields["STATUS"] = "\(cards[index].showing.orderStatus ?? "")"
          log.error("CRM refuses the mapped status", metadata: fields)
        } else {
          note(outcome, of: &cards[index])
          guard case .done = outcome else { continue }
          cards[index].statusTaken = true
          try await rememberStatus(of: cards[index])
        }
      }
    }
  }

  /// At once: a person may move the status before the read-back, and it must not be written over then.
  private func rememberStatus(of card: Card) async throws(LedgerFailure) {
    let (mark, status) = (card.showing.mark, card.showing.orderStatus ?? "")
    try await commit(
      EntryChange(
        order: card.order.id, now: clock.now(), journal: [JournalLine("order status set", ["STATUS": status])]
      ) { entry in
        if let mark { entry.statusHandled = mark }
      })
    log.info("order status set", metadata: subject(of: card).merging(["STATUS": "\(status)"]) { $1 })
  }
}

extension Card {
  /// Where the CRM replaces what it does not merge, the manager's own fields go along with ours.
  func trackingUpdate(now: Instant, mergesData: Bool) -> TrackingUpdate {
    let lines = showing.statusLines(order, entry: entry, now: now)
    var extraData = showing.noticeUpdate(order)
    if let notice = extraData, !mergesData {
      extraData = order.delivery.data.extraData.merging(notice) { _, ours in ours }
    }
    return TrackingUpdate(
      deliveryID: showing.deliveryID, trackNumber: showing.trackNumber.isEmpty ? nil : showing.trackNumber,
      cost: showing.cost,
      history: lines.map { TrackingUpdate.Status(code: $0.code, updatedAt: $0.at, comment: $0.comment) },
      extraData: extraData)
  }
}

extension Failure {
  /// The CRM found fault with a value, not with the order or the key.
  fileprivate var isAboutEntity: Bool { kind == .terminal && scope == .call && httpStatus == 400 }
}
