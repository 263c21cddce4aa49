// What is wrong is said at its place, once, all of it together, and without repeating what nobody should
// read.
import Testing

@testable import Settings

@Suite struct ProblemTests {
  @Test func everythingIsReportedAtOnceInTheOrderOfTheFile() throws {
    let text = """
      crm:
        url: http://shop.retailcrm.ru
        api-key: retailcrm-api-key
        requests-per-secnd: 5
        requests-per-second: 11
      language: ua
      polling:
        history: 15
      cabinets:
        main:
          client-type: company
          sender:
            phone: "123"
      """
    #expect(
      Example.problems(text).map(\.description) == [
        "config.yaml:2:8: crm.url: must be https; "
          + "plain http is allowed to this machine only (127.0.0.1, localhost)",
        "config.yaml:4:3: crm.requests-per-secnd: unknown key; did you mean “requests-per-second”?",
        "config.yaml:6:11: language: “ua” is not uk, ru or en; did you mean “uk”?",
        "config.yaml:8:12: polling.history: “15” is not a duration: "
          + "a whole number and ms, s, m, h or d, like 30s",
        "config.yaml:10:3: cabinets.main.credentials: missing: where the secrets of the contract are",
        "config.yaml:10:3: cabinets.main.delivery-type: missing: code of the CRM's delivery type",
        "config.yaml:10:3: cabinets.main.edrpou: missing: the 8-digit code of the company",
        "config.yaml:10:3: cabinets.main.module-code: missing: "
          + "code of the integration module (not needed with “mode: plain”)",
        "config.yaml:12:5: cabinets.main.sender.address: missing: the sender's address, at least “postcode”",
        "config.yaml:12:5: cabinets.main.sender.name: missing: the name of the company",
        "config.yaml:13:14: cabinets.main.sender.phone: "
          + "not a Ukrainian phone number: +380 and nine digits, or 0 and nine digits",
      ])
  }

  @Test(arguments: ["", "\n", "# nothing\n", "\u{FEFF}"])
  func fileWithoutSettings(text: String) {
    #expect(Example.problems(text).map(\.description) == ["config.yaml:1:1: the file holds no settings"])
  }

  @Test func topMustBeASection() {
    #expect(
      Example.problems("- a\n- b\n").map(\.description).first?.hasPrefix(
        "config.yaml:1:1: expected a section") == true)
    #expect(Example.problems("crm: 5\ncabinets: [1]\n").map(\.place) == ["1:6: crm", "2:11: cabinets"])
  }

  @Test(arguments: [
    ("crm:\n\turl: x\n", "2:1: ", "tabs"),
    ("crm: [a\nlanguage: uk\n", "2:9: ", "not YAML"),
    ("crm: {}\n  url: x\n", "2:3: ", "not YAML"),
    ("crm: \"a\n", "2:1: ", "not YAML"),
    ("crm: *nowhere\n", "1:6: ", "undefined alias"),
    ("crm: a\n---\ncrm: b\n", "2:1: ", "another document"),
    ("crm: a\u{1}b\n", "1:7: ", "control characters"),
  ])
  func syntaxErrorHasItsPlace(text: String, place: String, part: String) {
    let problems = Example.problems(text)
    #expect(problems.map(\.place) == [place])
    #expect(problems.first?.message.contains(part) == true, "\(problems)")
  }

  @Test func repeatedKeysAreFoundTogetherWithTheRest() throws {
    let problems = try Example.problems(with: [
      "language: uk": "language: uk\nlanguage: ru\n\"language\": en",
      "  key-is-shared: false": "  key-is-shared: false\n  key-is-shared: maybe",
      "  sms: false": "  sms: 1",
    ])
    #expect(problems.map(\.path) == ["crm", "", "", "defaults.sms"])
    #expect(problems.map(\.message).prefix(3).allSatisfy { $0.contains("is there again") })
    let lines = problems.prefix(3).map(\.line)
    #expect(problems[0].message.hasSuffix("line \(lines[0] - 1)"))
    #expect(problems[1].message.hasSuffix("line \(lines[1] - 1)"))
    #expect(problems[2].message.hasSuffix("line \(lines[1] - 1)"))
  }

  @Test func endlesslyRepeatedKeysEnd() {
    let text = String(repeating: "crm: 1\n", count: YAMLDocument.duplicateLimit + 5)
    #expect(Example.problems(text).contains { $0.message.contains("more than once") })
  }

  @Test func anchorsAreRefused() throws {
    let problems = try Example.problems(with: ["  quote:": "  quote: &p"])
    #expect(problems.map(\.path) == ["defaults.quote"])
    #expect(problems.first?.message.contains("anchors") == true)
  }

  @Test func wrongShapes() throws {
    let problems = try Example.problems(with: [
      "  sms: false": "  sms: [a]",
      "    size: 100x100": "    size:",
      "    cod: [cash-on-delivery]": "    cod: cash-on-delivery",
      "  #parcel:\n    #weight-g: 1000": "  parcel:\n    weight-g: 1.5",
      "  name: Олена Приклад": "  name: { a: b }",
      "  requests-per-second: 20": "  requests-per-second: nan",
    ])
    #expect(
      problems.map(\.message) == [
        "“nan” is not a number, 0.1 to 50",
        "expected the owner's name, found a section",
        "“1.5” is not a whole number of grams, 1 to 30000",
        "expected true or false, found a list",
        "has no value; expected a4, a5 or 100x100",
        "expected a list: [a, b]",
      ])
  }

  @Test func tooLargeOrNotUTF8() throws {
    let large = String(repeating: "# long\n", count: SettingsFile.sizeLimit / 6)
    #expect(Example.problems(large).map(\.message) == ["larger than 262144 bytes"])
    let folder = try TemporaryFolder()
    let path = try folder.write("config.yaml", Array("crm:\n  url: ".utf8) + [0xFF, 0x0A], mode: 0o644)
    let problems = SettingsFile.read(path: path).failure?.problems ?? []
    #expect(problems.map(\.place) == ["2:1: "])
    #expect(problems.first?.file == path)
    let absent = SettingsFile.read(path: folder.path + "/absent.yaml").failure?.problems ?? []
    #expect(absent.first?.message == "cannot be opened: No such file or directory")
    #expect(SettingsFile.read(path: folder.path).failure?.problems.first?.message == "is not a regular file")
  }

  @Test func deepNestingIsAProblemNotACrash() {
    for open in ["[", "{a: ", "- ", "? "] {
      let text = "crm: " + (open == "- " || open == "? " ? "\n " : "") + String(repeating: open, count: 5000)
      #expect(!Example.problems(text).isEmpty)
    }
  }
}

extension Result {
  var failure: Failure? {
    if case .failure(let failure) = self { failure } else { nil }
  }
}
