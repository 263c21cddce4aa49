// What a cabinet wants of the CRM: the module's document and the custom fields. Codes here are in every
// order of a shop for years, so they are compared with what is written down, not with what the code says.
import ShippingCore
import Testing

@testable import RetailCRM

func registrationCabinet(_ adjust: (inout CabinetPolicy) -> Void = { _ in }) throws -> CabinetPolicy {
  let phone = try #require(Phone("+380441234567"))
  let postcode = try #require(Postcode("01001"))
  var cabinet = CabinetPolicy(
    id: CabinetID("main"), deliveryType: "ukrposhta", moduleCode: "ukrposhta-main",
    sender: PostalClient(type: .company, name: "ТОВ Приклад", edrpou: "12345603", phone: phone),
    senderAddress: PostalAddress(postcode: postcode), stores: ["warehouse": PostalAddress(postcode: postcode)]
  )
  cabinet.codPaymentTypes = ["cod"]
  adjust(&cabinet)
  return cabinet
}

@Suite struct ModuleWishTests {
  private func wish(
    _ current: Tree = [:], language: Language = .uk, paymentTypes: Set<String>? = nil,
    stores: Set<String>? = nil, _ adjust: (inout CabinetPolicy) -> Void = { _ in }
  ) throws -> TreeWish {
    try ModuleWish(
      cabinet: registrationCabinet(adjust), language: language, crmURL: "https://shop.example.test",
      paymentTypes: paymentTypes, stores: stores
    ).document(current: current)
  }

  private func delivery(_ wish: TreeWish) -> Tree { wish.managed[path: ["integrations", "delivery"]] }

