// The end of a life, beside the parcels: labels in the cards and out of the printer, prices of locked orders.
internal import Sandbox
internal import ShippingCore

extension Life {
  /// The label of a parcel that is to be sent is in its card, once, and came out of the printer, unless that is in doubt.
  func judgeErrands(_ order: ScriptedOrder, card: CRMOrderSnapshot, shipment: PostAudit.Shipment) {
    let names = card.files.filter { $0.contains(shipment.barcode) }
    if names.count != Set(names).count {
      find(.duplicate, "order \(order.id) has its label twice: \(names)")
    }
    guard shipment.lifecycle == .created else { return }
    if plan.habits.attachesLabels, names.isEmpty {
      find(.lost, "order \(order.id) has no label in its files")
    }
    let isCertain = counter.crashes == 0 && world.time.wallOffset == 0 && !plan.fillsDisk
    if plan.habits.printsLabels, isCertain, world.prints(of: shipment.barcode) == 0 {
      find(.lost, "the label of order \(order.id) was not printed")
    }
  }

  func judgeQuote(_ order: ScriptedOrder, card: CRMOrderSnapshot, isOurs: Bool) {
    guard plan.habits.quote == .netCost, isOurs, !card.deleted, card.locked == true, order.defect == nil,
      card.statusGroup != "cancel", card.statusGroup != "complete", made(of: order.id).isEmpty
    else { return }
    if card.netCostKopiykas == 0 { find(.lost, "order \(order.id) is locked and shows no price") }
  }
}
