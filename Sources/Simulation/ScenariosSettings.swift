// Scenarios of what a shop sets in its configuration, as far as it shows at the post or in the card: each setting has one
// that fails when the setting has no effect.
internal import Sandbox
internal import ShippingCore
internal import SyncEngine

extension Scenario {
  static let settings: [Scenario] = [
    labelSizes,

    Scenario(
      "new-orders-wait-for-a-manager", minutes: 20,
      adjust: setting { policy in
        secondIsPlain(&policy)
        policy.cabinets[1].isLockedByDefault = true
      }
    ) { life in
      life.order(at: 30, cabinet: 1) { $0.data.locked = nil }
      life.order(at: 31, cabinet: 0)
      life.whenMade(1)
      life.when("the card says that the order waits", { $0.card(0)?.locked == true })
      life.at(400) { life in
        life.must(life.made(0).isEmpty, "an order was sent that nobody unlocked")
        life.unlock(0)
        life.whenMade(0)
      }
    } expect: { life in
      life.mustHaveOne(0)
      life.mustHaveOne(1)
    },

    Scenario("sender-made-anew-when-the-configuration-changes", minutes: 24) { life in
      life.order(at: 30)
      life.whenMade(0) { life in
        life.reload { policy in
          policy.cabinets[0].senderAddress.street = "Володимирська"
          policy.cabinets[0].sender.name = "ТОВ Інший приклад"
        }
        let now = life.time.uptimeMilliseconds / 1000
        for number in 1...2 {
          life.order(at: now + Int64(number) * 10)
          life.after(Int64(number) * 10 + 1) { $0.whenMade(number) }
        }
      }
    } expect: { life in
      for number in 0...2 { life.mustHaveOne(number) }
      let senders = (0...2).compactMap { life.live($0).first?.senderUUID }
      life.must(senders.count == 3 && senders[0] != senders[1], "the old sender still sends")
      life.must(senders.count == 3 && senders[1] == senders[2], "a sender was made for each parcel")
    },

    Scenario(
      "mended-by-the-configuration", minutes: 20,
      adjust: setting { policy in policy.cabinets[0].parcel.dimensions = nil }
    ) { life in
      life.order(at: 30)
      life.when("the missing sides are told", { $0.card(0)?.errorText?.isEmpty == false }) { life in
        life.must(life.made(0).isEmpty, "a parcel without sides was sent")
        life.reload { policy in
          policy.cabinets[0].parcel.dimensions = Dimensions(
            lengthMillimetres: 200, widthMillimetres: 150, heightMillimetres: 100)
        }
        life.whenMade(0)
      }
    } expect: { life in
      life.mustHaveOne(0)
      life.must(life.card(0)?.errorText == nil, "the error is still shown")
    },

    Scenario(
      "drop-off-office-of-order-store-or-sender",
      adjust: setting { policy in
        policy.cabinets[0].stores["lviv"] = Postcode("79013").map { PostalAddress(postcode: $0) }
      }
    ) { life in
      life.order(at: 30) { $0.data.shipmentpointID = "79000" }
      life.order(at: 31) { $0.shipmentStore = "lviv" }
      life.order(at: 32) { $0.shipmentStore = nil }
      for number in 0...2 { life.whenMade(number) }
    } expect: { life in
      for number in 0...2 { life.mustHaveOne(number) }
      let offices = (0...2).map { life.live($0).first?.dropOffPostcode ?? "none" }
      life.must(offices == ["79000", "79013", "01001"], "brought to \(offices)")
    },

    Scenario(
      "nothing-declared-without-cash-on-delivery",
      adjust: setting { policy in policy.cabinets[0].allowsZeroDeclaredValue = true }
    ) { life in
      life.order(at: 30)
      life.order(at: 31) { $0.payments = [.init(type: "cash-on-delivery", amountKopiykas: 25_000)] }
      life.order(at: 32, cabinet: 1)
      for number in 0...2 { life.whenMade(number) }
    } expect: { life in
      for number in 0...2 { life.mustHaveOne(number) }
      let declared = (0...2).map { life.live($0).first?.declared ?? -1 }
      life.must(declared == [0, 25_000, 25_000], "declared: \(declared)")
    },

    Scenario(
      "notice-shown-in-the-card-and-gone", minutes: 60,
      adjust: everywhere { $0.notices.notHandedOver = .seconds(1800) }
    ) { life in
      life.order(at: 30)
      life.when("the card has the notice", { $0.notice(0)?.contains("на пошту") == true }) { life in
        life.event(0, 10100)
        life.when("the card has no notice", { ($0.notice(0) ?? "").isEmpty })
      }
    } expect: { life in
      life.mustHaveOne(0)
      life.must(life.card(0)?.errorText == nil, "a notice is shown as an error")
    },
  ]

  private static let labelSizes: Scenario = {
    var scenario = Scenario("label-in-the-size-of-its-cabinet") { life in
      for cabinet in 0...2 { life.order(at: 30, cabinet: cabinet) }
      for number in 0...2 { life.whenMade(number) }
    } expect: { life in
      // In points: A4, A5, and 100 mm square where nothing is said.
      for (number, box) in ["[0 0 595 842]", "[0 0 420 595]", "[0 0 283 283]"].enumerated() {
        life.mustHaveOne(number)
        life.must(life.labelText(number).contains(box), "label \(number) is not of the size \(box)")
      }
    }
    scenario.settings.labelSizes = [SimulatedShop.cabinetIDs[0]: .a4, SimulatedShop.cabinetIDs[1]: .a5]
    return scenario
  }()
}

extension Life {
  /// What the module's own field tells the manager though nothing is wrong.
  fileprivate func notice(_ order: Int) -> String? {
    world.crm.snapshot(id(order))?.extraData[CardField.notice.rawValue]?.text
  }

  fileprivate func labelText(_ order: Int) -> String {
    guard let barcode = live(order).first?.barcode else { return "" }
    let file = world.spool.keys.filter { $0.hasSuffix("-\(barcode).pdf") }.min()
    return String(decoding: file.flatMap { world.spool[$0] } ?? [], as: UTF8.self)
  }
}
