// The property that polls rest on: whatever the daemon sees of a parcel's history, in whatever order, how often, with
// what missing until later, the delivery status and the order status end as if it had seen the sorted list at once.
//
// Which histories: those that the post can produce. It reports one end of a parcel, or a delivery and then a return;
// ends that exclude each other (`EventClassification.contradicts`) cannot be told apart by any rule that also keeps
// what is final final, so of them the test only says that the delivery status is one of them and stays. Which maps:
// the order status is compared where every state is mapped, and for finished histories with any map that maps ends;
// a status that was written for a state cannot be taken back when a report arrives late that an unmapped state,
// further along, had been reached before.

import Foundation
import ShippingCore
import Testing

@Suite struct EventOrderTests {
  private typealias Tracking = Shipment.Tracking

  /// `EVENT_SEED` runs one seed again.
  static let seeds: [UInt64] =
    ProcessInfo.processInfo.environment["EVENT_SEED"].flatMap { UInt64($0) }.map { [$0] } ?? Array(1...60)
  static let histories = 60
  static let arrivals = 5

  // Histories

  /// Codes of the table that say where a parcel is on its way, and some that say nothing.
  private static let onTheWay: [Int] =
    EventTable.rows.filter { !$0.isFinal && $0.code != 31200 }.map(\.code) + [99_999]

  private enum End: CaseIterable {
    case none, delivered, abroad, returned, made, cancelled, deliveredThenReturned, repeated, unsaid

    var codes: [(Int, Int?)] {
      switch self {
      case .none: []
      case .delivered: [(41000, 2)]
      case .abroad: [(48000, nil)]
      case .returned: [(41000, 10)]
      case .made: [(41010, nil)]
      case .cancelled: [(10603, nil)]
      case .deliveredThenReturned: [(41000, 2), (41000, 10)]
      case .repeated: [(41000, 10), (41010, nil)]
      case .unsaid: [(41000, nil)]
      }
    }
  }

  /// Any codes of the table in any order of time: on the way, maybe back, to an end or not, with late reports of sorting
  /// centres dated after it. Two reports may bear the same minute.
  private func history(_ numbers: inout SeededNumbers, endsOnly: Bool) -> [TrackingEvent] {
    var minute: Int64 = 0
    var events: [TrackingEvent] = []
    func add(_ code: Int, _ reason: Int? = nil, after pause: ClosedRange<Int64> = 0...2) {
      minute += Int64.random(in: pause, using: &numbers)
      events.append(
        TrackingEvent(
          code: code, reason: reason, step: Int.random(in: 0...3, using: &numbers),
          date: Instant(milliseconds: minute * 60_000), index: "\(Int.random(in: 0...1, using: &numbers))"))
    }
    func wander(upTo limit: Int) {
      for _ in 0..<Int.random(in: 0...limit, using: &numbers) {
        add(Self.onTheWay.randomElement(using: &numbers) ?? 10100)
      }
    }
    wander(upTo: 8)
    if Bool.random(using: &numbers) {
      add(31200)
      wander(upTo: 4)
    }
    let ends = endsOnly ? End.allCases.filter { $0 != .none } : End.allCases
    for (code, reason) in (ends.randomElement(using: &numbers) ?? .delivered).codes {
      add(code, reason, after: 1...3)
    }
    wander(upTo: 1)
    return events
  }

  // What the daemon sees

  private enum Poll {
    /// The form that is asked: the newest event of what is known by then.
    case last([TrackingEvent])
    /// A list of events in any order.
    case list([TrackingEvent])
  }

  /// Reports reach the service in any order, some of them late; the daemon looks now and then, and in the end at all.
  private func polls(_ events: [TrackingEvent], _ numbers: inout SeededNumbers) -> [Poll] {
    let arriving = events.shuffled(using: &numbers)
    var polls: [Poll] = []
    for count in arriving.indices where Int.random(in: 0..<3, using: &numbers) > 0 {
      let known = Array(arriving.prefix(count + 1))
      if Bool.random(using: &numbers) {
        polls.append(.last(known))
      } else {
        let some = known.filter { _ in Bool.random(using: &numbers) }
        polls.append(.list((some + some.prefix(2)).shuffled(using: &numbers)))
      }
    }
    return polls + [.list(arriving)]
  }

  /// A parcel with its order, followed as the engine follows it: every poll, then a write-back.
  private struct Followed {
    var entry = Scene.entry(.live(Scene.shipment()))
    var order = Scene.order()
    var policy: Policy
    var violation: String?

    mutating func see(_ events: [TrackingEvent]) {
      for event in events {
        let before = entry
        entry.changeShipment(ShipmentUUID("s-1")) { $0.follow(.last(event)) }
        violation = violation ?? Invariants.violation(from: before, to: entry)
      }
    }

    mutating func writeBack() {
      guard let showing = Showing(order, entry: entry, policy: policy) else { return }
      if let status = showing.orderStatus { order.status = status }
      if let mark = showing.mark { entry.statusHandled = mark }
    }

    mutating func follow(_ polls: [Poll]) {
      // Just made, and shown so.
      writeBack()
      for poll in polls {
        switch poll {
        case .last(let known): see(known.max { $1.isNewer(than: $0) }.map { [$0] } ?? [])
        case .list(let events): see(events)
        }
        writeBack()
      }
    }
  }

