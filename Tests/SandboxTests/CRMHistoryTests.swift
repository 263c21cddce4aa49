// The history is what the daemon lives on. These tests hold the simulator to the rules of R§4 and to the record shapes of
// a live account, the unpleasant ones included: stubs, late records, times that jump back.
import Sandbox
import Testing

@Suite struct CRMHistoryTests {
  @Test func theCursorIsExclusiveAndCountsDescribeWhatFollowsIt() {
    let client = CRMTestClient()
    for _ in 0..<30 { _ = client.makeOrder() }
    let page = client.get("orders/history", [("limit", "20")]).body
    let ids = (page["history"]?.elements ?? []).compactMap { $0["id"]?.int }
    #expect(ids.count == 20)
    #expect(ids == ids.sorted())
    #expect(
      page["pagination"] == ["limit": 20, "totalCount": 60, "currentPage": 1, "totalPageCount": 3])
    let next = client.get("orders/history", [("filter[sinceId]", "\(ids[19])"), ("limit", "50")]).body
    #expect(next["history"]?.elements?.first?["id"] == .integer(ids[19] + 1))
    #expect(next["pagination"]?["totalCount"] == 40)
    #expect(next["pagination"]?["totalPageCount"] == 1)
    let end = client.get("orders/history", [("filter[sinceId]", "999999999")]).body
    #expect(end["history"] == [])
    #expect(end["pagination"]?["totalPageCount"] == 0)
    #expect(end["generatedAt"] == "2024-06-10 12:00:00")
  }

  @Test func pageWithSinceIdIsRefusedAndListed() {
    let client = CRMTestClient()
    let answer = client.get("orders/history", [("filter[sinceId]", "5"), ("page", "2")])
    #expect(answer.status == 400)
    #expect(client.service.audit.findings(.pageWithSinceID).count == 1)
  }

  @Test(arguments: [
    ("limit", "30"), ("limit", "x"), ("page", "0"), ("filter[sinceId]", "x"), ("filter[foo]", "1"),
  ])
  func nonsenseIsRefused(_ name: String, _ value: String) {
    let client = CRMTestClient()
    #expect(client.get("orders/history", [(name, value)]).status == 400)
    #expect(client.service.audit.violations.isEmpty)
  }

  @Test func aWindowIsInTheAccountsZone() {
    let client = CRMTestClient()
    _ = client.makeOrder()
    func count(_ name: String, _ moment: String) -> Int? {
      client.get("orders/history", [("filter[\(name)]", moment)]).body["history"]?.elements?.count
    }
    #expect(count("startDate", "2024-06-10 12:00:00") == 2)
    #expect(count("startDate", "2024-06-10 12:00:01") == 0)
    #expect(count("endDate", "2024-06-10 11:59:59") == 0)
    #expect(count("endDate", "2024-06-10 09:00:00") == 0, "that would be UTC")
    #expect(client.get("orders/history", [("filter[startDate]", "2024-06-10T12:00:00")]).status == 400)
  }

  @Test func oneSaveIsSeveralRecordsOfOneSecondAndNoChangeIsNone() throws {
    let client = CRMTestClient()
    let id = client.makeOrder()
    let before = client.lastRecordID()
    client.service.edit(
      id, ["status": "assembling", "phone": "+380501112233", "delivery": ["data": ["locked": true]]],
      now: client.now)
    let records = client.history(since: before)
    #expect(
      records.compactMap { $0["field"]?.text } == ["integration_delivery_data.locked", "status", "phone"])
    #expect(Set(records.map { $0["createdAt"]?.text }).count == 1)
    #expect(
      records.allSatisfy { $0["order"]?["status"] == "assembling" }, "stubs show the status after the save")
    let after = client.lastRecordID()
    #expect(!client.service.setStatus(id, "assembling", now: client.now))
    #expect(client.edit(id, ["phone": "+380501112233"]).status == 200)
    #expect(client.lastRecordID() == after)
    #expect(client.service.audit.idleEdits == 1)
  }

  @Test func aStubSaysNothingOfDeliveryAndACreationTellsOfThen() throws {
    let client = CRMTestClient()
    let id = client.makeOrder { $0.externalID = "E-1" }
    client.service.setDeliveryType(id, "courier", now: client.now)
    client.service.payPayment(id, now: client.now)
    let records = client.history(since: 0)
    let created = try #require(records.first)
    #expect(created["created"] == true)
    #expect(created["order"]?["delivery"]?["code"] == "post-1")
    #expect(created["order"]?["payments"]?.elements?.count == 1)
    #expect(created["order"]?["customFields"] == [])
    for record in records.dropFirst() {
      #expect(record["created"] == nil)
      let stub = (record["order"]?.members ?? [:]).keys.sorted()
      #expect(stub == ["externalId", "id", "managerId", "site", "status"])
    }
    #expect(
      records.suffix(3).compactMap { $0["field"]?.text } == [
        "full_paid_at", "payments.paid_at", "payments.status",
      ])
  }

  @Test func ownChangesAreMarkedForTheirKeyOnly() throws {
    let client = CRMTestClient { $0.keys.append(CRMService.Configuration.Key("other")) }
    let id = client.makeOrder()
    let before = client.lastRecordID()
    _ = client.edit(id, ["weight": 700])
    var other = client
    other.key = "other"
    let mine = try #require(client.history(since: before).first)
    #expect(mine["source"] == "api")
    #expect(mine["apiKey"] == ["current": true])
    #expect(other.history(since: before).first?["apiKey"] == ["current": false])
    client.service.configure { $0.marksOwnKey = false }
    #expect(client.history(since: before).first?["apiKey"] == ["current": false])
    client.service.configure { $0.ownKeyEcho = false }
    #expect(client.history(since: before).isEmpty)
    #expect(other.history(since: before).count == 1)
  }

  @Test func lateRecordsAppearBelowTheCursorAndOnlyForABoundedTime() {
    var client = CRMTestClient {
      $0.lateVisibilityChance = 0.4
      $0.lateVisibilityMilliseconds = 5_000
    }
    var cursor: Int64 = 0
    var seen: Set<Int64> = []
    for _ in 0..<80 {
      _ = client.makeOrder()
      for record in client.history(since: cursor) {
        guard let id = record["id"]?.int else { continue }
        seen.insert(id)
        cursor = max(cursor, id)
      }
      client.now += 100
    }
    client.now += 5_000
    var all: Set<Int64> = []
    var walk: Int64 = 0
    while true {
      let ids = client.history(since: walk).compactMap { $0["id"]?.int }
      guard let last = ids.last else { break }
      #expect(ids == ids.sorted())
      all.formUnion(ids)
      walk = last
    }
    #expect(all.count == 160)
    #expect(all.subtracting(seen).contains { $0 < cursor }, "a client without an overlap must miss records")
  }

  @Test func timesJumpBackWhileIdsAscend() {
    let client = CRMTestClient { $0.createdAtJitterChance = 0.3 }
    for _ in 0..<40 { _ = client.makeOrder() }
    let records = client.history(since: 0)
    let times = records.compactMap { $0["createdAt"]?.text }
    #expect(times != times.sorted())
    #expect(records.compactMap { $0["id"]?.int } == records.compactMap { $0["id"]?.int }.sorted())
    #expect(times.allSatisfy { $0 > "2024-06-10 11:00:00" && $0 <= "2024-06-10 12:00:00" })
  }

  @Test func deletedAndCombinedOrders() throws {
    let client = CRMTestClient()
    let gone = client.makeOrder()
    let absorbed = client.makeOrder()
    let survivor = client.makeOrder { $0.externalID = "S" }
    let before = client.lastRecordID()
    #expect(client.service.deleteOrder(gone, now: client.now))
    #expect(client.service.combine(absorbed, into: survivor, now: client.now))
    let records = client.history(since: before)
    let deleted = try #require(records.first)
    #expect(deleted["deleted"] == true)
    #expect(deleted["order"]?["id"] == .integer(gone))
    let combined = try #require(records.last)
    #expect(combined["source"] == "combine")
    #expect(combined["combinedTo"] == ["id": .integer(survivor), "externalId": "S", "site": "shop"])
    #expect(combined["order"]?["id"] == .integer(absorbed))
    for id in [gone, absorbed] { #expect(client.get("orders/\(id)", [("by", "id")]).status == 404) }
    #expect(client.order(survivor)["items"]?.elements?.count == 2)
    client.service.configure { $0.deletedRecordsLackOrder = true }
    #expect(client.history(since: before).first?["order"] == nil)
  }

  @Test func splittingMakesALinkedOrderWithoutAParcel() throws {
    let client = CRMTestClient()
    let id = client.makeOrder {
      $0.items.append(CRMOrderDraft.Item("Плед", initialPriceKopiykas: 50_000))
      $0.data.externalID = "parcel"
    }
    let part = try #require(client.service.split(id, items: [1], now: client.now))
    #expect(client.service.snapshot(part)?.deliveryExternalID == nil)
    #expect(client.service.snapshot(part)?.deliveryType == "post-1")
    #expect(client.order(id)["items"]?.elements?.count == 1)
    #expect(client.order(part)["links"]?.elements?.first?["order"]?["id"] == .integer(id))
    #expect(client.service.split(part, items: [0], now: client.now) == nil)
  }

  @Test func aTriggerIsTold() {
    let client = CRMTestClient()
    let id = client.makeOrder { $0.data.locked = true }
    let before = client.lastRecordID()
    client.service.setLocked(id, false, now: client.now, by: .rule)
    let record = client.history(since: before).first
    #expect(record?["source"] == "rule")
    #expect(record?["oldValue"] == true)
    #expect(record?["newValue"] == false)
  }
}
