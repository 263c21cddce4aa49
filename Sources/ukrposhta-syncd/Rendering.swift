// Times, durations and JSON as the verbs print them: times in the machine's own zone for people, in UTC for programs.
import ArgumentParser
import Foundation
import ShippingCore
import SyncEngine

extension Instant {
  private var date: Date { Date(timeIntervalSince1970: Double(milliseconds) / 1000) }

  /// `2026-11-24 00:24:12` where the machine is.
  var forPeople: String {
    date.formatted(
      Date.ISO8601FormatStyle(dateTimeSeparator: .space, timeZone: .current).year().month().day()
        .dateTimeSeparator(.space).time(includingFractionalSeconds: false))
  }

  /// `2026-11-23T22:24:12Z`
  var forPrograms: String { date.formatted(.iso8601) }
}

/// `3 s`, `5 min`, `2 h`, `4 d`: enough to see whether to wait.
func roughly(seconds: Int64) -> String { Duration.seconds(seconds).roughly }

enum JSONOutput {
  static func print(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    Swift.print(String(decoding: try encoder.encode(value), as: UTF8.self))
  }
}

/// A day of the post's calendar as an option: `--since 2026-11-01` is its first moment.
struct DayArgument: ExpressibleByArgument {
  let text: String
  let start: Instant

  init?(argument: String) {
    let parts = argument.split(separator: "-", omittingEmptySubsequences: false)
    guard argument.utf8.count == 10, parts.count == 3, let year = Int(parts[0]), let month = Int(parts[1]),
      let day = Int(parts[2]),
      let zone = TimeZone(identifier: "Europe/Kyiv") ?? TimeZone(identifier: "Europe/Kiev")
    else { return nil }
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = zone
    let wanted = DateComponents(year: year, month: month, day: day)
    guard let date = calendar.date(from: wanted),
      calendar.dateComponents([.year, .month, .day], from: date) == wanted
    else { return nil }
    text = argument
    start = Instant(milliseconds: Int64(date.timeIntervalSince1970 * 1000))
  }
}
