// The wire of a life: the adapters' real requests go to the sandbox's services in this very process, with the sandbox's
// faults on them, and the answers come back as a client would experience them.
internal import HTTPTransport
internal import Sandbox
internal import ShippingCore

final class SimulatedTransport: Transport {
  private let incarnation: Incarnation
  private let world: SimulatedWorld

  init(incarnation: Incarnation, world: SimulatedWorld) {
    self.incarnation = incarnation
    self.world = world
  }

  func send(_ request: HTTPRequest) async -> Result<HTTPResponse, TransportFailure> {
    guard let call = incarnation.enter(.wire) else {
      return .failure(.unsent(code: "dead", detail: "the process is gone"))
    }
    guard let carried = SandboxRequest(request) else {
      return .failure(.unsent(code: "url", detail: "not a URL"))
    }
    await incarnation.time.pause(milliseconds: SimulatedTransport.oneWayMilliseconds)
    // Once the bytes have left, the peer acts on them, whatever became of the sender.
    var reply = world.sandbox.handle(carried, now: incarnation.time.trueMilliseconds)
    world.tamper?(carried, &reply.response)
    world.didHandle()
    world.trace?("\(request.endpoint) \(reply.response.status) \(reply.delivery)")
    if incarnation.isDead { return SimulatedTransport.dead }
    incarnation.leave(call)
    if incarnation.isDead { return SimulatedTransport.dead }
    await incarnation.time.pause(milliseconds: reply.latencyMilliseconds)
    if reply.delivery == .hangs {
      await incarnation.time.pause(milliseconds: request.timeout.wholeMilliseconds)
    }
    return reply.result
  }

  private static let oneWayMilliseconds: Int64 = 5
  private static let dead = Result<HTTPResponse, TransportFailure>.failure(
    .unknown(code: "dead", detail: "the process is gone"))
}
