// What every carrier must do, as rules over the port alone: what is made can be found again, what is repeated is made
// again, nothing of another contract is ever seen.
import Sandbox
import ShippingCore
import SyncEngine
import Testing

enum CarrierConformance {
  static let rules: [Rule] =
    making + finding + changing + ends + paper + tracking + inquiries + access + mishaps + damage + forms
}

extension CarrierConformance {
  static let making: [Rule] =
    Party.allCases.map { party in
      Rule("a sender of the kind \(party.rawValue) gets from an address to a shipment with cash on delivery")
      {
        bench in
        let desk = try await Desk(bench, as: party)
        #expect(desk.group.name == "2026-03-04")
        #expect(desk.group.type == .standard)
        #expect(!desk.group.isClosed)
        let recipient = try await desk.recipient("key-1")
        let plan = try Sample.plan(party, postPay: Kopiykas(499_50))
        let receipt = try await desk.create("key-1", for: recipient, plan: plan).value()
        #expect(receipt.recipient == recipient.uuid)
        #expect(receipt.group == desk.group.uuid)
        #expect(receipt.externalID == "key-1")
        #expect(receipt.lifecycle == .created)
        #expect(try #require(receipt.deliveryPrice) > .zero)
        let made = try #require(bench.offices { post, _ in post.audit.shipments }.first)
        #expect(made.counterparty == party.rawValue)
        #expect(made.senderUUID == desk.sender.rawValue)
        #expect(made.uuid == receipt.uuid.rawValue)
        #expect(made.barcode == receipt.barcode.text)
        #expect(made.postPay == 499_50)
        #expect(made.declared == 500_00)
        #expect(made.weight == 1250)
        #expect(made.recipientPostcode == "07401")
        #expect(made.recipientExternalID == "key-1")
      }
    } + [
      Rule("a shipment asked for twice is made twice") { bench in
        let desk = try await Desk(bench)
        let recipient = try await desk.recipient("key-1")
        let first = try await desk.create("key-1", for: recipient).value()
        let second = try await desk.create("key-1", for: recipient).value()
        #expect(first.uuid != second.uuid)
        #expect(first.barcode != second.barcode)
        let listed = try await desk.carrier.shipments(group: desk.group.uuid).value()
        #expect(Set(listed.map(\.barcode)) == [first.barcode, second.barcode])
        #expect(bench.offices { post, _ in post.audit.live.count } == 2)
      },
      Rule("a client and a group asked for twice are made twice") { bench in
        let desk = try await Desk(bench)
        let first = try await desk.recipient("key-1")
        let second = try await desk.recipient("key-1")
        #expect(first.uuid != second.uuid)
        #expect(first.address != second.address)
        let again = try await desk.carrier.createGroup(
          name: desk.group.name, sender: desk.sender, type: .standard
        ).value()
        #expect(again.uuid != desk.group.uuid)
        let found = try #require(try await desk.carrier.findClient(externalID: "key-1").value())
        #expect([first.uuid, second.uuid].contains(found))
      },
      Rule("a refused shipment is not made, and the refusal says why") { bench in
        let desk = try await Desk(bench)
        let recipient = try await desk.recipient("key-1")
        let express = try Sample.plan(type: .express)
        let outcome = try await desk.create("key-1", for: recipient, plan: express)
        #expect(outcome.ending == .refused(.terminal, .call))
        let failure = try #require(outcome.failure)
        #expect(failure.httpStatus == 400)
        #expect(failure.code.hasPrefix("UPE"))
        #expect(failure.message.contains("type"))
        #expect(bench.offices { post, _ in post.audit.shipments.isEmpty })
      },
    ]

