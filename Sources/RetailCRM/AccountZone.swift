// Dates of the CRM are texts without a zone, in the zone of the account (retailcrm-api.md section 1). A UTC
// text in a filter shifts the window by hours, so there is no default zone here: it is learned from the
// settings or nothing is sent. Tracking moments alone carry an offset.
import Foundation
import ShippingCore

struct AccountZone: Sendable {
  /// IANA name, as `settings.timezone.value` has it.
  let name: String
  private let zone: TimeZone
  private let moments: Date.ISO8601FormatStyle

  /// nil when this machine does not know the zone.
  init?(_ name: String) {
    guard let zone = TimeZone(identifier: name) else { return nil }
    self.name = name
    self.zone = zone
    moments = Date.ISO8601FormatStyle(timeZone: zone).year().month().day()
      .dateTimeSeparator(.space).time(includingFractionalSeconds: false)
  }

  /// `2021-02-25 14:58:44`.
  func moment(_ instant: Instant) -> String { date(instant).formatted(moments) }

  /// `2021-02-25`.
  func day(_ instant: Instant) -> String { String(moment(instant).prefix(10)) }

  /// `2015-03-13T21:24:00+03:00`.
  func momentWithOffset(_ instant: Instant) -> String {
    let minutes = zone.secondsFromGMT(for: date(instant)) / 60
    let (hour, minute) = minutes.magnitude.quotientAndRemainder(dividingBy: 60)
    func twoDigits(_ number: UInt) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let local = moment(instant).replacing(" ", with: "T", maxReplacements: 1)
    return "\(local)\(minutes < 0 ? "-" : "+")\(twoDigits(hour)):\(twoDigits(minute))"
  }

  /// Reads `2021-02-25 14:58:44`. Of the two moments a clock shows when summer time ends, the first.
  func instant(_ text: String) -> Instant? {
    guard text.utf8.count == 19, let date = try? Date(text, strategy: moments) else { return nil }
    return Instant(milliseconds: Int64(date.timeIntervalSince1970) * 1000)
  }

  /// Years with four digits, which is all that the calendar and the CRM agree about.
  private static let milliseconds: ClosedRange<Int64> = 0...253_370_764_800_000

  private func date(_ instant: Instant) -> Date {
    let milliseconds = min(
      max(instant.milliseconds, Self.milliseconds.lowerBound), Self.milliseconds.upperBound)
    return Date(timeIntervalSince1970: Double(milliseconds / 1000))
  }
}
