// The end of a life, judged from the services' own records: never from what the daemon believes.
internal import Sandbox
internal import ShippingCore

extension Life {
  func judge() {
    let shipments = world.post.audit.shipments
    report.orders = orders.count
    report.shipments = shipments.count
    var ofOrder: [Int64: [PostAudit.Shipment]] = [:]
    for shipment in shipments {
      guard let key = shipment.recipientExternalID.flatMap(SimulatedShop.key) else {
        if strangers.contains(shipment.barcode) { continue }
        find(.orphan, "shipment \(shipment.barcode) belongs to no order")
        continue
      }
      ofOrder[key.order.rawValue, default: []].append(shipment)
    }
    for order in orders {
      guard !order.isJudgedByScenario, let card = snapshot(order.id) else { continue }
      judge(order, card: card, shipments: ofOrder[order.id] ?? [])
      judgeFields(order, card: card, shipments: ofOrder[order.id] ?? [])
    }
    if plan.isTraced {
      for order in orders {
        world.trace?(String(decoding: world.crm.json(order.id)?.encoded ?? [], as: UTF8.self))
      }
    }
    for violation in world.violations { find(.duplicate, violation) }
    for finding in world.crm.audit.violations {
      find(.violation, "\(finding.violation) at \(finding.endpoint)")
    }
  }

  private func judge(_ order: ScriptedOrder, card: CRMOrderSnapshot, shipments: [PostAudit.Shipment]) {
    // A parcel that came back may be followed by another, and counts where it was not.
    let alive = shipments.filter(\.isLive)
    let underWay = alive.filter { $0.lifecycle != .returned }
    let live = underWay.isEmpty ? Array(alive.suffix(1)) : underWay
    let handedOver = live.filter { $0.lifecycle != .created }
    if live.count > 1 {
      find(.duplicate, "order \(order.id) has \(live.count) live shipments")
    }
    let isOurs = card.deliveryType.map { SimulatedShop.moduleCodes.contains($0) } ?? false
    let wants =
      !card.deleted && isOurs && card.locked != true && card.statusGroup != "cancel"
      && card.statusGroup != "complete"
    if wants {
      judgeWanted(order, card: card, live: live)
    } else {
      judgeQuote(order, card: card, isOurs: isOurs)
      let forgotten = live.filter { $0.lifecycle == .created }
      if card.statusGroup != "complete", !forgotten.isEmpty {
        find(.orphan, "order \(order.id) wants no parcel, but one is alive: \(forgotten.map(\.barcode))")
      }
    }
    if isOurs, !card.deleted, let shipment = handedOver.first {
      judgeStatus(order, card: card, shipment: shipment)
    }
  }

  private func judgeWanted(_ order: ScriptedOrder, card: CRMOrderSnapshot, live: [PostAudit.Shipment]) {
    if let defect = order.defect, live.isEmpty {
      if card.deliveryStatus != ShownStatus.error || (card.deliveryStatusComment ?? "").isEmpty {
        find(.wrongStatus, "order \(order.id) is defective (\(defect)) and does not say so")
      }
      return
    }
    guard let shipment = live.first else {
      if order.isDeliveryCancelled, card.deliveryStatus == DeliveryState.withdrawn.rawValue { return }
      if card.deliveryStatus == ShownStatus.error, !(card.deliveryStatusComment ?? "").isEmpty,
        order.isRefusable(card)
      {
        return
      }
      find(
        .lost,
        "order \(order.id) has no parcel and says \(card.deliveryStatus ?? "-"): \(card.deliveryStatusComment ?? "-")"
      )
      return
    }
    if card.trackNumber != shipment.barcode {
      find(.wrongStatus, "order \(order.id) shows \(card.trackNumber ?? "-") for \(shipment.barcode)")
    }
    judgeErrands(order, card: card, shipment: shipment)
    if !world.labels.contains(shipment.barcode) { find(.lost, "order \(order.id) has no label") }
    if shipment.lifecycle == .created, card.deliveryStatus != DeliveryState.created.rawValue {
      find(.wrongStatus, "order \(order.id) shows \(card.deliveryStatus ?? "-") before hand-over")
    }
    if shipment.lifecycle == .created { judgeChanges(order, shipment: shipment) }
  }

  /// What the post has not got yet is as the order is now.
  private func judgeChanges(_ order: ScriptedOrder, shipment: PostAudit.Shipment) {
    guard let json = world.crm.json(order.id) else { return }
    if let weight = json["weight"]?.double, weight >= 1, Int64(weight.rounded(.up)) != shipment.weight {
      find(.wrongStatus, "order \(order.id) weighs \(weight) g, its parcel \(shipment.weight)")
    }
    if let index = json["delivery"]?["address"]?["index"]?.text, index != shipment.recipientPostcode {
      find(.wrongStatus, "order \(order.id) goes to \(index), its parcel to \(shipment.recipientPostcode)")
    }
  }

  private func judgeStatus(_ order: ScriptedOrder, card: CRMOrderSnapshot, shipment: PostAudit.Shipment) {
    guard card.trackNumber == shipment.barcode, shipment.lifecycle.isFinal else { return }
    let expected: DeliveryState = shipment.lifecycle == .returned ? .returned : .delivered
    if card.deliveryStatus != expected.rawValue {
      find(
        .wrongStatus,
        "order \(order.id) shows \(card.deliveryStatus ?? "-"), the parcel is \(expected.rawValue)")
    }
    guard !order.isStatusTouched else { return }
    let mapped = SimulatedShop.statuses.byState[expected]
    if card.status != mapped {
      find(.wrongStatus, "order \(order.id) is \(card.status), should be \(mapped ?? "-")")
    }
  }

  func find(_ kind: LifeReport.Kind, _ text: String) {
    report.findings.append(LifeReport.Finding(kind: kind, text: text))
  }
}

extension ScriptedOrder {
  /// Whether the order's data, as the script knows them, may rightly be refused in this cabinet.
  func isRefusable(_ card: CRMOrderSnapshot) -> Bool {
    // The parcel of an earlier cabinet went out and cannot come back: the manager is told.
    false
  }
}