  static let finding: [Rule] = [
    Rule("a client is found by exactly its external id, or not at all") { bench in
      let desk = try await Desk(bench)
      let made = try await desk.recipient("crm-ab12-7-1-1")
      #expect(try await desk.carrier.findClient(externalID: "crm-ab12-7-1-1").value() == made.uuid)
      for other in ["crm-ab12-7-1-10", "crm-ab12-7-1", "CRM-AB12-7-1-1", "пошта 1?x=1&y", "%2e"] {
        #expect(try await desk.carrier.findClient(externalID: other).value() == nil, "\(other)")
      }
      let stranger = bench.carrier(.person)
      #expect(try await stranger.findClient(externalID: "crm-ab12-7-1-1").value() == nil)
    },
    Rule("an external id of any letters comes back whole") { bench in
      let desk = try await Desk(bench)
      for externalID in ["замовлення 7", "a?b=c&d#e", "100% + 1", "a%2Fb"] {
        let made = try await desk.recipient(externalID)
        #expect(
          try await desk.carrier.findClient(externalID: externalID).value() == made.uuid, "\(externalID)")
      }
    },
    Rule("several clients under one external id are one find") { bench in
      bench.offices { post, _ in post.habits.externalIDListEvery = 1 }
      let desk = try await Desk(bench)
      let made = [try await desk.recipient("key-1"), try await desk.recipient("key-1")].map(\.uuid)
      let found = try #require(try await desk.carrier.findClient(externalID: "key-1").value())
      #expect(made.contains(found))
    },
    Rule("a sender's groups are all listed, closed ones too, and nobody else's") { bench in
      let desk = try await Desk(bench)
      let other = try await Desk(bench, as: .person)
      let express = try await desk.carrier.createGroup(name: "e", sender: desk.sender, type: .express).value()
      try await CarrierConformance.close(desk.group.uuid, of: .company, on: bench)
      let groups = try await desk.carrier.groups(sender: desk.sender).value()
      var closed = desk.group
      closed.isClosed = true
      #expect(Set(groups) == [closed, express])
      #expect(try await desk.carrier.groups(sender: other.sender).value().isEmpty)
      #expect(try await other.carrier.groups(sender: other.sender).value() == [other.group])
    },
    Rule("a closed group takes no shipment") { bench in
      let desk = try await Desk(bench)
      let recipient = try await desk.recipient("key-1")
      try await CarrierConformance.close(desk.group.uuid, of: .company, on: bench)
      #expect(try await desk.create("key-1", for: recipient).ending == .refused(.terminal, .call))
      #expect(try await desk.carrier.shipments(group: desk.group.uuid).value().isEmpty)
    },
    Rule("a group's list shows what a lost answer is found by") { bench in
      let desk = try await Desk(bench)
      var made: [Receipt] = []
      for number in 1...5 { made.append(try await desk.ship("key-\(number)")) }
      let accepted = try #require(made.last).barcode.text
      try bench.offices { try $0.accept(barcode: accepted, at: $1) }
      let listed = try await desk.carrier.shipments(group: desk.group.uuid).value()
      #expect(listed.map(\.uuid) == made.map(\.uuid))
      #expect(listed.map(\.barcode) == made.map(\.barcode))
      #expect(listed.map(\.recipient) == made.map(\.recipient))
      #expect(listed.map(\.externalID) == (1...5).map { "key-\($0)" })
      #expect(listed.allSatisfy { $0.group == desk.group.uuid })
      #expect(listed.dropLast().allSatisfy { $0.lifecycle == .created })
      #expect(listed.last?.lifecycle == .beyond("REGISTERED"))
    },
    Rule("a shipment is found by its barcode within the own contract only") { bench in
      let desk = try await Desk(bench)
      let made = try await desk.ship("key-1")
      let found = try #require(try await desk.carrier.shipment(barcode: made.barcode).value())
      #expect(found == made)
      #expect(try await desk.carrier.shipment(barcode: Sample.strangeBarcode()).value() == nil)
      #expect(try await bench.carrier(.person).shipment(barcode: made.barcode).value() == nil)
    },
  ]

  /// What the port cannot do and the day's manifest does.
  static func close(_ group: GroupUUID, of party: Party, on bench: any Bench) async throws {
    let secrets = party.counterparty
    let request = SandboxRequest(
      method: "PUT", path: "/ecom/0.0.1/shipment-groups/\(group)",
      query: [(name: "token", value: secrets.token)],
      headers: ["authorization": "Bearer \(secrets.ecomBearer)"], body: Array("{\"closed\":true}".utf8))
    try #require(bench.offices { post, now in post.handle(request, now: now).status } == 200)
  }
}
