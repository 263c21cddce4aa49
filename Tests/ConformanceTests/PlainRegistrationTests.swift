// `register` in plain mode: the custom fields and their dictionaries, made once, shared by cabinets,
// renamed with the language.
import RetailCRM
import Sandbox
import ShippingCore
import Testing

@Suite struct PlainRegistrationTests {
  private func plain(_ office: Office, _ adjust: (inout CabinetPolicy) -> Void = { _ in }) throws
    -> CabinetPolicy
  {
    try office.cabinet(type: Shop.plainType) {
      $0.mode = .plain
      $0.codPaymentTypes = []
      $0.allowedPaymentTypes = ["bank-card"]
      adjust(&$0)
    }
  }

  @Test func theFieldsAreMadeOnce() async throws {
    let office = Office(bench: InProcessBench())
    let cabinet = try plain(office)
    let before = try await office.compare(cabinet)
    #expect(before.places.contains("custom-field.ukrposhta_track_number"))
    #expect(before.places.contains("dictionary.ukrposhta_technology"))
    #expect(try await office.apply(cabinet).isInSync)
    let writes = office.bench.writes
    #expect(try await office.apply(cabinet).isInSync)
    #expect(office.bench.writes == writes)
    let field = try office.read("custom-fields/order/ukrposhta_status")["customField"]
    #expect(field?["viewMode"] == "not_editable")
    #expect(field?["displayArea"] == "delivery")
    #expect(field?["name"] == "Стан посилки")
    #expect(
      try office.read("custom-fields/order/ukrposhta_service")["customField"]?["dictionary"]
        == "ukrposhta_service")
    let dictionaries = try office.read("custom-fields/dictionaries")["customDictionaries"]?.elements
    let technology = dictionaries?.first { $0["code"] == "ukrposhta_technology" }
    #expect(
      technology?["elements"]?.elements?.compactMap { $0["code"]?.text } == ["w2w", "w2d", "d2w", "d2d"])
  }

  /// Two contracts of one shop share their fields: each is made once.
  @Test func cabinetsShareTheirFields() async throws {
    let office = Office(bench: InProcessBench())
    let first = try plain(office)
    var second = first
    second.id = CabinetID("second")
    #expect(try await office.apply(first, second).isInSync)
    #expect(office.bench.writes == CardField.allCases.count + DeliveryField.allCases.count + 5)
  }

  /// Another language renames; what the shop chose about a field besides stays.
  @Test func aFieldIsChangedAndKeepsItsOwn() async throws {
    var office = Office(bench: InProcessBench())
    let cabinet = try plain(office)
    #expect(try await office.apply(cabinet).isInSync)
    office.language = .en
    let report = try await office.compare(cabinet)
    #expect(report.places.contains("custom-field.ukrposhta_status.name"))
    #expect(report.places.contains("dictionary.ukrposhta_payer.elements[sender].name"))
    #expect(try await office.apply(cabinet).isInSync)
    #expect(try office.read("custom-fields/order/ukrposhta_status")["customField"]?["ordering"] == 30)
    #expect(
      try office.read("custom-fields/order/ukrposhta_status")["customField"]?["name"] == "Parcel status")
  }

  @Test func whatAPersonHasToMend() async throws {
    let office = Office(bench: InProcessBench())
    let wrong = try plain(office) {
      $0.deliveryType = "nowhere"
      $0.customFields.named = ["status": "same", "error": "same"]
    }
    let advice = try await office.apply(wrong).advice
    #expect(advice.contains(.deliveryTypeMissing(code: "nowhere", paymentTypes: ["bank-card"])))
    #expect(advice.contains(.fieldClash("same")))
    let taken = try plain(office) { $0.deliveryType = Shop.module }
    #expect(
      try await office.compare(taken).advice.contains(
        .deliveryTypeTaken(code: Shop.module, module: Shop.module)))
    let mistyped = try plain(office) { $0.customFields.named = ["cost": "ukrposhta_sms"] }
    #expect(
      try await office.compare(mistyped).advice.contains(
        .fieldType(code: "ukrposhta_sms", crm: "boolean", wanted: "numeric")))
  }
}
