// The manifest of a day: each of our groups is closed at Ukrposhta, its form 103a goes into the spool, its shipments are
// marked. Asked again it does the same with what is there by then; what was closed is read back, never assumed.
//
// What a newcomer gets wrong: a create into a group that is being closed is lost in doubt for minutes. So the group is
// taken away from the orders first, then every create that was on its way is waited for, and only then it is closed.
import Logging
public import ShippingCore

extension Engine {
  /// `cabinet` nil = all, `day` nil = today. A group that cannot be closed says so in its report; the others go on.
  /// Throws `Failure` for a wrong request and `LedgerFailure`.
  public func closeManifest(cabinet: CabinetID?, day: String?) async throws -> [ManifestReport] {
    let day = day ?? clock.localDay(of: clock.now())
    let cabinets = try begin(day: day, cabinet: cabinet)
    defer { endForms() }
    var reports: [ManifestReport] = []
    for cabinet in cabinets {
      let records = try ledger.groups(cabinet).filter { record in
        record.day == day && GroupName(record.group.name)?.installation == policy.installation
      }
      for record in records.sorted(by: {
        ($0.group.type.rawValue, $0.group.uuid) < ($1.group.type.rawValue, $1.group.uuid)
      })
      where !isStopping {
        reports.append(try await manifest(of: record))
      }
    }
    return reports
  }

