// What is asked of Ukrposhta for the sake of a notice, and when an order has to be looked at so that a notice comes, or
// goes, by itself. Which notices there are is decided in NoticeRules.swift.

extension Keeping {
  /// One question at most a turn; each was asked before only as often, and as long ago, as its bounds say.
  var asking: Step? {
    if let due = payoutDue, due <= now { return .readPayout(shipment) }
    if let due = priceDue, due <= now { return .readPriceChange(shipment) }
    return nil
  }

  var noticeLooks: [Instant] {
    [NoticeBoard(entry, order: order, policy: policy, now: now).next, payoutDue, priceDue].compactMap { $0 }
  }

  /// Longer than any look of a watch lies ahead; only a step of the wall clock puts one further away.
  static func longestWatch(_ policy: Policy) -> Duration {
    let set = policy.cabinets.map(\.notices).flatMap {
      [$0.notHandedOver ?? .zero, $0.storageTerm, $0.payout ?? .zero]
    }
    return (set + [NoticeBoard.standsAtMost, NoticeBoard.day]).reduce(.zero) { max($0, $1) } + NoticeBoard.day
  }

  /// When the payout is asked for next; nil = never (again).
  private var payoutDue: Instant? {
    guard let limit = cabinet?.notices.payout, shipment.isVisibleToAPI, shipment.tracking.state == .delivered,
      let postPay = shipment.postPay, postPay > .zero
    else { return nil }
    let due = shipment.tracking.since + limit
    guard let payout = shipment.payout else { return due }
    let isLate = payout.asks >= PayoutInquiry.asksLimit
    guard payout.state != .paidOut, !isLate || payout.state == .ready else { return nil }
    let pause = isLate ? PayoutInquiry.laterPause : PayoutInquiry.pause
    return max(due, next(after: payout.askedAt, pause: pause))
  }

  private var priceDue: Instant? {
    guard let notices = cabinet?.notices, notices.priceChange, shipment.isVisibleToAPI,
      shipment.tracking.state.isHandedOver
    else { return nil }
    guard let check = shipment.priceCheck else { return now }
    guard !check.isAnswered, check.asks < PriceInquiry.asksLimit else { return nil }
    return next(after: check.askedAt, pause: PriceInquiry.pause)
  }

  /// A question of the future was asked before a step back of the wall clock.
  private func next(after asked: Instant, pause: Duration) -> Instant {
    asked > now ? now : asked + pause
  }
}

extension LedgerEntry {
  /// When an order whose turn ends with a problem has to be looked at for the sake of its notices; nil = never.
  public func noticeLook(_ order: Order, policy: Policy, now: Instant) -> Instant? {
    guard case .live(let shipment) = phase else { return nil }
    let keeping = Keeping(shipment: shipment, view: .order(order), entry: self, policy: policy, now: now)
    return keeping.noticeLooks.filter { $0 > now }.min()
  }
}

extension Policy {
  /// How far ahead the watch of an order can lie.
  public var longestWatch: Duration { Keeping.longestWatch(self) }
}
