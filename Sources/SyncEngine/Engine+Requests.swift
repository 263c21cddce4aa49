// What an operator asks of the running engine about one order. Each request goes the way of a manager's gesture or of
// the orders loop, so that what it brought about still holds at the next look at the order.
//
// What a newcomer gets wrong: a TTN that is withdrawn although its order still asks for one is made again at the next
// look. So `cancel` does not delete anything: it locks the order in the CRM, where the manager sees it and can undo it,
// and the rest follows from that.
import Logging
public import ShippingCore

extension RequestFailure {
  static let stopping = RequestFailure(.stopping, "the daemon is stopping")
}

extension Engine {
  /// Runs a request, counted as work in progress so that a stop waits for it; every failure becomes an answer.
  func answering<Value: Sendable>(_ body: () async throws -> Value) async throws(RequestFailure) -> Value {
    if isStopping { throw .stopping }
    requests += 1
    defer {
      requests -= 1
      noteProgress()
    }
    do {
      return try await body()
    } catch let failure as RequestFailure {
      throw failure
    } catch let failure as LedgerFailure {
      noteLedgerFailure(failure)
      throw RequestFailure(.ledger, "\(failure)")
    } catch let failure as Failure {
      throw RequestFailure(.crm, "the CRM: \(failure.shown)")
    } catch {
      throw RequestFailure(.protocolError, "\(error)")
    }
  }

  /// Looks at the order now: its pauses and the last refusal are forgotten, its card is compared anew, and a label of which
  /// nobody knows whether it was printed is printed.
  public func retry(_ order: OrderID) async throws(RequestFailure) -> OrderAnswer {
    try await answering {
      poisoned[order] = nil
      guard let entry = try ledger.entry(order) else { throw Engine.unknown(order) }
      let now = clock.now()
      try await commit(
        EntryChange(
          order: order, now: now, orderDue: .at(now), writeBackDue: .at(now),
          journal: [JournalLine("retry asked for")]
        ) { entry in
          entry.attempts = 0
          entry.retryAt = nil
          entry.refusal = nil
          entry.writeBackAttempts = 0
          entry.ignoredWriteBacks = 0
          entry.retryErrands()
          // As no order ever is: what the CRM refused is tried again.
          if entry.statusHandled?.refusedFor != nil { entry.statusHandled?.refusedFor = "" }
        })
      if let cabinet = entry.shipment?.cabinet { releasePrinter(cabinet) }
      cards.fields.doubt(order, cabinets: policy.cabinets.map(\.id))
      wake(.orders, after: .zero)
      wake(.writeBack, after: settings.writeBackDelay)
      log.notice("retry asked for", metadata: subject(order, entry))
      return OrderAnswer(order: order, done: .due, barcode: entry.shipment?.barcode)
    }
  }

  /// Locks the order in the CRM, which withdraws its TTN while the post allows and makes no new one until somebody
  /// unlocks it. Refused when the parcel was handed over: nothing is pretended.
  public func cancel(_ order: OrderID) async throws(RequestFailure) -> OrderAnswer {
    try await answering {
      let entry = try ledger.entry(order)
      if let shipment = entry?.shipment { try Engine.refuseLate(shipment) }
      let card = try await card(of: order)
      if !showsLock(card) { try await lock(card) }
      try ledger.markDue([order], at: clock.now())
      if entry != nil {
        try await commit(
          EntryChange(order: order, now: clock.now(), journal: [JournalLine("cancel asked for")]))
      }
      wake(.orders, after: .zero)
      log.notice("cancel asked for", metadata: subject(.order(card), order, entry))
      return OrderAnswer(order: order, done: .locked, barcode: entry?.shipment?.barcode)
    }
  }

  /// Makes a TTN that exists already the order's own, exactly as one that a manager typed into the order.
  public func adopt(_ barcode: Barcode, for order: OrderID) async throws(RequestFailure) -> OrderAnswer {
    try await answering {
      guard inFlight.insert(order).inserted else {
        throw RequestFailure(.busy, "the order is at work right now; ask again in a moment")
      }
      defer { inFlight.remove(order) }
      let card = try await card(of: order)
      let entry = try ledger.entry(order) ?? LedgerEntry(orderID: order, site: card.site)
      let cabinet = try adopting(barcode, card: card, entry: entry)
      let step = Step.adopt(barcode, cabinet: cabinet)
      let outcome = await perform(step, order: order)
      defer { endTakeOver(step, of: order) }
      note(outcome, of: step, order: order, entry: entry)
      guard case .done(.typed(let receipt, let bearer)) = outcome else {
        throw RequestFailure(.carrier, "Ukrposhta: \(outcome.failure?.shown ?? "no answer")")
      }
      if let receipt, receipt.lifecycle == .gone {
        throw RequestFailure(.notPossible, "the shipment \(barcode) was deleted at Ukrposhta")
      }
      if let bearer, bearer.isOver {
        throw RequestFailure(
          .notPossible,
          "TTN \(barcode) is that of order \(bearer.order), whose parcel is at its end or withdrawn")
      }
      let committed = try await commitAdoption(step, outcome: outcome, order: order, site: card.site)
      guard let shipment = committed.shipment, shipment.barcode == barcode else {
        throw RequestFailure(.busy, "the order changed meanwhile; look at it and ask again")
      }
      return OrderAnswer(
        order: order, done: shipment.isVisibleToAPI ? .adopted : .adoptedTrackedOnly, barcode: barcode)
    }
  }

