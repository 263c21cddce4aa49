// The composition root: the only place that knows every room. It reads the secrets, opens the ledger, builds the
// adapters over one curl thread, and hands the engine its ports.
import Foundation
import HTTPTransport
import Ledger
import Logging
import RetailCRM
import Settings
import ShippingCore
import SyncEngine
import Synchronization
import Ukrposhta

struct Assembly: Sendable {
  let settings: ServiceSettings
  let engine: Engine
  let clock: DispatchClock
  private let credentials: Credentials
  private let curl: CurlTransport
  private let ledger: SQLiteLedger
  private let pause: ClockPause
  private let lines = Lines()

  /// Throws `CredentialFailure` or `LedgerFailure`.
  init(settings: ServiceSettings, credentials: Credentials, executor: QueueExecutor, log: Logger) throws {
    self.settings = settings
    self.credentials = credentials
    guard let zone = LocalZone("Europe/Kyiv") ?? LocalZone("Europe/Kiev") else {
      throw LedgerFailure(.io, "the machine's zone table has no Europe/Kyiv (install tzdata)")
    }
    clock = DispatchClock(executor: executor, zone: zone)
    pause = ClockPause(clock: clock)
    var configuration = CurlTransport.Configuration()
    configuration.connectTimeout = settings.timeOuts.connect
    configuration.stallTimeout = settings.timeOuts.label + .seconds(30)
    configuration.drainTimeout = settings.timeOuts.total + .seconds(5)
    let curl = CurlTransport(configuration: configuration)
    self.curl = curl
    let parts = try Assembly.connect(settings, credentials, curl: curl, pause: pause, lines: lines)
    try FileManager.default.createDirectory(
      atPath: settings.stateDirectory, withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o700])
    ledger = try SQLiteLedger(path: settings.stateDirectory + "/ledger.sqlite")
    try ledger.claim(
      InstallationTag(crmURL: settings.crm.url.text), post: settings.ukrposhta.place.url.text)
    engine = Engine(
      executor: executor, crm: parts.crm, carriers: parts.carriers, ledger: ledger, clock: clock,
      chance: SystemChance(), spool: FileSpool(root: settings.labels.directory), printer: CommandPrinter(),
      policy: settings.policy(statusGroups: StatusGroups()), settings: EngineSettings(settings), log: log,
      messenger: CommandPrinter())
  }

  /// The connections of a configuration; on a reload, those of the new one over the same curl thread.
  struct Connections {
    var crm: any CRM
    var carriers: [CabinetID: any Carrier]
  }

  func connections(_ settings: ServiceSettings) throws -> Connections {
    try Assembly.connect(settings, credentials, curl: curl, pause: pause, lines: lines)
  }

  static func connect(
    _ settings: ServiceSettings, _ credentials: Credentials, curl: CurlTransport, pause: ClockPause,
    lines: Lines
  ) throws -> Connections {
    let key = try credentials.read(settings.crm.apiKey)
    let crm = RetailCRMAdapter(
      baseURL: settings.crm.url.text, apiKey: key.reveal(),
      transport: lines.adding(.crm) { meter in
        paced(curl, settings.crm.requestsPerSecond, settings.timeOuts, pause, meter)
      })
    // All cabinets share one pace: the limit is Ukrposhta's, not a contract's.
    let wire = lines.adding(.ukrposhta) { meter in
      paced(curl, settings.ukrposhta.requestsPerSecond, settings.timeOuts, pause, meter)
    }
    var carriers: [CabinetID: any Carrier] = [:]
    for cabinet in settings.cabinets {
      let sources = cabinet.credentials
      let secrets = UkrposhtaSecrets(
        ecomBearer: try credentials.read(sources.ecomBearer).reveal(),
        trackingBearer: try sources.trackingBearer.map { try credentials.read($0).reveal() },
        token: try credentials.read(sources.counterpartyToken).reveal())
      carriers[cabinet.id] = UkrposhtaCarrier(
        endpoints: UkrposhtaEndpoints(settings.ukrposhta.place), secrets: secrets, transport: wire)
    }
    return Connections(crm: crm, carriers: carriers)
  }

  private static func paced(
    _ curl: CurlTransport, _ callsPerSecond: Double, _ timeOuts: TimeOutSettings, _ pause: ClockPause,
    _ meter: CallMeter
  ) -> PacedTransport {
    let burst = max(1, Int(min(callsPerSecond, 32)))
    return PacedTransport(
      TimedTransport(inner: curl, timeOuts: timeOuts),
      pacing: Pacer.Configuration(callsPerSecond: callsPerSecond, burst: burst), pause: pause, meter: meter)
  }

  /// Calls that wait for their turn are given back as not sent: a stop waits for calls in flight, not for a line that a
  /// slowed pacer lets out one by one.
  func closeLines() { lines.close() }

  /// For an end with calls in flight: they are left to the end of the process.
  func closeLedger() throws(LedgerFailure) { try ledger.close() }

  /// What is told of the calls, by API.
  func callFigures() -> [CallFigures] { lines.figures() }

  /// After the engine stopped: the curl thread ends, the ledger is put away.
  func close() async throws(LedgerFailure) {
    await curl.shutdown()
    try ledger.close()
  }
}

