// The sandbox on a free loopback port in this very process, with the shop's folder beside it. A test or a
// demonstration plays the manager and the post through it, and judges by what the simulated services know,
// never by what the daemon believes.
public import Sandbox
internal import ShippingCore
internal import Synchronization

public final class Stage: Sendable {
  public let shop: Shop
  public let folder: RehearsalFolder
  public let server: SandboxServer
  public let port: UInt16
  private let language: Language
  private let serving: Task<Void, any Error>

  /// Serves a fresh world and writes the daemon's configuration for it. Port 0 takes a free one.
  public init(
    shop: Shop, folder: RehearsalFolder, pace: RehearsalPace, port: UInt16 = 0, crmCallsPerSecond: Int = 0
  ) async throws {
    self.shop = shop
    self.folder = folder
    language = Language(rawValue: pace.language) ?? .uk
    let server = try SandboxServer(world: shop.world(crmCallsPerSecond: crmCallsPerSecond), port: port)
    self.server = server
    serving = Task { try await server.run() }
    self.port = try await server.port()
    try folder.write(shop, port: self.port, pace: pace)
  }

  /// Stops serving.
  public func close() async {
    await server.stop()
    _ = await serving.result
  }

  public func crm<Value: Sendable>(_ body: (CRMService, SandboxTime) throws -> Value) throws -> Value {
    let now = server.now
    return try server.withWorld { world in
      world.pump(now: now)
      guard let crm = world.crm as? CRMService else { throw RehearsalFailure("this stage has no CRM") }
      return try body(crm, now)
    }
  }

  public func post<Value: Sendable>(_ body: (PostService, SandboxTime) throws -> Value) rethrows -> Value {
    let now = server.now
    return try server.withWorld { world in
      world.pump(now: now)
      return try body(world.post, now)
    }
  }

  public func create(_ draft: CRMOrderDraft) throws -> Int64 {
    try crm { $0.createOrder(shop.inItsMode(draft), now: $1) }
  }

  /// An order as a manager reads it, whichever way it is linked.
  public func card(_ order: Int64) throws -> CRMOrderSnapshot {
    guard let card = try crm({ crm, _ in crm.snapshot(order) }) else {
      throw RehearsalFailure("the CRM has no order \(order)")
    }
    return shop.read(card, in: language)
  }

  /// What anybody with the shop's key reads at this path of the CRM's API.
  public func read(_ path: String, query: [(name: String, value: String)] = []) throws -> JSONValue {
    try crm { crm, now in
      let request = SandboxRequest(
        method: "GET", path: "/api/v5/\(path)", query: query, headers: ["x-api-key": shop.apiKey])
      return JSONValue(parsing: crm.handle(request, now: now).body) ?? .null
    }
  }

  /// Every shipment ever made, by the order it was made for.
  public var shipments: ShipmentsByOrder { ShipmentsByOrder(post { post, _ in post.audit.shipments }) }

  /// Which calls go wrong from now on.
  public func play(_ faults: FaultPlan) {
    server.withWorld { $0.faults = faults }
  }

  /// Calls so far by endpoint, both services together.
  public func calls() throws -> [String: Int] {
    let crm = try crm { crm, _ in crm.audit.calls }
    let post = post { post, _ in post.audit.calls }
    return Dictionary(
      crm.map { ("CRM  \($0.key)", $0.value) } + post.map { ("post \($0.key)", $0.value) },
      uniquingKeysWith: +)
  }

  /// Calls to one endpoint so far, as the call log has them: those that never reached the service included.
  public func calls(to endpoint: String) -> Int {
    server.withWorld { world in world.callLog.count { $0.endpoint == endpoint } }
  }

  /// Polls of the CRM's history that were answered.
  public var historyReads: Int { server.historyReads }

  /// A daemon follows the history: orders entered from now on are its business.
  public var isFollowed: Bool { server.isFollowed }

  /// Faults played so far by name.
  public var faultsPlayed: [String: Int] {
    let names = server.withWorld { $0.callLog.compactMap(\.fault) }
    return Dictionary(names.map { ($0, 1) }, uniquingKeysWith: +)
  }
}

extension SandboxServer {
  /// Polls of the CRM's history that were answered in full.
  public var historyReads: Int {
    withWorld { world in world.callLog.count { $0.endpoint == Self.history && $0.isAnsweredInFull } }
  }

  /// A first start looks back through up to four windows of time before it begins to follow history, and begins anew
  /// when one of these calls fails. Orders entered earlier may be older than the daemon, and are then not taken.
  public var isFollowed: Bool {
    withWorld { world in
      var inARow = 0
      for call in world.callLog where call.endpoint == Self.history {
        inARow = call.isAnsweredInFull ? inARow + 1 : 0
        if inARow == Self.readsOfFirstStart { return true }
      }
      return false
    }
  }

  private static let history = "GET orders/history"
  private static let readsOfFirstStart = 5
}

extension SandboxWorld.Call {
  fileprivate var isAnsweredInFull: Bool { status == 200 && delivery == .whole && fault == nil }
}

/// The shipments that the post ever saw, by order. The recipient's external id says whose they are:
/// `crm-INSTALLATION-ORDER-GENERATION-ATTEMPT`.
public struct ShipmentsByOrder: Sendable {
  public private(set) var byOrder: [Int64: [PostAudit.Shipment]] = [:]
  /// Made for no order at all.
  public private(set) var strangers: [PostAudit.Shipment] = []

  public init(_ shipments: [PostAudit.Shipment]) {
    for shipment in shipments {
      let parts = (shipment.recipientExternalID ?? "").split(separator: "-")
      if parts.count == 5, parts[0] == "crm", let order = Int64(parts[2]) {
        byOrder[order, default: []].append(shipment)
      } else {
        strangers.append(shipment)
      }
    }
  }

  public func all(_ order: Int64) -> [PostAudit.Shipment] { byOrder[order] ?? [] }

  public func live(_ order: Int64) -> [PostAudit.Shipment] { all(order).filter(\.isLive) }
}
