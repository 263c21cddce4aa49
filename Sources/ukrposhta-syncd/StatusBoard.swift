// The one line that `systemctl status` and `ukrposhta-syncd status` show: a refused reload first, for as long as the file
// is not the configuration in use, then how the engine stands. While the daemon stops it says what is being finished.
import Settings
import SyncEngine
import Synchronization
import SystemdHost

final class StatusBoard: Sendable {
  /// How often the log is reminded of a configuration that was not applied.
  static let reminderPause = Duration.seconds(3600)

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

  func starting(_ what: String) { notify.status("starting: \(what)") }

  func line(_ health: EngineHealth) -> String { line(health.line) }

  func line(_ engine: String) -> String {
    let refusal = state.withLock { $0.refusal }
    return [refusal, engine].compactMap { $0 }.joined(separator: "; ")
  }

  /// A line that is shown already is not sent again.
  func show(_ health: EngineHealth) {
    let line = line(health)
    let isNews = state.withLock { state in
      guard !state.isStopping, state.shown != line else { return false }
      state.shown = line
      return true
    }
    if isNews { notify.status(line) }
  }

  func reloaded(_ result: ReloadResult, at uptime: Duration) {
    state.withLock { state in
      state.refusal = result.isApplied ? nil : result.text
      state.toldAt = uptime
      state.shown = nil
    }
  }

  func stopping(_ what: String) {
    let line = "stopping: \(what)"
    let isFirst = state.withLock { state in
      defer { state.isStopping = true }
      return !state.isStopping
    }
    if isFirst { notify.stopping(status: line) } else { notify.status(line) }
  }

  /// The refusal that the log should be reminded of now.
  func reminder(at uptime: Duration) -> String? {
    state.withLock { state in
      guard let refusal = state.refusal, uptime - state.toldAt >= StatusBoard.reminderPause
      else { return nil }
      state.toldAt = uptime
      return refusal
    }
  }

  /// For how long loops have been stuck, once none is any more.
  func stuck(_ isStuck: Bool, at uptime: Duration) -> Duration? {
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
