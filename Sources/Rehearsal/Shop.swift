// The shop of every rehearsal: three contracts with Ukrposhta, one of each kind, a CRM account with a
// delivery module for each, and the secrets that open both. All of it is made up and follows from the seed,
// so a configuration written once fits every later rehearsal with the same seed.
public import Sandbox

public struct Shop: Sendable {
  /// One contract, and everything both sides must agree on about it.
  public struct Cabinet: Sendable, Equatable {
    /// Name in the daemon's configuration.
    public var name: String
    /// `client-type` of the configuration.
    public var clientType: String
    /// Code of the delivery type and of the integration module in the CRM.
    public var code: String { "ukrposhta-\(name)" }
    public var party: PostService.Counterparty
    /// Linked by an ordinary delivery type and custom fields instead of a module.
    public var isPlain = false
  }

  public static let company = "company"
  public static let entrepreneur = "entrepreneur"
  public static let individual = "individual"
  /// A delivery type of the CRM that is none of ours.
  public static let foreignDelivery = "courier"
  public static let store = "main"

  /// Delivery statuses of the modules, as `register` would put them there.
  public static let deliveryStatuses = [
    "created", "accepted", "in-transit", "customs", "at-office", "problem", "returning", "returned",
    "delivered",
    "cancelled", "withdrawn", "waiting", "error",
  ]

  /// CRM status that an order gets for what happened to its parcel; all of them exist in the sandbox's
  /// account.
  public static let orderStatuses: [(state: String, status: String)] = [
    ("accepted", "send-to-delivery"), ("in-transit", "delivering"), ("at-office", "arrived"),
    ("returning", "returning"), ("returned", "returned"), ("delivered", "complete"),
  ]

  public let seed: UInt64
  public let apiKey: String
  public let cabinets: [Cabinet]
  /// False: neither modules nor custom fields are in the CRM; `register --apply` has to put them there.
  public let isLinked: Bool

  /// `plain`: name of the cabinet that is linked without a module; nil = none.
  public init(seed: UInt64, plain: String? = nil, isLinked: Bool = true) {
    self.seed = seed
    self.isLinked = isLinked
    var generator = SeededGenerator(seed: seed &* 131 &+ 17)
    apiKey = generator.uuid().filter { $0 != "-" }
    cabinets = [Self.company, Self.entrepreneur, Self.individual].enumerated().map { offset, name in
      Cabinet(
        name: name, clientType: name,
        party: PostService.Counterparty.madeUp(name: name, seed: seed &* 31 &+ UInt64(offset)),
        isPlain: name == plain)
    }
  }

  public func cabinet(_ name: String) -> Cabinet? { cabinets.first { $0.name == name } }

  /// CRM and post, with nothing in them yet. `callsPerSecond` is the CRM's limit for the key, 0 = none.
  public func world(faults: FaultPlan = .none, crmCallsPerSecond: Int = 10) -> SandboxWorld {
    var account = CRMService.Configuration.demoShop(
      apiKey: apiKey, deliveryCodes: cabinets.filter { isLinked && !$0.isPlain }.map(\.code),
      statusCodes: Self.deliveryStatuses, plainCode: Self.foreignDelivery)
    for cabinet in cabinets where cabinet.isPlain {
      account.link(plain: cabinet.code, withFields: isLinked)
    }
    account.ratePerSecond = crmCallsPerSecond
    return SandboxWorld(
      crm: CRMService(configuration: account, seed: seed &+ 1),
      post: PostService(counterparties: cabinets.map(\.party), seed: seed &+ 2), faults: faults,
      seed: seed &+ 3)
  }

  /// What must appear nowhere but in the credential files and on the wire.
  public var secrets: [String] {
    [apiKey] + cabinets.flatMap { [$0.party.ecomBearer, $0.party.trackingBearer, $0.party.token] }
  }

  /// Plausible orders without defects for the three cabinets: what a load of work is made of.
  public func orders(_ count: Int) -> [CRMOrderDraft] {
    var load = CRMLoad(deliveryTypes: cabinets.map(\.code), defectiveShare: 0)
    // Corporate clients cannot be sent to from an individual's cabinet, and locked orders make no parcel.
    load.corporateShare = 0
    load.lockedShare = 0
    load.store = Self.store
    var generator = SeededGenerator(seed: seed &* 7 &+ 5)
    return (0..<count).map { _ in
      var draft = load.draft(using: &generator)
      // Goods typed in by hand have no weight of their own.
      draft.weightGrams = draft.weightGrams ?? 900
      // The sandbox's office there is closed, on purpose.
      if draft.address.index == Self.closedOffice { draft.address.index = "61002" }
      return draft
    }
  }

  /// A postcode that exists and is not served: orders to it are refused by the post itself.
  public static let closedOffice = "61001"

  /// What a person does in the CRM after `register --apply`: the payment types that go with a module's delivery type.
  public func connectPaymentTypes(in crm: CRMService) {
    let payments = [
      CRMService.Configuration.DeliveryPayment("cash-on-delivery", cod: true),
      CRMService.Configuration.DeliveryPayment("bank-card", cod: false),
    ]
    for cabinet in cabinets where !cabinet.isPlain {
      crm.addDeliveryType(
        CRMService.Configuration.DeliveryType(
          code: cabinet.code, name: "Укрпошта", integrationCode: cabinet.code, payments: payments))
    }
  }
}
