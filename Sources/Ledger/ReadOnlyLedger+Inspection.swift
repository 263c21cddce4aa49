// What the operator's verbs ask of the ledger and the engine never does: lists, one order's due times, an order by its
// number. None of it is bound to be quick, so none of it is in `LedgerSQL`; all of it is read page by page.
import GRDB
public import ShippingCore
public import SyncEngine

/// When which loop looks at an order next; nil = not before something changes.
public struct OrderSchedule: Sendable, Hashable {
  public var order: Instant?
  public var writeBack: Instant?
  public var tracking: Instant?

  public var isEmpty: Bool { order == nil && writeBack == nil && tracking == nil }
}

/// Which entries a list shows.
public struct EntryFilter: Sendable, Hashable {
  public enum Phase: String, Sendable, CaseIterable {
    /// No shipment, none on the way.
    case none
    case inDoubt = "in-doubt"
    case live
    case withdrawing
    /// The parcel is in its final state.
    case done
  }

  public var phase: Phase?
  public var cabinet: CabinetID?
  /// Only entries with a problem.
  public var hasProblem = false

  public init() {}
}

extension ReadOnlyLedger {
  /// How many parcels are under way, or creates in doubt, by cabinet.
  public func openParcels() throws(LedgerFailure) -> [CabinetID: Int] {
    try read("counting parcels") { db in
      let sql = """
        SELECT ifnull(cabinet, json_extract(entry, '$.phase.creating._0.cabinet')) AS owner, count(*)
        FROM orders WHERE phase IS NOT NULL GROUP BY owner
        """
      var parcels: [CabinetID: Int] = [:]
      for row in try Row.fetchAll(db, sql: sql) {
        guard let cabinet = try row.decode(String?.self, atIndex: 0) else { continue }
        parcels[CabinetID(cabinet)] = try row.decode(atIndex: 1)
      }
      return parcels
    }
  }

  /// nil for an order that the ledger has no row for.
  public func schedule(of order: OrderID) throws(LedgerFailure) -> OrderSchedule? {
    try read("reading due times") { db in
      let sql = "SELECT due_at, write_back_at, tracking_at FROM orders WHERE order_id = ?"
      guard let row = try Row.fetchOne(db, sql: sql, arguments: [order.rawValue]) else { return nil }
      func time(_ index: Int) throws -> Instant? {
        try row.decode(Int64?.self, atIndex: index).map { Instant(milliseconds: $0) }
      }
      return OrderSchedule(order: try time(0), writeBack: try time(1), tracking: try time(2))
    }
  }

  /// Orders that people call by this number, at most `limit`. Reads every entry.
  public func orders(numbered number: String, limit: Int) throws(LedgerFailure) -> [OrderID] {
    try read("looking for a number") { db in
      let sql = """
        SELECT order_id FROM orders WHERE entry IS NOT NULL AND json_extract(entry, '$.number') = ?
        ORDER BY order_id LIMIT ?
        """
      return try Int64.fetchAll(db, sql: sql, arguments: [number, max(limit, 0)]).map { OrderID($0) }
    }
  }

  /// A page of the entries that fit, ascending, of orders above `after`.
  public func entries(
    _ filter: EntryFilter, after: OrderID?, limit: Int
  ) throws(LedgerFailure) -> [LedgerEntry] {
    var conditions = ["order_id > ?", "entry IS NOT NULL"]
    var arguments: StatementArguments = [after?.rawValue ?? .min]
    switch filter.phase {
    case .live: conditions.append("phase = 'live'")
    case .inDoubt: conditions.append("phase = 'creating'")
    case .withdrawing: conditions.append("phase = 'withdrawing'")
    // An entry without a shipment has no cabinet.
    case .none?: conditions.append("phase IS NULL AND cabinet IS NULL")
    case .done: conditions.append("phase IS NULL AND cabinet IS NOT NULL")
    case nil: break
    }
    if filter.hasProblem { conditions.append("is_parked = 1") }
    if let cabinet = filter.cabinet {
      // A create in doubt has its cabinet in the intent alone.
      conditions.append("ifnull(cabinet, json_extract(entry, '$.phase.creating._0.cabinet')) = ?")
      arguments += [cabinet.rawValue]
    }
    arguments += [max(limit, 0)]
    let sql = """
      SELECT order_id, entry FROM orders WHERE \(conditions.joined(separator: " AND "))
      ORDER BY order_id LIMIT ?
      """
    let bound = arguments
    return try read("reading entries") { db in
      try Row.fetchAll(db, sql: sql, arguments: bound).map { row in
        try memo.entry(from: row.decode(atIndex: 1), order: row.decode(atIndex: 0))
      }
    }
  }
}
