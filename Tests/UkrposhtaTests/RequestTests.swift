// What leaves the house: address, bearer, token, headers, bytes. The token and the two bearers open
// different doors, and the one call that must not be repeated must be marked so.
import HTTPTransport
import ShippingCore
import SyncEngine
import Testing
import Ukrposhta

@Suite struct RequestTests {
  @Test(arguments: PortCall.all)
  func wire(_ call: PortCall) async throws {
    let transport = RecordingTransport([.success(.json(call.good))])
    let ending = try await call.run(Sample.carrier(transport))
    #expect(ending == Ending(kind: .done))

    let request = try #require(transport.requests.first)
    #expect(transport.requests.count == 1)
    #expect(request.method == call.method)
    #expect(request.url == "https://post.test/" + call.path)
    #expect(request.endpoint == call.endpoint)
    #expect(request.repeatable == !call.isWrite)
    #expect(request.body.map { String(decoding: $0, as: UTF8.self) } == call.body)
    var headers = ["Authorization: Bearer \(call.bearer)", "Accept: \(call.accept)"]
    if call.body != nil { headers.append("Content-Type: application/json") }
    #expect(request.headers.map { "\($0.name): \($0.value)" } == headers)
  }

  @Test func limits() async throws {
    var requests: [String: HTTPRequest] = [:]
    for call in PortCall.all {
      let transport = RecordingTransport([])
      _ = try await call.run(Sample.carrier(transport))
      requests[call.name] = transport.requests.first
    }
    #expect(requests["sticker"]?.timeout == .seconds(60))
    #expect(requests["sticker"]?.responseLimit == 8 * 1_024 * 1_024)
    // A thousand shipments at the 6 KB of the recorded one do not fit into the default.
    #expect(try #require(requests["shipments"]).responseLimit > 1_000 * 8_192)
    #expect(requests["createShipment"]?.timeout == .seconds(30))
  }

  @Test func everyPartOfAnAddress() async throws {
    let transport = RecordingTransport([])
    _ = await Sample.carrier(transport).createAddress(
      PostalAddress(
        postcode: try Sample.postcode("79000"), region: "Львівська", district: "Львівський", city: "Львів",
        street: "вул. Садова", houseNumber: "5 корп. 2", apartmentNumber: "7", description: "під’їзд 3"))
    let body = try #require(transport.requests.first?.body)
    #expect(
      String(decoding: body, as: UTF8.self)
        == #"{"apartmentNumber":"7","city":"Львів","country":"UA","description":"під’їзд 3","#
        + #""district":"Львівський","houseNumber":"5 корп. 2","postcode":"79000","region":"Львівська","#
        + #""street":"вул. Садова"}"#)
  }

  /// A courier fetches it at the sender's own address unless another of the sender's list is named.
  @Test func theAddressOfAStoreIsNamedByItsNumber() async throws {
    let transport = RecordingTransport([])
    var plan = try Sample.plan()
    plan.pickUp = PickUp(address: PostalAddress(postcode: try Sample.postcode("79000")), id: AddressID(77))
    _ = await Sample.carrier(transport).createShipment(
      plan, group: Sample.group, sender: Sample.sender, recipient: Sample.recipient, address: Sample.address,
      externalID: Sample.externalID)
    let body = try #require(transport.requests.first?.body)
    #expect(String(decoding: body, as: UTF8.self).contains(#""senderAddressId":77"#))
  }

  @Test func everyOptionOfAShipment() async throws {
    var plan = try Sample.plan()
    plan.technology = .d2d
    plan.type = .express
    plan.parcels.append(
      ShipmentPlan.Parcel(
        weight: Grams(2), lengthCentimetres: 3, widthCentimetres: 4, heightCentimetres: 5,
        declaredPrice: .zero))
    plan.postPay = Kopiykas(123_405)
    plan.transfersPostPayToBankAccount = true
    plan.isPaidByRecipient = true
    plan.isPostPayFeePaidByRecipient = false
    plan.dropOffPostcode = try Sample.postcode("04071")
    plan.onFail = .processAsRefusal
    plan.sms = true
    plan.checkOnDelivery = true
    plan.fragile = true
    plan.documentBack = true
    plan.withDeliveryNotification = true
    plan.description = "Чохол \"A/B\""
    let body = try await shipmentBody(plan)
    let expected =
      #"{"checkOnDelivery":true,"deliveryType":"D2D","description":"Чохол \"A/B\"","documentBack":true,"#
      + #""dropOffPostcode":"04071","externalId":"crm-123-1-1","fragile":true,"#
      + #""onFailReceiveType":"PROCESS_AS_REFUSAL","paidByRecipient":true,"parcels":[{"declaredPrice":49.95,"#
      + #""height":10,"length":30,"weight":1250,"width":20},{"height":5,"length":3,"weight":2,"width":4}],"#
      + #""postPay":1234.05,"postPayPaidByRecipient":false,"#
      + #""recipient":{"uuid":"22222222-2222-4222-8222-222222222222"},"recipientAddressId":20,"#
      + #""sender":{"uuid":"11111111-1111-4111-8111-111111111111"},"sms":true,"#
      + #""transferPostPayToBankAccount":true,"type":"EXPRESS","withDeliveryNotification":true}"#
    #expect(body == expected)
  }

