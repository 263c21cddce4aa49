// One simulated life: the whole daemon (engine, adapters, pacers, real ledger file) against the sandbox's services, on
// one thread and one seed. The daemon is killed and started again at drawn port calls; the manager and the post do
// what they do at drawn times; in the end everything must be as the orders ask.
internal import Foundation
internal import HTTPTransport
internal import Ledger
internal import Logging
internal import RetailCRM
internal import Sandbox
internal import ShippingCore
internal import SyncEngine
internal import Ukrposhta

public final class Life {
  let plan: LifePlan
  let time = SimulatedTime()
  let world: SimulatedWorld
  let counter = PortCounter()
  let path: String
  var script: SeededGenerator
  var report: LifeReport
  /// What the script knows of each order it made.
  var orders: [ScriptedOrder] = []
  private let executor: SimulatedExecutor
  private var incarnation: Incarnation
  private var ledger: SQLiteLedger?
  private var engine: Engine?

  /// `path` is where the life's ledger is made; its folder exists, the file does not.
  public init(_ plan: LifePlan, path: String) {
    self.plan = plan
    self.path = path
    executor = SimulatedExecutor(seed: plan.seed &* 31 &+ 7)
    world = SimulatedWorld(
      seed: plan.seed, time: time, faults: plan.faults, nastyHistory: plan.hasLateHistory)
    incarnation = Incarnation(time: time, counter: counter)
    script = SeededGenerator(seed: plan.seed &* 17 &+ 3)
    report = LifeReport(seed: plan.seed)
    counter.points = plan.crashPoints
    if plan.isTraced {
      let time = time
      world.trace = { print("\(time.uptimeMilliseconds) \($0)") }
    }
  }

  /// Lives the life to its end and says what was wrong.
  public func run() throws -> LifeReport {
    defer {
      incarnation.die()
      _ = executor.drain()
      // A ledger that does not close keeps its lock; the next life has a file of its own.
      try? ledger?.close()
    }
    try begin()
    writeScript()
    let active = plan.activeHours * Life.hour
    try live(until: active)
    report.activeCalls = world.sandbox.callCount
    report.faults = world.sandbox.callLog.count { $0.fault != nil }
    // From here on the world is kind: whatever is still open has to come right by itself.
    world.sandbox.faults = .none
    world.isDiskFull = false
    time.wallOffset = 0
    counter.points = []
    counter.nextOfKind = nil
    try live(until: active + Life.settlingHours * Life.hour)
    judge()
    report.portCalls = counter.count
    report.crashes = counter.crashes
    report.calls = world.sandbox.callCount
    report.simulatedMilliseconds = time.uptimeMilliseconds
    report.fingerprint = fingerprint()
    return report
  }

  static let hour: Int64 = 3_600_000
  /// Longer than the slowest loop, the journeys and the longest back-off together.
  static let settlingHours: Int64 = 40

  private func live(until limit: Int64) throws {
    while true {
      _ = executor.drain()
      if incarnation.isDead { try restart() }
      if !time.step(until: limit) {
        if executor.drain() == 0, !incarnation.isDead { return }
      }
    }
  }

  private func restart() throws {
    _ = executor.drain()
    engine = nil
    try ledger?.close()
    ledger = nil
    incarnation = Incarnation(time: time, counter: counter)
    try begin()
  }

  private func begin() throws {
    let opened = try SQLiteLedger(path: path)
    ledger = opened
    let pause = SimulatedPause(incarnation: incarnation)
    let wire = SimulatedTransport(incarnation: incarnation, world: world)
    var transport: any Transport = wire
    var memory: any SyncEngine.Ledger = SimulatedLedger(opened, incarnation: incarnation, world: world)
    switch plan.sabotage {
    case .retryCreate: transport = RetryingTransport(inner: wire)
    case .cursorFirst: memory = CursorFirstLedger(memory)
    case .dropIntent: memory = ForgetfulLedger(memory)
    case nil: break
    }
    guard let zone = LocalZone("Europe/Kyiv") else { throw LifeFailure(text: "no zone Europe/Kyiv") }
    let crmWire = PacedTransport(
      transport, pacing: Pacer.Configuration(callsPerSecond: 5, burst: 5), pause: pause)
    var carriers: [CabinetID: any Carrier] = [:]
    for (cabinet, party) in zip(SimulatedShop.cabinetIDs, world.post.counterparties) {
      let paced = PacedTransport(
        transport, pacing: Pacer.Configuration(callsPerSecond: 20, burst: 20), pause: pause)
      carriers[cabinet] = UkrposhtaCarrier(
        endpoints: .custom(base: "https://post.invalid"),
        secrets: UkrposhtaSecrets(
          ecomBearer: party.ecomBearer, trackingBearer: party.trackingBearer, token: party.token),
        transport: paced)
    }
    let started = Engine(
      executor: executor,
      crm: RetailCRMAdapter(baseURL: "https://crm.invalid", apiKey: SimulatedShop.apiKey, transport: crmWire),
      carriers: carriers, ledger: memory, clock: SimulatedClock(incarnation: incarnation, zone: zone),
      chance: SimulatedChance(seed: plan.seed &+ UInt64(counter.crashes)),
      spool: SimulatedSpool(incarnation: incarnation, world: world),
      policy: Policy(
        installation: SimulatedShop.installation, cabinets: SimulatedShop.cabinets(),
        inDoubt: InDoubtPolicy(
          window: .seconds(90), pauses: [.seconds(2), .seconds(10), .seconds(30)])),
      settings: settings, log: TracingLog.logger(world.trace))
    engine = started
    Task(executorPreference: executor) { await started.start() }
  }

  private var settings: EngineSettings {
    EngineSettings(
      historyInterval: .seconds(300), ordersDelay: .milliseconds(500), writeBackDelay: .seconds(2),
      trackingInterval: .seconds(900), trackingIntervalSlowest: .seconds(7200),
      sweepInterval: .seconds(plan.sweeps ? 4 * 3600 : 10_000 * 3600), accountRetryInterval: .seconds(600))
  }

  /// FNV-1a over the call log: what was called, when, how it ended.
  private func fingerprint() -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for call in world.sandbox.callLog {
      for byte in "\(call.time) \(call.endpoint) \(call.status ?? 0) \(call.fault ?? "-")".utf8 {
        hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
      }
    }
    return hash
  }
}

struct LifeFailure: Error {
  var text: String
}
