// The rules about what goes wrong: a secret that is not right, an answer that is lost. They hold for each call of the
// port alike, and what matters in all of them is what the engine may do next.
import Sandbox
import ShippingCore
import SyncEngine
import Testing

extension CarrierConformance {
  static let access: [Rule] =
    [
      Rule("with the right secrets every call is done") { bench in
        let prepared = try await Prepared(bench)
        for call in CarrierCall.all {
          #expect(await call.make(prepared.desk.carrier, prepared).ending == .done, "\(call.name)")
        }
      }
    ]
    + Party.Secret.allCases.map { secret in
      Rule("a wrong \(secret.rawValue) is refused for the account, on the calls that need it") { bench in
        let prepared = try await Prepared(bench)
        let carrier = bench.carrier(.company, wrong: secret)
        for call in CarrierCall.all {
          let expected: Ending = call.secrets.contains(secret) ? .refused(.terminal, .account) : .done
          let outcome = await call.make(carrier, prepared)
          #expect(outcome.ending == expected, "\(call.name)")
          for right in CarrierConformance.secrets {
            #expect(outcome.failure.map { !"\($0)".contains(right) } ?? true, "\(call.name)")
          }
        }
      }
    }

  private static let secrets: [String] = Party.allCases.map(\.counterparty).flatMap {
    [$0.ecomBearer, $0.trackingBearer, $0.token]
  }

  static let mishaps: [Rule] =
    (Mishap.lostAnswers + Mishap.throttled + [unavailable]).map { mishap in
      Rule("every call whose answer is \(mishap.name) ends as its effect demands") { bench in
        let prepared = try await Prepared(bench)
        for call in CarrierCall.all {
          bench.spoil(call.endpoint, mishap.kind)
          let outcome = await call.make(prepared.desk.carrier, prepared)
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
        let carrier = bench.carrier()
        let address = try Sample.senderAddress()
        #expect(await carrier.createAddress(address).ending == .unsent(.transient))
        #expect(await carrier.findClient(externalID: "key-1").ending == .unsent(.transient))
        let barcode = try Sample.strangeBarcode()
        #expect(await carrier.lastStatuses([barcode]).ending == .unsent(.transient))
        #expect(bench.offices { post, _ in post.audit.calls.isEmpty })
      },
      Rule("a lost answer of a create leaves one shipment, which the group shows") { bench in
        let desk = try await Desk(bench)
        bench.spoil("POST shipment-groups/{g}/shipments", .dropAfterEffect, first: 2, count: 1)
        let first = try await desk.ship("key-1")
        let recipient = try await desk.recipient("key-2")
        #expect(try await desk.create("key-2", for: recipient).ending == .unknown(.ambiguous))
        let third = try await desk.ship("key-3")
        let listed = try await desk.carrier.shipments(group: desk.group.uuid).value()
        #expect(listed.count == 3)
        let lost = try #require(listed.first { $0.uuid != first.uuid && $0.uuid != third.uuid })
        #expect(lost.recipient == recipient.uuid)
        #expect(lost.externalID == "key-2")
        #expect(bench.offices { post, _ in post.audit.shipments.count } == 3)
      },
      Rule("a create that never arrived leaves none, and looks the same") { bench in
        let desk = try await Desk(bench)
        let recipient = try await desk.recipient("key-1")
        bench.spoil("POST shipment-groups/{g}/shipments", .dropBefore, count: 1)
        #expect(try await desk.create("key-1", for: recipient).ending == .unknown(.ambiguous))
        #expect(try await desk.carrier.shipments(group: desk.group.uuid).value().isEmpty)
        #expect(bench.offices { post, _ in post.audit.shipments.isEmpty })
      },
      Rule("a lost create may be carried out, and may show, later") { bench in
        let desk = try await Desk(bench)
        let recipient = try await desk.recipient("key-1")
        let minute: Int64 = 60_000
        bench.spoil("POST *shipments", .effectDelayed(milliseconds: 2 * minute), count: 1)
        #expect(try await desk.create("key-1", for: recipient).ending == .unknown(.ambiguous))
        #expect(try await desk.carrier.shipments(group: desk.group.uuid).value().isEmpty)
        bench.clock.advance(.seconds(150))
        let late = try await desk.carrier.shipments(group: desk.group.uuid).value()
        #expect(late.map(\.recipient) == [recipient.uuid])

        bench.spoil("POST *shipments", .lateGroup(milliseconds: 2 * minute), count: 1)
        let made = try await desk.ship("key-2")
        #expect(try await desk.carrier.shipments(group: desk.group.uuid).value() == late)
        #expect(try await desk.carrier.shipment(barcode: made.barcode).value() == made)
        bench.clock.advance(.seconds(150))
        #expect(
          try await desk.carrier.shipments(group: desk.group.uuid).value().map(\.uuid)
            == late.map(\.uuid) + [made.uuid])
      },
      Rule("a lost answer of a delete is unknown, and the lifecycle tells") { bench in
        let desk = try await Desk(bench)
        let made = try await desk.ship("key-1")
        bench.spoil("DELETE shipments/{s}", .dropBefore, count: 1)
        #expect(await desk.carrier.deleteShipment(made.uuid).ending == .unknown(.ambiguous))
        #expect(try await desk.carrier.lifecycle(made.uuid).value() == .created)
        bench.spoil("DELETE shipments/{s}", .dropAfterEffect, count: 1)
        #expect(await desk.carrier.deleteShipment(made.uuid).ending == .unknown(.ambiguous))
        #expect(try await desk.carrier.lifecycle(made.uuid).value() == .gone)
      },
    ]

