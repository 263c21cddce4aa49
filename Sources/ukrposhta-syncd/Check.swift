// `check`: reads the configuration as the service would, reports everything that is wrong with it, touches nothing.
import ArgumentParser
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

  func run() throws {
    let settings = try file.read()
    let names = settings.cabinets.map { "\($0.id)" }.joined(separator: ", ")
    print("\(file.config): no problems; cabinets: \(names)")
  }
}
