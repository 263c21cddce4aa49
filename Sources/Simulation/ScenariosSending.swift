// Scenarios of what is sent (behaviour.md section 4) and of what is not, as the post's own records have it: three kinds of
// contract, all technologies, everything a manager can choose, and orders that ask for nothing.
internal import Sandbox
internal import ShippingCore

extension Scenario {
  static let sending: [Scenario] = [
    Scenario("three-kinds-of-contract-collect-on-delivery") { life in
      for cabinet in 0...2 {
        life.order(at: 30, cabinet: cabinet) {
          $0.payments = [.init(type: "cash-on-delivery", amountKopiykas: 25_000)]
        }
      }
      for number in 0...2 { life.whenMade(number) }
    } expect: { life in
      for number in 0...2 { life.mustHaveOne(number) }
      let parcels = (0...2).compactMap { life.live($0).first }
      life.must(
        parcels.map(\.counterparty) == SimulatedShop.cabinetIDs.map(\.rawValue), "sent by another contract")
      life.must(parcels.allSatisfy { $0.postPay == 25_000 && $0.declared >= 25_000 }, "not all is collected")
      life.must(
        parcels.map(\.transfersToAccount) == [true, true, false],
        "money to accounts: \(parcels.map(\.transfersToAccount))")
    },

    Scenario("four-technologies") { life in
      for (number, technology) in Technology.allCases.enumerated() {
        life.order(at: 30 + Int64(number)) {
          $0.data.extraData = ["technology": .string(technology.rawValue)]
        }
        life.whenMade(number)
      }
    } expect: { life in
      for (number, technology) in Technology.allCases.enumerated() {
        life.mustHaveOne(number)
        let sent = life.live(number).first?.deliveryType
        life.must(sent == technology.rawValue, "order \(number) is sent \(sent ?? "not at all")")
      }
    },

    Scenario("everything-a-manager-chose-is-sent") { life in
      life.order(at: 30, judgedByScenario: true) { draft in
        draft.payments = [.init(type: "cash-on-delivery", amountKopiykas: 25_000)]
        draft.data.tariff = "EXPRESS"
        draft.data.payerType = "receiver"
        draft.data.extraData = [
          "recipient-name": "Мельник Петро Іванович", "recipient-phone": "067 765 43 21",
          "post-office": "01001", "cod-fee-payer": "sender", "sms": true, "description": "Чашка",
          "on-fail": "PROCESS_AS_REFUSAL", "check-on-delivery": true, "fragile": true,
          "document-back": true, "delivery-notification": true,
        ]
      }
      life.whenMade(0)
    } expect: { life in
      life.mustHaveOne(0)
      guard let parcel = life.live(0).first else { return }
      life.must(parcel.type == "EXPRESS", "sent as \(parcel.type)")
      life.must(parcel.recipientPhone == "+380677654321", "the order's own phone was sent")
      life.must(parcel.recipientPostcode == "01001", "sent to \(parcel.recipientPostcode)")
      life.must(parcel.isPaidByRecipient && !parcel.isPostPayFeePaidByRecipient, "others pay")
      life.must(parcel.onFail == "PROCESS_AS_REFUSAL", "what nobody takes: \(parcel.onFail)")
      life.must(parcel.description == "Чашка", "described as \(parcel.description ?? "nothing")")
      let services: Set = ["sms", "checkOnDelivery", "fragile", "documentBack", "withDeliveryNotification"]
      life.must(
        services.isSubset(of: parcel.services), "not sent: \(services.subtracting(parcel.services).sorted())")
    },

    Scenario("several-packages-are-one-shipment") { life in
      life.order(at: 30, judgedByScenario: true) { draft in
        draft.data.packages = [900, 1100, 500].map {
          .init(weightGrams: $0, lengthMillimetres: 205, widthMillimetres: 150, heightMillimetres: 100)
        }
      }
      life.whenMade(0)
    } expect: { life in
      life.mustHaveOne(0)
      life.must(life.live(0).first?.parcels == 3, "\(life.live(0).first?.parcels ?? 0) parcels of three")
      life.must(life.live(0).first?.weight == 2500, "\(life.live(0).first?.weight ?? 0) g")
    },

    Scenario("courier-gets-the-whole-address", minutes: 22) { life in
      life.order(at: 30) { draft in
        draft.data.extraData["technology"] = "W2D"
        draft.address.street = "Перемоги"
        draft.address.streetType = "просп."
        draft.address.housing = "2"
        draft.address.block = "3"
        draft.address.notes = "домофон 41"
      }
      life.whenMade(0) { life in
        let parcel = life.live(0).first
        life.must(parcel?.recipientStreet == "просп. Перемоги", "\(parcel?.recipientStreet ?? "no street")")
        life.must(parcel?.recipientHouse == "5 корп. 2", "\(parcel?.recipientHouse ?? "no house")")
        let wayIn = parcel?.recipientAddressDescription ?? "nothing about the way in"
        life.must(wayIn == "під’їзд 3, домофон 41", wayIn)
        life.world.crm.edit(life.id(0), ["delivery": ["address": ["housing": "4"]]], now: life.now)
        life.when(
          "the courier goes to the other building", { $0.live(0).first?.recipientHouse == "5 корп. 4" })
      }
    } expect: {
      $0.mustHaveOne(0)
    },

    Scenario("courier-fetches-from-the-store-of-the-order", adjust: store("65001")) { life in
      for (number, store) in ["odesa", "main", "odesa"].enumerated() {
        life.order(at: 30 + Int64(number)) { draft in
          draft.shipmentStore = store
          draft.data.extraData["technology"] = "D2W"
        }
        life.whenMade(number)
      }
    } expect: { life in
      for number in 0...2 { life.mustHaveOne(number) }
      let places = (0...2).map { life.live($0).first?.senderPostcode ?? "none" }
      life.must(places == ["65001", "01001", "65001"], "fetched at \(places)")
      if life.isUndisturbed {
        life.must(
          life.calls(Endpoint.addAddress) == 1, "\(life.calls(Endpoint.addAddress)) entries for one door")
      }
    },

    // Such a postcode does not exist.
    Scenario("address-of-a-store-refused", minutes: 20, adjust: store("65999")) { life in
      for (number, store) in ["odesa", "main"].enumerated() {
        life.order(at: 30, judgedByScenario: number == 0) { draft in
          draft.shipmentStore = store
          draft.data.extraData["technology"] = "D2W"
        }
      }
      life.whenMade(1)
      life.when("the refusal is shown", { $0.card(0)?.errorText?.contains("65999") == true })
    } expect: { life in
      life.mustHaveOne(1)
      life.must(life.made(0).isEmpty, "a courier was sent where the post does not go")
    },

    Scenario("package-without-a-weight-is-the-rest-of-the-order") { life in
      life.order(at: 30) { draft in
        draft.weightGrams = 25_000
        draft.data.packages = [12_000, nil, 8_000].map {
          .init(weightGrams: $0, lengthMillimetres: 205, widthMillimetres: 150, heightMillimetres: 100)
        }
      }
      life.whenMade(0)
    } expect: { life in
      life.mustHaveOne(0)
      life.must(life.live(0).first?.weight == 25_000, "\(life.live(0).first?.weight ?? 0) g of 25 kg")
    },

    Scenario("orders-that-ask-for-nothing", minutes: 20) { life in
      let silent: [@Sendable (inout CRMOrderDraft) -> Void] = [
        { $0.status = "cancel-other" }, { $0.status = "complete" },
        { $0.deliveryType = SimulatedShop.foreignType }, { $0.data.locked = true },
        { $0.deliveryType = nil },
      ]
      for (number, change) in silent.enumerated() {
        life.order(at: 30 + Int64(number), judgedByScenario: true, change)
      }
      life.order(at: 40)
      life.whenMade(silent.count)
    } expect: { life in
      life.mustHaveOne(5)
      for number in 0..<5 {
        life.mustHaveNone(number, madeAtMost: 0)
        life.must(life.card(number)?.errorText == nil, "order \(number) is complained about")
      }
    },
  ]
  /// A store with a door of its own.
  private static func store(_ postcode: String) -> @Sendable (inout Policy) -> Void {
    setting { policy in
      policy.cabinets[0].stores["odesa"] = Postcode(postcode).map {
        PostalAddress(postcode: $0, city: "Одеса", street: "вул. Дерибасівська", houseNumber: "1")
      }
    }
  }
}
