// The mapped order status: which status of the shop's an order gets for what happened to its parcel. The CRM's own
// integrations write one whenever anything moves; here each is written once, only forwards, and never over a person.

extension Showing {
  /// The status to be written now, if any, and what is to be remembered of it: each further state once, never over a
  /// person's cancel or complete.
  ///
  /// The newest of several states of one rank (in transit and customs, an office and a failed attempt) counts: each move
  /// between them is an event of the post.
  static func mapped(
    _ shipment: Shipment, order: Order, handled: LedgerEntry.StatusMark?, cabinet: CabinetPolicy,
    groups: StatusGroups
  ) -> (String?, LedgerEntry.StatusMark?) {
    // Which of the post's reports were seen, and when, must not decide about the order.
    let furthest = shipment.tracking.furthest
    let state = furthest.state
    // An office on the way back is not the office of the recipient, whatever its code is mapped to.
    let event = furthest.event.flatMap { EventClassification.state(of: $0) == state ? $0.code : nil }
    let ownCode = event.flatMap { code in cabinet.statuses.byEvent[code] }
    let mark = LedgerEntry.StatusMark(
      generation: shipment.generation, state: state, event: ownCode == nil ? nil : event)
    if let handled, handled.generation == mark.generation {
      let isFurther =
        state.rank > handled.state.rank
        || (state.rank == handled.state.rank && (state != handled.state || mark.event != handled.event))
      if !isFurther { return (nil, nil) }
    }
    // Closed by our own mapping is not closed by a person: a delivered parcel may turn out returned.
    let isOurs =
      handled?.generation == mark.generation && handled?.status(in: cabinet.statuses) == order.status
    guard let wanted = ownCode ?? cabinet.statuses.byState[state], groups.groupByStatus[wanted] != nil,
      isOurs || !groups.isClosed(order.status)
    else { return (nil, mark) }
    return (wanted, mark)
  }
}

extension CabinetPolicy {
  /// Codes of the map that the CRM does not have, ascending: they are never written.
  public func unknownStatuses(in groups: StatusGroups) -> [String] {
    let mapped = Set(statuses.byState.values).union(statuses.byEvent.values)
    return mapped.filter { groups.groupByStatus[$0] == nil }.sorted()
  }
}
