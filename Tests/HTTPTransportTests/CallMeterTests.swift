// What is counted of calls outlives the pacer, and knows what never left from what never came back.
import HTTPTransport
import SyncEngine
import Testing

@Suite struct CallMeterTests {
  let clock = StepClock()
  let meter = CallMeter()

  private func paced(_ answers: [Result<HTTPResponse, TransportFailure>]) -> PacedTransport {
    PacedTransport(
      ScriptedTransport(answers, clock: clock), pacing: .init(callsPerSecond: 5, burst: 3), pause: clock,
      meter: meter)
  }

  private func request(_ endpoint: String) -> HTTPRequest {
    HTTPRequest(method: .get, url: "https://peer.invalid/", endpoint: endpoint)
  }

  @Test func aNewPacerCountsOn() async {
    let first = paced([.success(HTTPResponse(status: 200)), .failure(.unknown(code: "timeout", detail: ""))])
    _ = await first.send(request("GET orders"))
    _ = await first.send(request("GET orders"))
    let second = paced([.success(HTTPResponse(status: 503))])
    _ = await second.send(request("GET orders"))
    second.close()
    _ = await second.send(request("GET settings"))
    let figures = meter.figures(api: "crm", pace: second.pace)
    func calls(_ endpoint: String, _ outcome: String) -> Int? {
      figures.calls.first { $0.endpoint == endpoint && $0.outcome == outcome }?.calls
    }
    #expect(calls("GET orders", "ok") == 1)
    #expect(calls("GET orders", "unknown") == 1)
    #expect(calls("GET orders", "http-5xx") == 1)
    #expect(calls("GET settings", "unsent") == 1)
    #expect(calls("GET settings", "ok") == 0)
    #expect(figures.durations.buckets.reduce(0, +) == 3, "what never left took no time")
    #expect(figures.pacer?.blockedMilliseconds == 1_000, "503 without Retry-After")
    #expect(figures.pacer?.callsPerSecond == 2.5)
    #expect(first.counts == second.counts)
  }

  @Test func tokensAreThoseOfTheMoment() async {
    let transport = paced([])
    #expect(transport.pace.tokens == 3)
    _ = await transport.send(request("GET orders"))
    _ = await transport.send(request("GET orders"))
    #expect(transport.pace.tokens == 1)
    await clock.pause(milliseconds: 200)
    #expect(transport.pace.tokens == 2)
    await clock.pause(milliseconds: 10_000)
    #expect(transport.pace.tokens == 3)
    #expect(transport.pace.waiting == 0)
  }
}
