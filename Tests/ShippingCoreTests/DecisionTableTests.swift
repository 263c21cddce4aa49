// The decision tables as whole products of their dimensions. WantedTests and ReconcileTests say in single rows what each
// gesture means; here every combination of gestures has its row, or its reason for being none.
import ShippingCore
import Testing

@Suite struct DecisionTableTests {
  enum View: CaseIterable { case shown, unreadable, missing, deleted }
  enum Site: CaseIterable { case ours, unnamed, hidden, foreign }
  enum Kind: CaseIterable { case main, second, courier, absent, renamed }
  enum Lock: CaseIterable { case off, on, absent }
  enum Status: CaseIterable { case listed, unlisted, cancelled, complete }
  enum Parcel: CaseIterable { case none, live, liveAndCardEmptied }

  struct Asked {
    var view: View
    var site: Site
    var kind: Kind
    var lock: Lock
    var status: Status
    var parcel: Parcel
    var isHeld: Bool
    var isLinked: Bool

    /// As an order is when nothing is said of it.
    var isPlain: Bool {
      site == .ours && kind == .main && lock == .off && status == .listed && isLinked
    }
  }

  static var asked: [Asked] {
    var all: [Asked] = []
    for view in View.allCases {
      for site in Site.allCases {
        for kind in Kind.allCases {
          for lock in Lock.allCases {
            for status in Status.allCases {
              for parcel in Parcel.allCases {
                for isHeld in [false, true] {
                  for isLinked in [true, false] {
                    all.append(
                      Asked(
                        view: view, site: site, kind: kind, lock: lock, status: status, parcel: parcel,
                        isHeld: isHeld, isLinked: isLinked))
                  }
                }
              }
            }
          }
        }
      }
    }
    return all
  }

  static var wanted: TotalTable<Asked> {
    var table = TotalTable<Asked>()
    table.impossible("an order that is not shown shows no site, type, lock, status or link") {
      $0.view != .shown && !$0.isPlain
    }
    table.row("unreadable", "as-is unreadable") { $0.view == .unreadable }
    table.row("missing for a moment", "as-is missing") { $0.view == .missing }
    table.row("missing for long", "none deleted") { $0.view == .deleted }
    table.row("of a site left out", "as-is foreign-site") { $0.site == .foreign }
    table.row("of no cabinet's type", "none foreign-delivery") { $0.kind == .courier || $0.kind == .absent }
    table.row("its cabinet was renamed", "as-is cabinet-renamed") {
      $0.kind == .renamed && $0.parcel != .none
    }
    table.row("of a type that was a cabinet's", "none foreign-delivery") { $0.kind == .renamed }
    table.row("locked", "none locked") { $0.lock == .on }
    table.row("cancelled", "none cancelled") { $0.status == .cancelled }
    table.row("held", "none delivery-cancelled") { $0.isHeld }
    table.row("card emptied", "as-is card-cleared") { $0.parcel == .liveAndCardEmptied }
    table.row("complete", "as-is complete") { $0.status == .complete }
    table.row("status not listed", "as-is status-not-listed") {
      $0.status == .unlisted && $0.parcel == .none
    }
    table.row("no lock, not our module's", "as-is not-linked") { $0.lock == .absent && !$0.isLinked }
    table.row("of a site the key cannot see", "as-is hidden-site") { $0.site == .hidden }
    table.row("wanted in the first cabinet", "shipment \(Scene.main.id)") { $0.kind == .main }
    table.row("wanted in the second cabinet", "shipment second") { $0.kind == .second }
    return table
  }

  private static let policy = Scene.policy {
    $0.createInStatuses = ["new"]
    $0.sites = ["shop", "", "hidden"]
  }
  private static let renamed = Scene.policy {
    $0.createInStatuses = ["new"]
    $0.sites = ["shop", "", "hidden"]
    $0.cabinets[0].deliveryType = "ukrposhta-new"
  }

  private static func order(_ asked: Asked) -> Order {
    Scene.order { order in
      switch asked.site {
      case .ours: order.site = "shop"
      case .unnamed: order.site = ""
      case .hidden: order.site = "hidden"
      case .foreign: order.site = "other"
      }
      switch asked.kind {
      case .main, .renamed: order.delivery.typeCode = Scene.main.deliveryType
      case .second: order.delivery.typeCode = Scene.second.deliveryType
      case .courier: order.delivery.typeCode = "courier"
      case .absent: order.delivery.typeCode = nil
      }
      let module = asked.kind == .second ? Scene.second.moduleCode : Scene.main.moduleCode
      order.delivery.integrationCode = asked.isLinked ? module : "another-module"
      order.delivery.data.isLocked = asked.lock == .absent ? nil : asked.lock == .on
      switch asked.status {
      case .listed: order.status = "new"
      case .unlisted: order.status = "assembling"
      case .cancelled: order.status = "cancel-other"
      case .complete: order.status = "complete"
      }
    }
  }

