// The mapped order status: which status of the shop's an order gets for what happened to its parcel. The CRM's own
// integrations write one whenever anything moves; here each is written once, only forwards, and never over a person.

extension Showing {
  /// The status to be written now, if any, and what is to be remembered of it: each further state once, never over a
  /// person's cancel or complete.
  ///
  /// The newest of several states of one rank (in transit and customs, an office and a failed attempt) counts: each move
  /// between them is an event of the post.
  static func mapped(
    _ furthest: Milestone, generation: Int, order: Order, handled: LedgerEntry.StatusMark?,
    cabinet: CabinetPolicy, groups: StatusGroups
  ) -> (String?, LedgerEntry.StatusMark?) {
    let state = furthest.state
    // An office on the way back is not the office of the recipient, whatever its code is mapped to.
    let event = furthest.event.flatMap { EventClassification.state(of: $0) == state ? $0.code : nil }
    let ownCode = event.flatMap { code in cabinet.statuses.byEvent[code] }
    let mark = LedgerEntry.StatusMark(
      generation: generation, state: state, event: ownCode == nil ? nil : event)
    if let handled, handled.generation == mark.generation {
      let isSame = state == handled.state && mark.event == handled.event
      let isFurther =
        state.rank > handled.state.rank || (state.rank == handled.state.rank && !isSame)
      // What was refused of the order as it was may be taken of the order as it is.
      let isWorthATry = isSame && handled.refusedFor.map { $0 != order.statusBasis(in: cabinet) } ?? false
      if !isFurther, !isWorthATry { return (nil, nil) }
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

extension LedgerEntry {
  /// How far the parcel has come for the mapped status, and which it is: the live one, or the one withdrawn last while no
  /// other is on the way. nil = there is none, or the status was said to be another cabinet's to write.
  func milestone(in cabinet: CabinetPolicy) -> (Milestone, generation: Int)? {
    // Which of the post's reports were seen, and when, must not decide about the order.
    if let shipment { return (shipment.tracking.furthest, shipment.generation) }
    guard phase == .none, let withdrawn, withdrawn.cabinet == cabinet.id else { return nil }
    if let handled = statusHandled {
      if handled.generation > withdrawn.generation { return nil }
      // The post cancelled it, which has a status of its own.
      if handled.generation == withdrawn.generation, handled.state == .cancelled { return nil }
    }
    return (Milestone(state: .withdrawn), withdrawn.generation)
  }
}

extension Order {
  /// Changes with anything for which a CRM may refuse or allow a status: the status it has, what people entered. What we
  /// write ourselves is left out.
  public func statusBasis(in cabinet: CabinetPolicy) -> String {
    let ours = Set(CardField.allCases.map { cabinet.customFields.code($0) })
    var digest = Digest(version: "status-1")
    digest.add(status)
    digest.add(shippingDigest)
    for (code, value) in customFields.sorted(by: { $0.key < $1.key }) where !ours.contains(code) {
      digest.add(code)
      digest.add(value.text)
    }
    return digest.text
  }
}

extension CabinetPolicy {
  /// Codes of the map that the CRM does not have, ascending: they are never written.
  public func unknownStatuses(in groups: StatusGroups) -> [String] {
    let mapped = Set(statuses.byState.values).union(statuses.byEvent.values)
    return mapped.filter { groups.groupByStatus[$0] == nil }.sorted()
  }
}
