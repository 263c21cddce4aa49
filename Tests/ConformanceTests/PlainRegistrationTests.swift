// `register` and custom fields: those of plain mode with their dictionaries, made once, shared by cabinets, and the shop's
// own afterwards; those of a native cabinet whose cards tracking calls do not reach.
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

  /// What a field is called and where it stands is the shop's: neither a field that was there before nor one of ours is
  /// changed afterwards, whatever the language.
  @Test func aFieldThatIsThereStaysAsItIs() async throws {
    var office = Office(bench: InProcessBench())
    try office.bench.shop { crm, _ in
      crm.addCustomFields([.init(code: "shop_ttn", name: "Накладна", type: "string")])
    }
    let own = try office.read("custom-fields/order/shop_ttn")
    let cabinet = try plain(office) { $0.customFields.named = ["track-number": "shop_ttn"] }
    #expect(try await office.apply(cabinet).isInSync)
    #expect(try office.read("custom-fields/order/shop_ttn") == own)
    let made = try office.read("custom-fields/order/ukrposhta_status")
    let dictionaries = try office.read("custom-fields/dictionaries")
    let writes = office.bench.writes
    office.language = .en
    #expect(try await office.apply(cabinet).isInSync)
    #expect(office.bench.writes == writes)
    #expect(try office.read("custom-fields/order/ukrposhta_status") == made)
    #expect(try office.read("custom-fields/dictionaries") == dictionaries)
  }

  /// A choice that the shop's dictionary lacks is added; what it calls the others stays.
  @Test func aDictionaryIsCompleted() async throws {
    let office = Office(bench: InProcessBench())
    let cabinet = try plain(office)
    #expect(try await office.apply(cabinet).isInSync)
    try office.change(dictionary: "ukrposhta_technology", [["code": "w2w", "name": "На пошту"]])
    #expect(
      try await office.compare(cabinet).places.contains("dictionary.ukrposhta_technology.elements[d2d]"))
    #expect(try await office.apply(cabinet).isInSync)
    let dictionaries = try office.read("custom-fields/dictionaries")["customDictionaries"]?.elements
    let elements = dictionaries?.first { $0["code"] == "ukrposhta_technology" }?["elements"]?.elements
    #expect(elements?.first { $0["code"] == "w2w" }?["name"] == "На пошту")
    #expect(elements?.first { $0["code"] == "d2d" }?["name"]?.text?.isEmpty == false)
  }

  /// What tracking calls cannot show goes to custom fields, and nobody else would make them.
  @Test func aNativeCabinetThatIsNotLinkedGetsItsFields() async throws {
    var office = Office(bench: InProcessBench())
    try office.allowPayments(type: fresh, module: fresh)
    let cabinet = try office.cabinet { $0.customFields = CustomFieldCodes(prefix: "up") }
    #expect(try await office.apply(cabinet).isInSync)
    office.adjust = { $0.byFields = [CabinetID("main")] }
    let places = try await office.compare(cabinet).places
    #expect(
      places.sorted() == ["error", "notice", "status", "track_number"].map { "custom-field.up_\($0)" })
    #expect(try await office.apply(cabinet).isInSync)
    #expect(try office.read("custom-fields/order/up_error")["customField"]?["type"] == "text")
    #expect(try office.read("custom-fields/order/up_sms")["success"] == false)
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
