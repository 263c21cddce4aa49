// Integration modules: what a carrier's module told the CRM about itself. A newcomer mixes up its two
// codes: the instance code is in every path and in `delivery.integrationCode` of orders; `integrationCode`
// of the document is the family, and only a prefix of it (R§15).

struct CRMModule {
  struct Status {
    var name: String
    var isError: Bool
  }

  let code: String
  /// As registered.
  let document: JSONValue
  private(set) var statuses: [String: Status] = [:]
  private(set) var fieldCodes: Set<String> = []
  private(set) var allowTrackNumber = false
  private(set) var lockedByDefault = false
  /// The module's state to the order's status, from the account's settings of the module.
  private(set) var statusMap: [String: String] = [:]

  init(code: String, document: JSONValue) {
    self.code = code
    self.document = document
    let delivery = document["integrations"]?["delivery"]
    for status in delivery?["statusList"]?.elements ?? [] {
      guard let code = status["code"]?.text else { continue }
      statuses[code] = Status(name: status["name"]?.text ?? code, isError: status["isError"]?.truth ?? false)
    }
    fieldCodes = Set((delivery?["deliveryDataFieldList"]?.elements ?? []).compactMap { $0["code"]?.text })
    allowTrackNumber = delivery?["allowTrackNumber"]?.truth ?? false
    let settings = delivery?["settings"]
    lockedByDefault = settings?["lockedByDefault"]?.truth ?? false
    for pair in settings?["statuses"]?.elements ?? [] {
      guard let status = pair["code"]?.text, let state = pair["trackingStatusCode"]?.text else { continue }
      statusMap[state] = status
    }
  }

  /// As a module that was registered before the status was thought of.
  mutating func drop(status: String) { statuses[status] = nil }

  var hasCallbacks: Bool {
    let actions = document["integrations"]?["delivery"]?["actions"]?.members ?? [:]
    return document["baseUrl"]?.text != nil && !actions.isEmpty
  }
}

extension CRMService {
  /// The module does not know this delivery status.
  public func dropModuleStatus(_ status: String, of module: String) { modules[module]?.drop(status: status) }

  // GET integration-modules/{code}
  func getModule(_ call: CRMCall) throws(CRMRefusal) -> SandboxResponse {
    guard let module = modules[call.parameter(0)] else { throw CRMRefusal.notFound }
    var document = module.document
    document["code"] = .string(module.code)
    document["freeze"] = document["freeze"] ?? false
    document["native"] = .bool(configuration.nativeModules.contains(module.code))
    document["actions"] = document["actions"] ?? (configuration.emptyMapsAsLists ? [] : [:])
    document["availableCountries"] = document["availableCountries"] ?? []
    document["clientId"] = nil
    if configuration.choicesAsMaps { showChoicesAsMaps(&document) }
    return success(200) { $0.member("integrationModule", json: document) }
  }

  // POST integration-modules/{code}/edit
  func editModule(_ call: CRMCall) throws(CRMRefusal) -> SandboxResponse {
    let code = call.parameter(0)
    let members = try call.members(of: "integrationModule")
    let earlier = modules[code]
    var document = JSONValue.object(members)
    // The account's settings survive a registration that does not bring any.
    if let settings = earlier?.document["integrations"]?["delivery"]?["settings"],
      var integrations = document["integrations"], var delivery = integrations["delivery"],
      delivery["settings"] == nil
    {
      delivery["settings"] = settings
      integrations["delivery"] = delivery
      document["integrations"] = integrations
    }
    if configuration.forgetsModuleSettings {
      document["integrations"]?["delivery"]?["settings"] =
        earlier?.document["integrations"]?["delivery"]?["settings"]
    }
    let module = CRMModule(code: code, document: document)
    try check(module, members)
    if configuration.modulesCannotBeActivated, members["active"]?.truth == true {
      throw CRMRefusal(
        400, "Failed to activate module",
        .list(["Your account has insufficient funds to activate integration module"]))
    }
    modules[code] = module
    let active = members["active"]?.truth ?? false
    if active && configuration.version >= 8 && !deliveryTypeCodes.contains(where: { isType($0, of: code) }) {
      add(
        Configuration.DeliveryType(
          code: code + configuration.deliveryTypeSuffix, name: members["name"]?.text ?? code,
          integrationCode: code))
    }
    return success(earlier == nil ? 201 : 200) { writeModuleInfo(code, to: &$0) }
  }

  private func check(_ module: CRMModule, _ members: [String: JSONValue]) throws(CRMRefusal) {
    var problems: [String: String] = [:]
    if let family = members["integrationCode"]?.text, !module.code.hasPrefix(family) {
      problems["code"] = "Code prefix must match integrationCode"
    }
    if let given = members["code"], given.text != module.code {
      problems["code"] = "This value is not valid."
    }
    for name in ["name", "logo", "clientId", "accountUrl"] where (members[name]?.text ?? "").isEmpty {
      problems[name] = "\(name) must be provided"
    }
    let delivery = members["integrations"]?["delivery"]
    for (offset, status) in (delivery?["statusList"]?.elements ?? []).enumerated()
    where status["code"]?.text == nil || status["name"]?.text == nil {
      problems["integrations.delivery.statusList[\(offset)]"] = "This value is not valid."
    }
    for name in ["freeze", "native"] where members[name] != nil {
      problems[name] = "This form should not contain extra fields."
    }
    problems.merge(fieldProblems(delivery)) { first, _ in first }
    if configuration.requiresCallbacks && delivery != nil && !module.hasCallbacks {
      problems["integrations.delivery.actions"] = "This value should not be blank."
    }
    guard problems.isEmpty else { throw CRMRefusal.entity(problems) }
  }

  private func isType(_ type: String, of module: String) -> Bool {
    deliveryTypes[type]?.integrationCode == module
  }

  private func writeModuleInfo(_ code: String, to writer: inout CRMWriter) {
    guard let position = deliveryTypeCodes.firstIndex(where: { isType($0, of: code) }) else {
      writer.list("info") { _ in }
      return
    }
    writer.object("info") { writer in
      writer.object("deliveryType") { writer in
        writer.member("id", Int64(position + 1))
        writer.member("code", deliveryTypeCodes[position])
      }
      writer.object("billingInfo") { writer in
        writer.member("price", Int64(0))
        writer.object("currency") { writer in
          writer.member("name", "Гривня")
          writer.member("shortName", "грн")
          writer.member("code", "UAH")
        }
        writer.member("billingType", "fixed")
      }
    }
  }

  func add(_ type: Configuration.DeliveryType) {
    if deliveryTypes[type.code] == nil { deliveryTypeCodes.append(type.code) }
    deliveryTypes[type.code] = type
  }

  /// What a manager does by hand in version 7 and older, and to change or switch off a type.
  public func addDeliveryType(_ type: Configuration.DeliveryType) {
    add(type)
  }
}
