// Shipments: not idempotent, changed and deleted only while CREATED, and every refusal with its code.
import Testing

@testable import Sandbox

@Suite struct UkrposhtaShipmentTests {
  let bench = PostBench()

  @Test func repeatedPostIsASecondShipment() throws {
    let body = bench.order(
      sender: try bench.client(), recipient: try bench.client(), ["externalId": "order-1"])
    let first = bench.send("POST", "shipments", body).json
    let second = bench.send("POST", "shipments", body).json
    #expect(first["uuid"] != second["uuid"])
    #expect(first["barcode"] != second["barcode"])
    #expect(bench.post.audit.live.map(\.externalID) == ["order-1", "order-1"])
  }

  @Test func barcodesAreThirteenDigitsWithTheirCheckDigit() throws {
    // All barcodes of the public recordings pass the same rule.
    for recorded in ["0500100031143", "5551400000659", "0500113014256", "0500113894965"] {
      #expect(PostBarcode.completed(String(recorded.prefix(12))) == recorded)
    }
    let sender = try bench.client()
    let recipient = try bench.client()
    var seen: Set<String> = []
    for _ in 0..<50 {
      let answer = bench.send("POST", "shipments", bench.order(sender: sender, recipient: recipient))
      let barcode = try #require(answer.json["barcode"]?.text)
      #expect(barcode.utf8.count == 13)
      #expect(PostBarcode.completed(String(barcode.prefix(12))) == barcode)
      seen.insert(barcode)
    }
    #expect(seen.count == 50)
    #expect(seen.contains { $0.hasPrefix("0") } && seen.contains { !$0.hasPrefix("0") })
  }

  @Test(arguments: [
    ("sender", JSONValue.null, "UPE01001"), ("sender", ["uuid": "nobody"] as JSONValue, "UPE02000"),
    ("recipient", .null, "UPE01001"),
    ("deliveryType", .null, "UPE01001"), ("deliveryType", "W2X", "UPE01002"), ("type", "FAST", "UPE01002"),
    ("onFailReceiveType", "RETURN_AFTER_7_DAYS", "UPE01002"), ("dropOffPostcode", "123", "UPE01002"),
    ("recipientPhone", "+380501112233", "UPE01002"), ("senderAddressId", 5, "UPE01002"),
    ("recipientAddressId", 5, "UPE01002"), ("sms", "yes", "UPE01002"), ("postPay", "100", "UPE01002"),
    ("postPay", 501, "UPE01002"), ("postPay", -1, "UPE01002"), ("paidByRecipient", 1, "UPE01002"),
    ("deliveryType", "W2D", "UPE01002"),
  ])
  func memberIsChecked(_ member: String, _ value: JSONValue, _ code: String) throws {
    let whole = bench.order(sender: try bench.client(), recipient: try bench.client())
    #expect(bench.send("POST", "shipments", whole).status == 200)
    let answer = bench.send("POST", "shipments", whole.with(member, value))
    #expect(answer.code == code)
    #expect(bench.post.audit.shipments.count == 1)
  }

  @Test(arguments: [
    ("width", JSONValue.null, "UPE01002"), ("height", .null, "UPE01002"), ("weight", .null, "UPE01001"),
    ("length", .null, "UPE01001"), ("weight", 30_001, "UPE01002"), ("weight", 0, "UPE01002"),
    ("weight", "1200", "UPE01002"), ("length", 121, "UPE01002"), ("width", 71, "UPE01002"),
    ("declaredPrice", "500", "UPE01002"),
  ])
  func parcelIsChecked(_ member: String, _ value: JSONValue, _ code: String) throws {
    let parcel: JSONValue = ["weight": 1200, "length": 100, "width": 20, "height": 10, "declaredPrice": 500]
    let body = bench.order(
      sender: try bench.client(), recipient: try bench.client(), ["parcels": [parcel.with(member, value)]])
    #expect(bench.send("POST", "shipments", body).code == code)
  }

  @Test func missingParcelsAreRefusedWithoutACode() throws {
    let body = bench.order(sender: try bench.client(), recipient: try bench.client(), ["parcels": .null])
    let answer = bench.send("POST", "shipments", body)
    #expect(answer.status == 400)
    #expect(answer.code == nil)
    #expect(answer.json["message"] == "parcels must not be null")
  }

  @Test func unservedDestination() throws {
    let occupied = try bench.client(address: try bench.address(["postcode": "95000"]))
    let body = bench.order(sender: try bench.client(), recipient: occupied)
    #expect(bench.send("POST", "shipments", body).code == "UPE01003")
  }

  @Test func cashOnDeliveryRules() throws {
    let person = try bench.client()
    let nameless = try bench.client(PostBench.individual.without("middleName"))
    let company = try bench.client(PostBench.company)
    let poor = try bench.client(PostBench.company.without("bankAccount"))
    func code(_ sender: String, _ recipient: String, _ extra: [String: JSONValue]) -> String? {
      bench.send("POST", "shipments", bench.order(sender: sender, recipient: recipient, extra)).code
    }
    #expect(code(person, person, ["postPay": 500]) == nil)
    #expect(code(person, nameless, ["postPay": 500]) == "UPE01002")
    #expect(code(nameless, person, ["postPay": 500]) == "UPE01002")
    #expect(code(person, company, ["postPay": 500]) == "UPE01002")
    #expect(code(company, person, ["postPay": 500]) == "UPE01002")
    #expect(code(company, person, ["postPay": 500, "transferPostpayToBankAccount": true]) == "UPE01002")
    #expect(code(company, person, ["postPay": 500, "transferPostPayToBankAccount": true]) == nil)
    #expect(code(poor, person, ["postPay": 500, "transferPostPayToBankAccount": true]) == "UPE01002")
    #expect(code(person, person, ["transferPostPayToBankAccount": true]) == "UPE01002")
  }

