// Doing one step: which call of the carrier it is, and what is told about how it went. Nothing is decided here.
import Logging
import ShippingCore

extension Engine {
  func perform(_ step: Step, order: OrderID) async -> Outcome<StepValue> {
    guard let carrier = carriers[step.cabinet] else {
      return .unsent(
        Failure(.terminal, code: "cabinet-unknown", message: "no cabinet \(step.cabinet)", scope: .account))
    }
    switch step {
    case .createAddress(let address, _):
      return await carrier.createAddress(address).map { .address($0) }
    case .createRecipient(let client, let address, let part):
      return await carrier.createClient(
        client, address: address, externalID: part.draft.key.externalID(of: policy.installation)
      )
      .map { .recipient($0) }
    case .createShipment(let plan, let intent, let address, let sender, _):
      return await carrier.createShipment(
        plan, group: intent.group, sender: sender, recipient: intent.recipient, address: address,
        externalID: intent.key.externalID(of: policy.installation)
      ).map { .shipment($0) }
    case .findShipment(let intent):
      let policy = policy
      return await carrier.shipments(group: intent.group).map { receipts in
        .found(receipts.first { $0.lifecycle != .gone && $0.isMade(by: intent, of: policy.installation) })
      }
    case .adopt(let barcode, _):
      return await takeOver(barcode, for: order, carrier: carrier)
    case .readLifecycle(let shipment):
      return await carrier.lifecycle(shipment.uuid).map { .lifecycle($0) }
    case .deleteShipment(let shipment):
      return await carrier.deleteShipment(shipment.uuid).map { .deleted }
    case .fetchLabel(let shipment):
      return await fetchLabel(of: shipment, order: order, carrier: carrier)
    case .updateShipment(let plan, let update, let part):
      return await self.update(update, to: plan, part: part, carrier: carrier)
    case .errand(let errand):
      return await perform(errand, order: order, carrier: carrier)
    case .readPayout(let shipment):
      return await readPayout(of: shipment, carrier: carrier)
    case .readPriceChange(let shipment):
      return await readPriceChange(of: shipment, carrier: carrier)
    }
  }

  /// Two orders into which the same number was typed are not served at the same time: the second has to see the first.
  private func takeOver(
    _ barcode: Barcode, for order: OrderID, carrier: any Carrier
  ) async -> Outcome<StepValue> {
    let busy = Failure(.transient, code: "number-in-use", message: "another order is taking \(barcode) over")
    guard takeOvers[barcode] == nil else { return .unsent(busy) }
    takeOvers[barcode] = order
    let outcome = await carrier.shipment(barcode: barcode)
    let bearer: Bearer?
    do {
      bearer = try self.bearer(of: barcode, besides: order)
    } catch {
      takeOvers[barcode] = nil
      return .unsent(Failure(.transient, code: "ledger", message: "\(error)"))
    }
    // Until the commit: `endTakeOver`.
    return outcome.map { .typed($0, bearer: bearer) }
  }

  func endTakeOver(_ step: Step, of order: OrderID) {
    if case .adopt(let barcode, _) = step, takeOvers[barcode] == order { takeOvers[barcode] = nil }
  }

  /// The order that has the shipment with this number, else one that had it.
  private func bearer(of barcode: Barcode, besides order: OrderID) throws(LedgerFailure) -> Bearer? {
    var former: Bearer?
    for other in try ledger.orders(bearing: barcode) where other != order {
      guard let entry = try readable(other) else { continue }
      let shipment = entry.shipment?.barcode == barcode ? entry.shipment : nil
      let isOver = shipment?.tracking.state.isFinal ?? true
      let bearer = Bearer(order: other, number: entry.number, isOver: isOver)
      // A number that was typed there and corrected is nothing to go by.
      guard shipment != nil || entry.retiredBarcodes.contains(barcode) else { continue }
      if !isOver { return bearer }
      former = former ?? bearer
    }
    return former
  }

