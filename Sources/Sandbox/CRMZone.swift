// Moments in the account's zone. The CRM writes and reads wall time without an offset, so the simulator keeps wall time
// as seconds and converts only `now`, once per call. An hour repeats when summer time ends, here as in the real
// service: wall times are for people and for filters, the order of records is by id.
internal import Foundation

/// Seconds since 1970-01-01 00:00:00 on the wall clock of the account's zone.
typealias CRMWallTime = Int64

struct CRMZone {
  private let zone: TimeZone
  private var cachedQuarter = Int64.min
  private var cachedOffset: Int64 = 0

  /// UTC when the identifier is unknown.
  init(_ identifier: String) {
    zone = TimeZone(identifier: identifier) ?? TimeZone(secondsFromGMT: 0) ?? .current
  }

  /// Offsets change on whole quarters of an hour at most, so one conversion serves a quarter.
  mutating func wall(_ moment: SandboxTime) -> CRMWallTime {
    let seconds = CRMZone.floor(moment, 1_000)
    let quarter = CRMZone.floor(seconds, 900)
    if quarter != cachedQuarter {
      cachedQuarter = quarter
      cachedOffset = Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds))))
    }
    return seconds &+ cachedOffset
  }

  static func floor(_ value: Int64, _ divisor: Int64) -> Int64 {
    let quotient = value / divisor
    return value % divisor < 0 ? quotient - 1 : quotient
  }

  /// `YYYY-MM-DD HH:MM:SS`.
  static func text(_ wall: CRMWallTime) -> String {
    var bytes: [UInt8] = []
    append(wall, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// `YYYY-MM-DD`.
  static func dayText(_ wall: CRMWallTime) -> String {
    String(text(wall).prefix(10))
  }

  static func append(_ wall: CRMWallTime, to bytes: inout [UInt8]) {
    let day = floor(wall, 86_400)
    let second = wall - day * 86_400
    let date = civil(day)
    digits(date.year, 4, &bytes)
    bytes.append(UInt8(ascii: "-"))
    digits(date.month, 2, &bytes)
    bytes.append(UInt8(ascii: "-"))
    digits(date.day, 2, &bytes)
    bytes.append(UInt8(ascii: " "))
    digits(second / 3_600, 2, &bytes)
    bytes.append(UInt8(ascii: ":"))
    digits(second / 60 % 60, 2, &bytes)
    bytes.append(UInt8(ascii: ":"))
    digits(second % 60, 2, &bytes)
  }

  private static func digits(_ value: Int64, _ count: Int, _ bytes: inout [UInt8]) {
    var divisor: Int64 = count == 4 ? 1_000 : 10
    while divisor > 0 {
      bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value / divisor % 10))
      divisor /= 10
    }
  }

  // The civil calendar, with days counted from 0000-03-01 in eras of 400 years.
  private static func civil(_ dayNumber: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = max(dayNumber, -719_468) + 719_468
    let era = shifted / 146_097
    let dayOfEra = shifted % 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }

  /// Reads `YYYY-MM-DD` and `YYYY-MM-DD HH:MM:SS`; nil for anything else. A bare day is its first second.
  static func wall(from text: String) -> CRMWallTime? {
    let bytes = Array(text.utf8)
    guard bytes.count == 10 || bytes.count == 19 else { return nil }
    guard let day = dayNumber(bytes) else { return nil }
    guard bytes.count == 19 else { return day * 86_400 }
    guard bytes[10] == UInt8(ascii: " "), let time = timeOfDay(bytes[11..<19]) else { return nil }
    return day * 86_400 + time
  }

  /// A moment of a tracking call, ISO 8601: `2015-03-13T21:24:00+03:00` (or `Z`). Without an offset it is wall time.
  mutating func moment(from text: String) -> (wall: CRMWallTime, hasOffset: Bool)? {
    if let wall = CRMZone.wall(from: text) { return (wall, false) }
    let bytes = Array(text.utf8)
    guard bytes.count >= 19, bytes[10] == UInt8(ascii: "T"), let day = CRMZone.dayNumber(bytes),
      let time = CRMZone.timeOfDay(bytes[11..<19])
    else { return nil }
    let seconds = day * 86_400 + time
    var rest = bytes[19...]
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst().drop { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
    guard !rest.isEmpty else { return (seconds, false) }
    guard let offset = CRMZone.offset(Array(rest)) else { return nil }
    return (wall((seconds - offset) * 1_000), true)
  }

  private static func offset(_ bytes: [UInt8]) -> Int64? {
    if bytes == [UInt8(ascii: "Z")] { return 0 }
    let digits = bytes.dropFirst().filter { $0 != UInt8(ascii: ":") }
    guard digits.count == 4, let sign = bytes.first, let value = number(digits[...]) else { return nil }
    guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { return nil }
    let seconds = value / 100 * 3_600 + value % 100 * 60
    return sign == UInt8(ascii: "-") ? -seconds : seconds
  }

  private static func dayNumber(_ bytes: [UInt8]) -> Int64? {
    guard bytes.count >= 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
      let year = number(bytes[0..<4]), let month = number(bytes[5..<7]), let day = number(bytes[8..<10]),
      (1...12).contains(month), (1...31).contains(day)
    else { return nil }
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = floor(shiftedYear, 400)
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  private static func timeOfDay(_ bytes: ArraySlice<UInt8>) -> Int64? {
    let start = bytes.startIndex
    guard bytes[start + 2] == UInt8(ascii: ":"), bytes[start + 5] == UInt8(ascii: ":"),
      let hour = number(bytes[start..<start + 2]), let minute = number(bytes[start + 3..<start + 5]),
      let second = number(bytes[start + 6..<start + 8]), hour < 24, minute < 60, second < 60
    else { return nil }
    return hour * 3_600 + minute * 60 + second
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int64? {
    var value: Int64 = 0
    for byte in digits {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
      value = value * 10 + Int64(byte - UInt8(ascii: "0"))
    }
    return value
  }
}
