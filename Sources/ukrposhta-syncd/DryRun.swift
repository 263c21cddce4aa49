// `run --dry-run`: the engine over ports that cannot write and over a copy of the ledger in a folder of its own, which is
// gone afterwards. A line for everything that the service would do.
import ArgumentParser
import Foundation
import HTTPTransport
import Ledger
import Logging
import Settings
import ShippingCore
import SyncEngine
import SystemdHost

struct DryRunOptions: ParsableArguments {
  @Flag(name: .customLong("dry-run"), help: "Say what would be done, and do nothing of it.")
  var isOn = false
  @Flag(
    help: "With --dry-run: end after one round, that is when everything due at this moment was looked at.")
  var once = false
  @Option(help: "With --dry-run: look at the orders created since this day too: 2026-11-01.")
  var since: DayArgument?
  @Flag(help: "With --dry-run: a JSON object for each line.")
  var json = false

  func validate() throws {
    if !isOn, once || since != nil || json {
      throw ValidationError("--once, --since and --json go with --dry-run")
    }
  }
}

struct DryRun {
  let settings: ServiceSettings
  let credentials: Credentials
  let options: DryRunOptions

  func run() async throws {
    let threshold = LogThreshold(.warning)
    LoggingSystem.bootstrap { label in JournalLogHandler(label: label, threshold: threshold) }
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let executor = QueueExecutor(label: "ukrposhta-syncd.dry-run")
    let signals = Signals(queue: executor.queue)
    let line = try DryLine(settings: settings, credentials: credentials, executor: executor, folder: folder)
    await signals.registered()
    let (options, pause) = (options, settings.polling.history)
    let rounds = Task { try await line.follow(options, pause: pause) }
    let end = Task {
      for await wish in signals.wishes where wish == .stop {
        await line.engine.endDryRun()
        rounds.cancel()
        return
      }
    }
    let result = await rounds.result
    end.cancel()
    await line.close()
    try result.get()
  }
}

/// A folder for its owner alone.
private struct TemporaryFolder {
  let path: String

  init() throws {
    var template = Array(
      (FileManager.default.temporaryDirectory.path + "/ukrposhta-dry-run-XXXXXX").utf8CString)
    guard mkdtemp(&template) != nil else {
      Console.complain("cannot make a temporary folder: \(String(cString: strerror(errno)))")
      throw ExitStatus.ledger
    }
    path = template.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
  }

  func remove() { try? FileManager.default.removeItem(atPath: path) }
}

/// Engine, ledger copy and connections of one dry run.
private struct DryLine: Sendable {
  let engine: Engine
  private let curl: CurlTransport
  private let ledger: SQLiteLedger
  private let retry: RetryPolicy
  private let lines = Lines()

  init(
    settings: ServiceSettings, credentials: Credentials, executor: QueueExecutor, folder: TemporaryFolder
  ) throws {
    guard let zone = LocalZone("Europe/Kyiv") ?? LocalZone("Europe/Kiev") else {
      Console.complain("the machine's zone table has no Europe/Kyiv (install tzdata)")
      throw ExitStatus.configuration
    }
    let clock = DispatchClock(executor: executor, zone: zone)
    var configuration = CurlTransport.Configuration()
    configuration.connectTimeout = settings.timeOuts.connect
    let curl = CurlTransport(configuration: configuration)
    self.curl = curl
    retry = RetryPolicy(base: settings.retry.base, cap: settings.retry.cap)
    let parts: Assembly.Connections
    do {
      parts = try Assembly.connect(
        settings, credentials, curl: curl, pause: ClockPause(clock: clock), lines: lines)
      ledger = try Self.copy(of: Place.ledger(settings.stateDirectory), in: folder)
      try ledger.claim(
        InstallationTag(crmURL: settings.crm.url.text), post: settings.ukrposhta.place.url.text)
    } catch let failure as CredentialFailure {
      Console.complain("\(failure)")
      throw ExitStatus.configuration
    } catch let failure as LedgerFailure {
      Console.complain("\(failure)")
      throw failure.kind == .foreign ? ExitStatus.configuration : ExitStatus.ledger
    }
    engine = Engine(
      executor: executor, crm: ReadingCRM(parts.crm),
      carriers: parts.carriers.mapValues { ReadingCarrier($0) },
      ledger: ledger, clock: clock, chance: SystemChance(), spool: ClosedSpool(), printer: SilentPrinter(),
      policy: settings.policy(statusGroups: StatusGroups()), settings: EngineSettings(settings),
      log: Logger(label: "ukrposhta-syncd"))
  }

  /// An empty one before the first start.
  private static func copy(of path: String, in folder: TemporaryFolder) throws -> SQLiteLedger {
    let copy = "\(folder.path)/ledger.sqlite"
    if FileManager.default.fileExists(atPath: path) {
      let original = try ReadOnlyLedger(path: path)
      try original.backup(to: copy)
      try original.close()
    }
    return try SQLiteLedger(path: copy)
  }

  /// Failures in a row after which --once gives up.
  private static let mostTries = 5

  func follow(_ options: DryRunOptions, pause: Duration) async throws {
    var (isFirst, failures) = (true, 0)
    while !Task.isCancelled {
      var next = pause
      do {
        let round = try await engine.dryRun(isFirst: isFirst, since: isFirst ? options.since?.start : nil) {
          acts in
          for act in acts { DryRunLine(act).show(json: options.json) }
        }
        (isFirst, failures) = (false, 0)
        if options.once { return DryRunLine.end(round, json: options.json) }
      } catch let failure as LedgerFailure {
        Console.complain("\(failure)")
        throw ExitStatus.ledger
      } catch let failure as Failure {
        failures += 1
        Console.complain("the CRM: \(failure.shown)")
        if failure.scope == .account { throw ExitStatus.configuration }
        if options.once, failures >= Self.mostTries { throw ExitStatus.unavailable }
        next = retry.delay(attempt: failures, jitter: 0.5)
      }
      try? await ContinuousClock().sleep(for: next)
    }
  }

  func close() async {
    lines.close()
    await curl.shutdown()
    do {
      try ledger.close()
    } catch {
      Console.complain("\(error)")
    }
  }
}