/// The APIs whose calls are counted, as the metrics name them.
enum API: String, CaseIterable {
  case crm
  case ukrposhta
}

/// The pacers of this configuration and of the one before, whose last calls may still wait.
final class Lines: Sendable {
  private static let kept = 4
  private let transports = Mutex<[PacedTransport]>([])
  private let current = Mutex<[API: PacedTransport]>([:])
  /// One for each API, whatever the configuration: what was counted stays counted.
  private let meters: [(api: API, meter: CallMeter)] = API.allCases.map { ($0, CallMeter()) }

  func adding(_ api: API, _ make: (CallMeter) -> PacedTransport) -> PacedTransport {
    let transport = make(meters.first { $0.api == api }?.meter ?? CallMeter())
    transports.withLock { $0 = $0.suffix(Lines.kept - 1) + [transport] }
    current.withLock { $0[api] = transport }
    return transport
  }

  func figures() -> [CallFigures] {
    let current = current.withLock { $0 }
    return meters.map { $0.meter.figures(api: $0.api.rawValue, pace: current[$0.api]?.pace) }
  }

  func close() {
    for transport in transports.withLock({ $0 }) { transport.close() }
  }
}

/// The configured time-outs in place of the adapters' own.
struct TimedTransport: Transport {
  let inner: any Transport
  let timeOuts: TimeOutSettings

  func send(_ request: HTTPRequest) async -> Result<HTTPResponse, TransportFailure> {
    var timed = request
    timed.timeout = request.endpoint.contains(" forms/") ? timeOuts.label : timeOuts.total
    return await inner.send(timed)
  }
}

/// The pacers wait on the engine's own clock.
struct ClockPause: Pause {
  let clock: DispatchClock

  func nowMilliseconds() -> Int64 { clock.uptime().wholeMilliseconds }

  func pause(milliseconds: Int64) async {
    await withCheckedContinuation { continuation in
      _ = clock.schedule(after: .milliseconds(milliseconds)) { continuation.resume() }
    }
  }
}

extension UkrposhtaEndpoints {
  init(_ place: UkrposhtaPlace) {
    switch place {
    case .production: self = .production
    case .sandbox: self = .sandbox
    case .at(let url): self = .custom(base: url.text)
    }
  }
}

extension EngineSettings {
  init(_ settings: ServiceSettings) {
    self.init(
      historyInterval: settings.polling.history, ordersDelay: settings.polling.ordersDelay,
      writeBackDelay: settings.polling.writeBackDelay, trackingInterval: settings.polling.trackingMoving,
      trackingIntervalSlowest: settings.polling.trackingDaily, sweepInterval: settings.polling.sweep,
      accountRetryInterval: settings.retry.parkedAccount, keyIsShared: settings.crm.keyIsShared,
      labelSizes: Dictionary(
        settings.cabinets.map { ($0.id, LabelSize($0.labelFormat)) }, uniquingKeysWith: { first, _ in first })
    )
    for cabinet in settings.cabinets { printCommands[cabinet.id] = cabinet.printCommand }
    trackingIntervalSlow = settings.polling.trackingSlow
    alerts = settings.alertPolicy
  }
}

extension LabelSize {
  init(_ format: LabelFormat) {
    switch format {
    case .a4: self = .a4
    case .a5: self = .a5
    case .square: self = .square
    }
  }
}
