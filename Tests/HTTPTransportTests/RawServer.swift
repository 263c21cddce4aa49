// A server of bare sockets on loopback, because the tests need to misbehave in ways a decent server library
// will not: close after reading, stop in the middle of a body, reset. One thread for each connection runs the
// script it was given; every read has a deadline, so that a broken test ends.

import Glibc
import Synchronization

final class RawServer: Sendable {
  struct Request: Sendable {
    var head: String
    var body: [UInt8]

    var line: String { head.split(separator: "\r\n").first.map(String.init) ?? "" }

    func header(_ name: String) -> String? {
      for line in head.split(separator: "\r\n").dropFirst() {
        let parts = line.split(separator: ":", maxSplits: 1)
        if parts.count == 2, parts[0].lowercased() == name {
          return String(parts[1].drop(while: { $0 == " " }))
        }
      }
      return nil
    }
  }

  /// Seconds after which a server thread gives up waiting for its client.
  static let patienceSeconds = 20

  let port: UInt16
  private let listener: Int32
  private let requestLog = Mutex<[Request]>([])
  private let connectionCount = Mutex(0)

  var requests: [Request] { requestLog.withLock { $0 } }
  var connections: Int { connectionCount.withLock { $0 } }
  func url(_ path: String = "/") -> String { "http://127.0.0.1:\(port)\(path)" }

  /// The script runs once for each connection; the socket is closed after it.
  init(_ script: @escaping @Sendable (Connection) -> Void) throws {
    (listener, port) = try Self.listen()
    let listener = listener
    Thread.start { [weak self] in
      while true {
        let socket = accept(listener, nil, nil)
        if socket < 0 && errno == EINTR { continue }
        guard socket >= 0, let server = self else { break }
        let number = server.connectionCount.withLock { count in
          count += 1
          return count
        }
        Thread.start {
          let connection = Connection(socket: socket, number: number, server: server)
          script(connection)
          close(socket)
        }
      }
      close(listener)
    }
  }

  /// Answers every request on a connection the same way, until the client goes.
  static func answering(_ answer: String) throws -> RawServer {
    try RawServer { connection in
      while connection.readRequest() != nil { connection.write(answer) }
    }
  }

  /// Ends the accepting thread, which closes the socket.
  func stop() {
    shutdown(listener, Int32(SHUT_RDWR))
  }

  /// A port on loopback on which nobody listens.
  static func deadPort() throws -> UInt16 {
    let (socket, port) = try listen()
    close(socket)
    return port
  }

  static func ok(_ body: String, headers: String = "") -> String {
    "HTTP/1.1 200 OK\r\n\(headers)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
  }

  fileprivate func log(_ request: Request) {
    requestLog.withLock { $0.append(request) }
  }

  private static func listen() throws -> (Int32, UInt16) {
    let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard socket >= 0 else { throw SystemError(errno: errno) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let code = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(socket, address, length) == 0 && Glibc.listen(socket, 128) == 0
          && getsockname(socket, address, &length) == 0
      }
    }
    guard code else {
      defer { close(socket) }
      throw SystemError(errno: errno)
    }
    return (socket, UInt16(bigEndian: address.sin_port))
  }
}

/// One accepted connection, used by its own thread only.
final class Connection {
  let number: Int
  private let socket: Int32
  private let server: RawServer
  private var unread: [UInt8] = []

  fileprivate init(socket: Int32, number: Int, server: RawServer) {
    self.socket = socket
    self.number = number
    self.server = server
    var patience = timeval(tv_sec: RawServer.patienceSeconds, tv_usec: 0)
    setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
  }

  /// A whole request, logged by the server. nil when the client has gone.
  func readRequest() -> RawServer.Request? {
    let end = Array("\r\n\r\n".utf8)
    var searched = 0
    while true {
      while searched + end.count <= unread.count {
        if unread[searched..<(searched + end.count)].elementsEqual(end) {
          return readBody(headEnd: searched + end.count)
        }
        searched += 1
      }
      guard readMore() else { return nil }
    }
  }

  /// Blocks until the client closes.
  func waitForClose() {
    while readMore() {}
  }

  func write(_ text: String) { write(Array(text.utf8)) }

  func write(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let sent = rest.withUnsafeBytes { send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      guard sent > 0 else { return }
      rest = rest.dropFirst(sent)
    }
  }

  /// The client sees the end at once; the socket itself is closed after the script.
  func hangUp() {
    shutdown(socket, Int32(SHUT_RDWR))
  }

  /// Makes the coming close a reset instead of an end of stream.
  func resetOnClose() {
    var linger = Glibc.linger(l_onoff: 1, l_linger: 0)
    setsockopt(socket, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
  }

  private func readBody(headEnd: Int) -> RawServer.Request? {
    var request = RawServer.Request(head: String(decoding: unread[..<headEnd], as: UTF8.self), body: [])
    let length = request.header("content-length").flatMap { Int($0) } ?? 0
    while unread.count < headEnd + length {
      guard readMore() else { return nil }
    }
    request.body = Array(unread[headEnd..<(headEnd + length)])
    unread.removeFirst(headEnd + length)
    server.log(request)
    return request
  }

  private func readMore() -> Bool {
    var chunk = [UInt8](repeating: 0, count: 65_536)
    let count = recv(socket, &chunk, chunk.count, 0)
    guard count > 0 else { return false }
    unread.append(contentsOf: chunk.prefix(count))
    return true
  }
}

struct SystemError: Error {
  var errno: Int32
}

enum Thread {
  private final class Box: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }

  static func start(_ body: @escaping @Sendable () -> Void) {
    var id = pthread_t()
    // Retained here, released by the new thread.
    let box = Unmanaged.passRetained(Box(body))
    let code = pthread_create(
      &id, nil,
      { context in
        if let context { Unmanaged<Box>.fromOpaque(context).takeRetainedValue().body() }
        return nil
      }, box.toOpaque())
    if code == 0 { pthread_detach(id) } else { box.release() }
  }
}

/// Tells a waiting task, from any thread, that something has happened.
final class Signal: Sendable {
  private let stream: AsyncStream<Void>
  private let continuation: AsyncStream<Void>.Continuation

  init() {
    (stream, continuation) = AsyncStream.makeStream(of: Void.self)
  }

  func fire() { continuation.yield() }

  /// Once for each `fire()`.
  func wait() async {
    for await _ in stream { return }
  }
}
