// What goes by tracking calls: event histories in whatever order and however often they come, the notice, and what a
// read-back proves about the way a card was written.

import ShippingCore
import Testing

@Suite struct MilestoneTests {
  static func event(_ code: Int, _ minutes: Int64, reason: Int? = nil) -> TrackingEvent {
    TrackingEvent(code: code, reason: reason, date: Scene.now + .seconds(minutes * 60), office: "В\(minutes)")
  }

  static let returned = [
    event(10100, 10), event(20700, 20), event(21700, 30), event(31200, 40), event(20700, 50),
    event(21700, 60),
    event(41000, 70, reason: 10),
  ]
  static let returnedStates: [DeliveryState] = [
    .accepted, .inTransit, .atOffice, .returning, .returning, .returning, .returned,
  ]

  static let blank = Shipment.Tracking(state: .created, since: Scene.now)

  /// Any order, any repetition: the same state, and every event once, in order of time.
  @Test func anyOrderAndRepetitionIsTheSame() {
    var generator = SplitMix(state: 7)
    for _ in 0..<300 {
      var events = Self.returned.shuffled(using: &generator)
      events += Self.returned.filter { _ in Bool.random(using: &generator) }
      var tracking = Self.blank
      tracking.learn(events, isWhole: true)
      #expect(tracking.state == .returned && tracking.event?.reason == 10)
      #expect(tracking.pending?.map(\.event) == Self.returned)
      #expect(tracking.pending?.map(\.state) == Self.returnedStates)
    }
  }

  /// As the polls of a parcel's whole life bring it: growing, with events handed in late, some polls lost.
  @Test func nothingIsToldTwiceAndNothingIsLeftOut() {
    var generator = SplitMix(state: 11)
    for _ in 0..<300 {
      var tracking = Self.blank
      var told: [TrackingEvent] = []
      var known: [TrackingEvent] = []
      for event in Self.returned.shuffled(using: &generator).filter({ $0.code != 41000 }) {
        known.append(event)
        if Int.random(in: 0..<3, using: &generator) == 0 { continue }
        tracking.learn(known.shuffled(using: &generator), isWhole: true)
        guard Bool.random(using: &generator) else { continue }
        let shown = tracking.pending ?? []
        told += shown.map(\.event)
        tracking.noteTold(shown)
        #expect(tracking.pending == nil)
      }
      tracking.learn(Self.returned, isWhole: true)
      told += (tracking.pending ?? []).map(\.event)
      #expect(told.count == Self.returned.count)
      #expect(Set(told) == Set(Self.returned))
      #expect(tracking.state == .returned)
    }
  }

  @Test func whatSaysNothingIsNotShownAndKnowledgeIsBounded() {
    var tracking = Self.blank
    tracking.learn([Self.event(29_999, 5), Self.event(17100, 6)], isWhole: true)
    #expect(tracking == Self.blank)
    tracking.learn((0..<500).map { Self.event(20700, Int64($0)) }, isWhole: true)
    #expect(tracking.pending?.count == Shipment.Tracking.pendingLimit)
    #expect(tracking.pending?.last?.event.date == Scene.now + .seconds(499 * 60))
    for start in stride(from: 500, to: 1000, by: 40) {
      tracking.noteTold(tracking.pending ?? [])
      tracking.learn((start..<start + 40).map { Self.event(20700, Int64($0)) }, isWhole: false)
    }
    #expect((tracking.told?.count ?? 0) <= Shipment.Tracking.toldLimit)
  }

  @Test func afterItsEndOnlyTheStateIsKept() {
    var tracking = Self.blank
    tracking.learn(Self.returned, isWhole: true)
    tracking.noteTold(tracking.pending ?? [])
    #expect(tracking.pending == nil && tracking.told == nil && tracking.state == .returned)
  }

