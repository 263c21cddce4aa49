// `register`: tells the CRM about the cabinets, or shows what it would tell. It reads the configuration and the CRM's key
// alone: neither ledger nor Ukrposhta's secrets are touched, so it runs beside the service and before the first start.
import ArgumentParser
import HTTPTransport
import RetailCRM
import Settings
import ShippingCore
import SyncEngine

struct Register: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows how the CRM differs from the configuration, and with --apply makes it the same.",
    discussion: """
      In native mode the delivery module with its statuses, fields and settings, in plain mode the custom fields. What \
      only a person can do in the CRM is said step by step. Nothing is written without --apply, and what was written \
      is read back.

      Exit code 0: no difference (any more). 1: differences. 69: the CRM cannot be reached. 78: the configuration, a \
      credential, or the API key itself is wrong.
      """)

  @OptionGroup var file: ConfigurationOption

  @Flag(help: "Write what differs into the CRM.")
  var apply = false

  @Flag(help: "Print one JSON document.")
  var json = false

  @Option(help: "Only this cabinet.")
  var cabinet: String?

  func run() async throws {
    let settings = try file.read()
    let cabinets = settings.cabinets.map(\.policy).filter { cabinet == nil || $0.id.rawValue == cabinet }
    guard !cabinets.isEmpty else {
      let names = settings.cabinets.map { "\($0.id)" }.joined(separator: ", ")
      Console.complain("no cabinet “\(cabinet ?? "")” in \(file.config); there are: \(names)")
      throw ExitStatus.configuration
    }
    let wish = RegistrationWish(cabinets: cabinets, language: settings.language)
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

  /// The CRM of the configuration, at the pace it allows, for as long as `body` needs it.
  private func connected<Value: Sendable>(
    _ settings: ServiceSettings, _ body: (RetailCRMAdapter) async -> Value
  ) async throws -> Value {
    let key: Secret
    do {
      key = try Credentials.process.read(settings.crm.apiKey)
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
    let crm = RetailCRMAdapter(
      baseURL: settings.crm.url.text, apiKey: key.reveal(),
      transport: Assembly.paced(
        curl, settings.crm.requestsPerSecond, settings.timeOuts, ClockPause(clock: clock)))
    let value = await body(crm)
    await curl.shutdown()
    return value
  }
}
