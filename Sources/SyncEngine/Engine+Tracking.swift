// The tracking loop: a hundred parcels a call, each cabinet under its own bearer. A parcel that the post does not know
// yet was not handed over; that is no error.
import Logging
import ShippingCore

extension Engine {
  func track() async throws -> Duration? {
    for cabinet in try followedCabinets() where !isStopping {
      if isTrackingPaused(cabinet) { continue }
      try await track(cabinet)
    }
    let next = try ledger.nextTrackingDue()
    // What is still due belongs to a cabinet that is paused.
    if let next, next <= clock.now() { return settings.trackingInterval }
    return pause(until: next, atLeast: leastTrackingPause)
  }

  private var leastTrackingPause: Duration { min(settings.trackingInterval, .seconds(10)) }

  /// Those of the configuration, and those whose parcels are still on their way though it has them no more.
  private func followedCabinets() throws(LedgerFailure) -> [CabinetID] {
    let configured = Set(policy.cabinets.map(\.id))
    let others = try ledger.trackedCabinets().filter { !configured.contains($0) }
    noteUnknownCabinets(others)
    return configured.sorted() + others
  }

  /// A parcel's events are told to any bearer: one of a cabinet without keys is followed with another's.
  private func tracker(of cabinet: CabinetID) -> (any Carrier)? {
    if let carrier = carriers[cabinet] { return carrier }
    let lenders = carriers.filter { $0.value.tracksEvents && !isTrackingPaused($0.key) }
    return lenders.min { $0.key < $1.key }?.value
  }

  private func isTrackingPaused(_ cabinet: CabinetID) -> Bool {
    desk(of: cabinet)?.trackingPausedUntil.map { clock.uptime() < $0 } ?? false
  }

  private func desk(of cabinet: CabinetID) -> CabinetDesk? { cabinets[cabinet] ?? formerDesks[cabinet] }

  private func changeDesk(of cabinet: CabinetID, _ change: (inout CabinetDesk) -> Void) {
    if cabinets.keys.contains(cabinet) {
      change(&cabinets[cabinet, default: CabinetDesk()])
    } else {
      change(&formerDesks[cabinet, default: CabinetDesk()])
    }
  }

  private func noteUnknownCabinets(_ unknown: [CabinetID]) {
    for cabinet in unknown where observed.unknownCabinets.insert(cabinet).inserted {
      log.error(
        "parcels of a cabinet that is not in the configuration", metadata: ["CABINET": "\(cabinet)"])
    }
  }

  private func track(_ cabinet: CabinetID) async throws {
    guard let carrier = tracker(of: cabinet) else { return }
    guard carrier.tracksEvents else { return try await trackByLifecycle(cabinet, carrier: carrier) }
    while !isStopping {
      let due = try ledger.dueTracking(cabinet: cabinet, now: clock.now(), limit: Bound.batch)
      guard !due.isEmpty, try await look(at: due, of: cabinet, carrier: carrier) else { return }
      if due.count < Bound.batch { return }
    }
  }

  /// False when there is no use in going on now. A batch that is refused as a whole is halved until the culprit is alone.
  private func look(
    at due: [TrackedShipment], of cabinet: CabinetID, carrier: any Carrier
  ) async throws -> Bool {
    let outcome = await carrier.lastStatuses(due.map(\.barcode))
    noteAttempt(.tracking)
    switch outcome {
    case .done(let answer):
      noteTracked(cabinet)
      noteTrackingWorks(of: cabinet)
      let histories = try await histories(of: due, answer: answer, cabinet: cabinet, carrier: carrier)
      try take(answer, histories: histories, due: due, of: cabinet)
      return true
    case .refused(let failure) where failure.kind == .terminal && failure.scope == .call:
      guard due.count > 1 else {
        try putOff(due, of: cabinet, failure: failure)
        return true
      }
      let middle = due.count / 2
      guard try await look(at: Array(due[..<middle]), of: cabinet, carrier: carrier), !isStopping else {
        return false
      }
      return try await look(at: Array(due[middle...]), of: cabinet, carrier: carrier)
    case .refused(let failure), .unsent(let failure), .unknown(let failure):
      pauseTracking(of: cabinet, failure: failure)
      return false
    }
  }

  /// One parcel that the post will not be asked about must not keep the others from being followed.
  func putOff(_ due: [TrackedShipment], of cabinet: CabinetID, failure: Failure) throws(LedgerFailure) {
    let now = clock.now()
    for shipment in due {
      log.warning(
        "tracking failed",
        metadata: subject(shipment, cabinet: cabinet).merging(["FAILURE": "\(failure.code)"]) { $1 })
    }
    try commitTogether(
      due.map { shipment in
        EntryChange(
          order: shipment.order, now: now,
          trackingDue: .answered(mark: 0, next: now + settings.trackingIntervalSlow),
          trackingOf: shipment.barcode)
      })
  }

