// `register`: tells the CRM about the cabinets, or shows what it would tell. It reads the configuration, the CRM's key and,
// where there is one, in the ledger how cards are written; Ukrposhta's secrets are not touched. So it runs beside the
// service and before the first start.
import ArgumentParser
import HTTPTransport
import Ledger
import RetailCRM
import Settings
import ShippingCore
import SyncEngine

struct Register: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows how the CRM differs from the configuration, and with --apply makes it the same.",
    discussion: """
      In native mode the delivery module with its statuses, fields and settings, in plain mode the custom \
      fields; a few of these in native mode too, where the ledger tells that tracking calls do not reach the order \
      cards. What only a person can do in the CRM is said step by step. Nothing is written without --apply, and what \
      was written is read back.

      A module of the configured code that another program lives by, or that this service did not make, is left \
      alone: give the cabinet a module-code of its own. --take-over CODE makes that module this service's all the same, and takes the other program's callbacks out.

      Exit code 0: no difference (any more). 1: differences. 69: the CRM cannot be reached. 78: the \
      configuration, a credential, or the API key itself is wrong.

      The API key comes from where the configuration says; outside of systemd a credential is looked for in the \
      folder `credentials` beside the configuration.

      Examples:
        ukrposhta-syncd register
        ukrposhta-syncd register --apply --cabinet main
      """)

  @OptionGroup var place: LedgerOption

  @Flag(help: "Write what differs into the CRM.")
  var apply = false

  @Flag(help: "Print one JSON document.")
  var json = false

  @Option(help: "Only this cabinet.")
  var cabinet: String?

  @Option(
    name: .customLong("take-over"),
    help: ArgumentHelp(
      "Make this module the service's although it is another program's.", valueName: "code"))
  var takenOver: [String] = []

  func run() async throws {
    let settings = try place.file.read()
    let cabinets = settings.cabinets.map(\.policy).filter { cabinet == nil || $0.id.rawValue == cabinet }
    guard !cabinets.isEmpty else {
      let names = settings.cabinets.map { "\($0.id)" }.joined(separator: ", ")
      Console.complain("no cabinet “\(cabinet ?? "")” in \(place.file.config); there are: \(names)")
      throw ExitStatus.configuration
    }
    for code in takenOver where !cabinets.contains(where: { $0.mode == .native && $0.moduleCode == code }) {
      Console.complain("no cabinet has the module-code “\(code)”, so there is nothing to take over")
      throw ExitStatus.configuration
    }
    let wish = RegistrationWish(
      cabinets: cabinets, language: settings.language, sites: settings.crm.sites,
      byFields: Self.cabinetsByFields(cabinets, in: try place.openIfThere()), takenOver: Set(takenOver))
    let outcome = try await connected(settings) { crm in
      apply ? await crm.register(wish) : await crm.registration(of: wish)
    }
    guard case .done(let report) = outcome else {
      let failure = outcome.failure
      Console.complain("\(settings.crm.url.text): \(failure?.code ?? "failed"): \(failure?.message ?? "")")
      throw failure?.scope == .account ? ExitStatus.configuration : ExitStatus.unavailable
    }
    let output = RegisterOutput(report: report, language: settings.language, isApplied: apply)
    print(json ? try output.json() : output.text)
    if !report.isInSync { throw ExitStatus.different }
  }

  /// Native cabinets whose cards tracking calls do not reach, as far as the ledger knows; none without a ledger.
  static func cabinetsByFields(_ cabinets: [CabinetPolicy], in ledger: ReadOnlyLedger?) -> Set<CabinetID> {
    guard let ledger else { return [] }
    let found = cabinets.filter { cabinet in
      guard cabinet.mode == .native, let record = try? ledger.writeBack(cabinet.id) else { return false }
      return record.module == cabinet.moduleCode && record.isByFields
    }
    return Set(found.map(\.id))
  }

  /// The CRM of the configuration, at the pace it allows, for as long as `body` needs it.
  private func connected<Value: Sendable>(
    _ settings: ServiceSettings, _ body: (RetailCRMAdapter) async -> Value
  ) async throws -> Value {
    let key: Secret
    do {
      key = try Credentials.process(configuration: place.file.config).read(settings.crm.apiKey)
    } catch {
      Console.complain("\(error)")
      throw ExitStatus.configuration
    }
    guard let zone = LocalZone("UTC") else {
      Console.complain("the machine's zone table has no UTC (install tzdata)")
      throw ExitStatus.configuration
    }
    var configuration = CurlTransport.Configuration()
    configuration.connectTimeout = settings.timeOuts.connect
    let curl = CurlTransport(configuration: configuration)
    let clock = DispatchClock(executor: QueueExecutor(label: "ukrposhta-syncd.register"), zone: zone)
    let pause = ClockPause(clock: clock)
    // One call at a time: the key may be the service's, which is using up its share at this very moment.
    let pacing = Pacer.Configuration(callsPerSecond: settings.crm.requestsPerSecond, burst: 1)
    let paced = PacedTransport(
      TimedTransport(inner: curl, timeOuts: settings.timeOuts), pacing: pacing, pause: pause)
    let crm = RetailCRMAdapter(
      baseURL: settings.crm.url.text, apiKey: key.reveal(),
      transport: InsistentTransport(inner: paced, pause: pause))
    let value = await body(crm)
    await curl.shutdown()
    return value
  }
}

/// Sends again what the CRM's limiter turned away: nothing was done, and nobody is there to try later.
struct InsistentTransport: Transport {
  let inner: any Transport
  let pause: any Pause

  /// Sent at most so often, with 1, 2, 4 and 8 seconds between.
  static let mostAttempts = 5
  private static let waits = Backoff(base: .seconds(1), cap: .seconds(8))

  func send(_ request: HTTPRequest) async -> Result<HTTPResponse, TransportFailure> {
    var result = await inner.send(request)
    for attempt in 1..<Self.mostAttempts {
      guard case .success(let response) = result, response.status == 429 || response.status == 503 else {
        break
      }
      await pause.pause(milliseconds: Self.waits.ceiling(attempt: attempt - 1).wholeMilliseconds)
      result = await inner.send(request)
    }
    return result
  }
}
