// Barcodes, postcodes and phone numbers: texts with leading zeros that a careless program turns into numbers.

/// The 13-digit number of a domestic shipment (TTN). Always text (ukrposhta-api.md section 12).
public struct Barcode: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
  public let text: String

  /// Accepts exactly 13 digits, and twelve (a zero lost by somebody's spreadsheet) with the zero put back.
  public init?(_ text: some StringProtocol) {
    let digits = String(text).filter { !$0.isWhitespace }
    guard digits.allSatisfy(\.isASCIIDigit) else { return nil }
    switch digits.count {
    case 13: self.text = String(digits)
    case 12: self.text = "0" + String(digits)
    default: return nil
    }
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let barcode = Barcode(text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a 13-digit barcode")
    }
    self = barcode
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }

  public var description: String { text }
  public static func < (left: Barcode, right: Barcode) -> Bool { left.text < right.text }

  /// Whether the last digit fits the check rule observed on recorded barcodes. The rule is undocumented: a warning
  /// at most, never a reason to refuse.
  public var hasExpectedCheckDigit: Bool {
    let digits = text.utf8.map { Int($0) - 48 }
    let weights = [2, 3, 4, 5, 6, 7]
    let sum = digits.dropLast().reversed().enumerated().reduce(0) { $0 + $1.element * weights[$1.offset % 6] }
    let check = (11 - sum % 11) % 11
    return digits.last == (check == 10 ? 0 : check)
  }
}

/// A Ukrainian postcode: exactly five digits, text.
public struct Postcode: Hashable, Sendable, Codable, CustomStringConvertible {
  public let text: String

  public init?(_ text: some StringProtocol) {
    let trimmed = String(text).filter { !$0.isWhitespace }
    guard trimmed.count == 5, trimmed.allSatisfy(\.isASCIIDigit) else { return nil }
    self.text = String(trimmed)
  }

  public var description: String { text }
}

/// A Ukrainian phone number in the form Ukrposhta is sent: `+380` and nine digits.
public struct Phone: Hashable, Sendable, Codable {
  public let text: String

  /// Accepts `+380671234567`, `380671234567`, `80671234567`, `0671234567`, each with blanks, dashes, dots, brackets.
  public init?(_ text: some StringProtocol) {
    var digits = ""
    for (index, character) in text.enumerated() {
      if character.isASCIIDigit {
        digits.append(character)
      } else if character == "+" {
        guard digits.isEmpty, index <= 2 else { return nil }
      } else if !(character.isWhitespace || "-–().".contains(character)) {
        return nil
      }
    }
    let national: Substring
    switch (digits.count, true) {
    case (12, digits.hasPrefix("380")): national = digits.dropFirst(3)
    case (11, digits.hasPrefix("80")): national = digits.dropFirst(2)
    case (10, digits.hasPrefix("0")): national = digits.dropFirst(1)
    default: return nil
    }
    guard national.first != "0" else { return nil }
    self.text = "+380" + national
  }
}
