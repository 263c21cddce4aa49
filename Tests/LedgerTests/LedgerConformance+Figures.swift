// The rules about what is counted and listed for metrics and alerts.
import ShippingCore
import SyncEngine
import Testing

extension LedgerConformance {
  private static func tallies(_ bench: any LedgerBench) throws -> [Tally: Int] {
    let figures = try bench.ledger().figures(now: at(1000), cabinets: [Sample.cabinet])
    return Dictionary(
      figures.tallies.map { ($0.key.tally, $0.value) }, uniquingKeysWith: +)
  }

  private static func move(_ order: Int64, to state: DeliveryState, at seconds: Int64) -> EntryChange {
    EntryChange(order: OrderID(order), now: at(seconds)) { entry in
      entry.changeShipment(Sample.shipment(order).uuid) {
        $0.tracking.state = state
        $0.tracking.event = TrackingEvent(code: 41000, step: 1, date: at(seconds), name: "")
      }
    }
  }

  private static func park(_ order: Int64, _ problems: [Problem], at seconds: Int64) -> EntryChange {
    EntryChange(order: OrderID(order), now: at(seconds)) {
      $0.problems = problems
      $0.number = "\(order)A"
    }
  }

  static let figures: [LedgerRule] = [
    LedgerRule("milestones are counted once, whatever else changes") { bench in
      _ = try bench.ledger().commit(Sample.creation(1))
      _ = try bench.ledger().commit([move(1, to: .inTransit, at: 2), move(1, to: .delivered, at: 3)])
      _ = try bench.ledger().commit([move(1, to: .delivered, at: 4)])
      #expect(try tallies(bench) == [.created: 1, .delivered: 1])
      _ = try bench.ledger().commit([move(1, to: .returned, at: 5)])
      #expect(try tallies(bench) == [.created: 1, .delivered: 1, .returned: 1])
    },
    LedgerRule("a shipment that comes without a create is adopted, one that goes is withdrawn") { bench in
      _ = try bench.ledger().commit([
        EntryChange(order: OrderID(1), now: at(0)) {
          $0.generation = 1
          $0.phase = .live(Sample.shipment(1))
        }
      ])
      _ = try bench.ledger().commit([EntryChange(order: OrderID(1), now: at(1)) { $0.phase = .none }])
      #expect(try tallies(bench) == [.adopted: 1, .withdrawn: 1])
    },
    LedgerRule("what only the change knows is counted with it, or not at all") { bench in
      _ = try bench.ledger().commit([
        EntryChange(order: OrderID(1), now: at(0), tallies: [.recognised]) {
          $0.generation = 1
          $0.phase = .live(Sample.shipment(1))
        },
        EntryChange(order: OrderID(1), now: at(0), tallies: [.orphanDeleted]),
      ])
      #expect(try tallies(bench) == [.recognised: 1, .orphanDeleted: 1])
      // Refused: the same order at once live in another generation.
      #expect(throws: LedgerFailure.self) {
        try bench.ledger().commit([
          EntryChange(order: OrderID(1), now: at(0), tallies: [.foundAfterDoubt]) {
            $0.phase = .live(Sample.shipment(1, generation: 2))
          }
        ])
      }
      #expect(try tallies(bench) == [.recognised: 1, .orphanDeleted: 1])
    },
    LedgerRule("hours are kept apart for weeks, sums for ever") { bench in
      let hour: Int64 = 3600
      let first = at(0).milliseconds / 3_600_000 * 3600 - at(0).milliseconds / 1000
      for (order, seconds) in [(1, 0), (2, hour), (3, hour), (4, 50 * 24 * hour)] as [(Int64, Int64)] {
        _ = try bench.ledger().commit(
          Sample.creation(order).map { change in
            var later = change
            later.now = at(first + seconds)
            return later
          })
        if order == 3 {
          let hours = try bench.ledger().tallies(since: at(0)).map {
            [$0.hour == at(first) ? 0 : 1, $0.count]
          }
          #expect(hours == [[0, 1], [1, 2]])
          #expect(try bench.ledger().tallies(since: at(first + hour)).map(\.count) == [2])
        }
      }
      #expect(try bench.ledger().tallies(since: at(0)).map(\.count) == [1])
      #expect(try tallies(bench) == [.created: 4])
    },
    LedgerRule("what stands in a card is counted and listed until it is gone") { bench in
      _ = try bench.ledger().commit([
        park(3, [Problem(.postcodeMissing), Problem(.postcodeMissing, field: "x")], at: 30),
        park(1, [Problem(.postcodeMissing), Problem(.phoneInvalid)], at: 40),
        EntryChange(order: OrderID(2), now: at(20)) { $0.notices = [Notice(.returned)] },
      ])
      _ = try bench.ledger().commit([park(3, [Problem(.postcodeMissing)], at: 50)])
      var marks = try bench.ledger().figures(now: at(60), cabinets: []).marks
      #expect(
        marks == [CardMark(.postcodeMissing): 2, CardMark(.phoneInvalid): 1, CardMark(.returned): 1])
      let listed = try bench.ledger().orders(
        marked: CardMark(.postcodeMissing), since: Instant(milliseconds: 0), limit: 9)
      #expect(
        listed == [
          MarkedOrder(order: OrderID(3), number: "3A", since: at(30)),
          MarkedOrder(order: OrderID(1), number: "1A", since: at(40)),
        ])
      #expect(
        try bench.ledger().orders(
          marked: CardMark(.postcodeMissing), since: Instant(milliseconds: 0), limit: 1
        ).map(\.number) == ["3A"])
      _ = try bench.ledger().commit([park(1, [], at: 70), park(3, [], at: 70)])
      marks = try bench.ledger().figures(now: at(80), cabinets: []).marks
      #expect(marks == [CardMark(.returned): 1])
    },
    LedgerRule("queues count what is due now") { bench in
      try bench.ledger().markDue([OrderID(1)], at: at(10))
      try bench.ledger().markDue([OrderID(2)], at: at(90))
      _ = try bench.ledger().commit(Sample.creation(3, tracking: .at(at(20))))
      _ = try bench.ledger().commit(Sample.creation(4, cabinet: CabinetID("fop"), tracking: .at(at(15))))
      let main = try bench.ledger().figures(now: at(50), cabinets: [Sample.cabinet])
      #expect(
        main.queues == [
          LedgerFigures.Queue(name: "orders", due: 1, oldest: at(10)),
          LedgerFigures.Queue(name: "write-back", due: 0, oldest: nil),
          LedgerFigures.Queue(name: "tracking", due: 1, oldest: at(20)),
        ])
      let both = try bench.ledger().figures(now: at(50), cabinets: [Sample.cabinet, CabinetID("fop")])
      #expect(both.queues.last == LedgerFigures.Queue(name: "tracking", due: 2, oldest: at(15)))
      #expect(both.live == 2 && both.creating == 0 && both.fileBytes > 0)
    },
    LedgerRule("doubts are the intents without an outcome") { bench in
      _ = try bench.ledger().commit(Sample.creation(1))
      _ = try bench.ledger().commit([Sample.creation(2)[0], Sample.creation(3)[0]])
      #expect(try bench.ledger().doubts(limit: 9) == [Sample.intent(2), Sample.intent(3)])
      #expect(try bench.ledger().doubts(limit: 1) == [Sample.intent(2)])
    },
    LedgerRule("an alert is remembered under its name") { bench in
      #expect(try bench.ledger().alert("digest/command") == nil)
      var record = AlertRecord(name: "digest/command", day: "2026-11-23", attempt: .init(day: "2026-11-24"))
      try bench.ledger().save(record)
      #expect(try bench.ledger().alert("digest/command") == record)
      record.attempt = nil
      record.isOn = true
      try bench.ledger().save(record)
      #expect(try bench.ledger().alert("digest/command") == record)
      #expect(try bench.ledger().alert("digest/crm") == nil)
    },
  ]
}
