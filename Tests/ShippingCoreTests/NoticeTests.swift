// Which notices stand when, and when they change by time alone: one row a moment.

import ShippingCore
import Testing

@Suite struct NoticeTests {
  static let day = Duration.seconds(86_400)
  static let hour = Duration.seconds(3600)

  struct Row: CustomTestStringConvertible, Sendable {
    var name: String
    var state: DeliveryState
    /// Between the scene's moment, when the state was reached, and the look.
    var passed: Duration
    var notices: [Notice]
    /// From the look to the next change.
    var next: Duration?
    var status = "new"
    var change: @Sendable (inout Shipment) -> Void = { _ in }

    var testDescription: String { name }
  }

  private static func cod(_ state: PayoutState?) -> @Sendable (inout Shipment) -> Void {
    { shipment in
      shipment.postPay = Kopiykas(500_00)
      shipment.payout = PayoutInquiry(askedAt: Scene.now + day * 5, asks: 1, state: state)
    }
  }

  private static let priced: @Sendable (inout Shipment) -> Void = {
    $0.priceCheck = PriceInquiry(askedAt: Scene.now, asks: 1, isAnswered: true, changedTo: Kopiykas(61_50))
  }

  static let rows: [Row] = [
    Row(name: "just made", state: .created, passed: hour, notices: [], next: day * 3 - hour),
    Row(name: "a moment too early", state: .created, passed: day * 3 - hour, notices: [], next: hour),
    Row(
      name: "made three days ago", state: .created, passed: day * 3,
      notices: [Notice(.notHandedOver, details: "3")], next: day),
    Row(
      name: "made long ago", state: .created, passed: day * 9 + hour,
      notices: [Notice(.notHandedOver, details: "9")], next: day - hour),
    Row(
      name: "made so long ago that nobody counts", state: .created, passed: day * 61,
      notices: [Notice(.notHandedOver)], next: nil),
    Row(
      name: "made in the future of a stepped clock", state: .created, passed: .zero - day * 5, notices: [],
      next: day * 8),
    Row(name: "handed over", state: .accepted, passed: day * 9, notices: [], next: nil),
    Row(name: "under way for long", state: .inTransit, passed: day * 90, notices: [], next: nil),
    Row(name: "at the office", state: .atOffice, passed: day, notices: [], next: day * 10),
    Row(
      name: "three days left", state: .atOffice, passed: day * 11,
      notices: [Notice(.storageEnds, details: "3")], next: day),
    Row(
      name: "an hour left", state: .problem, passed: day * 14 - hour,
      notices: [Notice(.storageEnds, details: "1")], next: hour),
    Row(name: "storage over", state: .atOffice, passed: day * 14, notices: [Notice(.storageEnds)], next: nil),
    Row(
      name: "a failed attempt is no new stay", state: .problem, passed: day,
      notices: [Notice(.storageEnds, details: "2")], next: day,
      change: { $0.atOfficeSince = Scene.now - day * 11 }),
    Row(
      name: "on its way back", state: .returning, passed: hour, notices: [Notice(.returned)],
      next: day * 30 - hour),
    Row(name: "back", state: .returned, passed: day * 29, notices: [Notice(.returned)], next: day),
    Row(name: "back for a month", state: .returned, passed: day * 30, notices: [], next: nil),
    Row(
      name: "back and acknowledged", state: .returned, passed: hour, notices: [], next: nil,
      status: "cancel-other"),
    Row(
      name: "back and the order closed", state: .returning, passed: hour, notices: [], next: nil,
      status: "complete"),
    Row(name: "delivered", state: .delivered, passed: day * 90, notices: [], next: nil),
    Row(
      name: "cash on delivery, nothing asked", state: .delivered, passed: day * 6, notices: [], next: nil,
      change: { $0.postPay = Kopiykas(500_00) }),
    Row(
      name: "the payout is late", state: .delivered, passed: day * 5 + hour,
      notices: [Notice(.payoutLate, details: "5")], next: day - hour, change: cod(.ready)),
    Row(
      name: "the payout is late and the order complete", state: .delivered, passed: day * 7,
      notices: [Notice(.payoutLate, details: "7")], next: day, status: "complete", change: cod(.ready)),
    Row(name: "paid out", state: .delivered, passed: day * 6, notices: [], next: nil, change: cod(.paidOut)),
    Row(
      name: "a word nobody knows", state: .delivered, passed: day * 6, notices: [], next: nil,
      change: cod(.other)),
    Row(name: "no answer", state: .delivered, passed: day * 6, notices: [], next: nil, change: cod(nil)),
    Row(
      name: "another price", state: .inTransit, passed: day,
      notices: [Notice(.priceChanged, details: "61.5")],
      next: day * 29, change: priced),
    Row(
      name: "another price, order closed", state: .delivered, passed: day, notices: [], next: nil,
      status: "complete", change: priced),
    Row(
      name: "another price and storage ends", state: .atOffice, passed: day * 12,
      notices: [Notice(.storageEnds, details: "2"), Notice(.priceChanged, details: "61.5")], next: day,
      change: priced),
    Row(name: "cancelled", state: .cancelled, passed: day * 90, notices: [], next: nil),
    Row(
      name: typedOver, state: .created, passed: hour,
      notices: [Notice(.numberTypedOver, details: Scene.otherBarcode.text)], next: day - hour,
      change: { $0.typedOver = TypedOver(barcode: Scene.otherBarcode, at: Scene.now) }),
    Row(
      name: "another TTN was typed over it, and it was handed over", state: .accepted, passed: hour,
      notices: [], next: nil,
      change: { $0.typedOver = TypedOver(barcode: Scene.otherBarcode, at: Scene.now) }),
  ]
  /// Not one of the settings.
  static let typedOver = "another TTN was typed over it"

