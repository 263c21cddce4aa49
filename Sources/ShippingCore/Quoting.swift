// The price of a locked order, worked out so that the manager sees it before adding the payment. It makes nothing at the
// post. Asked once for the same data and written once: a cost that a person types afterwards stays.

struct Quoting {
  let order: Order
  let entry: LedgerEntry
  let cabinet: CabinetPolicy
  let moment: Moment

  /// nil when the order gets no price: the data do not suffice, or the shop wants none.
  init?(_ order: Order, entry: LedgerEntry, policy: Policy, at moment: Moment) {
    guard let cabinet = policy.cabinet(deliveryType: order.delivery.typeCode), cabinet.quote != .off,
      !policy.statusGroups.isCancelled(order.status), !policy.statusGroups.isComplete(order.status)
    else { return nil }
    self.order = order
    self.entry = entry
    self.cabinet = cabinet
    self.moment = moment
    blockedUntil = moment.blockedUntil(cabinet.id, policy: policy)
    companyAgain = order.contragent.unread == nil ? nil : moment.now + policy.retry.cap
  }

  private let blockedUntil: Instant?
  /// When the order's company is to be read again; nil = it is known.
  private let companyAgain: Instant?

  var decision: Decision {
    if let companyAgain { return .wait(until: companyAgain, reason: .company) }
    // What is missing in a locked order is nobody's mistake yet.
    guard case .plan(let plan) = Planning.make(order, cabinet: cabinet) else { return .settle }
    let from = plan.dropOffPostcode ?? cabinet.senderAddress.postcode
    let digest = "\(plan.digest)/\(from)/\(cabinet.quote.text)"
    guard let quote = entry.quote, quote.digest == digest else { return asking(plan, from, digest) }
    if quote.isWritten { return .settle }
    if let retry = quote.retry, !retry.isDue(at: moment.now) {
      return .wait(until: retry.at, reason: .watch)
    }
    guard let price = quote.price else {
      return quote.retry == nil ? .settle : asking(plan, from, digest)
    }
    let isShown = cabinet.quote.isShown(price, by: order)
    return .step(
      .errand(
        .writeQuote(quote, to: cabinet.quote, cabinet: cabinet.id, site: order.site, isShown: isShown)))
  }

  private func asking(_ plan: ShipmentPlan, _ from: Postcode, _ digest: String) -> Decision {
    if let blockedUntil { return .wait(until: blockedUntil, reason: .watch) }
    return .step(.errand(.askPrice(plan, from: from, digest: digest)))
  }
}

extension Moment {
  /// Until when nothing can be asked in the cabinet's account; nil = now.
  func blockedUntil(_ cabinet: CabinetID, policy: Policy) -> Instant? {
    guard let readiness = cabinets[cabinet] else { return now + policy.retry.cap }
    return readiness.parkedUntil.flatMap { now < $0 ? $0 : nil }
  }
}

extension QuoteTarget {
  /// Part of the digest: a price goes to a new place too.
  fileprivate var text: String {
    switch self {
    case .netCost: return "net-cost"
    case .cost: return "cost"
    case .field(let code): return "field \(code)"
    case .off: return "off"
    }
  }

  func isShown(_ price: Kopiykas, by order: Order) -> Bool {
    switch self {
    case .netCost: return order.delivery.netCost == price
    case .cost: return order.delivery.cost == price
    case .field(let code): return order.customFields[code]?.text.flatMap { Kopiykas(hryvnias: $0) } == price
    case .off: return true
    }
  }
}
