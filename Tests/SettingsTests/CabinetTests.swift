// What a cabinet must, may and must not say, depending on who sends; and how defaults, cabinet and policy
// hang together.
import ShippingCore
import Testing

@testable import Settings

@Suite struct CabinetTests {
  @Test func moduleReachesThePolicy() throws {
    let cabinets = try SettingsFile.parse(
      text: try Example.whole, path: Example.path, environment: Example.environment
    ).get().cabinets
    #expect(
      cabinets.first?.policy.module
        == ModuleSettings(
          name: "Укрпошта", logo: "https://example.com/ukrposhta.svg", family: "ukrposhta",
          accountURL: "https://example.com/"))
    #expect(cabinets.last?.policy.module == ModuleSettings())
    for wrong in ["http://example.com/a.svg", "https://", "https://me@example.com/a.svg", "a.svg"] {
      let problems = try Example.problems(with: ["https://example.com/ukrposhta.svg": wrong])
      #expect(problems.map(\.path) == ["cabinets.main.module.logo"], "\(wrong)")
    }
  }

  @Test func exampleBecomesThePolicyItDescribes() throws {
    let settings = try Example.settings()
    let groups = StatusGroups(groupByStatus: ["cancel-other": "cancel"])
    let policy = settings.policy(statusGroups: groups)
    #expect(policy.statusGroups == groups)
    #expect(policy.createInStatuses == nil)
    #expect(policy.sites == nil)
    #expect(policy.retry == RetryPolicy(base: .seconds(2), cap: .seconds(300)))
    #expect(policy.inDoubt == InDoubtPolicy())
    #expect(policy.fetchesLabels)
    #expect(policy.cabinets.map(\.id) == [CabinetID("main"), CabinetID("fop")])

    let main = try #require(policy.cabinet(deliveryType: "ukrposhta"))
    #expect(main.moduleCode == "ukrposhta-main")
    #expect(main.sender.type == .company)
    #expect(main.sender.name == "ТОВ Приклад")
    #expect(main.sender.edrpou == "12345603")
    #expect(main.sender.iban == IBAN("UA073808050000000026000439806"))
    #expect(main.sender.phone == Phone("0441234567"))
    #expect(main.senderAddress.postcode == Postcode("01001"))
    #expect(main.senderAddress.houseNumber == "22")
    #expect(main.deliveryPayer == .sender)
    #expect(main.parcel == ParcelDefaults())
    #expect(main.codPaymentTypes == ["cash-on-delivery"])
    #expect(main.allowedPaymentTypes == nil)
    #expect(main.stores["main-store"]?.postcode == Postcode("01001"))
    #expect(main.stores["lviv"]?.houseNumber == "1" && main.stores["lviv"]?.hasDoor == true)
    #expect(main.statuses.byState[.atOffice] == "ready-for-pickup")
    #expect(main.statuses.byEvent == [31100: "delivery-failed"])

    let fop = try #require(policy.cabinet(deliveryType: "ukrposhta-fop"))
    #expect(fop.technology == .w2d)
    #expect(fop.codPaymentTypes == [])
    #expect(fop.sender.name == "ФОП Приклад Олена Іванівна")
    #expect(fop.sender.middleName == "Іванівна")
    #expect(fop.sender.tin == "1234567005")
  }

  @Test func cabinetGoesOverTheDefaultsEntryByEntry() throws {
    let settings = try Example.settings(with: [
      "  #parcel:": "  parcel: { weight-g: 1000, length-mm: 300, width-mm: 200, height-mm: 100 }",
      "    payments:\n      cod: []": """
          payments: { cod: [], allowed: [card] }
          parcel: { weight-g: 50 }
          statuses: { accepted: "on-way", "41000": done }
          stores: { lviv: "79001", odesa: "65000" }
          label: { size: a5 }
          zero-declared-value: true
      """,
    ])
    let fop = try #require(settings.cabinet(CabinetID("fop")))
    #expect(fop.policy.parcel.weight == Grams(50))
    #expect(fop.policy.parcel.dimensions?.lengthMillimetres == 300)
    #expect(fop.policy.statuses.byState[.accepted] == "on-way")
    #expect(fop.policy.statuses.byState[.delivered] == "complete")
    #expect(fop.policy.statuses.byEvent == [31100: "delivery-failed", 41000: "done"])
    #expect(
      fop.policy.stores.mapValues(\.postcode.text) == [
        "main-store": "01001", "lviv": "79001", "odesa": "65000",
      ])
    #expect(fop.policy.allowedPaymentTypes == ["card"])
    #expect(fop.policy.allowsZeroDeclaredValue)
    #expect(fop.labelFormat == .a5)
    #expect(settings.cabinet(CabinetID("main"))?.labelFormat == .square)
  }

  @Test(arguments: [
    ("recipient", "name"), ("recipient-name", "Олена"), ("recipient-phone", "0501234567"),
    ("recipient-company", "x"),
    ("recipient-code", "1"),
  ])
  func recipientHasNoDefaults(key: String, value: String) throws {
    for place in ["  technology: W2W", "    technology: W2D"] {
      let indentation = place.prefix { $0 == " " }
      let problems = try Example.problems(with: [place: "\(place)\n\(indentation)\(key): \(value)"])
      #expect(problems.count == 1)
      #expect(problems.first?.message.contains("cannot have a default") == true)
    }
  }

  @Test func whatDiffersByContractIsNoDefault() throws {
    let problems = try Example.problems(with: [
      "  technology: W2W": "  technology: W2W\n  iban: UA073808050000000026000439806\n  sender: { name: x }"
    ])
    #expect(problems.map(\.path) == ["defaults.iban", "defaults.sender"])
    #expect(problems.allSatisfy { $0.message.contains("into each cabinet") })
  }

  @Test func twoCabinetsCannotClaimTheSameOrders() throws {
    let problems = try Example.problems(with: [
      "delivery-type: ukrposhta-fop": "delivery-type: ukrposhta",
      "module-code: ukrposhta-fop": "module-code: ukrposhta-main",
    ])
    #expect(problems.map(\.path) == ["cabinets.fop.delivery-type", "cabinets.fop.module-code"])
    #expect(problems.allSatisfy { $0.message.contains("“main”") })
  }

  /// Every case: what is exchanged in the example, and the paths that must be complained about.
  @Test(arguments: [
    (["edrpou: \"12345603\"": "edrpou: \"12345604\""], ["cabinets.main.edrpou"]),
    (["edrpou: \"12345603\"": "edrpou: \"1234560\""], ["cabinets.main.edrpou"]),
    (["edrpou: \"12345603\"": "tin: \"1234567005\""], ["cabinets.main.edrpou", "cabinets.main.tin"]),
    (["tin: \"1234567005\"": "tin: \"1234567006\""], ["cabinets.fop.tin"]),
    (["tin: \"1234567005\"": "edrpou: \"12345603\""], ["cabinets.fop.tin", "cabinets.fop.edrpou"]),
    (["iban: UA073808050000000026000439806": "iban: UA073808050000000026000439807"], ["cabinets.main.iban"]),
    (["    iban: UA073808050000000026000439806\n": ""], ["cabinets.main.iban"]),
    (["    payments:\n      cod: []\n": ""], ["cabinets.fop.iban"]),
    (
      ["      name: ТОВ Приклад": "      last-name: Приклад"],
      ["cabinets.main.sender.name", "cabinets.main.sender.last-name"]
    ),
    (["      name: ТОВ Приклад": "      name: ТОВ 1234567"], ["cabinets.main.sender.name"]),
    (["      first-name: Олена\n": ""], ["cabinets.fop.sender.first-name"]),
    (["phone: \"+380441234567\"": "phone: +48441234567"], ["cabinets.main.sender.phone"]),
    (["        postcode: \"01001\"": "        postcode: 1001"], ["cabinets.main.sender.address.postcode"]),
    (["email: post@example.com": "email: post"], ["cabinets.main.sender.email"]),
    (["client-type: company": "client-type: companyy"], ["cabinets.main.client-type"]),
    (["  main:\n    # company": "  Main:\n    # company"], ["cabinets.Main"]),
    // Folders of the label spool.
    (["  main:\n    # company": "  merged:\n    # company"], ["cabinets.merged"]),
    (["  main:\n    # company": "  manifests:\n    # company"], ["cabinets.manifests"]),
    (
      ["technology: W2D": "technology: D2D"],
      ["city", "house", "street"].map { "cabinets.fop.sender.address.\($0)" }
    ),
    (
      ["  #parcel:": "  parcel: { length-mm: 300, width-mm: 200 }"],
      ["cabinets.main.parcel", "cabinets.fop.parcel"]
    ),
    (
      ["      #integration-code: ukrposhta": "      integration-code: ukrposhta-mein"],
      ["cabinets.main.module.integration-code"]
    ),
    (
      ["      last-name: Приклад": "      last-name: Нечуй-Левицька-Прикладенко-Довгопрізвищенко"],
      ["cabinets.fop.sender.last-name"]
    ),
    (["#allowed: [cash-on-delivery, bank-card]": "allowed: [bank-card]"], ["cabinets.main.payments"]),
    (["main-store: \"01001\"": "main-store: 1001"], ["defaults.stores.main-store"]),
    (
      ["      city: Львів\n": "", "      house: \"1\"\n": ""],
      ["defaults.stores.lviv.city", "defaults.stores.lviv.house"]
    ),
    (["at-office: ready": "at-ofice: ready"], ["defaults.statuses.at-ofice"]),
    (["\"31100\": delivery": "\"311\": delivery"], ["defaults.statuses.311"]),
    (["description: \"{items}\"": "description: \"{item}\""], ["defaults.description"]),
    (["cod: [cash-on-delivery]": "cod: [a, a]"], ["defaults.payments.cod[2]"]),
  ])
  func rule(changes: [String: String], paths: [String]) throws {
    let text = try Example.with(Array(changes))
    #expect(Example.problems(text).map(\.path) == paths)
  }

  @Test func individual() throws {
    let changes: KeyValuePairs = [
      "client-type: company": "client-type: individual", "    edrpou: \"12345603\"\n": "",
      "    iban: UA073808050000000026000439806\n": "",
      "      name: ТОВ Приклад":
        "      last-name: Приклад\n      first-name: Олена\n      middle-name: Іванівна",
    ]
    let sender = try Example.settings(with: changes).cabinets.first?.policy.sender
    #expect(sender?.type == .individual)
    #expect(sender?.name == nil)
    #expect(sender?.iban == nil)
    let withIBAN = Example.problems(try Example.with(changes.filter { !$0.key.contains("iban") }))
    #expect(withIBAN.map(\.path) == ["cabinets.main.iban"])
    #expect(withIBAN.first?.message.contains("in cash") == true)
    let text = try Example.with(changes).replacingFirst("\n      middle-name: Іванівна", with: "")
    #expect(Example.problems(text).map(\.path) == ["cabinets.main.sender.middle-name"])
  }

  @Test func errorsNameTheStatesButNoPersonalData() throws {
    let states = try Example.problems(with: ["at-office: ready": "waiting: ready"])
    for state in DeliveryState.allCases { #expect(states.first?.message.contains(state.rawValue) == true) }
    let personal = try Example.problems(with: [
      "phone: \"+380671234567\"": "phone: \"+38067123456\"",
      "email: owner@example.com": "email: owner-at-example",
      "tin: \"1234567005\"": "tin: \"1234567006\"", "iban: UA073": "iban: UA083",
    ])
    #expect(personal.count == 4)
    for secret in ["67123456", "owner-at", "1234567006", "UA08"] {
      #expect(personal.allSatisfy { !$0.description.contains(secret) })
    }
  }

  @Test func changesThatNeedARestartAreNamed() throws {
    let running = try Example.settings()
    #expect(running.keysNeedingRestart(from: running) == [])
    let next = try Example.settings(with: [
      "https://example.retailcrm.ru": "https://other.retailcrm.ru", "language: uk": "language: ru",
      "at: production": "at: sandbox", "tracking-bearer: main": "tracking-bearer: other",
      "history: 15s": "history: 20s", "log-level: info": "log-level: debug", "label: 60s": "label: 61s",
      "#directory: /var/lib": "directory: /srv",
    ])
    #expect(
      next.keysNeedingRestart(from: running) == [
        "crm.url", "ukrposhta.at", "labels.directory", "time-outs", "cabinets.main.credentials",
      ])
    #expect(next.ukrposhta.place.url.text == "https://dev.ukrposhta.ua")
    #expect(next.ukrposhta.place.classifierURL.text == "https://www.ukrposhta.ua")
  }
}

extension String {
  func replacingFirst(_ old: String, with new: String) -> String {
    guard let range = firstRange(of: old) else { return self }
    return replacingCharacters(in: range, with: new)
  }

  private func replacingCharacters(in range: Range<Index>, with new: String) -> String {
    var copy = self
    copy.replaceSubrange(range, with: new)
    return copy
  }
}
