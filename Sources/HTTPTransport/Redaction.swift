// Takes secrets out of a text before it may reach a log, an error or a file. Two nets: the secrets known at
// run time, in whatever mix of raw, percent-encoded and backslash-escaped bytes a peer or a library printed
// them, and the places where a secret usually stands (`token=`, `apiKey=`, `Authorization: Bearer …`,
// `X-API-KEY: …`), for secrets nobody told us. Ukrposhta's counterparty token travels in the query
// (ukrposhta-api.md §1), so URLs need it most.

public struct Redaction: Sendable {
  public static let mask = "***"

  /// Longest first: a secret that contains another must be masked whole.
  private let secrets: [[UInt8]]

  /// Empty texts and the white space around a secret are ignored.
  public init(secrets: [String] = []) {
    let known = secrets.map { Self.trimmed(Array($0.utf8)) }.filter { !$0.isEmpty }
    self.secrets = known.sorted { $0.count > $1.count }
  }

  public func redact(_ text: String) -> String {
    let known = maskKnown(Array(text.utf8))
    return String(decoding: Self.maskPlaces(known), as: UTF8.self)
  }

  // MARK: Known secrets

  private func maskKnown(_ text: [UInt8]) -> [UInt8] {
    guard !secrets.isEmpty else { return text }
    var out: [UInt8] = []
    out.reserveCapacity(text.count)
    var at = 0
    while at < text.count {
      if let end = secrets.lazy.compactMap({ Self.end(of: $0, in: text, from: at) }).first {
        out.append(contentsOf: Self.mask.utf8)
        at = end
      } else {
        out.append(text[at])
        at += 1
      }
    }
    return out
  }

  /// The index after `secret` when it begins at `start`, each of its bytes spelled raw, `%XX` or after a
  /// backslash.
  private static func end(of secret: [UInt8], in text: [UInt8], from start: Int) -> Int? {
    if text[start...].starts(with: secret) { return start + secret.count }
    var at = start
    for byte in secret {
      guard at < text.count else { return nil }
      if text[at] == UInt8(ascii: "%"), hexPair(text, at + 1) == byte {
        at += 3
      } else if text[at] == byte {
        at += 1
      } else if text[at] == UInt8(ascii: "\\"), at + 1 < text.count, text[at + 1] == byte {
        at += 2
      } else {
        return nil
      }
    }
    return at
  }

  private static func hexPair(_ text: [UInt8], _ at: Int) -> UInt8? {
    guard at + 1 < text.count, let high = hexDigit(text[at]), let low = hexDigit(text[at + 1]) else {
      return nil
    }
    return high << 4 | low
  }

  private static func hexDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }

  private static func trimmed(_ bytes: [UInt8]) -> [UInt8] {
    var slice = bytes[...]
    while let first = slice.first, first <= UInt8(ascii: " ") { slice.removeFirst() }
    while let last = slice.last, last <= UInt8(ascii: " ") { slice.removeLast() }
    return Array(slice)
  }

  // MARK: Places where secrets stand

  private enum Place {
    /// Masked after "=", and after ":" when the name itself was quoted (JSON); "token: x" is prose.
    case parameter
    /// Masked after ":" as well.
    case header
    /// A header whose value may begin with a scheme word, which stays.
    case authorization
  }

  private static let places: [(name: [UInt8], place: Place)] = [
    (Array("authorization".utf8), .authorization), (Array("x-api-key".utf8), .header),
    (Array("api-key".utf8), .header), (Array("api_key".utf8), .header), (Array("apikey".utf8), .header),
    (Array("token".utf8), .parameter),
  ]
  private static let bearer = Array("bearer".utf8)
  /// A lone "Bearer x" is taken for a secret from this length on, and only with a digit in it: else it is
  /// prose.
  private static let shortestLoneBearer = 8

  private static func maskPlaces(_ text: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(text.count)
    var at = 0
    while at < text.count {
      if let value = valueRange(in: text, from: at) {
        out.append(contentsOf: text[at..<value.lowerBound])
        out.append(contentsOf: mask.utf8)
        at = value.upperBound
      } else {
        out.append(text[at])
        at += 1
      }
    }
    return out
  }

  /// Where the secret stands when one of the names begins at `at`.
  private static func valueRange(in text: [UInt8], from at: Int) -> Range<Int>? {
    for (name, place) in places where hasName(name, in: text, at: at) {
      guard var start = valueStart(in: text, after: at + name.count, place: place) else { continue }
      if place == .authorization { start = afterScheme(in: text, from: start) }
      let end = valueEnd(in: text, from: start)
      if end > start { return start..<end }
    }
    guard hasName(bearer, in: text, at: at) else { return nil }
    let gap = at + bearer.count
    let start = skipBlanks(in: text, from: gap)
    let end = valueEnd(in: text, from: start)
    guard start > gap, end - start >= shortestLoneBearer else { return nil }
    return text[start..<end].contains(where: { (48...57).contains($0) }) ? start..<end : nil
  }

  private static func hasName(_ name: [UInt8], in text: [UInt8], at: Int) -> Bool {
    guard at + name.count <= text.count else { return false }
    for offset in 0..<name.count {
      let byte = text[at + offset]
      let isUpper = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
      if (isUpper ? byte + 32 : byte) != name[offset] { return false }
    }
    return true
  }

  /// Passes `"`, blanks, the separator, blanks and `"`. nil when there is no separator that counts for this
  /// place.
  private static func valueStart(in text: [UInt8], after end: Int, place: Place) -> Int? {
    let quoted = skipQuote(in: text, from: end)
    var at = skipBlanks(in: text, from: quoted)
    guard at < text.count else { return nil }
    let encoded = text[at] == UInt8(ascii: "%") ? hexPair(text, at + 1) : nil
    let separator = encoded ?? text[at]
    let colonCounts = place != .parameter || quoted > end
    guard separator == UInt8(ascii: "=") || (separator == UInt8(ascii: ":") && colonCounts) else {
      return nil
    }
    at += encoded == nil ? 1 : 3
    return skipQuote(in: text, from: skipBlanks(in: text, from: at))
  }

  /// After "Bearer " or any other scheme word; unchanged when a lone word stands there.
  private static func afterScheme(in text: [UInt8], from start: Int) -> Int {
    var at = start
    while at < text.count, text[at] | 32 >= UInt8(ascii: "a"), text[at] | 32 <= UInt8(ascii: "z") { at += 1 }
    let next = skipBlanks(in: text, from: at)
    return next > at && valueEnd(in: text, from: next) > next ? next : start
  }

  private static func skipQuote(in text: [UInt8], from start: Int) -> Int {
    var at = start
    if at < text.count, text[at] == UInt8(ascii: "\\") { at += 1 }
    if at < text.count, text[at] == UInt8(ascii: "\"") || text[at] == UInt8(ascii: "'") { return at + 1 }
    return start
  }

  private static func skipBlanks(in text: [UInt8], from start: Int) -> Int {
    var at = start
    while at < text.count, text[at] == UInt8(ascii: " ") || text[at] == UInt8(ascii: "\t") { at += 1 }
    return at
  }

  private static let valueTerminators = Set("&\"'<>,;)}]#\\".utf8)

  private static func valueEnd(in text: [UInt8], from start: Int) -> Int {
    var at = start
    while at < text.count, text[at] > UInt8(ascii: " "), !valueTerminators.contains(text[at]) { at += 1 }
    return at
  }
}
