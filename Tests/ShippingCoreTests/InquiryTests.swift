// Questions to the post: when they are asked, what their answers change, and that they hold nothing up.

import ShippingCore
import Testing

@Suite struct InquiryTests {
  private static let day = Duration.seconds(86_400)
  private static let hour = Duration.seconds(3600)
  private static let answered = PriceInquiry(askedAt: Scene.now, asks: 1, isAnswered: true)

  private func shipment(
    _ state: DeliveryState, postPay: Kopiykas? = Kopiykas(500_00), price: PriceInquiry? = answered,
    payout: PayoutInquiry? = nil
  ) -> Shipment {
    Scene.shipment(state) {
      $0.postPay = postPay
      $0.priceCheck = price
      $0.payout = payout
    }
  }

  private func decide(
    _ shipment: Shipment, after passed: Duration = .zero, status: String = "new",
    policy: Policy = Scene.noticing()
  ) -> Decision {
    let order = Scene.order { $0.status = status }
    return Scene.decide(
      .order(order), Scene.entry(.live(shipment)), policy: policy,
      at: Scene.moment { $0.now = Scene.now + passed })
  }

  private func failures() -> [Outcome<StepValue>] {
    [
      .refused(Scene.failure(.terminal)), .refused(Scene.failure(.transient)),
      .unsent(Scene.failure(.transient)),
      .unknown(Scene.failure(.ambiguous)), .refused(Scene.failure(.terminal, scope: .account)),
    ]
  }

