// Ledgers outlive releases: a digest that an earlier one stored must not make an order look changed.

import Testing

@testable import ShippingCore

@Suite struct OrderDigestTests {
  /// Worth other amounts than its rounded prices, in a house with parts that the first version did not see.
  private static let order = Scene.order {
    $0.delivery.address.housing = "2"
    $0.delivery.address.notes = "код 25"
    $0.items[0].prices = [.init(price: Kopiykas(1), quantity: $0.items[0].quantity)]
    $0.totalSum = Kopiykas(5)
  }

  private static func live(_ digest: String) -> LedgerEntry {
    Scene.entry(
      .live(
        Scene.shipment {
          $0.planDigest = "what was sent then"
          $0.orderDigest = digest
        }))
  }

  @Test func aDigestOfTheFirstVersionIsReplacedAndNothingRewritten() throws {
    let seen = Self.live(Self.order.shippingDigest(.first)).seeing(
      .order(Self.order), readAt: Scene.now, policy: Scene.policy(), now: Scene.now)
    #expect(seen.shipment?.orderDigest == Self.order.shippingDigest)
    #expect(seen.shipment?.planDigest == "what was sent then")
    // From then on a change of what the first version did not see is a change.
    var changed = Self.order
    changed.delivery.address.housing = "3"
    let next = seen.seeing(.order(changed), readAt: Scene.now, policy: Scene.policy(), now: Scene.now)
    #expect(next.shipment?.orderDigest == Self.order.shippingDigest)
    #expect(changed.shippingDigest != Self.order.shippingDigest)
  }

  @Test func anOrderThatWasChangedMeanwhileIsChanged() {
    var changed = Self.order
    changed.delivery.address.index = "65000"
    let stored = Self.order.shippingDigest(.first)
    let seen = Self.live(stored).seeing(
      .order(changed), readAt: Scene.now, policy: Scene.policy(), now: Scene.now)
    #expect(seen.shipment?.orderDigest == stored)
  }

  @Test func theVersionsDiffer() {
    #expect(Scene.order().shippingDigest(.first) != Scene.order().shippingDigest)
    var parts = Scene.order()
    parts.delivery.address.floor = "3"
    #expect(parts.shippingDigest(.first) == Scene.order().shippingDigest(.first))
  }

  /// What the post charges comes into the order after us; as long as nobody owes more, or less, nothing is changed.
  @Test func thePriceOfTheDeliveryAloneIsNoChange() {
    var dearer = Scene.order()
    dearer.delivery.cost = Kopiykas(64_10)
    #expect(dearer.shippingDigest == Scene.order().shippingDigest)
  }
}
