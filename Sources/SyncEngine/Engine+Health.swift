// What the watchdog and the status line may know. Healthy means that every loop moves: an unreachable API is not
// unhealthy, a loop that has not tried anything is.
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

  /// One line for people: `due 3, live 41, in doubt 0, parked 1; CRM down since …`.
  public var line: String {
    var parts: [String] = []
    if let counts {
      parts.append(
        "live \(counts.live), due \(counts.due), in doubt \(counts.inDoubt), parked \(counts.parked)")
    }
    if let ledgerFailure { parts.append("ledger unusable (\(ledgerFailure.kind.rawValue))") }
    if crmDownSince != nil { parts.append("CRM unreachable") }
    if !parkedCabinets.isEmpty {
      parts.append("not ready: " + parkedCabinets.map(\.rawValue).joined(separator: ", "))
    }
    if !trackedByLifecycle.isEmpty {
      parts.append("no tracking bearer: " + trackedByLifecycle.map(\.rawValue).joined(separator: ", "))
    }
    if !overdue.isEmpty { parts.append("stuck: " + overdue.map(\.rawValue).joined(separator: ", ")) }
    return parts.joined(separator: "; ")
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
    return EngineHealth(
      overdue: overdue, ledgerFailure: ledgerFailure, crmDownSince: crmDownSince, parkedCabinets: parked,
      counts: counts, trackedByLifecycle: cabinetsTrackedByLifecycle)
  }
}
