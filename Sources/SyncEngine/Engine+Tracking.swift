// The tracking loop: a hundred parcels a call, each cabinet under its own bearer. A parcel that the post does not know
// yet was not handed over; that is no error.
import Logging
import ShippingCore

extension Engine {
  func track() async throws -> Duration? {
    for cabinet in policy.cabinets.sorted(by: { $0.id < $1.id }) where !isStopping {
      if let until = cabinets[cabinet.id]?.trackingPausedUntil, clock.uptime() < until { continue }
      try await track(cabinet.id)
    }
    let next = try ledger.nextTrackingDue()
    // What is still due belongs to a cabinet that is paused or no longer configured.
    if let next, next <= clock.now() { return settings.trackingInterval }
    return pause(until: next, atLeast: leastTrackingPause)
  }

  private var leastTrackingPause: Duration { min(settings.trackingInterval, .seconds(10)) }

  private func track(_ cabinet: CabinetID) async throws {
    guard let carrier = carriers[cabinet] else { return }
    guard carrier.tracksEvents else { return try await trackByLifecycle(cabinet, carrier: carrier) }
    while !isStopping {
      let due = try ledger.dueTracking(cabinet: cabinet, now: clock.now(), limit: Bound.batch)
      guard !due.isEmpty else { return }
      let outcome = await carrier.lastStatuses(due.map(\.barcode))
      noteAttempt(.tracking)
      switch outcome {
      case .done(let answer):
        noteTracked(cabinet)
        noteTrackingWorks(of: cabinet)
        let histories = try await histories(of: due, answer: answer, cabinet: cabinet)
        try take(answer, histories: histories, due: due, of: cabinet)
      case .refused(let failure), .unsent(let failure), .unknown(let failure):
        pauseTracking(of: cabinet, failure: failure)
        return
      }
      if due.count < Bound.batch { return }
    }
  }

  func pauseTracking(of cabinet: CabinetID, failure: Failure) {
    let failures = (cabinets[cabinet]?.trackingFailures ?? 0) + 1
    cabinets[cabinet, default: CabinetDesk()].trackingFailures = failures
    let isRefused = failure.scope == .account || failure.kind == .terminal
    notePost(failure)
    if failure.scope == .account { observed.refusedTracking.insert(cabinet) }
    let delay =
      isRefused
      ? settings.accountRetryInterval : policy.retry.delay(attempt: failures, jitter: chance.next())
    cabinets[cabinet]?.trackingPausedUntil = clock.uptime() + delay
    if isStopping { return }
    if cabinets[cabinet]?.trackingFailedAt == nil { cabinets[cabinet]?.trackingFailedAt = clock.uptime() }
    log.warning("tracking failed", metadata: ["CABINET": "\(cabinet)", "FAILURE": "\(failure.code)"])
    wake(.tracking, after: delay)
  }

  func noteTracked(_ cabinet: CabinetID) {
    notePost(nil)
    observed.refusedTracking.remove(cabinet)
    observed.trackedAt[cabinet] = clock.now()
  }

  func noteTrackingWorks(of cabinet: CabinetID) {
    cabinets[cabinet]?.trackingPausedUntil = nil
    cabinets[cabinet]?.trackingFailures = 0
    guard let since = cabinets[cabinet]?.trackingFailedAt else { return }
    cabinets[cabinet]?.trackingFailedAt = nil
    let seconds = (clock.uptime() - since).components.seconds
    log.notice("tracking works again", metadata: ["CABINET": "\(cabinet)", "DOWN_SECONDS": "\(seconds)"])
  }

  /// Whole histories of the parcels that have news, where the card can show them. Whatever is not answered is made up for
  /// at the next news: the last event alone says enough for the status.
  private func histories(
    of due: [TrackedShipment], answer: TrackingAnswer, cabinet: CabinetID
  ) async throws -> [Barcode: [TrackingEvent]]? {
    guard try showsEvents(cabinet), let carrier = carriers[cabinet] else { return nil }
    let news = due.filter { shipment in
      answer.found[shipment.barcode].map { shipment.tracking.advanced(by: $0) != shipment.tracking } ?? false
    }.map(\.barcode)
    var found: [Barcode: [TrackingEvent]] = [:]
    for start in stride(from: 0, to: news.count, by: Bound.historyBatch) where !isStopping {
      let outcome = await carrier.statuses(Array(news[start..<min(start + Bound.historyBatch, news.count)]))
      noteAttempt(.tracking)
      switch outcome {
      case .done(let histories):
        found.merge(histories.found) { first, _ in first }
        noteOdd(histories.odd, due: due, cabinet: cabinet)
      case .refused(let failure), .unsent(let failure), .unknown(let failure):
        log.warning(
          "histories not read", metadata: ["CABINET": "\(cabinet)", "FAILURE": "\(failure.code)"])
        return found
      }
    }
    return found
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

  /// ONE transaction for the whole answer. `histories` nil: events are not shown on this cabinet's cards.
  private func take(
    _ answer: TrackingAnswer, histories: [Barcode: [TrackingEvent]]?, due: [TrackedShipment],
    of cabinet: CabinetID
  ) throws(LedgerFailure) {
    let (now, pace) = (clock.now(), settings.trackingPace)
    var changes: [EntryChange] = []
    for shipment in due {
      let barcode = shipment.barcode
      let report: PostReport
      if let event = answer.found[barcode] {
        observed.noteEvent(of: cabinet, at: event.date)
        let history = histories?[barcode]
        for event in (history ?? []) + [event] { noteUnknown(event, of: shipment, cabinet: cabinet) }
        report = histories == nil ? .last(event) : .history(history, last: event)
      } else {
        report = .nothing
      }
      let tracking = shipment.tracking.taking(report)
      let next = pace.pause(after: tracking, now: now).map { now + $0 }
      changes.append(change(of: shipment, in: cabinet, by: report, next: next, now: now))
    }
    noteOdd(answer.odd, due: due, cabinet: cabinet)
    try commitTogether(changes)
    noteMoves(changes, of: due, in: cabinet)
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
      journal: isNews ? [JournalLine("tracking", news)] : []
    ) { entry in
      guard let current = entry.shipment, current.barcode == barcode else { return }
      // Applied to what the entry holds by now, which may be newer than what was read before the call.
      entry.changeShipment(current.uuid) { $0.follow(report) }
    }
  }
}
