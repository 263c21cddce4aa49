// What to do with a shipment that a group at Ukrposhta lists. Most are the ones the ledger knows; the others are either
// a lost create that turned up late (an orphan) or one the ledger forgot because it was restored from a backup.

public enum Disposition: Hashable, Sendable {
  /// As the ledger has it, or being looked up already.
  case known
  /// Ours, and the order has no other: take it.
  case adopt
  /// Ours and newer than the one the ledger has: take it if that one no longer exists.
  case adoptIfCurrentIsGone
  /// Ours, and the order has another one or needs none from this attempt: delete it while it is CREATED.
  case delete
  /// Ours and superfluous, but the post has it already: only a person can tell what happened.
  case alarm
}

public func disposition(of receipt: Receipt, key: ShipmentKey, entry: LedgerEntry?) -> Disposition {
  guard receipt.lifecycle != .gone else { return .known }
  guard let entry else { return .adopt }
  if let current = entry.shipment {
    // A TTN adopted from the card while the API did not know it has no uuid of its own yet.
    let isAdoptedBlind = !current.isVisibleToAPI && current.barcode == receipt.barcode
    if current.uuid == receipt.uuid || isAdoptedBlind { return .known }
  }
  let superfluous: Disposition = receipt.lifecycle == .created ? .delete : .alarm
  switch entry.phase {
  case .creating(let intent):
    if intent.key == key { return .known }
    // Newer than the doubt: the ledger is from before it was resolved.
    return (key.generation, key.attempt) > (intent.key.generation, intent.key.attempt) ? .adopt : superfluous
  case .live, .withdrawing:
    // A newer generation than the ledger knows was made after the backup it was restored from.
    return key.generation > entry.generation ? .adoptIfCurrentIsGone : superfluous
  case .none:
    if entry.retiredBarcodes.contains(receipt.barcode) { return superfluous }
    // Given up as lost but nothing new made yet; or made after the backup this ledger was restored from.
    if entry.draft?.key.generation == key.generation || entry.generation < key.generation { return .adopt }
    return superfluous
  }
}

/// `entry` after the shipment in `receipt` was recognised as its own. `prints`: a command prints the cabinet's labels.
public func adopting(
  _ receipt: Receipt, key: ShipmentKey, cabinet: CabinetID, deliveryType: String?, prints: Bool = false,
  group: GroupUUID, entry: LedgerEntry, now: Instant
) -> LedgerEntry {
  let isPrinted = prints && !entry.gaveUp(key)
  var next = entry
  let intent = CreateIntent(
    key: key, cabinet: cabinet, group: group, recipient: receipt.recipient ?? ClientUUID(""), planDigest: "",
    begunAt: now)
  next.becomeLive(
    receipt, intent: intent, deliveryType: deliveryType, tracking: .found(receipt.lifecycle, at: now),
    now: now)
  next.changeShipment(receipt.uuid) { shipment in
    // A forgetful ledger does not know whether the label is among the order's files: it is looked for first.
    shipment.attachment = LabelFile(number: 1, begunAt: now)
    shipment.labelRevision = 1
    shipment.labelIsLost = true
    if isPrinted { shipment.doubtEarlierPrint() }
  }
  next.attempts = 0
  next.retryAt = nil
  return next
}

extension LedgerEntry {
  /// This very attempt was given up as lost by this ledger, which therefore never had its label.
  fileprivate func gaveUp(_ key: ShipmentKey) -> Bool {
    guard case .none = phase, let next = draft?.key else { return false }
    return next.generation == key.generation && next.attempt > key.attempt
  }
}
