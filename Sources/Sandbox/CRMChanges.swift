// Compares an order before and after a save and names what changed as history does (R§4). Everything that writes goes
// through here, so a save that changes nothing makes no record and no writer can forget one.

struct CRMChanges {
  private(set) var list: [CRMChange] = []
  private let unlocked: CRMHistoryValue

  /// The lock comes first and the status next, as recorded from a live account; their order is otherwise the one
  /// below. `unlockedIsNull` is the account's habit of writing the removed lock.
  init(from old: CRMOrder, to new: CRMOrder, unlockedIsNull: Bool) {
    unlocked = unlockedIsNull ? .none : .flag(false)
    add("integration_delivery_data.locked", flag(old.delivery.data.locked), flag(new.delivery.data.locked))
    add("status", .code(old.status), .code(new.status))
    add("status_comment", .text(old.statusComment), .text(new.statusComment))
    person(old, new)
    if old.contragent != new.contragent { contragent(old.contragent, new.contragent, prefix: "") }
    company(old, new)
    if old.delivery != new.delivery { delivery(old.delivery, new.delivery) }
    if old.items != new.items { items(old.items, new.items) }
    money(old, new)
    sizes(old, new)
    if old.customFields != new.customFields { customFields(old.customFields, new.customFields) }
  }

  private mutating func add(
    _ field: String, _ old: CRMHistoryValue, _ new: CRMHistoryValue, _ detail: CRMChange.Detail = .none
  ) {
    guard old != new else { return }
    list.append(CRMChange(field: field, old: old, new: new, detail: detail))
  }

  // A lock that was never set and one that was removed look the same from outside.
  private func flag(_ locked: Bool?) -> CRMHistoryValue {
    locked == true ? .flag(true) : unlocked
  }

  private mutating func person(_ old: CRMOrder, _ new: CRMOrder) {
    add("number", .text(old.number), .text(new.number))
    add("external_id", .text(old.externalID), .text(new.externalID))
    add("last_name", .text(old.lastName), .text(new.lastName))
    add("first_name", .text(old.firstName), .text(new.firstName))
    add("patronymic", .text(old.patronymic), .text(new.patronymic))
    add("phone", .text(old.phone), .text(new.phone))
    add("additional_phone", .text(old.additionalPhone), .text(new.additionalPhone))
    add("email", .text(old.email), .text(new.email))
    add("customer_comment", .text(old.customerComment), .text(new.customerComment))
    add("manager_comment", .text(old.managerComment), .text(new.managerComment))
    add("manager", identity(old.managerID), identity(new.managerID))
    add("customer", identity(old.customer.id), identity(new.customer.id))
  }

  private func identity(_ id: Int64?) -> CRMHistoryValue {
    id.map { .json(["id": .integer($0)]) } ?? .none
  }

  private mutating func company(_ old: CRMOrder, _ new: CRMOrder) {
    guard old.company != new.company else { return }
    add("company", identity(old.company?.id), identity(new.company?.id))
    contragent(
      old.company?.contragent ?? CRMOrderDraft.Contragent(),
      new.company?.contragent ?? CRMOrderDraft.Contragent(),
      prefix: "company.")
  }

  private mutating func contragent(
    _ old: CRMOrderDraft.Contragent, _ new: CRMOrderDraft.Contragent, prefix: String
  ) {
    add("\(prefix)contragent.contragent_type", .text(old.type), .text(new.type))
    add("\(prefix)contragent.legal_name", .text(old.legalName), .text(new.legalName))
    add("\(prefix)contragent.legal_address", .text(old.legalAddress), .text(new.legalAddress))
    add("\(prefix)contragent.i_n_n", .text(old.inn), .text(new.inn))
    add("\(prefix)contragent.o_k_p_o", .text(old.okpo), .text(new.okpo))
    add("\(prefix)contragent.bank_account", .text(old.bankAccount), .text(new.bankAccount))
  }

  private mutating func delivery(_ old: CRMDelivery, _ new: CRMDelivery) {
    add("delivery_cost", .money(old.costKopiykas), .money(new.costKopiykas))
    add("delivery_net_cost", .money(old.netCostKopiykas), .money(new.netCostKopiykas))
    add("delivery_type", .code(old.type), .code(new.type))
    add("delivery_date", .text(old.date), .text(new.date))
    add("delivery_time", time(old), time(new))
    if old.address != new.address {
      for part in CRMOrderDraft.Address.Part.allCases {
        add("delivery_address.\(part.historyName)", .text(old.address[part]), .text(new.address[part]))
      }
    }
    if old.data != new.data { data(old.data, new.data) }
  }

  private func time(_ delivery: CRMDelivery) -> CRMHistoryValue {
    guard delivery.timeFrom != nil || delivery.timeTo != nil else { return .none }
    var value: JSONValue = [:]
    if let from = delivery.timeFrom { value["from"] = .string(from) }
    if let to = delivery.timeTo { value["to"] = .string(to) }
    return .json(value)
  }

