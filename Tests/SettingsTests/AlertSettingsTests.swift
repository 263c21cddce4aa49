// How the owner is told: off until a way is named, and a way that cannot work is refused where it stands.
import ShippingCore
import Testing

@testable import Settings

@Suite struct AlertSettingsTests {
  @Test func offByDefault() throws {
    #expect(try Example.settings().alertPolicy.ways == [])
  }

  @Test func everyKeyReachesThePolicy() throws {
    let settings = try Example.settings(with: [
      "#command: /usr/sbin/sendmail -t":
        "command: [notify, \"{email}\", \"--subject={subject}\", \"{phone}\"]",
      "format: message": "format: text", "crm-notification: false": "crm-notification: true",
      "crm-groups: [superadmins]": "crm-groups: [owners, superadmins]",
      "digest-at: \"09:00\"": "digest-at: \"17:45\"",
      "urgent: [cabinet-refused, crm-refused, ledger-unusable, two-shipments, create-in-doubt,\n    parcel-not-stopped, crm-unreachable, post-unreachable]":
        "urgent: [crm-refused]",
      "unreachable-after: 1h": "unreachable-after: 30m", "check-every: 1m": "check-every: 20s",
    ])
    let policy = settings.alertPolicy
    #expect(policy.command == ["notify", "{email}", "--subject={subject}", "{phone}"])
    #expect(policy.format == .text)
    #expect(policy.ways == [.command, .crm])
    #expect(policy.crmGroups == ["owners", "superadmins"])
    #expect(policy.digestAt == 17 * 60 + 45)
    #expect(policy.urgent == [.crmRefused])
    #expect(policy.unreachableAfter == .seconds(1800) && policy.checkEvery == .seconds(20))
    #expect(policy.email == "owner@example.com" && policy.phone == "+380671234567")
    #expect(policy.language == .uk)
    #expect(settings.keysNeedingRestart(from: try Example.settings()) == [])
  }

  @Test(arguments: [
    ("command: mail {name}", "#command: /usr/sbin/sendmail -t", "placeholder"),
    ("command: ./mail", "#command: /usr/sbin/sendmail -t", "absolute"),
    ("command: \"mail 'x\"", "#command: /usr/sbin/sendmail -t", "quote"),
    ("digest-at: \"9:00\"", "digest-at: \"09:00\"", "time of day"),
    ("digest-at: \"24:00\"", "digest-at: \"09:00\"", "time of day"),
    ("crm-groups: []", "crm-groups: [superadmins]", "empty"),
    ("check-every: 1s", "check-every: 1m", "out of range"),
  ])
  func whatCannotWorkIsRefused(line: String, old: String, word: String) throws {
    let problems = Example.problems(try Example.with([(key: old, value: line)]))
    #expect(problems.map(\.path) == ["alert.\(line.prefix { $0 != ":" })"])
    #expect(problems.first?.message.contains(word) == true, "\(problems)")
  }

  @Test func anUnknownUrgencyIsNamed() throws {
    let problems = try Example.problems(with: ["urgent: [cabinet-refused": "urgent: [cabinet-refusd"])
    #expect(problems.map(\.path) == ["alert.urgent"])
    #expect(problems.first?.message.contains("cabinet-refused") == true)
  }

  @Test func aMailNeedsAnAddressee() throws {
    let command =
      ["#command: /usr/sbin": "command: /usr/sbin", "  email: owner@example.com\n": ""] as KeyValuePairs
    #expect(try Example.problems(with: command).map(\.path) == ["alert.command"])
    let text =
      [
        "#command: /usr/sbin": "command: /usr/sbin", "  email: owner@example.com\n": "",
        "format: message": "format: text",
      ] as KeyValuePairs
    #expect(try Example.problems(with: text) == [])
    let phone =
      [
        "#command: /usr/sbin/sendmail -t": "command: sms {phone}", "  phone: \"+380671234567\"\n": "",
      ] as KeyValuePairs
    #expect(try Example.problems(with: phone).map(\.path) == ["alert.command"])
  }
}
