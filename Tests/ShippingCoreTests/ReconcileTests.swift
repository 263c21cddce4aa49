// The decision table: every phase against everything an order can ask for, then what delays a step, what a typed TTN
// and a remembered refusal make of it, and what exactly a step carries.

import ShippingCore
import Testing

@Suite struct ReconcileTests {
  static let policy = Scene.policy {
    $0.createInStatuses = ["new"]
    $0.sites = ["shop"]
  }
  static let renamedPolicy = Scene.policy { $0.cabinets[0].deliveryType = "ukrposhta-new" }

  /// One column of the table: what the order asks for.
  struct Column: Sendable {
    var view: OrderView
    var policy = ReconcileTests.policy
    var missingSince: Instant?
  }

  static func column(_ change: (inout Order) -> Void) -> Column { Column(view: .order(Scene.order(change))) }

  static let columns: [String: Column] = [
    "shipment": column { _ in },
    "other cabinet": column { $0.delivery.typeCode = Scene.second.deliveryType },
    "locked": column { $0.delivery.data.isLocked = true },
    "cancelled": column { $0.status = "cancel-other" },
    "foreign": column { $0.delivery.typeCode = "courier" },
    "deleted": Column(view: .gone, missingSince: Scene.now - .seconds(600)),
    "missing": Column(view: .gone, missingSince: Scene.now - .seconds(60)),
    "complete": column { $0.status = "complete" },
    "not listed": column { $0.status = "assembling" },
    "site": column { $0.site = "other" },
    "not linked": column {
      $0.delivery.data.isLocked = nil
      $0.delivery.integrationCode = nil
    },
    "renamed": Column(view: .order(Scene.order()), policy: renamedPolicy),
    "unreadable": Column(view: .unreadable(Scene.failure(.terminal))),
  ]

  static let withdrawals: Set = ["other cabinet", "locked", "cancelled", "foreign", "deleted"]
  static let calm: Set = ["shipment", "complete", "not listed", "site", "not linked", "renamed"]

