// The world: routing, faults around a call, effects that come later, and two worlds of one seed that are the
// same byte for byte.
import Testing

@testable import Sandbox

/// A bench whose calls go through a world with faults.
final class WorldBench {
  let bench: PostBench
  let world: SandboxWorld
  let sender: String
  let recipient: String
  let group: String

  init(_ rules: [FaultPlan.Rule], outages: [FaultPlan.Outage] = [], seed: UInt64 = 5) throws {
    bench = PostBench()
    sender = try bench.client()
    recipient = try bench.client(PostBench.individual.with("externalId", "order-1"))
    group = try bench.group(sender)
    world = SandboxWorld(
      crm: nil, post: bench.post, faults: FaultPlan(rules: rules, outages: outages), seed: seed)
  }

  func send(_ method: String, _ path: String, _ body: JSONValue? = nil) -> SandboxReply {
    world.handle(bench.request(method, "/ecom/0.0.1/" + path, body), now: bench.now)
  }

  func create() -> SandboxReply {
    send("POST", "shipment-groups/\(group)/shipments", bench.order(sender: sender, recipient: recipient))
  }

  var listed: Int {
    JSONValue(parsing: bench.send("GET", "shipment-groups/\(group)/shipments").response.body)?.elements?.count
      ?? -1
  }
}

@Suite struct WorldTests {
  let once = FaultPlan.Trigger.calls(from: 1, count: 1)

  @Test func lostAnswerAfterEffectLeavesAShipmentAndARepeatMakesTwo() throws {
    let world = try WorldBench([.init(endpoint: "POST *shipments", .dropAfterEffect, once)])
    #expect(world.create().delivery == .dropped)
    #expect(world.listed == 1)
    #expect(world.create().delivery == .whole)
    #expect(world.listed == 2)
    #expect(world.world.callLog.map(\.fault) == ["dropAfterEffect", nil])
    #expect(world.world.callLog.map(\.status) == [200, 200])
  }

  @Test(arguments: [
    FaultPlan.Kind.dropBefore, .hang(afterEffect: false), .serverError(), .badGateway(),
    .unavailable(retryAfterSeconds: 3), .tooManyRequests(retryAfterSeconds: nil),
  ])
  func faultsWithoutEffect(_ kind: FaultPlan.Kind) throws {
    let world = try WorldBench([.init(kind, once)])
    let reply = world.create()
    #expect(world.listed == 0)
    #expect(world.world.callLog.last?.status == nil)
    switch kind {
    case .unavailable:
      #expect(reply.response.status == 503)
      #expect(reply.response.headers["retry-after"] == "3")
    case .tooManyRequests:
      #expect(reply.response.status == 429)
      #expect(reply.response.headers["retry-after"] == nil)
    case .serverError: #expect(reply.response.status == 500)
    case .badGateway: #expect(reply.response.headers["content-type"] == "text/html")
    case .hang: #expect(reply.delivery == .hangs)
    default: #expect(reply.delivery == .dropped)
    }
  }

