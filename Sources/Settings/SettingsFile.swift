// The door to this target: a file or its text in, settings or every problem out. Reading never traps,
// whatever the file holds, because `check` and a reload look at files that an editor may be half-way through
// writing.
import Glibc

public enum SettingsFile {
  /// Bytes; three hundred times the example.
  public static let sizeLimit = 256 * 1024

  /// What the surroundings say; the process's own by default.
  public struct Environment: Sendable, Equatable {
    /// `$STATE_DIRECTORY`, set by systemd for `StateDirectory=`.
    public var stateDirectory: String?
    /// Which of several services on this machine the configuration belongs to (`ukrposhta-syncd@NAME`); nil = the only
    /// one.
    public var instance: String?

    public init(stateDirectory: String?) {
      self.stateDirectory = stateDirectory
    }

    public static var process: Environment {
      Environment(stateDirectory: getenv("STATE_DIRECTORY").map { String(cString: $0) })
    }
  }

  public static func read(path: String, environment: Environment = .process) -> Result<
    ServiceSettings, SettingsProblems
  > {
    var environment = environment
    environment.instance = instance(of: path)
    let bytes: [UInt8]
    switch SmallFile.read(path: path, limit: sizeLimit) {
    case .success(let contents): bytes = contents.bytes
    case .failure(let failure): return .failure(problem(path, 1, failure.reason))
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      let line = firstLineNotUTF8(bytes)
      return .failure(problem(path, line, "not UTF-8 text; save the file as UTF-8"))
    }
    return parse(text: text, path: path, environment: environment)
  }

  static let folder = "/etc/ukrposhta-syncd/"

  /// `north` for `/etc/ukrposhta-syncd/north.yaml`, which the unit `ukrposhta-syncd@north` reads. A verb in a shell finds
  /// by it the ledger and the socket of the right one.
  static func instance(of path: String) -> String? {
    let here = path.hasPrefix("/") ? nil : getcwd(nil, 0)
    defer { free(here) }
    let whole = here.map { String(cString: $0) + "/" + path } ?? path
    guard whole.hasPrefix(folder), whole.hasSuffix(".yaml") else { return nil }
    let name = whole.dropFirst(folder.count).dropLast(5)
    return name.isEmpty || name == "config" || name.contains("/") ? nil : String(name)
  }

  public static func parse(text: String, path: String, environment: Environment = .process) -> Result<
    ServiceSettings, SettingsProblems
  > {
    inspect(text: text, path: path, environment: environment).result
  }

  /// The result with the paths of all keys that were looked for, which the tests compare with the example.
  static func inspect(
    text: String, path: String, environment: Environment
  ) -> (result: Result<ServiceSettings, SettingsProblems>, askedPaths: Set<String>) {
    let report = ProblemReport(file: path)
    var settings: ServiceSettings?
    if text.utf8.count > sizeLimit {
      report.add(at: .start, path: "", "larger than \(sizeLimit) bytes")
    } else {
      let start =
        text.unicodeScalars.first == "\u{FEFF}" ? text.unicodeScalars.dropFirst() : text.unicodeScalars[...]
      let document = YAMLDocument(composing: String(start), report: report)
      settings = ServiceReader(environment: environment, report: report).read(document)
    }
    guard report.problems.isEmpty, let settings else {
      return (.failure(SettingsProblems(Array(report.problems))), report.askedPaths)
    }
    return (.success(settings), report.askedPaths)
  }

  private static func problem(_ path: String, _ line: Int, _ message: String) -> SettingsProblems {
    SettingsProblems([SettingsProblem(file: path, line: line, column: 1, path: "", message: message)])
  }

  private static func firstLineNotUTF8(_ bytes: [UInt8]) -> Int {
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    return (lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0) + 1
  }
}
