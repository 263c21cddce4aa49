// Telling the owner. Once in a while everything worth telling is looked at; what is to be told is put on record, and told
// outside the engine: no loop waits for a mail server.
//
// What a newcomer gets wrong: the order. The record is committed before the message leaves. A crash in between loses one
// message and never sends two. The one exception is the news that nothing can be committed.
import Logging
import ShippingCore

/// What is kept in memory of the telling; all but the last member is in the ledger too.
struct AlertDesk {
  var timer: (any Scheduled)?
  /// Names of records whose message is on its way.
  var underWay: Set<String> = []
  /// What was told about the ledger itself, while nothing could be written down.
  var aboutLedger: [AlertWay: AlertRecord] = [:]

  mutating func cancel() {
    timer?.cancel()
    timer = nil
  }
}

extension Engine {
  /// Looks again after an interval, for as long as there is a way to tell.
  func armAlerts() {
    alertDesk.cancel()
    guard !isStopping, !dryRun.isOn, !settings.alerts.ways.isEmpty else { return }
    alertDesk.timer = clock.schedule(after: settings.alerts.checkEvery) { @Sendable [weak self] in
      self?.fireAlerts()
    }
  }

  private nonisolated func fireAlerts() {
    spawn { engine in
      engine.checkAlerts()
      engine.armAlerts()
    }
  }

  private func checkAlerts() {
    guard !isStopping else { return }
    for way in settings.alerts.ways { checkLedger(way) }
    guard ledgerFailure == nil else { return }
    do {
      var conditions: [UrgentKind: AlertCondition] = [:]
      for kind in UrgentKind.allCases { conditions[kind] = try condition(of: kind) }
      for way in settings.alerts.ways {
        for kind in UrgentKind.allCases where kind != .ledgerUnusable && way.canTell(kind) {
          guard settings.alerts.urgent.contains(kind) else { continue }
          try check(kind, conditions[kind] ?? .unknown, way)
        }
        try checkDigest(way, conditions: conditions)
      }
    } catch {
      noteLedgerFailure(error)
    }
  }

  private func check(_ kind: UrgentKind, _ condition: AlertCondition, _ way: AlertWay) throws(LedgerFailure) {
    let name = "\(kind.rawValue)/\(way.rawValue)"
    guard !alertDesk.underWay.contains(name) else { return }
    let record = try ledger.alert(name) ?? AlertRecord(name: name)
    let now = clock.now()
    switch record.turn(condition, now: now, today: clock.localDay(of: now)) {
    case .rest: break
    case .settle(let settled): try ledger.save(settled)
    case .tell(let begun):
      try ledger.save(begun)
      tell(message(kind, condition, begun), begun, way)
    }
  }

  private func message(_ kind: UrgentKind, _ condition: AlertCondition, _ record: AlertRecord) -> AlertMessage
  {
    var about: [String] = []
    if case .stands(let names) = condition { about = names }
    return kind.message(about, isOver: record.attempt?.saysOver ?? false, in: settings.alerts.language)
  }

  /// Told from memory: that it cannot be put down is the news.
  private func checkLedger(_ way: AlertWay) {
    let kind = UrgentKind.ledgerUnusable
    let name = "\(kind.rawValue)/\(way.rawValue)"
    guard settings.alerts.urgent.contains(kind), !alertDesk.underWay.contains(name) else { return }
    let record = alertDesk.aboutLedger[way] ?? AlertRecord(name: name)
    let now = clock.now()
    let condition = ledgerCondition
    switch record.turn(condition, now: now, today: clock.localDay(of: now)) {
    case .rest: break
    case .settle(let settled): alertDesk.aboutLedger[way] = settled
    case .tell(let begun):
      alertDesk.aboutLedger[way] = begun
      tell(message(kind, condition, begun), begun, way)
    }
  }

