// Words that `register` puts into the CRM or says about it: there in every language, different from each
// other where people choose between them, and without a place that nobody filled.
import Testing

@testable import ShippingCore

@Suite struct RegistrationTextTests {
  static let advice: [RegistrationAdvice] = [
    .rightMissing("x-1"), .paymentTypeMissing("x-1"),
    .paymentTypeNotAllowed(paymentType: "x-1", deliveryType: "x-2"), .storeMissing("x-1"),
    .statusMissing("x-1"), .deliveryTypeMissing(code: "x-1", paymentTypes: ["x-2", "x-3"]),
    .moduleTypeMissing(code: "x-1", module: "x-2", paymentTypes: ["x-3"]),
    .deliveryTypeDiffers(cabinet: CabinetID("x-1"), crm: "x-2", configured: "x-3"),
    .deliveryTypeTaken(code: "x-1", module: "x-2"), .deliveryTypeInactive("x-1"), .moduleFrozen("x-1"),
    .moduleForeign("x-1"), .moduleFamily(module: "x-1", family: "x-2"), .logoMissing(CabinetID("x-1")),
    .callbacksRequired(CabinetID("x-1")), .fieldType(code: "x-1", crm: "x-2", wanted: "x-3"),
    .fieldClash("x-1"), .notTaken, .paymentTypesUnticked("x-1"),
    .siteNotAllowed(site: "x-1", deliveryType: "x-2"),
    .shipmentPointUnknown(cabinet: CabinetID("x-1"), store: "x-2", point: "x-3"),
    .deliveryTypeNotLinked(cabinet: CabinetID("x-1"), code: "x-2", module: "x-3"),
    .moduleOfCaller(cabinet: CabinetID("x-1"), module: "x-2", host: "x-3"),
    .moduleOfStranger(cabinet: CabinetID("x-1"), module: "x-2"),
  ]

  @Test(arguments: advice) func everyAdviceNamesWhatItIsAbout(advice: RegistrationAdvice) {
    var texts: Set<String> = []
    for language in Language.allCases {
      let text = advice.text(in: language)
      #expect(!text.contains("{") && !text.contains("}"))
      let described = String(describing: advice)
      for value in ["x-1", "x-2", "x-3"] where described.contains(value) { #expect(text.contains(value)) }
      texts.insert(text)
    }
    #expect(texts.count == Language.allCases.count)
  }

  @Test func codesAreStableAndDifferent() {
    #expect(Set(Self.advice.map(\.code)).count == Self.advice.count)
    #expect(RegistrationAdvice.callbacksRequired(CabinetID("a")).code == "callbacks-required")
  }

  @Test func paymentTypesAreAskedForByNameOrAll() {
    let rows: [(AskedPaymentTypes, String)] = [
      ([], "–"), (["cod", "card"], "cod, card"),
      (AskedPaymentTypes(named: [], isAll: true), "all that you accept"),
      (AskedPaymentTypes(named: ["cod"], isAll: true), "all that you accept, cod among them"),
    ]
    for (asked, words) in rows {
      let advice = RegistrationAdvice.deliveryTypeMissing(code: "a", paymentTypes: asked)
      #expect(advice.text(in: .en).contains("Payment types: \(words). Sites"))
    }
  }

  /// The plain way on is said with the line to write.
  @Test(arguments: Language.allCases) func plainStepsHaveTheConfigurationLine(language: Language) {
    let lines = RegistrationAdvice.callbacksRequired(CabinetID("main")).text(in: language).split(
      separator: "\n")
    #expect(lines.contains { $0.trimmingPrefix { $0 == " " } == "mode: plain" })
    #expect(lines.contains { $0.contains("cabinets.main") })
  }

  @Test(arguments: Language.allCases) func labelsAreThereAndDifferent(language: Language) {
    let statuses =
      DeliveryState.allCases.map { $0.name(in: language) }
      + [ShownStatus.waiting, ShownStatus.error].map { ShownStatus.name($0, in: language) }
    #expect(Set(statuses).count == statuses.count && !statuses.contains(""))
    let fields =
      CardField.allCases.map { $0.label(in: language) }
      + DeliveryField.allCases.map { $0.label(in: language) }
    #expect(Set(fields).count == fields.count && !fields.contains(""))
    for field in DeliveryField.allCases {
      guard case .choice(let values) = field.kind else { continue }
      let labels = values.map { field.choiceLabel($0, in: language) }
      #expect(Set(labels).count == labels.count)
      for (label, value) in zip(labels, values) { #expect(label != value) }
    }
  }

  @Test func aCodeOfNobodyIsItsOwnName() {
    #expect(ShownStatus.name("strange", in: .uk) == "strange")
    #expect(DeliveryField.service.choiceLabel("strange", in: .uk) == "strange")
  }

  /// Stays the same over runs, and is nobody else's.
  @Test func clientIDsBelongToOneModuleOfOneCRM() throws {
    let phone = try #require(Phone("+380441234567"))
    let postcode = try #require(Postcode("01001"))
    var cabinet = CabinetPolicy(
      id: CabinetID("a"), deliveryType: "t", moduleCode: "m-1",
      sender: PostalClient(type: .company, phone: phone), senderAddress: PostalAddress(postcode: postcode))
    let first = cabinet.moduleClientID(crmURL: "https://a.example.test")
    #expect(first == cabinet.moduleClientID(crmURL: "https://a.example.test"))
    #expect(first != cabinet.moduleClientID(crmURL: "https://b.example.test"))
    cabinet.moduleCode = "m-2"
    #expect(first != cabinet.moduleClientID(crmURL: "https://a.example.test"))
    #expect(first.count == 32)
  }
}
