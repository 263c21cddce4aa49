// What the manager, the shop's packer and the post do during a life, and what breaks: drawn from the seed, at drawn
// times. The script remembers what it did to each order, so that the end can be judged without asking the daemon.
internal import Sandbox
internal import ShippingCore

struct ScriptedOrder {
  var id: Int64
  var defect: CRMLoad.Defect?
  /// The draft before it was spoiled: what mending puts back.
  var good: CRMOrderDraft
  /// The manager set the status by hand after the daemon might have.
  var isStatusTouched = false
  /// Nobody touches it again, so that no later change tells the daemon what it missed.
  var isLeftAlone = false
  /// Ends as no order usually does; the scenario says how.
  var isJudgedByScenario = false
  /// «Отменить доставку» was pressed on a card with a TTN: whether there is a new one since depends on what was seen.
  var isDeliveryCancelled = false
}

/// What happens around the daemon during a life: drawn from the seed, or written down as a scenario.
protocol LifeScript: Sendable {
  /// Schedules everything, at the beginning of the life.
  func write(into life: Life)
  /// The active time is over: what is still broken is mended here, unless the script says otherwise itself.
  func calm(_ life: Life)
  /// What the general verdict cannot know.
  func judge(_ life: Life)
}

struct DrawnScript: LifeScript {
  func write(into life: Life) { life.writeDrawnScript() }

  /// From here on the world is kind: whatever is still open has to come right by itself.
  func calm(_ life: Life) {
    life.world.sandbox.faults = .none
    life.world.isDiskFull = false
    life.time.wallOffset = 0
  }

  func judge(_ life: Life) {}
}

extension Life {
  private static let gestureMinutes: Int64 = 4

  fileprivate func writeDrawnScript() {
    let active = plan.activeMinutes * 60_000
    // The first start comes before the first order, as in a shop.
    let first: Int64 = 600_000
    for _ in 0..<plan.orders {
      schedule(between: first, and: active * 2 / 3) { $0.createOrder() }
    }
    let gestures = Int(active / (Life.gestureMinutes * 60_000 * 4))
    for _ in 0..<gestures { schedule(between: first, and: active - Life.hour) { $0.gesture() } }
    // Packing goes on until late: most parcels are handed over.
    for hour in stride(from: Life.hour, through: active, by: Int(Life.hour)) {
      time.after(milliseconds: hour) { [weak self] in self?.handOver(share: 0.5) }
    }
    for _ in 0..<plan.crashes {
      schedule(between: 0, and: active - Life.hour) { life in
        let side: CrashPoint.Side = life.script.chance(0.5) ? .before : .after
        if life.script.chance(0.3) {
          life.crashAtNextNews = side
          return
        }
        let ahead = 1 + Int(life.script.next() % 40)
        life.counter.points.insert(CrashPoint(call: life.counter.count + ahead, side: side))
      }
    }
    if plan.stepsClock {
      schedule(between: 0, and: active) {
        $0.time.wallOffset = Int64($0.script.next() % 14_400_000) - 7_200_000
      }
    }
    if plan.fillsDisk {
      schedule(between: 0, and: active - Life.hour) { life in
        life.world.isDiskFull = true
        life.time.after(milliseconds: 600_000) { [weak life] in life?.world.isDiskFull = false }
      }
    }
    mendEverything(at: active - 1_800_000)
  }

  private func schedule(between first: Int64, and last: Int64, _ body: @escaping (Life) -> Void) {
    let span = UInt64(max(1, last - first))
    time.after(milliseconds: first + Int64(script.next() % span)) { [weak self] in
      if let self { body(self) }
    }
  }

  var now: SandboxTime { time.trueMilliseconds }

  private func createOrder() {
    var load = CRMLoad(deliveryTypes: SimulatedShop.moduleCodes, defectiveShare: 0)
    load.corporateShare = 0
    // An order that nobody may miss wants a parcel.
    load.lockedShare = crashAtNextNews == nil ? 0.15 : 0
    var good = load.draft(using: &script)
    // The simulated post does not serve this town; a refusal for that is no finding.
    if good.address.index == "61001" { good.address.index = "01001" }
    // Items typed in by hand have no weight; here only a drawn defect shall be one.
    if good.weightGrams == nil { good.weightGrams = 900 }
    var draft = good
    var defect: CRMLoad.Defect?
    if script.chance(0.25) {
      let kinds: [CRMLoad.Defect] = [.noPostcode, .badPhone, .noWeight]
      let drawn = kinds[Int(script.next() % UInt64(kinds.count))]
      load.spoil(&draft, drawn)
      defect = drawn
    }
    let id = world.crm.createOrder(inItsMode(draft), now: now)
    world.trace?("the shop enters order \(id)")
    let isLeftAlone = crashAtNextNews != nil
    orders.append(ScriptedOrder(id: id, defect: defect, good: good, isLeftAlone: isLeftAlone))
    // At the poll that brings this order: a crash at any other brings mostly the daemon's own echo.
    if let side = crashAtNextNews {
      counter.nextOfKind = (.history, side)
      world.trace?("the daemon is to crash \(side.rawValue) the commit of that news")
    }
    crashAtNextNews = nil
  }

