// PacedTransport over a transport that answers from a script and a clock that moves only when somebody waits.

import HTTPTransport
import Synchronization
import Testing

/// Time passes exactly as much as is paused for.
final class StepClock: Pause {
  private let now = Mutex<Int64>(0)
  let onPause = Mutex<(@Sendable () -> Void)?>(nil)

  func nowMilliseconds() -> Int64 { now.withLock { $0 } }

  func pause(milliseconds: Int64) async {
    now.withLock { $0 += milliseconds }
    onPause.withLock { $0 }?()
  }
}

final class ScriptedTransport: Transport {
  private struct State {
    var answers: [Result<HTTPResponse, TransportFailure>]
    var sentAt: [Int64] = []
  }

  private let clock: StepClock
  private let state: Mutex<State>

  /// After the last answer it says 200.
  init(_ answers: [Result<HTTPResponse, TransportFailure>], clock: StepClock) {
    self.clock = clock
    state = Mutex(State(answers: answers))
  }

  var sentAt: [Int64] { state.withLock { $0.sentAt } }

  func send(_ request: HTTPRequest) async -> Result<HTTPResponse, TransportFailure> {
    state.withLock { state in
      state.sentAt.append(clock.nowMilliseconds())
      return state.answers.isEmpty ? .success(HTTPResponse(status: 200)) : state.answers.removeFirst()
    }
  }
}

@Suite struct PacedTransportTests {
  let clock = StepClock()

  func paced(
    _ answers: [Result<HTTPResponse, TransportFailure>] = [], rate: Double = 5, burst: Int = 1
  ) -> (PacedTransport, ScriptedTransport) {
    let inner = ScriptedTransport(answers, clock: clock)
    return (PacedTransport(inner, pacing: .init(callsPerSecond: rate, burst: burst), pause: clock), inner)
  }

  static func answer(_ status: Int, _ headers: [String: String] = [:]) -> Result<
    HTTPResponse, TransportFailure
  > {
    .success(HTTPResponse(status: status, headers: headers))
  }

  @Test func callsLeaveAtTheRate() async {
    let (transport, inner) = paced()
    for _ in 0..<4 { _ = await transport.send(get("https://crm.example/")) }
    #expect(inner.sentAt == [0, 200, 400, 600])
  }

  @Test(arguments: [429, 503])
  func aRefusalGoesToTheCallerAndHoldsTheNext(_ status: Int) async {
    let (transport, inner) = paced([Self.answer(status, ["retry-after": "2"])])
    let first = await transport.send(get("https://crm.example/"))
    #expect(first == Self.answer(status, ["retry-after": "2"]))
    #expect(transport.pace.blockedUntilMilliseconds == 2_000)
    #expect(transport.pace.isSlowed)
    _ = await transport.send(get("https://crm.example/"))
    #expect(inner.sentAt == [0, 2_000])
    #expect(transport.pace.blockedUntilMilliseconds == nil)
    #expect(transport.pace.callsPerSecond == 2.625)
  }

  @Test func aDateIsReadAgainstTheServersOwnClock() async {
    let headers = ["retry-after": "Sun, 06 Nov 1994 08:49:40 GMT", "date": "Sun, 06 Nov 1994 08:49:37 GMT"]
    let (transport, inner) = paced([Self.answer(503, headers)])
    for _ in 0..<2 { _ = await transport.send(get("https://crm.example/")) }
    #expect(inner.sentAt == [0, 3_000])
  }

  @Test func anErrorOfTheServerNeitherSlowsNorSpeeds() async {
    let (transport, _) = paced([
      Self.answer(429), Self.answer(500), .failure(.unknown(code: "c", detail: "d")),
    ])
    for _ in 0..<3 { _ = await transport.send(get("https://crm.example/")) }
    #expect(transport.pace.callsPerSecond == 2.5)
  }

  @Test func aTooLongWaitGivesTheCallBack() async {
    let (transport, inner) = paced([Self.answer(429, ["retry-after": "200"])])
    _ = await transport.send(get("https://crm.example/"))
    guard case .failure(.unsent("throttled", _)) = await transport.send(get("https://crm.example/")) else {
      Issue.record("it left or waited")
      return
    }
    #expect(inner.sentAt.count == 1)
    #expect(transport.pace.waiting == 0)
  }

  @Test func closingFreesWhoWaits() async {
    let (transport, inner) = paced([Self.answer(429, ["retry-after": "30"])])
    _ = await transport.send(get("https://crm.example/"))
    clock.onPause.withLock { $0 = { transport.close() } }
    guard case .failure(.unsent("shutting-down", _)) = await transport.send(get("https://crm.example/"))
    else {
      Issue.record("it left")
      return
    }
    #expect(inner.sentAt.count == 1)
    #expect(clock.nowMilliseconds() == PacedTransport.longestPauseMilliseconds)
    clock.onPause.withLock { $0 = nil }
  }

  @Test func countsByEndpointAndOutcome() async {
    let (transport, _) = paced(
      [
        Self.answer(200), Self.answer(201), Self.answer(404), Self.answer(302), Self.answer(500),
        .failure(.unsent(code: "dns", detail: "")), .failure(.unknown(code: "timeout", detail: "")),
      ], rate: 1_000)
    for _ in 0..<7 {
      _ = await transport.send(HTTPRequest(method: .get, url: "https://crm.example/", endpoint: "orders"))
    }
    _ = await transport.send(HTTPRequest(method: .get, url: "https://crm.example/", endpoint: "history"))
    let counts = transport.counts
    #expect(counts.sorted.map(\.endpoint) == ["history", "orders"])
    let row = counts["orders"]
    #expect(row.calls == 7 && row.ok == 2 && row.http4xx == 2 && row.http5xx == 1)
    #expect(row.unsent == 1 && row.unknown == 1)
  }

  @Test func theTableOfCountsIsBounded() {
    var counts = CallCounts()
    for number in 0..<1_000 { counts.note(.success(HTTPResponse(status: 200)), endpoint: "orders/\(number)") }
    #expect(counts.sorted.count == CallCounts.maximumEndpoints + 1)
    #expect(counts.sorted.map(\.row.calls).reduce(0, +) == 1_000)
  }
}