  @Test func aLifecycleMovesAParcelOnlyOn() {
    let later = Scene.now + .seconds(60)
    let rows: [(from: DeliveryState, word: String, to: DeliveryState)] = [
      (.created, "CREATED", .created), (.created, "REGISTERED", .accepted),
      (.accepted, "DELIVERING", .inTransit),
      (.accepted, "FORWARDING", .inTransit), (.inTransit, "TRANSFERRED_COURIER", .inTransit),
      (.inTransit, "IN_DEPARTMENT", .atOffice), (.inTransit, "STORAGE", .atOffice),
      (.atOffice, "RETURNING", .returning), (.returning, "IN_DEPARTMENT", .returning),
      (.returning, "RETURNED", .returned), (.atOffice, "delivered", .delivered),
      (.created, "DELETED", .cancelled),
      (.delivered, "RETURNING", .delivered), (.accepted, "CREATED", .accepted),
      (.atOffice, "SOMETHING", .atOffice),
    ]
    for row in rows {
      let tracking = Shipment.Tracking(state: row.from, since: Scene.now)
      let next = tracking.advanced(by: Lifecycle(word: row.word), now: later)
      #expect(next.state == row.to, "\(row)")
      #expect(next.since == (row.from == row.to ? Scene.now : later), "\(row)")
      #expect(Invariants.violation(from: entry(tracking), to: entry(next)) == nil, "\(row)")
    }
  }

  private func entry(_ tracking: Shipment.Tracking) -> LedgerEntry {
    Scene.entry(.live(Scene.shipment { $0.tracking = tracking }))
  }
}

@Suite struct ShowingTrackingTests {
  private static func entry(
    _ events: [TrackingEvent], _ change: (inout LedgerEntry) -> Void = { _ in }
  ) -> LedgerEntry {
    var tracking = MilestoneTests.blank
    tracking.learn(events, isWhole: true)
    return Scene.entry(.live(Scene.shipment { $0.tracking = tracking }), change)
  }

  private static func lines(
    _ entry: LedgerEntry, status: String? = nil, known: Bool = false
  ) throws -> [StatusLine] {
    let order = Scene.order { $0.delivery.data.status = status }
    let showing = try #require(Showing(order, entry: entry, policy: Scene.policy()))
    var entry = entry
    if known { entry.shownDigest = showing.digest }
    return showing.statusLines(order, entry: entry, now: Scene.now + .seconds(100_000))
  }

  /// The CRM shows the newest time it was told: that must be the current status, whatever was shown before.
  @Test func theCurrentStatusAlwaysEndsNewest() throws {
    let events = Array(MilestoneTests.returned.prefix(5))
    for shownAt in [nil, -9000, 0, 900, 3000, 90_000].map({ $0.map { Scene.now + .seconds(Int64($0)) } }) {
      for problems in [[], [Problem(.cityMissing)]] {
        let entry = Self.entry(events) {
          $0.shownAt = shownAt
          $0.problems = problems
        }
        let lines = try Self.lines(entry)
        let newest = try #require(lines.max { $0.at < $1.at })
        #expect(newest.code == (problems.isEmpty ? "returning" : "error"))
        #expect(lines.last == newest)
        #expect(lines.dropLast().allSatisfy { $0.at < newest.at })
        if let shownAt { #expect(newest.at > shownAt) }
        let told = problems.isEmpty ? 4 : 5
        #expect(lines.count == told + 1)
        #expect(lines.map(\.at) == lines.map(\.at).sorted())
        #expect(lines.prefix(told).map(\.code) == MilestoneTests.returnedStates.prefix(told).map(\.rawValue))
      }
    }
  }

  /// An event that came in late is told by itself while it is older than what is shown.
  @Test func anOldEventDoesNotSayTheStatusAgain() throws {
    var entry = Self.entry(Array(MilestoneTests.returned.prefix(3)))
    entry.changeShipment(ShipmentUUID("s-1")) { $0.tracking.noteTold($0.tracking.pending ?? []) }
    entry.shownAt = Scene.now + .seconds(1800)
    #expect(try Self.lines(entry, status: "at-office", known: true).isEmpty)
    entry.changeShipment(ShipmentUUID("s-1")) {
      $0.tracking.learn(MilestoneTests.returned.prefix(3) + [MilestoneTests.event(20800, 25)], isWhole: true)
    }
    let late = try Self.lines(entry, status: "at-office", known: true)
    #expect(late.map(\.code) == ["in-transit"])
    // In the very second of what is shown, the last told would win.
    entry.shownAt = Scene.now + .seconds(1500)
    #expect(
      try Self.lines(entry, status: "at-office", known: true).map(\.code) == ["in-transit", "at-office"])
  }

