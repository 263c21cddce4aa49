// Doing one errand: the label into the order's files, the price of a locked order. What may be told of it, and how
// often: an errand that keeps failing says so once, not at every try.
import Logging
import ShippingCore

extension Engine {
  func perform(_ errand: Errand, order: OrderID, carrier: any Carrier) async -> Outcome<StepValue> {
    switch errand {
    case .uploadLabel(let shipment, _):
      switch label(of: shipment, order: order) {
      case .done(let pdf?): return await crm.uploadFile(pdf).map { .errand(.uploaded($0)) }
      case .done: return .done(.errand(.labelMissing))
      case let failed: return failed.map { _ in .errand(.labelMissing) }
      }
    case .findUpload(let shipment):
      switch label(of: shipment, order: order) {
      case .done(let pdf?): return await findUpload(of: shipment, pdf: pdf, order: order)
      case .done: return .done(.errand(.labelMissing))
      case let failed: return failed.map { _ in .errand(.labelMissing) }
      }
    case .attachLabel(let shipment, let file, let site):
      return await crm.nameAndAttach(file, name: shipment.labelFileName, order: order, site: site)
        .map { .errand(.attached) }
    case .printLabel(let shipment, _): return await printLabel(of: shipment)
    case .admitPrint: return .done(.errand(.admitted))
    case .askPrice(let plan, let from, _):
      return await carrier.deliveryPrice(plan, from: from).map { .errand(.price($0)) }
    case .writeQuote(let quote, let target, _, let site, let isShown):
      guard !isShown, let price = quote.price else { return .done(.errand(.written)) }
      return await crm.edit(order, site: site, OrderEdit(price, to: target)).map { .errand(.written) }
    case .removeLabels(let labels): return removeLabels(labels, order: order)
    case .deleteFile(let file, _): return await crm.deleteFile(file).map { .errand(.removed) }
    }
  }

  private func removeLabels(_ labels: VoidLabels, order: OrderID) -> Outcome<StepValue> {
    do {
      for file in labels.files { try spool.remove(file) }
      return .done(.errand(.removed))
    } catch {
      log.warning(
        "void label not removed",
        metadata: ["ORDER_ID": "\(order)", "CABINET": "\(labels.cabinet)", "FAILURE": "\(error)"])
      return .unsent(Failure(.transient, code: "spool", message: "\(error)"))
    }
  }

  /// nil when the spool has it no more.
  private func label(of shipment: Shipment, order: OrderID) -> Outcome<[UInt8]?> {
    do {
      return .done(try shipment.label.flatMap { try spool.read($0) })
    } catch {
      log.error(
        "label not readable",
        metadata: [
          "ORDER_ID": "\(order)", "BARCODE": "\(shipment.barcode)", "CABINET": "\(shipment.cabinet)",
          "FAILURE": "\(error)",
        ])
      return .unsent(Failure(.transient, code: "spool", message: "\(error)"))
    }
  }

  /// Attached already, or an unattached file with just these bytes: labels of one size differ in their barcode alone.
  private func findUpload(
    of shipment: Shipment, pdf: [UInt8], order: OrderID
  ) async -> Outcome<StepValue> {
    do throws(Failure) {
      let name = shipment.labelFileName
      let attached = try plain(await crm.files(FileQuery(order: order, name: name), page: 1))
      if let file = attached.files.first(where: { $0.name == name && $0.orders.contains(order) }) {
        return .done(.errand(.file(file.id, isAttached: true)))
      }
      let since = (shipment.attachment?.begunAt ?? clock.now()) - Bound.uploadMargin
      var candidates: [FileID] = []
      for page in 1...Bound.filePages {
        let query = FileQuery(isAttached: false, createdSince: since)
        let answer = try plain(await crm.files(query, page: page))
        candidates += answer.files.filter { $0.orders.isEmpty && $0.size == Int64(pdf.count) }.map(\.id)
        if !answer.hasMore { break }
      }
      for file in candidates.sorted(by: >).prefix(Bound.filesCompared) {
        switch await crm.download(file) {
        case .done(let bytes): if bytes == pdf { return .done(.errand(.file(file, isAttached: false))) }
        // One that was deleted meanwhile.
        case .refused(let failure) where failure.kind == .terminal && failure.scope == .call: continue
        case let failed: _ = try plain(failed)
        }
      }
      return .done(.errand(.file(nil, isAttached: false)))
    } catch {
      return .refused(error)
    }
  }

