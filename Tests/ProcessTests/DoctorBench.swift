// A shop that is well, and faults planted into it one by one: each is taken out again before the next, so that what
// `doctor` says is about that one fault alone.
import Foundation
import Glibc
import Rehearsal
import Sandbox
import Testing

/// One fault, and what must be said of it.
struct PlantedFault: Sendable {
  var name: String
  /// `check` of the finding.
  var check: String
  var what: String
  var cure: String
  /// Checks that the same cause may also spoil.
  var along: Set<String> = []
  var plant: @Sendable (DoctorBench) throws -> Void
}

struct DoctorReport {
  struct Line: CustomStringConvertible {
    var level: String
    var check: String
    var what: String
    var cure: String
    var description: String { "\(level) \(check): \(what) → \(cure)" }
  }

  var end: DaemonProcess.End
  var output: String
  var lines: [Line]

  var faults: [Line] { lines.filter { $0.level == "fault" } }
}

struct DoctorBench: Sendable {
  let scene: Scene
  private let configuration: String
  private let account: CRMService.Configuration

  var folder: RehearsalFolder { scene.stage.folder }

  /// Registers the modules, which a shop does before its first start.
  init(_ scene: Scene) async throws {
    self.scene = scene
    let folder = scene.stage.folder
    let registered = try await Finished.run(
      try Built.program(), ["register", "--apply", "--config", folder.configuration], in: folder)
    try #require(registered.end == .exited(code: 0), "\(registered.output)")
    configuration = try String(contentsOfFile: folder.configuration, encoding: .utf8)
    account = try scene.stage.crm { crm, _ in crm.configuration }
  }

  func examine(_ arguments: String...) async throws -> DoctorReport {
    let result = try await Finished.run(
      try Built.program(), ["doctor", "--json", "--config", folder.configuration] + arguments, in: folder)
    let document = try #require(JSONValue(parsing: Array(result.output.utf8)), "\(result.output)")
    let findings = (document["chapters"]?.elements ?? []).flatMap { $0["findings"]?.elements ?? [] }
    return DoctorReport(
      end: result.end, output: result.output,
      lines: findings.map { finding in
        func text(_ name: String) -> String { finding[name]?.text ?? "" }
        return DoctorReport.Line(
          level: text("level"), check: text("check"), what: text("what"), cure: text("cure"))
      })
  }

  /// Plants the fault, sees that it and nothing else is told (of each cabinet, where it concerns them all), and mends it.
  func find(_ fault: PlantedFault) async throws {
    try fault.plant(self)
    let report = try await examine()
    try mend()
    let told = report.faults.filter { !fault.along.contains($0.check) }
    #expect(report.end == .exited(code: 1), "\(fault.name): \(report.output)")
    guard let finding = told.first, Set(told.map(\.check)).count == 1 else {
      Issue.record("\(fault.name): \(told)")
      return
    }
    #expect(finding.check == fault.check, "\(fault.name): \(finding)")
    #expect(finding.what.contains(fault.what), "\(fault.name): \(finding)")
    #expect(finding.cure.contains(fault.cure), "\(fault.name): \(finding)")
    for secret in scene.stage.shop.secrets { #expect(!report.output.contains(secret), "\(fault.name)") }
  }

  // MARK: Planting

  /// In the configuration file; what is replaced must be there.
  func edit(_ old: String, _ new: String) throws {
    let text = try String(contentsOfFile: folder.configuration, encoding: .utf8)
    try #require(text.contains(old), "the configuration has no \(old)")
    try text.replacing(old, with: new).write(toFile: folder.configuration, atomically: true, encoding: .utf8)
  }

  func append(_ text: String) throws {
    let old = try String(contentsOfFile: folder.configuration, encoding: .utf8)
    try (old + text).write(toFile: folder.configuration, atomically: true, encoding: .utf8)
  }

  /// Back to the paces of a real service: only a rehearsal against this machine may be quicker.
  func slowDown() throws {
    let text = try String(contentsOfFile: folder.configuration, encoding: .utf8)
    let start = try #require(text.range(of: "polling:\n")).lowerBound
    let end = try #require(text.range(of: "defaults:\n")).lowerBound
    let slow = String(text[..<start] + text[end...])
      .replacing("requests-per-second: 1000", with: "requests-per-second: 50")
      .replacing("requests-per-second: 400", with: "requests-per-second: 10")
    try slow.write(toFile: folder.configuration, atomically: true, encoding: .utf8)
  }

  func secret(_ name: String) -> String { "\(folder.path)/credentials/\(name)" }

  func setSecret(_ name: String, _ value: String) throws {
    // Written in place: the mode stays.
    let handle = try #require(FileHandle(forWritingAtPath: secret(name)))
    try handle.truncate(atOffset: 0)
    try handle.write(contentsOf: Data(value.utf8))
    try handle.close()
  }

  func account(_ change: @Sendable (inout CRMService.Configuration) -> Void) throws {
    try scene.stage.crm { crm, _ in crm.configure(change) }
  }

  private func mend() throws {
    try configuration.write(toFile: folder.configuration, atomically: true, encoding: .utf8)
    let account = account
    try self.account { $0 = account }
    scene.stage.server.skewDate(milliseconds: 0)
    try setSecret("crm-api-key", scene.stage.shop.apiKey)
    for cabinet in scene.stage.shop.cabinets {
      try setSecret("\(cabinet.name)-ecom-bearer", cabinet.party.ecomBearer)
      try setSecret("\(cabinet.name)-tracking-bearer", cabinet.party.trackingBearer)
      try setSecret("\(cabinet.name)-counterparty-token", cabinet.party.token)
    }
    chmod(secret("company-counterparty-token"), 0o600)
  }

  /// Calls that are no GET, since the world began.
  var changingCalls: [String] {
    scene.stage.server.withWorld { world in
      world.callLog.map(\.endpoint).filter { !$0.hasPrefix("GET ") }
    }
  }
}
