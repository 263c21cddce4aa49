// Readers of the values that the core has types for. The core says whether a text is one; here is said what
// was expected. Codes, phones and addresses are a person's data and are not repeated.
import ShippingCore

extension Value {
  func postcode() -> Postcode? {
    checked("a postcode of five digits", Postcode.init) {
      "not a postcode: exactly five digits, zeros included"
    }
  }

  func phone() -> Phone? {
    checked("a Ukrainian phone number", Phone.init) {
      "not a Ukrainian phone number: +380 and nine digits, or 0 and nine digits"
    }
  }

  func edrpou() -> EDRPOU? {
    checked("the EDRPOU code", EDRPOU.init) {
      $0.filter(\.isNumber).count == 8
        ? "not an EDRPOU code: the check digit does not fit, a digit is mistyped"
        : "not an EDRPOU code: exactly 8 digits, zeros included"
    }
  }

  func taxNumber() -> TaxNumber? {
    checked("the tax number", TaxNumber.init) {
      $0.filter(\.isNumber).count == 10
        ? "not a tax number: the check digit does not fit, a digit is mistyped"
        : "not a tax number: exactly 10 digits, zeros included"
    }
  }

  func iban() -> IBAN? {
    checked("the IBAN", IBAN.init) {
      $0.filter { !$0.isWhitespace }.count == 29
        ? "not a Ukrainian IBAN: UA and 27 digits, and the check digits must fit"
        : "not a Ukrainian IBAN: 29 characters, UA and 27 digits"
    }
  }

  func email() -> String? {
    checked("an e-mail address", Self.emailAddress) { "not an e-mail address: name@example.com" }
  }

  private func checked<T>(_ what: String, _ make: (String) -> T?, _ reason: (String) -> String) -> T? {
    guard let text = text(what) else { return nil }
    if let value = make(text) { return value }
    refuse(reason(text))
    return nil
  }

  private func checked<T>(_ what: String, _ make: (String) -> T?, _ reason: () -> String) -> T? {
    checked(what, make) { _ in reason() }
  }

  private static func emailAddress(_ text: String) -> String? {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, parts[1].contains("."), parts[1].first != ".",
      parts[1].last != ".", !text.contains(where: \.isWhitespace)
    else { return nil }
    return text
  }
}
