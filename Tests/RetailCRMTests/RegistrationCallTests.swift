// The calls of `register` as they go over the wire, and answers that are not what the sandbox gives:
// recorded documents, errors in other shapes, a CRM that does not tell its version.
import Foundation
import HTTPTransport
import ShippingCore
import Testing

@testable import RetailCRM

private typealias Replies = [String: [ScriptedTransport.Reply]]

private let books: Replies = [
  "GET credentials": [.json(#"{"success":true,"scopes":[],"siteAccess":"access_full"}"#)],
  "GET system-info": [.json(#"{"success":true,"systemVersion":"8.1.51"}"#)],
  "GET reference/delivery-types": [
    .json(
      #"""
      {"success":true,"deliveryTypes":{"ukrposhta":
        {"code":"ukrposhta","integrationCode":"ukrposhta-main","paymentTypes":["cod"]}}}
      """#)
  ],
  "GET reference/payment-types": [.json(#"{"success":true,"paymentTypes":{"cod":{"code":"cod"}}}"#)],
  "GET reference/stores": [.json(#"{"success":true,"stores":[{"code":"warehouse"}]}"#)],
  "GET reference/statuses": [.json(#"{"success":true,"statuses":{}}"#)],
  "GET integration-modules": [.json(#"{"success":false,"errorMsg":"Not found"}"#, status: 404)],
]

/// Every answer as often as two surveys need it.
private func replies(_ own: Replies) -> Replies {
  books.mapValues { $0 + $0 }.merging(own) { $1 }
}

private func wish(_ adjust: (inout CabinetPolicy) -> Void = { _ in }) throws -> RegistrationWish {
  RegistrationWish(cabinets: [try registrationCabinet(adjust)], language: .uk)
}

private func form(_ request: HTTPRequest) -> [String: String] {
  let pairs = String(decoding: request.body ?? [], as: UTF8.self).split(separator: "&").map { pair in
    pair.split(separator: "=", maxSplits: 1).map {
      $0.replacing("+", with: " ").removingPercentEncoding ?? ""
    }
  }
  return Dictionary(pairs.map { ($0.first ?? "", $0.last ?? "") }, uniquingKeysWith: { first, _ in first })
}

@Suite struct RegistrationCallTests {
  @Test func theDocumentIsOneFieldOfAForm() async throws {
    let (crm, transport) = adapter(replies(["POST integration-modules/edit": [.done]]))
    guard case .done(let report) = await crm.register(try wish()) else {
      Issue.record("not done")
      return
    }
    #expect(!report.isInSync)
    let request = try #require(transport.requests.first { $0.method == .post })
    #expect(request.url == "https://shop.example.test/api/v5/integration-modules/ukrposhta-main/edit")
    let sent = try #require(form(request)["integrationModule"])
    #expect(form(request).count == 1)
    let document = try JSONDecoder().decode(Tree.self, from: Data(sent.utf8))
    #expect(document["code"] == "ukrposhta-main")
    #expect(document["active"] == true)
    #expect(!sent.contains(testKey))
    // Secret-like: sent, and never told.
    let clientID = try #require(document["clientId"].plain)
    #expect(!"\(report)".contains(clientID))
  }

  /// Errors in every shape in which they come.
  @Test(arguments: [
    (#"{"integrations.delivery.actions":"This value should not be blank."}"#, "callbacks-required"),
    (#"{"integrations":{"delivery":{"actions":{"save":"blank"}}}}"#, "callbacks-required"),
    (#"["baseUrl: This value should not be blank."]"#, "callbacks-required"),
    (#"{"logo":"logo must be provided"}"#, "logo-missing"),
    (#"{"code":"Code prefix must match integrationCode"}"#, nil),
    (#"["Your account has insufficient funds: no actions, no logo"]"#, nil), ("[]", nil),
  ]) func refusalsAreToldApart(errors: String, advice: String?) async throws {
    let body = #"{"success":false,"errorMsg":"Errors in the entity format","errors":\#(errors)}"#
    let (crm, _) = adapter(replies(["POST integration-modules/edit": [.json(body, status: 400)]]))
    guard case .done(let report) = await crm.register(try wish()) else {
      Issue.record("not done")
      return
    }
    let refused = report.cabinets.flatMap(\.differences).filter { $0.refusal != nil }
    #expect(refused.map { $0.advice?.code } == [advice])
  }

  /// The limiter, an outage and a wrong key are no findings about the module.
  @Test(arguments: [
    (
      ScriptedTransport.Reply.json(#"{"success":false,"errorMsg":"Rate limit exceeded"}"#, status: 503), false
    ),
    (.json(#"{"success":false,"errorMsg":"Wrong \"apiKey\" value."}"#, status: 403), true),
    (.failure(.unsent(code: "connect", detail: "refused")), false),
  ]) func failuresEndTheRun(reply: ScriptedTransport.Reply, isAccount: Bool) async throws {
    let (crm, _) = adapter(replies(["POST integration-modules/edit": [reply]]))
    let failure = try #require(await crm.register(try wish()).failure)
    #expect((failure.scope == .account) == isAccount)
  }

  @Test func aCRMThatDoesNotTellItsVersion() async throws {
    let reply = ScriptedTransport.Reply.json(
      #"{"success":false,"errorMsg":"API method not found"}"#, status: 404)
    let (crm, _) = adapter(replies(["GET system-info": [reply]]))
    guard case .done(let report) = await crm.registration(of: try wish()) else {
      Issue.record("not done")
      return
    }
    #expect(report.crmVersion == nil)
  }

  /// Only some of the answers list the rights; then a refusal says which is missing.
  @Test func aRefusalNamesTheRightToo() async throws {
    let denied = ScriptedTransport.Reply.json(#"{"success":false,"errorMsg":"Access denied."}"#, status: 403)
    let (crm, _) = adapter(
      replies([
        "GET reference/delivery-types": [denied, denied], "GET integration-modules": [denied, denied],
      ]))
    guard case .done(let report) = await crm.register(try wish()) else {
      Issue.record("not done")
      return
    }
    #expect(
      report.cabinets.flatMap(\.differences).map(\.advice) == [
        .rightMissing("reference_read"), .rightMissing("integration_read"),
      ])
  }

  @Test func customFieldsAreReadToTheLastPage() async throws {
    func page(_ number: Int, _ code: String) -> ScriptedTransport.Reply {
      .json(
        #"""
        {"success":true,"pagination":{"limit":100,"totalCount":2,"currentPage":\#(number),"totalPageCount":2},
         "customFields":[{"code":"\#(code)","type":"numeric","name":"x"}]}
        """#
      )
    }
    let (crm, transport) = adapter(
      replies(["GET custom-fields": [page(1, "other"), page(2, "price")]]))
    guard case .done(let report) = await crm.registration(of: try wish { $0.quote = .field("price") }) else {
      Issue.record("not done")
      return
    }
    #expect(transport.requests.filter { $0.endpoint == "GET custom-fields" }.count == 2)
    #expect(report.cabinets.flatMap(\.differences).allSatisfy { !$0.place.hasPrefix("custom-field") })
  }
}

@Suite(.enabled(if: Fixtures.areThere, "shared fixtures are not there")) struct RegistrationFixtureTests {
  /// A recorded module by which another program lives.
  @Test func aRecordedModuleIsLeftAlone() async throws {
    let recorded = try ScriptedTransport.Reply.fixture("integration-module-get")
    let (crm, transport) = adapter(replies(["GET integration-modules": [recorded]]))
    guard case .done(let report) = await crm.register(try wish { $0.moduleCode = "mg-fbmessenger" }) else {
      Issue.record("not done")
      return
    }
    #expect(!transport.requests.contains { $0.method == .post })
    let advice = RegistrationAdvice.moduleOfCaller(
      cabinet: CabinetID("main"), module: "mg-fbmessenger", host: "mg-tp-fbm-s1.retailcrm.pro")
    #expect(report.cabinets.flatMap(\.differences).contains { $0.advice == advice })
  }

  /// Taken over all the same: what it has besides goes back as it came, and its token is told to nobody.
  @Test func aRecordedModuleKeepsItsOwn() async throws {
    let recorded = try ScriptedTransport.Reply.fixture("integration-module-get")
    let (crm, transport) = adapter(
      replies([
        "GET integration-modules": [recorded, recorded], "POST integration-modules/edit": [.done],
      ]))
    var wish = try wish { $0.moduleCode = "mg-fbmessenger" }
    wish.takenOver = ["mg-fbmessenger"]
    guard case .done(let report) = await crm.register(wish) else {
      Issue.record("not done")
      return
    }
    let request = try #require(transport.requests.first { $0.method == .post })
    let sent = try JSONDecoder().decode(
      Tree.self, from: Data(try #require(form(request)["integrationModule"]).utf8))
    #expect(sent[path: ["integrations", "mgTransport", "token"]] == "token")
    #expect(sent["baseUrl"] == .nothing && sent["actions"] == .nothing)
    #expect(sent["name"] == "Facebook Messenger")
    #expect(sent["freeze"] == .nothing && sent["native"] == .nothing)
    #expect(sent[path: ["integrations", "delivery", "allowTrackNumber"]] == true)
    // The script shows the old document again: nothing was taken.
    #expect(report.cabinets.flatMap(\.differences).contains { $0.advice == .notTaken })
  }

  @Test func recordedFieldsAndDictionariesAreRead() async throws {
    let (crm, _) = adapter([
      "GET custom-fields": [try .fixture("custom-fields-list")],
      "GET custom-fields/dictionaries": [try .fixture("custom-dictionaries-list")],
      "GET system-info": [try .fixture("system-info")],
    ])
    guard case .done(let fields) = await crm.customFields(),
      case .done(let dictionaries) = await crm.dictionaries(),
      case .done(let version) = await crm.systemVersion()
    else {
      Issue.record("not read")
      return
    }
    #expect(fields.keys.sorted() == ["bonus", "dictionary", "multi-dictionary"])
    #expect(fields["dictionary"]?["dictionary"] == "test_dictionary")
    #expect(dictionaries["test22"]?["elements"].elements?.count == 4)
    #expect(version == "8.1.51")
  }
}
