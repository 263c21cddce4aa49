// `list`: orders of the ledger with filters, as a table, CSV or JSON. Reads the ledger; the daemon need not run.
import ArgumentParser
import Foundation
import Ledger
import ShippingCore
import SyncEngine

struct List: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Lists orders that the ledger knows.",
    discussion: """
      The ledger holds no name, phone or address: orders are named by their number in the CRM.

      Examples:
        ukrposhta-syncd list --problems
        ukrposhta-syncd list --phase live --cabinet main --csv > parcels.csv
        ukrposhta-syncd list --problem postcode-missing --since 2026-11-01 --json
      """)

  @Option(help: "Only orders in this phase: none, in-doubt, live, withdrawing or done.")
  var phase: String?
  @Flag(name: .customLong("problems"), help: "Only orders that a person has to mend.")
  var hasProblem = false
  @Option(help: "Only orders with this problem, by its code: postcode-missing.")
  var problem: String?
  @Option(help: "Only orders with a shipment in this cabinet.")
  var cabinet: String?
  @Option(help: "Only orders that the daemon has looked at since this day: 2026-11-01.")
  var since: DayArgument?
  @Option(help: "At most so many orders.")
  var limit = 1000
  @Flag(help: "Comma-separated, with a heading.")
  var csv = false
  @Flag(help: "For programs: a JSON array.")
  var json = false
  @OptionGroup var place: LedgerOption

  func validate() throws {
    if csv, json { throw ValidationError("--csv and --json exclude each other") }
    if let phase, EntryFilter.Phase(rawValue: phase) == nil {
      throw ValidationError("there is no phase \(phase); there are none, in-doubt, live, withdrawing, done")
    }
    if limit < 1 { throw ValidationError("--limit is at least 1") }
    if let problem, ProblemCode(rawValue: problem) == nil {
      let codes = ProblemCode.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("there is no problem \(problem); there are \(codes)")
    }
  }

  func run() throws {
    let ledger = try place.open()
    var entries: [LedgerEntry]
    do {
      entries = try read(ledger)
    } catch let failure {
      Console.complain("\(failure)")
      throw ExitStatus.ledger
    }
    let isCut = entries.count > limit
    entries = Array(entries.prefix(limit))
    if json {
      try JSONOutput.print(entries.map(EntryReport.init))
    } else if csv {
      print(table(entries).csv)
    } else if entries.isEmpty {
      try place.noteUnknown(cabinet)
      let isFiltered = cabinet != nil || phase != nil || hasProblem || problem != nil || since != nil
      print(isFiltered ? "no such orders" : "no orders yet: the ledger is empty")
    } else {
      print(table(entries).text())
    }
    if isCut { Console.complain("there are more than \(limit) orders; see --limit") }
  }

  private static let page = 500

  /// One more than the limit, when there is one.
  private func read(_ ledger: ReadOnlyLedger) throws(LedgerFailure) -> [LedgerEntry] {
    var filter = EntryFilter()
    filter.phase = phase.flatMap(EntryFilter.Phase.init(rawValue:))
    filter.cabinet = cabinet.map { CabinetID($0) }
    filter.hasProblem = hasProblem || problem != nil
    var found: [LedgerEntry] = []
    var last: OrderID?
    while found.count <= limit {
      let page = try ledger.entries(filter, after: last, limit: List.page)
      found += page.filter(fits)
      guard page.count == List.page, let newest = page.last else { break }
      last = newest.orderID
    }
    return found
  }

  private func fits(_ entry: LedgerEntry) -> Bool {
    if let since, entry.seenAt.map({ $0 < since.start }) ?? true { return false }
    if let problem, !entry.problems.contains(where: { $0.code.rawValue == problem }) { return false }
    return true
  }

  private func table(_ entries: [LedgerEntry]) -> Table {
    var table = Table("ORDER", "NUMBER", "PHASE", "CABINET", "TTN", "STATE", "SINCE", "SEEN", "PROBLEMS")
    table.rows = entries.map { entry in
      let report = EntryReport(entry)
      let since = entry.shipment?.tracking.since.forPeople
      return [
        "\(report.order)", report.number ?? "", report.phase, report.cabinet ?? "", report.barcode ?? "",
        report.state ?? report.decision ?? "", since ?? "", entry.seenAt?.forPeople ?? "",
        report.problems.joined(separator: " "),
      ]
    }
    return table
  }
}