  @Test(
    arguments: [
      (1, "0.01"), (10, "0.1"), (100, "1"), (4_995, "49.95"), (5_000, "50"), (1_999_999, "19999.99"),
      (30_000_010, "300000.1"), (Int64.max, "92233720368547758.07"),
    ] as [(Int64, String)])
  func moneyIsExact(kopiykas: Int64, written: String) async throws {
    var plan = try Sample.plan()
    plan.parcels[0].declaredPrice = Kopiykas(kopiykas)
    #expect(try await shipmentBody(plan).contains(#""declaredPrice":\#(written),"#))
  }

  @Test func withoutCashOnDeliveryNothingIsSaidOfIt() async throws {
    var plan = try Sample.plan()
    plan.transfersPostPayToBankAccount = true
    #expect(try await !shipmentBody(plan).lowercased().contains("postpay"))
  }

  @Test func clientOfEachType() async throws {
    let company = PostalClient(
      type: .company, name: "ТОВ Лимон", firstName: "x", edrpou: "00145721", tin: "x",
      phone: try Sample.phone(),
      email: "a@b.ua", iban: try Sample.iban())
    #expect(
      try await clientBody(company)
        == #"{"addressId":20,"bankAccount":"UA073808050000000026000439806","edrpou":"00145721","#
        + #""email":"a@b.ua","externalId":"e","name":"ТОВ Лимон","phoneNumber":"+380671234567","#
        + #""postPayPaymentType":"POSTPAY_PAYMENT_CASHLESS_ONLY","type":"COMPANY"}"#)
    let entrepreneur = PostalClient(
      type: .entrepreneur, firstName: "Іван", lastName: "Майстер", edrpou: "x", tin: "0123456789",
      phone: try Sample.phone())
    #expect(
      try await clientBody(entrepreneur)
        == #"{"addressId":20,"externalId":"e","firstName":"Іван","lastName":"Майстер","name":"Майстер Іван","#
        + #""phoneNumber":"+380671234567","tin":"0123456789","type":"PRIVATE_ENTREPRENEUR"}"#)
    var person = try Sample.individual()
    person.name = "x"
    person.iban = try Sample.iban()
    #expect(
      try await clientBody(person)
        == #"{"addressId":20,"externalId":"e","firstName":"Іван","lastName":"Петренко","#
        + #""middleName":"Іванович","phoneNumber":"+380671234567","type":"INDIVIDUAL"}"#)
  }

  @Test func squareStickerAsksForNoSize() async throws {
    let transport = RecordingTransport([])
    _ = await Sample.carrier(transport).sticker(Sample.shipment, size: .square)
    #expect(try #require(transport.requests.first).url.hasSuffix("/sticker?" + PortCall.token))
  }

  @Test(arguments: ["", ".", ".."])
  func anIdThatWouldAddressSomethingElseIsNotSent(_ id: String) async {
    let transport = RecordingTransport([.success(.json(""))])
    let outcome = await Sample.carrier(transport).deleteShipment(ShipmentUUID(id))
    #expect(outcome.ending.kind == .unsent)
    #expect(outcome.failure?.kind == .terminal)
    #expect(transport.requests.isEmpty)
  }

  private func shipmentBody(_ plan: ShipmentPlan) async throws -> String {
    let transport = RecordingTransport([])
    _ = await Sample.carrier(transport).createShipment(
      plan, group: Sample.group, sender: Sample.sender, recipient: Sample.recipient, address: Sample.address,
      externalID: Sample.externalID)
    return String(decoding: try #require(transport.requests.first?.body), as: UTF8.self)
  }

  private func clientBody(_ client: PostalClient) async throws -> String {
    let transport = RecordingTransport([])
    _ = await Sample.carrier(transport).createClient(client, address: Sample.address, externalID: "e")
    return String(decoding: try #require(transport.requests.first?.body), as: UTF8.self)
  }
}

@Suite struct EndpointTests {
  @Test func hosts() {
    #expect(UkrposhtaEndpoints.production.ecom == "https://www.ukrposhta.ua/ecom/0.0.1/")
    #expect(UkrposhtaEndpoints.production.forms == "https://www.ukrposhta.ua/forms/ecom/0.0.1/")
    #expect(UkrposhtaEndpoints.production.tracking == "https://www.ukrposhta.ua/status-tracking/0.0.1/")
    #expect(UkrposhtaEndpoints.sandbox.ecom == "https://dev.ukrposhta.ua/ecom/0.0.1/")
    #expect(UkrposhtaEndpoints.sandbox.classifier == "https://www.ukrposhta.ua/address-classifier-ws/")
    #expect(UkrposhtaEndpoints.custom(base: "http://h:1//").forms == "http://h:1/forms/ecom/0.0.1/")
  }

  @Test func secretsDoNotPrint() {
    var dumped = "\(Sample.secrets) \(String(reflecting: Sample.secrets))"
    dump(Sample.secrets, to: &dumped)
    dump(Sample.carrier(RecordingTransport([])), to: &dumped)
    for secret in ["ecom-0a1b2c3d", "track-4e5f6a7b", "party-8c9d"] { #expect(!dumped.contains(secret)) }
  }

  @Test func secretsAreTrimmedAndAnEmptyBearerIsNone() {
    let secrets = UkrposhtaSecrets(ecomBearer: " a\n", trackingBearer: " \n", token: "b\r\n")
    #expect(secrets.ecomBearer == "a")
    #expect(secrets.trackingBearer == nil)
    #expect(secrets.token == "b")
  }
}
