// The program: its verbs and nothing else. What a verb does is in a file of its own.
import ArgumentParser

@main
struct UkrposhtaSyncd: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ukrposhta-syncd",
    abstract: "Makes one Ukrposhta shipment for every RetailCRM order that asks for one, and follows it.",
    discussion: """
      The service itself is `ukrposhta-syncd run`; systemd starts it. The other verbs are for whoever installs and \
      looks after it.
      """,
    version: "0.1.0",
    subcommands: [
      Run.self, Check.self, Doctor.self, Register.self, Status.self, List.self, Explain.self, Retry.self,
      Cancel.self, Adopt.self, Backfill.self, Labels.self, Manifest.self, Forget.self, Reload.self,
      Verify.self, Backup.self, Manual.self,
    ])
}

/// Exit codes beyond 0 (sysexits.h): what systemd and scripts branch on.
enum ExitStatus {
  /// The configuration or a credential is wrong: restarting will not help.
  static let configuration = ExitCode(78)
  /// `register`: something is not as the configuration wants it. `doctor`: a fault.
  static let different = ExitCode(1)
  /// Another daemon holds the ledger.
  static let busy = ExitCode(75)
  /// The ledger cannot be opened.
  static let ledger = ExitCode(74)
  /// The CRM, or the daemon, does not answer.
  static let unavailable = ExitCode(69)
  /// The daemon's socket is not for this user.
  static let forbidden = ExitCode(77)
  /// The daemon answered, and what was asked cannot be done.
  static let refused = ExitCode(1)
}
