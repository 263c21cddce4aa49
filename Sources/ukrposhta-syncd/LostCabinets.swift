// Cabinets that the ledger has parcels of and the configuration does not name: renamed or taken out while something was under
// way. Nobody has their secrets, so nobody can withdraw those parcels, change them or close their groups; they are only
// followed, with another cabinet's bearer. It is read in the ledger, so it is told without the daemon too.
import Ledger
import Settings
import ShippingCore

/// A cabinet in the JSON of `check` and `status`.
struct LostCabinet: Encodable {
  var cabinet: String
  var parcels: Int

  /// Empty when there is no ledger, or none that this user may read.
  static func all(in ledger: ReadOnlyLedger?, of settings: ServiceSettings) throws -> [LostCabinet] {
    guard let ledger else { return [] }
    let known = Set(settings.cabinets.map(\.policy.id))
    return try ledger.openParcels().filter { !known.contains($0.key) }.sorted { $0.key < $1.key }
      .map { LostCabinet(cabinet: $0.key.rawValue, parcels: $0.value) }
  }

  /// `3 parcels under way are of the cabinet old, which the configuration does not name`
  var text: String {
    let parcels = parcels == 1 ? "1 parcel under way is" : "\(parcels) parcels under way are"
    return "\(parcels) of the cabinet \(cabinet), which the configuration does not name"
  }

  static let cure = "name the cabinet again, by the same key, until its parcels are at their end"

  static func tell(_ cabinets: [LostCabinet]) {
    for cabinet in cabinets {
      print(Terminal.coloured("Without keys", .yellow) + ": \(cabinet.text) → \(cure)")
    }
  }
}

extension UkrposhtaPlace {
  /// What an operator should not overlook; nil for the real one.
  var warning: String? {
    guard case .sandbox = self else { return nil }
    return "ukrposhta.at is Ukrposhta's own test system: the TTNs made there are good for nothing"
  }
}
