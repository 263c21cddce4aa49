// What a cabinet needs before a shipment can be made in it: its sender at Ukrposhta, and today's group, which is the
// fence that makes a lost answer findable. Both are made once; nothing is made in a group before its contents were
// compared with the ledger, because a ledger restored from a backup does not know what was made since.
import Logging
import ShippingCore

/// What is kept in memory of a cabinet; all of it is worked out again after a restart.
struct CabinetDesk {
  var sender: SenderRecord?
  /// Today's groups, fenced.
  var groups: [ShipmentType: GroupUUID] = [:]
  /// The day they are for.
  var day = ""
  /// Types that orders asked for.
  var wantedTypes: Set<ShipmentType> = []
  var isPreparing = false
  /// Orders that wait for this cabinet; woken when it is ready.
  var waiting: Set<OrderID> = []
  /// Our groups of the last days were compared with the ledger since the start.
  var isFenced = false
  var parkedUntil: Instant?
  var failures = 0
  var trackingPausedUntil: Duration?

  func readiness(at engine: isolated Engine) -> CabinetReadiness {
    let isToday = day == engine.clock.localDay(of: engine.clock.now())
    return CabinetReadiness(
      sender: sender?.client, groups: isToday ? groups : [:],
      parkedUntil: parkedUntil.map { min($0, engine.clock.now() + engine.settings.accountRetryInterval) })
  }
}

extension Engine {
  func parkCabinet(_ id: CabinetID, failure: Failure) {
    let isNew = cabinets[id]?.parkedUntil == nil
    cabinets[id, default: CabinetDesk()].parkedUntil = clock.now() + settings.accountRetryInterval
    if isNew {
      log.error("cabinet refused", metadata: ["CABINET": "\(id)", "FAILURE": "\(failure.code)"])
    }
  }

  func noteCabinetWorks(_ id: CabinetID) {
    guard cabinets[id]?.parkedUntil != nil else { return }
    cabinets[id]?.parkedUntil = nil
    log.notice("cabinet works again", metadata: ["CABINET": "\(id)"])
  }

  /// Starts preparing the cabinet that this order waits for, unless that is under way.
  func prepareCabinet(for view: OrderView) {
    guard case .order(let order) = view, let cabinet = policy.cabinet(deliveryType: order.delivery.typeCode)
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
    let isParked = desk.parkedUntil.map { clock.now() < $0 } ?? false
    let start = !desk.isPreparing && !isParked && !isStopping
    if start { desk.isPreparing = true }
    cabinets[cabinet.id] = desk
    guard start else { return }
    runningTurns += 1
    spawn { engine in
      await engine.makeReady(cabinet)
      engine.cabinets[cabinet.id]?.isPreparing = false
      engine.runningTurns -= 1
      engine.noteProgress()
    }
  }

