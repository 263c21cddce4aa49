// Gestures that one look does not tell: «Отменить доставку» and its end, the baseline of an adopted TTN; and what a
// printed label or a label that cannot be had does to a withdrawal.

import ShippingCore
import Testing

@Suite struct GestureTests {
  /// Ten seconds after the card of generation 1 was proven.
  private static let now = Scene.now + .seconds(10)
  private static let proof = CardProof(generation: 1, at: Scene.now, hadLock: true)

  private static func shown(_ change: (inout LedgerEntry) -> Void = { _ in }) -> LedgerEntry {
    Scene.entry(.live(ChangeScene.made())) {
      $0.cardProof = proof
      change(&$0)
    }
  }

  private static func look(
    _ entry: LedgerEntry, _ order: Order = Scene.order(), readAt: Instant? = nil, now: Instant = now,
    policy: Policy = Scene.policy()
  ) -> LedgerEntry {
    entry.seeing(.order(order), readAt: readAt ?? now, policy: policy, now: now)
  }

  @Test func anEmptiedCardIsACancelledDeliveryAtTheSecondLook() {
    let first = Self.look(Self.shown())
    #expect(first.hold == nil && first.cardProof?.clearedSince == Self.now)
    let decision = Scene.decide(.order(Scene.order()), first, at: Scene.moment { $0.now = Self.now })
    #expect(decision == .wait(until: Self.now + CardProof.tolerance, reason: .cardCleared))
    let early = Self.look(first, now: Self.now + .seconds(14))
    #expect(early.hold == nil)
    let second = Self.look(first, now: Self.now + CardProof.tolerance)
    #expect(second.hold == DeliveryHold(deliveryType: Scene.main.deliveryType))
    #expect(Scene.decide(.order(Scene.order()), second).word == "read-lifecycle")
    // Nothing is written to the card in between.
    #expect(Showing(Scene.order(), entry: first, policy: Scene.policy()) == nil)
    #expect(Showing(Scene.order(), entry: second, policy: Scene.policy()) != nil)
  }

