// Scenarios of many orders that the CRM does not show any more: deleted by a manager, which its history tells, or hidden
// from our key, which nothing tells. The first must not leave parcels behind, the second must not cost any.
internal import Sandbox
internal import ShippingCore

extension Scenario {
  /// More than `Bound.missingAtOnce`.
  private static let many = 30

  static let deletions: [Scenario] = [
    Scenario("thirty-orders-deleted-at-once", minutes: 30) { life in
      life.manyOrders(many)
      life.when("all have a TTN", { $0.areAllMade }) { life in
        life.moments["deleted"] = life.now
        for order in life.orders { life.world.crm.deleteOrder(order.id, now: life.now) }
        life.when("all are withdrawn", { life in life.orders.indices.allSatisfy { life.live($0).isEmpty } })
      }
    } expect: { life in
      life.must(life.orders.count == many, "\(life.orders.count) orders were entered")
      for order in life.orders.indices {
        life.must(life.made(order).count == 1, "\(life.made(order).count) shipments for order \(order)")
        life.must(life.live(order).isEmpty, "the parcel of the deleted order \(order) lives")
        guard let gone = life.moments["deleted"], let withdrawn = life.made(order).first?.deletedAt else {
          continue
        }
        // As long as one alone: the history could be wrong about all of them.
        life.must(withdrawn - gone >= 600_000, "withdrawn \((withdrawn - gone) / 1000) s after the deletion")
      }
    },

    Scenario("crm-shows-no-order-for-an-hour", minutes: 90) { life in
      life.manyOrders(many)
      life.when("all have a TTN", { $0.areAllMade }) { life in
        for order in life.orders {
          life.world.crm.setManagerComment(order.id, "look", now: life.now)
        }
        life.world.crm.configure { $0.hidesOrders = true }
        life.after(3600) { life in
          life.world.crm.configure { $0.hidesOrders = false }
          life.noted["shown"] = "again"
          // They are looked at again, and followed as before.
          life.cancel(0)
          life.when("the first is withdrawn on request", { $0.live(0).isEmpty })
        }
      }
    } expect: { life in
      life.must(life.noted["shown"] != nil, "the orders were never shown again")
      life.mustHaveNone(0)
      for order in life.orders.indices.dropFirst() { life.mustHaveOne(order) }
      life.must(
        life.calls(Endpoint.delete) <= 2, "\(life.calls(Endpoint.delete)) shipments were to be deleted")
    },
  ]
}

extension Life {
  fileprivate func manyOrders(_ count: Int) {
    for _ in 0..<count { order(at: 30) }
  }

  fileprivate var areAllMade: Bool { !orders.isEmpty && orders.indices.allSatisfy { isMade($0) } }
}
