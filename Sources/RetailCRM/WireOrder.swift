// One order of the CRM as the core reads it (retailcrm-api.md section 6). Insisted on are only the members
// without which a decision would be a guess: id, site, status, and of a payment that is not paid its amount.
// All else may be missing, which the core then shows as a problem in the manager's words.
import ShippingCore

struct WireOrder: Decodable, Sendable {
  private(set) var order: Order

  init(from decoder: any Decoder) throws {
    let members = try Members(decoder)
    guard let id = try members.identifier("id") else {
      throw members.odd("id", expected: "a number over zero")
    }
    guard let site = try members.text("site") else { throw members.odd("site", expected: "a code") }
    guard let status = try members.text("status") else { throw members.odd("status", expected: "a code") }
    let payments = try members.parts("payments", of: WirePayment.self).map(\.payment)
    order = Order(
      id: OrderID(id),
      number: try members.text("number") ?? String(id),
      externalID: try members.text("externalId"),
      site: site,
      status: status,
      recipient: Order.Recipient(
        lastName: try members.text("lastName"), firstName: try members.text("firstName"),
        patronymic: try members.text("patronymic"), phone: try members.text("phone"),
        email: try members.text("email")),
      contragent: try Order.Contragent(order: members),
      delivery: try Order.Delivery(members.object("delivery")),
      items: try members.parts("items", of: WireItem.self).map(\.item),
      payments: payments.sorted { $0.id < $1.id },
      weight: try members.weight("weight"),
      dimensions: try members.dimensions(),
      shipmentStore: try members.text("shipmentStore"),
      customFields: try members.fields("customFields"))
    order.currency = try members.text("currency")
    order.totalSum = try members.money("totalSumm")
  }
}

extension Order.Contragent {
  /// The order's own `contragent`, or the company's of a corporate customer where the order's says nothing: a
  /// corporate order may carry `individual`, which is the type of its contact person.
  init(order members: Members) throws {
    let isCorporate = try members.object("customer").text("type") == "customer_corporate"
    let own = try members.object("contragent")
    let company = try members.object("company")
    let companys = try company.object("contragent")

    let ownType = try own.text("contragentType")
    let companysType = try companys.text("contragentType")
    let saysNothing = companysType == nil && (ownType == nil || ownType == "individual")
    if isCorporate, saysNothing, let id = try company.identifier("id"),
      let customer = try members.object("customer").identifier("id")
    {
      let reference = Order.CompanyReference(customer: CustomerID(customer), company: CompanyID(id))
      self.init(isCorporate: true, unread: reference)
      return
    }
    let prefersCompany = isCorporate && companysType != nil && (ownType == nil || ownType == "individual")
    let chosen = prefersCompany ? companys : own
    // The contact person's type says nothing of a company that has none: a parcel to the clerk would be wrong.
    let ownsType = isCorporate && ownType == "individual" ? nil : ownType
    let legalName = try chosen.text("legalName")
    let shortName = isCorporate ? try company.text("name") : nil
    self.init(
      kind: (prefersCompany ? companysType : ownsType).flatMap { Kind(rawValue: $0) },
      isCorporate: isCorporate,
      name: legalName ?? shortName,
      shortName: legalName == nil ? nil : shortName,
      okpo: try chosen.text("OKPO"),
      inn: try chosen.text("INN"))
  }
}

private struct WireItem: Decodable {
  let item: Order.Item

  init(from decoder: any Decoder) throws {
    let members = try Members(decoder)
    guard let id = try members.identifier("id") else {
      throw members.odd("id", expected: "a number over zero")
    }
    let offer = try members.object("offer")
    let name = try offer.text("displayName") ?? offer.text("name") ?? members.text("productName") ?? ""
    // Without a quantity it is one piece, as the CRM itself takes it when an order is created.
    let quantity = try members.decimal("quantity")
    guard quantity?.isBelowZero != true, let pieces = quantity.map(\.double) ?? 1 else {
      throw members.odd("quantity", expected: "a number not below zero")
    }
    // `discountTotal` is the discount on one piece, all discounts of item and order together.
    let price = try members.money("initialPrice") ?? .zero
    let discount = try members.money("discountTotal") ?? .zero
    item = Order.Item(
      id: id, name: name, quantity: pieces, price: price - discount,
      prices: try members.parts("prices", of: WirePrice.self).compactMap(\.price),
      weight: try offer.weight("weight"), isCanceled: try members.flag("isCanceled") ?? false)
  }
}

/// So many pieces at one price, after all discounts.
private struct WirePrice: Decodable {
  /// nil when it does not say both.
  let price: Order.Price?

  init(from decoder: any Decoder) throws {
    let members = try Members(decoder)
    let quantity = try members.decimal("quantity")?.double
    price = try members.money("price").flatMap { price in
      quantity.map { Order.Price(price: price, quantity: $0) }
    }
  }
}

private struct WirePayment: Decodable {
  let payment: Order.Payment

  init(from decoder: any Decoder) throws {
    let members = try Members(decoder)
    guard let id = try members.identifier("id") else {
      throw members.odd("id", expected: "a number over zero")
    }
    let status = try members.text("status")
    let known = decoder.aids.payments
    // The status goes before the date: a payment that was returned, or marked by mistake, may keep its date, and the
    // goods would be sent without collecting the money.
    let isPaid: Bool
    if let status, known.paid.contains(status) || known.unpaid.contains(status) {
      isPaid = known.paid.contains(status)
    } else {
      isPaid = try members.text("paidAt") != nil
    }
    // Taking a missing amount for 0 would send the goods without collecting the money.
    guard let amount = try members.money("amount") ?? (isPaid ? .zero : nil) else {
      throw members.odd("amount", expected: "an amount of money")
    }
    payment = Order.Payment(
      id: id, type: try members.text("type") ?? "", status: status, amount: amount, isPaid: isPaid)
  }
}
