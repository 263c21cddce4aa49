// The ordinary life of CurlTransport over real sockets: what goes out, what comes back, how many at once, and
// what is refused without touching the network. How the failures are told apart is in CurlFailureTests.

import Dispatch
import HTTPTransport
import Synchronization
import Testing

/// Keeps a connection however long the test has to wait for its turn on a busy machine.
let patient: CurlTransport.Configuration = {
  var configuration = CurlTransport.Configuration()
  configuration.longestQuiet = .seconds(3_600)
  configuration.longestQuietRepeatable = .seconds(3_600)
  return configuration
}()

/// Runs `body` with a transport that is shut down afterwards.
func withTransport<T>(
  _ configuration: CurlTransport.Configuration = patient, _ body: (CurlTransport) async throws -> T
) async rethrows -> T {
  let transport = CurlTransport(configuration: configuration)
  do {
    let value = try await body(transport)
    await transport.shutdown()
    return value
  } catch {
    await transport.shutdown()
    throw error
  }
}

func get(_ url: String, timeout: Duration = .seconds(20)) -> HTTPRequest {
  HTTPRequest(method: .get, url: url, endpoint: "test", timeout: timeout)
}

@Suite struct CurlTransportTests {
  @Test func wholeAnswer() async throws {
    let answer = RawServer.ok("{}", headers: "X-One: a\r\nx-one:  b \r\nEmpty:\r\n")
    let server = try RawServer.answering(answer)
    defer { server.stop() }
    var request = HTTPRequest(
      method: .post, url: server.url("/a/../b?filter%5Bids%5D=1"),
      headers: [("X-Key", "k"), ("X-Empty", "")],
      body: Array("order=%7B%7D".utf8), endpoint: "test")
    request.headers.append(("Content-Type", FormEncoding.contentType))
    let response = try await withTransport { try await $0.send(request).get() }
    #expect(response.status == 200)
    #expect(response.headers["x-one"] == "b")
    #expect(response.headers["empty"] == "")
    #expect(response.body == Array("{}".utf8))
    let seen = try #require(server.requests.first)
    #expect(seen.line == "POST /a/../b?filter%5Bids%5D=1 HTTP/1.1")
    #expect(seen.body == Array("order=%7B%7D".utf8))
    #expect(seen.header("x-key") == "k")
    #expect(seen.head.lowercased().contains("\r\nx-empty:"))
    #expect(seen.header("content-type") == FormEncoding.contentType)
    #expect(seen.header("expect") == nil)
    #expect(seen.header("accept-encoding")?.contains("gzip") == true)
    #expect(seen.header("user-agent") == "ukrposhta-syncd")
  }

  @Test(arguments: [
    (HTTPRequest.Method.get, nil as String?, "GET", nil as String?),
    (.post, nil, "POST", "0"), (.post, "x", "POST", "1"), (.put, "xy", "PUT", "2"), (.put, nil, "PUT", "0"),
    (.delete, nil, "DELETE", nil), (.delete, "x", "DELETE", "1"),
  ])
  func methods(_ method: HTTPRequest.Method, body: String?, verb: String, length: String?) async throws {
    let server = try RawServer.answering("HTTP/1.1 204 No Content\r\n\r\n")
    defer { server.stop() }
    let request = HTTPRequest(
      method: method, url: server.url(), body: body.map { Array($0.utf8) }, endpoint: "test")
    let response = try await withTransport { try await $0.send(request).get() }
    #expect(response.status == 204)
    let seen = try #require(server.requests.first)
    #expect(seen.line == "\(verb) / HTTP/1.1")
    #expect(seen.header("content-length") == length)
    #expect(seen.header("content-type") == nil)
    #expect(seen.body == Array((body ?? "").utf8))
  }

  @Test func gzipAnswer() async throws {
    let zipped: [UInt8] = [
      0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xAB, 0x56, 0x2A, 0x2E, 0x4D, 0x4E, 0x4E,
      0x2D,
      0x2E, 0x56, 0xB2, 0x2A, 0x29, 0x2A, 0x4D, 0xAD, 0x05, 0x00, 0xDF, 0xF7, 0xF6, 0x66, 0x10, 0x00, 0x00,
      0x00,
    ]
    let server = try RawServer { connection in
      guard connection.readRequest() != nil else { return }
      connection.write("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: \(zipped.count)\r\n\r\n")
      connection.write(zipped)
    }
    defer { server.stop() }
    let response = try await withTransport { try await $0.send(get(server.url())).get() }
    #expect(String(decoding: response.body, as: UTF8.self) == #"{"success":true}"#)
  }

  @Test func connectionsAreKept() async throws {
    let server = try RawServer.answering(RawServer.ok("x"))
    defer { server.stop() }
    try await withTransport { transport in
      for _ in 0..<5 { _ = try await transport.send(get(server.url())).get() }
      let post = HTTPRequest(method: .post, url: server.url(), body: [1], endpoint: "test")
      _ = try await transport.send(post).get()
    }
    #expect(server.requests.count == 6)
    #expect(server.connections == 1)
  }

