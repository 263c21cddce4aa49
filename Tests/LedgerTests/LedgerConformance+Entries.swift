// The rules about entries, their shipments, and what can be asked of them.
import ShippingCore
import SyncEngine
import Testing

extension LedgerConformance {
  private static func change(
    _ order: Int64, tracking: EntryChange.Schedule = .unchanged,
    _ change: @escaping @Sendable (inout LedgerEntry) -> Void
  ) -> EntryChange {
    EntryChange(order: OrderID(order), now: at(2), trackingDue: tracking, change: change)
  }

  private static func tracked(
    _ bench: any LedgerBench, _ now: Instant = at(1000), cabinet: CabinetID = Sample.cabinet
  ) throws -> [Int64] {
    try bench.ledger().dueTracking(cabinet: cabinet, now: now, limit: 100).map(\.order.rawValue)
  }

  private static func expectRefused(
    _ bench: any LedgerBench, _ changes: [EntryChange], sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let failure = #expect(throws: LedgerFailure.self, sourceLocation: sourceLocation) {
      _ = try bench.ledger().commit(changes)
    }
    #expect(failure?.kind == .corrupt, sourceLocation: sourceLocation)
  }

  static let entries: [LedgerRule] = [
    LedgerRule("a change of an unknown order makes its entry") { bench in
      #expect(try bench.ledger().entry(OrderID(7)) == nil)
      let written = try bench.ledger().commit([
        EntryChange(order: OrderID(7), site: "shop", now: at(1)) { $0.seenAt = at(1) }
      ])
      var expected = LedgerEntry(orderID: OrderID(7), site: "shop")
      expected.seenAt = at(1)
      #expect(written == [expected])
      #expect(try bench.ledger().entry(OrderID(7)) == expected)
    },
    LedgerRule("changes of one commit see each other, and a known site stays") { bench in
      let written = try bench.ledger().commit([
        EntryChange(order: OrderID(7), site: "shop", now: at(1)) { $0.attempts += 1 },
        EntryChange(order: OrderID(8), site: "other", now: at(1)) { $0.attempts += 1 },
        EntryChange(order: OrderID(7), site: "other", now: at(1)) { $0.attempts += 10 },
      ])
      #expect(written.map(\.attempts) == [1, 1, 11])
      #expect(written.map(\.site) == ["shop", "other", "shop"])
      #expect(try bench.ledger().entry(OrderID(7))?.attempts == 11)
      #expect(try bench.ledger().commit([]) == [])
    },
    LedgerRule("a broken invariant refuses the whole commit") { bench in
      _ = try bench.ledger().commit(Sample.creation(1))
      let before = try bench.ledger().entry(OrderID(1))
      let bad = change(1) { $0.phase = .live(Sample.shipment(1, generation: 2)) }
      try expectRefused(
        bench,
        [
          EntryChange(
            order: OrderID(2), now: at(2), orderDue: .at(at(2)), journal: [JournalLine("seen")]
          ) { $0.attempts = 1 }, bad,
        ])
      #expect(try bench.ledger().entry(OrderID(1)) == before)
      #expect(try bench.ledger().entry(OrderID(2)) == nil)
      #expect(try bench.ledger().nextOrderDue() == nil)
      #expect(try bench.ledger().journal(OrderID(2)).isEmpty)
      try expectRefused(bench, [change(1) { $0.phase = .creating(Sample.intent(1)) }])
      try expectRefused(bench, [change(1) { $0.generation = 0 }])
      try expectRefused(bench, [change(1) { $0.attempts = -1 }])
      try expectRefused(bench, [change(1) { $0.orderID = OrderID(9) }])
      try expectRefused(bench, [change(9) { $0.orderID = OrderID(1) }])
    },
    LedgerRule("a recipient belongs to the attempt it was intended for") { bench in
      #expect(try bench.ledger().owner(ofRecipient: ClientUUID("recipient-1-1-1")) == nil)
      _ = try bench.ledger().commit(Sample.creation(1))
      let key = ShipmentKey(order: OrderID(1), generation: 1, attempt: 1)
      #expect(try bench.ledger().owner(ofRecipient: ClientUUID("recipient-1-1-1")) == key)
      let stolen = Sample.intent(2, recipient: "recipient-1-1-1")
      try expectRefused(bench, [change(2) { $0.phase = .creating(stolen) }])
      try expectRefused(bench, [change(2) { $0.phase = .creating(Sample.intent(3)) }])
      #expect(try bench.ledger().owner(ofRecipient: ClientUUID("recipient-3-1-1")) == nil)
    },
    LedgerRule("a recipient made for a change belongs to the shipment that is changed") { bench in
      _ = try bench.ledger().commit(Sample.creation(1))
      let uuid = try #require(try bench.ledger().entry(OrderID(1))?.shipment).uuid
      func intend(_ recipient: String) -> EntryChange {
        change(1) { entry in
          entry.changeShipment(uuid) { $0.updating = UpdateIntent(recipient: ClientUUID(recipient)) }
        }
      }
      _ = try bench.ledger().commit([intend("changed-1")])
      let key = ShipmentKey(order: OrderID(1), generation: 1, attempt: 1)
      #expect(try bench.ledger().owner(ofRecipient: ClientUUID("changed-1")) == key)
      _ = try bench.ledger().commit([intend("changed-1"), intend("changed-2")])
      #expect(try bench.ledger().owner(ofRecipient: ClientUUID("changed-2")) == key)
      #expect(try bench.ledger().owner(ofRecipient: ClientUUID("changed-1")) == key)
      _ = try bench.ledger().commit(Sample.creation(2))
      try expectRefused(
        bench,
        [
          change(2) { entry in
            guard let uuid = entry.shipment?.uuid else { return }
            entry.changeShipment(uuid) { $0.updating = UpdateIntent(recipient: ClientUUID("changed-1")) }
          }
        ])
    },
    LedgerRule("the journal keeps its order and its newest lines") { bench in
      let lines = (1...6).map { JournalLine("seen", ["N": "\($0)", "A": "b"]) }
      _ = try bench.ledger().commit([EntryChange(order: OrderID(1), now: at(1), journal: lines)])
      _ = try bench.ledger().commit([
        EntryChange(order: OrderID(1), now: at(2), journal: [JournalLine("settled")])
      ])
      let journal = try bench.ledger().journal(OrderID(1))
      #expect(journal.map(\.line) == lines + [JournalLine("settled")])
      #expect(journal.map(\.at) == Array(repeating: at(1), count: 6) + [at(2)])
      let many = (1...600).map { JournalLine("seen", ["N": "\($0)"]) }
      _ = try bench.ledger().commit([EntryChange(order: OrderID(1), now: at(3), journal: many)])
      let kept = try bench.ledger().journal(OrderID(1))
      #expect(kept.count < 600)
      #expect(kept.map(\.line) == Array(many.suffix(kept.count)))
      #expect(try bench.ledger().journal(OrderID(2)).isEmpty)
    },
  ]

  static let tracking: [LedgerRule] = [
    LedgerRule("tracking is due per cabinet, earliest first") { bench in
      let other = CabinetID("other")
      _ = try bench.ledger().commit(
        Sample.creation(1, tracking: .at(at(30))) + Sample.creation(2, tracking: .at(at(20)))
          + Sample.creation(3, cabinet: other, tracking: .at(at(10))) + Sample.creation(4))
      #expect(try bench.ledger().nextTrackingDue() == at(10))
      let dues = try (1...5).map { try bench.ledger().trackingDue(OrderID($0)) }
      #expect(dues == [at(30), at(20), at(10), nil, nil])
      #expect(try tracked(bench, at(19)) == [])
      #expect(try tracked(bench) == [2, 1])
      #expect(try tracked(bench, cabinet: other) == [3])
      let first = try bench.ledger().dueTracking(cabinet: Sample.cabinet, now: at(99), limit: 1)
      let shipment = Sample.shipment(2)
      #expect(
        first == [TrackedShipment(order: OrderID(2), barcode: shipment.barcode, tracking: shipment.tracking)])
      _ = try bench.ledger().commit([change(3, tracking: .answered(mark: 99, next: nil)) { _ in }])
      #expect(try bench.ledger().nextTrackingDue() == at(20))
      _ = try bench.ledger().commit([change(2, tracking: .answered(mark: 0, next: at(50))) { _ in }])
      #expect(try tracked(bench) == [1, 2])
      _ = try bench.ledger().commit([change(2, tracking: .at(at(60))) { _ in }])
      #expect(try bench.ledger().nextTrackingDue() == at(30))
    },
    LedgerRule("a final state ends tracking, unless the change says otherwise") { bench in
      _ = try bench.ledger().commit(Sample.creation(1, tracking: .at(at(10))))
      _ = try bench.ledger().commit(Sample.creation(2, tracking: .at(at(10))))
      let delivered = TrackingEvent(code: 41000, step: 9, date: at(9))
      _ = try bench.ledger().commit([
        change(1) { $0.phase = .live(Sample.shipment(1, state: .delivered, event: delivered)) },
        change(2, tracking: .answered(mark: 0, next: at(90))) {
          $0.phase = .live(Sample.shipment(2, state: .delivered, event: delivered))
        },
      ])
      #expect(try tracked(bench) == [2])
      _ = try bench.ledger().commit([change(2) { $0.shownDigest = "shown" }])
      #expect(try bench.ledger().nextTrackingDue() == at(90))
      try expectRefused(bench, [change(1) { $0.phase = .live(Sample.shipment(1, state: .inTransit)) }])
      #expect(try bench.ledger().counts().live == 0)
    },
    LedgerRule("a shipment that is gone is not tracked, and the next one is its own") { bench in
      _ = try bench.ledger().commit(Sample.creation(1, tracking: .at(at(10))))
      _ = try bench.ledger().commit([
        change(1) { $0.phase = .withdrawing(Sample.shipment(1), mayDelete: true) }
      ])
      #expect(try tracked(bench) == [1])
      _ = try bench.ledger().commit([
        change(1) {
          $0.phase = .none
          $0.retiredBarcodes = [Sample.shipment(1).barcode]
        }
      ])
      #expect(try tracked(bench) == [])
      #expect(try bench.ledger().nextTrackingDue() == nil)
      _ = try bench.ledger().commit([change(1, tracking: .at(at(1))) { _ in }])
      #expect(try bench.ledger().nextTrackingDue() == nil)
      _ = try bench.ledger().commit(Sample.creation(1, generation: 2))
      #expect(try bench.ledger().nextTrackingDue() == nil)
      #expect(try bench.ledger().counts().live == 1)
    },
    LedgerRule("an answer about one parcel does not touch the tracking of the next") { bench in
      let first = Sample.shipment(1)
      _ = try bench.ledger().commit([change(1, tracking: .at(at(5))) { $0.phase = .live(first) }])
      let stale = EntryChange(
        order: OrderID(1), now: at(6), trackingDue: .answered(mark: 0, next: nil),
        trackingOf: Sample.shipment(2).barcode)
      _ = try bench.ledger().commit([stale])
      #expect(try tracked(bench) == [1])
      let own = EntryChange(
        order: OrderID(1), now: at(6), trackingDue: .answered(mark: 0, next: nil), trackingOf: first.barcode)
      _ = try bench.ledger().commit([own])
      #expect(try tracked(bench) == [])
    },
    LedgerRule("two orders may travel in one parcel") { bench in
      let parcel = Sample.shipment(1)
      for order in [Int64(1), 2] {
        _ = try bench.ledger().commit([change(order, tracking: .at(at(5))) { $0.phase = .live(parcel) }])
      }
      #expect(try tracked(bench) == [1, 2])
    },
    LedgerRule("a withdrawn shipment that turns out alive is adopted again") { bench in
      _ = try bench.ledger().commit(Sample.creation(1))
      _ = try bench.ledger().commit([change(1) { $0.phase = .none }])
      _ = try bench.ledger().commit([change(1, tracking: .at(at(5))) { $0.phase = .live(Sample.shipment(1)) }]
      )
      #expect(try tracked(bench) == [1])
    },
  ]

  static let inspection: [LedgerRule] = [
    LedgerRule("open orders are those with something unfinished") { bench in
      _ = try bench.ledger().commit(Sample.creation(5))
      _ = try bench.ledger().commit([
        change(1) { $0.problems = [Problem(.cityMissing)] },
        change(2) { $0.seenAt = at(2) },
        change(3) {
          $0.draft = LedgerEntry.Draft(
            key: ShipmentKey(order: OrderID(1), generation: 1, attempt: 1), digest: "d")
        },
        change(4) { $0.phase = .creating(Sample.intent(4)) },
      ])
      try bench.ledger().markDue([OrderID(6)], at: at(1))
      #expect(try bench.ledger().openOrders(after: nil, limit: 9).map(\.rawValue) == [1, 3, 4, 5])
      #expect(try bench.ledger().openOrders(after: OrderID(1), limit: 2).map(\.rawValue) == [3, 4])
      #expect(try bench.ledger().openOrders(after: OrderID(5), limit: 2).isEmpty)
    },
    LedgerRule("counts") { bench in
      let none = LedgerCounts(due: 0, inDoubt: 0, live: 0, parked: 0, writeBacks: 0)
      #expect(try bench.ledger().counts() == none)
      _ = try bench.ledger().commit(Sample.creation(1) + Sample.creation(2))
      _ = try bench.ledger().commit([
        change(2) { $0.phase = .withdrawing(Sample.shipment(2), mayDelete: true) },
        change(3) { $0.phase = .creating(Sample.intent(3)) },
        change(4) { $0.problems = [Problem(.cityMissing)] },
        EntryChange(order: OrderID(4), now: at(2), writeBackDue: .at(at(2))),
      ])
      try bench.ledger().markDue([OrderID(1), OrderID(8), OrderID(9)], at: at(1))
      #expect(
        try bench.ledger().counts() == LedgerCounts(due: 3, inDoubt: 1, live: 2, parked: 1, writeBacks: 1))
    },
    LedgerRule("what was proven about a cabinet's cards") { bench in
      let other = CabinetID("other")
      #expect(try bench.ledger().writeBack(other) == nil)
      var record = WriteBackRecord(cabinet: other, module: "ukrposhta-1")
      record.mergeProbe = WriteBackRecord.MergeProbe(
        order: OrderID(7), deliveryID: "crm-7-1", member: KeptMember(.locked, .flag(false)))
      try bench.ledger().save(record)
      #expect(try bench.ledger().writeBack(other) == record)
      for way in WriteBackWay.allCases {
        record.way = way
        record.provenAt = at(9)
        record.mergesData = way == .tracking
        record.mergeProbe = nil
        try bench.ledger().save(record)
        #expect(try bench.ledger().writeBack(other) == record)
      }
      #expect(try bench.ledger().writeBack(Sample.cabinet) == nil)
    },
    LedgerRule("senders and groups of each cabinet") { bench in
      let other = CabinetID("other")
      #expect(try bench.ledger().sender(other) == nil)
      var sender = SenderRecord(
        cabinet: other, digest: "a", client: ClientUUID("sender-1"))
      try bench.ledger().save(sender)
      sender.digest = "b"
      sender.client = ClientUUID("sender-2")
      try bench.ledger().save(sender)
      #expect(try bench.ledger().sender(other) == sender)
      #expect(try bench.ledger().sender(Sample.cabinet) == nil)

      func group(_ uuid: String, _ cabinet: CabinetID, day: String) -> GroupRecord {
        GroupRecord(
          cabinet: cabinet, group: ShipmentGroup(uuid: GroupUUID(uuid), name: "n", type: .express), day: day)
      }
      var today = group("g1", other, day: "2026-11-23")
      try bench.ledger().save([
        today, group("g0", other, day: "2026-11-22"), group("g9", Sample.cabinet, day: "d"),
      ])
      today.sweptAt = at(4)
      today.group.isClosed = true
      try bench.ledger().save([today])
      #expect(try bench.ledger().groups(other) == [group("g0", other, day: "2026-11-22"), today])
      #expect(try bench.ledger().groups(Sample.cabinet).count == 1)
    },
  ]
}
