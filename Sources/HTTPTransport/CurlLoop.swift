// The thread: takes calls from an inbox, turns libcurl's wheel while any are in hand, and sleeps on a
// semaphore while none is, so that an idle daemon costs no wakeups. libcurl's handles are touched by this
// thread alone; the one exception libcurl allows is curl_multi_wakeup, called under the inbox's lock and only
// while the handle lives.

import CurlShim
import Dispatch
import Glibc
import Synchronization

typealias Outcome = Result<HTTPResponse, TransportFailure>

struct Call: Sendable {
  let request: HTTPRequest
  let destination: Destination
  let continuation: CheckedContinuation<Outcome, Never>
  let arrivedAt: Int64
}

final class CurlLoop: Sendable {
  /// Calls in flight and in line together; the next one is told `.unsent` with code "queue-full".
  static let maximumLoad = 1_024
  /// libcurl 8.21 could swallow a wakeup; a finite poll turns that into a second's delay.
  static let longestPollMilliseconds: Int64 = 1_000

  private enum Phase {
    case running
    case draining(deadline: Int64)
    case stopped(TransportFailure)
  }

  private struct Inbox {
    var phase = Phase.running
    var arrivals: [Call] = []
    var load = 0
    var lastTurn: Int64 = 0
    var isParked = false
    var isWakePending = false
    /// There while the thread's multi handle lives.
    var waker: Waker?
    var drainers: [CheckedContinuation<Void, Never>] = []
  }

  /// Sendable because its only use, curl_multi_wakeup, is the one call libcurl allows from any thread, and it
  /// is made under the inbox's lock, out of which the waker is taken before the handle dies.
  private struct Waker: @unchecked Sendable {
    let multi: UnsafeMutableRawPointer
  }

  private struct Orders {
    var arrivals: [Call] = []
    /// Set while shutting down.
    var deadline: Int64?
    var mustPark = false
  }

  private let configuration: CurlTransport.Configuration
  private let inbox = Mutex(Inbox())
  private let parking = DispatchSemaphore(value: 0)
  private let thread = Mutex<pthread_t?>(nil)

  init(_ configuration: CurlTransport.Configuration) {
    self.configuration = configuration
  }

  var heartbeat: CurlTransport.Heartbeat {
    inbox.withLock { CurlTransport.Heartbeat(lastTurnMilliseconds: $0.lastTurn, load: $0.load) }
  }

  // MARK: From any thread

  func start() {
    inbox.withLock { $0.lastTurn = Monotonic.milliseconds() }
    guard Self.globalInit == CURLE_OK else { return stop(Self.unavailable("curl_global_init failed")) }
    var id = pthread_t()
    // Retained here, released by the new thread, which exists exactly when pthread_create returns 0.
    let box = Unmanaged.passRetained(self)
    let code = pthread_create(&id, nil, { CurlLoop.threadMain($0) }, box.toOpaque())
    guard code == 0 else {
      box.release()
      return stop(Self.unavailable("no thread (errno \(code))"))
    }
    thread.withLock { $0 = id }
  }

  func carry(_ request: HTTPRequest, to destination: Destination) async -> Outcome {
    await withCheckedContinuation { continuation in
      let now = Monotonic.milliseconds()
      let call = Call(
        request: request, destination: destination, continuation: continuation, arrivedAt: now)
      let refusal = inbox.withLock { inbox -> TransportFailure? in
        switch inbox.phase {
        case .running: break
        case .draining: return Self.shuttingDown
        case .stopped(let failure): return failure
        }
        guard inbox.load < Self.maximumLoad else {
          return .unsent(code: "queue-full", detail: "\(Self.maximumLoad) calls are in hand")
        }
        inbox.load += 1
        inbox.arrivals.append(call)
        if inbox.isParked { inbox.lastTurn = now }
        wake(&inbox)
        return nil
      }
      if let refusal { continuation.resume(returning: .failure(refusal)) }
    }
  }

