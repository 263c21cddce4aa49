// What every CRM must do, as rules over the port alone. History only points at orders, so the rules ask that no change
// is passed over; orders are read one by one, so that one odd order hides no other.
import Sandbox
import ShippingCore
import SyncEngine
import Testing

enum CRMConformance {
  static let rules: [Rule] =
    history + orders + listing + account + edits + cards + tracking + access + mishaps + damage + files
    + companies
}

extension CRMConformance {
  /// Everything after `since`, page by page; at most twenty pages.
  private static func walk(_ crm: any CRM, since: Int64) async throws -> [HistoryRecord] {
    var all: [HistoryRecord] = []
    for _ in 0..<20 {
      let from = all.last?.id ?? HistoryRecordID(since)
      let page = try await crm.history(since: from).value()
      #expect(page.odd.isEmpty)
      #expect(page.records.count <= 100)
      #expect(page.records.allSatisfy { $0.id > from })
      all += page.records
      if !page.hasMore { return all }
    }
    Issue.record("the history does not end")
    return all
  }

  /// The orders the records point at, each once for its records in a row: a save may leave several.
  private static func orders(of records: [HistoryRecord]) -> [OrderID?] {
    var orders: [OrderID?] = []
    for record in records where orders.last != record.order { orders.append(record.order) }
    return orders
  }

