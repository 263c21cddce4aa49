// Metrics are off until a file is named that node-exporter will read.
import Testing

@testable import Settings

@Suite struct MetricsSettingsTests {
  @Test func offByDefaultAndReadWhenNamed() throws {
    #expect(try Example.settings().metrics == MetricsSettings())
    #expect(try Example.settings().metrics.file == nil)
    let settings = try Example.settings(with: [
      "  #file: /var": "  file: /var", "interval: 60s": "interval: 15s",
    ])
    #expect(settings.metrics.file == "/var/lib/prometheus/node-exporter/ukrposhta-syncd.prom")
    #expect(settings.metrics.interval == .seconds(15))
    #expect(settings.keysNeedingRestart(from: try Example.settings()) == [])
  }

  @Test(arguments: [
    ("file: syncd.prom", "absolute"), ("file: /tmp/syncd.txt", ".prom"), ("interval: 1s", "out of range"),
  ])
  func whatCannotWorkIsRefused(line: String, word: String) throws {
    let key = line.prefix { $0 != ":" }
    let old =
      key == "file" ? "#file: /var/lib/prometheus/node-exporter/ukrposhta-syncd.prom" : "interval: 60s"
    let problems = Example.problems(try Example.with([(key: old, value: line)]))
    #expect(problems.map(\.path) == ["metrics.\(key)"])
    #expect(problems.first?.message.contains(word) == true, "\(problems)")
  }
}
