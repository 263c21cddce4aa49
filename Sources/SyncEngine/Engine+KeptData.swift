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
      let probe = WriteBackRecord.MergeProbe(order: card.order.id, deliveryID: deliveryID, member: member)
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
    guard let order = answer.orders.first, order.delivery.data.externalID == probe.deliveryID else {
      // The edit was not done, or the order is another's by now: it tells nothing.
      try remember(of: cabinet) { $0.mergeProbe = nil }
      return
    }
    guard order.delivery.data.lacks(probe.member.name) else {
      try remember(of: cabinet) { record in
        record.mergesData = record.mergesData ?? true
        record.mergeProbe = nil
      }
      return
    }
    try remember(of: cabinet) { $0.mergesData = false }
    log.notice(
      "the CRM replaces delivery data, edits carry all of it", metadata: ["CABINET": "\(cabinet.id)"])
    var edit = OrderEdit()
    edit.restored = probe.member
    edit.carrying = .all
    try plain(await crm.edit(order.id, site: order.site, edit))
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
