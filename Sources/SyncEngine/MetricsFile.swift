// Puts the page where node-exporter reads it: whole or not at all, readable by everybody although the service's own files
// are not. Written on a queue of its own, because a disk that hangs must not hold up the engine; while one write hangs,
// the next are left out.
internal import Dispatch
internal import Glibc
public import Logging
internal import Synchronization

public final class MetricsFile: Sendable {
  private struct State {
    var isWriting = false
    /// The service writes elsewhere, or nowhere, by now.
    var isLeft = false
    /// The last write failed; writing that works again ends it.
    var isBroken = false
  }

  public let path: String
  private let log: Logger
  private let queue = DispatchQueue(label: "ukrposhta-syncd.metrics")
  private let state = Mutex(State())

  public init(path: String, log: Logger) {
    self.path = path
    self.log = log
  }

  /// Writes in the background.
  public func write(_ text: String) {
    let isFree = state.withLock { state in
      defer { state.isWriting = true }
      return !state.isWriting
    }
    guard isFree else { return note("the last write has not ended") }
    queue.async { @Sendable [self] in
      guard !state.withLock({ $0.isLeft }) else { return }
      let failure = MetricsFile.put(text, at: path)
      state.withLock { $0.isWriting = false }
      note(failure)
    }
  }

  /// Removes the file, behind a write that is under way: it would put the file back.
  public func leave() {
    state.withLock { $0.isLeft = true }
    queue.async { @Sendable [self] in _ = unlink(path) }
  }

  private func note(_ failure: String?) {
    let wasBroken = state.withLock { state in
      defer { state.isBroken = failure != nil }
      return state.isBroken
    }
    if let failure {
      log.error("metrics not written", metadata: ["FAILURE": "\(failure)"])
    } else if wasBroken {
      log.notice("metrics written again")
    }
  }

  /// Why it could not be written; nil when it was. The temporary file is beside the other one, so that renaming stays on
  /// one file system, and its name does not end in `.prom`, so that nobody reads it.
  static func put(_ text: String, at path: String) -> String? {
    let temporary = "\(path).\(getpid()).tmp"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o644)
    guard descriptor >= 0 else { return "open: \(reason())" }
    var failure = fchmod(descriptor, 0o644) == 0 ? nil : "chmod: \(reason())"
    var bytes = Array(text.utf8)[...]
    while failure == nil, !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count > 0 {
        bytes = bytes.dropFirst(count)
      } else if count == 0 || errno != EINTR {
        failure = "write: \(reason())"
      }
    }
    if close(descriptor) != 0, failure == nil { failure = "close: \(reason())" }
    if failure == nil, rename(temporary, path) != 0 { failure = "rename: \(reason())" }
    if failure != nil { unlink(temporary) }
    return failure
  }

  private static func reason() -> String { String(cString: strerror(errno)) }
}
