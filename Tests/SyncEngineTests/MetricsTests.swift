// The metrics page as node-exporter and a dashboard read it: its form, its names, its numbers, and the file itself.
import Foundation
import ShippingCore
import Testing

@testable import SyncEngine

@Suite struct MetricsTests {
  private static let now = Instant(milliseconds: 1_795_413_600_500)

  /// Every family has a sample.
  private static var full: [MetricFamily] {
    var engine = EngineFigures(now: now)
    engine.startedAt = now - .seconds(90)
    engine.loops = [
      EngineFigures.Loop(name: "history", succeededAt: now - .seconds(3), failures: 2),
      EngineFigures.Loop(name: "sweep"),
    ]
    engine.cabinets = [
      EngineFigures.Cabinet(
        id: CabinetID("main"), isReady: true, isParked: false, trackedAt: now, newestEvent: now - .seconds(60)
      )
    ]
    engine.unknownCodes = [99_999: 4, 11_111: 1]
    engine.crmDownSeconds = 7
    engine.superfluous = 1
    var ledger = LedgerFigures()
    ledger.creating = 2
    ledger.live = 41
    ledger.parked = 3
    ledger.writeBacks = 5
    ledger.queues = [
      LedgerFigures.Queue(name: "orders", due: 6, oldest: now - .milliseconds(1500)),
      LedgerFigures.Queue(name: "tracking", due: 0, oldest: nil),
    ]
    ledger.marks = [CardMark(.postcodeMissing): 3, CardMark(.phoneInvalid): 1, CardMark(.returned): 2]
    ledger.tallies = [
      TallyKey(.created, CabinetID("main")): 12, TallyKey(.foundAfterDoubt, CabinetID("main")): 1,
    ]
    ledger.fileBytes = 4096
    engine.ledger = ledger
    var calls = CallFigures(api: "crm")
    calls.calls = [CallFigures.Row(endpoint: "GET orders", outcome: "ok", calls: 8)]
    for milliseconds: Int64 in [40, 60, 60, 70_000] { calls.durations.note(milliseconds: milliseconds) }
    calls.pacer = CallFigures.Pacer(tokens: 4.5, waiting: 0, callsPerSecond: 5, blockedMilliseconds: 1500)
    return MetricsPage.families(engine, calls: [calls], version: "1.2.3")
  }

  private static func read(_ families: [MetricFamily]) throws -> Exposition {
    try Exposition(MetricsText.text(families))
  }

  private static let prefix = MetricsText.prefix

  @Test func numbersArriveAsTheyWere() throws {
    let page = try Self.read(Self.full)
    func value(_ name: String, _ labels: [String: String] = [:]) -> Double? {
      page.value(Self.prefix + name, labels)
    }
    #expect(value("build_info", ["version": "1.2.3"]) == 1)
    #expect(value("start_time_seconds") == 1_795_413_510.5)
    #expect(value("queue_orders", ["queue": "orders"]) == 6)
    #expect(value("queue_oldest_seconds", ["queue": "orders"]) == 1.5)
    #expect(value("queue_oldest_seconds", ["queue": "tracking"]) == 0)
    #expect(value("open_orders", ["phase": "live"]) == 41)
    #expect(value("creates_in_doubt") == 2)
    #expect(value("orders_with_problem", ["problem": "postcode-missing"]) == 3)
    #expect(value("orders_with_notice", ["notice": "returned"]) == 2)
    #expect(value("shipments_total", ["cabinet": "main", "event": "created"]) == 12)
    #expect(value("duplicates_prevented_total", ["cabinet": "main", "how": "found-after-doubt"]) == 1)
    #expect(value("calls_total", ["api": "crm", "endpoint": "GET orders", "outcome": "ok"]) == 8)
    #expect(value("unknown_events_total", ["code": "99999"]) == 4)
    #expect(value("crm_down_seconds") == 7)
    #expect(value("pacer_tokens", ["api": "crm"]) == 4.5)
    #expect(value("loop_last_success_timestamp_seconds", ["loop": "history"]) == 1_795_413_597.5)
    #expect(value("loop_last_success_timestamp_seconds", ["loop": "sweep"]) == nil, "it never succeeded")
    #expect(value("ledger_size_bytes", ["part": "file"]) == 4096)
  }

  @Test func aHistogramIsSummedUp() throws {
    let page = try Self.read(Self.full)
    let name = Self.prefix + "call_duration_seconds"
    func bucket(_ bound: String) -> Double? { page.value(name + "_bucket", ["api": "crm", "le": bound]) }
    #expect(bucket("0.05") == 1)
    #expect(bucket("0.1") == 3)
    #expect(bucket("60.0") == 3)
    #expect(bucket("+Inf") == 4)
    #expect(page.value(name + "_count", ["api": "crm"]) == 4)
    #expect(page.value(name + "_sum", ["api": "crm"]) == 70.16)
    let buckets = page.samples.filter { $0.name == name + "_bucket" }.map(\.value)
    #expect(buckets == buckets.sorted())
  }

