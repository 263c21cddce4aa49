// Scenarios of the services' accounts, of the daemon's own machine, and of odd data.
internal import Foundation
internal import Sandbox
internal import ShippingCore
internal import Ukrposhta

extension Scenario {
  static let accounts: [Scenario] = [
    down("crm-down-for-an-hour", .crm),
    down("post-down-for-an-hour", .post),

    Scenario("rate-limited-503-and-429", minutes: 24) { life in
      life.world.crm.configure { $0.ratePerSecond = 2 }
      // After the first start: what was there before it is not the daemon's.
      life.at(60) { life in
        life.faults(
          FaultPlan.Rule(.unavailable(retryAfterSeconds: nil), .calls(from: 3, count: 4)),
          FaultPlan.Rule(.tooManyRequests(retryAfterSeconds: 7), .calls(from: 12, count: 3)),
          FaultPlan.Rule(.tooManyRequests(retryAfterSeconds: nil), .calls(from: 20, count: 3)),
          .first(1, Endpoint.create, .unavailable(retryAfterSeconds: 3)))
      }
      for number in 0..<3 { life.order(at: 70, cabinet: number) }
      for number in 0..<3 { life.whenMade(number) }
    } expect: { life in
      for number in 0..<3 { life.mustHaveOne(number) }
    },

    Scenario("wrong-ecom-bearer-parks-one-cabinet-only", minutes: 26) { life in
      let right = life.secrets[0]
      life.secrets[0] = UkrposhtaSecrets(
        ecomBearer: "00000000-0000-0000-0000-000000000000", trackingBearer: right.trackingBearer,
        token: right.token)
      life.order(at: 30)
      life.order(at: 31, cabinet: 1)
      life.at(660) { life in
        life.must(life.isMade(1), "the other cabinet stands still too")
        life.must(life.made(0).isEmpty, "a shipment was made with a wrong bearer")
        let refused = life.world.sandbox.callLog.count { $0.status == 401 }
        life.must(refused >= 1 && refused <= 12, "\(refused) calls with a wrong bearer in 11 minutes")
        life.secrets[0] = right
        // Changed secrets are read at a start.
        life.restart { _ in }
        life.whenMade(0)
      }
    } expect: { life in
      life.mustHaveOne(0)
      life.mustHaveOne(1)
    },
  ]

  private static func down(_ name: String, _ side: SandboxWorld.Side) -> Scenario {
    Scenario(name, minutes: 80) { life in
      life.order(at: 30)
      life.outage(side, from: 122, until: 122 + 3600)
      life.order(at: 600, cabinet: 1)
      life.whenMade(0)
      life.after(601) { $0.whenMade(1) }
    } expect: { life in
      life.mustHaveOne(0)
      life.mustHaveOne(1)
      let refused = life.world.sandbox.callLog.count { $0.fault == "outage" }
      life.must(refused < 400, "\(refused) calls into an outage of an hour")
    }
  }

  static let machine: [Scenario] = [
    Scenario("disk-full-for-ten-minutes", minutes: 26) { life in
      life.order(at: 30)
      life.when("the create was sent", { $0.calls(Endpoint.create) > 0 }) { life in
        life.world.isDiskFull = true
        life.after(600) { $0.world.isDiskFull = false }
      }
      life.order(at: 200, cabinet: 1)
      life.whenMade(0)
      life.after(201) { $0.whenMade(1) }
    } expect: { life in
      life.mustHaveOne(0)
      life.mustHaveOne(1)
    },

    Scenario("ledger-restored-from-an-old-backup", minutes: 34) { life in
      life.order(at: 30)
      life.whenMade(0) { life in
        life.restart { path in try copy(path, to: path + ".copy") }
        life.after(5) { $0.makeMore() }
      }
    } expect: { life in
      // Order 0 is in its second generation, order 1 is one the backup never heard of.
      life.mustHaveOne(0, madeAtMost: 2)
      life.mustHaveOne(1)
    },
  ]

  static func copy(_ path: String, to target: String) throws {
    try Lives.removeLedger(target)
    try FileManager.default.copyItem(atPath: path, toPath: target)
  }

  static let odds: [Scenario] = [
    Scenario("odd-order-parks-only-itself", minutes: 26) { life in
      for number in 0..<3 { life.order(at: 30, cabinet: number) }
      life.at(31) { life in
        let id = life.id(1)
        life.world.tamper = { request, response in
          guard request.path == "/api/v5/orders", let body = JSONValue(parsing: response.body),
            let listed = body["orders"]?.elements
          else { return }
          var odd = body
          odd["orders"] = .array(
            listed.map { order in
              guard order["id"]?.int == id else { return order }
              var odd = order
              odd["status"] = ["code": "new"]
              return odd
            })
          response.body = odd.encoded
        }
      }
      life.whenMade(0)
      life.whenMade(2)
      life.at(600) { life in
        life.must(life.isMade(0) && life.isMade(2), "an odd order held up the others")
        life.must(life.made(1).isEmpty, "a shipment was made from an order that cannot be read")
        life.world.tamper = nil
        life.world.crm.setManagerComment(life.id(1), "mended", now: life.now)
        life.whenMade(1)
      }
    } expect: { life in
      for number in 0..<3 { life.mustHaveOne(number) }
    }
  ]
}

extension Life {
  /// After the backup: order 0 gets a second shipment, order 1 its first. Then the backup comes back.
  fileprivate func makeMore() {
    lock(0)
    order(at: time.uptimeMilliseconds / 1000 + 1, cabinet: 0)
    let isWithdrawn: (Life) -> Bool = { $0.live(0).isEmpty }
    when("order 0 is withdrawn", isWithdrawn) { life in
      life.unlock(0)
      life.when("both are made", { $0.isMade(0) && $0.isMade(1) }) { life in
        life.restart { path in
          try Lives.removeLedger(path)
          try Scenario.copy(path + ".copy", to: path)
        }
      }
    }
  }
}
