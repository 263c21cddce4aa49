// The contract with the service, as other people's recordings and the official documents show it. Requests
// are compared as JSON with the recorded ones: the same members with the same values, apart from those
// named at each test.
import Foundation
import HTTPTransport
import ShippingCore
import SyncEngine
import Testing
import Ukrposhta

@Suite(.enabled(if: Fixtures.areThere, "the shared fixtures are not there"))
struct RequestFixtureTests {
  @Test func address() async throws {
    let address = PostalAddress(
      postcode: try Sample.postcode("07401"), region: "Київська", district: "Київський", city: "Бровари",
      street: "Котляревського", houseNumber: "12", apartmentNumber: "33")
    let ours = try await body { await $0.createAddress(address).ending }
    #expect(try ours == Fixtures.tree("address-create-request"))
  }

  @Test func individual() async throws {
    let ours = try await body {
      try await $0.createClient(
        Sample.individual(), address: AddressID(10), externalID: "autosale-sender-123"
      ).ending
    }
    #expect(try ours == Fixtures.tree("client-individual-create-request-external-id"))
  }

  @Test func company() async throws {
    let client = PostalClient(
      type: .company, name: "ТОВ Лімон Банк", edrpou: "40145721", phone: try Sample.phone("0671231234"),
      email: "test@test.com", iban: try Sample.iban())
    let ours = try await body {
      await $0.createClient(client, address: Sample.address, externalID: "e").ending
    }
    // The document writes the phone without +380, the address as a placeholder, and two members that are
    // optional.
    let theirs = try Fixtures.tree("client-company-create-request")
      .without("phoneNumber", "addressId", "uniqueRegistrationNumber", "resident")
    #expect(ours.without("phoneNumber", "addressId", "externalId", "postPayPaymentType") == theirs)
    #expect(ours["phoneNumber"] == .text("+380671231234"))
    #expect(ours["addressId"] == .number(20))
  }

  @Test func entrepreneur() async throws {
    let client = PostalClient(
      type: .entrepreneur, firstName: "Іван", lastName: "Майстер", tin: "1234567890",
      phone: try Sample.phone("0671231234"), iban: try Sample.iban())
    let ours = try await body {
      await $0.createClient(client, address: AddressID(1001), externalID: "e").ending
    }
    let theirs = try Fixtures.tree("client-entrepreneur-create-request").without("phoneNumber")
    #expect(ours.without("phoneNumber", "externalId", "postPayPaymentType", "name") == theirs)
  }

  @Test func group() async throws {
    let ours = try await body {
      await $0.createGroup(name: "Group 1", sender: ClientUUID("{clientUuid}"), type: .express).ending
    }
    #expect(try ours == Fixtures.tree("shipment-group-create-request"))
  }

  @Test func shipment() async throws {
    var plan = try Sample.plan()
    plan.parcels[0].declaredPrice = Kopiykas(50_000)
    plan.postPay = Kopiykas(40_000)
    plan.isPaidByRecipient = true
    plan.dropOffPostcode = try Sample.postcode("01001")
    plan.description = "Запчастини"
    let ours = try await shipmentBody(plan, externalID: "autosale-123")
    // The sender's address is its main one; a parcel's description repeats the shipment's.
    let theirs = try Fixtures.tree("shipment-create-request-external-id")
      .without("senderAddressId", inParcels: ["description"])
    #expect(ours == theirs)
  }

