// A client for tests: it speaks the form encoding of the real API to the simulator, and compares shapes of answers with
// payloads of the real service. A shape says which members there are and of which type, never their values.
import Foundation
import Sandbox
import Testing

struct CRMTestClient {
  let service: CRMService
  var key = CRMTestClient.key
  /// 2024-06-10 09:00:00 UTC, noon in Kyiv.
  var now: SandboxTime = CRMTestClient.noon

  static let key = "test-key"
  static let noon: SandboxTime = 1_718_010_000_000
  static let module = "post-1"

  init(_ adjust: (inout CRMService.Configuration) -> Void = { _ in }, seed: UInt64 = 7) {
    var shop = CRMService.Configuration.demoShop(
      apiKey: CRMTestClient.key, deliveryCodes: ["post-1", "post-2"])
    shop.ratePerSecond = 0
    shop.createdAtJitterChance = 0
    shop.historyGapChance = 0
    adjust(&shop)
    service = CRMService(configuration: shop, seed: seed)
  }

  func get(
    _ path: String, _ query: [(name: String, value: String)] = [], versioned: Bool = true
  ) -> (status: Int, body: JSONValue) {
    answer(
      SandboxRequest(
        method: "GET", path: "/api/\(versioned ? "v5/" : "")\(path)", query: query,
        headers: ["x-api-key": key]))
  }

  func post(_ path: String, _ fields: [(name: String, value: String)] = []) -> (status: Int, body: JSONValue)
  {
    answer(request(path, fields))
  }

  func request(_ path: String, _ fields: [(name: String, value: String)]) -> SandboxRequest {
    let body = fields.map { "\(encoded($0.name))=\(encoded($0.value))" }.joined(separator: "&")
    return SandboxRequest(
      method: "POST", path: "/api/v5/\(path)",
      headers: ["x-api-key": key, "content-type": "application/x-www-form-urlencoded"], body: Array(body.utf8)
    )
  }

  func answer(_ request: SandboxRequest) -> (status: Int, body: JSONValue) {
    let response = service.handle(request, now: now)
    return (response.status, JSONValue(parsing: response.body) ?? .null)
  }

  private func encoded(_ text: String) -> String {
    let plain = CharacterSet(
      charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~")
    return text.addingPercentEncoding(withAllowedCharacters: plain) ?? ""
  }

  func edit(_ id: Int64, _ order: JSONValue) -> (status: Int, body: JSONValue) {
    post("orders/\(id)/edit", [("by", "id"), ("order", String(decoding: order.encoded, as: UTF8.self))])
  }

  func track(_ updates: JSONValue, module: String = CRMTestClient.module) -> (status: Int, body: JSONValue) {
    post(
      "delivery/generic/\(module)/tracking",
      [("statusUpdate", String(decoding: updates.encoded, as: UTF8.self))])
  }

  func order(_ id: Int64) -> JSONValue {
    get("orders/\(id)", [("by", "id")]).body["order"] ?? .null
  }

  /// Records after a cursor, at most 100.
  func history(since id: Int64) -> [JSONValue] {
    get("orders/history", [("filter[sinceId]", String(id)), ("limit", "100")]).body["history"]?.elements ?? []
  }

  func lastRecordID() -> Int64 {
    var cursor: Int64 = 0
    while let last = history(since: cursor).last?["id"]?.int { cursor = last }
    return cursor
  }

  func makeOrder(_ adjust: (inout CRMOrderDraft) -> Void = { _ in }) -> Int64 {
    var draft = CRMOrderDraft()
    draft.lastName = "Шевченко"
    draft.firstName = "Тарас"
    draft.patronymic = "Григорович"
    draft.phone = "+380671234567"
    draft.deliveryType = CRMTestClient.module
    draft.address = CRMOrderDraft.Address(
      index: "01001", countryIso: "UA", region: "Київ", city: "Київ", street: "Хрещатик", building: "22",
      flat: "5")
    draft.items = [CRMOrderDraft.Item("Чашка", initialPriceKopiykas: 12_550, weightGrams: 300)]
    draft.payments = [CRMOrderDraft.Payment(type: "cash-on-delivery", amountKopiykas: 12_550)]
    draft.weightGrams = 300.5
    adjust(&draft)
    return service.createOrder(draft, now: now)
  }
}

/// Real payloads, read in place.
enum CRMFixtures {
  static let folder: String = {
    if let given = ProcessInfo.processInfo.environment["SHARED_FIXTURES"] { return given + "/retailcrm" }
    let file = URL(fileURLWithPath: #filePath)
    let root = file.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    return root.deletingLastPathComponent().appendingPathComponent("shared/fixtures/retailcrm").path
  }()

  static let available = FileManager.default.fileExists(atPath: folder + "/INDEX.md")

  static func read(_ name: String) throws -> JSONValue {
    let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name).json"))
    return try #require(JSONValue(parsing: Array(data)))
  }
}

/// The members of an object with the types they were seen with.
struct CRMShape {
  private(set) var members: [String: Set<String>] = [:]

  init(_ objects: [JSONValue]) {
    for object in objects {
      for (name, value) in object.members ?? [:] { members[name, default: []].insert(CRMShape.type(value)) }
    }
  }

  static func type(_ value: JSONValue) -> String {
    switch value {
    case .null: return "null"
    case .bool: return "bool"
    case .integer, .number: return "number"
    case .string: return "text"
    case .array: return "list"
    case .object: return "map"
    }
  }

  /// What `objects` have that was never seen, or was seen with other types only.
  func surprises(in objects: [JSONValue], besides allowed: Set<String> = []) -> [String] {
    let found = objects.flatMap { object in
      (object.members ?? [:]).compactMap { name, value -> String? in
        if allowed.contains(name) || members[name]?.contains(CRMShape.type(value)) == true { return nil }
        return "\(name): \(CRMShape.type(value))"
      }
    }
    return Set(found).sorted()
  }
}
