// Barcodes, postcodes and phone numbers: texts with leading zeros that a careless program turns into numbers.

/// A text that is only ever held when it passed its check. In JSON and in the ledger it is the bare text,
/// and it is checked again when it is read back: a synthesized decoder would let anything in.
public protocol CheckedText: Hashable, Sendable, Codable {
  var text: String { get }
  init?(_ text: String)
}

extension CheckedText {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let value = Self(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a valid \(Self.self)")
    }
    self = value
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}

/// The 13-digit number of a domestic shipment (TTN). Always text (ukrposhta-api.md section 12).
public struct Barcode: CheckedText, Comparable, CustomStringConvertible {
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

  public var description: String { text }
  public static func < (left: Barcode, right: Barcode) -> Bool { left.text < right.text }

  /// Whether the last digit fits the check rule observed on recorded barcodes. The rule is undocumented: a
  /// warning at most, never a reason to refuse.
  public var hasExpectedCheckDigit: Bool {
    let digits = text.utf8.map { Int($0) - 48 }
    let weights = [2, 3, 4, 5, 6, 7]
    let sum = digits.dropLast().reversed().enumerated().reduce(0) { $0 + $1.element * weights[$1.offset % 6] }
    let check = (11 - sum % 11) % 11
    return digits.last == (check == 10 ? 0 : check)
  }
}

/// A Ukrainian postcode: exactly five digits, text.
public struct Postcode: CheckedText, CustomStringConvertible {
  public let text: String

  public init?(_ text: some StringProtocol) {
    let trimmed = String(text).filter { !$0.isWhitespace }
    guard trimmed.count == 5, trimmed.allSatisfy(\.isASCIIDigit) else { return nil }
    self.text = String(trimmed)
  }

  public var description: String { text }
}

/// A Ukrainian phone number in the form Ukrposhta is sent: `+380` and nine digits.
public struct Phone: CheckedText {
  public let text: String

  /// Accepts `+380671234567`, `00380…`, `380671234567`, `80671234567`, `0671234567`, each with blanks,
  /// dashes, dots, brackets, and with the invisible direction marks that a telephone's contact list adds
  /// when it is copied from.
  public init?(_ text: some StringProtocol) {
    var digits = ""
    var hasPlus = false
    for scalar in text.unicodeScalars {
      switch scalar {
      case "0"..."9": digits.unicodeScalars.append(scalar)
      case "+":
        guard !hasPlus, digits.isEmpty else { return nil }
        hasPlus = true
      case "-", "\u{2010}"..."\u{2015}", "\u{2212}", "(", ")", ".": continue
      default:
        guard scalar.properties.isWhitespace || scalar.properties.generalCategory == .format else {
          return nil
        }
      }
      if digits.count > Phone.digitsLimit { return nil }
    }
    let national: Substring
    if digits.count == 12, digits.hasPrefix("380") {
      national = digits.dropFirst(3)
    } else if hasPlus {
      // After a plus comes a country, and 380 is the only one that is ours.
      return nil
    } else if digits.count == 14, digits.hasPrefix("00380") {
      national = digits.dropFirst(5)
    } else if digits.count == 11, digits.hasPrefix("80") {
      national = digits.dropFirst(2)
    } else if digits.count == 10, digits.hasPrefix("0") {
      national = digits.dropFirst(1)
    } else {
      return nil
    }
    guard national.first != "0" else { return nil }
    self.text = "+380" + national
  }

  private static let digitsLimit = 14
}
