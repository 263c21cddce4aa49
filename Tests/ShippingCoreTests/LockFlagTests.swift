// Whether an order of a plain cabinet whose new orders wait for a manager is locked, by what its flag says and what was seen
// of it before. A row is one habit of a CRM or one gesture.
import Testing

@testable import ShippingCore

@Suite struct LockFlagTests {
  private static let code = CustomFieldCodes().code(CardField.doNotSync)
  private static let policy = Scene.policy {
    $0.cabinets[0].mode = .plain
    $0.cabinets[0].isLockedByDefault = true
  }

  private static func order(_ flag: FieldValue?, _ change: (inout Order) -> Void = { _ in }) -> Order {
    Scene.order {
      $0.delivery.integrationCode = nil
      $0.delivery.data = Order.DeliveryData()
      $0.customFields[code] = flag
      change(&$0)
    }.projected(for: policy)
  }

  private static func entry(seen: Bool, made: Bool = false) -> LedgerEntry {
    var entry = LedgerEntry(orderID: Scene.order().id, site: Scene.order().site)
    if seen { entry.lockFlagSeen = code }
    if made { entry.phase = .live(Scene.shipment()) }
    return entry
  }

  private static func isLocked(_ order: Order, _ entry: LedgerEntry) -> Bool {
    Wanted(.order(order), entry: entry, policy: policy, now: Instant(milliseconds: 0)) == .none(.locked)
  }

  @Test func theFlagIsObeyedOnceItWasSeenSet() {
    let values: [FieldValue?] = [nil, .flag(false), .text("0"), .text("")]
    for value in values {
      let untouched = Self.order(value)
      #expect(Self.isLocked(untouched, Self.entry(seen: false)), "\(String(describing: value))")
      #expect(!Self.isLocked(untouched, Self.entry(seen: true)), "\(String(describing: value))")
      // What was made was asked for.
      #expect(!Self.isLocked(untouched, Self.entry(seen: false, made: true)), "\(String(describing: value))")
    }
    for value in [FieldValue.flag(true), .text("1"), .number(1)] {
      for (seen, made) in [(false, false), (true, false), (false, true)] {
        #expect(Self.isLocked(Self.order(value), Self.entry(seen: seen, made: made)))
      }
    }
  }

  @Test func theCardIsGivenTheFlagOnce() throws {
    let fresh = Self.entry(seen: false)
    let order = Self.order(.flag(false))
    let showing = try #require(Showing(order, entry: fresh, policy: Self.policy))
    #expect(showing.edit(order).customFields == [Self.code: .flag(true)])
    let shown = Self.order(.text("1"))
    #expect(showing.isShown(by: shown, withStatus: true))
    #expect(Showing(shown, entry: fresh, policy: Self.policy) == nil)
    var seen = fresh
    seen.noteLockFlag(of: shown, policy: Self.policy)
    #expect(seen.lockFlagSeen == Self.code)
    #expect(Showing(order, entry: seen, policy: Self.policy) == nil)
  }

  /// Nobody is told to wait for what will never be sent, and a flag of another cabinet's field says nothing here.
  @Test func ordersThatGetNoFlag() {
    let fresh = Self.entry(seen: false)
    #expect(Showing(Self.order(nil) { $0.status = "cancel-other" }, entry: fresh, policy: Self.policy) == nil)
    #expect(
      Showing(Self.order(nil) { $0.delivery.typeCode = "courier" }, entry: fresh, policy: Self.policy) == nil)
    var open = Self.policy
    open.cabinets[0].isLockedByDefault = false
    #expect(Showing(Self.order(nil), entry: fresh, policy: open) == nil)
    var elsewhere = fresh
    elsewhere.lockFlagSeen = "other_do_not_sync"
    #expect(Self.isLocked(Self.order(nil), elsewhere))
  }
}
