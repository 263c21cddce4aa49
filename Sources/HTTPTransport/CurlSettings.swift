// Which options an easy handle gets. Everything that guards the daemon is set here by name, also where it is
// libcurl's default: a default is one environment variable or one version away from being something else.

import CurlShim
import Glibc

/// Sets options and remembers the first that was refused, so that one check at the end covers all.
struct CurlOptions {
  let easy: UnsafeMutableRawPointer
  private(set) var firstFailure: CURLcode?

  init(easy: UnsafeMutableRawPointer) {
    self.easy = easy
  }

  mutating func note(_ code: CURLcode) {
    if code != CURLE_OK, firstFailure == nil { firstFailure = code }
  }

  mutating func set(_ option: CURLoption, _ value: Int) {
    note(CurlShim_easy_setopt_long(easy, option, value))
  }

  mutating func set(_ option: CURLoption, _ value: String) {
    note(CurlShim_easy_setopt_string(easy, option, value))
  }

  mutating func set(_ option: CURLoption, pointer: UnsafeMutableRawPointer) {
    note(CurlShim_easy_setopt_pointer(easy, option, pointer))
  }

  mutating func set(_ option: CURLoption, list: UnsafeMutablePointer<curl_slist>) {
    note(CurlShim_easy_setopt_slist(easy, option, list))
  }

  mutating func set(_ option: CURLoption, blob: UnsafeRawBufferPointer) {
    note(CurlShim_easy_setopt_blob(easy, option, blob.baseAddress, blob.count))
  }
}

/// The configuration as curl's thread uses it. Belongs to that thread.
final class CurlSettings {
  static let longestConnectionLifeSeconds = 600
  /// An HTTP/2 connection whose path is dead would otherwise swallow new calls until TCP gives up, a quarter
  /// hour.
  static let deadPeerMilliseconds: UInt32 = 20_000
  static let longestTrustFile = 8 * 1_024 * 1_024

  private let configuration: CurlTransport.Configuration
  /// The system's bundle and `caFile` in one, as a blob that libcurl reads in place. nil without `caFile`.
  private let trust: UnsafeMutableRawBufferPointer?
  private let isTrustMissing: Bool

