// Reads the top of the file: everything but the cabinets. A part that cannot be read is nil or its default,
// and reading goes on: the aim is to have all problems, not to have settings.
//
// Limits protect the shop's key and the post from a slip of the pen. When both services are on this machine
// it is a rehearsal, and nearly any pace is allowed.
import ShippingCore
import Yams

struct ServiceReader {
  let environment: SettingsFile.Environment
  let report: ProblemReport

  static let defaultStateDirectory = "/var/lib/ukrposhta-syncd"
  /// RetailCRM's limit for one key (retailcrm-api.md section 2).
  static let crmRequestsPerSecond = 0.1...10.0
  /// Ukrposhta publishes none; its classifier is documented with 50 at least.
  static let ukrposhtaRequestsPerSecond = 0.1...50.0
  static let rehearsalRequestsPerSecond = 0.1...10_000.0

  func read(_ document: YAMLDocument) -> ServiceSettings? {
    guard let root = document.root else {
      if report.problems.isEmpty { report.add(at: .start, path: "", "the file holds no settings") }
      return nil
    }
    let value = Value(
      node: root, path: "", pattern: "", keyPosition: .start, document: document, report: report)
    guard let top = value.section() else { return nil }
    let crm = readCRM(top)
    let ukrposhta = readUkrposhta(top)
    let isRehearsal = (crm?.url.isLoopback ?? true) && (ukrposhta?.place.url.isLoopback ?? true)
    let pace = PaceReader(isRehearsal: isRehearsal)
    let timeOuts = pace.timeOuts(top)
    let stateDirectory = top.value("state-directory")?.absolutePath() ?? stateDirectoryOfUnit
    let labels = readLabels(top, stateDirectory: stateDirectory)
    let language = top.value("language")?.choice(["uk": Language.uk, "ru": .ru, "en": .en]) ?? .uk
    let logLevel = readLogLevel(top)
    let createInStatuses = top.value("create-in-statuses")?.codes("the code of a status")
    let contacts = readContacts(top)
    let polling = pace.polling(top)
    let inDoubt = pace.inDoubt(top, timeOuts: timeOuts)
    let retry = pace.retry(top)
    let metrics = MetricsReader(isRehearsal: isRehearsal).read(top)
    let alert = AlertReader(isRehearsal: isRehearsal).read(top, contacts: contacts)
    let cabinets = CabinetReader(
      report: report, isRehearsal: isRehearsal, fetchesLabels: labels.fetch
    ).readAll(top)
    top.finish()
    guard let crm, let ukrposhta, let cabinets else { return nil }
    return ServiceSettings(
      crm: crm, ukrposhta: ukrposhta, stateDirectory: stateDirectory, labels: labels, language: language,
      logLevel: logLevel, createInStatuses: createInStatuses, contacts: contacts, polling: polling,
      inDoubt: inDoubt, retry: retry, timeOuts: timeOuts, metrics: metrics, alert: alert, cabinets: cabinets)
  }

  /// The first one, when the unit has several.
  private var stateDirectoryOfUnit: String {
    let first = environment.stateDirectory?.prefix { $0 != ":" }
    if let first, first.hasPrefix("/") { return String(first) }
    return Self.defaultStateDirectory + (environment.instance.map { "-\($0)" } ?? "")
  }

  private func readCRM(_ top: Section) -> CRMSettings? {
    guard let section = top.requiredSection("crm", "the section about your RetailCRM") else { return nil }
    let url = section.required("url", "the address of your CRM, https://….retailcrm.ru").flatMap(Self.url)
    let apiKey = section.required("api-key", "where the API key is").flatMap(CredentialReader.source)
    let sites = section.value("sites")?.codes("the code of a site")
    let paces =
      url?.isLoopback ?? true ? Self.rehearsalRequestsPerSecond : Self.crmRequestsPerSecond
    let requestsPerSecond = section.value("requests-per-second")?.number(paces) ?? 5
    let keyIsShared = section.value("key-is-shared")?.flag() ?? false
    section.finish()
    guard let url, let apiKey else { return nil }
    return CRMSettings(
      url: url, apiKey: apiKey, sites: sites, requestsPerSecond: requestsPerSecond, keyIsShared: keyIsShared)
  }

  private func readUkrposhta(_ top: Section) -> UkrposhtaSettings? {
    guard let value = top.value("ukrposhta") else {
      return UkrposhtaSettings(place: .production, requestsPerSecond: 20)
    }
    guard let section = value.section() else { return nil }
    var place: UkrposhtaPlace? = .production
    if let value = section.value("at") { place = Self.place(value) }
    let paces =
      place?.url.isLoopback ?? true ? Self.rehearsalRequestsPerSecond : Self.ukrposhtaRequestsPerSecond
    let requestsPerSecond = section.value("requests-per-second")?.number(paces) ?? 20
    section.finish()
    return place.map { UkrposhtaSettings(place: $0, requestsPerSecond: requestsPerSecond) }
  }

  private static func place(_ value: Value) -> UkrposhtaPlace? {
    if case .scalar(let scalar) = value.node, scalar.string.contains("://") {
      return url(value).map(UkrposhtaPlace.at)
    }
    return value.choice(["production": UkrposhtaPlace.production, "sandbox": .sandbox])
  }

  private static func url(_ value: Value) -> BaseURL? {
    guard let text = value.text("an address like https://shop.retailcrm.ru") else { return nil }
    switch BaseURL.parse(text) {
    case .success(let url): return url
    case .failure(let refusal):
      value.refuse(refusal.reason)
      return nil
    }
  }

  private func readLabels(_ top: Section, stateDirectory: String) -> LabelSettings {
    let section = top.section("labels")
    let settings = LabelSettings(
      directory: section?.value("directory")?.absolutePath() ?? "\(stateDirectory)/labels",
      fetch: section?.value("fetch")?.flag() ?? true)
    section?.finish()
    return settings
  }

  private func readLogLevel(_ top: Section) -> LogLevel {
    let level = top.value("log-level")?.choice([
      "trace": LogLevel.trace, "debug": .debug, "info": .info, "notice": .notice, "warning": .warning,
      "error": .error, "critical": .critical,
    ])
    return level ?? .info
  }

  private func readContacts(_ top: Section) -> Contacts {
    let section = top.section("contacts")
    let contacts = Contacts(
      name: section?.value("name")?.text("the owner's name"), email: section?.value("email")?.email(),
      phone: section?.value("phone")?.phone())
    section?.finish()
    return contacts
  }
}
