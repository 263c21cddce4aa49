// The traps of retailcrm-api.md section 15, one by one: each bends the sample order in one place and says
// whether it still reads, and as what, or which path is reported. Then thousands of random bends: none may
// trap, none may lose the order without a word.
import Foundation
import ShippingCore
import SyncEngine
import Testing

@testable import RetailCRM

@Suite struct ToleranceTests {
  struct Bend: Sendable, CustomTestStringConvertible {
    /// The text in the sample, and what stands there instead.
    var from: String
    var to: String
    /// What is read then, or nil when it is not.
    var reads: (@Sendable (Order) -> Bool)?
    var path: String?

    var testDescription: String { "\(from) -> \(to)" }

    init(_ from: String, _ to: String, _ reads: @escaping @Sendable (Order) -> Bool) {
      (self.from, self.to, self.reads) = (from, to, reads)
    }

    init(_ from: String, _ to: String, odd path: String) {
      (self.from, self.to, self.path) = (from, to, path)
    }
  }

  static let fields =
    #"{"ttn":"0505600000010","lock":false,"test_number":0,"choice":["x","y"],"strange":{"a":{}}}"#
  static let company =
    #"{"id":3,"name":"Ромашка","contragent":{"contragentType":"legal-entity","OKPO":"99999999"}}"#
  static let contragent =
    #"{"contragentType":"legal-entity","legalName":"ТОВ «Ромашка»","OKPO":"00032129","INN":"123456789012"}"#

