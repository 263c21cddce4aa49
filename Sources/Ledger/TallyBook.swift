// What is counted beside the entries: milestones by hour, and what stands in which card. Written where an entry changes
// and nowhere else, in the same transaction; read for metrics and alerts.
//
// What a newcomer gets wrong: an order's marks are put again with every change of it, though they stand already. That
// is what makes them true for entries that are older than the table.
import GRDB
import Glibc
import ShippingCore
import SyncEngine

struct TallyBook {
  /// Days that hours are kept apart: longer than any digest looks back.
  static let keptDays: Int64 = 40
  /// The row with the sum of all hours.
  private static let sum: Int64 = -1
  private static let hourMilliseconds: Int64 = 3_600_000

  let db: Database

  func count(_ change: EntryChange, from previous: LedgerEntry, to next: LedgerEntry) throws {
    try mark(change.order.rawValue, from: previous.marks, to: next.marks, at: change.now)
    let tallies = Tally.of(previous, to: next, noted: change.tallies)
    guard !tallies.isEmpty else { return }
    let cabinet = (next.shipment ?? previous.shipment)?.cabinet.rawValue ?? ""
    let hour = max(0, change.now.milliseconds / TallyBook.hourMilliseconds)
    let statement = try db.cachedStatement(sql: LedgerSQL.countTally)
    for tally in tallies {
      for hour in [hour, TallyBook.sum] {
        try statement.execute(arguments: [hour, tally.rawValue, cabinet])
      }
    }
    try db.cachedStatement(sql: LedgerSQL.dropTallies).execute(
      arguments: [hour - TallyBook.keptDays * 24])
  }

  private func mark(_ order: Int64, from old: Set<CardMark>, to new: Set<CardMark>, at now: Instant) throws {
    if !new.isEmpty {
      let put = try db.cachedStatement(sql: LedgerSQL.putMark)
      for mark in new.sorted() {
        try put.execute(arguments: [mark.kind.rawValue, mark.code, order, now.milliseconds])
      }
    }
    let gone = old.subtracting(new)
    guard !gone.isEmpty else { return }
    let drop = try db.cachedStatement(sql: LedgerSQL.dropMark)
    for mark in gone.sorted() { try drop.execute(arguments: [mark.kind.rawValue, mark.code, order]) }
  }

  func tallies(since start: Instant) throws -> [HourTally] {
    let first = max(0, start.milliseconds / TallyBook.hourMilliseconds)
    let rows = try Row.fetchAll(db.cachedStatement(sql: LedgerSQL.talliesSince), arguments: [first])
    return try rows.compactMap { row in
      let hour: Int64 = try row.decode(atIndex: 0)
      return try key(row, at: 1).map {
        HourTally(
          hour: Instant(milliseconds: hour * TallyBook.hourMilliseconds), key: $0,
          count: try row.decode(atIndex: 3))
      }
    }
  }

  /// nil for a tally that only another version knows.
  private func key(_ row: Row, at index: Int) throws -> TallyKey? {
    let cabinet: String = try row.decode(atIndex: index + 1)
    return Tally(rawValue: try row.decode(atIndex: index)).map { TallyKey($0, CabinetID(cabinet)) }
  }

  func orders(marked mark: CardMark, since start: Instant, limit: Int) throws -> [MarkedOrder] {
    let rows = try Row.fetchAll(
      db.cachedStatement(sql: LedgerSQL.markedOrders),
      arguments: [mark.kind.rawValue, mark.code, start.milliseconds, max(limit, 0)])
    return try rows.map { row in
      let order: Int64 = try row.decode(atIndex: 0)
      return MarkedOrder(
        order: OrderID(order), number: nil, since: Instant(milliseconds: try row.decode(atIndex: 1)))
    }
  }

  func figures(now: Instant, cabinets: [CabinetID]) throws -> LedgerFigures {
    var figures = LedgerFigures()
    if let row = try Row.fetchOne(db.cachedStatement(sql: LedgerSQL.phases)) {
      figures.creating = try row.decode(atIndex: 0)
      figures.live = try row.decode(atIndex: 1)
      figures.withdrawing = try row.decode(atIndex: 2)
      figures.parked = try row.decode(atIndex: 3)
      figures.writeBacks = try row.decode(atIndex: 4)
    }
    figures.queues = try [
      due("orders", LedgerSQL.ordersDueNow, [[now.milliseconds]]),
      due("write-back", LedgerSQL.writeBacksDueNow, [[now.milliseconds]]),
      due("tracking", LedgerSQL.trackingDueNow, cabinets.map { [$0.rawValue, now.milliseconds] }),
    ]
    let count = try db.cachedStatement(sql: LedgerSQL.countMarks)
    for mark in CardMark.all {
      let orders = try Int.fetchOne(count, arguments: [mark.kind.rawValue, mark.code]) ?? 0
      if orders > 0 { figures.marks[mark] = orders }
    }
    for row in try Row.fetchAll(db.cachedStatement(sql: LedgerSQL.tallySums)) {
      if let key = try key(row, at: 0) { figures.tallies[key] = try row.decode(atIndex: 2) }
    }
    return figures
  }

  private func due(
    _ name: String, _ sql: String, _ asked: [StatementArguments]
  ) throws -> LedgerFigures.Queue {
    var queue = LedgerFigures.Queue(name: name, due: 0, oldest: nil)
    for arguments in asked {
      guard let row = try Row.fetchOne(db.cachedStatement(sql: sql), arguments: arguments) else { continue }
      queue.due += try row.decode(Int.self, atIndex: 0)
      let oldest = try row.decode(Int64?.self, atIndex: 1).map { Instant(milliseconds: $0) }
      queue.oldest = [queue.oldest, oldest].compactMap(\.self).min()
    }
    return queue
  }

  /// Bytes of a file, 0 when it is not there.
  static func size(of path: String) -> Int64 {
    var status = stat()
    return stat(path, &status) == 0 ? Int64(status.st_size) : 0
  }
}
