// What the API means when it says no (retailcrm-api.md section 3). Texts are compared without case and final
// dot, because the sources differ in both. The text is looked at before the status: the same text comes with
// 400 from one system and with 403 or 404 from another, and even with 200.
import ShippingCore

enum Refusal {
  /// The call had no effect.
  case no(Failure.Kind, Failure.Scope, code: String)
  /// The API failed on the way: the call may have had its effect.
  case lost

  init(status: Int, message: String?) {
    var text = (message ?? "").lowercased()
    while text.last == "." || text.last == " " { text.removeLast() }
    if let known = Refusal.known(status: status, text: text) {
      self = known
      return
    }
    switch status {
    case 401, 403: self = .no(.terminal, .account, code: "http-\(status)")
    case 404: self = .no(.terminal, .call, code: "not-found")
    case 405: self = .no(.terminal, .call, code: "method-not-allowed")
    case 408, 500...: self = .lost
    // The URL of the account leads elsewhere; nothing under it will work.
    case 300..<400: self = .no(.terminal, .account, code: "redirected")
    case 200..<300: self = .no(.terminal, .call, code: "refused")
    default: self = .no(.terminal, .call, code: "http-\(status)")
    }
  }

  private static func known(status: Int, text: String) -> Refusal? {
    if status == 429 || status == 503 { return .no(.transient, .call, code: "http-\(status)") }
    if text.hasPrefix("rate limit") { return .no(.transient, .call, code: "rate-limit") }
    if text.hasPrefix("internal server error") { return .lost }
    if status >= 500 { return .lost }
    if text.contains("apikey") {
      if text.contains("wrong") { return .no(.terminal, .account, code: "api-key-wrong") }
      if text.contains("missing") { return .no(.terminal, .account, code: "api-key-missing") }
    }
    if text.hasPrefix("account does not exist") { return .no(.terminal, .account, code: "account-unknown") }
    if text.hasPrefix("access denied") { return .no(.terminal, .account, code: "access-denied") }
    if text.hasSuffix("method not found") { return .no(.terminal, .call, code: "method-not-found") }
    if text.hasPrefix("errors in the entity format") { return .no(.terminal, .call, code: "entity-format") }
    if text.hasPrefix("errors in the input") || text.hasPrefix("errors in the pagination")
      || text.hasPrefix("validation error")
    {
      return .no(.terminal, .call, code: "input-parameters")
    }
    if text.hasPrefix("parameter "), text.hasSuffix("missing") {
      return .no(.terminal, .call, code: "parameter-missing")
    }
    return nil
  }
}
