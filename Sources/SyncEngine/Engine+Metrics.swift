// The engine's part of the metrics: what it counts itself, and what the ledger counts. Asked for once an interval, on the
// engine's own executor; nothing is changed by asking.
public import ShippingCore

public struct EngineFigures: Sendable, Hashable {
  public var now: Instant
  public var startedAt: Instant?
  public var loops: [Loop]
  public var cabinets: [Cabinet]
  /// Answers with an event code that the table lacks, by code.
  public var unknownCodes: [Int: Int]
  public var crmDownSeconds: Int64
  public var postDownSeconds: Int64
  /// Shipments too many that only a person can deal with.
  public var superfluous: Int
  /// nil while the ledger cannot be read.
  public var ledger: LedgerFigures?
  /// Whether side effects are allowed: nothing is sent without a ledger that can be written.
  public var isLedgerUsable: Bool

  public init(now: Instant) {
    self.now = now
    startedAt = nil
    loops = []
    cabinets = []
    unknownCodes = [:]
    crmDownSeconds = 0
    postDownSeconds = 0
    superfluous = 0
    ledger = nil
    isLedgerUsable = true
  }

  public struct Loop: Sendable, Hashable {
    public var name: String
    /// End of the last run that did what it should; nil before the first.
    public var succeededAt: Instant?
    /// Runs that failed, since the start.
    public var failures: Int

    public init(name: String, succeededAt: Instant? = nil, failures: Int = 0) {
      self.name = name
      self.succeededAt = succeededAt
      self.failures = failures
    }
  }

  public struct Cabinet: Sendable, Hashable {
    public var id: CabinetID
    /// Its sender is known and nothing keeps it from making shipments.
    public var isReady: Bool
    /// Its account was refused, or it could not be prepared: it is left alone for a while.
    public var isParked: Bool
    /// When the post last answered about its parcels, since the start.
    public var trackedAt: Instant?
    /// The newest event that the post has told since the start.
    public var newestEvent: Instant?

    public init(
      id: CabinetID, isReady: Bool, isParked: Bool, trackedAt: Instant? = nil, newestEvent: Instant? = nil
    ) {
      self.id = id
      self.isReady = isReady
      self.isParked = isParked
      self.trackedAt = trackedAt
      self.newestEvent = newestEvent
    }
  }
}

extension Engine {
  public func figures() -> EngineFigures {
    let (now, uptime) = (clock.now(), clock.uptime())
    let ids = policy.cabinets.map(\.id).sorted()
    var figures = EngineFigures(now: now)
    do {
      figures.ledger = try ledger.figures(now: now, cabinets: ids)
    } catch {
      noteLedgerFailure(error)
    }
    figures.startedAt = observed.startedAt
    figures.loops = LoopName.allCases.map {
      EngineFigures.Loop(
        name: $0.rawValue, succeededAt: observed.succeededAt[$0], failures: observed.failedRuns[$0] ?? 0)
    }
    figures.cabinets = ids.map { id in
      let desk = cabinets[id] ?? CabinetDesk()
      return EngineFigures.Cabinet(
        id: id, isReady: desk.sender != nil && !desk.isParked(at: uptime),
        isParked: desk.isParked(at: uptime),
        trackedAt: observed.trackedAt[id], newestEvent: observed.newestEvent[id])
    }
    figures.unknownCodes = unknownCodes
    figures.crmDownSeconds = seconds(since: crmFailedAt, at: uptime)
    figures.postDownSeconds = seconds(since: observed.postDownSince, at: uptime)
    figures.superfluous = observed.superfluousCount
    figures.isLedgerUsable = ledgerFailure == nil
    return figures
  }

  private func seconds(since start: Duration?, at uptime: Duration) -> Int64 {
    // Even a second old it is no zero: zero means that it answers.
    start.map { max(1, (uptime - $0).components.seconds) } ?? 0
  }
}
