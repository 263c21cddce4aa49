// The orders loop: reads due orders a hundred at a time and gives each its turn. A turn asks `reconcile` what is next,
// does that one thing, commits, and asks again.
import Logging
import ShippingCore

/// An order that was read and waits for a free place.
struct ReadyTurn {
  var due: DueOrder
  var view: OrderView
  /// When reading it began: what was written to the card later is not in it.
  var readAt: Instant
  /// Missing, and not missed before by this process: only now it is known how many others are missing too.
  var isNewlyMissed = false
  /// What this turn has to say and has not committed yet.
  var lines: [JournalLine] = []
}

extension Engine {
  func readDueOrders() async throws -> Duration? {
    try await ensureAccount()
    if busyTurns + readyTurns.count > Bound.turnsBeforeNextBatch {
      // The last turns of the batch wake this loop.
      return nil
    }
    let due = try ledger.dueOrders(now: clock.now(), limit: Bound.batch + inFlight.count + poisoned.count)
      .filter { !inFlight.contains($0.id) && !isPoisoned($0.id) }.prefix(Bound.batch)
    guard !due.isEmpty else {
      let next = try ledger.nextOrderDue()
      // What is due and not taken is at work (its end wakes this loop) or left alone for a while.
      if let next, next <= clock.now() { return Bound.untakenPause }
      return pause(until: next, atLeast: settings.ordersDelay)
    }
    // Taken before the await, so that the sweep keeps its hands off.
    for order in due { inFlight.insert(order.id) }
    let readAt = clock.now()
    let told = takeDeletionsTold(of: due.map(\.id))
    let outcome = await orders(due.map(\.id))
    guard case .done(let answer) = outcome else {
      deletionsTold.formUnion(told)
      for order in due { inFlight.remove(order.id) }
      _ = try value(of: outcome)
      return settings.ordersDelay
    }
    noteCRMWorks()
    let found = Dictionary(answer.orders.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let missing = due.filter { found[$0.id] == nil && answer.odd[$0.id] == nil }
    if !missing.isEmpty, clock.uptime() - accountReadAt > Bound.accountAge {
      // What the key may see could have changed: that decides whether "missing" can mean "deleted".
      isAccountKnown = false
    }
    await lookForNews(of: answer.orders)
    let lacking: MissingOrders
    do {
      lacking = try lookAtMissing(missing.map(\.id), found: answer.orders.map(\.id), told: told)
    } catch {
      deletionsTold.formUnion(told)
      for order in due { inFlight.remove(order.id) }
      throw error
    }
    for order in due {
      let view: OrderView
      if let whole = found[order.id] {
        view = .order(whole)
      } else if let failure = answer.odd[order.id] {
        view = .unreadable(failure)
      } else if lacking.isOdd, !lacking.deleted.contains(order.id) {
        view = .unreadable(
          Failure(.transient, code: "many-missing", message: "\(missing.count) orders missing at once"))
      } else {
        view = .gone
      }
      var ready = ReadyTurn(due: order, view: view, readAt: readAt)
      ready.isNewlyMissed = lacking.newlyMissed.contains(order.id)
      readyTurns.append(ready)
    }
    startTurns()
    return nil
  }

  /// Turns that are at work: those that wait for a printer must not keep others from theirs.
  private var busyTurns: Int { runningTurns - printWaits }

  /// Others may have their turn, and the next batch may be read.
  func readMoreTurns() {
    startTurns()
    if busyTurns + readyTurns.count <= Bound.turnsBeforeNextBatch {
      wake(.orders, after: settings.ordersDelay)
    }
  }

  private func startTurns() {
    while !isStopping, busyTurns < Bound.turnsAtOnce, !readyTurns.isEmpty {
      let ready = readyTurns.removeFirst()
      runningTurns += 1
      spawn { engine in
        await engine.run(ready)
        engine.runningTurns -= 1
        engine.inFlight.remove(ready.due.id)
        engine.noteTurnEnd()
        engine.readMoreTurns()
        engine.noteProgress()
      }
    }
  }

  func isPoisoned(_ order: OrderID) -> Bool {
    guard let until = poisoned[order] else { return false }
    if clock.uptime() < until { return true }
    poisoned[order] = nil
    return false
  }

  /// A row that cannot be read, or a change that would break an invariant, concerns one order: the others go on.
  func poison(_ order: OrderID, _ failure: LedgerFailure) {
    poisoned[order] = clock.uptime() + Bound.poisonedPause
    // The row that would tell the cabinet is the one that cannot be read.
    log.critical(
      "order left alone: its ledger row is damaged",
      metadata: ["ORDER_ID": "\(order)", "FAILURE": "\(failure)"])
  }

  private func run(_ ready: ReadyTurn) async {
    do {
      try await turn(ready)
    } catch  where error.kind == .corrupt {
      poison(ready.due.id, error)
    } catch {
      // Nothing was answered, so the order stays due and is taken up when the ledger works again.
      noteLedgerFailure(error)
    }
  }

  private func turn(_ ready: ReadyTurn) async throws(LedgerFailure) {
    let id = ready.due.id
    var ready = ready
    let stored = try await seen(ready)
    var entry = stored ?? LedgerEntry(orderID: id, site: ready.view.site ?? "")
    if ready.view != .gone || ready.isNewlyMissed { entry.missingSince = nil }
    if case .withdrawing(let shipment, _) = entry.phase {
      // What was read before a pause, or before a crash, is read again before anything is deleted.
      entry.phase = .withdrawing(shipment, mayDelete: false)
    }
    for number in 0..<Bound.stepsPerTurn {
      if isStopping || ledgerFailure != nil { return }
      if entry.phase == .none, isOutdated(ready) { return }
      let moment = moment(for: entry)
      let decision = reconcile(ready.view, entry: entry, policy: policy, at: moment)
      if stored == nil, number == 0 { noteFirstLook(&ready, decision, entry: entry) }
      switch decision {
      case .settle:
        return try await close(ready, problems: [], next: entry.voidLabels?.retry?.at)
      case .park(let problems):
        return try await close(ready, problems: problems, next: nextErrand(of: entry, view: ready.view))
      case .wait(let until, .watch):
        return try await close(ready, problems: [], next: until)
      case .wait(let until, let reason):
        if reason == .cabinet, entry.phase == .none { prepareCabinet(for: ready.view) }
        var problems: [Problem]?
        if reason == .cabinet || reason == .backoff {
          problems = problemsWhileWaiting(ready.view, entry: entry, policy: policy, at: moment)
        }
        return try await close(ready, problems: problems, next: until)
      case .step(let step) where isHeldByClosing(step):
        return try await close(ready, problems: nil, next: clock.now() + Bound.untakenPause)
      case .step(let step):
        let before = entry
        if case .errand(.printLabel(let shipment, _)) = step {
          entry = try await takePrint(step, of: shipment, entry: entry, ready: &ready)
        } else {
          entry = try await take(step, entry: entry, ready: &ready)
        }
        noteMended(&ready, before: before, after: entry)
      }
    }
    try await close(ready, problems: nil, next: clock.now() + .seconds(1))
  }

  private func moment(for entry: LedgerEntry) -> Moment {
    var doubt = Duration.zero
    if case .creating(let intent) = entry.phase {
      let since = doubtSince[entry.orderID] ?? clock.uptime()
      doubtSince[entry.orderID] = since
      doubt = .milliseconds(intent.waitedMilliseconds) + (clock.uptime() - since)
    } else {
      doubtSince[entry.orderID] = nil
    }
    return Moment(
      now: clock.now(), cabinets: readiness(), doubt: doubt,
      refusalsCountSince: refusalsCountSince)
  }

  /// Ends a turn: what the manager must be told, and when to look again. `problems` nil leaves them as they are.
  private func close(
    _ ready: ReadyTurn, problems: [Problem]?, next: Instant?
  ) async throws(LedgerFailure) {
    let (now, policy) = (clock.now(), policy)
    let isMissing = ready.view == .gone
    let (isThere, isNewlyMissed, readAt) = (ready.view.site != nil, ready.isNewlyMissed, ready.readAt)
    let before = try ledger.entry(ready.due.id)
    // An order that is none of ours leaves no entry behind; one that waits does, or a crash would forget it.
    let isRemembered = ready.view.order.map(policy.remembersLock) ?? false
    let isTouched = before != nil || next != nil || isRemembered || problems.map { !$0.isEmpty } ?? true
    let changed = problems != nil && problems != (before?.problems ?? [])
    let (notices, lookAgain) = try notices(of: before, view: ready.view, now: now)
    let nextLook = [next, lookAgain].compactMap { $0 }.min()
    let isUnshown = try isUnshown(problems, in: ready.view, entry: before)
    let hasNews = notices != (before?.notices ?? [])
    if !isTouched {
      try ledger.answer([ready.due], now: now)
      return
    }
    let mending = changed ? problemLines(problems ?? [], of: ready, entry: before) : []
    var told = before.map { announce(notices, before: $0) } ?? []
    if isUnshown == true { told += announceUnshown(problems ?? [], of: ready, entry: before) }
    let fresh = isRemembered ? LedgerEntry(orderID: ready.due.id, site: ready.view.site ?? "") : nil
    let isCardOther = try cardDiffers(ready.view, entry: before ?? fresh, problems: problems)
    let differs = changed || hasNews || isCardOther
    let (number, prospect) = (ready.view.number, prospect(of: ready.view, entry: before))
    let view = ready.view
    let decided = prospect.flatMap { $0 == before?.prospect ? nil : decisionLine($0, of: ready) }
    try await commit(
      EntryChange(
        order: ready.due.id, site: ready.view.site, now: now,
        orderDue: .answered(mark: ready.due.mark, next: nextLook),
        writeBackDue: differs ? .at(now + settings.writeBackDelay) : .unchanged,
        journal: ready.lines + mending + (decided.map { [$0] } ?? []) + told
      ) { entry in
        if let problems { entry.problems = problems }
        entry.leaveQuote(view, policy: policy)
        if let isUnshown { entry.isUnshown = isUnshown ? true : nil }
        entry.notices = notices.isEmpty ? nil : notices
        entry.seenAt = now
        if let number { entry.number = number }
        entry.prospect = prospect
        if let order = ready.view.order { entry.noteLockFlag(of: order, policy: policy) }
        let since = isNewlyMissed ? nil : entry.missingSince
        entry.missingSince = isMissing ? since ?? now : nil
        if isThere, let told = entry.deletionTold, told < readAt { entry.deletionTold = nil }
      })
    if differs { wake(.writeBack, after: settings.writeBackDelay) }
  }

  /// Whether the order, as it was read for this turn, shows something else than it should: a change of the delivery
  /// type, for one, empties the card without any news of the parcel.
  private func cardDiffers(
    _ view: OrderView, entry: LedgerEntry?, problems: [Problem]?
  ) throws(LedgerFailure) -> Bool {
    guard case .order(let order) = view, var entry else { return false }
    if let problems { entry.problems = problems }
    guard let showing = try showing(order, entry: entry) else { return false }
    return showing.differs(from: order, entry: entry)
  }

  func take(
    _ step: Step, entry: LedgerEntry, ready: inout ReadyTurn
  ) async throws(LedgerFailure) -> LedgerEntry {
    let id = ready.due.id
    let site = ready.view.site
    let intended = intending(step, entry: entry)
    if intended != nil {
      let now = clock.now()
      let draft = entry.draft
      try await commit(
        EntryChange(
          order: id, site: site, now: now,
          journal: ready.lines + intentLines(step, entry: entry)
        ) { fresh in
          if !step.isErrand { fresh.draft = draft }
          if let next = intending(step, entry: fresh) { fresh = next }
        })
      ready.lines = []
      noteIntent(of: step, order: id, entry: entry)
      if !step.isErrand { doubtSince[id] = clock.uptime() }
    }
    if case .findShipment = step { doubtSince[id] = clock.uptime() }
    let outcome = await perform(step, order: id)
    defer { endTakeOver(step, of: id) }
    if case .unknown = outcome, case .createShipment = step {
      // The carrier may be at work from the moment the call broke off, not from when it was intended.
      doubtSince[id] = clock.uptime()
    }
    note(outcome, of: step, order: id, entry: entry)
    let now = clock.now()
    let jitter = chance.next()
    let policy = policy
    if case .done = outcome, step.isCheapToLose {
      return advance(entry, step: step, outcome: outcome, policy: policy, jitter: jitter, now: now)
    }
    let draft = intended?.draft ?? entry.draft
    let next = advance(
      intended ?? entry, step: step, outcome: outcome, policy: policy, jitter: jitter, now: now)
    let isVisible = next.shipment?.uuid != entry.shipment?.uuid || next.problems != entry.problems
    let becameLive = entry.shipment == nil && next.shipment != nil
    // One that was taken over may be anywhere: its card waits for the answer.
    let untilTracked: Duration =
      next.shipment?.tracking.awaitsAnswer == true ? .zero : settings.trackingInterval
    let others = try changesOfSharers(step, outcome, entry: entry, next: next)
    let told = ready.lines + journalLines(step, outcome, before: entry, after: next)
    ready.lines = []
    let committed = try await commit(
      EntryChange(
        order: id, site: site, now: now,
        writeBackDue: isVisible ? .at(now + settings.writeBackDelay) : .unchanged,
        trackingDue: becameLive ? .at(now + untilTracked) : .unchanged,
        journal: told + turnLines(step, before: entry, after: next),
        tallies: step.foundItsShipment(outcome) ? [.foundAfterDoubt] : []
      ) { fresh in
        if fresh.shipment?.uuid == entry.shipment?.uuid { fresh.draft = draft }
        fresh = advance(fresh, step: step, outcome: outcome, policy: policy, jitter: jitter, now: now)
      }, with: others)
    if isVisible { wake(.writeBack, after: settings.writeBackDelay) }
    if becameLive { wake(.tracking, after: untilTracked) }
    return committed
  }
}

extension OrderView {
  var order: Order? {
    if case .order(let order) = self { return order }
    return nil
  }

  var site: String? {
    if case .order(let order) = self { return order.site }
    return nil
  }

  var number: String? {
    if case .order(let order) = self { return order.number }
    return nil
  }
}

extension Step {
  /// The look after a lost answer found what the create had made.
  fileprivate func foundItsShipment(_ outcome: Outcome<StepValue>) -> Bool {
    if case .findShipment = self, case .done(.found(.some)) = outcome { return true }
    return false
  }

  /// Losing the result costs a repeated, harmless call; it is committed together with what comes next.
  var isCheapToLose: Bool {
    switch self {
    case .createAddress, .createRecipient: return true
    default: return false
    }
  }
}
