// Scenarios of how a native card is written: the three ways, a CRM that replaces delivery data, whole event histories,
// a cabinet without a tracking bearer (behaviour.md sections 1, 2 and 6).
internal import HTTPTransport
internal import Sandbox
internal import ShippingCore
internal import SyncEngine
internal import Ukrposhta

extension Scenario {
  static let card: [Scenario] = [
    Scenario("write-back-by-track-number", minutes: 30) { life in
      life.world.crm.configure { $0.linksByExternalID = false }
      life.order(at: 30, judgedByScenario: true)
      life.whenMade(0) { life in
        life.noted["tracked"] = String(life.calls(Endpoint.track))
        life.orderSoon()
        life.after(6) { $0.whenMade(1) }
      }
    } expect: { life in
      for order in 0..<2 { life.mustHaveOne(order) }
      guard life.isUndisturbed else { return }
      let calls = life.calls(Endpoint.track)
      life.must(calls <= 3, "\(calls) tracking calls to a CRM that links nothing")
      life.must(life.noted["tracked"] == String(calls), "the way that works was not remembered")
    },

    Scenario("write-back-by-custom-field", minutes: 30) { life in
      life.world.crm.configure { configuration in
        configuration.linksByExternalID = false
        configuration.acceptsTrackNumberInEdit = false
      }
      life.addFields()
      life.order(at: 30, judgedByScenario: true)
      life.when("the custom field has the TTN", { $0.fieldHasNumber(0) }) { life in
        life.noted["tracked"] = String(life.calls(Endpoint.track))
        life.orderSoon()
        life.after(6) { life in life.when("so has the next order's", { $0.fieldHasNumber(1) }) }
      }
    } expect: { life in
      for order in 0..<2 {
        life.must(
          life.live(order).count == 1 && life.made(order).count == 1, "order \(order) is not as asked")
        life.must(life.fieldHasNumber(order), "order \(order) does not show its TTN")
        life.must(
          life.card(order)?.field(.status) == DeliveryState.created.name(in: .uk) + ", 23.11.2026",
          "the status field says \(life.card(order)?.field(.status) ?? "nothing")")
      }
      guard life.isUndisturbed else { return }
      life.must(
        life.noted["tracked"] == String(life.calls(Endpoint.track)), "the way that works was not remembered")
    },

    Scenario("write-back-to-fields-made-later", minutes: 60) { life in
      life.world.crm.configure { configuration in
        configuration.linksByExternalID = false
        configuration.acceptsTrackNumberInEdit = false
      }
      life.order(at: 30, judgedByScenario: true)
      // `register` learns from the ledger that fields are needed, and makes them.
      life.when("the ledger tells that the module reaches no card", { $0.isByFields }) { life in
        life.addFields()
        life.reload { _ in }
        life.when("the custom field has the TTN", { $0.fieldHasNumber(0) }) { life in
          life.must(life.isByFields, "the ledger forgot that cards are written by fields")
        }
      }
    } expect: { life in
      life.must(life.live(0).count == 1 && life.made(0).count == 1, "order 0 is not as asked")
    },

    Scenario("write-back-way-stops-working", minutes: 40) { life in
      life.order(at: 30, judgedByScenario: true)
      life.whenMade(0) { life in
        life.world.crm.configure { $0.linksByExternalID = false }
        life.orderSoon()
        life.after(6) { $0.whenMade(1) }
      }
    } expect: { life in
      for order in 0..<2 { life.mustHaveOne(order) }
    },

    Scenario("crm-replaces-what-managers-entered", minutes: 40) { life in
      life.replacesData(true)
    } expect: {
      $0.judgeKeptData()
    },

    Scenario("crm-merges-what-managers-entered", minutes: 40) { life in
      life.replacesData(false)
    } expect: {
      $0.judgeKeptData()
    },

    Scenario("event-history-in-date-order", minutes: 45) { life in
      life.world.post.habits.historyByStep = true
      life.order(at: 30)
      life.whenMade(0) { life in
        let start = life.now
        life.event(0, 10100, at: start)
        life.event(0, 20700, at: start + 20_000)
        life.after(700) { life in
          life.event(0, 21700, at: life.now)
          life.after(400) { life in
            // The office hands in late what came before its last line.
            life.event(0, 20800, at: start + 40_000)
            life.event(0, 41000, reason: 2, at: life.now)
            life.when("it is shown as delivered", { $0.card(0)?.deliveryStatus == "delivered" })
          }
        }
      }
    } expect: { life in
      life.mustHaveOne(0)
      let told = (life.card(0)?.tracking ?? []).sorted { $0.at < $1.at }
      let codes = told.map(\.code)
      let due = ["created", "accepted", "in-transit", "in-transit", "at-office", "delivered"]
      if life.isUndisturbed {
        life.must(codes == due, "the card's history is \(codes)")
      } else {
        life.must(due.allSatisfy(codes.contains), "the card's history is \(codes)")
      }
      life.must(codes.last == "delivered", "the newest on the card is \(codes.last ?? "nothing")")
    },

    Scenario("events-while-an-error-is-shown", minutes: 45) { life in
      life.order(at: 30)
      life.whenMade(0) { life in
        life.event(0, 10100)
        // Too late: the manager is told, and the parcel goes on.
        life.after(400) { $0.lock(0) }
        life.when("the error is shown", { $0.card(0)?.errorText?.isEmpty == false }) { life in
          life.event(0, 20700)
          life.after(500) { life in
            life.must(life.card(0)?.errorText?.isEmpty == false, "an event covered the error")
            life.unlock(0)
            life.when("the state is shown again", { $0.card(0)?.deliveryStatus == "in-transit" })
          }
        }
      }
    } expect: { life in
      life.mustHaveOne(0)
      let codes = (life.card(0)?.tracking ?? []).map(\.code)
      life.must(codes.contains("in-transit"), "the card's history is \(codes)")
    },

    Scenario("no-tracking-bearer", minutes: 90) { life in
      let whole = life.secrets[0]
      life.secrets[0] = UkrposhtaSecrets(
        ecomBearer: whole.ecomBearer, trackingBearer: nil, token: whole.token)
      life.order(at: 30)
      life.whenMade(0) { life in
        life.event(0, 10100)
        life.when("it is shown as accepted", { $0.card(0)?.deliveryStatus == "accepted" }) { life in
          life.giveToCourier(0)
          life.when("it is shown as on its way", { $0.card(0)?.deliveryStatus == "in-transit" }) { life in
            life.event(0, 41000, reason: 2)
            life.when("it is shown as delivered", { $0.card(0)?.deliveryStatus == "delivered" })
          }
        }
      }
    } expect: { life in
      life.mustHaveOne(0)
      life.must(life.card(0)?.status == "complete", "the order is \(life.card(0)?.status ?? "gone")")
      life.must(life.calls("POST tracking/statuses/last/with-not-found") == 0, "events were asked for")
    },
  ]
}

