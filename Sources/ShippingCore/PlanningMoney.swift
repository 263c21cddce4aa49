// What is collected on delivery and what the goods are worth. The CRM has no amount to collect: it is what
// is unpaid of the payments whose type the shop flagged. Quantities are fractional numbers from outside, so
// nothing is multiplied or added without a bound.

extension Planner {
  var shippedItems: [Order.Item] { order.shippedItems }

  /// The worth of the items: the declared value of one unit where the manager gave it, else the price.
  func itemsValue() -> Kopiykas {
    let declared = order.delivery.data.itemDeclaredValues
    return order.sum { item in declared.last { $0.itemID == item.id }?.value ?? item.price }
  }

  /// The amount to collect, zero when there is none, with its checks.
  mutating func cashOnDelivery(type: ShipmentType) -> Kopiykas {
    let amount = order.isPaidInFull ? .zero : unpaidOnDelivery
    guard amount > .zero else { return .zero }
    let limit = ShippingLimits.cashOnDelivery(sender: cabinet.sender.type)
    if amount > limit { findings.add(.codTooLarge, field: "payments", details: limit.hryvnias) }
    if type == .document { findings.add(.codWithDocument, field: "payments") }
    if cabinet.sender.type != .individual, cabinet.sender.iban == nil {
      findings.add(.codWithoutIBAN, field: "payments")
    }
    return amount
  }

  private var unpaidOnDelivery: Kopiykas {
    order.payments
      .filter { !$0.isPaid && $0.amount > .zero && cabinet.codPaymentTypes.contains($0.type) }
      .reduce(.zero) { $0 + $1.amount }
  }
}

extension Order {
  /// nil for hryvnias, and when the CRM does not say.
  var foreignCurrency: String? {
    tidied(currency).flatMap { $0.uppercased() == "UAH" ? nil : $0 }
  }

  /// Items that go into the parcel.
  var shippedItems: [Item] { items.filter { !$0.isCanceled && $0.quantity > 0 } }

  /// Whether what was paid covers goods and delivery: a payment on delivery left over in such an order is a
  /// remnant.
  var isPaidInFull: Bool {
    let total = sum(\.price) + (delivery.cost ?? .zero)
    let paid = payments.filter(\.isPaid).reduce(Kopiykas.zero) { $0 + $1.amount }
    return total > .zero && paid >= total
  }

  fileprivate func sum(_ price: (Item) -> Kopiykas) -> Kopiykas {
    let total = shippedItems.reduce(Kopiykas.zero) { total, item in
      total + Kopiykas(multiplied(price(item).amount, item.quantity, .toNearestOrAwayFromZero))
    }
    return max(total, .zero)
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