  struct Row: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var entry: LedgerEntry
    var order: Order
    var policy = Scene.policy()
    var readAt = GestureTests.now
    var isCleared = false
  }

  private static func linked(_ change: (inout Order.DeliveryData) -> Void) -> Order {
    Scene.order { change(&$0.delivery.data) }
  }

  private static let wiped = linked { $0.isLocked = nil }

  static let rows: [Row] = [
    Row(testDescription: "both gone", entry: shown(), order: Scene.order(), isCleared: true),
    Row(testDescription: "never proven", entry: shown { $0.cardProof = nil }, order: Scene.order()),
    Row(
      testDescription: "proven for an older generation", entry: shown { $0.cardProof?.generation = 0 },
      order: Scene.order()),
    Row(testDescription: "the link is there", entry: shown(), order: linked { $0.externalID = "crm-1234-1" }),
    Row(
      testDescription: "the TTN is there", entry: shown(), order: linked { $0.trackNumber = "0500100031143" }),
    Row(testDescription: "another TTN was typed", entry: shown(), order: linked { $0.trackNumber = "1" }),
    Row(testDescription: "locked besides", entry: shown(), order: linked { $0.isLocked = true }),
    Row(
      testDescription: "read before the proof", entry: shown(), order: Scene.order(),
      readAt: Scene.now - .seconds(1)),
    Row(
      testDescription: "read before the proof by a clock that went back",
      entry: shown { $0.cardProof?.at = now + .seconds(600) }, order: Scene.order(), isCleared: true),
    Row(
      testDescription: "foreign type", entry: shown(), order: Scene.order { $0.delivery.typeCode = "courier" }
    ),
    Row(
      testDescription: "another cabinet's type", entry: shown(),
      order: Scene.order { $0.delivery.typeCode = Scene.second.deliveryType }),
    // The type went away and came back: everything a person had put there is gone too.
    Row(testDescription: "the lock is gone too", entry: shown(), order: wiped),
    Row(
      testDescription: "the choices are gone too",
      entry: shown {
        $0.cardProof?.hadLock = false
        $0.cardProof?.hadChoices = true
      }, order: wiped),
    Row(
      testDescription: "there was nothing else", entry: shown { $0.cardProof?.hadLock = false }, order: wiped,
      isCleared: true),
    Row(
      testDescription: "no module, no button", entry: shown(), order: Scene.order(),
      policy: Scene.policy { $0.cabinets[0].mode = .plain }),
    Row(
      testDescription: "of a site we do not serve", entry: shown(), order: Scene.order(),
      policy: Scene.policy { $0.sites = ["other"] }),
    Row(
      testDescription: "delivered",
      entry: shown { $0.changeShipment(ShipmentUUID("s-1")) { $0.tracking.state = .delivered } },
      order: Scene.order()),
  ]

  @Test(arguments: rows) func whatAnEmptyCardMeans(_ row: Row) {
    let next = Self.look(row.entry, row.order, readAt: row.readAt, policy: row.policy)
    #expect((next.cardProof?.clearedSince != nil) == row.isCleared)
    #expect(next.hold == nil)
    // Filled again before the second look: nothing has happened.
    let filled = Self.linked { $0.externalID = "crm-1234-1" }
    #expect(Self.look(next, filled, policy: row.policy).cardProof?.clearedSince == nil)
  }

  @Test func theHoldEndsWithLockAndUnlock() {
    var entry = Scene.entry(.none, generation: 1) {
      $0.hold = DeliveryHold(deliveryType: Scene.main.deliveryType)
      $0.retiredBarcodes = [Scene.barcode]
      $0.shownDigest = "shown"
    }
    #expect(Self.look(entry) == entry)
    #expect(Scene.decide(.order(Scene.order()), entry).word == "settle")
    let showing = Showing(Scene.order(), entry: entry, policy: Scene.policy())
    #expect(showing?.status == DeliveryState.withdrawn.rawValue)
    #expect(showing?.comment == HoldTexts.comment(in: .uk))
    entry = Self.look(entry, Self.linked { $0.isLocked = true })
    #expect(entry.hold?.sawLock == true)
    entry = Self.look(entry)
    #expect(entry.hold == nil)
    #expect(Scene.decide(.order(Scene.order()), entry).word == "create-address")
  }

  @Test func theHoldEndsWithAnotherDecisionToo() {
    let entry = Scene.entry(.none, generation: 1) {
      $0.hold = DeliveryHold(deliveryType: Scene.main.deliveryType)
      $0.retiredBarcodes = [Scene.barcode]
    }
    #expect(Self.look(entry, Scene.order { $0.delivery.typeCode = Scene.second.deliveryType }).hold == nil)
    #expect(Self.look(entry, Self.linked { $0.trackNumber = Scene.otherBarcode.text }).hold == nil)
    #expect(Self.look(entry, Self.linked { $0.trackNumber = Scene.barcode.text }).hold != nil)
    #expect(entry.seeing(.gone, readAt: Self.now, policy: Scene.policy(), now: Self.now).hold != nil)
  }

  @Test func theProofIsOfWhatTheCardShows() {
    let entry = Scene.entry(.live(ChangeScene.made()))
    func noted(_ order: Order, policy: Policy = Scene.policy()) -> CardProof? {
      var next = entry
      next.noteShown(order, order, policy: policy, now: Self.now)
      return next.cardProof
    }
    let whole = Self.linked {
      $0.externalID = "crm-1234-1"
      $0.trackNumber = Scene.barcode.text
    }
    #expect(noted(whole) == CardProof(generation: 1, at: Self.now, hadLock: true))
    #expect(noted(Self.linked { $0.externalID = "crm-1234-1" }) == nil)
    #expect(noted(Self.linked { $0.trackNumber = Scene.barcode.text }) == nil)
    #expect(noted(whole, policy: Scene.policy { $0.cabinets[0].mode = .plain }) == nil)
    var again = entry
    again.cardProof = CardProof(generation: 1, at: Scene.now, clearedSince: Scene.now)
    again.noteShown(whole, whole, policy: Scene.policy(), now: Self.now)
    #expect(again.cardProof == CardProof(generation: 1, at: Scene.now, hadLock: true))
  }

  /// A CRM that replaces `delivery.data` when the link is written: the parcel stays as it was ordered.
  @Test func whatOurOwnWriteTookAwayIsNoChange() {
    let before = Self.linked { $0.payerType = "receiver" }
    var entry = Scene.entry(.live(ChangeScene.made(before)))
    entry.noteShown(before, Scene.order(), policy: Scene.policy(), now: Self.now)
    #expect(Scene.decide(.order(Scene.order()), entry).word == "settle")
    var other = Scene.entry(.live(ChangeScene.made(before)))
    other.noteShown(before, ChangeScene.heavier, policy: Scene.policy(), now: Self.now)
    #expect(Scene.decide(.order(ChangeScene.heavier), other).word == "update-shipment")
  }

  @Test func anAdoptedShipmentIsHeldAgainstTheFirstLook() throws {
    let adopted = Scene.entry(.live(Scene.shipment { $0.planDigest = nil }))
    let first = Self.look(adopted)
    #expect(first.shipment?.orderDigest == Scene.order().shippingDigest)
    #expect(first.shipment?.planMarks != nil && first.shipment?.planDigest == nil)
    #expect(Self.look(first) == first)
    let decision = Scene.decide(.order(ChangeScene.heavier), Self.look(first, ChangeScene.heavier))
    #expect(decision == .park([Problem(.changedAfterShipment, details: "parcels/replaceable")]))
    // One that has no plan yet is not complained about when it gets one.
    let bare = Self.look(
      adopted,
      Scene.order {
        $0.weight = nil
        $0.items = []
      })
    #expect(Self.look(bare).shipment?.planMarks == first.shipment?.planMarks)
  }

  @Test func aChangeThatIsNoneForThePostIsRemembered() {
    let order = Scene.order { $0.recipient.lastName = " Шевченко " }
    let next = Self.look(ChangeScene.live(), order)
    #expect(next.shipment?.orderDigest == order.shippingDigest)
    #expect(Self.look(ChangeScene.live(), ChangeScene.heavier) == ChangeScene.live())
    let doubtful = ChangeScene.live { $0.updating = UpdateIntent() }
    #expect(Self.look(doubtful, order) == doubtful)
  }
}