  func drain() async {
    await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
      let isOver = inbox.withLock { inbox -> Bool in
        if case .stopped = inbox.phase { return true }
        if case .running = inbox.phase {
          let bound = Monotonic.milliseconds(in: configuration.drainTimeout)
          inbox.phase = .draining(deadline: Monotonic.milliseconds() + bound)
        }
        inbox.drainers.append(continuation)
        wake(&inbox)
        return false
      }
      if isOver { continuation.resume() }
    }
    // The thread has resumed us as its last act, so this does not wait for anything but its return.
    if let id = thread.withLock({ $0.take() }) { pthread_join(id, nil) }
  }

  /// For an owner that goes away without `drain()`: nothing can be in flight then, for `send` keeps the owner
  /// alive.
  func abandon() {
    guard let id = thread.withLock({ $0.take() }) else { return }
    inbox.withLock { inbox in
      if case .running = inbox.phase { inbox.phase = .draining(deadline: Monotonic.milliseconds()) }
      wake(&inbox)
    }
    pthread_detach(id)
  }

  /// Under the lock. A wakeup that is still pending is not sent twice.
  private func wake(_ inbox: inout Inbox) {
    if inbox.isParked {
      inbox.isParked = false
      parking.signal()
    } else if !inbox.isWakePending, let waker = inbox.waker {
      inbox.isWakePending = true
      // An error here costs at most `longestPollMilliseconds`.
      _ = curl_multi_wakeup(waker.multi)
    }
  }

  // MARK: On the thread

  private static func threadMain(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context else { return nil }
    // Signals belong to the daemon's Dispatch sources; SIGPIPE from a TLS write must not end the process.
    var all = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_BLOCK, &all, nil)
    // Balances passRetained in start().
    Unmanaged<CurlLoop>.fromOpaque(context).takeRetainedValue().run()
    return nil
  }

  private func run() {
    guard let multi = CurlMulti(configuration) else {
      return stop(Self.unavailable("curl_multi_init failed"))
    }
    let waker = Waker(multi: multi.handle)
    inbox.withLock { $0.waker = waker }
    while true {
      let orders = takeOrders(finished: multi.takeFinished(), hasWork: multi.hasWork)
      if orders.mustPark {
        parking.wait()
        continue
      }
      let now = Monotonic.milliseconds()
      var longestWait = Self.longestPollMilliseconds
      multi.queue(orders.arrivals)
      if let deadline = orders.deadline {
        multi.giveBackQueue(Self.shuttingDown)
        if now >= deadline { multi.endActive(code: "shutting-down", detail: "the drain time is over") }
        longestWait = min(longestWait, max(0, deadline - now))
      }
      multi.turn(now: now)
      if multi.hasWork {
        multi.wait(milliseconds: longestWait)
      } else if orders.deadline != nil {
        break
      }
    }
    inbox.withLock { $0.waker = nil }
    multi.close()
    stop(Self.shuttingDown)
  }

  private func takeOrders(finished: Int, hasWork: Bool) -> Orders {
    inbox.withLock { inbox in
      inbox.load -= finished
      inbox.lastTurn = Monotonic.milliseconds()
      inbox.isWakePending = false
      var orders = Orders(arrivals: inbox.arrivals)
      inbox.arrivals.removeAll(keepingCapacity: true)
      if case .draining(let deadline) = inbox.phase {
        orders.deadline = deadline
      } else if !hasWork && orders.arrivals.isEmpty {
        inbox.isParked = true
        orders.mustPark = true
      }
      return orders
    }
  }

  /// The end, for whatever reason: every call that comes now is told `failure`.
  private func stop(_ failure: TransportFailure) {
    let (left, drainers) = inbox.withLock { inbox in
      defer {
        inbox.phase = .stopped(failure)
        inbox.arrivals = []
        inbox.drainers = []
        inbox.load = 0
      }
      return (inbox.arrivals, inbox.drainers)
    }
    for call in left { call.continuation.resume(returning: .failure(failure)) }
    for drainer in drainers { drainer.resume() }
  }

  private static let shuttingDown = TransportFailure.unsent(
    code: "shutting-down", detail: "the transport takes no new calls")

  private static func unavailable(_ detail: String) -> TransportFailure {
    .unsent(code: "curl-unavailable", detail: detail)
  }

  /// Runs once, on the thread that makes the first transport and before any thread of ours uses libcurl.
  private static let globalInit = CurlShim_global_init()
}

enum Monotonic {
  /// Bound of every duration handed to libcurl: a day.
  static let longestMilliseconds: Int64 = 86_400_000

  static func milliseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
  }

  /// From 0 to a day.
  static func milliseconds(in duration: Duration) -> Int64 {
    let (seconds, attoseconds) = duration.components
    guard seconds >= 0, seconds < longestMilliseconds / 1_000 else {
      return seconds < 0 ? 0 : longestMilliseconds
    }
    return seconds * 1_000 + max(0, attoseconds / 1_000_000_000_000_000)
  }
}
