// Every request byte for byte: what the CRM accepts is narrow (brackets, form fields, zones), and a wrong
// request is answered with somebody else's order as readily as with an error.
import HTTPTransport
import ShippingCore
import SyncEngine
import Testing

@testable import RetailCRM

@Suite struct RequestTests {
  /// 2026-07-01T22:30:05Z, already the next day in Kyiv.
  let evening = Instant(milliseconds: 1_782_945_005_000)

  private func text(_ request: HTTPRequest?) -> String? {
    request?.body.map { String(decoding: $0, as: UTF8.self) }
  }

  @Test func historyBySinceIdAsksForNoPage() async {
    let (crm, transport) = adapter(["GET orders/history": [.json(#"{"success":true,"history":[]}"#)]])
    _ = await crm.history(since: HistoryRecordID(7038))
    let request = transport.requests.first
    #expect(transport.requests.count == 1)
    #expect(request?.method == .get)
    #expect(
      request?.url == "https://shop.example.test/api/v5/orders/history?filter%5BsinceId%5D=7038&limit=100")
    #expect(request?.headers.map(\.name) == ["X-API-KEY"])
    #expect(request?.headers.map(\.value) == [testKey])
    #expect(request?.body == nil)
    #expect(request?.timeout == .seconds(30))
    #expect(request?.responseLimit == 16 * 1024 * 1024)
    #expect(request?.repeatable == true)
  }

  @Test func historyByDateLearnsTheZoneFirst() async {
    let empty = ScriptedTransport.Reply.json(#"{"success":true,"history":[]}"#)
    let (crm, transport) = adapter(["GET orders/history": [empty, empty]])
    _ = await crm.history(from: evening)
    _ = await crm.history(from: evening)
    let url =
      "https://shop.example.test/api/v5/orders/history"
      + "?filter%5BstartDate%5D=2026-07-02%2001%3A30%3A05&limit=100"
    #expect(transport.requests.map(\.url) == ["https://shop.example.test/api/v5/settings", url, url])
  }

  @Test func withoutAZoneNothingIsAsked() async {
    let unknown = ScriptedTransport.Reply.json(
      #"{"success":true,"settings":{"timezone":{"value":"Mars/Olympus"}}}"#)
    let (crm, transport) = adapter(["GET settings": [unknown, .json(#"{"success":true,"settings":[]}"#)]])
    #expect(await crm.history(from: evening).failure?.code == "time-zone-unknown")
    let absent = await crm.track([TrackingUpdate(deliveryID: "1", history: [])], module: "m").failure
    #expect(absent?.path == "settings.timezone.value")
    #expect(transport.requests.map(\.endpoint) == ["GET settings", "GET settings"])
  }

  @Test func ordersByIds() async {
    let (crm, transport) = adapter(["GET orders": [.json(#"{"success":true,"orders":[]}"#)]])
    _ = await crm.orders([OrderID(7), OrderID(5)])
    #expect(
      transport.requests.last?.url
        == "https://shop.example.test/api/v5/orders?filter%5Bids%5D%5B%5D=7&filter%5Bids%5D%5B%5D=5&limit=100"
    )
    #expect(transport.requests.map(\.endpoint) == ["GET reference/payment-statuses", "GET orders"])
  }

  @Test func noIdsAreNoFilterAndSoNoCall() async {
    let (crm, transport) = adapter([:])
    guard case .done(let none) = await crm.orders([]) else {
      Issue.record("no ids are no orders")
      return
    }
    #expect(none == OrdersAnswer(orders: []))
    guard case .done = await crm.orderIDs(deliveryTypes: [], createdSince: evening, page: 1) else {
      Issue.record("no delivery types are no orders")
      return
    }
    guard case .done = await crm.edit(OrderID(1), site: "s", OrderEdit()) else {
      Issue.record("an empty edit has nothing to send")
      return
    }
    guard case .done = await crm.track([], module: "m") else {
      Issue.record("no updates have nothing to send")
      return
    }
    let many = (1...101).map { OrderID(Int64($0)) }
    #expect(await crm.orders(many).failure?.code == "batch-too-large")
    let updates = many.map { TrackingUpdate(deliveryID: "\($0)", history: []) }
    #expect(await crm.track(updates, module: "m").failure?.code == "batch-too-large")
    #expect(transport.requests.isEmpty)
  }

  @Test func orderIDsForTheSweep() async {
    let (crm, transport) = adapter(
      ["GET orders": [.json(#"{"success":true,"orders":[]}"#)]], sites: ["shop-ua"])
    _ = await crm.orderIDs(deliveryTypes: ["2", "up-post"], createdSince: evening, page: 3)
    #expect(
      transport.requests.last?.url
        == "https://shop.example.test/api/v5/orders?filter%5BdeliveryTypes%5D%5B%5D=2"
        + "&filter%5BdeliveryTypes%5D%5B%5D=up-post&filter%5Bsites%5D%5B%5D=shop-ua"
        + "&filter%5BcreatedAtFrom%5D=2026-07-02&limit=100&page=3")
  }

  @Test(arguments: [
    (OrderEdit(status: "delivering"), #"{"status":"delivering"}"#),
    (
      OrderEdit(deliveryID: "crm-7-1", trackNumber: "0505600000010"),
      #"{"delivery":{"data":{"externalId":"crm-7-1","trackNumber":"0505600000010"}}}"#
    ),
    (OrderEdit(trackNumber: ""), #"{"delivery":{"data":{"trackNumber":""}}}"#),
    (
      OrderEdit(customFields: [
        "up_status": .text("Вручено"), "up_cost": .number(87.35), "up_lock": .flag(true),
        "up_error": .text(""),
        "up_days": .number(3),
      ]),
      #"{"customFields":{"up_cost":87.35,"up_days":3,"up_error":"","up_lock":true,"up_status":"Вручено"}}"#
    ),
    (
      OrderEdit(deliveryID: "a\"b/ї", status: "x"),
      #"{"delivery":{"data":{"externalId":"a\"b/ї"}},"status":"x"}"#
    ),
  ])
  func editIsAFormWithOneFieldOfJSON(edit: OrderEdit, json: String) async {
    let (crm, transport) = adapter(["POST orders/edit": [.done]])
    _ = await crm.edit(OrderID(6722), site: "ali express", edit)
    let request = transport.requests.first
    #expect(request?.method == .post)
    #expect(request?.url == "https://shop.example.test/api/v5/orders/6722/edit")
    #expect(request?.headers.map(\.name) == ["X-API-KEY", "Content-Type"])
    #expect(request?.headers.last?.value == "application/x-www-form-urlencoded")
    #expect(text(request) == "by=id&site=ali%20express&order=" + PercentEncoding.encode(json))
    #expect(request?.repeatable == false)
  }

  @Test func editBytes() async {
    let (crm, transport) = adapter(["POST orders/edit": [.done]])
    _ = await crm.edit(OrderID(1), site: "", OrderEdit(status: "new"))
    #expect(text(transport.requests.first) == "by=id&order=%7B%22status%22%3A%22new%22%7D")
  }

  @Test func trackingIsAListWithOffsets() async {
    let orders = #"""
      {"success":true,"orders":[{"id":8,"delivery":{"data":{"extraData":{"sms":true,"odd":[1,{"a":null}],
      "notice":"old"}}}},{"id":9,"delivery":{"data":{"extraData":"what"}}}]}
      """#
    let (crm, transport) = adapter([
      "GET orders": [.json(orders)], "POST delivery/generic/tracking": [.done],
    ])
    let winter = Instant(milliseconds: 1_767_225_600_999)
    let updates = [
      TrackingUpdate(
        deliveryID: "crm-7-1", trackNumber: "0505600000010", cost: Kopiykas(4995),
        history: [
          TrackingUpdate.Status(code: "accepted", updatedAt: winter),
          TrackingUpdate.Status(code: "in-transit", updatedAt: evening, comment: "Київ 1"),
        ]),
      TrackingUpdate(
        deliveryID: "crm-8-1", cost: Kopiykas(5000), history: [],
        extraData: .init(of: OrderID(8), ["notice": .text("Здайте")])),
      // What is there is not known, so nothing is written over it.
      TrackingUpdate(
        deliveryID: "crm-9-1", history: [], extraData: .init(of: OrderID(9), ["notice": .text("Здайте")])),
      TrackingUpdate(
        deliveryID: "crm-10-1", history: [], extraData: .init(of: OrderID(10), ["notice": .text("Здайте")])),
    ]
    _ = await crm.track(updates, module: "ukr/posta 1")
    let json =
      #"[{"cost":49.95,"deliveryId":"crm-7-1","history":[{"code":"accepted","#
      + #""updatedAt":"2026-01-01T02:00:00+02:00"},{"code":"in-transit","comment":"Київ 1","#
      + #""updatedAt":"2026-07-02T01:30:05+03:00"}],"trackNumber":"0505600000010"},"#
      + #"{"cost":50,"deliveryId":"crm-8-1","extraData":{"notice":"Здайте","odd":[1,{"a":null}],"sms":true},"#
      + #""history":[]},{"deliveryId":"crm-9-1","history":[]},{"deliveryId":"crm-10-1","history":[]}]"#
    let request = transport.requests.last
    #expect(request?.url == "https://shop.example.test/api/v5/delivery/generic/ukr%2Fposta%201/tracking")
    #expect(text(request) == "statusUpdate=" + PercentEncoding.encode(json))
    #expect(
      transport.requests.map(\.endpoint) == ["GET settings", "GET orders", "POST delivery/generic/tracking"])
  }

  @Test(arguments: [
    ("Europe/Kyiv", "2026-07-02 01:30:05", "2026-07-02T01:30:05+03:00"),
    ("UTC", "2026-07-01 22:30:05", "2026-07-01T22:30:05+00:00"),
    ("America/St_Johns", "2026-07-01 20:00:05", "2026-07-01T20:00:05-02:30"),
  ])
  func moments(zone name: String, moment: String, withOffset: String) throws {
    let zone = try #require(AccountZone(name))
    #expect(zone.moment(evening) == moment)
    #expect(zone.momentWithOffset(evening) == withOffset)
    #expect(zone.instant(moment) == evening)
  }

  @Test func momentsOfOtherPeopleDoNotTrap() throws {
    let zone = try #require(AccountZone("Europe/Kyiv"))
    #expect(AccountZone("") == nil)
    #expect(zone.moment(Instant(milliseconds: .max)).hasPrefix("9999-"))
    #expect(zone.moment(Instant(milliseconds: .min)).hasPrefix("1970-"))
    for text in ["", "2026-07-02", "0000-00-00 00:00:00", "9999-99-99 99:99:99", "2026-07-02 01:30:05+0300"] {
      #expect(zone.instant(text) == nil, "\(text)")
    }
  }
}
