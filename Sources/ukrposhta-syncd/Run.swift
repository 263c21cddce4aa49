// `run`: the service. Reads as a table of contents: settings and secrets, ledger, signals, engine, READY; then it lives
// until a signal ends it.
import ArgumentParser
import Ledger
import Logging
import Settings
import SyncEngine
import SystemdHost

struct Run: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Runs the service until SIGTERM.",
    discussion: """
      SIGHUP reads the configuration again and keeps the old one if the new one has a problem.

      With --dry-run it reads and decides as always, on a copy of the ledger, prints what it would do, and does \
      nothing of it: no call to either service changes anything, and the ledger stays as it is. That works beside \
      the running service and before the first start.

      Examples:
        ukrposhta-syncd run --dry-run
        ukrposhta-syncd run --dry-run --once --since 2026-11-01
      """)

  @OptionGroup var file: ConfigurationOption
  @OptionGroup var dry: DryRunOptions

  func run() async throws {
    let settings = try file.read()
    let credentials = Credentials.process(configuration: file.config)
    if dry.isOn {
      return try await DryRun(settings: settings, credentials: credentials, options: dry).run()
    }
    let threshold = LogThreshold(Logger.Level(settings.logLevel))
    LoggingSystem.bootstrap { label in
      JournalLogHandler(label: label, threshold: threshold)
    }
    let board = StatusBoard()
    board.starting("opening the ledger")
    let log = Logger(label: "ukrposhta-syncd")
    let executor = QueueExecutor(label: "ukrposhta-syncd.engine")
    let signals = Signals(queue: executor.queue)
    let assembly: Assembly
    do {
      assembly = try Assembly(
        settings: settings, credentials: credentials, executor: executor, log: log)
    } catch let failure as CredentialFailure {
      Console.complain("\(failure)")
      throw ExitStatus.configuration
    } catch let failure as LedgerFailure {
      Console.complain("\(failure)")
      switch failure.kind {
      case .busy: throw ExitStatus.busy
      case .foreign: throw ExitStatus.configuration
      default: throw ExitStatus.ledger
      }
    }
    await signals.registered()
    let lifecycle = Lifecycle(
      assembly: assembly, signals: signals, path: file.config, log: log, threshold: threshold, board: board)
    await lifecycle.live()
  }
}

extension Logger.Level {
  init(_ level: LogLevel) {
    self = Logger.Level(rawValue: level.rawValue) ?? .info
  }
}
