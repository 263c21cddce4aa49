// What verbs give to programs and to people who wait: `--json` on every verb whose answer may be read by a program, and the
// bar that a person sees, who alone has a terminal.
import Foundation
import Rehearsal
import Sandbox
import Testing

extension ProcessTests {
  @Test func checkTellsProgramsWhereEachProblemIs() async throws {
    let folder = try RehearsalFolder.temporary("check-json")
    try folder.write(Shop(seed: 3), port: 4_711, pace: .byHand)
    let good = try await folder.command(try Built.program(), ["check", "--json"])
    #expect(good.code == 0)
    #expect(
      good.json?["cabinets"]?.elements?.compactMap(\.text) == ["company", "entrepreneur", "individual"])
    #expect(good.json?["problems"]?.elements?.isEmpty == true)
    let text = try String(contentsOfFile: folder.configuration, encoding: .utf8)
    try text.replacing("polling:", with: "poling:").replacing("language: uk", with: "language: pl").write(
      toFile: folder.configuration, atomically: true, encoding: .utf8)
    let broken = try await folder.command(try Built.program(), ["check", "--json"])
    #expect(broken.code == 78)
    let problems = broken.json?["problems"]?.elements ?? []
    #expect(
      problems.contains { $0["key"]?.text == "language" && $0["line"]?.int ?? 0 > 1 }, "\(broken.output)")
    #expect(problems.contains { $0["message"]?.text?.contains("polling") == true }, "\(broken.output)")
    try folder.remove()
  }

  @Test func reloadAndBackupAnswerPrograms() async throws {
    try await Scene.play { scene in
      let verbs = Operator(scene: scene)
      try await scene.start()
      try await scene.complete(try scene.enter(2))
      #expect(try await verbs.json("reload")["isApplied"]?.truth == true)
      let copy = "\(scene.stage.folder.path)/copy.sqlite"
      let backup = try await verbs.json("backup", copy)
      #expect(backup["file"]?.text == copy)
      #expect(backup["copy"]?["entries"]?.int == 2)
      #expect(backup["copy"]?["findings"]?.elements?.isEmpty == true)

      let folder = scene.stage.folder
      let good = try String(contentsOfFile: folder.configuration, encoding: .utf8)
      try good.replacing("language: en", with: "language: pl").write(
        toFile: folder.configuration, atomically: true, encoding: .utf8)
      let refused = try await Finished.run(
        try Built.program(), ["reload", "--json", "--state-directory", folder.state], in: folder)
      #expect(refused.end == .exited(code: 78))
      let answer = JSONValue(parsing: Array(refused.output.utf8))
      #expect(answer?["isApplied"]?.truth == false, "\(refused.output)")
      #expect(answer?["text"]?.text?.contains("the old one stays") == true)
    }
  }

  /// `script` gives a program a terminal.
  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/script"), "no script(1)"))
  func aBarIsForPeopleAlone() async throws {
    try await Scene.play { scene in
      try await scene.start()
      try await scene.complete(try scene.enter(2))
      #expect(try await scene.crew.terminate(within: .seconds(20)) == .exited(code: 0))
      let folder = scene.stage.folder
      let bar = "[##############################] 100 % orders checked"
      let command = "\(try Built.program()) verify --config \(folder.configuration)"
      let seen = try await Finished.run("/usr/bin/script", ["-qec", command, "/dev/null"], in: folder)
      #expect(seen.end == .exited(code: 0))
      #expect(seen.output.contains(bar), "\(seen.output)")
      let piped = try await Operator(scene: scene).run("verify")
      #expect(piped.output.contains("no contradictions"))
      #expect(!piped.output.contains("["), "\(piped.output)")
    }
  }

  /// No restart would mend it, so systemd is told not to try; and nothing is written to what is not understood.
  @Test func theLedgerOfANewerProgramEndsTheServiceForGood() async throws {
    try await Scene.play { scene in
      try await scene.start()
      #expect(try await scene.crew.terminate(within: .seconds(20)) == .exited(code: 0))
      let folder = scene.stage.folder
      var bytes = try #require(FileManager.default.contents(atPath: folder.ledger))
      // SQLite's header has user_version at 60, big-endian.
      bytes[61] = 1
      try bytes.write(to: URL(fileURLWithPath: folder.ledger))
      for arguments in [["run"], ["run", "--dry-run", "--once"]] {
        let result = try await Finished.run(
          try Built.program(), arguments + ["--config", folder.configuration], in: folder)
        #expect(result.end == .exited(code: 78), "\(arguments): \(result.output)")
        #expect(result.output.contains("was made by a newer daemon (schema "), "\(result.output)")
      }
      for verb in ["list", "verify", "status"] {
        let result = try await Operator(scene: scene).run(verb)
        #expect(result.output.contains("newer daemon"), "\(verb): \(result.output)")
        #expect(result.end == .exited(code: 74), "\(verb): \(result.output)")
      }
      #expect(FileManager.default.contents(atPath: folder.ledger) == bytes)
    }
  }
}
