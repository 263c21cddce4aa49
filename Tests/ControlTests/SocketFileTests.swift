// The file of the socket: who may use it, what a daemon that was killed leaves behind, what a stop removes.
import Foundation
import Glibc
import ShippingCore
import SyncEngine
import Testing

@testable import Control

@Suite struct SocketFileTests {
  private func mode(_ path: String) -> mode_t? {
    var status = stat()
    return lstat(path, &status) == 0 ? status.st_mode : nil
  }

  @Test func ownerAndGroupAloneMayUseIt() async throws {
    let door = try Door()
    try await door.server.start()
    let made = try #require(mode(door.path))
    #expect(made & S_IFMT == S_IFSOCK)
    #expect(made & 0o777 == 0o660)
    #expect(try FileManager.default.contentsOfDirectory(atPath: door.folder) == ["control.sock"])
    await door.server.stop()
    #expect(mode(door.path) == nil)
  }

  @Test func whatAKilledDaemonLeftIsReplaced() async throws {
    let door = try Door()
    close(try UnixSocket.listen(door.path))
    #expect(mode(door.path) != nil)
    try await door.server.start()
    #expect(try await door.ask(.status).isFinal)
    await door.server.stop()
  }

  @Test func aLivingDaemonKeepsItsSocket() async throws {
    let door = try Door()
    try await door.server.start()
    let second = ControlServer(path: door.path) { _, _ in .progress(done: 0) }
    await #expect(throws: ControlSocketFailure.self) { try await second.start() }
    await second.stop()
    #expect(try await door.ask(.status).isFinal)
    await door.server.stop()
  }

  @Test func aFileThatIsNoSocketIsLeftAlone() async throws {
    let door = try Door()
    try Data("mine".utf8).write(to: URL(fileURLWithPath: door.path))
    await #expect(throws: ControlSocketFailure.self) { try await door.server.start() }
    #expect(try String(contentsOfFile: door.path, encoding: .utf8) == "mine")
  }

  /// A successor may have replaced the file before the predecessor's stop comes through.
  @Test func aStopLeavesTheSuccessorsSocket() async throws {
    let door = try Door()
    try await door.server.start()
    unlink(door.path)
    let successor = ControlServer(path: door.path) { _, _ in .reload(isApplied: true, text: "successor") }
    try await successor.start()
    await door.server.stop()
    #expect(try await door.ask(.status) == .reload(isApplied: true, text: "successor"))
    await successor.stop()
  }

  @Test func nobodyThereIsTold() async throws {
    let door = try Door()
    let failure = await #expect(throws: ControlSocketFailure.self) { try await door.ask(.status) }
    #expect(failure?.kind == .absent)
  }

  @Test func aPathTooLongForASocketIsAFailureNotACrash() async throws {
    let server = ControlServer(path: "/tmp/" + String(repeating: "x", count: 200)) { _, _ in
      .progress(done: 0)
    }
    await #expect(throws: ControlSocketFailure.self) { try await server.start() }
  }
}
