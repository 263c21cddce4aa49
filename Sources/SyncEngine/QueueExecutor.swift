// The queue that everything runs on, in the daemon: one serial Dispatch queue that is the engine's executor, the
// preferred executor of every task the engine starts, and the target of its timers. One thread at a time, so a
// decision is never made beside another, and the watchdog's ping proves that this very queue moves.
public import Dispatch
public import ShippingCore
internal import Synchronization

public final class QueueExecutor: EngineExecutor {
  public let queue: DispatchQueue

  public init(label: String) {
    queue = DispatchQueue(label: label)
  }

  public func enqueue(_ job: consuming ExecutorJob) {
    let unowned = UnownedJob(job)
    queue.async { @Sendable [self] in
      unowned.runSynchronously(
        isolatedTo: asUnownedSerialExecutor(), taskExecutor: asUnownedTaskExecutor())
    }
  }

  public func checkIsolated() {
    dispatchPrecondition(condition: .onQueue(queue))
  }
}

/// Wall time, monotonic time and one-shot timers on the executor's queue.
public final class DispatchClock: Clock {
  private let queue: DispatchQueue
  private let zone: LocalZone

  public init(executor: QueueExecutor, zone: LocalZone) {
    queue = executor.queue
    self.zone = zone
  }

  public func now() -> Instant { WallTime.now() }

  public func uptime() -> Duration { WallTime.uptime() }

  public func boot() -> String { WallTime.boot }

  public func localDay(of instant: Instant) -> String { zone.day(of: instant) }

  public func localMinute(of instant: Instant) -> Int { zone.minute(of: instant) }

  public func schedule(after delay: Duration, _ body: @escaping @Sendable () -> Void) -> any Scheduled {
    let scheduled = OneShot()
    let timer = DispatchSource.makeTimerSource(queue: queue)
    timer.setEventHandler { @Sendable in
      if scheduled.fire() { body() }
    }
    timer.schedule(deadline: .now() + .milliseconds(Int(clamping: max(0, delay.wholeMilliseconds))))
    // The class behind the protocol is Sendable, the protocol is not.
    if let source = timer as? DispatchSource { scheduled.hold(source) }
    timer.activate()
    return scheduled
  }
}

/// A timer that fires once. The source is active before anyone can drop it: Dispatch crashes on an inactive one.
private final class OneShot: Scheduled {
  private enum State {
    case waiting(DispatchSource?)
    case over
  }

  private let state = Mutex(State.waiting(nil))

  func hold(_ source: DispatchSource) {
    state.withLock { state in
      if case .waiting = state { state = .waiting(source) }
    }
  }

  func cancel() { _ = fire() }

  /// True for the one caller that got here first; the source is given back to Dispatch.
  func fire() -> Bool {
    state.withLock { current in
      guard case .waiting(let source) = current else { return false }
      source?.cancel()
      current = .over
      return true
    }
  }
}
