// What a cabinet needs before a shipment can be made in it: its sender at Ukrposhta, and today's group, which is the
// fence that makes a lost answer findable. Both are made once; nothing is made in a group before its contents were
// compared with the ledger, because a ledger restored from a backup does not know what was made since.
import Logging
import ShippingCore

/// What is kept in memory of a cabinet; all of it is worked out again after a restart.
struct CabinetDesk {
  var sender: SenderRecord?
  /// Doors of stores in the list of this sender.
  var places: [PostalAddress: PickUpPlace] = [:]
  /// Today's groups, fenced.
  var groups: [ShipmentType: GroupUUID] = [:]
  /// Groups that are being closed or were: not to be used again, whatever a listing says.
  var shut: Set<GroupUUID> = []
  /// The day they are for.
  var day = ""
  /// Types that orders asked for.
  var wantedTypes: Set<ShipmentType> = []
  var isPreparing = false
  /// Preparing it was refused: the sender that the ledger knows may be one of another contract.
  var doubtsSender = false
  /// Orders that wait for this cabinet; woken when it is ready.
  var waiting: Set<OrderID> = []
  /// Our groups of the last days were compared with the ledger since the start.
  var isFenced = false
  /// Not used before this uptime: its account was refused, or preparing it failed.
  var parkedUntil: Duration?
  var failures = 0
  /// Why it is parked, and since when (uptime) it has not worked.
  var trouble: String?
  var troubledAt: Duration?
  var trackingFailures = 0
  /// Since when (uptime) its parcels could not be followed.
  var trackingFailedAt: Duration?
  var trackingPausedUntil: Duration?

  func isParked(at uptime: Duration) -> Bool {
    parkedUntil.map { uptime < $0 } ?? false
  }

  mutating func park(until: Duration, trouble: String, at uptime: Duration) {
    parkedUntil = until
    self.trouble = trouble
    troubledAt = troubledAt ?? uptime
  }
}

extension Engine {
  /// How each cabinet stands, for a decision.
  func readiness() -> [CabinetID: CabinetReadiness] {
    let (now, uptime) = (clock.now(), clock.uptime())
    let today = clock.localDay(of: now)
    return cabinets.reduce(into: [:]) { all, item in
      let desk = item.value
      let isCurrent = desk.sender.map { $0.digest == policy.cabinet(item.key)?.senderDigest } ?? false
      all[item.key] = CabinetReadiness(
        sender: isCurrent ? desk.sender?.client : nil,
        groups: desk.day == today ? desk.groups.filter { !desk.shut.contains($0.value) } : [:],
        parkedUntil: desk.isParked(at: uptime) ? desk.parkedUntil.map { now + ($0 - uptime) } : nil)
      if isCurrent { all[item.key]?.places = desk.places }
    }
  }

  func parkCabinet(_ id: CabinetID, failure: Failure) {
    observed.refusedCabinets.insert(id)
    cabinets[id, default: CabinetDesk()].park(
      until: clock.uptime() + settings.accountRetryInterval, trouble: "refused (\(failure.code))",
      at: clock.uptime())
    log.error("cabinet refused", metadata: ["CABINET": "\(id)", "FAILURE": "\(failure.code)"])
  }

  func noteCabinetWorks(_ id: CabinetID) {
    notePost(nil)
    observed.refusedCabinets.remove(id)
    guard let desk = cabinets[id], desk.parkedUntil != nil || desk.troubledAt != nil else { return }
    let seconds = desk.troubledAt.map { (clock.uptime() - $0).components.seconds } ?? 0
    cabinets[id]?.parkedUntil = nil
    cabinets[id]?.trouble = nil
    cabinets[id]?.troubledAt = nil
    log.notice("cabinet works again", metadata: ["CABINET": "\(id)", "DOWN_SECONDS": "\(seconds)"])
  }

  /// Starts preparing the cabinet that this order waits for, unless that is under way.
  func prepareCabinet(for view: OrderView) {
    guard case .order(let order) = view,
      let cabinet = policy.cabinet(deliveryType: order.delivery.typeCode)
    else {
      for cabinet in policy.cabinets { prepare(cabinet, type: nil) }
      return
    }
    cabinets[cabinet.id, default: CabinetDesk()].waiting.insert(order.id)
    var type: ShipmentType?
    if case .plan(let plan) = Planning.make(order, cabinet: cabinet) { type = plan.type }
    prepare(cabinet, type: type)
  }

