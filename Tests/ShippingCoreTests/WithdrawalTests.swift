// Adopting a TTN that somebody typed, and withdrawing a shipment: by lifecycle, by the post's own cancellation, and
// what a refused or unanswered DELETE leads to.

import ShippingCore
import Testing

@Suite struct AdoptionTests {
  private static func adopted(_ receipt: Receipt?, generation: Int = 0, cabinet: CabinetID = Scene.main.id)
    -> LedgerEntry
  {
    let entry = Scene.entry(.none, generation: generation) {
      $0.draft = LedgerEntry.Draft(key: Scene.key(generation + 1), digest: "d", addressID: AddressID(1))
      $0.problems = [Problem(.postcodeMissing)]
      $0.attempts = 2
    }
    let next = Scene.advanced(
      entry, .adopt(Scene.barcode, cabinet: cabinet), .done(.typed(receipt, bearer: nil)))
    #expect(Invariants.violation(from: entry, to: next) == nil)
    return next
  }

  struct Row: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var receipt: Receipt?
    var generation = 0
    var uuid: String
    var next: Int
  }

  private static let anothers = ShipmentKey(order: OrderID(99), generation: 7, attempt: 1)
  private static let byNumber = Scene.barcode.text

  static let rows: [Row] = [
    Row(testDescription: "visible", receipt: Scene.receipt(), uuid: "s-1", next: 1),
    Row(
      testDescription: "handed over", receipt: Scene.receipt(lifecycle: .beyond("REGISTERED")), uuid: "s-1",
      next: 1),
    Row(testDescription: "invisible to the API", receipt: nil, uuid: byNumber, next: 1),
    Row(testDescription: "after a withdrawal", receipt: nil, generation: 3, uuid: byNumber, next: 4),
    Row(testDescription: "another order's", receipt: Scene.receipt(key: anothers), uuid: byNumber, next: 1),
    Row(testDescription: "our own", receipt: Scene.receipt(key: Scene.key(1, 2)), uuid: "s-1", next: 1),
    Row(
      testDescription: "our own of a later generation than the ledger knows",
      receipt: Scene.receipt(key: Scene.key(5, 1)), generation: 2, uuid: "s-1", next: 5),
    Row(
      testDescription: "our own of an older generation", receipt: Scene.receipt(key: Scene.key(1, 1)),
      generation: 2,
      uuid: "s-1", next: 3),
  ]

  @Test(arguments: rows) func whatIsAdopted(_ row: Row) throws {
    let next = Self.adopted(row.receipt, generation: row.generation)
    let shipment = try #require(next.shipment)
    #expect(shipment.uuid.rawValue == row.uuid)
    #expect(shipment.barcode == Scene.barcode)
    #expect(shipment.isVisibleToAPI == (row.uuid != Self.byNumber))
    #expect(shipment.deliveryType == Scene.main.deliveryType)
    #expect(shipment.planDigest == nil)
    #expect(next.generation == row.next && shipment.generation == row.next)
    #expect(next.draft == nil && next.problems.isEmpty && next.attempts == 0)
  }

  /// It may have been under way for days: the card waits for what the post says of it.
  @Test func whereItIsFollowsFromItsLifecycleUntilThePostIsAsked() throws {
    let rows: [(Receipt?, DeliveryState, Bool)] = [
      (Scene.receipt(), .created, false),
      (Scene.receipt(lifecycle: .beyond("DELIVERING")), .inTransit, true),
      (Scene.receipt(lifecycle: .beyond("DELIVERED")), .delivered, true),
      (Scene.receipt(lifecycle: .beyond("SOMETHING-NEW")), .created, true),
      (nil, .created, true),
    ]
    for (receipt, state, awaits) in rows {
      let next = Self.adopted(receipt)
      var tracking = try #require(next.shipment?.tracking)
      #expect(tracking.state == state && tracking.awaitsAnswer == (awaits ? true : nil))
      let order = Scene.order { $0.delivery.data.trackNumber = Scene.barcode.text }
      #expect((Showing(order, entry: next, policy: Scene.policy()) == nil) == awaits)
      tracking = tracking.taking(.nothing)
      #expect(tracking.awaitsAnswer == (awaits ? true : nil), "no answer is no answer")
      for answer in [
        PostReport.notFound, .last(TrackingEvent(code: 21700, date: Scene.now)),
        .lifecycle(.beyond("DELIVERING"), at: Scene.now),
      ] {
        #expect(tracking.taking(answer).awaitsAnswer == nil)
      }
    }
  }

  @Test func theLabelOfAParcelUnderWayIsNobodysBusiness() {
    let policy = Scene.policy { $0.cabinets[0].printsLabel = true }
    func decided(_ lifecycle: Lifecycle) -> String {
      let next = Scene.advanced(
        Scene.entry(), .adopt(Scene.barcode, cabinet: Scene.main.id),
        .done(.typed(Scene.receipt(lifecycle: lifecycle), bearer: nil)), policy: policy)
      #expect(next.shipment?.print?.state == .doubtful && next.marks.isEmpty)
      return Scene.decide(.order(Scene.order()), next, policy: policy).word
    }
    #expect(decided(.created) == "fetch-label")
    #expect(decided(.beyond("DELIVERING")) == "settle")
  }

  @Test func anotherInstallationsKeyIsAStrangersText() {
    var receipt = Scene.receipt()
    receipt.externalID = Self.anothers.externalID(of: InstallationTag("bbbbbbbb"))
    #expect(Self.adopted(receipt).shipment?.uuid == receipt.uuid)
  }

  /// Otherwise it would be adopted, found gone and adopted again for ever.
  @Test func aNumberThatIsGoneIsSaidOnceAndNotTriedAgain() {
    let next = Self.adopted(Scene.receipt(lifecycle: .gone))
    #expect(next.phase == .none)
    #expect(next.generation == 0)
    #expect(
      next.problems == [
        Problem(.trackNumberInvalid, field: "delivery.data.trackNumber", details: Scene.barcode.text)
      ])
    let order = Scene.order { $0.delivery.data.trackNumber = Scene.barcode.text }
    #expect(Scene.decide(.order(order), next).word == "create-address")
  }

  @Test func aRefusedAdoptionIsShownAndRetried() {
    let entry = Scene.entry()
    let step = Step.adopt(Scene.barcode, cabinet: Scene.main.id)
    let next = Scene.advanced(entry, step, .refused(Scene.failure(.terminal)))
    #expect(
      next.problems == [
        Problem(.carrierRefused, field: "delivery.data.trackNumber", details: "UPE1: ні")
      ])
    #expect(next.refusal == nil)
    let order = Scene.order { $0.delivery.data.trackNumber = Scene.barcode.text }
    #expect(Scene.decide(.order(order), next).word == "wait backoff")
  }

  @Test func oldNumbersAreRememberedUpToTheLimit() {
    var entry = Scene.entry()
    for number in 0..<30 {
      guard let barcode = Barcode("\(5_000_000_000_000 + number)") else { continue }
      entry.phase = .withdrawing(Scene.shipment { $0.barcode = barcode }, mayDelete: true)
      entry = Scene.advanced(entry, .deleteShipment(Scene.shipment()), .done(.deleted))
    }
    #expect(entry.retiredBarcodes.count == LedgerEntry.retiredBarcodesLimit)
    #expect(entry.retiredBarcodes.last?.text == "5000000000029")
    #expect(entry.retiredBarcodes.first?.text == "5000000000010")
  }
}

