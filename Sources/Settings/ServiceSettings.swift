// The validated settings of one daemon: a value without secrets, replaced whole on a reload. Whoever holds
// one need not check anything again: a file with a single problem never becomes one of these.
public import ShippingCore

public struct ServiceSettings: Sendable, Equatable {
  public var crm: CRMSettings
  public var ukrposhta: UkrposhtaSettings
  /// Absolute. The ledger and everything else the daemon remembers.
  public var stateDirectory: String
  public var labels: LabelSettings
  public var language: Language
  public var logLevel: LogLevel
  /// CRM status codes in which a TTN may be made; nil = any that is neither cancelled nor complete.
  public var createInStatuses: Set<String>?
  /// Who is told when something is wrong.
  public var contacts: Contacts
  public var polling: PollingSettings
  public var inDoubt: InDoubtPolicy
  public var retry: RetrySettings
  public var timeOuts: TimeOutSettings
  public var metrics: MetricsSettings
  public var alert: AlertPolicy
  /// In the order of the file, at least one.
  public var cabinets: [CabinetSettings]

  /// What the core decides by. `statusGroups` come from the CRM's references.
  public func policy(statusGroups: StatusGroups) -> Policy {
    Policy(
      installation: InstallationTag(crmURL: crm.url.text), cabinets: cabinets.map(\.policy),
      statusGroups: statusGroups, createInStatuses: createInStatuses,
      sites: crm.sites, language: language, retry: RetryPolicy(base: retry.base, cap: retry.cap),
      inDoubt: inDoubt,
      fetchesLabels: labels.fetch, missingTolerance: polling.missingOrder)
  }

  /// How the owner is told, and who that is.
  public var alertPolicy: AlertPolicy {
    var policy = alert
    policy.language = language
    policy.name = contacts.name
    policy.email = contacts.email
    policy.phone = contacts.phone?.text
    return policy
  }

  public func cabinet(_ id: CabinetID) -> CabinetSettings? {
    cabinets.first { $0.id == id }
  }

  /// Paths of the keys that differ from `running` and take effect only after a restart: where the services
  /// are, where the state is, what the connections were opened with, and everything that names a secret
  /// (systemd copies credentials when the unit starts).
  public func keysNeedingRestart(from running: ServiceSettings) -> [String] {
    var keys: [String] = []
    if crm.url != running.crm.url { keys.append("crm.url") }
    if crm.apiKey != running.crm.apiKey { keys.append("crm.api-key") }
    if ukrposhta.place != running.ukrposhta.place { keys.append("ukrposhta.at") }
    if stateDirectory != running.stateDirectory { keys.append("state-directory") }
    if labels.directory != running.labels.directory { keys.append("labels.directory") }
    if timeOuts != running.timeOuts { keys.append("time-outs") }
    for cabinet in cabinets where running.cabinet(cabinet.id)?.credentials != cabinet.credentials {
      keys.append("cabinets.\(cabinet.id).credentials")
    }
    return keys
  }
}

public struct CRMSettings: Sendable, Equatable {
  public var url: BaseURL
  public var apiKey: CredentialSource
  /// Site codes that are ours; nil = all the key can see.
  public var sites: Set<String>?
  public var requestsPerSecond: Double
  /// Other programs use the same key: then our own changes cannot be told from theirs, and none is skipped.
  public var keyIsShared: Bool
}

public struct UkrposhtaSettings: Sendable, Equatable {
  public var place: UkrposhtaPlace
  public var requestsPerSecond: Double
}

/// Which Ukrposhta (ukrposhta-api.md section 1). Bearers and tokens of one are unknown at the other.
public enum UkrposhtaPlace: Sendable, Hashable {
  case production
  case sandbox
  /// A simulator or a gateway.
  case at(BaseURL)

  public var url: BaseURL {
    switch self {
    case .production: BaseURL(text: "https://www.ukrposhta.ua", isLoopback: false)
    case .sandbox: BaseURL(text: "https://dev.ukrposhta.ua", isLoopback: false)
    case .at(let url): url
    }
  }

  /// Where the address classifier is: the sandbox has none of its own.
  public var classifierURL: BaseURL {
    if case .sandbox = self { Self.production.url } else { url }
  }
}

public struct LabelSettings: Sendable, Equatable {
  /// Absolute; labels go to `CABINET/DATE/ORDER-BARCODE.pdf` below it.
  public var directory: String
  public var fetch: Bool
}

public enum LabelFormat: String, Sendable, CaseIterable {
  case a4
  case a5
  /// 100×100 mm.
  case square = "100x100"
}

/// The raw values are those of swift-log.
public enum LogLevel: String, Sendable, CaseIterable {
  case trace, debug, info, notice, warning, error, critical
}

public struct Contacts: Sendable, Equatable {
  public var name: String?
  public var email: String?
  public var phone: Phone?
}

public struct PollingSettings: Sendable, Equatable {
  /// Between two polls of the order history.
  public var history: Duration
  /// Before orders that the CRM did not give are asked for again.
  public var ordersDelay: Duration
  /// Between two looks at a parcel that moves, at one that has stood still for hours, and at one that has for days.
  public var trackingMoving: Duration
  public var trackingSlow: Duration
  public var trackingDaily: Duration
  /// Between two slow re-checks of open orders and of the carrier's groups.
  public var sweep: Duration
  /// How long a change waits for others, to go to the CRM in one call with them.
  public var writeBackDelay: Duration
  /// How long an order must be missing from the CRM before it counts as deleted.
  public var missingOrder: Duration
}

public struct RetrySettings: Sendable, Equatable {
  public var base: Duration
  public var cap: Duration
  /// Before an account or a cabinet whose secret was refused is tried again.
  public var parkedAccount: Duration
}

public struct TimeOutSettings: Sendable, Equatable {
  public var connect: Duration
  /// A whole request, answer included.
  public var total: Duration
  /// The same for a label, which the post may take long to draw.
  public var label: Duration
}
