// Who may ask what, and how the account refuses. The texts are those of the fixtures: the daemon tells a wrong key from a
// missing right by them.
import Sandbox
import Testing

@Suite struct CRMAccessTests {
  private func refusal(_ answer: (status: Int, body: JSONValue)) -> String {
    "\(answer.status) \(answer.body["errorMsg"]?.text ?? "-")"
  }

  @Test func everyRefusalHasItsWords() {
    let client = CRMTestClient {
      $0.keys.append(CRMService.Configuration.Key("reader", scopes: ["order_read"]))
    }
    var anonymous = client
    anonymous.key = ""
    #expect(refusal(anonymous.get("orders")) == "400 \"apiKey\" is missing.")
    var stranger = client
    stranger.key = "other"
    #expect(refusal(stranger.get("orders")) == "403 Wrong \"apiKey\" value.")
    var reader = client
    reader.key = "reader"
    #expect(reader.get("orders").status == 200)
    #expect(refusal(reader.post("orders/1/edit", [("order", "{}")])) == "403 Access denied.")
    #expect(refusal(client.get("nothing")) == "404 API method not found")
    #expect(refusal(client.get("integration-modules//edit")) == "404 API method not found")
    #expect(refusal(client.post("orders/history")) == "405 Method Not Allowed")
    #expect(refusal(client.post("orders/1/edit", [("by", "id")])) == "400 Parameter 'order' is missing")
    #expect(client.service.audit.violations.isEmpty)
  }

  @Test(
    .enabled(if: CRMFixtures.available),
    arguments: [
      ("error-apikey-missing", "", "v5/orders"), ("error-apikey-wrong", "other", "v5/orders"),
      ("error-404-api-method-not-found", CRMTestClient.key, "v5/nothing"),
    ])
  func refusalsMatchTheFixtures(_ fixture: String, _ key: String, _ path: String) throws {
    var client = CRMTestClient()
    client.key = key
    #expect(try client.get(path, versioned: false).body == CRMFixtures.read(fixture))
  }

  @Test func aKeyInTheQueryWorksAndIsListed() {
    let client = CRMTestClient()
    let request = SandboxRequest(
      method: "GET", path: "/api/v5/orders", query: [("apiKey", CRMTestClient.key)])
    #expect(client.answer(request).status == 200)
    #expect(client.service.audit.findings(.keyInQuery).count == 1)
  }

  @Test func jsonBodiesAreRefusedAndListed() {
    let client = CRMTestClient()
    let id = client.makeOrder()
    var request = client.request("orders/\(id)/edit", [])
    request.headers["content-type"] = "application/json"
    request.body = Array(#"{"order":{"status":"complete"}}"#.utf8)
    #expect(client.answer(request).status == 400)
    #expect(client.service.audit.findings(.jsonContentType).count == 1)
    #expect(client.service.snapshot(id)?.status == "new")
  }

  @Test func theRateIsASlidingSecondOfEachKey() throws {
    var client = CRMTestClient {
      $0.ratePerSecond = 10
      $0.keys.append(CRMService.Configuration.Key("other"))
    }
    for _ in 0..<10 { #expect(client.get("orders").status == 200) }
    let refused = client.get("orders")
    #expect(refusal(refused) == "503 Rate limit exceeded")
    if CRMFixtures.available { #expect(try refused.body == CRMFixtures.read("error-503-rate-limit")) }
    var other = client
    other.key = "other"
    #expect(other.get("orders").status == 200)
    client.now += 999
    #expect(client.get("orders").status == 503)
    client.now += 1
    #expect(client.get("orders").status == 200)
    #expect(client.service.audit.rateRefusals == 2)
  }

  @Test func theRateMayAnswer429WithRetryAfter() {
    let client = CRMTestClient {
      $0.ratePerSecond = 1
      $0.rateStatus = 429
      $0.retryAfterSeconds = 3
    }
    #expect(client.get("orders").status == 200)
    let request = SandboxRequest(
      method: "GET", path: "/api/v5/orders", headers: ["x-api-key": CRMTestClient.key])
    let response = client.service.handle(request, now: client.now)
    #expect(response.status == 429)
    #expect(response.headers["retry-after"] == "3")
  }

  @Test func aSelectiveKeySeesItsSitesOnly() {
    let client = CRMTestClient {
      $0.sites = [.init(code: "one", name: "One"), .init(code: "two", name: "Two")]
      $0.keys.append(CRMService.Configuration.Key("selective", sites: ["two"]))
    }
    let mine = client.makeOrder { $0.site = "two" }
    let foreign = client.makeOrder { $0.site = "one" }
    var selective = client
    selective.key = "selective"
    #expect(selective.get("orders").body["orders"]?.elements?.compactMap { $0["id"]?.int } == [mine])
    #expect(Set(selective.history(since: 0).compactMap { $0["order"]?["id"]?.int }) == [mine])
    #expect(selective.get("orders/\(foreign)", [("by", "id")]).status == 403)
    #expect(selective.edit(foreign, ["weight": 1]).status == 403)
    let rights = selective.get("credentials", versioned: false).body
    #expect(rights["siteAccess"] == "access_selective")
    #expect(rights["sitesAvailable"] == ["two"])
  }

  @Test func endpointsAreNamedByTheirPattern() {
    let service = CRMTestClient().service
    func name(_ method: String, _ path: String) -> String {
      service.endpoint(of: SandboxRequest(method: method, path: path))
    }
    #expect(name("GET", "/api/v5/orders/history") == "GET orders/history")
    #expect(name("GET", "/api/v5/orders/17") == "GET orders/{id}")
    #expect(name("POST", "/api/v5/orders/17/edit") == "POST orders/{id}/edit")
    #expect(name("POST", "/api/v5/orders/17/delivery/cancel") == "POST orders/{id}/delivery/cancel")
    #expect(
      name("POST", "/api/v5/delivery/generic/post-1/tracking") == "POST delivery/generic/{code}/tracking")
    #expect(name("GET", "/api/api-versions") == "GET api-versions")
    #expect(name("PUT", "/") == "PUT unknown")
  }
}