  @Test func shipmentWithCashToTheBank() async throws {
    var plan = try Sample.plan()
    plan.parcels = [
      ShipmentPlan.Parcel(
        weight: Grams(1200), lengthCentimetres: 30, widthCentimetres: 20, heightCentimetres: 12,
        declaredPrice: Kopiykas(110_000))
    ]
    plan.postPay = Kopiykas(110_000)
    plan.transfersPostPayToBankAccount = true
    plan.isPaidByRecipient = true
    plan.description = "Хлібниця"
    let ours = try await shipmentBody(plan)
    let theirs = try Fixtures.tree("shipment-create-request-postpay-bank")
      .without("sender", "recipient", inParcels: ["name"])
    #expect(
      ours.without("sender", "recipient", "recipientAddressId", "externalId", "onFailReceiveType") == theirs)
  }

  @Test(
    arguments: [
      ("shipment-create-request-dimensions", 10, 10), ("shipment-create-request-minimal", 0, 0),
      ("shipment-group-create-shipment-request", 0, 0),
    ] as [(String, Int64, Int64)])
  func documentedShipment(name: String, width: Int64, height: Int64) async throws {
    var plan = try Sample.plan()
    plan.technology = .w2d
    plan.isPaidByRecipient = true
    plan.parcels = [
      ShipmentPlan.Parcel(
        weight: Grams(1200), lengthCentimetres: 170, widthCentimetres: width, heightCentimetres: height,
        declaredPrice: .zero)
    ]
    let ours = try await shipmentBody(plan)
    // The quick start of 2024 knew no width and height; today they are mandatory and ours always has them.
    let sides = width == 0 ? ["width", "height"] : []
    let theirs = try Fixtures.tree(name).without("sender", "recipient", "senderAddressId")
    let extra = ours.without(
      "sender", "recipient", "recipientAddressId", "externalId", "onFailReceiveType", "type", inParcels: sides
    )
    #expect(extra == theirs)
  }

  @Test func price() async throws {
    var plan = try Sample.plan()
    plan.parcels[0].weight = Grams(1000)
    plan.parcels[0].declaredPrice = .zero
    let ours = try await body {
      await $0.deliveryPrice(plan, from: try Sample.postcode("04071")).ending
    }
    let theirs = try Fixtures.tree("price-domestic-request-parcels")
      .without("discounts", "validate", inParcels: ["packagingPrice"])
    #expect(ours == theirs)
  }

  @Test func tracking() async throws {
    let barcodes = [try Sample.barcode("0500100031143"), try Sample.barcode("0500100031135")]
    let ours = try await body { await $0.lastStatuses(barcodes).ending }
    #expect(try ours == Fixtures.tree("tracking-with-not-found-request"))
  }

  private func shipmentBody(_ plan: ShipmentPlan, externalID: String = "e") async throws -> Tree {
    try await body {
      await $0.createShipment(
        plan, group: Sample.group, sender: Sample.sender, recipient: Sample.recipient,
        address: Sample.address,
        externalID: externalID
      ).ending
    }
  }

  private func body(_ run: (UkrposhtaCarrier) async throws -> Ending) async throws -> Tree {
    let transport = RecordingTransport([])
    _ = try await run(Sample.carrier(transport))
    return try Tree(try #require(transport.requests.first?.body))
  }
}

@Suite(.enabled(if: Fixtures.areThere, "the shared fixtures are not there"))
struct AnswerFixtureTests {
  @Test(
    arguments: [
      ("address-create-response", 50_302_113), ("address-get-response-latin-mailbox", 530_887),
      ("address-description-update-response", 530_887), ("address-response-countryside", 5_253_730),
    ] as [(String, Int64)])
  func address(name: String, id: Int64) async throws {
    let address = PostalAddress(postcode: try Sample.postcode())
    #expect(try await carrier(name).createAddress(address).value == AddressID(id))
  }

  @Test(arguments: [
    ("client-company-response", "2e88b642-06ab-44e5-9a28-7acab533ed88"),
    ("client-individual-response-2023", "92774540-4f63-4ac2-b2ce-1fe64e395afc"),
    ("client-individual-response-external-id", "11111111-1111-4111-8111-111111111111"),
  ])
  func client(name: String, uuid: String) async throws {
    let outcome = try await carrier(name).createClient(
      Sample.individual(), address: Sample.address, externalID: "e")
    #expect(outcome.value == ClientUUID(uuid))
  }

  @Test func clientSearch() async throws {
    let single = "client-individual-response-external-id"
    let found = try await carrier(single).findClient(externalID: "autosale-sender-123")
    #expect(found.value == ClientUUID("11111111-1111-4111-8111-111111111111"))
    #expect(try await carrier(single).findClient(externalID: "autosale-sender-12").value == .some(nil))
    #expect(try await carrier("client-phone-search-single").findClient(externalID: "e").value == .some(nil))
    #expect(try await carrier("client-company-response").findClient(externalID: "e").value == .some(nil))
  }

