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
    discussion: "SIGHUP reads the configuration again and keeps the old one if the new one has a problem.")

  @OptionGroup var file: ConfigurationOption

  func run() async throws {
    let settings = try file.read()
    let level = Logger.Level(settings.logLevel)
    LoggingSystem.bootstrap { label in
      JournalLogHandler(label: label, level: level)
    }
    let log = Logger(label: "ukrposhta-syncd")
    let executor = QueueExecutor(label: "ukrposhta-syncd.engine")
    let signals = Signals(queue: executor.queue)
    let assembly: Assembly
    do {
      assembly = try Assembly(
        settings: settings, credentials: .process(configuration: file.config), executor: executor, log: log)
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
    let lifecycle = Lifecycle(assembly: assembly, signals: signals, path: file.config, log: log)
    await lifecycle.live()
  }
}

extension Logger.Level {
  init(_ level: LogLevel) {
    self = Logger.Level(rawValue: level.rawValue) ?? .info
  }
}
