// What makes a step wait, and what keeps one from being taken again: back-off, a cabinet that is not ready, a refusal
// that is remembered, a TTN that somebody typed.

import ShippingCore
import Testing

@Suite struct DelayTests {
  private let cap = RetryPolicy().cap

  @Test func aRetryWaitsUnlessTheClockWentBack() {
    let rows: [(name: String, retryAt: Duration?, word: String)] = [
      ("never failed", nil, "create-address"), ("due long ago", .seconds(-900), "create-address"),
      ("due now", .zero, "create-address"), ("not yet", .milliseconds(1), "wait backoff"),
      ("the longest back-off", .seconds(300), "wait backoff"),
      ("set before the clock went back", .seconds(300) + .milliseconds(1), "create-address"),
      ("set in another century", .seconds(4_000_000_000), "create-address"),
    ]
    for row in rows {
      let entry = Scene.entry {
        $0.attempts = 4
        $0.retryAt = row.retryAt.map { Scene.now + $0 }
      }
      let decision = Scene.decide(.order(Scene.order()), entry)
      #expect(decision.word == row.word, "\(row.name)")
      if let until = decision.waitsUntil { #expect(until == entry.retryAt, "\(row.name)") }
    }
    let extreme = Scene.entry { $0.retryAt = Instant(milliseconds: .max) }
    let late = Scene.moment { $0.now = Instant(milliseconds: .max) }
    #expect(Scene.decide(.order(Scene.order()), extreme, at: late).word == "create-address")
  }

  @Test func aBackOffDelaysStepsOnly() {
    let change: (inout LedgerEntry) -> Void = { $0.retryAt = Scene.now + .seconds(10) }
    let locked = Scene.order { $0.delivery.data.isLocked = true }
    #expect(Scene.decide(.order(locked), Scene.entry(.none, change)).word == "settle")
    let bad = Scene.order { $0.delivery.address.index = nil }
    #expect(Scene.decide(.order(bad), Scene.entry(.none, change)).word == "park postcode-missing")
  }

  @Test func aCabinetThatIsNotReadyCostsNoAttempt() {
    let parked = Scene.now + .seconds(1800)
    let rows: [(name: String, readiness: CabinetReadiness?, phase: LedgerEntry.Phase, until: Instant?)] = [
      ("unknown", nil, .none, Scene.now + cap),
      ("unknown, live", nil, .live(Scene.shipment { $0.label = nil }), Scene.now + cap),
      ("no sender", CabinetReadiness(groups: [.standard: Scene.group]), .none, Scene.now + cap),
      ("no group", CabinetReadiness(sender: Scene.sender), .none, Scene.now + cap),
      (
        "another type's group", CabinetReadiness(sender: Scene.sender, groups: [.express: Scene.group]),
        .none,
        Scene.now + cap
      ),
      (
        "parked",
        CabinetReadiness(sender: Scene.sender, groups: [.standard: Scene.group], parkedUntil: parked), .none,
        parked
      ),
      ("parked, in doubt", CabinetReadiness(parkedUntil: parked), .creating(Scene.intent()), parked),
      (
        "parked, withdrawing", CabinetReadiness(parkedUntil: parked),
        .withdrawing(Scene.shipment(), mayDelete: true), parked
      ),
      (
        "parked until now",
        CabinetReadiness(sender: Scene.sender, groups: [.standard: Scene.group], parkedUntil: Scene.now),
        .none, nil
      ),
      ("no sender is needed to look", CabinetReadiness(), .creating(Scene.intent()), nil),
      (
        "no sender is needed to withdraw", CabinetReadiness(),
        .withdrawing(Scene.shipment(), mayDelete: false), nil
      ),
    ]
    for row in rows {
      let decision = Scene.decide(
        .order(Scene.order()), Scene.entry(row.phase),
        at: Scene.moment(doubt: .seconds(3), main: row.readiness))
      if let until = row.until {
        // A label is nothing that an order waits for.
        let reason: WaitReason = row.name == "unknown, live" ? .watch : .cabinet
        #expect(decision == .wait(until: until, reason: reason), "\(row.name)")
      } else {
        #expect(decision.step != nil, "\(row.name)")
      }
    }
  }

  @Test func anotherCabinetsTroubleIsNone() {
    let moment = Scene.moment { $0.cabinets[Scene.second.id] = nil }
    #expect(Scene.decide(.order(Scene.order()), Scene.entry(), at: moment).word == "create-address")
  }
}

@Suite struct RefusalMemoryTests {
  private static func refused(at: Instant = Scene.now) throws -> LedgerEntry {
    let step = try #require(Scene.stepToShipment(addressID: AddressID(7), recipient: ClientUUID("r")))
    let intended = try #require(intending(step, entry: Scene.entry()))
    return Scene.advanced(intended, step, .refused(Scene.failure(.terminal)), now: at)
  }

