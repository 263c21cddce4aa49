// One thing that is wrong in the configuration file, and where. All of them are collected before anything is
// said: an operator who mends a file one error a restart gives up. A text never repeats what might be a
// secret or a person's data, because it goes to a terminal, to the journal and into support requests.
import Yams

/// A place in the file; both count from 1, a column in Unicode scalars.
struct Position: Hashable {
  var line: Int
  var column: Int

  static let start = Position(line: 1, column: 1)
}

extension Position {
  init(_ mark: Mark) {
    self.init(line: mark.line, column: mark.column)
  }
}

public struct SettingsProblem: Sendable, Hashable, Comparable, CustomStringConvertible {
  public var file: String
  /// Both count from 1; a column counts Unicode scalars.
  public var line: Int
  public var column: Int
  /// The key it is about, `cabinets.main.sender.phone`; empty when it is about the file.
  public var path: String
  /// What is wrong and what is allowed, one line.
  public var message: String

  public init(file: String, line: Int, column: Int, path: String, message: String) {
    self.file = file
    self.line = line
    self.column = column
    self.path = path
    self.message = message
  }

  /// `file:line:column: path: what is wrong`.
  public var description: String {
    "\(file):\(line):\(column): \(path.isEmpty ? "" : "\(path): ")\(message)"
  }

  public static func < (left: SettingsProblem, right: SettingsProblem) -> Bool {
    (left.line, left.column, left.path, left.message) < (right.line, right.column, right.path, right.message)
  }
}

/// Everything wrong in one file, in the order of the file. Never empty.
public struct SettingsProblems: Error, Sendable, Equatable, CustomStringConvertible {
  public var problems: [SettingsProblem]

  init(_ problems: [SettingsProblem]) {
    self.problems = problems.sorted()
  }

  /// One problem a line.
  public var description: String { problems.map(\.description).joined(separator: "\n") }
}

/// Collects while a file is read. A class because every reader of a part adds to the same list; it lives only
/// as long as one call of `SettingsFile.parse`.
final class ProblemReport {
  let file: String
  private(set) var problems: Set<SettingsProblem> = []
  /// Every key that was asked for, by path; the names of cabinets, stores and states as `*`.
  private(set) var askedPaths: Set<String> = []

  init(file: String) {
    self.file = file
  }

  func add(at position: Position, path: String, _ message: String) {
    problems.insert(
      SettingsProblem(file: file, line: position.line, column: position.column, path: path, message: message))
  }

  func asked(_ path: String) {
    askedPaths.insert(path)
  }
}
