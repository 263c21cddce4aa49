// Scenarios of the parcel's way and of the groups it is made in.
internal import Sandbox
internal import ShippingCore

extension Scenario {
  static let posts: [Scenario] = [
    Scenario("unknown-event-code-changes-nothing", minutes: 36) { life in
      life.order(at: 30)
      life.whenMade(0) { life in
        life.event(0, 10100)
        life.when("it is shown as accepted", { $0.shows(.accepted) }) { life in
          life.event(0, 29_999)
          life.after(1000) { life in
            life.must(life.shows(.accepted), "an unknown event was shown")
            life.event(0, 21700)
          }
        }
      }
    } expect: { life in
      life.mustHaveOne(0)
      life.must(life.shows(.atOffice), "the next known event was not shown")
    },

    Scenario("return-as-41000-reason-10", minutes: 40) { life in
      life.order(at: 30)
      life.whenMade(0) { life in
        life.event(0, 10100)
        life.after(200) { $0.event(0, 21700) }
        life.after(500) { $0.event(0, 31200) }
        life.after(800) { life in
          life.event(0, 41000, reason: 10)
          life.when("it is shown as returned", { $0.shows(.returned) })
        }
      }
    } expect: { life in
      life.mustHaveOne(0)
      life.must(life.shows(.returned), "a return is shown as \(life.card(0)?.deliveryStatus ?? "nothing")")
      life.must(life.card(0)?.status == "returned", "the order is \(life.card(0)?.status ?? "gone")")
    },

    Scenario("delivered-while-the-post-answers-404-for-all-unknown", minutes: 45) { life in
      life.order(at: 30, judgedByScenario: true)
      life.whenMade(0) { life in
        life.event(0, 10100)
        life.after(200) { $0.event(0, 21700) }
        life.after(500) { $0.event(0, 41000, reason: 2) }
      }
    } expect: { life in
      life.mustHaveOne(0)
      life.must(life.shows(.delivered), "shown as \(life.card(0)?.deliveryStatus ?? "nothing")")
      life.must(life.card(0)?.status == "complete", "the order is \(life.card(0)?.status ?? "gone")")
    },

    Scenario("midnight-rollover-of-the-group", startsLateSeconds: 16 * 3600 - 141) { life in
      // In doubt at 23:59:40, found after midnight in yesterday's group.
      life.faults(
        .first(1, Endpoint.create, .dropAfterEffect),
        .first(1, Endpoint.create, .lateGroup(milliseconds: 40_000)))
      life.order(at: 30)
      life.order(at: 200)
      life.whenMade(0)
      life.whenMade(1)
    } expect: { life in
      life.mustHaveOne(0)
      life.mustHaveOne(1)
      let groups = life.world.post.audit.groups
      func day(_ order: Int) -> String {
        let group = groups.first { $0.uuid == life.live(order).first?.groupUUID }
        return group.map { String($0.name.split(separator: " ").dropLast().last ?? "") } ?? "none"
      }
      if life.isUndisturbed { life.must(day(0) == "2026-11-23", "order 0 is in the group of \(day(0))") }
      life.must(day(1) == "2026-11-24", "order 1 is in the group of \(day(1))")
    },

    groupClosedByHand("group-closed-by-hand"),

    Scenario("group-closed-by-hand-with-a-create-in-doubt", minutes: 40) { life in
      life.faults(.first(1, Endpoint.create, .dropAfterEffect))
      life.order(at: 30)
      life.when("the shipment was made", { !$0.made(0).isEmpty }) { life in
        guard let group = life.made(0).first?.groupUUID else { return }
        life.byHand("PUT", "shipment-groups/\(group)", ["closed": true])
      }
      life.whenMade(0)
    } expect: {
      $0.mustHaveOne(0)
    },

    Scenario("two-orders-same-recipient") { life in
      life.faults(.first(2, Endpoint.create, .dropAfterEffect))
      life.order(at: 30)
      life.order(at: 30)
      life.whenMade(0)
      life.whenMade(1)
    } expect: { life in
      life.mustHaveOne(0)
      life.mustHaveOne(1)
      life.must(
        life.live(0).first?.recipientUUID != life.live(1).first?.recipientUUID,
        "two orders share a recipient: a lost answer could not be told apart")
    },

    Scenario("typed-ttn-adopted", minutes: 20) { life in
      life.at(20) { life in
        life.noted["typed"] = life.shipmentByHand()
        life.must(life.noted["typed"] != nil, "the web cabinet made no shipment")
      }
      life.order(at: 30, judgedByScenario: true) { [life] in $0.data.trackNumber = life.noted["typed"] }
      life.when(
        "its label is there", { life in life.noted["typed"].map(life.world.labels.contains) ?? false })
    } expect: { life in
      life.must(life.made(0).isEmpty, "another shipment was made beside the typed TTN")
      life.must(life.card(0)?.trackNumber == life.noted["typed"], "the typed TTN was changed")
      life.must(life.shows(.created), "the card says \(life.card(0)?.deliveryStatus ?? "nothing")")
    },

    Scenario("typed-ttn-of-the-personal-cabinet", minutes: 20) { life in
      life.order(at: 30, judgedByScenario: true) { $0.data.trackNumber = "0500000000000" }
      life.when("the card shows a state", { $0.card(0)?.deliveryStatus != nil })
    } expect: { life in
      life.must(life.made(0).isEmpty, "a shipment was made beside the typed TTN")
      life.must(life.card(0)?.trackNumber == "0500000000000", "the typed TTN was changed")
    },

    Scenario("handed-over-and-nobody-says-to-whom", minutes: 40) { life in
      life.world.tamper = { request, response in
        guard request.path.contains("statuses"), let body = JSONValue(parsing: response.body) else { return }
        response.body = body.without("eventReason_id").encoded
      }
      life.order(at: 30)
      life.whenMade(0) { life in
        life.event(0, 10100)
        life.after(400) { $0.event(0, 31200) }
        life.after(800) { life in
          life.faults(
            .first(3, "POST tracking/statuses/with-not-found", .tooManyRequests(retryAfterSeconds: nil)))
          life.event(0, 41000, reason: 10)
        }
        life.when("it is back", { $0.shows(.returned) })
      }
    } expect: { life in
      life.must(life.shows(.returned), "a return is shown as \(life.card(0)?.deliveryStatus ?? "nothing")")
    },

    wayBack("way-back-that-began-between-two-looks"),
    wayBack("way-back-that-began-between-two-looks-in-plain-mode", adjust: { $0.cabinets[0].mode = .plain }),

    Scenario("event-that-says-nothing-comes-last", minutes: 30) { life in
      life.order(at: 30)
      life.whenMade(0) { life in
        life.event(0, 10100)
        life.after(400) { life in
          life.event(0, 21700)
          life.after(1) { $0.event(0, 21600) }
        }
        life.when("the office is shown", { $0.shows(.atOffice) })
      }
    } expect: { life in
      life.must(life.shows(.atOffice), "\(life.card(0)?.deliveryStatus ?? "nothing") is shown at the office")
    },
  ]

