// The simulated RetailCRM account. A request and a moment go in, an answer comes out: no clock, no thread, no task, and
// no chance beyond the seed, so a life can be replayed byte for byte. Newcomers make it kinder than the real service:
// it says success when nothing was applied, drops what it does not know, and refuses with a text only a human reads.

/// Not safe to use from two threads at once; whoever carries the bytes serialises the calls.
public final class CRMService {
  public internal(set) var configuration: Configuration
  /// What clients did, and what no right client does.
  public internal(set) var audit = CRMAudit()

  var generator: SeededGenerator
  var zone: CRMZone
  var keys: [CRMKey]
  var keyPositions: [String: Int] = [:]
  var statusGroups: [String: String] = [:]
  var completePayments: Set<String> = []

  var orders: [CRMOrder] = []
  /// What the orders were when they were made, for the history records of their creation.
  var createdOrders: [Int: CRMOrder] = [:]
  var facts = CRMFacts()
  var history = CRMHistoryLog()
  var positionsByNumber: [String: [Int]] = [:]
  var positionsByExternalID: [String: [Int]] = [:]
  var positionsByParcel: [String: [Int]] = [:]
  var positionsByPayment: [Int64: Int] = [:]

  var deliveryTypes: [String: Configuration.DeliveryType] = [:]
  var deliveryTypeCodes: [String] = []
  var modules: [String: CRMModule] = [:]
  var customFields: [CRMCustomField] = []
  var dictionaries: [CRMDictionary] = []
  var files: [CRMFile] = []

  var nextItemID: Int64 = 10_001
  var nextPaymentID: Int64 = 4_001
  var nextCustomerID: Int64 = 901

  static let firstOrderID: Int64 = 1_001

  public init(configuration: Configuration, seed: UInt64) {
    self.configuration = configuration
    generator = SeededGenerator(seed: seed)
    zone = CRMZone(configuration.timeZone)
    keys = []
    for type in configuration.deliveryTypes { add(type) }
    for module in configuration.modules {
      modules[module.code] = CRMModule(code: module.code, document: module.document)
    }
    customFields = configuration.customFields.map(CRMCustomField.init)
    index()
  }

  /// Changes the account's habits or references while it runs. Delivery types, modules and custom fields are left as
  /// they are by now: `addDeliveryType`, the API and the manager change those.
  public func configure(_ change: (inout Configuration) -> Void) {
    change(&configuration)
    zone = CRMZone(configuration.timeZone)
    index()
  }

  private func index() {
    let earlier = keys
    keys = configuration.keys.map { CRMKey($0, ratePerSecond: configuration.ratePerSecond) }
    for position in keys.indices where position < earlier.count {
      keys[position].continueWindow(of: earlier[position])
    }
    keyPositions = [:]
    for (position, key) in keys.enumerated() { keyPositions[key.value] = position }
    statusGroups = [:]
    for status in configuration.statuses { statusGroups[status.code] = status.group }
    completePayments = Set(configuration.paymentStatuses.filter(\.complete).map(\.code))
  }

  /// Answers one request. `now` should not run backwards, but nothing breaks when it does.
  public func handle(_ request: SandboxRequest, now: SandboxTime) -> SandboxResponse {
    let match = CRMEndpoint.match(request)
    let name = CRMService.name(of: match, request)
    audit.count(name)
    do {
      return try answer(request, match: match, name: name, now: now)
    } catch {
      audit.countRefusal(name, status: error.status)
      return error.response
    }
  }

  /// The endpoint's name for counting and for faults: `GET orders/history`, `POST orders/{id}/edit`.
  public func endpoint(of request: SandboxRequest) -> String {
    CRMService.name(of: CRMEndpoint.match(request), request)
  }

  private static func name(of match: CRMEndpoint.Match, _ request: SandboxRequest) -> String {
    if case .found(let endpoint, _) = match { return endpoint.name }
    return "\(request.method) unknown"
  }

  private func answer(
    _ request: SandboxRequest, match: CRMEndpoint.Match, name: String, now: SandboxTime
  ) throws(CRMRefusal) -> SandboxResponse {
    let form = CRMForm(request)
    let key = try authenticate(request, form: form, name: name, now: now)
    try throttle(key, now: now)
    switch match {
    case .unknown: throw CRMRefusal(404, "API method not found")
    case .wrongVerb: throw CRMRefusal(405, "Method Not Allowed")
    case .found(let endpoint, let parameters):
      let call = CRMCall(request: request, form: form, now: now, key: key, parameters: parameters, name: name)
      if form.isJSON {
        audit.violation(.jsonContentType, call)
        throw CRMRefusal(400, "Invalid data")
      }
      if let scope = endpoint.scope, !keys[key].scopes.contains(scope) {
        throw CRMRefusal(403, "Access denied.")
      }
      return try endpoint.action(self)(call)
    }
  }

  private func authenticate(
    _ request: SandboxRequest, form: CRMForm, name: String, now: SandboxTime
  ) throws(CRMRefusal) -> Int {
    var given = request.headers["x-api-key"]
    if let exposed = request.value("apiKey") ?? form.value("apiKey") {
      audit.violation(.keyInQuery, endpoint: name, at: now)
      given = given ?? exposed
    }
    guard let given, !given.isEmpty else { throw CRMRefusal(400, "\"apiKey\" is missing.") }
    guard let key = keyPositions[given] else { throw CRMRefusal(403, "Wrong \"apiKey\" value.") }
    return key
  }

  private func throttle(_ key: Int, now: SandboxTime) throws(CRMRefusal) {
    guard !keys[key].admit(now) else { return }
    audit.rateRefusals += 1
    var refusal = CRMRefusal(configuration.rateStatus, "Rate limit exceeded")
    refusal.retryAfterSeconds = configuration.retryAfterSeconds
    throw refusal
  }
}
