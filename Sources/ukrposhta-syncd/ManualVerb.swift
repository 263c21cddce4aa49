// `manual`: the two manual pages in mdoc, for whoever packages the program. Made from what the verbs say of themselves and
// from the comments of the example configuration, so that neither page can tell anything else than the program does.
//
// What a newcomer gets wrong: a line that begins with a dot or an apostrophe is a command to roff, and a backslash begins
// an escape, wherever it stands.
import ArgumentParser
import Foundation

struct Manual: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Prints a manual page in mdoc.",
    discussion: "Without --example that of the program, with it that of the configuration file.",
    shouldDisplay: false)

  @Option(help: "The example configuration, whose comments become the page.")
  var example: String?

  @Option(help: "File with further sections of the program's page, in mdoc.")
  var sections: String?

  @Option(help: "Day of the page, as 2026-11-24.")
  var date: String

  func run() throws {
    guard let date = Roff.date(date) else { throw ValidationError("--date is a day, as 2026-11-24") }
    if let example {
      print(ConfigurationPage(example: try text(example)).mdoc(date: date), terminator: "")
    } else {
      let dump = Data(UkrposhtaSyncd._dumpHelp().utf8)
      let tool = try JSONDecoder().decode(HelpDump.self, from: dump)
      let further = try sections.map(text) ?? ""
      print(ProgramPage(command: tool.command, further: further).mdoc(date: date), terminator: "")
    }
  }

  private func text(_ path: String) throws -> String {
    do {
      return try String(contentsOfFile: path, encoding: .utf8)
    } catch {
      throw ValidationError("cannot read \(path)")
    }
  }
}

/// What ArgumentParser tells of a program (`--experimental-dump-help`), as far as a page shows it.
struct HelpDump: Decodable {
  var command: Command

  struct Command: Decodable {
    var commandName: String
    var abstract: String?
    var discussion: String?
    var shouldDisplay: Bool?
    var subcommands: [Command]?
    var arguments: [Argument]?
  }

  struct Argument: Decodable {
    var kind: String
    var shouldDisplay: Bool
    var isOptional: Bool
    var isRepeating: Bool
    var names: [Name]?
    var valueName: String?
    var abstract: String?
    var discussion: String?
    var defaultValue: String?
    var allValues: [String]?
  }

  struct Name: Decodable {
    var kind: String
    var name: String
  }
}
