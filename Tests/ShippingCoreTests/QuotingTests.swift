// The price of a locked order: for which orders it is asked, that one set of data is asked about and written once, and
// that a service which is down costs nobody anything.

import ShippingCore
import Testing

@Suite struct QuotingTests {
  private static let policy = Scene.policy { $0.cabinets[0].quote = .netCost }
  private static let price = Kopiykas(87_35)

  private static func locked(_ change: (inout Order) -> Void = { _ in }) -> Order {
    Scene.order {
      $0.delivery.data.isLocked = true
      change(&$0)
    }
  }

  private func decide(
    _ order: Order, _ entry: LedgerEntry = Scene.entry(), at moment: Moment = Scene.moment()
  )
    -> Decision
  {
    Scene.decide(.order(order), entry, policy: Self.policy, at: moment)
  }

  private func answered(
    _ order: Order, _ entry: LedgerEntry, _ outcome: Outcome<StepValue>
  ) throws -> LedgerEntry {
    Scene.advanced(entry, try #require(decide(order, entry).step), outcome, policy: Self.policy)
  }

  private func quoted(_ order: Order) throws -> LedgerEntry {
    try answered(order, Scene.entry(), .done(.errand(.price(Self.price))))
  }

  @Test func whichOrdersGetAPrice() {
    let rows: [(String, Order, String)] = [
      ("locked", Self.locked(), "ask-price"),
      ("cancelled", Self.locked { $0.status = "cancel-other" }, "settle"),
      ("complete", Self.locked { $0.status = "complete" }, "settle"),
      ("data missing", Self.locked { $0.delivery.address.index = nil }, "settle"),
      ("another delivery", Self.locked { $0.delivery.typeCode = "courier" }, "settle"),
      ("a cabinet without prices", Self.locked { $0.delivery.typeCode = "ukrposhta-2" }, "settle"),
      ("unlocked", Scene.order(), "create-address"),
    ]
    for (name, order, word) in rows { #expect(decide(order).word == word, "\(name)") }
    let live = Scene.entry(.live(Scene.shipment()))
    #expect(decide(Self.locked(), live).word == "read-lifecycle", "withdrawing comes first")
  }

  @Test func itStartsWhereTheParcelIsHandedIn() throws {
    guard case .errand(.askPrice(_, let from, _))? = decide(Self.locked()).step else {
      Issue.record("no question")
      return
    }
    #expect(from == Scene.main.senderAddress.postcode)
    let store = Self.locked { $0.shipmentStore = "main" }
    guard case .errand(.askPrice(_, let drop, _))? = decide(store).step else {
      Issue.record("no question")
      return
    }
    #expect(drop == Postcode("04070"))
  }

  @Test func oneSetOfDataIsAskedAboutAndWrittenOnce() throws {
    let entry = try quoted(Self.locked())
    guard
      case .errand(.writeQuote(let quote, .netCost, _, "shop", false))? = decide(Self.locked(), entry).step
    else {
      Issue.record("not written")
      return
    }
    #expect(quote.price == Self.price)
    let taken = try answered(Self.locked(), entry, .done(.errand(.written)))
    // "Success" proves nothing: a later look does.
    #expect(decide(Self.locked(), taken) == .wait(until: Scene.now + .seconds(60), reason: .watch))
    let written = try confirmed(taken)
    #expect(decide(Self.shown(), written).word == "settle")
    // A person's later edit is no change of the data.
    let edited = Self.locked { $0.delivery.netCost = Kopiykas(1) }
    #expect(decide(edited, written).word == "settle")
    let heavier = Self.locked { $0.weight = Grams(4500) }
    #expect(decide(heavier, written).word == "ask-price")
  }

  private static func shown(_ change: (inout Order) -> Void = { _ in }) -> Order {
    locked {
      $0.delivery.netCost = price
      change(&$0)
    }
  }

  /// The card is seen to show it.
  private func confirmed(_ entry: LedgerEntry) throws -> LedgerEntry {
    guard case .errand(.writeQuote(_, _, _, _, isShown: true))? = decide(Self.shown(), entry).step else {
      Issue.record("not noticed")
      return entry
    }
    return try answered(Self.shown(), entry, .done(.errand(.written)))
  }

  private func quoted(_ order: Order, after entry: LedgerEntry, at price: Int64) throws -> LedgerEntry {
    try answered(order, entry, .done(.errand(.price(Kopiykas(price)))))
  }

  /// The workflow that the price is for: it is shown, then the payment is added, which changes the price.
  @Test func aNewPriceReplacesOursAndNothingElse() throws {
    let written = try confirmed(
      try answered(Self.locked(), try quoted(Self.locked()), .done(.errand(.written))))
    let heavy: (inout Order) -> Void = { $0.weight = Grams(4500) }
    let second = try quoted(Self.shown(heavy), after: written, at: 99_00)
    #expect(decide(Self.shown(heavy), second).word == "write-quote", "it is ours")
    #expect(decide(Self.locked(heavy), second).word == "write-quote", "nothing stands there")
    let typed = Self.locked {
      heavy(&$0)
      $0.delivery.netCost = Kopiykas(120_00)
    }
    #expect(decide(typed, second).word == "settle", "somebody typed it")
    // The same price again is no news, whatever a person made of the first.
    let same = try quoted(Self.locked(heavy), after: written, at: Self.price.amount)
    #expect(decide(Self.locked(heavy), same).word == "settle")
    // A price whose write had no sure end may be what stands there, two prices later.
    let third = Self.locked {
      $0.weight = Grams(9000)
      $0.delivery.netCost = Kopiykas(99_00)
    }
    let later = try quoted(third, after: second, at: 150_00)
    #expect(decide(third, later).word == "write-quote")
  }

  @Test func whatWasTypedBeforeThePriceStays() throws {
    let typed = Self.locked { $0.delivery.netCost = Kopiykas(120_00) }
    #expect(decide(typed, try quoted(typed)).word == "settle")
  }

  @Test func onlyWhatThePriceRestsOnIsAskedAboutAgain() throws {
    let written = try confirmed(
      try answered(Self.locked(), try quoted(Self.locked()), .done(.errand(.written))))
    let renamed = Self.shown {
      $0.recipient.lastName = "Перейменована"
      $0.recipient.phone = "+380501112233"
    }
    #expect(decide(renamed, written).word == "settle")
  }

  @Test func aPriceThatIsTakenAndNotShownIsGivenUpForTheTime() throws {
    var entry = try quoted(Self.locked())
    var moment = Scene.moment()
    for _ in 0..<3 {
      guard let step = decide(Self.locked(), entry, at: moment).step else { break }
      entry = Scene.advanced(
        entry, step, .done(.errand(.written)), policy: Self.policy, now: moment.now)
      moment.now = moment.now + .seconds(60)
    }
    #expect(decide(Self.locked(), entry, at: moment).word == "settle")
    moment.refusalsCountSince = moment.now
    #expect(decide(Self.locked(), entry, at: moment).word == "write-quote", "a reload revives it")
  }

  @Test func anOrderThatComesBackIsPricedAnew() throws {
    var entry = try confirmed(
      try answered(Self.locked(), try quoted(Self.locked()), .done(.errand(.written))))
    entry.leaveQuote(.order(Self.locked()), policy: Self.policy)
    #expect(decide(Self.locked(), entry).word == "settle")
    entry.leaveQuote(.order(Self.locked { $0.delivery.typeCode = "courier" }), policy: Self.policy)
    #expect(decide(Self.locked(), entry).word == "ask-price")
    let again = try quoted(Self.shown { $0.weight = Grams(4500) }, after: entry, at: 99_00)
    #expect(
      decide(Self.shown { $0.weight = Grams(4500) }, again).word == "write-quote", "what stands there is ours"
    )
  }

  @Test func whatIsShownAlreadyNeedsNoCall() throws {
    let shown = Self.locked { $0.delivery.netCost = Self.price }
    let entry = try quoted(shown)
    guard case .errand(.writeQuote(_, _, _, _, true))? = decide(shown, entry).step else {
      Issue.record("written again")
      return
    }
  }

  @Test func aServiceThatIsDownIsAskedSlowly() throws {
    var entry = Scene.entry()
    var pauses: [Int64] = []
    var now = Scene.now
    for _ in 0..<8 {
      let step = try #require(decide(Self.locked(), entry, at: Scene.moment { $0.now = now }).step)
      entry = Scene.advanced(
        entry, step, .refused(Scene.failure(.transient)), policy: Self.policy, now: now)
      let until = try #require(decide(Self.locked(), entry, at: Scene.moment { $0.now = now }).waitsUntil)
      pauses.append(until.since(now).components.seconds)
      now = until
    }
    #expect(pauses == [60, 120, 240, 480, 960, 1920, 3600, 3600])
    #expect(entry.attempts == 0 && entry.retryAt == nil && entry.problems.isEmpty)
    #expect(Scene.decide(.order(Scene.order()), entry, policy: Self.policy).word == "create-address")
  }

  @Test func whatThePostRefusesIsNotAskedAgain() throws {
    let entry = try answered(Self.locked(), Scene.entry(), .refused(Scene.failure(.terminal)))
    #expect(decide(Self.locked(), entry).word == "settle")
    #expect(decide(Self.locked { $0.weight = Grams(4500) }, entry).word == "ask-price")
    let unwritable = try answered(
      Self.locked(), try quoted(Self.locked()), .refused(Scene.failure(.terminal)))
    #expect(decide(Self.locked(), unwritable).word == "settle")
    let reloaded = Scene.moment {
      $0.now = Scene.now + .seconds(5)
      $0.refusalsCountSince = Scene.now + .seconds(1)
    }
    #expect(decide(Self.locked(), entry, at: reloaded).word == "ask-price", "a reload may have mended it")
    #expect(decide(Self.locked(), unwritable, at: reloaded).word == "write-quote")
    var retried = unwritable
    retried.retryErrands()
    #expect(decide(Self.locked(), retried).word == "write-quote")
    let unanswered = try answered(
      Self.locked(), try quoted(Self.locked()), .unknown(Scene.failure(.ambiguous)))
    #expect(decide(Self.locked(), unanswered).waitsUntil == Scene.now + .seconds(60))
  }

  @Test func aParkedCabinetIsNotAsked() {
    var readiness = Scene.ready
    readiness.parkedUntil = Scene.now + .seconds(400)
    let moment = Scene.moment(main: readiness)
    #expect(decide(Self.locked(), at: moment) == .wait(until: Scene.now + .seconds(400), reason: .watch))
  }

  @Test func anotherPlaceGetsThePriceToo() throws {
    let entry = try answered(Self.locked(), try quoted(Self.locked()), .done(.errand(.written)))
    let policy = Scene.policy { $0.cabinets[0].quote = .field("delivery_price") }
    #expect(Scene.decide(.order(Self.locked()), entry, policy: policy).word == "ask-price")
  }
}
