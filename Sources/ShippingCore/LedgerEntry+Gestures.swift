// What is learned from an order before anything is decided: gestures that one look alone does not tell. «Отменить
// доставку» leaves nothing behind but an empty card, and so does a card that was never written; a lock that was set and
// cleared again is an order like any other.

/// The card was proven to show link and TTN of the shipment of this generation: only then does an empty card mean that
/// somebody emptied it.
public struct CardProof: Hashable, Sendable, Codable {
  public var generation: Int
  public var at: Instant
  /// What else a person had put into `delivery.data` by then: «Не синхронизировать» set to no, and choices of any kind.
  /// «Отменить доставку» keeps these; a change of the delivery type and back does not.
  public var hadLock: Bool
  public var hadChoices: Bool
  /// Since when both have been missing.
  public var clearedSince: Instant?

  public init(
    generation: Int, at: Instant, hadLock: Bool = false, hadChoices: Bool = false,
    clearedSince: Instant? = nil
  ) {
    self.generation = generation
    self.at = at
    self.hadLock = hadLock
    self.hadChoices = hadChoices
    self.clearedSince = clearedSince
  }

  /// Before a card without link and TTN counts as a cancelled delivery. The second look is at an order that was read
  /// after the first one was decided upon, so it cannot be older than the proof.
  public static let tolerance = Duration.seconds(15)
}

/// A delivery that a person cancelled: no TTN is made until that person says so.
public struct DeliveryHold: Hashable, Sendable, Codable {
  /// Of the order when it was cancelled; another one is another decision.
  public var deliveryType: String?
  /// «Не синхронизировать» was seen set since then.
  public var sawLock: Bool

  public init(deliveryType: String?, sawLock: Bool = false) {
    self.deliveryType = deliveryType
    self.sawLock = sawLock
  }
}

extension LedgerEntry {
  /// The entry with what the order, read from `readAt` on, tells at this look.
  public func seeing(_ view: OrderView, readAt: Instant, policy: Policy, now: Instant) -> LedgerEntry {
    // What was forgotten is not learned anew.
    guard case .order(let order) = view, !isFrozen else { return self }
    var next = self
    next.noteLock(order)
    next.noteAdmission(order, policy: policy, now: now)
    next.noteReturn(order, policy: policy, now: now)
    next.noteNumber(order, policy: policy, now: now)
    next.noteCard(order, readAt: readAt, policy: policy, now: now)
    next.noteChoices(order, policy: policy)
    next.noteLockFlag(of: order, policy: policy)
    return next
  }

  /// Lock and unlock, another delivery type or a TTN typed by hand end the hold.
  private mutating func noteLock(_ order: Order) {
    guard let held = hold else { return }
    let data = order.delivery.data
    if order.delivery.typeCode != held.deliveryType {
      hold = nil
    } else if data.isLocked == true {
      hold?.sawLock = true
    } else if held.sawLock {
      hold = nil
      isAdmitted = true
    } else if phase == .none, let typed = data.trackNumber.flatMap({ Barcode($0) }),
      !retiredBarcodes.contains(typed)
    {
      hold = nil
      isAdmitted = true
    }
  }

  /// What a living shipment is about to be withdrawn for tells whether another one is asked for.
  private mutating func noteAdmission(_ order: Order, policy: Policy, now: Instant) {
    let wanted = Wanted(.order(order), entry: self, policy: policy, now: now)
    var owner = shipment?.cabinet
    // One that is being made is withdrawn as soon as it is there.
    if case .creating(let intent) = phase { owner = intent.cabinet }
    switch (wanted, owner) {
    case (.none(.locked), .some): isAdmitted = policy.statusGroups.isCancelled(order.status) ? nil : true
    case (.shipment(let cabinet), .some(let owner)):
      // Begun in a status that was listed, and begun anew when the doubt ends with nothing made.
      isAdmitted = cabinet.id == owner && shipment != nil ? nil : true
    case (.none(.locked), nil), (.shipment, nil), (.asIs, _): break
    case (.none, _): isAdmitted = nil
    }
  }

  /// A parcel that came back is sent again by the lock gesture, or by another cabinet's delivery type: it is at its end, so
  /// there is nothing to withdraw. What was so before it came back asks for nothing.
  private mutating func noteReturn(_ order: Order, policy: Policy, now: Instant) {
    guard case .live(let shipment) = phase, shipment.tracking.state == .returned else { return }
    let wanted = Wanted(.order(order), entry: self, policy: policy, now: now)
    let isElsewhere = shipment.isMoved(.order(order))
    guard shipment.isReturnSeen == true else {
      if wanted != .none(.locked), !isElsewhere { changeShipment(shipment.uuid) { $0.isReturnSeen = true } }
      return
    }
    switch wanted {
    case .none(.locked): changeShipment(shipment.uuid) { $0.isToBeSentAgain = true }
    case .shipment(let cabinet):
      if shipment.isToBeSentAgain == true || (isElsewhere && cabinet.id != shipment.cabinet) {
        leave(shipment)
        isAdmitted = true
      }
    case .none, .asIs: break
    }
  }