  func prepare(_ cabinet: CabinetPolicy, type: ShipmentType?) {
    var desk = cabinets[cabinet.id] ?? CabinetDesk()
    if let type { desk.wantedTypes.insert(type) }
    let start = !desk.isPreparing && !desk.isParked(at: clock.uptime()) && !isStopping
    if start { desk.isPreparing = true }
    cabinets[cabinet.id] = desk
    guard start else { return }
    preparations += 1
    let epoch = epoch
    spawn { engine in
      await engine.makeReady(cabinet, epoch: epoch)
      engine.preparations -= 1
      if engine.epoch == epoch {
        engine.cabinets[cabinet.id]?.isPreparing = false
        engine.prepareAgain(cabinet)
      }
      engine.noteProgress()
    }
  }

  /// A cabinet that could not be prepared, or that was asked for another type meanwhile, is not left waiting.
  private func prepareAgain(_ cabinet: CabinetPolicy) {
    guard !isStopping, let desk = cabinets[cabinet.id] else { return }
    let isMissingType = desk.wantedTypes.contains { desk.groups[$0] == nil }
    guard let until = desk.parkedUntil else {
      if isMissingType, !desk.waiting.isEmpty { prepare(cabinet, type: nil) }
      return
    }
    let epoch = epoch
    _ = clock.schedule(after: max(.zero, until - clock.uptime())) { @Sendable [weak self] in
      self?.retryPreparing(cabinet, epoch: epoch)
    }
  }

  private nonisolated func retryPreparing(_ cabinet: CabinetPolicy, epoch: Int) {
    spawn { engine in
      if engine.epoch == epoch { engine.prepare(cabinet, type: nil) }
    }
  }

  private func makeReady(_ cabinet: CabinetPolicy, epoch: Int) async {
    do {
      let sender = try await ensureSender(cabinet, epoch: epoch)
      try await ensureGroups(cabinet, sender: sender.client, epoch: epoch)
      try await ensurePlaces(cabinet, sender: sender.client, epoch: epoch)
      guard self.epoch == epoch else { return }
      cabinets[cabinet.id]?.failures = 0
      noteCabinetWorks(cabinet.id)
      try wakeWaiting(for: cabinet.id)
    } catch let failure as Failure {
      guard self.epoch == epoch else { return }
      if !["reloaded", "stopping", "busy"].contains(failure.code) { notePost(failure) }
      if failure.scope == .account {
        parkCabinet(cabinet.id, failure: failure)
      } else {
        let failures = (cabinets[cabinet.id]?.failures ?? 0) + 1
        cabinets[cabinet.id]?.failures = failures
        cabinets[cabinet.id]?.doubtsSender = failure.kind == .terminal
        let delay = policy.retry.delay(attempt: failures, jitter: chance.next())
        cabinets[cabinet.id]?.park(
          until: clock.uptime() + delay, trouble: "not ready (\(failure.code))", at: clock.uptime())
        if isStopping { return }
        log.warning(
          "cabinet not ready", metadata: ["CABINET": "\(cabinet.id)", "FAILURE": "\(failure.code)"])
      }
    } catch let failure as LedgerFailure {
      cabinets[cabinet.id]?.parkedUntil = clock.uptime() + policy.retry.cap
      noteLedgerFailure(failure)
    } catch {
      cabinets[cabinet.id]?.park(
        until: clock.uptime() + policy.retry.cap, trouble: "not ready", at: clock.uptime())
      log.error("cabinet not ready", metadata: ["CABINET": "\(cabinet.id)", "FAILURE": "\(error)"])
    }
  }

  private func wakeWaiting(for cabinet: CabinetID) throws(LedgerFailure) {
    guard let waiting = cabinets[cabinet]?.waiting, !waiting.isEmpty else { return }
    try ledger.markDue(waiting.sorted(), at: clock.now())
    cabinets[cabinet]?.waiting = []
    wake(.orders, after: settings.ordersDelay)
  }

