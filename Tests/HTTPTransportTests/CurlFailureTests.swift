// How CurlTransport tells "surely not received" from "perhaps received", proven with peers that misbehave on
// real sockets. A mistake in the direction of `unsent` would make a second shipment for one order.

import Dispatch
import HTTPTransport
import Synchronization
import Testing

@Suite struct CurlFailureTests {
  static func post(_ url: String, timeout: Duration = .seconds(20)) -> HTTPRequest {
    HTTPRequest(method: .post, url: url, body: Array("a=1".utf8), endpoint: "test", timeout: timeout)
  }

  /// Sends a POST to a server that treats every connection by `script`.
  static func failure(
    timeout: Duration = .seconds(20), limit: Int = HTTPRequest.defaultResponseLimit,
    _ script: @escaping @Sendable (Connection) -> Void
  ) async throws -> (failure: TransportFailure?, requests: Int) {
    let server = try RawServer { connection in
      guard connection.readRequest() != nil else { return }
      script(connection)
    }
    defer { server.stop() }
    var request = post(server.url("/?token=secret"), timeout: timeout)
    request.responseLimit = limit
    let result = await withTransport { await $0.send(request) }
    guard case .failure(let failure) = result else { return (nil, server.requests.count) }
    #expect(!failure.detail.contains("secret"))
    return (failure, server.requests.count)
  }

  static func isUnknown(_ failure: TransportFailure?, _ codes: String...) -> Bool {
    guard case .unknown(let code, _) = failure else { return false }
    return codes.contains(code)
  }

  // MARK: Unsent

  @Test func refusedConnection() async throws {
    let port = try RawServer.deadPort()
    let result = await withTransport { await $0.send(Self.post("http://127.0.0.1:\(port)/?token=secret")) }
    guard case .failure(.unsent("connect", let detail)) = result else {
      Issue.record("\(result)")
      return
    }
    #expect(!detail.contains("secret"))
  }

  @Test func unresolvableHost() async {
    var configuration = CurlTransport.Configuration()
    configuration.connectTimeout = .seconds(3)
    let result = await withTransport(configuration) {
      await $0.send(Self.post("https://nonexistent.invalid/"))
    }
    // Where no name server answers at all, the connect time runs out instead.
    guard case .failure(.unsent(let code, _)) = result, ["dns", "connect-timeout"].contains(code) else {
      Issue.record("\(result)")
      return
    }
  }

  /// A peer that takes the connection but never speaks TLS: the time runs out before the request exists.
  @Test func silenceDuringTheHandshake() async throws {
    let server = try RawServer { $0.waitForClose() }
    defer { server.stop() }
    let url = "https://127.0.0.1:\(server.port)/"
    let result = await withTransport { await $0.send(Self.post(url, timeout: .milliseconds(200))) }
    guard case .failure(.unsent("connect-timeout", _)) = result else {
      Issue.record("\(result)")
      return
    }
  }

  @Test func plainTextWhereTLSBelongs() async throws {
    let server = try RawServer { connection in
      connection.write("HTTP/1.1 400 Bad Request\r\n\r\n")
      connection.waitForClose()
    }
    defer { server.stop() }
    let result = await withTransport { await $0.send(Self.post("https://127.0.0.1:\(server.port)/")) }
    guard case .failure(.unsent("tls", _)) = result else {
      Issue.record("\(result)")
      return
    }
  }

  // MARK: Unknown

  @Test func closedBeforeAnswering() async throws {
    let (failure, requests) = try await Self.failure { _ in }
    #expect(Self.isUnknown(failure, "closed"), "\(String(describing: failure))")
    #expect(requests == 1)
  }

  @Test func resetBeforeAnswering() async throws {
    let (failure, requests) = try await Self.failure { $0.resetOnClose() }
    #expect(Self.isUnknown(failure, "receive", "closed"), "\(String(describing: failure))")
    #expect(requests == 1)
  }

  @Test func halfBody() async throws {
    let (failure, _) = try await Self.failure {
      $0.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
    }
    #expect(Self.isUnknown(failure, "partial-body"), "\(String(describing: failure))")
  }

