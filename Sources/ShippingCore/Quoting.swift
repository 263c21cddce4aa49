// The price of a locked order, worked out so that the manager sees it before adding the payment. It makes nothing at the
// post. Asked once for the same data, and written only where nothing stands or what we wrote ourselves: a cost that a
// person types, before or afterwards, stays.

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
    let subject = Quote.Subject(plan, from: from, place: cabinet.quote.text)
    guard let quote = entry.quote, quote.digest == subject.digest else { return asking(plan, from, subject) }
    if quote.isWritten { return .settle }
    let content = cabinet.quote.content(of: order)
    if let price = quote.price, content.shows(price) { return writing(quote, isShown: true) }
    if let refusedAt = quote.refusedAt, moment.refusalFloor.map({ refusedAt >= $0 }) ?? true {
      return .settle
    }
    if let retry = quote.retry, !retry.isDue(at: moment.now) {
      return .wait(until: retry.at, reason: .watch)
    }
    guard quote.price != nil else { return asking(plan, from, subject) }
    let isOfFormerParcel = entry.withdrawn?.deliveryPrice.map(content.shows) ?? false
    return quote.mayReplace(content) || isOfFormerParcel ? writing(quote, isShown: false) : .settle
  }

  private func writing(_ quote: Quote, isShown: Bool) -> Decision {
    .step(
      .errand(
        .writeQuote(quote, to: cabinet.quote, cabinet: cabinet.id, site: order.site, isShown: isShown)))
  }

  private func asking(_ plan: ShipmentPlan, _ from: Postcode, _ subject: Quote.Subject) -> Decision {
    if let blockedUntil { return .wait(until: blockedUntil, reason: .watch) }
    return .step(.errand(.askPrice(plan, from: from, about: subject)))
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

  /// What stands where the price goes.
  enum Content: Hashable {
    case nothing
    case amount(Kopiykas)
    /// Something that is no amount.
    case words

    func shows(_ price: Kopiykas) -> Bool {
      switch self {
      case .nothing: return price == .zero
      case .amount(let amount): return amount == price
      case .words: return false
      }
    }

    fileprivate init(_ amount: Kopiykas?) {
      self = amount.map { $0 == .zero ? .nothing : .amount($0) } ?? .nothing
    }
  }

  func content(of order: Order) -> Content {
    switch self {
    case .netCost: return Content(order.delivery.netCost)
    case .cost: return Content(order.delivery.cost)
    case .field(let code):
      guard let text = order.customFields[code]?.text, !text.isEmpty else { return .nothing }
      return Kopiykas(hryvnias: text).map { Content($0) } ?? .words
    case .off: return .nothing
    }
  }
}
