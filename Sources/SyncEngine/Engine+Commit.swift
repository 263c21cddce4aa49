// Several outcomes in one commit where none waits for another: a commit to disk costs a flush, and thirty orders that
// finish a step together need only one.
import ShippingCore

struct PendingCommits {
  struct Waiting {
    var change: EntryChange
    var continuation: CheckedContinuation<Result<LedgerEntry, LedgerFailure>, Never>
  }

  var waiting: [Waiting] = []
  var isFlushScheduled = false

  var isEmpty: Bool { waiting.isEmpty }
}

extension Engine {
  /// Returns once the change is on disk.
  @discardableResult
  func commit(_ change: EntryChange) async throws(LedgerFailure) -> LedgerEntry {
    let result = await withCheckedContinuation { continuation in
      commits.waiting.append(PendingCommits.Waiting(change: change, continuation: continuation))
      if !commits.isFlushScheduled {
        commits.isFlushScheduled = true
        // Behind everything that is ready to run now, and may want to commit too.
        spawn { engine in engine.flush() }
      }
    }
    return try result.get()
  }

  /// Writes down what waits for it. Whoever relies on entries being in the ledger calls it first.
  func flush() {
    let batch = commits.waiting
    commits.waiting = []
    commits.isFlushScheduled = false
    guard !batch.isEmpty else { return }
    do {
      let entries = try ledger.commit(batch.map(\.change))
      for (waiting, entry) in zip(batch, entries) { waiting.continuation.resume(returning: .success(entry)) }
    } catch {
      if batch.count > 1, error.kind == .corrupt {
        // One change that breaks an invariant must not take the others with it.
        for waiting in batch { waiting.continuation.resume(returning: alone(waiting.change)) }
      } else {
        for waiting in batch { waiting.continuation.resume(returning: .failure(error)) }
      }
    }
    noteProgress()
  }

  /// For a process that ends with calls in flight: what they came to so far is written down, then `end` runs before
  /// anything else can. It is told what is given up.
  public func giveUp(_ end: @Sendable ([String]) -> Void) {
    isStopping = true
    flush()
    end(unfinished())
  }

  /// All in one transaction; one by one only when a change among them is refused.
  func commitTogether(_ changes: [EntryChange]) throws(LedgerFailure) {
    do {
      _ = try ledger.commit(changes)
    } catch  where error.kind == .corrupt && changes.count > 1 {
      for change in changes {
        if case .failure(let failure) = alone(change) { poison(change.order, failure) }
      }
    }
  }

  private func alone(_ change: EntryChange) -> Result<LedgerEntry, LedgerFailure> {
    do {
      let entries = try ledger.commit([change])
      guard let entry = entries.first else {
        return .failure(LedgerFailure(.corrupt, "a commit returned no entry"))
      }
      return .success(entry)
    } catch {
      return .failure(error)
    }
  }
}
