// Modules, custom fields, files and notes: what `register` and the labels rest on. Success is proven by reading back.
import Sandbox
import Testing

@Suite struct CRMRegistrationTests {
  private func document(_ client: CRMTestClient, _ adjust: (inout JSONValue) -> Void = { _ in }) -> JSONValue
  {
    var document = CRMService.Configuration.Module.delivery(
      code: "ukr-7", statusCodes: ["created"], integrationCode: "ukr"
    ).document
    adjust(&document)
    return document
  }

  private func register(_ client: CRMTestClient, _ document: JSONValue) -> (status: Int, body: JSONValue) {
    client.post(
      "integration-modules/ukr-7/edit",
      [("integrationModule", String(decoding: document.encoded, as: UTF8.self))])
  }

  @Test func version8MakesTheDeliveryType() {
    let client = CRMTestClient()
    #expect(client.get("integration-modules/ukr-7").status == 404)
    let made = register(client, document(client))
    #expect(made.status == 201)
    #expect(made.body["info"]?["deliveryType"]?["code"] == "ukr-7")
    #expect(register(client, document(client)).status == 200)
    let types = client.get("reference/delivery-types").body["deliveryTypes"]
    #expect(types?["ukr-7"]?["integrationCode"] == "ukr-7")
    let module = client.get("integration-modules/ukr-7").body["integrationModule"]
    #expect(module?["integrations"]?["delivery"]?["statusList"]?.elements?.count == 1)
    #expect(module?["clientId"] == nil)
  }

  @Test func version7LeavesThatToAHuman() {
    let client = CRMTestClient { $0.version = 7 }
    #expect(register(client, document(client)).body["info"] == [])
    #expect(client.get("reference/delivery-types").body["deliveryTypes"]?["ukr-7"] == nil)
    client.service.addDeliveryType(.init(code: "up", name: "Укрпошта", integrationCode: "ukr-7"))
    #expect(
      client.get("reference/delivery-types").body["deliveryTypes"]?["up"]?["integrationCode"] == "ukr-7")
  }

  @Test func theAccountsSettingsSurviveARegistration() {
    let client = CRMTestClient()
    _ = register(
      client, document(client) { $0["integrations"]?["delivery"]?["settings"] = ["costCalculateBy": "auto"] })
    _ = register(client, document(client) { $0["integrations"]?["delivery"]?["settings"] = nil })
    let module = client.get("integration-modules/ukr-7").body["integrationModule"]
    #expect(module?["integrations"]?["delivery"]?["settings"]?["costCalculateBy"] == "auto")
  }

  @Test func badRegistrationsAreRefused() throws {
    let client = CRMTestClient { $0.requiresCallbacks = true }
    let prefix = register(client, document(client) { $0["integrationCode"] = "other" })
    #expect(prefix.status == 400)
    #expect(prefix.body["errors"]?["code"] == "Code prefix must match integrationCode")
    #expect(
      register(client, document(client)).body["errors"]?.members?.keys.sorted() == [
        "integrations.delivery.actions"
      ])
    client.service.configure { $0.requiresCallbacks = false }
    #expect(register(client, document(client) { $0["name"] = nil }).body["errors"]?["name"] != nil)
    let missing = client.post("integration-modules/ukr-7/edit")
    if CRMFixtures.available {
      #expect(try missing.body == CRMFixtures.read("error-400-missing-parameter-integrationmodule"))
      var bare = prefix.body
      bare["errors"] = ["code": prefix.body["errors"]?["code"] ?? .null]
      #expect(try bare == CRMFixtures.read("error-400-code-prefix"))
    }
    #expect(client.get("integration-modules/ukr-7").status == 404)
  }

  @Test func customFieldsAreMadeListedAndChanged() throws {
    let client = CRMTestClient()
    let field = #"{"name":"ТТН","code":"ttn","type":"string","displayArea":"delivery"}"#
    let made = client.post("custom-fields/order/create", [("customField", field)])
    #expect(made.status == 201)
    #expect(made.body == ["success": true, "code": "ttn"])
    #expect(client.post("custom-fields/order/create", [("customField", field)]).status == 400)
    #expect(
      client.post("custom-fields/order/create", [("customField", #"{"name":"x","code":"Y","type":"z"}"#)])
        .body["errors"]?
        .members?.keys.sorted() == ["code", "type"])
    let listed = client.get("custom-fields", [("filter[entity]", "order")]).body
    if CRMFixtures.available {
      let real = try CRMFixtures.read("custom-fields-list")
      #expect(CRMShape([real]).surprises(in: [listed]) == [])
      #expect(
        CRMShape(real["customFields"]?.elements ?? []).surprises(in: listed["customFields"]?.elements ?? [])
          == [])
    }
    #expect(
      client.post("custom-fields/order/ttn/edit", [("customField", #"{"name":"Номер"}"#)]).status == 200)
    #expect(client.get("custom-fields/order/ttn").body["customField"]?["name"] == "Номер")
    #expect(client.get("custom-fields/customer/ttn").status == 404)
  }

  @Test func aFileIsUploadedAttachedAndFound() throws {
    let client = CRMTestClient()
    let id = client.makeOrder()
    func upload() -> (status: Int, body: JSONValue) {
      client.answer(
        SandboxRequest(
          method: "POST", path: "/api/v5/files/upload",
          headers: ["x-api-key": CRMTestClient.key, "content-type": "application/octet-stream"],
          body: Array("%PDF-1.4 label".utf8)))
    }
    let made = upload()
    if CRMFixtures.available { #expect(try made.body == CRMFixtures.read("file-upload-response")) }
    let loose = client.get("files/1").body["file"]
    #expect(loose?["filename"] == "API upload 10-06-2024 12:00:00")
    #expect(loose?["type"] == "application/pdf")
    #expect(loose?["attachment"] == [])
    if CRMFixtures.available {
      #expect(
        try CRMShape([CRMFixtures.read("file-get")["file"] ?? .null]).surprises(in: [loose ?? .null]) == [])
    }
    #expect(client.get("files", [("filter[isAttached]", "0")]).body["files"]?.elements?.count == 1)
    let file = #"{"filename":"label.pdf","attachment":[{"order":{"id":\#(id)}}]}"#
    #expect(client.post("files/1/edit", [("file", file)]).status == 200)
    #expect(client.service.snapshot(id)?.files == ["label.pdf"])
    #expect(client.service.attachments(of: id) == [Array("%PDF-1.4 label".utf8)])
    #expect(client.get("files", [("filter[orderIds][]", "\(id)")]).body["files"]?.elements?.count == 1)
    #expect(client.get("files", [("filter[isAttached]", "0")]).body["files"] == [])
    #expect(
      client.post("files/1/edit", [("file", #"{"attachment":[{"order":{"id":1}}]}"#)]).status == 400)
    #expect(client.post("files/1/delete").status == 200)
    #expect(client.get("files/1").status == 404)
    client.service.configure { $0.refusesUploads = true }
    let refused = upload()
    #expect(refused.status == 400)
    if CRMFixtures.available {
      #expect(try refused.body == CRMFixtures.read("error-400-file-upload-no-money"))
    }
  }

  @Test func notesToTheStaffAreKept() {
    let client = CRMTestClient()
    let note = #"{"userGroups":["superadmins"],"type":"api.error","message":"Укрпошта мовчить"}"#
    #expect(client.post("notifications/send", [("notification", note)]).status == 200)
    #expect(client.service.audit.notifications == ["Укрпошта мовчить"])
    #expect(
      client.post("notifications/send", [("notification", #"{"type":"x","message":"y"}"#)]).status == 400)
  }
}
