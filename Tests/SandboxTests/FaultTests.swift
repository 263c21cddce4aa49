// The fault plan itself: patterns, triggers, replay, and plans written as JSON.
import Testing

@testable import Sandbox

@Suite struct FaultTests {
  @Test(arguments: [
    ("POST shipments", "POST *shipments", true),
    ("POST shipment-groups/{g}/shipments", "POST *shipments", true),
    ("GET shipments", "POST *shipments", false), ("POST clients", "*", true),
    ("POST clients", "POST clients", true),
    ("POST clients/x", "POST clients", false), ("ab", "ab*b", false), ("a-x-b-y-c", "a*x*y*c", true),
    ("a-y-x-c", "a*x*y*c", false),
  ])
  func patterns(_ endpoint: String, _ pattern: String, _ fits: Bool) {
    #expect(FaultInjector.matches(endpoint, pattern) == fits)
  }

  @Test func nthCallsFireAsCounted() {
    let plan = FaultPlan(rules: [.init(endpoint: "A", .dropBefore, .calls(from: 2, count: 2))])
    var injector = FaultInjector(plan: plan, seed: 1)
    let fired = ["A", "B", "A", "A", "B", "A"].map { injector.draw(.post, $0).decisive != nil }
    #expect(fired == [false, false, true, true, false, false])
  }

  @Test func firstDecisiveRuleWinsAndLatencyAddsUp() {
    let always = FaultPlan.Trigger.probability(1)
    let plan = FaultPlan(rules: [
      .init(.latency(minimum: 5, maximum: 5), always), .init(service: .crm, .dropBefore, always),
      .init(.halfBody, always), .init(.wrongTypes, always), .init(.latency(minimum: 7, maximum: 7), always),
    ])
    var injector = FaultInjector(plan: plan, seed: 1)
    let draw = injector.draw(.post, "GET shipments/{s}")
    #expect(draw.decisive == .halfBody)
    #expect(draw.latencyMilliseconds == 12)
    #expect(injector.draw(.crm, "GET orders").decisive == .dropBefore)
  }

  @Test func drawsReplayAndComeAboutAsOftenAsSaid() {
    let plan = FaultPlan(rules: [
      .init(.dropBefore, .probability(0.3)), .init(.latency(minimum: -5, maximum: 9), .probability(0.5)),
    ])
    func run(_ seed: UInt64) -> [String] {
      var injector = FaultInjector(plan: plan, seed: seed)
      return (0..<1000).map { _ in
        let draw = injector.draw(.post, "X")
        return "\(draw.decisive?.name ?? "-") \(draw.latencyMilliseconds)"
      }
    }
    #expect(run(3) == run(3))
    #expect(run(3) != run(4))
    let drops = run(3).filter { $0.hasPrefix("drop") }.count
    #expect((230...370).contains(drops))
  }

  @Test func distortionsAreJSONOfTheWrongKind() throws {
    let body = (["uuid": "u", "weight": 12, "parcels": [["weight": 1]]] as JSONValue).encoded
    let text = try #require(JSONValue(parsing: FaultDistortion.distort(body, choice: 0)))
    #expect(text["weight"] == "12")
    let container = try #require(JSONValue(parsing: FaultDistortion.distort(body, choice: 1)))
    #expect(container.elements?.count == 1)
    let fewer = (2..<60).filter { $0 % 3 == 2 }.map { FaultDistortion.distort(body, choice: UInt64($0)) }
    #expect(fewer.contains { JSONValue(parsing: $0)?["uuid"] == nil })
    #expect(FaultDistortion.distort(Array("%PDF".utf8), choice: 0) == Array("%PDF".utf8))
  }

  @Test func plansFromJSON() throws {
    let plan = try FaultPlan(
      control: [
        "rules": [
          [
            "service": "post", "endpoint": "POST *shipments", "fault": "dropAfterEffect", "from": 1,
            "count": 2,
          ],
          ["fault": "tooManyRequests", "retryAfter": 4, "probability": 0.5],
        ], "outages": [["from": 0, "until": 500]],
      ], now: 1000)
    #expect(
      plan
        == FaultPlan(
          rules: [
            .init(
              service: .post, endpoint: "POST *shipments", .dropAfterEffect, .calls(from: 1, count: 2)),
            .init(.tooManyRequests(retryAfterSeconds: 4), .probability(0.5)),
          ], outages: [.init(from: 1000, until: 1500)]))
    #expect(try FaultPlan(control: ["profile": "nasty"], now: 0) == .nasty)
    #expect(throws: SandboxControlError.self) { try FaultPlan(control: ["profile": "x"], now: 0) }
    #expect(throws: SandboxControlError.self) {
      try FaultPlan(control: ["rules": [["fault": "earthquake"]]], now: 0)
    }
  }

  @Test func gesturesOfTheWorld() throws {
    let bench = PostBench()
    let world = SandboxWorld(crm: nil, post: bench.post, seed: 1)
    let barcode = try bench.shipment().barcode
    _ = try world.control("post/accept", ["barcode": .string(barcode)], now: bench.now)
    let list = try world.control("post/shipments", [:], now: bench.now)
    #expect(list.elements?.first?["lifecycle"] == "REGISTERED")
    _ = try world.control("faults", ["profile": "mild"], now: bench.now)
    #expect(world.faults == .mild)
    _ = try world.control("post/habits", ["foundShape": "flat"], now: bench.now)
    #expect(bench.post.habits.foundShape == .flat)
    for verb in ["crm/orders", "nothing", "post/nothing"] {
      #expect(throws: SandboxControlError.self) { try world.control(verb, [:], now: bench.now) }
    }
    #expect(throws: PostGestureError.self) {
      try world.control("post/accept", ["barcode": .string(barcode)], now: bench.now)
    }
  }
}
