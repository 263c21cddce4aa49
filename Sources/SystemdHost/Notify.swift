// What systemd is told about the daemon's life, and how often it wants to hear that the daemon lives. Without
// systemd (no NOTIFY_SOCKET) all of it does nothing; failures are ignored, as sd_notify(3) advises: there is
// nobody to tell.
//
// What a newcomer gets wrong: a message is lines of `NAME=value`, so a line break inside a status would be a
// second message; and after `stopping` nothing may say READY again.
import CLibSystemd
import Glibc

public struct Notify: Sendable {
  public init() {}

  /// READY=1: config, secrets, ledger and signals stand. Not: an API answered.
  public func ready(status: String) {
    send("READY=1\nSTATUS=\(Self.oneLine(status))")
  }

  /// One line for `systemctl status`.
  public func status(_ status: String) {
    send("STATUS=\(Self.oneLine(status))")
  }

  /// The begin of a reload. `ready` must follow, also when the new settings are refused.
  public func reloading() {
    // systemd 253 and later insist on the time being in the same datagram; 252 ignores it.
    send("RELOADING=1\nMONOTONIC_USEC=\(Self.monotonicMicroseconds())")
  }

  /// SIGTERM was taken up; what is in flight is being finished.
  public func stopping(status: String) {
    send("STOPPING=1\nSTATUS=\(Self.oneLine(status))")
  }

  /// Asks for more time to stop, counted from now.
  public func extendTimeout(_ duration: Duration) {
    let (seconds, attoseconds) = duration.components
    let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
    guard !overflow, whole >= 0 else { return }
    send("EXTEND_TIMEOUT_USEC=\(whole.addingReportingOverflow(attoseconds / 1_000_000_000_000).partialValue)")
  }

  /// The ping. To be sent only while every loop does its work (house rule 7).
  public func watchdog() {
    send("WATCHDOG=1")
  }

  /// The interval within which systemd wants a ping; nil when it wants none from this process. Ping at half
  /// of it.
  public static func watchdogInterval() -> Duration? {
    var microseconds: UInt64 = 0
    guard sd_watchdog_enabled(0, &microseconds) > 0, microseconds > 0 else { return nil }
    return .microseconds(Int64(clamping: microseconds))
  }

  private func send(_ message: String) {
    _ = sd_notify(0, message)
  }

  /// With a blank for every control character.
  private static func oneLine(_ text: String) -> String {
    String(
      String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }))
  }

  private static func monotonicMicroseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000
  }
}
