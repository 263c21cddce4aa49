// What a list says would be done with an order, before anything is: the same as what is then done.
import Testing

@testable import ShippingCore

@Suite struct ProspectTests {
  struct Row: CustomTestStringConvertible, Sendable {
    var name: String
    var view: OrderView = .order(Scene.order())
    var entry: LedgerEntry? = nil
    var policy = Scene.policy()
    var code: String
    var isForDoing = false

    var testDescription: String { name }
  }

  private static func order(_ change: (inout Order) -> Void) -> OrderView { .order(Scene.order(change)) }

  private static var quoting: Policy {
    Scene.policy { policy in
      for index in policy.cabinets.indices { policy.cabinets[index].quote = .netCost }
    }
  }

  static let rows: [Row] = [
    Row(name: "nothing wrong", code: "make", isForDoing: true),
    Row(
      name: "a pause after a failure", entry: Scene.entry { $0.retryAt = Scene.now + .seconds(60) },
      code: "make", isForDoing: true),
    Row(
      name: "a typed TTN", view: order { $0.delivery.data.trackNumber = Scene.barcode.text }, code: "adopt",
      isForDoing: true),
    Row(
      name: "no postcode", view: order { $0.delivery.address.index = nil }, code: "problems", isForDoing: true
    ),
    Row(name: "locked", view: order { $0.delivery.data.isLocked = true }, code: "locked"),
    Row(
      name: "locked, with a price to work out", view: order { $0.delivery.data.isLocked = true },
      policy: quoting, code: "locked"),
    Row(name: "cancelled", view: order { $0.status = "cancel-other" }, code: "cancelled"),
    Row(name: "complete", view: order { $0.status = "complete" }, code: "complete"),
    Row(name: "another carrier", view: order { $0.delivery.typeCode = "courier" }, code: "foreign-delivery"),
    Row(name: "a TTN", entry: Scene.entry(.live(Scene.shipment())), code: "has-ttn"),
    Row(
      name: "being withdrawn", entry: Scene.entry(.withdrawing(Scene.shipment(), mayDelete: true)),
      code: "has-ttn"),
    Row(name: "in doubt", entry: Scene.entry(.creating(Scene.intent())), code: "in-doubt"),
    Row(name: "gone", view: .gone, code: "missing"),
    Row(
      name: "not readable now", view: .unreadable(Failure(.transient, code: "x", message: "")),
      code: "unreadable"),
    Row(
      name: "not readable at all", view: .unreadable(Failure(.terminal, code: "x", message: "")),
      code: "problems", isForDoing: true),
  ]

  /// At a moment in which no cabinet is ready yet: what would be done does not depend on it.
  @Test(arguments: rows) func listsSayWhatWouldBeDone(_ row: Row) {
    for cabinets in [[:], [Scene.main.id: CabinetReadiness(parkedUntil: Scene.now + .seconds(600))]] {
      let prospect = Prospect(
        row.view, order: Scene.id, entry: row.entry, policy: row.policy,
        at: Moment(now: Scene.now, cabinets: cabinets))
      #expect(prospect.code == row.code)
      #expect(prospect.isForDoing == row.isForDoing)
    }
  }
}