  // Names beyond status, track_number, courier and locked are UNVERIFIED; their pattern is not.
  private mutating func data(_ old: CRMDeliveryData, _ new: CRMDeliveryData) {
    let prefix = "integration_delivery_data."
    add(prefix + "status", .text(old.status), .text(new.status))
    add(prefix + "track_number", .text(old.trackNumber), .text(new.trackNumber))
    add(prefix + "external_id", .text(old.externalID), .text(new.externalID))
    add(prefix + "tariff", .text(old.tariff), .text(new.tariff))
    add(prefix + "payer_type", .text(old.payerType), .text(new.payerType))
    add(prefix + "pickuppoint_id", .text(old.pickuppointID), .text(new.pickuppointID))
    add(prefix + "shipmentpoint_id", .text(old.shipmentpointID), .text(new.shipmentpointID))
    add(prefix + "extra_data", .json(.object(old.extraData)), .json(.object(new.extraData)))
    add(prefix + "packages", .json(packages(old)), .json(packages(new)))
    add(prefix + "item_declared_values", .json(declaredValues(old)), .json(declaredValues(new)))
  }

  private func packages(_ data: CRMDeliveryData) -> JSONValue {
    .array(
      data.packages.map { package in
        var value: JSONValue = ["packageId": .string(package.id)]
        value["weight"] = package.weightGrams.map { .number($0) }
        value["length"] = package.length.map { .integer($0) }
        value["width"] = package.width.map { .integer($0) }
        value["height"] = package.height.map { .integer($0) }
        return value
      })
  }

  private func declaredValues(_ data: CRMDeliveryData) -> JSONValue {
    .array(
      data.declaredValues.map {
        ["id": .integer($0.orderProduct), "value": .number(Double($0.kopiykas) / 100)]
      })
  }

  private mutating func items(_ old: [CRMItem], _ new: [CRMItem]) {
    let before = Dictionary(old.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    for item in new {
      guard let earlier = before[item.id] else {
        add("order_product", .none, .json(["id": .integer(item.id)]), .item(item, whole: true))
        continue
      }
      add(
        "order_product.initial_price", .money(earlier.priceKopiykas), .money(item.priceKopiykas),
        .item(item, whole: false))
      add(
        "order_product.quantity", .number(earlier.quantity), .number(item.quantity), .item(item, whole: false)
      )
      add("order_product.status", .code(earlier.status), .code(item.status), .item(item, whole: false))
      add("order_product.summ", .money(earlier.sum), .money(item.sum), .item(item, whole: false))
    }
    let kept = Set(new.map(\.id))
    for item in old where !kept.contains(item.id) {
      add("order_product", .json(["id": .integer(item.id)]), .none, .item(item, whole: true))
    }
  }

  private mutating func money(_ old: CRMOrder, _ new: CRMOrder) {
    add("full_paid_at", moment(old.fullPaidAt), moment(new.fullPaidAt))
    guard old.payments != new.payments else { return }
    let before = Dictionary(old.payments.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    for payment in new.payments {
      guard let earlier = before[payment.id] else {
        add("payments", .none, reference(payment), .payment(payment, whole: true))
        continue
      }
      let detail = CRMChange.Detail.payment(payment, whole: false)
      add("payments.paid_at", moment(earlier.paidAt), moment(payment.paidAt), detail)
      add("payments.status", .code(earlier.status), .code(payment.status), detail)
      add("payments.type", .code(earlier.type), .code(payment.type), detail)
      add("payments.amount", .money(earlier.amountKopiykas), .money(payment.amountKopiykas), detail)
      add("payments.comment", .text(earlier.comment), .text(payment.comment), detail)
      add("payments.external_id", .text(earlier.externalID), .text(payment.externalID), detail)
    }
    let kept = Set(new.payments.map(\.id))
    for payment in old.payments where !kept.contains(payment.id) {
      add("payments", reference(payment), .none, .payment(payment, whole: true))
    }
  }

  private func moment(_ wall: CRMWallTime?) -> CRMHistoryValue {
    wall.map { .moment($0) } ?? .none
  }

  private func reference(_ payment: CRMPayment) -> CRMHistoryValue {
    .json(["id": .integer(payment.id), "type": .string(payment.type)])
  }

  private mutating func sizes(_ old: CRMOrder, _ new: CRMOrder) {
    add("weight", number(old.weightGrams), number(new.weightGrams))
    add("length", number(old.length.map(Double.init)), number(new.length.map(Double.init)))
    add("width", number(old.width.map(Double.init)), number(new.width.map(Double.init)))
    add("height", number(old.height.map(Double.init)), number(new.height.map(Double.init)))
    add("currency", .text(old.currency), .text(new.currency))
    add("shipment_store", .code(old.shipmentStore), .code(new.shipmentStore))
    add("shipment_date", .text(old.shipmentDate), .text(new.shipmentDate))
    add("shipped", .flag(old.shipped), .flag(new.shipped))
  }

  private func number(_ value: Double?) -> CRMHistoryValue {
    value.map { .number($0) } ?? .none
  }

  private mutating func customFields(_ old: [String: JSONValue], _ new: [String: JSONValue]) {
    for code in Set(old.keys).union(new.keys).sorted() {
      add("custom_\(code.lowercased())", custom(old[code]), custom(new[code]))
    }
  }

  private func custom(_ value: JSONValue?) -> CRMHistoryValue {
    value.map { $0 == .null ? .none : .json($0) } ?? .none
  }
}
