// How things stand that the owner may have to know: from what the engine saw since its start and from what is counted in
// the ledger. Nothing here is told or remembered.
import ShippingCore

extension Engine {
  func condition(of kind: UrgentKind) throws(LedgerFailure) -> AlertCondition {
    let uptime = clock.uptime()
    switch kind {
    case .cabinetRefused: return cabinetCondition
    case .crmRefused:
      if observed.isKeyRefused { return .stands([]) }
      return observed.isKeyTaken ? .clear : .unknown
    case .ledgerUnusable: return ledgerCondition
    case .twoShipments:
      let barcodes = observed.superfluous.values.flatMap { $0.map(\.text) }.sorted()
      if !barcodes.isEmpty { return .stands(barcodes) }
      return observed.groupsCompared ? .clear : .unknown
    case .createInDoubt: return try doubtCondition
    case .parcelNotStopped: return try unshownCondition
    case .crmUnreachable:
      guard !observed.isKeyRefused else { return .unknown }
      return down(since: crmFailedAt, at: uptime, isKnown: observed.isKeyTaken)
    case .postUnreachable:
      let isKnown = !observed.trackedAt.isEmpty || cabinets.values.contains(where: \.isFenced)
      return down(since: observed.postDownSince, at: uptime, isKnown: isKnown)
    }
  }

  private func down(since start: Duration?, at uptime: Duration, isKnown: Bool) -> AlertCondition {
    guard let start else { return isKnown ? .clear : .unknown }
    // Down, and not for long yet: neither the one nor the other.
    return uptime - start >= settings.alerts.unreachableAfter ? .stands([]) : .unknown
  }

  private var cabinetCondition: AlertCondition {
    let configured = Set(policy.cabinets.map(\.id))
    let refused = observed.refusedCabinets.union(observed.refusedTracking).intersection(configured).sorted()
    if !refused.isEmpty { return .stands(refused.map(\.rawValue)) }
    // Compared groups prove the eCom bearer and the token.
    let areTaken = configured.allSatisfy {
      cabinets[$0]?.isFenced == true && cabinets[$0]?.parkedUntil == nil
    }
    return areTaken ? .clear : .unknown
  }

  var ledgerCondition: AlertCondition {
    guard ledgerFailure != nil, let since = ledgerFailedAt else { return .clear }
    return clock.uptime() - since >= Bound.ledgerPatience ? .stands([]) : .unknown
  }

  private var doubtCondition: AlertCondition {
    get throws(LedgerFailure) {
      let patience = policy.inDoubt.window * Bound.doubtWindows
      let now = clock.now()
      var numbers: [String] = []
      for intent in try ledger.doubts(limit: Bound.doubtsListed) where now.since(intent.begunAt) > patience {
        numbers.append(try readable(intent.key.order)?.number ?? "\(intent.key.order)")
      }
      return numbers.isEmpty ? .clear : .stands(numbers)
    }
  }

  func digest(
    at now: Instant, today: String, conditions: [UrgentKind: AlertCondition]
  ) throws(LedgerFailure) -> DailyDigest {
    let (yesterday, begun) = dayBefore(today, at: now)
    var digest = DailyDigest(yesterday: yesterday)
    for counted in try ledger.tallies(since: begun) where clock.localDay(of: counted.hour) == yesterday {
      digest.counts[counted.key.tally, default: 0] += counted.count
    }
    let marks = try ledger.figures(now: now, cabinets: []).marks
    for mark in CardMark.all {
      guard var count = marks[mark] else { continue }
      var orders: [MarkedOrder]
      if DailyDigest.newsOnly.contains(mark) {
        orders = try ledger.orders(marked: mark, since: begun, limit: DailyDigest.numbersListed)
        count = orders.count
      } else {
        orders = try ledger.orders(
          marked: mark, since: Instant(milliseconds: .min), limit: DailyDigest.numbersListed)
      }
      guard count > 0 else { continue }
      orders = Array(orders.prefix(DailyDigest.numbersListed))
      digest.rows.append(
        DailyDigest.Row(
          mark: mark, numbers: orders.map { $0.number ?? "\($0.order)" }, count: max(count, orders.count)))
    }
    for (kind, condition) in conditions {
      if case .stands(let about) = condition { digest.standing[kind] = about }
    }
    return digest
  }

  /// The local day before, and its first hour. Found by hours: a day with a change of the clock has 23 or 25.
  private func dayBefore(_ today: String, at now: Instant) -> (day: String, begun: Instant) {
    let hour = Duration.seconds(3600)
    var moment = now
    while clock.localDay(of: moment) == today { moment = moment - hour }
    let day = clock.localDay(of: moment)
    var begun = moment
    while clock.localDay(of: begun - hour) == day { begun = begun - hour }
    return (day, begun)
  }
}
