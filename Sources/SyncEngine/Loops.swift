// When which loop runs. A loop is armed with one one-shot timer and re-armed when its run ends, so a slow run never
// overlaps itself; a wake during a run is remembered. Health reads the same table.
import Logging
import ShippingCore

public enum LoopName: String, Sendable, CaseIterable {
  case history
  case orders
  case tracking
  case writeBack = "write-back"
  case sweep
}

struct Loops {
  struct State {
    var timer: (any Scheduled)?
    /// Uptime at which the armed timer fires.
    var dueAt: Duration?
    var isRunning = false
    /// Delay asked for while running.
    var rerunAfter: Duration?
    var startedAt: Duration?
    var endedAt: Duration?
    var failures = 0
    /// Uptime of the first failure in a row; nil when the ledger alone was to blame.
    var failedAt: Duration?
  }

  private var states: [LoopName: State] = [:]

  subscript(_ name: LoopName) -> State {
    get { states[name] ?? State() }
    set { states[name] = newValue }
  }

  var isAnyRunning: Bool { states.values.contains { $0.isRunning } }

  mutating func cancelAll() {
    for name in LoopName.allCases {
      self[name].timer?.cancel()
      self[name].timer = nil
      self[name].dueAt = nil
    }
  }
}

extension Engine {
  /// Runs the loop after `delay`, unless it is armed to run sooner.
  func wake(_ name: LoopName, after delay: Duration) {
    guard !isStopping, !dryRun.isOn else { return }
    if loops[name].isRunning {
      loops[name].rerunAfter = min(loops[name].rerunAfter ?? delay, delay)
      return
    }
    let due = clock.uptime() + delay
    if let armed = loops[name].dueAt, armed <= due { return }
    loops[name].timer?.cancel()
    loops[name].dueAt = due
    loops[name].timer = clock.schedule(after: max(delay, .zero)) { @Sendable [weak self] in
      self?.fire(name)
    }
  }

  private nonisolated func fire(_ name: LoopName) {
    Task(executorPreference: executor) { await self.run(name) }
  }

  private func run(_ name: LoopName) async {
    guard !isStopping, !loops[name].isRunning else { return }
    loops[name].timer = nil
    loops[name].dueAt = nil
    loops[name].isRunning = true
    loops[name].startedAt = clock.uptime()
    loops[name].rerunAfter = nil
    let failures = loops[name].failures
    let next = await turn(of: name)
    observed.noteRun(name, failed: loops[name].failures > failures, at: clock.now())
    loops[name].isRunning = false
    loops[name].endedAt = clock.uptime()
    let rerun = loops[name].rerunAfter
    loops[name].rerunAfter = nil
    if let delay = [next, rerun].compactMap({ $0 }).min() {
      wake(name, after: delay)
    }
    noteProgress()
  }

  /// One run of a loop; returns when it wants to run again, nil when only an event wakes it.
  private func turn(of name: LoopName) async -> Duration? {
    do {
      try watchClock()
      if ledgerFailure != nil {
        try ledger.probe(now: clock.now())
        noteLedgerWorks()
      }
      let next: Duration?
      switch name {
      case .history: next = try await pollHistory()
      case .orders: next = try await readDueOrders()
      case .tracking: next = try await track()
      case .writeBack: next = try await writeBack()
      case .sweep: next = try await sweep()
      }
      noteRunWorked(name)
      return next
    } catch let failure as LedgerFailure {
      loops[name].failures += 1
      noteLedgerFailure(failure)
      return retryDelay(name)
    } catch let failure as Failure {
      noteRunFailed(name, code: failure.code)
      // A key that is refused is not hammered.
      return failure.scope == .account ? settings.accountRetryInterval : retryDelay(name)
    } catch {
      noteRunFailed(name, code: "\(error)")
      return retryDelay(name)
    }
  }

  private func noteRunFailed(_ name: LoopName, code: String) {
    loops[name].failures += 1
    // Given back by the stop.
    if isStopping { return }
    loops[name].failedAt = loops[name].failedAt ?? clock.uptime()
    log.warning("loop run failed", metadata: ["LOOP": "\(name.rawValue)", "FAILURE": "\(code)"])
  }

  private func noteRunWorked(_ name: LoopName) {
    let failures = loops[name].failures
    loops[name].failures = 0
    guard let since = loops[name].failedAt else { return }
    loops[name].failedAt = nil
    let seconds = (clock.uptime() - since).components.seconds
    log.notice(
      "loop runs again",
      metadata: ["LOOP": "\(name.rawValue)", "DOWN_SECONDS": "\(seconds)", "FAILURES": "\(failures)"])
  }

  /// After a step back of the wall clock, what was due at times that are now far ahead becomes due.
  private func watchClock() throws(LedgerFailure) {
    let offset = clock.now() - clock.uptime()
    defer { clockOffset = offset }
    guard let before = clockOffset else {
      // The step may have happened while the daemon was down.
      try clampDueTimes()
      return
    }
    if offset + Bound.clockStep < before {
      // Refusals of the time before the step would otherwise count again, and new ones not.
      refusalsCountSince = min(refusalsCountSince, clock.now())
      log.warning(
        "the clock stepped back", metadata: ["SECONDS": "\(before.since(offset).components.seconds)"])
      try clampDueTimes()
    }
  }

  private func clampDueTimes() throws(LedgerFailure) {
    let now = clock.now()
    let longest = max(
      policy.retry.cap, policy.missingTolerance, settings.accountRetryInterval, policy.inDoubt.window)
    try ledger.clampDue(
      now: now, latest: now + longest + .seconds(60),
      latestTracking: now + settings.trackingIntervalSlowest + .seconds(60),
      latestWatch: now + policy.longestWatch + .seconds(60))
  }

  /// A loop that has come back from a call moves: the watchdog counts from here.
  func noteAttempt(_ name: LoopName) {
    if loops[name].isRunning { loops[name].startedAt = clock.uptime() }
  }

  private func retryDelay(_ name: LoopName) -> Duration {
    policy.retry.delay(attempt: max(1, loops[name].failures), jitter: chance.next())
  }

  /// Pause until a due time of the ledger; a due time far ahead, as after a step of the clock, is looked at again
  /// within an hour.
  func pause(until due: Instant?, atLeast least: Duration) -> Duration? {
    guard let due else { return nil }
    return max(least, min(due.since(clock.now()), Bound.longestSleep))
  }
}
