// The event table against the shared document, what a code means, and that the order in which events arrive
// is of no consequence.

import Foundation
import ShippingCore
import Testing

/// Where `../shared` is; users' machines do not have it.
enum SharedFiles {
  static let root: URL = {
    if let fixtures = ProcessInfo.processInfo.environment["SHARED_FIXTURES"] {
      return URL(fileURLWithPath: fixtures).deletingLastPathComponent()
    }
    return URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("shared")
  }()

  static func url(_ path: String) -> URL { root.appendingPathComponent(path) }

  static func has(_ path: String) -> Bool { FileManager.default.isReadableFile(atPath: url(path).path) }
}

@Suite struct EventTableTests {
  struct DocumentRow: Decodable {
    var code: Int
    var uk: String?
    var en: String?
    var kind: String
    var final: Bool
    var scope: String
    var reasons: [String: String]?
  }

  @Test(.enabled(if: SharedFiles.has("spec/ukrposhta-events.json")))
  func theTableIsTheDocuments() throws {
    let data = try Data(contentsOf: SharedFiles.url("spec/ukrposhta-events.json"))
    let document = try JSONDecoder().decode([DocumentRow].self, from: data)
    #expect(document.count == EventTable.rows.count)
    for expected in document {
      let row = try #require(EventTable.row(expected.code), "\(expected.code)")
      #expect(row.ukrainian == expected.uk && row.english == expected.en, "\(row.code)")
      #expect(row.kind.rawValue == expected.kind && row.scope.rawValue == expected.scope, "\(row.code)")
      #expect(row.isFinal == expected.final, "\(row.code)")
      let reasons = Dictionary(
        uniqueKeysWithValues: row.kindByReason.map { ("\($0.key)", $0.value.rawValue) })
      #expect(reasons == expected.reasons ?? [:], "\(row.code)")
    }
  }

  @Test func codesAreUniqueAndSorted() {
    let codes = EventTable.rows.map(\.code)
    #expect(codes == Set(codes).sorted())
  }

  @Test func theTableAndTheStatesAgreeOnTheEnd() throws {
    for row in EventTable.rows {
      let state = EventClassification.state(of: TrackingEvent(code: row.code, date: Instant(milliseconds: 0)))
      #expect((state?.isFinal ?? false) == row.isFinal, "\(row.code)")
    }
  }
}

@Suite struct EventClassificationTests {
  @Test(
    arguments: [
      (10100, nil, .accepted), (10601, nil, .created), (10600, nil, .cancelled), (10602, nil, .cancelled),
      (10603, nil, .cancelled), (20700, 1, .inTransit), (31300, nil, .inTransit), (21700, 1, .atOffice),
      (21400, nil, .atOffice), (31100, nil, .problem), (31400, nil, .problem), (31200, nil, .returning),
      (41000, nil, .delivered), (41000, 2, .delivered), (41000, 10, .returned), (41000, 77, .delivered),
      (41010, nil, .returned), (48000, nil, .delivered), (60700, nil, .customs), (24500, nil, .customs),
      (17100, nil, nil), (35500, nil, nil), (41002, nil, nil), (0, nil, nil), (-1, nil, nil),
    ] as [(Int, Int?, DeliveryState?)])
  func aCodeMeans(_ code: Int, _ reason: Int?, _ state: DeliveryState?) {
    let event = TrackingEvent(code: code, reason: reason, date: Instant(milliseconds: 0))
    #expect(EventClassification.state(of: event) == state)
  }
}

@Suite struct TrackingTests {
  private typealias Tracking = Shipment.Tracking
  private static let start = Tracking(state: .created, since: Instant(milliseconds: 5))

  private func event(_ code: Int, at minute: Int64, reason: Int? = nil, step: Int = 0) -> TrackingEvent {
    TrackingEvent(code: code, reason: reason, step: step, date: Instant(milliseconds: minute * 60_000))
  }

  private func tracked(_ events: [TrackingEvent]) -> Tracking {
    events.reduce(Self.start) { $0.advanced(by: $1) }
  }

  @Test func theNewestByDateWins() {
    let newest = event(20800, at: 9)
    let tracking = tracked([event(10100, at: 1), newest, event(20700, at: 4)])
    #expect(tracking == Tracking(state: .inTransit, since: newest.date, event: newest))
  }

  @Test func stepsAreNotInTimeOrder() {
    #expect(tracked([event(20700, at: 2, step: 2), event(10100, at: 1, step: 3)]).state == .inTransit)
    #expect(tracked([event(20700, at: 1, step: 2), event(10100, at: 1, step: 3)]).state == .accepted)
  }

  @Test func anUnknownCodeChangesNothing() {
    let tracking = tracked([event(10100, at: 1)])
    #expect(tracking.advanced(by: event(99999, at: 2)) == tracking)
    #expect(tracking.advanced(by: event(17100, at: 2)) == tracking)
  }

  @Test func theWayBackStaysAWayBack() {
    let begun = [event(21700, at: 1), event(31200, at: 2)]
    #expect(tracked(begun + [event(20800, at: 3), event(21700, at: 4)]).state == .returning)
    #expect(tracked([event(21700, at: 4), event(31200, at: 2)]).state == .returning)
    #expect(tracked(begun + [event(41000, at: 5, reason: 10)]).state == .returned)
    #expect(tracked(begun + [event(41000, at: 5, reason: 2)]).state == .delivered)
  }

