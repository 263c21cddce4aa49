// What the watchdog and the status line may know. Healthy means that every loop moves: an unreachable API is not
// unhealthy, a loop that has not tried anything is.
//
// The line is read by a person at night: what is wrong comes first and says for how long, what waits for a person comes
// next, and the daemon's own work last.
public import ShippingCore

public struct EngineHealth: Sendable, Equatable {
  /// Loops that should have run, or ended, long ago; empty = healthy.
  public var overdue: [LoopName]
  /// Why nothing is sent, when the ledger cannot be used.
  public var ledgerFailure: LedgerFailure?
  public var crmDownSince: Instant?
  /// Cabinets whose account is refused or that are not ready.
  public var parkedCabinets: [CabinetID]
  public var counts: LedgerCounts?
  /// Cabinets without a bearer for tracking: their parcels are followed by lifecycle, later and without events.
  public var trackedByLifecycle: [CabinetID] = []
  /// For how long what is wrong has been so.
  public var ledgerDownFor: Duration?
  public var crmDownFor: Duration?
  public var crmFailure: String?
  /// In words, by cabinet: `refused (http-401) for 12 min`.
  public var cabinetTroubles: [CabinetID: String] = [:]
  /// Cabinets whose parcels cannot be followed, and for how long.
  public var untracked: [CabinetID: Duration] = [:]
  /// Cabinets whose print command left several labels in doubt: nothing is printed there before somebody says so.
  public var heldPrinters: [CabinetID] = []
  /// Nothing is decided before the CRM's references were read.
  public var isStarting = false
  /// Orders and requests at work.
  public var working = 0

  /// One line for people: `CRM down for 12 min (http-502); 1 parked; working on 3, scheduled 5, live 41`.
  public var line: String { (troubles + waiting + [work]).joined(separator: "; ") }

  private var troubles: [String] {
    var parts: [String] = []
    if let ledgerFailure {
      parts.append("ledger unusable\(time(ledgerDownFor)) (\(ledgerFailure.kind.rawValue)), nothing is sent")
    }
    if crmDownSince != nil {
      parts.append("CRM down\(time(crmDownFor))" + (crmFailure.map { " (\($0))" } ?? ""))
    }
    for cabinet in parkedCabinets {
      parts.append("cabinet \(cabinet) \(cabinetTroubles[cabinet] ?? "not ready")")
    }
    for (cabinet, duration) in untracked.sorted(by: { $0.key < $1.key }) {
      parts.append("parcels of \(cabinet) not followed\(time(duration))")
    }
    if !heldPrinters.isEmpty {
      parts.append("printing held: " + heldPrinters.map(\.rawValue).joined(separator: ", "))
    }
    if !overdue.isEmpty { parts.append("stuck: " + overdue.map(\.rawValue).joined(separator: ", ")) }
    if !trackedByLifecycle.isEmpty {
      parts.append("no tracking bearer: " + trackedByLifecycle.map(\.rawValue).joined(separator: ", "))
    }
    return parts
  }

  private var waiting: [String] {
    guard let counts else { return [] }
    var parts: [String] = []
    if counts.inDoubt > 0 { parts.append("in doubt \(counts.inDoubt)") }
    if counts.parked > 0 { parts.append("parked \(counts.parked)") }
    if counts.unprinted > 0 { parts.append("labels not printed \(counts.unprinted)") }
    return parts
  }

  private var work: String {
    var parts: [String] = []
    if isStarting {
      parts.append("starting: the CRM's references are not read yet")
    } else {
      parts.append(working == 0 ? "idle" : "working on \(working)")
    }
    if let counts {
      if counts.due > 0 { parts.append("scheduled \(counts.due)") }
      parts.append("live \(counts.live)")
    }
    return parts.joined(separator: ", ")
  }

  private func time(_ duration: Duration?) -> String { duration.map { " for \($0.roughly)" } ?? "" }
}

extension Duration {
  /// `3 s`, `5 min`, `2 h`, `4 d`: enough to see whether to wait.
  public var roughly: String {
    let seconds = components.seconds
    switch seconds {
    case ..<120: return "\(max(0, seconds)) s"
    case ..<7200: return "\(seconds / 60) min"
    case ..<172_800: return "\(seconds / 3600) h"
    default: return "\(seconds / 86_400) d"
    }
  }
}

extension Engine {
  /// A loop may run this long: longer than every call it makes in one run can take together.
  private static let longestRun = Duration.seconds(900)
  /// An armed loop may start this late.
  private static let longestDelay = Duration.seconds(60)

  public func health() -> EngineHealth {
    let uptime = clock.uptime()
    let overdue = LoopName.allCases.filter { name in
      let state = loops[name]
      if state.isRunning, let startedAt = state.startedAt { return uptime - startedAt > Engine.longestRun }
      if let dueAt = state.dueAt { return uptime - dueAt > Engine.longestDelay }
      return false
    }
    var counts: LedgerCounts?
    do {
      counts = try ledger.counts()
    } catch {
      noteLedgerFailure(error)
    }
    let parked = cabinets.filter { $0.value.parkedUntil != nil }.keys.sorted()
    var health = EngineHealth(
      overdue: overdue, ledgerFailure: ledgerFailure, crmDownSince: crmDownSince, parkedCabinets: parked,
      counts: counts, trackedByLifecycle: cabinetsTrackedByLifecycle)
    health.ledgerDownFor = ledgerFailedAt.map { uptime - $0 }
    health.crmDownFor = crmFailedAt.map { uptime - $0 }
    health.crmFailure = crmFailure
    for (cabinet, desk) in cabinets {
      if let trouble = desk.trouble, let since = desk.troubledAt {
        health.cabinetTroubles[cabinet] = "\(trouble) for \((uptime - since).roughly)"
      }
      health.untracked[cabinet] = desk.trackingFailedAt.map { uptime - $0 }
    }
    health.heldPrinters = printDesks.filter { $0.value.isHeld }.keys.sorted()
    health.isStarting = !wasAccountRead
    health.working = runningTurns + readyTurns.count + requests + formsUnderWay
    return health
  }
}
