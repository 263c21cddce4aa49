// The tables of the README are a promise: every key that a cabinet may have and every field of the order card has its row,
// and every test named as a proof exists. Scenarios named there are looked up by PointsTests, which knows them.
import Foundation
import ShippingCore
import Testing

@testable import Settings

@Suite struct ReadmeTests {
  private static var root: URL {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
  }

  private static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  /// What stands between backticks in the tables.
  private static func quoted(_ text: String) -> [String] {
    text.split(separator: "\n").filter { $0.hasPrefix("|") }.flatMap { line in
      line.split(separator: "`", omittingEmptySubsequences: false).enumerated()
        .filter { $0.offset % 2 == 1 }.map { String($0.element) }
    }
  }

  /// A key stands there by its path below the cabinet, or by its last part beside its siblings.
  @Test(arguments: ["README.md", "README.uk.md"])
  func everyCabinetKeyHasARow(file: String) throws {
    let quoted = Set(Self.quoted(try Self.text(file)))
    let asked = SettingsFile.inspect(
      text: try Example.whole, path: Example.path, environment: Example.environment
    ).askedPaths
    // What a cabinet shares with the defaults is asked for in both, its parts only where the example has them.
    let keys = Set(
      ["defaults.", "cabinets.*."].flatMap { place in
        asked.filter { $0.hasPrefix(place) && !$0.hasSuffix("*") && !$0.hasSuffix(".file") }
          .map { String($0.dropFirst(place.count)) }
      })
    let sections = keys.filter { key in keys.contains { $0.hasPrefix(key + ".") } }
    let missing = keys.subtracting(sections).filter { key in
      !quoted.contains(key) && !quoted.contains(key.split(separator: ".").last.map(String.init) ?? "")
    }
    #expect(missing.sorted() == [])
    #expect(keys.count > 50)
  }

  @Test(arguments: ["README.md", "README.uk.md"])
  func everyFieldOfTheCardHasARow(file: String) throws {
    let quoted = Set(Self.quoted(try Self.text(file)))
    let codes = CustomFieldCodes()
    let plain = CardField.allCases.map { codes.code($0) } + DeliveryField.allCases.map { codes.code($0) }
    #expect(plain.filter { !quoted.contains($0) } == [])
    #expect(DeliveryField.allCases.map(\.rawValue).filter { !quoted.contains($0) } == [])
  }

  @Test func everyTestNamedExists() throws {
    let folder = Self.root.appending(path: "Tests")
    let files = try #require(FileManager.default.subpaths(atPath: folder.path))
    let sources = try files.filter { $0.hasSuffix(".swift") }.sorted().map { try Self.text("Tests/\($0)") }
    var checked = 0
    for name in Self.quoted(try Self.text("README.md")) {
      let parts = name.split(separator: ".")
      guard parts.count == 2, parts[0].hasSuffix("Tests") else { continue }
      let exists = sources.contains { $0.contains("struct \(parts[0]) ") && $0.contains("func \(parts[1])(") }
      #expect(exists, "\(name)")
      checked += 1
    }
    #expect(checked > 30)
  }
}
