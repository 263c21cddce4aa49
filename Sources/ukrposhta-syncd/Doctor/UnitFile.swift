// The service's unit as far as `doctor` looks at it: which credentials it loads. Read from the usual places with its
// drop-ins, in systemd's order of precedence; systemd itself need not run.
import Foundation

struct UnitFile {
  let path: String
  /// Name to source, of `LoadCredential=` and its kin.
  private var credentials: [String: String] = [:]
  /// What stands between `@` and the type in the name of a template's instance.
  private let instance: String?

  /// In the order of precedence (systemd.unit(5)).
  private static let places = [
    "/etc/systemd/system", "/run/systemd/system", "/usr/local/lib/systemd/system", "/usr/lib/systemd/system",
    "/lib/systemd/system",
  ]
  /// Drop-ins that are read.
  private static let mostDropIns = 64
  private static let sizeLimit = 256 * 1024

  /// Where the credential comes from: a line of its own, else the folder that our units load whole.
  func source(of name: String) -> String? {
    if let own = credentials[name] { return own }
    guard let folder = credentials["credentials"], folder.hasPrefix("/") else { return nil }
    return "\(folder)/\(name)"
  }

  /// `name` is a unit's name, whose template counts when it has no file of its own, or a path.
  static func find(_ name: String) -> UnitFile? {
    if name.hasPrefix("/") { return UnitFile(path: name, names: [], instance: nil) }
    let instance = instance(of: name)
    let names = [name] + (template(of: name).map { [$0] } ?? [])
    for name in names {
      for place in places {
        if let unit = UnitFile(path: "\(place)/\(name)", names: names, instance: instance) {
          return unit
        }
      }
    }
    return nil
  }

  /// `a@b.service` is an instance of `a@.service`.
  private static func template(of name: String) -> String? {
    guard let at = name.firstIndex(of: "@"), let dot = name.lastIndex(of: "."), at < dot else { return nil }
    return "\(name[...at])\(name[dot...])"
  }

  private static func instance(of name: String) -> String? {
    guard let at = name.firstIndex(of: "@"), let dot = name.lastIndex(of: "."), at < dot else { return nil }
    return String(name[name.index(after: at)..<dot])
  }

  private init?(path: String, names: [String], instance: String?) {
    guard let text = Self.text(path) else { return nil }
    self.path = path
    self.instance = instance
    read(text)
    for dropIn in Self.dropIns(names) {
      if let text = Self.text(dropIn) { read(text) }
    }
  }

  private static func dropIns(_ names: [String]) -> [String] {
    var byName: [String: String] = [:]
    // The first place wins for drop-ins of one name.
    for place in places.reversed() {
      for name in names.reversed() {
        let folder = "\(place)/\(name).d"
        for file in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        where file.hasSuffix(".conf") {
          byName[file] = "\(folder)/\(file)"
        }
      }
    }
    return byName.keys.sorted().prefix(mostDropIns).compactMap { byName[$0] }
  }

  private static func text(_ path: String) -> String? {
    guard let handle = FileHandle(forReadingAtPath: path),
      let bytes = try? handle.read(upToCount: sizeLimit)
    else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  private mutating func read(_ text: String) {
    for line in text.replacing("\\\n", with: " ").split(whereSeparator: \.isNewline) {
      let line = line.drop(while: \.isWhitespace)
      guard let equals = line.firstIndex(of: "="), line.first != "#", line.first != ";" else { continue }
      let key = line[..<equals].trimmingCharacters(in: .whitespaces)
      guard ["LoadCredential", "LoadCredentialEncrypted", "SetCredential"].contains(key) else { continue }
      let value = line[line.index(after: equals)...].trimmingCharacters(in: .whitespaces)
      if value.isEmpty {
        credentials = [:]
        continue
      }
      let parts = value.split(separator: ":", maxSplits: 1).map(String.init)
      guard let name = parts.first else { continue }
      credentials[name] = key == "LoadCredential" && parts.count == 2 ? expanded(parts[1]) : "systemd"
    }
  }

  /// The one specifier that our own template uses.
  private func expanded(_ source: String) -> String {
    guard let instance else { return source }
    return source.replacing("%i", with: instance)
  }
}
