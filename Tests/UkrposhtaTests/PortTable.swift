// Every call of the carrier in one table: what it must look like on the wire, what a good answer is, and
// whether it writes. The tests about headers, errors and lost answers run over all of its rows, so a new
// call cannot be left out.
import HTTPTransport
import ShippingCore
import SyncEngine
import Testing
import Ukrposhta

struct PortCall: Sendable, CustomTestStringConvertible {
  var name: String
  var method: HTTPRequest.Method
  /// Below the base of all services, with the query.
  var path: String
  var bearer = "ecom-0a1b2c3d"
  var accept = "application/json"
  var body: String?
  var endpoint: String
  var isWrite: Bool
  var good: String
  var run: @Sendable (UkrposhtaCarrier) async throws -> Ending

  var testDescription: String { name }

  static let token = "token=party-8c9d%2B0e%2F1f"

  static let all: [PortCall] = makers + lookers + shippers + forms + others

  private static let makers = [
    PortCall(
      name: "createAddress", method: .post, path: "ecom/0.0.1/addresses",
      body: #"{"country":"UA","postcode":"01001"}"#, endpoint: "POST addresses", isWrite: true,
      good: #"{"id":20}"#,
      run: { try await $0.createAddress(PostalAddress(postcode: Sample.postcode())).ending }),
    PortCall(
      name: "createClient", method: .post, path: "ecom/0.0.1/clients?\(token)",
      body: #"{"addressId":20,"externalId":"crm-123-1-1","firstName":"Іван","lastName":"Петренко","#
        + #""middleName":"Іванович","phoneNumber":"+380671234567","type":"INDIVIDUAL"}"#,
      endpoint: "POST clients", isWrite: true, good: #"{"uuid":"c-1"}"#,
      run: {
        try await $0.createClient(
          Sample.individual(), address: Sample.address, externalID: Sample.externalID
        ).ending
      }),
    PortCall(
      name: "add", method: .put, path: "ecom/0.0.1/clients/11111111-1111-4111-8111-111111111111?\(token)",
      body: #"{"addressId":20}"#, endpoint: "PUT clients/{uuid}", isWrite: true, good: #"{"uuid":"c-1"}"#,
      run: { await $0.add(Sample.address, to: Sample.sender).ending }),
    PortCall(
      name: "createGroup", method: .post, path: "ecom/0.0.1/shipment-groups?\(token)",
      body: #"{"clientUuid":"11111111-1111-4111-8111-111111111111","name":"day","type":"STANDARD"}"#,
      endpoint: "POST shipment-groups", isWrite: true, good: #"{"uuid":"g-1"}"#,
      run: { await $0.createGroup(name: "day", sender: Sample.sender, type: .standard).ending }),
  ]

  private static let lookers = [
    PortCall(
      name: "findClient", method: .get, path: "ecom/0.0.1/clients/external-id/crm%2F1%20%3F?\(token)",
      endpoint: "GET clients/external-id/{id}", isWrite: false,
      good: #"{"uuid":"c-1","externalId":"crm/1 ?"}"#,
      run: { await $0.findClient(externalID: "crm/1 ?").ending }),
    PortCall(
      name: "addresses", method: .get,
      path: "ecom/0.0.1/clients/11111111-1111-4111-8111-111111111111?\(token)",
      endpoint: "GET clients/{uuid}", isWrite: false, good: #"{"uuid":"c-1","addresses":[]}"#,
      run: { await $0.addresses(of: Sample.sender).ending }),
    PortCall(
      name: "groups", method: .get,
      path: "ecom/0.0.1/shipment-groups/clients/11111111-1111-4111-8111-111111111111?\(token)",
      endpoint: "GET shipment-groups/clients/{client}", isWrite: false, good: "[]",
      run: { await $0.groups(sender: Sample.sender).ending }),
    PortCall(
      name: "shipments", method: .get,
      path: "ecom/0.0.1/shipment-groups/33333333-3333-4333-8333-333333333333/shipments?\(token)",
      endpoint: "GET shipment-groups/{g}/shipments", isWrite: false, good: "[]",
      run: { await $0.shipments(group: Sample.group).ending }),
    PortCall(
      name: "shipment", method: .get, path: "ecom/0.0.1/shipments/0500113014256?\(token)",
      endpoint: "GET shipments/{s}", isWrite: false, good: #"{"uuid":"s-1","barcode":"0500113014256"}"#,
      run: { try await $0.shipment(barcode: Sample.barcode()).ending }),
    PortCall(
      name: "lifecycle", method: .get,
      path: "ecom/0.0.1/shipments/44444444-4444-4444-8444-444444444444/lifecycle?\(token)",
      endpoint: "GET shipments/{s}/lifecycle", isWrite: false, good: #"{"status":"CREATED"}"#,
      run: { await $0.lifecycle(Sample.shipment).ending }),
  ]

