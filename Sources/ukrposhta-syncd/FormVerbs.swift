// `manifest` and `labels`: what a shop prints once a day. Both name files; printing them is the shop's own business.
import ArgumentParser
import Control
import Ledger
import Settings
import ShippingCore
import SyncEngine

struct Manifest: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Closes the groups of a day and fetches form 103a for each.",
    discussion: """
      After that the day's shipments are neither changed nor deleted; orders that come later go into another group. \
      Asked again, it fetches the forms again. Exit code 1 when a group could not be closed, its form did not come, or \
      something on it needs a look.

      Groups of earlier days that nobody closed and that still hold parcels are told below; in the JSON they come \
      last, with `isOlder`, and without a file.

      Examples:
        ukrposhta-syncd manifest
        ukrposhta-syncd manifest --day 2026-11-23 --cabinet main
        ukrposhta-syncd manifest --json | jq -r '.[].file // empty' | xargs lp
      """)

  @Option(help: "The day: 2026-11-23. Default: today.")
  var day: DayArgument?
  @Option(help: "Only this cabinet.")
  var cabinet: String?
  @Flag(help: "For programs: a JSON array, one object for each group.")
  var json = false
  @OptionGroup var daemon: DaemonOption

  func run() throws {
    let request = ControlRequest.manifest(cabinet: cabinet.map { CabinetID($0) }, day: day?.text)
    guard case .manifests(let reports, let spool) = try daemon.ask(request) else {
      throw DaemonOption.unexpected()
    }
    let lines = reports.map { ManifestLine($0, spool: spool) }
    let older = try OlderGroup.all(in: daemon.place.openIfThere(), cabinet: cabinet)
    if json {
      try JSONOutput.print(lines + older.filter { $0.day != day?.text }.map { ManifestLine($0) })
    } else if reports.isEmpty {
      print("no groups of \(day?.text ?? "today"): no shipment was made")
    } else {
      print(table(lines).text())
    }
    if !json { OlderGroup.tell(older) }
    if reports.contains(where: { $0.problem != nil }) { throw ExitStatus.refused }
  }

  private func table(_ lines: [ManifestLine]) -> Table {
    var table = Table("CABINET", "DAY", "TYPE", "SHIPMENTS", "DECLARED", "COD", "DELIVERY", "FORM 103A")
    table.rows = lines.map { line in
      [
        line.cabinet, line.day, line.type, "\(line.shipments)", line.declared ?? "–", line.cod ?? "–",
        line.delivery ?? "–", form(line),
      ]
    }
    return table
  }

  private func form(_ line: ManifestLine) -> String {
    let parts = [line.file, line.problem.map { "problem: \($0)" }].compactMap(\.self)
    return parts.isEmpty ? "none: no parcels" : parts.joined(separator: "; ")
  }
}

/// One group in the JSON of `manifest`; sums in hryvnias, none where Ukrposhta does not say.
struct ManifestLine: Encodable {
  var cabinet: String
  var day: String
  var type: String
  var isClosed: Bool
  var shipments: Int
  var declared: String?
  var cod: String?
  var delivery: String?
  var file: String?
  var problem: String?
  /// Of an earlier day, open, and not asked for: `manifest --day` of its day closes it. Its sums are not known.
  var isOlder: Bool?

  init(_ older: OlderGroup) {
    cabinet = older.cabinet
    day = older.day
    type = older.type
    isClosed = false
    shipments = older.parcels
    isOlder = true
  }

  init(_ report: ManifestReport, spool: String) {
    cabinet = report.cabinet.rawValue
    day = report.day
    type = report.type.rawValue
    isClosed = report.isClosed
    shipments = report.shipments
    declared = report.declaredPrice?.hryvnias
    cod = report.postPay?.hryvnias
    delivery = report.deliveryPrice?.hryvnias
    file = report.file.map { "\(spool)/\($0)" }
    problem = report.problem
  }
}

