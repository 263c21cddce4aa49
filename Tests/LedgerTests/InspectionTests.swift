// What the operator's verbs ask of a ledger: orders by number and filter, and whether it contradicts itself. Faults are
// planted with SQL, behind the ledger's back.
import Foundation
import GRDB
import ShippingCore
import SyncEngine
import Testing

@testable import Ledger

@Suite struct InspectionTests {
  let directory: TemporaryDirectory
  var path: String { directory.file("ledger.sqlite") }

  init() throws {
    directory = try TemporaryDirectory()
    let ledger = try SQLiteLedger(path: path)
    _ = try ledger.commit(Sample.creation(1, tracking: .at(at(50))))
    _ = try ledger.commit(Sample.creation(2, cabinet: CabinetID("fop")))
    _ = try ledger.commit([
      EntryChange(order: OrderID(3), site: "shop", now: at(0), orderDue: .at(at(7))) {
        $0.problems = [Problem(.postcodeMissing)]
        $0.number = "3C"
      },
      EntryChange(order: OrderID(4), site: "shop", now: at(0)) {
        $0.generation = 1
        $0.phase = .creating(Sample.intent(4))
        $0.number = "3C"
      },
    ])
    try ledger.close()
  }

  private func listed(_ change: (inout EntryFilter) -> Void) throws -> [Int64] {
    var filter = EntryFilter()
    change(&filter)
    let ledger = try ReadOnlyLedger(path: path)
    return try ledger.entries(filter, after: nil, limit: 10).map(\.orderID.rawValue)
  }

  @Test func filtersNarrowAList() throws {
    #expect(try listed { _ in } == [1, 2, 3, 4])
    #expect(try listed { $0.phase = .live } == [1, 2])
    #expect(try listed { $0.phase = EntryFilter.Phase.none } == [3])
    #expect(try listed { $0.phase = .inDoubt } == [4])
    #expect(try listed { $0.hasProblem = true } == [3])
    #expect(try listed { $0.cabinet = CabinetID("fop") } == [2])
    #expect(try listed { $0.cabinet = Sample.cabinet } == [1, 4])
    #expect(try listed { $0.phase = .done } == [])
  }

  @Test func olderGroupsThatStillHoldParcelsAreTold() throws {
    func group(_ uuid: String, _ day: String, cabinet: CabinetID = Sample.cabinet, closed: Bool = false)
      -> GroupRecord
    {
      GroupRecord(
        cabinet: cabinet,
        group: ShipmentGroup(uuid: GroupUUID(uuid), name: "n", type: .express, isClosed: closed), day: day)
    }
    func open(before today: String) throws -> [String] {
      let ledger = try ReadOnlyLedger(path: path)
      return try ledger.openGroups(before: today).map { "\($0.day) \($0.cabinet) \($0.group) \($0.parcels)" }
    }
    let fop = CabinetID("fop")
    let ledger = try SQLiteLedger(path: path)
    // Order 2 is in a group of its own cabinet that has the same name; an empty group is nobody's business.
    try ledger.save([
      group("group-1", "2026-11-22"), group("group-1", "2026-11-21", cabinet: fop), group("g2", "2026-11-20"),
    ])
    for order: Int64 in 10...12 { _ = try ledger.commit(Sample.creation(order)) }
    // Handed over, and on a form 103a already.
    _ = try ledger.commit([
      EntryChange(order: OrderID(11), now: at(2)) { $0.phase = .live(Sample.shipment(11, state: .accepted)) },
      EntryChange(order: OrderID(12), now: at(2)) { entry in
        guard case .live(var shipment) = entry.phase else { return }
        shipment.manifestedAt = at(2)
        entry.phase = .live(shipment)
      },
    ])
    let main = "2026-11-22 \(Sample.cabinet) group-1 2"
    #expect(try open(before: "2026-11-23") == ["2026-11-21 fop group-1 1", main])
    #expect(try open(before: "2026-11-22") == ["2026-11-21 fop group-1 1"])
    try ledger.save([group("group-1", "2026-11-21", cabinet: fop, closed: true)])
    #expect(try open(before: "2026-11-23") == [main])
    try ledger.close()
  }

  /// What is under way, a create in doubt included; what was withdrawn or came to its end is nobody's to follow.
  @Test func parcelsUnderWayAreCountedByCabinet() throws {
    func parcels() throws -> Int { try ReadOnlyLedger(path: path).openParcels()[Sample.cabinet] ?? 0 }
    let before = try parcels()
    let ledger = try SQLiteLedger(path: path)
    for order: Int64 in 20...22 { _ = try ledger.commit(Sample.creation(order)) }
    _ = try ledger.commit([
      EntryChange(order: OrderID(21), now: at(2)) { $0.phase = .live(Sample.shipment(21, state: .delivered)) }
    ])
    #expect(try parcels() == before + 2)
    try ledger.close()
    #expect(try ReadOnlyLedger(path: path).openParcels()[CabinetID("fop")] == 1)
  }

  @Test func ordersAreFoundByNumberAndTellWhenTheyAreLookedAt() throws {
    let ledger = try ReadOnlyLedger(path: path)
    #expect(try ledger.orders(numbered: "3C", limit: 5) == [OrderID(3), OrderID(4)])
    #expect(try ledger.orders(numbered: "3C", limit: 1) == [OrderID(3)])
    #expect(try ledger.orders(numbered: "nobody's", limit: 5) == [])
    #expect(try ledger.schedule(of: OrderID(3)) == OrderSchedule(order: at(7)))
    #expect(try ledger.schedule(of: OrderID(1))?.tracking == at(50))
    #expect(try ledger.schedule(of: OrderID(2))?.isEmpty == true)
    #expect(try ledger.schedule(of: OrderID(9)) == nil)
  }

  @Test func aSoundLedgerHasNoFindings() throws {
    let verdict = try ReadOnlyLedger(path: path).verify()
    #expect(verdict.findings == [])
    #expect(verdict.orders == 4)
    #expect(verdict.entries == 4)
    #expect(verdict.shipments == 2)
  }

  @Test(arguments: [
    ("UPDATE shipments SET state = 'withdrawn' WHERE order_id = 1", "disagree"),
    ("UPDATE orders SET is_parked = 0 WHERE order_id = 3", "is_parked"),
    ("UPDATE orders SET phase = NULL WHERE order_id = 2", "phase"),
    ("UPDATE orders SET entry = '{\"orderID\":3}' WHERE order_id = 3", "cannot be read"),
    (
      "UPDATE orders SET entry = (SELECT entry FROM orders WHERE order_id = 1) WHERE order_id = 2",
      "another order"
    ),
    ("DELETE FROM recipients WHERE order_id = 4", "recipient"),
    ("UPDATE orders SET entry = NULL WHERE order_id = 1", "without an entry"),
    ("PRAGMA foreign_keys = 0; INSERT INTO journal VALUES (99, 1, 0, 'x', '{}')", "belongs to no order"),
  ])
  func everyContradictionIsFound(_ sql: String, _ word: String) throws {
    let queue = try DatabaseQueue(path: path)
    try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
    try queue.close()
    let findings = try ReadOnlyLedger(path: path).verify().findings
    #expect(findings.contains { $0.contains(word) }, "\(findings)")
  }
}
