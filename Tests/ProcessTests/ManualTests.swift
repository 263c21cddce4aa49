// The manual pages come from the program itself, so they must come whole: every verb and option, every key, and nothing
// that roff would take for a command of its own. That the changelog of the package tells the program's version is here too.
import Foundation
import Rehearsal
import Testing

extension ProcessTests {
  @Suite struct ManualTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    private static let example = root.appending(path: "etc/ukrposhta-syncd/config.yaml").path
    private static let sections = root.appending(path: "etc/ukrposhta-syncd/sections.mdoc").path

    private func output(_ arguments: [String], code: Int32 = 0) async throws -> String {
      let folder = try RehearsalFolder.temporary("manual-test")
      let finished = try await Finished.run(try Built.program(), arguments, in: folder)
      try folder.remove()
      #expect(finished.end == .exited(code: code))
      return finished.output
    }

    private func lines(_ page: String) -> [Substring] {
      page.split(separator: "\n", omittingEmptySubsequences: false)
    }

    /// Commands of the page, and no others: a text that begins like one would be lost.
    private func expectKnownMacros(_ page: String) {
      let known: Set<Substring> = [
        "Dd", "Dt", "Os", "Sh", "Ss", "Nm", "Nd", "Ar", "Op", "Cm", "Pp", "Fl", "Bl", "It", "El", "Bd", "Ed",
        "Pa",
        "Xr", "Ic", "Sy",
      ]
      for line in lines(page) where line.hasPrefix(".") || line.hasPrefix("'") {
        #expect(known.contains(line.dropFirst().prefix { $0 != " " }), "\(line)")
      }
    }

    @Test func thePageOfTheProgramTellsEveryVerb() async throws {
      let page = try await output(["manual", "--date", "2026-11-24", "--sections", Self.sections])
      #expect(page.hasPrefix(".Dd November 24, 2026\n.Dt UKRPOSHTA-SYNCD 8\n"))
      expectKnownMacros(page)
      let help = try await output(["--help"])
      let verbs = lines(help).filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") && !$0.hasPrefix("  -") }
        .compactMap { $0.split(separator: " ").first }.filter { $0.allSatisfy(\.isLowercase) }
      #expect(verbs.count > 10)
      for verb in verbs {
        let isThere = page.contains("\n.Ss \(verb)\n")
        #expect(isThere, "\(verb)")
        for line in lines(try await output(["help", String(verb)])) where line.hasPrefix("  --") {
          let option = line.dropFirst(4).prefix { $0 != " " && $0 != "," }
          guard option != "version" else { continue }
          let isTold = page.contains("Fl Fl \(option)")
          #expect(isTold, "\(verb) --\(option)")
        }
      }
      #expect(!page.contains(".Ss manual"))
      for section in ["FILES", "SIGNALS", "EXIT STATUS"] { #expect(page.contains("\n.Sh \(section)\n")) }
    }

    @Test func thePageOfTheConfigurationTellsEveryLine() async throws {
      let page = try await output(["manual", "--date", "2026-11-24", "--example", Self.example])
      expectKnownMacros(page)
      let written = Set(lines(page))
      let words = page.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      for line in lines(try String(contentsOfFile: Self.example, encoding: .utf8)) {
        let text = line.drop { $0 == " " }
        if text.hasPrefix("# ") {
          let comment = text.dropFirst(2).replacing("`", with: "\\(ga")
          let isTold = words.contains(comment.split(separator: " ").joined(separator: " "))
          #expect(isTold, "\(line)")
        } else if text.count > 1 {
          let isShown = written.contains(line)
          #expect(isShown, "\(line)")
        }
      }
    }

    @Test func whatIsNoDayIsRefused() async throws {
      for day in ["", "2026-13-01", "2026-11-32", "yesterday", "2026-11"] {
        _ = try await output(["manual", "--date", day], code: 64)
      }
    }

    @Test func theChangelogTellsTheProgramsVersion() async throws {
      let version = try await output(["--version"]).trimmingCharacters(in: .whitespacesAndNewlines)
      let changelog = try String(
        contentsOf: Self.root.appending(path: "scripts/debian/changelog"), encoding: .utf8)
      #expect(changelog.hasPrefix("ukrposhta-syncd (\(version)) "))
    }
  }
}
