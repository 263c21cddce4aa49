// `account()` over the recorded settings, rights and reference books, and their odd forms.
import HTTPTransport
import ShippingCore
import SyncEngine
import Testing

@testable import RetailCRM

private let nothing = ScriptedTransport.Reply.json(#"{"success":true}"#)

/// Small answers for every call of `account()`.
private let small: [String: [ScriptedTransport.Reply]] = [
  "GET credentials": [.json(#"{"success":true,"scopes":["order_read"],"siteAccess":"access_full"}"#)],
  "GET reference/statuses": [.json(#"{"success":true,"statuses":[]}"#)],
  "GET reference/status-groups": [.json(#"{"success":true,"statusGroups":[]}"#)],
  "GET reference/delivery-types": [.json(#"{"success":true,"deliveryTypes":{}}"#)],
  "GET reference/payment-types": [.json(#"{"success":true,"paymentTypes":{}}"#)],
  "GET reference/stores": [.json(#"{"success":true,"stores":[]}"#)],
  "GET reference/sites": [.json(#"{"success":true,"sites":{"a":{"code":"a"},"b":{"code":"b"}}}"#)],
]

private func account(
  _ replies: [String: [ScriptedTransport.Reply]]
) async -> (outcome: Outcome<CRMAccount>, requests: [HTTPRequest]) {
  let (crm, transport) = adapter(small.merging(replies) { $1 })
  return (await crm.account(), transport.requests)
}

private func read(_ replies: [String: [ScriptedTransport.Reply]]) async throws -> CRMAccount {
  let outcome = await account(replies).outcome
  guard case .done(let account) = outcome else { throw try #require(outcome.failure) }
  return account
}

@Suite(.enabled(if: Fixtures.areThere, "shared fixtures are not there")) struct AccountFixtureTests {
  @Test func theRecordedAccount() async throws {
    let account = try await read([
      "GET credentials": [.fixture("credentials")],
      "GET settings": [.fixture("settings")],
      "GET reference/statuses": [.fixture("reference-statuses")],
      "GET reference/status-groups": [.fixture("reference-status-groups")],
      "GET reference/delivery-types": [.fixture("reference-delivery-types")],
      "GET reference/payment-types": [.fixture("reference-payment-types")],
      "GET reference/stores": [.fixture("reference-stores")],
      "GET reference/sites": [.fixture("reference-sites")],
    ])
    #expect(account.timeZone == "Europe/Moscow")
    #expect(account.scopes == ["order_read", "customer_read", "reference_read"])
    #expect(account.statusGroups.isCancelled("no-call"))
    #expect(account.statusGroups.isComplete("3"))
    #expect(account.statusGroups.groupByStatus["delivered"] == "delivery")
    #expect(account.statusGroups.groupByStatus.count == 39)
    #expect(
      account.deliveryTypes
        == ["2": ["p_type1"], "16": ["p_type1"], "ozon-seller": ["p_type1"], "crrst-24": []])
    #expect(account.paymentTypes == ["7", "12", "13", "14", "15", "wallete-one-payment-vog"])
    #expect(account.paidStatuses == ["paid"])
    #expect(account.stores.count == 10 && account.stores.isSuperset(of: ["main12", "weiser_store", "klgd"]))
    #expect(account.sites == ["test", "test-ru"])
  }

  @Test func theOtherRecordings() async throws {
    let account = try await read([
      "GET settings": [.fixture("settings-without-mg")],
      "GET reference/delivery-types": [.fixture("reference-delivery-types-payment-types")],
    ])
    #expect(account.timeZone == "Europe/Moscow")
    #expect(account.deliveryTypes == ["courier": []])
  }

  /// Books we do not ask for, with other members under the same names: none may be a stumbling block.
  @Test(arguments: [
    ("reference-order-types", "orderTypes"), ("reference-order-methods", "orderMethods"),
    ("reference-units", "units"), ("reference-delivery-services", "deliveryServices"),
    ("reference-product-statuses", "productStatuses"), ("reference-legal-entities", "legalEntities"),
  ])
  func everyBookReadsAsSites(file: String, member: String) async throws {
    let text = String(decoding: try Fixtures.bytes(file), as: UTF8.self)
    let account = try await read([
      "GET reference/sites": [.json(text.replacing("\"\(member)\"", with: "\"sites\""))]
    ])
    #expect(!account.sites.isEmpty)
  }
}

@Suite struct AccountTests {
  @Test func theCallsAndTheirOrder() async {
    let (_, requests) = await account([:])
    let base = "https://shop.example.test/api"
    #expect(
      requests.map(\.url) == [
        "\(base)/credentials", "\(base)/v5/settings", "\(base)/v5/reference/statuses",
        "\(base)/v5/reference/status-groups", "\(base)/v5/reference/delivery-types",
        "\(base)/v5/reference/payment-types", "\(base)/v5/reference/payment-statuses",
        "\(base)/v5/reference/stores", "\(base)/v5/reference/sites",
      ])
    #expect(requests.allSatisfy { $0.headers.map(\.value) == [testKey] && !$0.url.contains(testKey) })
  }

  @Test func aKeyForSomeSites() async throws {
    let selective =
      #"{"success":true,"scopes":[],"siteAccess":"access_selective","sitesAvailable":["b","c"]}"#
    #expect(try await read(["GET credentials": [.json(selective)]]).sites == ["b"])
  }

  @Test func groupsOfAStatusFromEitherBook() async throws {
    let account = try await read([
      "GET reference/statuses": [
        .json(#"{"success":true,"statuses":{"1":{"group":"new"},"x":{"code":"x"}}}"#)
      ],
      "GET reference/status-groups": [
        .json(#"{"success":true,"statusGroups":[{"code":"cancel","statuses":["1","x",7]}]}"#)
      ],
    ])
    #expect(account.statusGroups.groupByStatus == ["1": "new", "x": "cancel", "7": "cancel"])
  }

  @Test func booksAsMapsOrListsAndFlagsAsText() async throws {
    let types =
      #"{"success":true,"deliveryTypes":[{"code":2,"deliveryPaymentTypes":"#
      + #"{"0":{"code":"cod","cod":"true"}}}]}"#
    let account = try await read([
      "GET reference/delivery-types": [.json(types)],
      "GET reference/stores": [.json(#"{"success":true,"stores":{"main":{"phone":{}}}}"#)],
    ])
    #expect(account.deliveryTypes == ["2": ["cod"]])
    #expect(account.stores == ["main"])
  }

  @Test(arguments: [
    ("reference/stores", #"{"success":true,"stores":[{"name":"x"}]}"#, "stores[0].code"),
    ("reference/stores", #"{"success":true}"#, "stores"),
    ("reference/sites", #"{"success":true,"sites":{"a":7}}"#, "sites.a"),
    (
      "reference/payment-statuses",
      #"{"success":true,"paymentStatuses":{"p":{"paymentComplete":"perhaps"}}}"#,
      "paymentStatuses.p.paymentComplete"
    ),
    ("settings", #"{"success":true,"settings":{"timezone":"Europe/Kyiv"}}"#, "settings.timezone"),
    ("credentials", #"{"success":true,"scopes":[{}, true]}"#, "scopes[1]"),
  ])
  func whatIsDecidedOnIsNotPassedOver(endpoint: String, answer: String, path: String) async {
    let failure = await account(["GET " + endpoint: [.json(answer)]]).outcome.failure
    #expect(failure?.code == "odd-answer")
    #expect(failure?.path == path)
  }

  @Test func theFirstRefusalEndsIt() async {
    let wrong = ScriptedTransport.Reply.json(
      #"{"success":false,"errorMsg":"Wrong apiKey value"}"#, status: 403)
    let (outcome, requests) = await account(["GET credentials": [wrong]])
    #expect(outcome.failure?.scope == .account)
    #expect(requests.count == 1)
  }

  @Test func whatAccountLearnedIsNotAskedAgain() async {
    let (crm, transport) = adapter(
      small.merging([
        "GET orders": [.json(#"{"success":true,"orders":[]}"#)],
        "GET orders/history": [
          .json(#"{"success":true,"history":[{"id":1,"createdAt":"2026-07-02 01:30:05"}]}"#)
        ],
      ]) { $1 })
    _ = await crm.account()
    _ = await crm.orders([OrderID(1)])
    guard case .done(let page) = await crm.history(since: HistoryRecordID(0)) else {
      Issue.record("the page was not read")
      return
    }
    #expect(page.records.first?.createdAt == Instant(milliseconds: 1_782_945_005_000))
    #expect(transport.requests.count == 11)
  }
}
