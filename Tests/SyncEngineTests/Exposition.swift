// A reader of Prometheus' text format, written from its description and not from the code that writes it: what it does
// not understand is an error, as it is to node-exporter.
import Foundation

struct Exposition {
  struct Sample: Equatable {
    var name: String
    var labels: [String: String]
    var value: Double
  }

  struct Problem: Error, CustomStringConvertible {
    var line: Int
    var text: String
    var description: String { "line \(line): \(text)" }
  }

  private(set) var types: [String: String] = [:]
  private(set) var helps: [String: String] = [:]
  private(set) var samples: [Sample] = []
  /// Family whose lines are being read; a family is one block.
  private var open: String?
  private var closed: Set<String> = []

  init(_ text: String) throws {
    guard text.isEmpty || text.hasSuffix("\n") else {
      throw Problem(line: 0, text: "no line feed at the end")
    }
    var seen: Set<String> = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().enumerated()
    {
      do {
        try take(String(line))
      } catch {
        throw Problem(line: index + 1, text: "\(error): \(line)")
      }
      guard !line.hasPrefix("#") else { continue }
      let series = String(line.prefix(upTo: line.lastIndex(of: " ") ?? line.startIndex))
      guard seen.insert(series).inserted else { throw Problem(line: index + 1, text: "twice: \(series)") }
    }
  }

  private struct Odd: Error { var what: String }

  private mutating func enter(_ family: String) throws {
    guard family != open else { return }
    if let open { closed.insert(open) }
    guard !closed.contains(family) else { throw Odd(what: "the family is in pieces") }
    open = family
  }

  private mutating func take(_ line: String) throws {
    if line.hasPrefix("# HELP ") || line.hasPrefix("# TYPE ") {
      let parts = line.split(separator: " ", maxSplits: 3).map(String.init)
      guard parts.count == 4, Self.isName(parts[2]) else { throw Odd(what: "not a comment of a family") }
      try enter(parts[2])
      if parts[1] == "HELP" {
        guard helps.updateValue(parts[3], forKey: parts[2]) == nil else { throw Odd(what: "a second HELP") }
      } else {
        guard ["counter", "gauge", "histogram"].contains(parts[3]) else { throw Odd(what: "no such type") }
        guard types.updateValue(parts[3], forKey: parts[2]) == nil else { throw Odd(what: "a second TYPE") }
      }
      return
    }
    var rest = Substring(line)
    let name = String(rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == ":") })
    guard Self.isName(name) else { throw Odd(what: "no name") }
    rest = rest.dropFirst(name.count)
    let labels = try Self.labels(&rest)
    guard rest.first == " " else { throw Odd(what: "no blank before the value") }
    let number = String(rest.dropFirst())
    let value = number == "+Inf" ? Double.infinity : Double(number)
    guard let value, !number.contains(" ") else { throw Odd(what: "no number") }
    let family = types[name] == nil ? Self.base(name) : name
    guard types[family] != nil else { throw Odd(what: "a sample without a type") }
    try enter(family)
    samples.append(Sample(name: name, labels: labels, value: value))
  }

  private static func base(_ name: String) -> String {
    for suffix in ["_bucket", "_sum", "_count"] where name.hasSuffix(suffix) {
      return String(name.dropLast(suffix.count))
    }
    return name
  }

  private static func isName(_ name: String) -> Bool {
    guard let first = name.first, first.isLetter || first == "_" else { return false }
    return name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == ":") }
  }

  private static func labels(_ rest: inout Substring) throws -> [String: String] {
    guard rest.first == "{" else { return [:] }
    rest = rest.dropFirst()
    var labels: [String: String] = [:]
    while rest.first != "}" {
      let name = String(rest.prefix { $0 != "=" })
      guard isName(name), !name.contains(":"), rest.dropFirst(name.count).hasPrefix("=\"") else {
        throw Odd(what: "no label")
      }
      rest = rest.dropFirst(name.count + 2)
      var value = ""
      while let character = rest.first, character != "\"" {
        rest = rest.dropFirst()
        guard character == "\\" else {
          value.append(character)
          continue
        }
        switch rest.popFirst() {
        case "n": value.append("\n")
        case "\\": value.append("\\")
        case "\"": value.append("\"")
        default: throw Odd(what: "no such escape")
        }
      }
      guard rest.popFirst() == "\"" else { throw Odd(what: "a label is not closed") }
      guard labels.updateValue(value, forKey: name) == nil else { throw Odd(what: "a label twice") }
      if rest.first == "," { rest = rest.dropFirst() }
    }
    rest = rest.dropFirst()
    return labels
  }

  func value(_ name: String, _ labels: [String: String] = [:]) -> Double? {
    samples.first { $0.name == name && $0.labels == labels }?.value
  }

  var families: [String] { types.keys.sorted() }
}