  private func fetchLabel(
    of shipment: Shipment, order: OrderID, carrier: any Carrier
  ) async -> Outcome<StepValue> {
    switch await carrier.sticker(shipment.uuid, size: settings.labelSizes[shipment.cabinet] ?? .square) {
    case .done(let pdf):
      do {
        let file = try spool.store(
          pdf, cabinet: shipment.cabinet, day: clock.localDay(of: clock.now()), order: order,
          barcode: shipment.barcode)
        return .done(.label(file))
      } catch {
        log.error(
          "label not stored",
          metadata: [
            "ORDER_ID": "\(order)", "BARCODE": "\(shipment.barcode)", "CABINET": "\(shipment.cabinet)",
            "FAILURE": "\(error)",
          ])
        return .unsent(Failure(.transient, code: "spool", message: "\(error)"))
      }
    case .refused(let failure): return .refused(failure)
    case .unsent(let failure): return .unsent(failure)
    case .unknown(let failure): return .unknown(failure)
    }
  }

  /// Tells the operator, and parks the cabinet whose account was refused.
  func note(_ outcome: Outcome<StepValue>, of step: Step, order: OrderID, entry: LedgerEntry) {
    if case .errand(let errand) = step {
      return note(outcome, of: errand, order: order, entry: entry)
    }
    var fields = subject(order, entry, cabinet: step.cabinet)
    fields["STEP"] = "\(step.name)"
    switch outcome {
    case .done(let value):
      noteCabinetWorks(step.cabinet)
      noteDone(value, of: step, fields)
    case .refused(let failure), .unsent(let failure), .unknown(let failure):
      fields["FAILURE"] = "\(failure.code)"
      fields["HTTP_STATUS"] = "\(failure.httpStatus ?? 0)"
      if failure.code != "spool" { notePost(failure) }
      if failure.scope == .account {
        parkCabinet(step.cabinet, failure: failure)
      } else if case .refused = outcome, case .createShipment(let plan, _, _, _, _) = step {
        // The group may be closed: it is asked before the next shipment.
        cabinets[step.cabinet]?.groups[plan.type] = nil
        log.notice("shipment refused", metadata: fields)
      } else if case .unknown = outcome, step.name == "create-shipment" {
        log.warning("create in doubt", metadata: fields)
      } else {
        log.info("step failed", metadata: fields)
      }
    }
  }

  private func noteDone(_ value: StepValue, of step: Step, _ fields: Logger.Metadata) {
    var fields = fields
    switch (step, value) {
    case (_, .shipment(let receipt)):
      fields["BARCODE"] = "\(receipt.barcode)"
      log.notice("shipment created", metadata: fields)
    case (.adopt(let barcode, _), .typed(_, let bearer)):
      fields["BARCODE"] = "\(barcode)"
      if bearer?.isOver == true {
        fields["OWNER_ID"] = "\(bearer.map { "\($0.order)" } ?? "")"
        log.notice("typed TTN is another order's", metadata: fields)
      } else {
        log.notice("shipment adopted", metadata: fields)
      }
    case (_, .found(.some(let receipt))):
      fields["BARCODE"] = "\(receipt.barcode)"
      log.notice("shipment found", metadata: fields)
    case (_, .found(.none)): log.info("no such shipment at the post yet", metadata: fields)
    case (_, .deleted): log.notice("shipment withdrawn", metadata: fields)
    case (_, .updated(let receipt)):
      fields["BARCODE"] = "\(receipt.barcode)"
      log.notice("shipment changed", metadata: fields)
    case (_, .label): log.info("label stored", metadata: fields)
    default: log.debug("step done", metadata: fields)
    }
  }

  func journalLine(_ step: Step, _ outcome: Outcome<StepValue>, _ entry: LedgerEntry) -> JournalLine {
    var fields = ["STEP": step.name, "CABINET": step.cabinet.rawValue]
    switch outcome {
    case .done:
      fields["OUTCOME"] = "done"
      if let barcode = entry.shipment?.barcode { fields["BARCODE"] = barcode.text }
    case .refused(let failure): fields["OUTCOME"] = "refused \(failure.shown)"
    case .unsent(let failure): fields["OUTCOME"] = "unsent \(failure.code)"
    case .unknown(let failure): fields["OUTCOME"] = "unknown \(failure.code)"
    }
    return JournalLine(step.name, fields)
  }
}

extension Receipt {
  /// To the recipient made for this attempt alone, or with its key: a listing may leave either out.
  func isMade(by intent: CreateIntent, of installation: InstallationTag) -> Bool {
    if let recipient, recipient.rawValue.lowercased() == intent.recipient.rawValue.lowercased() {
      return true
    }
    return externalID == intent.key.externalID(of: installation)
  }
}
