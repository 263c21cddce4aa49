// Whose integration module a document is. A code in the configuration proves nothing: it may be that of a module which
// another program lives by, and the CRM lets any key with the right overwrite it. Ours only polls, so a callback is the
// surest sign of somebody else; the CRM never shows the `clientId` that would tell (retailcrm-api.md section 13).
import ShippingCore

enum ModuleOwner: Hashable, Sendable {
  /// There is no module of that code.
  case nobody
  /// It bears what `register` put there, or nothing that could be lost.
  case ours
  /// The CRM's own.
  case vendor
  /// A program that the CRM calls at this host; `–` where no address says.
  case caller(host: String)
  /// A module for something else, or of another carrier.
  case stranger

  init(_ document: Tree) {
    let delivery = document[path: ["integrations", "delivery"]]
    if document.saysNothing {
      self = .nobody
    } else if document["native"] == .flag(true) {
      self = .vendor
    } else if let caller = ModuleOwner.caller(document, delivery) {
      self = caller
    } else {
      let others = document["integrations"].members?.filter { $0.key != "delivery" && !$0.value.saysNothing }
      let codes = (delivery["statusList"].elements ?? []).compactMap { $0["code"].plain }
      let isBare = codes.isEmpty && others?.isEmpty != false
      // A status that no carrier has: whoever has it was registered, or taken over, by us.
      self = isBare || codes.contains(ShownStatus.waiting) ? .ours : .stranger
    }
  }

  /// Members by which the CRM calls a module.
  static let callbacks = ["baseUrl", "actions"]

  private static func caller(_ document: Tree, _ delivery: Tree) -> ModuleOwner? {
    let isCalled = callbacks.contains { !document[$0].saysNothing } || !delivery["actions"].saysNothing
    return isCalled ? .caller(host: host(of: document["baseUrl"].plain ?? "") ?? "–") : nil
  }

  /// Longest host shown.
  private static let longestHost = 80

  /// Of an address, the host alone: a path or a query may hold what is nobody's business.
  private static func host(of address: String) -> String? {
    guard let scheme = address.firstRange(of: "://") else { return nil }
    let authority = address[scheme.upperBound...].prefix { !"/?#\\".contains($0) }
    let host = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
    return host.isEmpty ? nil : String(host.prefix(longestHost))
  }
}
