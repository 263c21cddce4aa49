// The executor of a simulated life: one thread, and which of the ready jobs runs next is drawn from the seed. The real
// engine and the real adapters run on it unchanged, so an interleaving that loses an order is found by its seed and
// happens again from it.
internal import Glibc
internal import Sandbox
internal import SyncEngine

final class SimulatedExecutor: EngineExecutor, @unchecked Sendable {
  // Unchecked: only the thread that drives the life ever touches the members; `enqueue` traps on any other, which is
  // exactly the hop to a global pool that would make a life unrepeatable.
  private var ready: [UnownedJob] = []
  private var generator: SeededGenerator
  private let thread = pthread_self()

  init(seed: UInt64) {
    generator = SeededGenerator(seed: seed)
  }

  func enqueue(_ job: consuming ExecutorJob) {
    precondition(pthread_equal(thread, pthread_self()) != 0, "a simulated task left its executor")
    ready.append(UnownedJob(job))
  }

  func checkIsolated() {
    precondition(pthread_equal(thread, pthread_self()) != 0, "not on the simulated executor")
  }

  /// Runs jobs until none is ready; how many ran.
  func drain() -> Int {
    var count = 0
    while !ready.isEmpty {
      let index = ready.count == 1 ? 0 : Int(generator.next() % UInt64(ready.count))
      let job = ready.remove(at: index)
      job.runSynchronously(isolatedTo: asUnownedSerialExecutor(), taskExecutor: asUnownedTaskExecutor())
      count += 1
    }
    return count
  }
}