  static func unknown(_ order: OrderID) -> RequestFailure {
    RequestFailure(
      .unknownOrder,
      "the ledger knows no order \(order): it is none of ours, or older than the first start (see backfill)")
  }

  private static func refuseLate(_ shipment: Shipment) throws(RequestFailure) {
    guard shipment.isVisibleToAPI else {
      throw RequestFailure(
        .notPossible,
        "TTN \(shipment.barcode) was not made through the API: delete it where it was made")
    }
    switch shipment.tracking.state {
    case .created, .cancelled: return
    default:
      throw RequestFailure(
        .notPossible,
        "too late: the post has had the parcel \(shipment.barcode), state \(shipment.tracking.state.rawValue)"
      )
    }
  }

  /// The order as the CRM has it now.
  private func card(of id: OrderID) async throws -> Order {
    try await ensureAccount()
    let answer = try await value(of: orders([id], companies: .remembered))
    if let order = answer.orders.first(where: { $0.id == id }) { return order }
    if let failure = answer.odd[id] {
      throw RequestFailure(.crm, "the order cannot be read: \(failure.shown) \(failure.path ?? "")")
    }
    throw RequestFailure(.unknownOrder, "the CRM shows no order \(id)")
  }

  private func lock(_ card: Order) async throws {
    guard let cabinet = policy.cabinet(deliveryType: card.delivery.typeCode) else {
      throw RequestFailure(.notPossible, "the order's delivery type is no cabinet's: no TTN is made for it")
    }
    var edit = OrderEdit()
    if cabinet.mode == .native {
      edit.isLocked = true
      edit.carrying = try mergesData() == true ? .nothing : .all
    } else {
      edit.customFields = [cabinet.customFields.code(CardField.doNotSync): .flag(true)]
    }
    let outcome = await crm.edit(card.id, site: card.site, edit)
    if case .refused(let failure) = outcome {
      throw RequestFailure(.crm, "the CRM did not lock the order: \(failure.shown)")
    }
    // "Done" proves nothing, and "no answer" neither: what the order shows counts.
    guard showsLock(try await self.card(of: card.id)) else {
      throw RequestFailure(.crm, "the CRM took the lock and does not show it: lock the order by hand")
    }
  }

  /// Whether the lock stands in the order itself: one that is only assumed withdraws nothing.
  private func showsLock(_ card: Order) -> Bool {
    guard let cabinet = policy.cabinet(deliveryType: card.delivery.typeCode), cabinet.mode == .plain else {
      return card.delivery.data.isLocked == true
    }
    return card.lockFlag(of: cabinet) == true
  }

  /// The cabinet that the order's TTN belongs to; throws when the order takes none.
  private func adopting(_ barcode: Barcode, card: Order, entry: LedgerEntry) throws(RequestFailure)
    -> CabinetID
  {
    switch entry.phase {
    case .none: break
    case .creating:
      throw RequestFailure(.notPossible, "a create for this order is in doubt; it is being looked up")
    case .live(let shipment), .withdrawing(let shipment, _):
      throw RequestFailure(.notPossible, "the order has TTN \(shipment.barcode); cancel that first")
    }
    guard !entry.retiredBarcodes.contains(barcode) else {
      throw RequestFailure(.notPossible, "TTN \(barcode) was withdrawn from this order")
    }
    switch Wanted(.order(card), entry: entry, policy: policy, now: clock.now()) {
    case .shipment(let cabinet): return cabinet.id
    case .none(let reason): throw Engine.asksForNone(reason.rawValue)
    case .asIs(let reason): throw Engine.asksForNone(reason.rawValue)
    }
  }

  private static func asksForNone(_ reason: String) -> RequestFailure {
    RequestFailure(.notPossible, "the order asks for no TTN now (\(reason)); `explain` says more")
  }

  private func commitAdoption(
    _ step: Step, outcome: Outcome<StepValue>, order: OrderID, site: String
  ) async throws(LedgerFailure) -> LedgerEntry {
    let (now, policy) = (clock.now(), policy)
    let committed = try await commit(
      EntryChange(
        order: order, site: site, now: now, orderDue: .at(now),
        writeBackDue: .at(now + settings.writeBackDelay), trackingDue: .at(now),
        journal: [JournalLine("adoption asked for", ["CABINET": step.cabinet.rawValue])]
      ) { fresh in
        guard fresh.phase == .none else { return }
        fresh = advance(fresh, step: step, outcome: outcome, policy: policy, jitter: 0, now: now)
        if let shipment = fresh.shipment { fresh.changeShipment(shipment.uuid) { $0.awaitsCard = true } }
      })
    log.notice("adoption asked for", metadata: subject(order, committed, cabinet: step.cabinet))
    wake(.orders, after: settings.ordersDelay)
    wake(.writeBack, after: settings.writeBackDelay)
    wake(.tracking, after: .zero)
    return committed
  }
}
