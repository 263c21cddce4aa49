// Trust and HTTP/2, against the machine's openssl. The HTTP/2 peer is written by hand, frame by frame: a
// refused stream is the other moment, besides a dropped connection, in which libcurl sends a request again by
// itself.

import HTTPTransport
import Testing

@Suite(.enabled(if: OpenSSLServer.binary != nil, "needs the openssl binary"), .serialized)
struct CurlTLSTests {
  static func configuration(trusting server: OpenSSLServer) -> CurlTransport.Configuration {
    var configuration = CurlTransport.Configuration()
    configuration.caFile = server.certificate
    return configuration
  }

  static func post(_ url: String, body: String) -> HTTPRequest {
    HTTPRequest(method: .post, url: url, body: Array(body.utf8), endpoint: "test", timeout: .seconds(20))
  }

  static func isUnsent(_ result: Result<HTTPResponse, TransportFailure>, _ wanted: String) -> Bool {
    guard case .failure(.unsent(let code, _)) = result else { return false }
    return code == wanted
  }

  @Test func anUntrustedCertificateGetsNothing() async throws {
    let server = try OpenSSLServer(names: "IP:127.0.0.1", options: ["-www"])
    let result = await withTransport { await $0.send(get(server.url)) }
    #expect(Self.isUnsent(result, "certificate"), "\(result)")
  }

  @Test func theCAFileAddsTrust() async throws {
    let server = try OpenSSLServer(names: "IP:127.0.0.1", options: ["-www"])
    let result = await withTransport(Self.configuration(trusting: server)) { await $0.send(get(server.url)) }
    #expect(try result.get().status == 200)
  }

  @Test func anotherNameGetsNothing() async throws {
    let server = try OpenSSLServer(names: "DNS:elsewhere.example", options: ["-www"])
    let result = await withTransport(Self.configuration(trusting: server)) { await $0.send(get(server.url)) }
    #expect(Self.isUnsent(result, "certificate"), "\(result)")
  }

  @Test func oldTLSGetsNothing() async throws {
    let options = ["-www", "-tls1_1", "-cipher", "ALL:@SECLEVEL=0"]
    let server = try OpenSSLServer(names: "IP:127.0.0.1", options: options)
    let result = await withTransport(Self.configuration(trusting: server)) { await $0.send(get(server.url)) }
    #expect(Self.isUnsent(result, "tls"), "\(result)")
  }

  @Test func aMissingCAFileStopsHTTPS() async {
    var configuration = CurlTransport.Configuration()
    configuration.caFile = "/nonexistent/ca.pem"
    let result = await withTransport(configuration) { await $0.send(get("https://127.0.0.1:1/")) }
    #expect(Self.isUnsent(result, "ca-file"), "\(result)")
  }

  // MARK: HTTP/2

  static let settingsFrame: [UInt8] = [0, 0, 0, 0x04, 0, 0, 0, 0, 0]

  /// HEADERS with END_STREAM and END_HEADERS; 0x88 is ":status: 200" of HPACK's static table.
  static let answerFrame: [UInt8] = [0, 0, 1, 0x01, 0x05, 0, 0, 0, 1, 0x88]

  /// RST_STREAM of stream 1: 7 is REFUSED_STREAM, 2 is INTERNAL_ERROR.
  static func resetFrame(_ error: UInt8) -> [UInt8] { [0, 0, 4, 0x03, 0, 0, 0, 0, 1, 0, 0, 0, error] }

  /// Sends a POST to a peer that answers it, once it has the body, with `frame`; tells how often it came.
  static func exchange(_ frame: [UInt8]) async throws -> (Result<HTTPResponse, TransportFailure>, times: Int)
  {
    let server = try OpenSSLServer(names: "IP:127.0.0.1", options: ["-alpn", "h2"])
    let body = "the-body-of-the-request"
    let transport = CurlTransport(configuration: configuration(trusting: server))
    let url = server.url
    async let result = transport.send(post(url, body: body))
    server.write(settingsFrame)
    #expect(server.waitFor(body))
    server.write(frame)
    let outcome = await result
    await transport.shutdown()
    server.finish()
    return (outcome, server.count(of: body))
  }

  @Test func http2IsSpokenWhereOffered() async throws {
    let (result, times) = try await Self.exchange(Self.answerFrame)
    #expect(try result.get().status == 200)
    #expect(times == 1)
  }

  @Test(arguments: [2, 7] as [UInt8])
  func aResetStreamIsUnknownAndNotRepeated(_ error: UInt8) async throws {
    let (result, times) = try await Self.exchange(Self.resetFrame(error))
    guard case .failure(.unknown(let code, _)) = result else {
      Issue.record("\(result)")
      return
    }
    #expect(code == (error == 7 ? "closed" : "http2"))
    #expect(times == 1)
  }
}
