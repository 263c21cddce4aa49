// Labels of a shipment that was withdrawn or changed: out of the spool first, then from the order's files, and whatever the
// CRM says of it keeps nothing else from being done.

import ShippingCore
import Testing

@Suite struct VoidLabelTests {
  private static let policy = Scene.policy { $0.cabinets[0].attachesLabel = true }

  /// Its shipment was just deleted.
  private static func withdrawn() -> LedgerEntry {
    let shipment = Scene.shipment { $0.attachment = ErrandScene.attached }
    let entry = Scene.entry(.withdrawing(shipment, mayDelete: true))
    return Scene.advanced(entry, .deleteShipment(shipment), .done(.deleted), policy: policy)
  }

  private func decide(_ entry: LedgerEntry, after seconds: Int64 = 0) -> Decision {
    Scene.decide(
      .order(Scene.order { $0.delivery.data.isLocked = true }), entry, policy: Self.policy,
      at: Scene.moment { $0.now = Scene.now + .seconds(seconds) })
  }

  private func advanced(_ entry: LedgerEntry, _ outcome: Outcome<StepValue>) throws -> LedgerEntry {
    Scene.advanced(entry, try #require(decide(entry).step), outcome, policy: Self.policy)
  }

  @Test func theyLeaveTheSpoolAndThenTheOrder() throws {
    var entry = Self.withdrawn()
    var words: [String] = []
    for _ in 0..<4 {
      words.append(decide(entry).word)
      guard decide(entry).step != nil else { break }
      entry = try advanced(entry, .done(.errand(.removed)))
    }
    #expect(words == ["remove-labels", "delete-file", "settle"])
    #expect(entry.voidLabels == nil)
  }

  @Test func aSpoolThatRefusesIsTriedOnce() throws {
    let entry = try advanced(Self.withdrawn(), .unsent(Scene.failure(.transient)))
    #expect(entry.voidLabels?.files == [])
    #expect(decide(entry).word == "delete-file")
  }

  @Test func aCRMThatIsDownIsAskedAgainAndHoldsUpNothing() throws {
    let entry = try advanced(Self.withdrawn(), .done(.errand(.removed)))
    let down = try advanced(entry, .unknown(Scene.failure(.ambiguous)))
    #expect(decide(down).word == "settle")
    #expect(Scene.decide(.order(Scene.order()), down, policy: Self.policy).word == "create-address")
    #expect(decide(down, after: 61).word == "delete-file")
    let refused = try advanced(entry, .refused(Scene.failure(.terminal)))
    #expect(refused.voidLabels == nil, "it was asked once, and may not")
  }

  @Test func triesAreBounded() throws {
    var entry = try advanced(Self.withdrawn(), .done(.errand(.removed)))
    var tries = 0
    while let errand = entry.voidLabels?.attached.first, tries < 100 {
      tries += 1
      let now = entry.voidLabels?.retry?.at ?? Scene.now
      entry = Scene.advanced(
        entry, .errand(.deleteFile(errand, cabinet: Scene.main.id)), .unknown(Scene.failure(.ambiguous)),
        policy: Self.policy, now: now)
    }
    #expect(tries == 16)
  }
}
