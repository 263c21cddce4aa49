// The tracking call says success whatever it did. The daemon's write-back is right only if it survives exactly this.
import Sandbox
import Testing

@Suite struct CRMTrackingTests {
  private func update(
    _ parcel: String, _ code: String = "accepted", at moment: String = "2024-06-10T12:30:00+03:00",
    _ more: [String: JSONValue] = [:]
  ) -> JSONValue {
    var value: JSONValue = [
      "deliveryId": .string(parcel), "history": [["code": .string(code), "updatedAt": .string(moment)]],
    ]
    for (name, member) in more { value[name] = member }
    return value
  }

  @Test func aParcelIsLinkedByItsExternalId() throws {
    let client = CRMTestClient()
    let id = client.makeOrder()
    #expect(client.edit(id, ["delivery": ["data": ["externalId": "uuid-1"]]]).status == 200)
    let before = client.lastRecordID()
    let call = client.track([
      update("uuid-1", "accepted", ["trackNumber": "0500000000001", "cost": 45.5])
    ])
    #expect(call.body == ["success": true])
    let snapshot = try #require(client.service.snapshot(id))
    #expect(snapshot.trackNumber == "0500000000001")
    #expect(snapshot.deliveryStatus == "accepted")
    #expect(snapshot.deliveryStatusAt == "2024-06-10 12:30:00")
    #expect(snapshot.netCostKopiykas == 4_550)
    #expect(snapshot.carrierCostKopiykas == 4_550)
    let records = client.history(since: before)
    let fields = records.compactMap { $0["field"]?.text }
    #expect(fields.contains("integration_delivery_data.status"))
    #expect(fields.contains("integration_delivery_data.track_number"))
    #expect(records.allSatisfy { $0["source"] == "api" && $0["apiKey"]?["current"] == true })
  }

  @Test func nothingMatchingIsStillSuccess() {
    let client = CRMTestClient { $0.linksByExternalID = false }
    let id = client.makeOrder { $0.data.externalID = "uuid-1" }
    #expect(client.track([update("uuid-1"), update("nobody")]).body == ["success": true])
    #expect(client.service.snapshot(id)?.deliveryStatus == nil)
    #expect(client.service.audit.unmatchedTrackingUpdates == 2)
    client.service.configure { $0.linksByExternalID = true }
    #expect(client.track([update("uuid-1")], module: "post-2").body == ["success": true])
    #expect(client.service.snapshot(id)?.deliveryStatus == nil, "another module's parcel")
    #expect(client.track([update("uuid-1")], module: "post-9").status == 404)
  }

  @Test func unknownStatusesAreDroppedSilentlyAndListed() {
    let client = CRMTestClient()
    let id = client.makeOrder { $0.data.externalID = "uuid-1" }
    #expect(client.track([update("uuid-1", "flying")]).body == ["success": true])
    #expect(client.service.snapshot(id)?.deliveryStatus == nil)
    #expect(client.service.audit.findings(.unknownTrackingStatus).count == 1)
  }

  @Test func theNewestEventIsTheState() {
    let client = CRMTestClient()
    let id = client.makeOrder { $0.data.externalID = "uuid-1" }
    _ = client.track([update("uuid-1", "arrived", at: "2024-06-11T09:00:00Z")])
    _ = client.track([update("uuid-1", "accepted", at: "2024-06-10T09:00:00+03:00")])
    _ = client.track([update("uuid-1", "arrived", at: "2024-06-11T12:00:00+03:00")])
    let snapshot = client.service.snapshot(id)
    #expect(snapshot?.deliveryStatus == "arrived")
    #expect(snapshot?.deliveryStatusAt == "2024-06-11 12:00:00")
    #expect(snapshot?.tracking.map(\.code) == ["arrived", "accepted"], "the same moment twice is one event")
  }

  @Test func aTrackNumberNeedsTheModulesPermission() {
    let client = CRMTestClient {
      $0.modules[0] = .delivery(code: "post-1", statusCodes: ["accepted"], allowTrackNumber: false)
    }
    let id = client.makeOrder { $0.data.externalID = "uuid-1" }
    #expect(client.track([update("uuid-1", "accepted", ["trackNumber": "1"])]).status == 200)
    #expect(client.service.snapshot(id)?.trackNumber == nil)
    #expect(client.service.snapshot(id)?.deliveryStatus == "accepted")
    #expect(client.service.audit.findings(.trackNumberNotAllowed).count == 1)
  }

  @Test func anErrorStatusShowsItsText() {
    let client = CRMTestClient()
    let id = client.makeOrder { $0.data.externalID = "uuid-1" }
    let event: JSONValue = [
      "code": "error", "updatedAt": "2024-06-10T12:30:00+03:00", "comment": "Немає індексу",
    ]
    _ = client.track([["deliveryId": "uuid-1", "history": [event]]])
    #expect(client.service.snapshot(id)?.errorText == "Немає індексу")
    let query = [(name: "filter[deliveryStates][]", value: "error")]
    #expect(client.get("orders", query).body["orders"]?.elements?.count == 1)
  }

  @Test func theModulesOwnFieldsAreMergedAndOthersDropped() {
    let client = CRMTestClient {
      $0.modules[0] = .delivery(code: "post-1", statusCodes: ["accepted"], fields: ["office", "sms"])
    }
    let id = client.makeOrder {
      $0.data.externalID = "uuid-1"
      $0.data.extraData = ["sms": true]
    }
    _ = client.track([["deliveryId": "uuid-1", "history": [], "extraData": ["office": "01001", "other": 1]]])
    #expect(client.service.snapshot(id)?.extraData == ["sms": true, "office": "01001"])
  }

  @Test func callsOverTheLimitAndNonsenseAreRefusedWhole() {
    let client = CRMTestClient()
    let id = client.makeOrder { $0.data.externalID = "uuid-1" }
    let many = (0...100).map { _ in update("uuid-1") }
    #expect(client.track(.array(many)).status == 400)
    #expect(client.service.audit.findings(.tooManyTrackingUpdates).count == 1)
    #expect(client.track([update("uuid-1"), ["history": "x"]]).status == 400)
    #expect(client.track([update("uuid-1", at: "yesterday")]).status == 400)
    #expect(client.track([update("uuid-1", at: "2024-06-10 12:30:00")]).status == 200)
    #expect(client.service.audit.findings(.trackingMomentWithoutOffset).count == 1)
    #expect(client.service.snapshot(id)?.tracking.count == 1)
  }

  @Test func theAccountsOwnMappingMovesTheOrder() {
    let client = CRMTestClient { shop in
      shop.modules[0].document["integrations"]?["delivery"]?["settings"] = [
        "statuses": [["code": "complete", "trackingStatusCode": "delivered"]]
      ]
    }
    let id = client.makeOrder { $0.data.externalID = "uuid-1" }
    let before = client.lastRecordID()
    _ = client.track([update("uuid-1", "delivered")])
    #expect(client.service.snapshot(id)?.status == "complete")
    #expect(client.history(since: before).last?["source"] == "code")
    #expect(client.service.audit.statusMoves.isEmpty)
  }

  @Test(
    .enabled(if: CRMFixtures.available),
    arguments: [
      "delivery-tracking-request-list", "delivery-tracking-request-single-object",
    ])
  func recordedCallsAreAccepted(_ fixture: String) throws {
    let client = CRMTestClient()
    #expect(
      try client.track(CRMFixtures.read(fixture)).body == CRMFixtures.read("delivery-tracking-response"))
  }
}
