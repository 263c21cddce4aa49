// Orders older than the first start: the CRM's list of orders page by page, each order read and judged as the orders
// loop would judge it. Without `apply` nothing is written anywhere; with it the orders become due, and everything else
// goes the ordinary way.
public import ShippingCore

extension Engine {
  /// `report` hears of every page, before the next is read; when it says false (nobody listens any more) the rest is
  /// left alone. What was made due until then stays due.
  public func backfill(
    _ request: BackfillRequest, report: @Sendable ([BackfillOrder]) async -> Bool
  ) async throws(RequestFailure) -> BackfillSummary {
    try await answering {
      let types = try deliveryTypes(of: request.cabinet)
      try await ensureAccount()
      var summary = BackfillSummary()
      // The list moves while it is read: an order may be on two pages.
      var seen: Set<OrderID> = []
      for page in 1...Bound.pagesPerBackfill {
        let listed = try await value(
          of: crm.orderIDs(deliveryTypes: types, createdSince: request.since, page: page))
        let fresh = listed.orders.filter { order in
          // The CRM filters by day.
          (order.createdAt.map { $0 >= request.since } ?? true) && seen.insert(order.id).inserted
        }
        let orders = try await judged(fresh, apply: request.apply)
        for order in orders {
          summary.counts[order.decision, default: 0] += 1
          if order.isDue { summary.due += 1 }
        }
        summary.seen += orders.count
        guard await report(orders) else { throw RequestFailure(.abandoned, "nobody listens any more") }
        if !listed.hasMore { return summary }
        if isStopping { throw RequestFailure.stopping }
      }
      summary.isWhole = false
      return summary
    }
  }

  private func deliveryTypes(of cabinet: CabinetID?) throws(RequestFailure) -> [String] {
    guard let cabinet else { return policy.cabinets.map(\.deliveryType).sorted() }
    guard let named = policy.cabinet(cabinet) else {
      let names = policy.cabinets.map(\.id.rawValue).sorted().joined(separator: ", ")
      throw RequestFailure(.notPossible, "there is no cabinet \(cabinet); there are \(names)")
    }
    return [named.deliveryType]
  }

  private func judged(
    _ listed: [OrderIDsPage.Listed], apply: Bool, personal: Bool = false
  ) async throws -> [BackfillOrder] {
    guard !listed.isEmpty else { return [] }
    let answer = try await value(of: orders(listed.map(\.id)))
    let found = Dictionary(answer.orders.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    var judged: [BackfillOrder] = []
    for order in listed {
      let view: OrderView
      if let whole = found[order.id] {
        view = .order(whole)
      } else {
        view = answer.odd[order.id].map { .unreadable($0) } ?? .gone
      }
      let prospect = Prospect(
        view, order: order.id, entry: try readable(order.id), policy: policy, at: presentMoment)
      judged.append(line(order, view: view, prospect: prospect, apply: apply, personal: personal))
    }
    if apply {
      try ledger.markDue(judged.filter(\.isDue).map(\.order), at: clock.now())
      wake(.orders, after: settings.ordersDelay)
    }
    return judged
  }

  private func line(
    _ listed: OrderIDsPage.Listed, view: OrderView, prospect: Prospect, apply: Bool,
    personal: Bool
  ) -> BackfillOrder {
    var line = BackfillOrder(
      order: listed.id, createdAt: listed.createdAt, cabinet: prospect.cabinet, decision: prospect.code,
      barcode: prospect.barcode, isDue: apply && prospect.isForDoing)
    if case .order(let order) = view {
      line.number = order.number
      line.status = order.status
      line.cabinet = line.cabinet ?? policy.cabinet(deliveryType: order.delivery.typeCode)?.id
      if personal { line.person = BackfillOrder.Person(order) }
    }
    if case .problems(let problems) = prospect {
      line.problems = problems.map { (personal ? $0 : $0.masked).text(in: policy.language) }
    }
    return line
  }

  /// What the order asks for now, as the CRM shows it; changes nothing. `personal`: with who gets it and where.
  public func explain(_ order: OrderID, personal: Bool = false) async throws(RequestFailure) -> BackfillOrder
  {
    try await answering {
      try await ensureAccount()
      let listed = OrderIDsPage.Listed(id: order, createdAt: nil)
      guard let line = try await judged([listed], apply: false, personal: personal).first else {
        throw Engine.unknown(order)
      }
      return line
    }
  }

  /// `Prospect.code`, nil while there is a shipment: what an operator is told of an order without a TTN.
  func prospect(of view: OrderView, entry: LedgerEntry?) -> String? {
    guard let entry, entry.phase == .none else { return nil }
    return Prospect(view, order: entry.orderID, entry: entry, policy: policy, at: presentMoment).code
  }

  private var presentMoment: Moment {
    Moment(now: clock.now(), cabinets: readiness(), refusalsCountSince: refusalsCountSince)
  }
}
