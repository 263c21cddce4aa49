// What `doctor` makes of the unit's secrets when an operator's shell has none: the folder that our units hand over whole,
// and the template, whose instance has a folder of its own.
//
// What a newcomer gets wrong: the folder beside the configuration goes first, so these secrets must not lie in it.
import Foundation
import Rehearsal
import Testing

extension ProcessTests {
  private static let name = "retailcrm-api-key"

  /// The CRM's key is taken out of the shop's own place and named as the units' secrets are.
  private func strip(_ bench: DoctorBench) throws -> String {
    let key = try String(contentsOfFile: bench.secret("crm-api-key"), encoding: .utf8)
    try bench.edit("api-key: { file: \(bench.secret("crm-api-key")) }", "api-key: \(Self.name)")
    return key
  }

  private func keep(_ key: String, in folder: String) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    _ = FileManager.default.createFile(
      atPath: "\(folder)/\(Self.name)", contents: Data(key.utf8), attributes: [.posixPermissions: 0o600])
  }

  private func write(_ text: String, to path: String) throws {
    try text.write(toFile: path, atomically: true, encoding: .utf8)
  }

  @Test func doctorReadsSecretsFromTheFolderOfTheUnit() async throws {
    try await Scene.play { scene in
      let bench = try await DoctorBench(scene)
      let (unit, kept) = ("\(bench.folder.path)/ours.service", "\(bench.folder.path)/kept")
      let key = try strip(bench)
      try write("[Service]\nLoadCredential=credentials:\(kept)\n", to: unit)
      let lacking = try await bench.examine("--unit", unit)
      #expect(lacking.faults.map(\.check) == ["secret"], "\(lacking.faults)")
      #expect(lacking.faults.first?.cure.contains(Self.name) == true, "\(lacking.faults)")
      try keep(key, in: kept)
      let whole = try await bench.examine("--unit", unit)
      #expect(whole.faults.isEmpty, "\(whole.faults)")
      for check in ["crm-key", "unit-credentials"] {
        #expect(whole.lines.contains { $0.check == check && $0.level == "ok" }, "\(check): \(whole.output)")
      }
      // A line of its own goes before the folder.
      try write(
        "[Service]\nLoadCredential=credentials:\(kept)\nLoadCredential=\(Self.name):\(kept)/none\n", to: unit)
      let own = try await bench.examine("--unit", unit)
      #expect(own.faults.map(\.check) == ["secret"], "\(own.faults)")
      #expect(own.faults.first?.what.contains("\(kept)/none") == true, "\(own.faults)")
    }
  }

  @Test func doctorReadsSecretsFromTheFolderOfTheInstance() async throws {
    try await Scene.play { scene in
      let bench = try await DoctorBench(scene)
      let home = bench.folder.path
      let key = try strip(bench)
      try write(
        "[Service]\nLoadCredential=credentials:\(home)/%i.credentials\n", to: "\(home)/ours@.service")
      try keep(key, in: "\(home)/north.credentials")
      let north = try await bench.examine("--unit", "\(home)/ours@north.service")
      #expect(north.faults.isEmpty, "\(north.faults)")
      let south = try await bench.examine("--unit", "\(home)/ours@south.service")
      #expect(south.faults.map(\.check) == ["secret"], "\(south.faults)")
      #expect(south.faults.first?.what.contains("\(home)/south.credentials/\(Self.name)") == true)
    }
  }
}