  private static let shippers = [
    PortCall(
      name: "createShipment", method: .post,
      path: "ecom/0.0.1/shipment-groups/33333333-3333-4333-8333-333333333333/shipments?\(token)",
      body: #"{"deliveryType":"W2W","externalId":"crm-123-1-1","onFailReceiveType":"RETURN","#
        + #""paidByRecipient":false,"parcels":[{"declaredPrice":49.95,"height":10,"length":30,"weight":1250,"#
        + #""width":20}],"recipient":{"uuid":"22222222-2222-4222-8222-222222222222"},"#
        + #""recipientAddressId":20,"sender":{"uuid":"11111111-1111-4111-8111-111111111111"},"#
        + #""type":"STANDARD"}"#,
      endpoint: "POST shipment-groups/{g}/shipments", isWrite: true,
      good: #"{"uuid":"s-1","barcode":"0500113014256"}"#,
      run: {
        try await $0.createShipment(
          Sample.plan(), group: Sample.group, sender: Sample.sender, recipient: Sample.recipient,
          address: Sample.address, externalID: Sample.externalID
        ).ending
      }),
    PortCall(
      name: "record", method: .get,
      path: "ecom/0.0.1/shipments/44444444-4444-4444-8444-444444444444?\(token)",
      endpoint: "GET shipments/{s}", isWrite: false,
      good: #"{"uuid":"44444444-4444-4444-8444-444444444444","barcode":"0500113014256","#
        + #""parcels":[{"uuid":"p-1"}]}"#,
      run: { await $0.record(of: Sample.shipment).ending }),
    PortCall(
      name: "updateShipment", method: .put,
      path: "ecom/0.0.1/shipments/44444444-4444-4444-8444-444444444444?\(token)",
      body: #"{"checkOnDelivery":false,"deliveryType":"W2W","documentBack":false,"externalId":"crm-123-1-1","#
        + #""fragile":false,"onFailReceiveType":"RETURN","paidByRecipient":false,"parcels":[{"#
        + #""declaredPrice":49.95,"height":10,"length":30,"uuid":"p-1","weight":1250,"width":20}],"#
        + #""postPay":0,"recipient":{"uuid":"22222222-2222-4222-8222-222222222222"},"#
        + #""recipientAddressId":20,"sender":{"uuid":"11111111-1111-4111-8111-111111111111"},"sms":false,"#
        + #""type":"STANDARD","withDeliveryNotification":false}"#,
      endpoint: "PUT shipments/{s}", isWrite: true,
      good: #"{"uuid":"44444444-4444-4444-8444-444444444444","barcode":"0500113014256"}"#,
      run: {
        try await $0.updateShipment(
          Sample.record(), to: Sample.plan(), recipient: Sample.recipient, address: Sample.address,
          externalID: Sample.externalID
        ).ending
      }),
    PortCall(
      name: "deleteShipment", method: .delete,
      path: "ecom/0.0.1/shipments/44444444-4444-4444-8444-444444444444?\(token)",
      endpoint: "DELETE shipments/{s}", isWrite: true, good: "",
      run: { await $0.deleteShipment(Sample.shipment).ending }),
    PortCall(
      name: "sticker", method: .get,
      path: "forms/ecom/0.0.1/shipments/44444444-4444-4444-8444-444444444444/sticker?\(token)&size=SIZE_A5",
      accept: "application/pdf, application/json", endpoint: "GET forms/shipments/{s}/sticker",
      isWrite: false, good: "%PDF-1.4",
      run: { await $0.sticker(Sample.shipment, size: .a5).ending }),
  ]

