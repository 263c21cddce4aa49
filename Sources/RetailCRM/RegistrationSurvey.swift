// What the CRM has of everything that registering is about, read in one go and before anything is written.
// A right that the key lacks is a finding, not a failure: the rest can still be compared.
import ShippingCore

struct RegistrationSurvey: Sendable {
  var version: String?
  /// Rights of the key; empty when the CRM does not list any.
  var scopes: Set<String> = []
  /// nil when the key may not read them.
  var books: RegistrationBooks?
  /// Documents by code, `nothing` where there is no module; without those that may not be read.
  var modules: [String: Tree] = [:]
  var fields: [String: Tree]?
  var dictionaries: [String: Tree]?
  /// Rights whose lack showed in an answer.
  var denied: Set<String> = []

  static let readsReferences = "reference_read"
  static let readsModules = "integration_read"
  static let writesModules = "integration_write"
  static let readsFields = "custom_fields_read"
  static let writesFields = "custom_fields_write"

  /// nil when the CRM does not tell its version.
  var majorVersion: Int? { version?.split(separator: ".").first.flatMap { Int($0) } }

  /// Whether the key surely lacks a right.
  func lacks(_ scope: String) -> Bool {
    denied.contains(scope) || (!scopes.isEmpty && !scopes.contains(scope))
  }

  /// `nil` as a value, when the key may not read it.
  private mutating func note<Value>(_ outcome: Outcome<Value>, right: String) -> Outcome<Value?> {
    if case .refused(let failure) = outcome, failure.isLackOfRight {
      denied.insert(right)
      return .done(nil)
    }
    return outcome.map { Optional($0) }
  }

  static func of(_ wish: RegistrationWish, by crm: RetailCRMAdapter) async -> Outcome<RegistrationSurvey> {
    await crm.rights().then { rights in
      await crm.systemVersion().then { version in
        var survey = RegistrationSurvey()
        survey.version = version
        survey.scopes = rights.scopes
        return await survey.completed(wish, by: crm)
      }
    }
  }

  private func completed(_ wish: RegistrationWish, by crm: RetailCRMAdapter) async -> Outcome<Self> {
    var survey = self
    switch survey.note(await crm.registrationBooks(), right: Self.readsReferences) {
    case .done(let books): survey.books = books
    case let other: return other.map { _ in survey }
    }
    for cabinet in wish.cabinets where cabinet.mode == .native {
      switch survey.note(await crm.module(cabinet.moduleCode), right: Self.readsModules) {
      case .done(let document): survey.modules[cabinet.moduleCode] = document
      case let other: return other.map { _ in survey }
      }
    }
    guard wish.cabinets.contains(where: { !wish.fields(of: $0).isEmpty }) else { return .done(survey) }
    switch survey.note(await crm.customFields(), right: Self.readsFields) {
    case .done(let fields): survey.fields = fields
    case let other: return other.map { _ in survey }
    }
    guard wish.cabinets.contains(where: { $0.mode == .plain }) else { return .done(survey) }
    switch survey.note(await crm.dictionaries(), right: Self.readsFields) {
    case .done(let dictionaries): survey.dictionaries = dictionaries
    case let other: return other.map { _ in survey }
    }
    return .done(survey)
  }
}

extension Failure {
  /// The key is good, and may not do this.
  var isLackOfRight: Bool { scope == .account && (code == "access-denied" || code == "http-403") }
}
