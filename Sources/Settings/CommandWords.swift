// A command as one line, cut into words the way a shell cuts them, and nothing more: no variables, no patterns, no
// pipes. A newcomer hands the line to a shell; then a label's path with a blank in it, or a mistyped quote, runs
// something else.

import Yams

enum CommandWords {
  /// What stands for the label's path.
  static let file = "{file}"
  static let mostWords = 32

  /// nil when a quote is not closed or the last backslash has nothing after it.
  static func split(_ line: String) -> [String]? {
    var words: [String] = []
    var word: String?
    var quote: Character?
    var isEscaped = false
    for character in line {
      if isEscaped {
        word = (word ?? "") + String(character)
        isEscaped = false
      } else if character == "\\", quote != "'" {
        isEscaped = true
      } else if let open = quote {
        if character == open { quote = nil } else { word = (word ?? "") + String(character) }
      } else if character == "\"" || character == "'" {
        quote = character
        word = word ?? ""
      } else if character.isWhitespace {
        if let whole = word { words.append(whole) }
        word = nil
      } else {
        word = (word ?? "") + String(character)
      }
    }
    if let whole = word { words.append(whole) }
    return quote == nil && !isEscaped ? words : nil
  }
}

extension Value {
  /// `lp -d zebra {file}`, as one text or as a list of words; `off` for none.
  func command() -> Switchable<[String]>? {
    if isOff { return .off }
    let example = "a command like “lp -d zebra {file}”"
    guard let words = commandWords(example) else { return nil }
    guard words.first?.contains(CommandWords.file) == false else {
      refuse("begins with the program: its name alone, or its absolute path")
      return nil
    }
    guard words.dropFirst().contains(where: { $0.contains(CommandWords.file) }) else {
      refuse("has no {file}, which stands for the label's path; expected \(example)")
      return nil
    }
    return .on(words)
  }

  /// A program and its arguments, as one text or as a list of words. `example` completes "expected …".
  func commandWords(_ example: String) -> [String]? {
    let words: [String]
    if case .sequence = node {
      guard let items = list() else { return nil }
      let texts = items.map { $0.text("a word of the command") }
      guard !texts.contains(nil) else { return nil }
      words = texts.compactMap(\.self)
    } else {
      guard let line = text(example) else { return nil }
      guard let split = CommandWords.split(line) else {
        refuse("a quote is not closed, or a backslash has nothing after it")
        return nil
      }
      words = split
    }
    guard let program = words.first, !program.isEmpty, words.count <= CommandWords.mostWords else {
      refuse(
        "\(words.count) words; expected a program and its arguments, \(CommandWords.mostWords) words at most")
      return nil
    }
    guard program.hasPrefix("/") || !program.contains("/") else {
      refuse("begins with the program: its name alone, or its absolute path")
      return nil
    }
    return words
  }
}
