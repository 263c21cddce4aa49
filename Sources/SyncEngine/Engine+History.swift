// The history loop: which orders changed. It reads by `sinceId` only, a little below the cursor each time (the order of
// ids is not the order in which records become visible), and the ledger moves the cursor in the same commit that
// makes the orders due.
import Logging
import ShippingCore

extension Engine {
  func pollHistory() async throws -> Duration? {
    guard let cursor = try ledger.cursor() else {
      try await beginHistory()
      return .zero
    }
    var since = max(cursor.floor, HistoryRecordID(cursor.since.rawValue - HistoryCursor.overlap))
    for _ in 0..<Bound.pagesPerPoll {
      let page = try await value(of: crm.history(since: since))
      noteOdd(page)
      // A deletion is kept in the order's entry: one that waits to be written must be there by then.
      flush()
      noteDeletions(page.records, after: cursor.since)
      let fresh = try ledger.record(page.records, skippingOwn: !settings.keyIsShared, now: clock.now())
      if fresh > 0 {
        log.debug("history read", metadata: ["RECORDS": "\(fresh)"])
        wake(.orders, after: settings.ordersDelay)
      }
      guard page.hasMore, let last = page.records.map(\.id).max(), last > since else {
        return settings.historyInterval
      }
      since = last
      if isStopping { return nil }
    }
    return .zero
  }

  func noteOdd(_ page: HistoryPage) {
    for failure in page.odd {
      log.error(
        "history record unreadable",
        metadata: ["FAILURE": "\(failure.code)", "JSON_PATH": "\(failure.path ?? "")"])
    }
  }

  /// The value of a call to the CRM; keeps count of how the CRM is.
  func value<Value>(of outcome: Outcome<Value>) throws(Failure) -> Value {
    switch outcome {
    case .done(let value):
      noteCRMWorks()
      return value
    case .refused(let failure), .unsent(let failure), .unknown(let failure):
      noteCRMFailure(failure)
      throw failure
    }
  }

  func noteCRMWorks() {
    if let since = crmFailedAt {
      let seconds = (clock.uptime() - since).components.seconds
      log.notice("CRM works again", metadata: ["DOWN_SECONDS": "\(seconds)", "FAILURES": "\(crmFailures)"])
    }
    crmDownSince = nil
    crmFailure = nil
    crmFailedAt = nil
    crmFailures = 0
    observed.isKeyRefused = false
    observed.isKeyTaken = true
  }

  func noteCRMFailure(_ failure: Failure) {
    // Given back by the stop.
    if isStopping { return }
    crmFailures += 1
    if failure.scope == .account { observed.isKeyRefused = true }
    crmFailure = failure.code
    if crmDownSince == nil {
      crmDownSince = clock.now()
      crmFailedAt = clock.uptime()
    }
    log.warning(
      "CRM call failed",
      metadata: ["FAILURE": "\(failure.code)", "HTTP_STATUS": "\(failure.httpStatus ?? 0)"])
  }
}
