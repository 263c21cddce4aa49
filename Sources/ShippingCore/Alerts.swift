// What the owner is told and when. Two kinds of messages: a digest once a day, and what cannot wait. This file decides
// from what is remembered and what is so now; nothing here sends, and nothing knows by which way it is sent.
//
// What a newcomer gets wrong: "not standing" and "not known" are different. After a start nobody knows yet whether a
// cabinet's secrets are taken; an end is told only of what is known to have ended.

/// What cannot wait for the digest.
public enum UrgentKind: String, Sendable, Codable, CaseIterable {
  /// Ukrposhta refuses a cabinet's secrets.
  case cabinetRefused = "cabinet-refused"
  /// The CRM refuses our key.
  case crmRefused = "crm-refused"
  /// Nothing is sent, because the ledger cannot be written: a full disk, mostly.
  case ledgerUnusable = "ledger-unusable"
  /// An order has a shipment too many, and only a person can tell which one travels.
  case twoShipments = "two-shipments"
  /// A create has been in doubt much longer than looking it up takes.
  case createInDoubt = "create-in-doubt"
  /// An order asks for no parcel any more, it travels all the same, and the order has no card to say so.
  case parcelNotStopped = "parcel-not-stopped"
  case crmUnreachable = "crm-unreachable"
  case postUnreachable = "post-unreachable"
}

/// How something urgent stands.
public enum AlertCondition: Hashable, Sendable {
  /// Nothing was seen that would tell.
  case unknown
  case clear
  /// What it is about: cabinets or order numbers, never personal data.
  case stands([String])
}

/// How one telling ended.
public enum AlertEnding: Hashable, Sendable {
  case told
  /// Perhaps it was told: not repeated.
  case unclear
  /// Surely not, and it may go better later.
  case failed
  /// Surely not, and trying again is no use today.
  case refused
}

/// What to do about one record now.
public enum AlertTurn: Hashable, Sendable {
  case rest
  /// The record as it is to be kept; nothing is told.
  case settle(AlertRecord)
  /// The record is committed first, and then it is told.
  case tell(AlertRecord)
}

extension AlertRecord {
  /// Pauses after each try that failed; after the last one it is given up for the day.
  public static let pauses: [Duration] = [.seconds(60), .seconds(300), .seconds(900), .seconds(3600)]
  public static var mostTries: Int { pauses.count + 1 }

  /// At most one of a kind a day, and one about its end.
  public func turn(_ condition: AlertCondition, now: Instant, today: String) -> AlertTurn {
    if let attempt {
      guard attempt.retryAt != nil else { return .settle(settled(attempt)) }
      switch condition {
      case .unknown: return .rest
      case .stands where attempt.saysOver, .clear where !attempt.saysOver:
        // It turned before anybody was told: then there is nothing to tell.
        var dropped = self
        dropped.attempt = nil
        return .settle(dropped)
      case .stands, .clear: return again(attempt, now: now, today: today)
      }
    }
    switch condition {
    case .stands(let names) where day != today && (!isOn || hasNews(names)):
      return begin(Attempt(day: today, about: names.isEmpty ? nil : names))
    case .clear where isOn: return begin(Attempt(day: today, saysOver: true))
    case .stands, .clear, .unknown: return .rest
    }
  }

  /// One digest a day, from its hour on. `hasText` is asked only when it is due.
  public func digestTurn(
    isDue: Bool, now: Instant, today: String, hasText: () throws -> Bool
  ) rethrows -> AlertTurn {
    if let attempt {
      guard attempt.retryAt != nil else { return .settle(settled(attempt)) }
      guard attempt.day == today else {
        var dropped = self
        dropped.attempt = nil
        return .settle(dropped)
      }
      return again(attempt, now: now, today: today)
    }
    guard isDue, day != today else { return .rest }
    if try hasText() { return begin(Attempt(day: today)) }
    var settled = self
    settled.day = today
    return .settle(settled)
  }

  public func ended(_ ending: AlertEnding, now: Instant) -> AlertRecord {
    guard let attempt else { return self }
    switch ending {
    case .told, .unclear: return settled(attempt)
    case .failed where attempt.tries < AlertRecord.mostTries:
      var later = self
      later.attempt?.retryAt = now + (AlertRecord.pauses[safe: attempt.tries - 1] ?? .seconds(3600))
      return later
    case .failed, .refused:
      // Given up. What still stands tomorrow is told then; an end that could not be told is not told late.
      var given = settled(attempt)
      given.isOn = false
      return given
    }
  }

  /// More stands than was told of. What was told before names were kept counts as all there is.
  private func hasNews(_ names: [String]) -> Bool { told.map { !Set(names).isSubset(of: $0) } ?? false }

  private func begin(_ attempt: Attempt) -> AlertTurn {
    var begun = self
    begun.attempt = attempt
    return .tell(begun)
  }

  private func again(_ attempt: Attempt, now: Instant, today: String) -> AlertTurn {
    let longest = AlertRecord.pauses.max() ?? .zero
    // A time further ahead than any pause was set before the clock stepped back.
    guard let at = attempt.retryAt, now >= at || at > now + longest else { return .rest }
    var next = attempt
    next.day = today
    next.tries += 1
    next.retryAt = nil
    return begin(next)
  }

  private func settled(_ attempt: Attempt) -> AlertRecord {
    var settled = self
    settled.attempt = nil
    settled.isOn = !attempt.saysOver
    settled.told = attempt.about
    if !attempt.saysOver { settled.day = attempt.day }
    return settled
  }
}

extension Array {
  fileprivate subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