  init(_ configuration: CurlTransport.Configuration) {
    self.configuration = configuration
    guard let path = configuration.caFile else {
      trust = nil
      isTrustMissing = false
      return
    }
    guard let own = Self.read(path) else {
      trust = nil
      isTrustMissing = true
      return
    }
    // libcurl takes one bundle; giving it caFile alone would take the system's trust away.
    let system = CurlShim_default_ca_bundle().flatMap { Self.read(String(cString: $0)) } ?? []
    let both = system + [UInt8(ascii: "\n")] + own
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: both.count, alignment: 1)
    memory.copyBytes(from: both)
    trust = memory
    isTrustMissing = false
  }

  /// After every easy handle is gone: they read the blob in place.
  deinit {
    trust?.deallocate()
  }

  var refusal: TransportFailure? {
    isTrustMissing ? .unsent(code: "ca-file", detail: "the file of trusted certificates cannot be read") : nil
  }

  func apply(to options: inout CurlOptions, for call: Call) {
    let request = call.request
    options.set(CURLOPT_URL, request.url)
    options.set(CURLOPT_PATH_AS_IS, 1)
    options.set(CURLOPT_PROTOCOLS_STR, call.destination.isHTTPS ? "https" : "http")
    options.set(CURLOPT_REDIR_PROTOCOLS_STR, "https")
    options.set(CURLOPT_FOLLOWLOCATION, 0)
    applyMethod(to: &options, request)
    applyTimes(to: &options, request)
    applyTrust(to: &options)
    options.set(CURLOPT_NOSIGNAL, 1)
    options.set(CURLOPT_ACCEPT_ENCODING, "")
    options.set(CURLOPT_USERAGENT, configuration.userAgent)
    options.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    if configuration.usesProxyEnvironment && !call.destination.isLoopback {
      // libcurl's default is to look at the environment.
    } else {
      options.set(CURLOPT_PROXY, "")
      options.set(CURLOPT_NOPROXY, "*")
    }
    let mayUseHTTP2 = configuration.usesHTTP2 && call.destination.isHTTPS
    options.set(CURLOPT_HTTP_VERSION, Int(mayUseHTTP2 ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1))
    // Wait for the first connection's ALPN instead of opening 32 at once.
    options.set(CURLOPT_PIPEWAIT, mayUseHTTP2 ? 1 : 0)
  }

  private func applyMethod(to options: inout CurlOptions, _ request: HTTPRequest) {
    switch (request.method, request.body) {
    case (.get, _):
      options.set(CURLOPT_HTTPGET, 1)
    case (.delete, nil):
      options.set(CURLOPT_HTTPGET, 1)
      options.set(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
    case (let method, let body):
      options.set(CURLOPT_POST, 1)
      if method != .post { options.set(CURLOPT_CUSTOMREQUEST, method.rawValue) }
      (body ?? []).withUnsafeBytes { bytes in
        options.note(CurlShim_easy_set_body(options.easy, bytes.baseAddress, bytes.count))
      }
    }
  }

  private func applyTimes(to options: inout CurlOptions, _ request: HTTPRequest) {
    // 0 means "no limit" to libcurl.
    let total = max(1, Int(Monotonic.milliseconds(in: request.timeout)))
    let connect = max(1, Int(Monotonic.milliseconds(in: configuration.connectTimeout)))
    let stall = max(1, Int(Monotonic.milliseconds(in: configuration.stallTimeout)) / 1_000)
    options.set(CURLOPT_TIMEOUT_MS, total)
    options.set(CURLOPT_CONNECTTIMEOUT_MS, min(connect, total))
    options.set(CURLOPT_LOW_SPEED_LIMIT, 1)
    options.set(CURLOPT_LOW_SPEED_TIME, stall)
    options.set(CURLOPT_TCP_KEEPALIVE, 1)
    // Else the end of a call whose name lookup hangs waits for getaddrinfo, and every other call with it.
    options.set(CURLOPT_QUICK_EXIT, 1)
    options.note(CurlShim_easy_set_user_timeout(options.easy, Self.deadPeerMilliseconds))
    let quiet = request.repeatable ? configuration.longestQuietRepeatable : configuration.longestQuiet
    options.set(CURLOPT_MAXAGE_CONN, max(1, Int(Monotonic.milliseconds(in: quiet)) / 1_000))
    options.set(CURLOPT_MAXLIFETIME_CONN, Self.longestConnectionLifeSeconds)
  }

  private func applyTrust(to options: inout CurlOptions) {
    options.set(CURLOPT_SSL_VERIFYPEER, 1)
    options.set(CURLOPT_SSL_VERIFYHOST, 2)
    options.set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
    if let trust { options.set(CURLOPT_CAINFO_BLOB, blob: UnsafeRawBufferPointer(trust)) }
  }

  /// The caller frees the list. nil when memory is short; then nothing is left behind.
  func headerList(for request: HTTPRequest) -> UnsafeMutablePointer<curl_slist>? {
    var lines = ["Expect:"]
    let names = request.headers.map { $0.name.lowercased() }
    // libcurl would call every body a form; the adapters say what theirs is.
    if !names.contains("content-type") { lines.append("Content-Type:") }
    // "Name:" takes a header away, "Name;" sends it empty.
    lines += request.headers.map { $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)" }
    var list: UnsafeMutablePointer<curl_slist>?
    for line in lines {
      guard let longer = curl_slist_append(list, line) else {
        curl_slist_free_all(list)
        return nil
      }
      list = longer
    }
    return list
  }

  private static func read(_ path: String) -> [UInt8]? {
    guard let file = fopen(path, "re") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while bytes.count <= longestTrustFile {
      let count = fread(&chunk, 1, chunk.count, file)
      if count == 0 { return ferror(file) == 0 ? bytes : nil }
      bytes.append(contentsOf: chunk.prefix(count))
    }
    return nil
  }
}
