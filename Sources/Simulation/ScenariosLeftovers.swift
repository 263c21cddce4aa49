// Scenarios of what a write must not take away and must not leave behind: a manager's choices, texts of an order that
// went elsewhere, requests for orders that are gone, statuses of parcels that are no more (behaviour.md sections 2, 6, 7).
internal import Ledger
internal import Sandbox
internal import ShippingCore
internal import SyncEngine
internal import Ukrposhta

extension Scenario {
  static let leftovers: [Scenario] = [
    Scenario(
      "notice-loses-nothing-that-managers-entered", minutes: 60,
      adjust: everywhere { $0.notices.notHandedOver = .seconds(1800) }
    ) { life in
      life.world.crm.configure { $0.replacesExtraDataInTracking = true }
      life.order(at: 30) { draft in
        draft.data.extraData = ["description": "Чашка", "sms": true, "other-module": ["a": 1]]
      }
      life.when("the card has the notice", { $0.notice(0)?.isEmpty == false }) { life in
        life.must(life.entered(0) == Life.enteredFirst, "left of it: \(life.entered(0))")
        life.event(0, 10100)
        life.when("the card has no notice", { ($0.notice(0) ?? "").isEmpty })
      }
    } expect: { life in
      life.mustHaveOne(0)
      life.must(life.entered(0) == Life.enteredFirst, "left of it: \(life.entered(0))")
    },

    Scenario("crm-replaces-data-and-keeps-no-link", minutes: 30) { life in
      life.world.crm.configure { configuration in
        configuration.replacesDeliveryData = true
        configuration.dropsExternalIDInEdit = true
      }
      for number in 0..<2 {
        life.order(at: 30 + Int64(number) * 300, judgedByScenario: true) { $0.data.payerType = "receiver" }
        life.whenMade(number)
      }
    } expect: { life in
      for order in 0..<2 {
        life.mustHaveOne(order)
        life.must(life.payer(order) == "receiver", "order \(order) lost its payer")
      }
    },

    Scenario("datum-that-the-crm-will-not-have-back", minutes: 40) { life in
      life.world.crm.configure { $0.replacesDeliveryData = true }
      life.order(at: 30, judgedByScenario: true) { $0.data.payerType = "receiver" }
      life.when("the first edit was done", { $0.card(0)?.deliveryExternalID != nil }) { life in
        let id = life.id(0)
        life.world.crm.configure { $0.uneditableOrders = [id] }
        life.order(at: life.time.uptimeMilliseconds / 1000 + 30) { $0.data.payerType = "receiver" }
        life.after(31) { life in
          life.whenMade(1) { life in
            life.world.crm.configure { $0.uneditableOrders = [] }
            life.whenMade(0)
          }
        }
      }
    } expect: { life in
      life.mustHaveOne(0)
      life.mustHaveOne(1)
      life.must(life.payer(1) == "receiver", "the second order lost its payer")
    },

    Scenario("locked-while-other-cards-are-written", minutes: 30) { life in
      life.world.crm.configure { $0.replacesDeliveryData = true }
      life.order(at: 30)
      life.whenMade(0) { life in
        for _ in 0..<12 { life.order(at: life.time.uptimeMilliseconds / 1000 + 30) }
        life.noted["edits"] = String(life.calls(Endpoint.edit))
        // By then each of them has been read, or will be again.
        life.when(
          "some of the others are linked",
          { life in life.orders.indices.dropFirst().count { life.card($0)?.deliveryExternalID != nil } >= 2 }
        ) { life in
          let waiting = life.orders.indices.filter { life.card($0)?.deliveryExternalID == nil }
          for order in waiting { life.lock(order) }
          life.noted["locked"] = waiting.map(String.init).joined(separator: " ")
          life.when("they are without a TTN", { life in waiting.allSatisfy { life.live($0).isEmpty } })
        }
      }
    } expect: { life in
      life.mustHaveOne(0)
      for text in (life.noted["locked"] ?? "").split(separator: " ") {
        guard let order = Int(text) else { continue }
        life.must(life.card(order)?.locked == true, "the lock of order \(order) was undone")
        life.mustHaveNone(order)
      }
    },

    Scenario("deleted-before-its-card-was-written", minutes: 40) { life in
      life.order(at: 30)
      life.when("the parcel is made", { $0.live(0).count == 1 }) { life in
        life.world.crm.deleteOrder(life.id(0), now: life.now)
        life.when("it is withdrawn", { $0.live(0).isEmpty })
      }
    } expect: { life in
      life.must(life.live(0).isEmpty, "the parcel of a deleted order lives")
      life.must(life.nextWriteBack == nil, "its card is to be written for ever")
    },

    Scenario("plain-mode-error-then-another-carrier", minutes: 30, adjust: secondIsPlain) { life in
      life.order(at: 30, cabinet: 1) { $0.address.index = nil }
      life.order(at: 30, cabinet: 1) { $0.address.index = nil }
      life.when(
        "the errors are shown", { life in [0, 1].allSatisfy { life.card($0)?.field(.error) != nil } }
      ) { life in
        life.world.crm.setDeliveryType(life.id(0), SimulatedShop.foreignType, now: life.now)
        life.world.crm.setDeliveryType(life.id(1), SimulatedShop.moduleCodes[0], now: life.now)
        life.when("they are gone", { life in [0, 1].allSatisfy { life.card($0)?.field(.error) == nil } })
        life.after(120) { life in
          life.world.crm.setAddress(life.id(1), Life.lviv, now: life.now)
          life.world.crm.setLocked(life.id(1), false, now: life.now)
          life.whenMade(1)
        }
      }
    } expect: { life in
      life.mustHaveNone(0, madeAtMost: 0)
      life.mustHaveOne(1)
      for order in 0..<2 {
        life.must(life.card(order)?.field(.error) == nil, "order \(order) still shows an error")
      }
    },

    Scenario(
      "withdrawn-has-its-status-once", minutes: 60,
      adjust: everywhere { $0.statuses.byState[.withdrawn] = "client-confirmed" }
    ) { life in
      life.order(at: 30)
      life.order(at: 30)
      life.whenMade(0) { life in
        life.lock(0)
        life.when("the order has the status", { $0.card(0)?.status == "client-confirmed" }) { life in
          // A person's status stays, whatever else happens.
          life.world.crm.setStatus(life.id(0), "prepayed", now: life.now)
          life.after(400) { life in
            life.world.crm.setManagerComment(life.id(0), "look", now: life.now)
            life.after(400) { life in
              life.must(life.card(0)?.status == "prepayed", "the order is \(life.card(0)?.status ?? "gone")")
              life.unlock(0)
              life.when("the next TTN has its own", { $0.card(0)?.status == "assembling" && $0.isMade(0) })
            }
          }
        }
      }
      life.whenMade(1) { $0.cancel(1) }
    } expect: { life in
      life.mustHaveOne(0, madeAtMost: 2)
      life.mustHaveNone(1)
      let cancelled = life.card(1)?.status ?? "gone"
      life.must(cancelled == "cancel-other", "a cancelled order is \(cancelled)")
    },

    Scenario(
      "handed-over-before-a-long-stop", minutes: 60,
      adjust: everywhere { $0.notices.notHandedOver = .seconds(86_400) }
    ) { life in
      life.order(at: 30, judgedByScenario: true)
      life.whenMade(0) { life in
        life.after(30) { life in
          // Down for four days, by the clock; and then the post is slow to answer.
          life.restart { [weak life] _ in
            life?.time.wallOffset = 4 * 24 * Life.hour
            life?.event(0, 10100)
          }
          life.faults(.first(3, tracking, .latency(minimum: 25_000, maximum: 25_000)))
        }
      }
      life.when("the card says accepted", { $0.card(0)?.deliveryStatus == "accepted" })
    } expect: { life in
      life.must(!life.wasTold(0, .notHandedOver), "not handed over, it says, of a parcel on its way")
    },

    Scenario("parcel-not-stopped-is-told", minutes: 50, alerts: toldByBothWays) { life in
      life.order(at: 30, judgedByScenario: true)
      life.whenMade(0) { life in
        life.event(0, 10100)
        life.when("it is accepted", { $0.card(0)?.deliveryStatus == "accepted" }) { life in
          life.noted["number"] = life.card(0)?.number
          life.world.crm.setDeliveryType(life.id(0), SimulatedShop.foreignType, now: life.now)
          life.after(900) { life in
            life.event(0, 41000, reason: 2)
          }
        }
      }
    } expect: { life in
      let number = life.noted["number"] ?? "-"
      let told = life.world.messages.filter { $0.contains("а ТТН лишилася") }
      let staff = life.world.crm.audit.notifications.filter { $0.contains("а ТТН лишилася") }
      life.must(told.count <= 1 && staff.count <= 1, "told \(told.count) and \(staff.count) times")
      guard life.isUndisturbed else { return }
      life.must(told.count == 1 && staff.count == 1, "not told: \(told.count) and \(staff.count)")
      life.must((told + staff).allSatisfy { $0.contains(number) }, "the order is not named: \(told)")
    },

    Scenario("lifecycle-of-one-parcel-refused", minutes: 90) { life in
      let whole = life.secrets[0]
      life.secrets[0] = UkrposhtaSecrets(
        ecomBearer: whole.ecomBearer, trackingBearer: nil, token: whole.token)
      for _ in 0..<2 { life.order(at: 30, judgedByScenario: true) }
      life.when("both are made", { $0.isMade(0) && $0.isMade(1) }) { life in
        let uuid = life.ledgerEntry(0)?.shipment?.uuid.rawValue ?? "-"
        life.world.tamper = { request, response in
          guard request.path.hasSuffix("/shipments/\(uuid)/lifecycle") else { return }
          response.status = 400
          response.body = JSONValue.object(["code": "UPE00400", "message": "bad data"]).encoded
        }
        for order in 0..<2 { life.event(order, 10100) }
        life.when("the other is followed", { $0.card(1)?.deliveryStatus == "accepted" }) { life in
          life.world.tamper = nil
          life.when("so is the first", { $0.card(0)?.deliveryStatus == "accepted" })
        }
      }
    } expect: { life in
      for order in 0..<2 { life.mustHaveOne(order) }
    },
  ]

