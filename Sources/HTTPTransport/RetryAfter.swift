// Reads Retry-After and the dates of HTTP. A newcomer would compare an HTTP-date with this machine's clock;
// when that clock is an hour off, so is the wait. Callers pass the answer's own Date header as `now` where it
// is there.

public enum RetryAfter {
  /// The longest wait believed (behaviour.md §11: back off up to 5 minutes).
  public static let longest: Duration = .seconds(300)

  /// The wait asked for, from 0 to `longest`. `now` is in Unix seconds; without it only delta-seconds can be
  /// read. nil when the text is neither form. A date in the past is a wait of zero.
  public static func parse(_ header: String, now: Int64?) -> Duration? {
    let text = header.drop(while: { $0 == " " || $0 == "\t" })
    let digits = text.prefix(while: { $0.isASCII && $0.isWholeNumber })
    if !digits.isEmpty {
      // Some servers send "1.5" or "120, 120": the leading whole number is what is meant, rounded up.
      guard digits.count < 10, let seconds = Int64(digits) else { return longest }
      let fraction = text[digits.endIndex...].first == "."
      return min(.seconds(seconds + (fraction ? 1 : 0)), longest)
    }
    guard let now, let date = HTTPDate.parse(header) else { return nil }
    let (wait, overflow) = date.subtractingReportingOverflow(now)
    if overflow { return nil }
    return min(max(.seconds(wait), .zero), longest)
  }
}

public enum HTTPDate {
  private static let months = [
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10,
    "nov": 11, "dec": 12,
  ]

  /// Unix seconds of an HTTP-date in any of its three forms (RFC 9110 §5.6.7): "Sun, 06 Nov 1994 08:49:37
  /// GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994". The weekday is not checked.
  public static func parse(_ text: String) -> Int64? {
    guard text.utf8.count <= 64 else { return nil }
    let words = text.lowercased().split(whereSeparator: { " ,-\t".contains($0) }).map(String.init)
    guard words.count >= 5 else { return nil }
    if let month = months[words[1]] {
      return seconds(day: words[2], month: month, year: words[4], clock: words[3])
    }
    guard let month = months[words[2]], words.count == 6, words[5] == "gmt" else { return nil }
    return seconds(day: words[1], month: month, year: words[3], clock: words[4])
  }

  private static func seconds(day: String, month: Int, year: String, clock: String) -> Int64? {
    let parts = clock.split(separator: ":", omittingEmptySubsequences: false).map { number(String($0)) }
    guard parts.count == 3, let hour = parts[0], let minute = parts[1], let second = parts[2],
      let day = number(day), var year = number(year),
      (0..<24).contains(hour), (0..<60).contains(minute), (0...60).contains(second)
    else { return nil }
    // A two-digit year belongs to the RFC 850 form; no peer of ours sends dates before 1970.
    if year < 100 { year += year < 70 ? 2_000 : 1_900 }
    guard (1_970...9_999).contains(year), (1...daysIn(month: month, year: year)).contains(day) else {
      return nil
    }
    return (daysSince1970(year: year, month: month, day: day) * 24 + hour) * 3_600 + minute * 60 + second
  }

  /// A number of one to four ASCII digits.
  private static func number(_ text: String) -> Int64? {
    guard (1...4).contains(text.utf8.count), text.utf8.allSatisfy({ (48...57).contains($0) }) else {
      return nil
    }
    return Int64(text)
  }

  private static func isLeap(_ year: Int64) -> Bool {
    (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
  }

  private static func daysIn(month: Int, year: Int64) -> Int64 {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  private static func daysSince1970(year: Int64, month: Int, day: Int64) -> Int64 {
    let before = year - 1
    let leapDays = (before / 4 - before / 100 + before / 400) - (1_969 / 4 - 1_969 / 100 + 1_969 / 400)
    var days = (year - 1_970) * 365 + leapDays + day - 1
    for earlier in 1..<month { days += daysIn(month: earlier, year: year) }
    return days
  }
}