@Suite struct WithdrawalTests {
  private let locked = OrderView.order(Scene.order { $0.delivery.data.isLocked = true })

  struct Row: Sendable, CustomTestStringConvertible {
    var state: DeliveryState
    var lifecycle: Lifecycle
    var phase: String
    var testDescription: String { "\(state.rawValue), \(lifecycle)" }
  }

  static let rows: [Row] = [
    Row(state: .created, lifecycle: .created, phase: "withdrawing s-1 may"),
    Row(state: .created, lifecycle: .gone, phase: "none"),
    // The post has it, though no event says so yet.
    Row(state: .created, lifecycle: .beyond("REGISTERED"), phase: "live s-1 accepted"),
    Row(state: .accepted, lifecycle: .beyond("DELIVERING"), phase: "live s-1 accepted"),
    Row(state: .inTransit, lifecycle: .beyond("DELIVERING"), phase: "live s-1 in-transit"),
    Row(state: .cancelled, lifecycle: .created, phase: "withdrawing s-1 may"),
    Row(state: .cancelled, lifecycle: .gone, phase: "none"),
    Row(state: .cancelled, lifecycle: .beyond("STORAGE"), phase: "none"),
    Row(state: .delivered, lifecycle: .beyond("DELIVERED"), phase: "live s-1 delivered"),
  ]

  @Test(arguments: rows) func whatTheLifecycleMeans(_ row: Row) {
    let shipment = Scene.shipment(row.state)
    for phase in [LedgerEntry.Phase.live(shipment), .withdrawing(shipment, mayDelete: false)] {
      let entry = Scene.entry(phase)
      let next = Scene.advanced(entry, .readLifecycle(shipment), .done(.lifecycle(row.lifecycle)))
      #expect(next.phaseWord == row.phase)
      #expect(next.retiredBarcodes == (row.phase == "none" ? [Scene.barcode] : []))
      #expect(Invariants.violation(from: entry, to: next) == nil)
    }
  }

