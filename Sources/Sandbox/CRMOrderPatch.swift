// Applies the JSON of an order to an order: for orders/edit, orders/create and the manager's form alike. Only members
// that are sent change, with the exception that bites: `items` is replaced as a whole (R§7). What the CRM does not know
// or does not let write is dropped without a word, and the answer is still success.

struct CRMOrderPatch {
  private unowned let service: CRMService
  private let wall: CRMWallTime
  /// Set by an edit that sends what only the CRM writes.
  private(set) var wroteReadOnly = false
  private(set) var commentWithoutStatus = false

  init(service: CRMService, wall: CRMWallTime) {
    self.service = service
    self.wall = wall
  }

  /// Returns what is wrong by path; the order is then not to be used.
  mutating func apply(_ members: [String: JSONValue], to order: inout CRMOrder) -> [String: String] {
    var reader = CRMReader(members)
    status(&reader, &order)
    person(&reader, &order)
    if var child = reader.child("contragent") {
      contragent(&child, &order.contragent)
      reader.adopt(child)
    }
    if var child = reader.child("delivery") {
      delivery(&child, &order)
      reader.adopt(child)
    }
    items(&reader, &order)
    sizes(&reader, &order)
    customFields(&reader, &order)
    return reader.problems
  }

  private mutating func status(_ reader: inout CRMReader, _ order: inout CRMOrder) {
    if reader.has("status") {
      let before = order.status
      reader.text("status", &order.status)
      if order.status != before && service.statusGroups[order.status] == nil {
        reader.refuse("status", "Status with code \"\(order.status)\" does not exist.")
      }
      if order.status != before && service.configuration.forbiddenStatuses.contains(order.status) {
        reader.refuse("status", "This change of status is not allowed.")
      }
      reader.text("statusComment", &order.statusComment)
    } else if reader.has("statusComment") {
      commentWithoutStatus = true
    }
  }

  private func person(_ reader: inout CRMReader, _ order: inout CRMOrder) {
    reader.text("number", &order.number)
    reader.text("externalId", &order.externalID)
    reader.text("lastName", &order.lastName)
    reader.text("firstName", &order.firstName)
    reader.text("patronymic", &order.patronymic)
    reader.text("phone", &order.phone)
    reader.text("additionalPhone", &order.additionalPhone)
    reader.text("email", &order.email)
    reader.text("customerComment", &order.customerComment)
    reader.text("managerComment", &order.managerComment)
    reader.whole("managerId", &order.managerID)
  }

  private func contragent(_ reader: inout CRMReader, _ target: inout CRMOrderDraft.Contragent) {
    reader.text("contragentType", &target.type)
    if !["individual", "legal-entity", "enterpreneur"].contains(target.type) {
      reader.refuse("contragentType")
    }
    reader.text("legalName", &target.legalName)
    reader.text("legalAddress", &target.legalAddress)
    reader.text("INN", &target.inn)
    reader.text("OKPO", &target.okpo)
    reader.text("bankAccount", &target.bankAccount)
  }

  private mutating func delivery(_ reader: inout CRMReader, _ order: inout CRMOrder) {
    var code = order.delivery.type
    reader.text("code", &code)
    if let code, code != order.delivery.type, service.deliveryType(code) == nil {
      reader.refuse("code", "Delivery type with code \"\(code)\" does not exist.")
    } else {
      service.setType(code, of: &order)
    }
    reader.money("cost", &order.delivery.costKopiykas)
    reader.money("netCost", &order.delivery.netCostKopiykas)
    reader.text("date", &order.delivery.date)
    if var time = reader.child("time") {
      time.text("from", &order.delivery.timeFrom)
      time.text("to", &order.delivery.timeTo)
      reader.adopt(time)
    }
    if var address = reader.child("address") {
      for part in CRMOrderDraft.Address.Part.allCases {
        address.text(part.rawValue, &order.delivery.address[part])
      }
      reader.adopt(address)
    }
    // An ordinary delivery type has no such data: they are dropped.
    guard let code, service.deliveryType(code)?.integrationCode != nil else { return }
    if var child = reader.child("data") {
      data(&child, &order)
      reader.adopt(child)
    }
  }