  /// Conventions that alert rules and dashboards rely on.
  @Test func namesFollowTheConventions() throws {
    let page = try Self.read(Self.full)
    #expect(page.families.count == Self.full.count, "a family without a sample here is not tested")
    for family in page.families {
      #expect(family.hasPrefix(Self.prefix))
      #expect(family.hasSuffix("_total") == (page.types[family] == "counter"), "\(family)")
      #expect(page.helps[family]?.isEmpty == false, "\(family)")
      for unit in ["_ms", "_milliseconds", "_kb", "_count"] { #expect(!family.hasSuffix(unit), "\(family)") }
    }
  }

  @Test func whatIsNotKnownIsLeftOut() throws {
    let page = try Self.read(MetricsPage.families(EngineFigures(now: Self.now), calls: [], version: "1"))
    #expect(page.value(Self.prefix + "crm_down_seconds") == 0)
    #expect(page.types[Self.prefix + "open_orders"] == nil, "a ledger that cannot be read counts nothing")
    #expect(page.types[Self.prefix + "calls_total"] == nil)
  }

  @Test func anyTextSurvivesInALabel() throws {
    let texts = ["a\\b", "say \"no\"", "two\nlines", "Київ", "{,}", "", "\\n"]
    let family = MetricFamily(
      "odd_total", .counter, "back\\slash\nand line",
      texts.enumerated().map { MetricFamily.Sample($0.offset, [MetricFamily.Label("text", $0.element)]) })
    let page = try Self.read([family])
    #expect(page.samples.map { $0.labels["text"] ?? "-" } == texts)
    #expect(page.helps[Self.prefix + "odd_total"] == "back\\\\slash\\nand line")
  }

  @Test func oddNamesAndNumbersDoNotSpoilTheFile() throws {
    let page = try Self.read([
      MetricFamily(
        "bad name-ä", .gauge, "Odd.",
        [
          MetricFamily.Sample(.nan), MetricFamily.Sample(.infinity, [MetricFamily.Label("a b", "c")]),
          MetricFamily.Sample(1e300),
        ]),
      MetricFamily("nothing", .gauge, "No number.", [MetricFamily.Sample(.nan)]),
      MetricFamily(
        "many", .gauge, "Many.",
        (0..<5_000).map { MetricFamily.Sample($0, [MetricFamily.Label("n", "\($0)")]) }),
    ])
    #expect(page.value(Self.prefix + "bad_name__", ["a_b": "c"]) == .infinity)
    #expect(page.value(Self.prefix + "bad_name__") == 1e300)
    #expect(page.types[Self.prefix + "nothing"] == nil)
    #expect(page.samples.count { $0.name == Self.prefix + "many" } == MetricsText.mostSamples)
  }

  /// The table of the README is what is written, no more and no less; so are the names in its alert rules.
  @Test(arguments: ["README.md", "README.uk.md"])
  func theReadmeNamesWhatIsWritten(file: String) throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let text = try String(contentsOf: root.appending(path: file), encoding: .utf8)
    let rows = text.split(separator: "\n").filter { $0.hasPrefix("| `\(Self.prefix)") }
    let documented = rows.compactMap { row -> [String]? in
      let cells = row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      guard cells.count >= 2 else { return nil }
      return cells.prefix(2).map { $0.replacing("`", with: "") }
    }
    let written = Self.full.map { family in
      let names = Set(family.samples.flatMap { $0.labels.map(\.name) }).subtracting(["le"]).sorted()
      return [Self.prefix + family.name, names.isEmpty ? "–" : names.joined(separator: ", ")]
    }
    #expect(documented.sorted { $0[0] < $1[0] } == written.sorted { $0[0] < $1[0] })
    let known = Set(written.map { $0[0] })
    let mentioned = text.matches(of: /ukrposhta_syncd_[a-z_]+/).map { String($0.output) }
    #expect(mentioned.filter { !known.contains($0) } == [])
    #expect(mentioned.count > documented.count, "no alert rule")
  }
}

@Suite struct MetricsFileTests {
  private func folder() throws -> String {
    let url = FileManager.default.temporaryDirectory.appending(path: "metrics-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    return url.path
  }

  @Test func aPageIsReplacedWholeAndReadableByAll() throws {
    let folder = try folder()
    let path = folder + "/syncd.prom"
    let mask = umask(0o077)
    defer { umask(mask) }
    #expect(MetricsFile.put("first\n", at: path) == nil)
    #expect(MetricsFile.put("second\n", at: path) == nil)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "second\n")
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(mode == 0o644)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["syncd.prom"])
    try FileManager.default.removeItem(atPath: folder)
  }

  @Test func aFailureLeavesNothingBehind() throws {
    let folder = try folder()
    #expect(MetricsFile.put("page\n", at: folder + "/missing/syncd.prom")?.hasPrefix("open: ") == true)
    // A folder in the place of the file.
    try FileManager.default.createDirectory(
      atPath: folder + "/syncd.prom/full", withIntermediateDirectories: true)
    #expect(MetricsFile.put("page\n", at: folder + "/syncd.prom")?.hasPrefix("rename: ") == true)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["syncd.prom"])
    try FileManager.default.removeItem(atPath: folder)
  }
}
