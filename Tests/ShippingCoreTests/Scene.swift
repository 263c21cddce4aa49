// An order, its ledger entry and circumstances in which everything is ready, plus short words for what came out, so
// that a decision table can be read. Every test changes only what it is about.

import ShippingCore

enum Scene {
  static let now = Instant(milliseconds: 1_750_000_000_000)
  static let id = OrderID(1234)
  static let installation = InstallationTag("aaaaaaaa")
  static let barcode = Barcode("0500100031143")!
  static let otherBarcode = Barcode("0500100031151")!
  static let sender = ClientUUID("sender")
  static let group = GroupUUID("group-1")
  /// Without prices for locked orders: those have tables of their own.
  static let main = PlanningSamples.cabinet {
    $0.quote = .off
    $0.notices = quiet
  }
  static let second = PlanningSamples.cabinet {
    $0.id = CabinetID("second")
    $0.deliveryType = "ukrposhta-2"
    $0.moduleCode = "ukrposhta-2"
    $0.quote = .off
    $0.notices = quiet
  }

  /// Nothing is asked and nothing waited for, so that a decision is about what its test is about.
  static let quiet = NoticePolicy(notHandedOver: nil, storage: nil, payout: nil, priceChange: false)

  /// With every notice as a new shop gets it.
  static func noticing(_ change: (inout Policy) -> Void = { _ in }) -> Policy {
    policy { policy in
      for index in policy.cabinets.indices { policy.cabinets[index].notices = NoticePolicy() }
      change(&policy)
    }
  }

  static func policy(_ change: (inout Policy) -> Void = { _ in }) -> Policy {
    let groups = [
      "new": "new", "assembling": "assembling", "at-post": "delivery", "on-way": "delivery",
      "arrived": "delivery", "taken": "delivery", "came-back": "delivery", "cancel-other": "cancel",
      "complete": "complete",
    ]
    var policy = Policy(
      installation: installation, cabinets: [main, second],
      statusGroups: StatusGroups(groupByStatus: groups))
    policy.visibleSites = ["shop"]
    change(&policy)
    return policy
  }

  /// Unlocked, linked to the module of the main cabinet, nothing wrong with it.
  static func order(_ change: (inout Order) -> Void = { _ in }) -> Order {
    PlanningSamples.order {
      $0.delivery.integrationCode = main.moduleCode
      $0.delivery.data.isLocked = false
      change(&$0)
    }
  }

  static func entry(
    _ phase: LedgerEntry.Phase = .none, generation: Int? = nil,
    _ change: (inout LedgerEntry) -> Void = { _ in }
  ) -> LedgerEntry {
    var entry = LedgerEntry(orderID: id, site: "shop")
    entry.phase = phase
    if case .none = phase { entry.generation = generation ?? 0 } else { entry.generation = generation ?? 1 }
    change(&entry)
    return entry
  }

  static func key(_ generation: Int = 1, _ attempt: Int = 1) -> ShipmentKey {
    ShipmentKey(order: id, generation: generation, attempt: attempt)
  }

  static func intent(
    _ generation: Int = 1, _ attempt: Int = 1, looks: Int = 0, waited: Int64 = 0
  ) -> CreateIntent {
    CreateIntent(
      key: key(generation, attempt), cabinet: main.id, group: group, recipient: ClientUUID("recipient"),
      planDigest: "plan", begunAt: now - .seconds(60), looks: looks, waitedMilliseconds: waited)
  }

  static func shipment(
    _ state: DeliveryState = .created, event: TrackingEvent? = nil,
    _ change: (inout Shipment) -> Void = { _ in }
  ) -> Shipment {
    var shipment = Shipment(
      uuid: ShipmentUUID("s-1"), barcode: barcode, cabinet: main.id, deliveryType: main.deliveryType,
      generation: 1, group: group, recipient: ClientUUID("recipient"), planDigest: "plan",
      deliveryPrice: Kopiykas(45_00), createdAt: now, label: "label.pdf",
      tracking: Shipment.Tracking(state: state, since: now, event: event))
    change(&shipment)
    return shipment
  }

