// The table of messages against the sources, and the message catalogue against the table: nothing that is written lacks
// an id, and nothing that an operator may ask about lacks a text in either language.
import Foundation
import Testing

@testable import SystemdHost

/// The package as it lies on disk.
private enum Package {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  static func sources() throws -> [String] {
    let folder = root.appendingPathComponent("Sources")
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
    return try names.filter { $0.hasSuffix(".swift") && $0 != "SystemdHost/LogMessages.swift" }.map {
      try String(contentsOf: folder.appendingPathComponent($0), encoding: .utf8)
    }
  }

  static func catalog(_ name: String) throws -> Catalog {
    try Catalog(String(contentsOf: root.appendingPathComponent("systemd/\(name)"), encoding: .utf8))
  }

  /// Messages by the levels they are written at.
  static func messages() throws -> [String: Set<String>] {
    var found: [String: Set<String>] = [:]
    for source in try sources() {
      for match in source.matches(of: /\blog\.([a-z]+)\(\s*"((?:[^"\\]|\\.)*)"/) {
        found[String(match.2), default: []].insert(String(match.1))
      }
    }
    return found
  }
}

/// A catalogue file, read the way journald's documentation describes it.
private struct Catalog {
  struct Entry {
    var id: String
    var headers: [String: String] = [:]
    var text = ""
  }

  var entries: [Entry] = []

  init(_ text: String) {
    var isHeader = false
    var isAfterBlank = true
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    where !line.hasPrefix("#") {
      defer { isAfterBlank = line.isEmpty }
      if isAfterBlank, line.hasPrefix("-- ") {
        entries.append(Entry(id: String(line.dropFirst(3))))
        isHeader = true
      } else if !entries.isEmpty {
        let last = entries.count - 1
        if isHeader, let colon = line.firstIndex(of: ":") {
          entries[last].headers[String(line[..<colon])] = line[colon...].dropFirst().trimmingCharacters(
            in: .whitespaces)
        } else if line.isEmpty, isHeader {
          isHeader = false
        } else {
          entries[last].text += line + "\n"
        }
      }
    }
  }

  var fields: Set<String> {
    Set(
      entries.flatMap { entry in
        (entry.text + (entry.headers["Subject"] ?? "")).matches(of: /@([A-Z_]+)@/).map { String($0.1) }
      })
  }
}

@Suite struct MessageTests {
  private static let catalogs = ["ukrposhta-syncd.catalog", "ukrposhta-syncd.uk.catalog"]

