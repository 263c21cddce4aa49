// Random damage. An order is bent in one to three random places, or its bytes are; whatever comes out must be
// an order, a report with a path, or a failure: never a trap, and never an order that silently vanished,
// which the daemon would take for deleted. The seed is printed with every failure.
import Foundation
import ShippingCore
import SyncEngine
import Testing

@testable import RetailCRM

/// SplitMix64.
struct Seeded: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

@Suite struct MutationTests {
  static let rounds = 3000
  /// `MUTATION_SEED` runs one seed again.
  static let seed =
    ProcessInfo.processInfo.environment["MUTATION_SEED"].flatMap { UInt64($0) } ?? .random(in: 0 ... .max)

  /// What may stand anywhere.
  nonisolated(unsafe) private static let strange: [Any] = [
    NSNull(), [Any](), [String: Any](), "", "0", "true", "nan", "-1", "1e999", "Київ \u{0} \u{1F4E6}",
    String(repeating: "9", count: 400), 0, -1, 1.5, 1e300, Int64.max, Int64.min, UInt64.max, true, false,
    [1, "a", [String: Any]()] as [Any], ["id": 5] as [String: Any], [["id": "x"]] as [Any],
  ]

  /// `value` with one random place changed, dropped, or wrapped.
  private func bent(_ value: Any, depth: Int = 0, _ random: inout Seeded) -> Any? {
    let goesIn = depth == 0 || Int.random(in: 0..<4, using: &random) > 0
    if goesIn, var map = value as? [String: Any], let key = map.keys.sorted().randomElement(using: &random) {
      // The order's own id is another test: with it another order would be meant.
      if depth == 0, key == "id" { return value }
      map[key] = bent(map[key] ?? NSNull(), depth: depth + 1, &random)
      return map
    }
    if goesIn, var list = value as? [Any], let index = list.indices.randomElement(using: &random) {
      if let new = bent(list[index], depth: depth + 1, &random) {
        list[index] = new
      } else {
        list.remove(at: index)
      }
      return list
    }
    switch Int.random(in: 0..<6, using: &random) {
    case 0: return nil
    case 1: return [value]
    case 2: return ["x": value]
    case 3: return "\(value)"
    default: return Self.strange.randomElement(using: &random)
    }
  }

  @Test func bentOrdersAreReadOrReported() async throws {
    var random = Seeded(seed: Self.seed)
    let sample = try JSONSerialization.jsonObject(with: Data(SampleOrder.json.utf8))
    var read = 0
    for round in 0..<Self.rounds {
      var order = sample
      for _ in 0..<Int.random(in: 1...3, using: &random) { order = bent(order, &random) ?? order }
      let body = try jsonBytes(["success": true, "orders": [order]])
      let answer = try await SampleOrder.read(.bytes(body))
      let place = "seed \(Self.seed), round \(round)"
      if answer.orders.map(\.id) == [SampleOrder.id] {
        read += 1
        #expect(answer.odd.isEmpty, "\(place)")
      } else {
        let path = answer.odd[SampleOrder.id]?.path
        #expect(answer.orders.isEmpty, "\(place)")
        #expect(path?.hasPrefix("orders[0]") == true, "\(place): \(path ?? "vanished")")
      }
    }
    // Both ends must be reached, else the damage is too small or too great to show anything.
    #expect(read > Self.rounds / 10, "seed \(Self.seed)")
    #expect(read < Self.rounds * 9 / 10, "seed \(Self.seed)")
  }

  @Test func damagedBytesNeverTrap() async throws {
    var random = Seeded(seed: Self.seed)
    let whole = Array(#"{"success":true,"orders":[\#(SampleOrder.json)]}"#.utf8)
    for round in 0..<Self.rounds {
      var body = whole
      if Int.random(in: 0..<4, using: &random) == 0 {
        body.removeLast(Int.random(in: 1...body.count, using: &random))
      } else {
        for _ in 0..<Int.random(in: 1...4, using: &random) {
          body[Int.random(in: body.indices, using: &random)] = UInt8.random(in: .min ... .max, using: &random)
        }
      }
      let (crm, _) = adapter(["GET orders": [.bytes(body)]])
      switch await crm.orders([SampleOrder.id]) {
      case .done: break
      case .refused(let failure):
        #expect(failure.kind == .transient || failure.code == "refused", "seed \(Self.seed), round \(round)")
      case .unsent, .unknown: Issue.record("seed \(Self.seed), round \(round): a GET has nothing to lose")
      }
    }
  }

  @Test(arguments: [600, 100_000]) func deepNestingNeverTraps(depth: Int) async throws {
    let nested = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    let (crm, _) = adapter([
      "GET orders": [.json(#"{"success":true,"orders":[{"id":1,"customFields":\#(nested)}]}"#)],
      "GET orders/history": [.json(#"{"success":false,"errorMsg":"x","errors":\#(nested)}"#)],
    ])
    #expect(await crm.orders([OrderID(1)]).failure?.code == "not-json")
    #expect(await crm.history(since: HistoryRecordID(1)).failure?.code == "not-json")
  }
}