  static let history: [Rule] = [
    Rule("history is walked page by page without a gap") { bench in
      let made = try bench.shop { crm, now in
        (0..<250).map { OrderID(crm.createOrder(Shop.draft(), now: now + $0 * 1000)) }
      }
      let crm = bench.crm()
      let all = try await walk(crm, since: 0)
      #expect(orders(of: all) == made)
      #expect(all.count > 200)
      #expect(zip(all, all.dropFirst()).allSatisfy { $0.id < $1.id })
      #expect(all.allSatisfy { !$0.isOwn })
      let last = try #require(all.last)
      let after = try await crm.history(since: last.id).value()
      #expect(after == HistoryPage(records: [], hasMore: false))
      // A page that is full, and the last.
      let hundredth = try await crm.history(since: all[all.count - 101].id).value()
      #expect(hundredth.records.count == 100)
      #expect(!hundredth.hasMore)
      let oneMore = try await crm.history(since: all[all.count - 102].id).value()
      #expect(oneMore.records.count == 100)
      #expect(oneMore.hasMore)
    },
    Rule("only what was changed with the own key is own") { bench in
      let order = try bench.shop { crm, now in OrderID(crm.createOrder(Shop.draft(), now: now)) }
      let crm = bench.crm()
      let start = try #require(try await walk(crm, since: 0).last?.id)
      try await crm.edit(order, site: Shop.site, OrderEdit(status: "assembling")).value()
      try await bench.crm(key: Shop.otherKey).edit(order, site: Shop.site, OrderEdit(status: "delivering"))
        .value()
      try bench.shop { crm, now in
        crm.setStatus(order.rawValue, "complete", now: now)
        crm.setStatus(order.rawValue, "new", now: now, by: .rule)
      }
      #expect(try await walk(crm, since: start.rawValue).map(\.isOwn) == [true, false, false, false])
      #expect(
        try await walk(bench.crm(key: Shop.otherKey), since: start.rawValue).map(\.isOwn)
          == [false, true, false, false])
      try bench.shop { crm, _ in crm.configure { $0.marksOwnKey = false } }
      #expect(try await walk(crm, since: start.rawValue).allSatisfy { !$0.isOwn })
    },
    Rule("a deletion points at its order, if the CRM names one") { bench in
      let order = try bench.shop { crm, now in OrderID(crm.createOrder(Shop.draft(), now: now)) }
      let crm = bench.crm()
      let start = try #require(try await walk(crm, since: 0).last?.id)
      try bench.shop { crm, now in _ = crm.deleteOrder(order.rawValue, now: now) }
      #expect(try await walk(crm, since: start.rawValue).map(\.order) == [order])
      try bench.shop { crm, _ in crm.configure { $0.deletedRecordsLackOrder = true } }
      #expect(try await walk(crm, since: start.rawValue).map(\.order) == [nil])
    },
    Rule("orders that are combined or split are all pointed at") { bench in
      let (kept, gone) = try bench.shop { crm, now in
        (
          OrderID(crm.createOrder(Shop.draft(), now: now)), OrderID(crm.createOrder(Shop.draft(), now: now))
        )
      }
      let crm = bench.crm()
      let start = try #require(try await walk(crm, since: 0).last?.id)
      try bench.shop { crm, now in _ = crm.combine(gone.rawValue, into: kept.rawValue, now: now) }
      let combined = try await walk(crm, since: start.rawValue)
      #expect(Set(combined.map(\.order)) == [kept, gone])
      let part = try bench.shop { crm, now in crm.split(kept.rawValue, items: [0], now: now) }
      let split = try await walk(crm, since: try #require(combined.last).id.rawValue)
      #expect(Set(split.map(\.order)) == [kept, OrderID(try #require(part))])
    },
    Rule("history from a moment on begins at that moment, in the account's zone") { bench in
      for zone in ["Europe/Kyiv", "America/Lima"] {
        let hour: Int64 = 3_600_000
        let (moment, orders) = try bench.shop { crm, now in
          crm.configure { $0.timeZone = zone }
          let moment = now + 48 * hour
          let orders = (-2...2).map {
            OrderID(crm.createOrder(Shop.draft(), now: moment + Int64($0) * hour))
          }
          return (moment, orders)
        }
        bench.clock.advance(.seconds(30 * 86_400))
        let page = try await bench.crm().history(from: Instant(milliseconds: moment)).value()
        #expect(CRMConformance.orders(of: page.records) == Array(orders.suffix(3)), "\(zone)")
        let moments = (0...2).map { Instant(milliseconds: moment + $0 * hour) }
        #expect(Set(page.records.map(\.createdAt)) == Set(moments), "\(zone)")
        #expect(!page.hasMore)
      }
    },
    Rule("history from a moment on says whether there is more, and goes on by id") { bench in
      let (start, made) = try bench.shop { crm, now in
        (
          Instant(milliseconds: now),
          (0..<130).map { OrderID(crm.createOrder(Shop.draft(), now: now + $0 * 1000)) }
        )
      }
      let crm = bench.crm()
      let page = try await crm.history(from: start).value()
      #expect(page.records.count == 100)
      #expect(page.hasMore)
      let rest = try await walk(crm, since: try #require(page.records.last).id.rawValue)
      #expect(orders(of: page.records + rest) == made)
    },
    Rule("a key kept to one site hears of no other") { bench in
      let second = try bench.shop { crm, now in
        _ = crm.createOrder(Shop.draft(), now: now)
        var draft = Shop.draft()
        draft.site = Shop.secondSite
        return OrderID(crm.createOrder(draft, now: now))
      }
      let records = try await walk(bench.crm(key: Shop.secondSiteKey), since: 0)
      #expect(orders(of: records) == [second])
    },
  ]

  static let orders: [Rule] = [
    Rule("a hundred orders are read in one go, without those that are not there") { bench in
      let made = try bench.shop { crm, now in
        (0..<98).map { _ in OrderID(crm.createOrder(Shop.draft(), now: now)) }
      }
      let deleted = made[40]
      try bench.shop { crm, now in _ = crm.deleteOrder(deleted.rawValue, now: now) }
      let crm = bench.crm()
      let answer = try await crm.orders(made + [OrderID(1), OrderID(999_999_999)]).value()
      #expect(answer.odd.isEmpty)
      #expect(Set(answer.orders.map(\.id)) == Set(made).subtracting([deleted]))
      #expect(answer.orders.count == 97)
    },
    Rule("no ids are no question, and too many are refused") { bench in
      let crm = bench.crm()
      _ = try bench.shop { crm, now in crm.createOrder(Shop.draft(), now: now) }
      #expect(try await crm.orders([]).value() == OrdersAnswer(orders: []))
      let many = (1...101).map { OrderID($0) }
      #expect(await crm.orders(many).ending == .refused(.terminal, .call))
    },
    Rule("an order is read as the manager wrote it") { bench in
      let id = try bench.shop { crm, now in OrderID(crm.createOrder(Shop.draft(), now: now)) }
      let answer = try await bench.crm().orders([id]).value()
      let order = try #require(answer.orders.first)
      #expect(order.site == Shop.site)
      #expect(order.status == "new")
      #expect(
        order.recipient
          == .init(
            lastName: "Зразковий", firstName: "Тестій", patronymic: "Прикладович", phone: "+380671234567"))
      #expect(order.delivery.typeCode == Shop.module)
      #expect(order.delivery.integrationCode == Shop.module)
      #expect(order.delivery.address.index == "07401")
      #expect(order.delivery.cost == Kopiykas(60_00))
      #expect(order.items.map(\.name) == ["Глечик", "Миска"])
      #expect(order.items.map(\.quantity) == [2, 1])
      #expect(order.items.map(\.price) == [Kopiykas(250_50), Kopiykas(99_00)])
      #expect(order.items.map(\.weight) == [Grams(400), Grams(300)])
      #expect(order.weight == Grams(1100))
      #expect(order.shipmentStore == "main")
      let payment = try #require(order.payments.first)
      #expect(payment.type == "cash-on-delivery")
      #expect(payment.amount == Kopiykas(600_00))
      #expect(!payment.isPaid)
      let data = order.delivery.data
      #expect(data.isLocked == false)
      #expect(data.tariff == "STANDARD")
      #expect(data.payerType == "receiver")
      #expect(data.packages.map(\.weight) == [Grams(1100)])
      #expect(data.itemDeclaredValues.map(\.value) == [Kopiykas(250_50)])
    },
    Rule("the same order is read in whatever spelling the account has") { bench in
      let id = try bench.shop { crm, now in
        var draft = Shop.draft()
        draft.data.extraData = [:]
        return OrderID(crm.createOrder(draft, now: now))
      }
      let usual = try await bench.crm().orders([id]).value().orders
      try bench.shop { crm, _ in
        crm.configure {
          $0.emptyMapsAsLists.toggle()
          $0.customerSegments = 3
        }
      }
      #expect(try await bench.crm().orders([id]).value().orders == usual)
      try bench.shop { crm, _ in crm.configure { $0.unlockedIsAbsent = true } }
      let absent = try #require(try await bench.crm().orders([id]).value().orders.first)
      #expect(absent.delivery.data.isLocked != true)
    },
    Rule("a payment is paid when its status says so") { bench in
      let id = try bench.shop { crm, now in OrderID(crm.createOrder(Shop.draft(), now: now)) }
      let crm = bench.crm()
      try bench.shop { crm, now in _ = crm.payPayment(id.rawValue, now: now) }
      #expect(try await crm.orders([id]).value().orders.first?.payments.map(\.isPaid) == [true])
    },
    Rule("an odd order parks itself alone") { bench in
      let ids = try bench.shop { crm, now in
        var negative = Shop.draft()
        negative.items[1].quantity = -1
        var nameless = Shop.draft()
        nameless.status = ""
        return [Shop.draft(), negative, Shop.draft(), nameless, Shop.draft()].map {
          OrderID(crm.createOrder($0, now: now))
        }
      }
      let answer = try await bench.crm().orders(ids).value()
      #expect(Set(answer.orders.map(\.id)) == [ids[0], ids[2], ids[4]])
      #expect(Set(answer.odd.keys) == [ids[1], ids[3]])
      let path = try #require(answer.odd[ids[1]]?.path)
      #expect(path.hasPrefix("orders["))
      #expect(path.contains("items[1].quantity"))
      #expect(answer.odd[ids[3]]?.path?.hasSuffix("status") == true)
      #expect(answer.odd.values.allSatisfy { $0.scope == .call })
    },
  ]

