// What the engine saw since its start, for metrics and alerts alone: nothing decides about an order by it, and all of it
// may be lost. Durations since something began are taken from the uptime, so that a step of the wall clock makes no
// outage longer.
import ShippingCore

struct Observed {
  var startedAt: Instant?
  var succeededAt: [LoopName: Instant] = [:]
  var failedRuns: [LoopName: Int] = [:]
  /// When the post last answered about a cabinet's parcels, and the newest event it has told.
  var trackedAt: [CabinetID: Instant] = [:]
  var newestEvent: [CabinetID: Instant] = [:]
  /// Cabinets with parcels that the configuration lacks, so that each is told once.
  var unknownCabinets: Set<CabinetID> = []
  /// Shipments that are one too many for their order and that only a person can deal with, by group.
  var superfluous: [GroupUUID: Set<Barcode>] = [:]
  /// The groups of every cabinet were compared since the start.
  var groupsCompared = false
  /// Uptime since when the post has not answered one call.
  var postDownSince: Duration?
  /// The CRM answered since the start.
  var isKeyTaken = false
  /// The CRM refused our key, and has not taken it since.
  var isKeyRefused = false
  /// Cabinets whose secrets, or whose bearer for tracking, were refused and not taken since.
  var refusedCabinets: Set<CabinetID> = []
  var refusedTracking: Set<CabinetID> = []

  var superfluousCount: Int { superfluous.values.reduce(0) { $0 + $1.count } }

  mutating func noteEvent(of cabinet: CabinetID, at date: Instant) {
    newestEvent[cabinet] = max(newestEvent[cabinet] ?? date, date)
  }

  mutating func noteRun(_ loop: LoopName, failed: Bool, at now: Instant) {
    if failed {
      failedRuns[loop] = min(failedRuns[loop] ?? 0, Int.max - 1) + 1
    } else {
      succeededAt[loop] = now
    }
  }
}

extension Engine {
  /// A call to the post was answered (nil), or came to nothing.
  func notePost(_ failure: Failure?) {
    guard let failure else {
      observed.postDownSince = nil
      return
    }
    if isStopping { return }
    // A refusal is an answer too: what is refused is somebody's to mend, the post is there.
    let isAnswer = failure.kind == .terminal || failure.scope == .account || (failure.httpStatus ?? 500) < 500
    if isAnswer {
      observed.postDownSince = nil
    } else if observed.postDownSince == nil {
      observed.postDownSince = clock.uptime()
    }
  }
}
