// The mapped order status: each further state once, never over a person, never backwards; and what a refusal or a
// withdrawal makes of it.

import ShippingCore
import Testing

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
    #expect(
      after.withdrawn
        == LedgerEntry.Withdrawn(generation: 3, cabinet: Scene.main.id, deliveryPrice: Kopiykas(45_00)))
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