  private func makeReady(_ cabinet: CabinetPolicy) async {
    do {
      let sender = try await ensureSender(cabinet)
      try await ensureGroups(cabinet, sender: sender.client)
      cabinets[cabinet.id]?.failures = 0
      noteCabinetWorks(cabinet.id)
      try wakeWaiting(for: cabinet.id)
    } catch let failure as Failure {
      if failure.scope == .account {
        parkCabinet(cabinet.id, failure: failure)
      } else {
        let failures = (cabinets[cabinet.id]?.failures ?? 0) + 1
        cabinets[cabinet.id]?.failures = failures
        let delay = policy.retry.delay(attempt: failures, jitter: chance.next())
        cabinets[cabinet.id]?.parkedUntil = clock.now() + delay
        log.warning(
          "cabinet not ready", metadata: ["CABINET": "\(cabinet.id)", "FAILURE": "\(failure.code)"])
      }
    } catch let failure as LedgerFailure {
      noteLedgerFailure(failure)
    } catch {
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
  private func ensureSender(_ cabinet: CabinetPolicy) async throws -> SenderRecord {
    let digest = cabinet.senderDigest
    if let known = cabinets[cabinet.id]?.sender, known.digest == digest { return known }
    if let stored = try ledger.sender(cabinet.id), stored.digest == digest {
      cabinets[cabinet.id]?.sender = stored
      return stored
    }
    guard let carrier = carriers[cabinet.id] else { throw Engine.noCarrier(cabinet.id) }
    let externalID = "sender-\(digest)"
    let client: ClientUUID
    if let found = try plain(await carrier.findClient(externalID: externalID)) {
      client = found
    } else {
      let address = try plain(await carrier.createAddress(cabinet.senderAddress))
      client = try plain(
        await carrier.createClient(cabinet.sender, address: address, externalID: externalID))
    }
    let record = SenderRecord(cabinet: cabinet.id, digest: digest, client: client)
    try ledger.save(record)
    cabinets[cabinet.id]?.sender = record
    log.notice("sender ready", metadata: ["CABINET": "\(cabinet.id)"])
    return record
  }

  private func ensureGroups(_ cabinet: CabinetPolicy, sender: ClientUUID) async throws {
    guard let carrier = carriers[cabinet.id] else { throw Engine.noCarrier(cabinet.id) }
    let day = clock.localDay(of: clock.now())
    let wanted = cabinets[cabinet.id]?.wantedTypes ?? []
    let isFenced = cabinets[cabinet.id]?.isFenced ?? false
    var ready = cabinets[cabinet.id]?.day == day ? cabinets[cabinet.id]?.groups ?? [:] : [:]
    let missing = wanted.filter { ready[$0] == nil }.sorted { $0.rawValue < $1.rawValue }
    guard !missing.isEmpty || !isFenced else { return }
    let listed = try plain(await carrier.groups(sender: sender))
    if !isFenced {
      try await fence(listed, cabinet: cabinet.id, carrier: carrier)
      cabinets[cabinet.id]?.isFenced = true
    }
    for type in missing {
      let name = GroupName(cabinet: cabinet.id, day: day, type: type)
      let group: ShipmentGroup
      if let existing = listed.first(where: { $0.name == name.text && $0.type == type && !$0.isClosed }) {
        group = existing
      } else {
        // A lost answer leaves an empty group behind; the next try finds it by its name.
        group = try plain(await carrier.createGroup(name: name.text, sender: sender, type: type))
      }
      try ledger.save([GroupRecord(cabinet: cabinet.id, group: group, day: day, sweptAt: clock.now())])
      ready[type] = group.uuid
    }
    cabinets[cabinet.id]?.day = day
    cabinets[cabinet.id]?.groups = ready
  }

  /// Compares our groups of the last days with the ledger before anything new is made.
  private func fence(_ listed: [ShipmentGroup], cabinet: CabinetID, carrier: any Carrier) async throws {
    let oldest = clock.localDay(of: clock.now() - .seconds(86_400 * Bound.sweptDays))
    for group in listed.sorted(by: { $0.uuid < $1.uuid }) {
      guard let name = GroupName(group.name), name.cabinet == cabinet, name.day >= oldest else { continue }
      let receipts = try plain(await carrier.shipments(group: group.uuid))
      try await compare(receipts, group: group.uuid, cabinet: cabinet, carrier: carrier)
      try ledger.save([GroupRecord(cabinet: cabinet, group: group, day: name.day, sweptAt: clock.now())])
    }
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

/// The name our groups bear, by which they are told from the shop's own: `syncd CABINET 2026-11-23 STANDARD`.
struct GroupName: Hashable {
  var cabinet: CabinetID
  var day: String
  var type: ShipmentType

  init(cabinet: CabinetID, day: String, type: ShipmentType) {
    self.cabinet = cabinet
    self.day = day
    self.type = type
  }

  init?(_ text: String) {
    let parts = text.split(separator: " ")
    guard parts.count == 4, parts[0] == "syncd", parts[2].count == 10,
      let type = ShipmentType(rawValue: String(parts[3]))
    else { return nil }
    self.init(cabinet: CabinetID(String(parts[1])), day: String(parts[2]), type: type)
  }

  var text: String { "syncd \(cabinet) \(day) \(type.rawValue)" }
}
