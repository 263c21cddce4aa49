// Keeps one daemon running through a rehearsal that kills it: the process that runs now, and how often it was
// killed.

public actor DaemonCrew {
  private let folder: RehearsalFolder
  private let program: String
  private var daemon: DaemonProcess?
  public private(set) var kills = 0

  public init(folder: RehearsalFolder, program: String) {
    self.folder = folder
    self.program = program
  }

  /// Starts a daemon; returns its process id.
  @discardableResult
  public func start(environment: [String: String] = [:]) throws -> Int32 {
    let started = try folder.startDaemon(program, environment: environment)
    daemon = started
    return started.identifier
  }

  /// `kill -9`, and the wait until it is gone. A daemon that had ended by itself is a failure.
  public func kill() async throws {
    guard let daemon else { return }
    if let end = daemon.end {
      throw RehearsalFailure("the daemon ended by itself: \(end); see \(folder.log)")
    }
    try await daemon.kill()
    kills += 1
    self.daemon = nil
  }

  /// Asks it to end and does not wait.
  public func askToEnd() { daemon?.signal(15) }

  public func terminate(within limit: Duration) async throws -> DaemonProcess.End {
    guard let daemon else { throw RehearsalFailure("no daemon runs") }
    let end = try await daemon.terminate(within: limit)
    self.daemon = nil
    return end
  }

  public func signal(_ number: Int32) throws {
    guard let daemon else { throw RehearsalFailure("no daemon runs") }
    daemon.signal(number)
  }

  /// How the daemon ended without being asked; nil while it runs.
  public var unexpectedEnd: DaemonProcess.End? { daemon?.end }

  /// Leaves nothing running behind, whatever happened.
  public func dismiss() {
    daemon?.signal(9)
    daemon = nil
  }
}