  /// Event by event in order of time, each written back.
  private func sorted(_ events: [TrackingEvent]) -> [Poll] {
    events.sorted { $1.isNewer(than: $0) }.map { .list([$0]) }
  }

  /// A status of its own for every state, or only for ends and what is drawn, and for some codes.
  private func policy(_ numbers: inout SeededNumbers, isWhole: Bool) -> Policy {
    var map = StatusMap()
    for state in DeliveryState.allCases
    where isWhole || state.isFinal || Bool.random(using: &numbers) {
      map.byState[state] = "s-\(state.rawValue)"
    }
    for code in Self.onTheWay where Int.random(in: 0..<6, using: &numbers) == 0 {
      map.byEvent[code] = "e-\(code)"
    }
    return Scene.policy { policy in
      policy.cabinets[0].statuses = map
      for status in Array(map.byState.values) + Array(map.byEvent.values) {
        policy.statusGroups.groupByStatus[status] = "delivery"
      }
      // Usual for ends; an order that the daemon itself has closed goes on to its return all the same.
      policy.statusGroups.groupByStatus["s-delivered"] = "complete"
      policy.statusGroups.groupByStatus["s-returned"] = "cancel"
    }
  }

  private func compare(
    _ events: [TrackingEvent], policy: Policy, _ numbers: inout SeededNumbers, _ place: String
  ) {
    var expected = Followed(policy: policy)
    expected.follow(sorted(events))
    for arrival in 0..<Self.arrivals {
      var seen = Followed(policy: policy)
      seen.follow(polls(events, &numbers))
      let what =
        "\(place), arrival \(arrival): \(events.map { "\($0.code)/\($0.reason ?? 0)@\($0.date.milliseconds / 60_000)" })"
      #expect(seen.violation == nil, "\(what)")
      #expect(seen.entry.shipment?.tracking == expected.entry.shipment?.tracking, "\(what)")
      #expect(seen.order.status == expected.order.status, "\(what)")
    }
  }

  @Test(arguments: seeds) func whateverWasSeenTheEndIsTheSame(seed: UInt64) {
    var numbers = SeededNumbers(seed: seed)
    for round in 0..<Self.histories {
      let isWhole = round % 2 == 0
      let events = history(&numbers, endsOnly: !isWhole)
      #expect(!EventClassification.contradicts(events), "seed \(seed), round \(round)")
      let policy = policy(&numbers, isWhole: isWhole)
      compare(events, policy: policy, &numbers, "seed \(seed), round \(round)")
    }
  }

  @Test(arguments: seeds) func endsThatExcludeEachOtherStayWhatWasSeenFirst(seed: UInt64) {
    var numbers = SeededNumbers(seed: seed)
    for _ in 0..<Self.histories {
      var events = history(&numbers, endsOnly: true) + history(&numbers, endsOnly: true)
      events = events.filter { EventClassification.state(of: $0)?.isFinal == true }
      var seen = Followed(policy: Scene.policy())
      let ends = Set(events.compactMap { EventClassification.state(of: $0) })
      seen.follow(polls(events, &numbers))
      #expect(seen.violation == nil, "seed \(seed)")
      #expect(seen.entry.shipment.map { ends.contains($0.tracking.state) } == true, "seed \(seed)")
    }
  }

  @Test func whichEndsContradict() {
    func at(_ code: Int, _ minute: Int64, _ reason: Int? = nil) -> TrackingEvent {
      TrackingEvent(code: code, reason: reason, date: Instant(milliseconds: minute * 60_000))
    }
    let delivered = at(41000, 5, 2)
    #expect(!EventClassification.contradicts([]))
    #expect(!EventClassification.contradicts([at(10100, 1), at(31200, 2), delivered]))
    #expect(!EventClassification.contradicts([at(41000, 9, 10), delivered]))
    #expect(!EventClassification.contradicts([at(41000, 9, 10), at(41010, 9)]))
    #expect(EventClassification.contradicts([at(41000, 4, 10), delivered]))
    #expect(EventClassification.contradicts([at(41000, 9, 10), delivered, at(48000, 12)]))
    #expect(EventClassification.contradicts([at(10603, 1), delivered]))
    #expect(EventClassification.contradicts([at(10600, 1), at(41010, 9)]))
  }

  @Test func aRedirectedParcelDoesNotThrowItsOrderBackWhicheverReportCameFirst() {
    let office = TrackingEvent(code: 21700, date: Scene.now + .seconds(60))
    let redirected = TrackingEvent(code: 31300, date: Scene.now + .seconds(120))
    var numbers = SeededNumbers(seed: 1)
    let policy = policy(&numbers, isWhole: true)
    for events in [[office, redirected], [redirected, office]] {
      var seen = Followed(policy: policy)
      seen.policy.cabinets[0].statuses.byEvent = [:]
      seen.follow(events.map { .list([$0]) })
      #expect(seen.entry.shipment?.tracking.state == .inTransit)
      #expect(seen.entry.shipment?.tracking.furthest == Milestone(state: .atOffice, event: office))
      #expect(seen.order.status == "s-at-office")
    }
  }
}
