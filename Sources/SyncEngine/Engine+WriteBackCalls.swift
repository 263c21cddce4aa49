// What is written to order cards by orders/edit: first link and custom fields, last and alone the mapped order status, so
// that a status the CRM refuses keeps nothing else from being shown. Between them go the tracking calls, which rest on the
// link (Engine+WriteBackTracking.swift).
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
        await writePiecewise(edit, of: &cards[index], refusedWith: outcome)
      } else {
        note(outcome, of: &cards[index])
      }
    }
  }

  /// The CRM refused an edit with custom fields: each goes alone, so that one bad value keeps nothing else from being
  /// shown. Where nothing at all is taken it is the order that the CRM finds fault with, not its fields.
  private func writePiecewise(
    _ edit: OrderEdit, of card: inout Card, refusedWith whole: Outcome<Void>
  ) async {
    let (id, site) = (card.order.id, card.order.site)
    let fields = edit.customFields ?? [:]
    var rest = edit
    rest.customFields = nil
    var isAnythingTaken = !rest.isEmpty
    if isAnythingTaken {
      note(await crm.edit(id, site: site, rest), of: &card)
      if card.failed { return }
    }
    var refusal = whole
    for (code, value) in fields.sorted(by: { $0.key < $1.key }) {
      var outcome = refusal
      if isAnythingTaken || fields.count > 1 {
        outcome = await crm.edit(id, site: site, OrderEdit(customFields: [code: value]))
      }
      if outcome.failure?.isAboutEntity == true, let beginning = value.beginning {
        outcome = await crm.edit(id, site: site, OrderEdit(customFields: [code: beginning]))
      }
      if case .done = outcome {
        isAnythingTaken = true
      } else if outcome.failure?.isAboutEntity == true {
        refusal = outcome
        card.refusedFields.insert(code)
      } else {
        note(outcome, of: &card)
        return
      }
    }
    card.wrote = true
    guard !isAnythingTaken,
      !self.cards.fields.areAllDoubted(card.refusedFields, by: card.showing.cabinet)
    else { return }
    card.refusedFields = []
    note(refusal, of: &card)
  }

  /// Edits that send along what managers entered go one at a time: each read and its write stay next to each other, and
  /// what a manager changes meanwhile is not undone.
  private func carryOut(_ edits: [Int: OrderEdit], cards: [Card]) async -> [(Int, Outcome<Void>)] {
    let crm = crm
    let sorted = edits.sorted { $0.key < $1.key }
    var outcomes: [(Int, Outcome<Void>)] = []
    for (index, edit) in sorted where edit.carriesData {
      // Not begun, so nothing is lost: the next process does it.
      let stopped = Outcome<Void>.unsent(
        Failure(.transient, code: "stopping", message: "stopped while writing"))
      let order = cards[index].order
      outcomes.append((index, isStopping ? stopped : await crm.edit(order.id, site: order.site, edit)))
    }
    outcomes += await withTaskGroup(of: (Int, Outcome<Void>).self) { group in
      for (index, edit) in sorted where !edit.carriesData {
        let (id, site) = (cards[index].order.id, cards[index].order.site)
        group.addTask { (index, await crm.edit(id, site: site, edit)) }
      }
      var outcomes: [(Int, Outcome<Void>)] = []
      for await outcome in group { outcomes.append(outcome) }
      return outcomes
    }
    return outcomes.sorted { $0.0 < $1.0 }
  }

  func note(_ outcome: Outcome<Void>, of card: inout Card) {
    card.wrote = true
    guard let failure = outcome.failure else { return }
    card.failed = true
    card.isRefused = failure.kind == .terminal && failure.scope == .call
    if isStopping { return }
    var fields = subject(of: card)
    fields["FAILURE"] = "\(failure.code)"
    log.warning("order not edited", metadata: fields)
  }

  func subject(of card: Card) -> Logger.Metadata {
    subject(card.order.id, card.entry, cabinet: card.showing.cabinet)
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
          if let fresh = answer.orders.first(where: { $0.id == cards[index].order.id }),
            let cabinet = policy.cabinet(cards[index].showing.cabinet)
          {
            cards[index].showing.mark?.refusedFor = fresh.statusBasis(in: cabinet)
          }
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
        if let mark { entry.noteStatus(mark) }
      })
    log.info("order status set", metadata: subject(of: card).merging(["STATUS": "\(status)"]) { $1 })
  }
}

extension OrderEdit {
  /// What was read right before goes along and is written anew.
  fileprivate var carriesData: Bool { writesData && carrying != .nothing }
}

extension Failure {
  /// The CRM found fault with a value, not with the order or the key.
  fileprivate var isAboutEntity: Bool { kind == .terminal && scope == .call && httpStatus == 400 }
}
