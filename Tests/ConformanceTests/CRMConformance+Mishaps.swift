// The rules about what goes wrong with the CRM: a key without rights, too many calls, a lost answer. They hold for each
// call of the port alike.
import Sandbox
import ShippingCore
import SyncEngine
import Testing

struct CRMCall: Sendable {
  var name: String
  /// As the sandbox names it; of `account`, its first.
  var endpoint: String
  var isWrite: Bool
  var make: @Sendable (any CRM, OrderID) async -> Outcome<Void>

  init(
    _ name: String, _ endpoint: String, isWrite: Bool = false,
    _ make: @escaping @Sendable (any CRM, OrderID) async -> Outcome<Void>
  ) {
    self.name = name
    self.endpoint = endpoint
    self.isWrite = isWrite
    self.make = make
  }

  private static let moment = Instant(milliseconds: 1_772_611_200_000)

  static let all: [CRMCall] = [
    CRMCall("history(since:)", "GET orders/history") { crm, _ in
      await crm.history(since: HistoryRecordID(0)).bare
    },
    CRMCall("history(from:)", "GET orders/history") { crm, _ in await crm.history(from: moment).bare },
    CRMCall("orders", "GET orders") { crm, order in await crm.orders([order]).bare },
    CRMCall("companies", "GET customers-corporate/{id}/companies") { crm, _ in
      await crm.companies(of: Shop.corporateCustomer, ids: [CompanyID(1)], page: 1).bare
    },
    CRMCall("orderIDs", "GET orders") { crm, _ in
      await crm.orderIDs(deliveryTypes: [Shop.module], createdSince: moment, page: 1).bare
    },
    CRMCall("edit", "POST orders/{id}/edit", isWrite: true) { crm, order in
      await crm.edit(order, site: Shop.site, OrderEdit(trackNumber: "0500100000017"))
    },
    CRMCall("track", "POST delivery/generic/{code}/tracking", isWrite: true) { crm, _ in
      let update = TrackingUpdate(
        deliveryID: "crm-1-1", history: [.init(code: "created", updatedAt: moment)])
      return await crm.track([update], module: Shop.module)
    },
    CRMCall("uploadFile", "POST files/upload", isWrite: true) { crm, _ in
      await crm.uploadFile(Array("%PDF-1.4".utf8)).bare
    },
    CRMCall("nameAndAttach", "POST files/{id}/edit", isWrite: true) { crm, order in
      let made = await crm.uploadFile(Array("%PDF-1.4".utf8))
      guard case .done(let file) = made else { return made.bare }
      return await crm.nameAndAttach(file, name: "a.pdf", order: order, site: Shop.site)
    },
    CRMCall("files", "GET files") { crm, _ in await crm.files(FileQuery(isAttached: false), page: 1).bare },
    CRMCall("account", "GET credentials") { crm, _ in await crm.account().bare },
  ]
}

extension CRMConformance {
  private static func order(on bench: any Bench) throws -> OrderID {
    try bench.shop { crm, now in OrderID(crm.createOrder(Shop.corporateDraft(), now: now)) }
  }

  static let access: [Rule] = [
    Rule("with the right key every call is done") { bench in
      let order = try order(on: bench)
      for call in CRMCall.all {
        #expect(await call.make(bench.crm(), order).ending == .done, "\(call.name)")
      }
    },
    Rule("a wrong or missing key is refused for the account, and never told") { bench in
      let order = try order(on: bench)
      for key in ["no-such-key-of-the-account", ""] {
        for call in CRMCall.all {
          let outcome = await call.make(bench.crm(key: key), order)
          #expect(outcome.ending == .refused(.terminal, .account), "\(call.name)")
          #expect(outcome.failure.map { !"\($0)".contains("no-such-key-of-the-account") } == true)
        }
      }
    },
    Rule("a key without the right is refused for the account as access-denied") { bench in
      let order = try order(on: bench)
      for call in CRMCall.all {
        let outcome = await call.make(bench.crm(key: Shop.powerlessKey), order)
        #expect(outcome.ending == .refused(.terminal, .account), "\(call.name)")
        #expect(outcome.failure?.code == "access-denied", "\(call.name)")
      }
    },
    Rule("a key that may only read is refused what writes") { bench in
      let order = try order(on: bench)
      for call in CRMCall.all {
        let expected: Ending = call.isWrite ? .refused(.terminal, .account) : .done
        #expect(await call.make(bench.crm(key: Shop.readerKey), order).ending == expected, "\(call.name)")
      }
      #expect(try bench.shop { crm, _ in crm.audit.edits.isEmpty })
    },
    Rule("too many calls a second are refused and pass by themselves") { bench in
      for status in [503, 429] {
        try bench.shop { crm, _ in
          crm.configure {
            $0.rateStatus = status
            $0.retryAfterSeconds = status == 429 ? 2 : nil
          }
        }
        let crm = bench.crm()
        bench.clock.advance(.seconds(5))
        bench.clock.freeze()
        for _ in 0..<10 { _ = try await crm.history(since: HistoryRecordID(0)).value() }
        let refused = await crm.history(since: HistoryRecordID(0))
        #expect(refused.ending == .refused(.transient, .call), "\(status)")
        #expect(refused.failure?.retryAfterMilliseconds == (status == 429 ? 2000 : nil))
        bench.clock.advance(.seconds(1))
        #expect(await crm.history(since: HistoryRecordID(0)).ending == .done)
      }
    },
  ]

