// Which fields take no value: one order never condemns a field, and nothing is left for ever.
import ShippingCore
import Testing

@testable import SyncEngine

@Suite struct FieldDeskTests {
  private let cabinet = CabinetID("main")
  private let day = Duration.seconds(86_400)
  private static let code = "up_error"

  private func miss(
    _ desk: inout FieldDesk, on order: Int64, held: String? = nil, refused: Bool = false,
    at uptime: Duration = .zero
  ) -> Set<FieldDesk.News> {
    desk.missed(
      Self.code, HeldValue(.text("wanted"), held: held.map { .text($0) }), refused: refused,
      on: OrderID(order), cabinet: cabinet, at: uptime)
  }

  @Test func twoOrdersMakeAFieldLackingForADay() {
    var desk = FieldDesk()
    for _ in 0..<5 { _ = miss(&desk, on: 1) }
    #expect(desk.lacked(by: cabinet, at: .zero).isEmpty)
    #expect(miss(&desk, on: 2) == [.lacking])
    #expect(desk.lacked(by: cabinet, at: day - .seconds(1)) == [Self.code])
    #expect(desk.lacked(by: cabinet, at: day).isEmpty)
    // In doubt one order is enough.
    #expect(miss(&desk, on: 3, at: day).contains(.lacking))
    #expect(desk.lacked(by: cabinet, at: day) == [Self.code])
    #expect(desk.lacked(by: CabinetID("other"), at: day).isEmpty)
  }

  @Test func whatIsTakenAnywhereSpeaksForTheField() {
    var desk = FieldDesk()
    _ = miss(&desk, on: 1)
    desk.took(Self.code, cabinet: cabinet)
    #expect(!miss(&desk, on: 2).contains(.lacking))
    // A field that holds something is there.
    var odd = FieldDesk()
    for order in 1...9 { #expect(!miss(&odd, on: Int64(order), held: "wan").contains(.lacking)) }
  }

  @Test func aValueIsLeftAfterTwoTriesAndARefusalAtOnce() {
    var desk = FieldDesk()
    let order = OrderID(1)
    #expect(miss(&desk, on: 1, held: "&quot;").isEmpty)
    #expect(desk.heldOtherwise(on: order, at: .zero).isEmpty)
    #expect(miss(&desk, on: 1, held: "&quot;") == [.left])
    let left = HeldValue(.text("wanted"), held: .text("&quot;"))
    #expect(desk.heldOtherwise(on: order, at: .zero) == [Self.code: left])
    #expect(miss(&desk, on: 1, held: "&quot;").isEmpty, "told once")
    #expect(desk.heldOtherwise(on: order, at: day).isEmpty)
    var refused = FieldDesk()
    #expect(miss(&refused, on: 1, held: "old", refused: true) == [.left])
    #expect(refused.heldOtherwise(on: order, at: .zero).count == 1)
    refused.doubt(order, cabinets: [cabinet])
    #expect(refused.heldOtherwise(on: order, at: .zero).isEmpty)
  }

  @Test func anOperatorsRetryDoubtsTheCabinetsFields() {
    var desk = FieldDesk()
    _ = miss(&desk, on: 1)
    _ = miss(&desk, on: 2)
    desk.doubt(OrderID(1), cabinets: [cabinet])
    #expect(desk.lacked(by: cabinet, at: .zero).isEmpty)
    #expect(desk.areAllDoubted([Self.code], by: cabinet))
    desk.took(Self.code, on: OrderID(1), cabinet: cabinet)
    #expect(!desk.areAllDoubted([Self.code], by: cabinet))
  }
}
