// The shipped example is the material of most tests here: what it says is what operators copy. Tests take it
// as it is, with the settings that are off put on, or with lines exchanged.
import Testing

@testable import Settings

enum Example {
  static let path = "config.yaml"
  static let environment = SettingsFile.Environment(stateDirectory: nil)

  /// The file as shipped.
  static var text: String {
    get throws {
      let source = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
      let contents = SmallFile.read(
        path: "/\(source)/etc/ukrposhta-syncd/config.yaml", limit: SettingsFile.sizeLimit)
      return String(decoding: try contents.get().bytes, as: UTF8.self)
    }
  }

  /// The file with every `#key:` put on.
  static var whole: String {
    get throws {
      let lines = try text.split(separator: "\n", omittingEmptySubsequences: false).map { line -> String in
        let indentation = line.prefix { $0 == " " }
        let rest = line.dropFirst(indentation.count)
        guard rest.first == "#", let second = rest.dropFirst().first, second.isLetter else {
          return String(line)
        }
        return String(indentation + rest.dropFirst())
      }
      return lines.joined(separator: "\n")
    }
  }

  /// The file with the first occurrence of each text exchanged; every text must be there.
  static func with(_ changes: some Collection<(key: String, value: String)>) throws -> String {
    var text = try text
    for (old, new) in changes {
      let range = try #require(text.firstRange(of: old), "the example has no “\(old)”")
      text.replaceSubrange(range, with: new)
    }
    return text
  }

  static func problems(_ text: String) -> [SettingsProblem] {
    switch SettingsFile.parse(text: text, path: path, environment: environment) {
    case .success: []
    case .failure(let problems): problems.problems
    }
  }

  /// The problems of the example after the changes.
  static func problems(with changes: KeyValuePairs<String, String>) throws -> [SettingsProblem] {
    problems(try with(changes))
  }

  static func settings(with changes: KeyValuePairs<String, String> = [:]) throws -> ServiceSettings {
    try SettingsFile.parse(text: try with(changes), path: path, environment: environment).get()
  }
}

extension SettingsProblem {
  /// Where and about what, without the text.
  var place: String { "\(line):\(column): \(path)" }
}