  /// The newest event alone would say that the parcel is in transit, as on its way there.
  private static func wayBack(
    _ name: String, adjust: @escaping @Sendable (inout Policy) -> Void = { _ in }
  ) -> Scenario {
    Scenario(name, minutes: 34, adjust: adjust) { life in
      life.order(at: 30)
      life.whenMade(0) { life in
        life.event(0, 10100)
        life.after(10) { $0.event(0, 21700) }
        life.when("it lies at the office", { $0.shows(.atOffice) }) { life in
          life.event(0, 31200)
          life.after(1) { $0.event(0, 20800) }
          life.when("its way back is shown", { $0.shows(.returning) })
        }
      }
    } expect: { life in
      life.must(
        life.shows(.returning), "\(life.card(0)?.deliveryStatus ?? "nothing") is shown on the way back")
    }
  }
}

extension JSONValue {
  /// The value without these members, however deep.
  func without(_ name: String) -> JSONValue {
    switch self {
    case .array(let elements): return .array(elements.map { $0.without(name) })
    case .object(var members):
      members[name] = nil
      return .object(members.mapValues { $0.without(name) })
    default: return self
    }
  }
}

extension Life {
  fileprivate func shows(_ state: DeliveryState) -> Bool { card(0)?.deliveryStatus == state.rawValue }

  /// A shipment made in the shop's own web cabinet: not of the daemon, without its external ids.
  func shipmentByHand(account: Int = 0) -> String? {
    func client() -> JSONValue {
      let address = byHand("POST", "addresses", ["postcode": "79013"], cabinet: account)
      return byHand(
        "POST", "clients",
        [
          "type": "INDIVIDUAL", "firstName": "Тестій", "lastName": "Зразковий", "middleName": "Прикладович",
          "phoneNumber": "+380671234567", "addressId": address["id"] ?? .null,
        ], cabinet: account)
    }
    let made = byHand(
      "POST", "shipments",
      [
        "sender": ["uuid": client()["uuid"] ?? .null], "recipient": ["uuid": client()["uuid"] ?? .null],
        "type": "STANDARD", "deliveryType": "W2W",
        "parcels": [["weight": 1200, "length": 30, "width": 20, "height": 10, "declaredPrice": 500]],
      ], cabinet: account)
    guard let barcode = made["barcode"]?.text else { return nil }
    strangers.insert(barcode)
    return barcode
  }
}