  struct Row: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var phase: LedgerEntry.Phase
    /// What comes out where nothing else is said, and where something is.
    var wanted: String
    var withdraw: String
    var exceptions: [String: String] = [:]
  }

  static let table: [Row] =
    [
      Row(
        testDescription: "none", phase: .none, wanted: "settle", withdraw: "settle",
        exceptions: [
          "shipment": "create-address", "other cabinet": "create-address", "missing": "settle",
          "unreadable": "park order-unreadable",
        ]),
      Row(
        testDescription: "in doubt", phase: .creating(Scene.intent()), wanted: "find-shipment",
        withdraw: "find-shipment", exceptions: ["missing": "find-shipment", "unreadable": "find-shipment"]),
      Row(
        testDescription: "withdrawing, unsure", phase: .withdrawing(Scene.shipment(), mayDelete: false),
        wanted: "read-lifecycle", withdraw: "read-lifecycle",
        exceptions: ["missing": "read-lifecycle", "unreadable": "read-lifecycle"]),
      Row(
        testDescription: "withdrawing", phase: .withdrawing(Scene.shipment(), mayDelete: true),
        wanted: "delete-shipment", withdraw: "delete-shipment",
        exceptions: ["missing": "delete-shipment", "unreadable": "delete-shipment"]),
      Row(
        testDescription: "live, without label", phase: .live(Scene.shipment { $0.label = nil }),
        wanted: "fetch-label", withdraw: "read-lifecycle"),
      Row(
        testDescription: "live, of a web cabinet", phase: .live(Scene.invisible()), wanted: "settle",
        withdraw: "park typed-ttn-stays"),
      Row(
        testDescription: "live, cancelled by the post, no label",
        phase: .live(Scene.shipment(.cancelled) { $0.label = nil }), wanted: "settle",
        withdraw: "read-lifecycle"),
      Row(
        testDescription: "live, delivered, no label",
        phase: .live(Scene.shipment(.delivered) { $0.label = nil }), wanted: "settle", withdraw: "settle"),
    ]
    + DeliveryState.allCases.map { state in
      // That a parcel came back is said until the order is closed, or for a month.
      let isBack = state == .returning || state == .returned
      return Row(
        testDescription: "live, \(state.rawValue)", phase: .live(Scene.shipment(state)),
        wanted: isBack ? "wait watch" : "settle", withdraw: withdrawal[state] ?? "no row",
        exceptions: isBack
          ? [
            "complete": "settle", "locked": "wait watch", "foreign": "wait watch",
            "other cabinet": "wait watch",
          ] : [:])
    }

  static let withdrawal: [DeliveryState: String] = [
    .created: "read-lifecycle", .cancelled: "read-lifecycle",
    .accepted: "park too-late-to-withdraw", .inTransit: "park too-late-to-withdraw",
    .customs: "park too-late-to-withdraw", .atOffice: "park too-late-to-withdraw",
    .problem: "park too-late-to-withdraw",
    .returning: "settle", .returned: "settle", .delivered: "settle", .withdrawn: "settle",
  ]

  @Test(arguments: table) func everyPhaseAgainstEverythingWanted(_ row: Row) {
    for (name, column) in Self.columns.sorted(by: { $0.key < $1.key }) {
      var expected = row.exceptions[name] ?? (Self.withdrawals.contains(name) ? row.withdraw : row.wanted)
      if row.exceptions[name] == nil, name == "missing" { expected = "wait missing" }
      if row.exceptions[name] == nil, name == "unreadable" { expected = "park order-unreadable" }
      let entry = Scene.entry(row.phase) { $0.missingSince = column.missingSince }
      let decision = Scene.decide(
        column.view, entry, policy: column.policy, at: Scene.moment(doubt: .seconds(5)))
      #expect(decision.word == expected, "\(row.testDescription), \(name)")
    }
  }

  @Test func theTableIsWhole() {
    let said = Self.withdrawals.union(Self.calm).union(["missing", "unreadable"])
    #expect(said == Set(Self.columns.keys))
    for (name, column) in Self.columns {
      let entry = Scene.entry(.live(Scene.shipment())) { $0.missingSince = column.missingSince }
      let wanted = Wanted(column.view, entry: entry, policy: column.policy, now: Scene.now)
      if case .none = wanted { #expect(Self.withdrawals.contains(name), "\(name)") }
      if case .asIs = wanted { #expect(!Self.withdrawals.contains(name), "\(name)") }
    }
  }

  @Test func aShipmentOfTheOtherCabinetIsWithdrawnThereFirst() throws {
    let order = Scene.order { $0.delivery.typeCode = Scene.second.deliveryType }
    let step = try #require(Scene.decide(.order(order), Scene.entry(.live(Scene.shipment()))).step)
    #expect(step == .readLifecycle(Scene.shipment()))
    #expect(step.cabinet == Scene.main.id)
    let next = try #require(Scene.decide(.order(order), Scene.entry(.none, generation: 1)).step)
    #expect(next.cabinet == Scene.second.id)
  }

  @Test func problemsOfTheOrderAllComeAtOnce() {
    let order = Scene.order {
      $0.delivery.address.index = nil
      $0.recipient.phone = "12"
    }
    #expect(Scene.decide(.order(order)).word == "park postcode-missing phone-invalid")
  }

  @Test func anUnreadableOrderSaysWhere() {
    let expected = Decision.park([Problem(.orderUnreadable, field: "orders[0]", details: "UPE1")])
    for phase in [LedgerEntry.Phase.none, .live(Scene.shipment())] {
      #expect(Scene.decide(.unreadable(Scene.failure(.terminal)), Scene.entry(phase)) == expected)
    }
  }

  @Test func aMissingOrderIsLookedForAgain() {
    let entry = Scene.entry(.live(Scene.shipment())) { $0.missingSince = Scene.now }
    #expect(Scene.decide(.gone, entry) == .wait(until: Scene.now + .seconds(600), reason: .missing))
  }

  @Test func labelsAreFetchedOnlyWhereTheyAreWanted() {
    let entry = Scene.entry(.live(Scene.shipment { $0.label = nil }))
    #expect(Scene.decide(.order(Scene.order()), entry).word == "fetch-label")
    let without = Scene.policy { $0.fetchesLabels = false }
    #expect(Scene.decide(.order(Scene.order()), entry, policy: without).word == "settle")
  }
}

/// What the three steps towards a shipment carry.
@Suite struct CreateStepTests {
  @Test func theAddressComesFirst() throws {
    let plan = try #require(Planning.make(Scene.order(), cabinet: Scene.main).plan)
    guard case .createAddress(let address, let part)? = Scene.decide().step else {
      Issue.record("no address")
      return
    }
    #expect(address == plan.recipientAddress)
    #expect(part.draft == LedgerEntry.Draft(key: Scene.key(), digest: plan.recipientDigest))
    #expect(part.basis.hasPrefix(plan.digest) && part.basis.hasSuffix(Scene.group.rawValue))
  }

  @Test func partsAtHandAreUsedForTheSameRecipientOnly() throws {
    let order = Scene.order()
    let plan = try #require(Planning.make(order, cabinet: Scene.main).plan)
    let whole = LedgerEntry.Draft(
      key: Scene.key(1, 2), digest: plan.recipientDigest, addressID: AddressID(7), recipient: ClientUUID("r"))
    let rows: [(name: String, order: Order, change: (inout LedgerEntry.Draft) -> Void, word: String)] = [
      ("whole", order, { _ in }, "create-shipment"),
      ("no recipient yet", order, { $0.recipient = nil }, "create-recipient"),
      ("a recipient without its address", order, { $0.addressID = nil }, "create-address"),
      ("of other data", order, { $0.digest = "older" }, "create-address"),
      (
        "the address changed", Scene.order { $0.delivery.address.index = "03150" }, { _ in }, "create-address"
      ),
      ("the phone changed", Scene.order { $0.recipient.phone = "0671234599" }, { _ in }, "create-address"),
      ("the weight changed", Scene.order { $0.weight = Grams(900) }, { _ in }, "create-shipment"),
      (
        "the cabinet changed", Scene.order { $0.delivery.typeCode = Scene.second.deliveryType }, { _ in },
        "create-address"
      ),
    ]
    for row in rows {
      var draft = whole
      row.change(&draft)
      let decision = Scene.decide(.order(row.order), Scene.entry { $0.draft = draft })
      #expect(decision.word == row.word, "\(row.name)")
      // The attempt is the same whatever is made anew.
      if case .step(.createAddress(_, let part)) = decision {
        #expect(part.draft.key == Scene.key(1, 2), "\(row.name)")
        #expect(
          part.draft.addressID == nil && part.draft.recipient == nil || row.name.hasPrefix("a recipient"))
      }
    }
  }

  @Test func theShipmentStepNamesEverythingToFindItBy() throws {
    let step = try #require(Scene.stepToShipment(addressID: AddressID(7), recipient: ClientUUID("r")))
    guard case .createShipment(let plan, let intent, let address, let sender, let part) = step else {
      Issue.record("\(step.name)")
      return
    }
    var expected = CreateIntent(
      key: Scene.key(), cabinet: Scene.main.id, group: Scene.group, recipient: ClientUUID("r"),
      planDigest: plan.digest, begunAt: Scene.now, planMarks: PlanMarks(plan),
      orderDigest: Scene.order().shippingDigest)
    expected.postPay = plan.postPay
    #expect(intent == expected)
    #expect(address == AddressID(7) && sender == Scene.sender)
    let intended = try #require(intending(step, entry: Scene.entry()))
    #expect(intended.phase == .creating(intent))
    #expect(intended.generation == 1)
    #expect(intended.draft == part.draft)
  }

  @Test func onlyAShipmentNeedsAnIntent() {
    for (name, step) in AdvanceTests.steps where name != "create-shipment" {
      #expect(intending(step, entry: Scene.entry()) == nil, "\(name)")
    }
  }

  @Test func aNewShipmentAfterAWithdrawalIsANewGeneration() {
    guard
      case .createAddress(_, let part)? = Scene.decide(
        .order(Scene.order()), Scene.entry(.none, generation: 3)
      ).step
    else {
      Issue.record("no address")
      return
    }
    #expect(part.draft.key == Scene.key(4, 1))
  }
}