  private static func entry(_ asked: Asked) -> LedgerEntry {
    Scene.entry(asked.parcel == .none ? .none : .live(Scene.shipment())) { entry in
      if asked.isHeld { entry.hold = DeliveryHold(deliveryType: Scene.main.deliveryType) }
      if asked.parcel == .liveAndCardEmptied {
        entry.cardProof = CardProof(generation: 1, at: Scene.now, clearedSince: Scene.now)
      }
      if asked.view == .missing { entry.missingSince = Scene.now - .seconds(60) }
      if asked.view == .deleted { entry.missingSince = Scene.now - .seconds(600) }
    }
  }

  private static func view(_ asked: Asked) -> OrderView? {
    switch asked.view {
    case .shown: return .order(order(asked))
    // Neither carries anything of the order: the combination cannot be written down.
    case .unreadable: return asked.isPlain ? .unreadable(Scene.failure(.terminal)) : nil
    case .missing, .deleted: return asked.isPlain ? .gone : nil
    }
  }

  @Test func everyCombinationOfGesturesHasARow() {
    let cases = Self.asked
    #expect(cases.count == 4 * 4 * 5 * 3 * 4 * 3 * 2 * 2)
    let faults = Self.wanted.faults(cases) { asked in
      guard let view = Self.view(asked) else { return nil }
      let policy = asked.kind == .renamed ? Self.renamed : Self.policy
      return Wanted(view, entry: Self.entry(asked), policy: policy, now: Scene.now).word
    }
    #expect(faults.prefix(10) == [])
  }

  // MARK: a parcel that lives

  struct Living {
    var state: DeliveryState
    var hasLabel: Bool
    /// By its uuid; a TTN of somebody's web cabinet has none that we know.
    var isVisible: Bool
    var column: String
  }

  static var living: [Living] {
    DeliveryState.allCases.flatMap { state in
      [true, false].flatMap { hasLabel in
        [true, false].flatMap { isVisible in
          ReconcileTests.columns.keys.sorted().map {
            Living(state: state, hasLabel: hasLabel, isVisible: isVisible, column: $0)
          }
        }
      }
    }
  }

  static var kept: TotalTable<Living> {
    let onItsWay: Set<DeliveryState> = [.accepted, .inTransit, .customs, .atOffice, .problem]
    let withdrawn = ReconcileTests.withdrawals
    var table = TotalTable<Living>()
    table.impossible("the label is fetched by the uuid that a typed TTN lacks") {
      !$0.isVisible && $0.hasLabel
    }
    table.impossible("withdrawn is said of shipments that are gone") { $0.state == .withdrawn }
    table.row("missing", "wait missing") { $0.column == "missing" }
    table.row("withdraw, typed by hand", "park typed-ttn-stays") {
      withdrawn.contains($0.column) && $0.state == .created && !$0.isVisible
    }
    table.row("withdraw", "read-lifecycle") {
      withdrawn.contains($0.column) && ($0.state == .created || $0.state == .cancelled)
    }
    table.row("withdraw, on its way", "park too-late-to-withdraw") {
      withdrawn.contains($0.column) && onItsWay.contains($0.state)
    }
    // Of a closed or deleted order there is nothing to say.
    table.row("withdraw, coming back", "wait watch") {
      ["locked", "foreign", "other cabinet"].contains($0.column)
        && ($0.state == .returning || $0.state == .returned)
    }
    table.row("withdraw, at its end", "settle") { withdrawn.contains($0.column) }
    table.row("unreadable", "park order-unreadable") { $0.column == "unreadable" }
    table.row("label to be had", "fetch-label") { $0.isVisible && !$0.hasLabel && !$0.state.isFinal }
    table.row("coming back, order closed", "settle") {
      ($0.state == .returning || $0.state == .returned) && $0.column == "complete"
    }
    table.row("coming back", "wait watch") { $0.state == .returning || $0.state == .returned }
    table.row("nothing to do", "settle") { _ in true }
    return table
  }

  @Test func everyLivingParcelHasARow() {
    let faults = Self.kept.faults(Self.living) { living in
      // No adapter and no advance makes these: `aTypedTTNNeverGetsALabel`, `noNewsWithdraws`.
      guard living.state != .withdrawn, living.isVisible || !living.hasLabel,
        let column = ReconcileTests.columns[living.column]
      else { return nil }
      let shipment = Scene.shipment(living.state) { shipment in
        if !living.hasLabel { shipment.label = nil }
        if !living.isVisible { shipment.uuid = ShipmentUUID(Scene.barcode.text) }
      }
      let entry = Scene.entry(.live(shipment)) { $0.missingSince = column.missingSince }
      return Scene.decide(column.view, entry, policy: column.policy).word
    }
    #expect(faults.prefix(10) == [])
  }

  @Test func aTypedTTNNeverGetsALabel() {
    for state in DeliveryState.allCases {
      for column in ReconcileTests.columns.values {
        let entry = Scene.entry(.live(Scene.invisible(state))) { $0.missingSince = column.missingSince }
        #expect(Scene.decide(column.view, entry, policy: column.policy).word != "fetch-label")
      }
    }
  }

