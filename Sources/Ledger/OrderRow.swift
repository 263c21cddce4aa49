// One row of `orders`: the entry as JSON and the columns worked out from it. Only the columns that differ are
// written, so that a commit touches only the indexes it has to. (GRDB's own records do the same, at twice the
// price of the statement itself; this is the one row that is written several times in every order's life.)
import GRDB
import ShippingCore
import SyncEngine

struct OrderRow: FetchableRecord {
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

  /// `old` is the row as it is in the table, nil when it is not there. The statements are few (as many as
  /// there are kinds of change) and stay prepared.
  func save(_ db: Database, replacing old: OrderRow?) throws {
    let before = old ?? OrderRow(orderID: orderID)
    var columns: [String] = []
    var values: [(any DatabaseValueConvertible)?] = []
    func add<Value: DatabaseValueConvertible & Equatable>(_ column: String, _ old: Value?, _ new: Value?) {
      guard old != new else { return }
      columns.append(column)
      values.append(new)
    }
    add("phase", before.phase, phase)
    add("is_open", before.isOpen, isOpen)
    add("is_parked", before.isParked, isParked)
    add("due_at", before.due.at, due.at)
    add("due_mark", before.due.mark, due.mark)
    add("write_back_at", before.writeBack.at, writeBack.at)
    add("write_back_mark", before.writeBack.mark, writeBack.mark)
    add("cabinet", before.cabinet, cabinet)
    add("tracking_at", before.trackingAt, trackingAt)
    add("last_line", before.lastLine, lastLine)
    add("entry", before.entryText, entryText)
    let sql: String
    if old == nil {
      let names = (columns + ["order_id"]).joined(separator: ", ")
      let marks = Array(repeating: "?", count: columns.count + 1).joined(separator: ", ")
      sql = "INSERT INTO orders (\(names)) VALUES (\(marks))"
    } else if columns.isEmpty {
      return
    } else {
      sql = "UPDATE orders SET \(columns.joined(separator: " = ?, ")) = ? WHERE order_id = ?"
    }
    values.append(orderID)
    try db.cachedStatement(sql: sql).execute(arguments: StatementArguments(values))
  }

  /// Takes over a changed entry and what can be asked of it; returns the entry's text.
  mutating func hold(_ entry: LedgerEntry) throws -> String {
    let text = try JSONText.encode(entry)
    entryText = text
    phase = OrderRow.phase(of: entry)
    isOpen = phase != nil || !entry.problems.isEmpty || entry.draft != nil
    isParked = !entry.problems.isEmpty
    cabinet = entry.shipment?.cabinet.rawValue
    return text
  }

  /// Tracking is due for the current shipment only, so the mark of an answer has nothing to guard. A parcel
  /// that came to a final state is not asked about again unless the change says when.
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

  /// Which of the columns does not follow from the entry; nil when all do.
  func contradiction(to entry: LedgerEntry) throws -> String? {
    var again = self
    _ = try again.hold(entry)
    if again.phase != phase { return "phase" }
    if again.isOpen != isOpen { return "is_open" }
    if again.isParked != isParked { return "is_parked" }
    return again.cabinet != cabinet ? "cabinet" : nil
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
