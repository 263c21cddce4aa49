// An order that changes after its TTN was made: when the shipment follows, when the manager is told what, and when
// nothing is to be said at all. Then what each end of such a change leaves in the ledger.

import ShippingCore
import Testing

enum ChangeScene {
  /// A shipment made from `order`, as the ledger knows it right after.
  static func made(_ order: Order = Scene.order(), _ change: (inout Shipment) -> Void = { _ in }) -> Shipment
  {
    Scene.shipment { shipment in
      let plan = Planning.make(order, cabinet: Scene.main).plan
      shipment.planDigest = plan?.digest
      shipment.planMarks = plan.map { PlanMarks($0) }
      shipment.orderDigest = order.shippingDigest
      shipment.attempt = 2
      change(&shipment)
    }
  }

  static func live(_ change: (inout Shipment) -> Void = { _ in }) -> LedgerEntry {
    Scene.entry(.live(made(Scene.order(), change)))
  }

  static let heavier = Scene.order { $0.weight = Grams(1900) }
  static let elsewhere = Scene.order { $0.delivery.address.index = "03150" }

  /// The change that a heavier order asks for.
  static func update() -> Step? {
    Scene.decide(.order(heavier), live()).step
  }
}

@Suite struct ChangeTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var expected: String
    var details: String?
    var order: Order
    var shipment: Shipment
    var policy: Policy

    init(
      _ name: String, _ expected: String, details: String? = nil,
      order change: (inout Order) -> Void = { $0.weight = Grams(1900) },
      shipment alter: (inout Shipment) -> Void = { _ in }, policy: Policy = Scene.policy()
    ) {
      testDescription = name
      self.expected = expected
      self.details = details
      order = Scene.order(change)
      shipment = ChangeScene.made(Scene.order(), alter)
      self.policy = policy
    }
  }

  private static func cabinet(_ change: (inout CabinetPolicy) -> Void) -> Policy {
    Scene.policy { change(&$0.cabinets[0]) }
  }

  private static let told = "park changed-after-shipment"
  private static let labelLock = cabinet { $0.printLock = .label }
  private static let labelLockPrinting = cabinet {
    $0.printLock = .label
    $0.printsLabel = true
  }

  static let updates: [Row] = [
    Row("weight", "update-shipment"),
    Row("address", "create-address") { $0.delivery.address.index = "03150" },
    Row("name", "create-address") { $0.recipient.lastName = "Франко" },
    Row("phone", "create-address") { $0.recipient.phone = "0671234599" },
    Row("price of an item", "update-shipment") { $0.items[0].price = Kopiykas(1) },
    Row("name of an item", "update-shipment") { $0.items[0].name = "Глечик" },
    Row("a field", "update-shipment") { $0.set(.sms, .flag(true)) },
    Row("payer", "update-shipment") { $0.delivery.data.payerType = "receiver" },
    Row("cash on delivery", "create-address") {
      // The recipient is the same; the patronymic is there already.
      $0.payments = [PlanningSamples.cashOnDelivery(100_00)]
      $0.recipient.patronymic = "Петрівна"
    },
    Row(
      "in a status that makes no TTN", "update-shipment", policy: Scene.policy { $0.createInStatuses = ["x"] }
    ),
    Row(
      "label printed, locked by the manifest only", "update-shipment", shipment: { $0.printedAt = Scene.now }),
    Row(
      "label there but not printed yet", "update-shipment", policy: labelLockPrinting),
    Row("an earlier change in doubt, order as sent", "update-shipment") { _ in
    } shipment: {
      $0.updating = UpdateIntent(isInDoubt: true)
    },
    Row("of an older version, without marks", "create-address", shipment: { $0.planMarks = nil }),
  ]

  static let warnings: [Row] = [
    Row("warn", told, details: "parcels/replaceable", policy: cabinet { $0.onChange = .warn }),
    Row(
      "warn of two", told, details: "recipient,address/replaceable",
      order: {
        $0.recipient.phone = "0671234599"
        $0.delivery.address.index = "03150"
      }, policy: cabinet { $0.onChange = .warn }),
    Row("on the manifest", told, details: "parcels/printed", shipment: { $0.manifestedAt = Scene.now }),
    Row("label there", told, details: "parcels/printed", policy: labelLock),
    Row(
      "label printed", told, details: "parcels/printed", shipment: { $0.printedAt = Scene.now },
      policy: labelLockPrinting),
    Row(
      "of a web cabinet", told, details: "parcels/not-ours",
      shipment: { $0.uuid = ShipmentUUID($0.barcode.text) }),
    Row("adopted", told, details: "parcels/replaceable", shipment: { $0.planDigest = nil }),
    Row("recognised after a backup", told, details: "parcels/replaceable", shipment: { $0.planDigest = "" }),
    Row("another service", told, details: "service/replaceable") { $0.delivery.data.tariff = "EXPRESS" },
    Row("one parcel more", told, details: "parcels,money/replaceable") {
      $0.delivery.data.packages = [PlanningSamples.package("1"), PlanningSamples.package("2")]
    },
    Row("without a postcode", "park postcode-missing") { $0.delivery.address.index = nil },
    Row(
      "without a postcode, handed over", told, details: "/handed-over",
      order: { $0.delivery.address.index = nil }, shipment: { $0.tracking.state = .inTransit }),
  ]

  static let silences: [Row] = [
    Row("unchanged", "settle") { _ in },
    Row("status", "settle") { $0.status = "assembling" },
    Row("what we write", "settle") {
      $0.delivery.netCost = Kopiykas(1)
      $0.delivery.cost = Kopiykas(1)
      $0.delivery.data.cost = Kopiykas(1)
      $0.delivery.data.trackNumber = Scene.barcode.text
      $0.delivery.data.status = "created"
      $0.delivery.data.externalID = "crm-1234-1"
      $0.delivery.data.extraData["notice"] = .text("x")
    },
    Row("spaces, which the plan drops", "settle") { $0.recipient.lastName = " Шевченко " },
    Row("not compared yet", "settle", shipment: { $0.orderDigest = nil }),
    Row("complete", "settle") {
      $0.weight = Grams(1900)
      $0.status = "complete"
    },
    Row("of a site we do not serve", "settle", policy: Scene.policy { $0.sites = ["other"] }),
    // A new default of the shop is for new parcels.
    Row("the configuration alone", "settle", order: { _ in }, policy: cabinet { $0.sms = true }),
    Row(
      "returning", "wait watch", shipment: { $0.tracking.state = .returning }),
    Row("delivered", "settle", shipment: { $0.tracking.state = .delivered }),
    Row("returned", "wait watch", shipment: { $0.tracking.state = .returned }),
    Row("cancelled by the post", "settle", shipment: { $0.tracking.state = .cancelled }),
  ]

  static let handedOver: [Row] = [DeliveryState.accepted, .inTransit, .customs, .atOffice, .problem].map {
    state in
    Row(state.rawValue, told, details: "parcels/handed-over", shipment: { $0.tracking.state = state })
  }

  @Test(arguments: updates + warnings + silences + handedOver) func whatAChangeAsksFor(_ row: Row) {
    let decision = Scene.decide(.order(row.order), Scene.entry(.live(row.shipment)), policy: row.policy)
    #expect(decision.word == row.expected)
    if case .park(let problems) = decision, row.expected == Self.told {
      #expect(problems.map(\.details) == [row.details])
    }
  }

  @Test func aNewRecipientIsMadeFirstAndBearsTheShipmentsKey() throws {
    var entry = ChangeScene.live()
    let view = OrderView.order(ChangeScene.elsewhere)
    var names: [String] = []
    for _ in 0..<5 {
      guard let step = Scene.decide(view, entry).step else { break }
      names.append(step.name)
      if case .createRecipient(_, _, let part) = step { #expect(part.draft.key == Scene.key(1, 2)) }
      if case .updateShipment(_, let update, _) = step {
        #expect(update.recipient == ClientUUID("r") && update.address == AddressID(7))
        entry = intending(step, entry: entry) ?? entry
        #expect(entry.intendedRecipient?.client == ClientUUID("r"))
        #expect(entry.intendedRecipient?.key == Scene.key(1, 2))
      }
      entry = Scene.advanced(entry, step, .done(AdvanceTests.value(step)))
    }
    // The label says something else now.
    #expect(
      names == ["create-address", "create-recipient", "update-shipment", "remove-labels", "fetch-label"])
    let shipment = try #require(entry.shipment)
    #expect(shipment.recipient == ClientUUID("r") && shipment.updating == nil && entry.draft == nil)
    #expect(shipment.orderDigest == ChangeScene.elsewhere.shippingDigest)
    #expect(Scene.decide(view, entry).word == "settle")
  }

  @Test func theNewPriceIsShown() throws {
    let step = try #require(ChangeScene.update())
    var entry = ChangeScene.live { $0.deliveryPrice = Kopiykas(1) }
    let order = Scene.order {
      $0.delivery.data.trackNumber = Scene.barcode.text
      $0.delivery.data.status = "created"
    }
    entry.shownDigest = try #require(Showing(order, entry: entry, policy: Scene.policy())).digest
    let dearer = Scene.advanced(entry, step, .done(.updated(Scene.receipt())))
    let showing = try #require(Showing(order, entry: dearer, policy: Scene.policy()))
    #expect(showing.cost == Scene.receipt().deliveryPrice && showing.cost != Kopiykas(1))
    #expect(showing.needsTracking(order, entry: dearer))
    // The parcel is where it was: its status keeps the time at which it was reached.
    #expect(showing.statusLines(order, entry: dearer, now: Scene.now + .seconds(60)).isEmpty)
    #expect(Scene.advanced(ChangeScene.live(), step, .done(.updated(Scene.receipt()))).shipment?.label == nil)
  }

  /// The label to come is another one, and what is collected is what the post was told last.
  @Test func whatBelongedToTheOldParcelIsForgotten() throws {
    let entry = ChangeScene.live {
      $0.label = nil
      $0.labelIsLost = true
      $0.postPay = Kopiykas(1)
      $0.printedAt = Scene.now
    }
    let step = try #require(Scene.decide(.order(ChangeScene.heavier), entry).step)
    #expect(step.name == "update-shipment")
    let changed = Scene.advanced(
      try #require(intending(step, entry: entry)), step, .done(.updated(Scene.receipt())))
    let shipment = try #require(changed.shipment)
    let plan = try #require(Planning.make(ChangeScene.heavier, cabinet: Scene.main).plan)
    #expect(shipment.labelIsLost == nil && shipment.printedAt == nil)
    #expect(shipment.postPay == plan.postPay && shipment.planDigest == plan.digest)
  }

  @Test func aRefusedChangeIsNotRepeatedUntilTheOrderChanges() throws {
    let step = try #require(ChangeScene.update())
    let entry = Scene.advanced(ChangeScene.live(), step, .refused(Scene.failure(.terminal)))
    let refused = Problem(.changedAfterShipment, details: "parcels/refused|UPE1: ні")
    #expect(Scene.decide(.order(ChangeScene.heavier), entry) == .park([refused]))
    #expect(Scene.decide(.order(Scene.order()), entry).word == "settle")
    let again = Scene.order { $0.weight = Grams(2000) }
    #expect(Scene.decide(.order(again), entry).word == "update-shipment")
    // A reload is a new chance.
    let later = Scene.moment {
      $0.now = Scene.now + .seconds(9)
      $0.refusalsCountSince = Scene.now + .seconds(5)
    }
    #expect(Scene.decide(.order(ChangeScene.heavier), entry, at: later).word == "update-shipment")
  }

  /// `PUT` is taken, and the cash on delivery is what it was: the customer would pay twice.
  @Test func aChangeThatLeavesTheCashOnDeliveryIsTold() throws {
    let step = try #require(ChangeScene.update())
    let intended = try #require(intending(step, entry: ChangeScene.live()))
    var receipt = Scene.receipt()
    receipt.postPay = Kopiykas(500_00)
    let told = Scene.advanced(intended, step, .done(.updated(receipt)))
    let problem = Problem(
      .changedAfterShipment,
      details: "parcels/refused|post-pay-not-changed: 500 UAH are collected, 0 UAH are meant")
    #expect(Scene.decide(.order(ChangeScene.heavier), told) == .park([problem]))
    #expect(told.shipment?.planDigest == ChangeScene.live().shipment?.planDigest)
    // What else was taken is not known: an order that is as it was is told to the post all the same.
    #expect(Scene.decide(.order(Scene.order()), told).word == "update-shipment")
    // A zero, nothing at all and a rounding prove nothing.
    for amount in [nil, 0, 99] as [Int64?] {
      receipt.postPay = amount.map { Kopiykas($0) }
      #expect(Scene.advanced(intended, step, .done(.updated(receipt))).problems.isEmpty)
    }
  }

  /// Changed, no answer, changed back: what the post has is not known until a change is surely done.
  @Test func aChangeInDoubtIsRepeatedWhateverTheOrderSaysByThen() throws {
    let step = try #require(ChangeScene.update())
    let intended = try #require(intending(step, entry: ChangeScene.live()))
    #expect(intended.shipment?.updating == UpdateIntent(isInDoubt: false))
    let unsure = Scene.advanced(intended, step, .unknown(Scene.failure(.ambiguous)))
    let later = Scene.moment { $0.now = Scene.now + .seconds(300) }
    let back = try #require(Scene.decide(.order(Scene.order()), unsure, at: later).step)
    #expect(back.name == "update-shipment")
    // A refusal of the second says nothing about the first.
    let second = try #require(intending(back, entry: unsure))
    #expect(second.shipment?.updating?.isInDoubt == true)
    #expect(Scene.advanced(second, back, .refused(Scene.failure(.terminal))).shipment?.updating != nil)
    #expect(Scene.advanced(second, back, .unsent(Scene.failure(.transient))).shipment?.updating != nil)
    #expect(Scene.advanced(second, back, .done(.updated(Scene.receipt()))).shipment?.updating == nil)
    // Without a doubt before it, it does.
    #expect(Scene.advanced(intended, step, .refused(Scene.failure(.terminal))).shipment?.updating == nil)
    #expect(Scene.advanced(intended, step, .unsent(Scene.failure(.transient))).shipment?.updating == nil)
  }

  @Test func aShipmentThatIsTakenInMeanwhileIsNotChanged() throws {
    let step = try #require(ChangeScene.update())
    let beyond = Scene.advanced(ChangeScene.live(), step, .done(.lifecycle(.beyond("REGISTERED"))))
    let problem = Problem(.changedAfterShipment, details: "parcels/handed-over")
    #expect(Scene.decide(.order(ChangeScene.heavier), beyond) == .park([problem]))
    let gone = Scene.advanced(ChangeScene.live(), step, .done(.lifecycle(.gone)))
    #expect(gone.phase == .none && gone.retiredBarcodes == [Scene.barcode])
  }

  @Test func onlyWhatAnOrderHasCountsInItsDigest() {
    let changes: [(String, (inout Order) -> Void)] = [
      ("number", { $0.number = "x" }), ("external id", { $0.externalID = nil }),
      ("last name", { $0.recipient.lastName = "x" }), ("first name", { $0.recipient.firstName = "x" }),
      ("patronymic", { $0.recipient.patronymic = nil }), ("phone", { $0.recipient.phone = "x" }),
      ("contragent", { $0.contragent.kind = .legalEntity }),
      ("corporate", { $0.contragent.isCorporate = true }),
      ("company", { $0.contragent.name = "x" }), ("okpo", { $0.contragent.okpo = "x" }),
      ("inn", { $0.contragent.inn = "x" }), ("index", { $0.delivery.address.index = "x" }),
      ("country", { $0.delivery.address.countryISO = "PL" }),
      ("region", { $0.delivery.address.region = "x" }),
      ("city", { $0.delivery.address.city = "x" }), ("street", { $0.delivery.address.street = "x" }),
      ("building", { $0.delivery.address.building = "x" }), ("flat", { $0.delivery.address.flat = nil }),
      ("street type", { $0.delivery.address.streetType = "x" }),
      ("housing", { $0.delivery.address.housing = "x" }), ("house", { $0.delivery.address.house = "x" }),
      ("block", { $0.delivery.address.block = "x" }), ("floor", { $0.delivery.address.floor = "x" }),
      ("notes", { $0.delivery.address.notes = "x" }), ("short name", { $0.contragent.shortName = "x" }),
      ("prices", { $0.items[0].prices = [.init(price: Kopiykas(2), quantity: $0.items[0].quantity)] }),
      ("tariff", { $0.delivery.data.tariff = "x" }), ("payer", { $0.delivery.data.payerType = "x" }),
      ("point", { $0.delivery.data.shipmentPointID = "x" }), ("store", { $0.shipmentStore = "x" }),
      ("declared", { $0.delivery.data.itemDeclaredValues = [.init(itemID: 1, value: Kopiykas(1))] }),
      ("packages", { $0.delivery.data.packages = [PlanningSamples.package("1")] }),
      ("weight", { $0.weight = nil }), ("sides", { $0.dimensions = nil }),
      ("item name", { $0.items[0].name = "x" }), ("quantity", { $0.items[0].quantity = 3 }),
      ("price", { $0.items[0].price = Kopiykas(1) }), ("item weight", { $0.items[0].weight = nil }),
      ("item cancelled", { $0.items[0].isCanceled = true }), ("items", { $0.items = [] }),
      ("payment", { $0.payments = [PlanningSamples.cashOnDelivery(1)] }),
    ]
    var digests: Set = [Scene.order().shippingDigest]
    for (name, change) in changes {
      #expect(digests.insert(Scene.order(change).shippingDigest).inserted, "\(name) does not count")
    }
    for field in DeliveryField.allCases {
      let order = Scene.order { $0.set(field, .text("x")) }
      #expect(digests.insert(order.shippingDigest).inserted, "\(field) does not count")
    }
  }

  @Test func everySituationHasAReadableText() {
    for details in [
      "recipient,address,parcels,money,service/replaceable", "address/handed-over", "parcels/printed",
      "money/not-ours", "service/refused", "/handed-over", "/refused", "something else",
    ] {
      for language in Language.allCases {
        let text = Problem(.changedAfterShipment, details: details).text(in: language)
        #expect(text.count >= 20 && text.count <= 220, "\(text)")
        #expect(!text.contains(where: { "{}[]/".contains($0) }), "\(text)")
      }
    }
    let refused = Problem(.changedAfterShipment, details: "money/refused|UPE01: a|b {x}")
    #expect(refused.text(in: .uk).hasSuffix("Відповідь: UPE01: a|b {x}"))
    #expect(refused.text(in: .uk).contains("післяплата"))
    #expect(
      Problem(.changedAfterShipment, details: "address/handed-over").text(in: .en).contains(": address."))
  }
}
