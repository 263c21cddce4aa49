// Tracking for a cabinet that has no bearer for status tracking: the word of each shipment's lifecycle, a call apiece, so
// less often and a bounded number at a time. There are no events in it: no office, no time but that of the look.
import Logging
import ShippingCore

extension Engine {
  var cabinetsTrackedByLifecycle: [CabinetID] {
    carriers.filter { !$0.value.tracksEvents }.keys.sorted()
  }

  func noteTrackingByLifecycle() {
    for cabinet in cabinetsTrackedByLifecycle {
      log.warning(
        "no tracking bearer, parcels are followed by lifecycle alone", metadata: ["CABINET": "\(cabinet)"])
    }
  }

  func trackByLifecycle(_ cabinet: CabinetID, carrier: any Carrier) async throws {
    let due = try ledger.dueTracking(cabinet: cabinet, now: clock.now(), limit: Bound.lifecyclesPerRun)
    var changes: [EntryChange] = []
    var failure: Failure?
    var (answered, refused) = (0, 0)
    for tracked in due where !isStopping {
      let shipment = try readable(tracked.order)?.shipment
      guard let shipment, shipment.barcode == tracked.barcode, shipment.isVisibleToAPI else {
        // A TTN of the web cabinet: only events would tell of it.
        let now = clock.now()
        changes.append(
          change(
            of: tracked, in: cabinet, by: .notFound, next: now + settings.trackingIntervalSlowest, now: now))
        continue
      }
      let outcome = await carrier.lifecycle(shipment.uuid)
      noteAttempt(.tracking)
      if case .refused(let refusal) = outcome, refusal.kind == .terminal, refusal.scope == .call {
        // About this parcel alone: it would be refused first thing in every run.
        refused += 1
        changes.append(noteRefused(refusal, tracked, in: cabinet))
        continue
      }
      guard case .done(let lifecycle) = outcome else {
        failure = outcome.failure
        break
      }
      answered += 1
      let now = clock.now()
      let tracking = tracked.tracking.advanced(by: lifecycle, now: now)
      let next = tracking.state.isFinal ? nil : now + lifecyclePause(after: tracking, now: now)
      changes.append(
        change(of: tracked, in: cabinet, by: .lifecycle(lifecycle, at: now), next: next, now: now))
    }
    try commitTogether(changes)
    noteMoves(changes, of: due, in: cabinet)
    if let failure {
      pauseTracking(of: cabinet, failure: failure)
    } else {
      if answered > 0 { noteTracked(cabinet) }
      if answered > 0 || refused == 0 { noteTrackingWorks(of: cabinet) }
    }
  }

  /// Later again, as a parcel that does not move.
  private func noteRefused(
    _ failure: Failure, _ tracked: TrackedShipment, in cabinet: CabinetID
  ) -> EntryChange {
    notePost(failure)
    var fields = subject(tracked, cabinet: cabinet)
    fields["FAILURE"] = "\(failure.code)"
    log.warning("lifecycle of a parcel not read", metadata: fields)
    let now = clock.now()
    return EntryChange(
      order: tracked.order, now: now,
      trackingDue: .answered(mark: 0, next: now + lifecyclePause(after: tracked.tracking, now: now)),
      trackingOf: tracked.barcode)
  }

  private func lifecyclePause(after tracking: Shipment.Tracking, now: Instant) -> Duration {
    let slowest = max(settings.trackingInterval, settings.trackingIntervalSlowest)
    let pause = settings.trackingPace.pause(after: tracking, now: now) ?? slowest
    return min(slowest, pause * Bound.lifecycleSlowness)
  }
}
