// Entries: read, changed and written in one go. Everything that follows from a change of an entry (its
// shipment's row, the recipient that an intent names, the journal) is written here and nowhere else, in the
// same transaction.
import GRDB
import ShippingCore
import SyncEngine

struct EntryStore {
  /// The newest lines of an order's journal that are kept.
  static let journalLimit: Int64 = 500

  let db: Database
  let memo: EntryMemo

  func entry(_ order: OrderID) throws -> LedgerEntry? {
    let statement = try db.cachedStatement(sql: LedgerSQL.entry)
    let text = try String.fetchOne(statement, arguments: [order.rawValue])
    return try text.map { try memo.entry(from: $0, order: order.rawValue) }
  }

  /// Entries above `after`, ascending.
  func entries(after: OrderID?, limit: Int) throws -> [LedgerEntry] {
    let rows = try Row.fetchAll(
      db.cachedStatement(sql: LedgerSQL.entries), arguments: [after?.rawValue ?? .min, max(limit, 0)])
    return try rows.map { row in
      try memo.entry(from: row.decode(atIndex: 1), order: row.decode(atIndex: 0))
    }
  }

  func dueTracking(cabinet: CabinetID, now: Instant, limit: Int) throws -> [TrackedShipment] {
    let rows = try Row.fetchAll(
      db.cachedStatement(sql: LedgerSQL.dueTracking),
      arguments: [cabinet.rawValue, now.milliseconds, max(limit, 0)])
    return try rows.compactMap { row in
      let order: Int64 = try row.decode(atIndex: 0)
      let text: String? = try row.decode(atIndex: 1)
      // A damaged row is reported when its order is looked at; here it must not stop the others.
      guard let entry = try? text.map({ try memo.entry(from: $0, order: order) }),
        let shipment = entry.shipment
      else { return nil }
      return TrackedShipment(order: OrderID(order), barcode: shipment.barcode, tracking: shipment.tracking)
    }
  }

  /// Must run inside a transaction: it writes to several tables.
  func apply(_ change: EntryChange) throws -> LedgerEntry {
    let order = change.order.rawValue
    let statement = try db.cachedStatement(sql: LedgerSQL.order)
    let stored = try OrderRow.fetchOne(statement, arguments: [order])
    let known = try stored?.entryText.map { try memo.entry(from: $0, order: order) }
    let previous = known ?? LedgerEntry(orderID: change.order, site: change.site ?? "")

    var next = previous
    if next.site.isEmpty, let site = change.site { next.site = site }
    change.change(&next)
    if let violation = Invariants.violation(from: previous, to: next) {
      throw BrokenInvariant(text: violation, order: order)
    }

    var row = stored ?? OrderRow(orderID: order)
    if known != next {
      let text = try row.hold(next)
      memo.remember(next, as: text, order: order)
    }
    row.due.apply(change.orderDue)
    row.writeBack.apply(change.writeBackDue)
    let tracks = change.trackingOf == nil || change.trackingOf == next.shipment?.barcode
    row.track(tracks ? change.trackingDue : .unchanged, from: previous.shipment, to: next.shipment)
    let firstLine = row.lastLine + 1
    row.lastLine += Int64(change.journal.count)
    try row.save(db, replacing: stored)
    try saveShipments(order, from: previous.shipment, to: next.shipment)
    try saveRecipient(order, from: previous, to: next)
    try write(change.journal, order: order, from: firstLine, at: change.now)
    try TallyBook(db: db).count(change, from: previous, to: next)
    return next
  }

  private func saveShipments(_ order: Int64, from old: Shipment?, to new: Shipment?) throws {
    if let old, old.uuid != new?.uuid {
      try db.cachedStatement(sql: LedgerSQL.withdrawShipment).execute(arguments: [order, old.uuid.rawValue])
    }
    guard let new else { return }
    if let old, old.uuid == new.uuid, old.barcode == new.barcode, old.cabinet == new.cabinet,
      old.generation == new.generation
    {
      return
    }
    try db.cachedStatement(sql: LedgerSQL.saveShipment).execute(
      arguments: [order, new.uuid.rawValue, new.barcode.text, new.cabinet.rawValue, new.generation])
  }

