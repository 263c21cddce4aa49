// What the ledger remembers of one thing that the owner is told, by one way of telling: that a message went out, or that
// one was about to. A message is begun on record before it leaves; one that has no outcome after a crash counts as told,
// because two of them are worse for trust in the next than one that is lost.

public struct AlertRecord: Hashable, Sendable, Codable {
  /// What and by which way: `digest/command`.
  public var name: String
  /// Local day on which the last one was settled: told, given up, or found to have nothing to say.
  public var day: String?
  /// Of something urgent: it was told, and its end was not.
  public var isOn: Bool
  /// The one that is under way, or that failed and will be tried again.
  public var attempt: Attempt?
  /// What the last one named; nil = nothing, or it was told before this was kept.
  public var told: [String]?

  public init(name: String, day: String? = nil, isOn: Bool = false, attempt: Attempt? = nil) {
    self.name = name
    self.day = day
    self.isOn = isOn
    self.attempt = attempt
  }

  public struct Attempt: Hashable, Sendable, Codable {
    /// Local day it is about.
    public var day: String
    /// It says that something urgent is over.
    public var saysOver: Bool
    /// This one included.
    public var tries: Int
    /// When it may be tried again; nil while its outcome is not known.
    public var retryAt: Instant?
    /// What it names; nil = nothing.
    public var about: [String]?

    public init(
      day: String, saysOver: Bool = false, tries: Int = 1, retryAt: Instant? = nil, about: [String]? = nil
    ) {
      self.day = day
      self.saysOver = saysOver
      self.tries = tries
      self.retryAt = retryAt
      self.about = about
    }
  }
}
