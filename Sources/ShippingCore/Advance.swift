// What a step's outcome makes of the ledger entry. Together with `reconcile` this is the whole life of an order; both
// are tables, and the tests list their rows.

/// What the engine has to put down before a step leaves; nil when nothing needs to be.
public func intending(_ step: Step, entry: LedgerEntry) -> LedgerEntry? {
  if case .updateShipment(_, let update, _) = step { return intending(update, entry: entry) }
  if case .errand(let errand) = step { return errand.intending(entry) }
  guard case .createShipment(_, let intent, _, _, let part) = step else { return nil }
  var next = entry
  next.phase = .creating(intent)
  next.generation = intent.key.generation
  next.draft = part.draft
  next.problems = []
  return next
}

extension Step {
  fileprivate var isTowardsShipment: Bool {
    switch self {
    case .createAddress, .createRecipient, .createShipment: return true
    case .findShipment, .adopt, .readLifecycle, .deleteShipment, .fetchLabel, .updateShipment, .errand,
      .readPayout, .readPriceChange:
      return false
    }
  }
}

/// `entry` after `step` ended with `outcome`. `policy` gives the delays, `jitter` is in 0..<1.
public func advance(
  _ entry: LedgerEntry, step: Step, outcome: Outcome<StepValue>, policy: Policy, jitter: Double, now: Instant
) -> LedgerEntry {
  if step.isErrand {
    return entry.afterErrand(step, outcome: outcome, policy: policy, jitter: jitter, now: now)
  }
  var next = entry
  if step.isInquiry {
    next.takeInquiry(outcome, of: step, now: now)
    return next
  }
  // A step towards a shipment is only taken with an order that has no problem any more.
  if step.isTowardsShipment { next.problems = [] }
  switch outcome {
  case .done(let value):
    // Reading that a shipment may be deleted is no progress when deleting it then fails, again and again.
    if value != .lifecycle(.created) { next.attempts = 0 }
    next.retryAt = nil
    if next.attempts == 0 { next.retriesWithdrawal = nil }
    next.take(value, of: step, policy: policy, now: now)
  case .refused(let failure) where failure.kind == .terminal && failure.scope == .call:
    next.takeRefusal(failure, of: step, policy: policy, jitter: jitter, now: now)
  case .refused(let failure):
    next.undoIntent(of: step)
    if failure.scope == .call { next.backOff(failure, of: step, policy: policy, jitter: jitter, now: now) }
  case .unsent(let failure):
    next.undoIntent(of: step)
    next.backOff(failure, of: step, policy: policy, jitter: jitter, now: now)
  case .unknown(let failure):
    if case .createShipment = step {
      // The doubt's own schedule says when to look; a look is not a retry.
      next.attempts = 0
      next.retryAt = nil
    } else {
      next.doubtDeletion(of: step)
      next.backOff(failure, of: step, policy: policy, jitter: jitter, now: now)
    }
  }
  let cabinet = policy.cabinet(step.cabinet)
  next.problems = next.problems.map { $0.located(in: cabinet) }
  return next
}

extension LedgerEntry {
  fileprivate mutating func take(_ value: StepValue, of step: Step, policy: Policy, now: Instant) {
    switch (step, value) {
    case (.createAddress(_, let part), .address(let id)):
      draft = part.draft
      draft?.addressID = id
    case (.createRecipient(_, _, let part), .recipient(let uuid)):
      draft = part.draft
      draft?.recipient = uuid
    case (.createShipment(_, let intent, _, _, _), .shipment(let receipt)):
      becomeLive(
        receipt, intent: intent, deliveryType: policy.cabinet(intent.cabinet)?.deliveryType,
        tracking: Shipment.Tracking(state: .created, since: now), now: now)
    case (.findShipment(let intent), .found(.some(let receipt))):
      becomeLive(
        receipt, intent: intent, deliveryType: policy.cabinet(intent.cabinet)?.deliveryType,
        tracking: .found(receipt.lifecycle, at: now), now: now)
    case (.findShipment(let intent), .found(.none)):
      notFound(intent, policy: policy.inDoubt)
    case (.adopt(let barcode, let cabinet), .typed(let receipt, let bearer)):
      adopt(barcode, receipt: receipt, bearer: bearer, cabinet: cabinet, policy: policy, now: now)
    case (.readLifecycle(let shipment), .lifecycle(let lifecycle)):
      takeLifecycle(lifecycle, of: shipment, policy: policy, now: now)
    case (.updateShipment(_, let update, _), .lifecycle(let lifecycle)) where lifecycle != .created:
      takeLifecycle(lifecycle, of: update.shipment, policy: policy, now: now)
    case (.updateShipment(let plan, let update, let part), .updated(let receipt)):
      if let failure = receipt.collects(otherThan: plan.postPay) {
        takeNoEffect(failure, of: update, basis: part.basis, now: now)
      } else {
        takeUpdate(receipt, to: plan, update: update)
      }
    case (.deleteShipment(let shipment), .deleted): retire(shipment)
    default:
      // A value that does not belong to the step is the adapter's bug; forgetting it leaves the state as it was.
      break
    }
  }

