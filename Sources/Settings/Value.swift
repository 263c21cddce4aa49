// One value of the file on its way to a type. Every reader returns nil after adding a problem that says what
// is allowed; texts are taken as they are written, so that a postcode keeps its leading zeros and `no` stays
// a word.
import ShippingCore
import Yams

struct Value {
  let node: Node
  let path: String
  var pattern: String
  /// Position of the key, or of the list item.
  let keyPosition: Position
  let document: YAMLDocument
  let report: ProblemReport

  /// More than anything the CRM or the post takes in one field.
  static let longestText = 255

  var position: Position { node.mark.map(Position.init) ?? keyPosition }

  /// Nothing stands after the colon.
  var isEmpty: Bool {
    guard case .scalar(let scalar) = node, scalar.style == .plain else { return false }
    return ["", "~", "null"].contains(scalar.string)
  }

  var isSection: Bool {
    if case .mapping = node { true } else { false }
  }

  func refuse(_ message: String) {
    report.add(at: position, path: path, message)
  }

  // MARK: Shapes

  private func isAnchored() -> Bool {
    guard node.anchor != nil else { return false }
    refuse("anchors (&) and aliases (*) are not supported; what all cabinets share belongs into “defaults”")
    return true
  }

  /// The text of a scalar. `what` completes "expected …".
  func scalar(_ what: String) -> String? {
    if isAnchored() { return nil }
    guard case .scalar(let scalar) = node else {
      refuse("expected \(what), found a \(isSection ? "section" : "list")")
      return nil
    }
    guard !isEmpty else {
      refuse("has no value; expected \(what)")
      return nil
    }
    return scalar.string
  }

  func section() -> Section? {
    if isAnchored() { return nil }
    guard case .mapping(let mapping) = node else {
      refuse("expected a section of “key: value” lines")
      return nil
    }
    return Section(
      mapping, path: path, pattern: pattern, position: keyPosition, document: document, report: report)
  }

  /// The items of a list, `path` ending in `[1]`, `[2]`, …
  func list() -> [Value]? {
    if isAnchored() { return nil }
    guard case .sequence(let items) = node else {
      refuse("expected a list: [a, b]")
      return nil
    }
    return items.enumerated().map { index, item in
      Value(
        node: item, path: "\(path)[\(index + 1)]", pattern: pattern,
        keyPosition: item.mark.map(Position.init) ?? position,
        document: document,
        report: report)
    }
  }

  // MARK: Words and texts

  func flag() -> Bool? {
    choice(["true": true, "false": false])
  }

  /// One of the words.
  func choice<T>(_ words: KeyValuePairs<String, T>) -> T? {
    let names = words.map(\.key)
    let allowed = Spelling.alternatives(names)
    guard let text = scalar(allowed) else { return nil }
    if let match = words.first(where: { $0.key == text }) { return match.value }
    let meant = Spelling.suggestion(for: text, among: names).map { "; did you mean “\($0)”?" } ?? ""
    refuse("\(Spelling.shown(text)) is not \(allowed)\(meant)")
    return nil
  }

  /// Any text on one line. `what` completes "expected …"; the text itself is never shown.
  func text(_ what: String, lengths: ClosedRange<Int> = 1...Value.longestText) -> String? {
    guard let text = scalar(what) else { return nil }
    guard text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
      refuse("must be one line without control characters; expected \(what)")
      return nil
    }
    guard lengths.contains(text.count), text.contains(where: { !$0.isWhitespace }) else {
      refuse(
        "\(text.count) characters; expected \(what) of \(lengths.lowerBound) to \(lengths.upperBound)"
      )
      return nil
    }
    return text
  }

  /// A symbolic code of the CRM.
  func code(_ what: String) -> String? {
    guard let text = text(what) else { return nil }
    guard !text.contains(where: \.isWhitespace) else {
      refuse("\(Spelling.shown(text)) has blanks in it; expected \(what), as the CRM's references show it")
      return nil
    }
    return text
  }

  /// A list of different codes; an empty one is refused unless `mayBeEmpty`.
  func codes(_ what: String, mayBeEmpty: Bool = false) -> Set<String>? {
    guard let items = list() else { return nil }
    var codes: Set<String> = []
    var isWhole = true
    for item in items {
      guard let code = item.code(what) else {
        isWhole = false
        continue
      }
      if !codes.insert(code).inserted { item.refuse("\(Spelling.shown(code)) is in the list already") }
    }
    if items.isEmpty, !mayBeEmpty { refuse("the list is empty; name at least one, or leave the key out") }
    return isWhole ? codes : nil
  }

  func absolutePath() -> String? {
    guard let text = text("an absolute path", lengths: 1...1024) else { return nil }
    guard text.hasPrefix("/") else {
      refuse("must be an absolute path, beginning with “/”")
      return nil
    }
    return text.count > 1 && text.hasSuffix("/") ? String(text.dropLast()) : text
  }

  // MARK: Numbers

  func integer(_ range: ClosedRange<Int64>, unit: String) -> Int64? {
    let allowed = "a whole number of \(unit), \(range.lowerBound) to \(range.upperBound)"
    guard let text = scalar(allowed) else { return nil }
    guard let number = Int64(text), range.contains(number) else {
      refuse("\(Spelling.shown(text)) is not \(allowed)")
      return nil
    }
    return number
  }

  /// A decimal number with a point.
  func number(_ range: ClosedRange<Double>) -> Double? {
    let allowed = "a number, \(Self.short(range.lowerBound)) to \(Self.short(range.upperBound))"
    guard let text = scalar(allowed) else { return nil }
    let isDecimal = text.allSatisfy { $0.isASCII && ($0.isNumber || $0 == ".") }
    guard isDecimal, let number = Double(text), range.contains(number) else {
      refuse("\(Spelling.shown(text)) is not \(allowed)")
      return nil
    }
    return number
  }

  func duration(_ range: ClosedRange<Duration>) -> Duration? {
    let limits = "\(DurationText.text(range.lowerBound)) to \(DurationText.text(range.upperBound))"
    guard let text = scalar("a duration like 30s, 5m or 1h") else { return nil }
    guard let duration = DurationText.duration(text) else {
      refuse(
        "\(Spelling.shown(text)) is not a duration: a whole number and ms, s, m, h or d, like 30s"
      )
      return nil
    }
    guard range.contains(duration) else {
      refuse("\(Spelling.shown(text)) is out of range: \(limits)")
      return nil
    }
    return duration
  }

  private static func short(_ number: Double) -> String {
    Int64(exactly: number).map(String.init) ?? "\(number)"
  }
}
