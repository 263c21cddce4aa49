// The post writes local date-times without a zone (`2026-03-04T10:20:30`), taken to be Kyiv's. Reading one
// is not a subtraction of two hours: twice a year an hour is missing or comes twice. Both are given a fixed
// reading here, so that neither traps and the same text always is the same instant.
import Foundation
public import ShippingCore

/// The zone in which the post's clocks stand.
public struct PostZone: Sendable, Hashable {
  private let zone: TimeZone

  /// nil when there is no such zone.
  public init?(name: String) {
    guard let zone = TimeZone(identifier: name) else { return nil }
    self.zone = zone
  }

  private init(_ zone: TimeZone) { self.zone = zone }

  /// Zone data older than 2022 know the city by its former spelling. Without any zone data, winter time.
  public static let kyiv = PostZone(
    TimeZone(identifier: "Europe/Kyiv") ?? TimeZone(identifier: "Europe/Kiev")
      ?? TimeZone(secondsFromGMT: 7_200) ?? .gmt)

  /// Longer texts are no date-times.
  private static let lengthLimit = 40

  private static let style = Date.ISO8601FormatStyle(timeZone: .gmt).year().month().day()
    .time(includingFractionalSeconds: false)

  /// Reads `2026-03-04T10:20:30`, also with a blank for the T, without seconds, with a fraction (dropped)
  /// and with a zone of its own. nil for anything else, such as a 31st of February.
  public func instant(_ text: String) -> Instant? {
    var rest = Substring(text)
    guard text.utf8.count <= Self.lengthLimit, text.utf8.allSatisfy({ $0 < 128 }) else { return nil }
    let day = rest.prefix(10)
    rest = rest.dropFirst(10)
    guard let separator = rest.popFirst(), separator == "T" || separator == " " else { return nil }
    let clock = rest.prefix { $0.isNumber || $0 == ":" }
    rest = rest.dropFirst(clock.count)
    let plain = "\(day)T\(clock)" + (clock.count == 5 ? ":00" : "")
    // Formatting it back catches what parsing rolls over.
    guard let date = try? Self.style.parse(plain), Self.style.format(date) == plain else { return nil }
    if rest.first == "." { rest = rest.dropFirst().drop { $0.isNumber } }
    let local = Int64(date.timeIntervalSince1970)
    guard let offset = Self.offset(rest) else { return nil }
    return Instant(milliseconds: (local - (offset.seconds ?? offsetOfZone(atLocal: local))) * 1_000)
  }

  /// The offset of `local` (seconds as if the clock on the wall were UTC's). Of an hour that comes twice
  /// the first is taken; a time within a missing hour is read with the offset before the jump.
  private func offsetOfZone(atLocal local: Int64) -> Int64 {
    let halfDay: Int64 = 43_200
    let before = offset(at: local - halfDay)
    let after = offset(at: local + halfDay)
    let fitting = [before, after].filter { offset(at: local - $0) == $0 }
    return fitting.max() ?? before
  }

  private func offset(at seconds: Int64) -> Int64 {
    Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds))))
  }

  /// `Z`, `+03:00`, `+0300`; without seconds for an empty text; nil for anything else.
  private static func offset(_ text: Substring) -> (seconds: Int64?, Void)? {
    if text.isEmpty { return (nil, ()) }
    if text == "Z" { return (0, ()) }
    guard let sign = text.first, sign == "+" || sign == "-" else { return nil }
    let digits = text.dropFirst().filter { $0 != ":" }
    guard digits.count == 4, let hours = Int64(digits.prefix(2)), let minutes = Int64(digits.suffix(2)),
      (0...14).contains(hours), (0...59).contains(minutes)
    else { return nil }
    let seconds = hours * 3_600 + minutes * 60
    return (sign == "-" ? -seconds : seconds, ())
  }
}