  static let listing: [Rule] = [
    Rule("the orders of a delivery type come page by page with their moments") { bench in
      let (start, made) = try bench.shop { crm, now in
        _ = crm.createOrder(Shop.draft(), now: now - 3 * 86_400_000)
        var made: [OrderIDsPage.Listed] = []
        for number in 0..<130 {
          let moment = now + Int64(number) * 1000
          let id = OrderID(crm.createOrder(Shop.draft(), now: moment))
          made.append(
            .init(
              id: id, createdAt: Instant(milliseconds: moment), deliveryType: Shop.module, site: Shop.site))
          if number % 10 == 0 { _ = crm.createOrder(Shop.draft(type: Shop.plainType), now: moment) }
          if number % 10 == 1 { _ = crm.createOrder(Shop.draft(type: nil), now: moment) }
        }
        return (Instant(milliseconds: now), made)
      }
      let crm = bench.crm()
      // The filter knows days only: an hour later is the same day.
      let later = start + .seconds(3600)
      let first = try await crm.orderIDs(deliveryTypes: [Shop.module], createdSince: later, page: 1).value()
      #expect(first.orders.count == 100)
      #expect(first.hasMore)
      let second = try await crm.orderIDs(deliveryTypes: [Shop.module], createdSince: later, page: 2).value()
      #expect(!second.hasMore)
      #expect((first.orders + second.orders).sorted { $0.id < $1.id } == made)
      let both = try await crm.orderIDs(
        deliveryTypes: [Shop.otherModule, Shop.plainType], createdSince: later, page: 1
      ).value()
      #expect(both.orders.count == 13)
      let none = try await crm.orderIDs(deliveryTypes: [], createdSince: later, page: 1).value()
      #expect(none == OrderIDsPage(orders: [], hasMore: false))
    },
    Rule("the list stays within the sites it is told") { bench in
      let (start, second) = try bench.shop { crm, now in
        _ = crm.createOrder(Shop.draft(), now: now)
        var draft = Shop.draft()
        draft.site = Shop.secondSite
        return (Instant(milliseconds: now), OrderID(crm.createOrder(draft, now: now)))
      }
      let crm = bench.crm(sites: [Shop.secondSite])
      let page = try await crm.orderIDs(deliveryTypes: [Shop.module], createdSince: start, page: 1).value()
      #expect(page.orders.map(\.id) == [second])
    },
  ]

