// How each cabinet's order cards are written: which way was proven, which fields the CRM lacks. The way is in the ledger,
// proven or being tried; the rest is found out again after a start, at the price of a write or two.
//
// What a newcomer gets wrong: the CRM answers `success` to a tracking call for an order it does not find, to an edit of a
// member it does not take and to a custom field that does not exist. Only the order, read again, says what was done;
// and one card that does not show it may have been changed by a person at that moment.
import Logging
import ShippingCore

/// What is kept in memory about writing to cards.
struct CardDesk {
  struct Way {
    var record: WriteBackRecord
    var way: WriteBackWay
    /// Confirmed by a read-back, now or before the last restart.
    var isProven: Bool
    /// Runs in a row that contradict it.
    var misses = 0
  }

  var ways: [CabinetID: Way] = [:]
  /// Custom fields, and fields of the module, that took no value.
  var lacked: [CabinetID: Set<String>] = [:]
  var fieldMisses: [CabinetID: [String: Int]] = [:]
  /// Mapped status codes that the CRM lacks, so that each is told once: `CABINET CODE`.
  var toldStatuses: Set<String> = []
  /// The configuration changed: another way than tracking calls is not taken on trust.
  var doubtsOtherWays = false
}

extension Engine {
  /// Orders as every decision reads them: those of plain cabinets in the shape of native ones, those of corporate
  /// customers with their company.
  func orders(
    _ ids: [OrderID], companies reading: CompanyReading = .fresh
  ) async -> Outcome<OrdersAnswer> {
    let policy = policy
    let outcome = await crm.orders(ids)
    guard case .done(var answer) = outcome else { return outcome }
    answer.orders = answer.orders.map { $0.projected(for: policy) }
    await fillCompanies(of: &answer.orders, reading)
    return .done(answer)
  }

  /// What the card should show, by the way that works for its cabinet.
  func showing(_ order: Order, entry: LedgerEntry) throws(LedgerFailure) -> Showing? {
    guard var showing = Showing(order, entry: entry, policy: policy) else { return nil }
    if showing.mode == .native, let cabinet = policy.cabinet(showing.cabinet) {
      showing.way = try way(of: cabinet).way
    }
    showing.lackedFields = cards.lacked[showing.cabinet] ?? []
    showing.stateDay = showing.stateAt.map { clock.localDay(of: $0) }
    return showing
  }

  func way(of cabinet: CabinetPolicy) throws(LedgerFailure) -> CardDesk.Way {
    var known: CardDesk.Way
    if let kept = cards.ways[cabinet.id], kept.record.module == cabinet.moduleCode {
      known = kept
    } else {
      var record = WriteBackRecord(cabinet: cabinet.id, module: cabinet.moduleCode)
      if let stored = try ledger.writeBack(cabinet.id), stored.module == cabinet.moduleCode {
        record = stored
      }
      known = CardDesk.Way(
        record: record, way: record.way ?? .tracking, isProven: record.way != nil && record.provenAt != nil)
      if cards.doubtsOtherWays, known.way != .tracking { known.doubt() }
    }
    if known.isProven, known.way != .tracking, let provenAt = known.record.provenAt,
      clock.now().since(provenAt) > Bound.wayAge
    {
      known.doubt()
    }
    cards.ways[cabinet.id] = known
    return known
  }

  /// Whether tracking calls reach the cabinet's cards, as far as is known: only they can show a parcel's events.
  func showsEvents(_ cabinet: CabinetID) throws(LedgerFailure) -> Bool {
    guard let policy = policy.cabinet(cabinet), policy.mode == .native else { return false }
    return try way(of: policy).way == .tracking
  }

