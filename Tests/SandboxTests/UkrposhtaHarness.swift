// A client of the simulated post for tests: builds requests the way the documents show them and reads the
// answers. It has two counterparties, because half of the rules are about not seeing what belongs to the
// other.
import Foundation
import Testing

@testable import Sandbox

final class PostBench {
  static let start: SandboxTime = 1_772_611_200_000  // 2026-03-04T08:00:00Z
  let first = PostService.Counterparty.madeUp(name: "first", seed: 1)
  let second = PostService.Counterparty.madeUp(name: "second", seed: 2)
  let post: PostService
  var now = PostBench.start

  init(seed: UInt64 = 7, habits: PostHabits = PostHabits()) {
    post = PostService(counterparties: [first, second], seed: seed, habits: habits)
  }

  struct Answer {
    var response: SandboxResponse
    var status: Int { response.status }
    var json: JSONValue { JSONValue(parsing: response.body) ?? .null }
    var code: String? { json["code"]?.text }
  }

  func request(
    _ method: String, _ path: String, _ body: JSONValue? = nil, as party: PostService.Counterparty? = nil,
    token: String? = nil, query: [(name: String, value: String)] = []
  ) -> SandboxRequest {
    let party = party ?? first
    let tracking = path.hasPrefix("/status-tracking")
    var asked = query
    if !tracking { asked.append((name: "token", value: token ?? party.token)) }
    return SandboxRequest(
      method: method, path: path, query: asked,
      headers: [
        "authorization": "Bearer \(tracking ? party.trackingBearer : party.ecomBearer)",
        "content-type": "application/json", "accept": "application/json",
      ], body: body?.encoded ?? [])
  }

  /// `path` is below the eCom base unless it begins with a slash.
  func send(
    _ method: String, _ path: String, _ body: JSONValue? = nil, as party: PostService.Counterparty? = nil,
    token: String? = nil, query: [(name: String, value: String)] = []
  ) -> Answer {
    let whole = path.hasPrefix("/") ? path : "/ecom/0.0.1/" + path
    return Answer(
      response: post.handle(request(method, whole, body, as: party, token: token, query: query), now: now))
  }

  func address(_ members: JSONValue = ["postcode": "79013"], as party: PostService.Counterparty? = nil) throws
    -> Int64
  {
    let answer = send("POST", "addresses", members, as: party)
    return try #require(answer.json["id"]?.int, "status \(answer.status)")
  }

  static let individual: JSONValue = [
    "type": "INDIVIDUAL", "firstName": "Тестій", "lastName": "Зразковий", "middleName": "Прикладович",
    "phoneNumber": "+380671234567",
  ]
  static let company: JSONValue = [
    "type": "COMPANY", "name": "ТОВ Приклад", "edrpou": "40145721", "phoneNumber": "0671231234",
    "bankAccount": "UA073808050000000026000439806",
  ]

  func client(
    _ members: JSONValue = PostBench.individual, address: Int64? = nil,
    as party: PostService.Counterparty? = nil
  ) throws -> String {
    var body = members
    body["addressId"] = .integer(try address ?? self.address(as: party))
    let answer = send("POST", "clients", body, as: party)
    return try #require(answer.json["uuid"]?.text, "status \(answer.status)")
  }

  func order(sender: String, recipient: String, _ extra: [String: JSONValue] = [:]) -> JSONValue {
    var body: JSONValue = [
      "sender": ["uuid": .string(sender)], "recipient": ["uuid": .string(recipient)], "type": "STANDARD",
      "deliveryType": "W2W",
      "parcels": [["weight": 1200, "length": 30, "width": 20, "height": 10, "declaredPrice": 500]],
    ]
    for (member, value) in extra { body[member] = value }
    return body
  }

  func group(_ sender: String, type: String = "STANDARD") throws -> String {
    let body: JSONValue = ["name": "Group 1", "clientUuid": .string(sender), "type": .string(type)]
    return try #require(send("POST", "shipment-groups", body).json["uuid"]?.text)
  }

  /// A shipment outside any group: uuid and barcode.
  func shipment(_ extra: [String: JSONValue] = [:]) throws -> (uuid: String, barcode: String) {
    let body = order(sender: try client(), recipient: try client(), extra)
    let answer = send("POST", "shipments", body)
    return (
      try #require(answer.json["uuid"]?.text, "status \(answer.status), code \(answer.code ?? "none")"),
      try #require(answer.json["barcode"]?.text)
    )
  }
}

extension JSONValue {
  /// The document without one member.
  func without(_ member: String) -> JSONValue {
    var copy = self
    copy[member] = nil
    return copy
  }

  func with(_ member: String, _ value: JSONValue) -> JSONValue {
    var copy = self
    copy[member] = value
    return copy
  }
}
