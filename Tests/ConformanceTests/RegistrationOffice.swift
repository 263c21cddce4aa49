// The bench of the registration tests: a cabinet, the two verbs of `register`, and what the CRM's own
// people do and see. Whether something was taken is judged by what the CRM shows to anybody who asks, never
// by what the adapter believes.
import HTTPTransport
import RetailCRM
import Sandbox
import ShippingCore
import Simulation
import SyncEngine
import Testing

/// A module, and a delivery type, that the account has not.
let fresh = "ukrposhta-fresh"

struct Office {
  let bench: any Bench
  var key = Shop.key
  var language = Language.uk

  func cabinet(
    module: String = fresh, type: String = fresh, _ adjust: (inout CabinetPolicy) -> Void = { _ in }
  ) throws -> CabinetPolicy {
    var cabinet = CabinetPolicy(
      id: CabinetID("main"), deliveryType: type, moduleCode: module, sender: try Party.company.sender(),
      senderAddress: try Sample.senderAddress(),
      stores: ["main": PostalAddress(postcode: try Sample.postcode("01001"))],
      codPaymentTypes: ["cash-on-delivery"], allowedPaymentTypes: ["cash-on-delivery", "bank-card"])
    cabinet.module.logo = "https://example.com/logo.svg"
    adjust(&cabinet)
    return cabinet
  }

  var crm: RetailCRMAdapter {
    RetailCRMAdapter(baseURL: bench.base, apiKey: key, transport: bench.transport)
  }

  /// What the operator asked for besides the cabinets.
  var adjust: @Sendable (inout RegistrationWish) -> Void = { _ in }

  private func wish(_ cabinets: [CabinetPolicy]) -> RegistrationWish {
    var wish = RegistrationWish(cabinets: cabinets, language: language)
    adjust(&wish)
    return wish
  }

  func compare(_ cabinets: CabinetPolicy...) async throws -> RegistrationReport {
    try await crm.registration(of: wish(cabinets)).value()
  }

  func apply(_ cabinets: CabinetPolicy...) async throws -> RegistrationReport {
    try await crm.register(wish(cabinets)).value()
  }

  func habits(_ change: @Sendable @escaping (inout CRMService.Configuration) -> Void) throws {
    try bench.shop { crm, _ in crm.configure(change) }
  }

  /// What anybody reads.
  func read(_ path: String) throws -> JSONValue {
    try bench.shop { crm, now in
      let request = SandboxRequest(
        method: "GET", path: "/api/v5/\(path)", query: [], headers: ["x-api-key": Shop.key])
      return JSONValue(parsing: crm.handle(request, now: now).body) ?? .null
    }
  }

  func delivery(_ module: String = fresh) throws -> JSONValue {
    try read("integration-modules/\(module)")["integrationModule"]?["integrations"]?["delivery"] ?? .null
  }

  /// Writes a module's document as somebody else.
  func put(_ module: String, _ document: JSONValue) throws {
    try bench.shop { crm, now in
      let text = FormEncoding.encode([
        ("integrationModule", String(decoding: document.encoded, as: UTF8.self))
      ])
      let request = SandboxRequest(
        method: "POST", path: "/api/v5/integration-modules/\(module)/edit", query: [],
        headers: ["x-api-key": Shop.key, "content-type": "application/x-www-form-urlencoded"],
        body: Array(text.utf8))
      #expect(crm.handle(request, now: now).status < 300)
    }
  }

  /// The CRM's people change a dictionary.
  func change(dictionary code: String, _ elements: JSONValue) throws {
    try bench.shop { crm, now in
      let dictionary: JSONValue = ["elements": elements]
      let text = FormEncoding.encode([
        ("customDictionary", String(decoding: dictionary.encoded, as: UTF8.self))
      ])
      let request = SandboxRequest(
        method: "POST", path: "/api/v5/custom-fields/dictionaries/\(code)/edit", query: [],
        headers: ["x-api-key": Shop.key, "content-type": "application/x-www-form-urlencoded"],
        body: Array(text.utf8))
      #expect(crm.handle(request, now: now).status < 300)
    }
  }

  /// The CRM's people allow the payment types for the type that the CRM made. `sites` nil = all.
  func allowPayments(type: String, module: String?, sites: [String]? = nil) throws {
    try bench.shop { crm, _ in
      crm.addDeliveryType(
        .init(
          code: type, name: "Укрпошта", integrationCode: module,
          payments: [.init("cash-on-delivery", cod: true), .init("bank-card", cod: false)], sites: sites))
    }
  }
}

extension Bench {
  /// Writes that reached the CRM over the wire.
  var writes: Int {
    withWorld { world in world.callLog.count { $0.side == .crm && $0.endpoint.hasPrefix("POST ") } }
  }
}

extension RegistrationReport {
  var places: [String] { cabinets.flatMap(\.differences).map(\.place) }
  var advice: [RegistrationAdvice] { cabinets.flatMap(\.differences).compactMap(\.advice) }
}
