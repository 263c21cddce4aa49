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
  let time: SimulatedTime
  let world: SimulatedWorld
  let counter = PortCounter()
  let path: String
  var script: SeededGenerator
  var report: LifeReport
  /// What the script knows of each order it made.
  var orders: [ScriptedOrder] = []
  /// What a scenario waits for before it goes on.
  var waits: [Wait] = []
  /// Notes of a scenario for its end: moments and barcodes by name.
  var moments: [String: SandboxTime] = [:]
  var noted: [String: String] = [:]
  /// Crash at the poll that brings the next new order, on this side.
  var crashAtNextNews: CrashPoint.Side?
  /// Shipments that people made without the daemon.
  var strangers: Set<String> = []
  /// What the daemon was told of the shop.
  private(set) var policy: Policy
  /// The daemon's own idea of its secrets, by cabinet.
  var secrets: [UkrposhtaSecrets]
  /// Done to the ledger's file after the next death, before the next birth.
  private var betweenLives: [(String) throws -> Void] = []
  private let theScript: any LifeScript
  let executor: SimulatedExecutor
  private var incarnation: Incarnation
  private(set) var ledger: SQLiteLedger?
  private(set) var engine: Engine?
  private var crm: (any CRM)?
  private var carriers: [CabinetID: any Carrier] = [:]
  /// What the operator was told of manifests and merged labels, oldest first.
  var manifests: [ManifestReport] = []
  var merged: [MergedLabels] = []

  /// `path` is where the life's ledger is made; its folder exists, the file does not.
  public convenience init(_ plan: LifePlan, path: String) {
    self.init(plan, script: DrawnScript(), path: path)
  }

  init(_ plan: LifePlan, script theScript: any LifeScript, path: String) {
    self.plan = plan
    self.path = path
    self.theScript = theScript
    time = SimulatedTime(startsLateSeconds: plan.startsLateSeconds)
    secrets = SimulatedShop.counterparties().map { party in
      UkrposhtaSecrets(ecomBearer: party.ecomBearer, trackingBearer: party.trackingBearer, token: party.token)
    }
    policy = Policy(
      installation: SimulatedShop.installation, cabinets: SimulatedShop.cabinets(),
      inDoubt: InDoubtPolicy(window: .seconds(90), pauses: [.seconds(2), .seconds(10), .seconds(30)]))
    plan.adjust(&policy)
    executor = SimulatedExecutor(seed: plan.seed &* 31 &+ 7)
    world = SimulatedWorld(
      seed: plan.seed, time: time, faults: plan.faults, nastyHistory: plan.hasLateHistory,
      plain: Set(policy.cabinets.filter { $0.mode == .plain }.map(\.deliveryType)))
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
    theScript.write(into: self)
    try begin()
    let active = plan.activeMinutes * 60_000
    try live(until: active)
    report.activePortCalls = counter.count
    report.activeCalls = world.sandbox.callCount
    report.faults = world.sandbox.callLog.count { $0.fault != nil }
    theScript.calm(self)
    counter.points = []
    counter.nextOfKind = nil
    try live(until: active + plan.settlingMinutes * 60_000)
    judge()
    theScript.judge(self)
    report.portCalls = counter.count
    report.crashes = counter.crashes
    report.calls = world.sandbox.callCount
    report.simulatedMilliseconds = time.uptimeMilliseconds
    report.fingerprint = fingerprint()
    return report
  }

  /// nil when there is none, or the ledger cannot be read just now.
  func entry(of order: OrderID) -> LedgerEntry? {
    guard let ledger, let entry = try? ledger.entry(order) else { return nil }
    return entry
  }

  /// What the ledger knows of how a cabinet's cards are written; nil when nothing, or when it cannot be read just now.
  func writeBack(of cabinet: CabinetID) -> WriteBackRecord? {
    guard let ledger, let record = try? ledger.writeBack(cabinet) else { return nil }
    return record
  }

  /// Whether the engine is that of the running process: what a dead one says is heard by nobody.
  func isAlive(_ asked: Engine) -> Bool { asked === engine && !incarnation.isDead }

  static let hour: Int64 = 3_600_000
  private func live(until limit: Int64) throws {
    while true {
      _ = executor.drain()
      if incarnation.isDead { try restart() }
      checkWaits()
      if !time.step(until: limit) {
        if executor.drain() == 0, !incarnation.isDead { return }
      }
    }
  }

  /// Kills the daemon and starts it again; `work` is done to the closed ledger file in between.
  func restart(_ work: @escaping (String) throws -> Void) {
    betweenLives.append(work)
    incarnation.die()
  }

  private func restart() throws {
    _ = executor.drain()
    engine = nil
    try ledger?.close()
    ledger = nil
    let works = betweenLives
    betweenLives = []
    for work in works { try work(path) }
    incarnation = Incarnation(time: time, counter: counter)
    try begin()
  }

  /// The operator changes the configuration and has it read again.
  func reload(_ change: (inout Policy) -> Void) {
    change(&policy)
    guard let engine, let crm, !incarnation.isDead else { return }
    let (policy, settings, carriers) = (policy, settings, configuredCarriers)
    Task(executorPreference: executor) {
      await engine.reload(policy: policy, settings: settings, crm: crm, carriers: carriers)
    }
  }

  private var configuredCarriers: [CabinetID: any Carrier] {
    carriers.filter { policy.cabinet($0.key) != nil }
  }

  private var settings: EngineSettings {
    var settings = plan.settings
    for cabinet in policy.cabinets where cabinet.printsLabel {
      settings.printCommands[cabinet.id] = ["lp", "{file}"]
    }
    return settings
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
    carriers = [:]
    for (cabinet, secrets) in zip(SimulatedShop.cabinetIDs, secrets) {
      let paced = PacedTransport(
        transport, pacing: Pacer.Configuration(callsPerSecond: 20, burst: 20), pause: pause)
      carriers[cabinet] = UkrposhtaCarrier(
        endpoints: .custom(base: "https://post.invalid"), secrets: secrets, transport: paced)
    }
    let crm = RetailCRMAdapter(
      baseURL: "https://crm.invalid", apiKey: SimulatedShop.apiKey, transport: crmWire)
    self.crm = crm
    let started = Engine(
      executor: executor, crm: crm,
      carriers: configuredCarriers, ledger: memory,
      clock: SimulatedClock(incarnation: incarnation, zone: zone),
      chance: SimulatedChance(seed: plan.seed &+ UInt64(counter.crashes)),
      spool: SimulatedSpool(incarnation: incarnation, world: world),
      printer: SimulatedPrinter(incarnation: incarnation, world: world),
      policy: policy, settings: settings, log: TracingLog.logger(world.trace),
      messenger: SimulatedMessenger(incarnation: incarnation, world: world))
    engine = started
    Task(executorPreference: executor) { await started.start() }
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

extension Life {
  struct Wait {
    var what: String
    var condition: (Life) -> Bool
    var then: (Life) -> Void
  }

  /// Waits are looked at whenever a call was handled: nothing else changes what they ask about.
  private func checkWaits() {
    guard !waits.isEmpty, world.takeHandled() else { return }
    var met: [Wait] = []
    for index in waits.indices.reversed() where waits[index].condition(self) {
      met.insert(waits.remove(at: index), at: 0)
    }
    for wait in met { wait.then(self) }
  }
}

struct LifeFailure: Error {
  var text: String
}
