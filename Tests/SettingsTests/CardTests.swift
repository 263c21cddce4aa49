// How a cabinet meets the order card: every key becomes its member of the policy, a cabinet goes over the defaults in both
// directions, and contradictions are found where they stand.
import ShippingCore
import Testing

@testable import Settings

@Suite struct CardTests {
  /// The example with these lines at the end of the cabinet `fop`.
  private func fop(_ lines: String, _ changes: KeyValuePairs<String, String> = [:]) throws -> CabinetSettings
  {
    let all =
      changes.map { ($0.key, $0.value) } + [("    technology: W2D\n", "    technology: W2D\n" + lines)]
    let text = try Example.with(all.map { (key: $0.0, value: $0.1) })
    let settings = try SettingsFile.parse(
      text: text, path: Example.path, environment: Example.environment
    ).get()
    return try #require(settings.cabinet(CabinetID("fop")))
  }

  private func problems(
    _ lines: String, _ changes: KeyValuePairs<String, String> = [:]
  ) throws -> [SettingsProblem] {
    let all =
      changes.map { ($0.key, $0.value) } + [("    technology: W2D\n", "    technology: W2D\n" + lines)]
    return Example.problems(try Example.with(all.map { (key: $0.0, value: $0.1) }))
  }

  @Test func everyKeyReachesThePolicy() throws {
    let cabinet = try fop(
      """
          mode: plain
          custom-fields: { prefix: up, codes: { technology: my_code, track-number: ttn } }
          locked-by-default: true
          on-change: warn
          print-lock: label
          label: { size: a4, attach: true, command: "lp -d 'front desk' -o fit={file}" }
          quote: { write-to: field, field: price }
          notices: { not-handed-over: 1d, storage: off, storage-term: 5d, payout: 9d, price-change: false }

      """)
    let policy = cabinet.policy
    #expect(policy.mode == .plain)
    #expect(policy.customFields.code(DeliveryField.technology) == "my_code")
    #expect(policy.customFields.code(CardField.trackNumber) == "ttn")
    #expect(policy.customFields.code(CardField.doNotSync) == "up_do_not_sync")
    #expect(policy.isLockedByDefault)
    #expect(policy.onChange == .warn)
    #expect(policy.printLock == .label)
    #expect(cabinet.labelFormat == .a4)
    #expect(policy.attachesLabel && policy.printsLabel)
    #expect(cabinet.printCommand == ["lp", "-d", "front desk", "-o", "fit={file}"])
    #expect(policy.quote == .field("price"))
    #expect(
      policy.notices
        == NoticePolicy(
          notHandedOver: .seconds(86_400), storage: nil, storageTerm: .seconds(5 * 86_400),
          payout: .seconds(9 * 86_400), priceChange: false))
  }

  @Test func whatDefaultsSwitchOnACabinetSwitchesOff() throws {
    let cabinet = try fop(
      """
          mode: native
          locked-by-default: false
          on-change: update
          print-lock: manifest
          sms: false
          label: { attach: false, command: off }
          quote: { write-to: off }
          notices: { not-handed-over: off, payout: off }
          parcel: { weight-g: off, length-mm: off, width-mm: off, height-mm: off }
          stores: { lviv: off }
          statuses: { delivered: off, "31100": off }
          payments: { allowed: off, cod: [] }

      """,
      [
        "  mode: native": "  mode: plain", "locked-by-default: false": "locked-by-default: true",
        "  #parcel:": "  parcel: { weight-g: 1000, length-mm: 300, width-mm: 200, height-mm: 100 }",
        "on-change: update": "on-change: warn", "print-lock: manifest": "print-lock: label",
        "sms: false": "sms: true", "attach: false": "attach: true", "#command: lp": "command: lp",
        "#allowed: [": "allowed: [", "    payments:\n      cod: []\n": "",
      ])
    let policy = cabinet.policy
    #expect(policy.mode == .native && !policy.isLockedByDefault && policy.onChange == .update)
    #expect(policy.printLock == .manifest && !policy.sms)
    #expect(!policy.attachesLabel && !policy.printsLabel && cabinet.printCommand == nil)
    #expect(policy.quote == .off)
    #expect(policy.notices.notHandedOver == nil && policy.notices.payout == nil)
    #expect(policy.notices.storage == .seconds(3 * 86_400))
    #expect(policy.parcel == ParcelDefaults())
    #expect(policy.stores.keys.sorted() == ["main-store"])
    #expect(policy.statuses.byState[.delivered] == nil && policy.statuses.byEvent.isEmpty)
    #expect(policy.statuses.byState[.accepted] == "delivering")
    #expect(policy.allowedPaymentTypes == nil && policy.codPaymentTypes.isEmpty)
  }

  @Test func printCommandsAndToleranceReachTheService() throws {
    let settings = try Example.settings(with: [
      "#command: lp -d zebra {file}": "command: [lp, -d, zebra, \"{file}\"]",
      "missing-order: 10m": "missing-order: 30m",
    ])
    #expect(
      settings.cabinets.map(\.printCommand) == [
        ["lp", "-d", "zebra", "{file}"], ["lp", "-d", "zebra", "{file}"],
      ])
    #expect(settings.policy(statusGroups: StatusGroups()).missingTolerance == .seconds(1800))
  }

  /// In plain mode there is no module; its key may stay for the day the mode changes back, even another's.
  @Test func plainModeNeedsNoModule() throws {
    let changes: KeyValuePairs = ["    module-code: ukrposhta-fop\n": ""]
    #expect(try fop("    mode: plain\n", changes).policy.moduleCode == "")
    #expect(try fop("    mode: plain\n").policy.moduleCode == "")
    let same: KeyValuePairs = ["module-code: ukrposhta-fop": "module-code: ukrposhta-main"]
    #expect(try fop("    mode: plain\n", same).policy.moduleCode == "")
    #expect(try problems("", changes).map(\.path) == ["cabinets.fop.module-code"])
  }

  /// Two cabinets may share their custom fields: an order belongs to one of them at a time.
  @Test func plainCabinetsMayShareFields() throws {
    #expect(try problems("", ["  mode: native": "  mode: plain"]) == [])
  }

  /// Every case: lines in the cabinet `fop`, and the path and a part of the text of each problem.
  @Test(arguments: [
    ("mode: plan", ["cabinets.fop.mode: did you mean “plain”"]),
    ("locked-by-default: yes", ["cabinets.fop.locked-by-default: is not true or false"]),
    ("on-change: ask", ["cabinets.fop.on-change: update or warn"]),
    ("print-lock: labels", ["cabinets.fop.print-lock: did you mean “label”"]),
    ("label: { size: a6 }", ["cabinets.fop.label.size: a4, a5 or 100x100"]),
    ("label: { command: lp -d zebra }", ["cabinets.fop.label.command: has no {file}"]),
    ("label: { command: \"lp 'a {file}\" }", ["cabinets.fop.label.command: a quote is not closed"]),
    ("label: { command: \"'{file}' x\" }", ["cabinets.fop.label.command: begins with the program"]),
    ("label: { command: \"bin/print {file}\" }", ["cabinets.fop.label.command: begins with the program"]),
    ("label: { command: [] }", ["cabinets.fop.label.command: 0 words"]),
    ("label: { command: [lp, [a]] }", ["cabinets.fop.label.command[2]: found a list"]),
    ("label: { sise: a4 }", ["cabinets.fop.label.sise: did you mean “size”"]),
    ("quote: { write-to: netcost }", ["cabinets.fop.quote.write-to: did you mean “net-cost”"]),
    ("quote: { write-to: field }", ["cabinets.fop.quote: needs “field”"]),
    ("quote: { field: price }", ["cabinets.fop.quote: is for “write-to: field”"]),
    (
      "quote: { write-to: field, field: a.b }",
      ["cabinets.fop.quote.field: underscores and dashes", "cabinets.fop.quote: needs"]
    ),
    ("quote: { write-to: field, field: ukrposhta_error }", ["cabinets.fop.quote: is “error” already"]),
    ("notices: { payout: never }", ["cabinets.fop.notices.payout: is not a duration"]),
    ("notices: { payout: 61d }", ["cabinets.fop.notices.payout: out of range: 1d to 60d"]),
    ("notices: { not-handed-over: 1m }", ["cabinets.fop.notices.not-handed-over: 1h to 60d"]),
    ("notices: { storage-term: off }", ["cabinets.fop.notices.storage-term: is not a duration"]),
    ("notices: { storage-term: 2d }", ["cabinets.fop.notices: shorter than “storage-term”, which is 2d"]),
    ("custom-fields: { prefix: UP }", ["cabinets.fop.custom-fields.prefix: “UP” is not a code"]),
    ("notices: { price-change: never }", ["cabinets.fop.notices.price-change: is not true or false"]),
  ])
  func rule(line: String, expected: [String]) throws {
    let found = try problems("    \(line)\n")
    #expect(
      found.map(\.path).sorted() == expected.map { String($0.prefix { $0 != ":" }) }.sorted(), "\(found)")
    for text in expected {
      let part = text.drop { $0 != ":" }.dropFirst(2)
      #expect(found.contains { $0.message.contains(part) }, "\(part): \(found)")
    }
  }

  @Test(arguments: [
    ("{ prefix: up.1 }", "custom-fields.prefix", "“up.1” is not a code"),
    ("{ prefix: Up }", "custom-fields.prefix", "small latin letters"),
    ("{ codes: { technology: Tech } }", "custom-fields.codes.technology", "“Tech” is not a code"),
    ("{ codes: { techology: a } }", "custom-fields.codes.techology", "did you mean “technology”?"),
    ("{ codes: { zebra: a } }", "custom-fields.codes.zebra", "known: do-not-sync, track-number"),
    ("{ codes: { technology: тип } }", "custom-fields.codes.technology", "latin letters"),
    (
      "{ codes: { technology: a, service: a } }", "custom-fields.codes.service",
      "“technology” has the code “a”"
    ),
    ("{ codes: { technology: ukrposhta_track_number } }", "custom-fields", "“track-number” and “technology”"),
    ("{ codes: { technology: ukrposhta_service } }", "custom-fields", "“technology” and “service”"),
    ("{ code: { a: b } }", "custom-fields.code", "did you mean “codes”?"),
  ])
  func customFields(value: String, path: String, part: String) throws {
    let found = try problems("    mode: plain\n    custom-fields: \(value)\n")
    #expect(found.map(\.path) == ["cabinets.fop.\(path)"], "\(found)")
    #expect(found.first?.message.contains(part) == true, "\(found)")
  }

  /// Fields that a shop has already are named with dashes too; in a native cabinet those are named that it writes when the
  /// module's card is not reached.
  @Test(arguments: ["native", "plain"]) func fieldsOfTheShopAreNamed(mode: String) throws {
    let policy = try fop(
      "    mode: \(mode)\n    custom-fields: { prefix: up-1, codes: { error: multi-dictionary } }\n"
    ).policy
    #expect(policy.customFields.code(CardField.error) == "multi-dictionary")
    #expect(policy.customFields.code(CardField.status) == "up-1_status")
  }

  @Test func everyNoticeCanBeOff() throws {
    let notices = try fop(
      "    notices: { not-handed-over: off, storage: off, payout: off, price-change: off }\n"
    ).policy.notices
    #expect(notices.notHandedOver == nil && notices.storage == nil && notices.payout == nil)
    #expect(!notices.priceChange)
  }

  @Test func quoteMustNotGoIntoAFieldOfTheCard() throws {
    let found = try problems("    mode: plain\n    quote: { write-to: field, field: ukrposhta_cost }\n")
    #expect(found.map(\.path) == ["cabinets.fop.quote"])
    #expect(found.first?.message.contains("is “cost” already") == true)
  }

  @Test func labelsThatAreNotFetchedAreNotPrinted() throws {
    let found = try problems(
      "    label: { attach: true, command: \"lp {file}\" }\n    print-lock: label\n",
      ["fetch: true": "fetch: false"])
    #expect(
      found.map(\.path) == ["cabinets.fop.label", "cabinets.fop.label", "cabinets.fop.print-lock"])
    #expect(found.allSatisfy { $0.message.contains("labels.fetch: false") })
  }

  @Test(arguments: [
    ("lp -d zebra {file}", ["lp", "-d", "zebra", "{file}"]), ("  a\t b ", ["a", "b"]),
    (#"a "b c" 'd "e"' f\ g"#, ["a", "b c", "d \"e\"", "f g"]), (#"a"" '' b"c"d"#, ["a", "", "bcd"]),
    (#"'a\b' "a\"b""#, [#"a\b"#, #"a"b"#]), ("", []),
  ])
  func words(line: String, expected: [String]) {
    #expect(CommandWords.split(line) == expected)
  }

  @Test(arguments: ["a 'b", "a \"b", #"a b\"#]) func brokenLines(line: String) {
    #expect(CommandWords.split(line) == nil)
  }

  /// A sender that changes is made anew at Ukrposhta; anything else about the cabinet leaves it alone.
  @Test func senderIsMadeAnewWhenItChanges() throws {
    let running = try #require(try Example.settings().cabinets.first).policy.senderDigest
    let changes: [KeyValuePairs<String, String>] = [
      ["ТОВ Приклад": "ТОВ Інше"],
      ["iban: UA073808050000000026000439806": "iban: UA213223130000026007233566001"],
      ["phone: \"+380441234567\"": "phone: \"+380441234568\""], ["street: Хрещатик": "street: Володимирська"],
      ["        postcode: \"01001\"": "        postcode: \"01030\""],
      ["edrpou: \"12345603\"": "edrpou: \"00032129\""],
    ]
    var digests: Set<String> = [running]
    for change in changes {
      let settings = try Example.settings(with: change)
      #expect(settings.keysNeedingRestart(from: try Example.settings()) == [])
      digests.insert(try #require(settings.cabinets.first).policy.senderDigest)
    }
    #expect(digests.count == changes.count + 1)
    let same = try Example.settings(with: [
      "technology: W2W": "technology: W2D", "cod: [cash": "cod: [card, cash",
    ])
    #expect(same.cabinets.first?.policy.senderDigest == running)
  }
}