struct Labels: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Names the label files of a day, or makes few PDFs of many labels.",
    discussion: """
      Without --merge the ledger is read: every shipment made on the day, with its label's file in the label spool. \
      With --merge the daemon fetches the labels of the shipments that the post has not got yet, a hundred to a PDF \
      and a PDF at least for each cabinet. Exit code 1 when a label did not come.

      Examples:
        ukrposhta-syncd labels --date 2026-11-23
        ukrposhta-syncd labels --merge --json | jq -r '.files[].file' | xargs lp
      """)

  @Option(help: "The day: 2026-11-23. Default: today.")
  var date: DayArgument?
  @Flag(help: "Make PDFs of many labels each.")
  var merge = false
  @Option(help: "Only this cabinet.")
  var cabinet: String?
  @Flag(help: "For programs: JSON.")
  var json = false
  @OptionGroup var daemon: DaemonOption

  func run() throws {
    guard let zone = LocalZone("Europe/Kyiv") ?? LocalZone("Europe/Kiev") else {
      Console.complain("the machine's zone table has no Europe/Kyiv (install tzdata)")
      throw ExitStatus.unavailable
    }
    let day = date?.text ?? zone.day(of: WallTime.now())
    try merge ? merged(day) : listed(day, zone)
  }

  private func merged(_ day: String) throws {
    let request = ControlRequest.mergedLabels(day: day, cabinet: cabinet.map { CabinetID($0) })
    guard case .mergedLabels(let labels, let spool) = try daemon.ask(request) else {
      throw DaemonOption.unexpected()
    }
    let report = MergedReport(labels, spool: spool)
    if json {
      try JSONOutput.print(report)
    } else {
      for file in report.files {
        print("\(file.file)\t\(file.barcodes.count) label\(file.barcodes.count == 1 ? "" : "s")")
      }
      for barcode in report.missing.keys.sorted() {
        Console.complain("\(barcode): \(Terminal.clean(report.missing[barcode] ?? ""))")
      }
      if report.files.isEmpty, report.missing.isEmpty { print("no shipments to hand over from \(day)") }
    }
    if !labels.missing.isEmpty { throw ExitStatus.refused }
  }

  private static let page = 500

  private func listed(_ day: String, _ zone: LocalZone) throws {
    let ledger = try daemon.place.open()
    var filter = EntryFilter()
    filter.cabinet = cabinet.map { CabinetID($0) }
    var made: [(LedgerEntry, Shipment)] = []
    var last: OrderID?
    do {
      while true {
        let page = try ledger.entries(filter, after: last, limit: Labels.page)
        for entry in page {
          guard let shipment = entry.shipment, zone.day(of: shipment.createdAt) == day else { continue }
          made.append((entry, shipment))
        }
        guard page.count == Labels.page, let newest = page.last else { break }
        last = newest.orderID
      }
    } catch let failure {
      Console.complain("\(failure)")
      throw ExitStatus.ledger
    }
    if json { return try JSONOutput.print(made.map { EntryReport($0.0) }) }
    var table = Table("ORDER", "NUMBER", "CABINET", "TTN", "LABEL")
    table.rows = made.map { entry, shipment in
      [
        "\(entry.orderID)", entry.number ?? "", shipment.cabinet.rawValue, shipment.barcode.text,
        shipment.label ?? "not fetched",
      ]
    }
    guard made.isEmpty else {
      print(table.text())
      if Terminal.isOutput, daemon.place.stateDirectory == nil {
        print("\nThe files are below \(try daemon.place.file.read().labels.directory)")
      }
      return
    }
    try daemon.place.noteUnknown(cabinet)
    print("no shipments made on \(day)")
  }
}

/// The JSON of `labels --merge`.
struct MergedReport: Encodable {
  struct File: Encodable {
    var cabinet: String
    var file: String
    var barcodes: [String]
  }

  var day: String
  var files: [File]
  /// Why, by barcode.
  var missing: [String: String]

  init(_ labels: MergedLabels, spool: String) {
    day = labels.day
    files = labels.parts.map { part in
      File(cabinet: part.cabinet.rawValue, file: "\(spool)/\(part.file)", barcodes: part.barcodes.map(\.text))
    }
    missing = Dictionary(
      labels.missing.map { ($0.key.text, $0.value) }, uniquingKeysWith: { first, _ in first })
  }
}

extension Kopiykas {
  /// `1234.50`
  fileprivate var hryvnias: String {
    let (whole, part) = amount.magnitude.quotientAndRemainder(dividingBy: 100)
    return (amount < 0 ? "-" : "") + "\(whole)." + (part < 10 ? "0\(part)" : "\(part)")
  }
}