  @Test func everyStateHasAStatus() throws {
    let statuses = try #require(delivery(wish())["statusList"].elements)
    #expect(
      statuses.compactMap { $0["code"].plain }.sorted() == [
        "accepted", "at-office", "cancelled", "created", "customs", "delivered", "error", "in-transit",
        "problem", "returned", "returning", "waiting", "withdrawn",
      ])
    #expect(statuses.filter { $0["isError"] == true }.map { $0["code"] } == ["error"])
    let editable = statuses.filter { $0["isEditable"] == true }.compactMap { $0["code"].plain }
    #expect(Set(editable) == ["created", "waiting", "withdrawn", "error"])
    #expect(Set(statuses.compactMap { $0["name"].plain }).count == statuses.count)
  }

  @Test(arguments: Language.allCases) func everyFieldIsThereWithItsWords(language: Language) throws {
    let fields = try #require(delivery(wish(language: language))["deliveryDataFieldList"].elements)
    #expect(
      fields.compactMap { $0["code"].plain } == [
        "recipient-name", "recipient-phone", "post-office", "technology", "service", "payer",
        "cod-fee-payer", "sms", "description", "on-fail", "check-on-delivery", "fragile", "document-back",
        "delivery-notification", "notice",
      ])
    #expect(fields.filter { $0["editable"] == false }.map { $0["code"] } == ["notice"])
    for field in fields {
      let type = try #require(field["type"].plain)
      #expect(["text", "checkbox", "choice"].contains(type))
      #expect(field["label"].plain != nil)
      #expect((type == "choice") == !(field["choices"].elements ?? []).isEmpty)
      for choice in field["choices"].elements ?? [] {
        #expect(choice["value"].plain != nil && choice["label"].plain != choice["value"].plain)
      }
    }
  }

  @Test func settingsFollowTheConfiguration() throws {
    let plain = try delivery(wish())["settings"]
    #expect(plain["defaultPayerType"] == "sender")
    #expect(plain["costCalculateBy"] == "manual")
    #expect(plain["nullDeclaredValue"] == false)
    #expect(plain["lockedByDefault"] == false)
    #expect(plain["statuses"] == [])
    #expect(
      plain["shipmentPoints"] == [
        [
          "code": "warehouse", "shipmentPointId": "01001", "shipmentPointLabel": "Відділення 01001",
        ]
      ])
    let other = try wish {
      $0.deliveryPayer = .receiver
      $0.allowsZeroDeclaredValue = true
      $0.isLockedByDefault = true
      $0.codPaymentTypes = []
      $0.stores = [:]
    }
    let settings = delivery(other)["settings"]
    #expect(settings["defaultPayerType"] == "receiver")
    #expect(settings["nullDeclaredValue"] == true)
    #expect(settings["lockedByDefault"] == true)
    #expect(settings["shipmentPoints"] == .nothing)
    #expect(settings["paymentTypes"] == .nothing)
    #expect(delivery(other)["codAvailable"] == false)
    #expect(try delivery(wish())["codAvailable"] == true)
  }

  /// Configured payment types; what the CRM has beside them is no cash on delivery, and switched off only
  /// where the configuration says which are allowed.
  @Test func paymentTypes() throws {
    let current: Tree = [
      "integrations": [
        "delivery": [
          "settings": ["paymentTypes": [["code": "cod", "cod": false], ["code": "card", "cod": true]]]
        ]
      ]
    ]
    #expect(
      try delivery(wish(current))["settings"]["paymentTypes"] == [
        ["code": "cod", "active": true, "cod": true], ["code": "card", "cod": false],
      ])
    #expect(
      try delivery(wish(current) { $0.allowedPaymentTypes = ["cod", "bank"] })["settings"]["paymentTypes"]
        == [
          ["code": "bank", "active": true, "cod": false], ["code": "cod", "active": true, "cod": true],
          ["code": "card", "active": false, "cod": false],
        ])
  }

  /// Where none is named any may be used: all that the account has switched on.
  @Test func anyPaymentTypeIsEveryOneOfTheAccount() throws {
    let wish = try ModuleWish(
      cabinet: registrationCabinet(), language: .uk, crmURL: "https://shop.example.test",
      paymentTypes: ["cod", "card", "old"], stores: nil, activePaymentTypes: ["cod", "card"]
    ).document(current: [:])
    #expect(
      delivery(wish)["settings"]["paymentTypes"] == [
        ["code": "card", "active": true, "cod": false], ["code": "cod", "active": true, "cod": true],
      ])
  }

  /// What the account does not have would make it refuse everything else as well.
  @Test func whatTheAccountLacksIsNotSent() throws {
    let settings = try delivery(wish(paymentTypes: ["card"], stores: ["other"]))["settings"]
    #expect(settings["paymentTypes"] == .nothing)
    #expect(settings["shipmentPoints"] == .nothing)
  }

  /// A module that only polls, and says nothing about what the shop did not.
  @Test func nothingThatNeedsCallbacks() throws {
    let document = try wish().merged(into: [:])
    for name in ["baseUrl", "actions"] { #expect(document[name] == .nothing) }
    #expect(document[path: ["integrations", "delivery", "actions"]] == .nothing)
    #expect(document[path: ["integrations", "delivery", "plateList"]] == .nothing)
    #expect(document["integrationCode"] == "ukrposhta-main")
    #expect(document["name"] == "Укрпошта (main)")
    #expect(document["logo"] == .nothing)
    #expect(document["accountUrl"] == "https://shop.example.test/")
    #expect(document["clientId"].plain?.count == 32)
  }

  @Test func howTheModulePresentsItselfIsTheShopsChoice() throws {
    let wish = try wish {
      $0.module = ModuleSettings(
        name: "Пошта", logo: "https://shop.example.test/l.svg", family: "ukrposhta",
        accountURL: "https://shop.example.test/help")
    }
    #expect(wish.managed["name"] == "Пошта")
    #expect(wish.managed["logo"] == "https://shop.example.test/l.svg")
    #expect(wish.managed["integrationCode"] == "ukrposhta")
    #expect(wish.managed["accountUrl"] == "https://shop.example.test/help")
    // Unless it is chosen, a name that somebody gave stays.
    let kept = try self.wish().merged(into: ["name": "Наша пошта", "integrationCode": "ukr"])
    #expect(kept["name"] == "Наша пошта")
    #expect(kept["integrationCode"] == "ukr")
  }
}

@Suite struct FieldWishTests {
  @Test func plainModeHasAFieldForEverything() throws {
    let cabinet = try registrationCabinet { $0.mode = .plain }
    let fields = FieldWish.all(of: cabinet, byFields: false, in: .en)
    #expect(fields.count == CardField.allCases.count + DeliveryField.allCases.count)
    #expect(Set(fields.map(\.code)).count == fields.count)
    let types = Dictionary(fields.map { ($0.code, $0.type) }, uniquingKeysWith: { first, _ in first })
    #expect(types["ukrposhta_do_not_sync"] == "boolean")
    #expect(types["ukrposhta_track_number"] == "string")
    #expect(types["ukrposhta_error"] == "text")
    #expect(types["ukrposhta_cost"] == "numeric")
    #expect(types["ukrposhta_technology"] == "dictionary")
    #expect(types["ukrposhta_sms"] == "boolean")
    let shown = fields.filter { $0.document["viewMode"] == "not_editable" }.map(\.name)
    #expect(Set(shown) == ["status", "error", "notice", "cost"])
    #expect(fields.allSatisfy { $0.document["displayArea"] == "delivery" })
  }

