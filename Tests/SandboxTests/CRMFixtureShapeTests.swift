// The simulator's answers against payloads of the real service: no member that was never seen, none of another type.
// What the fixtures cannot show, because their orders have no integrated delivery, is listed by name.
import Sandbox
import Testing

@Suite(.enabled(if: CRMFixtures.available)) struct CRMFixtureShapeTests {
  /// Orders of every kind the simulator can make.
  private func busyClient() -> CRMTestClient {
    let client = CRMTestClient()
    var generator = SeededGenerator(seed: 3)
    let load = CRMLoad(deliveryTypes: ["post-1", "post-2", "courier"], defectiveShare: 0.3)
    for _ in 0..<25 {
      let id = client.service.createOrder(load.draft(using: &generator), now: client.now)
      client.service.setStatus(id, "assembling", now: client.now)
      client.service.payPayment(id, now: client.now)
      client.service.setAddress(id, CRMOrderDraft.Address(index: "02000", city: "Київ"), now: client.now)
    }
    return client
  }

  private func realOrders() throws -> [JSONValue] {
    let history = try CRMFixtures.read("orders-history-100-records")["history"]?.elements ?? []
    let created = history.filter { $0["created"] == true }.compactMap { $0["order"] }
    let listed = try CRMFixtures.read("orders-list")["orders"]?.elements ?? []
    return created + listed + [try CRMFixtures.read("order-get")["order"] ?? .null]
  }

  @Test func historyRecords() throws {
    let page = try CRMFixtures.read("orders-history-100-records")
    let real = page["history"]?.elements ?? []
    let client = busyClient()
    let ours = client.history(since: 0)
    #expect(ours.count == 100)
    #expect(CRMShape(real).surprises(in: ours) == [])
    #expect(
      CRMShape(real.filter { $0["created"] == nil }.compactMap { $0["order"] })
        .surprises(in: ours.filter { $0["created"] == nil }.compactMap { $0["order"] }) == [])
    for name in ["user", "apiKey", "payment"] {
      #expect(
        CRMShape(real.compactMap { $0[name] }).surprises(in: ours.compactMap { $0[name] }) == [], "\(name)")
    }
    let answer = client.get("orders/history", [("limit", "100")]).body
    #expect(CRMShape([page]).surprises(in: [answer]) == [])
    let names = (answer.members ?? [:]).keys.sorted()
    #expect(names == (page.members ?? [:]).keys.sorted())
    let always: Set = ["id", "createdAt", "source", "field", "oldValue", "newValue", "order"]
    #expect(ours.allSatisfy { always.isSubset(of: Set(($0.members ?? [:]).keys)) })
  }

  @Test func orders() throws {
    let real = CRMShape(try realOrders())
    let client = busyClient()
    let listed = client.get("orders", [("limit", "100")]).body["orders"]?.elements ?? []
    let created = client.history(since: 0).filter { $0["created"] == true }.compactMap { $0["order"] }
    #expect(listed.count == 25)
    #expect(real.surprises(in: listed, besides: ["company", "payments", "customFields"]) == [])
    let recorded = try CRMFixtures.read("orders-history-100-records")["history"]?.elements ?? []
    let shape = CRMShape(recorded.filter { $0["created"] == true }.compactMap { $0["order"] })
    // The recorded creations are of individuals; a corporate customer brings its contact and company.
    let allowed: Set = ["company", "contact", "patronymic", "weight"]
    #expect(shape.surprises(in: created, besides: allowed) == [])
    let individuals = created.filter { $0["customer"]?["type"] == "customer" }
    #expect(!individuals.isEmpty && individuals.allSatisfy { $0["contact"] == nil })
  }

  @Test func partsOfOrders() throws {
    let real = try realOrders()
    let ours = busyClient().get("orders", [("limit", "100")]).body["orders"]?.elements ?? []
    let cases: [(name: String, allowed: Set<String>)] = [
      ("customer", ["nickName", "mainCompany", "patronymic"]), ("contact", ["patronymic", "customFields"]),
      ("contragent", ["legalName", "INN", "OKPO"]), ("delivery", ["integrationCode", "data"]),
    ]
    for (name, allowed) in cases {
      let shape = CRMShape(real.compactMap { $0[name] })
      #expect(shape.surprises(in: ours.compactMap { $0[name] }, besides: allowed) == [], "\(name)")
    }
    let addresses = CRMShape(real.compactMap { $0["delivery"]?["address"] })
    #expect(addresses.surprises(in: ours.compactMap { $0["delivery"]?["address"] }, besides: ["flat"]) == [])
    let items = CRMShape(real.flatMap { $0["items"]?.elements ?? [] })
    let ourItems = ours.flatMap { $0["items"]?.elements ?? [] }
    #expect(items.surprises(in: ourItems, besides: ["productName"]) == [])
    let payments = CRMShape(real.flatMap { ($0["payments"]?.elements ?? []) + values($0["payments"]) })
    #expect(payments.surprises(in: ours.flatMap { values($0["payments"]) }) == [])
  }

  private func values(_ map: JSONValue?) -> [JSONValue] {
    (map?.members ?? [:]).keys.sorted().compactMap { map?[$0] }
  }

  @Test func paymentsAreAMapInReadsAndAListInCreations() throws {
    let client = busyClient()
    let real = try CRMFixtures.read("order-get")["order"]?["payments"]
    #expect(real?.members != nil)
    let read = client.get("orders", [("limit", "20")]).body["orders"]?.elements?.first?["payments"]
    let members = try #require(read?.members)
    for (key, payment) in members { #expect(payment["id"] == .integer(Int64(key) ?? 0)) }
    let empty = client.makeOrder { $0.payments = [] }
    #expect(client.order(empty)["payments"] == [])
    client.service.configure { $0.emptyMapsAsLists = false }
    #expect(client.order(empty)["payments"] == [:])
    #expect(client.order(empty)["customFields"] == [:])
  }

  @Test(arguments: [
    ("statuses", "statuses"), ("status-groups", "statusGroups"), ("delivery-types", "deliveryTypes"),
    ("payment-types", "paymentTypes"), ("sites", "sites"), ("order-types", "orderTypes"),
    ("order-methods", "orderMethods"), ("product-statuses", "productStatuses"), ("units", "units"),
    ("stores", "stores"), ("legal-entities", "legalEntities"), ("couriers", "couriers"),
    ("currencies", "currencies"), ("countries", "countriesIso"), ("delivery-services", "deliveryServices"),
  ])
  func references(_ kind: String, _ member: String) throws {
    let real = try #require(CRMFixtures.read("reference-\(kind)")[member])
    let ours = try #require(
      CRMTestClient { $0.emptyMapsAsLists = false }.get("reference/\(kind)").body[member])
    #expect(CRMShape.type(ours) == CRMShape.type(real), "container")
    let shape = CRMShape(real.elements ?? values(real))
    #expect(shape.surprises(in: ours.elements ?? values(ours), besides: ["integrationCode"]) == [])
    for (code, element) in ours.members ?? [:] { #expect(element["code"] == .string(code)) }
  }

  @Test func accountAndModuleAnswers() throws {
    let client = CRMTestClient()
    for (fixture, path) in [("api-versions", "api-versions"), ("system-info", "system-info")] {
      let ours = client.get(path, versioned: false).body
      #expect(try CRMShape([CRMFixtures.read(fixture)]).surprises(in: [ours]) == [])
    }
    #expect(
      try client.get("api-versions", versioned: false).body == CRMFixtures.read("api-versions"))
    let rights = client.get("credentials", versioned: false).body
    #expect(try CRMShape([CRMFixtures.read("credentials")]).surprises(in: [rights]) == [])
    let settings = client.get("settings").body["settings"] ?? .null
    let real = try CRMFixtures.read("settings")["settings"] ?? .null
    #expect(CRMShape([real]).surprises(in: [settings]) == [])
    #expect(settings["timezone"]?["value"] == "Europe/Kyiv")
    let module = client.get("integration-modules/post-1").body["integrationModule"] ?? .null
    let realModule = try CRMFixtures.read("integration-module-get")["integrationModule"] ?? .null
    #expect(CRMShape([realModule]).surprises(in: [module], besides: ["actions"]) == [])
  }
}
