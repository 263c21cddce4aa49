// Between FlyingFox's types and ours: requests decoded from the raw target (its own query reading leaves `+`
// alone, which form-encoding clients send for a blank), and replies whose connection is to break at a chosen
// byte.
internal import FlyingFox
internal import FlyingSocks
internal import Foundation

extension HTTPRequest {
  /// The body, or nil when it is over the limit or the connection broke.
  func boundedBody(limit: Int) async -> [UInt8]? {
    if let count = bodySequence.count, count > limit { return nil }
    var bytes: [UInt8] = []
    do {
      for try await chunk in bodySequence {
        bytes.append(contentsOf: chunk)
        if bytes.count > limit { return nil }
      }
    } catch {
      return nil
    }
    return bytes
  }
}

extension SandboxRequest {
  init(_ request: HTTPRequest, body: [UInt8]) {
    let path = request.target.path(percentEncoded: false)
    let query = request.target.query(percentEncoded: true)
      .split(separator: "&", omittingEmptySubsequences: true)
      .map { pair -> (name: String, value: String) in
        let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        return (Self.decoded(parts.first ?? ""), Self.decoded(parts.count > 1 ? parts[1] : ""))
      }
    var headers: [String: String] = [:]
    for header in request.headers.keys { headers[header.rawValue.lowercased()] = request.headers[header] }
    self.init(method: request.method.rawValue, path: path, query: query, headers: headers, body: body)
  }

  private static func decoded(_ text: Substring) -> String {
    let spaced = text.replacing("+", with: " ")
    return spaced.removingPercentEncoding ?? String(spaced)
  }
}

extension HTTPResponse {
  /// The connection closes before a byte of an answer: an upgrade whose handler fails, and it fails before
  /// the head is written.
  static var dropped: HTTPResponse { HTTPResponse(webSocket: DroppedConnection()) }

  init(_ response: SandboxResponse) {
    self.init(
      statusCode: .numbered(response.status), headers: HTTPHeaders(response), body: Data(response.body))
  }

  /// The head promises the whole body, and the connection closes after `bytes` of it.
  init(_ response: SandboxResponse, cutAfter bytes: Int) {
    let part = CutSequence(bytes: Array(response.body.prefix(max(0, bytes))))
    self.init(
      statusCode: .numbered(response.status), headers: HTTPHeaders(response),
      body: HTTPBodySequence(from: part, count: response.body.count))
  }
}

extension HTTPHeaders {
  init(_ response: SandboxResponse) {
    self.init()
    for name in response.headers.keys.sorted() { self[HTTPHeader(name)] = response.headers[name] }
  }
}

extension HTTPStatusCode {
  static func numbered(_ code: Int) -> HTTPStatusCode {
    let phrases = [
      200: "OK", 201: "Created", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found",
      405: "Not Allowed", 429: "Too Many Requests", 500: "Internal Server Error", 502: "Bad Gateway",
      503: "Service Unavailable",
    ]
    return HTTPStatusCode(code, phrase: phrases[code] ?? "Status")
  }
}

private struct BrokenOnPurpose: Error {}

private struct DroppedConnection: WSHandler {
  func makeFrames(for client: AsyncThrowingStream<WSFrame, any Error>) async throws -> AsyncStream<WSFrame> {
    throw BrokenOnPurpose()
  }
}

/// Some bytes, then a failure.
private struct CutSequence: AsyncBufferedSequence {
  typealias Element = UInt8
  let bytes: [UInt8]

  func makeAsyncIterator() -> Iterator { Iterator(rest: bytes[...]) }

  struct Iterator: AsyncBufferedIteratorProtocol {
    var rest: ArraySlice<UInt8>

    mutating func next() async throws -> UInt8? {
      guard let byte = rest.popFirst() else { throw BrokenOnPurpose() }
      return byte
    }

    mutating func nextBuffer(suggested count: Int) async throws -> ArraySlice<UInt8>? {
      guard !rest.isEmpty else { throw BrokenOnPurpose() }
      let chunk = rest.prefix(count)
      rest = rest.dropFirst(chunk.count)
      return chunk
    }
  }
}
