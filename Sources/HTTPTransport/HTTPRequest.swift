// What the adapters say to a transport and what comes back. The one decision that matters to the rest of the
// house is made here as a type: a call without a whole answer is either surely not received (`unsent`, may be
// repeated) or perhaps received (`unknown`, must be looked up before anything is created again). An answer
// with status 500 is an answer, not a failure.

/// One HTTP call. Plain data: nothing is checked before a transport takes it.
public struct HTTPRequest: Sendable {
  public enum Method: String, Sendable {
    case get = "GET"
    case post = "POST"
    case put = "PUT"
    case delete = "DELETE"
  }

  /// 4 MiB: a page of 100 orders is about 0.5 MB, a PDF of 100 labels about 3 MB.
  public static let defaultResponseLimit = 4 * 1_024 * 1_024

  public var method: Method
  /// The full URL with its query, already percent-encoded.
  public var url: String
  public var headers: [(name: String, value: String)]
  /// nil = no body. A body is not allowed on GET.
  public var body: [UInt8]?
  /// A stable short name for counting and logs ("orders/history"); never an id, never a secret.
  public var endpoint: String
  /// The whole time the call may take, counted from when it leaves the transport's own queue.
  public var timeout: Duration
  /// Bytes of decoded body accepted; more is the failure `.unknown` with code "body-too-large".
  public var responseLimit: Int
  /// Whether a request whose answer got lost may be sent again by the transport itself.
  /// False for everything but GET unless the caller knows better: see `CurlTransport`.
  public var repeatable: Bool

  public init(
    method: Method, url: String, headers: [(name: String, value: String)] = [], body: [UInt8]? = nil,
    endpoint: String, timeout: Duration = .seconds(30),
    responseLimit: Int = HTTPRequest.defaultResponseLimit, repeatable: Bool? = nil
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.endpoint = endpoint
    self.timeout = timeout
    self.responseLimit = responseLimit
    self.repeatable = repeatable ?? (method == .get)
  }
}

/// A whole answer, whatever its status.
public struct HTTPResponse: Sendable, Equatable {
  public var status: Int
  /// Names in lower case; of several headers with one name the last wins.
  public var headers: [String: String]
  /// After content decoding (gzip, deflate, …).
  public var body: [UInt8]

  public init(status: Int, headers: [String: String] = [:], body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }
}

/// Why there is no whole answer. `code` is stable and for programs; `detail` is for people and holds neither
/// the URL's query nor a header's value nor a piece of a body.
public enum TransportFailure: Error, Sendable, Equatable {
  /// Surely not received by the peer: name lookup, connect, TLS, refused URL, shut down before sending.
  case unsent(code: String, detail: String)
  /// Sent or perhaps sent, and no whole answer came.
  case unknown(code: String, detail: String)

  public var code: String {
    switch self {
    case .unsent(let code, _), .unknown(let code, _): code
    }
  }

  public var detail: String {
    switch self {
    case .unsent(_, let detail), .unknown(_, let detail): detail
    }
  }
}

/// Something that carries a request to a peer. `send` returns only when the outcome is known as well as it
/// ever will be; it does not give up when its task is cancelled, because a lost outcome of a create costs a
/// look-up.
public protocol Transport: Sendable {
  func send(_ request: HTTPRequest) async -> Result<HTTPResponse, TransportFailure>
}
