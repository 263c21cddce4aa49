// The readers of single values: what they take, and what they refuse that a lenient reader would take.
import ShippingCore
import Testing

@testable import Settings

@Suite struct ValueTests {
  @Test(arguments: [
    ("250ms", Duration.milliseconds(250)), ("30s", .seconds(30)), ("5m", .seconds(300)),
    ("1h", .seconds(3600)),
    ("2d", .seconds(172_800)), ("0s", .zero), ("007s", .seconds(7)),
  ])
  func durations(text: String, duration: Duration) {
    #expect(DurationText.duration(text) == duration)
  }

  @Test(arguments: ["", "5", "s", "5 s", "-5s", "1.5s", "5S", "5min", "1h30m", "٥s", "9999999999s", "5s "])
  func notDurations(text: String) {
    #expect(DurationText.duration(text) == nil)
  }

  @Test func durationsAreShownInTheLargestUnit() {
    let shown = [1500, 2000, 90_000, 120_000, 3_600_000, 86_400_000, 0].map {
      DurationText.text(.milliseconds($0))
    }
    #expect(shown == ["1500ms", "2s", "90s", "2m", "1h", "1d", "0ms"])
  }

  @Test(arguments: [
    ("https://shop.retailcrm.ru", "https://shop.retailcrm.ru", false),
    ("HTTPS://Shop.RetailCRM.ru/", "https://shop.retailcrm.ru", false),
    ("https://shop.simla.com:8443", "https://shop.simla.com:8443", false),
    ("http://127.0.0.1:8080", "http://127.0.0.1:8080", true), ("http://localhost/", "http://localhost", true),
    ("http://[::1]:80", "http://[::1]:80", true), ("https://127.8.8.8", "https://127.8.8.8", true),
  ])
  func urls(text: String, kept: String, isLoopback: Bool) throws {
    let url = try BaseURL.parse(text).get()
    #expect(url.text == kept)
    #expect(url.isLoopback == isLoopback)
  }

  @Test(arguments: [
    "shop.retailcrm.ru", "ftp://shop", "http://shop.retailcrm.ru", "https://", "https:///", "https://a/b",
    "https://a?b", "https://a#b", "https://user:password@shop.ru", "https://a b", "https://a:0",
    "https://a:65536",
    "https://a:", "https://a:b", "https://a..b", "https://-a.ru", "https://магазин.ru",
    "http://127.0.0.1.evil.ru",
    "http://127.1", "http://[::2]", "https://[::1", "https://[::1]x", "http://localhost@evil.ru",
    "https://a\\b",
    "http://localhost.evil.ru", "https://a:1:2",
  ])
  func notURLs(text: String) throws {
    let failure = try #require(BaseURL.parse(text).failure)
    #expect(!failure.reason.contains("password@") && !failure.reason.contains("evil"))
  }

  @Test func suggestionsAreCloseOrAbsent() {
    let words = ["history", "sweep", "tracking", "tin", "sms"]
    #expect(Spelling.suggestion(for: "histroy", among: words) == "history")
    #expect(Spelling.suggestion(for: "History", among: words) == "history")
    #expect(Spelling.suggestion(for: "trakcing", among: words) == "tracking")
    #expect(Spelling.suggestion(for: "tni", among: words) == "tin")
    #expect(Spelling.suggestion(for: "zebra", among: words) == nil)
    #expect(Spelling.suggestion(for: "", among: words) == nil)
    #expect(Spelling.suggestion(for: String(repeating: "history", count: 1000), among: words) == nil)
    #expect(Spelling.suggestion(for: "ab", among: ["ax", "aa"]) == "aa")
  }

  @Test(arguments: [
    ("", "abc", 3), ("abc", "abc", 0), ("abc", "acb", 1), ("abc", "ab", 1), ("kitten", "sitting", 3),
    ("ca", "abc", 3),
  ])
  func distances(left: String, right: String, distance: Int) {
    #expect(Spelling.distance(left, right) == distance)
    #expect(Spelling.distance(right, left) == distance)
  }

