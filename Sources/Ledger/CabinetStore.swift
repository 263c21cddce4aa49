// What was made once for a whole cabinet: its sender at Ukrposhta and the groups of the days.
import GRDB
import ShippingCore
import SyncEngine

struct CabinetStore {
  /// The newest groups of a cabinet that are kept: four types a day for a quarter of a year. An intent names
  /// its group itself, so a forgotten group loses no shipment.
  static let groupsLimit = 400

  let db: Database

  func sender(_ cabinet: CabinetID) throws -> SenderRecord? {
    let statement = try db.cachedStatement(sql: LedgerSQL.sender)
    guard let row = try Row.fetchOne(statement, arguments: [cabinet.rawValue]) else { return nil }
    return SenderRecord(
      cabinet: cabinet, digest: try row.decode(atIndex: 0),
      client: ClientUUID(try row.decode(String.self, atIndex: 1)))
  }

  func save(_ sender: SenderRecord) throws {
    try db.cachedStatement(sql: LedgerSQL.saveSender).execute(
      arguments: [
        sender.cabinet.rawValue, sender.digest, sender.client.rawValue,
      ])
  }

  func writeBack(_ cabinet: CabinetID) throws -> WriteBackRecord? {
    let statement = try db.cachedStatement(sql: LedgerSQL.writeBack)
    guard let row = try Row.fetchOne(statement, arguments: [cabinet.rawValue]) else { return nil }
    let way = try row.decode(String?.self, atIndex: 1).map { text in
      guard let way = WriteBackWay(rawValue: text) else {
        throw LedgerFailure(.corrupt, "table write_back_ways: an unknown way")
      }
      return way
    }
    let probe = try row.decode(String?.self, atIndex: 4).map {
      try JSONText.decode(WriteBackRecord.MergeProbe.self, from: $0, table: "write_back_ways", order: 0)
    }
    return WriteBackRecord(
      cabinet: cabinet, module: try row.decode(atIndex: 0), way: way,
      provenAt: try row.decode(Int64?.self, atIndex: 2).map { Instant(milliseconds: $0) },
      mergesData: try row.decode(Bool?.self, atIndex: 3), mergeProbe: probe)
  }

  func save(_ record: WriteBackRecord) throws {
    try db.cachedStatement(sql: LedgerSQL.saveWriteBack).execute(
      arguments: [
        record.cabinet.rawValue, record.module, record.way?.rawValue, record.provenAt?.milliseconds,
        record.mergesData, try record.mergeProbe.map { try JSONText.encode($0) },
      ])
  }

  /// Oldest day first.
  func groups(_ cabinet: CabinetID) throws -> [GroupRecord] {
    let statement = try db.cachedStatement(sql: LedgerSQL.groups)
    return try Row.fetchAll(statement, arguments: [cabinet.rawValue]).map { row in
      let type = try row.decode(String.self, atIndex: 2)
      guard let type = ShipmentType(rawValue: type) else {
        throw LedgerFailure(.corrupt, "table shipment_groups: an unknown type of shipment")
      }
      let group = ShipmentGroup(
        uuid: GroupUUID(try row.decode(String.self, atIndex: 0)), name: try row.decode(atIndex: 1),
        type: type,
        isClosed: try row.decode(atIndex: 3))
      let sweptAt = try row.decode(Int64?.self, atIndex: 5).map { Instant(milliseconds: $0) }
      return GroupRecord(cabinet: cabinet, group: group, day: try row.decode(atIndex: 4), sweptAt: sweptAt)
    }
  }

  func save(_ records: [GroupRecord]) throws {
    let statement = try db.cachedStatement(sql: LedgerSQL.saveGroup)
    for record in records {
      try statement.execute(
        arguments: [
          record.cabinet.rawValue, record.group.uuid.rawValue, record.group.name, record.group.type.rawValue,
          record.group.isClosed, record.day, record.sweptAt?.milliseconds,
        ])
    }
    let drop = try db.cachedStatement(sql: LedgerSQL.dropGroups)
    for cabinet in Set(records.map(\.cabinet)).sorted() {
      try drop.execute(arguments: [cabinet.rawValue, CabinetStore.groupsLimit])
    }
  }
}
