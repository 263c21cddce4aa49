// What is collected on delivery and what the goods are worth. The CRM has no amount to collect: it is what
// is unpaid of the payments whose type the shop flagged, held against what is still owed (OrderSums.swift): money that
// nobody owes is never collected, and goods never go out uncollected for want of an amount. Quantities are fractional
// numbers from outside, so nothing is multiplied or added without a bound.

extension Planner {
  var shippedItems: [Order.Item] { order.shippedItems }

  /// The worth of the items: the declared value of one unit where the manager gave it, else the price.
  func itemsValue() -> Kopiykas {
    order.sum { item in order.declaredValue(of: item).map(item.times) ?? item.sum }
  }

  /// The amount to collect, zero when there is none, with its checks.
  mutating func cashOnDelivery(type: ShipmentType) -> Kopiykas {
    let claims = order.payments.filter { !$0.isPaid && cabinet.codPaymentTypes.contains($0.type) }
    guard !claims.isEmpty, !order.isPaidInFull else { return .zero }
    let amount = claims.filter { $0.amount > .zero }.reduce(Kopiykas.zero) { $0 + $1.amount }
    if let due = order.due {
      if isRemnant(amount, due) { return .zero }
      checkAgainstDue(amount, due, isAmountMissing: claims.contains { $0.amount <= .zero })
    }
    guard amount > .zero else { return .zero }
    let limit = ShippingLimits.cashOnDelivery(sender: cabinet.sender.type)
    if amount > limit { findings.add(.codTooLarge, field: "payments", details: limit.hryvnias) }
    if type == .document { findings.add(.codWithDocument, field: "payments") }
    if cabinet.sender.type != .individual, cabinet.sender.iban == nil {
      findings.add(.codWithoutIBAN, field: "payments")
    }
    return amount
  }

  /// Goods that were paid stay paid when we, or the CRM after us, write what the post charges into the price of the
  /// delivery: that makes a debt which nobody agreed to, and a payment left over is not for it.
  private func isRemnant(_ amount: Kopiykas, _ due: Kopiykas) -> Bool {
    let isPriceOurs = cabinet.quote == .cost || order.isDeliveryPriceOfThePost
    return isPriceOurs && order.arePaidGoods && amount > due + Order.roundingTolerance
  }

  /// Less than is owed is fine: the rest may be open in a payment of another type.
  private mutating func checkAgainstDue(_ amount: Kopiykas, _ due: Kopiykas, isAmountMissing: Bool) {
    if isAmountMissing, due - amount >= Order.roundingTolerance {
      findings.add(.codAmountMissing, field: "payments")
    }
    if amount > due + Order.roundingTolerance, !order.isDeliveryPriceOfThePost {
      findings.add(.codMoreThanDue, field: "payments", details: amount.hryvnias)
    }
  }
}

extension Order {
  /// nil for hryvnias, and when the CRM does not say.
  var foreignCurrency: String? {
    tidied(currency).flatMap { $0.uppercased() == "UAH" ? nil : $0 }
  }

  /// What the manager declared for one piece; nil when nothing.
  func declaredValue(of item: Item) -> Kopiykas? {
    delivery.data.itemDeclaredValues.last { $0.itemID == item.id }?.value
  }
}

/// `amount` times a quantity, exact for whole quantities, within ±`productLimit`; zero for a quantity that
/// is none.
func multiplied(_ amount: Int64, _ quantity: Double, _ rule: FloatingPointRoundingRule) -> Int64 {
  guard quantity.isFinite, quantity > 0 else { return 0 }
  if let whole = Int64(exactly: quantity) {
    let (product, overflow) = amount.multipliedReportingOverflow(by: whole)
    if overflow { return amount < 0 ? -productLimit : productLimit }
    return min(max(product, -productLimit), productLimit)
  }
  // A binary fraction such as 1.1 is a hair too large; the hair must not become a gram.
  let exact = Double(amount) * quantity
  let product = (exact - (rule == .up ? 1e-6 : 0)).rounded(rule)
  let limit = Double(productLimit)
  return Int64(min(max(product, -limit), limit))
}

/// Far over any real weight or price, and far under what an `Int64` overflows at.
private let productLimit: Int64 = 1_000_000_000_000_000

func saturatingSum(_ left: Int64, _ right: Int64) -> Int64 {
  let (sum, overflow) = left.addingReportingOverflow(right)
  return overflow ? (left < 0 ? .min : .max) : sum
}