  @Test(arguments: [
    FaultPlan.Kind.dropAfterEffect, .hang(), .serverError(afterEffect: true), .badGateway(afterEffect: true),
    .halfBody, .wrongTypes,
  ])
  func faultsAfterTheEffect(_ kind: FaultPlan.Kind) throws {
    let world = try WorldBench([.init(kind, once)])
    let reply = world.create()
    #expect(world.listed == 1)
    if kind == .halfBody { #expect(reply.delivery == .cut(bytes: reply.response.body.count / 2)) }
    if kind == .wrongTypes {
      let made = try #require(world.bench.post.audit.shipments.first)
      let honest = world.bench.send("GET", "shipments/\(made.uuid)").response.body
      #expect(reply.response.body != honest)
      #expect(JSONValue(parsing: reply.response.body) != nil)
    }
  }

  @Test func delayedEffectHappensAtItsMomentWhoeverAsks() throws {
    let world = try WorldBench([
      .init(endpoint: "POST *shipments", .effectDelayed(milliseconds: 20_000), once)
    ])
    #expect(world.create().delivery == .dropped)
    #expect(world.world.nextDue == PostBench.start + 20_000)
    world.bench.now += 19_999
    _ = world.send("GET", "phones/UA/prohibited")
    #expect(world.listed == 0)
    world.bench.now += 60_000
    world.world.pump(now: world.bench.now)
    #expect(world.listed == 1)
    #expect(world.bench.post.audit.live.first?.createdAt == PostBench.start + 20_000)
    #expect(world.world.nextDue == nil)
    #expect(world.world.callLog.last?.fault == "delayedEffect")
  }

  @Test func lateGroupHidesTheShipmentFromItsList() throws {
    let world = try WorldBench([
      .init(endpoint: "POST *shipments", .lateGroup(milliseconds: 5000), once),
      .init(endpoint: "POST *shipments", .dropAfterEffect, once),
    ])
    #expect(world.create().delivery == .dropped)
    #expect(world.listed == 0)
    #expect(world.bench.post.audit.live.count == 1)
    world.bench.now += 5000
    #expect(world.listed == 1)
    #expect(world.create().delivery == .whole)
    #expect(world.listed == 2)
  }

  @Test func outageRefusesWithoutEffectAndEnds() throws {
    let outage = FaultPlan.Outage(
      service: .post, from: PostBench.start, until: PostBench.start + 1000)
    let world = try WorldBench([], outages: [outage])
    #expect(world.create().delivery == .refused)
    #expect(world.listed == 0)
    world.bench.now += 1000
    #expect(world.create().delivery == .whole)
  }

  @Test func journeysAndCallsKeepTheOrderOfTime() throws {
    let world = try WorldBench([.init(endpoint: "DELETE *", .effectDelayed(milliseconds: 1000), once)])
    let made = try #require(JSONValue(parsing: world.create().response.body))
    let barcode = try #require(made["barcode"]?.text)
    let uuid = try #require(made["uuid"]?.text)
    // Taken in half a second before the delayed DELETE is carried out: it must come too late.
    try world.bench.post.schedule(.delivered, barcode: barcode, from: world.bench.now + 500)
    #expect(world.send("DELETE", "shipments/\(uuid)").delivery == .dropped)
    world.world.pump(now: world.bench.now + 5000)
    #expect(world.bench.post.audit.live.first?.lifecycle == .registered)
    #expect(world.world.callLog.last?.status == 400)
  }

  @Test func withoutACRMItsPathsAreHTML() throws {
    let world = try WorldBench([])
    let request = SandboxRequest(method: "GET", path: "/api/v5/orders")
    let reply = world.world.handle(request, now: world.bench.now)
    #expect(reply.response.status == 404)
    #expect(world.world.callLog.last?.side == .crm)
  }

  @Test func logHoldsNeitherKeysNorPeople() throws {
    let world = try WorldBench([])
    _ = world.create()
    let text = String(describing: world.world.callLog)
    #expect(!text.contains(world.bench.first.token))
    #expect(!text.contains(world.recipient))
    #expect(!text.contains("Тестій"))
  }

  @Test func twoWorldsOfOneSeedAreEqualByteForByte() throws {
    let one = try Self.life(seed: 11)
    #expect(try Self.life(seed: 11) == one)
    #expect(try Self.life(seed: 12) != one)
  }

  /// A few hundred calls through the nasty profile, as everything that came back.
  private static func life(seed: UInt64) throws -> [[UInt8]] {
    let party = PostService.Counterparty.madeUp(name: "one", seed: seed)
    let bench = PostBench(seed: seed)
    let world = SandboxWorld(
      crm: nil, post: PostService(counterparties: [party], seed: seed), faults: .nasty, seed: seed)
    var script = SeededGenerator(seed: seed)
    var transcript: [[UInt8]] = []
    var known: [String: [String]] = ["id": [], "uuid": [], "barcode": []]
    func one(_ name: String) -> String {
      let list = known[name] ?? []
      return list.isEmpty ? "none" : list[Int(script.next() % UInt64(list.count))]
    }
    for _ in 0..<400 {
      let client = one("uuid")
      let address = Int64(one("id")) ?? 0
      let request: SandboxRequest
      switch script.next() % 6 {
      case 0: request = bench.request("POST", "/ecom/0.0.1/addresses", ["postcode": "79013"], as: party)
      case 1:
        let body = PostBench.individual.with("addressId", .integer(address))
        request = bench.request("POST", "/ecom/0.0.1/clients", body, as: party)
      case 2:
        let body = bench.order(sender: client, recipient: one("uuid"))
        request = bench.request("POST", "/ecom/0.0.1/shipments", body, as: party)
      case 3: request = bench.request("GET", "/ecom/0.0.1/shipments/\(one("barcode"))", as: party)
      case 4: request = bench.request("DELETE", "/ecom/0.0.1/shipments/\(one("barcode"))", as: party)
      default:
        request = bench.request("GET", "/forms/ecom/0.0.1/shipments/\(one("barcode"))/sticker", as: party)
      }
      bench.now += Int64(script.next() % 3000)
      let reply = world.handle(request, now: bench.now)
      let answer = JSONValue(parsing: reply.response.body) ?? .null
      if let id = answer["id"]?.int { known["id"]?.append(String(id)) }
      if let barcode = answer["barcode"]?.text {
        known["barcode"]?.append(barcode)
      } else if let uuid = answer["uuid"]?.text {
        known["uuid"]?.append(uuid)
      }
      transcript.append(reply.response.body)
      transcript.append(Array("\(reply.delivery) \(reply.latencyMilliseconds)".utf8))
    }
    transcript += world.callLog.map { Array(String(describing: $0).utf8) }
    #expect(world.post.audit.shipments.count > 3, "the script must make shipments")
    return transcript
  }
}
