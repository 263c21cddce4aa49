// The program: its verbs and nothing else. What a verb does is in a file of its own.
import ArgumentParser

@main
struct UkrposhtaSyncd: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ukrposhta-syncd",
    abstract: "Makes one Ukrposhta shipment for every RetailCRM order that asks for one, and follows it.",
    discussion: """
      The service itself is `ukrposhta-syncd run`; systemd starts it. The other verbs are for whoever installs and
      looks after it.
      """,
    version: "0.1.0",
    subcommands: [Run.self, Check.self, Register.self])
}

/// Exit codes beyond 0 (sysexits.h): what systemd and scripts branch on.
enum ExitStatus {
  /// The configuration or a credential is wrong: restarting will not help.
  static let configuration = ExitCode(78)
  /// `register`: something is not as the configuration wants it.
  static let different = ExitCode(1)
  /// The CRM cannot be asked.
  static let unavailable = ExitCode(69)
  /// Another daemon holds the ledger.
  static let busy = ExitCode(75)
  /// The ledger cannot be opened.
  static let ledger = ExitCode(74)
}
