// A mapping of the file while it is read. Whoever reads it names each key once, by asking for it; what is
// left over at the end is unknown. So the list of known keys is the reading code itself, and cannot go out of
// step with it.
import Yams

final class Section {
  let path: String
  /// Where the section begins, for what is missing from it.
  let position: Position
  let report: ProblemReport
  private let pattern: String
  private let entries: [Entry]
  private var askedKeys: Set<String> = []

  private struct Entry {
    var name: String
    var value: Value
  }

  /// `position` is the one of the key that holds the mapping. `pattern` is the path with `*` for names the
  /// operator chose.
  init(
    _ mapping: Node.Mapping, path: String, pattern: String, position: Position, document: YAMLDocument,
    report: ProblemReport
  ) {
    self.path = path
    self.pattern = pattern
    self.position = position
    self.report = report
    var entries: [Entry] = []
    var firstLine: [String: Int] = [:]
    for (key, node) in mapping {
      let keyPosition = key.mark.map(Position.init) ?? position
      guard case .scalar(let scalar) = key else {
        report.add(at: keyPosition, path: path, "a key must be a plain word")
        continue
      }
      let name = document.name(of: scalar)
      if let line = firstLine[name] {
        report.add(
          at: keyPosition, path: path, "\(Spelling.shown(name)) is there again: it already is in line \(line)"
        )
        continue
      }
      firstLine[name] = keyPosition.line
      let value = Value(
        node: node, path: Self.join(path, Spelling.pathComponent(name)), pattern: pattern,
        keyPosition: keyPosition, document: document, report: report)
      entries.append(Entry(name: name, value: value))
    }
    self.entries = entries
  }

  /// The value of a key that may be absent.
  func value(_ key: String) -> Value? {
    askedKeys.insert(key)
    report.asked(Self.join(pattern, key))
    guard var value = entries.first(where: { $0.name == key })?.value else { return nil }
    value.pattern = Self.join(pattern, key)
    return value
  }

  /// The value of a key that must be there. `meaning` says what it is, for the one who left it out.
  func required(_ key: String, _ meaning: String) -> Value? {
    if let value = value(key) { return value }
    report.add(at: position, path: Self.join(path, key), "missing: \(meaning)")
    return nil
  }

  /// A section that may be absent or empty.
  func section(_ key: String) -> Section? {
    guard let value = value(key), !value.isEmpty else { return nil }
    return value.section()
  }

  /// A section that must be there.
  func requiredSection(_ key: String, _ meaning: String) -> Section? {
    required(key, meaning)?.section()
  }

  /// A duration that may be absent.
  func duration(_ key: String, in range: ClosedRange<Duration>, default: Duration) -> Duration {
    value(key)?.duration(range) ?? `default`
  }

  func has(_ key: String) -> Bool { entries.contains { $0.name == key } }

  /// Adds a problem about a key that is there, or about the section when it is not.
  func refuse(_ key: String, _ message: String) {
    let position = entries.first { $0.name == key }?.value.position ?? position
    report.add(at: position, path: Self.join(path, key), message)
  }

  /// All entries, in the order of the file, for sections whose keys are names the operator chose.
  func named() -> [(name: String, value: Value)] {
    entries.map { entry in
      askedKeys.insert(entry.name)
      report.asked(Self.join(pattern, "*"))
      var value = entry.value
      value.pattern = Self.join(pattern, "*")
      return (entry.name, value)
    }
  }

  /// Reports every key that nobody asked for. `reasons` explains those that have no business here.
  func finish(reasons: [String: String] = [:]) {
    for entry in entries where !askedKeys.contains(entry.name) {
      let position = entry.value.keyPosition
      if let reason = reasons[entry.name] {
        report.add(at: position, path: entry.value.path, reason)
      } else if let meant = Spelling.suggestion(for: entry.name, among: askedKeys) {
        report.add(at: position, path: entry.value.path, "unknown key; did you mean “\(meant)”?")
      } else {
        let known = askedKeys.sorted().joined(separator: ", ")
        report.add(at: position, path: entry.value.path, "unknown key; known here: \(known)")
      }
    }
  }

  static func join(_ path: String, _ key: String) -> String {
    path.isEmpty ? key : "\(path).\(key)"
  }
}