  private mutating func data(_ reader: inout CRMReader, _ order: inout CRMOrder) {
    let configuration = service.configuration
    var data = order.delivery.data
    if configuration.replacesDeliveryData { data.clearWritable() }
    let readOnly = ["status", "statusText", "statusDate", "statusComment", "cost"]
    if readOnly.contains(where: reader.has) { wroteReadOnly = true }
    reader.flag("locked", &data.locked)
    let parcel = data.externalID
    if configuration.refusesExternalIDInEdit, reader.has("externalId") { reader.refuse("externalId") }
    if !configuration.dropsExternalIDInEdit { reader.text("externalId", &data.externalID) }
    if data.externalID != nil && data.externalID != parcel { data.cancelled = .no }
    if configuration.acceptsTrackNumberInEdit { reader.text("trackNumber", &data.trackNumber) }
    reader.text("tariff", &data.tariff)
    reader.text("payerType", &data.payerType)
    if let payer = data.payerType, payer != "sender" && payer != "receiver" { reader.refuse("payerType") }
    reader.text("pickuppointId", &data.pickuppointID)
    reader.text("shipmentpointId", &data.shipmentpointID)
    if let extra = reader.child("extraData") {
      let module = order.delivery.type.flatMap { service.deliveryType($0)?.integrationCode }
      if configuration.replacesExtraData || configuration.replacesDeliveryData { data.extraData = [:] }
      service.merge(extra.members, into: &data.extraData, module: module)
    }
    declaredValues(&reader, order, &data)
    packages(&reader, order, &data)
    order.delivery.data = data
  }

  private func declaredValues(_ reader: inout CRMReader, _ order: CRMOrder, _ data: inout CRMDeliveryData) {
    guard let children = reader.children("itemDeclaredValues") else { return }
    data.declaredValues = []
    for var child in children {
      var kopiykas: Int64 = 0
      child.money("value", &kopiykas)
      if let item = orderProduct(&child, order) {
        data.declaredValues.append(CRMDeclaredValue(orderProduct: item, kopiykas: kopiykas))
      }
      reader.adopt(child)
    }
  }

  private func orderProduct(_ reader: inout CRMReader, _ order: CRMOrder) -> Int64? {
    let id = reader.members["orderProduct"]?["id"]?.int
    if let id, order.items.contains(where: { $0.id == id }) { return id }
    reader.refuse("orderProduct", "Order product is not found.")
    return nil
  }

  private func packages(_ reader: inout CRMReader, _ order: CRMOrder, _ data: inout CRMDeliveryData) {
    guard let children = reader.children("packages") else { return }
    data.packages = []
    for (offset, child) in children.enumerated() {
      var child = child
      var package = CRMPackage(id: String(offset + 1))
      child.text("packageId", &package.id)
      child.number("weight", &package.weightGrams)
      child.whole("length", &package.length)
      child.whole("width", &package.width)
      child.whole("height", &package.height)
      for var item in child.children("items") ?? [] {
        var quantity: Double? = 1
        item.number("quantity", &quantity)
        if let product = orderProduct(&item, order) {
          package.items.append(CRMPackageItem(orderProduct: product, quantity: quantity ?? 1))
        }
        child.adopt(item)
      }
      data.packages.append(package)
      reader.adopt(child)
    }
  }

  private func items(_ reader: inout CRMReader, _ order: inout CRMOrder) {
    guard let children = reader.children("items") else { return }
    var items: [CRMItem] = []
    for var child in children {
      var item: CRMItem
      if let id = child.members["id"]?.int, let existing = order.items.first(where: { $0.id == id }) {
        item = existing
      } else {
        item = CRMItem(
          id: service.takeItemID(), name: "", quantity: 1, priceKopiykas: 0, hasOffer: child.has("offer"),
          createdAt: wall)
        let offer = child.members["offer"]
        item.name = (child.members["productName"] ?? offer?["name"])?.text ?? "Товар"
        item.weightGrams = offer?["weight"]?.double
      }
      var quantity: Double? = item.quantity
      child.number("quantity", &quantity)
      item.quantity = max(0, quantity ?? 0)
      child.money("initialPrice", &item.priceKopiykas)
      child.text("status", &item.status)
      items.append(item)
      reader.adopt(child)
    }
    order.items = items
  }

