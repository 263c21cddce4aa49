// How values become text columns: JSON with sorted keys, so that the same entry is always the same bytes and
// a replay writes the same file. Encoder and decoder are made once; making them costs more than using them.
import Foundation

enum JSONText {
  private static let encoder: JSONEncoder = {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return encoder
  }()
  private static let decoder = JSONDecoder()

  static func encode(_ value: some Encodable) throws -> String {
    String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  /// `table` and `order` say whose text it is when it cannot be read.
  static func decode<Value: Decodable>(
    _ type: Value.Type, from text: String, table: String, order: Int64
  ) throws -> Value {
    do {
      return try decoder.decode(type, from: Data(text.utf8))
    } catch let error as DecodingError {
      throw UnreadableRow(table: table, order: order, path: path(of: error))
    }
  }

  /// Keys only: the error's own text may quote the value.
  private static func path(of error: DecodingError) -> String {
    let context: DecodingError.Context
    switch error {
    case .typeMismatch(_, let found), .valueNotFound(_, let found), .keyNotFound(_, let found),
      .dataCorrupted(let found):
      context = found
    @unknown default: return ""
    }
    return context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined(separator: ".")
  }
}