  func note(_ outcome: Outcome<StepValue>, of errand: Errand, order: OrderID, entry: LedgerEntry) {
    var fields = subject(order, entry, cabinet: errand.cabinet)
    fields["STEP"] = "\(errand.name)"
    guard let failure = outcome.failure else {
      if case .askPrice = errand { noteCabinetWorks(errand.cabinet) }
      return noteDone(errand, outcome, fields)
    }
    fields["FAILURE"] = "\(failure.code)"
    fields["HTTP_STATUS"] = "\(failure.httpStatus ?? 0)"
    if case .printLabel = errand { return notePrint(outcome, failure, fields, entry: entry) }
    if case .askPrice = errand, failure.scope == .account { parkCabinet(errand.cabinet, failure: failure) }
    guard entry.failures(of: errand) == 0 else { return }
    switch errand {
    case .uploadLabel, .findUpload, .attachLabel:
      if case .refused = outcome, failure.kind == .terminal {
        fields["MESSAGE_OF_PEER"] = "\(failure.message)"
        log.warning("label not attached: the CRM refuses it", metadata: fields)
      } else {
        log.info("step failed", metadata: fields)
      }
    default: log.info("step failed", metadata: fields)
    }
  }

  private func noteDone(_ errand: Errand, _ outcome: Outcome<StepValue>, _ fields: Logger.Metadata) {
    guard case .done(.errand(let value)) = outcome else { return }
    var fields = fields
    switch value {
    case .admitted: log.warning("print in doubt, not repeated", metadata: fields)
    case .labelMissing: log.info("label is not in the spool any more", metadata: fields)
    case .attached: log.info("label attached", metadata: fields)
    case .printed: log.info("label printed", metadata: fields)
    case .price(let price):
      fields["PRICE"] = "\(price.hryvnias)"
      log.info("delivery price worked out", metadata: fields)
    default: log.debug("step done", metadata: fields)
    }
  }

  /// What the journal of the order gets. A failure that repeats itself is one line.
  func journalLines(
    _ step: Step, _ outcome: Outcome<StepValue>, before: LedgerEntry, after: LedgerEntry
  ) -> [JournalLine] {
    guard case .errand(let errand) = step else { return [journalLine(step, outcome, after)] }
    if case .done(.errand(.admitted)) = outcome { return [JournalLine("print in doubt")] }
    if case .unknown = outcome, case .printLabel = errand { return [JournalLine("print in doubt")] }
    if case .printLabel = errand, let failure = outcome.failure,
      after.failures(of: errand) == Errand.printPatience
    {
      return [JournalLine("label not printed", ["FAILURE": failure.code])]
    }
    if outcome.failure != nil, before.failures(of: errand) > 0 { return [] }
    var line = journalLine(step, outcome, after)
    // What a command says of itself is for the log alone.
    if case .printLabel = errand, let failure = outcome.failure { line.fields["OUTCOME"] = failure.code }
    if case .done(.errand(.price(let price))) = outcome { line.fields["PRICE"] = price.hryvnias }
    return [line]
  }

  /// The intent's line in the journal of the order. A printer that is off for a night must not push everything else out.
  func intentLines(_ step: Step, entry: LedgerEntry) -> [JournalLine] {
    if case .errand(let errand) = step, entry.failures(of: errand) > 0 { return [] }
    return [JournalLine(step.intentEvent, ["CABINET": step.cabinet.rawValue])]
  }

  /// When an errand of an order that is parked is due: the park itself waits for a person.
  func nextErrand(of entry: LedgerEntry, view: OrderView) -> Instant? {
    let (shipment, now) = (entry.shipment, clock.now())
    let retries = [
      shipment?.labelRetry, shipment?.attachment?.retry, shipment?.print?.retry, entry.voidLabels?.retry,
    ]
    var times = retries.compactMap(\.?.at)
    if shipment != nil, case .order(let order) = view,
      let look = entry.noticeLook(order, policy: policy, now: now)
    {
      times.append(look)
    }
    return times.filter { $0 > now }.min()
  }
}

extension LedgerEntry {
  /// In a row, before this try.
  fileprivate func failures(of errand: Errand) -> Int {
    switch errand {
    case .uploadLabel, .findUpload, .attachLabel: return shipment?.attachment?.retry?.attempts ?? 0
    case .printLabel, .admitPrint: return shipment?.print?.retry?.attempts ?? 0
    case .askPrice, .writeQuote: return quote?.retry?.attempts ?? 0
    case .removeLabels: return 0
    case .deleteFile: return voidLabels?.retry?.attempts ?? 0
    }
  }
}

extension OrderEdit {
  init(_ price: Kopiykas, to target: QuoteTarget) {
    self.init()
    switch target {
    case .netCost: netCost = price
    case .cost: cost = price
    case .field(let code): customFields = [code: .number(Double(price.amount) / 100)]
    case .off: break
    }
  }
}

extension Step {
  /// The journal's word for the intent.
  var intentEvent: String {
    switch self {
    case .errand(let errand): return "\(errand.name) intended"
    case .createShipment: return "create intended"
    default: return "change intended"
    }
  }
}
