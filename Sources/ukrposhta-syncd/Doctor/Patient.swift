// The configuration as `doctor` sees it: the file, and every secret it names, found where systemd would put it or where
// systemd would take it from. An operator's shell has no `$CREDENTIALS_DIRECTORY`; the unit file says where to look.
import Foundation
import Settings
import ShippingCore

struct Patient {
  let settings: ServiceSettings
  /// Of the configuration file.
  let path: String
  let unit: UnitFile?
  let unitName: String

  /// Every secret that the configuration names, and what it is for.
  private var sources: [(source: CredentialSource, purpose: String)] {
    var all: [(CredentialSource, String)] = [(settings.crm.apiKey, "CRM API key")]
    for cabinet in settings.cabinets {
      let own = cabinet.credentials
      all.append((own.ecomBearer, "\(cabinet.id): eCom bearer"))
      if let bearer = own.trackingBearer { all.append((bearer, "\(cabinet.id): StatusTracking bearer")) }
      all.append((own.counterpartyToken, "\(cabinet.id): counterparty token"))
    }
    return all
  }

  func configuration() -> (Chapter, [CredentialSource: Secret]) {
    var chapter = Chapter("Configuration")
    let names = settings.cabinets.map { "\($0.id)" }.joined(separator: ", ")
    chapter.ok("config", "\(path): no problems; cabinets: \(names)")
    if let warning = settings.ukrposhta.place.warning {
      chapter.warn(
        "ukrposhta-at", warning,
        cure:
          "write `at: production`, with the production keys and a state-directory of its own, when you mean it"
      )
    }
    if let mode = FileFacts(path)?.mode, mode & 0o022 != 0 {
      chapter.warn(
        "config-mode", "\(path) can be written by others than its owner", cure: "chmod go-w \(path)")
    }
    var secrets: [CredentialSource: Secret] = [:]
    for (source, purpose) in sources {
      switch read(source) {
      case .success(let secret): secrets[source] = secret
      case .failure(let failure):
        chapter.fault("secret", "\(purpose): \(failure.text)", cure: failure.cure)
      }
    }
    if secrets.count == Set(sources.map(\.source)).count {
      chapter.ok("secret", "\(secrets.count) secrets are there, for their owner alone")
    }
    for cabinet in settings.cabinets where cabinet.credentials.trackingBearer == nil {
      chapter.warn(
        "tracking-bearer",
        "\(cabinet.id) has no StatusTracking bearer: parcels are followed late, without events",
        cure: "ask Ukrposhta for it and set cabinets.\(cabinet.id).credentials.tracking-bearer")
    }
    return (chapter, secrets)
  }

  private struct Lack: Error {
    var text: String
    var cure: String
  }

  private func read(_ source: CredentialSource) -> Result<Secret, Lack> {
    let own: CredentialFailure
    do {
      return .success(try Credentials.process(configuration: path).read(source))
    } catch {
      own = error
    }
    guard case .systemd(let name) = source else { return .failure(lack(own)) }
    if let folder, FileFacts("\(folder)/\(name)") != nil { return .failure(lack(own)) }
    // What the running service was given, else what it would be given.
    let given = Credentials(directory: "/run/credentials/\(unitName)")
    if let secret = try? given.read(source) { return .success(secret) }
    guard let unit else { return .failure(lack(own)) }
    guard let kept = unit.source(of: name) else {
      return .failure(
        Lack(
          text: "\(unit.path) does not load the credential \(name)",
          cure: "add LoadCredential=\(name):/path/to/it to the unit, systemctl daemon-reload"))
    }
    guard kept.hasPrefix("/") else {
      return .failure(Lack(text: "credential \(name) comes from \(kept)", cure: "run doctor inside the unit"))
    }
    do {
      return .success(try Credentials(directory: nil).read(.file(path: kept)))
    } catch {
      return .failure(lack(error))
    }
  }

  private func lack(_ failure: CredentialFailure) -> Lack {
    let file: String
    switch failure.source {
    case .systemd(let name):
      file = folder.map { "\($0)/\(name)" } ?? "the file that the unit loads as \(name)"
    case .file(let path): file = path
    }
    let cure: String
    if failure.reason.contains("owner alone") {
      cure = "chmod 600 \(file)"
    } else if failure.reason.contains("owned by") {
      cure = "chown it to the service's user or to root"
    } else {
      cure = "put the secret alone into \(file), mode 600"
    }
    return Lack(text: "\(failure)", cure: cure)
  }

  /// Where the operator keeps the secrets that the configuration names without a path.
  private var folder: String? { CredentialFolder.beside(configuration: path) }

  /// Whether the unit hands over every credential that the configuration names.
  func examineUnit(_ chapter: inout Chapter) {
    let wanted = Set(
      sources.compactMap { item -> String? in
        if case .systemd(let name) = item.source { return name }
        return nil
      })
    guard let unit, !wanted.isEmpty else { return }
    let missing = wanted.filter { unit.source(of: $0) == nil }.sorted()
    if missing.isEmpty {
      chapter.ok("unit-credentials", "\(unit.path) loads every credential that the configuration names")
    } else {
      chapter.warn(
        "unit-credentials", "\(unit.path) does not load \(missing.joined(separator: ", "))",
        cure: "one LoadCredential= line for each, then systemctl daemon-reload and a restart")
    }
  }
}

/// What the file system says of a path, links followed; nil when it is not there.
struct FileFacts {
  var mode: UInt32
  var owner: UInt32
  var isDirectory: Bool
  var device: UInt64
  var inode: UInt64

  init?(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    mode = status.st_mode & 0o7777
    owner = status.st_uid
    isDirectory = status.st_mode & S_IFMT == S_IFDIR
    device = UInt64(status.st_dev)
    inode = UInt64(status.st_ino)
  }
}
