// What the order card shows in each phase, and what is written to make it so: never a number that a person typed, never
// a status backwards, never anything twice.

import ShippingCore
import Testing

@Suite struct ShowingTests {
  static func showing(
    _ entry: LedgerEntry, policy: Policy = Scene.policy(), _ change: (inout Order) -> Void = { _ in }
  ) -> Showing? {
    Showing(Scene.order(change), entry: entry, policy: policy)
  }

  struct Row: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var entry: LedgerEntry
    /// nil = the card is left alone.
    var status: String?
    var number = ""
    var deliveryID = "crm-1234-1"
    var comment: String?

    init(
      _ name: String, _ status: String?, _ phase: LedgerEntry.Phase = .none, number: String = "",
      deliveryID: String = "crm-1234-1", generation: Int? = nil, comment: String? = nil,
      _ change: (inout LedgerEntry) -> Void = { _ in }
    ) {
      testDescription = name
      entry = Scene.entry(phase, generation: generation, change)
      self.status = status
      self.number = number
      self.deliveryID = deliveryID
      self.comment = comment
    }
  }

  private static let number = Scene.barcode.text
  private static let event = TrackingEvent(
    code: 21700, date: Scene.now, index: "01001", office: "Київ 1", name: "У відділенні")
  private static let problem = Problem(.postcodeMissing, field: "delivery.address.index")
  private static let wrong = ProblemTexts.combined([problem], in: .uk)

  static let rows: [Row] =
    [
      Row("never touched", nil), Row("in doubt, never touched", nil, .creating(Scene.intent())),
      Row("a problem", "error", comment: wrong) { $0.problems = [problem] },
      Row("mended", "waiting") { $0.shownDigest = "x" },
      Row("mended, now in doubt", "waiting", .creating(Scene.intent())) { $0.shownDigest = "x" },
      Row("withdrawn", "withdrawn", generation: 1) {
        $0.shownDigest = "x"
        $0.retiredBarcodes = [Scene.barcode]
      },
      Row(
        "withdrawn, the next in doubt", "withdrawn", .creating(Scene.intent(2)), deliveryID: "crm-1234-2",
        generation: 2
      ) {
        $0.shownDigest = "x"
        $0.retiredBarcodes = [Scene.barcode]
      },
      Row("withdrawn, and a problem", "error", generation: 1, comment: wrong) {
        $0.problems = [problem]
        $0.retiredBarcodes = [Scene.barcode]
      },
      Row("withdrawing", "created", .withdrawing(Scene.shipment(), mayDelete: true), number: number),
      Row(
        "a live shipment and a problem", "error", .live(Scene.shipment(.inTransit)), number: number,
        comment: wrong
      ) {
        $0.problems = [problem]
      },
      Row(
        "at an office", "at-office", .live(Scene.shipment(.atOffice, event: event)), number: number,
        comment: "У відділенні, Київ 1, 01001"),
      Row(
        "of the third generation", "created", .live(Scene.shipment { $0.generation = 3 }), number: number,
        deliveryID: "crm-1234-3", generation: 3),
      Row("typed, invisible", "created", .live(Scene.invisible()), number: number),
    ]
    + DeliveryState.allCases.map { state in
      Row("live, \(state.rawValue)", state.rawValue, .live(Scene.shipment(state)), number: number)
    }

  @Test(arguments: rows) func whatTheCardShows(_ row: Row) {
    let showing = Self.showing(row.entry)
    #expect(showing?.status == row.status)
    guard let showing else { return }
    #expect(showing.trackNumber == row.number)
    #expect(showing.deliveryID == row.deliveryID)
    #expect(showing.comment == row.comment)
    #expect(showing.cabinet == Scene.main.id && showing.moduleCode == Scene.main.moduleCode)
    #expect(showing.cost == row.entry.shipment?.deliveryPrice)
    let isTimed = row.entry.shipment != nil && row.entry.problems.isEmpty
    #expect(showing.statusAt == (isTimed ? Scene.now : nil))
  }

  @Test func anOrderOfAnotherCarrierIsNoneOfOurBusiness() {
    let entry = Scene.entry(.live(Scene.shipment()))
    for code in ["courier", nil] {
      #expect(Self.showing(entry) { $0.delivery.typeCode = code } == nil)
    }
  }

  /// Until it is withdrawn the parcel is the former cabinet's; one that cannot be withdrawn any more is told about here.
  @Test func aParcelOfTheFormerCabinetIsNotNamed() {
    let moved: (inout Order) -> Void = { $0.delivery.typeCode = Scene.second.deliveryType }
    for phase in [
      LedgerEntry.Phase.live(Scene.shipment()), .withdrawing(Scene.shipment(), mayDelete: true),
    ] {
      #expect(Self.showing(Scene.entry(phase), moved) == nil)
      let told = Scene.entry(phase) { $0.problems = [Problem(.printedAlready)] }
      #expect(Self.showing(told, moved)?.status == "error")
    }
    #expect(Self.showing(Scene.entry(.live(Scene.shipment(.inTransit))), moved)?.trackNumber == Self.number)
  }

  @Test func theTextIsInTheShopsLanguage() {
    let entry = Scene.entry { $0.problems = [Self.problem, Problem(.carrierRefused, details: "UPE1: ні")] }
    var texts: Set<String> = []
    for language in Language.allCases {
      let comment = Self.showing(entry, policy: Scene.policy { $0.language = language })?.comment ?? ""
      #expect(comment == ProblemTexts.combined(entry.problems, in: language))
      #expect(comment.contains("UPE1: ні"), "\(language)")
      texts.insert(comment)
    }
    #expect(texts.count == 3)
  }

  @Test func onlyOurOwnWithdrawnNumberIsCleared() throws {
    let entry = Scene.entry(.none, generation: 1) {
      $0.retiredBarcodes = [Scene.barcode]
      $0.shownDigest = "x"
    }
    let rows: [(typed: String?, clears: Bool)] = [
      (nil, false), ("", false), (Self.number, true), ("500100031143", true), (" 0500100031143", true),
      (Scene.otherBarcode.text, false), ("typed nonsense", false),
    ]
    for row in rows {
      let order = Scene.order {
        $0.delivery.data.trackNumber = row.typed
        $0.delivery.data.externalID = "crm-1234-1"
        $0.delivery.data.status = "withdrawn"
      }
      let showing = try #require(Showing(order, entry: entry, policy: Scene.policy()))
      #expect(showing.edit(order).trackNumber == (row.clears ? "" : nil), "\(row)")
      #expect(showing.isShown(by: order, withStatus: true) == !row.clears, "\(row)")
      var shown = entry
      shown.shownDigest = showing.digest
      #expect(showing.differs(from: order, entry: shown) == row.clears, "\(row)")
    }
  }

  @Test func aLiveShipmentsNumberIsNeverCleared() throws {
    let entry = Scene.entry(.live(Scene.shipment())) { $0.retiredBarcodes = [Scene.barcode] }
    let order = Scene.order { $0.delivery.data.trackNumber = Self.number }
    #expect(try #require(Showing(order, entry: entry, policy: Scene.policy())).edit(order).trackNumber == nil)
  }

  @Test func aProblemLeavesTheTypedNumberAlone() throws {
    let entry = Scene.entry { $0.problems = [Problem(.trackNumberInvalid, details: "x")] }
    let order = Scene.order { $0.delivery.data.trackNumber = "x" }
    let showing = try #require(Showing(order, entry: entry, policy: Scene.policy()))
    #expect(showing.edit(order).trackNumber == nil)
    #expect(showing.edit(order).deliveryID == "crm-1234-1")
  }

  @Test func onlyTheDifferenceIsWritten() throws {
    let whole: (inout Order) -> Void = {
      $0.delivery.data.externalID = "crm-1234-1"
      $0.delivery.data.trackNumber = Self.number
      $0.delivery.data.status = "created"
    }
    var entry = Scene.entry(.live(Scene.shipment()))
    let showing = try #require(Self.showing(entry, whole))
    entry.shownDigest = showing.digest
    let rows: [(name: String, change: (inout Order) -> Void, edits: Bool, tracks: Bool)] = [
      ("nothing", { _ in }, false, false),
      ("link", { $0.delivery.data.externalID = nil }, true, false),
      ("another's link", { $0.delivery.data.externalID = "crm-1234-9" }, true, false),
      ("number", { $0.delivery.data.trackNumber = nil }, false, true),
      ("another number", { $0.delivery.data.trackNumber = Scene.otherBarcode.text }, false, true),
      ("status", { $0.delivery.data.status = "waiting" }, false, true),
      ("no status", { $0.delivery.data.status = nil }, false, true),
    ]
    for row in rows {
      let order = Scene.order {
        whole(&$0)
        row.change(&$0)
      }
      #expect((showing.edit(order).deliveryID != nil) == row.edits, "\(row.name)")
      #expect(showing.needsTracking(order, entry: entry) == row.tracks, "\(row.name)")
      #expect(showing.differs(from: order, entry: entry) == (row.edits || row.tracks), "\(row.name)")
      let isOnlyStatus = row.name.hasSuffix("status")
      #expect(showing.isShown(by: order, withStatus: true) == (row.name == "nothing"), "\(row.name)")
      #expect(
        showing.isShown(by: order, withStatus: false) == (row.name == "nothing" || isOnlyStatus),
        "\(row.name)")
    }
    entry.shownDigest = nil
    #expect(showing.needsTracking(Scene.order(whole), entry: entry))
    // What the CRM does not take is told a few times and no more.
    entry.shownDigest = showing.digest
    for (ignored, tells) in [(0, true), (1, true), (Showing.ignoredLimit, false)] {
      entry.ignoredWriteBacks = ignored
      let order = Scene.order {
        whole(&$0)
        $0.delivery.data.status = "waiting"
      }
      #expect(showing.needsTracking(order, entry: entry) == tells, "\(ignored)")
    }
  }

  @Test func whatTheStatusSaysIsInTheDigest() throws {
    let base = Scene.entry(.live(Scene.shipment(.atOffice, event: Self.event)))
    let changes: [(String, (inout Shipment) -> Void)] = [
      ("state", { $0.tracking.state = .problem }), ("time", { $0.tracking.since = Scene.now + .seconds(1) }),
      ("place", { $0.tracking.event?.office = "Львів 1" }), ("number", { $0.barcode = Scene.otherBarcode }),
    ]
    var digests: Set = [try #require(Self.showing(base)).digest]
    for (name, change) in changes {
      var entry = base
      entry.changeShipment(ShipmentUUID("s-1"), change)
      #expect(digests.insert(try #require(Self.showing(entry)).digest).inserted, "\(name)")
    }
    let next = Scene.entry(.live(Scene.shipment(.atOffice, event: Self.event)), generation: 2)
    #expect(digests.insert(try #require(Self.showing(next)).digest).inserted)
  }

  @Test func theTimeWrittenIsAlwaysNewerThanWhatIsShown() throws {
    let late = Scene.now + .seconds(5000)
    let rows: [(name: String, shownAt: Instant?, problem: Bool, expected: Instant)] = [
      ("first", nil, false, Scene.now), ("older shown", Scene.now - .seconds(9), false, Scene.now),
      ("the same shown", Scene.now, false, Scene.now + .seconds(1)),
      ("newer shown", late, false, late + .seconds(1)),
      ("a problem has no time of its own", nil, true, Scene.now + .seconds(60)),
      ("a problem after the clock went back", late, true, late + .seconds(1)),
    ]
    for row in rows {
      let entry = Scene.entry(.live(Scene.shipment())) {
        $0.shownAt = row.shownAt
        $0.problems = row.problem ? [Self.problem] : []
      }
      let written = try #require(Self.showing(entry)).updatedAt(now: Scene.now + .seconds(60))
      #expect(written == row.expected, "\(row.name)")
      if let shownAt = row.shownAt { #expect(written > shownAt, "\(row.name)") }
    }
  }
}

/// The mapped order status.
@Suite struct StatusMappingTests {
  static let policy = Scene.policy {
    $0.cabinets[0].statuses = StatusMap(
      byState: [
        .created: "at-post", .inTransit: "on-way", .customs: "unknown-to-the-crm", .atOffice: "arrived",
        .delivered: "taken", .returned: "came-back",
      ], byEvent: [20700: "assembling", 21500: "unknown-to-the-crm"])
  }

  struct Row: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var state: DeliveryState
    var event: Int?
    var handled: LedgerEntry.StatusMark?
    var orderStatus = "new"
    var expected: String?
    /// Whether this is to be remembered as dealt with.
    var marks: Bool

    init(
      _ name: String, _ state: DeliveryState, event: Int? = nil, after handled: DeliveryState? = nil,
      handledEvent: Int? = nil, generation: Int = 1, order: String = "new",
      gives expected: String?,
      marks: Bool = true
    ) {
      testDescription = name
      self.state = state
      self.event = event
      self.handled = handled.map {
        LedgerEntry.StatusMark(generation: generation, state: $0, event: handledEvent)
      }
      orderStatus = order
      self.expected = expected
      self.marks = marks
    }
  }

  static let rows: [Row] = [
    Row("first", .created, gives: "at-post"),
    Row("the same again", .created, after: .created, gives: nil, marks: false),
    Row("further", .inTransit, after: .created, gives: "on-way"),
    Row("further, a state passed over", .delivered, after: .created, gives: "taken"),
    Row("back (redirect)", .inTransit, after: .atOffice, gives: nil, marks: false),
    Row("at an office again", .atOffice, after: .atOffice, gives: nil, marks: false),
    Row("another state as far", .problem, after: .atOffice, gives: nil),
    Row("another state as far, and back", .atOffice, after: .problem, gives: "arrived"),
    Row("customs and back", .inTransit, after: .customs, gives: "on-way"),
    Row("an event of its own", .inTransit, event: 20700, after: .inTransit, gives: "assembling"),
    Row("returned after delivered", .returned, after: .delivered, gives: "came-back"),
    Row("delivered after returned", .delivered, after: .returned, gives: nil, marks: false),
    Row("a state without a status", .accepted, after: .created, gives: nil),
    Row("a code the CRM lacks", .customs, after: .created, gives: nil),
    Row("by event over by state", .inTransit, event: 20700, after: .created, gives: "assembling"),
    Row(
      "the event again", .inTransit, event: 20700, after: .inTransit, handledEvent: 20700, gives: nil,
      marks: false),
    Row("an event without a status of its own", .inTransit, event: 20800, after: .created, gives: "on-way"),
    Row("an event whose code the CRM lacks", .inTransit, event: 21500, after: .created, gives: nil),
    Row(
      "an event that takes the parcel back", .inTransit, event: 20700, after: .atOffice, gives: nil,
      marks: false),
    Row("never over a cancel", .delivered, after: .created, order: "cancel-other", gives: nil),
    Row("never over a complete", .returned, after: .delivered, order: "complete", gives: nil),
    Row("of the generation before", .created, after: .delivered, generation: 0, gives: "at-post"),
  ]

  @Test(arguments: rows) func eachFurtherStateOnce(_ row: Row) throws {
    let event = row.event.map { TrackingEvent(code: $0, date: Scene.now) }
    let entry = Scene.entry(.live(Scene.shipment(row.state, event: event))) { $0.statusHandled = row.handled }
    let order = Scene.order { $0.status = row.orderStatus }
    let showing = try #require(Showing(order, entry: entry, policy: Self.policy))
    #expect(showing.orderStatus == row.expected)
    #expect((showing.mark != nil) == row.marks)
    guard let mark = showing.mark else { return }
    #expect(mark.generation == 1 && mark.state == row.state)
    // Once remembered, it is not dealt with again.
    var handled = entry
    handled.statusHandled = mark
    let again = try #require(Showing(order, entry: handled, policy: Self.policy))
    #expect(again.orderStatus == nil && again.mark == nil)
  }

  /// States of one rank may alternate: each move is an event of the post and is written once, however often it is looked
  /// at, so that the order ends where the sorted history ends.
  @Test func statesOfOneRankAreWrittenOncePerMove() throws {
    let policy = Scene.policy {
      $0.cabinets[0].statuses = StatusMap(byState: [
        .atOffice: "arrived", .problem: "at-post", .delivered: "taken",
      ])
    }
    var entry = Scene.entry(.live(Scene.shipment()))
    var written: [String] = []
    for round in 0..<3 {
      for state in [DeliveryState.atOffice, .problem, .problem] {
        entry.changeShipment(ShipmentUUID("s-1")) {
          $0.tracking = Shipment.Tracking(state: state, since: Scene.now + .seconds(Int64(round)))
        }
        let showing = try #require(Showing(Scene.order(), entry: entry, policy: policy))
        if let status = showing.orderStatus { written.append(status) }
        if let mark = showing.mark { entry.statusHandled = mark }
      }
    }
    #expect(written == ["arrived", "at-post", "arrived", "at-post", "arrived", "at-post"])
    entry.changeShipment(ShipmentUUID("s-1")) { $0.tracking.state = .delivered }
    #expect(try #require(Showing(Scene.order(), entry: entry, policy: policy)).orderStatus == "taken")
  }

  @Test func codesThatTheCRMLacksAreNamed() {
    #expect(
      Self.policy.cabinets[0].unknownStatuses(in: Self.policy.statusGroups) == ["unknown-to-the-crm"])
    #expect(Self.policy.cabinets[1].unknownStatuses(in: Self.policy.statusGroups).isEmpty)
  }

  /// A status that a person set after it was dealt with stays, and so does a cancel that came while it was not.
  @Test func aPersonsStatusStays() throws {
    let mark = LedgerEntry.StatusMark(generation: 1, state: .delivered)
    let entry = Scene.entry(.live(Scene.shipment(.delivered))) { $0.statusHandled = mark }
    let showing = try #require(
      Showing(Scene.order { $0.status = "assembling" }, entry: entry, policy: Self.policy))
    #expect(showing.orderStatus == nil)
  }

  @Test func aStatusThatIsAlreadyThereIsNoDifference() throws {
    var entry = Scene.entry(.live(Scene.shipment(.delivered)))
    let order = Scene.order {
      $0.status = "taken"
      $0.delivery.data.externalID = "crm-1234-1"
      $0.delivery.data.trackNumber = Scene.barcode.text
      $0.delivery.data.status = "delivered"
    }
    let showing = try #require(Showing(order, entry: entry, policy: Self.policy))
    entry.shownDigest = showing.digest
    #expect(showing.orderStatus == "taken" && !showing.differs(from: order, entry: entry))
    var other = order
    other.status = "on-way"
    #expect(showing.differs(from: other, entry: entry))
  }

  private static let withdrawing = Scene.policy {
    $0.cabinets[0].statuses = StatusMap(byState: [
      .created: "at-post", .cancelled: "came-back", .withdrawn: "assembling",
    ])
  }

  private static func withdrawn(_ change: (inout LedgerEntry) -> Void = { _ in }) -> LedgerEntry {
    Scene.entry(.none, generation: 1) {
      $0.shownDigest = "x"
      $0.retiredBarcodes = [Scene.barcode]
      $0.withdrawn = LedgerEntry.Withdrawn(generation: 1, cabinet: Scene.main.id)
      $0.statusHandled = LedgerEntry.StatusMark(generation: 1, state: .created)
      change(&$0)
    }
  }

  @Test func aWithdrawalHasAStatusOnce() throws {
    let entry = Self.withdrawn()
    let showing = try #require(Showing(Scene.order(), entry: entry, policy: Self.withdrawing))
    #expect(showing.orderStatus == "assembling")
    let mark = try #require(showing.mark)
    #expect(mark == LedgerEntry.StatusMark(generation: 1, state: .withdrawn))
    let handled = Self.withdrawn { $0.noteStatus(mark) }
    #expect(try #require(Showing(Scene.order(), entry: handled, policy: Self.withdrawing)).mark == nil)
    // The next TTN says what it always says.
    var next = Scene.entry(.live(Scene.shipment { $0.generation = 2 }), generation: 2)
    next.statusHandled = mark
    next.withdrawn = entry.withdrawn
    let made = try #require(Showing(Scene.order(), entry: next, policy: Self.withdrawing))
    #expect(made.orderStatus == "at-post")
    next.noteStatus(try #require(made.mark))
    next.noteStatus(mark)
    #expect(next.statusHandled == made.mark, "an older write-back took the status back")
  }

  @Test func aWithdrawalIsSilentWhereItWouldBeWrong() throws {
    let rows: [(String, LedgerEntry, (inout Order) -> Void)] = [
      ("the order was cancelled", Self.withdrawn(), { $0.status = "cancel-other" }),
      ("the order is complete", Self.withdrawn(), { $0.status = "complete" }),
      (
        "the next is on its way", Self.withdrawn { $0.phase = .creating(Scene.intent(2)) }, { _ in }
      ),
      (
        "said of a later one",
        Self.withdrawn { $0.statusHandled = LedgerEntry.StatusMark(generation: 2, state: .created) }, { _ in }
      ),
      (
        "the post cancelled it",
        Self.withdrawn { $0.statusHandled = LedgerEntry.StatusMark(generation: 1, state: .cancelled) },
        { _ in }
      ),
      (
        "another cabinet's",
        Self.withdrawn { $0.withdrawn?.cabinet = Scene.second.id }, { _ in }
      ),
      ("of an older ledger", Self.withdrawn { $0.withdrawn = nil }, { _ in }),
    ]
    for (name, entry, change) in rows {
      let showing = try #require(Showing(Scene.order(change), entry: entry, policy: Self.withdrawing))
      #expect(showing.orderStatus == nil, "\(name)")
    }
  }

  @Test func aRetirementIsRemembered() {
    let shipment = Scene.shipment { $0.generation = 3 }
    let entry = Scene.entry(.withdrawing(shipment, mayDelete: true), generation: 3)
    let after = Scene.advanced(entry, .deleteShipment(shipment), .done(.deleted))
    #expect(after.withdrawn == LedgerEntry.Withdrawn(generation: 3, cabinet: Scene.main.id))
  }

  /// A refusal is not for ever: the order may be given what it lacked, or the operator asks.
  @Test func aRefusedStatusIsTriedAgainWhenTheOrderChanges() throws {
    let order = Scene.order()
    var entry = Scene.entry(.live(Scene.shipment(.delivered)))
    var mark = try #require(Showing(order, entry: entry, policy: Self.policy)?.mark)
    mark.refusedFor = order.statusBasis(in: Self.policy.cabinets[0])
    entry.noteStatus(mark)
    func status(_ change: (inout Order) -> Void = { _ in }) throws -> String? {
      try #require(Showing(Scene.order(change), entry: entry, policy: Self.policy)).orderStatus
    }
    #expect(try status() == nil)
    #expect(try status { $0.delivery.data.status = "delivered" } == nil)
    #expect(try status { $0.customFields["ukrposhta_status"] = .text("Вручено") } == nil)
    #expect(try status { $0.status = "arrived" } == "taken")
    #expect(try status { $0.recipient.patronymic = "Інша" } == "taken")
    #expect(try status { $0.customFields["reason"] = .text("так") } == "taken")
    #expect(try status { $0.status = "cancel-other" } == nil)
    entry.statusHandled?.refusedFor = ""
    #expect(try status() == "taken")
    #expect(entry.forgetting(at: Scene.now).statusHandled?.refusedFor == nil)
  }

  @Test func withoutAShipmentNoStatusIsMapped() throws {
    let entry = Scene.entry(.none, generation: 1) { $0.shownDigest = "x" }
    let showing = try #require(Showing(Scene.order(), entry: entry, policy: Self.policy))
    #expect(showing.orderStatus == nil && showing.mark == nil)
  }
}
