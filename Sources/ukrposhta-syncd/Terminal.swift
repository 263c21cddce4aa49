// How verbs print: aligned columns and colour for a person, tab-separated lines for everything else. Whether a person
// looks is asked of each stream by itself, because `list | less` has a terminal at one end only.
import Foundation
import Glibc

enum Terminal {
  static let isOutput = isatty(STDOUT_FILENO) == 1
  static let isError = isatty(STDERR_FILENO) == 1
  /// `NO_COLOR` (no-color.org) and terminals that cannot.
  private static let hasColour =
    isOutput && getenv("NO_COLOR") == nil && getenv("TERM").map { String(cString: $0) } != "dumb"

  enum Colour: String {
    case red = "31"
    case green = "32"
    case yellow = "33"
    case bold = "1"
  }

  static func coloured(_ text: String, _ colour: Colour) -> String {
    hasColour ? "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m" : text
  }

  /// Text from a service must not move the cursor or paint the screen.
  static func clean(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
  }
}

/// Rows under a heading.
struct Table {
  var heading: [String]
  var rows: [[String]] = []

  init(_ heading: String...) {
    self.heading = heading
  }

  func text(isAligned: Bool = Terminal.isOutput) -> String {
    let cells = ([heading] + rows).map { $0.map(Terminal.clean) }
    guard isAligned else { return cells.map { $0.joined(separator: "\t") }.joined(separator: "\n") }
    let widths = heading.indices.map { column in
      cells.map { $0.indices.contains(column) ? $0[column].count : 0 }.max() ?? 0
    }
    let lines = cells.map { row in
      row.enumerated().map { column, cell in
        column == row.count - 1 ? cell : cell + String(repeating: " ", count: widths[column] - cell.count)
      }.joined(separator: "  ")
    }
    guard let first = lines.first else { return "" }
    return ([Terminal.coloured(first, .bold)] + lines.dropFirst()).joined(separator: "\n")
  }

  /// RFC 4180, with a heading.
  var csv: String {
    ([heading] + rows).map { row in row.map(Table.quoted).joined(separator: ",") }.joined(separator: "\r\n")
  }

  private static func quoted(_ cell: String) -> String {
    guard cell.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return cell }
    return "\"" + cell.replacing("\"", with: "\"\"") + "\""
  }
}
