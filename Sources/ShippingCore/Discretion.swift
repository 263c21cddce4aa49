// What an operator may read of other people's words. Ukrposhta's refusals are kept whole, because the manager needs them
// whole; and nobody promises that they never quote a name or a phone. So the verbs show them with every number long enough
// for a phone and every word that could be a name masked, unless the whole was asked for.

public enum Discretion {
  static let mask = "…"
  /// Digits of the shortest number that could be somebody's phone.
  private static let shortestPhone = 7
  /// A TTN has as many, and is what the operator works with.
  private static let barcodeDigits = 13

  public static func masked(_ text: String) -> String {
    let words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    var shown: [String] = []
    for (offset, word) in words.enumerated() {
      let before = offset > 0 ? words[offset - 1] : nil
      let after = offset + 1 < words.count ? words[offset + 1] : nil
      shown.append(couldBeName(word, before: before, after: after) ? replaced(word) : word)
    }
    return numbersMasked(shown.joined(separator: " "))
  }

  /// A capital Cyrillic word that does not begin a sentence, or one of several capital words in a row.
  private static func couldBeName(_ word: String, before: String?, after: String?) -> Bool {
    guard isCapitalised(word) else { return false }
    let beginsSentence = before.map { $0.last.map { ".:!?".contains($0) } ?? true } ?? true
    let hasCapitalNeighbour =
      (!beginsSentence && before.map(isCapitalised) == true)
      || (word.last.map { !".:!?".contains($0) } ?? false && after.map(isCapitalised) == true)
    if hasCapitalNeighbour { return true }
    let isCyrillic = word.unicodeScalars.contains { (0x400...0x52F).contains($0.value) }
    return isCyrillic && !beginsSentence
  }

  /// `Іван`, `“Іван”,`; not `UPE01002`, `TTN` or `W2W`, which are codes.
  private static func isCapitalised(_ word: String) -> Bool {
    let letters = word.drop { !$0.isLetter && !$0.isNumber }
    guard let first = letters.first, first.isUppercase else { return false }
    return letters.dropFirst().contains { $0.isLowercase }
      || letters.unicodeScalars.contains { $0.value > 0x7F }
  }

  private static func replaced(_ word: String) -> String {
    let tail = word.reversed().prefix { !$0.isLetter && !$0.isNumber }.reversed()
    return mask + String(tail)
  }

  /// Digits with what people write between them.
  private static func numbersMasked(_ text: String) -> String {
    var out = ""
    var run = ""
    func flush() {
      let digits = run.filter(\.isNumber)
      let isBarcode = digits.count == barcodeDigits && run.hasPrefix(digits)
      if digits.count < shortestPhone || isBarcode {
        out += run
      } else {
        out += mask + String(run.reversed().prefix { !$0.isNumber && $0 != ")" }.reversed())
      }
      run = ""
    }
    for character in text {
      if character.isNumber || character == "+" || (!run.isEmpty && " -()".contains(character)) {
        run.append(character)
      } else {
        flush()
        out.append(character)
      }
    }
    flush()
    return out
  }
}

extension Problem {
  /// The same problem with other people's words masked.
  public var masked: Problem {
    var problem = self
    switch code {
    case .carrierRefused, .trackNumberInvalid, .trackNumberTaken:
      problem.details = details.map(Discretion.masked)
    case .changedAfterShipment:
      guard var known = details.flatMap({ ChangeDetails($0) }) else { break }
      known.words = known.words.map(Discretion.masked)
      problem.details = known.text
    default: break
    }
    return problem
  }
}
