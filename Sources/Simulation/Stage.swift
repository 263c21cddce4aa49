// The words scenarios are written in: when something happens, what the shop's people and the post do, what can be seen.
// Orders are named by their place in the scenario, cabinets by theirs in the shop.
internal import Foundation
internal import Sandbox
internal import ShippingCore

extension Life {
  // When

  /// Seconds from the start of the life.
  func at(_ seconds: Int64, _ body: @escaping (Life) -> Void) {
    after(seconds - time.uptimeMilliseconds / 1000, body)
  }

  func after(_ seconds: Int64, _ body: @escaping (Life) -> Void) {
    time.after(milliseconds: seconds * 1000) { [weak self] in
      if let self { body(self) }
    }
  }

  /// As soon as it is seen; a life in which that never happens fails.
  func when(
    _ what: String, _ condition: @escaping (Life) -> Bool, then: @escaping (Life) -> Void = { _ in }
  ) {
    waits.append(Wait(what: what, condition: condition, then: then))
  }

  /// As soon as the order's label is in the spool and its card shows the TTN.
  func whenMade(_ order: Int, then: @escaping (Life) -> Void = { _ in }) {
    when("order \(order) has a TTN and a label", { $0.isMade(order) }, then: then)
  }

  // The shop and its people

  /// Enters an order: paid, of one light parcel, to Lviv.
  func order(
    at seconds: Int64, cabinet: Int = 0, judgedByScenario: Bool = false,
    _ change: @escaping (inout CRMOrderDraft) -> Void = { _ in }
  ) {
    at(seconds) { life in
      let draft = Life.usualOrder { draft in
        draft.deliveryType = SimulatedShop.moduleCodes[cabinet]
        change(&draft)
      }
      let id = life.world.crm.createOrder(life.inItsMode(draft), now: life.now)
      life.orders.append(ScriptedOrder(id: id, good: draft, isJudgedByScenario: judgedByScenario))
    }
  }

  /// An order, paid, of one light parcel, to Lviv, for the first cabinet.
  static func usualOrder(_ change: (inout CRMOrderDraft) -> Void = { _ in }) -> CRMOrderDraft {
    var draft = CRMOrderDraft()
    draft.lastName = "Шевченко"
    draft.firstName = "Оксана"
    draft.patronymic = "Іванівна"
    draft.phone = "+380671234567"
    draft.deliveryType = SimulatedShop.moduleCodes[0]
    draft.shipmentStore = "main"
    draft.address = Life.lviv
    draft.items = [CRMOrderDraft.Item("Чашка керамічна", initialPriceKopiykas: 25_000, weightGrams: 400)]
    draft.payments = [CRMOrderDraft.Payment(type: "bank-card", status: "paid", amountKopiykas: 25_000)]
    draft.weightGrams = 900
    draft.data.locked = false
    change(&draft)
    return draft
  }

  static let lviv = CRMOrderDraft.Address(
    index: "79000", countryIso: "UA", region: "Львівська", city: "Львів", street: "вул. Садова",
    building: "5")

  func id(_ order: Int) -> Int64 { orders.indices.contains(order) ? orders[order].id : 0 }

  func lock(_ order: Int) { setLocked(id(order), true) }
  func unlock(_ order: Int) { setLocked(id(order), false) }
  func cancel(_ order: Int) { world.crm.setStatus(id(order), "cancel-other", now: now) }

  // The post

  /// An event of the order's live parcel; 10100 hands it over.
  func event(_ order: Int, _ code: Int64, reason: Int64? = 1) {
    guard let barcode = live(order).first?.barcode else {
      return find(.unexpected, "order \(order) has no parcel for event \(code)")
    }
    do {
      try world.post.event(barcode: barcode, code: code, reason: reason, at: now)
    } catch {
      find(.unexpected, "event \(code) of order \(order): \(error)")
    }
  }

