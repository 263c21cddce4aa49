// Whether an edit of `delivery.data` keeps the members it does not name. Nobody outside knows (retailcrm-api.md section 7), and
// a wrong guess would lose what managers entered, so the first edit names everything but one harmless member: whether
// that one is still there afterwards is the answer. It is in the ledger before the edit leaves; should it be lost, it
// is put back from there, whatever crashed meanwhile.
import Logging
import ShippingCore

extension Engine {
  /// Known of one cabinet is known of the account. nil = not known yet.
  func mergesData() throws(LedgerFailure) -> Bool? {
    for cabinet in policy.cabinets.sorted(by: { $0.id < $1.id }) where cabinet.mode == .native {
      if let merges = try way(of: cabinet).record.mergesData { return merges }
    }
    return nil
  }

  /// Finishes what an earlier run, or an earlier process, began.
  func resolveMergeProbes() async throws {
    for cabinet in policy.cabinets.sorted(by: { $0.id < $1.id }) where cabinet.mode == .native {
      if let probe = try way(of: cabinet).record.mergeProbe { try await resolve(probe, of: cabinet) }
    }
  }

  /// Writes the first of these edits so that it tells; returns its index, nil when none can.
  func probeMerging(_ edits: [Int: OrderEdit], cards: inout [Card]) async throws -> Int? {
    guard try mergesData() == nil else { return nil }
    for (index, edit) in edits.sorted(by: { $0.key < $1.key }) {
      let card = cards[index]
      guard let deliveryID = edit.deliveryID, let member = card.order.delivery.data.harmlessMember,
        let cabinet = policy.cabinet(card.showing.cabinet)
      else { continue }
      var probe = WriteBackRecord.MergeProbe(order: card.order.id, deliveryID: deliveryID, member: member)
      probe.deliveryType = card.order.delivery.typeCode
      try remember(of: cabinet) { $0.mergeProbe = probe }
      var telling = edit
      telling.carrying = .allBut(member.name)
      let outcome = await crm.edit(card.order.id, site: card.order.site, telling)
      note(outcome, of: &cards[index])
      if case .done = outcome { try await resolve(probe, of: cabinet) }
      return index
    }
    return nil
  }

  private func resolve(_ probe: WriteBackRecord.MergeProbe, of cabinet: CabinetPolicy) async throws {
    let answer = try await value(of: crm.orders([probe.order]))
    guard let order = answer.orders.first(where: { $0.id == probe.order }),
      probe.deliveryType.map({ $0 == order.delivery.typeCode }) ?? true
    else {
      // Gone, or another's by now, with other data: it tells nothing.
      try remember(of: cabinet) { $0.mergeProbe = nil }
      return
    }
    guard order.delivery.data.lacks(probe.member.name) else {
      // Without the link the edit was not done, or the CRM keeps no link: that tells nothing either.
      let isDone = order.delivery.data.externalID == probe.deliveryID
      try remember(of: cabinet) { record in
        if isDone { record.mergesData = record.mergesData ?? true }
        record.mergeProbe = nil
      }
      return
    }
    // Whatever became of the link: the member was there right before the edit that left it out.
    let isNews = try mergesData() != false
    try remember(of: cabinet) { $0.mergesData = false }
    if isNews {
      log.notice(
        "the CRM replaces delivery data, edits carry all of it", metadata: ["CABINET": "\(cabinet.id)"])
    }
    try await restore(probe.member, on: order, of: cabinet)
  }

  /// A CRM that will not have it back must not keep every other card from being written.
  private func restore(_ member: KeptMember, on order: Order, of cabinet: CabinetPolicy) async throws {
    var edit = OrderEdit()
    edit.restored = member
    edit.carrying = .all
    let outcome = await crm.edit(order.id, site: order.site, edit)
    guard case .refused(let failure) = outcome, failure.kind == .terminal else {
      try plain(outcome)
      try remember(of: cabinet) { $0.mergeProbe = nil }
      return
    }
    // A key without the right may get it: until then the member stays in the ledger.
    if failure.scope == .account { return }
    log.error(
      "delivery data not put back, the CRM refuses it",
      metadata: [
        "ORDER_ID": "\(order.id)", "CABINET": "\(cabinet.id)", "FIELD": "\(member.name.rawValue)",
        "FAILURE": "\(failure.code)",
      ])
    try await commit(
      EntryChange(
        order: order.id, now: clock.now(),
        journal: [JournalLine("delivery data not put back", ["FIELD": member.name.rawValue])]))
    try remember(of: cabinet) { $0.mergeProbe = nil }
  }

  private func remember(
    of cabinet: CabinetPolicy, _ change: (inout WriteBackRecord) -> Void
  ) throws(LedgerFailure) {
    var known = try way(of: cabinet)
    change(&known.record)
    try ledger.save(known.record)
    cards.ways[cabinet.id]?.record = known.record
  }
}

extension Order.DeliveryData {
  /// A member whose absence for a moment changes nothing that is decided, and that is nothing personal.
  fileprivate var harmlessMember: KeptMember? {
    if let payerType { return KeptMember(.payerType, .text(payerType)) }
    if let tariff { return KeptMember(.tariff, .text(tariff)) }
    if let shipmentPointID { return KeptMember(.shipmentPoint, .text(shipmentPointID)) }
    // A lock that is set is never left out: without it the order would be sent.
    return isLocked == false ? KeptMember(.locked, .flag(false)) : nil
  }

  fileprivate func lacks(_ name: KeptMember.Name) -> Bool {
    switch name {
    case .payerType: return payerType == nil
    case .tariff: return tariff == nil
    case .shipmentPoint: return shipmentPointID == nil
    case .locked: return isLocked == nil
    }
  }
}