  @Test func theWatchOfAShipmentEndsWithTheFirstChange() {
    #expect(decide(shipment(.created)) == .wait(until: Scene.now + Self.day * 3, reason: .watch))
    #expect(decide(shipment(.inTransit)) == .settle)
    #expect(decide(shipment(.atOffice)) == .wait(until: Scene.now + Self.day * 11, reason: .watch))
    #expect(
      decide(shipment(.delivered), status: "complete")
        == .wait(until: Scene.now + Self.day * 5, reason: .watch))
    #expect(decide(shipment(.delivered, postPay: .zero)) == .settle)
    #expect(decide(shipment(.delivered, postPay: nil)) == .settle)
  }

  @Test func thePayoutIsAskedForWhenItIsDueAndThenDaily() {
    #expect(decide(shipment(.delivered), after: Self.day * 5).word == "read-payout")
    #expect(decide(shipment(.delivered), after: Self.day * 5, status: "complete").word == "read-payout")
    for postPay in [nil, Kopiykas.zero] {
      #expect(decide(shipment(.delivered, postPay: postPay), after: Self.day * 9) == .settle)
    }
    let moment = Scene.now + Self.day * 6
    for state in [PayoutState.ready, .other, nil] {
      let asked = shipment(.delivered, payout: PayoutInquiry(askedAt: moment, asks: 2, state: state))
      #expect(decide(asked, after: Self.day * 6 + Self.hour).step == nil)
      #expect(decide(asked, after: Self.day * 7).word == "read-payout")
    }
    let paid = shipment(.delivered, payout: PayoutInquiry(askedAt: moment, asks: 2, state: .paidOut))
    #expect(decide(paid, after: Self.day * 20) == .settle)
    let given = shipment(.delivered, payout: PayoutInquiry(askedAt: moment, asks: 30, state: nil))
    #expect(decide(given, after: Self.day * 40) == .settle)
    // As long as the manager is told that it is not there, it is asked for.
    let late = shipment(.delivered, payout: PayoutInquiry(askedAt: moment, asks: 30, state: .ready))
    #expect(decide(late, after: Self.day * 12).step == nil)
    #expect(decide(late, after: Self.day * 13).word == "read-payout")
    // Asked before the clock was set back.
    let future = shipment(
      .delivered, payout: PayoutInquiry(askedAt: moment + Self.day * 90, asks: 2, state: .ready))
    #expect(decide(future, after: Self.day * 6).word == "read-payout")
  }

  /// Whatever became of the order, the money is owed; and what is told has to end.
  @Test func thePayoutOfAnOrderThatAsksForNothingIsAskedForToo() {
    let late = Scene.entry(
      .live(shipment(.delivered, payout: PayoutInquiry(askedAt: Scene.now, asks: 9, state: .ready))))
    let moment = Scene.moment { $0.now = Scene.now + Self.day * 9 }
    let changes: [(inout Order) -> Void] = [
      { $0.delivery.data.isLocked = true }, { $0.status = "cancel-other" },
      { $0.delivery.typeCode = "courier" },
    ]
    for change in changes {
      let order = OrderView.order(Scene.order(change))
      #expect(Scene.decide(order, late, policy: Scene.noticing(), at: moment).word == "read-payout")
      let soon = Scene.decide(order, late, policy: Scene.noticing())
      #expect(soon == .wait(until: Scene.now + Self.day * 5, reason: .watch))
    }
    #expect(Scene.decide(.gone, late, policy: Scene.noticing(), at: moment).step == nil)
  }

  /// A problem that stands for weeks does not keep the notices from coming and going.
  @Test func aParkedOrderIsLookedAtForItsNotices() {
    let entry = Scene.entry(.live(shipment(.atOffice)))
    let order = Scene.order { $0.delivery.data.isLocked = true }
    #expect(Scene.decide(.order(order), entry, policy: Scene.noticing()).word == "park too-late-to-withdraw")
    #expect(
      entry.noticeLook(order, policy: Scene.noticing(), now: Scene.now) == Scene.now + Self.day * 11)
    #expect(entry.noticeLook(order, policy: Scene.policy(), now: Scene.now) == nil)
  }

  @Test(arguments: DeliveryState.allCases) func thePriceIsAskedForOnceTheParcelWasTakenIn(
    _ state: DeliveryState
  ) {
    let word = decide(shipment(state, postPay: .zero, price: nil)).word
    #expect((word == "read-price-change") == state.isHandedOver)
    #expect(decide(shipment(state, postPay: .zero)).step == nil)
  }

  @Test func aPriceThatCannotBeReadIsAskedForSeldomAndNotForEver() {
    let once = shipment(.accepted, price: PriceInquiry(askedAt: Scene.now, asks: 1))
    #expect(decide(once, after: .seconds(60)) == .wait(until: Scene.now + Self.hour, reason: .watch))
    #expect(decide(once, after: Self.hour).word == "read-price-change")
    let often = shipment(.accepted, price: PriceInquiry(askedAt: Scene.now, asks: 5))
    #expect(decide(often, after: Self.day) == .settle)
  }

  @Test func aTTNOfThePersonalCabinetIsNotAskedAbout() {
    for state in DeliveryState.allCases {
      var strange = Scene.invisible(state)
      strange.postPay = Kopiykas(1_00)
      let decision = decide(strange, after: Self.day * 9)
      #expect(decision.step == nil || decision.word == "read-lifecycle")
    }
  }

  @Test func whatIsOffIsNotAsked() {
    let policy = Scene.noticing { policy in
      policy.cabinets[0].notices = NoticePolicy(
        notHandedOver: nil, storage: nil, payout: nil, priceChange: false)
    }
    for state in [DeliveryState.created, .accepted, .atOffice, .delivered] {
      #expect(decide(shipment(state, price: nil), after: Self.day * 9, policy: policy) == .settle)
    }
  }

  @Test func anAnswerIsKept() {
    let delivered = shipment(.delivered)
    let entry = Scene.entry(.live(delivered)) { $0.attempts = 3 }
    let ready = Scene.advanced(entry, .readPayout(delivered), .done(.payout(.ready)))
    #expect(ready.shipment?.payout == PayoutInquiry(askedAt: Scene.now, asks: 1, state: .ready))
    // No transfer, a failure: what was known stays known.
    let absent = Scene.advanced(ready, .readPayout(delivered), .done(.payout(nil)))
    #expect(absent.shipment?.payout == PayoutInquiry(askedAt: Scene.now, asks: 2, state: .ready))
    let paid = Scene.advanced(absent, .readPayout(delivered), .done(.payout(.paidOut)))
    #expect(paid.shipment?.payout?.state == .paidOut)
    #expect(paid.attempts == 3)

    let accepted = shipment(.accepted, price: nil)
    let taken = Scene.entry(.live(accepted))
    let same = Scene.advanced(taken, .readPriceChange(accepted), .done(.priceChange(nil)))
    #expect(same.shipment?.deliveryPrice == Kopiykas(45_00))
    #expect(same.shipment?.priceCheck?.isAnswered == true)
    let other = Scene.advanced(taken, .readPriceChange(accepted), .done(.priceChange(Kopiykas(61_50))))
    #expect(other.shipment?.deliveryPrice == Kopiykas(61_50))
    #expect(other.shipment?.priceCheck?.changedTo == Kopiykas(61_50))
  }

  @Test func aFailureClaimsNothingAndHoldsNothingUp() {
    for outcome in failures() {
      for step in [Step.readPayout(shipment(.delivered)), .readPriceChange(shipment(.delivered, price: nil))]
      {
        let entry = Scene.entry(.live(shipment(.delivered, price: nil)))
        let next = Scene.advanced(entry, step, outcome)
        #expect(next.retryAt == nil && next.attempts == 0 && next.problems.isEmpty && next.refusal == nil)
        #expect(next.shipment?.payout?.state == nil && next.shipment?.priceCheck?.isAnswered != true)
        #expect((next.shipment?.payout?.asks ?? 0) + (next.shipment?.priceCheck?.asks ?? 0) == 1)
        #expect(
          NoticeBoard(next, order: nil, policy: Scene.noticing(), now: Scene.now + Self.day * 9).notices
            .isEmpty
        )
      }
    }
  }

  @Test func anAnswerAboutAnotherShipmentIsForgotten() {
    var other = shipment(.delivered)
    other.uuid = ShipmentUUID("s-2")
    let entry = Scene.entry(.live(shipment(.delivered)))
    #expect(Scene.advanced(entry, .readPayout(other), .done(.payout(.paidOut))) == entry)
  }

  @Test func howMuchIsCollectedIsKnownFromTheOrderOrFromTheShipment() {
    let order = Scene.order {
      $0.payments = [.init(id: 1, type: "cod", amount: Kopiykas(300_00), isPaid: false)]
    }
    let policy = Scene.noticing { $0.cabinets[0].codPaymentTypes = ["cod"] }
    guard case .plan(let plan) = Planning.make(order, cabinet: policy.cabinets[0]) else {
      Issue.record("no plan")
      return
    }
    #expect(plan.postPay == Kopiykas(300_00))
    var intent = Scene.intent()
    intent.postPay = plan.postPay
    let made = Scene.advanced(
      Scene.entry(.creating(intent)), .findShipment(intent), .done(.found(Scene.receipt())))
    #expect(made.shipment?.postPay == Kopiykas(300_00))
    var receipt = Scene.receipt()
    receipt.postPay = Kopiykas(70_00)
    let old = Scene.intent()
    let found = Scene.advanced(Scene.entry(.creating(old)), .findShipment(old), .done(.found(receipt)))
    #expect(found.shipment?.postPay == Kopiykas(70_00))
    let typed = Step.adopt(Scene.barcode, cabinet: Scene.main.id)
    #expect(
      Scene.advanced(Scene.entry(), typed, .done(.typed(receipt, bearer: nil))).shipment?.postPay
        == Kopiykas(70_00))
    #expect(Scene.advanced(Scene.entry(), typed, .done(.typed(nil, bearer: nil))).shipment?.postPay == nil)
  }

  @Test func noWatchLiesFurtherAheadThanPromised() {
    let policy = Scene.noticing()
    for state in DeliveryState.allCases {
      for passed in [Duration.zero, Self.day * 4, Self.day * 12] {
        let decision = decide(shipment(state, payout: nil), after: passed)
        guard let until = decision.waitsUntil else { continue }
        #expect(until <= Scene.now + passed + policy.longestWatch, "\(state)")
      }
    }
  }
}
