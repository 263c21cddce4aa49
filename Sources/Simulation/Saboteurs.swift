// Three careless daemons. Each breaks one rule that keeps parcels from being doubled or lost, in the way a hurried
// programmer would, and the lives must notice.
internal import HTTPTransport
internal import ShippingCore
internal import SyncEngine

/// Sends a create again when its answer did not come.
struct RetryingTransport: Transport {
  let inner: any Transport

  func send(_ request: HTTPRequest) async -> Result<HTTPResponse, TransportFailure> {
    let first = await inner.send(request)
    guard request.method == .post, request.endpoint.hasSuffix("shipments") else { return first }
    switch first {
    case .failure: return await inner.send(request)
    case .success(let response) where response.status >= 500: return await inner.send(request)
    case .success: return first
    }
  }
}

/// Moves the cursor first, and makes the orders of the new records due in a second commit.
final class CursorFirstLedger: LedgerWrapper, @unchecked Sendable {
  // Unchecked: touched only by the thread that drives the life.
  private var known: Set<HistoryRecordID> = []
  /// The cursor at the start: what lies before it counts as known.
  private var floor: HistoryRecordID?

  override func record(
    _ records: [HistoryRecord], skippingOwn: Bool, now: Instant
  ) throws(LedgerFailure) -> Int {
    let cursor = try inner.cursor()
    let start = floor ?? cursor?.since ?? HistoryRecordID(0)
    floor = start
    let bare = records.map { HistoryRecord(id: $0.id, order: nil, createdAt: $0.createdAt, isOwn: $0.isOwn) }
    let fresh = try inner.record(bare, skippingOwn: skippingOwn, now: now)
    let news = records.filter { $0.id > start && known.insert($0.id).inserted }
    let orders = news.filter { !($0.isOwn && skippingOwn) }.compactMap(\.order)
    if !orders.isEmpty { try inner.markDue(orders, at: now) }
    return fresh
  }
}

/// Does not keep the intent of a create.
final class ForgetfulLedger: LedgerWrapper, @unchecked Sendable {
  override func commit(_ changes: [EntryChange]) throws(LedgerFailure) -> [LedgerEntry] {
    try inner.commit(
      changes.map { change in
        var forgetful = change
        let original = change.change
        forgetful.change = { entry in
          original(&entry)
          if case .creating = entry.phase { entry.phase = .none }
        }
        return forgetful
      })
  }
}
