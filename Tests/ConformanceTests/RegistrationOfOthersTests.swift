// What in the CRM is somebody else's, and what `register` leaves to people: a module that another program lives by,
// payment types and sites of a delivery type, points of stores that nobody names any more.
import RetailCRM
import Sandbox
import ShippingCore
import Testing

@Suite struct RegistrationOfOthersTests {
  /// A delivery module as another vendor has it, with everything that would be lost.
  private func alien(_ office: Office) throws -> JSONValue {
    var document = CRMService.Configuration.Module.delivery(
      code: fresh, statusCodes: ["created", "arrived"], fields: ["warehouse"]
    ).document
    document["baseUrl"] = "https://user:token@alien.example.com/ukrposhta?key=secret"
    document["clientId"] = "their-client"
    document["integrations"]?["delivery"]?["actions"] = ["save": "/save", "delete": "/delete"]
    document["integrations"]?["delivery"]?["requiredFields"] = ["phone"]
    document["integrations"]?["delivery"]?["settings"] = [
      "statuses": [["code": "delivering", "trackingStatusCode": "arrived"]],
      "paymentTypes": [["code": "bank-transfer", "active": true, "cod": true]],
    ]
    try office.put(fresh, document)
    return try office.read("integration-modules/\(fresh)")
  }

  @Test func aModuleOfAnotherProgramIsLeftAlone() async throws {
    let office = Office(bench: InProcessBench())
    let before = try alien(office)
    let cabinet = try office.cabinet()
    let report = try await office.apply(cabinet)
    let advice = RegistrationAdvice.moduleOfCaller(
      cabinet: CabinetID("main"), module: fresh, host: "alien.example.com")
    #expect(report.advice == [advice])
    #expect(office.bench.writes == 0)
    #expect(try office.read("integration-modules/\(fresh)") == before)
    for language in Language.allCases {
      let text = advice.text(in: language)
      #expect(text.contains("--take-over \(fresh)") && !text.contains("token") && !text.contains("secret"))
    }
  }

  @Test func aModuleIsTakenOverWhenTheOperatorSaysSo() async throws {
    var office = Office(bench: InProcessBench())
    _ = try alien(office)
    let cabinet = try office.cabinet()
    office.adjust = { $0.takenOver = [fresh] }
    let shown = try await office.compare(cabinet)
    #expect(shown.places.contains("baseUrl") && shown.places.contains("integrations.delivery.actions"))
    try office.allowPayments(type: fresh, module: fresh)
    #expect(try await office.apply(cabinet).isInSync)
    let after = try office.read("integration-modules/\(fresh)")["integrationModule"]
    #expect(after?["baseUrl"]?.text == nil)
    #expect(try office.delivery()["actions"]?.members?.isEmpty ?? true)
    // Ours from now on, without another word.
    office.adjust = { _ in }
    #expect(try await office.compare(cabinet).isInSync)
  }

  @Test func aModuleForSomethingElseIsNobodysToTake() async throws {
    let office = Office(bench: InProcessBench())
    var document = CRMService.Configuration.Module.delivery(
      code: fresh, statusCodes: ["created", "delivered"]
    ).document
    try office.put(fresh, document)
    let advice = RegistrationAdvice.moduleOfStranger(cabinet: CabinetID("main"), module: fresh)
    #expect(try await office.apply(try office.cabinet()).advice == [advice])
    document["integrations"] = ["mgTransport": ["webhookUrl": "https://chat.example.com/"]]
    try office.put(fresh, document)
    #expect(try await office.apply(try office.cabinet()).advice == [advice])
  }

  // MARK: Payment types and sites

  private func states(_ office: Office) throws -> [String: Bool] {
    let entries = try office.delivery()["settings"]?["paymentTypes"]?.elements ?? []
    return Dictionary(
      entries.map { ($0["code"]?.text ?? "", $0["active"]?.truth ?? false) },
      uniquingKeysWith: { first, _ in first })
  }

