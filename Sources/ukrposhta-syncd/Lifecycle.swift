// From READY to the end: reload, watchdog, status line, drain. Everything here runs after the engine was assembled and
// decides nothing about orders.
import Control
import Logging
import Settings
import ShippingCore
import SyncEngine
import SystemdHost

struct Lifecycle: Sendable {
  let assembly: Assembly
  let signals: Signals
  /// The configuration file, for reloads.
  let path: String
  let log: Logger
  private let notify = Notify()
  private let reloads = ReloadRequests()
  private let metrics: MetricsPulse

  init(assembly: Assembly, signals: Signals, path: String, log: Logger) {
    self.assembly = assembly
    self.signals = signals
    self.path = path
    self.log = log
    metrics = MetricsPulse(assembly: assembly, log: log)
  }

  /// How often the status line is renewed when no watchdog asks for more.
  private static let statusInterval = Duration.seconds(30)

  func live() async {
    await assembly.engine.start()
    notify.ready(status: "started")
    log.notice("started", metadata: ["CABINETS": "\(assembly.settings.cabinets.count)"])
    pulse()
    metrics.apply(assembly.settings.metrics)
    let control = await listen()
    for await wish in signals.wishes {
      switch wish {
      case .reload:
        let asking = await reloads.take()
        let result = await reload()
        for continuation in asking { continuation.resume(returning: result) }
      case .stop:
        await reloads.close()
        await control?.stop()
        await stop()
        return
      }
    }
  }

  /// The daemon does its work without a control socket too; only the operator's verbs miss it.
  private func listen() async -> ControlServer? {
    let desk = OperatorDesk(
      engine: assembly.engine, reloads: reloads, signals: signals,
      spool: assembly.settings.labels.directory)
    let place = ControlPlace(
      stateDirectory: assembly.settings.stateDirectory, runtimeDirectory: Place.runtimeDirectory)
    place.clear()
    let server = ControlServer(path: place.path) { request, replies in await desk.answer(request, replies) }
    do {
      try await server.start()
      try place.point()
      return server
    } catch {
      log.error("no control socket, the operator's verbs cannot ask", metadata: ["FAILURE": "\(error)"])
      return server
    }
  }

  /// The ping comes from the engine's own queue, and only while every loop moves.
  private func pulse() {
    let interval = Notify.watchdogInterval().map { $0 / 2 } ?? Lifecycle.statusInterval
    _ = assembly.clock.schedule(after: interval) { @Sendable in
      Task(executorPreference: assembly.engine.executor) {
        let health = await assembly.engine.health()
        notify.status(health.line)
        if health.overdue.isEmpty {
          notify.watchdog()
        } else {
          log.error(
            "loop stuck", metadata: ["LOOP": "\(health.overdue.map(\.rawValue).joined(separator: ","))"])
        }
        pulse()
      }
    }
  }

  /// The new configuration as a whole, or the old one.
  private func reload() async -> ReloadResult {
    notify.reloading()
    let result = await applied()
    notify.ready(status: result.text)
    return result
  }

  private func applied() async -> ReloadResult {
    switch SettingsFile.read(path: path) {
    case .failure(let problems):
      for problem in problems.problems {
        log.error("configuration problem", metadata: ["PROBLEM": "\(problem)"])
      }
      return ReloadResult(
        isApplied: false,
        text: "configuration not applied, the old one stays: \(problems.problems.count) problems")
    case .success(let settings):
      let bound = settings.keysNeedingRestart(from: assembly.settings).joined(separator: ", ")
      guard bound.isEmpty else {
        // Order ids, shipments and secrets belong to where they came from: half of a move is worse than none.
        log.error("configuration not applied: these keys need a restart", metadata: ["KEYS": "\(bound)"])
        return ReloadResult(isApplied: false, text: "configuration not applied, needs a restart: \(bound)")
      }
      do {
        let parts = try assembly.connections(settings)
        await assembly.engine.reload(
          policy: settings.policy(statusGroups: StatusGroups()), settings: EngineSettings(settings),
          crm: parts.crm, carriers: parts.carriers)
        metrics.apply(settings.metrics)
        return ReloadResult(isApplied: true, text: "configuration applied")
      } catch {
        log.error("configuration not applied, the old one stays", metadata: ["FAILURE": "\(error)"])
        return ReloadResult(isApplied: false, text: "configuration not applied, the old one stays: \(error)")
      }
    }
  }

  /// How often the service manager hears that a stop goes on, and how long it is asked to wait each time.
  private static let drainInterval = Duration.seconds(5)
  private static let drainPatience = Duration.seconds(20)
  /// After so long it is not asked for more: what has not ended by then will not.
  private static let longestDrain = Duration.seconds(300)

  private func tellDraining(for elapsed: Duration = .zero) {
    guard elapsed < Lifecycle.longestDrain else { return }
    notify.extendTimeout(Lifecycle.drainPatience)
    _ = assembly.clock.schedule(after: Lifecycle.drainInterval) { @Sendable in
      Task(executorPreference: assembly.engine.executor) {
        let unfinished = await assembly.engine.unfinished().joined(separator: ", ")
        guard !unfinished.isEmpty else { return }
        log.notice("still stopping", metadata: ["UNFINISHED": "\(unfinished)"])
        tellDraining(for: elapsed + Lifecycle.drainInterval)
      }
    }
  }

  private func stop() async {
    notify.stopping(status: "finishing calls in flight")
    log.notice("stopping: no new work, calls in flight are finished")
    tellDraining()
    await assembly.engine.stop { assembly.closeLines() }
    do {
      try await assembly.close()
      log.notice("stopped")
    } catch {
      log.error("ledger not closed cleanly, nothing is lost", metadata: ["FAILURE": "\(error)"])
    }
  }
}
