// Doors of stores where a courier fetches parcels: the post takes an address for a shipment only from the sender's own
// list. The list itself is the memory: it is read before anything is added, once after a start, so that it does not grow
// with every restart. What the post does not take stops the orders of that store, not the cabinet.
import Logging
import ShippingCore

extension Engine {
  func ensurePlaces(_ cabinet: CabinetPolicy, sender: ClientUUID, epoch: Int) async throws {
    let known = cabinets[cabinet.id]?.places ?? [:]
    let missing = cabinet.pickUpPlaces.filter { !(known[$0]?.isKnown ?? false) }
    guard !missing.isEmpty else { return }
    guard let carrier = carriers[cabinet.id] else { throw Engine.noCarrier(cabinet.id) }
    let listed: [ClientAddress]
    switch await carrier.addresses(of: sender) {
    // A service that does not show the list gets one entry more.
    case .refused(let failure) where failure.kind == .terminal: listed = []
    case let outcome: listed = try plain(outcome)
    }
    for place in missing {
      let outcome: Outcome<AddressID>
      if let entry = listed.first(where: { $0.address.isSameDoor(as: place) }) {
        outcome = .done(entry.id)
      } else {
        outcome = await added(place, to: sender, carrier)
      }
      try stillCurrent(epoch)
      switch outcome {
      case .done(let id): cabinets[cabinet.id]?.places[place] = .known(id)
      case .refused(let failure) where failure.kind == .terminal:
        // Asked again when the cabinet is made ready next; said once.
        if known[place] == nil {
          log.warning(
            "address of a store refused",
            metadata: ["CABINET": "\(cabinet.id)", "FAILURE": "\(failure.code)"])
        }
        cabinets[cabinet.id]?.places[place] = .refused(failure)
      default: _ = try plain(outcome)
      }
    }
  }

  /// An address that was made and did not get into the list is one that nobody uses.
  private func added(
    _ place: PostalAddress, to sender: ClientUUID, _ carrier: any Carrier
  ) async -> Outcome<AddressID> {
    switch await carrier.createAddress(place) {
    case .done(let id): return await carrier.add(id, to: sender).map { id }
    case let failed: return failed
    }
  }
}

extension PickUpPlace {
  fileprivate var isKnown: Bool {
    if case .known = self { return true }
    return false
  }
}
