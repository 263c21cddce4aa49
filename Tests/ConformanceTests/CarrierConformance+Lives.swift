// The rules about a shipment's life: withdrawn or handed over, its label and price, its tracking.
import Sandbox
import ShippingCore
import SyncEngine
import Testing

extension CarrierConformance {
  static let ends: [Rule] = [
    Rule("a lifecycle is created, then beyond once the post has the parcel") { bench in
      let desk = try await Desk(bench)
      let made = try await desk.ship("key-1")
      #expect(try await desk.carrier.lifecycle(made.uuid).value() == .created)
      try bench.offices { try $0.accept(barcode: made.barcode.text, at: $1) }
      #expect(try await desk.carrier.lifecycle(made.uuid).value() == .beyond("REGISTERED"))
      try bench.offices { try $0.event(barcode: made.barcode.text, code: 10600, reason: 1, at: $1) }
      #expect(try await desk.carrier.lifecycle(made.uuid).value() == .gone)
    },
    Rule("a deleted shipment is gone from everywhere, and deleting it again is done") { bench in
      for shows in PostHabits.DeletedShows.allCases {
        bench.offices { post, _ in post.habits.deletedShows = shows }
        let desk = try await Desk(bench)
        let kept = try await desk.ship("kept")
        let made = try await desk.ship("key-1")
        #expect(await desk.carrier.deleteShipment(made.uuid).ending == .done)
        #expect(try await desk.carrier.lifecycle(made.uuid).value() == .gone, "\(shows)")
        let left = try await desk.carrier.shipments(group: desk.group.uuid).value()
        #expect(left.filter { $0.lifecycle != .gone }.map(\.uuid) == [kept.uuid])
        #expect(try await desk.carrier.shipment(barcode: made.barcode).value() == nil)
        #expect(await desk.carrier.deleteShipment(made.uuid).ending == .done)
        #expect(bench.offices { post, _ in post.audit.live.last?.uuid } == kept.uuid.rawValue)
      }
    },
    Rule("what was handed over is not deleted") { bench in
      for code in ["UPE03000", "UPE01002"] {
        bench.offices { post, _ in post.habits.handedOverCode = code }
        let desk = try await Desk(bench)
        let made = try await desk.ship("key-1")
        try bench.offices { try $0.accept(barcode: made.barcode.text, at: $1) }
        let outcome = await desk.carrier.deleteShipment(made.uuid)
        #expect(outcome.ending == .refused(.terminal, .call))
        #expect(outcome.failure?.code == code)
        #expect(try await desk.carrier.lifecycle(made.uuid).value() == .beyond("REGISTERED"))
      }
    },
    Rule("nobody deletes or sees the life of another contract's shipment") { bench in
      let desk = try await Desk(bench)
      let made = try await desk.ship("key-1")
      let stranger = bench.carrier(.entrepreneur)
      #expect(try await stranger.lifecycle(made.uuid).value() == .gone)
      _ = await stranger.deleteShipment(made.uuid)
      #expect(try await desk.carrier.lifecycle(made.uuid).value() == .created)
    },
  ]

  static let paper: [Rule] = [
    Rule("a label is a PDF in every size") { bench in
      let desk = try await Desk(bench)
      let made = try await desk.ship("key-1")
      var labels: Set<[UInt8]> = []
      for size in LabelSize.allCases {
        let label = try await desk.carrier.sticker(made.uuid, size: size).value()
        #expect(label.starts(with: Array("%PDF".utf8)), "\(size)")
        labels.insert(label)
      }
      #expect(labels.count == LabelSize.allCases.count)
    },
    Rule("a shipment that is not there has no label") { bench in
      let desk = try await Desk(bench)
      let made = try await desk.ship("key-1")
      _ = try await desk.carrier.deleteShipment(made.uuid).value()
      #expect(await desk.carrier.sticker(made.uuid, size: .square).ending == .refused(.terminal, .call))
      let missing = ShipmentUUID("00000000-0000-4000-8000-000000000000")
      #expect(await desk.carrier.sticker(missing, size: .a4).ending == .refused(.terminal, .call))
    },
    Rule("a price is over nothing, grows with the weight, and makes nothing") { bench in
      let carrier = bench.carrier()
      let from = try Sample.postcode("01001")
      let light = try Sample.plan()
      var heavy = light
      heavy.parcels[0].weight = Grams(20_000)
      let price = try await carrier.deliveryPrice(light, from: from).value()
      #expect(price > .zero)
      #expect(try await carrier.deliveryPrice(heavy, from: from).value() > price)
      #expect(bench.offices { post, _ in post.audit.shipments.isEmpty && post.audit.addressCount == 0 })
    },
  ]

