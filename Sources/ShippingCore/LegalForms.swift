// Legal forms of companies as everybody writes them short. A legal name with its form in full seldom fits into what the
// post takes, and the short one means the same.

enum LegalForms {
  /// The first form in full, wherever it stands, written short; a text without one stays as it is.
  static func shortened(_ name: String) -> String {
    let words = name.split(separator: " ").map(String.init)
    let plain = words.map(spelled)
    for (long, short) in forms {
      let form = long.split(separator: " ").map(String.init)
      guard words.count >= form.count else { continue }
      for start in 0...(words.count - form.count) where Array(plain[start..<(start + form.count)]) == form {
        return (words[..<start] + [short] + words[(start + form.count)...]).joined(separator: " ")
      }
    }
    return name
  }

  /// In small letters, with one kind of apostrophe and of dash.
  private static func spelled(_ word: String) -> String {
    (tidiedName(word) ?? word).lowercased()
  }

  /// Longer forms before those that they end with.
  private static let forms: [(long: String, short: String)] = [
    ("товариство з обмеженою відповідальністю", "ТОВ"),
    ("товариство з додатковою відповідальністю", "ТДВ"),
    ("приватне акціонерне товариство", "ПрАТ"),
    ("публічне акціонерне товариство", "ПАТ"),
    ("акціонерне товариство", "АТ"),
    ("приватне підприємство", "ПП"),
    ("комунальне некомерційне підприємство", "КНП"),
    ("комунальне підприємство", "КП"),
    ("державне підприємство", "ДП"),
    ("фермерське господарство", "ФГ"),
    ("фізична особа-підприємець", "ФОП"),
    ("фізична особа - підприємець", "ФОП"),
    ("фізична особа підприємець", "ФОП"),
    ("об'єднання співвласників багатоквартирного будинку", "ОСББ"),
    ("громадська організація", "ГО"),
    ("благодійний фонд", "БФ"),
    ("благодійна організація", "БО"),
    ("общество с ограниченной ответственностью", "ООО"),
    ("частное предприятие", "ЧП"),
    ("физическое лицо-предприниматель", "ФЛП"),
    ("физическое лицо - предприниматель", "ФЛП"),
  ]
}
