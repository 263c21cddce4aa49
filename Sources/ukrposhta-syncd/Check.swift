// `check`: reads the configuration as the service would, reports everything that is wrong with it, touches nothing. What
// the ledger beside it has to say against the names of cabinets is told too, where it can be read.
import ArgumentParser
import Ledger
import Settings

struct ConfigurationOption: ParsableArguments {
  @Option(name: .shortAndLong, help: "The configuration file.")
  var config = "/etc/ukrposhta-syncd/config.yaml"

  /// The settings, or every problem on standard error and exit code 78.
  func read() throws -> ServiceSettings {
    switch SettingsFile.read(path: config) {
    case .success(let settings): return settings
    case .failure(let problems):
      Console.complain("\(problems)")
      throw ExitStatus.configuration
    }
  }
}

struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Checks the configuration file without touching any service.",
    discussion: """
      Every problem is a line `file:line:column: key: what is wrong`. Exit code 78 when there is one.

      Example: ukrposhta-syncd check --config /etc/ukrposhta-syncd/config.yaml
      """)

  @OptionGroup var file: ConfigurationOption
  @Flag(help: "For programs: one JSON object.")
  var json = false

  func run() throws {
    if json { return try report() }
    let settings = try file.read()
    let names = settings.cabinets.map { "\($0.id)" }.joined(separator: ", ")
    print("\(file.config): no problems; cabinets: \(names)")
    if let warning = settings.ukrposhta.place.warning { print(warning) }
    LostCabinet.tell(Self.lost(settings))
  }

  private static func lost(_ settings: ServiceSettings) -> [LostCabinet] {
    let ledger = try? ReadOnlyLedger(path: Place.ledger(settings.stateDirectory))
    return (try? LostCabinet.all(in: ledger, of: settings)) ?? []
  }

  private func report() throws {
    switch SettingsFile.read(path: file.config) {
    case .success(let settings):
      try JSONOutput.print(
        CheckReport(
          file: file.config, cabinets: settings.cabinets.map { "\($0.id)" },
          warnings: settings.ukrposhta.place.warning.map { [$0] } ?? [], lostCabinets: Self.lost(settings)))
    case .failure(let failure):
      let problems = failure.problems.map(CheckReport.Problem.init)
      try JSONOutput.print(CheckReport(file: file.config, problems: problems))
      throw ExitStatus.configuration
    }
  }
}

/// The JSON of `check`.
struct CheckReport: Encodable {
  struct Problem: Encodable {
    var line: Int
    var column: Int
    var key: String
    var message: String

    init(_ problem: SettingsProblem) {
      (line, column) = (problem.line, problem.column)
      (key, message) = (problem.path, problem.message)
    }
  }

  var file: String
  var cabinets: [String] = []
  var warnings: [String] = []
  /// That have parcels under way and are not in the file.
  var lostCabinets: [LostCabinet] = []
  var problems: [Problem] = []
}
