// The sums of a manifest: a sum is said when all of it is known, and not otherwise.
import ShippingCore
import Testing

@testable import SyncEngine

@Suite struct ManifestTests {
  private static func receipt(_ change: (inout Receipt) -> Void) throws -> Receipt {
    var receipt = Receipt(
      uuid: ShipmentUUID("s"), barcode: try #require(Barcode("0500113014256")), deliveryPrice: Kopiykas(45_00)
    )
    change(&receipt)
    return receipt
  }

  private static func report(_ receipts: [Receipt]) -> ManifestReport {
    let group = ShipmentGroup(uuid: GroupUUID("g"), name: "syncd", type: .standard)
    var report = ManifestReport(cabinet: CabinetID("main"), day: "2026-11-23", group: group)
    report.count(receipts)
    return report
  }

  @Test func aSumIsSaidWhenAllOfItIsKnown() throws {
    let known = try Self.receipt {
      $0.declaredPrice = Kopiykas(500_00)
      $0.postPay = Kopiykas(100_00)
    }
    let whole = Self.report([known, known])
    #expect(whole.shipments == 2 && whole.declaredPrice == Kopiykas(1000_00))
    #expect(whole.postPay == Kopiykas(200_00) && whole.deliveryPrice == Kopiykas(90_00))
    let silent = Self.report([known, try Self.receipt { $0.deliveryPrice = nil }])
    #expect(silent.declaredPrice == nil && silent.deliveryPrice == nil)
    #expect(silent.postPay == Kopiykas(100_00), "without cash on delivery there is none")
  }
}
