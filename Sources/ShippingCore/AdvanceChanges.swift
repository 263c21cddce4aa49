// What becomes of an entry when a shipment is changed in place. The call may be repeated, so its intent says no more
// than "what Ukrposhta has is not what we last knew": until a change is surely done, it is sent again, even when the
// order was meanwhile changed back.

/// Committed before `PUT /shipments/{uuid}` leaves.
public struct UpdateIntent: Hashable, Sendable, Codable {
  /// The client made for the change: from now on a shipment to it is this one.
  public var recipient: ClientUUID?
  /// An earlier change has no outcome that is sure: a refusal of the next one does not say that nothing was changed.
  public var isInDoubt: Bool

  public init(recipient: ClientUUID? = nil, isInDoubt: Bool = false) {
    self.recipient = recipient
    self.isInDoubt = isInDoubt
  }
}

extension Receipt {
  /// Why the shipment does not collect what it should; nil when it does, or does not say. What it surely would collect
  /// counts, and a zero does not: whether an answer names the amount at all is not documented. Less than a hryvnia of
  /// difference is rounding.
  func collects(otherThan postPay: Kopiykas) -> Failure? {
    guard let told = self.postPay, told > .zero else { return nil }
    let (difference, overflow) = told.amount.subtractingReportingOverflow(postPay.amount)
    guard overflow || difference.magnitude >= 100 else { return nil }
    return Failure(
      .terminal, code: "post-pay-not-changed",
      message: "\(told.hryvnias) UAH are collected, \(postPay.hryvnias) UAH are meant")
  }
}

func intending(_ update: Step.Update, entry: LedgerEntry) -> LedgerEntry? {
  var next = entry
  next.changeShipment(update.shipment.uuid) { shipment in
    shipment.updating = UpdateIntent(recipient: update.recipient, isInDoubt: shipment.updating != nil)
  }
  return next == entry ? nil : next
}

extension LedgerEntry {
  mutating func takeUpdate(_ receipt: Receipt, to plan: ShipmentPlan, update: Step.Update) {
    guard let current = shipment, current.uuid == update.shipment.uuid else { return }
    voidLabel(of: current)
    changeShipment(current.uuid) { shipment in
      shipment.planDigest = plan.digest
      shipment.planMarks = PlanMarks(plan)
      shipment.postPay = plan.postPay
      shipment.orderDigest = update.orderDigest
      shipment.recipient = update.recipient ?? shipment.recipient
      shipment.deliveryPrice = receipt.deliveryPrice ?? shipment.deliveryPrice
      shipment.updating = nil
      // What is printed says something else now.
      shipment.label = nil
      shipment.labelIsLost = nil
      shipment.printedAt = nil
    }
    draft = nil
    problems = []
    refusal = nil
  }

  /// "Done", and the shipment in the answer says otherwise: told like a refusal, and sent again when the order changes.
  /// What else of the change was taken is not known.
  mutating func takeNoEffect(_ failure: Failure, of update: Step.Update, basis: String, now: Instant) {
    changeShipment(update.shipment.uuid) { $0.updating?.isInDoubt = true }
    refusal = Refusal(digest: basis, failure: failure, at: now)
    problems = [.refusedChange(failure)]
  }

  /// The change surely had no effect.
  mutating func undo(_ update: Step.Update) {
    changeShipment(update.shipment.uuid) { shipment in
      if shipment.updating?.isInDoubt == false { shipment.updating = nil }
    }
  }

  /// The client that the entry's intent names, with the key that a shipment to it belongs to. The ledger keeps the pair,
  /// so that the shipment is recognised in its group by its recipient alone.
  public var intendedRecipient: IntendedRecipient? {
    switch phase {
    case .none: return nil
    case .creating(let intent): return IntendedRecipient(client: intent.recipient, key: intent.key)
    case .live(let shipment), .withdrawing(let shipment, _):
      guard let client = shipment.updating?.recipient else { return nil }
      let key = ShipmentKey(order: orderID, generation: shipment.generation, attempt: shipment.attempt ?? 1)
      return IntendedRecipient(client: client, key: key)
    }
  }

  public struct IntendedRecipient: Hashable, Sendable {
    public var client: ClientUUID
    public var key: ShipmentKey
  }
}

/// The problems that hold while a step waits for its cabinet or for the end of a back-off; nil leaves them as they are.
/// An order that only waits has been mended, and the card must not go on saying otherwise.
public func problemsWhileWaiting(
  _ view: OrderView, entry: LedgerEntry, policy: Policy, at moment: Moment
) -> [Problem]? {
  guard case .order(let order) = view else {
    return waitingProblems(view, entry: entry, policy: policy, at: moment)
  }
  let cabinet = policy.cabinet(deliveryType: order.delivery.typeCode)
  return waitingProblems(view, entry: entry, policy: policy, at: moment)?.map { $0.located(in: cabinet) }
}

private func waitingProblems(
  _ view: OrderView, entry: LedgerEntry, policy: Policy, at moment: Moment
) -> [Problem]? {
  let step: Step
  switch undelayed(view, entry: entry, policy: policy, at: moment) {
  case .wait(_, .cabinet): return []
  case .step(let waiting): step = waiting
  case .settle, .park, .wait: return nil
  }
  // What the carrier said of a step is what that step waits for.
  let refusals = entry.problems.filter { $0.code == .carrierRefused }
  switch entry.phase {
  case .creating, .withdrawing: return refusals
  case .none:
    if case .adopt = step { return refusals }
    return []
  case .live(let shipment):
    if step.isWithdrawal { return refusals }
    var keeping = Keeping(shipment: shipment, view: view, entry: entry, policy: policy, now: moment.now)
    keeping.refusalsCountSince = moment.refusalFloor
    return keeping.problems
  }
}
