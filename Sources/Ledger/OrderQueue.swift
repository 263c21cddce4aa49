// When which order is looked at next. Due times are only ever brought forward by a request; a request also
// changes the mark, so that an answer to an older request cannot make a newer one disappear.
import GRDB
import ShippingCore
import SyncEngine

struct OrderQueue {
  let db: Database

  func markDue(_ order: OrderID, at: Instant) throws {
    try db.cachedStatement(sql: LedgerSQL.markDue).execute(arguments: [order.rawValue, at.milliseconds])
  }

  /// Settles a request about an order without an entry; its row goes, unless somebody asked again.
  func answer(_ order: DueOrder) throws {
    try db.cachedStatement(sql: LedgerSQL.answer).execute(arguments: [order.id.rawValue, order.mark])
    try db.cachedStatement(sql: LedgerSQL.dropAnswered).execute(arguments: [order.id.rawValue])
  }

  func dueOrders(now: Instant, limit: Int) throws -> [DueOrder] {
    try due(LedgerSQL.dueOrders, now: now, limit: limit)
  }

  func dueWriteBacks(now: Instant, limit: Int) throws -> [DueOrder] {
    try due(LedgerSQL.dueWriteBacks, now: now, limit: limit)
  }

  /// `sql` is one of the three `next…Due` statements.
  func next(_ sql: String) throws -> Instant? {
    try Int64.fetchOne(db.cachedStatement(sql: sql)).map { Instant(milliseconds: $0) }
  }

  func trackingDue(_ order: OrderID) throws -> Instant? {
    try Int64.fetchOne(db.cachedStatement(sql: LedgerSQL.trackingDue), arguments: [order.rawValue])
      .map { Instant(milliseconds: $0) }
  }

  /// How many orders were parked.
  func unpark(now: Instant) throws -> Int {
    try db.cachedStatement(sql: LedgerSQL.unpark).execute(arguments: [now.milliseconds])
    return db.changesCount
  }

  private func due(_ sql: String, now: Instant, limit: Int) throws -> [DueOrder] {
    // SQLite takes a negative limit for none.
    let rows = try Row.fetchAll(db.cachedStatement(sql: sql), arguments: [now.milliseconds, max(limit, 0)])
    return try rows.map { row in
      DueOrder(id: OrderID(try row.decode(Int64.self, atIndex: 0)), mark: try row.decode(atIndex: 1))
    }
  }
}

/// A due time and the mark of the request that set it.
struct DueSlot: Equatable {
  var at: Int64?
  var mark: Int64

  mutating func apply(_ schedule: EntryChange.Schedule) {
    switch schedule {
    case .unchanged: break
    case .at(let time):
      at = min(at ?? time.milliseconds, time.milliseconds)
      mark &+= 1
    case .answered(let answered, let next):
      if answered == mark { at = next?.milliseconds }
    }
  }
}
