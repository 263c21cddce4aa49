// Which URLs may be called at all: https anywhere, plain http to loopback only, no user name inside, nothing
// that was left unencoded. The parts are taken apart by libcurl's own parser, the one that will also dial:
// with a parser of ours the two could read one text as two hosts.

import CurlShim

struct Destination: Sendable, Equatable {
  var isHTTPS: Bool
  var isLoopback: Bool
}

enum URLRule {
  /// 100 ids in `filter[ids][]` are about 2.5 kB (retailcrm-api.md §2).
  static let longestURL = 16 * 1_024

  static func check(_ url: String) -> Result<Destination, TransportFailure> {
    guard url.utf8.count <= longestURL else { return refuse("longer than \(longestURL) bytes") }
    guard url.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      return refuse("a blank, a control character or a letter that is not percent-encoded")
    }
    guard let parts = curl_url() else { return refuse("out of memory") }
    defer { curl_url_cleanup(parts) }
    guard curl_url_set(parts, CURLUPART_URL, url, 0) == CURLUE_OK,
      let scheme = text(parts, CURLUPART_SCHEME), let host = text(parts, CURLUPART_HOST), !host.isEmpty
    else { return refuse("not a URL with a scheme and a host") }
    guard text(parts, CURLUPART_USER) == nil, text(parts, CURLUPART_PASSWORD) == nil else {
      return refuse("a user name or password in it")
    }
    let isLoopback = isLoopback(host)
    switch scheme {
    case "https": return .success(Destination(isHTTPS: true, isLoopback: isLoopback))
    case "http" where isLoopback: return .success(Destination(isHTTPS: false, isLoopback: true))
    case "http": return refuse("plain http to a host that is not loopback")
    default: return refuse("neither https nor http")
    }
  }

  /// libcurl has normalised the host by now (`127.1` is `127.0.0.1`), and resolves "localhost" without asking
  /// DNS.
  static func isLoopback(_ host: String) -> Bool {
    let host = host.lowercased()
    if host == "localhost" || host == "[::1]" { return true }
    let numbers = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
    return numbers.count == 4 && numbers.first == 127 && numbers.allSatisfy { $0 != nil }
  }

  private static func refuse(_ reason: String) -> Result<Destination, TransportFailure> {
    .failure(.unsent(code: "refused-url", detail: reason))
  }

  private static func text(_ parts: OpaquePointer, _ part: CURLUPart) -> String? {
    var value: UnsafeMutablePointer<CChar>?
    guard curl_url_get(parts, part, &value, 0) == CURLUE_OK, let value else { return nil }
    defer { curl_free(value) }
    return String(cString: value)
  }
}

/// What is refused before libcurl sees it: such requests have left nothing behind, so `unsent` is certain.
enum RequestRule {
  static let longestBody = 32 * 1_024 * 1_024
  static let maximumHeaders = 64

  static func check(_ request: HTTPRequest) -> Result<Destination, TransportFailure> {
    if request.method == .get, request.body != nil { return refuse("bad-request", "a body on GET") }
    if let body = request.body, body.count > longestBody {
      return refuse("bad-request", "a body over \(longestBody) bytes")
    }
    guard request.headers.count <= maximumHeaders else {
      return refuse("bad-header", "more than \(maximumHeaders) headers")
    }
    for (name, value) in request.headers {
      guard !name.isEmpty, name.utf8.allSatisfy(isTokenByte) else {
        return refuse("bad-header", "a header name that is not a token")
      }
      // A line break would start a header, or a body, of someone else's choice.
      guard value.utf8.allSatisfy({ $0 == 0x09 || ($0 >= 0x20 && $0 != 0x7F) }) else {
        return refuse("bad-header", "a control character in the value of \(name)")
      }
    }
    return URLRule.check(request.url)
  }

  private static func isTokenByte(_ byte: UInt8) -> Bool {
    PercentEncoding.isUnreserved(byte) || "!#$%&'*+^`|".utf8.contains(byte)
  }

  private static func refuse(_ code: String, _ detail: String) -> Result<Destination, TransportFailure> {
    .failure(.unsent(code: code, detail: detail))
  }
}
