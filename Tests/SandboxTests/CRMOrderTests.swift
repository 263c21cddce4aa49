// Reading and writing orders: what the daemon's decisions and its write-back rest on. An edit that says success and does
// something else than a newcomer expects is the rule here, not the exception.
import Sandbox
import Testing

@Suite struct CRMOrderTests {
  @Test func ordersAreReadByExternalIdUnlessToldOtherwise() {
    let client = CRMTestClient()
    let id = client.makeOrder { $0.externalID = "E-7" }
    #expect(client.get("orders/\(id)").status == 404)
    #expect(client.get("orders/\(id)", [("by", "id")]).body["order"]?["id"] == .integer(id))
    #expect(client.get("orders/E-7").body["order"]?["id"] == .integer(id))
    #expect(client.get("orders/E-7", [("by", "number")]).status == 400)
  }

  /// One piece is a kopiyka dearer than the rounded discount says; only the split and the sums are exact.
  @Test func aDiscountThatDoesNotDivideIsSplit() {
    let client = CRMTestClient()
    let id = client.makeOrder { draft in
      draft.items = [
        .init("Чашка", quantity: 3, initialPriceKopiykas: 100_00, discountKopiykas: 10_00, weightGrams: 300)
      ]
      draft.deliveryCostKopiykas = 80_00
    }
    let order = client.service.json(id)
    #expect(order?["summ"] == 290 && order?["totalSumm"] == 370)
    let item = order?["items"]?.elements?.first
    #expect(item?["discountTotal"]?.double == 3.33)
    #expect(item?["prices"]?.elements?.map { $0["price"]?.double } == [96.66, 96.67])
    #expect(item?["prices"]?.elements?.map { $0["quantity"]?.double } == [1, 2])
    client.service.configure { $0.omitsSums = true }
    let bare = client.service.json(id)
    #expect(bare?["summ"] == nil && bare?["totalSumm"] == nil && bare?["prepaySum"] == nil)
  }

