// How the owner wants to be told: by which ways, when, and about what at once.

public struct AlertPolicy: Hashable, Sendable {
  /// What the command gets on its standard input.
  public enum Format: String, Sendable, CaseIterable {
    /// A mail with headers (RFC 5322), as `sendmail -t` takes it.
    case message
    /// The text alone.
    case text
  }

  /// Program and arguments; `{email}`, `{phone}` and `{subject}` are filled in. nil = this way is not used.
  public var command: [String]?
  public var format = Format.message
  /// Groups of the CRM's users who get a notification; empty = this way is not used.
  public var crmGroups: [String] = []
  /// Minute of the post's local day from which on the digest goes out.
  public var digestAt = 9 * 60
  /// What is told at once.
  public var urgent = Set(UrgentKind.allCases)
  /// A service that has not answered for so long is unreachable.
  public var unreachableAfter = Duration.seconds(3600)
  public var checkEvery = Duration.seconds(60)
  public var language = Language.uk
  /// The owner.
  public var name: String?
  public var email: String?
  public var phone: String?

  public init() {}

  public var ways: [AlertWay] {
    (command == nil ? [] : [.command]) + (crmGroups.isEmpty ? [] : [.crm])
  }
}

public enum AlertWay: String, Sendable, CaseIterable {
  case command
  case crm

  /// What cannot be told this way, because it is this way that is broken.
  public func canTell(_ kind: UrgentKind) -> Bool {
    self == .command || (kind != .crmRefused && kind != .crmUnreachable)
  }
}

public struct AlertMessage: Hashable, Sendable {
  /// Stable: `digest`, `crm-refused`, `crm-refused-over`.
  public var name: String
  /// One line.
  public var subject: String
  public var lines: [String]
  public var isError: Bool

  public init(name: String, subject: String, lines: [String], isError: Bool) {
    self.name = name
    self.subject = subject
    self.lines = lines
    self.isError = isError
  }

  public var text: String { lines.joined(separator: "\n") + "\n" }
}
