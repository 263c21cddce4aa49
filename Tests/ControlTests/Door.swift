// A server on a socket in a folder of its own, and clients that say what no proper client would. Every wait is for an
// event: an answer, or the end of a connection.
import Foundation
import Glibc
import ShippingCore
import SyncEngine
import Testing

@testable import Control

/// A server at a path of its own; removed with the object.
final class Door: Sendable {
  let folder: String
  var path: String { "\(folder)/control.sock" }
  let server: ControlServer

  init(
    limits: ControlLimits = ControlLimits(),
    handler: @escaping ControlHandler = { _, _ in .order(OrderAnswer(order: OrderID(1), done: .due)) },
    admits: @escaping @Sendable (Peer) -> Bool = Peer.isOwner
  ) throws {
    let folder = FileManager.default.temporaryDirectory.path + "/control-\(UUID().uuidString.prefix(8))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    self.folder = folder
    server = ControlServer(
      path: "\(folder)/control.sock", limits: limits, admits: admits, handler: handler)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  func client() -> ControlClient { ControlClient(path: path) }

  /// The proper client, on a thread that may wait.
  func ask(_ request: ControlRequest) async throws -> ControlLine {
    try await Blocking.run { [path] in try ControlClient(path: path).ask(request) }
  }

  /// The proper client, and every line it heard before the final one.
  func listen(_ request: ControlRequest) async throws -> (heard: [ControlLine], final: ControlLine) {
    try await Blocking.run { [path] in
      var heard: [ControlLine] = []
      let final = try ControlClient(path: path).ask(request) { heard.append($0) }
      return (heard, final)
    }
  }

  func visitor() throws -> Visitor { try Visitor(path) }
}

enum Blocking {
  /// Work that waits in system calls, away from the threads that the tests share.
  static func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread { continuation.resume(with: Result { try work() }) }
    }
  }
}

/// A connection that sends whatever a test wants.
final class Visitor: Sendable {
  private let descriptor: Int32

  init(_ path: String) throws {
    descriptor = try UnixSocket.connect(path)
    UnixSocket.limit(descriptor, to: .seconds(60))
  }

  deinit { close(descriptor) }

  /// False when the other side does not take it.
  @discardableResult
  func say(_ text: String) -> Bool {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      guard case .bytes(let count) = UnixSocket.write(descriptor, rest) else { return false }
      rest.removeFirst(count)
    }
    return true
  }

  func endOfSpeech() { shutdown(descriptor, Int32(SHUT_WR)) }

  /// Everything up to the end of the connection.
  func hearAll() async throws -> String {
    try await Blocking.run { [self] in
      var all: [UInt8] = []
      var buffer = [UInt8](repeating: 0, count: 4096)
      while case .bytes(let count) = UnixSocket.read(descriptor, into: &buffer) { all += buffer[..<count] }
      return String(decoding: all, as: UTF8.self)
    }
  }

  /// The final line of an answer.
  func answer() async throws -> ControlLine {
    let lines = try await hearAll().split(separator: "\n")
    return try Wire.answer(Array(try #require(lines.last).utf8))
  }
}

extension ControlLine {
  var failure: RequestFailure? {
    if case .failure(let failure) = self { return failure }
    return nil
  }
}