  /// 41000 without its reason, or with one nobody knows, does not say whether the recipient or the sender got the parcel.
  @Test(arguments: [nil, 77] as [Int?]) func anEndWithoutAReasonIsAReturnOnceTheWayBackHasBegun(
    _ reason: Int?
  ) {
    let (back, end) = (event(31200, at: 2), event(41000, at: 5, reason: reason))
    let between = [event(20800, at: 3), event(21700, at: 4)]
    #expect(tracked([end]).state == .delivered)
    #expect(tracked([back, end]).state == .returned)
    #expect(tracked([end, back]).state == .returned)
    #expect(tracked(between + [end, back]).state == .returned)
    #expect(tracked([end, back]).event == end && tracked([end, back]).since == end.date)
    // The way back began after it: that parcel was delivered first.
    #expect(tracked([event(31200, at: 6), end]).state == .delivered)
    #expect(tracked([back, event(41000, at: 5, reason: 2)]).state == .delivered)
    let (delivered, returned) = (tracked([end]), tracked([end, back]))
    let live = LedgerEntrySamples.live
    #expect(Invariants.violation(from: live(delivered), to: live(returned)) == nil)
    #expect(Invariants.violation(from: live(returned), to: live(delivered)) != nil)
  }

  @Test func aNewestEventThatSaysNothingIsNews() {
    var tracking = tracked([event(10100, at: 1)])
    let (office, silent) = (event(21700, at: 2), event(21600, at: 3))
    #expect(tracking.isNews(silent))
    tracking = tracking.taking(.last(silent, after: [event(10100, at: 1), office, silent]))
    #expect(tracking.state == .atOffice && tracking.event == office)
    #expect(!tracking.isNews(silent))
    // Without the history nothing is known of what came before.
    #expect(tracked([event(10100, at: 1)]).taking(.last(silent)).isNews(silent))
  }

  @Test func onlineRegistrationIsOlderThanTheParcel() {
    #expect(tracked([event(10601, at: 1)]).state == .created)
    #expect(tracked([event(10100, at: 1), event(10601, at: 2)]).state == .accepted)
    #expect(tracked([event(10601, at: 2), event(10100, at: 1)]).state == .accepted)
  }

  @Test func anEndIsAnEndWheneverItArrives() {
    let delivered = event(41000, at: 5, reason: 2)
    #expect(tracked([delivered, event(20700, at: 9)]).event == delivered)
    #expect(tracked([event(20700, at: 9), delivered]).event == delivered)
    #expect(tracked([delivered, event(41000, at: 6, reason: 10)]).state == .returned)
    #expect(tracked([event(41000, at: 6, reason: 10), delivered]).state == .returned)
    #expect(tracked([delivered, event(41000, at: 4, reason: 10)]).state == .delivered)
    #expect(tracked([event(10603, at: 1), delivered]).state == .cancelled)
    let withdrawn = Tracking(state: .withdrawn, since: Instant(milliseconds: 0))
    #expect(withdrawn.advanced(by: event(10603, at: 1)) == withdrawn)
  }

  /// Histories as the post can write them: any way there, maybe a way back, and ends that do not contradict.
  private func history(_ numbers: inout SeededNumbers) -> [TrackingEvent] {
    let way = [
      10100, 10601, 20700, 20800, 21500, 21700, 21400, 31100, 31300, 31400, 60700, 17100, 99999, 31200,
    ]
    let ends: [[(Int, Int?)]] = [
      [], [], [(41000, 2)], [(41000, 10)], [(41010, nil)], [(41000, 2), (41000, 10)], [(10603, nil)],
      [(41000, nil), (41010, nil), (41000, 10)], [(41000, nil)], [(41000, 77)],
    ]
    var minute: Int64 = 0
    var events: [TrackingEvent] = []
    func add(_ code: Int, _ reason: Int?) {
      minute += Int64.random(in: 0...2, using: &numbers)
      events.append(
        TrackingEvent(
          code: code, reason: reason, step: Int.random(in: 0...3, using: &numbers),
          date: Instant(milliseconds: minute * 60_000), index: "\(Int.random(in: 0...1, using: &numbers))"))
    }
    for _ in 0..<Int.random(in: 0...9, using: &numbers) {
      add(way.randomElement(using: &numbers) ?? 10100, nil)
    }
    for (code, reason) in ends.randomElement(using: &numbers) ?? [] {
      minute += 1
      add(code, reason)
    }
    for _ in 0..<Int.random(in: 0...1, using: &numbers) {
      add(way.randomElement(using: &numbers) ?? 10100, nil)
    }
    return events
  }

  @Test(arguments: UInt64(1)...50)
  func anyOrderOfArrivalEndsTheSame(seed: UInt64) {
    var numbers = SeededNumbers(seed: seed)
    for _ in 0..<40 {
      let events = history(&numbers)
      let expected = tracked(events.sorted { $1.isNewer(than: $0) })
      for _ in 0..<8 {
        let repeated = events + (0..<3).compactMap { _ in events.randomElement(using: &numbers) }
        #expect(tracked(repeated.shuffled(using: &numbers)) == expected, "\(events.map(\.code))")
      }
    }
  }

  @Test(arguments: UInt64(1)...20)
  func noEventBreaksAnInvariant(seed: UInt64) {
    var numbers = SeededNumbers(seed: seed)
    let codes = EventTable.rows.map(\.code) + [99999]
    for _ in 0..<100 {
      var entry = LedgerEntrySamples.live(tracking: Self.start)
      for _ in 0..<20 {
        let event = event(
          codes.randomElement(using: &numbers) ?? 0, at: Int64.random(in: 0...5, using: &numbers),
          reason: [nil, 2, 10].randomElement(using: &numbers) ?? nil)
        let tracking = entry.shipment?.tracking.advanced(by: event) ?? Self.start
        let next = LedgerEntrySamples.live(tracking: tracking)
        #expect(Invariants.violation(from: entry, to: next) == nil, "\(event)")
        entry = next
      }
    }
  }
}
