// Companies of corporate customers: which orders need one read, what the call looks like, what the recorded answer says.
import HTTPTransport
import ShippingCore
import SyncEngine
import Testing

@testable import RetailCRM

@Suite struct CompanyTests {
  private static let reference = Order.CompanyReference(customer: CustomerID(4924), company: CompanyID(3))

  /// The sample order with other texts for its contragent and its company.
  private static func contragent(own: String, company: String) async throws -> Order.Contragent {
    let order =
      #"{"id":7141,"site":"s","status":"new","customer":{"type":"customer_corporate","id":4924},"#
      + #""contragent":\#(own),"company":\#(company)}"#
    let answer = try await SampleOrder.read(SampleOrder.answer(order))
    return try #require(answer.orders.first).contragent
  }

  @Test(arguments: [
    #"{"id":3}"#, #"{"id":"3","name":"Ромашка"}"#, #"{"id":3,"contragent":[]}"#,
    #"{"id":3,"contragent":{"contragentType":""}}"#,
  ])
  func aCompanyWithoutItsTypeIsToBeRead(company: String) async throws {
    for own in ["[]", "{}", #"{"contragentType":"individual"}"#] {
      let contragent = try await Self.contragent(own: own, company: company)
      #expect(contragent == Order.Contragent(isCorporate: true, unread: Self.reference), "\(own)")
    }
  }

  @Test func whatTheOrderSaysItselfNeedsNoCall() async throws {
    let own = #"{"contragentType":"legal-entity","legalName":"ТОВ","OKPO":"00032129"}"#
    #expect(try await Self.contragent(own: own, company: #"{"id":3}"#).unread == nil)
    let company = #"{"id":3,"contragent":{"contragentType":"legal-entity","OKPO":"00032129"}}"#
    #expect(try await Self.contragent(own: "{}", company: company).unread == nil)
    // Nothing names a company that could be read.
    #expect(try await Self.contragent(own: "{}", company: "[]") == Order.Contragent(isCorporate: true))
  }

  @Test func theCallAsksByIdAndForAPage() async throws {
    let (crm, transport) = adapter(["GET customers-corporate/companies": [.json(#"{"companies":[]}"#)]])
    _ = await crm.companies(of: CustomerID(4924), ids: [CompanyID(3), CompanyID(7)], page: 2)
    let request = try #require(transport.requests.last)
    #expect(
      request.url
        == "https://shop.example.test/api/v5/customers-corporate/4924/companies?by=id"
        + "&filter%5Bids%5D%5B%5D=3&filter%5Bids%5D%5B%5D=7&limit=100&page=2")
  }

  @Test(.enabled(if: Fixtures.areThere, "shared fixtures are not there"))
  func theRecordedAnswerIsRead() async throws {
    let reply = try ScriptedTransport.Reply.fixture("customer-corporate-companies")
    let (crm, _) = adapter(["GET customers-corporate/companies": [reply]])
    guard case .done(let page) = await crm.companies(of: CustomerID(5043), ids: [], page: 1) else {
      Issue.record("the page was not read")
      return
    }
    let company = Order.Contragent(kind: .legalEntity, isCorporate: true, name: "Test Company")
    #expect(page == CompaniesPage(companies: [CompanyID(772): company], hasMore: false))
  }

  @Test func anOddCompanyIsTold() async throws {
    let body = #"{"success":true,"companies":[{"id":1,"contragent":7},{"id":2,"name":"Б"}]}"#
    let (crm, _) = adapter(["GET customers-corporate/companies": [.json(body)]])
    guard case .done(let page) = await crm.companies(of: CustomerID(1), ids: [], page: 1) else {
      Issue.record("the page was not read")
      return
    }
    #expect(page.companies.keys.sorted() == [CompanyID(2)])
    #expect(page.odd?.path == "companies[0].contragent")
  }
}
