// Which calls go wrong, and how. A plan is a list of rules; the faults of a call are drawn from one seeded
// generator in the order of the calls, one draw per probability rule that matches, so a seed and a sequence
// of calls replay. What matters in a fault is whether the call had its effect: the client cannot know, the
// tests must.

public struct FaultPlan: Sendable, Equatable {
  public enum Kind: Sendable, Equatable {
    /// The answer comes after a delay drawn from the range, in milliseconds. Combines with every other fault.
    case latency(minimum: Int64, maximum: Int64)
    /// The connection breaks; the call had no effect.
    case dropBefore
    /// The connection breaks; the call had its effect.
    case dropAfterEffect
    /// The answer never comes.
    case hang(afterEffect: Bool = true)
    /// HTTP 500 with an HTML page.
    case serverError(afterEffect: Bool = false)
    /// HTTP 502 with an HTML page.
    case badGateway(afterEffect: Bool = false)
    /// HTTP 503, with or without `Retry-After` in seconds; no effect.
    case unavailable(retryAfterSeconds: Int?)
    /// HTTP 429, with or without `Retry-After` in seconds; no effect.
    case tooManyRequests(retryAfterSeconds: Int?)
    /// The call had its effect; the answer stops in the middle of its body.
    case halfBody
    /// The call had its effect; the answer has numbers as text, an object for a list or the reverse, or
    /// members missing.
    case wrongTypes
    /// The connection breaks at once and the call is carried out that much later.
    case effectDelayed(milliseconds: Int64)
    /// The shipments made by the call show in their group's list only that much later. Combines with every
    /// other fault.
    case lateGroup(milliseconds: Int64)

    /// The name in logs and in plans written as JSON.
    public var name: String {
      switch self {
      case .latency: return "latency"
      case .dropBefore: return "dropBefore"
      case .dropAfterEffect: return "dropAfterEffect"
      case .hang(let after): return after ? "hangAfterEffect" : "hang"
      case .serverError(let after): return after ? "serverErrorAfterEffect" : "serverError"
      case .badGateway(let after): return after ? "badGatewayAfterEffect" : "badGateway"
      case .unavailable: return "unavailable"
      case .tooManyRequests: return "tooManyRequests"
      case .halfBody: return "halfBody"
      case .wrongTypes: return "wrongTypes"
      case .effectDelayed: return "effectDelayed"
      case .lateGroup: return "lateGroup"
      }
    }
  }

  public enum Trigger: Sendable, Equatable {
    case probability(Double)
    /// The matching calls from that one on (the first is 1), so many of them.
    case calls(from: Int, count: Int)
  }

  public struct Rule: Sendable, Equatable {
    /// nil = both services.
    public var service: SandboxWorld.Side?
    /// An endpoint as in the call log; `*` stands for any text. `*` alone is every call.
    public var endpoint: String
    public var kind: Kind
    public var trigger: Trigger

    public init(service: SandboxWorld.Side? = nil, endpoint: String = "*", _ kind: Kind, _ trigger: Trigger) {
      self.service = service
      self.endpoint = endpoint
      self.kind = kind
      self.trigger = trigger
    }
  }

  /// Nothing listens there during [from, until): connections are refused.
  public struct Outage: Sendable, Equatable {
    public var service: SandboxWorld.Side?
    public var from: SandboxTime
    public var until: SandboxTime

    public init(service: SandboxWorld.Side? = nil, from: SandboxTime, until: SandboxTime) {
      self.service = service
      self.from = from
      self.until = until
    }
  }

  public var rules: [Rule]
  public var outages: [Outage]

  public init(rules: [Rule] = [], outages: [Outage] = []) {
    self.rules = rules
    self.outages = outages
  }

  public static let none = FaultPlan()

  /// A bad day: some delay, now and then a lost answer.
  public static let mild = FaultPlan(rules: [
    Rule(.latency(minimum: 20, maximum: 200), .probability(0.5)), Rule(.dropAfterEffect, .probability(0.02)),
    Rule(.badGateway(), .probability(0.02)), Rule(.tooManyRequests(retryAfterSeconds: 2), .probability(0.01)),
  ])

  /// Everything at once, and worst where it hurts: the POST that must not be repeated.
  public static let nasty = FaultPlan(rules: [
    Rule(.latency(minimum: 5, maximum: 1500), .probability(0.5)), Rule(.dropBefore, .probability(0.05)),
    Rule(.dropAfterEffect, .probability(0.05)), Rule(.hang(afterEffect: true), .probability(0.01)),
    Rule(.hang(afterEffect: false), .probability(0.01)), Rule(.serverError(), .probability(0.02)),
    Rule(.serverError(afterEffect: true), .probability(0.02)),
    Rule(.badGateway(afterEffect: true), .probability(0.02)),
    Rule(.unavailable(retryAfterSeconds: nil), .probability(0.02)),
    Rule(.unavailable(retryAfterSeconds: 3), .probability(0.01)),
    Rule(.tooManyRequests(retryAfterSeconds: nil), .probability(0.01)),
    Rule(.tooManyRequests(retryAfterSeconds: 2), .probability(0.01)), Rule(.halfBody, .probability(0.03)),
    Rule(.wrongTypes, .probability(0.03)),
    Rule(service: .post, endpoint: "POST *shipments", .dropAfterEffect, .probability(0.15)),
    Rule(
      service: .post, endpoint: "POST *shipments", .effectDelayed(milliseconds: 20_000), .probability(0.1)),
    Rule(service: .post, endpoint: "POST *shipments", .lateGroup(milliseconds: 15_000), .probability(0.3)),
    Rule(service: .post, endpoint: "DELETE shipments/{s}", .dropAfterEffect, .probability(0.15)),
  ])
}