  @Test func severalSitesNeedASiteForExternalIds() {
    let client = CRMTestClient { $0.sites.append(.init(code: "second", name: "Друга")) }
    _ = client.makeOrder { $0.externalID = "E-7" }
    let second = client.makeOrder {
      $0.externalID = "E-7"
      $0.site = "second"
    }
    #expect(client.get("orders/E-7").status == 400)
    #expect(
      client.get("orders/E-7", [("site", "second")]).body["order"]?["id"] == .integer(second))
    #expect(client.get("orders/E-7", [("site", "third")]).status == 400)
  }

  @Test func theListFiltersAndPages() {
    let client = CRMTestClient()
    var ids: [Int64] = []
    for number in 0..<25 {
      ids.append(client.makeOrder { $0.deliveryType = number % 2 == 0 ? "post-1" : "courier" })
    }
    client.service.setStatus(ids[0], "cancel-other", now: client.now)
    client.service.setDeliveryData(ids[2], "trackNumber", "0500000000001", now: client.now)
    func found(_ filters: (name: String, value: String)...) -> [Int64] {
      let query =
        filters.map { (name: "filter[\($0.name)]", value: $0.value) } + [(name: "limit", value: "100")]
      return (client.get("orders", query).body["orders"]?.elements ?? []).compactMap { $0["id"]?.int }
    }
    #expect(found() == ids.reversed())
    #expect(found(("ids][", "\(ids[3])"), ("ids][", "\(ids[1])"), ("ids][", "5")) == [ids[3], ids[1]])
    #expect(found(("extendedStatus][", "cancel-group")) == [ids[0]])
    #expect(found(("extendedStatus][", "cancel-other"), ("extendedStatus][", "approval-group")) == [ids[0]])
    #expect(found(("deliveryTypes][", "courier")).count == 12)
    #expect(found(("trackNumber", "0500000000001")) == [ids[2]])
    #expect(found(("createdAtFrom", "2024-06-11")).isEmpty)
    #expect(found(("createdAtTo", "2024-06-10")).count == 25)
    client.service.setDeliveryType(ids[1], "post-1", now: client.now)
    client.service.deleteOrder(ids[4], now: client.now)
    #expect(found(("deliveryTypes][", "post-1"), ("extendedStatus][", "new-group")).count == 12)
    #expect(found(("deliveryTypes][", "post-1"), ("sites][", "shop")).contains(ids[1]))
    client.service.setDeliveryType(ids[1], "courier", now: client.now)
    ids.append(client.makeOrder())
    let second = client.get("orders", [("limit", "20"), ("page", "2")]).body
    #expect(second["orders"]?.elements?.count == 5)
    #expect(
      second["pagination"] == ["limit": 20, "totalCount": 25, "currentPage": 2, "totalPageCount": 2])
    #expect(client.get("orders", [("page", "9")]).body["orders"] == [])
  }

  @Test(arguments: [
    ("filter[ids][]", "x"), ("filter[deliveryTypes][]", "nobody"), ("filter[extendedStatus][]", "nothing"),
    ("filter[unknown]", "1"), ("limit", "10"), ("filter[createdAtFrom]", "10.06.2024"),
  ])
  func badFiltersAreRefused(_ name: String, _ value: String) {
    let answer = CRMTestClient().get("orders", [(name, value)])
    #expect(answer.status == 400)
    #expect(answer.body["success"] == false)
  }

  @Test func statusesAreReadCheaply() {
    let client = CRMTestClient()
    let id = client.makeOrder { $0.externalID = "E" }
    client.service.setStatus(id, "delivering", now: client.now)
    let expected: JSONValue = [
      ["id": .integer(id), "externalId": "E", "status": "delivering", "group": "delivery"]
    ]
    #expect(client.get("orders/statuses", [("ids[]", "\(id)")]).body["orders"] == expected)
    #expect(client.get("orders/statuses", [("externalIds[]", "E")]).body["orders"] == expected)
    #expect(client.get("orders/statuses").status == 400)
  }

  @Test func anEditMergesDeliveryDataOrReplacesIt() {
    for replaces in [false, true] {
      let client = CRMTestClient { $0.replacesDeliveryData = replaces }
      let id = client.makeOrder {
        $0.data.locked = true
        $0.data.tariff = "EXPRESS"
        $0.data.extraData = ["sms": true]
      }
      _ = client.track([["deliveryId": "p", "history": []]])
      #expect(
        client.edit(id, ["delivery": ["data": ["externalId": "p", "trackNumber": "0501"]]]).status == 200)
      let data = client.order(id)["delivery"]?["data"]
      #expect(data?["externalId"] == "p")
      #expect(data?["trackNumber"] == "0501")
      #expect(data?["tariff"] == (replaces ? nil : "EXPRESS"))
      #expect(data?["locked"] == (replaces ? nil : true))
      #expect(data?["extraData"] == (replaces ? [] : ["sms": true]))
    }
  }

  @Test func anEditOfItemsRemovesTheOthersAndIsListed() {
    let client = CRMTestClient()
    let id = client.makeOrder { $0.items.append(CRMOrderDraft.Item("Плед", initialPriceKopiykas: 100)) }
    let first = client.order(id)["items"]?.elements?.first?["id"] ?? .null
    #expect(client.edit(id, ["items": [["id": first, "quantity": 2]]]).status == 200)
    #expect(client.order(id)["items"]?.elements?.count == 1)
    #expect(client.service.audit.findings(.itemsInEdit).map(\.order) == [id])
  }

  @Test func wrongEditsAreRefusedWithAMapAndChangeNothing() {
    let client = CRMTestClient()
    let id = client.makeOrder()
    let before = client.order(id)
    for order: JSONValue in [
      ["status": "no-such"], ["weight": "heavy"], ["phone": ["a": "b"]], ["delivery": ["code": "no-such"]],
      ["delivery": ["data": ["payerType": "nobody"]]], ["shipmentStore": "nowhere"],
    ] {
      let answer = client.edit(id, order)
      #expect(answer.status == 400)
      #expect(answer.body["errorMsg"] == "Errors in the entity format")
      #expect(answer.body["errors"]?.members?.count == 1)
    }
    #expect(client.order(id) == before)
    #expect(client.service.audit.edits[id] == nil)
  }

  @Test func aStatusMoveIsWrittenDown() {
    let client = CRMTestClient()
    let id = client.makeOrder()
    #expect(client.edit(id, ["status": "delivering", "statusComment": "у дорозі"]).status == 200)
    #expect(client.service.snapshot(id)?.statusComment == "у дорозі")
    let move = client.service.audit.statusMoves.first
    #expect(client.service.audit.statusMoves.count == 1)
    #expect(move?.order == id && move?.from == "new" && move?.to == "delivering" && move?.key == 0)
    #expect(move?.at == client.now)
    #expect(client.edit(id, ["statusComment": "інше"]).status == 200)
    #expect(client.service.snapshot(id)?.statusComment == "у дорозі")
    #expect(client.service.audit.findings(.statusCommentWithoutStatus).count == 1)
  }

  @Test func whatIsNotWritableIsDroppedWithoutAWord() {
    let client = CRMTestClient { $0.acceptsTrackNumberInEdit = false }
    let id = client.makeOrder { $0.deliveryType = "courier" }
    let data: JSONValue = [
      "delivery": ["data": ["trackNumber": "1", "status": "created", "externalId": "x"]]
    ]
    #expect(client.edit(id, data).status == 200)
    #expect(client.service.snapshot(id)?.deliveryExternalID == nil, "an ordinary type has no such data")
    client.service.setDeliveryType(id, "post-1", now: client.now)
    #expect(client.edit(id, data).status == 200)
    let snapshot = client.service.snapshot(id)
    #expect(snapshot?.deliveryExternalID == "x")
    #expect(snapshot?.trackNumber == nil)
    #expect(snapshot?.deliveryStatus == nil)
    #expect(client.service.audit.findings(.readOnlyDeliveryField).count == 1)
  }

  @Test func unknownCustomFieldsVanishOrAreRefused() {
    let client = CRMTestClient { $0.customFields = [.init(code: "ttn", name: "ТТН")] }
    let id = client.makeOrder()
    #expect(client.edit(id, ["customFields": ["ttn": "0501", "other": "x"]]).status == 200)
    #expect(client.service.snapshot(id)?.customFields == ["ttn": "0501"])
    client.service.configure { $0.refusesUnknownCustomFields = true }
    #expect(client.edit(id, ["customFields": ["other": "x"]]).status == 400)
    #expect(client.edit(id, ["customFields": ["ttn": .null]]).status == 200)
    #expect(client.order(id)["customFields"] == [])
  }

  @Test func anotherDeliveryTypeDropsTheParcel() {
    for keeps in [false, true] {
      let client = CRMTestClient { $0.keepsDataOnTypeChange = keeps }
      let id = client.makeOrder { $0.data.externalID = "p" }
      client.service.setDeliveryType(id, "post-2", now: client.now)
      #expect(client.service.snapshot(id)?.deliveryExternalID == (keeps ? "p" : nil))
      #expect(client.service.snapshot(id)?.integrationCode == "post-2")
    }
  }

  @Test func ordersOfAModuleMayStartLocked() {
    let client = CRMTestClient { shop in
      shop.modules = [.delivery(code: "post-1", statusCodes: ["created"], lockedByDefault: true)]
    }
    let id = client.makeOrder()
    #expect(client.service.snapshot(id)?.locked == true)
    let later = client.makeOrder { $0.deliveryType = "courier" }
    #expect(client.service.snapshot(later)?.locked == nil)
    client.service.setDeliveryType(later, "post-1", now: client.now)
    #expect(client.service.snapshot(later)?.locked == true)
    client.service.configure { $0.unlockedIsAbsent = true }
    client.service.setLocked(id, false, now: client.now)
    #expect(client.order(id)["delivery"]?["data"]?["locked"] == nil)
  }

  @Test func deletedOrdersAreNotFoundAndWritingToThemKnowinglyIsListed() {
    var client = CRMTestClient()
    let id = client.makeOrder()
    client.service.deleteOrder(id, now: client.now)
    #expect(client.get("orders").body["orders"] == [])
    #expect(client.edit(id, ["weight": 1]).status == 404)
    // Until then the client could not know.
    #expect(client.service.audit.violations.isEmpty)
    client.now += CRMAudit.longestCallMilliseconds
    #expect(client.edit(id, ["weight": 1]).status == 404)
    #expect(client.service.audit.violations.isEmpty)
    client.now += 1
    #expect(client.edit(id, ["weight": 1]).status == 404)
    #expect(client.service.audit.findings(.deletedOrderWritten).map(\.order) == [id])
  }

  @Test func cancellingTheDeliveryEmptiesTheParcel() {
    let client = CRMTestClient()
    let id = client.makeOrder {
      $0.data.externalID = "p"
      $0.data.trackNumber = "0501"
    }
    let before = client.lastRecordID()
    #expect(client.service.cancelDelivery(id, now: client.now))
    #expect(
      client.history(since: before).compactMap { $0["field"]?.text } == [
        "integration_delivery_data.track_number", "integration_delivery_data.external_id",
      ])
    #expect(!client.service.cancelDelivery(id, now: client.now))
    #expect(
      client.post("orders/\(id)/delivery/cancel", [("by", "id"), ("force", "1")]).body == ["success": true])
    let query = [(name: "filter[deliveryStates][]", value: "cancel")]
    #expect(client.get("orders", query).body["orders"]?.elements?.count == 1)
  }

  @Test func aCorporateOrderShowsItsCompanyOrOnlyItsName() {
    let contragent = CRMOrderDraft.Contragent(type: "legal-entity", legalName: "ТОВ", okpo: "32855961")
    let client = CRMTestClient()
    let id = client.makeOrder { $0.customer = .corporate(company: "Лан", contragent: contragent) }
    let order = client.order(id)
    #expect(order["customer"]?["type"] == "customer_corporate")
    #expect(order["contact"]?["type"] == "customer")
    #expect(order["company"]?["contragent"]?["OKPO"] == "32855961")
    #expect(order["contragent"] == ["contragentType": "individual"])
    client.service.configure { $0.companiesAreStubs = true }
    #expect(client.order(id)["company"]?["contragent"] == nil)
    let customer = order["customer"]?["id"]?.int ?? 0
    let companies = client.get("customers-corporate/\(customer)/companies", [("by", "id")]).body["companies"]
    #expect(companies?.elements?.first?["contragent"]?["OKPO"] == "32855961")
  }

  @Test func ordersAndPaymentsAreMadeThroughTheApi() {
    let client = CRMTestClient()
    let draft: JSONValue = [
      "externalId": "N-1", "firstName": "Олена",
      "delivery": ["code": "post-1", "address": ["index": "01001"]],
      "items": [["productName": "Чай", "initialPrice": 60.17, "quantity": 1.5]],
      "payments": [["type": "cash-on-delivery", "amount": "90.26"]],
    ]
    let text = String(decoding: draft.encoded, as: UTF8.self)
    let made = client.post("orders/create", [("order", text), ("site", "shop")])
    #expect(made.status == 201)
    let id = made.body["id"]?.int ?? 0
    let order = client.order(id)
    #expect(order["summ"] == 90.26)
    #expect(order["fromApi"] == true)
    #expect(order["items"]?.elements?.first?["quantity"] == 1.5)
    #expect(client.post("orders/create", [("order", text), ("site", "shop")]).status == 400)
    let payment = #"{"type":"bank-card","amount":10,"status":"paid","order":{"externalId":"N-1"}}"#
    let paid = client.post("orders/payments/create", [("payment", payment)])
    #expect(paid.status == 201)
    #expect(client.order(id)["prepaySum"] == 10)
    let edited = client.post(
      "orders/payments/\(paid.body["id"]?.int ?? 0)/edit", [("payment", #"{"amount":90.26}"#), ("by", "id")])
    #expect(edited.status == 200)
    #expect(client.order(id)["fullPaidAt"] == "2024-06-10 12:00:00")
  }
}
