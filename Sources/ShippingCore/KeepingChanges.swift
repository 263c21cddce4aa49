// The order was changed after its TTN was made. While the post has not got the parcel the shipment is changed too, if
// the shop wants that and nothing was printed; otherwise the manager is told which part of the order is not as on the
// label. The order is compared first and the plan only then: a changed configuration alone rewrites nothing.

extension Keeping {
  enum Change: Hashable {
    case none
    case step(Step)
    case problems([Problem])
  }

  var change: Change {
    guard let order, order.contragent.unread == nil, let cabinet, isJudged(order), !isOver,
      let sent = shipment.orderDigest,
      shipment.updating != nil || sent != order.shippingDigest
    else { return .none }
    let isHandedOver = shipment.tracking.state != .created
    switch Planning.make(order, cabinet: cabinet) {
    case .problems(let problems):
      // Mending the order still mends the parcel, unless that is on its way or not ours.
      if isHandedOver { return .problems([told(.handedOver)]) }
      if !shipment.isVisibleToAPI { return .problems([told(.notOurs)]) }
      return .problems(shipment.isOurs ? problems : [told(.replaceable)])
    case .plan(let plan):
      if shipment.updating == nil, shipment.isMade(from: plan) { return .none }
      if isHandedOver { return .problems([told(.handedOver, plan)]) }
      if shipment.isPrintLocked(policy) { return .problems([told(.printed, plan)]) }
      if !shipment.isVisibleToAPI { return .problems([told(.notOurs, plan)]) }
      guard cabinet.onChange == .update, shipment.canBecome(plan) else {
        return .problems([told(.replaceable, plan)])
      }
      let basis = plan.changeDigest(cabinet)
      if let refusal = entry.refusal, refusal.digest == basis,
        refusalsCountSince.map({ refusal.at >= $0 }) ?? true
      {
        return .problems([told(.refused, plan, words: refusal.failure.shown)])
      }
      return .step(updating(to: plan, order: order, cabinet: cabinet, basis: basis))
    }
  }

  /// What cannot be judged before the order's company was read.
  var lacksCompany: Bool {
    guard let order, order.contragent.unread != nil else { return false }
    return isJudged(order) && !isOver
  }

  /// Nothing is said about an order that is over, or about which nothing may be done.
  private func isJudged(_ order: Order) -> Bool {
    guard policy.cabinet(deliveryType: order.delivery.typeCode)?.id == shipment.cabinet else { return false }
    switch Wanted(.order(order), entry: entry, policy: policy, now: now) {
    case .shipment, .asIs(.statusNotListed): return true
    case .none, .asIs: return false
    }
  }

  private var isOver: Bool { shipment.tracking.state.isFinal || shipment.tracking.state == .returning }

  private func told(
    _ situation: ChangeDetails.Situation, _ plan: ShipmentPlan? = nil, words: String? = nil
  ) -> Problem {
    var aspects: [ChangedAspect] = []
    if let plan, let sent = shipment.planMarks { aspects = PlanMarks(plan).aspects(differingFrom: sent) }
    return Problem(
      .changedAfterShipment,
      details: ChangeDetails(aspects: aspects, situation: situation, words: words).text)
  }

  /// Another recipient or address is another client, made first: changing a client would change every shipment to it.
  private func updating(
    to plan: ShipmentPlan, order: Order, cabinet: CabinetPolicy, basis: String
  ) -> Step {
    let key = ShipmentKey(
      order: entry.orderID, generation: shipment.generation, attempt: shipment.attempt ?? 1)
    var draft = LedgerEntry.Draft(key: key, digest: plan.recipientDigest)
    if let known = entry.draft, known.key == key, known.digest == draft.digest { draft = known }
    let part = Step.Part(cabinet: cabinet.id, draft: draft, basis: basis)
    var update = Step.Update(shipment: shipment, orderDigest: order.shippingDigest)
    let aspects = shipment.planMarks.map { PlanMarks(plan).aspects(differingFrom: $0) }
    if aspects.map({ $0.contains(.recipient) || $0.contains(.address) }) ?? true {
      guard let address = draft.addressID else { return .createAddress(plan.recipientAddress, part: part) }
      guard let recipient = draft.recipient else {
        return .createRecipient(plan.recipient, address: address, part: part)
      }
      update.recipient = recipient
      update.address = address
    }
    return .updateShipment(plan, update: update, part: part)
  }
}

extension Step {
  /// A change of a shipment: what besides the plan it is made of.
  public struct Update: Hashable, Sendable {
    /// As it was when the change was decided.
    public var shipment: Shipment
    /// `Order.shippingDigest` of the order that the plan was made from.
    public var orderDigest: String
    /// The client made for this change; nil when recipient and address stay.
    public var recipient: ClientUUID?
    public var address: AddressID?

    public init(
      shipment: Shipment, orderDigest: String, recipient: ClientUUID? = nil, address: AddressID? = nil
    ) {
      self.shipment = shipment
      self.orderDigest = orderDigest
      self.recipient = recipient
      self.address = address
    }
  }

  var isWithdrawal: Bool {
    switch self {
    case .readLifecycle, .deleteShipment: return true
    default: return false
    }
  }
}

extension ShipmentPlan {
  /// What a refusal of a change was about.
  func changeDigest(_ cabinet: CabinetPolicy) -> String { refusalDigest(cabinet) + "change" }
}

extension Shipment {
  /// The order has another delivery type than when the shipment was made. One that still has it did not move, whichever
  /// cabinet the configuration gives that type by now.
  func isMoved(_ view: OrderView) -> Bool {
    guard case .order(let order) = view, let deliveryType else { return true }
    return order.delivery.typeCode != deliveryType
  }

  /// An adopted shipment has no plan that we sent: what it was found with counts instead.
  func isMade(from plan: ShipmentPlan) -> Bool {
    if let digest = sentPlan { return digest == plan.digest }
    return planMarks == PlanMarks(plan)
  }

  /// Made by us, and we know how.
  var isOurs: Bool { sentPlan != nil }

  /// Only what we made ourselves is changed: of an adopted one we know too little.
  func canBecome(_ plan: ShipmentPlan) -> Bool {
    isOurs && (planMarks.map { PlanMarks(plan).canReplace($0) } ?? true)
  }

  /// Digest of the plan that we sent. One recognised in its group after a restored backup has an empty one.
  private var sentPlan: String? { planDigest.flatMap { $0.isEmpty ? nil : $0 } }

  /// From when on it is neither changed nor deleted, though the post has not got it yet.
  public func isPrintLocked(_ policy: Policy) -> Bool {
    if manifestedAt != nil { return true }
    guard let cabinet = policy.cabinet(cabinet), cabinet.printLock == .label else { return false }
    return printedAt != nil || mayBeOnPaper || (label != nil && !cabinet.printsLabel)
  }
}