  static let texts: [Bend] = [
    Bend(#""index":"01001""#, #""index":1001"#) { $0.delivery.address.index == "1001" },
    Bend(#""index":"01001""#, #""index":"""#) { $0.delivery.address.index == nil },
    Bend(#""index":"01001""#, #""index":[]"#) { $0.delivery.address.index == nil },
    Bend(#""index":"01001""#, #""index":["01001"]"#, odd: "orders[0].delivery.address.index"),
    Bend(#""trackNumber":"0505600000010""#, #""trackNumber":4820000000000"#) {
      $0.delivery.data.trackNumber == "4820000000000"
    },
    Bend(#""number":"7141C""#, #""number":"7141C","currency":"USD""#) { $0.currency == "USD" },
    Bend(#""number":"7141C""#, #""number":"7141C","currency":[]"#) { $0.currency == nil },
    Bend(#""number":"7141C""#, #""number":7141"#) { $0.number == "7141" },
    Bend(#""number":"7141C","#, "") { $0.number == "7141" },
    Bend(#""externalId":"880""#, #""externalId":880"#) { $0.externalID == "880" },
    Bend(#""externalId":"880""#, #""externalId":null"#) { $0.externalID == nil },
    Bend(#""site":"shop-ua","#, "", odd: "orders[0].site"),
    Bend(#""status":"assembling","#, "", odd: "orders[0].status"),
    Bend(#""status":"assembling""#, #""status":3"#) { $0.status == "3" },
    Bend(#""phone":"+380671234567""#, #""phone":380671234567"#) { $0.recipient.phone == "380671234567" },
    Bend(#""phone":"+380671234567""#, #""phone":{"number":"1"}"#, odd: "orders[0].phone"),
    Bend(#""OKPO":"00032129""#, #""OKPO":32129"#) { $0.contragent.okpo == "32129" },
    Bend(#""packageId":"1""#, #""packageId":7"#) { $0.delivery.data.packages.first?.packageID == "7" },
    Bend(#""packageId":"2","#, "") { $0.delivery.data.packages.last?.packageID == "2" },
  ]

  static let numbers: [Bend] = [
    Bend(#""id":7141,"#, #""id":"7141","#) { $0.id == SampleOrder.id },
    Bend(#""id":7141,"#, #""id":7141.0,"#) { $0.id == SampleOrder.id },
    Bend(#""weight":1500.5"#, #""weight":"1500.5""#) { $0.weight == Grams(1501) },
    Bend(#""weight":1500.5"#, #""weight":0"#) { $0.weight == nil },
    Bend(#""weight":1500.5"#, #""weight":0.2"#) { $0.weight == Grams(1) },
    Bend(#""weight":1500.5"#, #""weight":1e3"#) { $0.weight == Grams(1000) },
    Bend(#""weight":1500.5"#, #""weight":1e300"#, odd: "orders[0].weight"),
    Bend(#""weight":1500.5"#, #""weight":"nan""#, odd: "orders[0].weight"),
    Bend(#""weight":1500.5"#, #""weight":-1"#, odd: "orders[0].weight"),
    Bend(#""weight":1500.5"#, #""weight":true"#, odd: "orders[0].weight"),
    Bend(#""weight":1500.5"#, #""weight":"""#) { $0.weight == nil },
    Bend(#""weight":1200.2"#, #""weight":"1,2""#, odd: "orders[0].delivery.data.packages[0].weight"),
    Bend(#""height":110.2"#, #""height":0"#) { $0.dimensions == nil },
    Bend(#","height":110.2"#, "") { $0.dimensions == nil },
    Bend(#""quantity":1.5"#, #""quantity":"1.5""#) { $0.items.first?.quantity == 1.5 },
    Bend(#""quantity":1.5,"#, "") { $0.items.first?.quantity == 1 },
    Bend(#""quantity":1.5"#, #""quantity":-1"#, odd: "orders[0].items[0].quantity"),
    Bend(#""quantity":1.5"#, #""quantity":"inf""#, odd: "orders[0].items[0].quantity"),
    Bend(#""id":11302"#, #""id":11302.5"#, odd: "orders[0].items[1].id"),
    Bend(#""id":11302"#, #""id":99999999999999999999"#, odd: "orders[0].items[1].id"),
    Bend(#""id":11302,"#, "", odd: "orders[0].items[1].id"),
  ]

  static let money: [Bend] = [
    Bend(#""amount":525.5"#, #""amount":1499.90"#) { $0.payments.first?.amount == Kopiykas(149_990) },
    Bend(#""amount":525.5"#, #""amount":0.29"#) { $0.payments.first?.amount == Kopiykas(29) },
    Bend(#""amount":525.5"#, #""amount":1.005"#) { $0.payments.first?.amount == Kopiykas(101) },
    Bend(#""amount":525.5"#, #""amount":60.17310053999999"#) { $0.payments.first?.amount == Kopiykas(6017) },
    Bend(#""amount":525.5"#, #""amount":99999999999.99"#) {
      $0.payments.first?.amount == Kopiykas(9_999_999_999_999)
    },
    Bend(#""amount":525.5"#, #""amount":"525.50""#) { $0.payments.first?.amount == Kopiykas(52550) },
    Bend(#""amount":525.5"#, #""amount":1e30"#, odd: "orders[0].payments.4326.amount"),
    Bend(#""amount":525.5"#, #""amount":1e999"#, odd: "orders[0].payments.4326.amount"),
    Bend(#""amount":525.5"#, #""amount":"525 грн""#, odd: "orders[0].payments.4326.amount"),
    Bend(#","amount":525.5"#, "", odd: "orders[0].payments.4326.amount"),
    Bend(#","amount":100"#, "") { $0.payments.last?.amount == .zero },
    Bend(#""cost":75.5"#, #""cost":-5.25"#) { $0.delivery.cost == Kopiykas(-525) },
    Bend(#""value":499.99"#, #""value":"499.99""#) {
      $0.delivery.data.itemDeclaredValues.first?.value == Kopiykas(49999)
    },
    Bend(#""orderProduct":{"id":11301,"externalIds":[]},"#, "") {
      $0.delivery.data.itemDeclaredValues.isEmpty
    },
  ]

  static let payments = #"""
    "payments":{"4326":{"id":4326,"type":"cod","status":"not-paid","amount":525.5},
       "4327":{"id":4327,"type":"card","status":"paid","amount":100}}
    """#

  static let containers: [Bend] = [
    Bend(payments, #""payments":[{"id":2,"type":"b","amount":2},{"id":1,"type":"a","amount":1}]"#) {
      $0.payments.map(\.type) == ["a", "b"]
    },
    Bend(payments, #""payments":[]"#) { $0.payments.isEmpty },
    Bend(payments, #""payments":null"#) { $0.payments.isEmpty },
    Bend(payments, #""payments":"none""#, odd: "orders[0].payments"),
    Bend(#"{"id":4327,"type":"card","status":"paid","amount":100}"#, "[]", odd: "orders[0].payments.4327.id"),
    Bend(#""status":"paid","#, #""status":"half","paidAt":"2026-07-01 10:00:00","#) {
      $0.payments.last?.isPaid == true
    },
    // Returned, or marked as paid by mistake: the date stays.
    Bend(#""status":"paid","#, #""status":"not-paid","paidAt":"2026-07-01 10:00:00","#) {
      $0.payments.last?.isPaid == false
    },
    Bend(#""status":"paid","#, #""paidAt":"2026-07-01 10:00:00","#) { $0.payments.last?.isPaid == true },
    Bend(#""status":"paid","#, #""status":"half","paidAt":"","#) { $0.payments.last?.isPaid == false },
    Bend(fields, "[]") { $0.customFields.isEmpty },
    Bend(fields, #"{"a":"true","b":[{"c":1}],"d":[1,"2"]}"#) {
      $0.customFields == ["a": .text("true"), "b": .list([]), "d": .list(["1", "2"])]
    },
    Bend(fields, "[1]", odd: "orders[0].customFields"),
    Bend(contragent, "[]") { $0.contragent.kind == .legalEntity && $0.contragent.okpo == "99999999" },
    Bend(contragent, #"{"contragentType":"individual"}"#) {
      $0.contragent
        == Order.Contragent(kind: .legalEntity, isCorporate: true, name: "Ромашка", okpo: "99999999")
    },
    Bend(#""contragentType":"legal-entity","legalName""#, #""contragentType":"enterpreneur","legalName""#) {
      $0.contragent.kind == .entrepreneur
    },
    Bend(#""contragentType":"legal-entity","legalName""#, #""contragentType":"martian","legalName""#) {
      $0.contragent.kind == nil && $0.contragent.isCorporate
    },
    Bend(company, "[]") { $0.contragent.okpo == "00032129" },
    Bend(#""properties":[]"#, #""properties":{"size":{"code":"s"}}"#) { $0.items.count == 2 },
    Bend(#""items":[{"id":11301,"#, #""items":[7,{"id":11301,"#, odd: "orders[0].items[0]"),
    Bend(#""offer":{"name":"Чай","displayName":"Чай зелений","weight":250.4}"#, #""offer":[]"#) {
      $0.items.first?.name == "" && $0.items.first?.weight == nil
    },
  ]

  static let flags: [Bend] = [
    Bend(#""locked":true"#, #""locked":"true""#) { $0.delivery.data.isLocked == true },
    Bend(#""locked":true"#, #""locked":"0""#) { $0.delivery.data.isLocked == false },
    Bend(#""locked":true"#, #""locked":1"#) { $0.delivery.data.isLocked == true },
    Bend(#""locked":true"#, #""locked":"""#) { $0.delivery.data.isLocked == nil },
    Bend(#""locked":true,"#, "") { $0.delivery.data.isLocked == nil },
    Bend(#""locked":true"#, #""locked":"perhaps""#, odd: "orders[0].delivery.data.locked"),
    Bend(#""locked":true"#, #""locked":2"#, odd: "orders[0].delivery.data.locked"),
    Bend(#""isCanceled":true"#, #""isCanceled":"false""#) { $0.items.last?.isCanceled == false },
    Bend(#""type":"customer_corporate""#, #""type":"customer""#) { !$0.contragent.isCorporate },
  ]

  @Test(arguments: texts + numbers + money + containers + flags) func bend(bend: Bend) async throws {
    #expect(SampleOrder.json.contains(bend.from), "the bend is not in the sample")
    let bent = SampleOrder.json.replacing(bend.from, with: bend.to, maxReplacements: 1)
    let answer = try await SampleOrder.read(SampleOrder.answer(bent))
    if let reads = bend.reads {
      #expect(answer.odd.isEmpty, "\(answer.odd.values.compactMap(\.path))")
      #expect(reads(try #require(answer.orders.first)))
    } else {
      #expect(answer.orders.isEmpty)
      #expect(answer.odd.keys.sorted() == [SampleOrder.id])
      #expect(answer.odd[SampleOrder.id]?.path == bend.path)
    }
  }

  @Test(arguments: ["delivery", "data", "extraData", "packages", "itemDeclaredValues", "items", "customer"])
  func everyContainerMayBeAnEmptyListOrAbsent(name: String) async throws {
    for replacement in ["[]", "{}", "null", nil] {
      let order = try JSONSerialization.jsonObject(with: Data(SampleOrder.json.utf8))
      let value = try replacement.map {
        try JSONSerialization.jsonObject(with: Data($0.utf8), options: .fragmentsAllowed)
      }
      let bent = try jsonBytes(replaced(name, in: order, with: value))
      let answer = try await SampleOrder.read(SampleOrder.answer(String(decoding: bent, as: UTF8.self)))
      #expect(answer.orders.count == 1, "\(name): \(answer.odd.values.compactMap(\.path))")
    }
  }

  private func replaced(_ name: String, in value: Any, with new: Any?) -> Any {
    guard let map = value as? [String: Any] else { return value }
    var result: [String: Any] = [:]
    for (key, inner) in map {
      if key != name {
        result[key] = replaced(name, in: inner, with: new)
      } else if let new {
        result[key] = new
      }
    }
    return result
  }
}
