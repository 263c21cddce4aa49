// An order whose shipment is there and stays: what is still to be done for it, what the manager has to be told, and when
// to look again though nothing changes. Steps come first, one at a time; then problems; then the clock. Each concern
// is an extension in a file of its own (KeepingLabel.swift and its siblings).

struct Keeping {
  let shipment: Shipment
  let order: Order?
  let entry: LedgerEntry
  let policy: Policy
  let now: Instant
  /// As in `Moment`; nil when the clock went back since, so that every refusal counts.
  var refusalsCountSince: Instant?
  /// Until when nothing can be asked in the shipment's account; nil = now.
  let blockedUntil: Instant?

  init(
    shipment: Shipment, view: OrderView, entry: LedgerEntry, policy: Policy, now: Instant,
    blockedUntil: Instant? = nil
  ) {
    self.shipment = shipment
    if case .order(let order) = view { self.order = order } else { order = nil }
    self.entry = entry
    self.policy = policy
    self.now = now
    self.blockedUntil = blockedUntil
  }

  /// nil when the configuration has dropped it.
  var cabinet: CabinetPolicy? { policy.cabinet(shipment.cabinet) }

  var decision: Decision {
    // It is followed, and nothing else can be done for it.
    guard cabinet != nil else { return .settle }
    if case .step(let step) = change { return .step(step) }
    let errands = [fetchingLabel, printing, attaching].compactMap { $0 }
    if let step = errands.lazy.compactMap(\.step).first { return .step(step) }
    if let step = asking { return .step(step) }
    if lacksCompany { return .wait(until: now + policy.retry.cap, reason: .company) }
    let problems = self.problems
    if !problems.isEmpty { return .park(problems) }
    let looks: [Instant] = errands.compactMap(\.instant) + noticeLooks
    if let next = looks.min() { return .wait(until: next, reason: .watch) }
    return .settle
  }

  /// Of a parcel at its end whose order asks for nothing any more: only what the manager is told of goes on.
  var watching: Decision {
    if let step = asking { return .step(step) }
    return noticeLooks.min().map { .wait(until: $0, reason: .watch) } ?? .settle
  }

  /// What the manager has to be told, also while a step waits.
  var problems: [Problem] {
    var problems: [Problem] = []
    if case .problems(let found) = change { problems += found }
    return problems
  }
}
