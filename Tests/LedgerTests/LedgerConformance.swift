// What every ledger must do, as rules over the port alone. The rules ask the bench for the ledger before
// every call, so that the same rule also holds when the ledger is closed and opened again between any two of
// them.
import ShippingCore
import SyncEngine
import Testing

struct LedgerRule: Sendable, CustomTestStringConvertible {
  var name: String
  var check: @Sendable (any LedgerBench) throws -> Void

  init(_ name: String, _ check: @escaping @Sendable (any LedgerBench) throws -> Void) {
    self.name = name
    self.check = check
  }

  var testDescription: String { name }
}

enum LedgerConformance {
  static let rules: [LedgerRule] = history + queue + entries + tracking + inspection + figures
}

extension LedgerConformance {
  private static func record(
    _ id: Int64, order: Int64?, isOwn: Bool = false, isDeletion: Bool = false
  ) -> HistoryRecord {
    HistoryRecord(
      id: HistoryRecordID(id), order: order.map { OrderID($0) }, isOwn: isOwn, isDeletion: isDeletion)
  }

  private static func due(_ bench: any LedgerBench, _ now: Instant = at(1000)) throws -> [Int64] {
    try bench.ledger().dueOrders(now: now, limit: 100).map(\.id.rawValue)
  }

  static let history: [LedgerRule] = [
    LedgerRule("history begins once") { bench in
      #expect(try bench.ledger().cursor() == nil)
      try bench.ledger().beginHistory(at: HistoryRecordID(70), startedAt: at(5), taking: [])
      try bench.ledger().beginHistory(at: HistoryRecordID(90), startedAt: at(9), taking: [])
      #expect(
        try bench.ledger().cursor()
          == HistoryCursor(
            since: HistoryRecordID(70), startedAt: at(5), floor: HistoryRecordID(70)))
    },
    LedgerRule("what was changed since the first attempt is due when history begins, and only then") {
      bench in
      let (first, second) = (
        FirstAttempt(boot: "a", uptime: .seconds(7)), FirstAttempt(boot: "b", uptime: .milliseconds(3))
      )
      #expect(try bench.ledger().firstAttempt() == nil)
      try bench.ledger().save(first)
      #expect(try bench.ledger().firstAttempt() == first)
      try bench.ledger().save(second)
      #expect(try bench.ledger().firstAttempt() == second)
      try bench.ledger().beginHistory(
        at: HistoryRecordID(70), startedAt: at(5), taking: [OrderID(2), OrderID(1)])
      #expect(try due(bench) == [1, 2])
      #expect(try bench.ledger().firstAttempt() == nil)
      // It has begun: neither is of any meaning now.
      try bench.ledger().save(first)
      try bench.ledger().beginHistory(at: HistoryRecordID(90), startedAt: at(9), taking: [OrderID(3)])
      #expect(try bench.ledger().firstAttempt() == nil)
      #expect(try due(bench) == [1, 2])
    },
    LedgerRule("what is served is so since it was first noted") { bench in
      #expect(try bench.ledger().served() == [:])
      try bench.ledger().serve(["type:a", "site:x"], since: at(5), dropping: [])
      try bench.ledger().serve(["type:a", "type:b"], since: at(9), dropping: ["site:x", "site:y"])
      #expect(try bench.ledger().served() == ["type:a": at(5), "type:b": at(9)])
    },
    LedgerRule("a record is new once, and its order becomes due") { bench in
      try bench.ledger().beginHistory(at: HistoryRecordID(100), startedAt: at(0), taking: [])
      let records = [
        record(101, order: 1), record(103, order: 2), record(104, order: 1), record(105, order: nil),
      ]
      #expect(try bench.ledger().record(records, skippingOwn: true, now: at(1)) == 4)
      #expect(try due(bench) == [1, 2])
      #expect(try bench.ledger().cursor()?.since == HistoryRecordID(105))
      #expect(try bench.ledger().record(records, skippingOwn: true, now: at(2)) == 0)
      #expect(try bench.ledger().dueOrders(now: at(9), limit: 9).map(\.mark) == [1, 1])
    },
    LedgerRule("a record that shows late is not lost, and the cursor does not go back") { bench in
      try bench.ledger().beginHistory(at: HistoryRecordID(100), startedAt: at(0), taking: [])
      #expect(try bench.ledger().record([record(140, order: 1)], skippingOwn: true, now: at(1)) == 1)
      let late = [record(120, order: 2), record(140, order: 1)]
      #expect(try bench.ledger().record(late, skippingOwn: true, now: at(2)) == 1)
      #expect(try due(bench) == [1, 2])
      #expect(try bench.ledger().cursor()?.since == HistoryRecordID(140))
      #expect(try bench.ledger().record(late, skippingOwn: true, now: at(3)) == 0)
    },
    LedgerRule("our own changes are remembered and make nothing due") { bench in
      try bench.ledger().beginHistory(at: HistoryRecordID(0), startedAt: at(0), taking: [])
      let own = [record(1, order: 1, isOwn: true)]
      #expect(try bench.ledger().record(own, skippingOwn: true, now: at(1)) == 1)
      #expect(try due(bench) == [])
      #expect(try bench.ledger().cursor()?.since == HistoryRecordID(1))
      #expect(try bench.ledger().record(own, skippingOwn: false, now: at(2)) == 0)
      #expect(
        try bench.ledger().record([record(2, order: 1, isOwn: true)], skippingOwn: false, now: at(3)) == 1)
      #expect(try due(bench) == [1])
    },
    LedgerRule("what lies before the beginning or below the overlap is not new") { bench in
      try bench.ledger().beginHistory(at: HistoryRecordID(100), startedAt: at(0), taking: [])
      #expect(try bench.ledger().record([record(99, order: 1)], skippingOwn: true, now: at(1)) == 0)
      #expect(try bench.ledger().record([record(300, order: 2)], skippingOwn: true, now: at(1)) == 1)
      let edge = 300 - HistoryCursor.overlap
      #expect(try bench.ledger().record([record(edge, order: 3)], skippingOwn: true, now: at(1)) == 0)
      #expect(try bench.ledger().record([record(edge + 1, order: 4)], skippingOwn: true, now: at(1)) == 1)
      #expect(try due(bench) == [2, 4])
    },
    LedgerRule("a deletion is noted in the entry that there is, once and whoever made it") { bench in
      try bench.ledger().beginHistory(at: HistoryRecordID(0), startedAt: at(0), taking: [])
      for order: Int64 in [1, 2] {
        _ = try bench.ledger().commit([EntryChange(order: OrderID(order), now: at(1)) { $0.attempts = 3 }])
      }
      let gone = [
        record(1, order: 1, isDeletion: true), record(2, order: 2, isOwn: true, isDeletion: true),
        record(3, order: 3, isDeletion: true), record(4, order: nil, isDeletion: true),
      ]
      #expect(try bench.ledger().record(gone, skippingOwn: true, now: at(5)) == 4)
      #expect(try due(bench) == [1, 2, 3])
      for order: Int64 in [1, 2] {
        let entry = try #require(try bench.ledger().entry(OrderID(order)))
        #expect(entry.deletionTold == at(5) && entry.attempts == 3)
        #expect(try bench.ledger().journal(OrderID(order)).map(\.line.event) == ["deleted in the CRM"])
      }
      #expect(try bench.ledger().entry(OrderID(3)) == nil)
      #expect(try bench.ledger().record(gone, skippingOwn: true, now: at(8)) == 0)
      #expect(
        try bench.ledger().record([record(9, order: 1, isDeletion: true)], skippingOwn: true, now: at(9)) == 1
      )
      #expect(try bench.ledger().entry(OrderID(1))?.deletionTold == at(5))
    },
    LedgerRule("ids at the ends of what a number holds do no harm") { bench in
      try bench.ledger().beginHistory(at: HistoryRecordID(.min), startedAt: at(0), taking: [])
      let ends = [record(.min, order: 1), record(.max, order: 2)]
      #expect(try bench.ledger().record(ends, skippingOwn: true, now: at(1)) == 1)
      #expect(try bench.ledger().cursor()?.since == HistoryRecordID(.max))
    },
  ]

  static let queue: [LedgerRule] = [
    LedgerRule("due orders come oldest first, bounded, and only when their time has come") { bench in
      try bench.ledger().markDue([OrderID(3), OrderID(1)], at: at(10))
      try bench.ledger().markDue([OrderID(2)], at: at(5))
      try bench.ledger().markDue([OrderID(4)], at: at(20))
      #expect(try due(bench, at(4)) == [])
      #expect(try due(bench, at(10)) == [2, 1, 3])
      #expect(try bench.ledger().dueOrders(now: at(10), limit: 2).map(\.id.rawValue) == [2, 1])
      #expect(try bench.ledger().dueOrders(now: at(10), limit: -1).isEmpty)
      #expect(try bench.ledger().nextOrderDue() == at(5))
      #expect(try bench.ledger().entry(OrderID(3)) == nil)
    },
    LedgerRule("a request keeps an earlier time and always changes the mark") { bench in
      try bench.ledger().markDue([OrderID(1)], at: at(5))
      let first = try #require(try bench.ledger().dueOrders(now: at(5), limit: 1).first)
      try bench.ledger().markDue([OrderID(1)], at: at(9))
      let second = try #require(try bench.ledger().dueOrders(now: at(5), limit: 1).first)
      #expect(second.mark != first.mark)
      _ = try bench.ledger().commit([EntryChange(order: OrderID(1), now: at(1), orderDue: .at(at(7)))])
      let third = try #require(try bench.ledger().dueOrders(now: at(5), limit: 1).first)
      #expect(third.mark != second.mark)
      _ = try bench.ledger().commit([EntryChange(order: OrderID(1), now: at(1), orderDue: .at(at(2)))])
      #expect(try bench.ledger().nextOrderDue() == at(2))
    },
    LedgerRule("an answer settles its own request only") { bench in
      try bench.ledger().markDue([OrderID(1)], at: at(5))
      let work = try #require(try bench.ledger().dueOrders(now: at(5), limit: 1).first)
      try bench.ledger().markDue([OrderID(1)], at: at(6))
      let answer = EntryChange(order: OrderID(1), now: at(7), orderDue: .answered(mark: work.mark, next: nil))
      _ = try bench.ledger().commit([answer])
      let again = try #require(try bench.ledger().dueOrders(now: at(7), limit: 1).first)
      _ = try bench.ledger().commit([
        EntryChange(order: OrderID(1), now: at(8), orderDue: .answered(mark: again.mark, next: at(60)))
      ])
      #expect(try due(bench, at(59)) == [])
      #expect(try bench.ledger().nextOrderDue() == at(60))
      let last = try #require(try bench.ledger().dueOrders(now: at(60), limit: 1).first)
      _ = try bench.ledger().commit([
        EntryChange(order: OrderID(1), now: at(61), orderDue: .answered(mark: last.mark, next: nil))
      ])
      #expect(try bench.ledger().nextOrderDue() == nil)
    },
    LedgerRule("an answer about a foreign order leaves nothing behind, unless somebody asked again") {
      bench in
      try bench.ledger().markDue([OrderID(1), OrderID(2)], at: at(1))
      let asked = try bench.ledger().dueOrders(now: at(1), limit: 10)
      try bench.ledger().markDue([OrderID(2)], at: at(2))
      try bench.ledger().answer(asked, now: at(3))
      #expect(try due(bench) == [2])
      #expect(try bench.ledger().entry(OrderID(1)) == nil)
      let again = try bench.ledger().dueOrders(now: at(3), limit: 10)
      try bench.ledger().answer(again, now: at(3))
      #expect(try due(bench) == [])
      #expect(try bench.ledger().nextOrderDue() == nil)
    },
    LedgerRule("after a step back of the clock nothing is due later than it may be") { bench in
      try bench.ledger().markDue([OrderID(1)], at: at(50))
      try bench.ledger().markDue([OrderID(2)], at: at(5_000_000))
      try bench.ledger().clampDue(
        now: at(10), latest: at(100), latestTracking: at(200), latestWatch: at(1000))
      #expect(try due(bench, at(10)) == [2])
      #expect(try due(bench, at(50)) == [2, 1])
      try bench.ledger().probe(now: at(11))
    },
    LedgerRule("an order that only waits for time to pass may be due far ahead") { bench in
      _ = try bench.ledger().commit([
        EntryChange(order: OrderID(1), site: "shop", now: at(1), orderDue: .at(at(500))) {
          $0.phase = .live(Sample.shipment(1))
        },
        EntryChange(order: OrderID(2), site: "shop", now: at(1), orderDue: .at(at(500))) {
          $0.phase = .withdrawing(Sample.shipment(2), mayDelete: false)
        },
        EntryChange(order: OrderID(3), site: "shop", now: at(1), orderDue: .at(at(500))) {
          $0.phase = .live(Sample.shipment(3, state: .delivered))
        },
        EntryChange(order: OrderID(4), site: "shop", now: at(1), orderDue: .at(at(500))),
        EntryChange(order: OrderID(5), site: "shop", now: at(1), orderDue: .at(at(2000))) {
          $0.phase = .live(Sample.shipment(5))
        },
      ])
      try bench.ledger().clampDue(
        now: at(10), latest: at(100), latestTracking: at(200), latestWatch: at(1000))
      #expect(try due(bench, at(10)) == [2, 4, 5])
      #expect(try due(bench, at(500)) == [2, 4, 5, 1, 3])
    },
    LedgerRule("write-backs have times and marks of their own") { bench in
      _ = try bench.ledger().commit([
        EntryChange(order: OrderID(1), now: at(1), writeBackDue: .at(at(9))),
        EntryChange(order: OrderID(2), now: at(1), writeBackDue: .at(at(3))),
      ])
      #expect(try due(bench) == [])
      #expect(try bench.ledger().nextWriteBackDue() == at(3))
      let work = try bench.ledger().dueWriteBacks(now: at(9), limit: 9)
      #expect(work.map(\.id.rawValue) == [2, 1])
      _ = try bench.ledger().commit([EntryChange(order: OrderID(2), now: at(4), writeBackDue: .at(at(4)))])
      _ = try bench.ledger().commit(
        work.map {
          EntryChange(order: $0.id, now: at(5), writeBackDue: .answered(mark: $0.mark, next: nil))
        })
      #expect(try bench.ledger().dueWriteBacks(now: at(9), limit: 9).map(\.id.rawValue) == [2])
      #expect(try bench.ledger().nextWriteBackDue() == at(3))
    },
    LedgerRule("only parked orders are unparked") { bench in
      _ = try bench.ledger().commit([
        EntryChange(order: OrderID(1), now: at(1)) { $0.problems = [Problem(.phoneMissing)] },
        EntryChange(order: OrderID(2), now: at(1)),
        EntryChange(order: OrderID(3), now: at(1), orderDue: .at(at(2))) {
          $0.problems = [Problem(.weightMissing)]
        },
      ])
      let before = try #require(try bench.ledger().dueOrders(now: at(2), limit: 9).first)
      #expect(try bench.ledger().unpark(now: at(50)) == 2)
      let after = try bench.ledger().dueOrders(now: at(50), limit: 9)
      #expect(after.map(\.id.rawValue) == [3, 1])
      #expect(after.first?.mark != before.mark)
      _ = try bench.ledger().commit(
        [1, 3].map { EntryChange(order: OrderID($0), now: at(3)) { $0.problems = [] } })
      #expect(try bench.ledger().unpark(now: at(60)) == 0)
    },
  ]
}
