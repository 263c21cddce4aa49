// The rules of the two questions behind notices: whether the collected money was paid out, whether the office charges
// another price. Both are about the own contract's shipments only.
import Sandbox
import ShippingCore
import SyncEngine
import Testing

extension CarrierConformance {
  static let inquiries: [Rule] = [
    Rule("a payout is known from the delivery on, and ends with the money paid out") { bench in
      bench.offices { post, _ in post.habits.payoutMilliseconds = 3_600_000 }
      let desk = try await Desk(bench)
      let recipient = try await desk.recipient("key-1")
      let plan = try Sample.plan(.company, postPay: Kopiykas(499_50))
      let made = try await desk.create("key-1", for: recipient, plan: plan).value()
      #expect(made.postPay == Kopiykas(499_50))
      #expect(try await desk.carrier.shipment(barcode: made.barcode).value()?.postPay == Kopiykas(499_50))
      #expect(try await desk.carrier.payout(of: made.barcode).value() == nil)
      try bench.offices { try $0.accept(barcode: made.barcode.text, at: $1) }
      #expect(try await desk.carrier.payout(of: made.barcode).value() == nil)
      try bench.offices { try $0.event(barcode: made.barcode.text, code: 41000, reason: 2, at: $1) }
      #expect(try await desk.carrier.payout(of: made.barcode).value() == .ready)
      bench.offices { post, _ in post.habits.awaitedPayout = "ZZ" }
      #expect(try await desk.carrier.payout(of: made.barcode).value() == .other)
      bench.clock.advance(.seconds(3700))
      #expect(try await desk.carrier.payout(of: made.barcode).value() == .paidOut)
      #expect(try await bench.carrier(.person).payout(of: made.barcode).value() == nil)
    },
    Rule("a parcel without cash on delivery, and one nobody knows, has no payout") { bench in
      let desk = try await Desk(bench)
      let made = try await desk.ship("key-1")
      #expect(made.postPay == .zero)
      try bench.offices { try $0.accept(barcode: made.barcode.text, at: $1) }
      try bench.offices { try $0.event(barcode: made.barcode.text, code: 41000, reason: 2, at: $1) }
      #expect(try await desk.carrier.payout(of: made.barcode).value() == nil)
      #expect(try await desk.carrier.payout(of: Sample.strangeBarcode()).value() == nil)
    },
    Rule("a price that the office changed is said to be, in whatever shape, and stands in the shipment") {
      bench in
      for shape in PostHabits.Verdict.allCases {
        bench.offices { post, _ in post.habits.priceVerdict = shape }
        let desk = try await Desk(bench)
        let made = try await desk.ship("key-1")
        #expect(try await desk.carrier.isPriceChanged(of: made.barcode).value() == false, "\(shape)")
        try bench.offices { post, now in
          try post.accept(barcode: made.barcode.text, at: now)
          try post.reweigh(barcode: made.barcode.text, grams: 12_000)
        }
        #expect(try await desk.carrier.isPriceChanged(of: made.barcode).value() == true, "\(shape)")
        let price = try await desk.carrier.shipment(barcode: made.barcode).value()?.deliveryPrice
        #expect(try #require(price) > (made.deliveryPrice ?? .zero), "\(shape)")
      }
    },
    Rule("of another contract's shipment, and of none, no price is said") { bench in
      let desk = try await Desk(bench)
      let made = try await desk.ship("key-1")
      let stranger = bench.carrier(.entrepreneur)
      #expect(await stranger.isPriceChanged(of: made.barcode).ending == .refused(.terminal, .call))
      let nobody = try Sample.strangeBarcode()
      #expect(await desk.carrier.isPriceChanged(of: nobody).ending == .refused(.terminal, .call))
    },
  ]
}
