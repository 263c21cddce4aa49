// A change of a shipment on the wire: what is said of everything that is not wanted, and whose answer counts.
import HTTPTransport
import ShippingCore
import SyncEngine
import Testing
import Ukrposhta

@Suite struct ChangeTests {
  private static let uuid = #""uuid":"44444444-4444-4444-8444-444444444444","barcode":"0500113014256""#

  @Test func whatIsNotWantedIsSaid() async throws {
    let transport = RecordingTransport([.success(.json("{\(Self.uuid)}"))])
    var plan = try Sample.plan()
    plan.parcels[0].declaredPrice = .zero
    _ = await Sample.carrier(transport).updateShipment(
      try Sample.record(), to: plan, recipient: nil, address: nil, externalID: "x")
    let body = String(decoding: try found(transport.requests.first?.body), as: UTF8.self)
    for member in ["sms", "checkOnDelivery", "fragile", "documentBack", "withDeliveryNotification"] {
      #expect(body.contains("\"\(member)\":false"), "\(member)")
    }
    #expect(body.contains(#""postPay":0"#) && body.contains(#""declaredPrice":0"#))
    // Who receives it and where, and what a private sender must not mention, are left as they are.
    for member in ["recipient", "recipientAddressId", "transferPostPayToBankAccount", "description"] {
      #expect(!body.contains("\"\(member)\""), "\(member)")
    }
  }

  @Test func cashOnDeliveryIsSaidWhole() async throws {
    let transport = RecordingTransport([.success(.json("{\(Self.uuid)}"))])
    var plan = try Sample.plan()
    plan.postPay = Kopiykas(12_50)
    plan.transfersPostPayToBankAccount = true
    _ = await Sample.carrier(transport).updateShipment(
      try Sample.record(), to: plan, recipient: nil, address: nil, externalID: "x")
    let body = String(decoding: try found(transport.requests.first?.body), as: UTF8.self)
    #expect(body.contains(#""postPay":12.5"#))
    #expect(body.contains(#""postPayPaidByRecipient":true"#))
    #expect(body.contains(#""transferPostPayToBankAccount":true"#))
  }

  @Test func parcelsComeInTheOrderOfTheirNumbers() async throws {
    func parcels(_ text: String) async throws -> [String]? {
      let answer = HTTPResponse.json("{\(Self.uuid),\"sender\":{\"uuid\":\"c-9\"},\"parcels\":\(text)}")
      let outcome = await Sample.carrier(answering: answer).record(of: Sample.shipment)
      return outcome.value??.parcels
    }
    let numbered = #"[{"uuid":"b","parcelNumber":2},{"uuid":"a","parcelNumber":1}]"#
    #expect(try await parcels(numbered) == ["a", "b"])
    #expect(try await parcels(#"[{"uuid":"b"},{"uuid":"a"}]"#) == ["b", "a"])
    #expect(
      try await parcels(#"[{"uuid":"b","parcelNumber":1},{"uuid":"a","parcelNumber":1}]"#) == ["b", "a"])
    #expect(try await parcels("[]") == [])
    #expect(try await parcels(#"[{"barcode":"0500113014256"}]"#) == nil)
  }

  @Test func anAnswerAboutAnotherShipmentIsNone() async throws {
    let other = HTTPResponse.json(#"{"uuid":"s-9","barcode":"0500113014256"}"#)
    let record = await Sample.carrier(answering: other).record(of: Sample.shipment)
    #expect(record.ending.kind == .refused)
    let change = await Sample.carrier(answering: other).updateShipment(
      try Sample.record(), to: try Sample.plan(), recipient: nil, address: nil, externalID: "x")
    #expect(change.ending.kind == .unknown)
    let gone = HTTPResponse.json(#"{"code":"UPE02000","message":"Not found"}"#, status: 404)
    let none = await Sample.carrier(answering: gone).record(of: Sample.shipment)
    #expect(none.value == .some(nil))
  }
}