  /// Without `payments.allowed` any type may be used, so the CRM has to have all of them on; also those that an earlier
  /// configuration switched off.
  @Test func allTypesOfTheAccountAreOnWhenNoneIsNamed() async throws {
    let office = Office(bench: InProcessBench())
    try office.habits { $0.paymentTypes.append(.init(code: "cheque", name: "Чек", active: false)) }
    try office.allowPayments(type: fresh, module: fresh)
    let narrow = try office.cabinet()
    _ = try await office.apply(try office.cabinet { $0.allowedPaymentTypes = nil })
    let all = ["cash-on-delivery": true, "bank-card": true, "bank-transfer": true, "cash": true]
    #expect(try states(office) == all)
    #expect(try await office.apply(narrow).isInSync)
    #expect(try states(office).filter(\.value).keys.sorted() == ["bank-card", "cash-on-delivery"])
    #expect(try await office.apply(try office.cabinet { $0.allowedPaymentTypes = nil }).isInSync)
    #expect(try states(office) == all)
  }

  @Test func theStepsSayAllThatTheShopAccepts() async throws {
    let office = Office(bench: InProcessBench())
    try office.habits { $0.version = 7 }
    let cabinet = try office.cabinet { $0.allowedPaymentTypes = nil }
    let asked = AskedPaymentTypes(named: ["cash-on-delivery"], isAll: true)
    let steps = RegistrationAdvice.moduleTypeMissing(code: fresh, module: fresh, paymentTypes: asked)
    #expect(try await office.compare(cabinet).advice == [steps])
    #expect(steps.text(in: .uk).contains("усі, які приймаєте, зокрема cash-on-delivery"))
  }

  @Test func aTypeWithoutPaymentsIsTold() async throws {
    let office = Office(bench: InProcessBench())
    let cabinet = try office.cabinet {
      $0.allowedPaymentTypes = nil
      $0.codPaymentTypes = []
    }
    #expect(try await office.apply(cabinet).advice == [.paymentTypesUnticked(fresh)])
    try office.allowPayments(type: fresh, module: fresh)
    #expect(try await office.compare(cabinet).isInSync)
  }

  @Test func theSitesOfTheTypeAreCompared() async throws {
    var office = Office(bench: InProcessBench())
    let cabinet = try office.cabinet()
    try office.allowPayments(type: fresh, module: fresh, sites: [Shop.site])
    #expect(try await office.apply(cabinet).isInSync)
    office.adjust = { $0.sites = [Shop.site, Shop.secondSite] }
    let advice = RegistrationAdvice.siteNotAllowed(site: Shop.secondSite, deliveryType: fresh)
    #expect(try await office.compare(cabinet).advice == [advice])
    // Recorded of types in use: an empty list says nothing.
    try office.allowPayments(type: fresh, module: fresh, sites: [])
    #expect(try await office.compare(cabinet).isInSync)
  }

  // MARK: Stores

  /// A shipment point beats the drop-off office, so that of a store which is off would still get its parcels.
  @Test func pointsOfStoresThatAreGoneGo() async throws {
    let office = Office(bench: InProcessBench())
    try office.allowPayments(type: fresh, module: fresh)
    #expect(try await office.apply(try office.cabinet()).isInSync)
    let without = try office.cabinet { $0.stores = [:] }
    let place = "integrations.delivery.settings.shipmentPoints[main]"
    #expect(try await office.compare(without).places == [place])
    #expect(try await office.apply(without).isInSync)
    #expect(try office.delivery()["settings"]?["shipmentPoints"] == [])
  }

  @Test func pointsThatSomebodyElseSetAreTold() async throws {
    let office = Office(bench: InProcessBench())
    try office.allowPayments(type: fresh, module: fresh)
    let without = try office.cabinet { $0.stores = [:] }
    #expect(try await office.apply(without).isInSync)
    var document = try office.read("integration-modules/\(fresh)")["integrationModule"] ?? .null
    for name in ["freeze", "native"] { document[name] = nil }
    document["clientId"] = "c"
    document["integrations"]?["delivery"]?["settings"]?["shipmentPoints"] = [
      ["code": "main", "shipmentPointId": "79000", "shipmentPointLabel": "Біля ринку"]
    ]
    try office.put(fresh, document)
    let advice = RegistrationAdvice.shipmentPointUnknown(
      cabinet: CabinetID("main"), store: "main", point: "79000")
    #expect(try await office.apply(without).advice == [advice])
  }
}
