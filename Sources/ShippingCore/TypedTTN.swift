// A TTN that somebody typed into an order, and then corrected: the other number counts, and the first is let go. Only a
// number that was typed itself gives way to another, and one that the post has cancelled; a number over our own living
// TTN is no reason to delete a parcel.
//
// What a newcomer gets wrong: without this the card is "mended" back to the wrong number, the order follows a stranger's
// parcel, and is closed when that one is delivered.

extension Shipment {
  /// Taken over by its number, not made by us.
  var isTyped: Bool { planDigest == nil && attempt == nil }
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

  /// Lets a number go that was corrected; the new one is then adopted like any other.
  mutating func noteNumber(_ order: Order, policy: Policy) {
    guard case .live(let shipment) = phase else { return }
    if isNumberCorrected(on: order, policy: policy) {
      retire(shipment)
    } else if shipment.awaitsCard == true,
      order.delivery.data.trackNumber.flatMap({ Barcode($0) }) == shipment.barcode
    {
      changeShipment(shipment.uuid) { $0.awaitsCard = nil }
    }
  }
}