  mutating func becomeLive(
    _ receipt: Receipt, intent: CreateIntent, deliveryType: String?, tracking: Shipment.Tracking, now: Instant
  ) {
    generation = intent.key.generation
    var shipment = Shipment(
      uuid: receipt.uuid, barcode: receipt.barcode, cabinet: intent.cabinet, deliveryType: deliveryType,
      generation: intent.key.generation, group: intent.group, recipient: intent.recipient,
      planDigest: intent.planDigest, deliveryPrice: receipt.deliveryPrice, createdAt: now,
      tracking: tracking)
    shipment.attempt = intent.key.attempt
    shipment.planMarks = intent.planMarks
    shipment.orderDigest = intent.orderDigest
    shipment.postPay = intent.postPay ?? receipt.postPay
    phase = .live(shipment)
    draft = nil
    problems = []
    refusal = nil
    forgottenAt = nil
  }

  private mutating func notFound(_ intent: CreateIntent, policy: InDoubtPolicy) {
    if intent.waitedMilliseconds >= policy.window.wholeMilliseconds {
      // Another recipient: should the lost shipment turn up after all, its recipient tells it from the new one.
      var key = intent.key
      key.attempt += 1
      phase = .none
      draft = Draft(key: key, digest: "")
    } else {
      var looked = intent
      looked.looks += 1
      phase = .creating(looked)
    }
  }

  private mutating func adopt(
    _ barcode: Barcode, receipt: Receipt?, bearer: Bearer?, cabinet: CabinetID, policy: Policy, now: Instant
  ) {
    if let bearer, bearer.isOver {
      // A copied order bears the TTN of the first, whose delivery is not its own.
      let whose = bearer.number.map { " (№ \($0))" } ?? ""
      refusedNumber = RefusedNumber(barcode: barcode, details: barcode.text + whose)
      return
    }
    if receipt?.lifecycle == .gone {
      problems = [Problem(.trackNumberInvalid, field: "delivery.data.trackNumber", details: barcode.text)]
      forget(barcode)
      return
    }
    // A TTN of the personal web cabinet is invisible to the API, and one of another order (a copied order, or two in
    // one parcel) is that order's to delete: both are tracked by their barcode alone.
    let key = receipt?.externalID.flatMap { ShipmentKey(externalID: $0, of: policy.installation) }
    let isAnothers = bearer != nil || key.map { $0.order != orderID } ?? false
    let uuid = isAnothers ? nil : receipt?.uuid
    // One of our own, that a ledger restored from a backup forgot: its number is used up.
    generation = max(generation + 1, isAnothers ? 0 : key?.generation ?? 0)
    forgottenAt = nil
    var shipment = Shipment(
      uuid: uuid ?? ShipmentUUID(barcode.text), barcode: barcode, cabinet: cabinet,
      deliveryType: policy.cabinet(cabinet)?.deliveryType, generation: generation, group: receipt?.group,
      recipient: receipt?.recipient, deliveryPrice: receipt?.deliveryPrice, createdAt: now,
      tracking: .found(receipt?.lifecycle, at: now))
    shipment.postPay = receipt?.postPay
    if policy.cabinet(cabinet)?.printsLabel == true { shipment.doubtEarlierPrint() }
    phase = .live(shipment)
    draft = nil
    problems = []
    refusal = nil
  }

  /// A barcode that is no shipment of this order any more.
  private mutating func forget(_ barcode: Barcode) {
    retiredBarcodes.append(barcode)
    if retiredBarcodes.count > LedgerEntry.retiredBarcodesLimit { retiredBarcodes.removeFirst() }
  }

