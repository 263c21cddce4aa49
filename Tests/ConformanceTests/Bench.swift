// The two benches the real adapters stand on: the same sandbox once in this process, once behind a real socket with
// libcurl before it. A rule that holds on one only shows a fault of the transport or of the carriage, not of the
// adapter. Time is moved by hand; no call waits for anything but its answer.
import HTTPTransport
import RetailCRM
import Sandbox
import ShippingCore
import Simulation
import SyncEngine
import Synchronization
import Testing
import Ukrposhta

/// A clock that goes on by a second at each look: everything has a moment of its own, and no pacing is needed.
final class HandClock: Sendable {
  private struct State {
    // 2026-03-04T08:00:00Z
    var now: SandboxTime = 1_772_611_200_000
    var stepMilliseconds: Int64 = 1000
  }

  private let state = Mutex(State())

  func look() -> SandboxTime {
    state.withLock { state in
      state.now += state.stepMilliseconds
      return state.now
    }
  }

  func advance(_ duration: Duration) { state.withLock { $0.now += duration.wholeMilliseconds } }

  /// From now on every look shows the same moment.
  func freeze() { state.withLock { $0.stepMilliseconds = 0 } }
}

protocol Bench: Sendable {
  var clock: HandClock { get }
  var transport: any Transport { get }
  /// Where both services are found.
  var base: String { get }
  func withWorld<Value: Sendable>(_ body: (SandboxWorld) throws -> Value) rethrows -> Value
  /// From now on nobody listens there.
  func silence() async
  func close() async
}

extension Bench {
  func crm(key: String = Shop.key, sites: [String] = []) -> any CRM {
    RetailCRMAdapter(baseURL: base, apiKey: key, transport: transport, sites: sites)
  }

  /// The cabinet of `party`, with at most one secret wrong.
  func carrier(_ party: Party = .company, wrong: Party.Secret? = nil) -> any Carrier {
    func secret(_ kind: Party.Secret, _ right: String) -> String {
      wrong == kind ? "00000000-0000-4000-8000-000000000000" : right
    }
    let right = party.counterparty
    let secrets = UkrposhtaSecrets(
      ecomBearer: secret(.ecomBearer, right.ecomBearer),
      trackingBearer: secret(.trackingBearer, right.trackingBearer), token: secret(.token, right.token))
    return UkrposhtaCarrier(endpoints: .custom(base: base), secrets: secrets, transport: transport)
  }

  /// What the shop's people do in the CRM.
  func shop<Value: Sendable>(_ body: (CRMService, SandboxTime) throws -> Value) throws -> Value {
    try withWorld { world in
      let crm = try #require(world.crm as? CRMService)
      return try body(crm, clock.look())
    }
  }

  /// What the post's offices do.
  func offices<Value: Sendable>(_ body: (PostService, SandboxTime) throws -> Value) rethrows -> Value {
    try withWorld { try body($0.post, clock.look()) }
  }

  /// The calls of this endpoint go wrong, from the `first` on, so many of them.
  func spoil(_ endpoint: String, _ kind: FaultPlan.Kind, first: Int = 1, count: Int = Mishap.always) {
    let rule = FaultPlan.Rule(endpoint: endpoint, kind, .calls(from: first, count: count))
    withWorld { $0.faults = FaultPlan(rules: [rule]) }
  }

  func mend() { withWorld { $0.faults = .none } }
}

extension Mishap {
  /// More calls than a transport makes of one request: libcurl sends a repeatable one again by itself.
  static let always = 1000
}

/// The services in this very process.
final class InProcessBench: Bench, Transport {
  let clock = HandClock()
  let base = "http://sandbox.invalid"
  private let world: Mutex<SandboxWorld>

  init() { world = Mutex(Shop.world()) }

  var transport: any Transport { self }

  func send(_ request: HTTPRequest) async -> Result<HTTPResponse, TransportFailure> {
    guard let carried = SandboxRequest(request) else {
      return .failure(.unsent(code: "url", detail: "not a URL"))
    }
    return withWorld { $0.handle(carried, now: clock.look()) }.result
  }

  func withWorld<Value: Sendable>(_ body: (SandboxWorld) throws -> Value) rethrows -> Value {
    try world.withLock { try body($0) }
  }

  func silence() async {
    withWorld { $0.faults = FaultPlan(outages: [FaultPlan.Outage(from: .min, until: .max)]) }
  }

  func close() async {}
}

/// The services behind a socket, and the daemon's own transport.
final class SocketBench: Bench {
  let clock: HandClock
  let base: String
  private let server: SandboxServer
  private let serving: Task<Void, any Error>
  private let curl = CurlTransport(configuration: .init())

  init() async throws {
    let clock = HandClock()
    let server = try SandboxServer(world: Shop.world(), clock: { clock.look() })
    serving = Task { try await server.run() }
    base = "http://127.0.0.1:\(try await server.port())"
    self.clock = clock
    self.server = server
  }

  var transport: any Transport { curl }

  func withWorld<Value: Sendable>(_ body: (SandboxWorld) throws -> Value) rethrows -> Value {
    try server.withWorld(body)
  }

  func silence() async { await server.stop() }

  func close() async {
    await curl.shutdown()
    await server.stop()
    _ = await serving.result
  }
}