  /// A TTN of the personal web cabinet: known by its number alone.
  static func invisible(_ state: DeliveryState = .created) -> Shipment {
    shipment(state) {
      $0.uuid = ShipmentUUID(barcode.text)
      $0.label = nil
    }
  }

  static func receipt(
    _ uuid: String = "s-1", barcode: Barcode = barcode, lifecycle: Lifecycle = .created,
    key: ShipmentKey? = nil
  ) -> Receipt {
    Receipt(
      uuid: ShipmentUUID(uuid), barcode: barcode, recipient: ClientUUID("recipient"), group: group,
      externalID: key?.externalID(of: installation), deliveryPrice: Kopiykas(45_00), lifecycle: lifecycle)
  }

  static let ready = CabinetReadiness(sender: sender, groups: [.standard: group])

  static func moment(
    doubt: Duration = .zero, main readiness: CabinetReadiness? = ready,
    _ change: (inout Moment) -> Void = { _ in }
  ) -> Moment {
    var moment = Moment(now: now, cabinets: [second.id: ready], doubt: doubt)
    moment.cabinets[main.id] = readiness
    change(&moment)
    return moment
  }

  static func failure(
    _ kind: Failure.Kind, scope: Failure.Scope = .call, retryAfter: Int64? = nil
  ) -> Failure {
    Failure(
      kind, code: "UPE1", message: "ні", scope: scope, path: "orders[0]", retryAfterMilliseconds: retryAfter)
  }

  static func decide(
    _ view: OrderView = .order(order()), _ entry: LedgerEntry = entry(), policy: Policy = policy(),
    at moment: Moment = moment()
  ) -> Decision {
    reconcile(view, entry: entry, policy: policy, at: moment)
  }

  /// `advance` with the longest possible delay, so that delays can be told exactly.
  static func advanced(
    _ entry: LedgerEntry, _ step: Step, _ outcome: Outcome<StepValue>, policy: Policy = policy(),
    now: Instant = now
  ) -> LedgerEntry {
    advance(entry, step: step, outcome: outcome, policy: policy, jitter: 1, now: now)
  }

  /// The step towards a shipment that is next for an order that wants one, with the parts at hand.
  static func stepToShipment(
    addressID: AddressID? = nil, recipient: ClientUUID? = nil, order: Order = order(),
    entry: LedgerEntry = entry()
  ) -> Step? {
    guard let plan = Planning.make(order, cabinet: main).plan else { return nil }
    var entry = entry
    entry.draft = LedgerEntry.Draft(
      key: key(), digest: plan.recipientDigest, addressID: addressID, recipient: recipient)
    return decide(.order(order), entry).step
  }
}

extension Decision {
  var step: Step? {
    if case .step(let step) = self { return step }
    return nil
  }

  /// The decision in a word or two.
  var word: String {
    switch self {
    case .settle: return "settle"
    case .step(let step): return step.name
    case .wait(_, let reason): return "wait " + reason.rawValue
    case .park(let problems): return "park " + problems.map(\.code.rawValue).joined(separator: " ")
    }
  }

  var waitsUntil: Instant? {
    if case .wait(let until, _) = self { return until }
    return nil
  }
}

extension LedgerEntry {
  /// After the labels that are void were removed.
  var withoutVoidLabels: LedgerEntry {
    var entry = self
    entry.voidLabels = nil
    return entry
  }

  /// The phase in a word or two.
  var phaseWord: String {
    switch phase {
    case .none: return "none"
    case .creating(let intent): return "creating \(intent.key)"
    case .live(let shipment): return "live \(shipment.uuid) \(shipment.tracking.state.rawValue)"
    case .withdrawing(let shipment, let mayDelete):
      return "withdrawing \(shipment.uuid) \(mayDelete ? "may" : "unsure")"
    }
  }

  /// What is at hand for the coming shipment.
  var draftWord: String {
    guard let draft else { return "-" }
    return "\(draft.key)" + (draft.addressID == nil ? "" : " address")
      + (draft.recipient == nil ? "" : " recipient")
  }
}
