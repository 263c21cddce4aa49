// Orders that change at random, a post that loses answers, a clock that jumps and a process that is killed. The post is
// modelled, so that the walk can say not only that the ledger is consistent but that there is one parcel.

import ShippingCore
import Testing

/// The post's side of one order.
private struct Post {
  /// Shipments that exist, by uuid, with their recipient.
  var shipments: [ShipmentUUID: ClientUUID] = [:]
  /// What each was told to be.
  var plans: [ShipmentUUID: String] = [:]
  var made = 0
  var recipients = 0
}

private struct Walk {
  var numbers: SeededNumbers
  var entry = Scene.entry()
  var post = Post()
  var view = OrderView.order(Scene.order())
  var now = Scene.now
  var doubt = Duration.zero
  var violations: [String] = []
  var openCreate: ShipmentKey?
  var createdKeys: Set<ShipmentKey> = []
  var steps: Set<String> = []
  var pairs: Set<String> = []

  static let policy = Scene.noticing { policy in
    for index in policy.cabinets.indices {
      policy.cabinets[index].attachesLabel = true
      policy.cabinets[index].printsLabel = true
      policy.cabinets[index].quote = .netCost
    }
  }
  static let views: [OrderView] = [
    .order(Scene.order()), .order(Scene.order()), .order(Scene.order { $0.delivery.data.isLocked = true }),
    .order(Scene.order { $0.status = "cancel-other" }), .order(Scene.order { $0.weight = Grams(700) }),
    .order(Scene.order { $0.recipient.lastName = "Франко" }),
    .order(Scene.order { $0.delivery.address.index = nil }),
    .order(Scene.order { $0.delivery.typeCode = "courier" }), .gone, .unreadable(Scene.failure(.terminal)),
    .order(Scene.order { $0.delivery.typeCode = Scene.second.deliveryType }),
  ]

  init(seed: UInt64) { numbers = SeededNumbers(seed: seed) }

  mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &numbers) < percent }

  mutating func run(turns: Int) {
    for _ in 0..<turns where violations.isEmpty { turn() }
  }

  private mutating func turn() {
    if chance(35) { view = Self.views.randomElement(using: &numbers) ?? view }
    if chance(5) { now = now + .seconds(Int.random(in: -90_000...90_000, using: &numbers)) }
    let passed = Duration.seconds(Int.random(in: 0...240, using: &numbers))
    now = now + passed
    doubt += passed
    if view == .gone { entry.missingSince = entry.missingSince ?? now } else { entry.missingSince = nil }
    if chance(10) { changeTracking() }
    // Somebody deletes it at the post, past us.
    if chance(3) { post.shipments = [:] }
    follow(entry.seeing(view, readAt: now, policy: Self.policy, now: now), "seeing")
    if chance(20) { showCard() }
    let moment = Moment(
      now: now,
      cabinets: [Scene.main.id: Scene.ready, Scene.second.id: chance(90) ? Scene.ready : CabinetReadiness()],
      doubt: doubt)
    switch reconcile(view, entry: entry, policy: Self.policy, at: moment) {
    case .settle: checkPlan()
    case .park(let problems):
      if problems.isEmpty { violations.append("parked without a problem") }
    case .wait(let until, _):
      if until <= now { violations.append("waits for the past") }
    case .step(let step): take(step)
    }
    if post.shipments.count > 1 { violations.append("two shipments at the post") }
  }

  /// Nothing left to do for a shipment that the post has not got yet: it is as the order is now.
  private mutating func checkPlan() {
    guard case .order(let order) = view, case .live(let shipment) = entry.phase,
      shipment.tracking.state == .created, let sent = post.plans[shipment.uuid],
      post.shipments[shipment.uuid] != nil,
      case .shipment = Wanted(view, entry: entry, policy: Self.policy, now: now)
    else { return }
    if case .plan(let plan) = Planning.make(order, cabinet: Scene.main), shipment.cabinet == Scene.main.id,
      plan.digest != sent
    {
      violations.append("settled with a shipment that is not as the order")
    }
  }

  /// The write-back comes through, and now and then somebody empties the card.
  private mutating func showCard() {
    guard case .order(var order) = view else { return }
    if let shipment = entry.shipment, chance(70) {
      let key = ShipmentKey(order: Scene.id, generation: shipment.generation, attempt: 1)
      order.delivery.data.externalID = key.deliveryID
      order.delivery.data.trackNumber = shipment.barcode.text
      entry.noteShown(order, order, policy: Self.policy, now: now)
    } else {
      order.delivery.data.externalID = nil
      order.delivery.data.trackNumber = nil
    }
    view = .order(order)
  }

  private mutating func changeTracking() {
    guard let shipment = entry.shipment else { return }
    let code = [10100, 20700, 21700, 31200, 41000].randomElement(using: &numbers) ?? 10100
    var next = entry
    let event = TrackingEvent(code: code, date: now)
    next.changeShipment(shipment.uuid) { $0.tracking = $0.tracking.advanced(by: event) }
    // One that came back may be followed by another.
    if next.shipment?.tracking.state == .returned { post.shipments[shipment.uuid] = nil }
    follow(next, "tracking")
  }

  private mutating func follow(_ next: LedgerEntry, _ what: String) {
    if let violation = Invariants.violation(from: entry, to: next) {
      violations.append("\(what): \(violation)")
    }
    pairs.insert("\(entry.phaseKind) \(next.phaseKind)")
    entry = next
  }

  private mutating func take(_ step: Step) {
    steps.insert(step.name)
    if case .createShipment(_, let intent, _, _, _) = step {
      if case .none = entry.phase {} else { violations.append("a create in phase \(entry.phaseKind)") }
      if openCreate != nil { violations.append("a second create before the first had an outcome") }
      if !post.shipments.isEmpty { violations.append("a create while a shipment exists") }
      openCreate = intent.key
      doubt = .zero
    }
    let outcome = perform(step)
    if let intended = intending(step, entry: entry) {
      follow(intended, "intending " + step.name)
      // Killed before the outcome was committed: the create is in doubt, and that is all there is to know.
      if chance(10) { return }
    } else if chance(5) {
      return
    }
    let next = advance(
      entry, step: step, outcome: outcome, policy: Self.policy,
      jitter: Double.random(in: 0..<1, using: &numbers), now: now)
    follow(next, step.name)
    if case .creating = entry.phase {} else { openCreate = nil }
  }

  /// How the call ends and what it does at the post: an unknown outcome may have had its effect.
  private mutating func perform(_ step: Step) -> Outcome<StepValue> {
    let draw = Int.random(in: 0..<100, using: &numbers)
    let hasEffect = draw < 60 || (draw >= 90 && chance(50))
    let value = hasEffect || draw < 60 ? effect(step) : nil
    switch draw {
    case 0..<60: return value.map { .done($0) } ?? .unknown(Scene.failure(.ambiguous))
    case 60..<68: return .refused(Scene.failure(.terminal))
    case 68..<76: return .refused(Scene.failure(.transient))
    case 76..<80: return .refused(Scene.failure(.terminal, scope: .account))
    case 80..<90: return .unsent(Scene.failure(.transient))
    default: return .unknown(Scene.failure(.ambiguous))
    }
  }

  private mutating func effect(_ step: Step) -> StepValue {
    switch step {
    case .createAddress: return .address(AddressID(1))
    case .createRecipient:
      post.recipients += 1
      return .recipient(ClientUUID("r-\(post.recipients)"))
    case .createShipment(_, let intent, _, _, _):
      post.made += 1
      let uuid = ShipmentUUID("s-\(post.made)")
      post.shipments[uuid] = intent.recipient
      post.plans[uuid] = intent.planDigest
      return .shipment(receipt(uuid))
    case .findShipment(let intent):
      return .found(post.shipments.first { $0.value == intent.recipient }.map { receipt($0.key) })
    case .adopt: return .typed(nil, bearer: nil)
    case .readLifecycle(let shipment):
      guard post.shipments[shipment.uuid] != nil else { return .lifecycle(.gone) }
      return .lifecycle(shipment.tracking.state.isHandedOver || chance(10) ? .beyond("REGISTERED") : .created)
    case .deleteShipment(let shipment):
      post.shipments[shipment.uuid] = nil
      return .deleted
    case .fetchLabel: return .label("label.pdf")
    case .readPayout: return .payout(chance(50) ? .ready : nil)
    case .readPriceChange: return .priceChange(chance(20) ? Kopiykas(99_00) : nil)
    case .updateShipment(let plan, let update, _):
      let uuid = update.shipment.uuid
      guard let recipient = post.shipments[uuid] else { return .lifecycle(.gone) }
      post.plans[uuid] = plan.digest
      post.shipments[uuid] = update.recipient ?? recipient
      return .updated(receipt(uuid))
    case .errand(let errand): return .errand(effect(errand))
    }
  }

  private func effect(_ errand: Errand) -> ErrandValue {
    switch errand {
    case .uploadLabel: return .uploaded(FileID(1))
    case .findUpload: return .file(nil, isAttached: false)
    case .attachLabel: return .attached
    case .printLabel: return .printed
    case .admitPrint: return .admitted
    case .askPrice: return .price(Kopiykas(45_00))
    case .writeQuote: return .written
    case .removeLabels, .deleteFile: return .removed
    }
  }

  private func receipt(_ uuid: ShipmentUUID) -> Receipt {
    let digits = String(5_000_000_000_000 + post.made)
    return Receipt(uuid: uuid, barcode: Barcode(digits) ?? Scene.barcode)
  }
}

extension LedgerEntry {
  fileprivate var phaseKind: String {
    switch phase {
    case .none: return "none"
    case .creating: return "creating"
    case .live: return "live"
    case .withdrawing: return "withdrawing"
    }
  }
}

@Suite struct RandomWalkTests {
  /// Each quarter has its own seeds, so that they can run side by side.
  @Test(arguments: 0..<4) func thereIsOneParcelWhateverHappens(_ quarter: Int) {
    var steps: Set<String> = []
    var pairs: Set<String> = []
    for number in 0..<5000 {
      let seed = UInt64(quarter * 5000 + number)
      var walk = Walk(seed: seed)
      walk.run(turns: 12)
      steps.formUnion(walk.steps)
      pairs.formUnion(walk.pairs)
      guard walk.violations.isEmpty else {
        Issue.record("seed \(seed): \(walk.violations.joined(separator: "; "))")
        return
      }
    }
    // A walk that never gets anywhere proves nothing.
    #expect(
      steps.count >= 14 && steps.contains("read-price-change") && steps.contains("update-shipment")
        && !steps.contains("adopt"), "\(steps.sorted())")
    for pair in [
      "none none", "none creating", "creating creating", "creating live", "creating none", "live live",
      "live withdrawing", "live none", "withdrawing withdrawing", "withdrawing none", "withdrawing live",
    ] { #expect(pairs.contains(pair), "\(pair)") }
    for pair in [
      "none withdrawing", "creating withdrawing", "live creating", "withdrawing creating", "none live",
    ] {
      #expect(!pairs.contains(pair), "\(pair)")
    }
  }
}
