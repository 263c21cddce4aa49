// Groups, the fence that makes a lost answer findable, and the labels printed from them.
import Foundation
import Testing

@testable import Sandbox

@Suite struct UkrposhtaGroupTests {
  let bench = PostBench()

  @Test func shipmentsMadeInAGroupAreInItsList() throws {
    let sender = try bench.client()
    let recipient = try bench.client(PostBench.individual.with("externalId", "order-7"))
    let group = try bench.group(sender)
    let body = bench.order(sender: sender, recipient: recipient)
    let made = bench.send("POST", "shipment-groups/\(group)/shipments", body).json
    #expect(made["shipmentGroupUuid"]?.text == group)
    let list = try #require(bench.send("GET", "shipment-groups/\(group)/shipments").json.elements)
    #expect(list.count == 1)
    #expect(list[0]["recipient"]?["uuid"]?.text == recipient)
    #expect(bench.send("GET", "shipment-groups/\(group)/shipments-count").json["quantity"] == 1)
    #expect(bench.send("GET", "shipments/shipment-group/\(group)").json.elements?.count == 1)
    let uuid = try #require(made["uuid"]?.text)
    #expect(bench.send("DELETE", "shipments/\(uuid)").status == 200)
    #expect(bench.send("GET", "shipment-groups/\(group)/shipments").json == [])
    #expect(bench.post.audit.shipments.first?.recipientExternalID == "order-7")
  }

  @Test func lateShipmentExistsBeforeItsGroupShowsIt() throws {
    let sender = try bench.client()
    let group = try bench.group(sender)
    bench.post.groupDelayMilliseconds = 5000
    let body = bench.order(sender: sender, recipient: try bench.client())
    let uuid = try #require(bench.send("POST", "shipment-groups/\(group)/shipments", body).json["uuid"]?.text)
    #expect(bench.send("GET", "shipments/\(uuid)").status == 200)
    bench.now += 4999
    #expect(bench.send("GET", "shipment-groups/\(group)/shipments").json == [])
    bench.now += 1
    #expect(bench.send("GET", "shipment-groups/\(group)/shipments").json.elements?.count == 1)
  }

  @Test func typeSenderAndClosingAreEnforced() throws {
    let sender = try bench.client()
    let recipient = try bench.client()
    let group = try bench.group(sender)
    let path = "shipment-groups/\(group)/shipments"
    let body = bench.order(sender: sender, recipient: recipient)
    #expect(bench.send("POST", path, body.with("type", "EXPRESS")).code == "UPE01002")
    #expect(bench.send("POST", path, body.without("type")).code == "UPE01002")
    #expect(bench.send("POST", path, bench.order(sender: recipient, recipient: sender)).code == "UPE01002")
    let inside = try #require(bench.send("POST", path, body).json["uuid"]?.text)
    #expect(bench.send("PUT", "shipment-groups/\(group)", ["closed": true]).json["closed"] == true)
    #expect(bench.send("POST", path, body).status == 400)
    #expect(bench.send("DELETE", "shipments/\(inside)").status == 400)
    #expect(bench.send("PUT", "shipments/\(inside)", ["sms": true]).status == 400)
    #expect(bench.send("DELETE", "shipments/\(inside)/shipment-group").status == 400)
    #expect(bench.send("PUT", "shipment-groups/\(group)", ["closed": false]).status == 400)
    #expect(bench.send("GET", path).json.elements?.count == 1)
    #expect(bench.post.audit.shipments.count == 1)
  }

  @Test func assignAndTakeOut() throws {
    let sender = try bench.client()
    let group = try bench.group(sender)
    let body = bench.order(sender: sender, recipient: try bench.client())
    let uuid = try #require(bench.send("POST", "shipments", body).json["uuid"]?.text)
    let message = bench.send("POST", "shipment-groups/\(group)/shipments/\(uuid)").json["message"]?.text
    #expect(message == "Shipment \(uuid) is assigned to group \(group)")
    #expect(bench.send("GET", "shipment-groups/\(group)/shipments").json.elements?.count == 1)
    #expect(bench.send("DELETE", "shipments/\(uuid)/shipment-group").status == 200)
    #expect(bench.send("GET", "shipment-groups/\(group)/shipments").json == [])
    #expect(bench.send("PUT", "shipment-groups/\(group)/shipments", [.string(uuid)]).status == 200)
    #expect(bench.send("GET", "shipment-groups/\(group)/shipments").json.elements?.count == 1)
  }

  @Test func groupsAreListedByClientAndType() throws {
    let sender = try bench.client()
    let made = bench.send(
      "POST", "shipment-groups",
      [
        ["name": "One", "clientUuid": .string(sender), "type": "EXPRESS"],
        ["name": "Two", "clientUuid": .string(sender), "type": "STANDARD"],
      ])
    #expect(made.json.elements?.count == 2)
    let all = bench.send("GET", "shipment-groups/clients/\(sender)").json.elements
    #expect(all?.compactMap { $0["name"]?.text } == ["One", "Two"])
    let express = bench.send(
      "GET", "shipment-groups/clients/\(sender)", query: [(name: "type", value: "EXPRESS")])
    #expect(express.json.elements?.compactMap { $0["name"]?.text } == ["One"])
  }

