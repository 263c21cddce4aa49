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
        cabinets[cabinet]?.trackingPausedUntil = nil
        cabinets[cabinet]?.trackingFailures = 0
        let histories = try await histories(of: due, answer: answer, cabinet: cabinet)
        try take(answer, histories: histories, due: due)
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
    let delay =
      isRefused
      ? settings.accountRetryInterval : policy.retry.delay(attempt: failures, jitter: chance.next())
    cabinets[cabinet]?.trackingPausedUntil = clock.uptime() + delay
    log.warning("tracking failed", metadata: ["CABINET": "\(cabinet)", "FAILURE": "\(failure.code)"])
    wake(.tracking, after: delay)
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
        noteOdd(histories.odd)
      case .refused(let failure), .unsent(let failure), .unknown(let failure):
        log.warning(
          "histories not read", metadata: ["CABINET": "\(cabinet)", "FAILURE": "\(failure.code)"])
        return found
      }
    }
    return found
  }

  private func noteOdd(_ odd: [Barcode: Failure]) {
    for (barcode, failure) in odd.sorted(by: { $0.key < $1.key }) {
      log.error(
        "tracking event unreadable", metadata: ["BARCODE": "\(barcode)", "FAILURE": "\(failure.code)"])
    }
  }

  private func noteUnknown(_ events: [TrackingEvent], of barcode: Barcode) {
    for event in events where EventTable.row(event.code) == nil && unknownCodes.insert(event.code).inserted {
      log.notice("unknown event code", metadata: ["CODE": "\(event.code)", "BARCODE": "\(barcode)"])
    }
  }

  /// ONE transaction for the whole answer. `histories` nil: events are not shown on this cabinet's cards.
  private func take(
    _ answer: TrackingAnswer, histories: [Barcode: [TrackingEvent]]?, due: [TrackedShipment]
  ) throws(LedgerFailure) {
    let now = clock.now()
    var changes: [EntryChange] = []
    for shipment in due {
      let barcode = shipment.barcode
      let event = answer.found[barcode]
      let history = histories?[barcode]
      noteUnknown((history ?? []) + [event].compactMap { $0 }, of: barcode)
      let learn: @Sendable (Shipment.Tracking) -> Shipment.Tracking = { tracking in
        guard let event else { return tracking }
        if histories == nil { return tracking.advanced(by: event) }
        guard let history else {
          // Nothing new, or no history came: the event stands for it.
          guard tracking.advanced(by: event) != tracking else { return tracking }
          var learned = tracking
          learned.learn([event], isWhole: false)
          return learned
        }
        var learned = tracking
        learned.learn(history + (history.contains(event) ? [] : [event]), isWhole: true)
        return learned
      }
      let tracking = learn(shipment.tracking)
      let next: Instant? = tracking.state.isFinal ? nil : now + pause(after: tracking, now: now)
      changes.append(change(of: shipment, to: tracking, next: next, now: now, learn))
    }
    noteOdd(answer.odd)
    try commitTogether(changes)
  }

  /// What news of a parcel brings about. `learn` is applied to what the entry holds by the commit, which may be newer than
  /// what was read before the call.
  func change(
    of shipment: TrackedShipment, to tracking: Shipment.Tracking, next: Instant?, now: Instant,
    _ learn: @escaping @Sendable (Shipment.Tracking) -> Shipment.Tracking
  ) -> EntryChange {
    let isNews = tracking != shipment.tracking
    // On its way back or at its end there is nothing to complain about any more: the order is decided anew.
    let endsTrouble =
      tracking.state != shipment.tracking.state && (tracking.state.isFinal || tracking.state == .returning)
    if endsTrouble { wake(.orders, after: settings.ordersDelay) }
    if isNews { wake(.writeBack, after: settings.writeBackDelay) }
    let barcode = shipment.barcode
    let state = tracking.state.rawValue
    return EntryChange(
      order: shipment.order, now: now, orderDue: endsTrouble ? .at(now) : .unchanged,
      writeBackDue: isNews ? .at(now + settings.writeBackDelay) : .unchanged,
      trackingDue: .answered(mark: 0, next: next), trackingOf: barcode,
      journal: isNews ? [JournalLine("tracking", ["STATE": state, "BARCODE": barcode.text])] : []
    ) { entry in
      guard let current = entry.shipment, current.barcode == barcode else { return }
      entry.changeShipment(current.uuid) { $0.tracking = learn($0.tracking) }
    }
  }

  /// A tenth of the time since the last change, between the two set intervals: parcels that move are looked at often.
  func pause(after tracking: Shipment.Tracking, now: Instant) -> Duration {
    let still = max(Duration.zero, now.since(tracking.since))
    return max(settings.trackingInterval, min(settings.trackingIntervalSlowest, still / 10))
  }
}
