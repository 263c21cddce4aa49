// The numbers that say who a sender or a recipient is, each with the check digit that catches a typing
// error before a parcel or money goes astray. All are text: leading zeros count.

/// EDRPOU, the 8-digit code of a company, with its check digit (ukrposhta-api.md section 4).
public struct EDRPOU: CheckedText {
  public let text: String

  public init?(_ text: some StringProtocol) {
    let digits = String(text).filter { !$0.isWhitespace }
    guard digits.count == 8, digits.allSatisfy(\.isASCIIDigit), let number = Int(digits) else { return nil }
    let figures = digits.utf8.map { Int($0) - 48 }
    let base = (30_000_000...60_000_000).contains(number) ? [7, 1, 2, 3, 4, 5, 6] : [1, 2, 3, 4, 5, 6, 7]
    func remainder(_ weights: [Int]) -> Int { zip(figures, weights).reduce(0) { $0 + $1.0 * $1.1 } % 11 }
    var check = remainder(base)
    if check == 10 { check = remainder(base.map { $0 + 2 }) }
    guard figures.last == (check == 10 ? 0 : check) else { return nil }
    self.text = String(digits)
  }
}

/// The 10-digit tax number of a person or an entrepreneur (TIN, РНОКПП), with its check digit.
public struct TaxNumber: CheckedText {
  public let text: String

  public init?(_ text: some StringProtocol) {
    let digits = String(text).filter { !$0.isWhitespace }
    guard digits.count == 10, digits.allSatisfy(\.isASCIIDigit) else { return nil }
    let figures = digits.utf8.map { Int($0) - 48 }
    let weights = [-1, 5, 7, 9, 4, 6, 10, 5, 7]
    let sum = zip(figures, weights).reduce(0) { $0 + $1.0 * $1.1 }
    let remainder = ((sum % 11) + 11) % 11
    guard figures.last == remainder % 10 else { return nil }
    self.text = String(digits)
  }
}

/// A Ukrainian IBAN: `UA` and 27 digits, modulo 97 equal to 1 (ISO 13616).
public struct IBAN: CheckedText {
  public let text: String

  public init?(_ text: some StringProtocol) {
    let compact = String(text).filter { !$0.isWhitespace }.uppercased()
    guard compact.count == 29, compact.hasPrefix("UA"), compact.dropFirst(2).allSatisfy(\.isASCIIDigit) else {
      return nil
    }
    // The first four characters go to the end, and letters become numbers: U is 30, A is 10.
    let rearranged = compact.dropFirst(4) + "3010" + compact.dropFirst(2).prefix(2)
    let remainder = rearranged.utf8.reduce(0) { ($0 * 10 + Int($1) - 48) % 97 }
    guard remainder == 1 else { return nil }
    self.text = compact
  }
}
