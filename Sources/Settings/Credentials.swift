// Where a secret is, and how it is fetched. The settings only ever hold the place; the secret itself is read
// once, kept in a type that does not print, and handed to the adapter that sends it.
//
// What a newcomer gets wrong: where the file system has ACLs, systemd grants `DynamicUser=` access to a
// credential by one, which shows as group bits in its mode. The owner-alone rule is therefore for files the
// operator keeps, not for systemd's own directory.
import Glibc

/// Where one secret is. Naming it is harmless.
public enum CredentialSource: Sendable, Hashable, CustomStringConvertible {
  /// A file of that name in `$CREDENTIALS_DIRECTORY` (`LoadCredential=NAME:…` in the unit).
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
  /// Where the operator keeps the files that systemd hands out; they are judged like any file of his.
  private let folder: String?

  /// `directory`: `$CREDENTIALS_DIRECTORY`, nil outside of systemd. `folder`: where to look without it.
  public init(directory: String?, folder: String? = nil) {
    self.directory = directory
    self.folder = folder
  }

  /// The ones systemd gave this process.
  public static var process: Credentials {
    Credentials(directory: getenv("CREDENTIALS_DIRECTORY").map { String(cString: $0) })
  }

  /// For a verb that is typed in a shell, where systemd hands nothing out: the folder `credentials` beside the
  /// configuration, which is where the unit's `LoadCredential=` lines look.
  public static func typed(configuration path: String) -> Credentials {
    let parent = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    return Credentials(
      directory: getenv("CREDENTIALS_DIRECTORY").map { String(cString: $0) }, folder: "\(parent)/credentials")
  }

  /// Reads the secret anew; one newline at its end is not part of it.
  public func read(_ source: CredentialSource) throws(CredentialFailure) -> Secret {
    func refused(_ reason: String) -> CredentialFailure { CredentialFailure(source: source, reason: reason) }
    let path: String
    // What the reason has to name, because the source does not.
    var place = ""
    var isKept = true
    switch source {
    case .systemd(let name):
      guard Self.isName(name) else { throw refused("not a valid credential name") }
      if let directory, !directory.isEmpty {
        path = "\(directory)/\(name)"
        isKept = false
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
    case .failure(let failure): throw refused(place + failure.reason)
    }
    if isKept {
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
