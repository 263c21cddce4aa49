// The rules about companies of corporate customers: an order either says who they are or where that can be read, and
// reading finds the company wherever it stands.
import Sandbox
import ShippingCore
import SyncEngine
import Testing

extension CRMConformance {
  private static func corporateOrder(_ bench: any Bench) throws -> OrderID {
    try bench.shop { crm, now in OrderID(crm.createOrder(Shop.corporateDraft(), now: now)) }
  }

  private static func contragent(of order: OrderID, _ crm: any CRM) async throws -> Order.Contragent {
    try #require(try await crm.orders([order]).value().orders.first).contragent
  }

  /// Walks the pages until the company is found; nil when it is on none.
  private static func find(
    _ reference: Order.CompanyReference, _ crm: any CRM, pages: inout Int
  ) async throws -> Order.Contragent? {
    pages = 0
    while pages < 20 {
      pages += 1
      let page = try await crm.companies(
        of: reference.customer, ids: [reference.company], page: pages
      ).value()
      #expect(page.odd == nil)
      #expect(page.companies.count <= 100)
      if let found = page.companies[reference.company] { return found }
      if !page.hasMore { return nil }
    }
    Issue.record("the companies do not end")
    return nil
  }

  static let companies: [Rule] = [
    Rule("an order that names only its company says where the company can be read") { bench in
      let order = try corporateOrder(bench)
      let crm = bench.crm()
      let whole = try await contragent(of: order, crm)
      #expect(whole.kind == .legalEntity)
      #expect(whole.unread == nil)
      try bench.shop { crm, _ in crm.configure { $0.companiesAreStubs = true } }
      let stub = try await contragent(of: order, crm)
      #expect(stub.isCorporate)
      #expect(stub.kind == nil && stub.name == nil && stub.okpo == nil && stub.inn == nil)
      let reference = try #require(stub.unread)
      var pages = 0
      #expect(try await find(reference, crm, pages: &pages) == whole)
      #expect(pages == 1)
    },
    Rule("a company is found on whichever page it stands, and beside no other") { bench in
      let order = try corporateOrder(bench)
      let crm = bench.crm()
      let whole = try await contragent(of: order, crm)
      for (others, ignoresFilter, expected) in [
        (230, true, 3), (99, true, 1), (100, true, 2), (230, false, 1),
      ] {
        try bench.shop { crm, _ in
          crm.configure { configuration in
            configuration.companiesAreStubs = true
            configuration.otherCompanies = others
            configuration.ignoresCompanyFilter = ignoresFilter
          }
        }
        let reference = try #require(try await contragent(of: order, crm).unread)
        var pages = 0
        #expect(try await find(reference, crm, pages: &pages) == whole, "\(others) others")
        #expect(pages == expected, "\(others) others")
        var absent = reference
        absent.company = CompanyID(999_999_999)
        #expect(try await find(absent, crm, pages: &pages) == nil)
      }
    },
    Rule("a customer that is not there, or is a person, is refused with 404") { bench in
      let person = try bench.shop { crm, now in OrderID(crm.createOrder(Shop.draft(), now: now)) }
      #expect(try await contragent(of: person, bench.crm()).unread == nil)
      for customer in [Shop.corporateCustomer, CustomerID(999_999_999)] {
        let outcome = await bench.crm().companies(of: customer, ids: [CompanyID(1)], page: 1)
        #expect(outcome.ending == .refused(.terminal, .call))
        #expect(outcome.failure?.httpStatus == 404)
      }
    },
    Rule("damage to a page of companies is told, or the company is right") { bench in
      let order = try corporateOrder(bench)
      let crm = bench.crm()
      let whole = try await contragent(of: order, crm)
      try bench.shop { crm, _ in crm.configure { $0.companiesAreStubs = true } }
      let reference = try #require(try await contragent(of: order, crm).unread)
      bench.spoil("GET customers-corporate/{id}/companies", .wrongTypes)
      for _ in 0..<CarrierConformance.draws {
        let outcome = await crm.companies(of: reference.customer, ids: [reference.company], page: 1)
        switch outcome {
        case .done(let page):
          guard let found = page.companies[reference.company] else {
            #expect(page.odd != nil, "a company is missing without a word")
            continue
          }
          // A member may be lost with the type it had; then its lack is a problem the manager sees.
          #expect(found.kind == whole.kind || found.kind == nil)
          #expect(found.okpo == whole.okpo || found.okpo == nil)
        case let outcome: #expect(outcome.ending == .refused(.transient, .call))
        }
      }
    },
  ]
}
