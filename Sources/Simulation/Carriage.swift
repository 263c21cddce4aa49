// How the adapters' requests reach the sandbox's services without a socket, and how the services' replies look to a
// transport. Lives and in-process tests share it, so both mean the same by a broken connection.
public import HTTPTransport
public import Sandbox

extension SandboxRequest {
  /// The request as the service would read it off the wire; nil when the URL is none.
  public init?(_ request: HTTPRequest) {
    let sections = request.url.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
    guard sections.count == 4, sections[0].hasSuffix(":"), sections[1].isEmpty else { return nil }
    let parts = ("/" + sections[3]).split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    guard let path = parts.first.flatMap({ PercentDecoding.text($0) }) else { return nil }
    var query: [(name: String, value: String)] = []
    if parts.count == 2 {
      for pair in parts[1].split(separator: "&") {
        let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard let name = sides.first.flatMap({ PercentDecoding.text($0) }) else { return nil }
        query.append((name: name, value: sides.count == 2 ? PercentDecoding.text(sides[1]) ?? "" : ""))
      }
    }
    var headers: [String: String] = [:]
    for header in request.headers { headers[header.name.lowercased()] = header.value }
    self.init(
      method: request.method.rawValue, path: path, query: query, headers: headers, body: request.body ?? [])
  }
}

extension SandboxReply {
  /// What a transport makes of the reply, once its latency, and the time-out of one that hangs, are over.
  public var result: Result<HTTPResponse, TransportFailure> {
    switch delivery {
    case .whole:
      .success(HTTPResponse(status: response.status, headers: response.headers, body: response.body))
    case .dropped: .failure(.unknown(code: "connection-broken", detail: "no answer"))
    case .cut: .failure(.unknown(code: "partial-body", detail: "half an answer"))
    case .refused: .failure(.unsent(code: "connect", detail: "connection refused"))
    case .hangs: .failure(.unknown(code: "timeout", detail: "no answer in time"))
    }
  }
}

/// `%41` back to `A`. Foundation has it too, but its bridging costs more than the simulated call.
enum PercentDecoding {
  static func text(_ encoded: Substring) -> String? {
    var bytes: [UInt8] = []
    var rest = encoded.utf8.makeIterator()
    while let byte = rest.next() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
        continue
      }
      guard let high = rest.next().flatMap(digit), let low = rest.next().flatMap(digit) else { return nil }
      bytes.append(high * 16 + low)
    }
    return String(validating: bytes, as: UTF8.self)
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 48...57: return byte - 48
    case 65...70: return byte - 55
    case 97...102: return byte - 87
    default: return nil
    }
  }
}
