// The daemon's side of the verbs: which request is whose business. Orders are the engine's; the configuration is the
// life cycle's. The socket itself is Control's.
import Control
import Foundation
import Glibc
import Logging
import Settings
import ShippingCore
import SyncEngine

struct OperatorDesk: Sendable {
  let engine: Engine
  let reloads: ReloadRequests
  let signals: Signals
  /// Root of the label spool, which the files of an answer are below.
  let spool: String
  let board: StatusBoard
  let about: RunningConfiguration

  /// Runs on the engine's own queue, adapters included: nothing of it may run beside the engine.
  func answer(_ request: ControlRequest, _ replies: ControlReplies) async -> ControlLine {
    await withTaskExecutorPreference(engine.executor) { await result(of: request, replies) }
  }

  private func result(of request: ControlRequest, _ replies: ControlReplies) async -> ControlLine {
    do {
      switch request {
      case .status:
        var status = await engine.status()
        status.line = board.line(status.line)
        return .status(status)
      case .about: return .about(about.about)
      case .explain(let order, let personal):
        return .explanation(try await engine.explain(order, personal: personal ?? false))
      case .forget(let order, let force):
        return .forgotten(try await engine.forget(order, force: force), spool: spool)
      case .retry(let order): return .order(try await engine.retry(order))
      case .cancel(let order): return .order(try await engine.cancel(order))
      case .adopt(let order, let barcode): return .order(try await engine.adopt(barcode, for: order))
      case .backfill(let request): return .backfill(try await backfill(request, replies))
      case .manifest(let cabinet, let day):
        return .manifests(try await engine.manifest(cabinet: cabinet, day: day), spool: spool)
      case .mergedLabels(let day, let cabinet):
        return .mergedLabels(try await engine.labels(day: day, cabinet: cabinet), spool: spool)
      case .reload:
        let result = await reloads.wait { signals.ask(.reload) }
        return .reload(isApplied: result.isApplied, text: result.text)
      }
    } catch {
      return .failure(error)
    }
  }

  private func backfill(
    _ request: BackfillRequest, _ replies: ControlReplies
  ) async throws(RequestFailure) -> BackfillSummary {
    let count = Tally()
    return try await engine.backfill(request) { orders in
      let done = await count.add(orders.count)
      return await replies(orders.map { .backfillOrder($0) } + [.progress(done: done)])
    }
  }
}

private actor Tally {
  private var count = 0

  func add(_ more: Int) -> Int {
    count += more
    return count
  }
}

/// How a reload ended.
struct ReloadResult: Sendable {
  var isApplied: Bool
  var text: String
}

/// Whoever asked for a reload and waits for its end. One reload answers all who asked before it began.
actor ReloadRequests {
  private var waiting: [CheckedContinuation<ReloadResult, Never>] = []
  private var isOver = false
  private static let stopping = ReloadResult(isApplied: false, text: "the daemon is stopping")

  func wait(_ ask: @Sendable () -> Void) async -> ReloadResult {
    await withCheckedContinuation { continuation in
      guard !isOver else { return continuation.resume(returning: ReloadRequests.stopping) }
      waiting.append(continuation)
      ask()
    }
  }

  /// To be called when a reload begins: those who ask later want a later one.
  func take() -> [CheckedContinuation<ReloadResult, Never>] {
    defer { waiting = [] }
    return waiting
  }

  func close() {
    isOver = true
    for continuation in take() { continuation.resume(returning: ReloadRequests.stopping) }
  }
}

/// Where the daemon listens: in the runtime directory, with a link to it in the state directory, or there itself. The
/// ledger's lock is held by then, so the state directory is ours alone.
struct ControlPlace {
  let path: String
  private let link: String?

  init(stateDirectory: String, runtimeDirectory: String?) {
    let local = Place.socket(stateDirectory)
    path = runtimeDirectory.map(Place.socket) ?? local
    link = path == local ? nil : local
  }

  /// Before listening: a link left by an earlier run is no place for a socket.
  func clear() {
    var status = stat()
    let local = link ?? path
    if lstat(local, &status) == 0, status.st_mode & S_IFMT == S_IFLNK { unlink(local) }
  }

  /// After listening. In one step, so that nobody finds nothing there.
  func point() throws(LedgerFailure) {
    guard let link else { return }
    let fresh = "\(link).\(getpid())"
    unlink(fresh)
    guard symlink(path, fresh) == 0, rename(fresh, link) == 0 else {
      throw LedgerFailure(.io, "cannot link \(link) to \(path): \(String(cString: strerror(errno)))")
    }
  }
}