  @Test func answerLooksLikeTheOfficialExample() throws {
    let (uuid, barcode) = try bench.shipment(["postPay": 80.5, "description": "Хлібниця"])
    let answer = bench.send("GET", "shipments/\(barcode)").json
    #expect(answer["uuid"]?.text == uuid)
    #expect(answer["barcode"] == .string(barcode))
    #expect(answer["lifecycle"]?["status"] == "CREATED")
    #expect(answer["lifecycle"]?["statusDate"] == "2026-03-04T10:00:00")
    #expect(answer["recipient"]?["addresses"]?.elements?.first?["address"]?["postcode"] == "79013")
    #expect(answer["postPay"] == 80.5)
    #expect(answer["shipmentGroupUuid"] == .null)
    #expect((answer["deliveryPrice"]?.double ?? 0) > 0)
    #expect(answer["parcels"]?.elements?.first?["barcode"] == .string(barcode))
    let lifecycle = bench.send("GET", "shipments/\(uuid)/lifecycle").json
    #expect(lifecycle["shipmentBarcode"] == .string(barcode))
    #expect(lifecycle["status"] == "CREATED")
  }

  @Test func deleteOnlyWhileCreated() throws {
    let draft = try bench.shipment()
    let deleted = bench.send("DELETE", "shipments/\(draft.uuid)")
    #expect(deleted.status == 200)
    #expect(deleted.response.body.isEmpty)
    #expect(bench.send("DELETE", "shipments/\(draft.uuid)").status == 404)
    #expect(bench.send("GET", "shipments/\(draft.uuid)").code == "UPE02000")
    #expect(bench.send("GET", "shipments/\(draft.uuid)/lifecycle").code == "UPE02000")
    bench.post.habits.deletedShows = .lifecycle
    #expect(bench.send("GET", "shipments/\(draft.uuid)/lifecycle").json["status"] == "DELETED")

    let accepted = try bench.shipment()
    try bench.post.accept(barcode: accepted.barcode, at: bench.now)
    let refused = bench.send("DELETE", "shipments/\(accepted.uuid)")
    #expect(refused.status == 400)
    #expect(refused.code == "UPE03000")
    #expect(bench.send("PUT", "shipments/\(accepted.uuid)", ["description": "x"]).status == 400)
    #expect(bench.send("GET", "shipments/\(accepted.uuid)/lifecycle").json["status"] == "REGISTERED")
    #expect(bench.post.audit.live.map(\.barcode) == [accepted.barcode])
  }

  @Test func changeWhileCreatedKeepsBarcodeAndNeedsParcelIdentity() throws {
    let (uuid, barcode) = try bench.shipment()
    let before = bench.send("GET", "shipments/\(uuid)").json
    #expect(bench.send("PUT", "shipments/\(uuid)", ["parcels": [["weight": 9000]]]).code == "UPE01002")
    let parcel: JSONValue = ["barcode": .string(barcode), "weight": 9000]
    let after = bench.send("PUT", "shipments/\(uuid)", ["parcels": [parcel], "sms": true]).json
    #expect(after["barcode"] == .string(barcode))
    #expect(after["weight"] == 9000)
    #expect(after["sms"] == true)
    #expect(after["length"] == before["length"])
    #expect((after["deliveryPrice"]?.double ?? 0) > (before["deliveryPrice"]?.double ?? 0))
  }

  @Test func payoutComesAfterDelivery() throws {
    let (_, barcode) = try bench.shipment(["postPay": 500])
    let path = "transfers/shipment-postpays/\(barcode)/with-recipient"
    #expect(bench.send("GET", path).code == "UPE02000")
    try bench.post.accept(barcode: barcode, at: bench.now)
    try bench.post.event(barcode: barcode, code: 41000, reason: 2, at: bench.now)
    #expect(bench.send("GET", path).json["lastStatus"] == "DO")
    bench.now += bench.post.habits.payoutMilliseconds
    #expect(bench.send("GET", path).json["lastStatus"] == "OP")
    #expect(bench.send("GET", path).json["sum"] == 500)
  }

  @Test func priceCallTakesFlatAndParcels() throws {
    let places: JSONValue = [
      "addressFrom": ["postcode": "03134"], "addressTo": ["postcode": "79013"], "type": "STANDARD",
      "deliveryType": "W2W",
    ]
    let flat = places.with("weight", 1000).with("length", 30)
    let parcels = places.with("parcels", [["weight": 1000, "length": 30, "width": 20, "height": 10]])
    let one = bench.send("POST", "domestic/delivery-price", flat, token: "").json["deliveryPrice"]
    #expect(one != nil)
    #expect(bench.send("POST", "domestic/delivery-price", parcels).json["deliveryPrice"] == one)
    let nowhere = flat.with("addressTo", ["postcode": "95000"])
    #expect(bench.send("POST", "domestic/delivery-price", nowhere).code == "UPE01003")
  }
}
