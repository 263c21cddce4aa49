// Closing one group: its orders' work is waited for, its contents are compared with the ledger, and only then it is
// closed. What is marked as printed is what the group was seen to hold, never what the ledger believes.
//
// What a newcomer gets wrong: a listing lags behind. A shipment made a moment ago may be missing from it and be on the form
// all the same; so one that the ledger has in the group is waited for, and then looked up by its own number.
import Logging
import ShippingCore

/// What a closed group holds.
struct GroupContents {
  var receipts: [Receipt]
  /// What a person has to know of the form; nil = nothing.
  var remark: String?
}

extension Engine {
  /// Closes the group unless it is closed already, and says what it holds.
  func shut(_ record: GroupRecord, carrier: any Carrier) async throws -> GroupContents {
    let (cabinet, group) = (record.cabinet, record.group)
    guard let state = try plain(await carrier.group(group.uuid)) else {
      throw Failure(.terminal, code: "group-unknown", message: "Ukrposhta does not know the group any more")
    }
    takeAway(group, of: cabinet)
    closingGroups.insert(group.uuid)
    defer { closingGroups.remove(group.uuid) }
    do {
      if !state.isClosed { try await close(record, carrier: carrier) }
      // A closed group takes nothing in: what it holds now is what it holds.
      let receipts = try plain(await carrier.shipments(group: group.uuid)).filter { $0.lifecycle != .gone }
      let unlisted = try await unlisted(in: group.uuid, receipts)
      try await markManifested(group.uuid, receipts: receipts)
      var closed = record
      closed.group.isClosed = true
      try ledger.save([closed])
      let remark = Engine.remark(unlisted: unlisted, superfluous: try superfluous(in: receipts))
      return GroupContents(receipts: receipts, remark: remark)
    } catch {
      // Closed or not: the next preparation asks Ukrposhta.
      cabinets[cabinet]?.shut.remove(group.uuid)
      throw error
    }
  }

  /// From here on no order is given the group.
  private func takeAway(_ group: ShipmentGroup, of cabinet: CabinetID) {
    cabinets[cabinet, default: CabinetDesk()].shut.insert(group.uuid)
    if cabinets[cabinet]?.groups[group.type] == group.uuid { cabinets[cabinet]?.groups[group.type] = nil }
  }

  private static func remark(
    unlisted: [GroupComparison.Stray], superfluous: [GroupComparison.Stray]
  ) -> String? {
    var parts: [String] = []
    if !unlisted.isEmpty {
      parts.append(
        "not in the group at Ukrposhta, so not on the form: \(listed(unlisted)); "
          + "keep those parcels back and look the TTNs up in Ukrposhta's tracking")
    }
    if !superfluous.isEmpty { parts.append("on the form though superfluous: \(listed(superfluous))") }
    return parts.isEmpty ? nil : parts.joined(separator: "; ")
  }

  /// What a closed group holds and no order needs: handed over already, or shown by the list too late.
  private func superfluous(in receipts: [Receipt]) throws(LedgerFailure) -> [GroupComparison.Stray] {
    var strays: [GroupComparison.Stray] = []
    for receipt in receipts {
      guard let key = try owner(of: receipt), let entry = try readable(key.order) else { continue }
      switch disposition(of: receipt, key: key, entry: entry) {
      case .known, .adopt, .adoptIfCurrentIsGone: break
      case .delete, .alarm:
        strays.append(GroupComparison.Stray(order: key.order, barcode: receipt.barcode))
      }
    }
    return strays
  }

  private static func listed(_ strays: [GroupComparison.Stray]) -> String {
    strays.prefix(10).map(\.text).joined(separator: ", ") + (strays.count > 10 ? ", …" : "")
  }

  private func close(_ record: GroupRecord, carrier: any Carrier) async throws {
    let group = record.group
    try await waitForOrders(of: record, carrier: carrier)
    let receipts = try await wholeListing(of: group.uuid, carrier: carrier)
    let compared = try await compare(
      receipts, group: group.uuid, cabinet: record.cabinet, carrier: carrier, deletes: true)
    guard compared.skipped == 0 else {
      throw Failure(
        .transient, code: "orders-at-work", message: "\(compared.skipped) shipments are being looked at")
    }
    guard compared.staying.isEmpty else {
      throw Failure(
        .transient, code: "superfluous-shipment",
        message: "superfluous and still in the group, so it would be on the form: "
          + "\(Engine.listed(compared.staying)); ask again later, or have Ukrposhta delete it")
    }
    guard receipts.count(where: { $0.lifecycle != .gone }) > compared.deleted else {
      throw Failure(.terminal, code: Engine.emptyGroup, message: "the group holds no shipment")
    }
    let outcome = await carrier.closeGroup(group)
    guard let failure = outcome.failure else { return }
    // Lost answers, and a group that somebody closed a moment ago.
    guard try plain(await carrier.group(group.uuid))?.isClosed == true else { throw failure }
  }