  /// A call of somebody else with a cabinet's secrets, such as the shop's own web cabinet; not counted as the daemon's.
  @discardableResult
  func byHand(_ method: String, _ path: String, _ body: JSONValue, cabinet: Int = 0) -> JSONValue {
    let party = world.post.counterparties[cabinet]
    let request = SandboxRequest(
      method: method, path: "/ecom/0.0.1/" + path, query: [(name: "token", value: party.token)],
      headers: ["authorization": "Bearer \(party.ecomBearer)", "content-type": "application/json"],
      body: body.encoded)
    return JSONValue(parsing: world.post.handle(request, now: now).body) ?? .null
  }

  // Faults

  func faults(_ rules: FaultPlan.Rule...) { world.sandbox.faults.rules += rules }

  func outage(_ side: SandboxWorld.Side, from: Int64, until: Int64) {
    let start = now - time.uptimeMilliseconds
    world.sandbox.faults.outages.append(
      FaultPlan.Outage(service: side, from: start + from * 1000, until: start + until * 1000))
  }

  // What can be seen

  func card(_ order: Int) -> CRMOrderSnapshot? { snapshot(id(order)) }

  /// Every shipment ever made for the order.
  func made(_ order: Int) -> [PostAudit.Shipment] { made(of: id(order)) }

  func made(of id: Int64) -> [PostAudit.Shipment] {
    world.post.audit.shipments.filter { shipment in
      shipment.recipientExternalID.flatMap(SimulatedShop.key)?.order.rawValue == id
    }
  }

  func live(_ order: Int) -> [PostAudit.Shipment] { made(order).filter(\.isLive) }

  /// What the daemon's ledger says of the order now.
  func ledgerEntry(_ order: Int) -> LedgerEntry? { entry(of: OrderID(id(order))) }

  func isMade(_ order: Int) -> Bool {
    guard let barcode = live(order).first?.barcode else { return false }
    return card(order)?.trackNumber == barcode && world.labels.contains(barcode)
  }

  /// How often an endpoint was called, in vain or not.
  func calls(_ endpoint: String) -> Int { world.sandbox.callLog.count { $0.endpoint == endpoint } }

  /// The life was not disturbed by a crash: then counts are exact.
  var isUndisturbed: Bool { counter.crashes == 0 }

  // What must be

  func must(_ truth: Bool, _ text: @autoclosure () -> String) {
    if !truth { find(.unexpected, text()) }
  }

  /// The order has exactly one parcel and never had more than that many.
  func mustHaveOne(_ order: Int, madeAtMost limit: Int = 1) {
    let (made, live) = (made(order).count, live(order).count)
    must(live == 1, "order \(order) has \(live) live shipments, not one")
    must(made <= limit, "\(made) shipments were made for order \(order), not up to \(limit)")
    must(isMade(order), "order \(order) lacks its label, or its card the TTN")
  }

  func mustHaveNone(_ order: Int, madeAtMost limit: Int = 1) {
    let (made, live) = (made(order).count, live(order).count)
    must(live == 0, "order \(order) has \(live) live shipments, not none")
    must(made <= limit, "\(made) shipments were made for order \(order), not up to \(limit)")
    let shown = card(order)?.trackNumber ?? ""
    must(shown.isEmpty, "order \(order) still shows \(shown)")
  }
}

/// Endpoints as the sandbox names them.
enum Endpoint {
  static let create = "POST shipment-groups/{g}/shipments"
  static let delete = "DELETE shipments/{s}"
  static let change = "PUT shipments/{s}"
  static let addAddress = "PUT clients/{uuid}"
  static let label = "GET forms/shipments/{s}/sticker"
  static let edit = "POST orders/{id}/edit"
  static let track = "POST delivery/generic/{code}/tracking"
  static let upload = "POST files/upload"
  static let attach = "POST files/{id}/edit"
  static let companies = "GET customers-corporate/{id}/companies"
  static let price = "POST domestic/delivery-price"
  static let closeGroup = "PUT shipment-groups/{g}"
  static let form = "GET forms/shipment-groups/{g}/form103a"
}

extension FaultPlan.Rule {
  /// The first `count` calls of an endpoint.
  static func first(_ count: Int, _ endpoint: String, _ kind: FaultPlan.Kind) -> FaultPlan.Rule {
    FaultPlan.Rule(endpoint: endpoint, kind, .calls(from: 1, count: count))
  }
}
