// The verbs of the whole world: `SIDE/VERB` goes to a service, the others switch the faults and read the log.
// A fault plan comes as `{"profile": "mild"}` or as rules, which replace the plan that was there: {"rules":
// [{"endpoint": "POST *shipments", "fault": "dropAfterEffect", "from": 1, "count": 1}], "outages": []}.

extension SandboxWorld: SandboxControl {
  /// `post/…` and `crm/…` to the services; `faults {profile | rules, outages}`, `log {last?}`, `overview`.
  public func control(_ verb: String, _ arguments: [String: JSONValue], now: SandboxTime) throws -> JSONValue
  {
    pump(now: now)
    let parts = verb.split(separator: "/", maxSplits: 1).map(String.init)
    if parts.count == 2, let side = Side(rawValue: parts[0]) {
      let service: (any SandboxControl)? = side == .post ? post : crm as? any SandboxControl
      guard let service else { throw SandboxControlError(description: "there is no CRM in this sandbox") }
      return try service.control(parts[1], arguments, now: now)
    }
    switch verb {
    case "overview": return overview(now: now)
    case "faults":
      faults = try FaultPlan(control: .object(arguments), now: now)
      return ["rules": .integer(Int64(faults.rules.count)), "outages": .integer(Int64(faults.outages.count))]
    case "log":
      let last = try ControlArguments(given: arguments).number("last", preset: 100)
      return .array(callLog.suffix(Int(clamping: max(0, last))).map(shown))
    default: throw SandboxControlError(description: "no such verb: '\(verb)'")
    }
  }

  private func overview(now: SandboxTime) -> JSONValue {
    [
      "time": .integer(now), "calls": .integer(Int64(callCount)), "crm": .bool(crm != nil),
      "nextDue": nextDue.map(JSONValue.integer) ?? .null,
      "counterparties": .array(post.counterparties.map { .string($0.name) }),
      "faults": .array(faults.rules.map { .string("\($0.endpoint): \($0.kind.name)") }),
    ]
  }

  private func shown(_ call: Call) -> JSONValue {
    let delivery: String
    switch call.delivery {
    case .whole: delivery = "whole"
    case .dropped: delivery = "dropped"
    case .cut: delivery = "cut"
    case .refused: delivery = "refused"
    case .hangs: delivery = "hangs"
    }
    return [
      "index": .integer(Int64(call.index)), "time": .integer(call.time), "side": .string(call.side.rawValue),
      "endpoint": .string(call.endpoint), "status": call.status.map { .integer(Int64($0)) } ?? .null,
      "delivery": .string(delivery), "fault": .optional(call.fault),
    ]
  }
}

extension FaultPlan {
  public static func profile(_ name: String) -> FaultPlan? {
    switch name {
    case "none": return FaultPlan.none
    case "mild": return .mild
    case "nasty": return .nasty
    default: return nil
    }
  }

  /// A plan from JSON. Outages count in milliseconds from `now`: `{"service": "post", "from": 0, "until":
  /// 5000}`.
  public init(control plan: JSONValue, now: SandboxTime) throws {
    if let name = plan["profile"]?.text {
      guard let known = FaultPlan.profile(name) else {
        throw SandboxControlError(description: "profile must be none, mild or nasty")
      }
      self = known
      return
    }
    self.init(
      rules: try (plan["rules"]?.elements ?? []).map(FaultPlan.rule),
      outages: try (plan["outages"]?.elements ?? []).map { outage in
        let given = ControlArguments(given: outage.members ?? [:])
        return Outage(
          service: try FaultPlan.service(outage), from: now &+ (try given.delay("from", preset: 0)),
          until: now &+ (try given.delay("until")))
      })
  }

  private static func service(_ value: JSONValue) throws -> SandboxWorld.Side? {
    guard let name = value["service"]?.text else { return nil }
    guard let side = SandboxWorld.Side(rawValue: name) else {
      throw SandboxControlError(description: "service must be crm or post")
    }
    return side
  }

  private static func rule(_ value: JSONValue) throws -> Rule {
    let given = ControlArguments(given: value.members ?? [:])
    let trigger: Trigger
    if let probability = value["probability"]?.double {
      trigger = .probability(probability)
    } else {
      trigger = .calls(
        from: Int(clamping: try given.number("from", preset: 1)),
        count: Int(clamping: try given.number("count", preset: 1)))
    }
    return Rule(
      service: try service(value), endpoint: value["endpoint"]?.text ?? "*", try kind(value, given), trigger)
  }

  private static func kind(_ value: JSONValue, _ given: ControlArguments) throws -> Kind {
    let retryAfter = value["retryAfter"]?.int.map { Int(clamping: $0) }
    let name = try given.text("fault")
    switch name {
    case "latency":
      return .latency(
        minimum: try given.delay("minimum", preset: 0), maximum: try given.delay("maximum"))
    case "dropBefore": return .dropBefore
    case "dropAfterEffect": return .dropAfterEffect
    case "hang": return .hang(afterEffect: false)
    case "hangAfterEffect": return .hang(afterEffect: true)
    case "serverError": return .serverError(afterEffect: false)
    case "serverErrorAfterEffect": return .serverError(afterEffect: true)
    case "badGateway": return .badGateway(afterEffect: false)
    case "badGatewayAfterEffect": return .badGateway(afterEffect: true)
    case "unavailable": return .unavailable(retryAfterSeconds: retryAfter)
    case "tooManyRequests": return .tooManyRequests(retryAfterSeconds: retryAfter)
    case "halfBody": return .halfBody
    case "wrongTypes": return .wrongTypes
    case "effectDelayed": return .effectDelayed(milliseconds: try given.delay("milliseconds"))
    case "lateGroup": return .lateGroup(milliseconds: try given.delay("milliseconds"))
    default: throw SandboxControlError(description: "no such fault: '\(name)'")
    }
  }
}
