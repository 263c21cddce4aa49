// How the running engine stands, for the operator's `status`: more than the one line of the service manager, less than
// the ledger. Times are instants where people compare them with a log, seconds where they wait for something.
public import ShippingCore

public struct EngineStatus: Sendable, Hashable, Codable {
  public var now: Instant
  /// The line that the service manager shows.
  public var line: String
  public var counts: LedgerCounts?
  /// Why nothing is sent, when the ledger cannot be used.
  public var ledgerFailure: String?
  public var crmDownSince: Instant?
  /// The CRM's references were read: before that nothing is decided.
  public var isAccountKnown: Bool
  /// The newest history record that was taken over; nil before the first start is through.
  public var historySince: HistoryRecordID?
  public var loops: [Loop]
  public var cabinets: [Cabinet]

  public struct Loop: Sendable, Hashable, Codable {
    public var name: String
    public var isRunning: Bool
    /// Nil before its first run ended.
    public var endedSecondsAgo: Int64?
    /// Nil while it runs, and when only an event wakes it.
    public var nextInSeconds: Int64?
    /// Runs in a row that failed.
    public var failures: Int
    public var isOverdue: Bool
  }

  public struct Cabinet: Sendable, Hashable, Codable {
    public var id: CabinetID
    /// Its sender is known and its account is not refused.
    public var isReady: Bool
    /// Until it is tried again.
    public var pausedSeconds: Int64?
    /// Orders that wait for it.
    public var waiting: Int
    /// Types of shipment that today's groups are open for.
    public var types: [String]
  }
}

extension Engine {
  public func status() -> EngineStatus {
    let health = health()
    let uptime = clock.uptime()
    var cursor: HistoryCursor?
    do {
      cursor = try ledger.cursor()
    } catch {
      noteLedgerFailure(error)
    }
    return EngineStatus(
      now: clock.now(), line: health.line, counts: health.counts,
      ledgerFailure: health.ledgerFailure.map { "\($0)" }, crmDownSince: health.crmDownSince,
      isAccountKnown: isAccountKnown, historySince: cursor?.since,
      loops: LoopName.allCases.map { loop($0, at: uptime, isOverdue: health.overdue.contains($0)) },
      cabinets: policy.cabinets.map(\.id).sorted().map { cabinet($0, at: uptime) })
  }

  /// What a stop waits for, in words: `turns 3`, `loop history`.
  public func unfinished() -> [String] {
    var parts = LoopName.allCases.filter { loops[$0].isRunning }.map { "loop \($0.rawValue)" }
    for (name, count) in [
      ("turns", runningTurns), ("cabinets", preparations), ("requests", requests), ("forms", formsUnderWay),
      ("commits", commits.waiting.count), ("alerts", alertDesk.underWay.count),
    ] where count > 0 {
      parts.append("\(name) \(count)")
    }
    return parts
  }

  private func loop(_ name: LoopName, at uptime: Duration, isOverdue: Bool) -> EngineStatus.Loop {
    let state = loops[name]
    return EngineStatus.Loop(
      name: name.rawValue, isRunning: state.isRunning,
      endedSecondsAgo: state.endedAt.map { (uptime - $0).components.seconds },
      nextInSeconds: state.dueAt.map { max(.zero, $0 - uptime).components.seconds },
      failures: state.failures, isOverdue: isOverdue)
  }

  private func cabinet(_ id: CabinetID, at uptime: Duration) -> EngineStatus.Cabinet {
    let desk = cabinets[id] ?? CabinetDesk()
    let isToday = desk.day == clock.localDay(of: clock.now())
    return EngineStatus.Cabinet(
      id: id, isReady: desk.sender != nil && !desk.isParked(at: uptime),
      pausedSeconds: desk.isParked(at: uptime)
        ? desk.parkedUntil.map { ($0 - uptime).components.seconds } : nil,
      waiting: desk.waiting.count, types: isToday ? desk.groups.keys.map(\.rawValue).sorted() : [])
  }
}