  private mutating func takeLifecycle(
    _ lifecycle: Lifecycle, of shipment: Shipment, policy: Policy, now: Instant
  ) {
    guard let current = self.shipment, current.uuid == shipment.uuid else { return }
    switch lifecycle {
    case .created where !current.isVisibleToAPI:
      // Somebody else's, and cancelled: forgotten here, never deleted.
      retire(current)
    case .created where current.isPrintLocked(policy):
      // Printed while it was being withdrawn: it stays.
      phase = .live(current)
    case .created: phase = .withdrawing(current, mayDelete: true)
    case .gone: retire(current)
    case .beyond where current.tracking.state == .cancelled:
      // The post cancelled it at the counter: whatever the word is, no parcel is under way.
      retire(current)
    case .beyond:
      var kept = current
      if kept.tracking.state == .created {
        kept.tracking.state = .accepted
        kept.tracking.since = now
      }
      phase = .live(kept)
    }
  }

  /// The shipment no longer exists at Ukrposhta.
  mutating func retire(_ shipment: Shipment) {
    guard let current = self.shipment, current.uuid == shipment.uuid else { return }
    forget(current.barcode)
    voidLabel(of: current)
    withdrawn = Withdrawn(
      generation: current.generation, cabinet: current.cabinet, deliveryPrice: current.deliveryPrice)
    phase = .none
    draft = nil
    problems = []
    cardProof = nil
    sharers = nil
  }

  fileprivate mutating func takeRefusal(
    _ failure: Failure, of step: Step, policy: Policy, jitter: Double, now: Instant
  ) {
    undoIntent(of: step)
    switch step {
    case .createAddress(_, let part), .createRecipient(_, _, let part), .createShipment(_, _, _, _, let part),
      .updateShipment(_, _, let part):
      refusal = Refusal(digest: part.basis, failure: failure, at: now)
      problems = [
        shipment == nil ? Problem(.carrierRefused, details: failure.shown) : .refusedChange(failure)
      ]
      attempts = 0
      retryAt = nil
    case .adopt:
      problems = [Problem(.carrierRefused, field: "delivery.data.trackNumber", details: failure.shown)]
      backOff(failure, of: step, policy: policy, jitter: jitter, now: now)
    case .deleteShipment:
      problems = [Problem(.carrierRefused, field: "delivery.data.locked", details: failure.shown)]
      backOff(failure, of: step, policy: policy, jitter: jitter, now: now)
    case .findShipment:
      problems = [Problem(.carrierRefused, details: failure.shown)]
      backOff(failure, of: step, policy: policy, jitter: jitter, now: now)
    case .readLifecycle, .fetchLabel, .errand, .readPayout, .readPriceChange:
      // The order's data cannot mend these; asking again later can.
      backOff(failure, of: step, policy: policy, jitter: jitter, now: now)
    }
  }

  /// A create that surely had no effect is no longer in doubt; its parts stay usable. After a DELETE without effect the
  /// shipment lives as before: whether it is to go is asked of the order again.
  fileprivate mutating func undoIntent(of step: Step) {
    if case .deleteShipment(let shipment) = step, case .withdrawing(let current, _) = phase,
      current.uuid == shipment.uuid
    {
      phase = .live(current)
    }
    if case .updateShipment(_, let update, _) = step { undo(update) }
    if case .createShipment(_, let intent, _, _, _) = step, case .creating(let current) = phase,
      current.key == intent.key
    {
      phase = .none
    }
  }

  /// After a DELETE that was not plainly done, the lifecycle has to be read again before anything else.
  fileprivate mutating func doubtDeletion(of step: Step) {
    if case .deleteShipment = step, case .withdrawing(let current, _) = phase {
      phase = .withdrawing(current, mayDelete: false)
    }
  }

  fileprivate mutating func backOff(
    _ failure: Failure, of step: Step, policy: Policy, jitter: Double, now: Instant
  ) {
    if retriesWithdrawal ?? step.isWithdrawal != step.isWithdrawal { attempts = 0 }
    retriesWithdrawal = step.isWithdrawal
    attempts = min(attempts + 1, Invariants.attemptsLimit)
    var delay = policy.retry.delay(attempt: attempts, jitter: jitter)
    if let asked = failure.retryAfterMilliseconds {
      delay = max(delay, min(.milliseconds(max(0, asked)), policy.retry.cap))
    }
    retryAt = now + delay
  }

  /// Changes the current shipment, if it is still that one.
  public mutating func changeShipment(_ uuid: ShipmentUUID, _ change: (inout Shipment) -> Void) {
    switch phase {
    case .live(var shipment) where shipment.uuid == uuid:
      change(&shipment)
      phase = .live(shipment)
    case .withdrawing(var shipment, let mayDelete) where shipment.uuid == uuid:
      change(&shipment)
      phase = .withdrawing(shipment, mayDelete: mayDelete)
    default: break
    }
  }
}
