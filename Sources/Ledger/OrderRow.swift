// One row of `orders`: the entry as JSON and the columns worked out from it. GRDB writes only the columns that differ,
// so that a commit touches only the indexes it has to.
import GRDB
import ShippingCore
import SyncEngine

struct OrderRow: FetchableRecord, PersistableRecord {
  static let databaseTableName = "orders"

  let orderID: Int64
  private var phase: String?
  private var isOpen: Bool
  private var isParked: Bool
  var due: DueSlot
  var writeBack: DueSlot
  private var cabinet: String?
  private var trackingAt: Int64?
  /// Number of the newest line of the journal.
  var lastLine: Int64
  private(set) var entryText: String?

  init(orderID: Int64) {
    self.orderID = orderID
    isOpen = false
    isParked = false
    due = DueSlot(at: nil, mark: 0)
    writeBack = DueSlot(at: nil, mark: 0)
    lastLine = 0
  }

  /// From the columns of `LedgerSQL.order`.
  init(row: Row) throws {
    orderID = try row.decode(atIndex: 0)
    phase = try row.decode(atIndex: 1)
    isOpen = try row.decode(atIndex: 2)
    isParked = try row.decode(atIndex: 3)
    due = DueSlot(at: try row.decode(atIndex: 4), mark: try row.decode(atIndex: 5))
    writeBack = DueSlot(at: try row.decode(atIndex: 6), mark: try row.decode(atIndex: 7))
    cabinet = try row.decode(atIndex: 8)
    trackingAt = try row.decode(atIndex: 9)
    lastLine = try row.decode(atIndex: 10)
    entryText = try row.decode(atIndex: 11)
  }

  func encode(to container: inout PersistenceContainer) {
    container["order_id"] = orderID
    container["phase"] = phase
    container["is_open"] = isOpen
    container["is_parked"] = isParked
    container["due_at"] = due.at
    container["due_mark"] = due.mark
    container["write_back_at"] = writeBack.at
    container["write_back_mark"] = writeBack.mark
    container["cabinet"] = cabinet
    container["tracking_at"] = trackingAt
    container["last_line"] = lastLine
    container["entry"] = entryText
  }

  /// Takes over a changed entry and what can be asked of it.
  mutating func hold(_ entry: LedgerEntry) throws {
    entryText = try JSONText.encode(entry)
    phase = OrderRow.phase(of: entry)
    isOpen = entry.phase != .none || !entry.problems.isEmpty || entry.draft != nil
    isParked = !entry.problems.isEmpty
    cabinet = entry.shipment?.cabinet.rawValue
  }

  /// Tracking is due for the current shipment only, so the mark of an answer has nothing to guard. A parcel that came
  /// to a final state is not asked about again unless the change says when.
  mutating func track(_ schedule: EntryChange.Schedule, from old: Shipment?, to new: Shipment?) {
    guard let new else {
      trackingAt = nil
      return
    }
    if old?.uuid != new.uuid { trackingAt = nil }
    switch schedule {
    case .unchanged:
      if new.tracking.state.isFinal, old?.tracking.state != new.tracking.state { trackingAt = nil }
    case .at(let time):
      trackingAt = min(trackingAt ?? time.milliseconds, time.milliseconds)
    case .answered(_, let next):
      trackingAt = next?.milliseconds
    }
  }

  private static func phase(of entry: LedgerEntry) -> String? {
    switch entry.phase {
    case .none: return nil
    case .creating: return "creating"
    case .live(let shipment): return shipment.tracking.state.isFinal ? nil : "live"
    case .withdrawing: return "withdrawing"
    }
  }
}
