// The command line as an operator and systemd see it: exit codes and the form of complaints.
import Foundation
import Rehearsal
import Sandbox
import Testing

extension ProcessTests {
  @Test(arguments: [nil, Shop.entrepreneur], [false, true]) func checkAcceptsWhatTheSandboxWrites(
    plain: String?, isWhole: Bool
  ) async throws {
    let folder = try RehearsalFolder.temporary("process-test-check")
    try folder.write(Shop(seed: 3, plain: plain), port: 4_711, pace: isWhole ? .demo : .byHand)
    let result = try await Finished.run(
      try Built.program(), ["check", "--config", folder.configuration], in: folder)
    #expect(result.end == .exited(code: 0))
    #expect(result.output.contains("company, entrepreneur, individual"))
    try folder.remove()
  }

  /// 78 tells systemd that restarting does not help; every problem is a line that an editor can jump to.
  @Test(arguments: ["check", "run"]) func brokenConfigurationIsReportedWhole(verb: String) async throws {
    let folder = try RehearsalFolder.temporary("process-test-broken")
    try folder.write(Shop(seed: 3), port: 4_711, pace: .byHand)
    let good = try String(contentsOfFile: folder.configuration, encoding: .utf8)
    let broken = good.replacing("edrpou: \"12345603\"", with: "edrpou: \"12345600\"")
      .replacing("polling:", with: "poling:").replacing("language: uk", with: "language: pl")
    try broken.write(toFile: folder.configuration, atomically: true, encoding: .utf8)
    let result = try await Finished.run(
      try Built.program(), [verb, "--config", folder.configuration], in: folder)
    #expect(result.end == .exited(code: 78))
    let lines = result.output.split(separator: "\n").filter { $0.hasPrefix("\(folder.configuration):") }
    #expect(lines.count >= 3)
    for line in lines {
      let place = line.dropFirst(folder.configuration.count + 1).split(separator: ":").prefix(2)
      #expect(place.count == 2 && place.allSatisfy { Int($0) ?? 0 > 0 }, "\(line)")
    }
    #expect(result.output.contains("polling"))
    try folder.remove()
  }

  @Test func missingSecretIsAConfigurationProblem() async throws {
    let folder = try RehearsalFolder.temporary("process-test-secret")
    try folder.write(Shop(seed: 3), port: 4_711, pace: .byHand)
    let secret = "\(folder.path)/credentials/company-ecom-bearer"
    try FileManager.default.removeItem(atPath: secret)
    let result = try await Finished.run(
      try Built.program(), ["run", "--config", folder.configuration], in: folder)
    #expect(result.end == .exited(code: 78))
    #expect(result.output.contains(secret))
    try folder.remove()
  }

  /// The way a user rehearses: one program serves and writes the configuration, the other runs on it.
  @Test(
    .enabled(if: Built.beside("ukrposhta-sandbox") != nil, "ukrposhta-sandbox is not built beside the tests"))
  func servedSandboxAndItsConfigurationWorkTogether() async throws {
    let folder = try RehearsalFolder.temporary("process-test-serve")
    let sandbox = try #require(Built.beside("ukrposhta-sandbox"))
    let output = "\(folder.path)/sandbox.log"
    let serving = try DaemonProcess(
      program: sandbox, arguments: ["serve", "--orders", "3", "--write-config", folder.path], log: output)
    let crew = DaemonCrew(folder: folder, program: try Built.program())
    do {
      let patience = Patience(limit: .seconds(90))
      try await patience.wait(for: "the configuration") {
        try String(contentsOfFile: output, encoding: .utf8).contains("run --config \(folder.configuration)")
      }
      try await crew.start()
      try await patience.wait(for: "three labels") { folder.labelFiles().count == 3 }
      #expect(try await crew.terminate(within: .seconds(20)) == .exited(code: 0))
      #expect(try await serving.terminate(within: .seconds(20)) == .exited(code: 0))
    } catch {
      serving.signal(9)
      await crew.dismiss()
      throw error
    }
    try folder.remove()
  }
}
