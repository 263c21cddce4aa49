// The cursor of the CRM's history and the records seen just below it. The ids of records are handed out
// before the records become visible, so every poll reads a little below the cursor again, and what was seen
// there is remembered.
import GRDB
import ShippingCore
import SyncEngine

struct HistoryStore {
  let db: Database

  private struct Saved {
    /// Records at or below this id are older than our history.
    var begunAfter: Int64
    var since: Int64
    var startedAt: Int64
  }

  func cursor() throws -> HistoryCursor? {
    try saved().map {
      HistoryCursor(
        since: HistoryRecordID($0.since), startedAt: Instant(milliseconds: $0.startedAt),
        floor: HistoryRecordID($0.begunAfter))
    }
  }

  func firstAttempt() throws -> FirstAttempt? {
    guard let row = try Row.fetchOne(db.cachedStatement(sql: LedgerSQL.firstAttempt)) else { return nil }
    let uptime: Int64 = try row.decode(atIndex: 1)
    return FirstAttempt(boot: try row.decode(atIndex: 0), uptime: .milliseconds(uptime))
  }

  func save(_ attempt: FirstAttempt) throws {
    guard try saved() == nil else { return }
    try db.cachedStatement(sql: LedgerSQL.saveFirstAttempt).execute(
      arguments: [attempt.boot, attempt.uptime.wholeMilliseconds])
  }

  func served() throws -> [String: Instant] {
    let rows = try Row.fetchAll(db.cachedStatement(sql: LedgerSQL.served))
    var served: [String: Instant] = [:]
    for row in rows { served[try row.decode(atIndex: 0)] = Instant(milliseconds: try row.decode(atIndex: 1)) }
    return served
  }

  func serve(_ names: Set<String>, since: Instant, dropping former: Set<String>) throws {
    for name in former.sorted() {
      try db.cachedStatement(sql: LedgerSQL.dropServed).execute(arguments: [name])
    }
    for name in names.sorted() {
      try db.cachedStatement(sql: LedgerSQL.serve).execute(arguments: [name, since.milliseconds])
    }
  }

  func begin(at since: HistoryRecordID, startedAt: Instant, taking orders: [OrderID]) throws {
    guard try saved() == nil else { return }
    try save(Saved(begunAfter: since.rawValue, since: since.rawValue, startedAt: startedAt.milliseconds))
    for order in orders { try OrderQueue(db: db).markDue(order, at: startedAt) }
    try db.cachedStatement(sql: LedgerSQL.forgetFirstAttempt).execute()
  }

  /// See `Ledger.record`. A record at or below what is still remembered cannot be told from one that was
  /// seen, so it is none of the new ones; nor is one from before our history began.
  func record(
    _ records: [HistoryRecord], skippingOwn: Bool, now: Instant, entries: EntryStore
  ) throws -> Int {
    guard !records.isEmpty else { return 0 }
    var history = try saved() ?? Saved(begunAfter: 0, since: 0, startedAt: now.milliseconds)
    let oldest = max(history.begunAfter, HistoryStore.forgotten(since: history.since))
    var seen = Set(try Int64.fetchAll(db.cachedStatement(sql: LedgerSQL.seenRecords)))
    var marked: Set<OrderID> = []
    var new: [Int64] = []
    var fresh: Set<Int64> = []
    for record in records where record.id.rawValue > oldest {
      // One record of the CRM may name two orders (a combining): both parts bear its id.
      let isFresh = seen.insert(record.id.rawValue).inserted
      guard isFresh || fresh.contains(record.id.rawValue) else { continue }
      if fresh.insert(record.id.rawValue).inserted { new.append(record.id.rawValue) }
      guard let order = record.order, record.isDeletion || !(skippingOwn && record.isOwn) else { continue }
      if marked.insert(order).inserted { try OrderQueue(db: db).markDue(order, at: now) }
      if record.isDeletion { try noteDeletion(of: order, in: entries, now: now) }
    }
    guard let greatest = new.max() else { return 0 }
    history.since = max(history.since, greatest)
    try save(history)
    let forgotten = HistoryStore.forgotten(since: history.since)
    let remember = try db.cachedStatement(sql: LedgerSQL.rememberRecord)
    for id in new where id > forgotten { try remember.execute(arguments: [id]) }
    try db.cachedStatement(sql: LedgerSQL.forgetRecords).execute(arguments: [forgotten])
    return new.count
  }

  /// The history tells it once. An order without an entry has nothing that a deletion could concern.
  private func noteDeletion(of order: OrderID, in entries: EntryStore, now: Instant) throws {
    guard let entry = try entries.entry(order), entry.deletionTold == nil else { return }
    let line = JournalLine("deleted in the CRM")
    _ = try entries.apply(EntryChange(order: order, now: now, journal: [line]) { $0.deletionTold = now })
  }

  /// The greatest id that is not remembered any more. Saturates: ids come from outside.
  private static func forgotten(since: Int64) -> Int64 {
    let (id, overflow) = since.subtractingReportingOverflow(HistoryCursor.overlap)
    return overflow ? .min : id
  }

  private func saved() throws -> Saved? {
    guard let row = try Row.fetchOne(db.cachedStatement(sql: LedgerSQL.history)) else { return nil }
    return Saved(
      begunAfter: try row.decode(atIndex: 0), since: try row.decode(atIndex: 1),
      startedAt: try row.decode(atIndex: 2))
  }

  private func save(_ history: Saved) throws {
    try db.cachedStatement(sql: LedgerSQL.saveHistory).execute(
      arguments: [history.begunAfter, history.since, history.startedAt])
  }
}
