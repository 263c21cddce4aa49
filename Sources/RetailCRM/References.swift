// Settings, rights and reference books, read by `account()`. Containers are maps for most kinds and lists for
// stores; keys may look like numbers and stay text (retailcrm-api.md section 11). Here an odd entry is not
// passed over: a status without its group, or a payment status without its meaning, would be decided on for
// every order.
import Foundation
import ShippingCore
import SyncEngine

/// `GET settings`, in snake_case unlike everything else.
struct SettingsPayload: Decodable, Sendable {
  let timeZone: String

  init(from decoder: any Decoder) throws {
    let timezone = try Members(decoder).object("settings").object("timezone")
    guard let name = try timezone.text("value") else { throw timezone.odd("value", expected: "a time zone") }
    timeZone = name
  }
}

/// `GET credentials`.
struct CredentialsPayload: Decodable, Sendable {
  let scopes: Set<String>
  /// Site codes the key may use; nil = all.
  let sites: Set<String>?

  init(from decoder: any Decoder) throws {
    let members = try Members(decoder)
    scopes = try members.codes("scopes")
    let isSelective = try members.text("siteAccess") == "access_selective"
    sites = isSelective ? try members.codes("sitesAvailable") : nil
  }
}

/// One entry of any reference book: its code, and the few members that some books have.
struct ReferenceEntry: Decodable, Sendable {
  /// nil when only the key says it.
  var code: String?
  /// Of a status.
  let group: String?
  /// Of a status group.
  let statuses: Set<String>
  /// Of a payment status: paid in full.
  let paymentComplete: Bool
  /// Of a delivery type: payment types flagged as cash on delivery.
  let cashOnDelivery: Set<String>

  init(from decoder: any Decoder) throws {
    let members = try Members(decoder)
    let kind = decoder.aids.reference
    code = try members.text("code")
    group = kind == .statuses ? try members.text("group") : nil
    statuses = kind == .statusGroups ? try members.codes("statuses") : []
    paymentComplete = kind == .paymentStatuses ? try members.flag("paymentComplete") ?? false : false
    let paymentTypes =
      kind == .deliveryTypes ? try members.parts("deliveryPaymentTypes", of: DeliveryPaymentType.self) : []
    cashOnDelivery = Set(paymentTypes.filter(\.cod).map(\.code))
  }
}

private struct DeliveryPaymentType: Decodable {
  let code: String
  let cod: Bool

  init(from decoder: any Decoder) throws {
    let members = try Members(decoder)
    guard let code = try members.text("code") else { throw members.odd("code", expected: "a code") }
    self.code = code
    cod = try members.flag("cod") ?? false
  }
}

/// The reference books, each with the name of its path and of its member in the answer.
enum ReferenceKind: String, CaseIterable {
  case statuses
  case statusGroups = "status-groups"
  case deliveryTypes = "delivery-types"
  case paymentTypes = "payment-types"
  case paymentStatuses = "payment-statuses"
  case stores
  case sites

  var member: String {
    switch self {
    case .statuses: "statuses"
    case .statusGroups: "statusGroups"
    case .deliveryTypes: "deliveryTypes"
    case .paymentTypes: "paymentTypes"
    case .paymentStatuses: "paymentStatuses"
    case .stores: "stores"
    case .sites: "sites"
    }
  }
}

/// A whole reference book by code; which one, the reading aids say.
struct ReferencePayload: Decodable, Sendable {
  private(set) var book: [String: ReferenceEntry] = [:]

  init(from decoder: any Decoder) throws {
    let members = try Members(decoder)
    let name = decoder.aids.reference?.member ?? ""
    guard let entries = try members.entries(name, of: ReferenceEntry.self) else {
      throw members.odd(name, expected: "a list or a map")
    }
    for (offset, entry) in entries.enumerated() {
      let value = try entry.value.get()
      guard let code = value.code ?? entry.key else {
        throw members.odd("\(name)[\(offset)].code", expected: "a code")
      }
      book[code] = value
    }
  }
}

extension Members {
  /// A list of codes; numbers count as text.
  func codes(_ name: String) throws -> Set<String> {
    Set(try parts(name, of: Code.self).compactMap(\.text))
  }
}

private struct Code: Decodable {
  let text: String?

  init(from decoder: any Decoder) throws {
    switch try Scalar(from: decoder) {
    case .nothing: text = nil
    case .text(let code): text = code
    case .number(let number): text = number.description
    case .flag, .other: throw Odd(decoder.codingPath, expected: "a code")
    }
  }
}
