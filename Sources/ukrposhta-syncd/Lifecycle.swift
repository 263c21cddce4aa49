// From READY to the end: reload, watchdog, status line, drain. Everything here runs after the engine was assembled and
// decides nothing about orders.
import Control
import Glibc
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
  let threshold: LogThreshold
  let board: StatusBoard
  private let notify = Notify()
  private let reloads = ReloadRequests()
  private let metrics: MetricsPulse
  private let running: RunningConfiguration

  init(
    assembly: Assembly, signals: Signals, path: String, log: Logger, threshold: LogThreshold,
    board: StatusBoard
  ) {
    self.assembly = assembly
    self.signals = signals
    self.path = path
    self.log = log
    self.threshold = threshold
    self.board = board
    running = RunningConfiguration(path: path)
    metrics = MetricsPulse(assembly: assembly, log: log)
  }

  /// How often the status line is renewed when no watchdog asks for more.
  private static let statusInterval = Duration.seconds(15)

  func live() async {
    await assembly.engine.start()
    notify.ready(status: board.line(await assembly.engine.health().line))
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
        endAtOnceWhenAskedAgain()
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
      spool: assembly.settings.labels.directory, board: board, about: running)
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
    let interval = min(Notify.watchdogInterval().map { $0 / 2 } ?? .seconds(60), Lifecycle.statusInterval)
    _ = assembly.clock.schedule(after: interval) { @Sendable in
      Task(executorPreference: assembly.engine.executor) {
        let health = await assembly.engine.health()
        board.show(health.line)
        if health.overdue.isEmpty { notify.watchdog() }
        tell(health)
        pulse()
      }
    }
  }

  private func tell(_ health: EngineHealth) {
    let uptime = assembly.clock.uptime()
    for loop in health.overdue { log.error("loop stuck", metadata: ["LOOP": "\(loop.rawValue)"]) }
    if let duration = board.stuck(!health.overdue.isEmpty, at: uptime) {
      log.notice("no loop is stuck any more", metadata: ["DOWN_SECONDS": "\(duration.components.seconds)"])
    }
    if let refusal = board.reminder(at: uptime) {
      log.warning("configuration still not applied, the old one stays", metadata: ["REASON": "\(refusal)"])
    }
  }

  /// The new configuration as a whole, or the old one.
  private func reload() async -> ReloadResult {
    notify.reloading()
    let result = await applied()
    board.reloaded(refusal: result.isApplied ? nil : result.text, at: assembly.clock.uptime())
    let line = board.line(await assembly.engine.health().line)
    // A refusal is in the line already, and stays there.
    notify.ready(status: result.isApplied ? "\(result.text); \(line)" : line)
    return result
  }

  private func applied() async -> ReloadResult {
    switch SettingsFile.read(path: path) {
    case .failure(let problems):
      for problem in problems.problems {
        log.error("configuration problem", metadata: ["PROBLEM": "\(problem)"])
      }
      log.error(
        "configuration not applied, the old one stays",
        metadata: ["FAILURE": "\(problems.problems.count) problems"])
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
        change(to: Logger.Level(settings.logLevel))
        await assembly.engine.reload(
          policy: settings.policy(statusGroups: StatusGroups()), settings: EngineSettings(settings),
          crm: parts.crm, carriers: parts.carriers)
        metrics.apply(settings.metrics)
        running.noteApplied()
        return ReloadResult(isApplied: true, text: "configuration applied")
      } catch {
        log.error("configuration not applied, the old one stays", metadata: ["FAILURE": "\(error)"])
        return ReloadResult(isApplied: false, text: "configuration not applied, the old one stays: \(error)")
      }
    }
  }

  private func change(to level: Logger.Level) {
    guard level != threshold.level else { return }
    // Told at whichever of the two lets it through.
    let before = threshold.level
    threshold.level = min(before, level)
    log.notice("log level changed", metadata: ["FROM": "\(before)", "TO": "\(level)"])
    threshold.level = level
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
        board.stopping("waiting for \(unfinished)")
        log.notice("still stopping", metadata: ["UNFINISHED": "\(unfinished)"])
        tellDraining(for: elapsed + Lifecycle.drainInterval)
      }
    }
  }

  /// A second request to end: nothing in flight is waited for. Its intent is in the ledger, so the next start looks up what
  /// became of it. Nothing commits meanwhile: commits are made on the queue that this runs on.
  private func endAtOnceWhenAskedAgain() {
    let (assembly, log, wishes) = (assembly, log, signals.wishes)
    Task(executorPreference: assembly.engine.executor) {
      for await wish in wishes where wish == .stop {
        await assembly.engine.giveUp { unfinished in
          do {
            try assembly.closeLedger()
          } catch {
            log.error("ledger not closed cleanly, nothing is lost", metadata: ["FAILURE": "\(error)"])
          }
          log.notice(
            "stopped at once, calls in flight were given up",
            metadata: ["UNFINISHED": "\(unfinished.joined(separator: ", "))"])
          // Not `exit`: other threads still run, and nothing is left to be put away.
          _exit(0)
        }
      }
    }
  }

  private func stop() async {
    let unfinished = await assembly.engine.unfinished().joined(separator: ", ")
    board.stopping(unfinished.isEmpty ? "nothing is in flight" : "finishing \(unfinished)")
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
