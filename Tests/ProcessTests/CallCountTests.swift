// Steady work uses few calls: the CRM's are shared with the shop's other programs. Counted by the sandbox.
import Rehearsal
import Sandbox
import Testing

extension ProcessTests {
  private static let orders = 100

  @Test func hundredOrdersMadeTogetherNeedFewCalls() async throws {
    var pace = RehearsalPace.killing
    pace.history = 500
    pace.tracking = 1_000
    pace.sweep = 60_000
    pace.ordersDelay = 200
    pace.writeBackDelay = 500
    try await Scene.play(pace, seed: 21) { scene in
      try await scene.start()
      let begun = scene.patience.elapsed
      let before = try scene.stage.calls()
      // One save of many: no poll comes between two of them.
      let drafts = scene.stage.shop.orders(Self.orders)
      let ids = try scene.stage.crm { crm, now in drafts.map { crm.createOrder($0, now: now) } }
      try await scene.complete(ids)
      #expect(scene.made(ids) == ids.map { _ in 1 })
      let made = try Calls(scene.stage.calls(), since: before)
      made.expectCarrierCalls(orders: Self.orders)
      made.expectSharedCalls(seconds: scene.patience.elapsed - begun)
      #expect(made["CRM  POST orders/{id}/edit"] == Self.orders, "one link for each order")

      let handedOver = try scene.stage.calls()
      let second = scene.patience.elapsed
      try handOver(ids, scene)
      try await scene.wait(for: "every order to show that it was handed over") {
        try ids.allSatisfy { try scene.stage.card($0).status == "send-to-delivery" }
      }
      let moved = try Calls(scene.stage.calls(), since: handedOver)
      moved.expectSharedCalls(seconds: scene.patience.elapsed - second)
      #expect(moved["CRM  POST orders/{id}/edit"] == Self.orders, "one mapped status for each order")
      #expect(moved["post POST shipment-groups/{g}/shipments"] == 0)
      #expect(moved["post GET forms/shipments/{s}/sticker"] == 0)
    }
  }

  private func handOver(_ ids: [Int64], _ scene: Scene) throws {
    let shipments = scene.stage.shipments
    try scene.stage.post { post, now in
      for id in ids {
        guard let barcode = shipments.live(id).first?.barcode else { continue }
        try post.accept(barcode: barcode, at: now)
      }
    }
  }
}

/// Calls by endpoint during a part of a test.
private struct Calls {
  private let counts: [String: Int]

  init(_ now: [String: Int], since before: [String: Int]) {
    counts = now.reduce(into: [:]) { $0[$1.key] = $1.value - (before[$1.key] ?? 0) }
  }

  subscript(_ endpoint: String) -> Int { counts[endpoint] ?? 0 }

  /// Three POSTs (address, recipient, shipment) and one label for each order, besides a handful for the
  /// cabinets.
  func expectCarrierCalls(orders: Int) {
    let cabinets = 3
    #expect(self["post POST shipment-groups/{g}/shipments"] == orders)
    #expect(self["post POST addresses"] <= orders + cabinets)
    #expect(self["post POST clients"] <= orders + cabinets)
    #expect(self["post GET forms/shipments/{s}/sticker"] == orders)
    #expect(self["post POST shipment-groups"] <= cabinets)
    #expect(self["post GET shipment-groups/{g}/shipments"] <= 2 * cabinets)
  }

  /// What must not grow with the number of orders, only with time and with every hundred.
  func expectSharedCalls(seconds: Duration) {
    let polls = Int(seconds / .milliseconds(500)) + 1
    let rounds = Int(seconds / .milliseconds(1_000)) + 2
    let cabinets = 3
    #expect(self["CRM  GET orders/history"] <= polls + 15)
    #expect(self["CRM  GET orders"] <= 40)
    #expect(self["CRM  POST delivery/generic/{code}/tracking"] <= 5 * cabinets)
    #expect(self["post POST tracking/statuses/last/with-not-found"] <= rounds * cabinets)
  }
}
