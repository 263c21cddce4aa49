// Numbers as the digits that were written, because that is what money and weights need: 1499.90 as a Double
// is a little less, and a careless conversion to a whole number traps on what a stranger can send. Only
// digits, one point and a sign are a number here; `nan`, `1e9` and `1 000` in quotes are not.
import Foundation
import ShippingCore

struct PlainDecimal {
  /// More digits before the point mean nothing in an order.
  static let mostWholeDigits = 15

  private let isNegative: Bool
  private let whole: Int64
  private let hasFraction: Bool
  private let text: Substring

  init?(_ raw: String) {
    var digits = Substring(raw)
    while digits.first == " " { digits.removeFirst() }
    while digits.last == " " { digits.removeLast() }
    text = digits
    isNegative = digits.first == "-"
    if isNegative { digits.removeFirst() }
    let parts = digits.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy(Self.isDigit) }),
      let first = parts.first, first.count <= Self.mostWholeDigits, let whole = Int64(Substring(first))
    else { return nil }
    self.whole = whole
    hasFraction = parts.count == 2 && parts[1].contains { $0 != UInt8(ascii: "0") }
  }

  /// A whole number of a size that a Double holds exactly.
  init?(whole number: Double) {
    guard let exact = Int64(exactly: number), exact.magnitude < 1_000_000_000_000_000 else { return nil }
    isNegative = exact < 0
    whole = Int64(exact.magnitude)
    hasFraction = false
    text = Substring(String(exact))
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  var isBelowZero: Bool { isNegative && (whole > 0 || hasFraction) }

  /// The number when it is whole.
  var exactly: Int64? { hasFraction ? nil : isNegative ? -whole : whole }

  /// The next whole number away from zero: a parcel must not be declared lighter or smaller than it is.
  var roundedUp: Int64 {
    let up = whole + (hasFraction ? 1 : 0)
    return isNegative ? -up : up
  }

  /// Rounded half away from zero to kopiykas.
  var kopiykas: Kopiykas? { Kopiykas(hryvnias: text) }

  var double: Double? { Double(text).flatMap { $0.isFinite ? $0 : nil } }
}

extension Members {
  /// Money in the order's currency.
  func money(_ name: String) throws -> Kopiykas? {
    guard let decimal = try decimal(name) else { return nil }
    guard let kopiykas = decimal.kopiykas else { throw odd(name, expected: "an amount of money") }
    return kopiykas
  }

  /// Grams or millimetres, rounded up; nil when absent or 0, which the CRM writes for "not entered".
  func measure(_ name: String) throws -> Int64? {
    guard let decimal = try decimal(name) else { return nil }
    guard !decimal.isBelowZero else { throw odd(name, expected: "a number not below zero") }
    return decimal.roundedUp == 0 ? nil : decimal.roundedUp
  }

  func weight(_ name: String) throws -> Grams? {
    try measure(name).map { Grams($0) }
  }

  /// `length`, `width` and `height` in millimetres; nil unless all three are there.
  func dimensions() throws -> Dimensions? {
    let sides = (try measure("length"), try measure("width"), try measure("height"))
    guard let length = sides.0, let width = sides.1, let height = sides.2 else { return nil }
    return Dimensions(lengthMillimetres: length, widthMillimetres: width, heightMillimetres: height)
  }
}
