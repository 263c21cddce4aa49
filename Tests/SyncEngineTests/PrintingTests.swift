// The real print command and the real spool: programs of the system are run, nothing is printed.
import Foundation
import ShippingCore
import Testing

@testable import SyncEngine

@Suite struct CommandPrinterTests {
  @Test func aCommandThatEndsWellPrinted() async {
    #expect(await CommandPrinter().run(["true"]) == .exited(code: 0, complaint: ""))
  }

  @Test func argumentsArriveAsTheyAreWithoutAShell() async {
    let command = ["/bin/sh", "-c", #"test "$1" = 'a b;$(exit 3)' && test "$#" = 1"#, "sh", "a b;$(exit 3)"]
    #expect(await CommandPrinter().run(command) == .exited(code: 0, complaint: ""))
  }

  @Test func aFailureTellsItsCodeAndTheBeginningOfItsComplaint() async {
    let command = ["/bin/sh", "-c", "yes complaint | head -c 200000 >&2; exit 7"]
    guard case .exited(7, let complaint) = await CommandPrinter().run(command) else {
      Issue.record("ended otherwise")
      return
    }
    #expect(complaint.hasPrefix("complaint complaint"))
    #expect(complaint.count == CommandPrinter.complaintLimit)
  }

  @Test func aProgramThatIsNotThereIsNotStarted() async {
    for command in [["/no/such/program"], ["no-such-program-anywhere"], [], [""]] {
      guard case .notStarted = await CommandPrinter().run(command) else {
        Issue.record("\(command) was started")
        return
      }
    }
  }

  @Test func aCommandThatHangsIsKilledWithItsChildren() async {
    let printer = CommandPrinter(timeLimit: .milliseconds(200))
    let ending = await printer.run(["/bin/sh", "-c", "sleep 600 & sleep 600"])
    #expect(ending == .unclear("killed for taking too long"))
  }

  @Test func aCommandKilledBySomebodyIsUnclear() async {
    #expect(await CommandPrinter().run(["/bin/sh", "-c", "kill -9 $$"]) == .unclear("ended by signal 9"))
  }

  /// A spooler may leave a process behind that keeps the pipe open.
  @Test func aChildThatGoesOnIsNotWaitedFor() async {
    let ending = await CommandPrinter(timeLimit: .seconds(60)).run(["/bin/sh", "-c", "sleep 5 & exit 0"])
    #expect(ending == .exited(code: 0, complaint: ""))
  }

  @Test func theCommandGetsHardlyAnyEnvironmentAndNoFileOfOurs() async throws {
    let open = try #require(FileHandle(forReadingAtPath: "/etc/passwd"))
    defer { try? open.close() }
    // 0, 1, 2 and the folder that `ls` itself reads.
    let script =
      #"test "$(env | cut -d= -f1 | grep -Evc '^(PATH|LANG|PWD|SHLVL|_|OLDPWD)$')" = 0 && "#
      + #"test "$(ls /proc/self/fd | wc -l)" -le 4"#
    #expect(await CommandPrinter().run(["/bin/sh", "-c", script]) == .exited(code: 0, complaint: ""))
  }
}

@Suite struct FileSpoolFormTests {
  private func spool() throws -> (FileSpool, String) {
    let root = NSTemporaryDirectory() + "spool-\(UUID().uuidString)"
    return (FileSpool(root: root), root)
  }

  @Test func whatWasStoredIsReadBack() throws {
    let (spool, root) = try spool()
    defer { try? FileManager.default.removeItem(atPath: root) }
    let pdf = Array("%PDF-1.4 form".utf8)
    let file = try spool.store(pdf, at: ["manifests", "main", "2026-11-23", "STANDARD-g.pdf"])
    #expect(file == "manifests/main/2026-11-23/STANDARD-g.pdf")
    #expect(try spool.read(file) == pdf)
    #expect(spool.place(of: file) == root + "/" + file)
    #expect(try spool.read("manifests/main/none.pdf") == nil)
    #expect(try spool.store([1], at: ["manifests", "main", "2026-11-23", "STANDARD-g.pdf"]) == file)
    #expect(try spool.read(file) == [1])
  }

  @Test func onlyWhatTheSpoolStoredIsRemoved() throws {
    let (spool, root) = try spool()
    defer { try? FileManager.default.removeItem(atPath: root) }
    let file = try spool.store([1], at: ["main", "2026-11-23", "1-0500000000000.pdf"])
    let other = try spool.store([1], at: ["main", "2026-11-23", "2-0500000000001.pdf"])
    try spool.remove(file)
    try spool.remove(file)
    #expect(try spool.read(file) == nil)
    for path in ["../\(root)", "main/../main/\(other)", "/etc/passwd", "", "main//x.pdf"] {
      #expect(throws: (any Error).self) { try spool.remove(path) }
    }
    #expect(try spool.read(other) == [1])
  }

  @Test func nothingClimbsOutOfTheSpool() throws {
    let (spool, root) = try spool()
    defer { try? FileManager.default.removeItem(atPath: root) }
    let file = try spool.store([1], at: ["merged", "../..", "a/b.pdf"])
    #expect(file == "merged/_____/a_b.pdf")
    #expect(FileManager.default.fileExists(atPath: root + "/" + file))
  }
}