  /// The group's list once it has everything that the ledger has in the group, or what it lacks is proven to be elsewhere.
  private func wholeListing(of group: GroupUUID, carrier: any Carrier) async throws -> [Receipt] {
    var receipts = try plain(await carrier.shipments(group: group))
    for pause in Bound.listingPauses {
      if try await unlisted(in: group, receipts).isEmpty || isStopping { return receipts }
      await rest(for: pause)
      receipts = try plain(await carrier.shipments(group: group))
    }
    let missing = try await unlisted(in: group, receipts)
    for stray in missing.prefix(Bound.unlistedAsked) {
      let receipt = try plain(await carrier.shipment(barcode: stray.barcode))
      guard receipt?.group == group, receipt?.lifecycle != .gone else { continue }
      throw Failure(
        .transient, code: "listing-late",
        message: "\(stray.text) is in the group and its list does not show it yet; ask again in a minute")
    }
    return receipts
  }

  /// What the ledger has in the group, still to be handed over, and the list has not.
  private func unlisted(in group: GroupUUID, _ receipts: [Receipt]) async throws -> [GroupComparison.Stray] {
    let listed = Set(receipts.map(\.uuid))
    var missing: [GroupComparison.Stray] = []
    try await forEachOpenEntry { entry in
      guard let shipment = entry.shipment, shipment.group == group, shipment.tracking.state == .created,
        shipment.manifestedAt == nil, !listed.contains(shipment.uuid)
      else { return }
      missing.append(GroupComparison.Stray(order: entry.orderID, barcode: shipment.barcode))
    }
    return missing
  }

  /// Marks the shipments that the list has in the group; where it cannot be read, those that the ledger has there.
  func markManifested(_ group: GroupUUID, receipts: [Receipt]?) async throws {
    var orders: Set<OrderID> = []
    for receipt in receipts ?? [] {
      if let key = try owner(of: receipt) { orders.insert(key.order) }
    }
    let listed = receipts.map { Set($0.map(\.uuid)) }
    func isMeant(_ shipment: Shipment) -> Bool {
      guard shipment.manifestedAt == nil else { return false }
      return listed?.contains(shipment.uuid) ?? (shipment.group == group)
    }
    try await forEachOpenEntry { entry in
      if let shipment = entry.shipment, isMeant(shipment) { orders.insert(entry.orderID) }
    }
    let now = clock.now()
    var changes: [EntryChange] = []
    var marked: [Logger.Metadata] = []
    for order in orders.sorted() {
      guard let entry = try readable(order), let shipment = entry.shipment, isMeant(shipment) else {
        continue
      }
      marked.append(subject(order, entry))
      changes.append(
        EntryChange(
          order: order, now: now, journal: [JournalLine("manifested", ["BARCODE": shipment.barcode.text])]
        ) { entry in
          entry.changeShipment(shipment.uuid) { $0.manifestedAt = $0.manifestedAt ?? now }
        })
    }
    while !changes.isEmpty {
      try commitTogether(Array(changes.prefix(Bound.batch)))
      changes.removeFirst(min(Bound.batch, changes.count))
    }
    for fields in marked { log.info("shipment manifested", metadata: fields) }
  }

  /// Groups that turn out closed, by a manifest that a crash cut short or by somebody in the web cabinet.
  func noteClosed(_ groups: [ShipmentGroup], cabinet: CabinetID, carrier: any Carrier) async throws {
    let open = try ledger.groups(cabinet).filter { !$0.group.isClosed }
    for record in open where groups.contains(where: { $0.uuid == record.group.uuid && $0.isClosed }) {
      let outcome = await carrier.shipments(group: record.group.uuid)
      if let failure = outcome.failure, failure.isAboutContents {
        noteUnreadable(record.group.uuid, cabinet: cabinet, failure: failure)
        try await markManifested(record.group.uuid, receipts: nil)
      } else {
        try await markManifested(
          record.group.uuid, receipts: try plain(outcome).filter { $0.lifecycle != .gone })
      }
      var closed = record
      closed.group.isClosed = true
      try ledger.save([closed])
    }
  }
}
