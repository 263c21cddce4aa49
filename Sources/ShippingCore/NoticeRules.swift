// Which notices an order has at a moment, and when that changes by time alone. Nothing here is remembered from one look
// to the next: a notice stands for as long as its rule says so, and a look that was missed is made up for by the next.
//
// What a newcomer gets wrong: a notice claims something to a manager. What was never answered (no tracking, no transfer
// known at the post) is not claimed.

public struct NoticeBoard: Hashable, Sendable {
  /// In the order of `NoticeCode.allCases`.
  public private(set) var notices: [Notice] = []
  /// When the notices change though nothing happens; nil = never.
  public private(set) var next: Instant?

  /// The post never says that a return was taken note of, or a price: such a notice stands until the order is closed
  /// (its status is in the cancel or complete group), and this long at most, or it would stand for ever on the cards
  /// of a shop that closes nothing.
  public static let standsAtMost = Duration.seconds(30 * 86_400)
  /// Days that a text counts up; later it says the same without a number. Each number is a write to the CRM.
  public static let daysCounted: Int64 = 60

  static let day = Duration.seconds(86_400)

  /// `order` nil: it could not be read now, so nothing is known of its status.
  public init(_ entry: LedgerEntry, order: Order?, policy: Policy, now: Instant) {
    guard case .live(let shipment) = entry.phase, let cabinet = policy.cabinet(shipment.cabinet) else {
      return
    }
    let isClosed = order.map { policy.statusGroups.isClosed($0.status) } ?? false
    let rules = NoticeRules(shipment: shipment, policy: cabinet.notices, isClosed: isClosed, now: now)
    for line in [
      rules.notHandedOver, rules.storageEnds, rules.returned, rules.payoutLate, rules.priceChanged,
      rules.numberTypedOver,
    ] {
      if let notice = line.notice { notices.append(notice) }
      if let change = line.next { next = min(next ?? change, change) }
    }
  }
}

/// One row a notice: whether it stands, and until when nothing changes about that.
private struct NoticeRules {
  typealias Line = (notice: Notice?, next: Instant?)

  let shipment: Shipment
  let policy: NoticePolicy
  let isClosed: Bool
  let now: Instant

  var notHandedOver: Line {
    guard let limit = policy.notHandedOver, shipment.tracking.state == .created else { return (nil, nil) }
    let due = shipment.createdAt + limit
    return now < due ? (nil, due) : counting(.notHandedOver, since: shipment.createdAt)
  }

  /// After the last day nothing is known: the office may give the parcel a day of grace, or be slow to send it back.
  var storageEnds: Line {
    guard let ahead = policy.storage, shipment.tracking.state.isAtOffice else { return (nil, nil) }
    let end = (shipment.atOfficeSince ?? shipment.tracking.since) + policy.storageTerm
    let due = end - ahead
    if now < due { return (nil, due) }
    guard now < end else { return (Notice(.storageEnds), nil) }
    let left = end.since(now).wholeMilliseconds
    let day = NoticeBoard.day.wholeMilliseconds
    let days = left / day + (left % day > 0 ? 1 : 0)
    return (Notice(.storageEnds, details: "\(days)"), end - .milliseconds((days - 1) * day))
  }

  var returned: Line {
    switch shipment.tracking.state {
    case .returning, .returned: return standing(Notice(.returned), since: shipment.tracking.since)
    default: return (nil, nil)
    }
  }

  /// Stands on closed orders too: an order is complete once it is delivered, and its money is not there.
  var payoutLate: Line {
    guard let limit = policy.payout, shipment.tracking.state == .delivered,
      shipment.payout?.state == .ready
    else { return (nil, nil) }
    let due = shipment.tracking.since + limit
    return now < due ? (nil, due) : counting(.payoutLate, since: shipment.tracking.since)
  }

  var priceChanged: Line {
    guard policy.priceChange, let price = shipment.priceCheck?.changedTo, let check = shipment.priceCheck
    else {
      return (nil, nil)
    }
    return standing(Notice(.priceChanged, details: price.hryvnias), since: check.askedAt)
  }

  /// Long enough to be read: the number itself is back within seconds.
  var numberTypedOver: Line {
    guard let over = shipment.typedOver, shipment.tracking.state == .created else { return (nil, nil) }
    let end = over.at + NoticeBoard.day
    return now >= end ? (nil, nil) : (Notice(.numberTypedOver, details: over.barcode.text), end)
  }

  /// Whole days since `start`, up to the last that is counted.
  private func counting(_ code: NoticeCode, since start: Instant) -> Line {
    let day = NoticeBoard.day.wholeMilliseconds
    let days = max(0, now.since(start).wholeMilliseconds) / day
    guard days <= NoticeBoard.daysCounted else { return (Notice(code), nil) }
    return (Notice(code, details: days == 0 ? nil : "\(days)"), start + .milliseconds((days + 1) * day))
  }

  private func standing(_ notice: Notice, since start: Instant) -> Line {
    let end = start + NoticeBoard.standsAtMost
    return isClosed || now >= end ? (nil, nil) : (notice, end)
  }
}

extension StatusGroups {
  /// A person, or a mapped status, has finished with the order.
  func isClosed(_ status: String) -> Bool { isCancelled(status) || isComplete(status) }
}

extension DeliveryState {
  /// The office has the parcel and waits for the recipient.
  public var isAtOffice: Bool { self == .atOffice || self == .problem }
}

extension Shipment.Tracking {
  /// When the order has to be looked at because of what the post reports now; nil when nothing depends on it.
  public func look(after old: Shipment.Tracking, notices: NoticePolicy, now: Instant) -> Instant? {
    guard state != old.state else { return nil }
    // On its way back or at its end there is nothing to complain about any more, and once it was taken in the price is
    // asked for; a notice that may stand goes at once.
    if state.isFinal || state == .returning || !old.state.isHandedOver { return now }
    if state.isAtOffice { return notices.storage.map { max(now, since + notices.storageTerm - $0) } }
    return old.state.isAtOffice ? now : nil
  }
}
