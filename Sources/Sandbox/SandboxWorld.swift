// The world around the daemon: the CRM and the post behind one address, and the faults between. It is a plain
// class for one thread; a server puts a lock around it, a simulation needs none. Before each call it carries
// out what has come due meanwhile (delayed calls, steps of journeys), each at its own moment, so nothing
// depends on when it is asked.

public final class SandboxWorld {
  /// Which of the two services a call belongs to.
  public enum Side: String, Sendable, CaseIterable {
    case crm
    case post
  }

  /// One line of the call log. Holds no data of the call: neither identities, nor secrets, nor personal data.
  public struct Call: Sendable, Equatable {
    public var index: Int
    public var time: SandboxTime
    public var side: Side
    public var endpoint: String
    /// The HTTP status the service gave; nil when the call had no effect.
    public var status: Int?
    public var delivery: SandboxReply.Delivery
    public var fault: String?
  }

  /// The log keeps the newest calls; `callCount` counts all.
  public static let logLimit = 20_000

  public let crm: (any SandboxService)?
  public let post: PostService
  public private(set) var callLog: [Call] = []
  public private(set) var callCount = 0
  private var injector: FaultInjector
  private var delayed: [DelayedCall] = []

  private struct DelayedCall {
    var due: SandboxTime
    var index: Int
    var side: Side
    var request: SandboxRequest
    var groupDelayMilliseconds: Int64
  }

  public init(crm: (any SandboxService)?, post: PostService, faults: FaultPlan = .none, seed: UInt64) {
    self.crm = crm
    self.post = post
    injector = FaultInjector(plan: faults, seed: seed)
  }

  /// A new plan starts counting its calls anew and goes on with the same generator.
  public var faults: FaultPlan {
    get { injector.plan }
    set { injector.plan = newValue }
  }

  /// When the next thing happens by itself; nil when nothing is under way.
  public var nextDue: SandboxTime? {
    [delayed.first?.due, post.nextJourneyStep].compactMap { $0 }.min()
  }

  /// Carries out, in order of time, what has come due: delayed effects and steps of journeys.
  public func pump(now: SandboxTime) {
    while let first = delayed.first, first.due <= now {
      delayed.removeFirst()
      post.advanceJourneys(now: first.due)
      let response = perform(first.request, first.side, first.groupDelayMilliseconds, now: first.due)
      log(
        first.side, endpoint(first.request, first.side), status: response.status, .dropped, "delayedEffect",
        at: first.due)
    }
    post.advanceJourneys(now: now)
  }

  /// `/api/…` belongs to the CRM, everything else to the post.
  public func handle(_ request: SandboxRequest, now: SandboxTime) -> SandboxReply {
    pump(now: now)
    let side: Side = request.path == "/api" || request.path.hasPrefix("/api/") ? .crm : .post
    let endpoint = endpoint(request, side)
    if injector.isDown(side, at: now) {
      log(side, endpoint, status: nil, .refused, "outage", at: now)
      return SandboxReply(response: .html(503, "Service Unavailable"), delivery: .refused)
    }
    let draw = injector.draw(side, endpoint)
    var reply = apply(draw, request, side, now: now)
    reply.reply.latencyMilliseconds = draw.latencyMilliseconds
    log(side, endpoint, status: reply.status, reply.reply.delivery, draw.name, at: now)
    return reply.reply
  }

  private func apply(
    _ draw: FaultDraw, _ request: SandboxRequest, _ side: Side, now: SandboxTime
  ) -> (reply: SandboxReply, status: Int?) {
    let silence = SandboxResponse(status: 0, headers: [:], body: [])
    func performed() -> SandboxResponse { perform(request, side, draw.groupDelayMilliseconds, now: now) }
    /// The service's answer is lost and this one comes instead.
    func instead(_ response: SandboxResponse, _ delivery: SandboxReply.Delivery, effect: Bool)
      -> (SandboxReply, Int?)
    {
      let status = effect ? performed().status : nil
      return (SandboxReply(response: response, delivery: delivery), status)
    }
    switch draw.decisive {
    case nil, .latency, .lateGroup:
      let response = performed()
      return (SandboxReply(response: response), response.status)
    case .dropBefore: return instead(silence, .dropped, effect: false)
    case .dropAfterEffect: return instead(silence, .dropped, effect: true)
    case .hang(let effect): return instead(silence, .hangs, effect: effect)
    case .serverError(let effect):
      return instead(.html(500, "Internal Server Error"), .whole, effect: effect)
    case .badGateway(let effect): return instead(.html(502, "Bad Gateway"), .whole, effect: effect)
    case .unavailable(let seconds):
      return instead(.html(503, "Service Unavailable").retryAfter(seconds), .whole, effect: false)
    case .tooManyRequests(let seconds):
      return instead(.html(429, "Too Many Requests").retryAfter(seconds), .whole, effect: false)
    case .halfBody:
      let response = performed()
      let delivery: SandboxReply.Delivery =
        response.body.isEmpty ? .dropped : .cut(bytes: response.body.count / 2)
      return (SandboxReply(response: response, delivery: delivery), response.status)
    case .wrongTypes:
      var response = performed()
      let choice = injector.number()
      if (200..<300).contains(response.status), response.headers["content-type"]?.contains("json") == true {
        response.body = FaultDistortion.distort(response.body, choice: choice)
      }
      return (SandboxReply(response: response), response.status)
    case .effectDelayed(let milliseconds):
      delayed.append(
        DelayedCall(
          due: now + max(0, milliseconds), index: callCount, side: side, request: request,
          groupDelayMilliseconds: draw.groupDelayMilliseconds))
      delayed.sort { ($0.due, $0.index) < ($1.due, $1.index) }
      return (SandboxReply(response: silence, delivery: .dropped), nil)
    }
  }

  private func perform(
    _ request: SandboxRequest, _ side: Side, _ groupDelayMilliseconds: Int64, now: SandboxTime
  ) -> SandboxResponse {
    guard side == .post else { return crm?.handle(request, now: now) ?? .html(404, "Not Found") }
    post.groupDelayMilliseconds = groupDelayMilliseconds
    defer { post.groupDelayMilliseconds = 0 }
    return post.handle(request, now: now)
  }

  private func endpoint(_ request: SandboxRequest, _ side: Side) -> String {
    if side == .post { return post.endpoint(of: request) }
    return crm?.endpoint(of: request) ?? "\(request.method) (no CRM)"
  }

  private func log(
    _ side: Side, _ endpoint: String, status: Int?, _ delivery: SandboxReply.Delivery, _ fault: String?,
    at time: SandboxTime
  ) {
    if callLog.count >= Self.logLimit { callLog.removeFirst(Self.logLimit / 2) }
    callLog.append(
      Call(
        index: callCount, time: time, side: side, endpoint: endpoint, status: status, delivery: delivery,
        fault: fault))
    callCount += 1
  }
}

extension SandboxResponse {
  func retryAfter(_ seconds: Int?) -> SandboxResponse {
    guard let seconds else { return self }
    var response = self
    response.headers["retry-after"] = String(seconds)
    return response
  }
}