  static let tracking: [Rule] = [
    Rule("a parcel is tracked from its acceptance on") { bench in
      let desk = try await Desk(bench)
      let made = try await desk.ship("key-1")
      let before = try await desk.carrier.lastStatuses([made.barcode]).value()
      #expect(before == TrackingAnswer(found: [:], notFound: [made.barcode]))
      let moment = try bench.offices { post, now in
        try post.accept(barcode: made.barcode.text, at: now)
        return Instant(milliseconds: now)
      }
      let after = try await desk.carrier.lastStatuses([made.barcode]).value()
      #expect(after.notFound.isEmpty && after.odd.isEmpty)
      let event = try #require(after.found[made.barcode])
      #expect(event.code == 10100)
      #expect(event.date == moment)
      #expect(event.index == "01001")
      #expect(event.office?.isEmpty == false)
      #expect(event.name?.isEmpty == false)
    },
    Rule("known and unknown barcodes share an answer, in whatever shape it comes") { bench in
      let desk = try await Desk(bench)
      let waiting = try await desk.ship("key-1").barcode
      let strange = try Sample.strangeBarcode()
      let moved = try await desk.ship("key-2").barcode
      try bench.offices { try $0.accept(barcode: moved.text, at: $1) }
      try bench.offices { try $0.event(barcode: moved.text, code: 20700, reason: 1, at: $1) }
      for shape in [PostHabits.FoundShape.list, .object, .flat] {
        for asText in [false, true] {
          bench.offices { post, _ in
            post.habits.foundShape = shape
            post.habits.eventAsText = asText
          }
          let answer = try await desk.carrier.lastStatuses([waiting, strange, moved]).value()
          #expect(answer.notFound == [waiting, strange], "\(shape)")
          #expect(answer.found.mapValues(\.code) == [moved: 20700], "\(shape)")
          #expect(answer.odd.isEmpty, "\(shape)")
        }
      }
    },
    Rule("a history is whole and in order of time, by whatever order it is told") { bench in
      let desk = try await Desk(bench)
      let waiting = try await desk.ship("key-1").barcode
      let moved = try await desk.ship("key-2").barcode
      try bench.offices { post, now in
        try post.accept(barcode: moved.text, at: now)
        try post.event(barcode: moved.text, code: 21700, reason: 1, at: now + 3_600_000)
        // Handed in late.
        try post.event(barcode: moved.text, code: 20700, reason: 1, at: now + 60_000)
      }
      for byStep in [false, true] {
        for shape in [PostHabits.FoundShape.list, .flat] {
          bench.offices { post, _ in
            post.habits.historyByStep = byStep
            post.habits.foundShape = shape
          }
          let answer = try await desk.carrier.statuses([waiting, moved]).value()
          #expect(answer.found.mapValues { $0.map(\.code) } == [moved: [10100, 20700, 21700]])
          #expect(answer.notFound == [waiting] && answer.odd.isEmpty)
        }
      }
    },
    Rule("fifty histories are one call, one more is refused") { bench in
      let carrier = bench.carrier()
      let fifty = try (0..<50).map { try Sample.strangeBarcode($0) }
      let answer = try await carrier.statuses(fifty).value()
      #expect(answer == HistoryAnswer(found: [:], notFound: Set(fifty)))
      #expect(bench.withWorld { $0.callCount } == 1)
      let many = fifty + [try Sample.strangeBarcode(50)]
      #expect(await carrier.statuses(many).ending == .refused(.terminal, .call))
      #expect(try await carrier.statuses([]).value() == HistoryAnswer(found: [:], notFound: []))
    },
    Rule("a hundred barcodes are one call, of which none may be known") { bench in
      let strange = try (0..<100).map { try Sample.strangeBarcode($0) }
      let none = try await bench.carrier().lastStatuses(strange).value()
      #expect(none == TrackingAnswer(found: [:], notFound: Set(strange)))
      #expect(bench.withWorld { $0.callCount } == 1)
    },
    Rule("a hundred barcodes are one call, of which all may be known") { bench in
      let desk = try await Desk(bench)
      let recipient = try await desk.recipient("key-1")
      var barcodes: [Barcode] = []
      for _ in 0..<100 { barcodes.append(try await desk.create("key-1", for: recipient).value().barcode) }
      let handed = barcodes
      try bench.offices { post, now in
        for barcode in handed { try post.accept(barcode: barcode.text, at: now) }
      }
      let calls = bench.withWorld { $0.callCount }
      let answer = try await desk.carrier.lastStatuses(barcodes).value()
      #expect(bench.withWorld { $0.callCount } == calls + 1)
      #expect(Set(answer.found.keys) == Set(barcodes))
      #expect(answer.notFound.isEmpty && answer.odd.isEmpty)
    },
    Rule("no barcodes are no call, and too many are refused") { bench in
      let carrier = bench.carrier()
      let nothing = try await carrier.lastStatuses([]).value()
      #expect(nothing == TrackingAnswer(found: [:], notFound: []))
      let many = try (0..<101).map { try Sample.strangeBarcode($0) }
      #expect(await carrier.lastStatuses(many).ending == .refused(.terminal, .call))
    },
    Rule("a return ends with 41000 and reason 10, a delivery with another reason") { bench in
      let desk = try await Desk(bench)
      let back = try await desk.ship("key-1").barcode
      let taken = try await desk.ship("key-2").barcode
      try bench.offices { post, now in
        try post.schedule(.returned, barcode: back.text, from: now)
        try post.schedule(.delivered, barcode: taken.text, from: now)
      }
      bench.clock.advance(.seconds(400 * 3600))
      let found = try await desk.carrier.lastStatuses([back, taken]).value().found
      #expect(found[back]?.code == 41000)
      #expect(found[back]?.reason == 10)
      #expect(found[taken]?.code == 41000)
      #expect(found[taken]?.reason == 2)
    },
    Rule("the last event is the last in time") { bench in
      let desk = try await Desk(bench)
      let made = try await desk.ship("key-1").barcode
      let arrived = try bench.offices { post, now in
        try post.accept(barcode: made.text, at: now)
        try post.event(barcode: made.text, code: 21700, reason: 1, at: now + 9_000_000)
        // A sorting centre that reports late.
        try post.event(barcode: made.text, code: 20700, reason: 1, at: now + 3_000_000)
        return Instant(milliseconds: now + 9_000_000)
      }
      let event = try #require(try await desk.carrier.lastStatuses([made]).value().found[made])
      #expect(event.code == 21700)
      #expect(event.date == arrived)
    },
  ]
}