  @Test func everyMessageOfTheSourcesHasItsOwnID() throws {
    let messages = try Package.messages()
    #expect(messages.count > 80, "the sources were not read: \(messages.count) messages")
    let rows = Array(LogMessages.events) + Array(LogMessages.conditions) + Array(LogMessages.ends)
    #expect(Set(messages.keys).subtracting(rows.map(\.key)) == [], "messages without a row")
    #expect(Set(rows.map(\.key)).subtracting(messages.keys) == [], "rows without a message in the sources")
    #expect(Set(rows.map(\.key)).count == rows.count, "a message has two rows")
    #expect(Set(rows.map(\.value)).count == rows.count, "an id stands for two messages")
    for row in rows { #expect(row.value.wholeMatch(of: /[0-9a-f]{32}/) != nil, "\(row.key)") }
    for message in messages.keys where message.contains("\\(") {
      Issue.record("not constant: \(message)")
    }
  }

  @Test func anEndEndsConditions() {
    let conditions = Set(LogMessages.conditions.map(\.key))
    #expect(Set(LogMessages.ended.keys) == Set(LogMessages.ends.map(\.key)))
    for (end, ended) in LogMessages.ended {
      #expect(!ended.isEmpty && conditions.isSuperset(of: ended), "\(end)")
    }
    for event in LogMessages.events { #expect(LogMessages.rule(of: event.key) == .every) }
    #expect(LogMessages.rule(of: "CRM call failed") == .condition)
    #expect(LogMessages.rule(of: "CRM works again") == .ends(["CRM call failed"]))
    #expect(LogMessages.id(of: "somebody else's message") == nil)
  }

  /// What happens to one order or one parcel is never held back.
  @Test(arguments: [
    "order seen", "order parked", "problems gone", "step intended", "shipment created", "shipment found",
    "create in doubt", "shipment refused", "shipment changed", "shipment withdrawn", "shipment adopted",
    "label stored", "label printed", "parcel moved", "parcel is at its end", "order card written",
    "order status set", "notice for the manager", "orphan deleted", "configuration problem",
  ])
  func businessIsWrittenEachTime(_ message: String) {
    #expect(LogMessages.id(of: message) != nil)
    #expect(LogMessages.rule(of: message) == .every)
  }

  @Test(arguments: catalogs) func everythingFromNoticeOnIsExplained(_ name: String) throws {
    let catalog = try Package.catalog(name)
    let ids = catalog.entries.map(\.id)
    #expect(Set(ids).count == ids.count, "an id is explained twice")
    #expect(Set(ids).subtracting(LogMessages.ids.values) == [], "explained, and never written")
    let loud: Set = ["notice", "warning", "error", "critical"]
    for (message, levels) in try Package.messages() where !levels.isDisjoint(with: loud) {
      #expect(ids.contains(LogMessages.ids[message] ?? ""), "not explained: \(message)")
    }
    for entry in catalog.entries {
      let message = LogMessages.ids.first { $0.value == entry.id }?.key ?? entry.id
      #expect(entry.headers["Subject"]?.isEmpty == false, "no subject: \(message)")
      #expect(entry.headers["Defined-By"] == "ukrposhta-syncd", "\(message)")
      #expect(Set(entry.headers.keys) == ["Subject", "Defined-By"], "\(message)")
      let parts = name.contains(".uk.") ? ["Причина:", "Що робити:"] : ["Cause:", "What to do:"]
      for part in parts { #expect(entry.text.contains("\n\(part)"), "\(message) lacks \(part)") }
    }
  }

  @Test func bothLanguagesExplainTheSameWithTheSameFields() throws {
    let (english, ukrainian) = try (Package.catalog(Self.catalogs[0]), Package.catalog(Self.catalogs[1]))
    #expect(english.entries.map(\.id) == ukrainian.entries.map(\.id))
    for (one, other) in zip(english.entries, ukrainian.entries) {
      func fields(_ entry: Catalog.Entry) -> Set<Substring> {
        Set((entry.text + (entry.headers["Subject"] ?? "")).matches(of: /@([A-Z_]+)@/).map(\.1))
      }
      #expect(fields(one) == fields(other), "\(one.headers["Subject"] ?? one.id)")
      let isUkrainian = (other.headers["Subject"] ?? "").contains { ("а"..."я").contains($0.lowercased()) }
      #expect(isUkrainian, "\(other.headers["Subject"] ?? other.id)")
      let english = one.text.unicodeScalars.filter { (0x400...0x4FF).contains($0.value) }
      // A button of the CRM is named as it is.
      #expect(english.isEmpty || one.text.contains("«Отменить доставку»"), "\(one.id)")
    }
  }

  @Test(arguments: catalogs) func fieldsAndVerbsThatAreNamedExist(_ name: String) throws {
    let catalog = try Package.catalog(name)
    let sources = try Package.sources().joined(separator: "\n")
    for field in catalog.fields { #expect(sources.contains("\"\(field)\""), "@\(field)@ is never written") }
    let main = sources.matches(of: /\b([A-Z][a-z]+)\.self/).map { $0.1.lowercased() }
    let texts = catalog.entries.map(\.text).joined(separator: "\n")
    let verbs = Set(texts.matches(of: /ukrposhta-syncd ([a-z]+)/).map { String($0.1) })
    #expect(verbs.contains("explain"))
    for verb in verbs where !["ukrposhta"].contains(verb) {
      #expect(main.contains(verb), "there is no verb \(verb)")
    }
  }

  /// The catalogue as systemd compiles it: without a complaint, and found under its language.
  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/journalctl"), "no journalctl"))
  func journalctlTakesTheCatalogue() throws {
    let root = FileManager.default.temporaryDirectory.appendingPathComponent("catalog-\(UUID().uuidString)")
    let catalogs = root.appendingPathComponent("usr/lib/systemd/catalog")
    let database = root.appendingPathComponent("var/lib/systemd/catalog")
    defer { try? FileManager.default.removeItem(at: root) }
    for folder in [catalogs, database] {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }
    for name in Self.catalogs {
      try FileManager.default.copyItem(
        at: Package.root.appendingPathComponent("systemd/\(name)"),
        to: catalogs.appendingPathComponent(name))
    }
    let told = try journalctl(["--update-catalog", "--root", root.path], level: "debug")
    let count = try Package.catalog(Self.catalogs[0]).entries.count
    #expect(told.contains("wrote \(count * 2) items"), "\(told)")
    #expect(told.contains("has language uk"), "\(told)")
    #expect(try journalctl(["--update-catalog", "--root", root.path], level: "info") == "")
    let listed = try journalctl(["--list-catalog", "--root", root.path], level: "info")
    for (message, id) in LogMessages.ids where message == "shipment created" || message == "loop stuck" {
      #expect(listed.contains(id), "\(message)")
    }
  }

  private func journalctl(_ arguments: [String], level: String) throws -> String {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/journalctl")
    process.arguments = arguments
    process.environment = ["LC_ALL": "C.UTF-8", "SYSTEMD_LOG_LEVEL": level, "SYSTEMD_LOG_TARGET": "console"]
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return String(decoding: output, as: UTF8.self)
  }
}