  /// The cabinets that a request for forms is about.
  func begin(day: String, cabinet: CabinetID?) throws(Failure) -> [CabinetID] {
    guard day.utf8.count == 10, day.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == "-") }) else {
      throw Failure(.terminal, code: "day-invalid", message: "a day is written 2026-11-23")
    }
    if let cabinet, carriers[cabinet] == nil {
      let known = policy.cabinets.map { "\($0.id)" }.joined(separator: ", ")
      throw Failure(
        .terminal, code: "cabinet-unknown", message: "no cabinet “\(cabinet)”; there are: \(known)")
    }
    guard !isStopping, ledgerFailure == nil else {
      throw Failure(
        .transient, code: "not-now", message: "the service is stopping, or its ledger cannot be used")
    }
    guard formsUnderWay == 0 else {
      throw Failure(.transient, code: "busy", message: "another manifest or PDF is being made")
    }
    formsUnderWay += 1
    return policy.cabinets.map(\.id).filter { cabinet == nil || $0 == cabinet }.sorted()
  }

  func endForms() {
    formsUnderWay -= 1
    noteProgress()
  }

  private static let emptyGroup = "group-empty"

  private func manifest(of record: GroupRecord) async throws -> ManifestReport {
    let (cabinet, group) = (record.cabinet, record.group)
    var report = ManifestReport(cabinet: cabinet, day: record.day, group: group)
    do {
      guard let carrier = carriers[cabinet] else { throw Engine.noCarrier(cabinet) }
      let receipts = try await shut(record, carrier: carrier)
      report.isClosed = true
      report.count(receipts)
      let pdf = try plain(await carrier.form103a(group.uuid))
      let name = "\(group.type.rawValue)-\(group.uuid).pdf"
      report.file = try spool.store(pdf, at: ["manifests", cabinet.rawValue, record.day, name])
    } catch let failure as Failure {
      if failure.scope == .account { parkCabinet(cabinet, failure: failure) }
      // All of the day's shipments were withdrawn again: it stays open, and there is nothing to sign.
      if failure.code != Engine.emptyGroup { report.problem = failure.shown }
    } catch let failure as LedgerFailure {
      noteLedgerFailure(failure)
      throw failure
    } catch {
      report.problem = "spool: \(error)"
    }
    let fields: Logger.Metadata = [
      "CABINET": "\(cabinet)", "GROUP": "\(group.uuid)", "SHIPMENTS": "\(report.shipments)",
    ]
    if report.problem == nil {
      log.notice("manifest ready", metadata: fields)
    } else {
      log.warning(
        "manifest not ready", metadata: fields.merging(["PROBLEM": "\(report.problem ?? "")"]) { $1 })
    }
    return report
  }

  /// Closes the group unless it is closed already, and says what it holds.
  private func shut(_ record: GroupRecord, carrier: any Carrier) async throws -> [Receipt] {
    let (cabinet, group) = (record.cabinet, record.group)
    guard let state = try plain(await carrier.group(group.uuid)) else {
      throw Failure(.terminal, code: "group-unknown", message: "Ukrposhta does not know the group any more")
    }
    takeAway(group, of: cabinet)
    do {
      if !state.isClosed { try await close(record, carrier: carrier) }
      // A closed group takes nothing in: what it holds now is what it holds.
      let receipts = try plain(await carrier.shipments(group: group.uuid)).filter { $0.lifecycle != .gone }
      try await markManifested(group.uuid, receipts: receipts)
      var closed = record
      closed.group.isClosed = true
      try ledger.save([closed])
      return receipts
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

  private func close(_ record: GroupRecord, carrier: any Carrier) async throws {
    let group = record.group
    try await waitForCreates(in: group.uuid)
    let receipts = try plain(await carrier.shipments(group: group.uuid))
    let skipped = try await compare(
      receipts, group: group.uuid, cabinet: record.cabinet, carrier: carrier, deletes: true)
    guard skipped == 0 else {
      throw Failure(.transient, code: "orders-at-work", message: "\(skipped) shipments are being looked at")
    }
    guard receipts.contains(where: { $0.lifecycle != .gone }) else {
      throw Failure(.terminal, code: Engine.emptyGroup, message: "the group holds no shipment")
    }
    let outcome = await carrier.closeGroup(group)
    guard let failure = outcome.failure else { return }
    // Lost answers, and a group that somebody closed a moment ago.
    guard try plain(await carrier.group(group.uuid))?.isClosed == true else { throw failure }
  }

  /// Creates on their way into the group are waited for; one in doubt takes too long, and is told.
  private func waitForCreates(in group: GroupUUID) async throws {
    var orders: [OrderID] = []
    for _ in 0..<Bound.closingLooks {
      // An intent that was decided but is not on disk yet.
      while !commits.isEmpty { await Task.yield() }
      orders = []
      try await forEachOpenEntry { entry in
        if case .creating(let intent) = entry.phase, intent.group == group { orders.append(entry.orderID) }
      }
      if orders.isEmpty { return }
      guard !isStopping, orders.allSatisfy({ inFlight.contains($0) }) else { break }
      await withCheckedContinuation { continuation in
        // Asked again: the last of these turns may have ended before this runs.
        if !isStopping, orders.contains(where: { inFlight.contains($0) }) {
          turnEnd.append(continuation)
        } else {
          continuation.resume()
        }
      }
    }
    let named = orders.prefix(10).map { "\($0)" }.joined(separator: ", ")
    throw Failure(
      .transient, code: "creates-in-doubt",
      message: "it is not known yet whether a TTN was made for the orders \(named)")
  }

  /// A turn has ended, or none will any more.
  func noteTurnEnd() {
    let waiting = turnEnd
    turnEnd = []
    for continuation in waiting { continuation.resume() }
  }

  /// Every shipment that the ledger or the listing has in the group.
  func markManifested(_ group: GroupUUID, receipts: [Receipt]) async throws {
    var orders: Set<OrderID> = []
    for receipt in receipts {
      if let key = try owner(of: receipt) { orders.insert(key.order) }
    }
    try await forEachOpenEntry { entry in
      if let shipment = entry.shipment, shipment.group == group { orders.insert(entry.orderID) }
    }
    let listed = Set(receipts.map(\.uuid))
    let now = clock.now()
    func isMeant(_ shipment: Shipment) -> Bool {
      (shipment.group == group || listed.contains(shipment.uuid)) && shipment.manifestedAt == nil
    }
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
  func noteClosed(_ listed: [ShipmentGroup], cabinet: CabinetID) async throws {
    let open = try ledger.groups(cabinet).filter { !$0.group.isClosed }
    for record in open where listed.contains(where: { $0.uuid == record.group.uuid && $0.isClosed }) {
      try await markManifested(record.group.uuid, receipts: [])
      var closed = record
      closed.group.isClosed = true
      try ledger.save([closed])
    }
  }

  /// Everything unfinished, a page at a time; others run in between.
  func forEachOpenEntry(_ body: (LedgerEntry) -> Void) async throws {
    var after: OrderID?
    while true {
      let ids = try ledger.openOrders(after: after, limit: Bound.batch)
      for id in ids {
        if let entry = try readable(id) { body(entry) }
      }
      guard let last = ids.last else { return }
      after = last
      await Task.yield()
    }
  }
}
