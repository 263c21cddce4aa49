// Who gets in, and what the three kinds of "no" look like: gateway 401, business JSON, web server HTML.
import Testing

@testable import Sandbox

@Suite struct UkrposhtaAccessTests {
  let bench = PostBench()

  @Test func bearersAreNotInterchangeable() throws {
    var request = bench.request("GET", "/ecom/0.0.1/phones/UA/prohibited")
    #expect(bench.post.handle(request, now: bench.now).status == 200)
    request.headers["authorization"] = "Bearer \(bench.first.trackingBearer)"
    let refused = bench.post.handle(request, now: bench.now)
    #expect(refused.status == 401)
    let body = try #require(JSONValue(parsing: refused.body))
    #expect(body["error"]?.text == "unauthorized")
    #expect(body["code"] == nil)
    var tracking = bench.request("GET", "/status-tracking/0.0.1/statuses/last")
    tracking.headers["authorization"] = "Bearer \(bench.first.ecomBearer)"
    #expect(bench.post.handle(tracking, now: bench.now).status == 401)
  }

  @Test func tokenIsNeededWhereDocumented() {
    for wrong in ["", "x", bench.second.token] {
      let answer = bench.send("GET", "phones/UA/prohibited", token: wrong)
      #expect(answer.status == 403)
      #expect(answer.code == "UPE05001")
    }
    #expect(bench.send("POST", "addresses", ["postcode": "79013"], token: "").status == 200)
  }

  @Test func contractsThatShareABearerAreToldApartByToken() throws {
    var sharing = bench.second
    sharing.ecomBearer = bench.first.ecomBearer
    let post = PostService(counterparties: [bench.first, sharing], seed: 1)
    func send(_ path: String, _ body: JSONValue, _ token: String) throws -> JSONValue {
      let request = bench.request("POST", "/ecom/0.0.1/" + path, body, token: token)
      return try #require(JSONValue(parsing: post.handle(request, now: bench.now).body))
    }
    let address = try send("addresses", ["postcode": "79013"], sharing.token)["id"] ?? .null
    let body = PostBench.individual.with("addressId", address)
    #expect(try send("clients", body, sharing.token)["counterpartyUuid"]?.text == sharing.counterpartyUUID)
    #expect(
      try send("clients", body, bench.first.token)["counterpartyUuid"]?.text == bench.first.counterpartyUUID)
  }

  @Test func numbersFromOutsideDoNotOverflow() throws {
    let parcel: JSONValue = [
      "weight": 1000, "length": 10, "width": 10, "height": 10, "declaredPrice": .integer(.max),
    ]
    let body = bench.order(
      sender: try bench.client(), recipient: try bench.client(), ["parcels": [parcel, parcel]])
    #expect(bench.send("POST", "shipments", body).code == "UPE01002")
    let heavy = parcel.with("weight", .integer(.max)).with("declaredPrice", .number(1e300))
    #expect(bench.send("POST", "shipments", body.with("parcels", [heavy, heavy])).status == 400)
    let world = SandboxWorld(crm: nil, post: bench.post, seed: 1)
    let rule: JSONValue = ["fault": "effectDelayed", "milliseconds": .integer(.max), "from": .integer(.min)]
    _ = try world.control("faults", ["rules": [rule]], now: bench.now)
    _ = world.handle(bench.request("GET", "/ecom/0.0.1/phones/UA/prohibited"), now: bench.now)
    #expect((world.nextDue ?? bench.now) <= bench.now + longestControlDelay)
  }

  @Test func unknownPathIsTheGateways401AndOddBaseIsHTML() {
    #expect(bench.send("GET", "shipmentz/1").status == 401)
    let odd = bench.send("GET", "/ecom/0.0.2/shipments/1")
    #expect(odd.status == 404)
    #expect(odd.response.headers["content-type"] == "text/html")
    #expect(JSONValue(parsing: odd.response.body) == nil)
    #expect(bench.send("DELETE", "clients/1").status == 405)
  }

  @Test func objectsOfAnotherCounterpartyAreNotFound() throws {
    let (uuid, barcode) = try bench.shipment()
    let client = try bench.client()
    let group = try bench.group(client)
    let address = try bench.address()
    let paths = [
      "shipments/\(uuid)", "shipments/\(barcode)", "clients/\(client)", "shipment-groups/\(group)",
      "shipment-groups/\(group)/shipments", "addresses/\(address)",
      "/forms/ecom/0.0.1/shipments/\(uuid)/sticker",
    ]
    for path in paths {
      #expect(bench.send("GET", path).status != 401)
      let answer = bench.send("GET", path, as: bench.second)
      #expect(answer.status == 404)
      #expect(answer.code == "UPE02000")
    }
    #expect(bench.send("DELETE", "shipments/\(uuid)", as: bench.second).status == 404)
    #expect(bench.post.audit.live.count == 1)
  }

  @Test func endpointNamesHoldNoData() throws {
    let request = bench.request("POST", "/ecom/0.0.1/shipment-groups/secret-uuid/shipments")
    #expect(bench.post.endpoint(of: request) == "POST shipment-groups/{g}/shipments")
    let sticker = bench.request("GET", "/forms/ecom/0.0.1/shipments/0500100031143/sticker")
    #expect(bench.post.endpoint(of: sticker) == "GET forms/shipments/{s}/sticker")
    let unknown = bench.request("GET", "/ecom/0.0.1/people/Шевченко")
    #expect(bench.post.endpoint(of: unknown) == "GET (unknown)")
  }
}