  @Test func labelIsAWholePDFWithItsBarcode() throws {
    let (uuid, barcode) = try bench.shipment()
    let answer = bench.send("GET", "/forms/ecom/0.0.1/shipments/\(uuid)/sticker")
    #expect(answer.response.headers["content-type"] == "application/pdf")
    let pages = try PDFCheck.pages(answer.response.body)
    #expect(pages == 1)
    #expect(String(decoding: answer.response.body, as: UTF8.self).contains("(\(barcode)) Tj"))
    #expect(bench.post.audit.stickers == [barcode: 1])
    let a4 = bench.send(
      "GET", "/forms/ecom/0.0.1/shipments/\(barcode)/label", query: [(name: "size", value: "SIZE_A4")])
    #expect(String(decoding: a4.response.body, as: UTF8.self).contains("/MediaBox [0 0 595 842]"))
    #expect(bench.send("DELETE", "shipments/\(uuid)").status == 200)
    #expect(bench.send("GET", "/forms/ecom/0.0.1/shipments/\(uuid)/sticker").code == "UPE02000")
  }

  @Test func manyLabelsAndTheFormAreOnePDF() throws {
    let sender = try bench.client()
    let group = try bench.group(sender)
    let body = bench.order(sender: sender, recipient: try bench.client())
    let list = bench.send(
      "POST", "shipment-groups/\(group)/shipments", .array(Array(repeating: body, count: 60)))
    let barcodes = try #require(list.json.elements).compactMap { $0["barcode"]?.text }
    #expect(Set(barcodes).count == 60)
    let group60 = bench.send("GET", "/forms/ecom/0.0.1/shipment-groups/\(group)/sticker")
    #expect(try PDFCheck.pages(group60.response.body) == 60)
    let form = bench.send("GET", "/forms/ecom/0.0.1/shipment-groups/\(group)/form103a")
    #expect(try PDFCheck.pages(form.response.body) == 2)
    let text = String(decoding: form.response.body, as: UTF8.self)
    #expect(barcodes.allSatisfy { text.contains($0) })
    let two: JSONValue = .object([barcodes[0]: [:], barcodes[1]: [:]])
    let some = bench.send("POST", "/forms/ecom/0.0.1/shipments/stickers-by-barcodes", two)
    #expect(try PDFCheck.pages(some.response.body) == 2)
    let unknown: JSONValue = .object([barcodes[0]: [:], "0500000000000": [:]])
    #expect(bench.send("POST", "/forms/ecom/0.0.1/shipments/stickers-by-barcodes", unknown).status == 404)
  }
}

/// Reads a PDF the way a strict reader does: from `startxref` to the table, and every offset to its object.
enum PDFCheck {
  struct Broken: Error {
    var reason: String
  }

  static func pages(_ bytes: [UInt8]) throws -> Int {
    let text = String(decoding: bytes, as: UTF8.self)
    guard text.utf8.count == bytes.count, text.hasPrefix("%PDF-1."), text.hasSuffix("%%EOF\n") else {
      throw Broken(reason: "frame")
    }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard let mark = lines.lastIndex(of: "startxref"), let start = Int(lines[mark + 1]), start < bytes.count
    else {
      throw Broken(reason: "startxref")
    }
    let table = String(decoding: bytes[start...], as: UTF8.self).split(separator: "\n")
    guard table.first == "xref", let count = Int(table[1].split(separator: " ")[1]) else {
      throw Broken(reason: "xref is not where startxref says")
    }
    for number in 1..<count {
      let entry = table[2 + number]
      guard entry.utf8.count == 19, let offset = Int(entry.prefix(10)) else { throw Broken(reason: "entry") }
      let head = Array("\(number) 0 obj\n".utf8)
      guard Array(bytes[offset..<offset + head.count]) == head else {
        throw Broken(reason: "object \(number)")
      }
    }
    try streamsHaveTheirLength(text)
    return text.components(separatedBy: "/Type /Page ").count - 1
  }

  private static func streamsHaveTheirLength(_ text: String) throws {
    for part in text.components(separatedBy: "<< /Length ").dropFirst() {
      guard let length = Int(part.prefix { $0.isNumber }), let start = part.range(of: "\nstream\n"),
        let end = part.range(of: "\nendstream\nendobj\n")
      else { throw Broken(reason: "stream") }
      let content = part[start.upperBound..<end.lowerBound]
      if content.utf8.count != length { throw Broken(reason: "length of a stream") }
    }
  }
}