  func pauseTracking(of cabinet: CabinetID, failure: Failure) {
    let failures = (desk(of: cabinet)?.trackingFailures ?? 0) + 1
    let isRefused = failure.scope == .account || failure.kind == .terminal
    notePost(failure)
    if failure.scope == .account { observed.refusedTracking.insert(cabinet) }
    let delay =
      isRefused
      ? settings.accountRetryInterval : policy.retry.delay(attempt: failures, jitter: chance.next())
    let (now, isStopping) = (clock.uptime(), isStopping)
    changeDesk(of: cabinet) { desk in
      desk.trackingFailures = failures
      desk.trackingPausedUntil = now + delay
      if !isStopping, desk.trackingFailedAt == nil { desk.trackingFailedAt = now }
    }
    if isStopping { return }
    log.warning("tracking failed", metadata: ["CABINET": "\(cabinet)", "FAILURE": "\(failure.code)"])
    wake(.tracking, after: delay)
  }

  func noteTracked(_ cabinet: CabinetID) {
    notePost(nil)
    observed.refusedTracking.remove(cabinet)
    observed.trackedAt[cabinet] = clock.now()
  }

  func noteTrackingWorks(of cabinet: CabinetID) {
    let failedAt = desk(of: cabinet)?.trackingFailedAt
    changeDesk(of: cabinet) { desk in
      desk.trackingPausedUntil = nil
      desk.trackingFailures = 0
      desk.trackingFailedAt = nil
    }
    guard let failedAt else { return }
    let seconds = (clock.uptime() - failedAt).components.seconds
    log.notice("tracking works again", metadata: ["CABINET": "\(cabinet)", "DOWN_SECONDS": "\(seconds)"])
  }

  /// Whole histories of the parcels that have news. The newest event alone does not tell that a way back has begun before
  /// it, nor what came before one that says nothing.
  private func histories(
    of due: [TrackedShipment], answer: TrackingAnswer, cabinet: CabinetID, carrier: any Carrier
  ) async throws -> Histories {
    var histories = Histories(areShown: try showsEvents(cabinet))
    let wanted = due.filter { shipment in
      guard let last = answer.found[shipment.barcode] else { return false }
      // A parcel at its end is only asked about again because its history is missing.
      return shipment.tracking.state.isFinal || shipment.tracking.isNews(last)
    }.map(\.barcode)
    histories.unread = Set(wanted)
    for start in stride(from: 0, to: wanted.count, by: Bound.historyBatch) where !isStopping {
      let asked = Array(wanted[start..<min(start + Bound.historyBatch, wanted.count)])
      let outcome = await carrier.statuses(asked)
      noteAttempt(.tracking)
      switch outcome {
      case .done(let answered):
        histories.found.merge(answered.found) { first, _ in first }
        histories.unread.subtract(asked)
        noteOdd(answered.odd, due: due, cabinet: cabinet)
      case .refused(let failure), .unsent(let failure), .unknown(let failure):
        log.warning(
          "histories not read", metadata: ["CABINET": "\(cabinet)", "FAILURE": "\(failure.code)"])
        return histories
      }
    }
    return histories
  }

  private func noteOdd(_ odd: [Barcode: Failure], due: [TrackedShipment], cabinet: CabinetID) {
    for (barcode, failure) in odd.sorted(by: { $0.key < $1.key }) {
      var fields: Logger.Metadata = [
        "BARCODE": "\(barcode)", "CABINET": "\(cabinet)", "FAILURE": "\(failure.code)",
      ]
      if let shipment = due.first(where: { $0.barcode == barcode }) {
        fields["ORDER_ID"] = "\(shipment.order)"
      }
      if let path = failure.path { fields["JSON_PATH"] = "\(path)" }
      log.error("tracking event unreadable", metadata: fields)
    }
  }

