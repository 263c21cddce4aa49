// The service itself: does it run, is it this release, does it go by the file as it is now, and how is it. Before the first
// start there is nothing to find, and that is no fault.
import ArgumentParser
import Control
import Foundation
import Settings
import ShippingCore
import SyncEngine

struct ServiceExam {
  let socket: String
  /// Path of the configuration file.
  let configuration: String
  /// The ledger's lock file.
  let lock: String
  /// Name of the unit.
  let unit: String

  private var restart: String { "systemctl restart \(unit)" }

  func chapter() -> Chapter {
    var chapter = Chapter("Service")
    examineProcess(&chapter)
    examineUnit(&chapter)
    return chapter
  }

  // MARK: The process

  private func examineProcess(_ chapter: inout Chapter) {
    var limits = ControlLimits()
    limits.answerTime = .seconds(10)
    let client = ControlClient(path: socket, limits: limits)
    do {
      switch try client.ask(.about) {
      case .about(let about): examine(about, &chapter)
      // An older release knows no such question.
      default:
        chapter.warn(
          "service", "an older release runs than this program (\(UkrposhtaSyncd.configuration.version))",
          cure: restart)
      }
      if case .status(let status) = try client.ask(.status) { examine(status, &chapter) }
    } catch let failure as ControlSocketFailure {
      silent(failure, &chapter)
    } catch {
      chapter.fault("service", "the service's answer cannot be used: \(error)", cure: restart)
    }
  }

  private func silent(_ failure: ControlSocketFailure, _ chapter: inout Chapter) {
    switch failure.kind {
    case .absent:
      guard let holder = LockHolder.process(of: lock) else {
        chapter.skip("service", "does not run")
        return
      }
      chapter.fault(
        "service", "process \(holder) holds the ledger and has no control socket at \(socket)",
        cure: "journalctl -u \(unit) says why; end process \(holder) if it is none of systemd's")
    case .forbidden:
      chapter.skip("service", "not asked: \(failure)")
    default:
      chapter.fault("service", "does not answer: \(failure)", cure: "journalctl -u \(unit); \(restart)")
    }
  }

  private func examine(_ about: DaemonAbout, _ chapter: inout Chapter) {
    let own = UkrposhtaSyncd.configuration.version
    let program = "/proc/\(about.process)/exe"
    let link = (try? FileManager.default.destinationOfSymbolicLink(atPath: program)) ?? ""
    if about.version != own || link.hasSuffix(" (deleted)") {
      chapter.warn(
        "service-version",
        "release \(about.version) runs since \(about.startedAt.forPeople), \(own) is installed",
        cure: restart)
    } else {
      chapter.ok("service", "runs since \(about.startedAt.forPeople), release \(about.version)")
    }
    let isSame =
      URL(fileURLWithPath: about.configuration).standardizedFileURL
      == URL(fileURLWithPath: configuration).standardizedFileURL
    if !isSame {
      chapter.warn(
        "service-config", "the service goes by \(about.configuration), not by \(configuration)",
        cure: "run doctor with --config \(about.configuration)")
    } else if about.fingerprint != SettingsFile.fingerprint(path: configuration) {
      chapter.warn(
        "service-config", "the file was changed since the service read it", cure: "ukrposhta-syncd reload")
    } else {
      chapter.ok("service-config", "the service goes by the file as it is")
    }
  }

  private func examine(_ status: EngineStatus, _ chapter: inout Chapter) {
    let stuck = status.loops.filter(\.isOverdue).map(\.name)
    if !stuck.isEmpty {
      chapter.fault("service-status", "stuck: \(stuck.joined(separator: ", "))", cure: restart)
    }
    if let failure = status.ledgerFailure {
      chapter.fault(
        "service-status", "nothing is sent: \(failure)", cure: "mend what the chapter Machine says")
    }
    if let since = status.crmDownSince {
      chapter.warn(
        "service-status", "the CRM has not answered it since \(since.forPeople)",
        cure: "see the chapter CRM; it goes on by itself")
    }
    for cabinet in status.cabinets {
      guard let pause = cabinet.pausedSeconds else { continue }
      chapter.warn(
        "service-status", "the cabinet \(cabinet.id) is left alone for another \(roughly(seconds: pause))",
        cure: "see its chapter; `reload` tries it again at once")
    }
    if stuck.isEmpty, status.ledgerFailure == nil { chapter.ok("service-status", status.line) }
  }

  // MARK: systemd

  /// Restarts by systemd that are worth a look.
  private static let manyRestarts = 5

  private func examineUnit(_ chapter: inout Chapter) {
    guard !unit.hasPrefix("/"), FileFacts("/run/systemd/system") != nil, let facts = UnitFacts(unit),
      facts["LoadState"] == "loaded"
    else { return }
    let state = facts["ActiveState"] ?? ""
    let restarts = Int(facts["NRestarts"] ?? "") ?? 0
    if state == "failed" {
      chapter.fault(
        "unit", "\(unit) has failed (\(facts["Result"] ?? ""))",
        cure: "journalctl -u \(unit) says why; then systemctl start \(unit)")
    } else if restarts >= Self.manyRestarts {
      chapter.warn(
        "unit", "systemd has restarted it \(restarts) times", cure: "journalctl -u \(unit) says why it ended")
    } else {
      chapter.ok("unit", "\(unit) is \(state), restarted \(restarts) times")
    }
  }
}

/// Who holds a lock of `flock`, as /proc/locks has it. Asking the lock itself would take it for a moment, and a service
/// that starts just then would give up.
enum LockHolder {
  static func process(of path: String) -> Int32? {
    guard let facts = FileFacts(path), let table = FileManager.default.contents(atPath: "/proc/locks") else {
      return nil
    }
    for line in String(decoding: table, as: UTF8.self).split(separator: "\n") {
      // "1: FLOCK  ADVISORY  WRITE 1234 08:01:5678 0 EOF"
      let words = line.split(separator: " ")
      guard words.count > 5, words[1] == "FLOCK", let process = Int32(words[4]) else { continue }
      let parts = words[5].split(separator: ":")
      guard parts.count == 3, UInt64(parts[2]) == facts.inode, let major = UInt64(parts[0], radix: 16),
        let minor = UInt64(parts[1], radix: 16), device(major, minor) == facts.device
      else { continue }
      return process
    }
    return nil
  }

  /// As `stat` has it, in the kernel's encoding for user space.
  private static func device(_ major: UInt64, _ minor: UInt64) -> UInt64 {
    (minor & 0xFF) | ((major & 0xFFF) << 8) | ((minor & ~0xFF) << 12) | ((major & ~0xFFF) << 32)
  }
}

/// Properties of a unit as `systemctl show` tells them.
struct UnitFacts {
  private var properties: [String: String] = [:]
  private static let patience = Duration.seconds(3)

  init?(_ unit: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [
      "timeout", "\(Self.patience.components.seconds)", "systemctl", "show", "--no-pager", "-p",
      "LoadState,ActiveState,Result,NRestarts", "--", unit,
    ]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    let bytes = (try? pipe.fileHandleForReading.readToEnd()) ?? nil
    process.waitUntilExit()
    guard process.terminationStatus == 0, let bytes else { return nil }
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      let parts = line.split(separator: "=", maxSplits: 1)
      if parts.count == 2 { properties[String(parts[0])] = String(parts[1]) }
    }
  }

  subscript(_ name: String) -> String? { properties[name] }
}
