// An order's life as the journal tells it: what a record about an order carries, so that one filter by order, TTN or
// cabinet finds it, and the records of a turn that have a line of the same meaning in the ledger. What `explain` prints
// and what `journalctl ORDER_ID=…` shows come from the same places in the code.
//
// What a newcomer gets wrong: a record at `info` is written once for a step of the life, never once for a look at it. A
// quiet hour writes nothing.
import Logging
import ShippingCore

extension Engine {
  /// Order, TTN and cabinet, as far as they are known.
  func subject(_ order: OrderID, _ entry: LedgerEntry?, cabinet: CabinetID? = nil) -> Logger.Metadata {
    var fields: Logger.Metadata = ["ORDER_ID": "\(order)"]
    if let barcode = entry?.shipment?.barcode { fields["BARCODE"] = "\(barcode)" }
    if let cabinet = cabinet ?? entry?.cabinet { fields["CABINET"] = "\(cabinet)" }
    return fields
  }

  func subject(_ view: OrderView, _ order: OrderID, _ entry: LedgerEntry?) -> Logger.Metadata {
    guard entry?.cabinet == nil, case .order(let whole) = view else { return subject(order, entry) }
    return subject(order, entry, cabinet: policy.cabinet(deliveryType: whole.delivery.typeCode)?.id)
  }

  /// The first time that anything is to be done or said for an order.
  func noteFirstLook(_ ready: inout ReadyTurn, _ decision: Decision, entry: LedgerEntry) {
    if case .settle = decision { return }
    ready.lines.append(JournalLine("seen"))
    log.info("order seen", metadata: subject(ready.view, ready.due.id, entry))
  }

  func noteIntent(of step: Step, order: OrderID, entry: LedgerEntry) {
    var fields = subject(order, entry, cabinet: step.cabinet)
    fields["STEP"] = "\(step.name)"
    log.info("step intended", metadata: fields)
  }

  /// The order's data were mended: a step was taken that is only taken with an order without problems.
  func noteMended(_ ready: inout ReadyTurn, before: LedgerEntry, after: LedgerEntry) {
    guard !before.problems.isEmpty, after.problems.isEmpty else { return }
    ready.lines.append(noteProblemsGone(subject(ready.view, ready.due.id, after)))
  }

  private func noteProblemsGone(_ fields: Logger.Metadata) -> JournalLine {
    log.info("problems gone", metadata: fields)
    return JournalLine("problems gone")
  }

  private func noteParked(_ problems: [Problem], _ fields: Logger.Metadata) -> JournalLine {
    let codes = problems.map(\.code.rawValue).joined(separator: ",")
    log.notice("order parked", metadata: fields.merging(["PROBLEMS": "\(codes)"]) { $1 })
    return JournalLine("parked", ["PROBLEMS": codes])
  }

  /// What a turn's end says of problems that are others than before. The same codes with other words are the same.
  func problemLines(_ problems: [Problem], of ready: ReadyTurn, entry: LedgerEntry?) -> [JournalLine] {
    let fields = subject(ready.view, ready.due.id, entry)
    if problems.isEmpty {
      return ready.lines.contains(JournalLine("problems gone")) ? [] : [noteProblemsGone(fields)]
    }
    return problems.map(\.code) == entry?.problems.map(\.code) ? [] : [noteParked(problems, fields)]
  }

  /// What a step brought about beside its own outcome.
  func turnLines(_ step: Step, before: LedgerEntry, after: LedgerEntry) -> [JournalLine] {
    var fields = subject(before.orderID, after, cabinet: step.cabinet)
    if let barcode = before.shipment?.barcode { fields["BARCODE"] = "\(barcode)" }
    if case .readLifecycle = step, before.shipment != nil, after.shipment == nil {
      log.notice("shipment is gone at the post", metadata: fields)
    }
    if case .findShipment(let intent) = step, after.phase == .none {
      log.notice("doubt over, no shipment was made", metadata: fields)
      fields["LOOKS"] = "\(intent.looks + 1)"
    }
    let isSame = after.problems.map(\.code) == before.problems.map(\.code)
    return after.problems.isEmpty || isSame ? [] : [noteParked(after.problems, fields)]
  }

  /// What an order without a TTN came to; problems have a line of their own.
  func decisionLine(_ prospect: String, of ready: ReadyTurn) -> JournalLine? {
    guard prospect != "problems" else { return nil }
    let fields = subject(ready.view, ready.due.id, nil)
    log.info("order judged", metadata: fields.merging(["DECISION": "\(prospect)"]) { $1 })
    return JournalLine("decided", ["DECISION": prospect])
  }
}

extension LedgerEntry {
  /// Whose the shipment is, or the one that is in doubt.
  var cabinet: CabinetID? {
    if case .creating(let intent) = phase { return intent.cabinet }
    return shipment?.cabinet
  }
}
