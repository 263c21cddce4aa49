// What the CRM's form refuses in the delivery part of a module, and how its `choices` look when they are
// read. A newcomer sends a choice field without choices, or names a store that nobody has, and believes the
// 200 of an earlier try.

extension CRMService {
  private static let fieldTypes = ["integer", "text", "autocomplete", "checkbox", "choice", "date"]

  func fieldProblems(_ delivery: JSONValue?) -> [String: String] {
    var problems: [String: String] = [:]
    func refuse(_ path: String) { problems["integrations.delivery.\(path)"] = "This value is not valid." }
    var known: Set<String> = []
    for (offset, field) in (delivery?["deliveryDataFieldList"]?.elements ?? []).enumerated() {
      let type = field["type"]?.text ?? ""
      let isChoice = type == "choice"
      let choices = field["choices"]?.elements ?? []
      let isWhole = choices.allSatisfy { $0["value"]?.text != nil && $0["label"]?.text != nil }
      if field["label"]?.text == nil || !Self.fieldTypes.contains(type) || (isChoice && choices.isEmpty)
        || !isWhole || !known.insert(field["code"]?.text ?? "").inserted
      {
        refuse("deliveryDataFieldList[\(offset)]")
      }
    }
    let codes = (delivery?["statusList"]?.elements ?? []).compactMap { $0["code"]?.text }
    if Set(codes).count != codes.count { refuse("statusList") }
    let settings = delivery?["settings"]
    if let payer = settings?["defaultPayerType"]?.text, payer != "sender", payer != "receiver" {
      refuse("settings.defaultPayerType")
    }
    let paymentTypes = Set(configuration.paymentTypes.map(\.code))
    for (offset, entry) in (settings?["paymentTypes"]?.elements ?? []).enumerated()
    where !paymentTypes.contains(entry["code"]?.text ?? "") {
      refuse("settings.paymentTypes[\(offset)].code")
    }
    let stores = Set(configuration.stores.map(\.code))
    for (offset, entry) in (settings?["shipmentPoints"]?.elements ?? []).enumerated()
    where !stores.contains(entry["code"]?.text ?? "") {
      refuse("settings.shipmentPoints[\(offset)].code")
    }
    return problems
  }

  func showChoicesAsMaps(_ document: inout JSONValue) {
    let fields = document["integrations"]?["delivery"]?["deliveryDataFieldList"]?.elements ?? []
    document["integrations"]?["delivery"]?["deliveryDataFieldList"] = .array(
      fields.map { field in
        guard let choices = field["choices"]?.elements else { return field }
        var shown = field
        var map: [String: JSONValue] = [:]
        for choice in choices { map[choice["value"]?.text ?? ""] = choice["label"] }
        shown["choices"] = .object(map)
        return shown
      })
  }
}
