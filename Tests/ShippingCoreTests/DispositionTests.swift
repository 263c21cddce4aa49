// What to do with a shipment that a group lists: against a ledger that knows it, one that was restored from a backup,
// and one that never heard of the order.

import ShippingCore
import Testing

@Suite struct DispositionTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var key: ShipmentKey
    var entry: LedgerEntry?
    /// While it is CREATED, and after hand-over.
    var created: Disposition
    var beyond: Disposition

    init(
      _ name: String, _ key: ShipmentKey, _ entry: LedgerEntry?, _ created: Disposition,
      _ beyond: Disposition? = nil
    ) {
      testDescription = name
      self.key = key
      self.entry = entry
      self.created = created
      self.beyond = beyond ?? (created == .delete ? .alarm : created)
    }
  }

  private static func none(_ generation: Int, draft: ShipmentKey? = nil, retired: [Barcode] = [])
    -> LedgerEntry
  {
    Scene.entry(.none, generation: generation) {
      $0.draft = draft.map { LedgerEntry.Draft(key: $0, digest: "") }
      $0.retiredBarcodes = retired
    }
  }

  private static func live(_ uuid: String, _ generation: Int = 1) -> LedgerEntry {
    Scene.entry(.live(Scene.shipment { $0.uuid = ShipmentUUID(uuid) }), generation: generation)
  }

  private static func withdrawing(_ uuid: String, _ generation: Int = 1) -> LedgerEntry {
    Scene.entry(
      .withdrawing(Scene.shipment { $0.uuid = ShipmentUUID(uuid) }, mayDelete: true), generation: generation)
  }

  private static func creating(_ generation: Int, _ attempt: Int) -> LedgerEntry {
    Scene.entry(.creating(Scene.intent(generation, attempt)), generation: generation)
  }

  /// The shipment listed is always `s-1`.
  static let rows: [Row] = [
    Row("an order the ledger never heard of", Scene.key(2, 1), nil, .adopt),
    Row("the live one", Scene.key(1, 1), live("s-1"), .known),
    Row("the one being withdrawn", Scene.key(1, 1), withdrawing("s-1"), .known),
    Row("a lost attempt of the live generation", Scene.key(1, 1), live("s-2"), .delete),
    Row("an older generation", Scene.key(1, 1), live("s-2", 2), .delete),
    Row("a newer generation than the live one", Scene.key(2, 1), live("s-2"), .adoptIfCurrentIsGone),
    Row("a newer one while withdrawing", Scene.key(2, 1), withdrawing("s-2"), .adoptIfCurrentIsGone),
    Row("an older one while withdrawing", Scene.key(1, 1), withdrawing("s-2", 2), .delete),
    Row("the one in doubt", Scene.key(1, 1), creating(1, 1), .known),
    Row("an earlier attempt than the doubt", Scene.key(1, 1), creating(1, 2), .delete),
    Row("an earlier generation than the doubt", Scene.key(1, 9), creating(2, 1), .delete),
    Row("a newer attempt than the doubt", Scene.key(1, 3), creating(1, 2), .adopt),
    Row("a newer generation than the doubt", Scene.key(2, 1), creating(1, 5), .adopt),
    Row("given up as lost, nothing new yet", Scene.key(1, 1), none(1, draft: Scene.key(1, 2)), .adopt),
    Row("refused as far as we knew", Scene.key(1, 1), none(1, draft: Scene.key(1, 1)), .adopt),
    Row("parts of the first being made", Scene.key(1, 1), none(0, draft: Scene.key(1, 1)), .adopt),
    Row("parts of the next being made", Scene.key(1, 1), none(1, draft: Scene.key(2, 1)), .delete),
    Row("made after the backup", Scene.key(3, 1), none(2), .adopt),
    Row("made after the backup, parts at hand", Scene.key(3, 1), none(1, draft: Scene.key(2, 1)), .adopt),
    Row("withdrawn, but still there", Scene.key(2, 1), none(2, retired: [Scene.barcode]), .delete),
    Row("withdrawn, though the key is newer", Scene.key(3, 1), none(2, retired: [Scene.barcode]), .delete),
    Row("of a withdrawn generation", Scene.key(2, 1), none(2, retired: [Scene.otherBarcode]), .delete),
    Row("an empty entry", Scene.key(1, 1), none(0), .adopt),
  ]

  @Test(arguments: rows) func everyShipmentOfAGroup(_ row: Row) {
    #expect(disposition(of: Scene.receipt(), key: row.key, entry: row.entry) == row.created)
    let beyond = Scene.receipt(lifecycle: .beyond("REGISTERED"))
    #expect(disposition(of: beyond, key: row.key, entry: row.entry) == row.beyond)
    let gone = Scene.receipt(lifecycle: .gone)
    #expect(disposition(of: gone, key: row.key, entry: row.entry) == .known)
  }

  /// Whatever is adopted must be allowed to be written, and be known the next time.
  @Test(arguments: rows.filter { $0.created == .adopt }) func whatIsAdoptedIsKnownThen(_ row: Row) {
    let receipt = Scene.receipt()
    let before = row.entry ?? Scene.entry()
    let next = adopting(
      receipt, key: row.key, cabinet: Scene.main.id, deliveryType: Scene.main.deliveryType,
      group: Scene.group,
      entry: before, now: Scene.now)
    #expect(Invariants.violation(from: row.entry, to: next) == nil)
    #expect(disposition(of: receipt, key: row.key, entry: next) == .known)
    #expect(next.generation == row.key.generation)
    #expect(next.shipment?.deliveryType == Scene.main.deliveryType)
    #expect(next.shipment?.deliveryPrice == receipt.deliveryPrice)
    #expect(next.draft == nil && next.retryAt == nil && next.attempts == 0)
  }

  @Test func aNewerOneIsTakenOnceTheCurrentOneIsGone() {
    let before = Self.live("s-2")
    let current = Scene.shipment { $0.uuid = ShipmentUUID("s-2") }
    let retired = Scene.advanced(before, .readLifecycle(current), .done(.lifecycle(.gone)))
    var receipt = Scene.receipt(barcode: Scene.otherBarcode)
    receipt.deliveryPrice = nil
    #expect(disposition(of: receipt, key: Scene.key(2, 1), entry: retired) == .adopt)
    let next = adopting(
      receipt, key: Scene.key(2, 1), cabinet: Scene.main.id, deliveryType: nil, group: Scene.group,
      entry: retired, now: Scene.now)
    #expect(Invariants.violation(from: retired, to: next) == nil)
    #expect(next.retiredBarcodes == [Scene.barcode])
    // In one go it would be a live shipment replaced by another.
    #expect(Invariants.violation(from: before, to: next) != nil)
  }
}