  /// Answers of one kind of damage each, drawn by the sandbox's own generator: enough to see every kind.
  static let draws = 12

  static let damage: [Rule] = [
    Rule("damage to a group's list hides no shipment") { bench in
      let desk = try await Desk(bench)
      var made: [ShipmentUUID] = []
      for number in 1...3 { made.append(try await desk.ship("key-\(number)").uuid) }
      bench.spoil("GET shipment-groups/{g}/shipments", .wrongTypes)
      for _ in 0..<draws {
        switch await desk.carrier.shipments(group: desk.group.uuid) {
        case .done(let listed): #expect(listed.map(\.uuid) == made)
        case let outcome: #expect(outcome.ending == .refused(.transient, .call))
        }
      }
    },
    Rule("damage to the answer of a create names the right shipment or none") { bench in
      let desk = try await Desk(bench)
      bench.spoil("POST shipment-groups/{g}/shipments", .wrongTypes)
      for number in 0..<draws {
        let recipient = try await desk.recipient("key-\(number)")
        let outcome = try await desk.create("key-\(number)", for: recipient)
        let made = try #require(bench.offices { post, _ in post.audit.shipments }.last)
        switch outcome {
        case .done(let receipt):
          #expect(receipt.uuid.rawValue == made.uuid)
          #expect(receipt.barcode.text == made.barcode)
          #expect(receipt.recipient == recipient.uuid)
        default: #expect(outcome.ending == .unknown(.ambiguous))
        }
      }
    },
    Rule("damage to an answer of the tracking loses no barcode") { bench in
      let desk = try await Desk(bench)
      let waiting = try await desk.ship("key-1").barcode
      let moved = try await desk.ship("key-2").barcode
      try bench.offices { try $0.accept(barcode: moved.text, at: $1) }
      bench.spoil("POST tracking/*", .wrongTypes)
      for _ in 0..<draws {
        switch await desk.carrier.lastStatuses([waiting, moved]) {
        case .done(let answer):
          #expect(answer.found[waiting] == nil)
          #expect(answer.found[moved].map { $0.code == 10100 } ?? true)
          #expect(!answer.notFound.contains(moved))
          let all = answer.notFound.union(answer.found.keys).union(answer.odd.keys)
          #expect(all == [waiting, moved])
        case let outcome: #expect(outcome.ending == .refused(.transient, .call))
        }
      }
    },
    Rule("damage to a delete's refusal does not make it done") { bench in
      let desk = try await Desk(bench)
      let made = try await desk.ship("key-1")
      try bench.offices { try $0.accept(barcode: made.barcode.text, at: $1) }
      bench.spoil("* shipments/{s}*", .wrongTypes)
      for _ in 0..<draws {
        #expect(await desk.carrier.deleteShipment(made.uuid).ending != .done)
        if case .done(let lifecycle) = await desk.carrier.lifecycle(made.uuid) {
          #expect(lifecycle == .beyond("REGISTERED"))
        }
      }
    },
  ]

  /// Ukrposhta's proxy may say 503 for a service that acted: only a read is sure to be harmless.
  private static let unavailable = Mishap(
    "503 with Retry-After", .unavailable(retryAfterSeconds: 9), .refused(.transient, .call),
    .unknown(.ambiguous), retryAfterMilliseconds: 9000)
}
