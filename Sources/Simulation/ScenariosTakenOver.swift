// Scenarios of parcels that the daemon did not make just now: typed in by a manager, or made before the ledger was restored.
// They may be anywhere, and their labels on paper: nothing is printed again, and no card is thrown back to the beginning.
internal import Sandbox
internal import ShippingCore

extension Scenario {
  static let takenOver: [Scenario] = [
    Scenario("parcels-made-since-the-backup-are-not-thrown-back", minutes: 50, adjust: printing) { life in
      life.order(at: 30)
      life.whenMade(0) { life in
        life.restart { path in try copy(path, to: path + ".copy") }
        let start = life.time.uptimeMilliseconds / 1000 + 5
        for _ in 1...2 { life.order(at: start) }
        life.after(6) { life in
          life.when(
            "both are made and printed", { $0.isMade(1) && $0.isMade(2) && $0.mayHavePrinted([1, 2]) }
          ) {
            life in
            life.noted["prints"] = "\(life.world.printed.count)"
            life.event(1, 10100)
            life.after(60) { $0.event(1, 20700) }
            life.when("its order is on the way", { $0.card(1)?.status == "delivering" }) { life in
              life.restart { path in
                try Lives.removeLedger(path)
                try copy(path + ".copy", to: path)
              }
              life.mustStayOnItsWay(1, status: "delivering")
            }
          }
        }
      }
    } expect: { life in
      for order in 0...2 { life.mustHaveOne(order) }
      life.must(
        life.noted["prints"] == nil || !life.isUndisturbed
          || life.noted["prints"] == "\(life.world.printed.count)",
        "labels were printed again after the restore")
      life.must(
        life.card(1)?.deliveryStatus == DeliveryState.inTransit.rawValue, "the card does not say where it is")
    },

    typed("typed-ttn-of-a-parcel-on-its-way", madeIn: 0),
    typed("typed-ttn-of-another-account-on-its-way", madeIn: 1),
  ]

  private static let printing = everywhere {
    $0.printsLabel = true
    $0.attachesLabel = true
  }

  /// The old module made it days ago, the manager moves the order to ours. An account that did not make it knows only its
  /// events.
  private static func typed(_ name: String, madeIn account: Int) -> Scenario {
    Scenario(name, minutes: 24, adjust: printing) { life in
      life.at(20) { life in
        guard let barcode = life.shipmentByHand(account: account) else {
          return life.must(false, "the web cabinet made no shipment")
        }
        life.noted["typed"] = barcode
        life.typedEvent(10100)
      }
      life.at(80) { $0.typedEvent(20700) }
      life.order(at: 30, judgedByScenario: true) { [life] draft in
        draft.data.trackNumber = life.noted["typed"]
        draft.status = "delivering"
      }
      life.at(31) { $0.mustStayOnItsWay(0, status: "delivering") }
      life.when(
        "the card says where it is", { $0.card(0)?.deliveryStatus == DeliveryState.inTransit.rawValue })
    } expect: { life in
      life.must(life.made(0).isEmpty, "another shipment was made beside the typed TTN")
      life.must(life.card(0)?.trackNumber == life.noted["typed"], "the typed TTN was changed")
      life.must(life.world.printed.isEmpty, "the label of a parcel on its way was printed")
      life.must(life.card(0)?.files.isEmpty == true, "the label of a parcel on its way was attached")
      life.must(life.card(0)?.status == "delivering", "the order is \(life.card(0)?.status ?? "-")")
    }
  }
}

extension Life {
  /// Looked at every two seconds for ten minutes.
  fileprivate func mustStayOnItsWay(_ order: Int, status: String) {
    for seconds: Int64 in stride(from: 1, through: 600, by: 2) {
      after(seconds) { life in
        guard let card = life.card(order) else { return }
        life.must(card.status == status, "order \(order) was thrown back to \(card.status)")
        life.must(
          card.deliveryStatus != DeliveryState.created.rawValue,
          "order \(order) shows the parcel as just made")
      }
    }
  }

  fileprivate func typedEvent(_ code: Int64) {
    guard let barcode = noted["typed"] else { return }
    do {
      try world.post.event(barcode: barcode, code: code, reason: 1, at: now)
    } catch {
      must(false, "event \(code): \(error)")
    }
  }

  /// Printed, unless a crash left that in doubt.
  fileprivate func mayHavePrinted(_ orders: [Int]) -> Bool {
    orders.allSatisfy { order in
      guard let barcode = live(order).first?.barcode else { return false }
      return !isUndisturbed || world.prints(of: barcode) > 0
    }
  }
}
