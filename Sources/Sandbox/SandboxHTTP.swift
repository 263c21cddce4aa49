// What both simulated services exchange with whoever carries the bytes: the HTTP server of
// `ukrposhta-sandbox`, or the simulation's in-process transport. The services themselves never see a socket,
// a clock or a thread: they get a request and a moment, and give back what a client would experience.

/// A request as a service sees it. `path` is without the query, percent-decoded; header names are lower case.
public struct SandboxRequest: Sendable {
  public var method: String
  public var path: String
  public var query: [(name: String, value: String)]
  public var headers: [String: String]
  public var body: [UInt8]

  public init(
    method: String, path: String, query: [(name: String, value: String)] = [],
    headers: [String: String] = [:], body: [UInt8] = []
  ) {
    self.method = method
    self.path = path
    self.query = query
    self.headers = headers
    self.body = body
  }

  /// The first value of a query parameter.
  public func value(_ name: String) -> String? {
    query.first { $0.name == name }?.value
  }

  /// Every value of a repeated query parameter such as `filter[ids][]`.
  public func values(_ name: String) -> [String] {
    query.filter { $0.name == name }.map(\.value)
  }
}

public struct SandboxResponse: Sendable, Equatable {
  public var status: Int
  /// Lower-case names; `content-type` is always there, `content-length` never (the carrier adds it).
  public var headers: [String: String]
  public var body: [UInt8]

  public init(status: Int, headers: [String: String], body: [UInt8]) {
    self.status = status
    self.headers = headers
    self.body = body
  }
}

/// What the client of one call experiences.
public struct SandboxReply: Sendable {
  public enum Delivery: Sendable, Equatable {
    /// The whole answer arrives.
    case whole
    /// The connection breaks before a byte of the answer. Whether the call had its effect, the client cannot
    /// know.
    case dropped
    /// The head and the first `bytes` of the body arrive, then the connection breaks.
    case cut(bytes: Int)
    /// Nothing is listening: the connection is refused. The call surely had no effect.
    case refused
    /// The answer never comes; the client's own time-out ends the call.
    case hangs
  }

  public var response: SandboxResponse
  public var delivery: Delivery
  public var latencyMilliseconds: Int64

  public init(response: SandboxResponse, delivery: Delivery = .whole, latencyMilliseconds: Int64 = 0) {
    self.response = response
    self.delivery = delivery
    self.latencyMilliseconds = latencyMilliseconds
  }
}

/// Milliseconds since 1970-01-01T00:00:00Z.
public typealias SandboxTime = Int64

/// SplitMix64: small, seedable, the same on every machine. Not for secrets.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: UInt64

  public init(seed: UInt64) {
    state = seed
  }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// True with the given probability (0 never, 1 always).
  public mutating func chance(_ probability: Double) -> Bool {
    Double(next() >> 11) * 0x1.0p-53 < probability
  }

  /// An RFC 4122 version 4 look-alike drawn from this generator.
  public mutating func uuid() -> String {
    let digits = Array("0123456789abcdef")
    var text = ""
    for index in 0..<32 {
      if [8, 12, 16, 20].contains(index) { text.append("-") }
      let nibble = index == 12 ? 4 : Int(truncatingIfNeeded: next() >> 60)
      text.append(digits[index == 16 ? 8 + nibble % 4 : nibble])
    }
    return text
  }
}
