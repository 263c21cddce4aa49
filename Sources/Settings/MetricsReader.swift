// Reads where the metrics go. Off unless a file is named; what node-exporter would not read is refused here, before
// anybody wonders why there is nothing on the dashboard.
import ShippingCore

struct MetricsReader {
  let isRehearsal: Bool

  func read(_ top: Section) -> MetricsSettings {
    var settings = MetricsSettings()
    guard let section = top.section("metrics") else { return settings }
    if let value = section.value("file"), let path = value.absolutePath() {
      if path.hasSuffix(".prom") {
        settings.file = path
      } else {
        value.refuse("must end in “.prom”: node-exporter reads no other file")
      }
    }
    settings.interval = section.duration(
      "interval", in: (isRehearsal ? .milliseconds(50) : .seconds(5)) ... .seconds(3600),
      default: settings.interval)
    section.finish()
    return settings
  }
}

public struct MetricsSettings: Sendable, Equatable {
  /// Absolute; nil = no metrics are written.
  public var file: String?
  public var interval = Duration.seconds(60)

  public init() {}
}
