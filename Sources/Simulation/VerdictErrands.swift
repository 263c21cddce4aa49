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
    let cabinet = policy.cabinet(CabinetID(shipment.counterparty))
    if cabinet?.attachesLabel == true, names.isEmpty {
      find(.lost, "order \(order.id) has no label in its files")
    }
    let isCertain = counter.crashes == 0 && world.time.wallOffset == 0 && !plan.fillsDisk
    if cabinet?.printsLabel == true, isCertain, world.prints(of: shipment.barcode) == 0 {
      find(.lost, "the label of order \(order.id) was not printed")
    }
  }

  /// A scenario says itself which of its orders have data that suffice.
  func judgeQuote(_ order: ScriptedOrder, card: CRMOrderSnapshot, isOurs: Bool) {
    guard report.scenario == nil, isOurs,
      policy.cabinet(deliveryType: card.deliveryType)?.quote == .netCost, !card.deleted, card.locked == true,
      order.defect == nil,
      card.statusGroup != "cancel", card.statusGroup != "complete", made(of: order.id).isEmpty
    else { return }
    if card.netCostKopiykas == 0 { find(.lost, "order \(order.id) is locked and shows no price") }
  }
}