  private static let forms = [
    PortCall(
      name: "group", method: .get,
      path: "ecom/0.0.1/shipment-groups/33333333-3333-4333-8333-333333333333?\(token)",
      endpoint: "GET shipment-groups/{g}", isWrite: false,
      good: #"{"uuid":"33333333-3333-4333-8333-333333333333","type":"STANDARD","closed":false}"#,
      run: { await $0.group(Sample.group).ending }),
    PortCall(
      name: "closeGroup", method: .put,
      path: "ecom/0.0.1/shipment-groups/33333333-3333-4333-8333-333333333333?\(token)",
      body: #"{"closed":true,"name":"day","type":"STANDARD"}"#, endpoint: "PUT shipment-groups/{g}",
      isWrite: true, good: #"{"uuid":"g-1","closed":true}"#,
      run: { await $0.closeGroup(ShipmentGroup(uuid: Sample.group, name: "day", type: .standard)).ending }),
    PortCall(
      name: "form103a", method: .get,
      path: "forms/ecom/0.0.1/shipment-groups/33333333-3333-4333-8333-333333333333/form103a?\(token)",
      accept: "application/pdf, application/json", endpoint: "GET forms/shipment-groups/{g}/form103a",
      isWrite: false, good: "%PDF-1.4", run: { await $0.form103a(Sample.group).ending }),
    PortCall(
      name: "stickers", method: .post,
      path: "forms/ecom/0.0.1/shipments/stickers-by-barcodes?\(token)&size=SIZE_A4",
      accept: "application/pdf, application/json", body: #"{"0500113014256":{}}"#,
      endpoint: "POST forms/shipments/stickers-by-barcodes", isWrite: false, good: "%PDF-1.4",
      run: { try await $0.stickers([Sample.barcode()], size: .a4).ending }),
  ]

  private static let others = [
    PortCall(
      name: "lastStatuses", method: .post, path: "status-tracking/0.0.1/statuses/last/with-not-found",
      bearer: "track-4e5f6a7b", body: #"["0500113014256"]"#,
      endpoint: "POST tracking/statuses/last/with-not-found", isWrite: false,
      good: #"{"found":{},"notFound":["0500113014256"]}"#,
      run: { try await $0.lastStatuses([Sample.barcode()]).ending }),
    PortCall(
      name: "statuses", method: .post, path: "status-tracking/0.0.1/statuses/with-not-found",
      bearer: "track-4e5f6a7b", body: #"["0500113014256"]"#,
      endpoint: "POST tracking/statuses/with-not-found", isWrite: false,
      good: #"{"found":{},"notFound":["0500113014256"]}"#,
      run: { try await $0.statuses([Sample.barcode()]).ending }),
    PortCall(
      name: "deliveryPrice", method: .post, path: "ecom/0.0.1/domestic/delivery-price",
      body: #"{"addressFrom":{"postcode":"01001"},"addressTo":{"postcode":"79013"},"deliveryType":"W2W","#
        + #""parcels":[{"declaredPrice":49.95,"height":10,"length":30,"weight":1250,"width":20}],"#
        + #""type":"STANDARD"}"#,
      endpoint: "POST domestic/delivery-price", isWrite: false, good: #"{"deliveryPrice":80.5}"#,
      run: { try await $0.deliveryPrice(Sample.plan(), from: Sample.postcode()).ending }),
    PortCall(
      name: "payout", method: .get,
      path: "ecom/0.0.1/transfers/shipment-postpays/0500113014256/with-recipient?\(token)",
      endpoint: "GET transfers/shipment-postpays/{barcode}/with-recipient", isWrite: false,
      good: #"{"lastStatus":"OP"}"#,
      run: { try await $0.payout(of: Sample.barcode()).ending }),
    PortCall(
      name: "isPriceChanged", method: .get,
      path: "ecom/0.0.1/shipments/barcode/0500113014256/isPriceChangedInPostOffice?\(token)",
      endpoint: "GET shipments/barcode/{s}/isPriceChangedInPostOffice", isWrite: false, good: "false",
      run: { try await $0.isPriceChanged(of: Sample.barcode()).ending }),
    PortCall(
      name: "checkCredentials", method: .get, path: "ecom/0.0.1/phones/UA/prohibited?\(token)",
      endpoint: "GET phones/UA/prohibited", isWrite: false, good: "[]",
      run: { await $0.checkCredentials().ending }),
    PortCall(
      name: "checkTrackingBearer", method: .get,
      path: "status-tracking/0.0.1/statuses/last?barcode=0000000000000", bearer: "track-4e5f6a7b",
      endpoint: "GET tracking/statuses/last", isWrite: false, good: "{}",
      run: { await $0.checkTrackingBearer().ending }),
  ]
}
