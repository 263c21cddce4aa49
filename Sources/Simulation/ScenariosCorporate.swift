// Scenarios around corporate customers whose orders only name their company: who receives the parcel has to be read from
// the customer. Nothing may be sent, and nobody blamed, before that worked.
internal import Sandbox
internal import ShippingCore

extension Scenario {
  static let corporate: [Scenario] = [
    Scenario("company-known-by-its-id-alone") { life in
      life.knowsCompaniesByID(others: 230, ignoresFilter: true)
      life.order(at: 30) { $0.customer = .corporate(company: "Світанок", contragent: .company) }
      life.order(at: 31) { $0.customer = .corporate(company: "Коваленко", contragent: .entrepreneur) }
      life.order(at: 32)
      for number in 0..<3 { life.whenMade(number) }
    } expect: { life in
      for number in 0..<3 { life.mustHaveOne(number) }
      life.mustGo(0, to: "COMPANY", code: CRMOrderDraft.Contragent.company.okpo)
      life.mustGo(1, to: "PRIVATE_ENTREPRENEUR", code: CRMOrderDraft.Contragent.entrepreneur.inn)
      life.mustGo(2, to: "INDIVIDUAL", code: nil)
      if life.isUndisturbed {
        // Three pages for each customer and look, sweeps included; none for a write-back.
        let calls = life.calls(Endpoint.companies)
        life.must(calls <= 36, "\(calls) calls for two companies")
      }
    },

    Scenario("company-cannot-be-read", minutes: 28) { life in
      life.knowsCompaniesByID()
      life.faults(
        .first(1, Endpoint.companies, .serverError()),
        .init(
          endpoint: Endpoint.companies, .dropBefore, .calls(from: 2, count: 2)))
      life.order(at: 30) { $0.customer = .corporate(company: "Світанок", contragent: .company) }
      life.order(at: 31)
      life.whenMade(1)
      life.when("the company was asked for in vain", { $0.calls(Endpoint.companies) > 1 }) { life in
        life.must(life.made(0).isEmpty, "a parcel was made for nobody knows whom")
        life.must(life.card(0)?.errorText == nil, "the manager is told of a mistake that is none")
      }
      life.whenMade(0)
    } expect: { life in
      life.mustHaveOne(0)
      life.mustGo(0, to: "COMPANY", code: CRMOrderDraft.Contragent.company.okpo)
      life.must(life.card(0)?.errorText == nil, "the card shows an error")
    },

    Scenario("key-may-not-read-companies", minutes: 24) { life in
      life.knowsCompaniesByID()
      life.world.crm.configure { $0.keys[0].scopes.removeAll { $0 == "customer_read" } }
      life.order(at: 30) { $0.customer = .corporate(company: "Світанок", contragent: .company) }
      life.order(at: 31)
      life.whenMade(1) { life in
        life.after(300) { life in
          life.must(life.made(0).isEmpty, "a parcel was made for nobody knows whom")
          life.world.crm.configure { $0.keys[0].scopes.append("customer_read") }
          life.whenMade(0)
        }
      }
    } expect: { life in
      life.mustHaveOne(0)
      life.mustHaveOne(1)
    },

    Scenario("company-mended-on-its-own-card", minutes: 40) { life in
      life.knowsCompaniesByID()
      life.order(at: 30) { draft in
        var company = CRMOrderDraft.Contragent.company
        company.okpo = nil
        draft.customer = .corporate(company: "Світанок", contragent: company)
      }
      life.when("the missing code is shown", { $0.card(0)?.errorText?.isEmpty == false }) { life in
        life.must(life.made(0).isEmpty, "a company without its code was sent to")
        life.world.crm.setCompany(ofOrder: life.id(0), .company)
        life.whenMade(0)
      }
    } expect: { life in
      life.mustHaveOne(0)
      life.mustGo(0, to: "COMPANY", code: CRMOrderDraft.Contragent.company.okpo)
      life.must(life.card(0)?.errorText == nil, "the error is still shown")
    },

    Scenario("company-of-a-made-parcel-cannot-be-read", minutes: 24) { life in
      life.knowsCompaniesByID()
      life.order(at: 30) { $0.customer = .corporate(company: "Світанок", contragent: .company) }
      life.whenMade(0) { life in
        life.noted["barcode"] = life.live(0).first?.barcode
        let asked = life.calls(Endpoint.companies)
        life.faults(.init(endpoint: Endpoint.companies, .serverError(), .calls(from: asked + 1, count: 2)))
        life.world.crm.setManagerComment(life.id(0), "крихке", now: life.now)
        life.when("the company was asked for in vain", { $0.calls(Endpoint.companies) > asked }) { life in
          life.world.crm.setAddress(life.id(0), Life.kyiv, now: life.now)
          life.when("the parcel goes to Kyiv", { $0.live(0).first?.recipientPostcode == "01001" })
        }
      }
    } expect: { life in
      life.mustHaveOne(0)
      life.must(life.live(0).first?.barcode == life.noted["barcode"], "it is another parcel")
      life.mustGo(0, to: "COMPANY", code: CRMOrderDraft.Contragent.company.okpo)
    },
  ]
}

extension CRMOrderDraft.Contragent {
  fileprivate static let company = CRMOrderDraft.Contragent(
    type: "legal-entity", legalName: "ТОВ «Світанок»", okpo: CRMLoad.edrpou(from: 3_123_456))
  fileprivate static let entrepreneur = CRMOrderDraft.Contragent(
    type: "enterpreneur", legalName: "ФОП Коваленко", inn: CRMLoad.taxNumber(from: 301_234_567))
}

extension Life {
  fileprivate func knowsCompaniesByID(others: Int = 0, ignoresFilter: Bool = false) {
    world.crm.configure { configuration in
      configuration.companiesAreStubs = true
      configuration.otherCompanies = others
      configuration.ignoresCompanyFilter = ignoresFilter
    }
  }

  fileprivate func mustGo(_ order: Int, to type: String, code: String?) {
    for parcel in made(order) {
      must(
        parcel.recipientType == type && parcel.recipientCode == code,
        "order \(order) goes to \(parcel.recipientType ?? "nobody") \(parcel.recipientCode ?? "")")
    }
  }
}
