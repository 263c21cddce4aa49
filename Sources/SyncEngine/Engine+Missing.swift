// Orders that the CRM's answers lack: deleted, or hidden from our key. The history tells of deletions; for what it does
// not tell there is a bound, since a CRM that suddenly shows nothing must not cost a shop its parcels.
//
// What a newcomer gets wrong: a batch alone does not show how many are missing. Orders come due at different times, so
// whatever is missing at the same time counts, however many batches it came in.
import ShippingCore

/// What a batch of due orders lacks.
struct MissingOrders {
  /// Their deletion was told.
  var deleted: Set<OrderID> = []
  /// Missed for the first time since this process began.
  var newlyMissed: Set<OrderID> = []
  /// So many that nobody told of: rather a CRM that shows nothing than a shop that deleted them.
  var isOdd = false
}

extension Engine {
  /// To be called before orders are read: what is told from now on is newer than the answer.
  func takeDeletionsTold(of due: [OrderID]) -> Set<OrderID> {
    let told = deletionsTold.intersection(due)
    deletionsTold.subtract(told)
    return told
  }

  /// Remembers which orders were deleted, for as long as nobody looked at them since.
  func noteDeletions(_ records: [HistoryRecord], after since: HistoryRecordID) {
    for record in records where record.isDeletion && record.id > since {
      if let order = record.order { deletionsTold.insert(order) }
    }
  }

  /// Whether what was read of an order is older than the news of its deletion: no reason to make a shipment. The order
  /// is due again.
  func isOutdated(_ ready: ReadyTurn) -> Bool {
    ready.view.site != nil && deletionsTold.contains(ready.due.id)
  }

  /// `told`: deletions that were told before the orders were read.
  func lookAtMissing(
    _ missing: [OrderID], found: [OrderID], told: Set<OrderID>
  ) throws(LedgerFailure) -> MissingOrders {
    let uptime = clock.uptime()
    let longest = max(Bound.missedAge, policy.missingTolerance * 3)
    for (order, seenAt) in missedOrders where uptime - seenAt > longest { missedOrders[order] = nil }
    for order in found { missedOrders[order] = nil }
    var result = MissingOrders()
    for order in missing {
      let entry = try readable(order)
      if told.contains(order) || entry?.deletionTold != nil {
        result.deleted.insert(order)
        missedOrders[order] = nil
      } else if let entry, entry.phase != .none {
        if missedOrders[order] == nil { result.newlyMissed.insert(order) }
        missedOrders[order] = uptime
      }
    }
    let untold = missing.count - result.deleted.count
    result.isOdd = max(untold, missedOrders.count) > Bound.missingAtOnce
    return result
  }
}