  /// A recipient is made for one attempt alone: that is what lets a stray shipment be told from a stranger's.
  private func saveRecipient(_ order: Int64, from previous: LedgerEntry, to next: LedgerEntry) throws {
    guard let intended = next.intendedRecipient, intended != previous.intendedRecipient else { return }
    guard intended.key.order.rawValue == order else {
      throw BrokenInvariant(text: "an intent names another order", order: order)
    }
    try db.cachedStatement(sql: LedgerSQL.saveRecipient).execute(
      arguments: [intended.client.rawValue, order, intended.key.generation, intended.key.attempt])
    guard db.changesCount == 0, try owner(ofRecipient: intended.client) != intended.key else { return }
    throw BrokenInvariant(text: "a recipient was intended for two attempts", order: order)
  }

  func owner(ofRecipient recipient: ClientUUID) throws -> ShipmentKey? {
    let statement = try db.cachedStatement(sql: LedgerSQL.recipient)
    guard let row = try Row.fetchOne(statement, arguments: [recipient.rawValue]) else { return nil }
    return ShipmentKey(
      order: OrderID(try row.decode(Int64.self, atIndex: 0)), generation: try row.decode(atIndex: 1),
      attempt: try row.decode(atIndex: 2))
  }

  private func write(_ lines: [JournalLine], order: Int64, from first: Int64, at now: Instant) throws {
    guard !lines.isEmpty else { return }
    let statement = try db.cachedStatement(sql: LedgerSQL.writeLine)
    var number = first
    for line in lines {
      try statement.execute(
        arguments: [order, number, now.milliseconds, line.event, try JSONText.encode(line.fields)])
      number += 1
    }
    let newestDropped = number - 1 - EntryStore.journalLimit
    guard newestDropped > 0 else { return }
    try db.cachedStatement(sql: LedgerSQL.dropLines).execute(arguments: [order, newestDropped])
  }

  func journal(_ order: OrderID) throws -> [JournalRecord] {
    let statement = try db.cachedStatement(sql: LedgerSQL.journal)
    return try Row.fetchAll(statement, arguments: [order.rawValue]).map { row in
      let fields = try JSONText.decode(
        [String: String].self, from: row.decode(atIndex: 2), table: "journal", order: order.rawValue)
      return JournalRecord(
        at: Instant(milliseconds: try row.decode(atIndex: 0)),
        line: JournalLine(try row.decode(atIndex: 1), fields))
    }
  }

  func openOrders(after: OrderID?, limit: Int) throws -> [OrderID] {
    let statement = try db.cachedStatement(sql: LedgerSQL.openOrders)
    return try Int64.fetchAll(statement, arguments: [after?.rawValue ?? .min, max(limit, 0)]).map {
      OrderID($0)
    }
  }

  /// Cabinets with parcels that are followed, in order.
  func trackedCabinets() throws -> [CabinetID] {
    try String.fetchAll(db.cachedStatement(sql: LedgerSQL.trackedCabinets)).map { CabinetID($0) }
  }

  func orders(bearing barcode: Barcode) throws -> [OrderID] {
    let statement = try db.cachedStatement(sql: LedgerSQL.bearers)
    return try Int64.fetchAll(statement, arguments: [barcode.text, EntryStore.bearersLimit]).map {
      OrderID($0)
    }
  }

  /// More orders with one TTN than this nobody makes.
  private static let bearersLimit = 50

  func counts() throws -> LedgerCounts {
    guard let row = try Row.fetchOne(db.cachedStatement(sql: LedgerSQL.counts)) else {
      return LedgerCounts(due: 0, inDoubt: 0, live: 0, parked: 0, writeBacks: 0)
    }
    return LedgerCounts(
      due: try row.decode(atIndex: 0), inDoubt: try row.decode(atIndex: 1), live: try row.decode(atIndex: 2),
      parked: try row.decode(atIndex: 3), writeBacks: try row.decode(atIndex: 4),
      unprinted: try row.decode(atIndex: 5))
  }
}
