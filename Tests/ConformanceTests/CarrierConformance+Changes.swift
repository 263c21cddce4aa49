// The rules about a shipment that is changed in place: everything said is done, the same again is the same, and what the
// post has taken in stays.
import Sandbox
import ShippingCore
import SyncEngine
import Testing

extension CarrierConformance {
  static let changing: [Rule] = [
    Rule("a record names the sender, the parcels and whose shipment it is") { bench in
      let desk = try await Desk(bench)
      let made = try await desk.ship("key-1")
      let record = try #require(try await desk.carrier.record(of: made.uuid).value())
      #expect(record.receipt == made)
      #expect(record.sender == desk.sender)
      #expect(record.parcels.count == 1)
      #expect(try await desk.carrier.record(of: ShipmentUUID(Sample.missing)).value() == nil)
      #expect(try await bench.carrier(.person).record(of: made.uuid).value() == nil)
    },
    Rule("a door that was added to the sender's list is found there, and a parcel is fetched at it") {
      bench in
      let desk = try await Desk(bench)
      let before = try await desk.carrier.addresses(of: desk.sender).value()
      let door = PostalAddress(
        postcode: try Sample.postcode("65001"), city: "Одеса", street: "вул. Дерибасівська", houseNumber: "1")
      let id = try await desk.carrier.createAddress(door).value()
      _ = try await desk.carrier.add(id, to: desk.sender).value()
      let after = try await desk.carrier.addresses(of: desk.sender).value()
      #expect(after.count == before.count + 1)
      #expect(after.first { $0.address.isSameDoor(as: door) }?.id == id)
      var plan = try Sample.plan()
      plan.technology = .d2w
      plan.pickUp = PickUp(address: door, id: id)
      _ = try await desk.create("key-1", for: try await desk.recipient("key-1"), plan: plan).value()
      let fetched = try #require(bench.offices { post, _ in post.audit.live.first })
      #expect(fetched.senderPostcode == "65001" && fetched.deliveryType == "D2W")
      // A change in place leaves that as it is.
      let record = try #require(try await desk.carrier.record(of: ShipmentUUID(fetched.uuid)).value())
      plan.sms = true
      _ = try await desk.carrier.updateShipment(
        record, to: plan, recipient: nil, address: nil, externalID: "key-1"
      ).value()
      #expect(bench.offices { post, _ in post.audit.live.first?.senderPostcode } == "65001")
    },
    Rule("a change does all it says, and the same again changes nothing more") { bench in
      let desk = try await Desk(bench)
      let first = try await desk.recipient("key-1")
      let made = try await desk.create(
        "key-1", for: first, plan: try Sample.plan(postPay: Kopiykas(300_00))
      ).value()
      let record = try #require(try await desk.carrier.record(of: made.uuid).value())
      let second = try await desk.recipient("key-1")
      var plan = try Sample.plan()
      plan.parcels[0].weight = Grams(5000)
      plan.technology = .d2w
      plan.sms = true
      for _ in 0..<2 {
        let changed = try await desk.carrier.updateShipment(
          record, to: plan, recipient: second.uuid, address: second.address, externalID: "key-1"
        ).value()
        #expect(changed.uuid == made.uuid && changed.barcode == made.barcode)
        #expect(changed.recipient == second.uuid && changed.externalID == "key-1")
        let old = try #require(made.deliveryPrice)
        #expect(try #require(changed.deliveryPrice) > old)
        let audited = try #require(bench.offices { post, _ in post.audit.live.first })
        #expect(audited.weight == 5000 && audited.postPay == 0 && audited.deliveryType == "D2W")
        #expect(audited.recipientUUID == second.uuid.rawValue)
        #expect(bench.offices { post, _ in post.audit.shipments.count } == 1)
      }
      let listed = try await desk.carrier.shipments(group: desk.group.uuid).value()
      #expect(listed.map(\.recipient) == [second.uuid])
    },
    Rule("a change that says nothing of the recipient keeps it") { bench in
      let desk = try await Desk(bench)
      let made = try await desk.ship("key-1")
      let record = try #require(try await desk.carrier.record(of: made.uuid).value())
      let changed = try await desk.carrier.updateShipment(
        record, to: try Sample.plan(postPay: Kopiykas(100_00)), recipient: nil, address: nil,
        externalID: "key-1"
      ).value()
      #expect(changed.recipient == made.recipient)
      #expect(bench.offices { post, _ in post.audit.live.first?.postPay } == 100_00)
    },
    Rule("what was handed over, and what lies in a closed group, is not changed") { bench in
      let desk = try await Desk(bench)
      let made = try await desk.ship("key-1")
      let other = try await desk.ship("key-2")
      let record = try #require(try await desk.carrier.record(of: made.uuid).value())
      let closed = try #require(try await desk.carrier.record(of: other.uuid).value())
      try bench.offices { try $0.accept(barcode: made.barcode.text, at: $1) }
      try await CarrierConformance.close(desk.group.uuid, of: .company, on: bench)
      var plan = try Sample.plan()
      plan.parcels[0].weight = Grams(5000)
      for record in [record, closed] {
        let outcome = await desk.carrier.updateShipment(
          record, to: plan, recipient: nil, address: nil, externalID: "key-1")
        #expect(outcome.ending == .refused(.terminal, .call))
      }
      #expect(bench.offices { post, _ in post.audit.live.map(\.weight) } == [1250, 1250])
    },
    Rule("a change to another type than the group's is refused, and says why") { bench in
      let desk = try await Desk(bench)
      let made = try await desk.ship("key-1")
      let record = try #require(try await desk.carrier.record(of: made.uuid).value())
      let outcome = await desk.carrier.updateShipment(
        record, to: try Sample.plan(type: .express), recipient: nil, address: nil, externalID: "key-1")
      #expect(outcome.ending == .refused(.terminal, .call))
      #expect(outcome.failure?.message.contains("type") == true)
    },
    Rule("a lost answer of a change is unknown, and repeating it is safe") { bench in
      let desk = try await Desk(bench)
      let made = try await desk.ship("key-1")
      let record = try #require(try await desk.carrier.record(of: made.uuid).value())
      var plan = try Sample.plan()
      plan.parcels[0].weight = Grams(5000)
      for kind in [FaultPlan.Kind.dropBefore, .dropAfterEffect] {
        bench.spoil("PUT shipments/{s}", kind, count: 1)
        let lost = await desk.carrier.updateShipment(
          record, to: plan, recipient: nil, address: nil, externalID: "key-1")
        #expect(lost.ending == .unknown(.ambiguous))
      }
      bench.mend()
      let changed = try await desk.carrier.updateShipment(
        record, to: plan, recipient: nil, address: nil, externalID: "key-1"
      ).value()
      #expect(changed.barcode == made.barcode)
      #expect(bench.offices { post, _ in post.audit.live.map(\.weight) } == [5000])
    },
  ]
}
