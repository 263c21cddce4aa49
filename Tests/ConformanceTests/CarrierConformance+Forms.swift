// The rules about groups that are closed and about forms: what is closed stays closed and says so when read back, and a
// PDF is a PDF.
import Sandbox
import ShippingCore
import SyncEngine
import Testing

extension CarrierConformance {
  private static func isPDF(_ bytes: [UInt8]) -> Bool { bytes.starts(with: Array("%PDF".utf8)) }

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  static let forms: [Rule] = [
    Rule("a group is closed, and says so when it is read") { bench in
      let desk = try await Desk(bench)
      #expect(try await desk.carrier.group(desk.group.uuid).value() == desk.group)
      try await desk.carrier.closeGroup(desk.group).value()
      var closed = desk.group
      closed.isClosed = true
      #expect(try await desk.carrier.group(desk.group.uuid).value() == closed)
      #expect(try await desk.carrier.groups(sender: desk.sender).value() == [closed])
      // What is closed refuses to be closed again: it has to be read.
      #expect(await desk.carrier.closeGroup(desk.group).ending == .refused(.terminal, .call))
    },
    Rule("a closed group takes no shipment and keeps what it holds") { bench in
      let desk = try await Desk(bench)
      let made = try await desk.ship("key-1")
      try await desk.carrier.closeGroup(desk.group).value()
      let recipient = try await desk.recipient("key-2")
      #expect(try await desk.create("key-2", for: recipient).ending == .refused(.terminal, .call))
      #expect(try await desk.carrier.shipments(group: desk.group.uuid).value().map(\.uuid) == [made.uuid])
    },
    Rule("an unknown group is none") { bench in
      let desk = try await Desk(bench)
      let unknown = GroupUUID("00000000-0000-4000-8000-000000000000")
      #expect(try await desk.carrier.group(unknown).value() == nil)
      #expect(await desk.carrier.form103a(unknown).ending == .refused(.terminal, .call))
    },
    Rule("a lost answer of a closing is unknown, and the group tells") { bench in
      let desk = try await Desk(bench)
      bench.spoil("PUT shipment-groups/{g}", .dropBefore, count: 1)
      #expect(await desk.carrier.closeGroup(desk.group).ending == .unknown(.ambiguous))
      #expect(try await desk.carrier.group(desk.group.uuid).value()?.isClosed == false)
      bench.spoil("PUT shipment-groups/{g}", .dropAfterEffect, count: 1)
      #expect(await desk.carrier.closeGroup(desk.group).ending == .unknown(.ambiguous))
      #expect(try await desk.carrier.group(desk.group.uuid).value()?.isClosed == true)
    },
    Rule("form 103a lists every shipment of the group") { bench in
      let desk = try await Desk(bench)
      var barcodes: [Barcode] = []
      for number in 1...3 { barcodes.append(try await desk.ship("key-\(number)").barcode) }
      let form = try await desk.carrier.form103a(desk.group.uuid).value()
      #expect(isPDF(form))
      #expect(barcodes.allSatisfy { text(form).contains($0.text) })
    },
    Rule("labels of several shipments come in one PDF, of the size asked for") { bench in
      let desk = try await Desk(bench)
      let barcodes = [try await desk.ship("key-1").barcode, try await desk.ship("key-2").barcode]
      var pages: Set<String> = []
      for size in LabelSize.allCases {
        let pdf = try await desk.carrier.stickers(barcodes, size: size).value()
        #expect(isPDF(pdf))
        #expect(barcodes.allSatisfy { text(pdf).contains($0.text) })
        pages.insert(String(text(pdf).split(separator: "/MediaBox")[1].prefix { $0 != "]" }))
      }
      #expect(pages.count == 3)
      let strange = try Sample.strangeBarcode()
      #expect(
        await desk.carrier.stickers(barcodes + [strange], size: .square).ending == .refused(.terminal, .call))
      #expect(await desk.carrier.stickers([], size: .square).ending == .refused(.terminal, .call))
    },
    Rule("a receipt says what is declared and what is collected") { bench in
      let desk = try await Desk(bench)
      let recipient = try await desk.recipient("key-1")
      let plan = try Sample.plan(postPay: Kopiykas(300_00))
      let made = try await desk.create("key-1", for: recipient, plan: plan).value()
      #expect(made.declaredPrice == Kopiykas(500_00))
      #expect(made.postPay == Kopiykas(300_00))
      #expect(try await desk.carrier.shipments(group: desk.group.uuid).value() == [made])
    },
  ]
}
