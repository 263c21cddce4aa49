// The first start: where the history ends now. Orders changed from this moment on are taken, older ones are not.
//
// What a newcomer gets wrong: the moment is that of the first attempt, not that of the first success. While the CRM does
// not answer, which can last, managers go on entering orders, and nothing would ever point at them again. How long ago
// the first attempt was is counted on the machine's uptime: its wall clock may be wrong, and set right meanwhile.
import Logging
import ShippingCore

/// What a first start has found so far. A CRM that fails in between does not make it begin anew.
struct FirstStart {
  var attempt: FirstAttempt
  /// No attempt of this installation failed yet.
  var isFirstAttempt: Bool
  /// Where history ends, as far as it was read.
  var end = HistoryRecordID(0)
  /// The moment of the first attempt, on the CRM's clock; nil until the CRM has answered.
  var startedAt: Instant?
  /// Orders changed from then on, as far as the records read tell.
  var changed: Set<OrderID> = []
  /// The record read last is from after the first attempt.
  private var isPastStart = false

  init(attempt: FirstAttempt, isFirstAttempt: Bool) {
    self.attempt = attempt
    self.isFirstAttempt = isFirstAttempt
  }

  /// Takes in what the CRM answered at `now`, the first attempt being `elapsed` ago; false when the page holds nothing
  /// newer.
  mutating func take(_ page: HistoryPage, elapsed: Duration, now: Instant, keyIsShared: Bool) -> Bool {
    let startedAt = startedAt ?? moment(of: page, elapsed: elapsed, now: now)
    self.startedAt = startedAt
    for record in page.records {
      // A record whose time cannot be read is as new as those before it.
      if let createdAt = record.createdAt { isPastStart = createdAt >= startedAt }
      guard isPastStart, let order = record.order, keyIsShared || !record.isOwn else { continue }
      changed.insert(order)
    }
    guard let last = page.records.map(\.id).max(), last > end else { return false }
    end = last
    return true
  }

  /// On the CRM's own clock where it tells the time: it is the one that stamps orders and records.
  private func moment(of page: HistoryPage, elapsed: Duration, now: Instant) -> Instant {
    let newest = page.records.compactMap(\.createdAt).max()
    // A CRM whose records are newer than its clock tells the time of some other place.
    let told = page.generatedAt.flatMap { told in
      newest.map { $0 <= told + FirstStart.tolerance } ?? true ? told : nil
    }
    // What the first answer to the first question tells of was there before us.
    if isFirstAttempt { return max(told ?? now, newest.map { $0 + .seconds(1) } ?? told ?? now) }
    if let told { return told - elapsed }
    // A clock that is behind the CRM's would make the orders of the last days new.
    if let newest, newest > now { return newest + .seconds(1) }
    return now - elapsed
  }

  /// The CRM tells its time in whole seconds, and while others write records.
  private static let tolerance = Duration.seconds(60)
}

extension Engine {
  /// Finds where history ends, through ever longer windows, and begins there.
  func beginHistory() async throws {
    try noteFirstAttempt()
    do {
      try await readToTheEnd()
    } catch {
      firstStart?.isFirstAttempt = false
      throw error
    }
    guard let start = firstStart else { return }
    let changed = start.changed.sorted()
    try ledger.beginHistory(at: start.end, startedAt: start.startedAt ?? clock.now(), taking: changed)
    firstStart = nil
    log.notice(
      "first start: orders changed from now on are taken",
      metadata: ["SINCE_ID": "\(start.end)", "ORDERS": "\(changed.count)"])
    if !changed.isEmpty { wake(.orders, after: settings.ordersDelay) }
  }

  /// Written down, so that a crash does not move the moment.
  private func noteFirstAttempt() throws(LedgerFailure) {
    guard firstStart == nil else { return }
    let now = FirstAttempt(boot: clock.boot(), uptime: clock.uptime())
    if let before = try ledger.firstAttempt(), before.boot == now.boot, before.uptime <= now.uptime {
      firstStart = FirstStart(attempt: before, isFirstAttempt: false)
      return
    }
    // None, or one before the machine was started anew: how long ago that was only the wall clock could say.
    try ledger.save(now)
    firstStart = FirstStart(attempt: now, isFirstAttempt: true)
  }

  private func readToTheEnd() async throws {
    for hours in [1, 24, 24 * 30, 24 * 400] where firstStart?.end == HistoryRecordID(0) {
      let start = clock.now() - sinceFirstAttempt - .seconds(3600 * Int64(hours))
      let page = try await value(of: crm.history(from: start))
      if take(page), !page.hasMore { return }
    }
    // From where the last page ended; from the very beginning when there was nothing for more than a year.
    while let end = firstStart?.end {
      // A cursor from the middle of the history would make every later, old order new.
      if isStopping { throw Failure(.transient, code: "stopping", message: "stopped during the first start") }
      let page = try await value(of: crm.history(since: end))
      noteAttempt(.history)
      guard take(page), page.hasMore else { return }
    }
  }

  private var sinceFirstAttempt: Duration {
    firstStart.map { max(.zero, clock.uptime() - $0.attempt.uptime) } ?? .zero
  }

  private func take(_ page: HistoryPage) -> Bool {
    noteOdd(page)
    let (elapsed, now) = (sinceFirstAttempt, clock.now())
    return firstStart?.take(page, elapsed: elapsed, now: now, keyIsShared: settings.keyIsShared) ?? false
  }
}