  /// The sender's client: known, or found by its external id, or made. Another digest is another sender.
  private func ensureSender(_ cabinet: CabinetPolicy, epoch: Int) async throws -> SenderRecord {
    let digest = cabinet.senderDigest
    let isDoubted = cabinets[cabinet.id]?.doubtsSender ?? false
    if !isDoubted, let known = cabinets[cabinet.id]?.sender, known.digest == digest { return known }
    if !isDoubted, let stored = try ledger.sender(cabinet.id), stored.digest == digest {
      cabinets[cabinet.id]?.sender = stored
      return stored
    }
    guard let carrier = carriers[cabinet.id] else { throw Engine.noCarrier(cabinet.id) }
    let externalID = "sender-\(policy.installation)-\(digest)"
    let client: ClientUUID
    if let found = try plain(await carrier.findClient(externalID: externalID)) {
      client = found
    } else {
      let address = try plain(await carrier.createAddress(cabinet.senderAddress))
      client = try plain(
        await carrier.createClient(cabinet.sender, address: address, externalID: externalID))
    }
    try stillCurrent(epoch)
    let record = SenderRecord(cabinet: cabinet.id, digest: digest, client: client)
    try ledger.save(record)
    cabinets[cabinet.id]?.sender = record
    cabinets[cabinet.id]?.places = [:]
    cabinets[cabinet.id]?.doubtsSender = false
    log.notice("sender ready", metadata: ["CABINET": "\(cabinet.id)"])
    return record
  }

  private func ensureGroups(_ cabinet: CabinetPolicy, sender: ClientUUID, epoch: Int) async throws {
    guard let carrier = carriers[cabinet.id] else { throw Engine.noCarrier(cabinet.id) }
    let day = clock.localDay(of: clock.now())
    let wanted = cabinets[cabinet.id]?.wantedTypes ?? []
    let isFenced = cabinets[cabinet.id]?.isFenced ?? false
    let known = cabinets[cabinet.id]?.day == day ? cabinets[cabinet.id]?.groups ?? [:] : [:]
    let missing = wanted.filter { known[$0] == nil }.sorted { $0.rawValue < $1.rawValue }
    guard !missing.isEmpty || !isFenced else { return }
    let listed = try plain(await carrier.groups(sender: sender))
    try stillCurrent(epoch)
    if !isFenced {
      try await fence(listed, cabinet: cabinet.id, today: day, carrier: carrier)
      try stillCurrent(epoch)
      cabinets[cabinet.id]?.isFenced = true
    } else {
      try await noteClosed(listed, cabinet: cabinet.id, carrier: carrier)
      try stillCurrent(epoch)
    }
    // A closed group is never opened again, whatever a listing says or leaves out.
    let closed = try ledger.groups(cabinet.id).filter(\.group.isClosed).map(\.group.uuid)
    cabinets[cabinet.id]?.shut.formUnion(closed)
    for type in missing {
      let name = GroupName(installation: policy.installation, cabinet: cabinet.id, day: day, type: type)
      let group: ShipmentGroup
      let candidates = listed.filter { $0.name == name.text && $0.type == type }
      if let open = try await open(candidates, of: cabinet.id, carrier: carrier) {
        try stillCurrent(epoch)
        group = open
      } else {
        try stillCurrent(epoch)
        // A lost answer leaves an empty group behind; the next try finds it by its name.
        group = try plain(await carrier.createGroup(name: name.text, sender: sender, type: type))
        try stillCurrent(epoch)
      }
      try ledger.save([GroupRecord(cabinet: cabinet.id, group: group, day: day, sweptAt: clock.now())])
      if cabinets[cabinet.id]?.day != day { cabinets[cabinet.id]?.groups = [:] }
      cabinets[cabinet.id]?.day = day
      cabinets[cabinet.id]?.groups[type] = group.uuid
    }
  }

  /// The first of them that takes shipments. Asked of each itself: a listing may leave out that it is closed, and what
  /// refused a create before a crash is not remembered.
  private func open(
    _ candidates: [ShipmentGroup], of cabinet: CabinetID, carrier: any Carrier
  ) async throws -> ShipmentGroup? {
    for group in candidates where !group.isClosed {
      guard let desk = cabinets[cabinet], !desk.shut.contains(group.uuid) else { continue }
      let outcome = await carrier.group(group.uuid)
      // It does not say even itself: a refusal of the next create is mostly about the parcel.
      if outcome.failure?.path == "closed" { return group }
      let state = try plain(outcome)
      if let state, !state.isClosed { return group }
      cabinets[cabinet]?.shut.insert(group.uuid)
      if let state { try await noteClosed([state], cabinet: cabinet, carrier: carrier) }
    }
    return nil
  }

