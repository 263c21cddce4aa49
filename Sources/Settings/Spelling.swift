// What a problem's text may show of the file: suggestions for a mistyped word, and a value only when it
// cannot be a secret. Tokens get pasted into the wrong place, and an error text is the last place they should
// turn up.

public enum Spelling {
  /// Longer words are not compared: no key or value of ours comes near.
  static let longestWord = 40
  /// How much of a value is shown.
  static let longestShown = 40

  /// The candidate closest to `word`, if it is close enough to be what was meant; of equals the first by
  /// name.
  public static func suggestion(for word: String, among candidates: some Sequence<String>) -> String? {
    guard word.count <= longestWord else { return nil }
    let bound = max(1, word.count / 3)
    var best: (distance: Int, word: String)?
    for candidate in candidates.sorted() where abs(candidate.count - word.count) <= bound {
      let distance = distance(word.lowercased(), candidate.lowercased())
      if distance <= bound, distance < best?.distance ?? .max { best = (distance, candidate) }
    }
    return best?.word
  }

  /// Edits (insert, delete, replace, swap two neighbours) from one word to the other.
  static func distance(_ left: String, _ right: String) -> Int {
    let left = Array(left)
    let right = Array(right)
    var beforeLast = [Int](repeating: 0, count: right.count + 1)
    var last = Array(0...right.count)
    for (row, letter) in left.enumerated() {
      var current = [row + 1]
      for (column, other) in right.enumerated() {
        var cost = min(last[column + 1] + 1, current[column] + 1, last[column] + (letter == other ? 0 : 1))
        if row > 0, column > 0, letter == right[column - 1], left[row - 1] == other {
          cost = min(cost, beforeLast[column - 1] + 1)
        }
        current.append(cost)
      }
      (beforeLast, last) = (last, current)
    }
    return last[right.count]
  }

  /// A uuid, or a run of 20 letters and digits, or of 32 of one kind: API keys, bearers and tokens.
  static func looksSecret(_ text: String) -> Bool {
    let runs = text.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
    if runs.contains(where: {
      $0.count >= 32 || $0.count >= 20 && hasDigit($0) && $0.contains(where: \.isLetter)
    }) {
      return true
    }
    let hexadecimal = text.split { !($0.isASCII && ($0.isHexDigit || $0 == "-")) }
    return hexadecimal.contains { $0.count >= 32 && hasDigit($0) }
  }

  private static func hasDigit(_ text: Substring) -> Bool { text.contains(where: \.isNumber) }

  /// A key of the file as a part of a path.
  static func pathComponent(_ key: String) -> String {
    looksSecret(key) ? "…" : visible(key)
  }

  /// The text in quotes and on one line, or a remark in its place.
  static func shown(_ text: String) -> String {
    if looksSecret(text) { return "(a value that looks like a secret)" }
    return "“\(visible(text))”"
  }

  /// The text cut to a line's worth, with a blank for everything that a terminal or a log would not show as
  /// itself.
  private static func visible(_ text: String) -> String {
    let characters = text.unicodeScalars.prefix(longestShown).map { scalar -> Character in
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: " "
      default: Character(scalar)
      }
    }
    return String(characters) + (text.unicodeScalars.count > longestShown ? "…" : "")
  }

  /// `a, b or c`.
  static func alternatives(_ words: [String]) -> String {
    guard words.count > 1, let last = words.last else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " or " + last
  }
}
