// The folder of one rehearsal: the daemon's configuration, its credential files, ledger, labels and log, so
// that whoever looks afterwards finds all of it in one place.
internal import Foundation
internal import Sandbox

public struct RehearsalFolder: Sendable {
  public let path: String
  public var configuration: String { "\(path)/config.yaml" }
  public var state: String { "\(path)/state" }
  public var ledger: String { "\(state)/ledger.sqlite" }
  public var labels: String { "\(path)/labels" }
  public var log: String { "\(path)/daemon.log" }
  /// Where a rehearsal's print command puts its copies.
  public var printed: String { "\(path)/printed" }
  /// What the operator's verbs have printed.
  var commands: String { "\(path)/commands" }
  private var credentials: String { "\(path)/credentials" }

  /// Makes the folder where it is missing. One that holds a ledger already is refused: what a rehearsal shows
  /// must not depend on an earlier one.
  public init(path: String) throws {
    let absolute = URL(fileURLWithPath: path).standardizedFileURL.path
    self.path = absolute
    guard !FileManager.default.fileExists(atPath: "\(absolute)/state/ledger.sqlite") else {
      throw RehearsalFailure("\(absolute) holds the ledger of an earlier rehearsal; name another folder")
    }
    for folder in ["", "/state", "/credentials"].map({ absolute + $0 }) {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }
  }

  /// A new folder of that name below the machine's temporary one.
  public static func temporary(_ name: String) throws -> RehearsalFolder {
    let parent = FileManager.default.temporaryDirectory.path
    return try RehearsalFolder(path: "\(parent)/\(name)-\(UUID().uuidString.prefix(8).lowercased())")
  }

  public func remove() throws { try FileManager.default.removeItem(atPath: path) }

  /// Writes configuration and credential files (mode 0600) for a sandbox at this port.
  public func write(_ shop: Shop, port: UInt16, pace: RehearsalPace) throws {
    try save(shop.apiKey, as: Self.apiKey)
    for cabinet in shop.cabinets {
      try save(cabinet.party.ecomBearer, as: "\(cabinet.name)-ecom-bearer")
      try save(cabinet.party.trackingBearer, as: "\(cabinet.name)-tracking-bearer")
      try save(cabinet.party.token, as: "\(cabinet.name)-counterparty-token")
    }
    if pace.usesEverything {
      try FileManager.default.createDirectory(atPath: printed, withIntermediateDirectories: true)
    }
    let text = RehearsalConfiguration(shop: shop, folder: self, port: port, pace: pace).text
    try Data(text.utf8).write(to: URL(fileURLWithPath: configuration))
  }

  static let apiKey = "crm-api-key"

  func credential(_ name: String) -> String { "\(credentials)/\(name)" }

  private func save(_ secret: String, as name: String) throws {
    let path = credential(name)
    guard
      FileManager.default.createFile(
        atPath: path, contents: Data((secret + "\n").utf8), attributes: [.posixPermissions: 0o600])
    else { throw RehearsalFailure("cannot write \(path)") }
  }

  /// Starts the daemon on this folder's configuration.
  public func startDaemon(_ program: String) throws -> DaemonProcess {
    try DaemonProcess(program: program, arguments: ["run", "--config", configuration], log: log)
  }

  /// What the daemon has logged so far, all its lives together.
  public var logText: String {
    String(decoding: FileManager.default.contents(atPath: log) ?? Data(), as: UTF8.self)
  }

  /// Lines of the log with this text in them.
  public func logLines(with text: String) -> Int {
    logText.split(separator: "\n").count { $0.contains(text) }
  }

  /// Label files by barcode, as paths below the folder; only those that are PDFs.
  public func labelFiles() -> [String: String] {
    var files: [String: String] = [:]
    for file in (try? FileManager.default.subpathsOfDirectory(atPath: labels)) ?? []
    where file.hasSuffix(".pdf") {
      guard let handle = FileHandle(forReadingAtPath: "\(labels)/\(file)"),
        let head = try? handle.read(upToCount: 5), head == Data("%PDF-".utf8),
        let barcode = file.dropLast(4).split(separator: "-").last
      else { continue }
      files[String(barcode)] = "labels/\(file)"
    }
    return files
  }

  /// How often the label of each barcode was printed.
  public func prints() -> [String: Int] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: printed)) ?? []
    let barcodes = names.compactMap { name in
      name.split(separator: ".").first?.split(separator: "-").last.map(String.init)
    }
    return Dictionary(barcodes.map { ($0, 1) }, uniquingKeysWith: +)
  }

  /// Bytes of a file that the daemon named; nil when it is not there.
  public func bytes(_ path: String) -> [UInt8]? {
    FileManager.default.contents(atPath: path).map(Array.init)
  }

  /// Every file that the daemon or its verbs write, with whether one of the secrets is in its bytes.
  public func filesWithSecrets(of shop: Shop) -> (searched: [String], guilty: [String]) {
    let names = (try? FileManager.default.subpathsOfDirectory(atPath: path)) ?? []
    let written = names.filter { name in
      name == "daemon.log"
        || ["state/", "labels/", "printed/", "commands/"].contains { name.hasPrefix($0) }
    }.sorted()
    let secrets = shop.secrets.map { Data($0.utf8) }
    var searched: [String] = []
    var guilty: [String] = []
    for name in written {
      guard let bytes = FileManager.default.contents(atPath: "\(path)/\(name)"), !bytes.isEmpty else {
        continue
      }
      searched.append(name)
      if secrets.contains(where: { bytes.range(of: $0) != nil }) { guilty.append(name) }
    }
    return (searched, guilty)
  }

  /// The daemon's program beside the program that runs now; nil when it was not built.
  public static var daemonBesideThisProgram: String? {
    guard let own = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") else {
      return nil
    }
    let path = URL(fileURLWithPath: own).deletingLastPathComponent().path + "/ukrposhta-syncd"
    return FileManager.default.isExecutableFile(atPath: path) ? path : nil
  }
}
