// A ledger that forwards everything through two gates, one for reads and one for writes: what the simulated disk and the
// saboteurs are made of.
internal import ShippingCore
internal import SyncEngine

class LedgerWrapper: SyncEngine.Ledger, @unchecked Sendable {
  // Unchecked: its only member is a constant; the class is open to subclasses of this target alone.
  let inner: any SyncEngine.Ledger

  init(_ inner: any SyncEngine.Ledger) {
    self.inner = inner
  }

  func read<Value>(_ body: () throws(LedgerFailure) -> Value) throws(LedgerFailure) -> Value { try body() }
  func write<Value>(_ body: () throws(LedgerFailure) -> Value) throws(LedgerFailure) -> Value { try body() }

  func cursor() throws(LedgerFailure) -> HistoryCursor? {
    try read { () throws(LedgerFailure) in try inner.cursor() }
  }
  func orders(bearing barcode: Barcode) throws(LedgerFailure) -> [OrderID] {
    try read { () throws(LedgerFailure) in try inner.orders(bearing: barcode) }
  }
  func trackedCabinets() throws(LedgerFailure) -> [CabinetID] {
    try read { () throws(LedgerFailure) in try inner.trackedCabinets() }
  }
  func served() throws(LedgerFailure) -> [String: Instant] {
    try read { () throws(LedgerFailure) in try inner.served() }
  }
  func serve(_ names: Set<String>, since: Instant, dropping former: Set<String>) throws(LedgerFailure) {
    try write { () throws(LedgerFailure) in try inner.serve(names, since: since, dropping: former) }
  }
  func firstAttempt() throws(LedgerFailure) -> FirstAttempt? {
    try read { () throws(LedgerFailure) in try inner.firstAttempt() }
  }
  func save(_ attempt: FirstAttempt) throws(LedgerFailure) {
    try write { () throws(LedgerFailure) in try inner.save(attempt) }
  }
  func beginHistory(
    at since: HistoryRecordID, startedAt: Instant, taking orders: [OrderID]
  ) throws(LedgerFailure) {
    try write { () throws(LedgerFailure) in
      try inner.beginHistory(at: since, startedAt: startedAt, taking: orders)
    }
  }
  func record(_ records: [HistoryRecord], skippingOwn: Bool, now: Instant) throws(LedgerFailure) -> Int {
    try write { () throws(LedgerFailure) in try inner.record(records, skippingOwn: skippingOwn, now: now) }
  }
  func markDue(_ orders: [OrderID], at: Instant) throws(LedgerFailure) {
    try write { () throws(LedgerFailure) in try inner.markDue(orders, at: at) }
  }
  func dueOrders(now: Instant, limit: Int) throws(LedgerFailure) -> [DueOrder] {
    try read { () throws(LedgerFailure) in try inner.dueOrders(now: now, limit: limit) }
  }
  func answer(_ orders: [DueOrder], now: Instant) throws(LedgerFailure) {
    try write { () throws(LedgerFailure) in try inner.answer(orders, now: now) }
  }
  func nextOrderDue() throws(LedgerFailure) -> Instant? {
    try read { () throws(LedgerFailure) in try inner.nextOrderDue() }
  }
  func entry(_ order: OrderID) throws(LedgerFailure) -> LedgerEntry? {
    try read { () throws(LedgerFailure) in try inner.entry(order) }
  }
  func commit(_ changes: [EntryChange]) throws(LedgerFailure) -> [LedgerEntry] {
    try write { () throws(LedgerFailure) in try inner.commit(changes) }
  }
  func dueTracking(cabinet: CabinetID, now: Instant, limit: Int) throws(LedgerFailure) -> [TrackedShipment] {
    try read { () throws(LedgerFailure) in try inner.dueTracking(cabinet: cabinet, now: now, limit: limit) }
  }
  func nextTrackingDue() throws(LedgerFailure) -> Instant? {
    try read { () throws(LedgerFailure) in try inner.nextTrackingDue() }
  }
  func trackingDue(_ order: OrderID) throws(LedgerFailure) -> Instant? {
    try read { () throws(LedgerFailure) in try inner.trackingDue(order) }
  }
  func dueWriteBacks(now: Instant, limit: Int) throws(LedgerFailure) -> [DueOrder] {
    try read { () throws(LedgerFailure) in try inner.dueWriteBacks(now: now, limit: limit) }
  }
  func nextWriteBackDue() throws(LedgerFailure) -> Instant? {
    try read { () throws(LedgerFailure) in try inner.nextWriteBackDue() }
  }
  func sender(_ cabinet: CabinetID) throws(LedgerFailure) -> SenderRecord? {
    try read { () throws(LedgerFailure) in try inner.sender(cabinet) }
  }
  func save(_ sender: SenderRecord) throws(LedgerFailure) {
    try write { () throws(LedgerFailure) in try inner.save(sender) }
  }
  func writeBack(_ cabinet: CabinetID) throws(LedgerFailure) -> WriteBackRecord? {
    try read { () throws(LedgerFailure) in try inner.writeBack(cabinet) }
  }
  func save(_ writeBack: WriteBackRecord) throws(LedgerFailure) {
    try write { () throws(LedgerFailure) in try inner.save(writeBack) }
  }
  func groups(_ cabinet: CabinetID) throws(LedgerFailure) -> [GroupRecord] {
    try read { () throws(LedgerFailure) in try inner.groups(cabinet) }
  }
  func save(_ groups: [GroupRecord]) throws(LedgerFailure) {
    try write { () throws(LedgerFailure) in try inner.save(groups) }
  }
  func owner(ofRecipient recipient: ClientUUID) throws(LedgerFailure) -> ShipmentKey? {
    try read { () throws(LedgerFailure) in try inner.owner(ofRecipient: recipient) }
  }
  func clampDue(
    now: Instant, latest: Instant, latestTracking: Instant, latestWatch: Instant
  ) throws(LedgerFailure) {
    try write { () throws(LedgerFailure) in
      try inner.clampDue(
        now: now, latest: latest, latestTracking: latestTracking, latestWatch: latestWatch)
    }
  }
  func forget(_ order: OrderID, now: Instant) throws(LedgerFailure) -> Bool {
    try write { () throws(LedgerFailure) in try inner.forget(order, now: now) }
  }
  func probe(now: Instant) throws(LedgerFailure) {
    try write { () throws(LedgerFailure) in try inner.probe(now: now) }
  }
  func openOrders(after: OrderID?, limit: Int) throws(LedgerFailure) -> [OrderID] {
    try read { () throws(LedgerFailure) in try inner.openOrders(after: after, limit: limit) }
  }
  func unpark(now: Instant) throws(LedgerFailure) -> Int {
    try write { () throws(LedgerFailure) in try inner.unpark(now: now) }
  }
  func counts() throws(LedgerFailure) -> LedgerCounts {
    try read { () throws(LedgerFailure) in try inner.counts() }
  }
  func journal(_ order: OrderID) throws(LedgerFailure) -> [JournalRecord] {
    try read { () throws(LedgerFailure) in try inner.journal(order) }
  }
  func figures(now: Instant, cabinets: [CabinetID]) throws(LedgerFailure) -> LedgerFigures {
    try read { () throws(LedgerFailure) in try inner.figures(now: now, cabinets: cabinets) }
  }
  func tallies(since start: Instant) throws(LedgerFailure) -> [HourTally] {
    try read { () throws(LedgerFailure) in try inner.tallies(since: start) }
  }
  func orders(
    marked mark: CardMark, since start: Instant, limit: Int
  ) throws(LedgerFailure) -> [MarkedOrder] {
    try read { () throws(LedgerFailure) in try inner.orders(marked: mark, since: start, limit: limit) }
  }
  func doubts(limit: Int) throws(LedgerFailure) -> [CreateIntent] {
    try read { () throws(LedgerFailure) in try inner.doubts(limit: limit) }
  }
  func alert(_ name: String) throws(LedgerFailure) -> AlertRecord? {
    try read { () throws(LedgerFailure) in try inner.alert(name) }
  }
  func save(_ alert: AlertRecord) throws(LedgerFailure) {
    try write { () throws(LedgerFailure) in try inner.save(alert) }
  }
}
