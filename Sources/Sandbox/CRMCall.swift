// One call as the endpoints see it, and the ways to refuse it. A newcomer expects one shape of errors: the real service
// has none, a list, or a map (R§3), and this one uses the shape its fixtures show for each case.

/// The limit of `ratePerSecond` is a sliding second over admitted calls.
struct CRMKey {
  let value: String
  let scopes: Set<String>
  let sites: Set<String>?
  private var admitted: [SandboxTime]
  private var oldest = 0

  init(_ key: CRMService.Configuration.Key, ratePerSecond: Int) {
    value = key.value
    scopes = Set(key.scopes)
    sites = key.sites.map(Set.init)
    admitted = Array(repeating: .min, count: max(0, ratePerSecond))
  }

  func allows(site: String) -> Bool {
    sites?.contains(site) ?? true
  }

  mutating func continueWindow(of earlier: CRMKey) {
    guard earlier.admitted.count == admitted.count else { return }
    admitted = earlier.admitted
    oldest = earlier.oldest
  }

  mutating func admit(_ now: SandboxTime) -> Bool {
    guard !admitted.isEmpty else { return true }
    let earliest = admitted[oldest]
    if earliest != .min && now >= earliest && now - earliest < 1_000 { return false }
    admitted[oldest] = now
    oldest = (oldest + 1) % admitted.count
    return true
  }
}

struct CRMCall {
  let request: SandboxRequest
  let form: CRMForm
  let now: SandboxTime
  /// Position of the key.
  let key: Int
  /// What stands for the braces of the endpoint's path.
  let parameters: [String]
  let name: String

  func parameter(_ position: Int) -> String {
    parameters.indices.contains(position) ? parameters[position] : ""
  }

  /// A plain field, from the form or the query: clients do both (R§7).
  func field(_ name: String) -> String? {
    form.value(name) ?? request.value(name)
  }

  /// `filter[name]` and `filter[name][]` of the query, in its order; `filter[customFields][x]` as `customFields.x`.
  var filters: [(name: String, value: String)] {
    request.query.compactMap { parameter in
      guard parameter.name.hasPrefix("filter["), parameter.name.hasSuffix("]") else { return nil }
      let parts = parameter.name.dropFirst(7).dropLast().split(
        separator: "][", omittingEmptySubsequences: false)
      guard let first = parts.first else { return nil }
      if first == "customFields", parts.count > 1 { return ("customFields.\(parts[1])", parameter.value) }
      return (String(first), parameter.value)
    }
  }

  /// The JSON text of a form field, which is how every entity travels (R§1).
  func entity(_ name: String) throws(CRMRefusal) -> JSONValue {
    guard let text = form.value(name), !text.isEmpty else {
      throw CRMRefusal(400, "Parameter '\(name)' is missing")
    }
    guard let value = CRMParser.parse(Array(text.utf8)) else {
      throw CRMRefusal(400, "Errors in the entity format", .map([name: "Invalid JSON"]))
    }
    return value
  }

  func members(of name: String) throws(CRMRefusal) -> [String: JSONValue] {
    guard case .object(let members) = try entity(name) else {
      throw CRMRefusal(400, "Errors in the entity format", .map([name: "This value should be an object."]))
    }
    return members
  }
}

struct CRMRefusal: Error {
  enum Details {
    case none
    case list([String])
    case map([String: String])
  }

  let status: Int
  let message: String
  let details: Details
  var retryAfterSeconds: Int?

  init(_ status: Int, _ message: String, _ details: Details = .none) {
    self.status = status
    self.message = message
    self.details = details
  }

  static let notFound = CRMRefusal(404, "Not found")

  static func input(_ problems: [String: String]) -> CRMRefusal {
    CRMRefusal(400, "Errors in the input parameters", .map(problems))
  }

  static func entity(_ problems: [String: String]) -> CRMRefusal {
    CRMRefusal(400, "Errors in the entity format", .map(problems))
  }

  var response: SandboxResponse {
    var writer = CRMWriter()
    writer.object { writer in
      writer.member("success", false)
      writer.member("errorMsg", message)
      switch details {
      case .none: break
      case .list(let problems):
        writer.list("errors") { writer in for text in problems { writer.string(text) } }
      case .map(let problems):
        writer.object("errors") { writer in
          for name in problems.keys.sorted() { writer.member(code: name, problems[name]) }
        }
      }
    }
    var headers = CRMService.jsonHeaders
    if let retryAfterSeconds { headers["retry-after"] = String(retryAfterSeconds) }
    return SandboxResponse(status: status, headers: headers, body: writer.bytes)
  }
}

extension CRMService {
  static let jsonHeaders = ["content-type": "application/json"]

  /// `{"success": true, …}`.
  func success(_ status: Int, _ body: (inout CRMWriter) -> Void = { _ in }) -> SandboxResponse {
    var writer = CRMWriter()
    writer.object { writer in
      writer.member("success", true)
      body(&writer)
    }
    return SandboxResponse(status: status, headers: CRMService.jsonHeaders, body: writer.bytes)
  }
}

/// `limit` and `page` of a list: exactly 20, 50 or 100, and from 1 (R§2).
struct CRMPage {
  let limit: Int
  let page: Int

  init(limit: Int, page: Int) {
    self.limit = limit
    self.page = page
  }

  init(_ call: CRMCall) throws(CRMRefusal) {
    let limitText = call.request.value("limit") ?? "20"
    let pageText = call.request.value("page") ?? "1"
    guard let limit = Int(limitText), limit == 20 || limit == 50 || limit == 100 else {
      throw CRMRefusal(
        400, "Errors in the pagination parameters",
        .map(["limit": "The value you selected is not a valid choice."]))
    }
    guard let page = Int(pageText), page >= 1 else {
      throw CRMRefusal(
        400, "Errors in the pagination parameters", .map(["page": "This value should be 1 or more."]))
    }
    self.limit = limit
    self.page = page
  }

  /// The part of `values` that is on this page.
  func slice<Element>(_ values: [Element]) -> ArraySlice<Element> {
    let skip = (page - 1).multipliedReportingOverflow(by: limit)
    guard !skip.overflow, skip.partialValue < values.count else { return [] }
    return values[skip.partialValue..<min(values.count, skip.partialValue + limit)]
  }

  func write(total: Int, to writer: inout CRMWriter) {
    writer.object("pagination") { writer in
      writer.member("limit", Int64(limit))
      writer.member("totalCount", Int64(total))
      writer.member("currentPage", Int64(page))
      writer.member("totalPageCount", Int64((total + limit - 1) / limit))
    }
  }
}
