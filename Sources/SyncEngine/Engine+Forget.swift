// Removing what an order's parcel tells of a person: labels in the spool, then everything in the ledger that is not needed
// to keep a second parcel from being made. Files go first: a crash in between leaves a label that is known and missing,
// never one that is there and unknown.
import Logging
public import ShippingCore

/// What became of a request to forget.
public struct ForgetReport: Sendable, Hashable, Codable {
  public var order: OrderID
  public var barcode: Barcode?
  /// Files that were removed, below the spool's root.
  public var removed: [String]
  /// Forms 103a of those days, on which the recipient stands among others.
  public var kept: [String]
  /// The bytes are gone from the ledger's files. False: a reader stood in the way, or there was no room to rewrite them;
  /// asking again does it.
  public var isWiped: Bool
}

/// A folder of the spool: labels of one cabinet and day.
public struct SpoolDay: Sendable, Hashable, Comparable {
  public var cabinet: String
  public var day: String

  public init(cabinet: String, day: String) {
    self.cabinet = cabinet
    self.day = day
  }

  public static func < (left: SpoolDay, right: SpoolDay) -> Bool {
    (left.cabinet, left.day) < (right.cabinet, right.day)
  }
}

/// What a spool removed, and what it kept although the order is in it.
public struct ForgottenFiles: Sendable, Hashable {
  public var removed: [String]
  public var kept: [String]

  public init(removed: [String] = [], kept: [String] = []) {
    self.removed = removed
    self.kept = kept
  }
}

extension Engine {
  /// Refused while the order is not over, unless `force`; and in any case while a create or a withdrawal is under way.
  public func forget(_ order: OrderID, force: Bool) async throws(RequestFailure) -> ForgetReport {
    try await answering {
      guard inFlight.insert(order).inserted else { throw Engine.atWork }
      defer { inFlight.remove(order) }
      guard let entry = try ledger.entry(order) else { throw Engine.unknown(order) }
      try refuseForgetting(entry, force: force)
      let days = entry.shipment.map { shipment in
        SpoolDay(cabinet: shipment.cabinet.rawValue, day: clock.localDay(of: shipment.createdAt))
      }
      let files: ForgottenFiles
      do {
        files = try spool.forget(order, on: days.map { [$0] } ?? [])
      } catch {
        throw RequestFailure(.ledger, "the labels could not be removed: \(error)")
      }
      let isWiped = try ledger.forget(order, now: clock.now())
      log.notice("personal data removed", metadata: ["ORDER_ID": "\(order)"])
      return ForgetReport(
        order: order, barcode: entry.shipment?.barcode, removed: files.removed, kept: files.kept,
        isWiped: isWiped)
    }
  }

  private static let atWork = RequestFailure(
    .busy, "the order is at work right now; ask again in a moment")

  private func refuseForgetting(_ entry: LedgerEntry, force: Bool) throws(RequestFailure) {
    switch entry.phase {
    case .creating:
      throw RequestFailure(.notPossible, "a create for this order is in doubt; it is being looked up")
    case .withdrawing(let shipment, _):
      throw RequestFailure(.notPossible, "TTN \(shipment.barcode) is being withdrawn; ask again afterwards")
    case .none, .live: break
    }
    if entry.isOver { return }
    guard force else {
      let state =
        entry.shipment.map { "its parcel is \($0.tracking.state.rawValue)" } ?? "it waits to be mended"
      throw RequestFailure(
        .notPossible,
        "the order is not over: \(state); with --force it is forgotten and left alone all the same")
    }
    // An answer about the parcel that is on its way would bring back what is being removed.
    if loops[.tracking].isRunning { throw Engine.atWork }
  }
}
