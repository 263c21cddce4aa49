// A problem that no order card can show: the order was deleted, or went to another carrier, and its parcel could not be
// stopped. Where the manager cannot see it, the journal says so as an error and the owner is told.
//
// What a newcomer gets wrong: custom fields stay on an order that goes to another carrier, so a plain cabinet goes on
// showing its problems; the module's status of a native one goes with the delivery type.
import Logging
import ShippingCore

extension Engine {
  /// nil = not known now.
  func isUnshown(
    _ problems: [Problem]?, in view: OrderView, entry: LedgerEntry?
  ) throws(LedgerFailure) -> Bool? {
    guard let problems else { return nil }
    guard !problems.isEmpty, var entry else { return false }
    switch view {
    case .unreadable: return nil
    case .gone: return true
    case .order(let order):
      guard policy.cabinet(deliveryType: order.delivery.typeCode) == nil else { return false }
      entry.problems = problems
      return try showing(order, entry: entry) == nil
    }
  }

  /// Once for each time that it comes to that.
  func announceUnshown(_ problems: [Problem], of ready: ReadyTurn, entry: LedgerEntry?) -> [JournalLine] {
    guard entry?.isUnshown != true else { return [] }
    var fields = subject(ready.view, ready.due.id, entry)
    let codes = problems.map(\.code.rawValue).joined(separator: ",")
    fields["PROBLEMS"] = "\(codes)"
    log.error("a parcel could not be stopped, and no order card says so", metadata: fields)
    return [JournalLine("problem shown nowhere", ["PROBLEMS": codes])]
  }

  /// Numbers of the orders, with the TTNs that travel.
  var unshownCondition: AlertCondition {
    get throws(LedgerFailure) {
      var names: [String] = []
      for code in [
        ProblemCode.tooLateToWithdraw, .printedAlready, .typedTTNStays, .carrierRefused, .cabinetUnknown,
      ] {
        let marked = try ledger.orders(
          marked: CardMark(code), since: Instant(milliseconds: .min), limit: Bound.unshownListed)
        for order in marked {
          guard let entry = try readable(order.order), entry.isUnshown == true else { continue }
          let name = entry.number ?? "\(order.order)"
          names.append(entry.shipment.map { "\(name) (\($0.barcode))" } ?? name)
        }
      }
      return names.isEmpty ? .clear : .stands(names)
    }
  }
}
