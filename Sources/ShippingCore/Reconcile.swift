// The decision: given the order as it is, what the ledger knows and the circumstances, which one thing is next. No I/O,
// no clock, no chance. It is asked again after every step, so each branch says only the next step, never a plan.

/// What can change between two decisions besides the order and its entry.
public struct Moment: Hashable, Sendable {
  public var now: Instant
  public var cabinets: [CabinetID: CabinetReadiness]
  /// How long the create in doubt has been in doubt, on a monotonic clock (see `CreateIntent.waitedMilliseconds`).
  public var doubt: Duration
  /// Refusals older than this do not count: the configuration was changed since, which may have mended their cause.
  public var refusalsCountSince: Instant

  public init(
    now: Instant, cabinets: [CabinetID: CabinetReadiness], doubt: Duration = .zero,
    refusalsCountSince: Instant = Instant(milliseconds: .min)
  ) {
    self.now = now
    self.cabinets = cabinets
    self.doubt = doubt
    self.refusalsCountSince = refusalsCountSince
  }
}

extension Moment {
  /// Refusals before it do not count; nil = all do. A clock that went back since the last reload cannot tell an old
  /// refusal from a new one: both count, or a refused order would be sent without a pause until it has caught up.
  var refusalFloor: Instant? { now < refusalsCountSince ? nil : refusalsCountSince }
}

public func reconcile(_ view: OrderView, entry: LedgerEntry, policy: Policy, at moment: Moment) -> Decision {
  if entry.isFrozen { return .settle }
  let decision = undelayed(view, entry: entry, policy: policy, at: moment)
  if case .park(let problems) = decision, case .order(let order) = view {
    let cabinet = policy.cabinet(deliveryType: order.delivery.typeCode)
    return .park(problems.map { $0.located(in: cabinet) })
  }
  guard case .step(let step) = decision, !step.isErrand else { return decision }
  let readiness = moment.cabinets[step.cabinet]
  if let shipment = entry.shipment, policy.cabinet(step.cabinet) == nil {
    // Nobody has the keys any more, so time will not help.
    return .park([Problem(.cabinetUnknown, details: shipment.barcode.text)])
  }
  if readiness == nil {
    return .wait(until: moment.now + policy.retry.cap, reason: .cabinet)
  }
  if let parkedUntil = readiness?.parkedUntil, moment.now < parkedUntil {
    return .wait(until: parkedUntil, reason: .cabinet)
  }
  // A label that cannot be had does not keep a shipment from being withdrawn.
  if step.isWithdrawal, entry.retriesWithdrawal == false { return decision }
  // A retry further away than the longest back-off was set before a step back of the wall clock: it is due.
  if let retryAt = entry.retryAt, moment.now < retryAt, retryAt <= moment.now + policy.retry.cap {
    return .wait(until: retryAt, reason: .backoff)
  }
  return decision
}

func undelayed(_ view: OrderView, entry: LedgerEntry, policy: Policy, at moment: Moment) -> Decision {
  // Before anything new is put where they lie.
  if let errand = entry.voidLabels?.due(at: moment.now) { return .step(.errand(errand)) }
  switch entry.phase {
  case .creating(let intent):
    return look(for: intent, policy: policy.inDoubt, at: moment)
  case .withdrawing(let shipment, let mayDelete):
    let deletes = mayDelete && !shipment.isPrintLocked(policy)
    return .step(deletes ? .deleteShipment(shipment) : .readLifecycle(shipment))
  case .live(let shipment):
    return keep(shipment, view: view, entry: entry, policy: policy, at: moment)
  case .none:
    return begin(view, entry: entry, policy: policy, at: moment)
  }
}

/// A create in doubt is looked up, whatever the order asks for by now: only the answer says what there is to withdraw.
private func look(for intent: CreateIntent, policy: InDoubtPolicy, at moment: Moment) -> Decision {
  let due = policy.lookDue(number: intent.looks)
  if moment.doubt < due {
    return .wait(until: moment.now + (due - moment.doubt), reason: .inDoubt)
  }
  var current = intent
  current.waitedMilliseconds = moment.doubt.wholeMilliseconds
  return .step(.findShipment(current))
}

