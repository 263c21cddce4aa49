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
    while !isStopping {
      let due = try ledger.dueTracking(cabinet: cabinet, now: clock.now(), limit: Bound.batch)
      guard !due.isEmpty else { return }
      let outcome = await carrier.lastStatuses(due.map(\.barcode))
      noteAttempt(.tracking)
      switch outcome {
      case .done(let answer):
        cabinets[cabinet]?.trackingPausedUntil = nil
        cabinets[cabinet]?.trackingFailures = 0
        try take(answer, due: due, of: cabinet)
      case .refused(let failure), .unsent(let failure), .unknown(let failure):
        pauseTracking(of: cabinet, failure: failure)
        return
      }
      if due.count < Bound.batch { return }
    }
  }

  private func pauseTracking(of cabinet: CabinetID, failure: Failure) {
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

  /// ONE transaction for the whole answer.
  private func take(
    _ answer: TrackingAnswer, due: [TrackedShipment], of cabinet: CabinetID
  ) throws(LedgerFailure) {
    let (now, pace) = (clock.now(), settings.trackingPace)
    var changes: [EntryChange] = []
    var hasNews = false
    for shipment in due {
      var tracking = shipment.tracking
      if let event = answer.found[shipment.barcode] {
        tracking = tracking.advanced(by: event)
        noteUnknown(event, of: shipment.barcode)
      }
      let isNews = tracking != shipment.tracking
      let notices = policy.cabinet(cabinet)?.notices ?? NoticePolicy()
      let look = tracking.look(after: shipment.tracking, notices: notices, now: now)
      if let look {
        wake(.orders, after: max(settings.ordersDelay, min(look.since(now), Bound.longestSleep)))
      }
      hasNews = hasNews || isNews
      let barcode = shipment.barcode
      let state = tracking.state.rawValue
      let event = answer.found[barcode]
      let next = pace.pause(after: tracking, now: now).map { now + $0 }
      changes.append(
        EntryChange(
          order: shipment.order, now: now, orderDue: look.map { .at($0) } ?? .unchanged,
          writeBackDue: isNews ? .at(now + settings.writeBackDelay) : .unchanged,
          trackingDue: .answered(mark: 0, next: next), trackingOf: barcode,
          journal: isNews
            ? [JournalLine("tracking", ["STATE": state, "BARCODE": barcode.text])] : []
        ) { entry in
          guard let current = entry.shipment, current.barcode == barcode else { return }
          // Applied to what the entry holds by now, which may be newer than what was read before the call.
          if let event {
            entry.changeShipment(current.uuid) { $0.follow(event) }
          }
        })
    }
    for (barcode, failure) in answer.odd.sorted(by: { $0.key < $1.key }) {
      log.error(
        "tracking event unreadable", metadata: ["BARCODE": "\(barcode)", "FAILURE": "\(failure.code)"])
    }
    try commitTogether(changes)
    if hasNews { wake(.writeBack, after: settings.writeBackDelay) }
  }
}
