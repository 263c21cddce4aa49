// An order's JSON, in the two forms the CRM has: reads show payments as a map by id, a `created` history record shows
// them as a list (fixtures order-get.json, orders-history-100-records.json). Members without a value are absent.

/// How an order is rendered.
enum CRMOrderForm {
  case read
  case created
}

extension CRMService {
  func write(_ order: CRMOrder, as form: CRMOrderForm, to writer: inout CRMWriter) {
    writer.object { writer in
      writeHead(order, as: form, to: &writer)
      writeBuyer(order, as: form, to: &writer)
      writeDelivery(order, to: &writer)
      writer.member("site", order.site)
      writer.member("status", order.status)
      writer.member("statusComment", order.statusComment)
      writer.list("items") { writer in
        for item in order.items { writeItem(item, to: &writer) }
      }
      writer.moment("fullPaidAt", order.fullPaidAt)
      writePayments(order.payments, as: form, to: &writer)
      writer.member("fromApi", order.fromAPI)
      writer.member("weight", order.weightGrams)
      writer.member("length", order.length)
      writer.member("width", order.width)
      writer.member("height", order.height)
      writer.member("shipmentStore", order.shipmentStore)
      writer.member("shipmentDate", order.shipmentDate)
      writer.member("shipped", order.shipped)
      writeLinks(order.links, to: &writer)
      let asList = form == .created || configuration.emptyMapsAsLists
      writer.map("customFields", shownFields(of: order), emptyAsList: asList)
    }
  }

  private func writeHead(_ order: CRMOrder, as form: CRMOrderForm, to writer: inout CRMWriter) {
    writer.member("slug", order.id)
    writer.member("bonusesCreditTotal", Int64(0))
    writer.member("bonusesChargeTotal", Int64(0))
    writer.member("id", order.id)
    writer.member("number", order.number)
    writer.member("externalId", order.externalID)
    writer.member("orderType", "eshop-individual")
    writer.member("orderMethod", order.fromAPI ? "shopping-cart" : "phone")
    writer.member("countryIso", order.delivery.address.countryIso ?? "UA")
    writer.moment("createdAt", order.createdAt)
    writer.moment("statusUpdatedAt", order.statusUpdatedAt)
    if !configuration.omitsSums { writer.money("summ", order.itemsSum) }
    if form == .read { writer.member("currency", order.currency) }
    if !configuration.omitsSums {
      writer.money("totalSumm", order.totalSum)
      writer.money("prepaySum", paidSum(order))
    }
    writer.member("purchaseSumm", Int64(0))
    writer.moment("markDatetime", order.createdAt)
    writer.member("lastName", order.lastName)
    writer.member("firstName", order.firstName)
    writer.member("patronymic", order.patronymic)
    writer.member("phone", order.phone)
    writer.member("additionalPhone", order.additionalPhone)
    writer.member("email", order.email)
    writer.member("customerComment", order.customerComment)
    writer.member("managerComment", order.managerComment)
    writer.member("call", false)
    writer.member("expired", false)
    writer.member("managerId", order.managerID)
  }

  private func writeBuyer(_ order: CRMOrder, as form: CRMOrderForm, to writer: inout CRMWriter) {
    writer.key("customer")
    writeCustomer(of: order, to: &writer)
    if form == .read || order.customer.isCorporate {
      writer.key("contact")
      writePerson(of: order, id: order.customer.contactID ?? order.customer.id, to: &writer)
    }
    if let company = order.company {
      writer.key("company")
      writeCompany(company, to: &writer)
    }
    writer.object("contragent") { writeContragent(order.contragent, to: &$0) }
  }

  private func writeCompany(_ company: CRMCompany, to writer: inout CRMWriter) {
    writer.object { writer in
      writer.member("id", company.id)
      guard !configuration.companiesAreStubs else { return }
      writer.member("name", company.name)
      writer.member("active", true)
      writer.object("contragent") { writeContragent(company.contragent, to: &$0) }
      writer.list("customFields") { _ in }
    }
  }

  func writeContragent(_ contragent: CRMOrderDraft.Contragent, to writer: inout CRMWriter) {
    writer.member("contragentType", contragent.type)
    writer.member("legalName", contragent.legalName)
    writer.member("legalAddress", contragent.legalAddress)
    writer.member("INN", contragent.inn)
    writer.member("OKPO", contragent.okpo)
    writer.member("bankAccount", contragent.bankAccount)
  }

  private func writeDelivery(_ order: CRMOrder, to writer: inout CRMWriter) {
    let delivery = order.delivery
    writer.object("delivery") { writer in
      writer.member("code", delivery.type)
      let integrationCode = delivery.type.flatMap { deliveryType($0)?.integrationCode }
      writer.member("integrationCode", integrationCode)
      if let integrationCode {
        writer.object("data") { writeData(delivery.data, of: integrationCode, to: &$0) }
      }
      writer.money("cost", delivery.costKopiykas)
      writer.money("netCost", delivery.netCostKopiykas)
      writer.member("date", delivery.date)
      if delivery.timeFrom != nil || delivery.timeTo != nil {
        writer.object("time") { writer in
          writer.member("from", delivery.timeFrom)
          writer.member("to", delivery.timeTo)
        }
      }
      writer.object("address") { writeAddress(delivery.address, id: order.id, to: &$0) }
    }
  }

