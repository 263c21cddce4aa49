// Where a secret is, and how it is fetched. The settings only ever hold the place; the secret itself is read
// once, kept in a type that does not print, and handed to the adapter that sends it.
//
// What a newcomer gets wrong: where the file system has ACLs, systemd grants `DynamicUser=` access to a
// credential by one, which shows as group bits in its mode. The owner-alone rule is therefore for files the
// operator keeps, not for systemd's own directory.
import Glibc

/// The folder that the units hand over whole (`LoadCredential=credentials:FOLDER`): a secret is added by putting a file
/// into it.
public enum CredentialFolder {
  /// systemd names a file of the folder `credentials_NAME`.
  static let prefix = "credentials_"

  /// `credentials` beside `config.yaml`, `north.credentials` beside `north.yaml`. nil when the path names no YAML file.
  public static func beside(configuration path: String) -> String? {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard let file = parts.last, file.hasSuffix(".yaml"), file.utf8.count > 5 else { return nil }
    let stem = file.dropLast(5)
    return (parts.dropLast() + [stem == "config" ? "credentials" : "\(stem).credentials"]).joined(
      separator: "/")
  }
}

/// Where one secret is. Naming it is harmless.
public enum CredentialSource: Sendable, Hashable, CustomStringConvertible {
  /// A credential of that name (`LoadCredential=NAME:…` in the unit), else the file of that name in the folder of
  /// credentials.
  case systemd(name: String)
  /// An absolute path.
  case file(path: String)

  public var description: String {
    switch self {
    case .systemd(let name): "credential \(name)"
    case .file(let path): "file \(path)"
    }
  }
}

/// A secret. Prints as dots, is never encoded, and shows nothing to `dump` or a debugger's summary.
public struct Secret: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible,
  CustomReflectable
{
  private let text: String

  public init(_ text: String) {
    self.text = text
  }

  /// The secret itself, for the request that needs it and for nothing else.
  public func reveal() -> String { text }

  public var description: String { "•••" }
  public var debugDescription: String { "•••" }
  public var customMirror: Mirror { Mirror(self, children: []) }
}

/// Why a secret could not be had. Names the place, never the contents.
public struct CredentialFailure: Error, Sendable, Equatable, CustomStringConvertible {
  public var source: CredentialSource
  public var reason: String

  public var description: String { "\(source): \(reason)" }
}

public struct Credentials: Sendable {
  /// Bytes. Bearers and tokens have 36, API keys 32.
  public static let sizeLimit = 4096

  private let directory: String?
  private let folder: String?

  /// `directory`: `$CREDENTIALS_DIRECTORY`, nil outside of systemd. `folder`: where the operator keeps them, read when
  /// there is no such directory.
  public init(directory: String?, folder: String? = nil) {
    self.directory = directory
    self.folder = folder
  }

  /// The ones systemd gave this process; for a verb in the operator's own shell, those that the unit would hand over.
  public static func process(configuration path: String) -> Credentials {
    Credentials(
      directory: getenv("CREDENTIALS_DIRECTORY").map { String(cString: $0) },
      folder: CredentialFolder.beside(configuration: path))
  }

  /// Reads the secret anew; one newline at its end is not part of it.
  public func read(_ source: CredentialSource) throws(CredentialFailure) -> Secret {
    func refused(_ reason: String) -> CredentialFailure { CredentialFailure(source: source, reason: reason) }
    let path: String
    var isOperators = true
    // What the reason has to name, because the source does not.
    var place = ""
    var cure = ""
    switch source {
    case .systemd(let name):
      guard Self.isName(name) else { throw refused("not a valid credential name") }
      if let directory, !directory.isEmpty {
        path = Self.handedOver(name, in: directory)
        isOperators = false
        cure = folder.map { "; put it into \($0)/\(name) and restart the service" } ?? ""
      } else if let folder {
        path = "\(folder)/\(name)"
        place = "\(path) "
      } else {
        throw refused("$CREDENTIALS_DIRECTORY is not set; the unit needs LoadCredential=\(name):/path/to/it")
      }
    case .file(let file): path = file
    }
    let contents: SmallFile.Contents
    switch SmallFile.read(path: path, limit: Self.sizeLimit) {
    case .success(let read): contents = read
    case .failure(let failure): throw refused(place + failure.reason + cure)
    }
    if isOperators {
      guard contents.mode & 0o077 == 0 else {
        throw refused(place + "must be readable by its owner alone (chmod 600)")
      }
      guard contents.owner == geteuid() || contents.owner == 0 else {
        throw refused(place + "must be owned by the user the daemon runs as, or by root")
      }
    }
    switch Self.secret(contents.bytes) {
    case .success(let secret): return secret
    case .failure(let failure): throw refused(failure.reason)
    }
  }

  /// A line of its own in the unit goes before the folder.
  private static func handedOver(_ name: String, in directory: String) -> String {
    let own = "\(directory)/\(name)"
    let kept = "\(directory)/\(CredentialFolder.prefix)\(name)"
    return access(own, F_OK) != 0 && access(kept, F_OK) == 0 ? kept : own
  }

  /// Letters, digits, dot, dash and underscore, beginning with a letter or digit; so never a path.
  static func isName(_ name: String) -> Bool {
    guard let first = name.first, first.isLetter || first.isNumber else { return false }
    return name.utf8.count <= 64
      && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || ".-_".contains($0)) }
  }

  private static func secret(_ bytes: [UInt8]) -> Result<Secret, SmallFile.ReadFailure> {
    func refused(_ reason: String) -> Result<Secret, SmallFile.ReadFailure> {
      .failure(.init(reason: reason))
    }
    let trimmed = bytes.last == UInt8(ascii: "\n") ? bytes.dropLast() : bytes[...]
    guard !trimmed.isEmpty else { return refused("is empty") }
    guard let text = String(validating: trimmed, as: UTF8.self) else { return refused("is not UTF-8 text") }
    // It becomes part of a header or a URL: a line break or a blank in it would be a second header.
    guard trimmed.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
      return refused("holds a line break, a blank or a control character; it must be the secret alone")
    }
    return .success(Secret(text))
  }
}