  private let parked = Decision.park([Problem(.carrierRefused, details: "UPE1: ні")])

  @Test func theSameIsNotSentAgain() throws {
    let entry = try Self.refused()
    #expect(Scene.decide(.order(Scene.order()), entry) == parked)
    // Nothing of it was sent to Ukrposhta.
    let unsent = Scene.order {
      $0.status = "assembling"
      $0.number = "9999"
      $0.delivery.data.statusComment = "x"
    }
    #expect(Scene.decide(.order(unsent), entry) == parked)
    // While the group is not known, it may be another one: that is found out first, and nothing is sent meanwhile.
    let waiting = Scene.moment(main: CabinetReadiness(sender: Scene.sender))
    #expect(Scene.decide(.order(Scene.order()), entry, at: waiting).word == "wait cabinet")
  }

  @Test func whatWasChangedIsTriedAgain() throws {
    let entry = try Self.refused()
    let rows: [(name: String, order: Order, policy: Policy, group: String, word: String)] = [
      ("nothing", Scene.order(), Scene.policy(), "group-1", "park carrier-refused"),
      ("weight", Scene.order { $0.weight = Grams(700) }, Scene.policy(), "group-1", "create-shipment"),
      ("name", Scene.order { $0.recipient.lastName = "Франко" }, Scene.policy(), "group-1", "create-address"),
      (
        "back to locked", Scene.order { $0.delivery.data.isLocked = true }, Scene.policy(), "group-1",
        "settle"
      ),
      ("another day's group", Scene.order(), Scene.policy(), "group-2", "create-shipment"),
      (
        "sender's address", Scene.order(),
        Scene.policy { $0.cabinets[0].senderAddress.city = "Львів" }, "group-1", "create-shipment"
      ),
      (
        "sender's phone", Scene.order(),
        Scene.policy { $0.cabinets[0].sender.phone = Phone("0501112233")! }, "group-1", "create-shipment"
      ),
      (
        "default of the cabinet", Scene.order(), Scene.policy { $0.cabinets[0].sms = true }, "group-1",
        "create-shipment"
      ),
    ]
    for row in rows {
      let readiness = CabinetReadiness(sender: Scene.sender, groups: [.standard: GroupUUID(row.group)])
      let decision = Scene.decide(
        .order(row.order), entry, policy: row.policy, at: Scene.moment(main: readiness))
      #expect(decision.word == row.word, "\(row.name)")
    }
  }

  @Test func aReloadForgetsOlderRefusals() throws {
    let entry = try Self.refused()
    for (since, word) in [(-1, "park carrier-refused"), (0, "park carrier-refused"), (1, "create-shipment")] {
      let moment = Scene.moment {
        $0.now = Scene.now + .seconds(10)
        $0.refusalsCountSince = Scene.now + .milliseconds(since)
      }
      #expect(Scene.decide(.order(Scene.order()), entry, at: moment).word == word, "\(since)")
    }
  }

  /// Otherwise every refused order would be sent again and again until the clock had caught up.
  @Test func aClockThatWentBackAfterAReloadIsNoReasonToHammer() throws {
    let back = Scene.now - .seconds(3600)
    let entry = try Self.refused(at: back)
    let moment = Scene.moment {
      $0.now = back + .seconds(1)
      $0.refusalsCountSince = Scene.now
    }
    #expect(Scene.decide(.order(Scene.order()), entry, at: moment) == parked)
  }
}

@Suite struct TypedNumberTests {
  private func decide(_ typed: String, _ change: (inout LedgerEntry) -> Void = { _ in }) -> Decision {
    Scene.decide(.order(Scene.order { $0.delivery.data.trackNumber = typed }), Scene.entry(.none, change))
  }