private func keep(
  _ shipment: Shipment, view: OrderView, entry: LedgerEntry, policy: Policy, at moment: Moment
) -> Decision {
  let now = moment.now
  if let since = shipment.numberMissingSince, case .order = view {
    let again = since + CardProof.tolerance
    let isAhead = now < again && again <= now + CardProof.tolerance
    return .wait(until: isAhead ? again : now + CardProof.tolerance, reason: .cardCleared)
  }
  let withdraw: Bool
  switch Wanted(view, entry: entry, policy: policy, now: now) {
  case .none: withdraw = true
  case .shipment(let cabinet): withdraw = cabinet.id != shipment.cabinet && shipment.isMoved(view)
  case .asIs(.missing): return .wait(until: now + policy.missingTolerance, reason: .missing)
  case .asIs(.cardCleared):
    let again = (entry.cardProof?.clearedSince ?? now) + CardProof.tolerance
    return .wait(until: max(again, now + .seconds(1)), reason: .cardCleared)
  case .asIs: withdraw = false
  }
  if withdraw {
    let decision = withdrawing(shipment, policy: policy)
    guard case .order = view else { return decision }
    // A parcel that stays goes on, and the card of an order that is there goes on saying what is so.
    let keeping = Keeping(shipment: shipment, view: view, entry: entry, policy: policy, now: now)
    switch decision {
    case .park: return keeping.asking.map { .step($0) } ?? decision
    case .settle: return keeping.watching
    case .step, .wait: return decision
    }
  }
  if case .unreadable(let failure) = view {
    if failure.kind == .transient { return .wait(until: now + policy.retry.cap, reason: .missing) }
    return .park([Problem(.orderUnreadable, field: failure.path, details: failure.code)])
  }
  var keeping = Keeping(
    shipment: shipment, view: view, entry: entry, policy: policy, now: now,
    blockedUntil: moment.blockedUntil(shipment.cabinet, policy: policy))
  keeping.refusalsCountSince = moment.refusalFloor
  return keeping.decision
}

/// The order wants no parcel, or one of another cabinet.
private func withdrawing(_ shipment: Shipment, policy: Policy) -> Decision {
  let field = "delivery.data.trackNumber"
  switch shipment.tracking.state {
  case .created where shipment.isPrintLocked(policy):
    return .park([Problem(.printedAlready, field: field, details: shipment.barcode.text)])
  case .created, .cancelled:
    if shipment.isVisibleToAPI || shipment.tracking.state == .cancelled {
      return .step(.readLifecycle(shipment))
    }
    // A TTN of somebody else's making: theirs to delete.
    return .park([Problem(.typedTTNStays, field: field, details: shipment.barcode.text)])
  case .accepted, .inTransit, .customs, .atOffice, .problem:
    return .park([Problem(.tooLateToWithdraw, field: field, details: shipment.barcode.text)])
  // On its way back or at its end there is nothing left to decide, so there is nothing to complain about.
  case .returning, .returned, .delivered, .withdrawn: return .settle
  }
}

private func begin(_ view: OrderView, entry: LedgerEntry, policy: Policy, at moment: Moment) -> Decision {
  if case .unreadable(let failure) = view {
    if failure.kind == .transient { return .wait(until: moment.now + policy.retry.cap, reason: .missing) }
    return .park([Problem(.orderUnreadable, field: failure.path, details: failure.code)])
  }
  guard case .order(let order) = view else { return .settle }
  let wanted = Wanted(view, entry: entry, policy: policy, now: moment.now)
  if wanted == .none(.locked) {
    return Quoting(order, entry: entry, policy: policy, at: moment)?.decision ?? .settle
  }
  if wanted == .asIs(.hiddenSite) {
    return .park([Problem(.siteUnknown, field: "site", details: order.site)])
  }
  guard case .shipment(let cabinet) = wanted else { return .settle }
  if let typed = order.delivery.data.trackNumber, !typed.isEmpty {
    guard let barcode = Barcode(typed) else {
      return .park([Problem(.trackNumberInvalid, field: "delivery.data.trackNumber", details: typed)])
    }
    if let refused = entry.refusedNumber, refused.barcode == barcode {
      return .park([
        Problem(.trackNumberTaken, field: "delivery.data.trackNumber", details: refused.details)
      ])
    }
    if !entry.retiredBarcodes.contains(barcode) {
      return .step(.adopt(barcode, cabinet: cabinet.id))
    }
  }
  if order.contragent.unread != nil {
    return .wait(until: moment.now + policy.retry.cap, reason: .company)
  }
  switch Planning.make(order, cabinet: cabinet) {
  case .problems(let problems):
    return .park(problems)
  case .plan(let plan):
    // Without a group the cabinet is made ready first: the one that refused may have been closed.
    if let refusal = entry.refusal, moment.refusalFloor.map({ refusal.at >= $0 }) ?? true,
      let group = moment.cabinets[cabinet.id]?.groups[plan.type],
      refusal.digest == plan.refusalDigest(cabinet) + group.rawValue
    {
      return .park([Problem(.carrierRefused, details: refusal.failure.shown)])
    }
    return create(plan, of: order, cabinet: cabinet, entry: entry, policy: policy, at: moment)
  }
}

