// The calls of registering (retailcrm-api.md sections 11 to 13): what the account has, and the few writes.
// None of them is made by the daemon's loops. A refused write says why in the names of its `errors`, and
// only here are those told apart: what is missing from a module decides how a shop can go on.
import Foundation
import HTTPTransport
import ShippingCore

extension RetailCRMAdapter {
  /// Pages of custom fields or dictionaries looked at: 100 on each.
  static let mostPages = 20

  // MARK: Reading

  func rights() async -> Outcome<CredentialsPayload> {
    await send(calls.credentials(), as: CredentialsPayload.self)
  }

  /// `8.1.51`; nil from a CRM that does not tell.
  func systemVersion() async -> Outcome<String?> {
    let answer = await send(calls.get("system-info", prefix: "/api/"), as: SystemInfoPayload.self)
    if case .refused(let failure) = answer, failure.kind == .terminal, failure.scope == .call {
      return .done(nil)
    }
    return answer.map(\.version)
  }

  /// Document of a module; `nothing` when there is none of that code.
  func module(_ code: String) async -> Outcome<Tree> {
    let request = calls.get(
      "integration-modules/\(PercentEncoding.encode(code))", endpoint: "integration-modules")
    let answer = await send(request, as: ModulePayload.self)
    if case .refused(let failure) = answer, failure.code == "not-found" { return .done(.nothing) }
    return answer.map(\.document)
  }

  func customFields() async -> Outcome<[String: Tree]> {
    await pages("custom-fields", [("filter[entity]", "order")], member: "customFields")
  }

  func dictionaries() async -> Outcome<[String: Tree]> {
    await pages("custom-fields/dictionaries", [], member: "customDictionaries")
  }

  private func pages(
    _ path: String, _ query: [(String, String)], member: String
  ) async -> Outcome<[String: Tree]> {
    var found: [String: Tree] = [:]
    for page in 1...Self.mostPages {
      let request = calls.get(path, query + [("limit", "\(Calls.batch)"), ("page", "\(page)")])
      switch await send(request, as: TreePagePayload.self) {
      case .done(let payload):
        let entries = payload.entries(member)
        for entry in entries {
          if let code = entry["code"].plain { found[code] = found[code] ?? entry }
        }
        if payload.pages <= page || entries.isEmpty { return .done(found) }
      case .refused(let failure): return .refused(failure)
      case .unsent(let failure): return .unsent(failure)
      case .unknown(let failure): return .unknown(failure)
      }
    }
    return .done(found)
  }

  func registrationBooks() async -> Outcome<RegistrationBooks> {
    await send(calls.reference(.deliveryTypes), as: DeliveryTypesPayload.self).then { types in
      await send(calls.reference(.paymentTypes), as: PaymentTypesPayload.self).then { paymentTypes in
        await codes(.stores).then { stores in
          await codes(.statuses).map { statuses in
            RegistrationBooks(
              deliveryTypes: types.types, paymentTypes: paymentTypes.all,
              activePaymentTypes: paymentTypes.active, stores: stores, statuses: statuses)
          }
        }
      }
    }
  }

  private func codes(_ kind: ReferenceKind) async -> Outcome<Set<String>> {
    await send(calls.reference(kind), as: ReferencePayload.self, aids: ReadingAids(reference: kind))
      .map { Set($0.book.keys) }
  }

  // MARK: Writing

  func editModule(_ code: String, _ document: Tree) async -> Outcome<Void> {
    await save(
      "integration-modules/\(PercentEncoding.encode(code))/edit", endpoint: "integration-modules/edit",
      "integrationModule", document)
  }

  func createField(_ field: Tree) async -> Outcome<Void> {
    await save("custom-fields/order/create", endpoint: "custom-fields/create", "customField", field)
  }

  func createDictionary(_ dictionary: Tree) async -> Outcome<Void> {
    await save(
      "custom-fields/dictionaries/create", endpoint: "custom-fields/dictionaries/create", "customDictionary",
      dictionary)
  }

  func editDictionary(_ code: String, _ dictionary: Tree) async -> Outcome<Void> {
    await save(
      "custom-fields/dictionaries/\(PercentEncoding.encode(code))/edit",
      endpoint: "custom-fields/dictionaries/edit", "customDictionary", dictionary)
  }

  private func save(_ path: String, endpoint: String, _ field: String, _ entity: Tree) async -> Outcome<Void>
  {
    let text: String
    do {
      text = try calls.json(entity)
    } catch {
      return .refused(
        Failure(.terminal, code: "unencodable", message: "the values cannot be written as JSON"))
    }
    let request = calls.post(path, endpoint: endpoint, [(field, text)])
    let answer = await transport.send(request)
    let outcome = reading.read(answer, to: .post, as: Nothing.self)
    guard case .refused(var failure) = outcome else { return outcome.map { _ in () } }
    if failure.scope == .call, case .success(let response) = answer,
      let lack = RegistrationLack(response.body)
    {
      failure.code = lack.rawValue
    }
    return .refused(failure)
  }
}

/// What a refused registration lacks, as far as that changes how to go on. The raw value is the failure's
/// code.
enum RegistrationLack: String {
  /// The CRM takes no module that it cannot call back.
  case callbacks = "callbacks-required"
  case logo = "logo-missing"

  init?(_ body: [UInt8]) {
    // Only a refusal that names members says this; anything else keeps its own code.
    guard let answer = try? JSONDecoder().decode(Tree.self, from: Data(body)) else { return nil }
    let names = Self.names(answer["errors"]).map { $0.lowercased() }
    if names.contains(where: { $0.contains("actions") || $0.contains("baseurl") }) {
      self = .callbacks
    } else if names.contains(where: { $0.contains("logo") }) {
      self = .logo
    } else {
      return nil
    }
  }

  /// What `errors` speaks of, in any of its shapes: keys of maps, and what stands before the colon of a
  /// text in a list.
  private static func names(_ errors: Tree) -> [String] {
    switch errors {
    case .map(let members): return members.keys + members.values.flatMap { names($0) }
    case .list(let elements):
      return elements.flatMap { element -> [String] in
        guard case .text(let text) = element else { return names(element) }
        let name = text.prefix { $0 != ":" }
        return name.count < text.count && !name.contains(" ") ? [String(name)] : []
      }
    default: return []
    }
  }
}