  @Test func groups() async throws {
    let listed = try await carrier("shipment-group-list-response").groups(sender: Sample.sender)
    #expect(
      listed.value == [
        ShipmentGroup(uuid: GroupUUID("one"), name: "One", type: .express),
        ShipmentGroup(uuid: GroupUUID("two"), name: "Two", type: .document),
      ])
    let made = ShipmentGroup(
      uuid: GroupUUID("15a67e90-10f9-4a5a-a3b1-0f259f910603"), name: "Group 1", type: .express)
    let name = "shipment-group-create-response"
    #expect(
      try await carrier(name).createGroup(name: "x", sender: Sample.sender, type: .standard).value == made)
    // One group where a list was meant.
    #expect(try await carrier(name).groups(sender: Sample.sender).value == [made])
  }

  @Test func fullShipment() async throws {
    let name = "shipment-response-express-w2d-entrepreneur"
    let recipient = ClientUUID("b533c4a3-e483-4e73-b13b-dbaa53d7e180")
    var receipt = Receipt(
      uuid: ShipmentUUID("9d6285f1-1693-4ea0-8c55-29e13ca8eed2"),
      barcode: try Sample.barcode("5551400000659"),
      recipient: recipient, group: Sample.group, deliveryPrice: Kopiykas(34_200), lifecycle: .created)
    receipt.postPay = .zero
    #expect(try await create(name, recipient: recipient).value == receipt)
    receipt.group = nil
    let list = Array("[".utf8) + (try Fixtures.bytes(name)) + Array("]".utf8)
    let lister = Sample.carrier(answering: HTTPResponse(status: 200, body: list))
    #expect(await lister.shipments(group: Sample.group).value == [receipt])
    // One shipment where the list was meant: the others would be taken for never made.
    let single = try await carrier(name).shipments(group: Sample.group).ending
    #expect(single.kind == .refused)
    #expect(single.failure?.code == "odd-listing")
    #expect(try await carrier(name).shipment(barcode: receipt.barcode).value == .some(receipt))
    #expect(try await carrier(name).lifecycle(receipt.uuid).value == .created)
    // Somebody else's recipient, and no externalId that would speak for us.
    let other = try await create(name, recipient: Sample.recipient)
    #expect(other.ending.kind == .unknown)
    #expect(other.failure?.code == "other-shipment")
  }

  @Test func cutDownShipments() async throws {
    let minimal = try await create("shipment-response-minimal", recipient: Sample.recipient).value
    #expect(
      minimal
        == Receipt(
          uuid: ShipmentUUID("ship-uuid"), barcode: try Sample.barcode("0500113894965"),
          recipient: Sample.recipient, group: Sample.group, deliveryPrice: Kopiykas(5_500)))
    let parcels = try await carrier("shipment-response-lifecycle-parcels").shipment(barcode: Sample.barcode())
    #expect(parcels.value??.deliveryPrice == Kopiykas(8_050))
    let another = try await carrier("shipment-response-minimal").shipment(barcode: Sample.barcode())
    #expect(another.ending.kind == .refused)
    #expect(another.failure?.path == "barcode")
    // The entry has no barcode: it could be the shipment that is looked for.
    let listing = try await carrier("shipment-group-shipments-response").shipments(group: Sample.group)
    #expect(listing.ending.kind == .refused)
    #expect(listing.failure?.kind == .transient)
    #expect(listing.failure?.code == "odd-listing")
    #expect(listing.failure?.path == "[0].barcode")
    let status = try await carrier("shipment-group-shipments-response").lifecycle(Sample.shipment)
    #expect(status.value == .created)
  }

  @Test func lifecycle() async throws {
    let created = try await carrier("shipment-lifecycle-response").lifecycle(Sample.shipment)
    #expect(created.value == .created)
    let registered = try await carrier("shipment-lifecycle-response-registered").lifecycle(Sample.shipment)
    #expect(registered.value == .beyond("REGISTERED"))
  }

  @Test func prices() async throws {
    let plan = try Sample.plan()
    let postcode = try Sample.postcode()
    let full = try await carrier("price-domestic-response").deliveryPrice(plan, from: postcode)
    #expect(full.value == Kopiykas(10_000))
    let minimal = try await carrier("price-domestic-response-minimal").deliveryPrice(plan, from: postcode)
    #expect(minimal.value == Kopiykas(8_050))
  }

  @Test func errors() async throws {
    let gateway = try await carrier("error-401-gateway", status: 401).groups(sender: Sample.sender)
    #expect(gateway.ending.kind == .refused)
    #expect(gateway.failure?.scope == .account)
    let missing = try await carrier("error-404-upe02000", status: 404).shipment(barcode: Sample.barcode())
    #expect(missing.value == .some(nil))
    let sticker = try await carrier("error-404-upe02000", status: 404).sticker(Sample.shipment, size: .a4)
    #expect(sticker.failure?.code == "UPE02000")
    #expect(sticker.failure?.message == "Shipment not found")
    #expect(try await carrier("phones-prohibited-response").checkCredentials().ending.kind == .done)
  }

  private func carrier(_ name: String, status: Int = 200) throws -> UkrposhtaCarrier {
    Sample.carrier(answering: HTTPResponse(status: status, body: try Fixtures.bytes(name)))
  }

  private func create(_ name: String, recipient: ClientUUID) async throws -> Outcome<Receipt> {
    try await carrier(name).createShipment(
      Sample.plan(), group: Sample.group, sender: Sample.sender, recipient: recipient,
      address: Sample.address,
      externalID: Sample.externalID)
  }
}