  @Test func halfChunkedBody() async throws {
    let (failure, _) = try await Self.failure {
      $0.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n")
    }
    #expect(Self.isUnknown(failure, "partial-body"), "\(String(describing: failure))")
  }

  @Test func halfHead() async throws {
    let (failure, _) = try await Self.failure { $0.write("HTTP/1.1 200 OK\r\nContent-Le") }
    #expect(Self.isUnknown(failure, "partial-head"), "\(String(describing: failure))")
  }

  @Test func notHTTP() async throws {
    let (failure, _) = try await Self.failure { $0.write("SSH-2.0-OpenSSH\r\n") }
    #expect(
      Self.isUnknown(failure, "curl-1", "refused-url", "weird-answer"), "\(String(describing: failure))")
  }

  @Test func brokenGzip() async throws {
    let (failure, _) = try await Self.failure {
      $0.write("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope")
    }
    #expect(Self.isUnknown(failure, "bad-encoding"), "\(String(describing: failure))")
  }

  @Test func totalTimeout() async throws {
    let (failure, requests) = try await Self.failure(timeout: .milliseconds(200)) { $0.waitForClose() }
    #expect(Self.isUnknown(failure, "timeout"), "\(String(describing: failure))")
    #expect(requests == 1)
  }

  @Test func bodyOverTheLimit() async throws {
    let answer = RawServer.ok(String(repeating: "x", count: 1_001))
    let (failure, _) = try await Self.failure(limit: 1_000) { $0.write(answer) }
    #expect(Self.isUnknown(failure, "body-too-large"), "\(String(describing: failure))")
    let (none, _) = try await Self.failure(limit: 1_001) { $0.write(answer) }
    #expect(none == nil)
  }

  @Test func headersOverTheLimit() async throws {
    let line = "X-Pad: \(String(repeating: "x", count: 8_000))\r\n"
    let answer = RawServer.ok("x", headers: String(repeating: line, count: 9))
    let (failure, _) = try await Self.failure { $0.write(answer) }
    #expect(Self.isUnknown(failure, "headers-too-large"), "\(String(describing: failure))")
  }

  // MARK: Repetition

  /// The first connection answers one request, then reads the second and closes without a word: the moment in
  /// which libcurl by itself sends again. Every later connection answers at once.
  static func serverThatDropsTheSecond() throws -> RawServer {
    try RawServer { connection in
      if connection.number == 1 {
        guard connection.readRequest() != nil else { return }
        connection.write(RawServer.ok("first"))
        _ = connection.readRequest()
        return
      }
      while connection.readRequest() != nil { connection.write(RawServer.ok("again")) }
    }
  }

  @Test(arguments: [HTTPRequest.Method.post, .put, .delete], [nil, "a=1"])
  func aDroppedWriteIsNeverRepeated(_ method: HTTPRequest.Method, body: String?) async throws {
    let server = try Self.serverThatDropsTheSecond()
    defer { server.stop() }
    try await withTransport { transport in
      _ = try await transport.send(get(server.url("/first"))).get()
      let request = HTTPRequest(
        method: method, url: server.url("/second"), body: body.map { Array($0.utf8) }, endpoint: "test")
      let result = await transport.send(request)
      guard case .failure(let failure) = result else {
        Issue.record("\(result)")
        return
      }
      #expect(Self.isUnknown(failure, "closed", "receive"), "\(failure)")
      // The transport is as good as before.
      let third = try await transport.send(get(server.url("/third"))).get()
      #expect(third.body == Array("again".utf8))
    }
    let lines = server.requests.map(\.line)
    #expect(lines.filter { $0.contains("/second") }.count == 1, "\(lines)")
  }

  /// The same moment with a request that may go out twice: shows that the server above provokes the
  /// repetition.
  @Test func aDroppedGetIsRepeated() async throws {
    let server = try Self.serverThatDropsTheSecond()
    defer { server.stop() }
    try await withTransport { transport in
      _ = try await transport.send(get(server.url("/first"))).get()
      let second = try await transport.send(get(server.url("/second"))).get()
      #expect(second.body == Array("again".utf8))
      var post = Self.post(server.url("/third"))
      post.repeatable = true
      let third = try await transport.send(post).get()
      #expect(third.status == 200)
    }
    #expect(server.requests.map(\.line).filter { $0.contains("/second") }.count == 2)
  }

  /// An end that had arrived before the call is seen beforehand: a fresh connection, no doubt.
  @Test func aConnectionFoundClosedCostsNothing() async throws {
    let closed = Signal()
    let server = try RawServer { connection in
      guard connection.readRequest() != nil else { return }
      connection.write(RawServer.ok("x"))
      connection.hangUp()
      closed.fire()
    }
    defer { server.stop() }
    try await withTransport { transport in
      for _ in 0..<3 {
        _ = try await transport.send(Self.post(server.url())).get()
        await closed.wait()
      }
    }
    #expect(server.requests.count == 3)
  }

  // MARK: Cancellation and the end

  /// A server that tells when a request is inside and answers when it is let.
  struct Held {
    let inside = Signal()
    let gate = DispatchSemaphore(value: 0)

    func server() throws -> RawServer {
      let (inside, gate) = (inside, gate)
      return try RawServer { connection in
        while connection.readRequest() != nil {
          inside.fire()
          _ = gate.wait(timeout: .now() + .seconds(RawServer.patienceSeconds))
          connection.write(RawServer.ok("done"))
        }
      }
    }
  }

  @Test func cancellationDoesNotLoseAnOutcome() async throws {
    let held = Held()
    let server = try held.server()
    defer { server.stop() }
    try await withTransport { transport in
      let url = server.url()
      let task = Task { await transport.send(Self.post(url)) }
      await held.inside.wait()
      task.cancel()
      held.gate.signal()
      let response = try await task.value.get()
      #expect(response.body == Array("done".utf8))
    }
  }

  @Test func shutdownWaitsForWhatIsInFlight() async throws {
    let held = Held()
    let server = try held.server()
    defer { server.stop() }
    var configuration = CurlTransport.Configuration()
    configuration.maximumInFlight = 1
    let transport = CurlTransport(configuration: configuration)
    let url = server.url()
    async let first = transport.send(Self.post(url))
    await held.inside.wait()
    async let second = transport.send(Self.post(url))
    async let end: Void = transport.shutdown()
    // The second is in line behind the first, or comes after the shutdown: either way it has not left.
    guard case .failure(.unsent("shutting-down", _)) = await second else {
      Issue.record("the second call left")
      return
    }
    held.gate.signal()
    let response = try await first.get()
    #expect(response.body == Array("done".utf8))
    await end
    await transport.shutdown()
    guard case .failure(.unsent("shutting-down", _)) = await transport.send(Self.post(url)) else {
      Issue.record("a call left after the end")
      return
    }
    #expect(server.requests.count == 1)
  }

  @Test func shutdownEndsWhatDoesNot() async throws {
    let held = Held()
    let server = try held.server()
    defer { server.stop() }
    var configuration = CurlTransport.Configuration()
    configuration.drainTimeout = .milliseconds(50)
    let transport = CurlTransport(configuration: configuration)
    let url = server.url()
    async let call = transport.send(Self.post(url))
    await held.inside.wait()
    await transport.shutdown()
    guard case .failure(.unknown("shutting-down", _)) = await call else {
      Issue.record("not ended as unknown")
      return
    }
    held.gate.signal()
  }

  @Test func aCallThatWaitedTooLongInLineHasNotLeft() async throws {
    let held = Held()
    let server = try held.server()
    defer { server.stop() }
    var configuration = CurlTransport.Configuration()
    configuration.maximumInFlight = 1
    try await withTransport(configuration) { transport in
      let url = server.url()
      async let first = transport.send(Self.post(url))
      await held.inside.wait()
      guard
        case .failure(.unsent("queue-timeout", _)) = await transport.send(
          Self.post(url, timeout: .milliseconds(1)))
      else {
        Issue.record("it left")
        return
      }
      held.gate.signal()
      _ = try await first.get()
    }
    #expect(server.requests.count == 1)
  }
}
