// The engine: one actor on one serial executor that owns the loops. It decides nothing about orders (ShippingCore does)
// and remembers nothing (the ledger does); what it keeps in memory can be lost at any instruction.
//
// What a newcomer gets wrong: every `await` lets another loop run. Whatever was read before it may be stale after it;
// that is why changes are functions applied inside the commit, and why `inFlight` keeps an order to one turn at a time.
public import Logging
public import ShippingCore

public actor Engine {
  public nonisolated let executor: any EngineExecutor
  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  var crm: any CRM
  let ledger: any Ledger
  let clock: any Clock
  let chance: any Chance
  let spool: any LabelSpool
  let printer: any Printer
  let messenger: (any Messenger)?
  let log: Logger

  var carriers: [CabinetID: any Carrier]
  var policy: Policy
  var settings: EngineSettings

  var loops = Loops()
  var commits = PendingCommits()
  /// Orders that a turn, or the sweep, is acting on.
  var inFlight: Set<OrderID> = []
  /// Orders of which the history told that they were deleted, and that were not read since.
  var deletionsTold: Set<OrderID> = []
  /// Orders with a parcel that were missing in the CRM's answer and not told of, by the uptime of the last look.
  var missedOrders: [OrderID: Duration] = [:]
  /// Numbers that orders are taking over at this moment.
  var takeOvers: [Barcode: OrderID] = [:]
  var readyTurns: [ReadyTurn] = []
  var runningTurns = 0
  /// When the doubt about an order's create began, or was last looked into, in this process.
  var doubtSince: [OrderID: Duration] = [:]
  var cabinets: [CabinetID: CabinetDesk] = [:]
  /// Orders whose rows the ledger could not read, and until when (uptime) they are left alone.
  var poisoned: [OrderID: Duration] = [:]
  /// How the parcels of cabinets that are not configured are followed.
  var formerDesks: [CabinetID: CabinetDesk] = [:]
  /// Orders whose typed TTN is missing from the card.
  var missingNumbers: [OrderID: MissingNumber] = [:]
  /// Counts configurations, so that work begun under an old one is told from the new one's.
  var epoch = 0
  /// Cabinets being prepared.
  var preparations = 0
  /// Requests of the operator being answered.
  var requests = 0
  /// Wall time minus uptime at the last look.
  var clockOffset: Instant?
  /// Refusals from before the last reload do not count.
  var refusalsCountSince = Instant(milliseconds: .min)
  /// Where the last sweep stopped looking at open orders.
  var sweptOpenOrders: OrderID?
  /// Answers with an event code that the table lacks, by code.
  var unknownCodes: [Int: Int] = [:]
  /// Looks at parcels at their end whose histories could not be read.
  var endLooks: [Barcode: Int] = [:]
  /// Who prints in which cabinet, and who waits for it.
  var printDesks: [CabinetID: PrintDesk] = [:]
  /// Turns that wait for a printer.
  var printWaits = 0
  /// A manifest or a merged PDF is being made.
  var formsUnderWay = 0
  /// Groups that are being closed.
  var closingGroups: Set<GroupUUID> = []
  /// Who waits for time alone, by number.
  var rests: [Int: CheckedContinuation<Void, Never>] = [:]
  var restsBegun = 0
  /// Who waits for the end of any turn.
  var turnEnd: [CheckedContinuation<Void, Never>] = []
  /// Groups at Ukrposhta that could not be compared with the ledger, so that each is told once.
  var unreadableGroups: Set<GroupUUID> = []
  /// How the cabinets' order cards are written.
  var cards = CardDesk()
  var companies = CompanyDesk()
  var crmFailures = 0
  var crmDownSince: Instant?
  /// Code of the last failure, and the uptime of the first since the CRM answered.
  var crmFailure: String?
  var crmFailedAt: Duration?
  /// References of the CRM were read: before that no status means anything, and nothing is decided.
  var isAccountKnown = false
  var accountReadAt = Duration.zero
  /// At least once since the start.
  var wasAccountRead = false
  /// Only until the first start is through.
  var firstStart: FirstStart?
  var isStopping = false
  var drained: [CheckedContinuation<Void, Never>] = []
  var ledgerFailure: LedgerFailure?
  /// Uptime.
  var ledgerFailedAt: Duration?
  var dryRun = DryRunMemory()
  /// For metrics and alerts.
  var observed = Observed()
  var alertDesk = AlertDesk()

  public init(
    executor: any EngineExecutor, crm: any CRM, carriers: [CabinetID: any Carrier], ledger: any Ledger,
    clock: any Clock, chance: any Chance, spool: any LabelSpool, printer: any Printer, policy: Policy,
    settings: EngineSettings, log: Logger, messenger: (any Messenger)? = nil
  ) {
    self.executor = executor
    self.crm = crm
    self.carriers = carriers
    self.ledger = ledger
    self.clock = clock
    self.chance = chance
    self.spool = spool
    self.printer = printer
    self.messenger = messenger
    self.policy = policy
    self.settings = settings
    self.log = log
    cabinets = carriers.mapValues { _ in CabinetDesk() }
  }

  /// Arms the loops. Orders with an intent are due already: the ledger keeps them so until their turn ends.
  public func start() {
    observed.startedAt = clock.now()
    noteTrackingByLifecycle()
    for cabinet in policy.cabinets { prepare(cabinet, type: nil) }
    // The sweep repairs what the others missed; at a start there is nothing yet that they could have missed.
    for loop in LoopName.allCases { wake(loop, after: loop == .sweep ? settings.sweepInterval : .zero) }
    armAlerts()
  }

  /// Takes no new work, waits for every call in flight and the commit of its outcome. `givingBack` runs once nothing
  /// new is begun: it has the calls that were not sent yet come back so.
  public func stop(givingBack: @Sendable () -> Void = {}) async {
    isStopping = true
    givingBack()
    loops.cancelAll()
    alertDesk.cancel()
    readyTurns.removeAll()
    noteTurnEnd()
    endRests()
    while isBusy {
      await withCheckedContinuation { continuation in
        // Asked again: a caller from another executor may be put back in line before this runs, and the last work may
        // have ended by then, with nobody there to be told.
        if isBusy { drained.append(continuation) } else { continuation.resume() }
      }
    }
  }

  /// Replaces policy, settings and carriers; parked orders are looked at again, because what stopped them may be mended.
  public func reload(
    policy: Policy, settings: EngineSettings, crm: any CRM, carriers: [CabinetID: any Carrier]
  ) {
    self.crm = crm
    let (statusGroups, visibleSites) = (self.policy.statusGroups, self.policy.visibleSites)
    self.policy = policy
    self.policy.statusGroups = statusGroups
    self.policy.visibleSites = visibleSites
    self.settings = settings
    self.carriers = carriers
    let waiting = cabinets.values.reduce(into: Set<OrderID>()) { $0.formUnion($1.waiting) }
    // A group that is being closed stays out of reach.
    let before = cabinets
    let shut = cabinets.mapValues(\.shut)
    cabinets = carriers.mapValues { _ in CabinetDesk() }
    for (cabinet, groups) in shut { cabinets[cabinet]?.shut = groups }
    // What was told to be broken has to be told to be mended.
    for (cabinet, desk) in before {
      cabinets[cabinet]?.troubledAt = desk.troubledAt
      cabinets[cabinet]?.trackingFailedAt = desk.trackingFailedAt
    }
    refusalsCountSince = clock.now()
    for cabinet in printDesks.keys.sorted() { releasePrinter(cabinet) }
    epoch += 1
    isAccountKnown = false
    companies = CompanyDesk()
    observed.unknownCabinets = []
    formerDesks = [:]
    cards = CardDesk()
    cards.doubtsOtherWays = true
    noteTrackingByLifecycle()
    do {
      let count = try ledger.unpark(now: clock.now())
      try ledger.markDue(waiting.sorted(), at: clock.now())
      log.notice("configuration applied", metadata: ["UNPARKED": "\(count)"])
    } catch {
      noteLedgerFailure(error)
    }
    for cabinet in self.policy.cabinets { prepare(cabinet, type: nil) }
    for loop in LoopName.allCases { wake(loop, after: .zero) }
    armAlerts()
  }

  var isBusy: Bool {
    runningTurns > 0 || preparations > 0 || requests > 0 || formsUnderWay > 0 || loops.isAnyRunning
      || !commits.isEmpty || !alertDesk.underWay.isEmpty
  }

  func noteProgress() {
    guard isStopping, !isBusy else { return }
    let waiting = drained
    drained = []
    for continuation in waiting { continuation.resume() }
  }

  /// Starts work on the engine's own executor. Unstructured on purpose: its end is counted by `isBusy`.
  nonisolated func spawn(_ work: @escaping @Sendable (isolated Engine) async -> Void) {
    Task(executorPreference: executor) { await work(self) }
  }

  /// Without a ledger there are no side effects. The log is told at every failure, and writes what is news.
  func noteLedgerFailure(_ failure: LedgerFailure) {
    guard failure.kind != .corrupt else {
      // One damaged row concerns one order; the ledger as a whole works.
      log.critical("ledger row damaged", metadata: ["FAILURE": "\(failure)"])
      return
    }
    if ledgerFailure == nil { ledgerFailedAt = clock.uptime() }
    ledgerFailure = failure
    log.error("ledger unusable, nothing is sent", metadata: ["FAILURE": "\(failure)"])
  }

  func noteLedgerWorks() {
    guard ledgerFailure != nil else { return }
    ledgerFailure = nil
    let seconds = ledgerFailedAt.map { (clock.uptime() - $0).components.seconds } ?? 0
    ledgerFailedAt = nil
    log.notice("ledger usable again", metadata: ["DOWN_SECONDS": "\(seconds)"])
  }
}
