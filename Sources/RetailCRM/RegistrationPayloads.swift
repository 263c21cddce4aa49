// What the calls of registering answer. Documents are kept as trees, because they go back with everything
// in them that we do not know.
import ShippingCore

struct SystemInfoPayload: Decodable, Sendable {
  let version: String?

  init(from decoder: any Decoder) throws { version = try Members(decoder).text("systemVersion") }
}

/// `GET integration-modules/{code}`.
struct ModulePayload: Decodable, Sendable {
  let document: Tree

  init(from decoder: any Decoder) throws {
    let members = try Members(decoder)
    guard let document = try members.value("integrationModule", Tree.self), !document.saysNothing,
      document.members != nil
    else { throw members.odd("integrationModule", expected: "an object") }
    self.document = document
  }
}

/// A page of a list of which every member matters, not only those we know.
struct TreePagePayload: Decodable, Sendable {
  let pages: Int64
  private let answer: Tree

  init(from decoder: any Decoder) throws {
    pages = try Members(decoder).object("pagination").integer("totalPageCount") ?? 1
    answer = try Tree(from: decoder)
  }

  /// A list, or a map in the order of its keys.
  func entries(_ member: String) -> [Tree] {
    if case .map(let map) = answer[member] { return map.keys.sorted().compactMap { map[$0] } }
    return answer[member].elements ?? []
  }
}

/// The reference books as far as a configuration names entries of them.
struct RegistrationBooks: Sendable {
  var deliveryTypes: [String: DeliveryType] = [:]
  var paymentTypes: Set<String> = []
  /// Of them those that are switched on.
  var activePaymentTypes: Set<String> = []
  var stores: Set<String> = []
  var statuses: Set<String> = []

  struct DeliveryType: Decodable, Sendable {
    /// nil when only the key of the entry says it.
    var code: String?
    /// Instance code of the module it belongs to.
    var module: String?
    var isActive: Bool
    var paymentTypes: Set<String>
    /// Of an integrated type recorded as empty though it is in use: empty is taken for all.
    var sites: Set<String>

    init(from decoder: any Decoder) throws {
      let members = try Members(decoder)
      code = try members.text("code")
      module = try members.text("integrationCode")
      isActive = try members.flag("active") ?? true
      paymentTypes = try members.codes("paymentTypes")
      sites = try members.codes("sites")
    }
  }
}

/// `GET reference/delivery-types`, with more of each than the daemon needs.
struct DeliveryTypesPayload: Decodable, Sendable {
  private(set) var types: [String: RegistrationBooks.DeliveryType] = [:]

  init(from decoder: any Decoder) throws {
    let members = try Members(decoder)
    let entries = try members.entries("deliveryTypes", of: RegistrationBooks.DeliveryType.self) ?? []
    for entry in entries {
      let type = try entry.value.get()
      if let code = type.code ?? entry.key { types[code] = type }
    }
  }
}

/// `GET reference/payment-types`, with which of them are switched on.
struct PaymentTypesPayload: Decodable, Sendable {
  private(set) var all: Set<String> = []
  private(set) var active: Set<String> = []

  private struct PaymentType: Decodable {
    var code: String?
    var isActive: Bool

    init(from decoder: any Decoder) throws {
      let members = try Members(decoder)
      code = try members.text("code")
      isActive = try members.flag("active") ?? true
    }
  }

  init(from decoder: any Decoder) throws {
    let members = try Members(decoder)
    for entry in try members.entries("paymentTypes", of: PaymentType.self) ?? [] {
      let type = try entry.value.get()
      guard let code = type.code ?? entry.key else { continue }
      all.insert(code)
      if type.isActive { active.insert(code) }
    }
  }
}
