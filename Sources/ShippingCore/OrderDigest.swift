// What of an order ends up at Ukrposhta, as a fingerprint: whether a person changed the order after its TTN was made is
// told by comparing two of these. Only the order counts here, never the configuration, so that a new default does not
// rewrite the TTNs that are on their way; and nothing that we, or the CRM after us, write into the order.
//
// A member that is added would change the digest of every order that has it, as if somebody had edited them all: it
// gets a new version, and a digest of an earlier one is recognised and replaced (`LedgerEntry.seeing`).

extension Order {
  enum DigestVersion: String {
    case first = "order-1"
    case current = "order-2"
  }

  /// Changes with anything a person enters that a plan may be made from. The members follow `Planner`.
  public var shippingDigest: String { shippingDigest(.current) }

  func shippingDigest(_ version: DigestVersion) -> String {
    var digest = Digest(version: version.rawValue)
    for text in [number, externalID, shipmentStore] { digest.add(text) }
    for text in [
      recipient.lastName, recipient.firstName, recipient.patronymic, recipient.phone, recipient.email,
      contragent.kind?.rawValue, contragent.name, contragent.okpo, contragent.inn,
    ] { digest.add(text) }
    digest.add(contragent.isCorporate)
    let address = delivery.address
    for text in [
      address.index, address.countryISO, address.region, address.city, address.street, address.building,
      address.flat, address.text,
    ] { digest.add(text) }
    addChoices(to: &digest, version)
    addGoods(to: &digest)
    addPayments(to: &digest, version)
    if version != .first { addLaterMembers(to: &digest) }
    // Hryvnias add nothing: digests from before the currency was read stay what they were.
    if let currency = foreignCurrency { digest.add(currency) }
    return digest.text
  }

  /// What a manager chose in `delivery.data`, without what we write there.
  private func addChoices(to digest: inout Digest, _ version: DigestVersion) {
    let data = delivery.data
    for text in [data.tariff, data.payerType, data.shipmentPointID] { digest.add(text) }
    for field in DeliveryField.allCases {
      digest.add(version == .first ? tidied(data.extraData[field.rawValue]?.text) : text(field))
    }
    digest.add(Int64(data.itemDeclaredValues.count))
    for declared in data.itemDeclaredValues {
      digest.add(declared.itemID)
      digest.add(declared.value.amount)
    }
    digest.add(Int64(data.packages.count))
    for package in data.packages {
      digest.add(package.weight)
      digest.add(package.dimensions)
    }
  }

  private func addGoods(to digest: inout Digest) {
    digest.add(weight)
    digest.add(dimensions)
    digest.add(Int64(items.count))
    for item in items {
      digest.add(item.name)
      digest.add(Int64(bitPattern: item.quantity.bitPattern))
      digest.add(item.price.amount)
      digest.add(item.weight)
      digest.add(item.isCanceled)
    }
  }

  /// The price of the delivery itself counts only as far as it decides what is still to be collected: it may be ours.
  private func addPayments(to digest: inout Digest, _ version: DigestVersion) {
    if version == .first {
      digest.add(coversRoundedPrices)
    } else {
      digest.add(isPaidInFull)
      digest.add(asksMoreThanDue)
    }
    digest.add(Int64(payments.count))
    for payment in payments.sorted(by: { $0.id < $1.id }) {
      digest.add(payment.type)
      digest.add(payment.amount.amount)
      digest.add(payment.isPaid)
    }
  }

  /// What the first version did not look at.
  private func addLaterMembers(to digest: inout Digest) {
    let address = delivery.address
    for text in [
      address.streetType, address.housing, address.house, address.block, address.floor, address.notes,
      contragent.shortName,
    ] { digest.add(text) }
    for item in items { digest.add(item.sum.amount) }
  }

  /// How the first version told an order that is paid, from prices that were rounded for each piece.
  private var coversRoundedPrices: Bool {
    let goods = shippedItems.reduce(Kopiykas.zero) { total, item in
      total + Kopiykas(multiplied(item.price.amount, item.quantity, .toNearestOrAwayFromZero))
    }
    let total = max(goods, .zero) + (delivery.cost ?? .zero)
    return total > .zero && paidSum >= total
  }

  /// The order as a CRM leaves it that drops what a manager chose in `delivery.data` when something else is written
  /// there, or when the delivery type is changed (retailcrm-api.md section 7).
  var withoutChoices: Order {
    var order = self
    order.delivery.data.tariff = nil
    order.delivery.data.payerType = nil
    order.delivery.data.shipmentPointID = nil
    order.delivery.data.extraData = [:]
    order.delivery.data.itemDeclaredValues = []
    order.delivery.data.packages = []
    return order
  }

  var hasChoices: Bool { shippingDigest != withoutChoices.shippingDigest }
}

extension Digest {
  fileprivate mutating func add(_ weight: Grams?) {
    add(weight != nil)
    if let weight { add(weight.amount) }
  }

  fileprivate mutating func add(_ dimensions: Dimensions?) {
    add(dimensions != nil)
    guard let dimensions else { return }
    add(dimensions.lengthMillimetres)
    add(dimensions.widthMillimetres)
    add(dimensions.heightMillimetres)
  }
}
