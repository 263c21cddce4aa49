// What an order costs, what of it was paid and what is still to be collected. The CRM's own sum goes first: it is what
// the manager sees, and the only one in which a discount that does not divide evenly comes out to the kopiyka.
//
// What a newcomer gets wrong: the payments of an order need not add up to it. One that was left over from the site, or
// never lowered when part of the order was paid, asks for money that nobody owes.

extension Order {
  /// Under this a difference is rounding, not a debt.
  static let roundingTolerance = Kopiykas(1_00)

  /// Items that go into the parcel.
  var shippedItems: [Item] { items.filter { !$0.isCanceled && $0.quantity > 0 } }

  /// What the customer is to pay for goods and delivery; nil when the order tells no amount at all.
  var total: Kopiykas? {
    let counted = sum(\.sum) + (delivery.cost ?? .zero)
    guard let totalSum, totalSum > .zero || counted <= .zero else { return counted > .zero ? counted : nil }
    return totalSum
  }

  var paidSum: Kopiykas {
    payments.filter(\.isPaid).reduce(.zero) { $0 + $1.amount }
  }

  /// What is still owed; below zero when too much was paid.
  var due: Kopiykas? { total.map { $0 - paidSum } }

  /// Whether what was paid covers goods and delivery: a payment on delivery left over in such an order is a
  /// remnant.
  var isPaidInFull: Bool {
    guard let total, total > .zero, let due else { return false }
    return paidSum > .zero && due < Order.roundingTolerance
  }

  /// Whether what was paid covers the goods, whatever the delivery costs.
  var arePaidGoods: Bool {
    guard let total, total > .zero, paidSum > .zero else { return false }
    return total - (delivery.cost ?? .zero) - paidSum < Order.roundingTolerance
  }

  /// The CRM may put what the post charges into the price that the customer was told; then the total is no longer what
  /// was agreed.
  var isDeliveryPriceOfThePost: Bool {
    guard let cost = delivery.cost, let charged = delivery.data.cost else { return false }
    return cost == charged
  }

  /// Whether the unpaid payments, of whatever type, ask for more than is owed.
  var asksMoreThanDue: Bool {
    guard let due else { return false }
    let asked = payments.filter { !$0.isPaid && $0.amount > .zero }.reduce(Kopiykas.zero) { $0 + $1.amount }
    return asked > max(due, .zero) + Order.roundingTolerance
  }

  func sum(_ amount: (Item) -> Kopiykas) -> Kopiykas {
    max(shippedItems.reduce(.zero) { $0 + amount($1) }, .zero)
  }
}

extension Order.Item {
  /// What all pieces cost together.
  var sum: Kopiykas {
    let pieces = prices.reduce(0) { $0 + $1.quantity }
    guard !prices.isEmpty, abs(pieces - quantity) < 1e-6 else { return times(price) }
    return prices.reduce(.zero) {
      $0 + Kopiykas(multiplied($1.price.amount, $1.quantity, .toNearestOrAwayFromZero))
    }
  }

  func times(_ amount: Kopiykas) -> Kopiykas {
    Kopiykas(multiplied(amount.amount, quantity, .toNearestOrAwayFromZero))
  }
}
