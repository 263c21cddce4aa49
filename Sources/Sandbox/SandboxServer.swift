// The world behind a real socket on 127.0.0.1 (FlyingFox). One lock around the world; what a client
// experiences is what the reply says: late, cut in the middle, dropped without a byte, never. A refused
// connection cannot be played by a socket that listens: the client sees a broken one instead, and the call
// had no effect either.
internal import FlyingFox
internal import FlyingSocks
internal import Foundation
internal import Glibc
internal import Synchronization

public final class SandboxServer: Sendable {
  /// Larger requests are cut off. The largest honest one is a label uploaded to the CRM.
  public static let bodyLimit = 16 << 20
  /// How long a reply that never comes holds its connection.
  public static let hangSeconds: Double = 120

  private let world: Mutex<SandboxWorld>
  private let server: HTTPServer
  /// Added to the clock by the `advance` gesture.
  private let offset = Atomic<Int64>(0)
  private let dateSkew = Atomic<Int64>(0)
  private let clock: @Sendable () -> SandboxTime

  /// Port 0 takes a free one; `clock` gives milliseconds since 1970.
  public init(
    world: sending SandboxWorld, port: UInt16 = 0,
    clock: @escaping @Sendable () -> SandboxTime = { SandboxServer.wallClock }
  ) throws {
    self.world = Mutex(world)
    self.clock = clock
    let configuration = HTTPServer.Configuration(
      address: try .inet(ip4: "127.0.0.1", port: port), timeout: Self.hangSeconds * 2,
      sharedRequestBufferSize: 65_536, sharedRequestReplaySize: Self.bodyLimit,
      pool: PromptSocketPool(base: HTTPServer.defaultPool()), logger: .disabled)
    server = HTTPServer(config: configuration)
  }

  /// The machine's clock; the services themselves never read it.
  public static var wallClock: SandboxTime { SandboxTime(Date().timeIntervalSince1970 * 1000) }

  /// Serves until `stop()`, or until the task is cancelled.
  public func run() async throws {
    await server.appendRoute("*") { [weak self] request in
      guard let self else { return .dropped }
      return await answer(request)
    }
    try await server.run()
  }

  /// The port it really listens on; waits until it does.
  public func port() async throws -> UInt16 {
    try await server.waitUntilListening()
    guard case .ip4(_, port: let port)? = await server.listeningAddress else {
      throw SocketError.unsupportedAddress
    }
    return port
  }

  public func stop() async {
    await server.stop()
  }

  /// Looks into the world, or changes it, between calls.
  public func withWorld<Result: Sendable>(_ body: (SandboxWorld) throws -> Result) rethrows -> Result {
    try world.withLock { try body($0) }
  }

  /// The sandbox's own time: the clock, moved ahead by the gestures.
  public var now: SandboxTime { clock() &+ offset.load(ordering: .relaxed) }

  /// Lets the sandbox's time jump ahead, so that journeys of days happen at once.
  public func advance(milliseconds: Int64) {
    offset.wrappingAdd(max(0, milliseconds), ordering: .relaxed)
    let moment = now
    withWorld { $0.pump(now: moment) }
  }

  /// How far the `Date` of every answer is off the clock from now on: a server, or a client, whose clock is wrong.
  public func skewDate(milliseconds: Int64) {
    dateSkew.store(milliseconds, ordering: .relaxed)
  }

  private func answer(_ request: HTTPRequest) async -> HTTPResponse {
    guard let body = await request.boundedBody(limit: Self.bodyLimit) else { return .dropped }
    let asked = SandboxRequest(request, body: body)
    if asked.path == "/" || asked.path.hasPrefix("/sandbox/") {
      return HTTPResponse(ServerConsole.answer(asked, self))
    }
    let moment = now
    var reply = withWorld { $0.handle(asked, now: moment) }
    reply.response.headers["date"] = ServerDate.text(clock() &+ dateSkew.load(ordering: .relaxed))
    if reply.latencyMilliseconds > 0 {
      try? await Task.sleep(for: .milliseconds(reply.latencyMilliseconds))
    }
    switch reply.delivery {
    case .whole: return HTTPResponse(reply.response)
    case .dropped, .refused: return .dropped
    case .cut(let bytes): return HTTPResponse(reply.response, cutAfter: bytes)
    case .hangs:
      try? await Task.sleep(for: .seconds(Self.hangSeconds))
      return .dropped
    }
  }
}

/// A head and a small body leave as two writes; without TCP_NODELAY the second waits for the client's delayed
/// acknowledgement, 40 ms a call. Accepted sockets inherit the option from the listening one, which the
/// server does not show to anybody but its pool.
private struct PromptSocketPool<Base: AsyncSocketPool>: AsyncSocketPool {
  let base: Base

  func prepare() async throws { try await base.prepare() }
  func run() async throws { try await base.run() }

  func suspendSocket(_ socket: Socket, untilReadyFor events: Socket.Events) async throws {
    try? socket.setValue(true, for: BoolSocketOption(level: Int32(IPPROTO_TCP), name: TCP_NODELAY))
    try await base.suspendSocket(socket, untilReadyFor: events)
  }
}