  private func gesture() {
    guard !orders.isEmpty else { return }
    let index = Int(script.next() % UInt64(orders.count))
    let id = orders[index].id
    guard !orders[index].isLeftAlone, let order = snapshot(id), !order.deleted,
      order.statusGroup != "complete"
    else { return }
    switch script.next() % 16 {
    case 0, 1: setLocked(id, true)
    case 2, 3, 4: setLocked(id, false)
    case 5:
      orders[index].isStatusTouched = true
      world.crm.setStatus(id, "cancel-other", now: now)
    case 6:
      if order.statusGroup == "cancel" {
        // Also over a status of the daemon's, such as "returned": then the person's stays.
        orders[index].isStatusTouched = true
        world.crm.setStatus(id, "new", now: now)
      }
    case 7: mend(index)
    case 8:
      let types = SimulatedShop.moduleCodes + [SimulatedShop.foreignType]
      world.crm.setDeliveryType(id, types[Int(script.next() % UInt64(types.count))], now: now)
    case 9: world.crm.setRecipient(id, lastName: "Перейменований", now: now)
    case 10: world.crm.payPayment(id, now: now)
    case 11, 12: world.crm.setWeight(id, grams: Double(500 + script.next() % 1500), now: now)
    case 13:
      if orders[index].defect != .noPostcode {
        world.crm.setAddress(id, script.chance(0.5) ? Life.kyiv : Life.lviv, now: now)
      }
    case 14:
      if order.trackNumber != nil, script.chance(0.6) {
        orders[index].isDeliveryCancelled = true
        world.crm.cancelDelivery(id, now: now)
      }
    default:
      if script.chance(0.3) { world.crm.deleteOrder(id, now: now) }
    }
  }

  private func mend(_ index: Int) {
    guard !orders[index].isLeftAlone, let defect = orders[index].defect else { return }
    let (id, good) = (orders[index].id, orders[index].good)
    switch defect {
    case .noPostcode: world.crm.setAddress(id, good.address, now: now)
    case .badPhone: world.crm.setRecipient(id, phone: good.phone, now: now)
    default: world.crm.setWeight(id, grams: 800, now: now)
    }
    orders[index].defect = nil
  }

  /// Near the end of the day the manager mends half of what is still wrong.
  private func mendEverything(at moment: Int64) {
    time.after(milliseconds: moment) { [weak self] in
      guard let self else { return }
      for index in self.orders.indices where self.script.chance(0.5) { self.mend(index) }
    }
  }

  /// The packer hands over parcels whose label was printed and whose order still wants them.
  private func handOver(share: Double) {
    for order in orders {
      guard script.chance(share), let card = snapshot(order.id), !card.deleted, card.locked != true,
        card.statusGroup != "cancel", let barcode = card.trackNumber, world.labels.contains(barcode)
      else { continue }
      guard let shipment = world.post.audit.shipments.first(where: { $0.barcode == barcode }),
        shipment.isLive, shipment.lifecycle == .created
      else { continue }
      let isReturned = script.chance(0.25)
      let steps: [(Int64, Int64, Int64?)] =
        isReturned
        ? [
          (0, 10100, 1), (40, 20700, 1), (100, 21700, 1), (200, 31200, 1), (260, 21700, 1), (320, 41000, 10),
        ]
        : [(0, 10100, 1), (40, 20700, 1), (100, 21700, 1), (300, 41000, 2)]
      for (minutes, code, reason) in steps {
        time.after(milliseconds: minutes * 60_000) { [weak self] in
          guard let self else { return }
          do {
            try self.world.post.event(barcode: barcode, code: code, reason: reason, at: self.now)
          } catch {
            // A parcel deleted between packing and hand-over is not taken in: the label is void.
          }
        }
      }
    }
  }
}