  private mutating func noteCard(_ order: Order, readAt: Instant, policy: Policy, now: Instant) {
    guard let proof = cardProof else { return }
    guard isCardCleared(order, policy: policy) else {
      cardProof?.clearedSince = nil
      return
    }
    // Read before the card was proven: it shows what was there before.
    if proof.at >= readAt, proof.at <= now { return }
    guard let since = proof.clearedSince, since <= now else {
      cardProof?.clearedSince = now
      return
    }
    guard now.since(since) >= CardProof.tolerance else { return }
    hold = DeliveryHold(deliveryType: order.delivery.typeCode)
    cardProof = nil
  }

  /// Whether somebody emptied the card of a shipment that lives. An ordinary delivery type has no such button, and a
  /// locked order says clearly enough what it wants.
  public func isCardCleared(_ order: Order, policy: Policy) -> Bool {
    guard let proof = cardProof, case .live(let shipment) = phase, proof.generation == shipment.generation,
      !shipment.tracking.state.isFinal, policy.sites?.contains(order.site) ?? true,
      let cabinet = policy.cabinet(deliveryType: order.delivery.typeCode), cabinet.id == shipment.cabinet,
      cabinet.mode == .native
    else { return false }
    let data = order.delivery.data
    guard data.isLocked != true, (data.externalID ?? "").isEmpty, (data.trackNumber ?? "").isEmpty else {
      return false
    }
    // The delivery type went away and came back, and took all data of the delivery with it.
    let isEmptied = (proof.hadLock && data.isLocked == nil) || (proof.hadChoices && !order.hasChoices)
    return !isEmptied
  }

  /// The baseline of a shipment that we did not make, and an order that was changed without changing the parcel.
  private mutating func noteChoices(_ order: Order, policy: Policy) {
    guard case .live(let shipment) = phase, shipment.updating == nil, order.contragent.unread == nil,
      let cabinet = policy.cabinet(deliveryType: order.delivery.typeCode), cabinet.id == shipment.cabinet
    else { return }
    let digest = order.shippingDigest
    guard shipment.orderDigest != digest else { return }
    // Nobody changed the order: we look at more of it than when the digest was stored.
    if shipment.orderDigest == order.shippingDigest(.first) {
      return changeShipment(shipment.uuid) { $0.orderDigest = digest }
    }
    let plan: ShipmentPlan?
    if case .plan(let made) = Planning.make(order, cabinet: cabinet) { plan = made } else { plan = nil }
    // An adopted TTN needs no plan: what the order was when it first could have one is what it is held against.
    let lacksBaseline = !shipment.isOurs && shipment.planMarks == nil
    guard shipment.orderDigest == nil || lacksBaseline || plan.map(shipment.isMade(from:)) == true else {
      return
    }
    changeShipment(shipment.uuid) { shipment in
      shipment.orderDigest = digest
      if lacksBaseline { shipment.planMarks = plan.map { PlanMarks($0) } }
    }
  }

  /// The card, written as `before` and read back as `order`, shows what it should.
  public mutating func noteShown(_ before: Order, _ order: Order, policy: Policy, now: Instant) {
    noteLockFlag(of: order, policy: policy)
    guard case .live(let shipment) = phase else { return }
    let data = order.delivery.data
    if shipment.isTyped, data.trackNumber == shipment.barcode.text,
      let place = policy.cabinet(deliveryType: order.delivery.typeCode)?.numberPlace
    {
      changeShipment(shipment.uuid) { $0.numberProvenIn = place }
    }
    if shipment.orderDigest == before.shippingDigest,
      before.withoutChoices.shippingDigest == order.shippingDigest
    {
      // The CRM dropped what the manager had chosen when the link was written: that was us, and the parcel stays.
      changeShipment(shipment.uuid) { $0.orderDigest = order.shippingDigest }
    }
    let key = ShipmentKey(order: orderID, generation: shipment.generation, attempt: 1)
    guard policy.cabinet(shipment.cabinet)?.mode == .native, data.externalID == key.deliveryID,
      data.trackNumber == shipment.barcode.text
    else { return }
    var proof = CardProof(
      generation: shipment.generation, at: now, hadLock: data.isLocked == false, hadChoices: order.hasChoices)
    if let known = cardProof, known.generation == proof.generation { proof.at = min(known.at, now) }
    cardProof = proof
  }
}

public enum HoldTexts {
  /// What the card says of a delivery that was cancelled in the CRM.
  public static func comment(in language: Language) -> String {
    Wording(
      uk:
        "Доставку скасовано в CRM, ТТН видалено. Для нової ТТН увімкніть «Не синхронізувати», збережіть, а за хвилину "
        + "зніміть.",
      ru:
        "Доставка отменена в CRM, ТТН удалена. Для новой ТТН включите «Не синхронизировать», сохраните, а через минуту "
        + "снимите.",
      en:
        "The delivery was cancelled in the CRM. For a new TTN set “Do not synchronise”, save, and clear it a minute "
        + "later."
    ).template(in: language)
  }
}
