// Cleaning of what people type: blanks, look-alike signs, whole names in one field, texts that are too
// long. Nothing is judged here; a cleaned text that is still wrong is for the checks.

/// Without control and invisible characters, with single blanks, trimmed; nil when nothing is left.
func tidied(_ text: String?) -> String? {
  guard let text else { return nil }
  var clean = String.UnicodeScalarView()
  var blankIsDue = false
  for scalar in text.unicodeScalars {
    let properties = scalar.properties
    if properties.isWhitespace || properties.generalCategory == .control {
      blankIsDue = !clean.isEmpty
    } else if properties.generalCategory != .format {
      if blankIsDue { clean.append(" ") }
      blankIsDue = false
      clean.append(scalar)
    }
  }
  return clean.isEmpty ? nil : String(clean)
}

/// A tidied name with one kind of apostrophe and one kind of hyphen, so that the same person looks the same.
func tidiedName(_ text: String?) -> String? {
  guard let text = tidied(text) else { return nil }
  return String(
    text.map { character in
      switch character {
      case "\u{2019}", "\u{02BC}", "\u{2018}", "\u{2032}", "\u{00B4}", "`": return "'"
      case "\u{2010}"..."\u{2015}", "\u{2212}": return "-"
      default: return character
      }
    })
}

struct PersonName: Hashable {
  var last: String?
  var first: String?
  var middle: String?

  init(last: String?, first: String?, middle: String?) {
    self.last = last
    self.first = first
    self.middle = middle
  }

  /// Reads «Прізвище Ім'я По батькові»; whatever follows the second word is the patronymic. Where a patronymic stands
  /// tells other orders: «Ім'я По батькові» has no last name, «Ім'я По батькові Прізвище» has it at the end, and before
  /// the last two of four words is a double last name. `patronymic` is one that was given apart.
  init(whole text: String, patronymic: String? = nil) {
    let words = text.split(separator: " ").map(String.init)
    let patronymics = words.indices.filter { PersonName.isPatronymic(words[$0]) }
    last = words.first
    first = words.count > 1 ? words[1] : nil
    middle = words.count > 2 ? words[2...].joined(separator: " ") : nil
    switch words.count {
    case 2 where patronymics == [1] && patronymic == nil:
      (last, first, middle) = (nil, words[0], words[1])
    case 3 where patronymics == [1]:
      (last, first, middle) = (words[2], words[0], words[1])
    case 4... where patronymics.last == words.count - 1:
      last = words.dropLast(2).joined(separator: " ")
      (first, middle) = (words[words.count - 2], words[words.count - 1])
    default: break
    }
    if let patronymic { middle = patronymic }
  }

  /// «Іван Петрович» in the member for the first name, when nothing is in that for the patronymic.
  mutating func splitFirst() {
    guard middle == nil, let words = first?.split(separator: " "), words.count > 1, let end = words.last,
      PersonName.isPatronymic(String(end))
    else { return }
    first = words.dropLast().joined(separator: " ")
    middle = String(end)
  }

  /// «Іванович», «Сергіївна», «Ильич». A last name may look the same: only its place tells.
  static func isPatronymic(_ word: String) -> Bool {
    let word = word.lowercased()
    return rarePatronymics.contains(word)
      || patronymicEndings.contains { word.hasSuffix($0) && word.count >= $0.count + 2 }
  }

  private static let patronymicEndings = ["ович", "евич", "йович", "івна", "ївна", "овна", "евна"]
  private static let rarePatronymics: Set<String> = [
    "ілліч", "іллівна", "лукич", "кузьмич", "хомич", "ильич", "ильинична", "фомич", "фоминична",
    "кузьминична", "лукинична", "никитич", "никитична",
  ]
}

/// Replaces each `{name}` for which `value` has a text, in one pass: braces in a value stay as they are.
func filled(_ template: String, _ value: (Substring) -> String?) -> String {
  var result = ""
  var rest = template[...]
  while let open = rest.firstIndex(of: "{") {
    result += rest[..<open]
    rest = rest[open...]
    guard let close = rest.firstIndex(of: "}") else { break }
    let name = rest[rest.index(after: open)..<close]
    if let text = value(name) {
      result += text
      rest = rest[rest.index(after: close)...]
    } else {
      result += "{"
      rest = rest[rest.index(after: open)...]
    }
  }
  return result + rest
}

/// At most so many whole characters; a letter is never cut from its accent, nor an emoji in two.
func cut(_ text: String, characters: Int, units: Int) -> String {
  var short = Substring(text).prefix(characters)
  while short.utf16.count > units { short = short.dropLast() }
  while short.last?.isWhitespace == true { short = short.dropLast() }
  return String(short)
}

extension Planner {
  /// The field of the order, else the shop's template, as the label has room for it.
  func description() -> String {
    let text = order.text(.description) ?? filledTemplate() ?? ""
    return cut(
      text, characters: ShippingLimits.descriptionCharacters, units: ShippingLimits.descriptionUnits)
  }

  private func filledTemplate() -> String? {
    tidied(
      filled(cabinet.description) { name in
        switch name {
        case "items": return itemNames()
        case "number": return order.number
        case "externalId": return order.externalID ?? ""
        default: return nil
        }
      })
  }

  /// `Cup x2, Plate`: the items that are really shipped.
  private func itemNames() -> String {
    let names = order.items.lazy.filter { !$0.isCanceled && $0.quantity > 0 }
      .prefix(ShippingLimits.descriptionCharacters)
      .compactMap { item in
        tidied(item.name).map { item.quantity == 1 ? $0 : "\($0) x\(shown(item.quantity))" }
      }
    return names.joined(separator: ", ")
  }

  private func shown(_ quantity: Double) -> String {
    Int64(exactly: quantity).map(String.init) ?? String(quantity)
  }
}