  private func sizes(_ reader: inout CRMReader, _ order: inout CRMOrder) {
    reader.number("weight", &order.weightGrams)
    reader.whole("length", &order.length)
    reader.whole("width", &order.width)
    reader.whole("height", &order.height)
    reader.text("shipmentStore", &order.shipmentStore)
    if let store = order.shipmentStore, reader.has("shipmentStore"),
      !service.configuration.stores.contains(where: { $0.code == store })
    {
      reader.refuse("shipmentStore", "Store with code \"\(store)\" does not exist.")
    }
    reader.text("shipmentDate", &order.shipmentDate)
    var shipped: Bool? = order.shipped
    reader.flag("shipped", &shipped)
    order.shipped = shipped ?? false
  }

  private func customFields(_ reader: inout CRMReader, _ order: inout CRMOrder) {
    guard var child = reader.child("customFields") else { return }
    for code in child.members.keys.sorted() {
      guard let field = service.customField(code, of: "order") else {
        if service.configuration.refusesUnknownCustomFields {
          child.refuse(code, "This field does not exist.")
        }
        continue
      }
      let value = written(child.members[code] ?? .null)
      guard field.accepts(value), service.hasElement(value, of: field), !isTooLong(value, for: field) else {
        child.refuse(code)
        continue
      }
      order.customFields[code] = value == .string("") ? Optional.none : value.unlessNull
    }
    reader.adopt(child)
  }
}

extension CRMOrderPatch {
  private func isTooLong(_ value: JSONValue, for field: CRMCustomField) -> Bool {
    guard let longest = service.configuration.longestString, field.type == "string" else { return false }
    return (value.text ?? "").unicodeScalars.count > longest
  }

  private static let entities: [Character: String] = [
    "\"": "&quot;", "«": "&laquo;", "»": "&raquo;", "–": "&ndash;",
  ]

  /// As the account keeps a text.
  private func written(_ value: JSONValue) -> JSONValue {
    guard service.configuration.escapesTexts, case .string(let text) = value else { return value }
    var kept = ""
    var isTag = false
    for character in text {
      if character == "<" { isTag = true }
      if !isTag { kept += Self.entities[character] ?? String(character) }
      if character == ">" { isTag = false }
    }
    return .string(kept)
  }
}

extension CRMDeliveryData {
  mutating func clearWritable() {
    locked = nil
    externalID = nil
    trackNumber = nil
    tariff = nil
    payerType = nil
    pickuppointID = nil
    shipmentpointID = nil
    extraData = [:]
    packages = []
    declaredValues = []
  }
}

extension CRMService {
  func takeItemID() -> Int64 {
    defer { nextItemID += 1 }
    return nextItemID
  }

  /// Another delivery type drops the data of the old one, and a module's new orders may start locked.
  func setType(_ code: String?, of order: inout CRMOrder) {
    guard order.delivery.type != code else { return }
    order.delivery.type = code
    guard !configuration.keepsDataOnTypeChange else { return }
    order.delivery.data = CRMDeliveryData()
    if startsLocked(code) { order.delivery.data.locked = true }
  }

  func startsLocked(_ type: String?) -> Bool {
    guard let module = type.flatMap({ deliveryTypes[$0]?.integrationCode }) else { return false }
    return modules[module]?.lockedByDefault ?? false
  }

  /// Values of the module's own fields; a field the module did not declare is dropped, null removes a value.
  func merge(_ values: [String: JSONValue], into target: inout [String: JSONValue], module: String?) {
    let declared = module.flatMap { modules[$0]?.fieldCodes } ?? []
    for code in values.keys.sorted() where declared.isEmpty || declared.contains(code) {
      target[code] = values[code]?.unlessNull
    }
  }
}
