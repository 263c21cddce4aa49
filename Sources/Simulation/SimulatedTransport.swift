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
    switch reply.delivery {
    case .whole:
      return .success(
        HTTPResponse(
          status: reply.response.status, headers: reply.response.headers, body: reply.response.body))
    case .dropped: return .failure(.unknown(code: "connection-broken", detail: "no answer"))
    case .cut: return .failure(.unknown(code: "partial-body", detail: "half an answer"))
    case .refused: return .failure(.unsent(code: "connect", detail: "connection refused"))
    case .hangs:
      await incarnation.time.pause(milliseconds: request.timeout.wholeMilliseconds)
      return .failure(.unknown(code: "timeout", detail: "no answer in time"))
    }
  }

  private static let oneWayMilliseconds: Int64 = 5
  private static let dead = Result<HTTPResponse, TransportFailure>.failure(
    .unknown(code: "dead", detail: "the process is gone"))
}

extension SandboxRequest {
  /// The request as the service would read it off the wire; nil when the URL is none.
  init?(_ request: HTTPRequest) {
    let sections = request.url.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
    guard sections.count == 4, sections[0].hasSuffix(":"), sections[1].isEmpty else { return nil }
    let parts = ("/" + sections[3]).split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    guard let path = parts.first.flatMap({ PercentDecoding.text($0) }) else { return nil }
    var query: [(name: String, value: String)] = []
    if parts.count == 2 {
      for pair in parts[1].split(separator: "&") {
        let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard let name = sides.first.flatMap({ PercentDecoding.text($0) }) else { return nil }
        query.append((name: name, value: sides.count == 2 ? PercentDecoding.text(sides[1]) ?? "" : ""))
      }
    }
    var headers: [String: String] = [:]
    for header in request.headers { headers[header.name.lowercased()] = header.value }
    self.init(
      method: request.method.rawValue, path: path, query: query, headers: headers, body: request.body ?? [])
  }
}

/// `%41` back to `A`. Foundation has it too, but its bridging costs more than the simulated call.
enum PercentDecoding {
  static func text(_ encoded: Substring) -> String? {
    var bytes: [UInt8] = []
    var rest = encoded.utf8.makeIterator()
    while let byte = rest.next() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
        continue
      }
      guard let high = rest.next().flatMap(digit), let low = rest.next().flatMap(digit) else { return nil }
      bytes.append(high * 16 + low)
    }
    return String(validating: bytes, as: UTF8.self)
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 48...57: return byte - 48
    case 65...70: return byte - 55
    case 97...102: return byte - 87
    default: return nil
    }
  }
}
