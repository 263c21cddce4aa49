// The port's methods, each one access or one transaction. What they do is in the stores.
import GRDB
public import ShippingCore
public import SyncEngine

extension SQLiteLedger {
  // Cursor and queue

  public func cursor() throws(LedgerFailure) -> HistoryCursor? {
    try access("reading the cursor") { try HistoryStore(db: $0).cursor() }
  }

  public func served() throws(LedgerFailure) -> [String: Instant] {
    try access("reading what is served") { try HistoryStore(db: $0).served() }
  }

  public func serve(
    _ names: Set<String>, since: Instant, dropping former: Set<String>
  ) throws(LedgerFailure) {
    try transact("noting what is served") {
      try HistoryStore(db: $0).serve(names, since: since, dropping: former)
    }
  }

  public func trackedCabinets() throws(LedgerFailure) -> [CabinetID] {
    try access("reading cabinets") { try EntryStore(db: $0, memo: memo).trackedCabinets() }
  }

  public func orders(bearing barcode: Barcode) throws(LedgerFailure) -> [OrderID] {
    try access("looking a barcode up") { try EntryStore(db: $0, memo: memo).orders(bearing: barcode) }
  }

  public func firstAttempt() throws(LedgerFailure) -> FirstAttempt? {
    try access("reading the first attempt") { try HistoryStore(db: $0).firstAttempt() }
  }

  public func save(_ attempt: FirstAttempt) throws(LedgerFailure) {
    try transact("noting the first attempt") { try HistoryStore(db: $0).save(attempt) }
  }

  public func beginHistory(
    at since: HistoryRecordID, startedAt: Instant, taking orders: [OrderID]
  ) throws(LedgerFailure) {
    try transact("beginning the history") {
      try HistoryStore(db: $0).begin(at: since, startedAt: startedAt, taking: orders)
    }
  }

  public func record(
    _ records: [HistoryRecord], skippingOwn: Bool, now: Instant
  ) throws(LedgerFailure) -> Int {
    try transact("recording history") {
      try HistoryStore(db: $0).record(
        records, skippingOwn: skippingOwn, now: now, entries: EntryStore(db: $0, memo: memo))
    }
  }

  public func markDue(_ orders: [OrderID], at: Instant) throws(LedgerFailure) {
    guard !orders.isEmpty else { return }
    try transact("queueing orders") { db in
      for order in orders { try OrderQueue(db: db).markDue(order, at: at) }
    }
  }

  public func dueOrders(now: Instant, limit: Int) throws(LedgerFailure) -> [DueOrder] {
    try access("reading the queue") { try OrderQueue(db: $0).dueOrders(now: now, limit: limit) }
  }

  public func nextOrderDue() throws(LedgerFailure) -> Instant? {
    try access("reading the queue") { try OrderQueue(db: $0).next(LedgerSQL.nextOrderDue) }
  }

  public func answer(_ orders: [DueOrder], now: Instant) throws(LedgerFailure) {
    guard !orders.isEmpty else { return }
    try transact("answering requests") { db in
      for order in orders { try OrderQueue(db: db).answer(order) }
    }
  }

  // Entries

  public func entry(_ order: OrderID) throws(LedgerFailure) -> LedgerEntry? {
    try access("reading an entry") { try EntryStore(db: $0, memo: memo).entry(order) }
  }

  public func commit(_ changes: [EntryChange]) throws(LedgerFailure) -> [LedgerEntry] {
    guard !changes.isEmpty else { return [] }
    return try transact("committing") { db in try changes.map { try EntryStore(db: db, memo: memo).apply($0) }
    }
  }

  // Tracking and write-back

  public func dueTracking(
    cabinet: CabinetID, now: Instant, limit: Int
  ) throws(LedgerFailure) -> [TrackedShipment] {
    try access("reading what to track") {
      try EntryStore(db: $0, memo: memo).dueTracking(cabinet: cabinet, now: now, limit: limit)
    }
  }

  public func nextTrackingDue() throws(LedgerFailure) -> Instant? {
    try access("reading what to track") { try OrderQueue(db: $0).next(LedgerSQL.nextTrackingDue) }
  }

  public func trackingDue(_ order: OrderID) throws(LedgerFailure) -> Instant? {
    try access("reading what to track") { try OrderQueue(db: $0).trackingDue(order) }
  }

  public func dueWriteBacks(now: Instant, limit: Int) throws(LedgerFailure) -> [DueOrder] {
    try access("reading the write-backs") { try OrderQueue(db: $0).dueWriteBacks(now: now, limit: limit) }
  }

