// `verify` and `backup`: looking after the ledger's file while the daemon runs or without it.
import ArgumentParser
import Foundation
import Ledger
import SyncEngine

struct Verify: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Reads the whole ledger and reports everything that contradicts itself.",
    discussion: """
      Exit code 74 when something was found. The daemon may run meanwhile.

      Example: ukrposhta-syncd verify
      """)

  @OptionGroup var place: LedgerOption
  @Flag(help: "For programs: one JSON object.")
  var json = false

  func run() throws {
    let ledger = try place.open()
    var ticker = Ticker("orders checked")
    let verdict: LedgerVerdict
    let version: String
    do {
      verdict = try ledger.verify { ticker.show($0) }
      version = try ledger.sqliteVersion()
      ticker.end()
    } catch let failure {
      ticker.end()
      Console.complain("\(failure)")
      throw ExitStatus.ledger
    }
    if json {
      try JSONOutput.print(VerdictReport(verdict, sqlite: version))
    } else {
      for finding in verdict.findings { print(Terminal.coloured(Terminal.clean(finding), .red)) }
      print(
        "\(verdict.orders) orders, \(verdict.entries) entries, \(verdict.shipments) shipments, "
          + "\(verdict.journalLines) journal lines; SQLite \(version); "
          + (verdict.findings.isEmpty ? "no contradictions" : "\(verdict.findings.count) findings"))
    }
    if !verdict.findings.isEmpty { throw ExitStatus.ledger }
  }
}

/// The JSON of `verify`.
struct VerdictReport: Encodable {
  var orders: Int
  var entries: Int
  var shipments: Int
  var journalLines: Int
  var sqlite: String
  var findings: [String]

  init(_ verdict: LedgerVerdict, sqlite: String) {
    orders = verdict.orders
    entries = verdict.entries
    shipments = verdict.shipments
    journalLines = verdict.journalLines
    self.sqlite = sqlite
    findings = verdict.findings
  }
}

struct Backup: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Writes a checked copy of the ledger to a new file.",
    discussion: """
      The copy is one moment of the ledger, complete, and on the disk when this returns. The daemon may run meanwhile. \
      To restore: stop the service, put the copy in the place of ledger.sqlite, remove ledger.sqlite-wal and \
      ledger.sqlite-shm, start. Shipments made after the copy are found again, not made again.

      Example: ukrposhta-syncd backup /var/backups/ledger-$(date +%F).sqlite
      """)

  @Argument(help: "The new file; one that is there already is not touched.", completion: .file())
  var file: String
  @OptionGroup var place: LedgerOption

  func run() throws {
    let ledger = try place.open()
    try checkPlace()
    do {
      try ledger.backup(to: file)
      let copy = try ReadOnlyLedger(path: file)
      let verdict = try copy.verify()
      try copy.close()
      try sync(folderOf: file)
      guard verdict.findings.isEmpty else {
        for finding in verdict.findings { Console.complain(finding) }
        Console.complain("the copy is as it should be, but the ledger contradicts itself: see `verify`")
        throw ExitStatus.ledger
      }
      print("\(file): \(verdict.entries) entries, checked")
    } catch let failure as LedgerFailure {
      Console.complain("\(failure)")
      throw ExitStatus.ledger
    }
  }

  /// A wrong name is the caller's mistake, and no fault of the ledger.
  private func checkPlace() throws {
    let folder = URL(fileURLWithPath: file).deletingLastPathComponent().path
    let reason: String
    if access(file, F_OK) == 0 {
      reason = "\(file) is there already; name a new file"
    } else if access(folder, W_OK | X_OK) != 0 {
      reason = "cannot write into \(folder): \(String(cString: strerror(errno)))"
    } else {
      return
    }
    Console.complain(reason)
    throw ExitStatus.refused
  }

  /// Without this the file's name may be lost with the power, whatever its contents.
  private func sync(folderOf path: String) throws(LedgerFailure) {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw LedgerFailure(.io, "cannot open \(folder)") }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw LedgerFailure(.io, "cannot sync \(folder)") }
  }
}