  @Test func aTypedNumberIsAdoptedIfItIsOne() {
    let adopt = Decision.step(.adopt(Scene.barcode, cabinet: Scene.main.id))
    let rows: [(typed: String, expected: Decision)] = [
      ("0500100031143", adopt), (" 0500 1000 31143 ", adopt), ("500100031143", adopt),
    ]
    for row in rows { #expect(decide(row.typed) == row.expected, "\(row.typed)") }
    #expect(decide("").word == "create-address")
    for typed in ["x", "05001", "05001000311433", "RB123456789UA", "٠٥٠٠١٠٠٠٣١١٤٣"] {
      let expected = Problem(.trackNumberInvalid, field: "delivery.data.trackNumber", details: typed)
      #expect(decide(typed) == .park([expected]), "\(typed)")
    }
  }

  @Test func ourOwnWithdrawnNumberIsNotTakenForATypedOne() {
    #expect(decide("0500100031143") { $0.retiredBarcodes = [Scene.barcode] }.word == "create-address")
    #expect(decide("0500100031143") { $0.retiredBarcodes = [Scene.otherBarcode] }.word == "adopt")
  }

  struct Correction: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var shipment = TypedNumberTests.typed()
    var typed: String? = Scene.otherBarcode.text
    var lets = true
    var change: @Sendable (inout LedgerEntry) -> Void = { _ in }
    var order: @Sendable (inout Order) -> Void = { _ in }
  }

  static let adopted = Scene.shipment { $0.planDigest = nil }

  static func typed(_ state: DeliveryState = .created) -> Shipment {
    var shipment = Scene.invisible(state)
    shipment.planDigest = nil
    return shipment
  }

  static let corrections: [Correction] = [
    Correction(testDescription: "known by its number alone"),
    Correction(testDescription: "a stranger's, and taken", shipment: typed(.delivered)),
    Correction(testDescription: "known to the API, not made by us", shipment: adopted),
    Correction(testDescription: "made by us, cancelled by the post", shipment: Scene.shipment(.cancelled)),
    Correction(testDescription: "locked", lets: false, order: { $0.delivery.data.isLocked = true }),
    Correction(testDescription: "the same", typed: Scene.barcode.text, lets: false),
    Correction(testDescription: "emptied", typed: nil, lets: false),
    Correction(testDescription: "no TTN", typed: "20450000000000", lets: false),
    Correction(testDescription: "made by us", shipment: Scene.shipment(), lets: false),
    Correction(
      testDescription: "recognised as ours", lets: false,
      change: { $0.changeShipment(Scene.invisible().uuid) { $0.attempt = 1 } }),
    Correction(
      testDescription: "withdrawn", lets: false, change: { $0.retiredBarcodes = [Scene.otherBarcode] }),
    Correction(
      testDescription: "an operator's, not on the card yet", lets: false,
      change: { $0.changeShipment(Scene.invisible().uuid) { $0.awaitsCard = true } }),
    Correction(
      testDescription: "another carrier's card", lets: false, order: { $0.delivery.typeCode = "courier" }),
  ]

  @Test(arguments: corrections) func aCorrectedNumberCounts(_ row: Correction) {
    let order = Scene.order {
      $0.delivery.data.trackNumber = row.typed
      row.order(&$0)
    }
    let entry = Scene.entry(.live(row.shipment), row.change)
    let next = entry.seeing(.order(order), readAt: Scene.now, policy: Scene.policy(), now: Scene.now)
    #expect(Invariants.violation(from: entry, to: next) == nil)
    #expect((next.phase == .none) == row.lets)
    #expect(entry.isNumberCorrected(on: order, policy: Scene.policy()) == row.lets)
    if row.lets {
      // A number that was typed may be typed again; our own is dead.
      let isTyped = row.shipment.planDigest == nil && row.shipment.attempt == nil
      #expect(next.retiredBarcodes == (isTyped ? [] : [Scene.barcode]))
      #expect(Scene.decide(.order(order), next.withoutVoidLabels).word == "adopt")
      #expect(Showing(order, entry: entry, policy: Scene.policy()) == nil)
    } else {
      #expect(next.shipment?.barcode == Scene.barcode)
    }
  }

  @Test func anOperatorsNumberIsLikeATypedOneOnceTheCardHasIt() {
    let entry = Scene.entry(.live(Self.typed())) {
      $0.changeShipment(Scene.invisible().uuid) { $0.awaitsCard = true }
    }
    let order = Scene.order { $0.delivery.data.trackNumber = Scene.barcode.text }
    let next = entry.seeing(.order(order), readAt: Scene.now, policy: Scene.policy(), now: Scene.now)
    #expect(next.shipment?.awaitsCard == nil)
  }

  @Test func anOrderThatWantsNoParcelAdoptsNone() {
    let locked = Scene.order {
      $0.delivery.data.trackNumber = "0500100031143"
      $0.delivery.data.isLocked = true
    }
    #expect(Scene.decide(.order(locked)).word == "settle")
  }

