// The conformance suites on the real adapters: once with the services in this process, once over real sockets.
import Testing

@Suite struct CarrierConformanceTests {
  @Test(arguments: CarrierConformance.rules)
  func inProcess(_ rule: Rule) async throws {
    try await rule.hold(on: InProcessBench())
  }

  @Suite(.serialized) struct Sockets {
    @Test(arguments: CarrierConformance.rules)
    func overSockets(_ rule: Rule) async throws {
      try await rule.hold(on: try await SocketBench())
    }
  }
}

@Suite struct CRMConformanceTests {
  @Test(arguments: CRMConformance.rules)
  func inProcess(_ rule: Rule) async throws {
    try await rule.hold(on: InProcessBench())
  }

  @Suite(.serialized) struct Sockets {
    @Test(arguments: CRMConformance.rules)
    func overSockets(_ rule: Rule) async throws {
      try await rule.hold(on: try await SocketBench())
    }
  }
}