  @Test func theNoticeIsAFieldOfTheModule() throws {
    let entry = Scene.entry(.live(Scene.shipment())) { $0.notices = [Notice(.storageEnds, details: "2")] }
    let text = try #require(NoticeTexts.combined([Notice(.storageEnds, details: "2")], in: .uk))
    let rows: [(shown: FieldValue?, notices: [Notice], update: FieldValue?)] = [
      (nil, [], nil), (.text(""), [], nil), (nil, [Notice(.storageEnds, details: "2")], .text(text)),
      (.text(text), [Notice(.storageEnds, details: "2")], nil), (.text(text), [], .text("")),
    ]
    for row in rows {
      var entry = entry
      entry.notices = row.notices
      let order = Scene.order { $0.delivery.data.extraData["notice"] = row.shown }
      var showing = try #require(Showing(order, entry: entry, policy: Scene.policy()))
      #expect(showing.noticeUpdate(order) == row.update.map { ["notice": $0] }, "\(row)")
      showing.lackedFields = [Showing.noticePath]
      #expect(showing.noticeUpdate(order) == nil)
    }
  }

  @Test func whatAReadBackProves() throws {
    let number = Scene.barcode.text
    let entry = Scene.entry(.live(Scene.shipment()))
    func order(_ status: String?, _ number: String?, field: String? = nil) -> Order {
      Scene.order {
        $0.delivery.data.status = status
        $0.delivery.data.trackNumber = number
        if let field { $0.customFields["ukrposhta_track_number"] = .text(field) }
      }
    }
    struct Row {
      var way = WriteBackWay.tracking
      var before: Order
      var after: Order
      var isFirst = false
      var proof: Bool?
    }
    let (none, both) = (order(nil, nil), order("created", number))
    let rows = [
      Row(before: none, after: both, proof: true), Row(before: none, after: none, proof: false),
      Row(before: none, after: order("created", nil), proof: true),
      Row(before: none, after: order(nil, number), proof: true), Row(before: both, after: both, proof: nil),
      Row(before: order("waiting", number), after: order("waiting", number), proof: nil),
      Row(before: order("waiting", number), after: order("waiting", number), isFirst: true, proof: false),
      Row(way: .trackNumber, before: none, after: order(nil, number), proof: true),
      Row(way: .trackNumber, before: none, after: none, proof: false),
      Row(way: .trackNumber, before: both, after: both, proof: nil),
      Row(way: .customField, before: none, after: order(nil, nil, field: number), proof: true),
      Row(way: .customField, before: none, after: order(nil, number), proof: false),
    ]
    for row in rows {
      var showing = try #require(Showing(row.before, entry: entry, policy: Scene.policy()))
      showing.way = row.way
      let proof = showing.proof(
        of: showing.edit(row.before), tracked: row.way == .tracking, before: row.before, after: row.after,
        isFirst: row.isFirst)
      #expect(proof == row.proof, "\(row)")
    }
    #expect(WriteBackWay.allCases.map(\.next) == [.trackNumber, .customField, .tracking])
  }

  /// The other ways: the number where it goes, the words in custom fields, no tracking call.
  @Test func theOtherWays() throws {
    let entry = Scene.entry(.live(Scene.shipment())) { $0.problems = [Problem(.tooLateToWithdraw)] }
    let order = Scene.order()
    var showing = try #require(Showing(order, entry: entry, policy: Scene.policy()))
    #expect(showing.edit(order).deliveryID == "crm-1234-1" && showing.edit(order).customFields.isEmpty)
    showing.way = .trackNumber
    let words: [String: FieldValue] = [
      "ukrposhta_status": .text(DeliveryState.created.name(in: .uk)),
      "ukrposhta_error": .text(showing.error),
    ]
    #expect(showing.edit(order).deliveryID == nil && showing.edit(order).trackNumber == Scene.barcode.text)
    #expect(showing.edit(order).customFields == words)
    #expect(!showing.needsTracking(order, entry: entry))
    showing.way = .customField
    #expect(showing.edit(order).trackNumber == nil)
    #expect(
      showing.edit(order).customFields
        == words.merging(["ukrposhta_track_number": .text(Scene.barcode.text)]) { $1 })
  }
}

/// Small and seeded: a failure can be run again.
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}
