// Custom fields (R§12). The order's JSON shows values by code; which codes exist, and of which type, is told here. A
// value for a code that does not exist vanishes, unless the account is one that refuses it.

struct CRMCustomField {
  var code: String
  var entity: String
  /// Everything else as it was sent: name, type, displayArea, viewMode…
  var members: [String: JSONValue]

  static let types = [
    "boolean", "date", "datetime", "dictionary", "multiselect_dictionary", "email", "integer", "numeric",
    "string",
    "text",
  ]

  init(_ field: CRMService.Configuration.CustomField) {
    code = field.code
    entity = field.entity
    members = ["name": .string(field.name), "type": .string(field.type)]
  }

  init(code: String, entity: String, members: [String: JSONValue]) {
    self.code = code
    self.entity = entity
    self.members = members
  }

  var type: String { members["type"]?.text ?? "string" }

  func accepts(_ value: JSONValue) -> Bool {
    if value == .null || value == .string("") { return true }
    switch type {
    case "boolean": return value.truth != nil || value == .integer(0) || value == .integer(1)
    case "integer": return value.int != nil
    case "numeric": return value.double != nil
    case "multiselect_dictionary": return value.elements != nil
    case "date": return value.text.flatMap(CRMZone.wall) != nil
    default: return value.text != nil || value.int != nil
    }
  }

  func write(to writer: inout CRMWriter) {
    writer.object { writer in
      writer.member("name", json: members["name"])
      writer.member("code", code)
      writer.member("required", json: members["required"] ?? false)
      writer.member("inFilter", json: members["inFilter"] ?? true)
      writer.member("inList", json: members["inList"] ?? true)
      writer.member("inGroupActions", json: members["inGroupActions"] ?? false)
      writer.member("type", type)
      writer.member("entity", entity)
      writer.member("ordering", json: members["ordering"] ?? 50)
      writer.member("displayArea", json: members["displayArea"] ?? "customer")
      writer.member("viewMode", json: members["viewMode"] ?? "editable")
      writer.member("dictionary", json: members["dictionary"])
      writer.member("default", json: members["default"])
    }
  }
}

extension CRMService {
  /// What an administrator does by hand: fields that are there from now on, or no longer.
  public func addCustomFields(_ fields: [Configuration.CustomField]) {
    for field in fields where customField(field.code, of: field.entity) == nil {
      customFields.append(CRMCustomField(field))
    }
  }

  public func removeCustomFields(_ codes: [String]) {
    customFields.removeAll { codes.contains($0.code) }
  }

  /// The values of an order's custom fields as anybody reads them: an account may spell out its untouched check boxes, or
  /// leave out those that were cleared.
  func shownFields(of order: CRMOrder) -> [String: JSONValue] {
    var shown = order.customFields
    for field in customFields where field.entity == "order" && field.type == "boolean" {
      if configuration.spellsOutUntouchedFlags, shown[field.code] == nil { shown[field.code] = false }
      if configuration.clearedFlagIsAbsent, shown[field.code] == false { shown[field.code] = nil }
    }
    return shown
  }

  func customField(_ code: String, of entity: String) -> CRMCustomField? {
    customFields.first { $0.code == code && $0.entity == entity }
  }

  // GET custom-fields
  func customFieldList(_ call: CRMCall) throws(CRMRefusal) -> SandboxResponse {
    let page = try CRMPage(call)
    var found = customFields
    for (name, value) in call.filters {
      switch name {
      case "entity": found.removeAll { $0.entity != value }
      case "code": found.removeAll { $0.code != value }
      case "name": found.removeAll { $0.members["name"]?.text != value }
      case "type":
        let types = call.filters.filter { $0.name == "type" }.map(\.value)
        found.removeAll { !types.contains($0.type) }
      default: throw CRMRefusal.input(["children[\(name)]": "This value is not valid."])
      }
    }
    return success(200) { writer in
      page.write(total: found.count, to: &writer)
      writer.list("customFields") { writer in
        for field in page.slice(found) { field.write(to: &writer) }
      }
    }
  }

  // GET custom-fields/{entity}/{code}
  func getCustomField(_ call: CRMCall) throws(CRMRefusal) -> SandboxResponse {
    guard let field = customField(call.parameter(1), of: call.parameter(0)) else { throw CRMRefusal.notFound }
    return success(200) { writer in
      writer.key("customField")
      field.write(to: &writer)
    }
  }

  // POST custom-fields/{entity}/create
  func createCustomField(_ call: CRMCall) throws(CRMRefusal) -> SandboxResponse {
    let entity = call.parameter(0)
    var members = try call.members(of: "customField")
    guard ["order", "customer", "customer_corporate", "company"].contains(entity) else {
      throw CRMRefusal.notFound
    }
    var problems: [String: String] = [:]
    let code = members["code"]?.text ?? ""
    let allowed = code.utf8.allSatisfy { byte in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || byte == UInt8(ascii: "_")
        || byte == UInt8(ascii: "-") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
    if code.isEmpty || !allowed { problems["code"] = "This value is not valid." }
    if customField(code, of: entity) != nil { problems["code"] = "This value is already used." }
    if (members["name"]?.text ?? "").isEmpty { problems["name"] = "name must be provided" }
    if !CRMCustomField.types.contains(members["type"]?.text ?? "") {
      problems["type"] = "This value is not valid."
    }
    problems.merge(customFieldProblems(members)) { first, _ in first }
    if members["type"]?.text == "dictionary", dictionary(members["dictionary"]?.text ?? "") == nil {
      problems["dictionary"] = "This value is not valid."
    }
    guard problems.isEmpty else { throw CRMRefusal.entity(problems) }
    members["code"] = nil
    members["entity"] = nil
    customFields.append(CRMCustomField(code: code, entity: entity, members: members))
    return success(201) { $0.member("code", code) }
  }

  // POST custom-fields/{entity}/{code}/edit
  func editCustomField(_ call: CRMCall) throws(CRMRefusal) -> SandboxResponse {
    let members = try call.members(of: "customField")
    guard
      let offset = customFields.firstIndex(where: {
        $0.entity == call.parameter(0) && $0.code == call.parameter(1)
      })
    else { throw CRMRefusal.notFound }
    if let type = members["type"]?.text, type != customFields[offset].type {
      throw CRMRefusal.entity(["type": "This value cannot be changed."])
    }
    let problems = customFieldProblems(members)
    guard problems.isEmpty else { throw CRMRefusal.entity(problems) }
    for name in members.keys.sorted() where name != "code" && name != "entity" {
      customFields[offset].members[name] = members[name]
    }
    return success(200) { $0.member("code", customFields[offset].code) }
  }

  private static let displayAreas = [
    "customer", "main_data", "payment", "shipment", "delivery", "dimensions", "address", "legal_details",
  ]

  /// What is wrong with members that both creating and changing take.
  private func customFieldProblems(_ members: [String: JSONValue]) -> [String: String] {
    var problems: [String: String] = [:]
    if let area = members["displayArea"], !Self.displayAreas.contains(area.text ?? "") {
      problems["displayArea"] = "This value is not valid."
    }
    if let mode = members["viewMode"], !["editable", "not_editable", "miss"].contains(mode.text ?? "") {
      problems["viewMode"] = "This value is not valid."
    }
    if let name = members["name"], (name.text ?? "").isEmpty { problems["name"] = "name must be provided" }
    return problems
  }
}
