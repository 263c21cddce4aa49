// The text format of Prometheus (version 0.0.4), as node-exporter's textfile collector reads it: one HELP and one TYPE
// line for each family, its samples together, names and labels in one alphabet.
//
// What a newcomer gets wrong: one bad line and node-exporter drops the whole file, so nothing here fails. What is no
// name becomes one, and what is no number is left out.

public struct MetricFamily: Sendable, Hashable {
  public enum Kind: String, Sendable {
    case counter
    case gauge
    case histogram
  }
  /// With its unit at the end, and `_total` for a counter.
  public var name: String
  public var help: String
  public var kind: Kind
  public var samples: [Sample]

  public init(_ name: String, _ kind: Kind, _ help: String, _ samples: [Sample]) {
    self.name = name
    self.kind = kind
    self.help = help
    self.samples = samples
  }

  public struct Sample: Sendable, Hashable {
    /// `_bucket`, `_sum` or `_count` of a histogram.
    public var suffix = ""
    public var labels: [Label]
    public var value: Double

    public init(_ value: Double, suffix: String = "", _ labels: [Label] = []) {
      self.suffix = suffix
      self.labels = labels
      self.value = value
    }

    public init(_ value: Int, _ labels: [Label] = []) {
      self.init(Double(value), labels)
    }
  }

  public struct Label: Sendable, Hashable {
    public var name: String
    public var value: String

    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }
}

public enum MetricsText {
  public static let prefix = "ukrposhta_syncd_"
  /// Samples of one family; what is more is left out. Every label's values are bounded, so this is a last resort.
  public static let mostSamples = 2_000
  /// Characters of a label's value.
  static let longestLabel = 128

  /// Families without a sample are left out.
  public static func text(_ families: [MetricFamily]) -> String {
    var text = ""
    for family in families {
      let samples = family.samples.filter { !$0.value.isNaN }.prefix(mostSamples)
      guard !samples.isEmpty else { continue }
      let name = prefix + safe(family.name)
      text += "# HELP \(name) \(escaped(family.help, quotes: false))\n"
      text += "# TYPE \(name) \(family.kind.rawValue)\n"
      for sample in samples {
        text += "\(name)\(safe(sample.suffix))\(labels(sample.labels)) \(number(sample.value))\n"
      }
    }
    return text
  }

  private static func labels(_ labels: [MetricFamily.Label]) -> String {
    guard !labels.isEmpty else { return "" }
    let parts = labels.map {
      "\(safe($0.name))=\"\(escaped(String($0.value.prefix(longestLabel)), quotes: true))\""
    }
    return "{" + parts.joined(separator: ",") + "}"
  }

  /// Backslash and line feed everywhere, the quote in a label's value.
  private static func escaped(_ text: String, quotes: Bool) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\"" where quotes: result += "\\\""
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static func safe(_ name: String) -> String {
    String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") ? $0 : "_" })
  }

  private static func number(_ value: Double) -> String {
    if value == .infinity { return "+Inf" }
    if value == -.infinity { return "-Inf" }
    if let whole = Int64(exactly: value) { return String(whole) }
    return "\(value)"
  }
}