private func create(
  _ plan: ShipmentPlan, of order: Order, cabinet: CabinetPolicy, entry: LedgerEntry, policy: Policy,
  at moment: Moment
) -> Decision {
  guard let readiness = moment.cabinets[cabinet.id], let sender = readiness.sender,
    let group = readiness.groups[plan.type]
  else {
    // The engine wakes the order when the cabinet is ready; this is only the latest time to look again.
    return .wait(until: moment.now + policy.retry.cap, reason: .cabinet)
  }
  var plan = plan
  if let address = plan.pickUp?.address {
    switch readiness.places[address] {
    case .known(let id): plan.pickUp?.id = id
    case .refused(let failure): return .park([Problem(.carrierRefused, details: failure.shown)])
    case nil: return .wait(until: moment.now + policy.retry.cap, reason: .cabinet)
    }
  }
  let draft = LedgerEntry.Draft.current(for: plan, entry: entry)
  let part = Step.Part(cabinet: cabinet.id, draft: draft, basis: plan.refusalDigest(cabinet) + group.rawValue)
  guard let address = draft.addressID else {
    return .step(.createAddress(plan.recipientAddress, part: part))
  }
  guard let recipient = draft.recipient else {
    return .step(.createRecipient(plan.recipient, address: address, part: part))
  }
  var intent = CreateIntent(
    key: draft.key, cabinet: cabinet.id, group: group, recipient: recipient, planDigest: plan.digest,
    begunAt: moment.now, planMarks: PlanMarks(plan), orderDigest: order.shippingDigest)
  intent.postPay = plan.postPay
  return .step(.createShipment(plan, intent: intent, address: address, sender: sender, part: part))
}

extension LedgerEntry.Draft {
  /// The parts at hand for this plan: none of them when they were made for other data.
  static func current(for plan: ShipmentPlan, entry: LedgerEntry) -> LedgerEntry.Draft {
    let digest = plan.recipientDigest
    if let draft = entry.draft {
      if draft.digest == digest { return draft }
      return LedgerEntry.Draft(key: draft.key, digest: digest)
    }
    let key = ShipmentKey(order: entry.orderID, generation: entry.generation + 1, attempt: 1)
    return LedgerEntry.Draft(key: key, digest: digest)
  }
}

extension ShipmentPlan {
  /// What a refusal was about, without the group: the same parcel from the same sender into the same group would be
  /// refused again. The group counts because a closed one refuses everything.
  func refusalDigest(_ cabinet: CabinetPolicy) -> String {
    digest + "/" + cabinet.senderDigest + "/"
  }
}

extension Failure {
  /// Code and text of the service, whole, as the manager is shown them.
  public var shown: String {
    message.isEmpty ? code : "\(code): \(message)"
  }
}

extension InDoubtPolicy {
  /// How long a doubt must have lasted before look number `number` (from 0) begins.
  public func lookDue(number: Int) -> Duration {
    guard let last = pauses.last else { return window }
    var due = Duration.zero
    for index in 0..<max(0, min(number + 1, InDoubtPolicy.looksCounted)) {
      due += index < pauses.count ? pauses[index] : last
    }
    // The look that may end the doubt comes right after the window, not a whole pause later.
    let previous = due - (number < pauses.count && number >= 0 ? pauses[number] : last)
    return previous < window && due > window ? window : due
  }

  /// Looks after which the schedule stops growing.
  static let looksCounted = 1000
}