  static let account: [Rule] = [
    Rule("the account is known whole") { bench in
      let account = try await bench.crm().account().value()
      #expect(account.timeZone == "Europe/Kyiv")
      #expect(account.statusGroups.groupByStatus["new"] == "new")
      #expect(account.statusGroups.isComplete("complete"))
      #expect(account.statusGroups.isCancelled("no-call"))
      #expect(account.statusGroups.groupByStatus.count == CRMService.Configuration.Status.usual.count)
      #expect(
        account.deliveryTypes == [
          Shop.module: ["cash-on-delivery"], Shop.otherModule: ["cash-on-delivery"], Shop.plainType: [],
        ])
      #expect(account.paymentTypes == ["cash-on-delivery", "bank-card", "bank-transfer", "cash"])
      #expect(account.paidStatuses == ["paid"])
      #expect(account.stores == ["main"])
      #expect(account.sites == [Shop.site, Shop.secondSite])
      #expect(account.scopes == Set(CRMService.Configuration.Key.allScopes))
    },
    Rule("the account is what the key may see of it") { bench in
      let reader = try await bench.crm(key: Shop.readerKey).account().value()
      #expect(reader.scopes == Set(Shop.readerScopes))
      let second = try await bench.crm(key: Shop.secondSiteKey).account().value()
      #expect(second.sites == [Shop.secondSite])
    },
    Rule("an account whose zone nobody knows is refused") { bench in
      try bench.shop { crm, _ in crm.configure { $0.timeZone = "Europe/Nowhere" } }
      #expect(await bench.crm().account().ending == .refused(.terminal, .call))
    },
  ]
}
