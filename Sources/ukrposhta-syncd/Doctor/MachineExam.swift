// The machine under the service: state directory, disk, ledger, spool, time zones, commands. That a directory can be
// written is seen by writing to it: root is refused by no mode, and a full disk by no look.
import Foundation
import Ledger
import Settings
import ShippingCore
import SyncEngine

struct MachineExam {
  let settings: ServiceSettings
  let stateDirectory: String

  var ledgerPath: String { Place.ledger(stateDirectory) }

  func chapter() -> Chapter {
    var chapter = Chapter("Machine")
    let isUsable = examine(stateDirectory, as: "state-directory", &chapter)
    if isUsable {
      examineLedger(&chapter)
    } else {
      chapter.skip("ledger", "not looked at: the state directory comes first")
    }
    examineSpool(&chapter)
    examineZones(&chapter)
    examineProxies(&chapter)
    examineCommands(&chapter)
    return chapter
  }

  // MARK: Directories

  /// Bytes below which the disk counts as full, and as filling up.
  private static let leastRoom: Int64 = 4 << 20
  private static let littleRoom: Int64 = 100 << 20
  private static let probeBytes = 4096

  /// Whether it is there and can be written.
  private func examine(_ path: String, as check: String, _ chapter: inout Chapter) -> Bool {
    guard let facts = FileFacts(path) else { return examineMissing(path, as: check, &chapter) }
    guard facts.isDirectory else {
      chapter.fault(check, "\(path) is no directory", cure: "move it away, or set another path")
      return false
    }
    if let code = Self.writes(into: path) {
      let words = String(cString: strerror(code))
      if code == ENOSPC || code == EDQUOT {
        chapter.fault(
          check, "the disk is full: \(path): \(words)", cure: "make room; the service goes on by itself")
      } else {
        chapter.fault(
          check, "\(path) cannot be written: \(words)",
          cure: "mount it writable and give it to the service's user (StateDirectory= in the unit does)")
      }
      return false
    }
    if facts.mode & 0o007 != 0 {
      chapter.warn(check, "\(path) is open to every user of the machine", cure: "chmod 700 \(path)")
    }
    let room = Self.room(at: path)
    guard let room, room < Self.littleRoom else {
      chapter.ok(check, "\(path) can be written" + (room.map { ", \(megabytes($0)) free" } ?? ""))
      return true
    }
    if room < Self.leastRoom {
      chapter.fault(
        check, "the disk is full: \(megabytes(room)) free at \(path)",
        cure: "make room; the service goes on by itself")
    } else {
      chapter.warn(check, "only \(megabytes(room)) free at \(path)", cure: "make room before it is full")
    }
    return true
  }

  private func megabytes(_ bytes: Int64) -> String { "\(bytes / 1_000_000) MB" }

  /// The first start makes it, if the folder above lets it.
  private func examineMissing(_ path: String, as check: String, _ chapter: inout Chapter) -> Bool {
    var parent = URL(fileURLWithPath: path)
    repeat { parent.deleteLastPathComponent() } while FileFacts(parent.path) == nil && parent.path != "/"
    guard FileFacts(parent.path)?.isDirectory == true else {
      chapter.fault(
        check, "\(path) cannot be made: \(parent.path) is no directory",
        cure: "move \(parent.path) away, or set another path")
      return false
    }
    guard access(parent.path, W_OK) == 0 else {
      chapter.fault(
        check, "\(path) cannot be made: \(parent.path): \(String(cString: strerror(errno)))",
        cure: "make it, and give it to the service's user")
      return false
    }
    chapter.ok(check, "\(path) is not there yet; the first start makes it")
    return true
  }

  /// errno, nil when a file could be written there. It is removed again.
  private static func writes(into folder: String) -> Int32? {
    let path = "\(folder)/.doctor-\(getpid())"
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { return errno }
    defer {
      close(descriptor)
      unlink(path)
    }
    let block = [UInt8](repeating: 0, count: probeBytes)
    let written = write(descriptor, block, block.count)
    if written < 0 { return errno }
    if written < block.count { return ENOSPC }
    return fsync(descriptor) == 0 ? nil : errno
  }

