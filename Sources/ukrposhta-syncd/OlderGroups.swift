// What `manifest` and `status` tell of groups that nobody closed: those of earlier days with parcels that are still to be
// handed over. It is read in the ledger, so it is there without the daemon too.
import Ledger
import ShippingCore
import SyncEngine

/// A group in the JSON of `status`.
struct OlderGroup: Encodable {
  var day: String
  var cabinet: String
  var type: String
  var parcels: Int

  /// Empty when there is no ledger, or none that this user may read: then nobody is told, and what was asked is done.
  static func all(in ledger: ReadOnlyLedger?, cabinet: String? = nil) throws -> [OlderGroup] {
    guard let ledger, let zone = LocalZone("Europe/Kyiv") ?? LocalZone("Europe/Kiev") else { return [] }
    return try ledger.openGroups(before: zone.day(of: WallTime.now()))
      .filter { cabinet == nil || $0.cabinet.rawValue == cabinet }
      .map {
        OlderGroup(
          day: $0.day, cabinet: $0.cabinet.rawValue, type: $0.type.rawValue, parcels: $0.parcels)
      }
  }

  /// `2026-11-23 cabinet main, 3 parcels: manifest --day 2026-11-23`
  var text: String {
    "\(day) cabinet \(cabinet), \(parcels) parcel\(parcels == 1 ? "" : "s"): manifest --day \(day)"
  }

  static func tell(_ groups: [OlderGroup]) {
    guard !groups.isEmpty else { return }
    print("\nolder groups still open:")
    for group in groups { print("  \(group.text)") }
  }
}
