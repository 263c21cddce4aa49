// Drawing the faults of one call from a plan. Every matching rule is consulted even after one has fired, and
// each probability rule takes exactly one number: so a change of one rule's outcome does not shift the luck
// of later calls.

struct FaultDraw {
  /// The fault that decides the answer; nil when the call goes well.
  var decisive: FaultPlan.Kind?
  var latencyMilliseconds: Int64 = 0
  var groupDelayMilliseconds: Int64 = 0

  /// What the log says.
  var name: String? {
    decisive?.name ?? (groupDelayMilliseconds > 0 ? "lateGroup" : nil)
  }
}

struct FaultInjector {
  var plan: FaultPlan {
    didSet { counts = Array(repeating: 0, count: plan.rules.count) }
  }
  /// How many calls each rule has matched.
  private var counts: [Int]
  private(set) var generator: SeededGenerator

  init(plan: FaultPlan, seed: UInt64) {
    self.plan = plan
    counts = Array(repeating: 0, count: plan.rules.count)
    generator = SeededGenerator(seed: seed)
  }

  func isDown(_ side: SandboxWorld.Side, at now: SandboxTime) -> Bool {
    plan.outages.contains { ($0.service == nil || $0.service == side) && now >= $0.from && now < $0.until }
  }

  mutating func draw(_ side: SandboxWorld.Side, _ endpoint: String) -> FaultDraw {
    var draw = FaultDraw()
    for (position, rule) in plan.rules.enumerated() {
      guard rule.service == nil || rule.service == side, Self.matches(endpoint, rule.endpoint) else {
        continue
      }
      counts[position] += 1
      guard fires(rule, count: counts[position]) else { continue }
      switch rule.kind {
      case .latency(let minimum, let maximum):
        draw.latencyMilliseconds += between(minimum, maximum)
      case .lateGroup(let milliseconds):
        draw.groupDelayMilliseconds = max(draw.groupDelayMilliseconds, milliseconds)
      default:
        if draw.decisive == nil { draw.decisive = rule.kind }
      }
    }
    return draw
  }

  mutating func number() -> UInt64 { generator.next() }

  private mutating func fires(_ rule: FaultPlan.Rule, count: Int) -> Bool {
    switch rule.trigger {
    case .probability(let probability): return generator.chance(probability)
    case .calls(let first, let number): return count >= first && count - max(1, first) < number
    }
  }

  private mutating func between(_ minimum: Int64, _ maximum: Int64) -> Int64 {
    let low = max(0, minimum)
    guard maximum > low else { return low }
    return low + Int64(generator.next() % UInt64(maximum - low + 1))
  }

  /// `*` in the pattern stands for any text, also none.
  static func matches(_ text: String, _ pattern: String) -> Bool {
    let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
    guard let first = parts.first, let last = parts.last, parts.count > 1 else { return text == pattern }
    guard text.hasPrefix(first), text.hasSuffix(last), text.count >= first.count + last.count else {
      return false
    }
    var rest = text.dropFirst(first.count).dropLast(last.count)
    for part in parts.dropFirst().dropLast() where !part.isEmpty {
      guard let range = rest.firstRange(of: part) else { return false }
      rest = rest[range.upperBound...]
    }
    return true
  }
}

/// Answers that are JSON and not what was promised (fault `wrongTypes`).
enum FaultDistortion {
  /// Numbers and flags of three kinds of damage, chosen by `choice`; the same choice gives the same damage.
  static func distort(_ body: [UInt8], choice: UInt64) -> [UInt8] {
    guard let value = JSONValue(parsing: body) else { return body }
    switch choice % 3 {
    case 0: return numbersAsText(value).encoded
    case 1: return otherContainer(value).encoded
    default:
      var generator = SeededGenerator(seed: choice)
      return missingMembers(value, &generator).encoded
    }
  }

  private static func numbersAsText(_ value: JSONValue) -> JSONValue {
    switch value {
    case .integer(let number): return .string(String(number))
    case .number(let number): return .string(String(number))
    case .array(let elements): return .array(elements.map(numbersAsText))
    case .object(let members): return .object(members.mapValues(numbersAsText))
    default: return value
    }
  }

  /// A list becomes its first element, an object becomes a list of itself.
  private static func otherContainer(_ value: JSONValue) -> JSONValue {
    switch value {
    case .array(let elements): return elements.first ?? .null
    case .object: return .array([value])
    default: return value
    }
  }

  private static func missingMembers(_ value: JSONValue, _ generator: inout SeededGenerator) -> JSONValue {
    switch value {
    case .array(let elements):
      return .array(elements.map { missingMembers($0, &generator) })
    case .object(let members):
      var kept: [String: JSONValue] = [:]
      for key in members.keys.sorted() where !generator.chance(0.25) {
        if let member = members[key] { kept[key] = missingMembers(member, &generator) }
      }
      return .object(kept)
    default: return value
    }
  }
}