  @Test func shownTextIsOneShortLine() {
    #expect(Spelling.shown("a\n\u{1B}[31mb\u{2028}\u{202E}c") == "“a  [31mb  c”")
    #expect(Spelling.shown(String(repeating: "a b ", count: 50)).count == Spelling.longestShown + 3)
    #expect(!Spelling.looksSecret("retailcrm-api-key"))
    #expect(!Spelling.looksSecret("main-counterparty-token-2026"))
    #expect(!Spelling.looksSecret("https://example.retailcrm.ru"))
  }

  @Test func pacesDependOnWhereTheServicesAre() throws {
    let fast: KeyValuePairs = [
      "https://example.retailcrm.ru": "http://127.0.0.1:8080",
      "requests-per-second: 5": "requests-per-second: 10000",
      "at: production": "at: http://localhost:8081", "requests-per-second: 20": "requests-per-second: 10000",
      "history: 15s": "history: 20ms", "sweep: 1h": "sweep: 100ms", "window: 10m": "window: 50ms",
      "pauses: [2s,": "pauses: [5ms,", "moving: 5m": "moving: 10ms", "base: 2s": "base: 1ms",
    ]
    let rehearsal = try Example.settings(with: fast)
    #expect(rehearsal.crm.requestsPerSecond == 10_000)
    #expect(rehearsal.ukrposhta.place.url.text == "http://localhost:8081")
    #expect(rehearsal.polling.history == .milliseconds(20))
    let real = Example.problems(try Example.with(fast.filter { !$0.value.contains("http") }))
    #expect(
      real.map(\.path) == [
        "crm.requests-per-second", "ukrposhta.requests-per-second", "polling.history",
        "polling.tracking.moving",
        "polling.sweep", "in-doubt.window", "in-doubt.pauses[1]", "retry.base",
      ])
  }

  @Test func intervalsMustFitEachOther() throws {
    let problems = try Example.problems(with: [
      "slow: 1h": "slow: 1m", "daily: 24h": "daily: 1h", "window: 10m": "window: 2m",
      "cap: 5m": "cap: 1s",
      "connect: 10s": "connect: 60s", "total: 30s": "total: 90s", "label: 60s": "label: 1s",
    ])
    #expect(
      problems.map(\.path) == ["polling.tracking.slow", "in-doubt.window", "retry.cap", "time-outs.label"])
    #expect(problems.map(\.message).contains("must be at least twice “time-outs.total”: 3m"))
  }

  /// What a verb in a shell must know, where the unit's environment is absent.
  @Test func stateDirectoryFollowsTheFileOfAnInstance() throws {
    #expect(SettingsFile.instance(of: "/etc/ukrposhta-syncd/north.yaml") == "north")
    for other in [
      "/etc/ukrposhta-syncd/config.yaml", "/etc/ukrposhta-syncd/.yaml", "/etc/ukrposhta-syncd/old/a.yaml",
      "/etc/ukrposhta-syncd/north.yml", "/srv/north.yaml", "north.yaml", "",
    ] {
      #expect(SettingsFile.instance(of: other) == nil, "\(other)")
    }
    var environment = SettingsFile.Environment(stateDirectory: nil)
    environment.instance = "north"
    let text = try Example.text
    let shell = try SettingsFile.parse(text: text, path: "c", environment: environment).get()
    #expect(shell.stateDirectory == "/var/lib/ukrposhta-syncd-north")
    environment.stateDirectory = "/state/a"
    let unit = try SettingsFile.parse(text: text, path: "c", environment: environment).get()
    #expect(unit.stateDirectory == "/state/a")
  }

  @Test func stateDirectoryComesFromTheUnitUnlessTheFileSays() throws {
    func settings(_ text: String, _ directory: String?) throws -> ServiceSettings {
      try SettingsFile.parse(text: text, path: "c", environment: .init(stateDirectory: directory)).get()
    }
    let silent = try Example.text
    #expect(try settings(silent, "/state/a:/state/b").stateDirectory == "/state/a")
    #expect(try settings(silent, "/state/a").labels.directory == "/state/a/labels")
    #expect(try settings(silent, "relative").stateDirectory == "/var/lib/ukrposhta-syncd")
    let said = try Example.with(["#state-directory: /var/lib/ukrposhta-syncd": "state-directory: /srv/post/"])
    #expect(try settings(said, "/state/a").stateDirectory == "/srv/post")
    let relative = try Example.problems(with: ["#state-directory: /var": "state-directory: var"])
    #expect(relative.map(\.path) == ["state-directory"])
  }
}
