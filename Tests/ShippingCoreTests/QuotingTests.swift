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
    _ order: Order, _ entry: LedgerEntry = Scene.entry(), _ outcome: Outcome<StepValue>
  ) throws -> LedgerEntry {
    Scene.advanced(entry, try #require(decide(order, entry).step), outcome, policy: Self.policy)
  }

  private func quoted(_ order: Order) throws -> LedgerEntry {
    try answered(order, .done(.errand(.price(Self.price))))
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
    guard case .errand(.askPrice(let plan, let from, _))? = decide(Self.locked()).step else {
      Issue.record("no question")
      return
    }
    #expect(from == Scene.main.senderAddress.postcode)
    #expect(plan.dropOffPostcode == nil)
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
    let written = try answered(Self.locked(), entry, .done(.errand(.written)))
    #expect(decide(Self.locked(), written).word == "settle")
    // A person's later edit is no change of the data.
    let edited = Self.locked { $0.delivery.netCost = Kopiykas(1) }
    #expect(decide(edited, written).word == "settle")
    let heavier = Self.locked { $0.weight = Grams(4500) }
    #expect(decide(heavier, written).word == "ask-price")
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
    let entry = try answered(Self.locked(), .refused(Scene.failure(.terminal)))
    #expect(decide(Self.locked(), entry).word == "settle")
    #expect(decide(Self.locked { $0.weight = Grams(4500) }, entry).word == "ask-price")
    let unwritable = try answered(
      Self.locked(), try quoted(Self.locked()), .refused(Scene.failure(.terminal)))
    #expect(decide(Self.locked(), unwritable).word == "settle")
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