  @Test func lockAndUnlockMakeANewShipment() throws {
    var entry = Scene.entry(.live(Scene.shipment()))
    var words: [String] = []
    for _ in 0..<6 {
      let decision = Scene.decide(locked, entry)
      words.append(decision.word)
      guard let step = decision.step else { break }
      entry = Scene.advanced(entry, step, .done(AdvanceTests.value(step)))
    }
    #expect(words == ["read-lifecycle", "delete-shipment", "remove-labels", "settle"])
    #expect(entry.retiredBarcodes == [Scene.barcode])
    let again = Scene.decide(.order(Scene.order()), entry)
    guard case .step(.createAddress(_, let part)) = again else {
      Issue.record("\(again.word)")
      return
    }
    #expect(part.draft.key == Scene.key(2, 1))
  }

  @Test func whatThePostCancelledIsReplacedByLockAndUnlockOnly() {
    let cancelled = Scene.entry(.live(Scene.shipment(.cancelled)))
    #expect(Scene.decide(.order(Scene.order()), cancelled).word == "settle")
    #expect(Scene.decide(locked, cancelled).word == "read-lifecycle")
    let after = Scene.advanced(
      cancelled, .readLifecycle(Scene.shipment(.cancelled)), .done(.lifecycle(.beyond("CANCELING"))))
    #expect(Scene.decide(.order(Scene.order()), after.withoutVoidLabels).word == "create-address")
  }

  @Test func tooLateIsSaidAndThenKept() {
    let entry = Scene.entry(.live(Scene.shipment()))
    let next = Scene.advanced(
      entry, .readLifecycle(Scene.shipment()), .done(.lifecycle(.beyond("REGISTERED"))))
    let problem = Problem(
      .tooLateToWithdraw, field: "delivery.data.trackNumber", details: Scene.barcode.text)
    #expect(Scene.decide(locked, next) == .park([problem]))
    #expect(Scene.decide(.order(Scene.order()), next).word == "settle")
  }

  /// Read, delete, no, read, delete, no: ever slower, and never a DELETE without a fresh look before it.
  @Test func aRefusedDeletionBacksOff() {
    var entry = Scene.entry(.live(Scene.shipment()))
    var now = Scene.now
    var pauses: [Int64] = []
    var last = ""
    for _ in 0..<60 {
      let decision = Scene.decide(locked, entry, at: Scene.moment { $0.now = now })
      if let until = decision.waitsUntil {
        pauses.append(until.since(now).wholeMilliseconds / 1000)
        now = until
        continue
      }
      guard let step = decision.step else {
        Issue.record("\(decision.word)")
        return
      }
      if step.name == "delete-shipment" { #expect(last == "read-lifecycle") }
      last = step.name
      let outcome: Outcome<StepValue> =
        step.name == "delete-shipment" ? .refused(Scene.failure(.terminal)) : .done(.lifecycle(.created))
      let next = Scene.advanced(entry, step, outcome, now: now)
      #expect(Invariants.violation(from: entry, to: next) == nil)
      entry = next
    }
    #expect(pauses.starts(with: [2, 4, 8, 16, 32, 64, 128, 256, 300, 300]))
    #expect(entry.problems.map(\.code) == [.carrierRefused])
  }

  @Test func anUnansweredDeletionIsReadAgain() {
    let entry = Scene.entry(.withdrawing(Scene.shipment(), mayDelete: true))
    let next = Scene.advanced(entry, .deleteShipment(Scene.shipment()), .unknown(Scene.failure(.ambiguous)))
    let later = Scene.moment { $0.now = Scene.now + .seconds(3) }
    #expect(Scene.decide(locked, next, at: later).word == "read-lifecycle")
    let gone = Scene.advanced(next, .readLifecycle(Scene.shipment()), .done(.lifecycle(.gone)))
    #expect(gone.phase == .none && gone.attempts == 0)
  }

  @Test func anAnswerAboutAnotherShipmentIsIgnored() {
    let entry = Scene.entry(.withdrawing(Scene.shipment(), mayDelete: true))
    let other = Scene.shipment { $0.uuid = ShipmentUUID("s-2") }
    let outcomes: [(Step, StepValue)] = [
      (.deleteShipment(other), .deleted), (.readLifecycle(other), .lifecycle(.gone)),
      (.fetchLabel(other), .label("x")),
    ]
    for (step, value) in outcomes {
      #expect(Scene.advanced(entry, step, .done(value)).phase == entry.phase, "\(step.name)")
    }
  }
}
