// A TTN that somebody typed into an order, and then corrected or took out again: the other number counts, and the first is
// let go; without a number the order is as if none had been typed. Only a number that was typed itself gives way to
// another, and one that the post has cancelled; a number over our own living TTN is no reason to delete a parcel.
//
// What a newcomer gets wrong: without this the card is "mended" back to the wrong number, the order follows a stranger's
// parcel, and is closed when that one is delivered.

/// A TTN that stands in the order and was not taken over.
public struct RefusedNumber: Hashable, Sendable, Codable {
  public var barcode: Barcode
  /// What is told of it: the number, and whose it is.
  public var details: String

  public init(barcode: Barcode, details: String) {
    self.barcode = barcode
    self.details = details
  }
}

/// A TTN that somebody typed where our own stands. Ours stays, and is written back; that is told.
public struct TypedOver: Hashable, Sendable, Codable {
  public var barcode: Barcode
  public var at: Instant

  public init(barcode: Barcode, at: Instant) {
    self.barcode = barcode
    self.at = at
  }
}

/// Another order that has, or had, the shipment with a number that was typed.
public struct Bearer: Hashable, Sendable {
  public var order: OrderID
  /// What people call it.
  public var number: String?
  /// Its parcel is at its end, or was withdrawn.
  public var isOver: Bool

  public init(order: OrderID, number: String?, isOver: Bool) {
    self.order = order
    self.number = number
    self.isOver = isOver
  }
}

extension Shipment {
  /// Taken over by its number, not made by us.
  var isTyped: Bool { planDigest == nil && attempt == nil }
}

extension CabinetPolicy {
  /// Where an order bears its TTN. With another field, or another module, what an order lacks says nothing.
  var numberPlace: String {
    mode == .plain ? "field \(customFields.code(CardField.trackNumber))" : "module \(moduleCode)"
  }
}

extension LedgerEntry {
  /// The card bears another TTN than the one that was typed before it, and the order wants one.
  public func isNumberCorrected(on order: Order, policy: Policy) -> Bool {
    guard case .live(let shipment) = phase, shipment.isTyped || shipment.tracking.state == .cancelled,
      shipment.awaitsCard != true, let typed = order.delivery.data.trackNumber.flatMap({ Barcode($0) }),
      typed != shipment.barcode, !retiredBarcodes.contains(typed),
      // The time counts for an order that is missing only.
      case .shipment(let cabinet) = Wanted(
        .order(order), entry: self, policy: policy, now: shipment.createdAt)
    else { return false }
    return cabinet.id == shipment.cabinet
  }

  /// The TTN that was typed stands in the card no more: somebody took it out, or the CRM's answer lacks it for a moment.
  public func isNumberCleared(on order: Order, policy: Policy) -> Bool {
    guard case .live(let shipment) = phase, shipment.isTyped, let place = shipment.numberProvenIn,
      !shipment.tracking.state.isFinal, (order.delivery.data.trackNumber ?? "").isEmpty,
      policy.sites?.contains(order.site) ?? true, !shipment.isMoved(.order(order)),
      let cabinet = policy.cabinet(deliveryType: order.delivery.typeCode), cabinet.numberPlace == place,
      !isEmptied(order, in: cabinet)
    else { return false }
    // One that our keys reach is withdrawn instead, when the order wants none. The time counts for a missing order only.
    let wanted = Wanted(.order(order), entry: self, policy: policy, now: shipment.createdAt)
    if case .none = wanted { return !shipment.isVisibleToAPI }
    return true
  }

  /// A card that lost our link as well was emptied as a whole, by «Отменить доставку» or by another delivery type.
  private func isEmptied(_ order: Order, in cabinet: CabinetPolicy) -> Bool {
    cabinet.mode == .native && !ShipmentKey.isDeliveryID(order.delivery.data.externalID, of: order.id)
  }

  /// What was read back counts no more once the card was emptied: the number is to be seen there again first.
  private mutating func doubtNumber(_ order: Order, policy: Policy) {
    guard let shipment, shipment.numberProvenIn != nil, (order.delivery.data.trackNumber ?? "").isEmpty,
      let cabinet = policy.cabinet(deliveryType: order.delivery.typeCode), isEmptied(order, in: cabinet)
    else { return }
    changeShipment(shipment.uuid) { $0.numberProvenIn = nil }
  }

  /// Lets a number go that was corrected or taken out; another one is then adopted like any other.
  mutating func noteNumber(_ order: Order, policy: Policy, now: Instant) {
    let typed = order.delivery.data.trackNumber.flatMap { Barcode($0) }
    if let refused = refusedNumber, refused.barcode != typed { refusedNumber = nil }
    doubtNumber(order, policy: policy)
    guard case .live(let shipment) = phase else { return }
    if isNumberCorrected(on: order, policy: policy) {
      shipment.isTyped ? letGo(shipment) : retire(shipment)
      // Whoever corrects a number wants it followed, in whichever status the order is by now.
      isAdmitted = true
    } else if isNumberCleared(on: order, policy: policy) {
      guard let since = shipment.numberMissingSince, since <= now else {
        changeShipment(shipment.uuid) { $0.numberMissingSince = now }
        return
      }
      guard now.since(since) >= CardProof.tolerance else { return }
      letGo(shipment)
      isAdmitted = true
    } else {
      if shipment.numberMissingSince != nil { changeShipment(shipment.uuid) { $0.numberMissingSince = nil } }
      if let typed, isTypedOver(typed, shipment) {
        changeShipment(shipment.uuid) { $0.typedOver = TypedOver(barcode: typed, at: now) }
      }
      if shipment.awaitsCard == true, typed == shipment.barcode {
        changeShipment(shipment.uuid) { $0.awaitsCard = nil }
      }
    }
  }

  /// A parcel that the post has not got yet could still go under the other number.
  private func isTypedOver(_ typed: Barcode, _ shipment: Shipment) -> Bool {
    !shipment.isTyped && shipment.tracking.state == .created && typed != shipment.barcode
      && typed != shipment.typedOver?.barcode && !retiredBarcodes.contains(typed)
  }

  /// The order has nothing to do with this shipment any more, which is nobody's to delete. Its number may be typed again.
  private mutating func letGo(_ shipment: Shipment) {
    let known = retiredBarcodes
    leave(shipment)
    retiredBarcodes = known
  }

  /// The shipment is the order's no more, and was not withdrawn.
  mutating func leave(_ shipment: Shipment) {
    let known = withdrawn
    retire(shipment)
    withdrawn = known
  }
}