  func writeAddress(_ address: CRMOrderDraft.Address, id: Int64?, to writer: inout CRMWriter) {
    writer.member("id", id)
    for part in CRMOrderDraft.Address.Part.allCases where part != .text {
      writer.member(code: part.rawValue, address[part])
    }
    writer.member("text", address.shownText)
  }

  private func writeData(_ data: CRMDeliveryData, of module: String, to writer: inout CRMWriter) {
    writer.member("externalId", data.externalID)
    writer.member("trackNumber", data.trackNumber)
    writer.member("status", data.status)
    writer.member("statusText", data.status.flatMap { modules[module]?.statuses[$0]?.name })
    writer.moment("statusDate", data.statusAt)
    writer.member("statusComment", data.statusComment)
    if data.locked != false || !configuration.unlockedIsAbsent { writer.member("locked", data.locked) }
    writer.member("tariff", data.tariff)
    writer.member("payerType", data.payerType)
    writer.money("cost", data.costKopiykas)
    writer.member("pickuppointId", data.pickuppointID)
    writer.member("shipmentpointId", data.shipmentpointID)
    writer.map("extraData", data.extraData, emptyAsList: configuration.emptyMapsAsLists)
    if !data.declaredValues.isEmpty {
      writer.list("itemDeclaredValues") { writer in
        for value in data.declaredValues {
          writer.object { writer in
            writer.object("orderProduct") { $0.member("id", value.orderProduct) }
            writer.money("value", value.kopiykas)
          }
        }
      }
    }
    guard !data.packages.isEmpty else { return }
    writer.list("packages") { writer in
      for package in data.packages { writePackage(package, to: &writer) }
    }
  }

  private func writePackage(_ package: CRMPackage, to writer: inout CRMWriter) {
    writer.object { writer in
      writer.member("packageId", package.id)
      writer.member("weight", package.weightGrams)
      writer.member("length", package.length)
      writer.member("width", package.width)
      writer.member("height", package.height)
      writer.list("items") { writer in
        for item in package.items {
          writer.object { writer in
            writer.object("orderProduct") { $0.member("id", item.orderProduct) }
            writer.member("quantity", item.quantity)
          }
        }
      }
    }
  }

  func writeItem(_ item: CRMItem, to writer: inout CRMWriter) {
    writer.object { writer in
      writer.list("markingCodes") { _ in }
      writer.member("id", item.id)
      writer.money("initialPrice", item.priceKopiykas)
      writer.money("discountTotal", item.discountOfOne)
      writer.list("prices") { writer in
        for part in item.prices {
          writer.object { writer in
            writer.money("price", part.kopiykas)
            writer.member("quantity", part.quantity)
          }
        }
      }
      writer.member("vatRate", "none")
      writer.moment("createdAt", item.createdAt)
      writer.member("quantity", item.quantity)
      writer.member("status", item.status)
      if item.hasOffer {
        writer.object("offer") { writer in
          writer.member("displayName", item.name)
          writer.member("id", item.id + 20_000)
          writer.member("externalId", "offer-\(item.id)")
          writer.member("name", item.name)
          writer.member("weight", item.weightGrams)
          writer.object("unit") { writer in
            writer.member("code", "pc")
            writer.member("name", "Штука")
            writer.member("sym", "шт.")
          }
        }
      } else {
        writer.member("productName", item.name)
      }
      writer.list("properties") { _ in }
      writer.member("purchasePrice", Int64(0))
    }
  }

  private func writePayments(_ payments: [CRMPayment], as form: CRMOrderForm, to writer: inout CRMWriter) {
    switch form {
    case .created:
      guard !payments.isEmpty else { return }
      writer.list("payments") { writer in
        for payment in payments { writePayment(payment, to: &writer) }
      }
    case .read:
      writer.key("payments")
      if payments.isEmpty {
        writer.raw(configuration.emptyMapsAsLists ? "[]" : "{}")
      } else {
        writer.object { writer in
          for payment in payments {
            writer.key(code: String(payment.id))
            writePayment(payment, to: &writer)
          }
        }
      }
    }
  }

  func writePayment(_ payment: CRMPayment, to writer: inout CRMWriter) {
    writer.object { writer in
      writer.member("id", payment.id)
      writer.member("status", payment.status)
      writer.member("type", payment.type)
      writer.member("externalId", payment.externalID)
      writer.money("amount", payment.amountKopiykas)
      writer.moment("paidAt", payment.paidAt)
      writer.member("comment", payment.comment)
    }
  }

  private func writeLinks(_ links: [CRMLink], to writer: inout CRMWriter) {
    guard !links.isEmpty else { return }
    writer.list("links") { writer in
      for link in links {
        writer.object { writer in
          writer.object("order") { writer in
            writer.member("id", link.orderID)
            writer.member("number", link.number)
            writer.member("externalId", link.externalID)
          }
          writer.moment("createdAt", link.createdAt)
        }
      }
    }
  }
}
