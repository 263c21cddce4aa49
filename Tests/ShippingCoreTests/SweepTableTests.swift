// What to do with a shipment that a group lists, as the whole product of what the ledger holds, how old the shipment's key
// is against that, and how far the parcel has come. DispositionTests tells the same in stories.
import ShippingCore
import Testing

@Suite struct SweepTableTests {
  enum Holding: CaseIterable {
    /// The ledger never heard of the order.
    case unheard
    case nothing
    /// Parts for another attempt at the generation of the entry, or for the next generation.
    case partsOfThis, partsOfNext
    case doubt, living, withdrawing
  }

  enum Age: CaseIterable { case olderGeneration, olderAttempt, same, newerAttempt, newerGeneration }

  struct Listed {
    var holding: Holding
    var age: Age
    /// The very shipment that the entry holds.
    var isIt: Bool
    var isRetired: Bool
    var lifecycle: Lifecycle

    var isHeld: Bool { holding == .living || holding == .withdrawing }
    var isNewer: Bool { age == .newerGeneration || age == .newerAttempt }
  }

  static var listed: [Listed] {
    Holding.allCases.flatMap { holding in
      Age.allCases.flatMap { age in
        [true, false].flatMap { isIt in
          [true, false].flatMap { isRetired in
            [Lifecycle.created, .beyond("REGISTERED"), .gone].map {
              Listed(holding: holding, age: age, isIt: isIt, isRetired: isRetired, lifecycle: $0)
            }
          }
        }
      }
    }
  }

  static var table: TotalTable<Listed> {
    var table = TotalTable<Listed>()
    table.impossible("an order the ledger never heard of has nothing to compare with") {
      $0.holding == .unheard && ($0.age != .same || $0.isIt || $0.isRetired)
    }
    table.impossible("only an entry that holds a shipment can hold this one") { $0.isIt && !$0.isHeld }
    table.row("gone", "known") { $0.lifecycle == .gone }
    table.row("never heard of", "adopt") { $0.holding == .unheard }
    table.row("the very one", "known") { $0.isIt }
    table.row("the one in doubt", "known") { $0.holding == .doubt && $0.age == .same }
    table.row("newer than the doubt", "adopt") { $0.holding == .doubt && $0.isNewer }
    table.row("newer than what lives", "adoptIfCurrentIsGone") { $0.isHeld && $0.age == .newerGeneration }
    table.row("retired, still free", "delete") {
      $0.isRetired && !$0.isHeld && $0.holding != .doubt && $0.lifecycle == .created
    }
    table.row("retired, at the post", "alarm") { $0.isRetired && !$0.isHeld && $0.holding != .doubt }
    table.row("made after the backup", "adopt") {
      !$0.isHeld && $0.holding != .doubt && $0.age == .newerGeneration
    }
    table.row("given up as lost", "adopt") { $0.holding == .partsOfThis && $0.age != .olderGeneration }
    table.row("superfluous, still free", "delete") { $0.lifecycle == .created }
    table.row("superfluous, at the post", "alarm") { _ in true }
    return table
  }

  private static let thisAttempt = Scene.key(2, 2)

  private static func key(_ age: Age) -> ShipmentKey {
    switch age {
    case .olderGeneration: return Scene.key(1, 9)
    case .olderAttempt: return Scene.key(2, 1)
    case .same: return thisAttempt
    case .newerAttempt: return Scene.key(2, 3)
    case .newerGeneration: return Scene.key(3, 1)
    }
  }

  /// nil for what cannot be written down.
  private static func entry(_ listed: Listed) -> LedgerEntry?? {
    if listed.holding == .unheard {
      return listed.age == .same && !listed.isIt && !listed.isRetired ? .some(nil) : nil
    }
    if listed.isIt, !listed.isHeld { return nil }
    let held = Scene.shipment { $0.uuid = ShipmentUUID(listed.isIt ? "s-1" : "s-2") }
    let phase: LedgerEntry.Phase
    switch listed.holding {
    case .unheard, .nothing, .partsOfThis, .partsOfNext: phase = .none
    case .doubt: phase = .creating(Scene.intent(2, 2))
    case .living: phase = .live(held)
    case .withdrawing: phase = .withdrawing(held, mayDelete: true)
    }
    return Scene.entry(phase, generation: 2) { entry in
      if listed.holding == .partsOfThis { entry.draft = LedgerEntry.Draft(key: thisAttempt, digest: "") }
      if listed.holding == .partsOfNext { entry.draft = LedgerEntry.Draft(key: Scene.key(3, 1), digest: "") }
      if listed.isRetired { entry.retiredBarcodes = [Scene.barcode] }
    }
  }

  @Test func everyShipmentOfAGroupHasARow() {
    #expect(Self.listed.count == 7 * 5 * 2 * 2 * 3)
    let faults = Self.table.faults(Self.listed) { listed in
      guard let entry = Self.entry(listed) else { return nil }
      let receipt = Scene.receipt(lifecycle: listed.lifecycle)
      return "\(disposition(of: receipt, key: Self.key(listed.age), entry: entry))"
    }
    #expect(faults.prefix(10) == [])
  }

  /// The tables prove nothing unless they find each kind of fault.
  @Test func aTableFindsItsFaults() {
    var table = TotalTable<Int>()
    table.row("one", "1") { $0 == 1 }
    table.impossible("no four") { $0 == 4 }
    table.row("never", "-") { $0 == 9 }
    table.row("two", "2") { $0 == 2 }
    let faults = table.faults([1, 2, 3, 4]) { $0 == 2 ? nil : $0 == 1 ? "x" : "\($0)" }
    #expect(
      faults == [
        "one: x, not 1: 1", "two: cannot be made: 2", "in no row: 3",
        "called impossible, and is 4: 4", "no combination reaches the row: never",
      ])
  }
}
