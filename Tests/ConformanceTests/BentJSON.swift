// A JSON document that is bent at random. Its values are their own text, so it can hold what no JSON library would write
// (1e999, a number of 400 digits), and twenty thousand orders are bent and written in seconds.
import Foundation
import Sandbox

indirect enum BentJSON: Sendable {
  case raw(String)
  case list([BentJSON])
  /// Keys as they are written, without the quotes.
  case map([(key: String, value: BentJSON)])

  init(_ value: Any) throws {
    if let map = value as? [String: Any] {
      self = .map(try map.sorted { $0.key < $1.key }.map { (key: $0.key, value: try BentJSON($0.value)) })
    } else if let list = value as? [Any] {
      self = .list(try list.map { try BentJSON($0) })
    } else {
      let data = try JSONSerialization.data(withJSONObject: value, options: [.fragmentsAllowed])
      self = .raw(String(decoding: data, as: UTF8.self))
    }
  }

  func write(to text: inout String) {
    switch self {
    case .raw(let raw): text += raw
    case .list(let list):
      var separator = "["
      for value in list {
        text += separator
        value.write(to: &text)
        separator = ","
      }
      text += list.isEmpty ? "[]" : "]"
    case .map(let map):
      var separator = "{"
      for (key, value) in map {
        text += separator
        text += "\""
        text += key
        text += "\":"
        value.write(to: &text)
        separator = ","
      }
      text += map.isEmpty ? "{}" : "}"
    }
  }

  /// What may stand anywhere.
  private static let strange: [BentJSON] =
    [
      "null", "[]", "{}", #""""#, #""0""#, #""true""#, #""nan""#, #""-1""#, #""1e999""#, #""Київ \u0000 📦""#,
      #""новий""#, "\"" + String(repeating: "9", count: 400) + "\"", "0", "-1", "1.5", "1e300",
      "9223372036854775807", "-9223372036854775808", "18446744073709551615", "true", "false", "1e999",
      "-1e999",
      String(repeating: "9", count: 400), "0.1e-400", #"[1,"a",{}]"#, #"{"id":5}"#, #"[{"id":"x"}]"#,
    ].map { .raw($0) }

  /// With one random change somewhere; nil: it is dropped.
  func bent(depth: Int = 0, _ numbers: inout SeededGenerator) -> BentJSON? {
    if depth == 0 || Int.random(in: 0..<4, using: &numbers) > 0 {
      switch self {
      case .map(var map) where !map.isEmpty:
        let index = Int.random(in: map.indices, using: &numbers)
        if let value = map[index].value.bent(depth: depth + 1, &numbers) {
          map[index].value = value
        } else {
          map.remove(at: index)
        }
        return .map(map)
      case .list(var list) where !list.isEmpty:
        let index = Int.random(in: list.indices, using: &numbers)
        if let value = list[index].bent(depth: depth + 1, &numbers) {
          list[index] = value
        } else {
          list.remove(at: index)
        }
        return .list(list)
      default: break
      }
    }
    return damaged(&numbers)
  }

  private func damaged(_ numbers: inout SeededGenerator) -> BentJSON? {
    switch Int.random(in: 0..<12, using: &numbers) {
    case 0, 1: return nil
    case 2: return .list([self])
    case 3: return .map([(key: "x", value: self)])
    case 4: return asText
    case 5:
      let levels = Int.random(in: 2...OrderMutationTests.nestingLimit, using: &numbers)
      return (0..<levels).reduce(self) { $1 % 2 == 0 ? .list([$0]) : .map([(key: "a", value: $0)]) }
    case 6: return turned
    case 7: return .list([self, self, self])
    default: return BentJSON.strange.randomElement(using: &numbers)
    }
  }

  /// A number or a flag as text, a text as what stands in it.
  private var asText: BentJSON {
    guard case .raw(let raw) = self else { return .raw(#""{}""#) }
    if raw.hasPrefix("\"") { return Int64(raw.dropFirst().dropLast()).map { .raw("\($0)") } ?? .raw("true") }
    return raw.contains("\"") ? .raw(#""[]""#) : .raw("\"" + raw + "\"")
  }

  /// A map as a list, a list as a map, as PHP writes them.
  private var turned: BentJSON {
    switch self {
    case .map(let map): return .list(map.map(\.value))
    case .list(let list): return .map(list.enumerated().map { (key: "\($0)", value: $1) })
    case .raw: return .map([])
    }
  }

  /// With its own id: with another, another order would be meant.
  func named(_ id: Int) -> BentJSON {
    guard case .map(let map) = self else { return .map([(key: "id", value: .raw("\(id)"))]) }
    return .map(map.filter { $0.key != "id" } + [(key: "id", value: .raw("\(id)"))])
  }
}
