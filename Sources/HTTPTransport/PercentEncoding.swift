// Percent-encoding by RFC 3986 with the narrowest set: only unreserved characters stay as they are. Brackets
// of `filter[ids][]` are encoded too, as the vendor's own clients do (retailcrm-api.md §1). A space is %20 in
// both forms, never "+", which a path or a strict server would read as a plus sign.

public enum PercentEncoding {
  private static let digits = Array("0123456789ABCDEF".utf8)

  /// Encodes one path segment, query name or query value.
  public static func encode(_ text: String) -> String {
    var out: [UInt8] = []
    out.reserveCapacity(text.utf8.count)
    for byte in text.utf8 {
      if isUnreserved(byte) {
        out.append(byte)
      } else {
        out.append(UInt8(ascii: "%"))
        out.append(digits[Int(byte >> 4)])
        out.append(digits[Int(byte & 0x0F)])
      }
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// `a=1&b=2` in the order given, without a leading "?". Empty for no items.
  public static func query(_ items: [(String, String)]) -> String {
    items.map { "\(encode($0.0))=\(encode($0.1))" }.joined(separator: "&")
  }

  static func isUnreserved(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
      UInt8(ascii: "~"):
      true
    default:
      false
    }
  }
}

/// A body of `application/x-www-form-urlencoded`; RetailCRM takes every POST so, the entity as one JSON
/// field.
public enum FormEncoding {
  public static let contentType = "application/x-www-form-urlencoded"

  public static func encode(_ fields: [(String, String)]) -> String {
    PercentEncoding.query(fields)
  }
}
