// The real daemon as a child process: started, killed, asked to end, its standard error in a file. It gets a
// bare environment, so that a rehearsal under systemd or behind a proxy is the same as on a bare machine.
internal import Foundation
internal import Glibc
internal import Synchronization

public final class DaemonProcess: Sendable {
  public enum End: Sendable, Equatable {
    case exited(code: Int32)
    case killed(signal: Int32)
  }

  /// How long a process that got SIGKILL may still be there.
  private static let longestDeath = Duration.seconds(10)

  // Foundation's class is Sendable; all that happens to it after `run` is the end that its handler reports.
  private let process = Process()
  private let finished = Mutex<End?>(nil)

  /// Starts `program` with its standard error at the end of the file `log`. `environment` is added to the bare one.
  public init(
    program: String, arguments: [String], log: String, environment: [String: String] = [:]
  ) throws {
    let descriptor = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw RehearsalFailure("cannot write \(log): \(Self.errnoText)") }
    let output = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.environment = Self.environment.merging(environment) { _, own in own }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = output
    process.terminationHandler = { [weak self] process in
      let status = process.terminationStatus
      let end: End =
        process.terminationReason == .uncaughtSignal ? .killed(signal: status) : .exited(code: status)
      self?.finished.withLock { $0 = end }
    }
    try process.run()
  }

  public var identifier: Int32 { process.processIdentifier }

  /// How it ended; nil while it runs.
  public var end: End? { finished.withLock { $0 } }

  /// `kill -9`. Returns when the process is gone, and with it its lock on the ledger.
  public func kill() async throws {
    signal(SIGKILL)
    try await Patience(limit: Self.longestDeath).wait(for: "the killed daemon to be gone") { end != nil }
  }

  /// Asks it to end as systemd does, and says how it did.
  public func terminate(within limit: Duration) async throws -> End {
    signal(SIGTERM)
    return try await ended(within: limit)
  }

  /// How it ended, when it ends by itself.
  public func ended(within limit: Duration) async throws -> End {
    try await Patience(limit: limit).wait(for: "the daemon to end") { end != nil }
    guard let end else { throw RehearsalFailure("the daemon ended without saying how") }
    return end
  }

  public func signal(_ number: Int32) {
    if end == nil { Glibc.kill(identifier, number) }
  }

  private static var environment: [String: String] {
    let kept = ["PATH", "HOME", "LANG", "LD_LIBRARY_PATH", "SWIFT_BACKTRACE"]
    return ProcessInfo.processInfo.environment.filter { kept.contains($0.key) }
  }

  private static var errnoText: String { String(cString: strerror(errno)) }
}

/// Why a rehearsal could not go on.
public struct RehearsalFailure: Error, CustomStringConvertible {
  public var description: String

  public init(_ description: String) {
    self.description = description
  }
}
