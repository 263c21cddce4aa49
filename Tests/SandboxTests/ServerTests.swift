// The server over real sockets: what a client sees when a reply is whole, late, dropped or cut, and that a
// connection is kept for the next request. The client is a bare socket, because a library would hide exactly
// what is looked at.
import Foundation
import Glibc
import Testing

@testable import Sandbox

@Suite struct ServerTests {
  static let party = PostService.Counterparty.madeUp(name: "one", seed: 3)
  let path = "/ecom/0.0.1/phones/UA/prohibited?token=\(ServerTests.party.token)"

  /// Runs `body` with the port of a server that has these faults.
  private func serving(
    _ rules: [FaultPlan.Rule] = [], _ body: (SandboxServer, UInt16) async throws -> Void
  ) async throws {
    let post = PostService(counterparties: [Self.party], seed: 1)
    let world = SandboxWorld(crm: nil, post: post, faults: FaultPlan(rules: rules), seed: 1)
    let server = try SandboxServer(world: world)
    let running = Task { try await server.run() }
    let port = try await server.port()
    do {
      try await body(server, port)
    } catch {
      await server.stop()
      throw error
    }
    await server.stop()
    _ = await running.result
  }

  private func get(_ path: String) -> String {
    "GET \(path) HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer \(Self.party.ecomBearer)\r\n\r\n"
  }

  private func post(_ path: String, _ body: String) -> String {
    "POST \(path) HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
      + "Authorization: Bearer \(Self.party.ecomBearer)\r\nContent-Length: \(body.utf8.count)\r\n\r\n" + body
  }

  @Test func connectionIsKeptForTheNextRequests() async throws {
    try await serving { server, port in
      let texts = [get(path), post("/ecom/0.0.1/addresses", "{\"postcode\":\"07401\"}"), get(path)]
      let answers = try await onThread {
        let connection = try RawConnection(port: port)
        return try texts.map { text in
          try connection.write(text)
          return try connection.readAnswer()
        }
      }
      #expect(answers.map(\.status) == [200, 200, 200])
      #expect(JSONValue(parsing: answers[1].body)?["city"] == "Бровари")
      #expect(answers[0].body == answers[2].body)
      #expect(server.withWorld { $0.callCount } == 3)
    }
  }

  @Test func droppedReplyClosesWithoutAByteAndKeepsItsEffect() async throws {
    try await serving([.init(endpoint: "POST addresses", .dropAfterEffect, .calls(from: 1, count: 1))]) {
      server, port in
      let text = post("/ecom/0.0.1/addresses", "{\"postcode\":\"07401\"}")
      let received = try await onThread {
        let connection = try RawConnection(port: port)
        try connection.write(text)
        return try connection.readToEnd()
      }
      #expect(received.isEmpty)
      #expect(server.withWorld { $0.post.audit.addressCount } == 1)
    }
  }

  @Test func cutReplyPromisesMoreThanItBrings() async throws {
    try await serving([.init(.halfBody, .calls(from: 1, count: 1))]) { _, port in
      let (cut, whole) = try await onThread {
        let first = try RawConnection(port: port)
        try first.write(get(path))
        let cut = try first.readToEnd()
        let second = try RawConnection(port: port)
        try second.write(get(path))
        return (cut, try second.readAnswer())
      }
      let head = try #require(RawAnswer.parseHead(cut))
      #expect(head.length == whole.body.count)
      let arrived = Array(cut[head.bodyStart...])
      #expect(arrived.count == whole.body.count / 2)
      #expect(arrived == Array(whole.body.prefix(arrived.count)))
    }
  }

  @Test func hungReplyBringsNothing() async throws {
    let prohibited = FaultPlan.Rule(endpoint: "GET phones/UA/prohibited", .hang(), .probability(1))
    try await serving([prohibited]) { _, port in
      let other = post("/ecom/0.0.1/addresses", "{\"postcode\":\"07401\"}")
      let waiting = try await onThread {
        let connection = try RawConnection(port: port)
        try connection.write(get(path))
        // Another call answers meanwhile; nothing has come on the first connection.
        let second = try RawConnection(port: port)
        try second.write(other)
        return (try second.readAnswer().status, connection.hasBytes())
      }
      #expect(waiting.0 == 200)
      #expect(!waiting.1)
    }
  }

  @Test func latencyIsServed() async throws {
    try await serving([.init(.latency(minimum: 300, maximum: 300), .calls(from: 1, count: 1))]) { _, port in
      let elapsed = try await onThread {
        let connection = try RawConnection(port: port)
        let start = ContinuousClock.now
        try connection.write(get(path))
        _ = try connection.readAnswer()
        return ContinuousClock.now - start
      }
      #expect(elapsed >= .milliseconds(300))
    }
  }