  /// What the read-back of a run says about the ways it was written by.
  func noteWays(_ cards: [Card], shown: [OrderID: Order]) throws(LedgerFailure) {
    for cabinet in Set(cards.map(\.showing.cabinet)).sorted() {
      guard let policy = policy.cabinet(cabinet), policy.mode == .native else { continue }
      var known = try way(of: policy)
      let proofs = cards.compactMap { card -> Bool? in
        guard card.showing.cabinet == cabinet, card.showing.way == known.way, !card.failed,
          let after = shown[card.order.id]
        else { return nil }
        return card.showing.proof(
          of: card.edit, tracked: card.writtenAt != nil || card.wroteTracking, before: card.order,
          after: after, isFirst: !known.isProven)
      }
      if proofs.contains(true) {
        known.misses = 0
        if !known.isProven || known.record.way != known.way {
          known.isProven = true
          known.record.way = known.way
          known.record.provenAt = clock.now()
          try ledger.save(known.record)
          log.notice(
            "order cards are written", metadata: ["CABINET": "\(cabinet)", "WAY": "\(known.way.rawValue)"])
        }
      } else if proofs.contains(false) {
        known.misses += 1
        if known.misses >= Bound.wayTries {
          log.warning(
            "order cards do not show what was written, another way is tried",
            metadata: ["CABINET": "\(cabinet)", "WAY": "\(known.way.rawValue)"])
          known.way = known.way.next
          known.isProven = false
          known.misses = 0
          // `register` reads it: the fields that the other ways write to have to be there.
          known.record.way = known.way
          known.record.provenAt = nil
          try ledger.save(known.record)
        }
      }
      self.cards.ways[cabinet] = known
    }
  }

  /// Fields that took no value, run after run, are wanted no longer.
  func noteFields(_ cards: [Card], shown: [OrderID: Order]) async throws(LedgerFailure) {
    for cabinet in Set(cards.map(\.showing.cabinet)).sorted() {
      var taken: Set<String> = []
      var refused: [String: OrderID] = [:]
      for card in cards where card.showing.cabinet == cabinet && !card.failed {
        guard let after = shown[card.order.id] else { continue }
        let missing = card.showing.fieldsNotShown(of: card.edit.customFields, by: after)
        taken.formUnion(Set(card.edit.customFields.keys).subtracting(missing))
        for code in missing { refused[code] = refused[code] ?? card.order.id }
        guard card.wroteNotice else { continue }
        if !card.showing.isNoticeMissing(on: after) {
          taken.insert(Showing.noticePath)
        } else if after.delivery.data.status == card.showing.status {
          // Only where the call reached the card at all.
          refused[Showing.noticePath] = refused[Showing.noticePath] ?? card.order.id
        }
      }
      for code in taken { self.cards.fieldMisses[cabinet]?[code] = nil }
      for (code, order) in refused.sorted(by: { $0.key < $1.key }) where !taken.contains(code) {
        let misses = (self.cards.fieldMisses[cabinet]?[code] ?? 0) + 1
        self.cards.fieldMisses[cabinet, default: [:]][code] = misses
        if misses >= Bound.fieldTries { try await noteLacking(code, cabinet: cabinet, order: order) }
      }
    }
  }

  /// Told once, in the log and in the journal of the order it was found with.
  func noteLacking(_ code: String, cabinet: CabinetID, order: OrderID) async throws(LedgerFailure) {
    guard cards.lacked[cabinet, default: []].insert(code).inserted else { return }
    log.error(
      "the CRM has no such field, nothing is shown there",
      metadata: ["ORDER_ID": "\(order)", "CABINET": "\(cabinet)", "FIELD": "\(code)"])
    try await commit(
      EntryChange(
        order: order, now: clock.now(), journal: [JournalLine("field not in the CRM", ["FIELD": code])]))
  }

  /// A mapped status that the CRM does not have is never written; each is told once.
  func noteUnknownStatuses() {
    for cabinet in policy.cabinets.sorted(by: { $0.id < $1.id }) {
      for code in cabinet.unknownStatuses(in: policy.statusGroups)
      where cards.toldStatuses.insert("\(cabinet.id) \(code)").inserted {
        log.warning(
          "the CRM has no such status, orders will not get it",
          metadata: ["CABINET": "\(cabinet.id)", "STATUS": "\(code)"])
      }
    }
  }
}

extension CardDesk.Way {
  /// From the beginning; what is in the ledger stays until this is proven or contradicted.
  fileprivate mutating func doubt() {
    way = .tracking
    isProven = false
    misses = 0
  }
}