  /// The server answers nobody until 32 calls are inside: fewer at once would hang, more would show in the
  /// peak.
  @Test func thirtyTwoAtOnceAndTheRestInLine() async throws {
    struct Count { var arrived = 0, inside = 0, peak = 0 }
    let count = Mutex(Count())
    let gate = DispatchSemaphore(value: 0)
    let server = try RawServer { connection in
      while connection.readRequest() != nil {
        let arrived = count.withLock { count in
          count.arrived += 1
          count.inside += 1
          count.peak = max(count.peak, count.inside)
          return count.arrived
        }
        if arrived < 32 { _ = gate.wait(timeout: .now() + .seconds(RawServer.patienceSeconds)) }
        if arrived == 32 { for _ in 0..<31 { gate.signal() } }
        count.withLock { $0.inside -= 1 }
        connection.write(RawServer.ok("x"))
      }
    }
    defer { server.stop() }
    let statuses = await withTransport { transport in
      await withTaskGroup(of: Int?.self) { group in
        for _ in 0..<100 {
          group.addTask { try? await transport.send(get(server.url())).get().status }
        }
        var statuses: [Int?] = []
        for await status in group { statuses.append(status) }
        return statuses
      }
    }
    #expect(statuses.count == 100)
    #expect(statuses.allSatisfy { $0 == 200 })
    #expect(count.withLock { $0.peak } == 32)
    #expect(server.connections <= 32)
  }

  @Test func redirectsAreNotFollowed() async throws {
    let server = try RawServer { connection in
      guard let request = connection.readRequest() else { return }
      let host = request.header("host") ?? ""
      connection.write("HTTP/1.1 302 Found\r\nLocation: http://\(host)/x\r\nContent-Length: 0\r\n\r\n")
      connection.waitForClose()
    }
    defer { server.stop() }
    let response = try await withTransport { try await $0.send(get(server.url())).get() }
    #expect(response.status == 302)
    #expect(server.requests.count == 1)
  }

  @Test(arguments: [
    "http://192.0.2.1/", "http://www.ukrposhta.ua/", "http://localhost.example.com/",
    "http://127.0.0.1.nip.io/",
    "ftp://127.0.0.1/", "file:///etc/passwd", "127.0.0.1:80/", "https://user:secret@www.ukrposhta.ua/", "",
    "https:///", "https://www.ukrposhta.ua/a b", "https://www.ukrposhta.ua/і", "http://[::2]/",
    "http://128.0.0.1/",
  ])
  func refusedURLs(_ url: String) async {
    let result = await withTransport { await $0.send(get(url)) }
    guard case .failure(.unsent("refused-url", let detail)) = result else {
      Issue.record("not refused: \(result)")
      return
    }
    #expect(!detail.contains("secret"))
  }

  @Test func anEndlessURLIsRefused() async {
    let url = "https://www.ukrposhta.ua/" + String(repeating: "a", count: 20_000)
    let result = await withTransport { await $0.send(get(url)) }
    #expect(result == .failure(.unsent(code: "refused-url", detail: "longer than 16384 bytes")))
  }

  @Test(arguments: ["http://localhost:%/", "http://127.1:%/", "http://LOCALHOST:%/", "http://0x7f000001:%/"])
  func spellingsOfLoopback(_ pattern: String) async throws {
    let server = try RawServer.answering(RawServer.ok("x"))
    defer { server.stop() }
    let url = pattern.split(separator: "%", omittingEmptySubsequences: false).joined(
      separator: "\(server.port)")
    let response = try await withTransport { try await $0.send(get(url)).get() }
    #expect(response.status == 200)
  }

  @Test(arguments: [
    ("X-Key", "a\r\nX-Other: b"), ("X-Key", "a\nb"), ("X Key", "a"), ("X-Key:", "a"), ("", "a"),
    ("X-Key", "a\u{0}b"),
  ])
  func refusedHeaders(_ name: String, _ value: String) async {
    var request = get("http://127.0.0.1:1/")
    request.headers = [(name, value)]
    let result = await withTransport { await $0.send(request) }
    guard case .failure(.unsent("bad-header", _)) = result else {
      Issue.record("not refused: \(result)")
      return
    }
  }

  @Test func aBodyOnGetIsRefused() async {
    var request = get("http://127.0.0.1:1/")
    request.body = [1]
    let result = await withTransport { await $0.send(request) }
    #expect(result == .failure(.unsent(code: "bad-request", detail: "a body on GET")))
  }

  @Test func heartbeatShowsTheLoad() async throws {
    let inside = Signal()
    let gate = DispatchSemaphore(value: 0)
    let server = try RawServer { connection in
      guard connection.readRequest() != nil else { return }
      inside.fire()
      _ = gate.wait(timeout: .now() + .seconds(RawServer.patienceSeconds))
      connection.write(RawServer.ok("x"))
    }
    defer { server.stop() }
    let transport = CurlTransport(configuration: .init())
    #expect(transport.heartbeat.load == 0)
    let before = transport.heartbeat.lastTurnMilliseconds
    async let answer = transport.send(get(server.url()))
    await inside.wait()
    #expect(transport.heartbeat.load == 1)
    #expect(transport.heartbeat.lastTurnMilliseconds >= before)
    gate.signal()
    _ = try await answer.get()
    await transport.shutdown()
    #expect(transport.heartbeat.load == 0)
  }

  /// Nothing may hang or leak a thread when an owner forgets to shut down.
  @Test func anAbandonedTransportEnds() async throws {
    let server = try RawServer.answering(RawServer.ok("x"))
    defer { server.stop() }
    for _ in 0..<20 {
      let transport = CurlTransport(configuration: .init())
      _ = try await transport.send(get(server.url())).get()
    }
    #expect(server.requests.count == 20)
  }
}
