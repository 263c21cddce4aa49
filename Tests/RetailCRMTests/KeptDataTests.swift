// Edits that send the manager's own `delivery.data` along: what was there must leave exactly as it came, whatever it is.
import Foundation
import HTTPTransport
import ShippingCore
import SyncEngine
import Testing

@testable import RetailCRM

@Suite struct KeptDataTests {
  private static let data = """
    {"locked":false,"externalId":"old","status":"created","cost":45.5,"tariff":"STANDARD","payerType":"receiver",
     "pickuppointName":"x","extraData":{"sms":true,"weight":12.50,"list":["a","б"],"deep":{"n":null}},
     "packages":[{"packageId":"1","weight":900,"items":[{"orderProduct":{"id":7},"quantity":0.5}]}],
     "itemDeclaredValues":[]}
    """

  private func sent(
    _ data: String = data, carrying: DataCarriage, _ change: (inout OrderEdit) -> Void = { _ in }
  ) async throws -> NSDictionary {
    let answer = #"{"success":true,"orders":[{"id":5,"delivery":{"data":"# + data + "}}]}"
    let (crm, transport) = adapter(["GET orders": [.json(answer)], "POST orders/edit": [.done]])
    var edit = OrderEdit(deliveryID: "crm-5-1")
    edit.carrying = carrying
    change(&edit)
    #expect(await crm.edit(OrderID(5), site: "shop", edit).failure == nil)
    #expect(transport.requests.map(\.endpoint) == ["GET orders", "POST orders/edit"])
    let body = String(decoding: transport.requests.last?.body ?? [], as: UTF8.self)
    let form = try #require(URLComponents(string: "x:?" + body))
    let json = try #require(form.queryItems?.first { $0.name == "order" }?.value)
    let order = try #require(JSONSerialization.jsonObject(with: Data(json.utf8)) as? NSDictionary)
    return try #require((order["delivery"] as? NSDictionary)?["data"] as? NSDictionary)
  }

  @Test func everythingWritableGoesAlongUnchanged() async throws {
    let expected: NSDictionary = [
      "locked": false, "externalId": "crm-5-1", "tariff": "STANDARD", "payerType": "receiver",
      "extraData": ["sms": true, "weight": 12.5, "list": ["a", "б"], "deep": ["n": NSNull()]] as NSDictionary,
      "packages": [
        [
          "packageId": "1", "weight": 900,
          "items": [["orderProduct": ["id": 7], "quantity": 0.5] as NSDictionary],
        ] as NSDictionary
      ],
    ]
    #expect(try await sent(carrying: .all) == expected)
  }

  @Test func oneMemberIsLeftOutOrPutBack() async throws {
    let probed = try await sent(carrying: .allBut(.payerType))
    #expect(probed["payerType"] == nil && probed["tariff"] as? String == "STANDARD")
    let restored = try await sent(#"{"externalId":"crm-5-1"}"#, carrying: .all) {
      $0.deliveryID = nil
      $0.restored = KeptMember(.locked, .flag(false))
    }
    #expect(restored == ["externalId": "crm-5-1", "locked": false])
  }

  @Test func dataThatAreNoMapAreNothingToKeep() async throws {
    for data in ["[]", "null", "{}"] {
      #expect(try await sent(data, carrying: .all) == ["externalId": "crm-5-1"])
    }
  }

  @Test func whatCannotBeReadIsNotOverwritten() async {
    var edit = OrderEdit(deliveryID: "crm-5-1")
    edit.carrying = .all
    for answer in [
      #"{"success":true,"orders":[]}"#, #"{"success":true,"orders":[{"id":6}]}"#, #"{"success":true}"#,
      #"{"success":true,"orders":[{"id":5,"delivery":7}]}"#,
    ] {
      let (crm, transport) = adapter(["GET orders": [.json(answer)]])
      #expect(await crm.edit(OrderID(5), site: "shop", edit).failure != nil, "\(answer)")
      #expect(transport.requests.count == 1)
    }
  }

  @Test func anEditOfOtherMembersReadsNothing() async {
    let (crm, transport) = adapter(["POST orders/edit": [.done]])
    var edit = OrderEdit(status: "new", customFields: ["a": .text("b")])
    edit.carrying = .all
    _ = await crm.edit(OrderID(5), site: "shop", edit)
    #expect(transport.requests.map(\.endpoint) == ["POST orders/edit"])
  }
}