  private func checkDigest(
    _ way: AlertWay, conditions: [UrgentKind: AlertCondition]
  ) throws(LedgerFailure) {
    let name = "digest/\(way.rawValue)"
    guard !alertDesk.underWay.contains(name) else { return }
    let record = try ledger.alert(name) ?? AlertRecord(name: name)
    let now = clock.now()
    let today = clock.localDay(of: now)
    let isDue = clock.localMinute(of: now) >= settings.alerts.digestAt
    // Worked out only when it is wanted: it reads entries.
    let isWanted = record.attempt != nil || (isDue && record.day != today)
    let digest = isWanted ? try digest(at: now, today: today, conditions: conditions) : nil
    switch record.digestTurn(isDue: isDue, now: now, today: today, hasText: { digest?.isEmpty == false }) {
    case .rest: break
    case .settle(let settled): try ledger.save(settled)
    case .tell(let begun):
      guard let digest else { return }
      try ledger.save(begun)
      tell(digest.message(in: settings.alerts.language), begun, way)
    }
  }

  /// `begun` is on record already.
  private func tell(_ message: AlertMessage, _ begun: AlertRecord, _ way: AlertWay) {
    alertDesk.underWay.insert(begun.name)
    let alerts = settings.alerts
    spawn { engine in
      let (ending, failure) = await engine.deliver(message, way, alerts)
      engine.alertDesk.underWay.remove(begun.name)
      engine.note(ending, failure, of: message, begun, way)
      engine.noteProgress()
    }
  }

  private func note(
    _ ending: AlertEnding, _ failure: String, of message: AlertMessage, _ begun: AlertRecord, _ way: AlertWay
  ) {
    let ended = begun.ended(ending, now: clock.now())
    var fields: Logger.Metadata = ["ALERT": "\(message.name)", "WAY": "\(way.rawValue)"]
    if ending != .told {
      fields["FAILURE"] = "\(failure)"
      fields["ATTEMPT"] = "\(begun.attempt?.tries ?? 0)"
    }
    switch ending {
    case .told: log.notice("owner told", metadata: fields)
    case .unclear: log.warning("perhaps the owner was told, not repeated", metadata: fields)
    case .failed where ended.attempt != nil: log.warning("owner not told", metadata: fields)
    case .failed, .refused: log.error("owner not told, given up", metadata: fields)
    }
    if begun.name.hasPrefix(UrgentKind.ledgerUnusable.rawValue) {
      alertDesk.aboutLedger[way] = ended
      return
    }
    do {
      try ledger.save(ended)
    } catch {
      // What is on record says that it was begun: it counts as told.
      noteLedgerFailure(error)
    }
  }

  private func deliver(
    _ message: AlertMessage, _ way: AlertWay, _ alerts: AlertPolicy
  ) async -> (AlertEnding, String) {
    switch way {
    case .command: return await run(message, alerts)
    case .crm:
      let text = "\(message.subject)\n\(message.text)"
      switch await crm.notify(text, groups: alerts.crmGroups, isError: message.isError) {
      case .done: return (.told, "")
      case .unknown(let failure): return (.unclear, failure.code)
      case .refused(let failure) where failure.kind == .terminal: return (.refused, failure.code)
      case .refused(let failure), .unsent(let failure): return (.failed, failure.code)
      }
    }
  }

  private func run(_ message: AlertMessage, _ alerts: AlertPolicy) async -> (AlertEnding, String) {
    guard let command = alerts.command, let messenger else { return (.refused, "no-command") }
    let words = command.map { word in
      word.replacing("{email}", with: alerts.email ?? "").replacing("{phone}", with: alerts.phone ?? "")
        .replacing("{subject}", with: message.subject)
    }
    let now = clock.now()
    var text = MailMessage.text(message)
    if alerts.format == .message {
      let id = "\(message.name).\(now.milliseconds)@\(policy.installation.rawValue).ukrposhta-syncd"
      text = MailMessage.bytes(message, to: alerts.email ?? "", name: alerts.name, now: now, id: id)
    }
    switch await messenger.send(text, by: words) {
    case .exited(0, _): return (.told, "")
    case .exited(let code, _): return (.failed, "exit-\(code)")
    case .notStarted: return (.failed, "not-started")
    case .unclear: return (.unclear, "killed")
    }
  }
}
