// The rules about files of the CRM: a label is uploaded, named and attached in two calls, and after a lost answer it is
// found by what it holds. And about what an edit may write besides status and track number.
import Sandbox
import ShippingCore
import SyncEngine
import Testing

extension CRMConformance {
  private static let pdf = Array("%PDF-1.4 the label of 0500100000017".utf8)

  private static func order(_ bench: any Bench) throws -> OrderID {
    try bench.shop { crm, now in OrderID(crm.createOrder(Shop.draft(), now: now)) }
  }

  static let files: [Rule] = [
    Rule("a file is uploaded, named, attached and found again") { bench in
      let id = try order(bench)
      let crm = bench.crm()
      let file = try await crm.uploadFile(pdf).value()
      let unattached = try await crm.files(FileQuery(isAttached: false), page: 1).value()
      #expect(unattached.files.map(\.id) == [file])
      #expect(unattached.files.first?.size == Int64(pdf.count))
      #expect(unattached.files.first?.orders.isEmpty == true)
      try await crm.nameAndAttach(file, name: "ТТН 0500100000017.pdf", order: id, site: Shop.site).value()
      let query = FileQuery(order: id, name: "ТТН 0500100000017.pdf")
      let attached = try await crm.files(query, page: 1).value()
      #expect(attached.files.map(\.id) == [file])
      #expect(attached.files.first?.name == "ТТН 0500100000017.pdf")
      #expect(attached.files.first?.orders == [id])
      #expect(!attached.hasMore)
      #expect(try await crm.files(FileQuery(isAttached: false), page: 1).value().files.isEmpty)
      #expect(try await crm.download(file).value() == pdf)
      #expect(try bench.shop { crm, _ in crm.attachments(of: id.rawValue) } == [pdf])
    },
    Rule("staff is told, and a message without an addressee is refused for that call alone") { bench in
      let crm = bench.crm()
      try await crm.notify("Укрпошта: підсумок\n\"1001A\" & co", groups: ["superadmins"], isError: false)
        .value()
      try await crm.notify(String(repeating: "я", count: 5_000), groups: ["superadmins"], isError: true)
        .value()
      let told = try bench.shop { crm, _ in crm.audit.notifications }
      #expect(told.first == "Укрпошта: підсумок\n\"1001A\" & co")
      #expect(told.map(\.count) == [31, 1_000])
      #expect(await crm.notify("x", groups: [], isError: false).ending == .refused(.terminal, .call))
      #expect(try bench.shop { crm, _ in crm.audit.notifications.count } == 2)
    },
    Rule("deleting may be repeated, and takes the file from its order") { bench in
      let id = try order(bench)
      let crm = bench.crm()
      let file = try await crm.uploadFile(pdf).value()
      try await crm.nameAndAttach(file, name: "a.pdf", order: id, site: Shop.site).value()
      try await crm.deleteFile(file).value()
      try await crm.deleteFile(file).value()
      #expect(try await crm.files(FileQuery(order: id), page: 1).value().files.isEmpty)
    },

    Rule("attaching may be repeated") { bench in
      let id = try order(bench)
      let crm = bench.crm()
      let file = try await crm.uploadFile(pdf).value()
      for _ in 0..<2 {
        try await crm.nameAndAttach(file, name: "a.pdf", order: id, site: Shop.site).value()
      }
      #expect(try bench.shop { crm, _ in crm.snapshot(id.rawValue)?.files } == ["a.pdf"])
    },
    Rule("files are listed since a moment, page by page") { bench in
      let crm = bench.crm()
      let old = try await crm.uploadFile(pdf).value()
      bench.clock.advance(.seconds(7200))
      let since = Instant(milliseconds: bench.clock.look())
      bench.clock.advance(.seconds(5))
      var made: Set<FileID> = []
      for number in 0..<103 { made.insert(try await crm.uploadFile(pdf + [UInt8(number)]).value()) }
      let query = FileQuery(isAttached: false, createdSince: since)
      let first = try await crm.files(query, page: 1).value()
      let second = try await crm.files(query, page: 2).value()
      #expect(first.files.count == 100 && first.hasMore && !second.hasMore)
      #expect(Set((first.files + second.files).map(\.id)) == made)
      #expect(!made.contains(old))
    },
    Rule("an account without money refuses an upload, for that call alone") { bench in
      try bench.shop { crm, _ in crm.configure { $0.refusesUploads = true } }
      let outcome = await bench.crm().uploadFile(pdf)
      #expect(outcome.ending == .refused(.terminal, .call))
      #expect(outcome.failure?.message.contains("money") == true)
    },
    Rule("a file or an order that is not there is refused") { bench in
      let id = try order(bench)
      let crm = bench.crm()
      let missing = await crm.nameAndAttach(FileID(999), name: "a.pdf", order: id, site: Shop.site)
      #expect(missing.ending == .refused(.terminal, .call))
      #expect(missing.failure?.code == "not-found")
      #expect(await crm.download(FileID(999)).ending == .refused(.terminal, .call))
      let file = try await crm.uploadFile(pdf).value()
      let nobody = await crm.nameAndAttach(file, name: "a.pdf", order: OrderID(999_999), site: Shop.site)
      #expect(nobody.ending == .refused(.terminal, .call))
    },
    Rule("a lost answer of an upload leaves a file that can be told by its bytes") { bench in
      let crm = bench.crm()
      _ = try await crm.uploadFile(pdf.reversed()).value()
      bench.spoil("POST files/upload", .dropAfterEffect, count: 1)
      #expect(await crm.uploadFile(pdf).ending == .unknown(.ambiguous))
      bench.mend()
      let listed = try await crm.files(FileQuery(isAttached: false), page: 1).value().files
      #expect(listed.map(\.size) == [Int64(pdf.count), Int64(pdf.count)])
      var same = 0
      for file in listed where try await crm.download(file.id).value() == pdf { same += 1 }
      #expect(same == 1)
    },
    Rule("damage to a list of files hides none") { bench in
      let crm = bench.crm()
      var made: Set<FileID> = []
      for number in 0..<3 { made.insert(try await crm.uploadFile(pdf + [UInt8(number)]).value()) }
      bench.spoil("GET files", .wrongTypes)
      for _ in 0..<CarrierConformance.draws {
        switch await crm.files(FileQuery(isAttached: false), page: 1) {
        case .done(let page): #expect(Set(page.files.map(\.id)) == made)
        case let outcome: #expect(outcome.ending == .refused(.transient, .call))
        }
      }
    },
    Rule("an edit writes what a delivery costs, and custom fields, and nothing else") { bench in
      try bench.shop { crm, now in
        crm.configure { $0.customFields = [.init(code: "price", name: "Ціна", type: "numeric")] }
      }
      let id = try order(bench)
      let crm = bench.crm()
      var expected = try #require(try await crm.orders([id]).value().orders.first)
      var edit = OrderEdit()
      edit.netCost = Kopiykas(87_35)
      try await crm.edit(id, site: Shop.site, edit).value()
      expected.delivery.netCost = Kopiykas(87_35)
      #expect(try await crm.orders([id]).value().orders.first == expected)
      edit = OrderEdit()
      edit.cost = Kopiykas(44_60)
      try await crm.edit(id, site: Shop.site, edit).value()
      #expect(try await crm.orders([id]).value().orders.first?.delivery.cost == Kopiykas(44_60))
    },
  ]
}
