// Orders as they were recorded, and one order with every member the daemon reads. `SampleOrder` is also what
// the tolerance tests bend.
import Foundation
import ShippingCore
import SyncEngine
import Testing

@testable import RetailCRM

enum SampleOrder {
  static let id = OrderID(7141)

  static let json = #"""
    {"id":7141,"slug":7141,"number":"7141C","externalId":"880","site":"shop-ua","status":"assembling",
     "lastName":"Шевченко","firstName":"Олена","patronymic":"Іванівна","phone":"+380671234567",
     "email":"o@example.test","call":false,
     "customer":{"type":"customer_corporate","id":4924,"phones":[],"customFields":[]},
     "contragent":
       {"contragentType":"legal-entity","legalName":"ТОВ «Ромашка»","OKPO":"00032129","INN":"123456789012"},
     "company":{"id":3,"name":"Ромашка","contragent":{"contragentType":"legal-entity","OKPO":"99999999"}},
     "delivery":{"code":"up-post","integrationCode":"ukrposhta-1","cost":75.5,"netCost":64,
       "address":{"index":"01001","countryIso":"UA","region":"Київ","city":"Київ","street":"Хрещатик",
         "building":"22","flat":"5","streetType":"вул.","housing":"2","house":"Б","block":3,"floor":4,
         "notes":"код 25","text":"вул. Хрещатик, буд. 22"},
       "data":{"externalId":"crm-7141-1","trackNumber":"0505600000010",
         "status":"created","statusComment":"ok",
         "locked":true,"tariff":"EXPRESS","payerType":"receiver","cost":64.1,"shipmentpointId":"03150",
         "extraData":{"technology":"W2D","sms":true,"limit":2.5,"on_fail":null,"many":["a","b"]},
         "itemDeclaredValues":[{"orderProduct":{"id":11301,"externalIds":[]},"value":499.99}],
         "packages":[{"packageId":"1","weight":1200.2,"length":300,"width":200,"height":100,
           "items":[{"orderProduct":{"id":11301},"quantity":1}]},{"packageId":"2","weight":0}]}},
     "items":[{"id":11301,"initialPrice":499.99,"discountTotal":49.99,"quantity":1.5,"status":"new",
        "offer":{"name":"Чай","displayName":"Чай зелений","weight":250.4},"properties":[]},
       {"id":11302,"initialPrice":10,"quantity":2,"isCanceled":true,"productName":"Пакет"}],
     "payments":{"4326":{"id":4326,"type":"cod","status":"not-paid","amount":525.5},
       "4327":{"id":4327,"type":"card","status":"paid","amount":100}},
     "weight":1500.5,"length":310,"width":210,"height":110.2,"shipmentStore":"main12","shipped":false,
     "customFields":
       {"ttn":"0505600000010","lock":false,"test_number":0,"choice":["x","y"],"strange":{"a":{}}}}
    """#

  /// The answer of `GET orders` with just this order.
  static func answer(_ order: String = json) -> ScriptedTransport.Reply {
    .json(#"{"success":true,"pagination":{"totalCount":1},"orders":[\#(order)]}"#)
  }

  static func read(_ reply: ScriptedTransport.Reply, ids: [OrderID] = [id]) async throws -> OrdersAnswer {
    let (crm, _) = adapter(["GET orders": [reply]])
    let outcome = await crm.orders(ids)
    guard case .done(let answer) = outcome else { throw try #require(outcome.failure) }
    return answer
  }
}

@Suite struct OrderTests {
  private func order() async throws -> Order {
    let answer = try await SampleOrder.read(SampleOrder.answer())
    #expect(answer.odd.isEmpty)
    return try #require(answer.orders.first)
  }

  @Test func identityAndRecipient() async throws {
    let order = try await order()
    #expect(order.id == SampleOrder.id)
    #expect(order.number == "7141C")
    #expect(order.externalID == "880")
    #expect(order.site == "shop-ua")
    #expect(order.status == "assembling")
    #expect(
      order.recipient
        == Order.Recipient(
          lastName: "Шевченко", firstName: "Олена", patronymic: "Іванівна", phone: "+380671234567",
          email: "o@example.test"))
    #expect(
      order.contragent
        == Order.Contragent(
          kind: .legalEntity, isCorporate: true, name: "ТОВ «Ромашка»", shortName: "Ромашка",
          okpo: "00032129",
          inn: "123456789012"))
  }

  @Test func delivery() async throws {
    let delivery = try await order().delivery
    #expect(delivery.typeCode == "up-post")
    #expect(delivery.integrationCode == "ukrposhta-1")
    #expect(delivery.cost == Kopiykas(7550))
    #expect(delivery.netCost == Kopiykas(6400))
    #expect(
      delivery.address
        == Order.Address(
          index: "01001", countryISO: "UA", region: "Київ", city: "Київ", street: "Хрещатик", building: "22",
          flat: "5", text: "вул. Хрещатик, буд. 22", streetType: "вул.", housing: "2", house: "Б", block: "3",
          floor: "4", notes: "код 25"))
    #expect(
      delivery.data
        == Order.DeliveryData(
          isLocked: true, externalID: "crm-7141-1", trackNumber: "0505600000010", status: "created",
          statusComment: "ok", tariff: "EXPRESS", payerType: "receiver", cost: Kopiykas(6410),
          shipmentPointID: "03150",
          extraData: [
            "technology": .text("W2D"), "sms": .flag(true), "limit": .number(2.5), "many": .list(["a", "b"]),
          ],
          itemDeclaredValues: [Order.DeclaredValue(itemID: 11301, value: Kopiykas(49999))],
          packages: [
            Order.Package(
              packageID: "1", weight: Grams(1201),
              dimensions: Dimensions(lengthMillimetres: 300, widthMillimetres: 200, heightMillimetres: 100)),
            Order.Package(packageID: "2"),
          ]))
  }

  @Test func itemsPaymentsAndSize() async throws {
    let order = try await order()
    #expect(
      order.items == [
        Order.Item(
          id: 11301, name: "Чай зелений", quantity: 1.5, price: Kopiykas(45000), weight: Grams(251)),
        Order.Item(id: 11302, name: "Пакет", quantity: 2, price: Kopiykas(1000), isCanceled: true),
      ])
    #expect(
      order.payments == [
        Order.Payment(id: 4326, type: "cod", status: "not-paid", amount: Kopiykas(52550), isPaid: false),
        Order.Payment(id: 4327, type: "card", status: "paid", amount: Kopiykas(10000), isPaid: true),
      ])
    #expect(order.weight == Grams(1501))
    #expect(
      order.dimensions
        == Dimensions(lengthMillimetres: 310, widthMillimetres: 210, heightMillimetres: 111))
    #expect(order.shipmentStore == "main12")
    #expect(
      order.customFields == [
        "ttn": .text("0505600000010"), "lock": .flag(false), "test_number": .number(0),
        "choice": .list(["x", "y"]),
      ])
  }
}

/// The amounts by which an order is judged paid or not.
@Suite struct OrderSumTests {
  private static func order(_ members: String) async throws -> Order {
    let answer = try await SampleOrder.read(
      SampleOrder.answer(#"{"id":7141,"site":"s","status":"new",\#(members)}"#))
    return try #require(answer.orders.first, "\(answer.odd)")
  }

  @Test func theTotalIsRead() async throws {
    #expect(try await Self.order(#""totalSumm":1395.16"#).totalSum == Kopiykas(139_516))
    #expect(try await Self.order(#""totalSumm":"290""#).totalSum == Kopiykas(290_00))
    #expect(try await Self.order(#""totalSumm":0"#).totalSum == .zero)
    #expect(try await Self.order(#""summ":5"#).totalSum == nil)
  }

  @Test func theExactSplitIsRead() async throws {
    let order = try await Self.order(
      #""items":[{"id":1,"initialPrice":100,"discountTotal":3.33,"quantity":3,"prices":"#
        + #"[{"price":96.66,"quantity":1},{"price":"96.67","quantity":"2"},{"quantity":1}]},"#
        + #"{"id":2,"initialPrice":7,"prices":[]}]"#)
    #expect(order.items.map(\.price) == [Kopiykas(96_67), Kopiykas(7_00)])
    #expect(
      order.items.map(\.prices) == [
        [.init(price: Kopiykas(96_66), quantity: 1), .init(price: Kopiykas(96_67), quantity: 2)], [],
      ])
  }

  @Test func anOddSumIsReported() async throws {
    for (members, path) in [
      (#""totalSumm":"багато""#, "totalSumm"),
      (#""items":[{"id":1,"prices":[{"price":"x","quantity":1}]}]"#, "items[0].prices[0].price"),
    ] {
      let answer = try await SampleOrder.read(
        SampleOrder.answer(#"{"id":7141,"site":"s","status":"new",\#(members)}"#))
      #expect(answer.odd[SampleOrder.id]?.path == "orders[0].\(path)")
    }
  }
}

@Suite(.enabled(if: Fixtures.areThere, "shared fixtures are not there")) struct OrderFixtureTests {
  @Test func theRecordedList() async throws {
    let answer = try await SampleOrder.read(.fixture("orders-list"), ids: [OrderID(7141), OrderID(1)])
    #expect(answer.odd.isEmpty)
    #expect(answer.orders.map(\.id) == [OrderID(7141)])
    let order = try #require(answer.orders.first)
    #expect(order.delivery.typeCode == nil)
    #expect(order.delivery.address.index == "344001")
    #expect(order.delivery.address.street == "ул. Пушкинская")
    #expect(order.delivery.data == Order.DeliveryData())
    #expect(order.contragent == Order.Contragent(kind: .individual))
    #expect(order.weight == Grams(1000))
    #expect(order.dimensions == nil)
    #expect(order.payments.isEmpty)
    #expect(order.items.map(\.name) == ["сбьорка№1445123"])
    #expect(order.customFields["multiselect"] == .list(["test1", "test3"]))
    #expect(order.customFields["galka"]?.flag == false)
  }

  @Test(arguments: [("order-get", 0), ("order-edit-response", 100)] as [(String, Int64)])
  func theRecordedSingleOrder(file: String, amount: Int64) async throws {
    let json = try #require(try Fixtures.json(file) as? [String: Any])
    let list = try jsonBytes(["success": true, "orders": [try #require(json["order"])]])
    let answer = try await SampleOrder.read(.bytes(list), ids: [OrderID(6722)])
    let order = try #require(answer.orders.first)
    #expect(order.number == "8123522898559160")
    #expect(order.externalID == "8123522898559160")
    #expect(order.site == "aliexpress")
    #expect(order.status == "delivering")
    #expect(
      order.payments == [Order.Payment(id: 4326, type: "bank-card", amount: Kopiykas(amount), isPaid: true)])
    #expect(order.delivery.address.text == nil)
  }

  /// The whole orders inside history records: payments as lists, `contragent` as `[]`, `index` as a number.
  @Test(arguments: ["orders-history-100-records", "orders-history-created-by-user"])
  func theOrdersInsideHistory(file: String) async throws {
    let json = try #require(try Fixtures.json(file) as? [String: Any])
    let records = try #require(json["history"] as? [[String: Any]])
    let orders = records.filter { $0["created"] as? Bool == true }.compactMap {
      $0["order"] as? [String: Any]
    }
    let ids = orders.compactMap { $0["id"] as? Int }.map { OrderID(Int64($0)) }
    let answer = try await SampleOrder.read(
      .bytes(jsonBytes(["success": true, "orders": orders])), ids: ids)
    #expect(answer.odd.isEmpty)
    #expect(answer.orders.map(\.id) == ids)
    #expect(answer.orders.allSatisfy { !$0.items.isEmpty })
    #expect(answer.orders.contains { $0.payments.contains { $0.isPaid } } == (file.contains("100")))
    if file.hasSuffix("user") {
      #expect(answer.orders.first?.delivery.address.index == "123456")
      #expect(answer.orders.first?.contragent == Order.Contragent())
    } else {
      let amounts = answer.orders.flatMap(\.payments).map(\.amount)
      #expect(amounts.contains(Kopiykas(266_396)))
      #expect(answer.orders.flatMap(\.items).contains { $0.price == Kopiykas(6017) })
    }
  }

  @Test func theSweepReadsIdsOnly() async throws {
    let (crm, _) = adapter(["GET orders": [try .fixture("orders-list")]])
    guard
      case .done(let page) = await crm.orderIDs(
        deliveryTypes: ["x"], createdSince: Instant(milliseconds: 0), page: 1)
    else {
      Issue.record("the page was not read")
      return
    }
    #expect(page.orders.map(\.id) == [OrderID(7141)])
    #expect(page.orders.allSatisfy { $0.createdAt != nil })
    #expect(!page.hasMore)
  }

  @Test(arguments: ["order-edit-response", "delivery-tracking-response", "order-delivery-cancel-response"])
  func answersToWrites(file: String) async throws {
    let (crm, _) = adapter(["POST orders/edit": [try .fixture(file)]])
    guard case .done = await crm.edit(OrderID(6722), site: "s", OrderEdit(status: "new")) else {
      Issue.record("\(file) is a success")
      return
    }
  }
}

/// Which asked orders an answer accounts for. An order in none of its lists counts as deleted in the CRM.
@Suite struct OrderAnswerTests {
  private let good = #"{"id":1,"site":"s","status":"new"}"#

  private func read(_ orders: String, counts: String = "") async throws -> OrdersAnswer {
    try await SampleOrder.read(
      .json(#"{"success":true,"orders":[\#(orders)]\#(counts)}"#), ids: [OrderID(1), OrderID(2), OrderID(3)])
  }

  @Test func ordersTheCRMDoesNotKnowAreInNoList() async throws {
    let answer = try await read(good)
    #expect(answer.orders.map(\.id) == [OrderID(1)])
    #expect(answer.odd.isEmpty)
  }

  @Test func anOddOrderIsReportedByItsId() async throws {
    let answer = try await read(#"{"id":2,"site":"s","status":"new","weight":"heavy"},\#(good)"#)
    #expect(answer.orders.map(\.id) == [OrderID(1)])
    #expect(answer.odd.keys.sorted() == [OrderID(2)])
    #expect(answer.odd[OrderID(2)]?.path == "orders[0].weight")
  }

  @Test(arguments: [#"{"site":"s","status":"new"}"#, "17", "null", #""x""#, #"[{"id":2}]"#])
  func anOrderWithoutANameMayBeAnyOfTheMissing(entry: String) async throws {
    let answer = try await read(#"\#(good),\#(entry)"#)
    #expect(answer.orders.map(\.id) == [OrderID(1)])
    #expect(answer.odd.keys.sorted() == [OrderID(2), OrderID(3)])
  }

  @Test func anAnswerThatHoldsFewerThanItCounts() async throws {
    let answer = try await read(good, counts: #","pagination":{"totalCount":2}"#)
    #expect(answer.odd.keys.sorted() == [OrderID(2), OrderID(3)])
    #expect(answer.odd[OrderID(2)]?.code == "incomplete-page")
  }

  @Test func ordersNobodyAskedForAreNotTaken() async throws {
    let answer = try await read(#"\#(good),{"id":9,"site":"s","status":"new"},{"id":8},\#(good)"#)
    #expect(answer.orders.map(\.id) == [OrderID(1)])
    #expect(answer.odd.isEmpty)
  }
}
