// Customers, as far as a delivery needs them: the person or the corporate customer inside an order, and the companies
// of a corporate customer, where the codes of a legal entity are kept when the order shows only the company's name.

extension CRMService {
  func writeCustomer(of order: CRMOrder, to writer: inout CRMWriter) {
    guard order.customer.isCorporate else {
      writePerson(of: order, id: order.customer.id, to: &writer)
      return
    }
    writer.object { writer in
      writer.member("type", "customer_corporate")
      writer.member("id", order.customer.id)
      writer.member("nickName", order.customer.nickName)
      writer.moment("createdAt", order.customer.createdAt)
      writer.member("managerId", order.managerID)
      writer.member("vip", false)
      writer.member("bad", false)
      writer.member("site", order.site)
      writer.list("tags") { _ in }
      writer.map("customFields", [:], emptyAsList: true)
      writer.member("personalDiscount", Int64(0))
      if let company = order.company {
        writer.object("mainCompany") { writer in
          writer.member("id", company.id)
          writer.member("name", company.name)
        }
      }
    }
  }

  func writePerson(of order: CRMOrder, id: Int64, to writer: inout CRMWriter) {
    writer.object { writer in
      writer.member("type", "customer")
      writer.member("id", id)
      writer.member("isContact", order.customer.isCorporate)
      writer.moment("createdAt", order.customer.createdAt)
      writer.member("managerId", order.managerID)
      writer.member("vip", false)
      writer.member("bad", false)
      writer.member("site", order.site)
      writer.object("contragent") { $0.member("contragentType", "individual") }
      writer.list("tags") { _ in }
      writer.money("marginSumm", order.itemsSum)
      writer.money("totalSumm", order.itemsSum)
      writer.money("averageSumm", order.itemsSum)
      writer.member("ordersCount", Int64(1))
      writer.member("costSumm", Int64(0))
      writer.map("customFields", [:], emptyAsList: true)
      writer.member("personalDiscount", Int64(0))
      writer.member("cumulativeDiscount", Int64(0))
      writer.object("address") { writeAddress(order.delivery.address, id: id, to: &$0) }
      writer.list("segments") { writer in
        for _ in 0..<max(0, configuration.customerSegments) { writer.raw(CRMService.segment) }
      }
      writer.member("lastName", order.lastName)
      writer.member("firstName", order.firstName)
      writer.member("patronymic", order.patronymic)
      writer.member("email", order.email)
      writer.list("phones") { writer in
        if let phone = order.phone { writer.object { $0.member("number", phone) } }
      }
    }
  }

  private static let segment =
    #"{"id":26,"code":"bez-otmen","name":"Без отмен","createdAt":"2018-09-04 16:35:59","#
    + #""isDynamic":true,"customersCount":1296,"active":true}"#

  // GET customers-corporate/{id}/companies
  func corporateCompanies(_ call: CRMCall) throws(CRMRefusal) -> SandboxResponse {
    let page = try CRMPage(call)
    guard call.request.value("by") == "id", let id = Int64(call.parameter(0)),
      let order = orders.last(where: { $0.customer.id == id && $0.customer.isCorporate })
    else { throw CRMRefusal.notFound }
    var companies = (0..<max(0, configuration.otherCompanies)).map { number in
      CRMCompany(
        id: CRMService.firstOtherCompany + Int64(number), name: "Інша \(number)",
        contragent: CRMOrderDraft.Contragent(
          type: "legal-entity", legalName: "ТОВ «Інша \(number)»", okpo: "00032129"))
    }
    if let company = order.company { companies.append(company) }
    let ids = Set(call.request.values("filter[ids][]").compactMap { Int64($0) })
    if !ids.isEmpty, !configuration.ignoresCompanyFilter { companies.removeAll { !ids.contains($0.id) } }
    return success(200) { writer in
      writer.list("companies") { writer in
        for company in page.slice(companies) { write(company, of: order, to: &writer) }
      }
      page.write(total: companies.count, to: &writer)
    }
  }

  private static let firstOtherCompany: Int64 = 500_001

  private func write(_ company: CRMCompany, of order: CRMOrder, to writer: inout CRMWriter) {
    writer.object { writer in
      writer.member("isMain", company == order.company)
      writer.member("id", company.id)
      writer.object("customer") { writer in
        writer.member("site", order.site)
        writer.member("id", order.customer.id)
        writer.member("type", "customer_corporate")
      }
      writer.member("active", true)
      writer.member("name", company.name)
      writer.moment("createdAt", order.customer.createdAt)
      writer.object("contragent") { writeContragent(company.contragent, to: &$0) }
      writer.member("marginSumm", Int64(0))
      writer.member("totalSumm", Int64(0))
      writer.member("averageSumm", Int64(0))
      writer.member("ordersCount", Int64(0))
      writer.member("costSumm", Int64(0))
      writer.map("customFields", [:], emptyAsList: true)
    }
  }

  // GET customers-corporate/{id}
  func corporateCustomer(_ call: CRMCall) throws(CRMRefusal) -> SandboxResponse {
    guard call.request.value("by") == "id", let id = Int64(call.parameter(0)),
      let order = orders.last(where: { $0.customer.id == id && $0.customer.isCorporate })
    else { throw CRMRefusal.notFound }
    return success(200) { writer in
      writer.key("customerCorporate")
      writeCustomer(of: order, to: &writer)
    }
  }
}