  private static func room(at path: String) -> Int64? {
    var status = statvfs()
    guard statvfs(path, &status) == 0 else { return nil }
    let (bytes, overflow) = UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize))
    return overflow ? Int64.max : Int64(clamping: bytes)
  }

  private func examineSpool(_ chapter: inout Chapter) {
    let spool = settings.labels.directory
    if spool.hasPrefix(stateDirectory + "/"), FileFacts(spool) == nil { return }
    _ = examine(spool, as: "labels", &chapter)
  }

  // MARK: Ledger

  private func examineLedger(_ chapter: inout Chapter) {
    let ledger = LedgerExamination(path: ledgerPath)
    let restore = "stop the service and put a `backup` in its place"
    switch ledger.condition {
    case .absent:
      chapter.ok("ledger", "none yet; the first start makes it")
      return
    case .sound: break
    case .older:
      chapter.ok(
        "ledger", "schema \(ledger.schema ?? 0); the next start brings it to \(LedgerExamination.knownSchema)"
      )
    case .newer:
      chapter.fault(
        "ledger",
        "\(ledgerPath) was made by a newer release (schema \(ledger.schema ?? 0), known here up to "
          + "\(LedgerExamination.knownSchema))",
        cure: "install that release again; a ledger does not go back")
      return
    case .ofAnotherProgram(let id):
      chapter.fault(
        "ledger", "\(ledgerPath) is a database of another program (application_id \(id))",
        cure: "set another state-directory, or move that file away")
      return
    case .damaged(let words):
      chapter.fault("ledger", "\(ledgerPath) is damaged: \(words)", cure: restore)
      return
    case .unreadable(let words):
      chapter.fault(
        "ledger", "\(ledgerPath) cannot be read: \(words)",
        cure: "look at its owner and mode, and at the disk")
      return
    }
    examineOwnership(ledger, &chapter)
  }

  private func examineOwnership(_ ledger: LedgerExamination, _ chapter: inout Chapter) {
    let own = InstallationTag(crmURL: settings.crm.url.text).rawValue
    if let installation = ledger.installation, installation != own {
      chapter.fault(
        "ledger", "\(ledgerPath) belongs to another CRM address than crm.url",
        cure: "set crm.url back, or choose another state-directory for this account")
      return
    }
    let post = settings.ukrposhta.place.url.text
    if let bound = ledger.post, bound != post {
      chapter.fault(
        "ledger", "the shipments of \(ledgerPath) are at \(bound), not at \(post)",
        cure: "set ukrposhta.at back, or choose another state-directory")
      return
    }
    if let file = FileFacts(ledgerPath), let folder = FileFacts(stateDirectory), file.owner != folder.owner {
      chapter.fault(
        "ledger", "\(ledgerPath) is owned by user \(file.owner), its directory by user \(folder.owner)",
        cure: "chown --reference=\(stateDirectory) \(ledgerPath)*")
      return
    }
    let size = ledger.size < 1_000_000 ? "less than 1 MB" : "\(ledger.size / 1_000_000) MB"
    let checked = ledger.isCheckedWhole ? "no damage" : "too big to be checked here, see `verify`"
    chapter.ok("ledger", "schema \(ledger.schema ?? 0), \(size), \(checked), of this CRM account")
    let lost = try? LostCabinet.all(in: ReadOnlyLedger(path: ledgerPath), of: settings)
    for cabinet in lost ?? [] { chapter.fault("ledger-cabinets", cabinet.text, cure: LostCabinet.cure) }
  }

  // MARK: The rest

  private func examineZones(_ chapter: inout Chapter) {
    if LocalZone("Europe/Kyiv") ?? LocalZone("Europe/Kiev") == nil {
      chapter.fault("zones", "the machine's zone table has no Europe/Kyiv", cure: "apt install tzdata")
    } else {
      chapter.ok("zones", "the zone table has Europe/Kyiv")
    }
  }

  private func examineProxies(_ chapter: inout Chapter) {
    let names = ["https_proxy", "HTTPS_PROXY", "http_proxy", "all_proxy", "ALL_PROXY"]
    let environment = ProcessInfo.processInfo.environment
    let set = names.filter { environment[$0]?.isEmpty == false }
    guard !set.isEmpty else { return }
    chapter.warn(
      "proxy", "\(set.joined(separator: ", ")) is set, and the service goes to both hosts without a proxy",
      cure: "let this machine reach both hosts on port 443")
  }

  /// Where a command is looked for; `CommandPrinter` gives it the same.
  private static let searched = [
    "/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin",
  ]

  private func examineCommands(_ chapter: inout Chapter) {
    var cabinets: [String: [String]] = [:]
    for cabinet in settings.cabinets {
      if let program = cabinet.printCommand?.first { cabinets[program, default: []].append("\(cabinet.id)") }
    }
    for program in cabinets.keys.sorted() {
      let users = (cabinets[program] ?? []).joined(separator: ", ")
      examine(
        program, as: "label-command", of: users,
        cure: "install it, or mend label.command; without it no label is printed", &chapter)
    }
    if let program = settings.alert.command?.first {
      examine(
        program, as: "alert-command", of: "alert",
        cure: "install it, or mend alert.command; without it the owner is not told", &chapter)
    }
  }

  private func examine(
    _ program: String, as check: String, of users: String, cure: String, _ chapter: inout Chapter
  ) {
    let places = program.hasPrefix("/") ? [program] : Self.searched.map { "\($0)/\(program)" }
    let found = places.first { FileFacts($0).map { !$0.isDirectory } ?? false }
    if let found, access(found, X_OK) == 0 {
      chapter.ok(check, "\(found) (\(users))")
    } else if let found {
      chapter.fault(check, "\(found) (\(users)) cannot be executed", cure: "chmod 755 \(found)")
    } else {
      chapter.fault(check, "there is no program \(program) (\(users))", cure: cure)
    }
  }
}