  @Test(arguments: rows) func standsAndChanges(_ row: Row) {
    let entry = Scene.entry(.live(Scene.shipment(row.state, row.change)))
    let now = Scene.now + row.passed
    let order = Scene.order { $0.status = row.status }
    let board = NoticeBoard(entry, order: order, policy: Scene.noticing(), now: now)
    #expect(board.notices == row.notices)
    #expect(board.next == row.next.map { now + $0 })
    // The next change is one: a moment earlier nothing differs, and then something does.
    if let next = board.next {
      let before = NoticeBoard(entry, order: order, policy: Scene.noticing(), now: next - .milliseconds(1))
      let after = NoticeBoard(entry, order: order, policy: Scene.noticing(), now: next)
      #expect(before.notices == board.notices)
      #expect(after.notices != board.notices)
    }
  }

  @Test func aNoticeThatIsOffNeverComes() {
    let policy = Scene.noticing { policy in
      for index in policy.cabinets.indices {
        policy.cabinets[index].notices = NoticePolicy(
          notHandedOver: nil, storage: nil, payout: nil, priceChange: false)
      }
    }
    for row in NoticeTests.rows
    where row.state != .returning && row.state != .returned && row.name != NoticeTests.typedOver {
      let entry = Scene.entry(.live(Scene.shipment(row.state, row.change)))
      let board = NoticeBoard(entry, order: Scene.order(), policy: policy, now: Scene.now + row.passed)
      #expect(board.notices.isEmpty && board.next == nil, "\(row.name)")
    }
  }

  @Test func withoutAShipmentThatStaysThereIsNothingToSay() {
    let late = Scene.now + NoticeTests.day * 20
    for phase in [
      LedgerEntry.Phase.none, .creating(Scene.intent()), .withdrawing(Scene.shipment(), mayDelete: true),
    ] {
      let board = NoticeBoard(Scene.entry(phase), order: nil, policy: Scene.noticing(), now: late)
      #expect(board.notices.isEmpty && board.next == nil)
    }
    let dropped = Scene.noticing { $0.cabinets = [] }
    let entry = Scene.entry(.live(Scene.shipment()))
    #expect(NoticeBoard(entry, order: Scene.order(), policy: dropped, now: late).notices.isEmpty)
  }

