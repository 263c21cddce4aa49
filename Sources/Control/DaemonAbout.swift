// What the running daemon says of itself, for `doctor`: which release it is, and which configuration it goes by. Both can
// differ from what lies on the disk, and nothing else shows it.
public import ShippingCore

public struct DaemonAbout: Codable, Sendable, Hashable {
  /// Of the program, `0.1.0`.
  public var version: String
  public var process: Int32
  public var startedAt: Instant
  /// Path of the configuration file.
  public var configuration: String
  /// `SettingsFile.fingerprint` of what was applied; nil when the file could not be read by then.
  public var fingerprint: String?

  public init(
    version: String, process: Int32, startedAt: Instant, configuration: String, fingerprint: String?
  ) {
    self.version = version
    self.process = process
    self.startedAt = startedAt
    self.configuration = configuration
    self.fingerprint = fingerprint
  }
}
