// Where log records go. The journal only when standard error is connected to it, which is what JOURNAL_STREAM
// proves: sd_journal_sendv reports success without a journald too, and a variable inherited from a unit says
// nothing about a standard error that was since redirected.
import Glibc

public enum LogDestination: Sendable, Equatable {
  /// Structured, to journald.
  case journal
  /// Lines with `<priority>`, for whoever reads our standard error.
  case prefixedLines
  /// Lines for a person at a terminal.
  case terminal

  /// What fits this process.
  public static var process: LogDestination {
    var status = stat()
    let identity = fstat(STDERR_FILENO, &status) == 0 ? "\(status.st_dev):\(status.st_ino)" : nil
    return choose(
      journalStream: getenv("JOURNAL_STREAM").map { String(cString: $0) }, standardError: identity,
      isTerminal: isatty(STDERR_FILENO) == 1)
  }

  /// `journalStream` and `standardError` are `device:inode`.
  static func choose(journalStream: String?, standardError: String?, isTerminal: Bool) -> LogDestination {
    if let journalStream, journalStream == standardError { return .journal }
    return isTerminal ? .terminal : .prefixedLines
  }
}

/// Takes one whole line; called from any thread.
public typealias LogSink = @Sendable (String) -> Void

enum StandardError {
  /// One write for the whole line, so that lines of several threads do not mix; the rest of a short write
  /// follows.
  static func write(_ line: String) {
    var line = line
    line.withUTF8 { bytes in
      var rest = UnsafeRawBufferPointer(bytes)
      while !rest.isEmpty {
        let written = Glibc.write(STDERR_FILENO, rest.baseAddress, rest.count)
        if written < 0, errno == EINTR { continue }
        // Nowhere is left to say that saying failed.
        guard written > 0 else { return }
        rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(written))
      }
    }
  }

  /// `HH:MM:SS` where the machine is.
  static func timeOfDay() -> String {
    var now = time(nil)
    var parts = tm()
    guard localtime_r(&now, &parts) != nil else { return "--:--:--" }
    return [parts.tm_hour, parts.tm_min, parts.tm_sec].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(
      separator: ":")
  }
}
