// What the CRM reads out of a POST: form fields, one of which is a JSON text. A newcomer sends JSON as the body and is
// refused (R§1), or sends a form without its content type and hears that a parameter is missing, as PHP would say.

struct CRMForm {
  private let fields: [(name: String, value: String)]
  /// The body is announced as JSON.
  let isJSON: Bool

  init(_ request: SandboxRequest) {
    let type = (request.headers["content-type"] ?? "").lowercased()
    isJSON = request.method == "POST" && type.hasPrefix("application/json")
    guard request.method == "POST", type.hasPrefix("application/x-www-form-urlencoded") else {
      fields = []
      return
    }
    fields = CRMForm.fields(of: request.body)
  }

  func value(_ name: String) -> String? {
    fields.first { $0.name == name }?.value
  }

  static func fields(of body: [UInt8]) -> [(name: String, value: String)] {
    body.split(separator: UInt8(ascii: "&")).map { pair in
      guard let equals = pair.firstIndex(of: UInt8(ascii: "=")) else { return (decoded(pair), "") }
      return (decoded(pair[..<equals]), decoded(pair[(equals + 1)...]))
    }
  }

  private static func decoded(_ bytes: ArraySlice<UInt8>) -> String {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var position = bytes.startIndex
    while position < bytes.endIndex {
      let byte = bytes[position]
      if byte == UInt8(ascii: "%"), position + 2 < bytes.endIndex, let high = digit(bytes[position + 1]),
        let low = digit(bytes[position + 2])
      {
        result.append(high << 4 | low)
        position += 3
      } else {
        result.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
        position += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): return byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): return byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): return byte - UInt8(ascii: "A") + 10
    default: return nil
    }
  }
}