  public func nextWriteBackDue() throws(LedgerFailure) -> Instant? {
    try access("reading the write-backs") { try OrderQueue(db: $0).next(LedgerSQL.nextWriteBackDue) }
  }

  // Cabinets

  public func sender(_ cabinet: CabinetID) throws(LedgerFailure) -> SenderRecord? {
    try access("reading a sender") { try CabinetStore(db: $0).sender(cabinet) }
  }

  public func save(_ sender: SenderRecord) throws(LedgerFailure) {
    try transact("saving a sender") { try CabinetStore(db: $0).save(sender) }
  }

  public func writeBack(_ cabinet: CabinetID) throws(LedgerFailure) -> WriteBackRecord? {
    try access("reading how cards are written") { try CabinetStore(db: $0).writeBack(cabinet) }
  }

  public func save(_ writeBack: WriteBackRecord) throws(LedgerFailure) {
    try transact("saving how cards are written") { try CabinetStore(db: $0).save(writeBack) }
  }

  public func groups(_ cabinet: CabinetID) throws(LedgerFailure) -> [GroupRecord] {
    try access("reading groups") { try CabinetStore(db: $0).groups(cabinet) }
  }

  public func save(_ groups: [GroupRecord]) throws(LedgerFailure) {
    guard !groups.isEmpty else { return }
    try transact("saving groups") { try CabinetStore(db: $0).save(groups) }
  }

  public func owner(ofRecipient recipient: ClientUUID) throws(LedgerFailure) -> ShipmentKey? {
    try access("reading a recipient") { try EntryStore(db: $0, memo: memo).owner(ofRecipient: recipient) }
  }

  public func clampDue(
    now: Instant, latest: Instant, latestTracking: Instant, latestWatch: Instant
  ) throws(LedgerFailure) {
    try transact("clamping due times") { db in
      for (sql, limit) in [
        (LedgerSQL.clampDue, latest), (LedgerSQL.clampWatches, latestWatch),
        (LedgerSQL.clampWriteBacks, latest), (LedgerSQL.clampTracking, latestTracking),
      ] {
        try db.cachedStatement(sql: sql).execute(arguments: [now.milliseconds, limit.milliseconds])
      }
    }
  }

  /// Binds the ledger to one CRM account and one Ukrposhta at the first call. Throws `.foreign` when it is bound to another:
  /// its order ids would mean other orders there, and its shipments are unknown there. `post` is an address.
  public func claim(_ installation: InstallationTag, post: String) throws(LedgerFailure) {
    let (bound, address) = try transact("binding the ledger") { db in
      try db.cachedStatement(sql: LedgerSQL.claim).execute(arguments: [installation.rawValue])
      let bound = try String.fetchOne(db.cachedStatement(sql: LedgerSQL.installation))
      // A ledger of another account is not bound any further.
      if bound == installation.rawValue {
        try db.cachedStatement(sql: LedgerSQL.claimPost).execute(arguments: [post])
      }
      return (bound, try String.fetchOne(db.cachedStatement(sql: LedgerSQL.post)))
    }
    guard bound == installation.rawValue else {
      throw LedgerFailure(
        .foreign,
        "this ledger belongs to another CRM address; set crm.url back or choose another state-directory")
    }
    guard address == post else {
      throw LedgerFailure(
        .foreign,
        "this ledger's shipments are at \(address ?? "another Ukrposhta"), not at \(post), where nobody knows them; set "
          + "ukrposhta.at back or choose another state-directory")
    }
  }

  public func probe(now: Instant) throws(LedgerFailure) {
    try transact("probing") { db in
      try db.cachedStatement(sql: LedgerSQL.probe).execute(arguments: [now.milliseconds])
    }
  }

  // Sweep and inspection

  public func openOrders(after: OrderID?, limit: Int) throws(LedgerFailure) -> [OrderID] {
    try access("reading open orders") {
      try EntryStore(db: $0, memo: memo).openOrders(after: after, limit: limit)
    }
  }

  public func unpark(now: Instant) throws(LedgerFailure) -> Int {
    try transact("unparking") { try OrderQueue(db: $0).unpark(now: now) }
  }

  public func counts() throws(LedgerFailure) -> LedgerCounts {
    try access("counting") { try EntryStore(db: $0, memo: memo).counts() }
  }

  public func journal(_ order: OrderID) throws(LedgerFailure) -> [JournalRecord] {
    try access("reading a journal") { try EntryStore(db: $0, memo: memo).journal(order) }
  }
}
