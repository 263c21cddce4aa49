// Durations as the file writes them: a whole number and a unit, nothing added up, no default unit. "5" alone
// is how a poll every five minutes turns into one every five milliseconds.
import ShippingCore

enum DurationText {
  private static let units: [(suffix: String, milliseconds: Int64)] = [
    ("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000),
  ]

  static func duration(_ text: String) -> Duration? {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let suffix = text.dropFirst(digits.count)
    // Nine digits of days still fit into the milliseconds of an Int64.
    guard digits.count <= 9, let count = Int64(digits),
      let unit = units.first(where: { $0.suffix == suffix })
    else { return nil }
    return .milliseconds(count * unit.milliseconds)
  }

  /// In the largest unit that leaves no rest.
  static func text(_ duration: Duration) -> String {
    let milliseconds = duration.wholeMilliseconds
    let unit = units.last { milliseconds % $0.milliseconds == 0 && milliseconds >= $0.milliseconds }
    guard let unit else { return "\(milliseconds)ms" }
    return "\(milliseconds / unit.milliseconds)\(unit.suffix)"
  }
}
