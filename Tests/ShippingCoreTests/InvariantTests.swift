// What a ledger write may do to an entry, and what it may not.

import ShippingCore
import Testing

enum LedgerEntrySamples {
  static func shipment(_ uuid: String = "s-1", tracking: Shipment.Tracking? = nil) -> Shipment {
    Shipment(
      uuid: ShipmentUUID(uuid), barcode: Barcode("0500100031143")!, cabinet: CabinetID("main"), generation: 1,
      createdAt: Instant(milliseconds: 0), tracking: tracking)
  }

  static func intent(attempt: Int = 1, generation: Int = 1) -> CreateIntent {
    CreateIntent(
      key: ShipmentKey(order: OrderID(1), generation: generation, attempt: attempt),
      cabinet: CabinetID("main"),
      group: GroupUUID("g"), recipient: ClientUUID("r-\(attempt)"), planDigest: "0",
      begunAt: Instant(milliseconds: 0))
  }

  static func entry(_ phase: LedgerEntry.Phase, generation: Int = 1, order: Int64 = 1) -> LedgerEntry {
    var entry = LedgerEntry(orderID: OrderID(order), site: "shop")
    entry.generation = generation
    entry.phase = phase
    return entry
  }

  static func live(tracking: Shipment.Tracking) -> LedgerEntry { entry(.live(shipment(tracking: tracking))) }
}

@Suite struct InvariantTests {
  private typealias Samples = LedgerEntrySamples

  @Test func whatMayFollowWhat() {
    let live = Samples.entry(.live(Samples.shipment()))
    let withdrawing = Samples.entry(.withdrawing(Samples.shipment(), mayDelete: false))
    let creating = Samples.entry(.creating(Samples.intent()))
    let none = Samples.entry(.none)
    for (previous, next) in [
      (none, creating), (creating, live), (creating, none), (creating, creating), (live, withdrawing),
      (withdrawing, live), (withdrawing, none), (live, none), (none, live), (none, none),
    ] {
      #expect(Invariants.violation(from: previous, to: next) == nil)
    }
    #expect(Invariants.violation(from: nil, to: creating) == nil)
    #expect(Invariants.violation(from: live, to: creating) != nil)
    #expect(Invariants.violation(from: withdrawing, to: creating) != nil)
  }

  @Test func aLiveShipmentIsNotReplaced() {
    let one = Samples.entry(.live(Samples.shipment("s-1")))
    for phase in [
      LedgerEntry.Phase.live(Samples.shipment("s-2")), .withdrawing(Samples.shipment("s-2"), mayDelete: true),
    ] {
      #expect(Invariants.violation(from: one, to: Samples.entry(phase)) != nil)
    }
  }

  @Test func aCreateInDoubtIsNotReplaced() {
    let one = Samples.entry(.creating(Samples.intent()))
    var looked = Samples.intent()
    looked.looks = 4
    #expect(Invariants.violation(from: one, to: Samples.entry(.creating(looked))) == nil)
    #expect(Invariants.violation(from: one, to: Samples.entry(.creating(Samples.intent(attempt: 2)))) != nil)
    var group = Samples.intent()
    group.group = GroupUUID("h")
    #expect(Invariants.violation(from: one, to: Samples.entry(.creating(group))) != nil)
  }

  @Test func countersStayInBounds() {
    let none = Samples.entry(.none)
    var next = none
    next.attempts = -1
    #expect(Invariants.violation(from: none, to: next) != nil)
    next.attempts = Invariants.attemptsLimit
    #expect(Invariants.violation(from: none, to: next) == nil)
    next.attempts += 1
    #expect(Invariants.violation(from: nil, to: next) != nil)
    #expect(Invariants.violation(from: none, to: Samples.entry(.none, generation: 0)) != nil)
    #expect(Invariants.violation(from: none, to: Samples.entry(.none, order: 2)) != nil)
    let old = Samples.entry(.creating(Samples.intent(generation: 1)), generation: 2)
    #expect(Invariants.violation(from: Samples.entry(.none, generation: 2), to: old) != nil)
  }

  @Test func anEndIsNotUndone() {
    func live(_ state: DeliveryState, at time: Int64? = nil) -> LedgerEntry {
      Samples.live(
        tracking: Shipment.Tracking(
          state: state, since: Instant(milliseconds: 0),
          event: time.map { TrackingEvent(code: 41000, date: Instant(milliseconds: $0)) }))
    }
    #expect(Invariants.violation(from: live(.delivered, at: 1), to: live(.returned, at: 2)) == nil)
    #expect(Invariants.violation(from: live(.delivered, at: 2), to: live(.returned, at: 1)) != nil)
    #expect(Invariants.violation(from: live(.delivered, at: 2), to: live(.returned)) != nil)
    #expect(Invariants.violation(from: live(.returned, at: 1), to: live(.delivered, at: 2)) != nil)
    #expect(Invariants.violation(from: live(.cancelled, at: 1), to: live(.accepted, at: 2)) != nil)
    #expect(Invariants.violation(from: live(.returning, at: 1), to: live(.accepted, at: 2)) == nil)
  }
}

@Suite struct RetryPolicyTests {
  private let policy = RetryPolicy(base: .seconds(2), cap: .seconds(300))

  @Test func theCeilingDoublesUpToTheCap() {
    let most = (1...10).map { policy.delay(attempt: $0, jitter: 1).wholeMilliseconds }
    #expect(most == [2000, 4000, 8000, 16000, 32000, 64000, 128_000, 256_000, 300_000, 300_000])
  }

  @Test func jitterNeverGoesUnderATenth() {
    #expect(policy.delay(attempt: 1, jitter: 0) == .milliseconds(200))
    #expect(policy.delay(attempt: 3, jitter: -5) == .milliseconds(800))
    #expect(policy.delay(attempt: 3, jitter: 7) == .milliseconds(8000))
  }

  @Test func oddAttemptsAreNoTrap() {
    #expect(policy.delay(attempt: 0, jitter: 1) == .seconds(2))
    #expect(policy.delay(attempt: -3, jitter: 1) == .seconds(2))
    #expect(policy.delay(attempt: Invariants.attemptsLimit, jitter: 0.5) == .milliseconds(165_000))
  }
}