  /// The documents give 503 to the limiter: it stands before the service, so nothing was done.
  private static let unavailable = Mishap(
    "503 with Retry-After", .unavailable(retryAfterSeconds: 9), .refused(.transient, .call),
    .refused(.transient, .call), retryAfterMilliseconds: 9000)

  static let mishaps: [Rule] =
    (Mishap.lostAnswers + Mishap.throttled + [unavailable]).map { mishap in
      Rule("every call whose answer is \(mishap.name) ends as its effect demands") { bench in
        let order = try order(on: bench)
        let crm = bench.crm()
        // What a call fetches besides is fetched before.
        _ = try await crm.account().value()
        for call in CRMCall.all {
          bench.spoil(call.endpoint, mishap.kind)
          let outcome = await call.make(crm, order)
          #expect(outcome.ending == (call.isWrite ? mishap.write : mishap.read), "\(call.name)")
          if let wait = mishap.retryAfterMilliseconds {
            #expect(outcome.failure?.retryAfterMilliseconds == wait, "\(call.name)")
          }
          bench.mend()
        }
      }
    } + [
      Rule("when nobody listens, nothing was sent") { bench in
        await bench.silence()
        for call in CRMCall.all {
          #expect(await call.make(bench.crm(), OrderID(1)).ending == .unsent(.transient), "\(call.name)")
        }
        let calls = try bench.shop { crm, _ in crm.audit.calls }
        #expect(calls.isEmpty)
      },
      Rule("what a call fetches besides may be lost without a write having been sent") { bench in
        let crm = bench.crm()
        bench.spoil("GET settings", .dropAfterEffect)
        let update = TrackingUpdate(deliveryID: "crm-1-1", history: [])
        #expect(await crm.track([update], module: Shop.module).ending == .unknown(.transient))
        let updates = try bench.shop { crm, _ in crm.audit.trackingUpdates }
        #expect(updates == 0)
        bench.mend()
        #expect(await crm.track([update], module: Shop.module).ending == .done)
      },
      Rule("a lost answer of an edit is unknown, and was applied once") { bench in
        let order = try order(on: bench)
        let crm = bench.crm()
        bench.spoil("POST orders/{id}/edit", .dropAfterEffect, count: 1)
        let edit = OrderEdit(trackNumber: "0500100000017")
        #expect(await crm.edit(order, site: Shop.site, edit).ending == .unknown(.ambiguous))
        let after = try await crm.orders([order]).value().orders.first
        #expect(after?.delivery.data.trackNumber == "0500100000017")
        #expect(try bench.shop { crm, _ in crm.audit.edits } == [order.rawValue: 1])
      },
      Rule("an edit that never arrived is unknown, and was not applied") { bench in
        let order = try order(on: bench)
        let crm = bench.crm()
        bench.spoil("POST orders/{id}/edit", .dropBefore, count: 1)
        let edit = OrderEdit(trackNumber: "0500100000017")
        #expect(await crm.edit(order, site: Shop.site, edit).ending == .unknown(.ambiguous))
        #expect(try await crm.orders([order]).value().orders.first?.delivery.data.trackNumber == nil)
        #expect(try bench.shop { crm, _ in crm.audit.edits.isEmpty })
      },
    ]

  static let damage: [Rule] = [
    Rule("damage to an answer makes no order vanish") { bench in
      let ids = try bench.shop { crm, now in
        (0..<5).map { _ in OrderID(crm.createOrder(Shop.draft(), now: now)) }
      }
      let crm = bench.crm()
      _ = try await crm.account().value()
      bench.spoil("GET orders", .wrongTypes)
      for _ in 0..<CarrierConformance.draws {
        switch await crm.orders(ids) {
        case .done(let answer):
          #expect(Set(answer.orders.map(\.id)).union(answer.odd.keys) == Set(ids))
        case let outcome: #expect(outcome.ending == .refused(.transient, .call))
        }
      }
    },
    Rule("damage to a page of history loses none of its records, or is told") { bench in
      try bench.shop { crm, now in
        for _ in 0..<5 { _ = crm.createOrder(Shop.draft(), now: now) }
      }
      let crm = bench.crm()
      let whole = try await crm.history(since: HistoryRecordID(0)).value().records.map(\.id)
      bench.spoil("GET orders/history", .wrongTypes)
      for _ in 0..<CarrierConformance.draws {
        switch await crm.history(since: HistoryRecordID(0)) {
        case .done(let page):
          #expect(Set(page.records.map(\.id)).isSubset(of: Set(whole)))
          #expect(page.records.map(\.id) == whole || !page.odd.isEmpty)
        case let outcome: #expect(outcome.ending == .refused(.transient, .call))
        }
      }
    },
  ]
}