  private static let tracking = "POST tracking/statuses/last/with-not-found"

  private static let toldByBothWays: AlertPolicy = {
    var policy = AlertPolicy()
    policy.command = ["mail", "owner@example.com"]
    policy.format = .text
    policy.crmGroups = ["superadmins"]
    policy.digestAt = 23 * 60
    policy.checkEvery = .seconds(30)
    return policy
  }()
}

extension Life {
  fileprivate static let enteredFirst = ["description=\"Чашка\"", "other-module={\"a\":1}", "sms=true"]

  fileprivate func notice(_ order: Int) -> String? {
    world.crm.snapshot(id(order))?.extraData[CardField.notice.rawValue]?.text
  }

  /// The module's own fields without the notice.
  fileprivate func entered(_ order: Int) -> [String] {
    (card(order)?.extraData ?? [:]).filter { $0.key != CardField.notice.rawValue }
      .map { "\($0.key)=\(String(decoding: $0.value.encoded, as: UTF8.self))" }.sorted()
  }

  fileprivate func payer(_ order: Int) -> String? {
    world.crm.json(id(order))?["delivery"]?["data"]?["payerType"]?.text
  }

  fileprivate var nextWriteBack: Instant? {
    do {
      return try ledger?.nextWriteBackDue()
    } catch {
      find(.unexpected, "the ledger cannot be read: \(error)")
      return nil
    }
  }

  fileprivate func wasTold(_ order: Int, _ code: NoticeCode) -> Bool {
    do {
      return try ledger?.journal(OrderID(id(order)))
        .contains { $0.line.event == "notice" && $0.line.fields["NOTICE"] == code.rawValue } ?? false
    } catch {
      find(.unexpected, "the journal cannot be read: \(error)")
      return false
    }
  }
}
