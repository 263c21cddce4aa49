// Everything besides the order and its ledger entry that a decision may depend on.

/// The shop's policy, whole.
public struct Policy: Hashable, Sendable {
  public var installation: InstallationTag
  public var cabinets: [CabinetPolicy]
  public var statusGroups: StatusGroups
  /// Status codes in which a TTN may be made; nil = any that is neither cancelled nor complete.
  public var createInStatuses: Set<String>?
  /// Site codes that are ours; nil = all.
  public var sites: Set<String>?
  /// Sites the key can see, as the CRM says: an order of another one is hidden, not deleted.
  public var visibleSites: Set<String>
  public var language: Language
  public var retry: RetryPolicy
  public var inDoubt: InDoubtPolicy
  public var fetchesLabels: Bool
  /// How long an order must be missing from the CRM's answers before it counts as deleted. One answer proves little: a
  /// key may lose a site, an index may lag, and a withdrawn label is printed already.
  public var missingTolerance: Duration

  public init(
    installation: InstallationTag, cabinets: [CabinetPolicy], statusGroups: StatusGroups = StatusGroups(),
    createInStatuses: Set<String>? = nil,
    sites: Set<String>? = nil, language: Language = .uk, retry: RetryPolicy = RetryPolicy(),
    inDoubt: InDoubtPolicy = InDoubtPolicy(), fetchesLabels: Bool = true,
    missingTolerance: Duration = .seconds(600)
  ) {
    self.installation = installation
    self.cabinets = cabinets
    self.statusGroups = statusGroups
    self.createInStatuses = createInStatuses
    self.sites = sites
    visibleSites = []
    self.language = language
    self.retry = retry
    self.inDoubt = inDoubt
    self.fetchesLabels = fetchesLabels
    self.missingTolerance = missingTolerance
  }

  public func cabinet(_ id: CabinetID) -> CabinetPolicy? {
    cabinets.first { $0.id == id }
  }

  /// The cabinet whose delivery type the order has.
  public func cabinet(deliveryType code: String?) -> CabinetPolicy? {
    guard let code else { return nil }
    return cabinets.first { $0.deliveryType == code }
  }
}

/// Which group each status is in, from `reference/status-groups` (retailcrm-api.md section 11).
public struct StatusGroups: Hashable, Sendable {
  public var groupByStatus: [String: String]

  public init(groupByStatus: [String: String] = [:]) {
    self.groupByStatus = groupByStatus
  }

  public func isCancelled(_ status: String) -> Bool { groupByStatus[status] == "cancel" }
  public func isComplete(_ status: String) -> Bool { groupByStatus[status] == "complete" }
}

/// How a cabinet stands at this moment, as far as the engine knows.
public struct CabinetReadiness: Hashable, Sendable {
  public var sender: ClientUUID?
  /// Today's open group of each shipment type. Only groups whose contents were read since the start are listed:
  /// before that, a shipment made just before a restored backup could be made again.
  public var groups: [ShipmentType: GroupUUID]
  /// Doors of stores, as far as the post was told of them.
  public var places: [PostalAddress: PickUpPlace] = [:]
  /// The account is refused until then.
  public var parkedUntil: Instant?

  public init(sender: ClientUUID? = nil, groups: [ShipmentType: GroupUUID] = [:], parkedUntil: Instant? = nil)
  {
    self.sender = sender
    self.groups = groups
    self.parkedUntil = parkedUntil
  }
}

/// How a store's door stands with the post.
public enum PickUpPlace: Hashable, Sendable {
  /// In the sender's list.
  case known(AddressID)
  /// The post does not take it.
  case refused(Failure)
}

/// When a failed step is tried again.
public struct RetryPolicy: Hashable, Sendable {
  public var base: Duration
  public var cap: Duration

  public init(base: Duration = .seconds(2), cap: Duration = .seconds(300)) {
    self.base = base
    self.cap = cap
  }

  /// Full jitter: a uniform share of `base * 2^(attempt-1)`, at most `cap`, never under a tenth of it.
  /// `jitter` is in 0..<1; `attempt` counts from 1.
  public func delay(attempt: Int, jitter: Double) -> Duration {
    let ceiling = min(
      Double(cap.wholeMilliseconds), Double(base.wholeMilliseconds) * doubled(times: attempt - 1))
    return .milliseconds(Int64(ceiling * (0.1 + 0.9 * min(max(jitter, 0), 1))))
  }

  private func doubled(times: Int) -> Double {
    // 2^30 of any base is over every cap; the clamp keeps the shift from trapping.
    Double(1 << min(max(times, 0), 30))
  }
}

/// How a create whose answer was lost is looked for.
public struct InDoubtPolicy: Hashable, Sendable {
  /// Longer than the carrier may still be working on a request after its connection broke. Only a look that begins
  /// after this, and finds nothing, lets a new shipment be made.
  public var window: Duration
  /// Pauses between looks; the last one repeats.
  public var pauses: [Duration]

  public init(
    window: Duration = .seconds(600),
    pauses: [Duration] = [.seconds(2), .seconds(10), .seconds(30), .seconds(60), .seconds(120)]
  ) {
    self.window = window
    self.pauses = pauses
  }
}