extension Life {
  /// One more order, five seconds from now.
  fileprivate func orderSoon() { order(at: time.uptimeMilliseconds / 1000 + 5, judgedByScenario: true) }

  fileprivate func giveToCourier(_ order: Int) {
    do {
      try world.post.giveToCourier(barcode: live(order).first?.barcode ?? "", at: now)
    } catch {
      find(.unexpected, "order \(order) to the courier: \(error)")
    }
  }

  /// An event at a moment of its own.
  fileprivate func event(_ order: Int, _ code: Int64, reason: Int64? = 1, at moment: SandboxTime) {
    guard let barcode = live(order).first?.barcode else {
      return find(.unexpected, "order \(order) has no parcel for event \(code)")
    }
    do {
      try world.post.event(barcode: barcode, code: code, reason: reason, at: moment)
    } catch {
      find(.unexpected, "event \(code) of order \(order): \(error)")
    }
  }

  /// What `register` reads of the first cabinet.
  fileprivate var isByFields: Bool { writeBack(of: SimulatedShop.cabinetIDs[0])?.isByFields ?? false }

  fileprivate func addFields() { world.crm.addCustomFields(SimulatedShop.customFields) }

  fileprivate func fieldHasNumber(_ order: Int) -> Bool {
    live(order).first.map { $0.barcode == card(order)?.field(.trackNumber) } ?? false
  }

  /// Two orders with everything that a manager can enter, through their whole lives.
  fileprivate func replacesData(_ replaces: Bool) {
    world.crm.configure { configuration in
      configuration.replacesDeliveryData = replaces
      configuration.replacesExtraData = replaces
    }
    for number in 0..<2 {
      order(at: 30 + Int64(number) * 200) { draft in
        draft.data.tariff = "STANDARD"
        draft.data.payerType = "receiver"
        draft.data.pickuppointID = "79000"
        draft.data.shipmentpointID = "01001"
        draft.data.extraData = [
          "description": "Чашка", "sms": true, "recipient-name": "Шевченко Оксана Іванівна",
        ]
        draft.data.packages = [
          .init(weightGrams: 900, lengthMillimetres: 200, widthMillimetres: 150, heightMillimetres: 100)
        ]
        draft.data.declaredValues = [.init(item: 0, kopiykas: 25_000)]
      }
      after(31 + Int64(number) * 200) { $0.noted["before \(number)"] = $0.enteredData(number) }
      after(35 + Int64(number) * 200) { life in
        life.whenMade(number) { life in
          life.lock(number)
          life.when(
            "order \(number) is without a TTN",
            { life in
              life.live(number).isEmpty && life.card(number)?.trackNumber == nil
            }
          ) { life in
            life.unlock(number)
            life.whenMade(number) { $0.event(number, 10100) }
          }
        }
      }
    }
  }

  fileprivate func judgeKeptData() {
    for number in 0..<2 {
      mustHaveOne(number, madeAtMost: 2)
      let after = enteredData(number)
      must(
        noted["before \(number)"] == after,
        "order \(number): \(noted["before \(number)"] ?? "-") became \(after)")
    }
  }

  /// `delivery.data` without what is the daemon's to write.
  private func enteredData(_ order: Int) -> String {
    let ours = ["externalId", "trackNumber", "status", "statusText", "statusDate", "statusComment", "cost"]
    let data = world.crm.json(id(order))?["delivery"]?["data"]?.members ?? [:]
    return data.filter { !ours.contains($0.key) }.sorted { $0.key < $1.key }
      .map { "\($0.key)=\(String(decoding: $0.value.encoded, as: UTF8.self))" }.joined(separator: " ")
  }
}