  /// Neither a word of the lifecycle nor a code of an event says that we withdrew the parcel.
  @Test func noNewsWithdraws() {
    let words = [
      "REGISTERED", "DELIVERING", "IN_DEPARTMENT", "STORAGE", "FORWARDING", "RETURNING", "RETURNED",
      "DELIVERED", "TRANSFERRED_COURIER", "CANCELED", "DELETED", "",
    ]
    #expect(!words.contains { DeliveryState(.beyond($0)) == .withdrawn })
    #expect(DeliveryState(.created) != .withdrawn && DeliveryState(.gone) != .withdrawn)
  }

  // MARK: which step in which phase

  /// What may be done in a phase; every other step is impossible there, since `advance` would have nothing to change.
  static let steps: [String: Set<String>] = [
    "none": ["create-address", "create-recipient", "create-shipment", "adopt"],
    "creating": ["find-shipment"],
    "withdrawing": ["read-lifecycle", "delete-shipment"],
    "live": ["read-lifecycle", "fetch-label", "update-shipment", "read-payout", "read-price-change"],
  ]

  @Test func everyStepHasItsPhase() {
    let placed = Self.steps.values.reduce(into: Set<String>()) { $0.formUnion($1) }
    #expect(placed == Set(AdvanceTests.steps.map(\.0)))
    for (name, step) in AdvanceTests.steps {
      // A create is taken from an entry whose intent is committed.
      let before = name == "create-shipment" ? "none" : Self.phase(AdvanceTests.before(step).phase)
      #expect(Self.steps[before]?.contains(name) == true, "\(name) in \(before)")
    }
    for row in ReconcileTests.table {
      for (name, column) in ReconcileTests.columns {
        let entry = Scene.entry(row.phase) { $0.missingSince = column.missingSince }
        let decision = Scene.decide(
          column.view, entry, policy: column.policy, at: Scene.moment(doubt: .seconds(5)))
        guard let step = decision.step, !step.isErrand else { continue }
        let phase = Self.phase(row.phase)
        #expect(Self.steps[phase]?.contains(step.name) == true, "\(step.name) in \(phase), \(name)")
      }
    }
  }

  private static func phase(_ phase: LedgerEntry.Phase) -> String {
    switch phase {
    case .none: return "none"
    case .creating: return "creating"
    case .live: return "live"
    case .withdrawing: return "withdrawing"
    }
  }
}

/// A corporate customer whose company could not be read: what waits for it, and what does not.
@Suite struct UnreadCompanyTests {
  private static let order = Scene.order {
    $0.contragent = Order.Contragent(
      isCorporate: true, unread: Order.CompanyReference(customer: CustomerID(1), company: CompanyID(2)))
  }
  private static let soon = Scene.now + Scene.policy().retry.cap

  private static func order(_ change: (inout Order) -> Void) -> Order {
    var order = order
    change(&order)
    return order
  }

  @Test func nothingIsMadeOrBlamed() {
    #expect(Scene.decide(.order(Self.order)) == .wait(until: Self.soon, reason: .company))
    let prospect = Prospect(
      .order(Self.order), order: Scene.id, entry: nil, policy: Scene.policy(), at: Scene.moment())
    #expect(prospect == .companyUnread(Scene.main.id))
  }

  @Test func aLivingParcelIsNeitherChangedNorForgotten() {
    let made = Scene.entry(.live(ChangeScene.made()))
    #expect(Scene.decide(.order(Self.order), made) == .wait(until: Self.soon, reason: .company))
    let seen = made.seeing(.order(Self.order), readAt: Scene.now, policy: Scene.policy(), now: Scene.now)
    #expect(seen.shipment?.orderDigest == made.shipment?.orderDigest)
    let unlabelled = Scene.entry(.live(Scene.shipment { $0.label = nil }))
    #expect(Scene.decide(.order(Self.order), unlabelled).word == "fetch-label")
  }

  @Test func whatNeedsNoCompanyGoesOn() {
    let live = Scene.entry(.live(Scene.shipment()))
    #expect(
      Scene.decide(.order(Self.order { $0.delivery.data.isLocked = true }), live).word == "read-lifecycle")
    #expect(Scene.decide(.order(Self.order { $0.status = "cancel-other" }), live).word == "read-lifecycle")
    let typed = Self.order { $0.delivery.data.trackNumber = Scene.barcode.text }
    #expect(Scene.decide(.order(typed)).word == "adopt")
    #expect(Scene.decide(.order(Self.order { $0.delivery.data.isLocked = true })).word == "settle")
    #expect(Scene.decide(.order(Self.order { $0.status = "complete" }), live).word == "settle")
  }
}

extension Wanted {
  fileprivate var word: String {
    switch self {
    case .shipment(let cabinet): return "shipment \(cabinet.id)"
    case .none(let reason): return "none \(reason.rawValue)"
    case .asIs(let reason): return "as-is \(reason.rawValue)"
    }
  }
}
