// What the service manager hears of a real daemon from its first word to its last, over a socket in the place of systemd's:
// the order of the messages, and that a refused configuration stays in the line until a good one.
//
// What a newcomer gets wrong: every message is one datagram, and the kernel holds only a few (max_dgram_qlen) that nobody
// reads: the daemon then waits. So they are read while the test waits for anything.
import Foundation
import Glibc
import Rehearsal
import Sandbox
import Testing

/// Collects what a daemon tells.
private final class ServiceManager {
  let path: String
  private let descriptor: Int32
  private(set) var messages: [String] = []

  init(path: String) throws {
    self.path = path
    descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    try #require(path.utf8.count < MemoryLayout.size(ofValue: address.sun_path))
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let bound = withUnsafePointer(to: address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard descriptor >= 0, bound == 0 else { throw RehearsalFailure("cannot listen at \(path)") }
  }

  deinit { close(descriptor) }

  /// What was told since the message number `start`.
  func heard(since start: Int = 0) -> [String] {
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let size = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
      guard size > 0 else { return Array(messages[start...]) }
      messages.append(String(decoding: buffer.prefix(size), as: UTF8.self))
    }
  }
}

extension String {
  /// `NAME` of a message's line `NAME=value`.
  fileprivate func value(_ name: String) -> String? {
    split(separator: "\n").first { $0.hasPrefix("\(name)=") }.map { String($0.dropFirst(name.count + 1)) }
  }

  fileprivate var status: String? { value("STATUS") }
}

extension ProcessTests {
  private static var slowStop: RehearsalPace {
    var pace = RehearsalPace.killing
    pace.timeOut = 20_000
    return pace
  }

  @Test func theServiceManagerHearsTheWholeLife() async throws {
    try await Scene.play(Self.slowStop) { scene in
      let manager = try ServiceManager(path: "\(scene.stage.folder.path)/notify")
      let environment = ["NOTIFY_SOCKET": manager.path, "WATCHDOG_USEC": "400000"]
      try await scene.crew.start(environment: environment)
      try await scene.wait(for: "READY and pings") {
        manager.heard().contains("WATCHDOG=1") && scene.stage.isFollowed
      }
      let begin = manager.heard()
      #expect(begin.first == "STATUS=starting: opening the ledger", "\(begin)")
      #expect(begin.dropFirst().first?.hasPrefix("READY=1\nSTATUS=") == true, "\(begin)")
      #expect(begin.count { $0.hasPrefix("READY=1") } == 1)

      let folder = scene.stage.folder
      let good = try String(contentsOfFile: folder.configuration, encoding: .utf8)
      try good.replacing("language: en", with: "language: pl").write(
        toFile: folder.configuration, atomically: true, encoding: .utf8)
      let refused = try await reload(scene, manager)
      #expect(refused.status?.hasPrefix("configuration not applied, the old one stays: 1 problem") == true)
      // The state goes on behind it.
      let since = manager.heard().count
      try await scene.complete(try scene.enter(2))
      try await scene.wait(for: "the line to change") {
        manager.heard(since: since).contains { $0.status?.hasSuffix("live 2") == true }
      }
      for line in manager.heard(since: since).compactMap(\.status) {
        #expect(line.hasPrefix("configuration not applied"), "\(line)")
      }

      try good.write(toFile: folder.configuration, atomically: true, encoding: .utf8)
      let applied = try await reload(scene, manager)
      #expect(applied.status?.hasPrefix("configuration applied; ") == true, "\(applied)")
      let later = manager.heard().count
      try await scene.wait(for: "the line after it") {
        manager.heard(since: later).contains { $0.status != nil }
      }
      for line in manager.heard(since: later).compactMap(\.status) {
        #expect(!line.contains("not applied"), "\(line)")
      }
      try await stop(scene, manager)
    }
  }

  /// A reload by signal: RELOADING with its time, then READY, nothing of either beside them. Returns that READY.
  private func reload(_ scene: Scene, _ manager: ServiceManager) async throws -> String {
    let start = manager.heard().count
    var before = timespec()
    clock_gettime(CLOCK_MONOTONIC, &before)
    try await scene.crew.signal(SIGHUP)
    try await scene.wait(for: "READY again") {
      manager.heard(since: start).contains { $0.hasPrefix("READY=1") }
    }
    let told = manager.heard(since: start).filter { $0.hasPrefix("READY=1") || $0.hasPrefix("RELOADING=1") }
    #expect(told.count == 2)
    let reloading = try #require(told.first)
    #expect(reloading.hasPrefix("RELOADING=1\nMONOTONIC_USEC="), "\(reloading)")
    let time = try #require(reloading.value("MONOTONIC_USEC").flatMap { Int64($0) })
    #expect(time >= Int64(before.tv_sec) * 1_000_000 + Int64(before.tv_nsec) / 1000)
    return try #require(told.last)
  }

  private func stop(_ scene: Scene, _ manager: ServiceManager) async throws {
    let slow = FaultPlan.Rule(
      service: .post, endpoint: "POST shipment-groups/{g}/shipments",
      .latency(minimum: 7_000, maximum: 7_000),
      .probability(1))
    scene.stage.play(FaultPlan(rules: [slow]))
    let creates = scene.creates
    _ = try scene.enter(1)
    try await scene.wait(for: "a create in flight") {
      _ = manager.heard()
      return scene.creates > creates
    }
    let start = manager.heard().count
    try await scene.crew.signal(SIGTERM)
    try await Patience(limit: .seconds(60)).wait(for: "the end") {
      _ = manager.heard()
      return await scene.crew.unexpectedEnd != nil
    }
    #expect(await scene.crew.unexpectedEnd == .exited(code: 0))
    let end = manager.heard(since: start)
    let stopping = try #require(
      end.firstIndex { $0.hasPrefix("STOPPING=1\nSTATUS=stopping: finishing ") }, "\(end)")
    let extensions = end.indices.filter { end[$0] == "EXTEND_TIMEOUT_USEC=20000000" }
    #expect(extensions.count >= 2, "\(end)")
    #expect(extensions.allSatisfy { $0 > stopping })
    #expect(end.count { $0.hasPrefix("STOPPING=1") } == 1)
    let waiting = end[stopping...].compactMap(\.status).dropFirst()
    #expect(!waiting.isEmpty)
    for line in waiting { #expect(line.hasPrefix("stopping: waiting for "), "\(line)") }
    #expect(!end[stopping...].contains { $0.hasPrefix("READY=1") || $0.hasPrefix("RELOADING=1") })
  }
}
