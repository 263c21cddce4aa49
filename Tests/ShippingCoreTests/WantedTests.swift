// What an order asks for: every gesture of behaviour.md section 3, and which of two gestures wins.

import ShippingCore
import Testing

@Suite struct WantedTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var view: OrderView
    var entry: LedgerEntry
    var policy: Policy
    var expected: Wanted

    init(
      _ name: String, _ expected: Wanted, entry: LedgerEntry = Scene.entry(), policy: Policy = Scene.policy(),
      view: OrderView? = nil, order change: (inout Order) -> Void = { _ in }
    ) {
      testDescription = name
      self.view = view ?? .order(Scene.order(change))
      self.entry = entry
      self.policy = policy
      self.expected = expected
    }
  }

  private static func missing(for duration: Duration?, _ phase: LedgerEntry.Phase = .none) -> LedgerEntry {
    Scene.entry(phase) { $0.missingSince = duration.map { Scene.now - $0 } }
  }

  private static let live = Scene.entry(.live(Scene.shipment()))
  private static let admitted = Scene.entry { $0.isAdmitted = true }
  private static let listed = Scene.policy { $0.createInStatuses = ["assembling"] }
  private static let ours = Scene.policy { $0.sites = ["shop"] }
  /// The main cabinet's delivery type has another code since the shipment was made.
  private static let renamed = Scene.policy { $0.cabinets[0].deliveryType = "ukrposhta-new" }

  static let gestures: [Row] = [
    Row("unlocked", .shipment(Scene.main)),
    Row("unlocked, of another cabinet", .shipment(Scene.second)) {
      $0.delivery.typeCode = Scene.second.deliveryType
    },
    Row("locked", .none(.locked)) { $0.delivery.data.isLocked = true },
    Row("cancelled", .none(.cancelled)) { $0.status = "cancel-other" },
    Row("complete", .asIs(.complete)) { $0.status = "complete" },
    Row("status of no known group", .shipment(Scene.main)) { $0.status = "invented-yesterday" },
    Row("foreign type", .none(.foreignDelivery)) { $0.delivery.typeCode = "courier" },
    Row("no type", .none(.foreignDelivery)) { $0.delivery.typeCode = nil },
    Row("status not listed", .asIs(.statusNotListed), policy: listed),
    Row("status listed", .shipment(Scene.main), policy: listed) { $0.status = "assembling" },
    Row("status not listed, with a shipment", .shipment(Scene.main), entry: live, policy: listed),
    Row("status not listed, made anew", .shipment(Scene.main), entry: admitted, policy: listed),
    Row("locked, with a shipment", .none(.locked), entry: live) { $0.delivery.data.isLocked = true },
    Row("site not ours", .asIs(.foreignSite), policy: ours) { $0.site = "other" },
    Row("site ours", .shipment(Scene.main), policy: ours),
    Row("unreadable", .asIs(.unreadable), view: .unreadable(Scene.failure(.terminal))),
  ]

  private static let held = Scene.entry { $0.hold = DeliveryHold(deliveryType: Scene.main.deliveryType) }
  private static func cleared(_ phase: LedgerEntry.Phase) -> LedgerEntry {
    Scene.entry(phase) { $0.cardProof = CardProof(generation: 1, at: Scene.now, clearedSince: Scene.now) }
  }

  static let cancellations: [Row] = [
    Row("delivery cancelled", .none(.deliveryCancelled), entry: held),
    Row("delivery cancelled, locked", .none(.locked), entry: held) { $0.delivery.data.isLocked = true },
    Row("delivery cancelled, complete", .none(.deliveryCancelled), entry: held) { $0.status = "complete" },
    Row("delivery cancelled, status not listed", .none(.deliveryCancelled), entry: held, policy: listed),
    Row("card emptied", .asIs(.cardCleared), entry: cleared(.live(Scene.shipment()))),
    Row("card emptied, cancelled", .none(.cancelled), entry: cleared(.live(Scene.shipment()))) {
      $0.status = "cancel-other"
    },
    Row("card emptied, nothing lives", .shipment(Scene.main), entry: cleared(.none)),
  ]

  static let sites: [Row] = [
    Row("site the key cannot see", .asIs(.hiddenSite)) { $0.site = "hidden" },
    Row("site the key cannot see, locked", .none(.locked)) {
      $0.site = "hidden"
      $0.delivery.data.isLocked = true
    },
    Row("site the key cannot see, and not ours", .asIs(.foreignSite), policy: ours) { $0.site = "hidden" },
    Row("sites not read yet", .shipment(Scene.main), policy: Scene.policy { $0.visibleSites = [] }),
    Row("site unnamed", .shipment(Scene.main)) { $0.site = "" },
  ]

  static let links: [Row] = [
    Row("no lock, no module", .asIs(.notLinked)) {
      $0.delivery.data.isLocked = nil
      $0.delivery.integrationCode = nil
    },
    Row("no lock, another's module", .asIs(.notLinked)) {
      $0.delivery.data.isLocked = nil
      $0.delivery.integrationCode = Scene.second.moduleCode
    },
    Row("no lock, our module", .shipment(Scene.main)) { $0.delivery.data.isLocked = nil },
    Row("unlocked by hand, no module", .shipment(Scene.main)) { $0.delivery.integrationCode = nil },
  ]

  static let absences: [Row] = [
    Row("missing for the first time", .asIs(.missing), entry: missing(for: nil), view: .gone),
    Row("missing a moment short", .asIs(.missing), entry: missing(for: .milliseconds(599_999)), view: .gone),
    Row("missing for the tolerance", .none(.deleted), entry: missing(for: .seconds(600)), view: .gone),
    Row("missing since tomorrow", .asIs(.missing), entry: missing(for: .seconds(-86_400)), view: .gone),
    Row(
      "unreadable is not missing", .asIs(.unreadable), entry: missing(for: .seconds(9000)),
      view: .unreadable(Scene.failure(.transient))),
    Row("there again", .shipment(Scene.main), entry: missing(for: .seconds(9000))),
  ]

  static let renames: [Row] = [
    Row("cabinet renamed under a shipment", .asIs(.cabinetRenamed), entry: live, policy: renamed),
    Row("cabinet renamed, no shipment", .none(.foreignDelivery), policy: renamed),
    Row("moved to another carrier", .none(.foreignDelivery), entry: live, policy: renamed) {
      $0.delivery.typeCode = "courier"
    },
    Row(
      "type taken away from an order whose shipment's type is unknown", .none(.foreignDelivery),
      entry: Scene.entry(.live(Scene.shipment { $0.deliveryType = nil }))
    ) { $0.delivery.typeCode = nil },
    Row(
      "renamed, while withdrawing", .asIs(.cabinetRenamed),
      entry: Scene.entry(.withdrawing(Scene.shipment(), mayDelete: true)), policy: renamed),
  ]

  static let precedence: [Row] = [
    Row("site before lock", .asIs(.foreignSite), policy: ours) {
      $0.site = "other"
      $0.delivery.data.isLocked = true
    },
    Row("site before cancel", .asIs(.foreignSite), policy: ours) {
      $0.site = "other"
      $0.status = "cancel-other"
    },
    Row("type before lock", .none(.foreignDelivery)) {
      $0.delivery.typeCode = "courier"
      $0.delivery.data.isLocked = true
    },
    Row("lock before complete", .none(.locked)) {
      $0.delivery.data.isLocked = true
      $0.status = "complete"
    },
    Row("cancel before the list", .none(.cancelled), policy: listed) { $0.status = "cancel-other" },
    Row("complete before the list", .asIs(.complete), policy: listed) { $0.status = "complete" },
    Row(
      "complete, though listed", .asIs(.complete), policy: Scene.policy { $0.createInStatuses = ["complete"] }
    ) {
      $0.status = "complete"
    },
    Row("cancel before the link", .none(.cancelled)) {
      $0.status = "cancel-other"
      $0.delivery.data.isLocked = nil
      $0.delivery.integrationCode = nil
    },
  ]

  @Test(arguments: gestures + cancellations + sites + links + absences + renames + precedence)
  func whatTheOrderAsksFor(_ row: Row) {
    #expect(Wanted(row.view, entry: row.entry, policy: row.policy, now: Scene.now) == row.expected)
  }

  @Test func everyReasonHasARow() {
    let rows = Self.gestures + Self.cancellations + Self.sites + Self.links + Self.absences + Self.renames
    for reason in [
      Wanted.WithdrawalReason.locked, .cancelled, .deleted, .foreignDelivery, .deliveryCancelled,
    ] {
      #expect(rows.contains { $0.expected == .none(reason) }, "\(reason)")
    }
    let kept: [Wanted.KeepReason] = [
      .complete, .unreadable, .missing, .cabinetRenamed, .statusNotListed, .foreignSite, .hiddenSite,
      .cardCleared, .notLinked,
    ]
    for reason in kept { #expect(rows.contains { $0.expected == .asIs(reason) }, "\(reason)") }
  }
}
