// What an entry keeps when its person is forgotten, and that such an order is left alone from then on.
import ShippingCore
import Testing

@Suite struct ForgettingTests {
  private let now = Instant(milliseconds: 1_800_000_000_000)

  private func entry(_ state: DeliveryState) throws -> LedgerEntry {
    var entry = LedgerEntry(orderID: OrderID(7), site: "shop")
    entry.generation = 2
    entry.number = "7C"
    entry.problems = [Problem(.carrierRefused, details: "UPE: Іваненко")]
    entry.notices = [Notice(.returned)]
    entry.shownDigest = "shown"
    entry.draft = LedgerEntry.Draft(
      key: ShipmentKey(order: OrderID(7), generation: 2, attempt: 3), digest: "person",
      addressID: AddressID(1), recipient: ClientUUID("client"))
    var shipment = Shipment(
      uuid: ShipmentUUID("uuid"), barcode: try #require(Barcode("0500100031143")), cabinet: CabinetID("main"),
      generation: 2, recipient: ClientUUID("client"), planDigest: "plan", createdAt: now,
      label: "main/2026-11-24/7-0500100031143.pdf")
    shipment.orderDigest = "order"
    shipment.tracking = Shipment.Tracking(
      state: state, since: now,
      event: TrackingEvent(code: 41_000, date: now, index: "01001", office: "Київ 1"))
    entry.phase = .live(shipment)
    return entry
  }

  @Test func onlyWhatKeepsASecondParcelFromBeingMadeStays() throws {
    let kept = try entry(.delivered).forgetting(at: now)
    let shipment = try #require(kept.shipment)
    #expect(kept.forgottenAt == now && kept.isFrozen)
    #expect(kept.generation == 2 && kept.number == "7C")
    #expect(shipment.uuid == ShipmentUUID("uuid") && shipment.barcode.text == "0500100031143")
    #expect(shipment.tracking.state == .delivered && shipment.tracking.event == nil)
    #expect(kept.problems.isEmpty && kept.notices == nil && kept.shownDigest == nil && kept.refusal == nil)
    #expect(shipment.recipient == nil && shipment.planDigest == nil && shipment.orderDigest == nil)
    #expect(shipment.planMarks == nil && shipment.label == nil)
    // The key of the attempt stays, or a lost parcel would be taken for a stranger's.
    #expect(kept.draft?.key.attempt == 3 && kept.draft?.digest == "" && kept.draft?.recipient == nil)
    #expect(Invariants.violation(from: try entry(.delivered), to: kept) == nil)
  }

  @Test func aForgottenOrderIsLeftAloneWhateverItAsksFor() throws {
    let kept = try entry(.inTransit).forgetting(at: now)
    let policy = Policy(installation: InstallationTag("0"), cabinets: [])
    let moment = Moment(now: now + .seconds(60), cabinets: [:])
    #expect(reconcile(.gone, entry: kept, policy: policy, at: moment) == .settle)
    #expect(kept.seeing(.gone, readAt: now, policy: policy, now: now) == kept)
  }

  @Test func anOrderIsOverWhenNothingIsUnderWay() throws {
    #expect(try !entry(.inTransit).isOver)
    #expect(try entry(.delivered).isOver)
    #expect(LedgerEntry(orderID: OrderID(1), site: "shop").isOver)
    var waiting = LedgerEntry(orderID: OrderID(1), site: "shop")
    waiting.problems = [Problem(.weightMissing)]
    #expect(!waiting.isOver)
  }
}
