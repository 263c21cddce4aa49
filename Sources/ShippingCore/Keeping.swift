// An order whose shipment is there and stays: what is still to be done for it, what the manager has to be told, and when
// to look again though nothing changes. Steps come first, one at a time; then problems; then the clock. Each concern
// is an extension in a file of its own (KeepingLabel.swift and its siblings).

struct Keeping {
  let shipment: Shipment
  let order: Order?
  let entry: LedgerEntry
  let policy: Policy
  let now: Instant

  init(shipment: Shipment, view: OrderView, entry: LedgerEntry, policy: Policy, now: Instant) {
    self.shipment = shipment
    if case .order(let order) = view { self.order = order } else { order = nil }
    self.entry = entry
    self.policy = policy
    self.now = now
  }

  /// nil when the configuration has dropped it.
  var cabinet: CabinetPolicy? { policy.cabinet(shipment.cabinet) }

  var decision: Decision {
    if let step = fetchingLabel { return .step(step) }
    if let step = asking { return .step(step) }
    let problems: [Problem] = []
    if !problems.isEmpty { return .park(problems) }
    let looks: [Instant] = noticeLooks
    if let next = looks.min() { return .wait(until: next, reason: .watch) }
    return .settle
  }
}