  /// What was begun under the old configuration is not put down under the new one.
  func stillCurrent(_ epoch: Int) throws(Failure) {
    guard self.epoch == epoch else {
      throw Failure(.transient, code: "reloaded", message: "the configuration was replaced meanwhile")
    }
  }

  /// Compares our groups of the last days with the ledger before anything new is made. It adopts what a restored ledger
  /// forgot; deleting what is superfluous is left to the sweep.
  private func fence(
    _ listed: [ShipmentGroup], cabinet: CabinetID, today: String, carrier: any Carrier
  ) async throws {
    let oldest = clock.localDay(of: clock.now() - .seconds(86_400 * Bound.sweptDays))
    // Closed ones whose shipments are marked.
    let known = Set(try ledger.groups(cabinet).filter(\.group.isClosed).map(\.group.uuid))
    for group in listed.sorted(by: { $0.uuid < $1.uuid }) {
      guard let name = GroupName(group.name), name.installation == policy.installation,
        name.cabinet == cabinet, name.day >= oldest
      else { continue }
      if isStopping { throw Failure(.transient, code: "stopping", message: "stopped while preparing") }
      let outcome = await carrier.shipments(group: group.uuid)
      if let failure = outcome.failure, failure.isAboutContents, name.day < today {
        // An old group that cannot be read for good must not stop the cabinet for a week.
        noteUnreadable(group.uuid, cabinet: cabinet, failure: failure)
        continue
      }
      let receipts = try plain(outcome)
      let compared = try await compare(
        receipts, group: group.uuid, cabinet: cabinet, carrier: carrier, deletes: false)
      guard compared.skipped == 0 else {
        throw Failure(.transient, code: "busy", message: "orders of the group are at work")
      }
      if group.isClosed, !known.contains(group.uuid) {
        try await markManifested(group.uuid, receipts: receipts)
      }
      var group = group
      if known.contains(group.uuid) { group.isClosed = true }
      try ledger.save([GroupRecord(cabinet: cabinet, group: group, day: name.day, sweptAt: clock.now())])
    }
  }

  func noteUnreadable(_ group: GroupUUID, cabinet: CabinetID, failure: Failure) {
    guard unreadableGroups.insert(group).inserted else { return }
    log.error(
      "group not comparable",
      metadata: ["CABINET": "\(cabinet)", "GROUP": "\(group)", "FAILURE": "\(failure.code)"])
  }

  static func noCarrier(_ id: CabinetID) -> Failure {
    Failure(.terminal, code: "cabinet-unknown", message: "no connection for cabinet \(id)", scope: .account)
  }

  /// The value of a call whose failure only means "later".
  func plain<Value>(_ outcome: Outcome<Value>) throws(Failure) -> Value {
    switch outcome {
    case .done(let value): return value
    case .refused(let failure), .unsent(let failure), .unknown(let failure): throw failure
    }
  }
}

extension Failure {
  /// The service answered, and what it answered will not become readable by asking again.
  var isAboutContents: Bool {
    code == "odd-listing" || (kind == .terminal && scope == .call)
  }
}

/// The name our groups bear, by which they are told from the shop's own and from another installation's:
/// `syncd 1a2b3c4d CABINET 2026-11-23 STANDARD`.
struct GroupName: Hashable {
  var installation: InstallationTag
  var cabinet: CabinetID
  var day: String
  var type: ShipmentType

  init(installation: InstallationTag, cabinet: CabinetID, day: String, type: ShipmentType) {
    self.installation = installation
    self.cabinet = cabinet
    self.day = day
    self.type = type
  }

  init?(_ text: String) {
    let parts = text.split(separator: " ")
    guard parts.count == 5, parts[0] == "syncd", parts[3].count == 10,
      let type = ShipmentType(rawValue: String(parts[4]))
    else { return nil }
    self.init(
      installation: InstallationTag(String(parts[1])), cabinet: CabinetID(String(parts[2])),
      day: String(parts[3]), type: type)
  }

  var text: String { "syncd \(installation) \(cabinet) \(day) \(type.rawValue)" }
}