  @Test func extremeMomentsDoNotTrap() {
    for state in DeliveryState.allCases {
      for since in [Int64.min, -1, 0, Int64.max] {
        for now in [Int64.min, 0, Int64.max] {
          var shipment = Scene.shipment(state) {
            $0.createdAt = Instant(milliseconds: since)
            $0.tracking.since = Instant(milliseconds: since)
            $0.atOfficeSince = Instant(milliseconds: since)
          }
          NoticeTests.cod(.ready)(&shipment)
          NoticeTests.priced(&shipment)
          let entry = Scene.entry(.live(shipment))
          let moment = Instant(milliseconds: now)
          let board = NoticeBoard(entry, order: nil, policy: Scene.noticing(), now: moment)
          #expect(board.next.map { $0 > moment || now == .max } ?? true, "\(state) \(since) \(now)")
        }
      }
    }
  }
}

@Suite struct OfficeStayTests {
  private func event(_ code: Int, day: Int64) -> TrackingEvent {
    TrackingEvent(code: code, date: Scene.now + .seconds(86_400 * day))
  }

  private func stay(_ codes: [(Int, Int64)]) -> Instant? {
    var shipment = Scene.shipment()
    for (code, day) in codes { shipment.follow(.last(event(code, day: day))) }
    return shipment.atOfficeSince
  }

  @Test func theStayBeginsWithTheArrivalAndEndsWithTheDeparture() {
    let day = { (day: Int64) in Scene.now + .seconds(86_400 * day) }
    #expect(stay([(10100, 0), (20700, 1)]) == nil)
    #expect(stay([(10100, 0), (21700, 2)]) == day(2))
    #expect(stay([(21700, 2), (31400, 4), (21400, 6)]) == day(2))
    #expect(stay([(21700, 2), (31300, 4)]) == nil)
    #expect(stay([(21700, 2), (31300, 4), (21700, 5)]) == day(5))
    #expect(stay([(21700, 2), (31200, 4)]) == nil)
    #expect(stay([(21700, 2), (41000, 4)]) == nil)
  }

  /// An entry of a ledger that did not keep the beginning of the stay.
  @Test func anOlderEntryCountsFromItsNewestEvent() {
    var shipment = Scene.shipment(.atOffice)
    shipment.follow(.last(event(31400, day: 4)))
    #expect(shipment.atOfficeSince == Scene.now)
  }

  @Test(
    arguments: [
      (.created, .accepted, 0), (.created, .atOffice, 0), (.accepted, .inTransit, nil),
      (.inTransit, .customs, nil),
      (.inTransit, .atOffice, 11), (.inTransit, .problem, 11), (.atOffice, .problem, 11),
      (.atOffice, .inTransit, 0),
      (.inTransit, .returning, 0), (.inTransit, .delivered, 0), (.delivered, .returned, 0),
      (.created, .created, nil),
      (.atOffice, .atOffice, nil),
    ] as [(DeliveryState, DeliveryState, Int64?)])
  func newsMakeTheOrderDueWhereSomethingDependsOnThem(
    _ old: DeliveryState, _ new: DeliveryState, _ days: Int64?
  ) {
    let before = Shipment.Tracking(state: old, since: Scene.now - .seconds(50))
    let after = Shipment.Tracking(state: new, since: Scene.now)
    let look = after.look(after: before, notices: NoticePolicy(), now: Scene.now)
    #expect(look == days.map { Scene.now + .seconds(86_400 * $0) })
    var quiet = NoticePolicy()
    quiet.storage = nil
    if days == 11, old == .inTransit {
      #expect(after.look(after: before, notices: quiet, now: Scene.now) == nil)
    }
  }
}
