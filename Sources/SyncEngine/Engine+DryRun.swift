// A dry run: history, orders, tracking and cards are read and judged by the same functions as always, and what comes out is
// reported instead of carried out. It works on a copy of the ledger and never starts the loops.
//
// What a newcomer gets wrong: what is not done would be due for ever. Here a request is answered by saying what would be
// done, so an order comes back when it changes and not before; and what was said once of an order is not said again.
import Logging
public import ShippingCore

/// What a dry run remembers from round to round.
struct DryRunMemory {
  var isOn = false
  /// What was said last of each order.
  var told: [OrderID: [DryRunAct]] = [:]
  /// Orders whose last words are kept; beyond that they may be said again.
  static let limit = 100_000
}

extension Engine {
  /// One round: everything that is due now. `since`: orders created from then on are looked at too, as `backfill` would.
  /// Throws `Failure` of the CRM and `LedgerFailure` of the copy.
  public func dryRun(
    isFirst: Bool, since: Instant?, report: @Sendable ([DryRunAct]) async -> Void
  ) async throws -> DryRunRound {
    dryRun.isOn = true
    try await ensureAccount()
    try await followHistory()
    if isFirst {
      try await markOpenOrdersDue()
      try await markMissedOrdersDue()
    }
    if let since { try await markDue(createdSince: since) }
    _ = try await track()
    var round = DryRunRound()
    try await judgeOrders(&round, report)
    try await judgeCards(&round, report)
    return round
  }

  /// No more rounds; the one that is under way ends at its next call.
  public func endDryRun() { isStopping = true }

  private func followHistory() async throws {
    for _ in 0..<Bound.pagesPerBackfill {
      guard let pause = try await pollHistory(), pause == .zero, !isStopping else { return }
    }
  }

  private func markDue(createdSince start: Instant) async throws {
    let types = policy.cabinets.map(\.deliveryType).sorted()
    for page in 1...Bound.pagesPerBackfill where !isStopping {
      let listed = try await value(of: crm.orderIDs(deliveryTypes: types, createdSince: start, page: page))
      // The CRM filters by day.
      let orders = listed.orders.filter { $0.createdAt.map { $0 >= start } ?? true }
      try ledger.markDue(orders.map(\.id), at: clock.now())
      if !listed.hasMore { return }
    }
  }

  // MARK: Orders

