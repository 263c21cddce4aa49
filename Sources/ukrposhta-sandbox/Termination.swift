// SIGINT and SIGTERM as one event to wait for. The default action is switched off before the sources are
// registered: in the other order a signal in between kills the process, or is lost for good.
@preconcurrency import Dispatch
import Glibc
import Synchronization

final class Termination: Sendable {
  private let raised = Atomic<Bool>(false)
  private let sources: [any DispatchSourceSignal]
  private let stream: AsyncStream<Void>

  init() {
    let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
    let queue = DispatchQueue(label: "termination")
    var sources: [any DispatchSourceSignal] = []
    for number in [SIGINT, SIGTERM] {
      signal(number, SIG_IGN)
      sources.append(DispatchSource.makeSignalSource(signal: number, queue: queue))
    }
    self.sources = sources
    self.stream = stream
    for source in sources {
      source.setEventHandler { @Sendable [weak self] in
        self?.raised.store(true, ordering: .relaxed)
        continuation.yield()
        continuation.finish()
      }
      source.activate()
    }
  }

  var isRaised: Bool { raised.load(ordering: .relaxed) }

  func wait() async {
    for await _ in stream { return }
  }
}
