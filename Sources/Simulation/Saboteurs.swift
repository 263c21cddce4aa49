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

/// Moves the cursor first, and makes the orders due in a second commit.
final class CursorFirstLedger: LedgerWrapper, @unchecked Sendable {
  override func record(
    _ records: [HistoryRecord], skippingOwn: Bool, now: Instant
  ) throws(LedgerFailure) -> Int {
    let bare = records.map { HistoryRecord(id: $0.id, order: nil, createdAt: $0.createdAt, isOwn: $0.isOwn) }
    let fresh = try inner.record(bare, skippingOwn: skippingOwn, now: now)
    let orders = records.filter { !($0.isOwn && skippingOwn) }.compactMap(\.order)
    if fresh > 0 { try inner.markDue(orders, at: now) }
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
