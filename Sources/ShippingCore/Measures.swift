// Money and sizes with the unit in the type. RetailCRM gives millimetres and decimal hryvnias, Ukrposhta wants
// centimetres and decimal hryvnias: mixing them up sends a parcel ten times too long.

/// Money in kopiykas (1/100 of a hryvnia). Never a floating-point number.
public struct Kopiykas: Hashable, Comparable, Sendable, Codable {
  public var amount: Int64

  public init(_ amount: Int64) { self.amount = amount }

  public init(from decoder: any Decoder) throws {
    amount = try decoder.singleValueContainer().decode(Int64.self)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(amount)
  }

  public static let zero = Kopiykas(0)

  public static func < (left: Kopiykas, right: Kopiykas) -> Bool { left.amount < right.amount }

  /// Saturates instead of trapping: amounts come from outside.
  public static func + (left: Kopiykas, right: Kopiykas) -> Kopiykas {
    let (sum, overflow) = left.amount.addingReportingOverflow(right.amount)
    return Kopiykas(overflow ? (left.amount < 0 ? .min : .max) : sum)
  }

  /// Saturates too.
  public static func - (left: Kopiykas, right: Kopiykas) -> Kopiykas {
    let (difference, overflow) = left.amount.subtractingReportingOverflow(right.amount)
    return Kopiykas(overflow ? (left.amount < 0 ? .min : .max) : difference)
  }

  /// Hryvnias with a point and two digits at most, as Ukrposhta writes them: `50`, `49.9`, `49.95`.
  public var hryvnias: String {
    let (whole, rest) = amount.magnitude.quotientAndRemainder(dividingBy: 100)
    let sign = amount < 0 ? "-" : ""
    switch rest {
    case 0: return "\(sign)\(whole)"
    case let tens where tens % 10 == 0: return "\(sign)\(whole).\(tens / 10)"
    default: return "\(sign)\(whole).\(rest < 10 ? "0" : "")\(rest)"
    }
  }

  /// Reads `50`, `50.5`, `50.50`, `-1.25`; more than two digits after the point are rounded half away from zero.
  public init?(hryvnias text: some StringProtocol) {
    var digits = Substring(text)
    let negative = digits.first == "-"
    if negative { digits = digits.dropFirst() }
    let parts = digits.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = parts.first, !first.isEmpty, first.count <= 15, first.allSatisfy(\.isASCIIDigit),
      let whole = Int64(first)
    else { return nil }
    var cents: Int64 = 0
    if parts.count == 2 {
      let fraction = parts[1]
      guard !fraction.isEmpty, fraction.allSatisfy(\.isASCIIDigit) else { return nil }
      let padded = Array((String(fraction) + "00").utf8.prefix(3)).map { Int64($0) - 48 }
      cents = padded[0] * 10 + padded[1]
      if fraction.count > 2, padded[2] >= 5 { cents += 1 }
    }
    let total = whole * 100 + cents
    self.init(negative ? -total : total)
  }
}

extension Character {
  var isASCIIDigit: Bool { self >= "0" && self <= "9" && isASCII }
}

/// Weight in grams.
public struct Grams: Hashable, Comparable, Sendable, Codable {
  public var amount: Int64
  public init(_ amount: Int64) { self.amount = amount }
  public static func < (left: Grams, right: Grams) -> Bool { left.amount < right.amount }
}

/// The three sides of a parcel in millimetres, as the CRM keeps them.
public struct Dimensions: Hashable, Sendable, Codable {
  public var lengthMillimetres: Int64
  public var widthMillimetres: Int64
  public var heightMillimetres: Int64

  public init(lengthMillimetres: Int64, widthMillimetres: Int64, heightMillimetres: Int64) {
    self.lengthMillimetres = lengthMillimetres
    self.widthMillimetres = widthMillimetres
    self.heightMillimetres = heightMillimetres
  }

  /// Length, width and height in whole centimetres, rounded up: a parcel must not be declared smaller than it is.
  public var centimetres: (length: Int64, width: Int64, height: Int64) {
    func up(_ millimetres: Int64) -> Int64 { millimetres / 10 + (millimetres % 10 > 0 ? 1 : 0) }
    return (up(lengthMillimetres), up(widthMillimetres), up(heightMillimetres))
  }
}
