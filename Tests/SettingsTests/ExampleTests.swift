// The example is documentation that must not rot: it parses, it names every key there is, and what it shows
// as a default is the default.
import ShippingCore
import Testing

@testable import Settings

@Suite struct ExampleTests {
  @Test func parses() throws {
    let texts = [try Example.text, try Example.whole]
    for text in texts { #expect(Example.problems(text) == []) }
  }

  /// Every key the code asks for is in the example. That the example has no key unknown to the code is
  /// `parses`.
  @Test func namesEveryKey() throws {
    let present = Set(try keyPaths(of: Example.whole))
    let inspected = SettingsFile.inspect(
      text: try Example.whole, path: Example.path, environment: Example.environment)
    let missing = inspected.askedPaths.filter { asked in
      // What a cabinet shares with the defaults is shown once, there.
      let shared = asked.hasPrefix("cabinets.*.") ? "defaults." + asked.dropFirst("cabinets.*.".count) : asked
      return !present.contains(asked) && !present.contains(shared)
    }
    #expect(missing.sorted() == [])
    #expect(inspected.askedPaths.count > 120)
  }

  @Test func keysAreExplainedByAComment() throws {
    let lines = try Example.text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count(where: { $0.drop(while: { $0 == " " }).hasPrefix("# ") }) > 50)
  }

  @Test func unknownKeyInEverySectionIsFound() throws {
    let lines = try Example.whole.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    var sections = 0
    for (index, line) in lines.enumerated() {
      guard line.hasSuffix(":"), let next = lines[(index + 1)...].first(where: { !isComment($0) }) else {
        continue
      }
      let key = line.drop { $0 == " " }.dropLast()
      // In these the keys are names the operator chooses.
      guard !["cabinets", "stores", "statuses", "codes"].contains(key) else { continue }
      let indentation = String(next.prefix { $0 == " " })
      var changed = lines
      changed.insert("\(indentation)zebra-crossing: 1", at: index + 1)
      let problems = Example.problems(changed.joined(separator: "\n"))
      #expect(problems.map(\.line) == [index + 2], "section \(line)")
      #expect(problems.first?.message.hasPrefix("unknown key") == true)
      sections += 1
    }
    #expect(sections >= 22)
  }

  @Test func showsTheDefaults() throws {
    let example = try Example.settings()
    let shortest = """
      crm: { url: "https://example.retailcrm.ru", api-key: retailcrm-api-key }
      cabinets:
        main:
          client-type: individual
          delivery-type: d
          module-code: m
          credentials: { ecom-bearer: a, counterparty-token: b }
          sender: { last-name: Приклад, first-name: Олена, phone: "0501234567",
            address: { postcode: "79000" } }
      """
    let least = try SettingsFile.parse(text: shortest, path: "c", environment: Example.environment).get()
    #expect(least.crm == example.crm)
    #expect(least.ukrposhta == example.ukrposhta)
    #expect(least.polling == example.polling)
    #expect(least.inDoubt == example.inDoubt)
    #expect(least.retry == example.retry)
    #expect(least.timeOuts == example.timeOuts)
    #expect(least.labels == example.labels)
    #expect(least.metrics == example.metrics)
    #expect(least.alert == example.alert)
    #expect(least.stateDirectory == "/var/lib/ukrposhta-syncd")
    #expect(least.language == example.language)
    #expect(least.logLevel == example.logLevel)
    let cabinet = try #require(least.cabinets.first)
    #expect(cabinet.policy.technology == .w2w)
    #expect(cabinet.policy.service == .standard)
    #expect(cabinet.labelFormat == .square)
    #expect(cabinet.printCommand == nil)
    let shown = try #require(example.cabinets.first).policy
    #expect(cabinet.policy.mode == shown.mode)
    #expect(cabinet.policy.customFields == shown.customFields)
    #expect(cabinet.policy.parcel == shown.parcel)
    #expect(cabinet.policy.isLockedByDefault == shown.isLockedByDefault)
    #expect(cabinet.policy.onChange == shown.onChange)
    #expect(cabinet.policy.printLock == shown.printLock)
    #expect(cabinet.policy.attachesLabel == shown.attachesLabel)
    #expect(cabinet.policy.quote == shown.quote)
    #expect(cabinet.policy.notices == shown.notices)
    #expect(cabinet.policy.sms == shown.sms)
    #expect(cabinet.policy.onFail == shown.onFail)
    #expect(cabinet.policy.description == shown.description)
    #expect(cabinet.policy.codFeePayer == shown.codFeePayer)
    #expect(cabinet.policy.deliveryPayer == shown.deliveryPayer)
    #expect(cabinet.policy.allowsZeroDeclaredValue == shown.allowsZeroDeclaredValue)
    #expect(cabinet.credentials.trackingBearer == nil)
  }

  private func isComment(_ line: String) -> Bool {
    let text = line.drop { $0 == " " }
    return text.isEmpty || text.hasPrefix("#")
  }

  /// Paths of all keys by indentation and by flow mapping; names the operator chose as `*`.
  private func keyPaths(of text: String) -> [String] {
    var paths: [String] = []
    var open: [(indentation: Int, key: String)] = []
    for line in text.split(separator: "\n") where !isComment(String(line)) {
      let indentation = line.prefix { $0 == " " }.count
      guard let colon = line.firstIndex(of: ":") else { continue }
      let key = line[..<colon].drop { $0 == " " }
      open.removeAll { $0.indentation >= indentation }
      let isNamed = ["cabinets", "stores", "statuses", "codes"].contains(open.last?.key)
      open.append((indentation, isNamed ? "*" : String(key)))
      let path = open.map(\.key).joined(separator: ".")
      paths.append(path)
      if line.contains("{ file:") { paths.append("\(path).file") }
    }
    return paths
  }
}
