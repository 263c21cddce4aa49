// Signals as events on the engine's queue. SIG_IGN is set before the source exists: set after it, Dispatch would lose
// every signal; and READY waits until the sources are registered, so that none sent early is lost.
import Dispatch
import Glibc
import Synchronization

/// Signals coalesce, so each is a wish, not a count.
enum Wish: Sendable {
  case stop
  case reload
}

final class Signals: Sendable {
  private let sources: Mutex<[DispatchSource]>
  private let stream: AsyncStream<Wish>
  private let sink: AsyncStream<Wish>.Continuation
  private let ready: AsyncStream<Void>

  init(queue: DispatchQueue) {
    signal(SIGPIPE, SIG_IGN)
    let (stream, sink) = AsyncStream.makeStream(of: Wish.self, bufferingPolicy: .bufferingNewest(8))
    let (ready, registration) = AsyncStream.makeStream(of: Void.self)
    self.stream = stream
    self.sink = sink
    self.ready = ready
    var sources: [DispatchSource] = []
    for (number, wish) in [(SIGTERM, Wish.stop), (SIGINT, .stop), (SIGHUP, .reload)] {
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler { @Sendable in sink.yield(wish) }
      source.setRegistrationHandler { @Sendable in registration.yield() }
      // The class behind the protocol is Sendable, the protocol is not.
      if let held = source as? DispatchSource { sources.append(held) }
      source.activate()
    }
    self.sources = Mutex(sources)
  }

  /// Returns when every source is registered.
  func registered() async {
    var left = sources.withLock { $0.count }
    guard left > 0 else { return }
    for await _ in ready {
      left -= 1
      if left == 0 { return }
    }
  }

  var wishes: AsyncStream<Wish> { stream }

  /// The same as the signal.
  func ask(_ wish: Wish) { sink.yield(wish) }
}
