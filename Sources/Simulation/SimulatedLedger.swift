// The real ledger behind a gate: every write is a port call at which a life may crash, before or after the commit, and
// which may fail as on a full disk. Reads pass as long as the process lives.
internal import ShippingCore
internal import SyncEngine

final class SimulatedLedger: LedgerWrapper, @unchecked Sendable {
  // Unchecked: its members are constants, touched only by the thread that drives the life.
  private let incarnation: Incarnation
  private let world: SimulatedWorld

  init(_ inner: any SyncEngine.Ledger, incarnation: Incarnation, world: SimulatedWorld) {
    self.incarnation = incarnation
    self.world = world
    super.init(inner)
  }

  private static let gone = LedgerFailure(.io, "the process is gone")

  override func record(
    _ records: [HistoryRecord], skippingOwn: Bool, now: Instant
  ) throws(LedgerFailure) -> Int {
    // Most polls bring nothing; the interesting crash is at one that does.
    let since = try inner.cursor()?.since ?? HistoryRecordID(0)
    let hasNews = records.contains { $0.id > since }
    return try gate(hasNews ? .history : .ledger) { () throws(LedgerFailure) in
      try inner.record(records, skippingOwn: skippingOwn, now: now)
    }
  }

  override func write<Value>(
    _ body: () throws(LedgerFailure) -> Value
  ) throws(LedgerFailure) -> Value {
    try gate(.ledger, body)
  }

  private func gate<Value>(
    _ kind: PortCall, _ body: () throws(LedgerFailure) -> Value
  ) throws(LedgerFailure) -> Value {
    guard let call = incarnation.enter(kind) else { throw SimulatedLedger.gone }
    let value: Value
    do throws(LedgerFailure) {
      if world.isDiskFull { throw LedgerFailure(.full, "no space left") }
      value = try body()
    } catch {
      incarnation.leave(call)
      throw error
    }
    incarnation.leave(call)
    if incarnation.isDead {
      world.trace?("crash after \(kind) of the ledger")
      throw SimulatedLedger.gone
    }
    return value
  }

  override func read<Value>(
    _ body: () throws(LedgerFailure) -> Value
  ) throws(LedgerFailure) -> Value {
    guard !incarnation.isDead else { throw SimulatedLedger.gone }
    return try body()
  }
}
