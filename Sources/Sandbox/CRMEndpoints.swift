// Every call the simulated account knows, with the verb, the right it needs and who answers it. Literal segments come
// before wildcards: `orders/statuses` is not an order with the external id "statuses".

struct CRMEndpoint: Sendable {
  typealias Action = @Sendable (CRMService) -> (CRMCall) throws(CRMRefusal) -> SandboxResponse

  enum Match {
    case found(CRMEndpoint, parameters: [String])
    case wrongVerb
    case unknown
  }

  /// `GET orders/history`; braces are wildcards.
  let name: String
  let scope: String?
  let action: Action
  let verb: String
  let segments: [String]

  init(_ verb: String, _ path: String, scope: String?, versioned: Bool = true, _ action: @escaping Action) {
    self.verb = verb
    self.scope = scope
    self.action = action
    name = "\(verb) \(path)"
    segments = (versioned ? ["v5"] : []) + path.split(separator: "/").map(String.init)
  }

  static func match(_ request: SandboxRequest) -> Match {
    let given = request.path.split(separator: "/", omittingEmptySubsequences: false)
    guard given.count > 2, given[0].isEmpty, given[1] == "api" else { return .unknown }
    let segments = given[2...]
    var wrongVerb = false
    for endpoint in bySize[segments.count] ?? [] {
      guard let parameters = endpoint.parameters(segments) else { continue }
      if endpoint.verb == request.method { return .found(endpoint, parameters: parameters) }
      wrongVerb = true
    }
    return wrongVerb ? .wrongVerb : .unknown
  }

  private func parameters(_ given: ArraySlice<Substring>) -> [String]? {
    var found: [String] = []
    for (expected, segment) in zip(segments, given) {
      if expected.hasPrefix("{") {
        guard !segment.isEmpty else { return nil }
        found.append(String(segment))
      } else if expected != segment {
        return nil
      }
    }
    return found
  }

  private static let bySize: [Int: [CRMEndpoint]] = Dictionary(
    grouping: general + orders + delivery + references + custom + files, by: \.segments.count)
}

extension CRMEndpoint {
  private static let general = [
    CRMEndpoint("GET", "api-versions", scope: nil, versioned: false, CRMService.apiVersions),
    CRMEndpoint("GET", "credentials", scope: nil, versioned: false, CRMService.credentials),
    CRMEndpoint("GET", "system-info", scope: nil, versioned: false, CRMService.systemInfo),
    CRMEndpoint("GET", "settings", scope: nil, CRMService.settings),
    CRMEndpoint("POST", "notifications/send", scope: "notification_write", CRMService.sendNotification),
    CRMEndpoint("GET", "customers-corporate/{id}", scope: "customer_read", CRMService.corporateCustomer),
    CRMEndpoint(
      "GET", "customers-corporate/{id}/companies", scope: "customer_read", CRMService.corporateCompanies),
  ]

  private static let orders = [
    CRMEndpoint("GET", "orders", scope: "order_read", CRMService.orderList),
    CRMEndpoint("GET", "orders/history", scope: "order_read", CRMService.orderHistory),
    CRMEndpoint("GET", "orders/statuses", scope: "order_read", CRMService.orderStatuses),
    CRMEndpoint("POST", "orders/create", scope: "order_write", CRMService.createOrder),
    CRMEndpoint("GET", "orders/{id}", scope: "order_read", CRMService.getOrder),
    CRMEndpoint("POST", "orders/payments/create", scope: "order_write", CRMService.createPayment),
    CRMEndpoint("POST", "orders/payments/{id}/edit", scope: "order_write", CRMService.editPayment),
    CRMEndpoint("POST", "orders/payments/{id}/delete", scope: "order_write", CRMService.deletePayment),
    CRMEndpoint("POST", "orders/{id}/edit", scope: "order_write", CRMService.editOrder),
    CRMEndpoint("POST", "orders/{id}/delivery/cancel", scope: "order_write", CRMService.cancelDelivery),
  ]

  private static let delivery = [
    CRMEndpoint("POST", "delivery/generic/{code}/tracking", scope: "delivery_write", CRMService.tracking),
    CRMEndpoint("GET", "integration-modules/{code}", scope: "integration_read", CRMService.getModule),
    CRMEndpoint("POST", "integration-modules/{code}/edit", scope: "integration_write", CRMService.editModule),
  ]

  private static let references = [
    CRMEndpoint("GET", "reference/{kind}", scope: "reference_read", CRMService.reference)
  ]

  private static let custom = [
    CRMEndpoint("GET", "custom-fields", scope: "custom_fields_read", CRMService.customFieldList),
    CRMEndpoint(
      "GET", "custom-fields/dictionaries", scope: "custom_fields_read", CRMService.dictionaryList),
    CRMEndpoint(
      "POST", "custom-fields/dictionaries/create", scope: "custom_fields_write", CRMService.createDictionary),
    CRMEndpoint(
      "POST", "custom-fields/dictionaries/{code}/edit", scope: "custom_fields_write",
      CRMService.editDictionary),
    CRMEndpoint(
      "POST", "custom-fields/{entity}/create", scope: "custom_fields_write", CRMService.createCustomField),
    CRMEndpoint(
      "GET", "custom-fields/{entity}/{code}", scope: "custom_fields_read", CRMService.getCustomField),
    CRMEndpoint(
      "POST", "custom-fields/{entity}/{code}/edit", scope: "custom_fields_write", CRMService.editCustomField),
  ]

  private static let files = [
    CRMEndpoint("GET", "files", scope: "file_read", CRMService.fileList),
    CRMEndpoint("POST", "files/upload", scope: "file_write", CRMService.uploadFile),
    CRMEndpoint("GET", "files/{id}", scope: "file_read", CRMService.getFile),
    CRMEndpoint("GET", "files/{id}/download", scope: "file_read", CRMService.downloadFile),
    CRMEndpoint("POST", "files/{id}/edit", scope: "file_write", CRMService.editFile),
    CRMEndpoint("POST", "files/{id}/delete", scope: "file_write", CRMService.deleteFile),
  ]
}
