// Answers that are right but written otherwise than documented, and answers that look right and are not.
import HTTPTransport
import ShippingCore
import SyncEngine
import Testing
import Ukrposhta

@Suite struct AnswerTests {
  @Test(
    arguments: [
      (#""0500113014256""#, "0500113014256"), ("500113014256", "0500113014256"),
      (#""500113014256""#, "0500113014256"), ("5500113014256", "5500113014256"),
      (#""0500 113 014 256""#, "0500113014256"), ("50113014256", "0050113014256"),
      ("500113014256.0", "0500113014256"),
      ("42", nil), ("1.5", nil), ("-500113014256", nil), ("null", nil), ("true", nil), ("[]", nil),
      ("1e300", nil),
      (#""""#, nil), (#""RB123456785UA""#, nil), (#""٠٥٠٠١١٣٠١٤٢٥٦""#, nil),
    ] as [(String, String?)])
  func barcode(written: String, read: String?) async throws {
    let outcome = try await create(#"{"uuid":"s","barcode":\#(written)}"#)
    #expect(outcome.value?.barcode.text == read)
    if read == nil {
      #expect(outcome.ending.kind == .unknown)
      #expect(outcome.failure?.path == "barcode")
    }
  }

  @Test(arguments: ["5", "null", "true", "[]", "{}", #""""#, #""a b""#, #""a/b""#, #""ї""#])
  func uuid(written: String) async throws {
    let outcome = try await create(#"{"uuid":\#(written),"barcode":"0500113014256"}"#)
    #expect(outcome.ending.kind == .unknown)
    #expect(outcome.failure?.kind == .ambiguous)
    #expect(outcome.failure?.path == "uuid")
    let client = try await Sample.carrier(answering: .json(#"{"uuid":\#(written)}"#))
      .createClient(Sample.individual(), address: Sample.address, externalID: "e")
    #expect(client.ending.kind == .unknown)
    let group = await Sample.carrier(answering: .json(#"{"uuid":\#(written)}"#))
      .createGroup(name: "x", sender: Sample.sender, type: .standard)
    #expect(group.ending.kind == .unknown)
  }

  @Test(
    arguments: [
      ("80.5", 8_050), (#""80.50""#, 8_050), ("49.95", 4_995), ("0", 0), ("1e2", 10_000), ("-1", nil),
      (#""x""#, nil),
      ("null", nil), ("true", nil), ("1e300", nil), ("49.949", 4_995),
    ] as [(String, Int64?)])
  func price(written: String, kopiykas: Int64?) async throws {
    let member = #"{"deliveryPrice":\#(written)}"#
    let price = await Sample.carrier(answering: .json(member))
      .deliveryPrice(try Sample.plan(), from: try Sample.postcode())
    #expect(price.value == kopiykas.map { Kopiykas($0) })
    #expect(price.ending.kind == (kopiykas == nil ? .refused : .done))
    let made = try await create(#"{"uuid":"s","barcode":"0500113014256","deliveryPrice":\#(written)}"#)
    #expect(made.value?.deliveryPrice == kopiykas.map { Kopiykas($0) })
  }

  @Test func aListOfOneIsOneAndOfTwoIsNone() async throws {
    let one = #"{"uuid":"s","barcode":"0500113014256"}"#
    #expect(try await create("[\(one)]").value?.uuid == ShipmentUUID("s"))
    #expect(try await create("[\(one),\(one)]").ending.kind == .unknown)
    #expect(try await create("[]").ending.kind == .unknown)
    #expect(try await create("null").ending.kind == .unknown)
  }

  @Test func whoseShipmentWasMade() async throws {
    func answer(recipient: String, externalID: String) -> String {
      #"{"uuid":"s","barcode":"0500113014256","recipient":\#(recipient),"externalId":\#(externalID)}"#
    }
    let ours = #"{"uuid":"22222222-2222-4222-8222-222222222222"}"#
    let other = #"{"uuid":"99999999-2222-4222-8222-222222222222"}"#
    let accepted = [
      (ours, "null"), (ours, #""something-else""#), ("null", "null"), (other, #""crm-123-1-1""#),
    ]
    for (recipient, externalID) in accepted {
      let receipt = try await create(answer(recipient: recipient, externalID: externalID)).value
      #expect(receipt?.recipient == Sample.recipient)
    }
    for externalID in ["null", #""crm-123-1-2""#, "7"] {
      let outcome = try await create(answer(recipient: other, externalID: externalID))
      #expect(outcome.ending.kind == .unknown)
      #expect(outcome.failure?.code == "other-shipment")
    }
  }

  @Test(arguments: [
    (#"{"status":"CREATED"}"#, Lifecycle.created), (#"{"lifecycle":{"status":"CREATED"}}"#, .created),
    (#"{"status":"X","lifecycle":{"status":"deleted"}}"#, .gone), (#"[{"status":"CANCELED"}]"#, .gone),
    (#"{"status":"IN_DEPARTMENT","lifecycle":null}"#, .beyond("IN_DEPARTMENT")),
  ])
  func lifecycle(body: String, state: Lifecycle) async {
    #expect(await Sample.carrier(answering: .json(body)).lifecycle(Sample.shipment).value == state)
  }

  /// It is a parcel's member; the sum at the top is not always there.
  @Test func declaredPriceIsThatOfAllParcels() async throws {
    let rows: [(String, Int64?)] = [
      (#""declaredPrice":1100,"parcels":[{"declaredPrice":5}]"#, 1100_00),
      (#""declaredPrice":null,"parcels":[{"declaredPrice":500},{"declaredPrice":"49.95"}]"#, 549_95),
      (#""parcels":{"declaredPrice":500}"#, 500_00), (#""parcels":[{"declaredPrice":500},{}]"#, nil),
      (#""parcels":[]"#, nil), (#""parcels":7"#, nil), (#""x":1"#, nil),
    ]
    for (members, amount) in rows {
      let entry = #"{"uuid":"a","barcode":"0500113014256","recipient":{"uuid":"r"},\#(members)}"#
      let listing = try #require(await shipments("[\(entry)]").value)
      #expect(listing.first?.declaredPrice == amount.map { Kopiykas($0) }, "\(members)")
    }
  }

  @Test func listingIsReadWholeOrNotAtAll() async throws {
    let good = #"{"uuid":"a","barcode":"0500113014256","recipient":{"uuid":"r"},"status":"DELETED"}"#
    let second =
      #"{"uuid":"b","barcode":500100031143,"recipient":null,"externalId":77,"deliveryPrice":"1.5"}"#
    let listing = try #require(await shipments("[\(good),\(second)]").value)
    #expect(
      listing == [
        Receipt(
          uuid: ShipmentUUID("a"), barcode: try Sample.barcode(), recipient: ClientUUID("r"), lifecycle: .gone
        ),
        Receipt(
          uuid: ShipmentUUID("b"), barcode: try Sample.barcode("0500100031143"), externalID: "77",
          deliveryPrice: Kopiykas(150)),
      ])
    let odd: [(String, String)] = [
      (#"{"barcode":"0500113014256","externalId":"e"}"#, "[1].uuid"),
      (#"{"uuid":"b","externalId":"e"}"#, "[1].barcode"),
      (#"{"uuid":"b","barcode":"0500113014256"}"#, "[1].recipient.uuid"),
      ("null", "[1]"), ("5", "[1]"), ("[]", "[1]"), ("{}", "[1].uuid"),
    ]
    for (entry, path) in odd {
      let outcome = await shipments("[\(good),\(entry)]")
      #expect(outcome.ending.kind == .refused)
      #expect(outcome.failure?.kind == .transient)
      #expect(outcome.failure?.code == "odd-listing")
      #expect(outcome.failure?.path == path)
    }
    for body in ["null", "{}", "5", #"{"content":[]}"#] {
      #expect(await shipments(body).failure?.code == "odd-listing", "\(body)")
    }
    #expect(await shipments("").failure?.code == "not-json")
    #expect(await shipments("[]").value == [])
  }

  @Test func groupsOfOtherTypesAreLeftOutAndOddOnesAreNot() async {
    let closed = #"{"uuid":"a","name":null,"type":"CARGO","closed":"true"}"#
    let foreign = #"{"uuid":"b","name":"x","type":"INTERNATIONAL"}"#
    let listed = await Sample.carrier(answering: .json("[\(closed),\(foreign)]")).groups(
      sender: Sample.sender)
    #expect(
      listed.value == [ShipmentGroup(uuid: GroupUUID("a"), name: "", type: .cargo, isClosed: true)])
    for (entry, path) in [
      (#"{"uuid":"b"}"#, "[1].type"), (#"{"type":"CARGO"}"#, "[1].uuid"), ("1", "[1].uuid"),
    ] {
      let outcome = await Sample.carrier(answering: .json("[\(closed),\(entry)]")).groups(
        sender: Sample.sender)
      #expect(outcome.failure?.code == "odd-listing")
      #expect(outcome.failure?.path == path)
    }
  }

  @Test func clientIsFoundByItsExactExternalID() async {
    let list =
      #"[{"uuid":"a","externalId":"crm-1"},{"uuid":"b","externalId":"e"},{"uuid":"c","externalId":"e"}]"#
    #expect(await find(list).value == .some(ClientUUID("b")))
    #expect(await find("[]").value == .some(nil))
    #expect(await find("null").value == .some(nil))
    #expect(await find(#"{"uuid":"a","externalId":"E"}"#).value == .some(nil))
    #expect(await find(#"[{"externalId":"e"}]"#).failure?.path == "[0].uuid")
    #expect(await find(#"{"externalId":"e"}"#).failure?.path == "uuid")
  }

  @Test func shipmentOfAParcelBarcode() async throws {
    let body =
      #"{"uuid":"s","barcode":"0500113014256","parcels":[{"barcode":"0500113014256"},"#
      + #"{"barcode":500100031143}]}"#
    let parcel = try Sample.barcode("0500100031143")
    let receipt = await Sample.carrier(answering: .json(body)).shipment(barcode: parcel).value
    #expect(receipt??.barcode == (try Sample.barcode()))
    let other = try Sample.barcode("0500100031135")
    #expect(await Sample.carrier(answering: .json(body)).shipment(barcode: other).ending.kind == .refused)
  }

  @Test func stickerMustBeAPDF() async {
    let pdf = await Sample.carrier(answering: .json("%PDF-1.7 x")).sticker(Sample.shipment, size: .square)
    #expect(pdf.value == Array("%PDF-1.7 x".utf8))
    for body in ["", "%PD", " %PDF-1.7", "<html>", "{}"] {
      let outcome = await Sample.carrier(answering: .json(body)).sticker(Sample.shipment, size: .square)
      #expect(outcome.ending.kind == .refused)
      #expect(outcome.failure?.kind == .transient)
      #expect(outcome.failure?.code == "not-pdf")
    }
  }

  @Test func deleteIsDoneByAnEmptyAnswer() async {
    for body in ["", "{}", "null", #"{"message":"Shipment was deleted"}"#] {
      let outcome = await Sample.carrier(answering: .json(body)).deleteShipment(Sample.shipment)
      #expect(outcome.ending.kind == .done)
    }
    let refused = await Sample.carrier(
      answering: .json(#"{"code":"UPE01002","message":"not CREATED"}"#, status: 400)
    ).deleteShipment(Sample.shipment)
    #expect(refused.ending.kind == .refused)
    #expect(refused.failure?.kind == .terminal)
  }

  private func create(_ body: String) async throws -> Outcome<Receipt> {
    try await Sample.carrier(answering: .json(body)).createShipment(
      Sample.plan(), group: Sample.group, sender: Sample.sender, recipient: Sample.recipient,
      address: Sample.address, externalID: Sample.externalID)
  }

  private func shipments(_ body: String) async -> Outcome<[Receipt]> {
    await Sample.carrier(answering: .json(body)).shipments(group: Sample.group)
  }

  private func find(_ body: String) async -> Outcome<ClientUUID?> {
    await Sample.carrier(answering: .json(body)).findClient(externalID: "e")
  }
}
