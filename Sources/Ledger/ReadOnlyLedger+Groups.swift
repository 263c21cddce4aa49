// Groups that no manifest closed. A group is forgotten easily: orders that come after the evening's manifest go into another
// one of the same day, and the next day's manifest is about the next day.
import GRDB
public import ShippingCore
public import SyncEngine

/// A group of an earlier day that still holds parcels the post has not got.
public struct OpenGroup: Sendable, Hashable {
  /// Local day of the group: `2026-11-23`.
  public var day: String
  public var cabinet: CabinetID
  public var type: ShipmentType
  public var group: GroupUUID
  public var parcels: Int
}

extension ReadOnlyLedger {
  /// Open groups of days before `today` with the shipments in them that are neither withdrawn nor handed over, oldest
  /// first. Reads every live entry.
  public func openGroups(before today: String) throws(LedgerFailure) -> [OpenGroup] {
    let sql = """
      SELECT g.day, g.cabinet, g.type, g.uuid, count(*)
      FROM orders AS o
      JOIN shipment_groups AS g
        ON g.cabinet = o.cabinet AND g.uuid = json_extract(o.entry, '$.phase.live._0.group')
      WHERE o.phase = 'live' AND g.is_closed = 0 AND g.day < ?
        AND json_extract(o.entry, '$.phase.live._0.tracking.state') = 'created'
        AND json_extract(o.entry, '$.phase.live._0.manifestedAt') IS NULL
      GROUP BY g.day, g.cabinet, g.type, g.uuid ORDER BY g.day, g.cabinet, g.type, g.uuid
      """
    return try read("looking for open groups") { db in
      try Row.fetchAll(db, sql: sql, arguments: [today]).map { row in
        guard let type = ShipmentType(rawValue: try row.decode(atIndex: 2)) else {
          throw LedgerFailure(.corrupt, "table shipment_groups: an unknown type of shipment")
        }
        return OpenGroup(
          day: try row.decode(atIndex: 0), cabinet: CabinetID(try row.decode(String.self, atIndex: 1)),
          type: type, group: GroupUUID(try row.decode(String.self, atIndex: 3)),
          parcels: try row.decode(atIndex: 4))
      }
    }
  }
}