@Suite struct PrintLockTests {
  private static let locked = OrderView.order(Scene.order { $0.delivery.data.isLocked = true })
  private static let manifested = Scene.shipment { $0.manifestedAt = Scene.now }

  @Test func aPrintedShipmentIsNotDeletedBehindThePackersBack() {
    let problem = Problem(.printedAlready, field: "delivery.data.trackNumber", details: Scene.barcode.text)
    for change: (inout Order) -> Void in [
      { $0.delivery.data.isLocked = true }, { $0.status = "cancel-other" },
      { $0.delivery.typeCode = "courier" },
      { $0.delivery.typeCode = Scene.second.deliveryType },
    ] {
      let order = OrderView.order(Scene.order(change))
      #expect(Scene.decide(order, Scene.entry(.live(Self.manifested))) == .park([problem]))
    }
    #expect(Scene.decide(.order(Scene.order()), Scene.entry(.live(Self.manifested))).word == "settle")
    // Once the post has it, that is what there is to say.
    let accepted = Scene.shipment(.accepted) { $0.manifestedAt = Scene.now }
    #expect(Scene.decide(Self.locked, Scene.entry(.live(accepted))).word == "park too-late-to-withdraw")
  }

  @Test func printedDuringTheWithdrawalItStays() {
    let entry = Scene.entry(.withdrawing(Self.manifested, mayDelete: true))
    #expect(Scene.decide(Self.locked, entry).word == "read-lifecycle")
    let read = Scene.advanced(entry, .readLifecycle(Self.manifested), .done(.lifecycle(.created)))
    #expect(read.phase == .live(Self.manifested))
    #expect(Scene.decide(Self.locked, read).word == "park printed-already")
    let gone = Scene.advanced(entry, .readLifecycle(Self.manifested), .done(.lifecycle(.gone)))
    #expect(gone.phase == .none)
  }

  @Test func aLabelThatCannotBeHadDoesNotDelayAWithdrawal() throws {
    let bare = Scene.shipment { $0.label = nil }
    var entry = Scene.entry(.live(bare))
    for _ in 0..<5 {
      entry = Scene.advanced(entry, .fetchLabel(bare), .refused(Scene.failure(.terminal)))
    }
    #expect(Scene.decide(.order(Scene.order()), entry).word == "wait watch")
    #expect(Scene.decide(Self.locked, entry).word == "read-lifecycle")
    // Its own failures do, counted from the first.
    let failed = Scene.advanced(entry, .readLifecycle(bare), .unsent(Scene.failure(.transient)))
    #expect(failed.attempts == 1 && failed.retryAt == Scene.now + .seconds(2))
    #expect(Scene.decide(Self.locked, failed).word == "wait backoff")
  }
}

@Suite struct WaitingProblemsTests {
  private static func waiting(
    _ entry: LedgerEntry, _ order: Order = Scene.order(), ready: CabinetReadiness? = Scene.ready
  ) -> [ProblemCode]? {
    problemsWhileWaiting(
      .order(order), entry: entry, policy: Scene.policy(), at: Scene.moment(main: ready)
    )?.map(\.code)
  }

  private static func entry(_ phase: LedgerEntry.Phase) -> LedgerEntry {
    Scene.entry(phase) { $0.problems = [Problem(.postcodeMissing), Problem(.carrierRefused, details: "x")] }
  }