  /// ONE transaction for the whole answer.
  private func take(
    _ answer: TrackingAnswer, histories: Histories, due: [TrackedShipment], of cabinet: CabinetID
  ) throws(LedgerFailure) {
    let (now, pace) = (clock.now(), settings.trackingPace)
    var changes: [EntryChange] = []
    for shipment in due {
      let barcode = shipment.barcode
      var report = PostReport.nothing
      var lacksHistory = false
      if let event = answer.found[barcode] {
        observed.noteEvent(of: cabinet, at: event.date)
        let history = histories.found[barcode]
        for event in (history ?? []) + [event] { noteUnknown(event, of: shipment, cabinet: cabinet) }
        lacksHistory = isEndWithoutHistory(shipment, last: event, histories: histories)
        if !(lacksHistory && event.leavesOpenWhoGotIt) {
          report = histories.areShown ? .history(history, last: event) : .last(event, after: history)
        }
      }
      if answer.notFound.contains(barcode) { report = .notFound }
      let tracking = shipment.tracking.taking(report)
      let pause = lacksHistory ? settings.trackingInterval : pace.pause(after: tracking, now: now)
      let next = pause.map { now + $0 }
      changes.append(change(of: shipment, in: cabinet, by: report, next: next, now: now))
    }
    noteOdd(answer.odd, due: due, cabinet: cabinet)
    try commitTogether(changes)
    noteMoves(changes, of: due, in: cabinet)
  }

  /// Whether a parcel has come to its end and its history could not be read, which nothing would ever make up for: the
  /// way to the end would be missing in the card, and of some ends it tells who got the parcel. Bounded: a history that
  /// cannot be had does not keep the end from being told for long.
  private func isEndWithoutHistory(
    _ shipment: TrackedShipment, last event: TrackingEvent, histories: Histories
  ) -> Bool {
    let barcode = shipment.barcode
    guard histories.unread.contains(barcode), shipment.tracking.advanced(by: event).state.isFinal else {
      endLooks[barcode] = nil
      return false
    }
    let looks = (endLooks[barcode] ?? 0) + 1
    endLooks[barcode] = looks < Bound.endLooks ? looks : nil
    return looks < Bound.endLooks
  }

  func subject(_ shipment: TrackedShipment, cabinet: CabinetID) -> Logger.Metadata {
    [
      "ORDER_ID": "\(shipment.order)", "BARCODE": "\(shipment.barcode)", "CABINET": "\(cabinet)",
    ]
  }

  /// Told once it is in the ledger: what could not be committed is found, and told, again.
  func noteMoves(_ changes: [EntryChange], of due: [TrackedShipment], in cabinet: CabinetID) {
    let shipments = Dictionary(due.map { ($0.order, $0) }, uniquingKeysWith: { first, _ in first })
    for change in changes where !isPoisoned(change.order) {
      guard let shipment = shipments[change.order] else { continue }
      for line in change.journal {
        var fields = subject(shipment, cabinet: cabinet)
        for (name, value) in line.fields { fields[name] = "\(value)" }
        log.info("parcel moved", metadata: fields)
        let state = line.fields["STATE"].flatMap(DeliveryState.init(rawValue:))
        if state?.isFinal == true, !shipment.tracking.state.isFinal {
          log.info("parcel is at its end", metadata: fields)
        }
      }
    }
  }

  /// What news of a parcel brings about.
  func change(
    of shipment: TrackedShipment, in cabinet: CabinetID, by report: PostReport, next: Instant?, now: Instant
  ) -> EntryChange {
    let tracking = shipment.tracking.taking(report)
    let isNews = tracking != shipment.tracking
    var known = shipment.tracking
    known.awaitsAnswer = nil
    let hasMoved = tracking != known
    let notices = policy.cabinet(cabinet)?.notices ?? NoticePolicy()
    let look = tracking.look(after: shipment.tracking, notices: notices, now: now)
    if let look {
      wake(.orders, after: max(settings.ordersDelay, min(look.since(now), Bound.longestSleep)))
    }
    if isNews { wake(.writeBack, after: settings.writeBackDelay) }
    let barcode = shipment.barcode
    var news = ["STATE": tracking.state.rawValue, "BARCODE": barcode.text]
    if let event = tracking.event { news["CODE"] = "\(event.code)" }
    return EntryChange(
      order: shipment.order, now: now, orderDue: look.map { .at($0) } ?? .unchanged,
      writeBackDue: isNews ? .at(now + settings.writeBackDelay) : .unchanged,
      trackingDue: .answered(mark: 0, next: next), trackingOf: barcode,
      journal: hasMoved ? [JournalLine("tracking", news)] : []
    ) { entry in
      guard let current = entry.shipment, current.barcode == barcode else { return }
      // Applied to what the entry holds by now, which may be newer than what was read before the call.
      entry.changeShipment(current.uuid) { $0.follow(report) }
    }
  }
}

/// What was read of parcels besides their newest events.
private struct Histories {
  /// The cards of this cabinet show events one by one.
  var areShown: Bool
  var found: [Barcode: [TrackingEvent]] = [:]
  /// Asked for, or to be asked for, without an answer.
  var unread: Set<Barcode> = []

  init(areShown: Bool) { self.areShown = areShown }
}