  /// The planner takes upper and lower case alike, so an element's code can be one that the CRM allows.
  @Test func choicesAreElementsOfADictionary() throws {
    let fields = FieldWish.all(of: try registrationCabinet { $0.mode = .plain }, byFields: false, in: .en)
    let technology = try #require(fields.first { $0.name == "technology" })
    #expect(technology.choices.map(\.code) == ["w2w", "w2d", "d2w", "d2d"])
    #expect(technology.types == ["dictionary", "string", "text"])
    #expect(technology.choices.first?.name == "Office to office")
    for field in fields where !field.choices.isEmpty { #expect(field.type == "dictionary") }
  }

  @Test func codesCanBeNamed() throws {
    let cabinet = try registrationCabinet {
      $0.mode = .plain
      $0.customFields = CustomFieldCodes(prefix: "up", named: ["track-number": "ttn"])
    }
    let codes = Set(FieldWish.all(of: cabinet, byFields: false, in: .uk).map(\.code))
    #expect(codes.isSuperset(of: ["ttn", "up_do_not_sync", "up_cod_fee_payer"]))
    #expect(!codes.contains("up_track_number"))
  }

  @Test func nativeModeNeedsOnlyTheFieldOfItsQuote() throws {
    #expect(FieldWish.all(of: try registrationCabinet(), byFields: false, in: .uk).isEmpty)
    let cabinet = try registrationCabinet { $0.quote = .field("price") }
    let fields = FieldWish.all(of: cabinet, byFields: false, in: .uk)
    #expect(fields.map(\.code) == ["price"])
    #expect(fields.first?.document["type"] == "numeric")
  }

  /// What the core writes there in native mode, and no more.
  @Test func aNativeCardThatIsNotReachedNeedsFields() throws {
    let fields = FieldWish.all(of: try registrationCabinet(), byFields: true, in: .uk)
    #expect(Set(fields.map(\.name)) == ["track-number", "status", "error", "notice"])
  }

  /// An element that is there keeps the name that the shop gave it.
  @Test func onlyWhatADictionaryLacksIsNamed() throws {
    let fields = FieldWish.all(of: try registrationCabinet { $0.mode = .plain }, byFields: false, in: .en)
    let payer = try #require(fields.first { $0.name == "payer" })
    let current: Tree = [
      "name": "Хто платить", "elements": [["code": "sender", "name": "Ми", "ordering": 5]],
    ]
    let wish = payer.dictionary(current: current)
    #expect(wish.differences(from: current).map(\.path) == ["elements[receiver]"])
    let merged = wish.merged(into: current)
    #expect(merged["name"] == "Хто платить")
    #expect(merged["elements"].elements?.first == ["code": "sender", "name": "Ми", "ordering": 5])
  }
}

@Suite struct ModuleOwnerTests {
  private static let delivery: Tree = ["statusList": [["code": "created"], ["code": "waiting"]]]

  static let documents: [(Tree, ModuleOwner)] = [
    (.nothing, .nobody), ([], .nobody), (["code": "a", "logo": "https://a.example/"], .ours),
    (["integrations": ["delivery": delivery], "actions": [], "baseUrl": ""], .ours),
    (["native": true, "baseUrl": "https://a.example/"], .vendor),
    (["baseUrl": "https://a.example:8443/x?y"], .caller(host: "a.example:8443")),
    (["baseUrl": "https://user:word@a.example/"], .caller(host: "a.example")),
    (["baseUrl": "nonsense"], .caller(host: "–")),
    (["actions": ["activity": "/a"]], .caller(host: "–")),
    (["integrations": ["delivery": ["actions": ["save": "/s"]]]], .caller(host: "–")),
    (["integrations": ["delivery": ["statusList": [["code": "created"]]]]], .stranger),
    (["integrations": ["telephony": ["x": 1]]], .stranger),
    (["integrations": ["telephony": [], "delivery": ["statusList": []]]], .ours),
    (["integrations": ["delivery": delivery, "telephony": ["x": 1]]], .ours),
    (["integrations": "x", "baseUrl": ["a": 1]], .caller(host: "–")),
  ]

  @Test(arguments: documents) func whoseItIs(document: Tree, owner: ModuleOwner) {
    #expect(ModuleOwner(document) == owner)
  }

  @Test func whatRegisterWritesIsOurs() throws {
    let wish = try ModuleWish(
      cabinet: registrationCabinet(), language: .uk, crmURL: "https://shop.example.test", paymentTypes: nil,
      stores: nil)
    #expect(ModuleOwner(wish.document(current: [:]).merged(into: [:])) == .ours)
    let taken: Tree = ["baseUrl": "https://a.example/", "actions": ["activity": "/a"], "clientId": "theirs"]
    let merged = wish.document(current: taken).merged(into: taken)
    #expect(ModuleOwner(merged) == .ours)
    #expect(merged["clientId"].plain == (try registrationCabinet().moduleClientID(crmURL: wish.crmURL)))
  }
}
