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
      for failure in page.odd {
        log.error(
          "history record unreadable",
          metadata: ["FAILURE": "\(failure.code)", "JSON_PATH": "\(failure.path ?? "")"])
      }
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

  /// First start: finds where history ends now, through ever longer windows. Nothing older is looked at.
  private func beginHistory() async throws {
    let now = clock.now()
    var last = HistoryEnd(id: HistoryRecordID(0))
    for hours in [1, 24, 24 * 30, 24 * 400] {
      let page = try await value(of: crm.history(from: now - .seconds(3600 * Int64(hours))))
      if last.move(to: page) {
        if page.hasMore { last = try await lastRecord(after: last) }
        break
      }
    }
    if last.id == HistoryRecordID(0) {
      // Nothing for more than a year, or nothing ever: what there is lies before us.
      last = try await lastRecord(after: last)
    }
    // Whatever our clock says: what the history tells of was there before us. A clock that is set right later must not
    // make the orders of the last days new.
    let startedAt = max(now, last.newest.map { $0 + .seconds(1) } ?? now)
    try ledger.beginHistory(at: last.id, now: startedAt)
    log.notice("first start: orders changed from now on are taken", metadata: ["SINCE_ID": "\(last.id)"])
  }

  private func lastRecord(after first: HistoryEnd) async throws -> HistoryEnd {
    var last = first
    while true {
      // A cursor from the middle of the history would make every later, old order new.
      if isStopping { throw Failure(.transient, code: "stopping", message: "stopped during the first start") }
      let page = try await value(of: crm.history(since: last.id))
      guard last.move(to: page) else { return last }
      if !page.hasMore { return last }
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

/// Where history ends, as far as it was read.
private struct HistoryEnd {
  var id: HistoryRecordID
  /// The newest moment of any record: times do not ascend with ids.
  var newest: Instant?

  /// False when the page holds nothing newer.
  mutating func move(to page: HistoryPage) -> Bool {
    guard let last = page.records.map(\.id).max(), last > id else { return false }
    id = last
    newest = (page.records.compactMap(\.createdAt) + [newest].compactMap { $0 }).max()
    return true
  }
}
