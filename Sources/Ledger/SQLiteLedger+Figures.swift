import GRDB
// The port's methods for metrics and alerts.
public import ShippingCore
public import SyncEngine

extension SQLiteLedger {
  public func figures(now: Instant, cabinets: [CabinetID]) throws(LedgerFailure) -> LedgerFigures {
    var figures = try access("counting") { try TallyBook(db: $0).figures(now: now, cabinets: cabinets) }
    figures.fileBytes = TallyBook.size(of: queue.path)
    figures.logBytes = TallyBook.size(of: queue.path + "-wal")
    return figures
  }

  public func tallies(since start: Instant) throws(LedgerFailure) -> [HourTally] {
    try access("reading counts") { try TallyBook(db: $0).tallies(since: start) }
  }

  public func orders(
    marked mark: CardMark, since start: Instant, limit: Int
  ) throws(LedgerFailure) -> [MarkedOrder] {
    try access("reading marks") { db in
      try TallyBook(db: db).orders(marked: mark, since: start, limit: limit).map { marked in
        var named = marked
        // A damaged row is reported when its order is looked at; here it only has no number.
        named.number = (try? EntryStore(db: db, memo: memo).entry(marked.order))?.number
        return named
      }
    }
  }

  public func doubts(limit: Int) throws(LedgerFailure) -> [CreateIntent] {
    try access("reading doubts") { try EntryStore(db: $0, memo: memo).doubts(limit: limit) }
  }

  public func alert(_ name: String) throws(LedgerFailure) -> AlertRecord? {
    try access("reading an alert") { db in
      let text = try String.fetchOne(db.cachedStatement(sql: LedgerSQL.alert), arguments: [name])
      return try text.map { try JSONText.decode(AlertRecord.self, from: $0, table: "alerts", order: 0) }
    }
  }

  public func save(_ alert: AlertRecord) throws(LedgerFailure) {
    try transact("saving an alert") { db in
      try db.cachedStatement(sql: LedgerSQL.saveAlert).execute(
        arguments: [alert.name, try JSONText.encode(alert)])
    }
  }
}

extension EntryStore {
  func doubts(limit: Int) throws -> [CreateIntent] {
    let rows = try Row.fetchAll(db.cachedStatement(sql: LedgerSQL.doubts), arguments: [max(limit, 0)])
    return try rows.compactMap { row in
      let order: Int64 = try row.decode(atIndex: 0)
      let text: String? = try row.decode(atIndex: 1)
      guard let entry = try? text.map({ try memo.entry(from: $0, order: order) }),
        case .creating(let intent) = entry.phase
      else { return nil }
      return intent
    }
  }
}
