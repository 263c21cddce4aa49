// The mapped order status: which status of the shop's an order gets for what happened to its parcel. The CRM's own
// integrations write one whenever anything moves; here each is written once, only forwards, and never over a person.

extension Showing {
  /// The status to be written now, if any, and what is to be remembered of it.
  ///
  /// States of one rank (in transit and customs, an office and a failed attempt) may alternate for weeks. Each of them,
  /// and each event code with a status of its own, counts once per shipment: whoever moved the order since has a reason.
  static func mapped(
    _ shipment: Shipment, order: Order, handled: LedgerEntry.StatusMark?, cabinet: CabinetPolicy,
    groups: StatusGroups
  ) -> (String?, LedgerEntry.StatusMark?) {
    let event = shipment.tracking.event?.code
    let state = shipment.tracking.state
    let ownCode = event.flatMap { code in cabinet.statuses.byEvent[code] }
    var mark = LedgerEntry.StatusMark(
      generation: shipment.generation, state: state, event: ownCode == nil ? nil : event)
    if let handled, handled.generation == mark.generation {
      if state.rank < handled.state.rank { return (nil, nil) }
      if state.rank == handled.state.rank {
        let passed = handled.allPassed
        if passed.contains(mark.key) { return (nil, nil) }
        mark.passed = Array(passed.suffix(LedgerEntry.StatusMark.passedLimit))
      }
    }
    guard let wanted = ownCode ?? cabinet.statuses.byState[state], groups.groupByStatus[wanted] != nil,
      !groups.isCancelled(order.status), !groups.isComplete(order.status)
    else { return (nil, mark) }
    return (wanted, mark)
  }
}

extension LedgerEntry.StatusMark {
  /// More codes of one rank no map was ever seen to name.
  static let passedLimit = 60

  /// What was dealt with: an event code of its own, or the state.
  var key: String { event.map(String.init) ?? state.rawValue }

  var allPassed: [String] { (passed ?? []) + [key] }
}

extension CabinetPolicy {
  /// Codes of the map that the CRM does not have, ascending: they are never written.
  public func unknownStatuses(in groups: StatusGroups) -> [String] {
    let mapped = Set(statuses.byState.values).union(statuses.byEvent.values)
    return mapped.filter { groups.groupByStatus[$0] == nil }.sorted()
  }
}