  private func judgeOrders(_ round: inout DryRunRound, _ report: @Sendable ([DryRunAct]) async -> Void)
    async throws
  {
    while !isStopping {
      let due = try ledger.dueOrders(now: clock.now(), limit: Bound.batch)
      guard !due.isEmpty else { return }
      let readAt = clock.now()
      let answer = try await value(of: orders(due.map(\.id)))
      let found = Dictionary(answer.orders.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
      var acts: [DryRunAct] = []
      for id in due.map(\.id) {
        let view: OrderView
        if let whole = found[id] {
          view = .order(whole)
        } else {
          view = answer.odd[id].map { .unreadable($0) } ?? .gone
        }
        acts += news(of: id, try judged(view, order: id, readAt: readAt))
      }
      try ledger.answer(due, now: clock.now())
      round.orders += due.count
      round.acts += acts.count
      await report(acts)
    }
  }

  private func judged(_ view: OrderView, order: OrderID, readAt: Instant) throws(LedgerFailure) -> [DryRunAct]
  {
    let now = clock.now()
    let stored = try readable(order)
    var entry = stored ?? LedgerEntry(orderID: order, site: view.site ?? "")
    entry = entry.seeing(view, readAt: readAt, policy: policy, now: now)
    // A pause after a failure says when, not what.
    entry.retryAt = nil
    let decision = reconcile(view, entry: entry, policy: policy, at: readyMoment)
    var acts: [DryRunAct] = []
    switch decision {
    case .step(let step):
      if let act = act(step, view: view, entry: entry) { acts.append(act) }
    case .park(let problems):
      var act = DryRunAct(
        order: order, number: number(view, entry), kind: .refuse, cabinet: cabinet(view, entry))
      act.problems = problems
      acts.append(act)
      entry.problems = problems
    case .settle:
      entry.problems = []
    case .wait: break
    }
    // The card of a shipment that is to be made is not known yet.
    if case .step = decision, entry.phase == .none { return acts }
    if stored != nil, case .order(let order) = view, let card = try card(of: order, entry: entry) {
      acts.append(card)
    }
    return acts
  }

  private func act(_ step: Step, view: OrderView, entry: LedgerEntry) -> DryRunAct? {
    var act = DryRunAct(
      order: entry.orderID, number: number(view, entry), kind: .make, cabinet: step.cabinet,
      barcode: entry.shipment?.barcode)
    switch step {
    case .createAddress, .createRecipient, .createShipment, .updateShipment:
      if entry.phase != .none { act.kind = .update }
      act.parcel = parcel(view, in: step.cabinet)
    case .findShipment: act.kind = .lookUp
    case .adopt(let barcode, _):
      act.kind = .adopt
      act.barcode = barcode
    case .readLifecycle, .deleteShipment: act.kind = .withdraw
    case .fetchLabel, .errand:
      act.kind = .errand
      act.errand = step.name
    // Questions that change nothing.
    case .readPayout, .readPriceChange: return nil
    }
    return act
  }

  private func parcel(_ view: OrderView, in id: CabinetID) -> DryRunAct.Parcel? {
    guard case .order(let order) = view, let cabinet = policy.cabinet(id),
      case .plan(let plan) = Planning.make(order, cabinet: cabinet)
    else { return nil }
    return DryRunAct.Parcel(plan)
  }

  private func number(_ view: OrderView, _ entry: LedgerEntry) -> String? { view.number ?? entry.number }

  private func cabinet(_ view: OrderView, _ entry: LedgerEntry) -> CabinetID? {
    if let shipment = entry.shipment { return shipment.cabinet }
    guard case .order(let order) = view else { return nil }
    return policy.cabinet(deliveryType: order.delivery.typeCode)?.id
  }

  /// Every cabinet with a sender and groups: making them is not what an order waits for here.
  private var readyMoment: Moment {
    var cabinets: [CabinetID: CabinetReadiness] = [:]
    for cabinet in policy.cabinets {
      let groups = ShipmentType.allCases.map { ($0, GroupUUID("to-be-opened")) }
      cabinets[cabinet.id] = CabinetReadiness(
        sender: ClientUUID("to-be-made"), groups: Dictionary(groups, uniquingKeysWith: { first, _ in first }))
      for place in cabinet.pickUpPlaces { cabinets[cabinet.id]?.places[place] = .known(AddressID(0)) }
    }
    return Moment(
      now: clock.now(), cabinets: cabinets, doubt: policy.inDoubt.window,
      refusalsCountSince: refusalsCountSince)
  }

  // MARK: Cards

  private func judgeCards(_ round: inout DryRunRound, _ report: @Sendable ([DryRunAct]) async -> Void)
    async throws
  {
    while !isStopping {
      let due = try ledger.dueWriteBacks(now: clock.now() + settings.writeBackDelay, limit: Bound.batch)
      guard !due.isEmpty else { return }
      let answer = try await value(of: orders(due.map(\.id)))
      var acts: [DryRunAct] = []
      for order in answer.orders.sorted(by: { $0.id < $1.id }) {
        guard let entry = try readable(order.id), let card = try card(of: order, entry: entry) else {
          continue
        }
        acts += news(of: order.id, [card])
      }
      let now = clock.now()
      _ = try ledger.commit(
        due.map { EntryChange(order: $0.id, now: now, writeBackDue: .answered(mark: $0.mark, next: nil)) })
      round.acts += acts.count
      await report(acts)
    }
  }

  private func card(of order: Order, entry: LedgerEntry) throws(LedgerFailure) -> DryRunAct? {
    guard let showing = try showing(order, entry: entry), showing.differs(from: order, entry: entry) else {
      return nil
    }
    var act = DryRunAct(
      order: order.id, number: order.number, kind: .card, cabinet: showing.cabinet,
      barcode: entry.shipment?.barcode)
    act.card = DryRunAct.CardShown(
      trackNumber: showing.trackNumber, deliveryStatus: showing.status,
      orderStatus: showing.orderStatus.flatMap { $0 == order.status ? nil : $0 },
      showsProblems: !showing.error.isEmpty)
    return act
  }

  /// Without what was said of the order before.
  private func news(of order: OrderID, _ acts: [DryRunAct]) -> [DryRunAct] {
    guard !acts.isEmpty else { return [] }
    let known = dryRun.told[order] ?? []
    let fresh = acts.filter { !known.contains($0) }
    if dryRun.told.count >= DryRunMemory.limit { dryRun.told.removeAll() }
    // The newest of each kind: what was said of an order before it changed may be true again.
    dryRun.told[order] = known.filter { old in !acts.contains { $0.kind == old.kind } } + acts
    return fresh
  }
}