  @Test func queryIsDecodedOnceAndBlanksMayBePlus() async throws {
    try await serving { server, port in
      let query = "?token=\(Self.party.token)&countryISO3166=UA&phoneNumber=%2B380671234567"
      let answer = try await onThread {
        let connection = try RawConnection(port: port)
        try connection.write(get("/ecom/0.0.1/clients/phone" + query))
        return try connection.readAnswer()
      }
      #expect(answer.status == 200)
      #expect(JSONValue(parsing: answer.body) == [])
    }
  }

  @Test func consoleMovesParcelsAndTime() async throws {
    try await serving { server, port in
      let answers = try await onThread {
        let connection = try RawConnection(port: port)
        return try [
          get("/"), post("/sandbox/post/audit", "{}"), post("/sandbox/faults", "{\"profile\":\"mild\"}"),
          post("/sandbox/advance", "{\"milliseconds\":86400000}"), post("/sandbox/nothing", "{}"),
          get("/sandbox/post/audit"),
        ].map { text in
          try connection.write(text)
          return try connection.readAnswer()
        }
      }
      #expect(answers.map(\.status) == [200, 200, 200, 200, 400, 400])
      #expect(String(decoding: answers[0].body, as: UTF8.self).contains("ukrposhta-sandbox"))
      #expect(JSONValue(parsing: answers[1].body)?["value"]?["live"] == 0)
      #expect(server.withWorld { $0.faults } == .mild)
      #expect(server.now - SandboxServer.wallClock > 86_000_000)
    }
  }

  @Test func tooLargeABodyIsCutOff() async throws {
    try await serving { server, port in
      let received = try await onThread {
        let connection = try RawConnection(port: port)
        let length = SandboxServer.bodyLimit + 1
        try connection.write(
          "POST /ecom/0.0.1/addresses HTTP/1.1\r\nHost: x\r\nContent-Length: \(length)\r\n\r\n")
        return try connection.readToEnd()
      }
      #expect(received.isEmpty)
      #expect(server.withWorld { $0.callCount } == 0)
    }
  }
}

/// Blocking socket calls must not occupy the threads that the server's tasks run on.
private func onThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
  try await withCheckedThrowingContinuation { continuation in
    Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
  }
}

private struct RawAnswer: Sendable {
  var status: Int
  var body: [UInt8]

  static func parseHead(_ bytes: [UInt8]) -> (status: Int, length: Int, bodyStart: Int)? {
    let blank = Array("\r\n\r\n".utf8)
    guard let end = bytes.indices.first(where: { bytes[$0...].starts(with: blank) }) else { return nil }
    let lines = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\r\n")
    guard let first = lines.first, let status = Int(first.split(separator: " ")[1]) else { return nil }
    let field = lines.first { $0.lowercased().hasPrefix("content-length:") }
    guard let length = field.flatMap({ Int($0.split(separator: " ")[1]) }) else { return nil }
    return (status, length, end + blank.count)
  }
}

private final class RawConnection {
  struct Failure: Error {
    var call: String
  }

  private let socket: Int32

  init(port: UInt16) throws {
    socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var limit = timeval(tv_sec: 20, tv_usec: 0)
    setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let connected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    if connected != 0 { throw Failure(call: "connect") }
  }

  deinit { close(socket) }

  func write(_ text: String) throws {
    let bytes = Array(text.utf8)
    if send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL)) != bytes.count { throw Failure(call: "send") }
  }

  /// Everything until the other side closes; a reset counts as closing.
  func readToEnd() throws -> [UInt8] {
    var all: [UInt8] = []
    while let some = try readSome() { all += some }
    return all
  }

  func readAnswer() throws -> RawAnswer {
    var all: [UInt8] = []
    while true {
      if let head = RawAnswer.parseHead(all), all.count >= head.bodyStart + head.length {
        return RawAnswer(status: head.status, body: Array(all[head.bodyStart...]))
      }
      guard let some = try readSome() else { throw Failure(call: "closed early") }
      all += some
    }
  }

  func hasBytes() -> Bool {
    var byte: UInt8 = 0
    return recv(socket, &byte, 1, Int32(MSG_DONTWAIT | MSG_PEEK)) > 0
  }

  private func readSome() throws -> [UInt8]? {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = recv(socket, &buffer, buffer.count, 0)
    if count > 0 { return Array(buffer.prefix(count)) }
    if count == 0 || errno == ECONNRESET { return nil }
    throw Failure(call: "recv")
  }
}
