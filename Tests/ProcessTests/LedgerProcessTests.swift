// The ledger as the whole machine sees it: one daemon at a time, and none that acts without writing it down.
import Foundation
import Glibc
import Rehearsal
import Sandbox
import Testing

extension ProcessTests {
  @Test func secondDaemonOnTheSameLedgerGivesUp() async throws {
    try await Scene.play { scene in
      try await scene.start()
      let folder = scene.stage.folder
      let second = try await Finished.run(
        try Built.program(), ["run", "--config", folder.configuration], in: folder)
      #expect(second.end == .exited(code: 75))
      #expect(second.output.contains("ledger"))
      // The first goes on as if nothing had been.
      let orders = try scene.enter(2)
      try await scene.complete(orders)
      #expect(try await scene.crew.terminate(within: .seconds(20)) == .exited(code: 0))
    }
  }

  /// Without a ledger nothing is done that would have to be written down; when there is room again, work goes
  /// on.
  @Test(.enabled(if: SmallDisk.isPossible, "mounting a tmpfs needs root"))
  func fullDiskStopsEverySideEffectUntilThereIsRoom() async throws {
    try await Scene.play { scene in
      let disk = try SmallDisk(at: scene.stage.folder.state)
      do {
        try await scene.start()
        let early = try scene.enter(2)
        try await scene.complete(early)
        try disk.fill()
        let late = try (0..<6).map { _ in try scene.enter(1)[0] }
        try await scene.wait(for: "the daemon to notice") {
          scene.stage.folder.logLines(with: "ledger unusable, nothing is sent") > 0
        }
        try await quiet(scene)
        let (calls, creates) = (try scene.stage.calls(), scene.creates)
        try await observe(for: .milliseconds(1_500)) { scene.creates == creates }
        let after = try scene.stage.calls()
        for endpoint in after.keys.sorted() where endpoint.contains("POST") || endpoint.contains("DELETE") {
          // Reading tracking has no effect, but is a POST.
          guard !endpoint.contains("statuses") else { continue }
          #expect(after[endpoint] == calls[endpoint], "\(endpoint) was called without a ledger")
        }
        try disk.makeRoom()
        try await scene.complete(early + late)
        #expect(scene.made(early + late) == (early + late).map { _ in 1 })
        #expect(scene.stage.folder.logLines(with: "ledger usable again") > 0)
        #expect(try await scene.crew.terminate(within: .seconds(20)) == .exited(code: 0))
      } catch {
        await scene.crew.dismiss()
        disk.unmount()
        throw error
      }
      disk.unmount()
    }
  }

  /// Until what was under way when the disk filled up has come back.
  private func quiet(_ scene: Scene) async throws {
    var last = -1
    var since = ContinuousClock.now
    try await scene.wait(for: "calls in flight to end") {
      let creates = scene.creates
      if creates != last {
        last = creates
        since = .now
      }
      return since.duration(to: .now) >= .milliseconds(300)
    }
  }

  /// Looks again and again for so long, and records an issue the first time it is not so.
  private func observe(for period: Duration, _ isSo: () -> Bool) async throws {
    let start = ContinuousClock.now
    try await Patience(limit: .seconds(60)).wait(for: "the observation to end") {
      let holds = isSo()
      if !holds { Issue.record("a shipment was made without a ledger") }
      return !holds || start.duration(to: .now) >= period
    }
  }
}

/// A tmpfs of two megabytes over a folder.
struct SmallDisk {
  let path: String
  private var ballast: String { "\(path)/ballast" }
  private static let megabytes = 2

  static let isPossible: Bool = {
    guard geteuid() == 0 else { return false }
    let place = FileManager.default.temporaryDirectory.path + "/mount-\(UUID().uuidString)"
    guard mkdir(place, 0o700) == 0 else { return false }
    defer { rmdir(place) }
    guard mount("tmpfs", place, "tmpfs", 0, "size=64k") == 0 else { return false }
    umount2(place, Int32(MNT_DETACH))
    return true
  }()

  init(at path: String) throws {
    self.path = path
    guard mount("tmpfs", path, "tmpfs", 0, "size=\(Self.megabytes)m,mode=700") == 0 else {
      throw RehearsalFailure("cannot mount: \(String(cString: strerror(errno)))")
    }
  }

  /// Leaves not one free block.
  func fill() throws {
    let descriptor = open(ballast, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw RehearsalFailure("cannot fill the disk") }
    defer { close(descriptor) }
    let block = [UInt8](repeating: 0x20, count: 4_096)
    while write(descriptor, block, block.count) == block.count {}
    guard errno == ENOSPC else {
      throw RehearsalFailure("filling stopped: \(String(cString: strerror(errno)))")
    }
  }

  func makeRoom() throws {
    guard unlink(ballast) == 0 else { throw RehearsalFailure("cannot make room") }
  }

  func forbidWriting() throws {
    guard mount("tmpfs", path, "tmpfs", UInt(MS_REMOUNT | MS_RDONLY), nil) == 0 else {
      throw RehearsalFailure("cannot remount: \(String(cString: strerror(errno)))")
    }
  }

  func unmount() {
    umount2(path, Int32(MNT_DETACH))
  }
}
