// The one line that `systemctl status` and `ukrposhta-syncd status` show: a refused reload first, for as long as the file
// is not the configuration in use, then how the engine stands. While the daemon stops it says what is being finished.
import Synchronization

public final class StatusBoard: Sendable {
  /// How often the log is reminded of a configuration that was not applied.
  public static let reminderPause = Duration.seconds(3600)

  private struct State {
    /// Why the file is not in use; nil = it is.
    var refusal: String?
    var toldAt = Duration.zero
    var isStopping = false
    var shown: String?
    /// Loops were stuck at the last look, since when.
    var stuckAt: Duration?
  }

  private let state = Mutex(State())
  private let notify = Notify()

  public init() {}

  public func starting(_ what: String) { notify.status("starting: \(what)") }

  /// The whole line, from the engine's part of it.
  public func line(_ engine: String) -> String {
    let refusal = state.withLock { $0.refusal }
    return [refusal, engine].compactMap { $0 }.joined(separator: "; ")
  }

  /// A line that is shown already is not sent again.
  public func show(_ engine: String) {
    let line = line(engine)
    let isNews = state.withLock { state in
      guard !state.isStopping, state.shown != line else { return false }
      state.shown = line
      return true
    }
    if isNews { notify.status(line) }
  }

  /// `refusal`: why the new configuration is not in use; nil = it is.
  public func reloaded(refusal: String?, at uptime: Duration) {
    state.withLock { state in
      state.refusal = refusal
      state.toldAt = uptime
      state.shown = nil
    }
  }

  public func stopping(_ what: String) {
    let line = "stopping: \(what)"
    let isFirst = state.withLock { state in
      defer { state.isStopping = true }
      return !state.isStopping
    }
    if isFirst { notify.stopping(status: line) } else { notify.status(line) }
  }

  /// The refusal that the log should be reminded of now.
  public func reminder(at uptime: Duration) -> String? {
    state.withLock { state in
      guard let refusal = state.refusal, uptime - state.toldAt >= StatusBoard.reminderPause
      else { return nil }
      state.toldAt = uptime
      return refusal
    }
  }

  /// For how long loops have been stuck, once none is any more.
  public func stuck(_ isStuck: Bool, at uptime: Duration) -> Duration? {
    state.withLock { state in
      if isStuck {
        state.stuckAt = state.stuckAt ?? uptime
        return nil
      }
      defer { state.stuckAt = nil }
      return state.stuckAt.map { uptime - $0 }
    }
  }
}
