// The calls of the CRM API as requests: key in a header because queries land in logs, nested names in
// brackets, every POST a form whose entity is one field of JSON text (retailcrm-api.md section 1). A request
// with a JSON body is refused by the CRM, and `orders/{id}` without `by=id` means somebody else's id.
import Foundation
import HTTPTransport
import ShippingCore
import SyncEngine

struct Calls: Sendable {
  /// What the CRM allows at most, and the page size that goes with it.
  static let batch = 100
  static let timeout: Duration = .seconds(30)
  static let fileTimeout: Duration = .seconds(60)
  /// A page of 100 orders is about 1 MB; orders with hundreds of items each exist.
  static let listLimit = 16 * 1024 * 1024
  /// Everything else.
  static let answerLimit = 4 * 1024 * 1024

  let baseURL: String
  let apiKey: String
  /// Site codes to stay within; empty = all the key may see.
  let sites: [String]

  init(baseURL: String, apiKey: String, sites: [String]) {
    var base = Substring(baseURL)
    while base.last == "/" { base.removeLast() }
    self.baseURL = String(base)
    self.apiKey = apiKey
    self.sites = sites
  }

  // MARK: Reading

  func history(since: HistoryRecordID) -> HTTPRequest {
    get("orders/history", [("filter[sinceId]", "\(since)"), ("limit", "\(Self.batch)")])
  }

  func history(from start: Instant, in zone: AccountZone) -> HTTPRequest {
    get("orders/history", [("filter[startDate]", zone.moment(start)), ("limit", "\(Self.batch)")])
  }

  func orders(_ ids: [OrderID]) -> HTTPRequest {
    get("orders", ids.map { ("filter[ids][]", "\($0)") } + [("limit", "\(Self.batch)")])
  }

  func orderIDs(deliveryTypes: [String], since start: Instant, page: Int, in zone: AccountZone) -> HTTPRequest
  {
    var query = deliveryTypes.map { ("filter[deliveryTypes][]", $0) }
    query += sites.map { ("filter[sites][]", $0) }
    query += [("filter[createdAtFrom]", zone.day(start)), ("limit", "\(Self.batch)"), ("page", "\(page)")]
    return get("orders", query)
  }

  /// The ids only spare pages: a CRM that knows no such filter sends all companies of the customer.
  func companies(of customer: CustomerID, ids: [CompanyID], page: Int) -> HTTPRequest {
    get(
      "customers-corporate/\(customer)/companies",
      [("by", "id")] + ids.map { ("filter[ids][]", "\($0)") }
        + [("limit", "\(Self.batch)"), ("page", "\(page)")],
      endpoint: "customers-corporate/companies")
  }

  func settings() -> HTTPRequest { get("settings") }

  func reference(_ kind: ReferenceKind) -> HTTPRequest { get("reference/\(kind.rawValue)") }

  /// One of the three calls without a version in the path.
  func credentials() -> HTTPRequest { get("credentials", prefix: "/api/") }

  // MARK: Writing

  func edit(
    _ order: OrderID, site: String, _ edit: OrderEdit, kept: [String: RawJSON] = [:]
  ) throws -> HTTPRequest {
    let sites = site.isEmpty ? [] : [("site", site)]
    return post(
      "orders/\(order)/edit", endpoint: "orders/edit",
      [("by", "id")] + sites + [("order", try json(WireOrderEdit(edit, kept: kept)))])
  }

  /// `held`: what the orders' `extraData` hold now.
  func track(
    _ updates: [TrackingUpdate], module: String, in zone: AccountZone, held: [OrderID: [String: RawJSON]]
  ) throws -> HTTPRequest {
    post(
      "delivery/generic/\(PercentEncoding.encode(module))/tracking", endpoint: "delivery/generic/tracking",
      [("statusUpdate", try json(updates.map { WireTrackingUpdate($0, in: zone, held: held) }))])
  }

  /// Characters of a notification; the CRM's own limit is UNVERIFIED.
  static let longestNotification = 1_000

  func notify(_ message: String, groups: [String], isError: Bool) throws -> HTTPRequest {
    let text =
      message.count > Self.longestNotification
      ? message.prefix(Self.longestNotification - 1) + "…" : message[...]
    let notification = WireNotification(
      userGroups: groups, type: isError ? "api.error" : "api.info", message: String(text))
    return post(
      "notifications/send", endpoint: "notifications/send", [("notification", try json(notification))])
  }

  // MARK: Files

  /// The one POST that is no form: the body is the file (retailcrm-api.md section 9).
  func uploadFile(_ content: [UInt8]) -> HTTPRequest {
    HTTPRequest(
      method: .post, url: "\(baseURL)/api/v5/files/upload",
      headers: [("X-API-KEY", apiKey), ("Content-Type", "application/octet-stream")], body: content,
      endpoint: "POST files/upload", timeout: Self.fileTimeout, responseLimit: Self.answerLimit)
  }

  func editFile(_ file: FileID, name: String, order: OrderID, site: String) throws -> HTTPRequest {
    post(
      "files/\(file)/edit", endpoint: "files/edit",
      [("file", try json(WireFileEdit(name: name, order: order, site: site)))])
  }

  func deleteFile(_ file: FileID) -> HTTPRequest {
    post("files/\(file)/delete", endpoint: "files/delete", [])
  }

  func files(_ query: FileQuery, page: Int, in zone: AccountZone?) -> HTTPRequest {
    var items: [(String, String)] = []
    if let order = query.order { items.append(("filter[orderIds][]", "\(order)")) }
    if let name = query.name { items.append(("filter[filename]", name)) }
    if let isAttached = query.isAttached { items.append(("filter[isAttached]", isAttached ? "1" : "0")) }
    if let since = query.createdSince, let zone {
      items.append(("filter[createdAtFrom]", zone.moment(since)))
    }
    return get("files", items + [("limit", "\(Self.batch)"), ("page", "\(page)")])
  }

  func download(_ file: FileID) -> HTTPRequest {
    HTTPRequest(
      method: .get, url: "\(baseURL)/api/v5/files/\(file)/download", headers: [("X-API-KEY", apiKey)],
      endpoint: "GET files/download", timeout: Self.fileTimeout, responseLimit: Self.listLimit)
  }

  // MARK: Parts

  /// `endpoint` where the path has a code in it.
  func get(
    _ path: String, _ query: [(String, String)] = [], prefix: String = "/api/v5/", endpoint: String? = nil
  ) -> HTTPRequest {
    let tail = query.isEmpty ? "" : "?\(PercentEncoding.query(query))"
    return HTTPRequest(
      method: .get, url: "\(baseURL)\(prefix)\(path)\(tail)", headers: [("X-API-KEY", apiKey)],
      endpoint: "GET \(endpoint ?? path)", timeout: Self.timeout, responseLimit: Self.listLimit)
  }

  func post(_ path: String, endpoint: String, _ fields: [(String, String)]) -> HTTPRequest {
    HTTPRequest(
      method: .post, url: "\(baseURL)/api/v5/\(path)",
      headers: [("X-API-KEY", apiKey), ("Content-Type", FormEncoding.contentType)],
      body: Array(FormEncoding.encode(fields).utf8), endpoint: "POST \(endpoint)", timeout: Self.timeout,
      responseLimit: Self.answerLimit)
  }

  func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    // The same edit is the same bytes in every run.
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}
