// Turns the text of the file into Yams' tree of nodes with positions, and every way that can fail into
// problems.
//
// What a newcomer gets wrong: Yams stops at the first key that is there twice, and its error texts quote
// whole lines of the file, secrets included. So a repeated key is renamed in a copy of the text and the copy
// is read, until all of them are known; and of Yams' errors only the constant part is used.
import Yams

struct YAMLDocument {
  /// How many repeated keys one file may have before the rest of it is not looked at.
  static let duplicateLimit = 64

  /// nil for a file without content.
  let root: Node?
  /// What the renamed keys are really called.
  private let renamed: [Position: String]
  /// Nodes hold their anchors weakly; only the parser keeps them.
  private let parser: Parser?

  /// `text` without a byte order mark.
  init(composing text: String, report: ProblemReport) {
    var text = text
    var renamed: [Position: String] = [:]
    while !text.isEmpty {
      do {
        let parser = try Parser(yaml: text, resolver: .basic, encoding: .utf8)
        root = try parser.singleRoot()
        self.parser = parser
        self.renamed = renamed
        return
      } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
        if renamed.count < Self.duplicateLimit, let key = keys.first,
          Self.rename(key: key, at: context.mark, in: &text, ordinal: renamed.count)
        {
          renamed[Position(context.mark)] = key
          continue
        }
        let shown = keys.map(Spelling.shown).joined(separator: ", ")
        report.add(at: Position(context.mark), path: "", "a key is there more than once: \(shown)")
      } catch {
        Self.add(error, in: text, to: report)
      }
      break
    }
    root = nil
    parser = nil
    self.renamed = [:]
  }

  /// The text of a key as the file has it.
  func name(of key: Node.Scalar) -> String {
    key.mark.flatMap { renamed[Position($0)] } ?? key.string
  }

  /// Replaces the first letter of the key at `mark` by one of the private use area, so that no position
  /// moves.
  private static func rename(key: String, at mark: Mark, in text: inout String, ordinal: Int) -> Bool {
    guard var index = index(of: mark, in: text) else { return false }
    let scalars = text.unicodeScalars
    if let first = scalars[index...].first, first == "\"" || first == "'" {
      index = scalars.index(after: index)
    }
    guard !key.isEmpty, scalars[index...].starts(with: key.unicodeScalars),
      let replacement = Unicode.Scalar(0xE000 + UInt32(ordinal))
    else { return false }
    text.unicodeScalars.replaceSubrange(index...index, with: CollectionOfOne(replacement))
    return true
  }

  /// Counts lines the way libYAML does.
  private static func index(of mark: Mark, in text: String) -> String.Index? {
    var line = 1
    var column = 1
    var previous: Unicode.Scalar = " "
    for index in text.unicodeScalars.indices {
      if line == mark.line, column == mark.column { return index }
      let scalar = text.unicodeScalars[index]
      switch scalar {
      case "\n" where previous == "\r": break
      case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": (line, column) = (line + 1, 1)
      default: column += 1
      }
      previous = scalar
    }
    return nil
  }

  private static func add(_ error: any Error, in text: String, to report: ProblemReport) {
    switch error {
    case YamlError.scanner(let context, let problem, let mark, _),
      YamlError.parser(let context, let problem, let mark, _),
      YamlError.composer(let context, let problem, let mark, _):
      let whileDoing = context.map { " \($0.text)" } ?? ""
      let hint = problem.contains("cannot start any token") ? " (indent with blanks, never with tabs)" : ""
      report.add(at: Position(mark), path: "", "not YAML: \(problem)\(whileDoing)\(hint)")
    case YamlError.reader(let problem, let offset, _, _):
      let before = text.prefix(offset ?? 0)
      let line = before.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      report.add(
        at: Position(line: max(1, line.count), column: (line.last?.unicodeScalars.count ?? 0) + 1), path: "",
        "not YAML: \(problem)")
    default:
      report.add(at: .start, path: "", "not YAML: it could not be read")
    }
  }
}
