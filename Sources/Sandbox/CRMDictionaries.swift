// Dictionaries of custom fields (R§12, fixture custom-dictionaries-list.json): the values among which a
// manager picks. An order holds the code of an element, never its name.

struct CRMDictionary {
  var code: String
  var name: String
  var elements: [JSONValue]

  func has(_ element: String) -> Bool { elements.contains { $0["code"]?.text == element } }

  func write(to writer: inout CRMWriter) {
    writer.object { writer in
      writer.member("name", name)
      writer.member("code", code)
      writer.list("elements") { writer in
        for element in elements {
          writer.object { writer in
            writer.member("name", json: element["name"])
            writer.member("code", json: element["code"])
            writer.member("ordering", json: element["ordering"] ?? 50)
          }
        }
      }
    }
  }
}

extension CRMService {
  func dictionary(_ code: String) -> CRMDictionary? { dictionaries.first { $0.code == code } }

  /// Whether a value is one of those that the field's dictionary has.
  func hasElement(_ value: JSONValue, of field: CRMCustomField) -> Bool {
    guard field.type == "dictionary", let code = value.text, !code.isEmpty,
      let dictionary = dictionary(field.members["dictionary"]?.text ?? "")
    else { return true }
    return dictionary.has(code)
  }

  // GET custom-fields/dictionaries
  func dictionaryList(_ call: CRMCall) throws(CRMRefusal) -> SandboxResponse {
    let page = try CRMPage(call)
    return success(200) { writer in
      page.write(total: dictionaries.count, to: &writer)
      writer.list("customDictionaries") { writer in
        for dictionary in page.slice(dictionaries) { dictionary.write(to: &writer) }
      }
    }
  }

  // POST custom-fields/dictionaries/create
  func createDictionary(_ call: CRMCall) throws(CRMRefusal) -> SandboxResponse {
    let members = try call.members(of: "customDictionary")
    let code = members["code"]?.text ?? ""
    var problems = elementProblems(members)
    if !CRMDictionary.isCode(code) { problems["code"] = "This value is not valid." }
    if dictionary(code) != nil { problems["code"] = "This value is already used." }
    if (members["name"]?.text ?? "").isEmpty { problems["name"] = "name must be provided" }
    guard problems.isEmpty else { throw CRMRefusal.entity(problems) }
    dictionaries.append(
      CRMDictionary(
        code: code, name: members["name"]?.text ?? code, elements: members["elements"]?.elements ?? []))
    return success(201) { $0.member("code", code) }
  }

  // POST custom-fields/dictionaries/{code}/edit
  func editDictionary(_ call: CRMCall) throws(CRMRefusal) -> SandboxResponse {
    let members = try call.members(of: "customDictionary")
    guard let offset = dictionaries.firstIndex(where: { $0.code == call.parameter(0) }) else {
      throw CRMRefusal.notFound
    }
    let problems = elementProblems(members)
    guard problems.isEmpty else { throw CRMRefusal.entity(problems) }
    if let name = members["name"]?.text { dictionaries[offset].name = name }
    if let elements = members["elements"]?.elements { dictionaries[offset].elements = elements }
    return success(200) { $0.member("code", dictionaries[offset].code) }
  }

  private func elementProblems(_ members: [String: JSONValue]) -> [String: String] {
    var problems: [String: String] = [:]
    var known: Set<String> = []
    for (offset, element) in (members["elements"]?.elements ?? []).enumerated() {
      let code = element["code"]?.text ?? ""
      if !CRMDictionary.isCode(code) || !known.insert(code).inserted
        || (element["name"]?.text ?? "").isEmpty
      {
        problems["elements[\(offset)]"] = "This value is not valid."
      }
    }
    return problems
  }
}

extension CRMDictionary {
  /// Small letters, digits, dashes and underscores.
  static func isCode(_ code: String) -> Bool {
    let small = UInt8(ascii: "a")...UInt8(ascii: "z")
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    return !code.isEmpty
      && code.utf8.allSatisfy { byte in
        small.contains(byte) || digits.contains(byte) || byte == UInt8(ascii: "-")
          || byte == UInt8(ascii: "_")
      }
  }
}
