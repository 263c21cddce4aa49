// `status`: the running daemon's own words when it answers, else what the ledger says, and which of the two it is.
import ArgumentParser
import Control
import Ledger
import Settings
import ShippingCore
import SyncEngine

struct Status: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows how the service stands.",
    discussion: """
      Asks the running daemon; when it does not answer, reads the ledger and says so; exit code 0 either way.

      live: parcels under way. due: orders to be looked at. in doubt: creates whose answer was lost, being looked \
      up. parked: orders that wait for a person. to show: cards that are not written yet. labels not printed: the print \
      command keeps failing, or nobody knows how it ended; `retry` prints them.

      Example: ukrposhta-syncd status --json | jq .counts
      """)

  @OptionGroup var daemon: DaemonOption
  @Flag(help: "For programs: one JSON object. `isLive` tells whether the daemon answered.")
  var json = false

  func run() throws {
    do {
      if case .status(let status) = try ControlClient(path: daemon.path()).ask(.status) {
        var report = StatusReport(status)
        report.olderOpenGroups = try OlderGroup.all(in: daemon.place.openIfThere())
        report.note(settings(), try daemon.place.openIfThere())
        try show(report, status)
        return
      }
      throw DaemonOption.unexpected()
    } catch let failure as ControlSocketFailure {
      let ledger = try daemon.place.open()
      do {
        var report = try StatusReport(ledger, silence: "\(failure)")
        report.olderOpenGroups = try OlderGroup.all(in: ledger)
        report.note(settings(), ledger)
        try show(report, nil)
      } catch let failure as LedgerFailure {
        Console.complain("\(failure)")
        throw ExitStatus.ledger
      }
    }
  }

  /// nil when the configuration is not to be read, or cannot be: `status` says what it can without it.
  private func settings() -> ServiceSettings? {
    guard daemon.place.stateDirectory == nil else { return nil }
    return try? SettingsFile.read(path: daemon.place.file.config).get()
  }

  private func show(_ report: StatusReport, _ live: EngineStatus?) throws {
    if json { return try JSONOutput.print(report) }
    defer {
      for warning in report.warnings { print("\n\(warning)") }
      LostCabinet.tell(report.lostCabinets)
    }
    guard let live else {
      print(
        Terminal.coloured("The daemon does not answer", .yellow)
          + ": \(report.silence ?? ""). From the ledger:")
      print(report.line)
      OlderGroup.tell(report.olderOpenGroups)
      return
    }
    let isWell =
      live.crmDownSince == nil && live.ledgerFailure == nil && !live.loops.contains(where: \.isOverdue)
    print(Terminal.coloured("The daemon answers", isWell ? .green : .yellow) + ": \(live.line)")
    if let since = live.crmDownSince { print("The CRM has not answered since \(since.forPeople)") }
    if let failure = live.ledgerFailure { print("Nothing is sent: \(failure)") }
    if !live.isAccountKnown { print("The CRM's references are not read yet: nothing is decided before") }
    print("\n" + loops(live).text() + "\n\n" + cabinets(live).text())
    OlderGroup.tell(report.olderOpenGroups)
  }

  private func loops(_ live: EngineStatus) -> Table {
    var table = Table("LOOP", "LAST RUN", "NEXT RUN", "FAILED RUNS")
    table.rows = live.loops.map { loop in
      let last = loop.endedSecondsAgo.map { roughly(seconds: $0) + " ago" } ?? "–"
      let next =
        loop.isRunning ? "runs now" : loop.nextInSeconds.map { "in " + roughly(seconds: $0) } ?? "when needed"
      return [loop.name, last, loop.isOverdue ? "stuck" : next, "\(loop.failures)"]
    }
    return table
  }

  private func cabinets(_ live: EngineStatus) -> Table {
    var table = Table("CABINET", "STATE", "ORDERS WAITING", "GROUPS OF TODAY")
    table.rows = live.cabinets.map { cabinet in
      let pause = cabinet.pausedSeconds.map { "refused, tried again in " + roughly(seconds: $0) }
      return [
        cabinet.id.rawValue, cabinet.isReady ? "ready" : pause ?? "being prepared", "\(cabinet.waiting)",
        cabinet.types.isEmpty ? "–" : cabinet.types.joined(separator: " "),
      ]
    }
    return table
  }
}

/// The JSON of `status`.
struct StatusReport: Encodable {
  var isLive: Bool
  /// Why the daemon was not heard.
  var silence: String?
  var line: String
  var counts: LedgerCounts?
  var crmDownSince: String?
  var ledgerFailure: String?
  var historySince: HistoryRecordID?
  var startedAt: String?
  var loops: [EngineStatus.Loop]?
  var cabinets: [EngineStatus.Cabinet]?
  /// Groups of earlier days with parcels to hand over that no manifest closed.
  var olderOpenGroups: [OlderGroup] = []
  var warnings: [String] = []
  /// That have parcels under way and are not in the configuration.
  var lostCabinets: [LostCabinet] = []

  mutating func note(_ settings: ServiceSettings?, _ ledger: ReadOnlyLedger?) {
    guard let settings else { return }
    warnings = settings.ukrposhta.place.warning.map { [$0] } ?? []
    lostCabinets = (try? LostCabinet.all(in: ledger, of: settings)) ?? []
  }

  init(_ status: EngineStatus) {
    isLive = true
    line = status.line
    counts = status.counts
    crmDownSince = status.crmDownSince?.forPrograms
    ledgerFailure = status.ledgerFailure
    historySince = status.historySince
    loops = status.loops
    cabinets = status.cabinets
  }

  init(_ ledger: ReadOnlyLedger, silence: String) throws {
    isLive = false
    self.silence = silence
    let counts = try ledger.counts()
    self.counts = counts
    let cursor = try ledger.cursor()
    historySince = cursor?.since
    startedAt = cursor?.startedAt.forPrograms
    line =
      "live \(counts.live), due \(counts.due), in doubt \(counts.inDoubt), parked \(counts.parked), "
      + "to show \(counts.writeBacks)"
    if counts.unprinted > 0 { line += ", labels not printed \(counts.unprinted)" }
  }
}
