// A create whose answer was lost: when it is looked for, when the doubt ends, and that it ends with another recipient.

import ShippingCore
import Testing

@Suite struct InDoubtTests {
  private let policy = Scene.policy()

  private func doubt(_ seconds: Double, looks: Int, waited: Int64 = 0, now: Instant = Scene.now) -> Decision {
    let entry = Scene.entry(.creating(Scene.intent(looks: looks, waited: waited)))
    return Scene.decide(
      .gone, entry, at: Scene.moment(doubt: .milliseconds(Int64(seconds * 1000))) { $0.now = now })
  }

  @Test func theScheduleIsTheSumOfThePausesAndHitsTheWindow() {
    let dues = (0...9).map { InDoubtPolicy().lookDue(number: $0).wholeMilliseconds / 1000 }
    #expect(dues == [2, 12, 42, 102, 222, 342, 462, 582, 600, 822])
  }

  static let policies: [InDoubtPolicy] = [
    InDoubtPolicy(), InDoubtPolicy(window: .zero), InDoubtPolicy(window: .seconds(600), pauses: []),
    InDoubtPolicy(window: .seconds(600), pauses: [.seconds(700)]),
    InDoubtPolicy(window: .seconds(1), pauses: [.seconds(2), .seconds(3)]),
    InDoubtPolicy(window: .seconds(600), pauses: [.seconds(600), .seconds(1)]),
    InDoubtPolicy(window: .seconds(599), pauses: [.seconds(600), .zero]),
    InDoubtPolicy(window: .seconds(100), pauses: [.seconds(30), .seconds(1), .seconds(200)]),
  ]

  @Test(arguments: policies) func theScheduleNeverGoesBack(_ policy: InDoubtPolicy) {
    var last = Duration.zero
    for number in -1...1200 {
      let due = policy.lookDue(number: number)
      #expect(due >= last, "look \(number)")
      last = due
    }
  }

  /// However odd the pauses: once the window is over, a look is due at once or was due right at its end.
  @Test(arguments: policies.filter { !$0.pauses.isEmpty && $0.window > .zero })
  func oneLookComesRightAfterTheWindow(_ policy: InDoubtPolicy) {
    let dues = (0...1000).map { policy.lookDue(number: $0) }
    let first = dues.first { $0 >= policy.window }
    if let first { #expect(first == policy.window) }
    if policy.pauses.last != .zero { #expect(first != nil) }
  }

  @Test func withoutPausesThereIsOneLookAfterTheWindow() {
    #expect(InDoubtPolicy(window: .seconds(600), pauses: []).lookDue(number: 0) == .seconds(600))
  }

  @Test func itIsLookedForWhenDueAndNotBefore() {
    let rows: [(looks: Int, seconds: Double, word: String)] = [
      (0, 0, "wait in-doubt"), (0, 1.999, "wait in-doubt"), (0, 2, "find-shipment"), (1, 2, "wait in-doubt"),
      (1, 12, "find-shipment"), (7, 581, "wait in-doubt"), (8, 599.999, "wait in-doubt"),
      (8, 600, "find-shipment"), (9, 600, "wait in-doubt"), (0, 100_000, "find-shipment"),
    ]
    for row in rows { #expect(doubt(row.seconds, looks: row.looks).word == row.word, "\(row)") }
    #expect(doubt(0.5, looks: 0).waitsUntil == Scene.now + .milliseconds(1500))
  }

  @Test func theWallClockNeitherShortensNorLengthensTheDoubt() {
    for shift in [-1_000_000, 0, 1_000_000] {
      let now = Scene.now + .seconds(shift)
      #expect(doubt(1, looks: 0, now: now).waitsUntil == now + .seconds(1))
      #expect(doubt(2, looks: 0, now: now).word == "find-shipment")
    }
  }

  @Test func theLookCarriesHowLongTheDoubtHasLasted() {
    guard case .step(.findShipment(let intent)) = doubt(13, looks: 1, waited: 2000) else {
      Issue.record("no look")
      return
    }
    #expect(intent.waitedMilliseconds == 13_000)
    #expect(intent.looks == 1)
  }

  @Test func aLookThatFindsNothingCountsUntilTheWindowIsOver() {
    let entry = Scene.entry(.creating(Scene.intent(looks: 3)))
    let rows: [(waited: Int64, word: String)] = [
      (0, "creating 1234-1-1"), (599_999, "creating 1234-1-1"), (600_000, "none"), (.max, "none"),
    ]
    for row in rows {
      let step = Step.findShipment(Scene.intent(looks: 3, waited: row.waited))
      let next = Scene.advanced(entry, step, .done(.found(nil)))
      #expect(next.phaseWord == row.word, "\(row)")
      #expect(Invariants.violation(from: entry, to: next) == nil)
      guard case .creating(let looked) = next.phase else { continue }
      #expect(looked.looks == 4)
      #expect(looked.waitedMilliseconds == row.waited)
    }
  }

  @Test func aFailedLookIsNoLook() {
    let entry = Scene.entry(.creating(Scene.intent(looks: 8)))
    let step = Step.findShipment(Scene.intent(looks: 8, waited: 900_000))
    let outcomes: [Outcome<StepValue>] = [
      .refused(Scene.failure(.terminal)), .refused(Scene.failure(.transient)),
      .unsent(Scene.failure(.transient)),
      .refused(Scene.failure(.terminal, scope: .account)), .unknown(Scene.failure(.ambiguous)),
    ]
    for outcome in outcomes {
      #expect(Scene.advanced(entry, step, outcome).phase == entry.phase, "\(outcome)")
    }
  }

  @Test func givingUpMeansAnotherKeyAndAnotherRecipient() throws {
    let first = try #require(
      Scene.stepToShipment(addressID: AddressID(1), recipient: ClientUUID("first")))
    let doubtful = try #require(intending(first, entry: Scene.entry()))
    guard case .creating(var intent) = doubtful.phase else {
      Issue.record("no intent")
      return
    }
    intent.waitedMilliseconds = 600_000
    let lost = Scene.advanced(doubtful, .findShipment(intent), .done(.found(nil)))
    #expect(lost.draftWord == "1234-1-2")
    #expect(lost.generation == 1)
    // Nothing made for the lost attempt is used again: an address would do, the recipient would not.
    let again = Scene.decide(.order(Scene.order()), lost)
    guard case .step(.createAddress(_, let part)) = again else {
      Issue.record("\(again.word)")
      return
    }
    #expect(part.draft.key == Scene.key(1, 2))
    #expect(part.draft.recipient == nil)
    // An order that wants no parcel by then makes none.
    let locked = Scene.order { $0.delivery.data.isLocked = true }
    #expect(Scene.decide(.order(locked), lost).word == "settle")
  }

  @Test func aFoundShipmentIsTheOneThatWasMeant() {
    let entry = Scene.entry(.creating(Scene.intent(2, 3)), generation: 2) {
      $0.problems = [Problem(.carrierRefused)]
      $0.attempts = 5
    }
    let next = Scene.advanced(entry, .findShipment(Scene.intent(2, 3)), .done(.found(Scene.receipt("s-9"))))
    #expect(next.phaseWord == "live s-9 created")
    #expect(next.shipment?.generation == 2)
    #expect(next.shipment?.deliveryType == Scene.main.deliveryType)
    #expect(next.shipment?.planDigest == "plan")
    #expect(next.problems.isEmpty)
    #expect(next.attempts == 0)
    #expect(next.draft == nil)
  }
}
