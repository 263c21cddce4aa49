// What is left of an order's entry when a person's data have to go: enough to know that its parcel was made and which it
// was, so that no second one is made, and nothing that tells anything about whose it was.
//
// What a newcomer gets wrong: a digest of a name and a phone is personal too. There are few enough phones to try them all.

extension LedgerEntry {
  /// Nothing is under way: no parcel, or one at its end.
  public var isOver: Bool {
    switch phase {
    case .none: return problems.isEmpty && draft == nil
    case .creating, .withdrawing: return false
    case .live(let shipment): return shipment.tracking.state.isFinal
    }
  }

  /// Whether the order is left alone because its data were forgotten. An order without a parcel may ask for one again;
  /// then it is an order like any other.
  public var isFrozen: Bool { forgottenAt != nil && shipment != nil }

  /// Order, generation, phase, TTNs and times; the keys of attempts, by which a stray parcel is told from a stranger's.
  public func forgetting(at now: Instant) -> LedgerEntry {
    var kept = LedgerEntry(orderID: orderID, site: site)
    kept.generation = generation
    kept.number = number
    kept.retiredBarcodes = retiredBarcodes
    kept.statusHandled = statusHandled
    kept.statusHandled?.refusedFor = nil
    kept.withdrawn = withdrawn
    kept.seenAt = seenAt
    kept.missingSince = missingSince
    kept.deletionTold = deletionTold
    kept.shownAt = shownAt
    // A delivery that a person cancelled stays cancelled.
    kept.hold = hold
    kept.sharers = sharers
    kept.draft = draft.map { Draft(key: $0.key, digest: "") }
    kept.forgottenAt = now
    switch phase {
    case .none: break
    case .creating: kept.phase = phase
    case .live(let shipment): kept.phase = .live(shipment.forgetting())
    case .withdrawing(let shipment, let mayDelete):
      kept.phase = .withdrawing(shipment.forgetting(), mayDelete: mayDelete)
    }
    return kept
  }
}

extension Shipment {
  fileprivate func forgetting() -> Shipment {
    var kept = Shipment(
      uuid: uuid, barcode: barcode, cabinet: cabinet, deliveryType: deliveryType, generation: generation,
      group: group, createdAt: createdAt, tracking: Tracking(state: tracking.state, since: tracking.since))
    kept.attempt = attempt
    kept.printedAt = printedAt
    kept.manifestedAt = manifestedAt
    return kept
  }
}