  @Test func aTypedNumberNeedsNoPlan() {
    let bare = Scene.order {
      $0.delivery.data.trackNumber = "0500100031143"
      $0.delivery.address = Order.Address()
      $0.recipient = Order.Recipient()
    }
    #expect(Scene.decide(.order(bare)).word == "adopt")
  }

  private static let linked = Scene.order { $0.delivery.data.externalID = "crm-\(Scene.id)-1" }
  private static func proven(_ shipment: Shipment = typed()) -> LedgerEntry {
    var shipment = shipment
    shipment.numberProvenIn = "module \(Scene.main.moduleCode)"
    return Scene.entry(.live(shipment))
  }
  private static func look(_ entry: LedgerEntry, _ order: Order = linked, after seconds: Int64 = 0)
    -> LedgerEntry
  {
    let now = Scene.now + .seconds(seconds)
    return entry.seeing(.order(order), readAt: now, policy: Scene.policy(), now: now)
  }

  @Test func aTypedNumberThatWasTakenOutIsLetGoAtTheSecondLook() {
    let first = Self.look(Self.proven())
    #expect(first.shipment?.numberMissingSince == Scene.now)
    #expect(Scene.decide(.order(Self.linked), first).word == "wait card-cleared")
    #expect(Showing(Self.linked, entry: first, policy: Scene.policy()) == nil)
    #expect(Self.look(first, after: 14).shipment != nil)
    let second = Self.look(first, after: 15)
    #expect(second.phase == .none && second.retiredBarcodes == [])
    #expect(Scene.decide(.order(Self.linked), second).word == "create-address")
    // It was there again in between.
    let back = Scene.order { $0.delivery.data.trackNumber = Scene.barcode.text }
    #expect(Self.look(first, back, after: 15).shipment?.numberMissingSince == nil)
  }

  @Test func onlyATypedNumberThatTheCardWasProvenToShowIsLetGo() {
    let kept = [
      Scene.entry(.live(Self.typed())), Self.proven(Scene.shipment()), Self.proven(Self.typed(.delivered)),
    ]
    for entry in kept { #expect(Self.look(Self.look(entry), after: 60).shipment != nil) }
    // Without our link the card was emptied as a whole; another delivery type took the number along.
    let foreign = Scene.order { $0.delivery.typeCode = "courier" }
    for order in [Scene.order(), foreign] {
      #expect(Self.look(Self.look(Self.proven(), order), order, after: 60).shipment != nil)
    }
  }

  @Test func theNumberOfAnotherOrdersFinishedParcelIsNotTakenOver() {
    let order = Scene.order { $0.delivery.data.trackNumber = Scene.barcode.text }
    let step = Step.adopt(Scene.barcode, cabinet: Scene.main.id)
    func adopted(_ bearer: Bearer?) -> LedgerEntry {
      Scene.advanced(Scene.entry(), step, .done(.typed(Scene.receipt(), bearer: bearer)))
    }
    let refused = adopted(Bearer(order: OrderID(7), number: "7A", isOver: true))
    #expect(refused.phase == .none)
    let told = Problem(
      .trackNumberTaken, field: "delivery.data.trackNumber", details: "\(Scene.barcode.text) (№ 7A)")
    #expect(Scene.decide(.order(order), refused) == .park([told]))
    // Corrected or taken out, it is nobody's business any more.
    #expect(Scene.decide(.order(Scene.order()), Self.look(refused, Scene.order())).word == "create-address")
    // One parcel for two orders: known by its number alone, so that neither can delete it for the other.
    #expect(adopted(Bearer(order: OrderID(7), number: nil, isOver: false)).shipment?.isVisibleToAPI == false)
    #expect(adopted(nil).shipment?.isVisibleToAPI == true)
  }

  @Test func anotherNumberOverOurOwnIsToldOnce() {
    let order = Scene.order { $0.delivery.data.trackNumber = Scene.otherBarcode.text }
    let first = Self.look(Scene.entry(.live(Scene.shipment())), order)
    #expect(first.shipment?.typedOver == TypedOver(barcode: Scene.otherBarcode, at: Scene.now))
    #expect(first.shipment?.barcode == Scene.barcode)
    #expect(Self.look(first, order, after: 60).shipment?.typedOver?.at == Scene.now)
    #expect(Self.look(Scene.entry(.live(Scene.shipment(.atOffice))), order).shipment?.typedOver == nil)
  }
}
