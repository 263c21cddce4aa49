// How each cabinet's order cards are written: which way was proven, which fields the CRM lacks. The proven way is in the
// ledger; the rest is found out again after a start, at the price of a write or two.
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
    /// Orders that were refused since a card was last written this way.
    var refusedOrders: Set<OrderID> = []

    /// Whether what was refused of the card speaks against the way; nil = nothing was refused. A single order that the CRM
    /// finds fault with says nothing against a way that was proven, nor does its edit against any.
    mutating func isDisproven(by card: Card) -> Bool? {
      guard card.trackingRefusal != nil || card.isWayRefused else { return nil }
      if refusedOrders.count < Bound.wayOrders { refusedOrders.insert(card.order.id) }
      if refusedOrders.count >= Bound.wayOrders { return true }
      guard let refusal = card.trackingRefusal else { return false }
      return !isProven || refusal.isAboutModule
    }
  }

  var ways: [CabinetID: Way] = [:]
  var fields = FieldDesk()
  /// Modules whose tracking calls are refused, so that it is told once.
  var refusedModules: Set<String> = []
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
    noteFields(in: &showing, of: order.id)
    showing.stateDay = showing.stateAt.map { clock.localDay(of: $0) }
    return showing
  }

  /// What is known by now of fields that take no value.
  func noteFields(in showing: inout Showing, of order: OrderID) {
    showing.lackedFields = cards.fields.lacked(by: showing.cabinet, at: clock.uptime())
    showing.heldOtherwise = cards.fields.heldOtherwise(on: order, at: clock.uptime())
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
      known = CardDesk.Way(record: record, way: record.way ?? .tracking, isProven: record.way != nil)
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
        guard card.showing.cabinet == cabinet, card.showing.way == known.way else { return nil }
        if let isDisproven = known.isDisproven(by: card) { return isDisproven ? false : nil }
        guard let after = shown[card.order.id] else { return nil }
        return card.showing.proof(
          of: card.edit, tracked: card.writtenAt != nil || card.wroteTracking, before: card.order,
          after: after, isFirst: !known.isProven)
      }
      if proofs.contains(true) {
        known.misses = 0
        known.refusedOrders = []
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
          known.refusedOrders = []
        }
      }
      self.cards.ways[cabinet] = known
    }
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
  /// From the beginning; what is in the ledger stays until something else is proven.
  fileprivate mutating func doubt() {
    way = .tracking
    isProven = false
    misses = 0
    refusedOrders = []
  }
}
