// One parcel for two orders: the TTN of the one was typed into the other. The shipment belongs to the order it was made
// for, and only that order withdraws it; the other one knows it by its number alone, and nobody tells a number that it is
// dead. So the owner remembers who bears its TTN, and tells them when it goes.

extension LedgerEntry {
  /// Orders remembered as bearing this order's TTN.
  static let sharersLimit = 20

  /// The order that a TTN typed into this one was made for, as the receipt says, or the first that has it.
  public func owner(of receipt: Receipt?, bearer: Bearer?, in installation: InstallationTag) -> OrderID? {
    let key = receipt?.externalID.flatMap { ShipmentKey(externalID: $0, of: installation) }
    return key.flatMap { $0.order == orderID ? nil : $0.order } ?? bearer?.order
  }

  /// `order` bears the TTN `barcode`, if that is (still) this order's.
  public mutating func share(_ barcode: Barcode, with order: OrderID) {
    guard shipment?.barcode == barcode, sharers?.contains(order) != true else { return }
    sharers = Array(((sharers ?? []) + [order]).suffix(LedgerEntry.sharersLimit))
  }

  /// The shipment that this order knows by its number alone is no more.
  public mutating func noteWithdrawnByOwner(_ barcode: Barcode, now: Instant) {
    guard case .live(let shipment) = phase, shipment.barcode == barcode, !shipment.isVisibleToAPI,
      !shipment.tracking.state.isHandedOver, shipment.tracking.state != .cancelled
    else { return }
    changeShipment(shipment.uuid) {
      $0.tracking = Shipment.Tracking(state: .cancelled, since: now, event: $0.tracking.event)
    }
  }
}
