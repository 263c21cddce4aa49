// One order as `list` and `explain` print it, for people and as JSON: all of it from the ledger, which holds no name, phone
// or address but for what Ukrposhta may have quoted in a refusal; that is masked unless it was asked for.
import Ledger
import ShippingCore
import SyncEngine

struct EntryReport: Encodable {
  var order: Int64
  var number: String?
  var site: String
  /// `none`, `in-doubt`, `live`, `withdrawing`, `done`.
  var phase: String
  var cabinet: String?
  var barcode: String?
  var state: String?
  var stateSince: String?
  var event: Int?
  var label: String?
  var generation: Int
  /// Codes of what a person has to mend.
  var problems: [String]
  /// What Ukrposhta refused last, in its own words, as far as they are shown.
  var refusal: String?
  /// What the last look at an order without a TTN came to.
  var decision: String?
  var attempts: Int
  var retryAt: String?
  var seenAt: String?
  var withdrawnBarcodes: [String]
  /// When its personal data were removed.
  var forgottenAt: String?

  init(_ entry: LedgerEntry) { self.init(entry, personal: false) }

  init(_ entry: LedgerEntry, personal: Bool) {
    order = entry.orderID.rawValue
    number = entry.number
    site = entry.site
    phase = EntryReport.phase(of: entry).rawValue
    if case .creating(let intent) = entry.phase { cabinet = intent.cabinet.rawValue }
    if let shipment = entry.shipment {
      cabinet = shipment.cabinet.rawValue
      barcode = shipment.barcode.text
      state = shipment.tracking.state.rawValue
      stateSince = shipment.tracking.since.forPrograms
      event = shipment.tracking.event?.code
      label = shipment.label
    }
    generation = entry.generation
    problems = entry.problems.map(\.code.rawValue)
    refusal = entry.refusal.map { personal ? $0.failure.shown : Discretion.masked($0.failure.shown) }
    forgottenAt = entry.forgottenAt?.forPrograms
    decision = entry.prospect
    attempts = entry.attempts
    retryAt = entry.retryAt?.forPrograms
    seenAt = entry.seenAt?.forPrograms
    withdrawnBarcodes = entry.retiredBarcodes.map(\.text)
  }

  static func phase(of entry: LedgerEntry) -> EntryFilter.Phase {
    switch entry.phase {
    case .none: return .none
    case .creating: return .inDoubt
    case .live(let shipment): return shipment.tracking.state.isFinal ? .done : .live
    case .withdrawing: return .withdrawing
    }
  }
}
