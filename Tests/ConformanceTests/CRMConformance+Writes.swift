// The rules about writing to the CRM. An edit changes what it names and nothing else; a tracking call says it is done
// whether or not it did anything, so these rules prove every write by reading back.
import Sandbox
import ShippingCore
import SyncEngine
import Testing

extension CRMConformance {
  private static func read(_ crm: any CRM, _ id: OrderID) async throws -> Order {
    try #require(try await crm.orders([id]).value().orders.first)
  }

  static let edits: [Rule] = [
    Rule("an edit changes what it names and nothing else") { bench in
      let id = try bench.shop { crm, now in OrderID(crm.createOrder(Shop.draft(), now: now)) }
      let crm = bench.crm()
      var expected = try await read(crm, id)
      try await crm.edit(id, site: Shop.site, OrderEdit(deliveryID: "crm-1-1")).value()
      expected.delivery.data.externalID = "crm-1-1"
      #expect(try await read(crm, id) == expected)
      try await crm.edit(id, site: Shop.site, OrderEdit(trackNumber: "0500100000017")).value()
      expected.delivery.data.trackNumber = "0500100000017"
      #expect(try await read(crm, id) == expected)
      try await crm.edit(id, site: Shop.site, OrderEdit(status: "delivering")).value()
      expected.status = "delivering"
      #expect(try await read(crm, id) == expected)
      #expect(expected.items.count == 2)
      #expect(try bench.shop { crm, _ in crm.audit.violations.isEmpty })
    },
    Rule("an edit of everything is one edit, and its track number can be cleared") { bench in
      let id = try bench.shop { crm, now in OrderID(crm.createOrder(Shop.draft(), now: now)) }
      let crm = bench.crm()
      var expected = try await read(crm, id)
      let edit = OrderEdit(deliveryID: "crm-1-1", trackNumber: "0500100000017", status: "assembling")
      try await crm.edit(id, site: Shop.site, edit).value()
      expected.delivery.data.externalID = "crm-1-1"
      expected.delivery.data.trackNumber = "0500100000017"
      expected.status = "assembling"
      #expect(try await read(crm, id) == expected)
      #expect(try bench.shop { crm, _ in crm.audit.edits } == [id.rawValue: 1])
      try await crm.edit(id, site: Shop.site, OrderEdit(trackNumber: "")).value()
      expected.delivery.data.trackNumber = nil
      #expect(try await read(crm, id) == expected)
    },
    Rule("an edit of nothing is no call") { bench in
      let id = try bench.shop { crm, now in OrderID(crm.createOrder(Shop.draft(), now: now)) }
      #expect(await bench.crm().edit(id, site: Shop.site, OrderEdit()).ending == .done)
      #expect(bench.withWorld { $0.callCount } == 0)
    },
    Rule("an edit that cannot be is refused, for that order alone") { bench in
      let (id, deleted) = try bench.shop { crm, now in
        let deleted = crm.createOrder(Shop.draft(), now: now)
        crm.deleteOrder(deleted, now: now)
        return (OrderID(crm.createOrder(Shop.draft(), now: now)), OrderID(deleted))
      }
      let crm = bench.crm()
      let before = try await read(crm, id)
      let edit = OrderEdit(trackNumber: "0500100000017", status: "no-such-status")
      #expect(await crm.edit(id, site: Shop.site, edit).ending == .refused(.terminal, .call))
      #expect(try await read(crm, id) == before)
      for missing in [deleted, OrderID(999_999_999)] {
        #expect(
          await crm.edit(missing, site: Shop.site, OrderEdit(status: "assembling")).ending
            == .refused(.terminal, .call))
      }
    },
    Rule("an edit that the CRM drops is done all the same") { bench in
      let id = try bench.shop { crm, now in
        OrderID(crm.createOrder(Shop.draft(type: Shop.plainType), now: now))
      }
      let crm = bench.crm()
      let edit = OrderEdit(deliveryID: "crm-1-1", trackNumber: "0500100000017")
      #expect(await crm.edit(id, site: Shop.site, edit).ending == .done)
      #expect(try await read(crm, id).delivery.data.externalID == nil)
    },
  ]

  static let cards: [Rule] = [
    Rule("custom fields are written by code, of every kind, and cleared by an empty text") { bench in
      let id = try bench.shop { crm, now in
        crm.addCustomFields([
          .init(code: "up_status", name: "Стан"), .init(code: "up_cost", name: "Вартість", type: "numeric"),
          .init(code: "up_lock", name: "Замок", type: "boolean"),
        ])
        return OrderID(crm.createOrder(Shop.draft(type: Shop.plainType), now: now))
      }
      let crm = bench.crm()
      var expected = try await read(crm, id)
      let fields: [String: FieldValue] = [
        "up_status": .text("У дорозі, Бровари"), "up_cost": .number(87.35), "up_lock": .flag(true),
      ]
      try await crm.edit(id, site: Shop.site, OrderEdit(customFields: fields)).value()
      expected.customFields = fields
      #expect(try await read(crm, id) == expected)
      try await crm.edit(id, site: Shop.site, OrderEdit(customFields: ["up_status": .text("")])).value()
      expected.customFields["up_status"] = nil
      #expect(try await read(crm, id) == expected)
    },
    Rule("a custom field that is not there takes nothing, or refuses the edit") { bench in
      let id = try bench.shop { crm, now in OrderID(crm.createOrder(Shop.draft(), now: now)) }
      let crm = bench.crm()
      let before = try await read(crm, id)
      let edit = OrderEdit(customFields: ["no_such_field": .text("x")])
      #expect(await crm.edit(id, site: Shop.site, edit).ending == .done)
      #expect(try await read(crm, id) == before)
      try bench.shop { crm, _ in crm.configure { $0.refusesUnknownCustomFields = true } }
      let outcome = await crm.edit(id, site: Shop.site, edit)
      #expect(outcome.ending == .refused(.terminal, .call))
      #expect(outcome.failure?.httpStatus == 400)
      #expect(try await read(crm, id) == before)
    },
    Rule("an edit that carries the data loses nothing, whether they are merged or replaced") { bench in
      for replaces in [false, true] {
        try bench.shop { crm, _ in
          crm.configure { configuration in
            configuration.replacesDeliveryData = replaces
            configuration.replacesExtraData = replaces
          }
        }
        let id = try bench.shop { crm, now in OrderID(crm.createOrder(Shop.draft(), now: now)) }
        let crm = bench.crm()
        var expected = try await read(crm, id)
        var edit = OrderEdit(deliveryID: "crm-\(id)-1")
        edit.carrying = .all
        try await crm.edit(id, site: Shop.site, edit).value()
        expected.delivery.data.externalID = "crm-\(id)-1"
        #expect(try await read(crm, id) == expected)
        // One member left out tells the two apart.
        edit.carrying = .allBut(.payerType)
        try await crm.edit(id, site: Shop.site, edit).value()
        #expect(try await read(crm, id).delivery.data.payerType == (replaces ? nil : "receiver"))
        var restoring = OrderEdit()
        restoring.restored = KeptMember(.payerType, .text("receiver"))
        restoring.carrying = .all
        try await crm.edit(id, site: Shop.site, restoring).value()
        #expect(try await read(crm, id) == expected)
      }
    },
    Rule("a tracking update writes the module's own fields, clears them, and loses none") { bench in
      for replaces in [false, true] {
        try bench.shop { crm, _ in crm.configure { $0.replacesExtraDataInTracking = replaces } }
        let id = try bench.shop { crm, now in OrderID(crm.createOrder(Shop.draft(), now: now)) }
        let crm = bench.crm()
        try await crm.edit(id, site: Shop.site, OrderEdit(deliveryID: "crm-\(id)-1")).value()
        var expected = try await read(crm, id)
        #expect(!expected.delivery.data.extraData.isEmpty)
        for text in ["Здайте посилку", ""] {
          let update = TrackingUpdate(
            deliveryID: "crm-\(id)-1", history: [], extraData: .init(of: id, ["notice": .text(text)]))
          try await crm.track([update], module: Shop.module).value()
          expected.delivery.data.extraData["notice"] = .text(text)
          #expect(try await read(crm, id) == expected)
        }
      }
    },
  ]

  private static let moment = Instant(milliseconds: 1_772_700_000_000)

  private static func update(_ deliveryID: String, _ codes: [String] = ["created", "accepted"])
    -> TrackingUpdate
  {
    TrackingUpdate(
      deliveryID: deliveryID, trackNumber: "0500100000017", cost: Kopiykas(87_35),
      history: codes.enumerated().map {
        .init(code: $1, updatedAt: moment + .seconds(Int64($0) * 60), comment: "Бровари 1")
      })
  }

  static let tracking: [Rule] = [
    Rule("a tracking update reaches the order that is linked") { bench in
      let (id, other) = try bench.shop { crm, now in
        (
          OrderID(crm.createOrder(Shop.draft(), now: now)), OrderID(crm.createOrder(Shop.draft(), now: now))
        )
      }
      let crm = bench.crm()
      try await crm.edit(id, site: Shop.site, OrderEdit(deliveryID: "crm-1-1")).value()
      var expected = try await read(crm, id)
      let untouched = try await read(crm, other)
      try await crm.track([update("crm-1-1")], module: Shop.module).value()
      expected.delivery.data.trackNumber = "0500100000017"
      expected.delivery.data.cost = Kopiykas(87_35)
      expected.delivery.netCost = Kopiykas(87_35)
      expected.delivery.data.status = "accepted"
      expected.delivery.data.statusComment = "Бровари 1"
      #expect(try await read(crm, id) == expected)
      #expect(try await read(crm, other) == untouched)
      #expect(try bench.shop { crm, _ in crm.audit.violations.isEmpty })
    },
    Rule("a tracking update of nobody is done and does nothing") { bench in
      let id = try bench.shop { crm, now in OrderID(crm.createOrder(Shop.draft(), now: now)) }
      let crm = bench.crm()
      let before = try await read(crm, id)
      // Not linked yet; linked but by another module; linked in an account that links by nothing.
      #expect(await crm.track([update("crm-1-1")], module: Shop.module).ending == .done)
      #expect(try await read(crm, id) == before)
      try await crm.edit(id, site: Shop.site, OrderEdit(deliveryID: "crm-1-1")).value()
      let linked = try await read(crm, id)
      #expect(await crm.track([update("crm-1-1")], module: Shop.otherModule).ending == .done)
      #expect(try await read(crm, id) == linked)
      try bench.shop { crm, _ in crm.configure { $0.linksByExternalID = false } }
      #expect(await crm.track([update("crm-1-1")], module: Shop.module).ending == .done)
      #expect(try await read(crm, id) == linked)
    },
    Rule("a state the module does not have is passed over") { bench in
      let id = try bench.shop { crm, now in OrderID(crm.createOrder(Shop.draft(), now: now)) }
      let crm = bench.crm()
      try await crm.edit(id, site: Shop.site, OrderEdit(deliveryID: "crm-1-1")).value()
      #expect(
        await crm.track([update("crm-1-1", ["created", "unheard-of"])], module: Shop.module).ending == .done)
      #expect(try await read(crm, id).delivery.data.status == "created")
    },
    Rule("the state is the newest by its moment, whatever the account's zone") { bench in
      try bench.shop { crm, _ in crm.configure { $0.timeZone = "America/Lima" } }
      let id = try bench.shop { crm, now in OrderID(crm.createOrder(Shop.draft(), now: now)) }
      let crm = bench.crm()
      try await crm.edit(id, site: Shop.site, OrderEdit(deliveryID: "crm-1-1")).value()
      let late = TrackingUpdate(
        deliveryID: "crm-1-1", history: [.init(code: "delivered", updatedAt: moment + .seconds(600))])
      try await crm.track([late], module: Shop.module).value()
      try await crm.track([update("crm-1-1")], module: Shop.module).value()
      #expect(try await read(crm, id).delivery.data.status == "delivered")
    },
    Rule("a hundred updates are one call, one more is refused") { bench in
      let made = try bench.shop { crm, now in
        (0..<100).map { number in
          var draft = Shop.draft()
          draft.data.externalID = "crm-\(number)-1"
          return OrderID(crm.createOrder(draft, now: now))
        }
      }
      let crm = bench.crm()
      let updates = made.indices.map { update("crm-\($0)-1") }
      _ = try await crm.account().value()
      let calls = bench.withWorld { $0.callCount }
      try await crm.track(updates, module: Shop.module).value()
      #expect(bench.withWorld { $0.callCount } == calls + 1)
      let answer = try await crm.orders(made).value()
      #expect(answer.orders.count == 100)
      #expect(answer.orders.allSatisfy { $0.delivery.data.status == "accepted" })
      let tooMany = updates + [update("crm-100-1")]
      #expect(await crm.track(tooMany, module: Shop.module).ending == .refused(.terminal, .call))
      #expect(await crm.track([], module: Shop.module).ending == .done)
    },
    Rule("a module that is not there is refused") { bench in
      let outcome = await bench.crm().track([update("crm-1-1")], module: "no/such module")
      #expect(outcome.ending == .refused(.terminal, .call))
    },
  ]
}
