// Scenarios of the operator, who asks the running daemon. An operator who got no answer asks again: that is what these do
// after a crash, once a minute, until what was asked for can be seen.
internal import Sandbox
internal import ShippingCore
internal import SyncEngine

extension Scenario {
  static let operatorsVerbs: [Scenario] = [
    Scenario("backfill-lists-then-takes-older-orders") { life in
      life.olderOrder()
      life.olderOrder { $0.data.locked = true }
      life.olderOrder { $0.deliveryType = SimulatedShop.foreignType }
      life.at(60) { $0.ask { _ = try await $0.backfill(Life.olderOrders()) { _ in true } } }
      life.at(180) { life in
        life.must(life.made(0).isEmpty, "a list made a shipment")
        // A cabinet that dies between its sender's address and its client makes another address.
        life.must(
          !life.isUndisturbed || life.calls("POST addresses") <= SimulatedShop.cabinetIDs.count,
          "a list made an address")
      }
      life.everyMinute(from: 240, until: { !$0.made(0).isEmpty }) { life in
        life.ask { _ = try await $0.backfill(Life.olderOrders(apply: true)) { _ in true } }
      }
      life.whenMade(0)
    } expect: { life in
      life.mustHaveOne(0)
      life.mustHaveNone(1, madeAtMost: 0)
      life.mustHaveNone(2, madeAtMost: 0)
    },

    // Asked for in the middle of everything: what is under way is not made again.
    Scenario("backfill-while-orders-are-made") { life in
      life.order(at: 30)
      life.order(at: 31, cabinet: 1)
      for second in [32, 33, 34, 36, 40, 50] as [Int64] {
        life.at(second) { $0.ask { _ = try await $0.backfill(Life.olderOrders(apply: true)) { _ in true } } }
      }
      life.whenMade(0)
      life.whenMade(1)
    } expect: { life in
      life.mustHaveOne(0)
      life.mustHaveOne(1)
    },

    operatorCancels("operator-cancels-then-manager-unlocks", cabinet: 0),
    operatorCancels("operator-cancels-in-plain-mode", cabinet: 1, adjust: secondIsPlain),

    Scenario("operator-retries-a-refusal") { life in
      life.order(at: 30, judgedByScenario: true) { $0.address.index = "61001" }
      life.when("the refusal is shown", { $0.card(0)?.errorText?.isEmpty == false }) { life in
        life.moments["creates"] = Int64(life.calls(Endpoint.create))
        life.everyMinute(from: 60, until: { Int64($0.calls(Endpoint.create)) > $0.moments["creates"] ?? 0 }) {
          let order = OrderID($0.id(0))
          $0.ask { _ = try await $0.retry(order) }
        }
      }
    } expect: { life in
      let after = Int64(life.calls(Endpoint.create)) - (life.moments["creates"] ?? 0)
      life.must(after > 0, "the refused shipment was not sent again")
      life.must(!life.isUndisturbed || after == 1, "it was sent \(after) times for one retry")
      life.must(life.card(0)?.errorText?.isEmpty == false, "the second refusal is not shown")
    },

    Scenario("operator-adopts-a-ttn") { life in
      // Nothing can be made of it, so it has no TTN when the operator looks.
      life.order(at: 30, judgedByScenario: true) { draft in
        draft.weightGrams = nil
        draft.items = [CRMOrderDraft.Item("Чашка керамічна", initialPriceKopiykas: 25_000)]
      }
      life.when("the problem is shown", { $0.card(0)?.errorText?.isEmpty == false }) { life in
        life.everyMinute(from: 30, until: { $0.card(0)?.trackNumber == Life.adopted }) { life in
          let order = OrderID(life.id(0))
          guard let barcode = Barcode(Life.adopted) else { return }
          life.ask { _ = try await $0.adopt(barcode, for: order) }
        }
        life.when("the TTN is shown", { $0.card(0)?.trackNumber == Life.adopted })
      }
    } expect: { life in
      life.must(life.made(0).isEmpty, "a shipment was made beside the adopted one")
      life.must(life.card(0)?.trackNumber == Life.adopted, "the card does not show the adopted TTN")
      life.must(life.card(0)?.errorText == nil, "the error is still shown")
    },
  ]

  /// Cancelled by the operator's verb, then unlocked by the manager.
  private static func operatorCancels(
    _ name: String, cabinet: Int, adjust: @escaping @Sendable (inout Policy) -> Void = { _ in }
  ) -> Scenario {
    Scenario(name, minutes: 20, adjust: adjust) { life in
      life.order(at: 30, cabinet: cabinet)
      life.whenMade(0) { life in
        life.noted["first"] = life.live(0).first?.barcode
        life.everyMinute(from: 0, until: { $0.card(0)?.locked == true || $0.noted["unlocked"] != nil }) {
          life in
          let order = OrderID(life.id(0))
          life.ask { _ = try await $0.cancel(order) }
        }
        life.when("it is withdrawn", { $0.live(0).isEmpty && ($0.card(0)?.trackNumber ?? "").isEmpty }) {
          life in
          life.must(life.card(0)?.locked == true, "the order is not locked in the CRM")
          life.noted["unlocked"] = "yes"
          life.unlock(0)
          life.whenMade(0)
        }
      }
    } expect: { life in
      life.mustHaveOne(0, madeAtMost: 2)
      life.must(life.live(0).first?.barcode != life.noted["first"], "the old TTN lives")
    }
  }
}

extension Life {
  /// A TTN of the personal web cabinet: the API does not know it.
  fileprivate static let adopted = "0505012345678"

  private static let day: Int64 = 86_400_000

  fileprivate static func olderOrders(apply: Bool = false) -> BackfillRequest {
    BackfillRequest(since: Instant(milliseconds: 0), apply: apply)
  }

  /// Entered days before the daemon first started; nobody touches it again.
  fileprivate func olderOrder(_ change: (inout CRMOrderDraft) -> Void = { _ in }) {
    let draft = Life.usualOrder(change)
    let id = world.crm.createOrder(inItsMode(draft), now: now - 3 * Life.day)
    orders.append(ScriptedOrder(id: id, good: draft, isJudgedByScenario: true))
  }

  /// From so many seconds on, once a minute until it is so.
  func everyMinute(
    from seconds: Int64, until isSo: @escaping (Life) -> Bool, _ body: @escaping (Life) -> Void
  ) {
    after(seconds) { life in
      guard !isSo(life) else { return }
      body(life)
      life.everyMinute(from: 60, until: isSo, body)
    }
  }

  /// Whoever asks a daemon that dies meanwhile, or that refuses, looks for himself.
  func ask(_ question: @escaping @Sendable (Engine) async throws -> Void) {
    guard let engine else { return }
    Task(executorPreference: executor) { try? await question(engine) }
  }
}
