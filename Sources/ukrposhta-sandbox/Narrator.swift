// Tells a person what happens, as it happens: one short line with the seconds since the start.
import Glibc
import Rehearsal

struct Narrator: Sendable {
  let patience: Patience

  func say(_ text: String) {
    let milliseconds = patience.elapsed / .milliseconds(1)
    let seconds = Int(milliseconds) / 1000
    let tenths = Int(milliseconds) / 100 % 10
    let stamp = String(repeating: " ", count: max(0, 3 - "\(seconds)".count)) + "\(seconds).\(tenths) s"
    Narrator.print("\(stamp)  \(text)")
  }

  /// A line of its own, written at once even when the output is a pipe.
  static func print(_ text: String) {
    Swift.print(text)
    fflush(nil)
  }
}

/// Lines of a table with columns as wide as their widest text.
struct TextTable {
  private var rows: [[String]]

  init(header: [String]) {
    rows = [header]
  }

  mutating func add(_ row: [String]) { rows.append(row) }

  var text: String {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in
      rows.map { $0.count > column ? $0[column].count : 0 }.max() ?? 0
    }
    return rows.map { row in
      var line = ""
      for (column, cell) in row.enumerated() {
        let isLast = column == row.count - 1
        line += isLast ? cell : cell + String(repeating: " ", count: widths[column] - cell.count + 2)
      }
      return line
    }.joined(separator: "\n")
  }
}

/// One thing that was looked at in the end.
struct Check {
  var what: String
  /// What speaks against it; empty = it holds.
  var objections: [String]

  var line: String {
    objections.isEmpty ? "  ✓ \(what)" : "  ✗ \(what): " + objections.joined(separator: "; ")
  }
}
