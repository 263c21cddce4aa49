// Where the tests get ledgers from: a directory of their own, entries as the engine would write them, and a
// bench that can close and reopen its ledger before every single call.
import Foundation
import Ledger
import ShippingCore
import SyncEngine

/// A temporary directory, removed with the object.
final class TemporaryDirectory: Sendable {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("ledger-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { "\(path)/\(name)" }
}

/// What a rule of the conformance suite works on. Every call asks for the ledger anew.
protocol LedgerBench {
  func ledger() throws -> any SyncEngine.Ledger
}

/// The ledger on disk; with `reopens`, closed and opened again before every call.
final class SQLiteBench: LedgerBench {
  private let directory: TemporaryDirectory
  private let reopens: Bool
  private var open: SQLiteLedger?

  init(reopens: Bool) throws {
    directory = try TemporaryDirectory()
    self.reopens = reopens
  }

  func ledger() throws -> any SyncEngine.Ledger {
    if let open, !reopens { return open }
    try open?.close()
    let ledger = try SQLiteLedger(path: directory.file("ledger.sqlite"))
    open = ledger
    return ledger
  }
}

func at(_ seconds: Int64) -> Instant { Instant(milliseconds: 1_700_000_000_000 + seconds * 1000) }

enum Sample {
  static let cabinet = CabinetID("main")

  static func barcode(_ number: Int64) -> Barcode {
    let digits = String(number)
    return Barcode(String(repeating: "0", count: max(0, 13 - digits.count)) + digits) ?? fallbackBarcode
  }

  private static var fallbackBarcode: Barcode {
    guard let barcode = Barcode("0500000000000") else { fatalError("thirteen digits are a barcode") }
    return barcode
  }

  static func intent(_ order: Int64, generation: Int = 1, attempt: Int = 1, recipient: String? = nil)
    -> CreateIntent
  {
    CreateIntent(
      key: ShipmentKey(order: OrderID(order), generation: generation, attempt: attempt), cabinet: cabinet,
      group: GroupUUID("group-1"),
      recipient: ClientUUID(recipient ?? "recipient-\(order)-\(generation)-\(attempt)"),
      planDigest: "plan-\(order)", begunAt: at(0))
  }

  static func shipment(
    _ order: Int64, generation: Int = 1, cabinet: CabinetID = cabinet, state: DeliveryState = .created,
    event: TrackingEvent? = nil
  ) -> Shipment {
    Shipment(
      uuid: ShipmentUUID("shipment-\(order)-\(generation)"),
      barcode: barcode(order * 100 + Int64(generation)),
      cabinet: cabinet, generation: generation, group: GroupUUID("group-1"),
      recipient: ClientUUID("recipient-\(order)-\(generation)-1"), planDigest: "plan-\(order)",
      deliveryPrice: Kopiykas(5500), createdAt: at(0),
      tracking: Shipment.Tracking(state: state, since: at(0), event: event))
  }

  /// Makes the order's shipment live, first intended, then made, as two changes.
  static func creation(
    _ order: Int64, generation: Int = 1, cabinet: CabinetID = cabinet,
    tracking: EntryChange.Schedule = .unchanged
  ) -> [EntryChange] {
    [
      EntryChange(order: OrderID(order), site: "shop", now: at(0)) {
        $0.generation = generation
        $0.phase = .creating(intent(order, generation: generation))
      },
      EntryChange(order: OrderID(order), now: at(1), trackingDue: tracking) {
        $0.phase = .live(shipment(order, generation: generation, cabinet: cabinet))
      },
    ]
  }
}
