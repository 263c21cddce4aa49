// Puts a pacer before a transport: one for each account whose calls share a limit (the CRM's key, a cabinet).
// It repeats nothing; a 429 goes back to the caller like any answer, only the next calls leave later. It
// starts no task and knows no executor: a caller waits in its own task, through the Pause it was given, so
// that a simulation that owns the clock owns every step here as well.

import Synchronization

public final class PacedTransport: Transport {
  /// Callers that may stand in line; the next one is told `.unsent` with code "line-full".
  public static let maximumWaiting = 1_024
  /// A wait is cut into pieces of this length, so that `close()` and a changed rate are noticed.
  public static let longestPauseMilliseconds: Int64 = 1_000
  /// A call that could not leave for this long is given back as `.unsent`, code "throttled", to be planned
  /// anew.
  public static let longestWaitMilliseconds: Int64 = 60_000

  /// What the status line shows.
  public struct Pace: Sendable, Equatable {
    public var callsPerSecond: Double
    public var isSlowed: Bool
    /// On the clock of the Pause; nil when the peer has set no wait that is still running.
    public var blockedUntilMilliseconds: Int64?
    public var waiting: Int
    /// Calls that could leave at once.
    public var tokens: Double
    /// How long nothing leaves yet, by the peer's wish.
    public var blockedMilliseconds: Int64
  }

  private struct State {
    var pacer: Pacer
    var isClosed = false
  }

  private let inner: any Transport
  private let pause: any Pause
  private let meter: CallMeter
  private let state: Mutex<State>

  /// `meter` may be shared with the transport that this one replaces.
  public init(
    _ inner: any Transport, pacing: Pacer.Configuration, pause: any Pause, meter: CallMeter = CallMeter()
  ) {
    self.inner = inner
    self.pause = pause
    self.meter = meter
    state = Mutex(State(pacer: Pacer(pacing, now: pause.nowMilliseconds())))
  }

  public var pace: Pace {
    let now = pause.nowMilliseconds()
    return state.withLock { state in
      let until = state.pacer.blockedUntilMilliseconds.flatMap { $0 > now ? $0 : nil }
      return Pace(
        callsPerSecond: state.pacer.callsPerSecond, isSlowed: state.pacer.isSlowed,
        blockedUntilMilliseconds: until, waiting: state.pacer.waiting, tokens: state.pacer.tokens(at: now),
        blockedMilliseconds: max(0, (until ?? now) - now))
    }
  }

  public var counts: CallCounts { meter.counts }

  /// From now on every call, also one that waits in line, is told `.unsent` with code "shutting-down". Calls
  /// that have left are not touched.
  public func close() {
    state.withLock { $0.isClosed = true }
  }

  public func send(_ request: HTTPRequest) async -> Result<HTTPResponse, TransportFailure> {
    let result: Result<HTTPResponse, TransportFailure>
    if let refusal = await waitForTurn() {
      result = .failure(refusal)
      meter.note(result, endpoint: request.endpoint, milliseconds: nil)
    } else {
      let sentAt = pause.nowMilliseconds()
      result = await inner.send(request)
      let now = pause.nowMilliseconds()
      meter.note(result, endpoint: request.endpoint, milliseconds: max(0, now - sentAt))
      if case .success(let response) = result {
        state.withLock { $0.pacer.note(response, sentAt: sentAt, now: now) }
      }
    }
    return result
  }

  /// nil when the call may leave now.
  private func waitForTurn() async -> TransportFailure? {
    let joined = pause.nowMilliseconds()
    let ticket = state.withLock { state -> Pacer.Ticket? in
      state.pacer.waiting < Self.maximumWaiting ? state.pacer.join() : nil
    }
    guard let ticket else {
      return .unsent(code: "line-full", detail: "\(Self.maximumWaiting) calls wait for the pacer")
    }
    while true {
      let now = pause.nowMilliseconds()
      let (answer, isClosed) = state.withLock { state -> (Pacer.Answer, Bool) in
        if state.isClosed {
          state.pacer.leave(ticket)
          return (.go, true)
        }
        return (state.pacer.ask(ticket, now: now), false)
      }
      if isClosed { return .unsent(code: "shutting-down", detail: "the transport takes no new calls") }
      guard case .wait(let milliseconds) = answer else { return nil }
      if now - joined + milliseconds > Self.longestWaitMilliseconds {
        state.withLock { $0.pacer.leave(ticket) }
        return .unsent(code: "throttled", detail: "the next free place is \(milliseconds) ms away")
      }
      await pause.pause(milliseconds: min(milliseconds, Self.longestPauseMilliseconds))
    }
  }
}

extension Pacer {
  fileprivate mutating func note(_ response: HTTPResponse, sentAt: Int64, now: Int64) {
    guard response.status == 429 || response.status == 503 else {
      if response.status < 500 { accepted(sentAt: sentAt, now: now) }
      return
    }
    let serverNow = response.headers["date"].flatMap(HTTPDate.parse)
    let wait = response.headers["retry-after"].flatMap { RetryAfter.parse($0, now: serverNow) }
    throttled(sentAt: sentAt, retryAfter: wait.map { $0.components.seconds * 1_000 }, now: now)
  }
}
