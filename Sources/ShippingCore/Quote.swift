// The price of a locked order as the ledger keeps it: what it was asked about, where it is written, and which prices a
// card may bear that no person typed.
//
// What a newcomer gets wrong: "success" of a write proves nothing, and "no" today is not "no" for ever. A price counts as
// written when a look at the order shows it; what was given up is taken up again when the configuration changes or the
// operator says so.

public struct Quote: Hashable, Sendable, Codable {
  /// What a price was asked about.
  public struct Subject: Hashable, Sendable {
    /// Of everything that the price rests on, and of the place.
    public var digest: String
    /// Where the price is written.
    public var place: String
    public var cabinet: CabinetID

    init(_ plan: ShipmentPlan, from: Postcode, place: String) {
      digest = "\(plan.priceDigest(from: from))/\(place)"
      self.place = place
      cabinet = plan.cabinet
    }
  }

  public var digest: String
  /// nil while the service did not say.
  public var price: Kopiykas?
  public var at: Instant
  /// The card was seen to show it: what a person does to it afterwards stays.
  public var isWritten: Bool
  public var retry: Retry?
  /// nil in an older ledger, here and below.
  public var place: String?
  public var cabinet: CabinetID?
  /// The last price of ours that the card was seen to show there.
  public var shown: Kopiykas?
  /// Prices before this one that it may show too, newest last: their writes had no sure end.
  public var earlier: [Kopiykas]?
  /// When the post refused the question, or the CRM the price: left alone since.
  public var refusedAt: Instant?
  /// Writes that the CRM took and no look has shown.
  public var unshownWrites: Int?

  public init(
    digest: String, price: Kopiykas?, at: Instant, isWritten: Bool = false, retry: Retry? = nil
  ) {
    self.digest = digest
    self.price = price
    self.at = at
    self.isWritten = isWritten
    self.retry = retry
  }

  static let earlierLimit = 4

  /// Nothing is known yet but what the card may show from before.
  init(_ subject: Subject, at now: Instant, after before: Quote?) {
    self.init(digest: subject.digest, price: nil, at: now)
    place = subject.place
    cabinet = subject.cabinet
    guard let before, before.place ?? subject.place == subject.place else { return }
    shown = before.isWritten ? before.price : before.shown
    earlier = before.ours.isEmpty ? nil : before.ours
  }

  /// Every price that we may have put there.
  var ours: [Kopiykas] {
    let all = (earlier ?? []) + [shown, price].compactMap(\.self)
    var kept: [Kopiykas] = []
    for price in all.reversed() where !kept.contains(price) { kept.append(price) }
    return Array(kept.prefix(Quote.earlierLimit).reversed())
  }

  mutating func take(_ price: Kopiykas) {
    self.price = price
    // Other data and the same price: it was there already, and what a person made of it since stays.
    isWritten = shown == price
  }

  mutating func noteShown() {
    isWritten = true
    shown = price
    retry = nil
    refusedAt = nil
    unshownWrites = nil
  }

  mutating func noteTaken(at now: Instant) {
    let writes = (unshownWrites ?? 0) + 1
    unshownWrites = writes
    if writes < Errand.quoteWrites {
      retry = Retry(attempts: 0, at: now + Errand.quoteLook)
    } else {
      retry = nil
      refusedAt = now
    }
  }

  /// Whether the place is free for our price: nothing stands there, or what we wrote ourselves.
  func mayReplace(_ content: QuoteTarget.Content) -> Bool {
    switch content {
    case .nothing: return true
    case .amount(let amount): return ours.contains(amount)
    case .words: return false
    }
  }
}

extension LedgerEntry {
  /// Another cabinet is another price, and a CRM may empty the costs when the delivery type changes: when the order is
  /// back its price is asked anew. What the card may still bear of ours is kept.
  public mutating func leaveQuote(_ view: OrderView, policy: Policy) {
    guard let quote, !quote.digest.isEmpty, case .order(let order) = view else { return }
    let cabinet = policy.cabinet(deliveryType: order.delivery.typeCode)?.id
    guard quote.cabinet.map({ $0 != cabinet }) ?? (cabinet == nil) else { return }
    var left = quote
    left.digest = ""
    left.earlier = quote.ours.isEmpty ? nil : quote.ours
    (left.price, left.shown, left.isWritten) = (nil, nil, false)
    (left.retry, left.refusedAt, left.unshownWrites) = (nil, nil, nil)
    self.quote = left
  }
}
