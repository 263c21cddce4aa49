// Moments as Ukrposhta writes them: local date-time of Kyiv without a zone, `2019-11-12T17:21:49`. Computed
// from the milliseconds by arithmetic alone, because a simulated life must not depend on the machine's zone
// or its tzdata. Summer time lasts from 01:00 UTC of the last Sunday of March to 01:00 UTC of the last Sunday
// of October.

enum PostTime {
  static let millisecondsPerDay: Int64 = 86_400_000

  /// `2026-03-04T10:20:30` for a moment, in Kyiv.
  static func local(_ moment: SandboxTime) -> String {
    let shifted = moment &+ kyivOffset(at: moment)
    let day = floorDivide(shifted, millisecondsPerDay)
    let rest = (shifted &- day &* millisecondsPerDay) / 1000
    let date = civil(fromDays: day)
    return padded(date.year, 4) + "-" + padded(date.month, 2) + "-" + padded(date.day, 2) + "T"
      + padded(rest / 3600, 2) + ":" + padded(rest / 60 % 60, 2) + ":" + padded(rest % 60, 2)
  }

  /// Midnight in Kyiv of the day that many days later, in the same notation.
  static func midnight(_ moment: SandboxTime, days: Int64) -> String {
    String(local(moment &+ days &* millisecondsPerDay).prefix(10)) + "T00:00:00"
  }

  private static func kyivOffset(at moment: SandboxTime) -> Int64 {
    let hour: Int64 = 3_600_000
    let year = civil(fromDays: floorDivide(moment, millisecondsPerDay)).year
    let start = lastSunday(year: year, month: 3) &* millisecondsPerDay &+ hour
    let end = lastSunday(year: year, month: 10) &* millisecondsPerDay &+ hour
    return moment >= start && moment < end ? 3 * hour : 2 * hour
  }

  /// Both months asked for have 31 days. Day 0 of the count, 1970-01-01, was a Thursday.
  private static func lastSunday(year: Int64, month: Int64) -> Int64 {
    let last = days(year: year, month: month, day: 31)
    let weekday = ((last &+ 4) % 7 + 7) % 7
    return last - weekday
  }

  /// Days since 1970-01-01 of a date of the Gregorian calendar (years count from 1 March, in eras of 400).
  private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let era = floorDivide(shifted, 400)
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  private static func civil(fromDays days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = days + 719_468
    let era = floorDivide(shifted, 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let index = (5 * dayOfYear + 2) / 153
    let month = index < 10 ? index + 3 : index - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * index + 2) / 5 + 1)
  }

  private static func floorDivide(_ value: Int64, _ by: Int64) -> Int64 {
    let quotient = value / by
    return value % by < 0 ? quotient - 1 : quotient
  }

  private static func padded(_ value: Int64, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