  @Test func aMendedOrderThatWaitsHasNoProblem() {
    #expect(Self.waiting(Self.entry(.none)) == [])
    #expect(Self.waiting(Self.entry(.none), ready: CabinetReadiness()) == [])
  }

  @Test func whatTheCarrierSaidOfTheStepStays() {
    let typed = Scene.order { $0.delivery.data.trackNumber = Scene.otherBarcode.text }
    #expect(Self.waiting(Self.entry(.none), typed) == [.carrierRefused])
    #expect(Self.waiting(Self.entry(.withdrawing(Scene.shipment(), mayDelete: true))) == [.carrierRefused])
    let locked = Scene.order { $0.delivery.data.isLocked = true }
    #expect(Self.waiting(Self.entry(.live(Scene.shipment())), locked) == [.carrierRefused])
  }

  /// As when it is parked: the text must not change its place from look to look.
  @Test func inPlainModeAProblemNamesTheCustomField() {
    let order = PlainModeTests.read(["up_track_number": .text(Scene.otherBarcode.text)])
    let entry = Scene.entry(.none) {
      $0.problems = [Problem(.carrierRefused, field: "delivery.data.trackNumber", details: "x")]
    }
    let problems = problemsWhileWaiting(
      .order(order), entry: entry, policy: PlainModeTests.policy, at: Scene.moment())
    #expect(problems?.map(\.field) == ["customFields.up_track_number"])
  }

  @Test func aChangeIsToldWhileTheLabelWaits() {
    let entry = Scene.entry(
      .live(
        ChangeScene.made(Scene.order()) {
          $0.label = nil
          $0.planDigest = nil
        }))
    #expect(Self.waiting(entry, ChangeScene.heavier) == [.changedAfterShipment])
    #expect(Self.waiting(entry) == [])
  }

  @Test func whatDoesNotWaitIsLeftAlone() {
    #expect(Self.waiting(Self.entry(.live(Scene.shipment()))) == nil)
  }
}

@Suite struct SharedTTNTests {
  @Test func theOwnerRemembersWhoBearsItsTTN() {
    let owner = ShipmentKey(order: OrderID(99), generation: 1, attempt: 1)
    let order = Scene.entry()
    #expect(order.owner(of: Scene.receipt(key: owner), bearer: nil, in: Scene.installation) == OrderID(99))
    #expect(order.owner(of: Scene.receipt(key: Scene.key()), bearer: nil, in: Scene.installation) == nil)
    #expect(order.owner(of: Scene.receipt(), bearer: nil, in: Scene.installation) == nil)
    var live = Scene.entry(.live(Scene.shipment()))
    live.share(Scene.otherBarcode, with: OrderID(7))
    #expect(live.sharers == nil)
    for number in 1...25 {
      live.share(Scene.barcode, with: OrderID(Int64(number)))
      live.share(Scene.barcode, with: OrderID(Int64(number)))
    }
    #expect(live.sharers == (6...25).map { OrderID($0) })
    let gone = Scene.advanced(live, .readLifecycle(Scene.shipment()), .done(.lifecycle(.gone)))
    #expect(gone.sharers == nil)
  }

  @Test func theOtherShowsThatItIsCancelledAndForgetsItByTheLockGesture() {
    var other = Scene.entry(.live(Scene.invisible()))
    other.noteWithdrawnByOwner(Scene.otherBarcode, now: Scene.now)
    #expect(other.shipment?.tracking.state == .created)
    other.noteWithdrawnByOwner(Scene.barcode, now: Scene.now)
    #expect(other.shipment?.tracking.state == .cancelled)
    #expect(Scene.decide(.order(Scene.order()), other).word == "settle")
    let locked = OrderView.order(Scene.order { $0.delivery.data.isLocked = true })
    #expect(Scene.decide(locked, other).word == "read-lifecycle")
    for lifecycle in [Lifecycle.gone, .created, .beyond("STORAGE")] {
      let next = Scene.advanced(other, .readLifecycle(Scene.invisible()), .done(.lifecycle(lifecycle)))
      #expect(next.phase == .none && next.retiredBarcodes == [Scene.barcode])
    }
    for state in [DeliveryState.accepted, .delivered] {
      var moving = Scene.entry(.live(Scene.invisible(state)))
      moving.noteWithdrawnByOwner(Scene.barcode, now: Scene.now)
      #expect(moving.shipment?.tracking.state == state)
    }
    var own = Scene.entry(.live(Scene.shipment()))
    own.noteWithdrawnByOwner(Scene.barcode, now: Scene.now)
    #expect(own.shipment?.tracking.state == .created)
  }
}
