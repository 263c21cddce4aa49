// `backfill`: orders older than the first start. Without --apply it only lists; the list and what --apply does come from
// the same judgement.
import ArgumentParser
import Control
import Foundation
import ShippingCore
import SyncEngine

struct Backfill: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Takes orders that are older than the first start.",
    discussion: """
      A first start takes only orders that change from then on. This lists the older ones that were created since a \
      day, with what would be done; with --apply they become due and go the ordinary way: TTNs are made, TTNs typed \
      by hand are taken over, problems are shown to the managers. Runs beside all other work, at the CRM's pace.

      Examples:
        ukrposhta-syncd backfill --since 2026-11-01
        ukrposhta-syncd backfill --since 2026-11-01 --cabinet main --apply
      """)

  @Option(help: "Orders created since this day: 2026-11-01.")
  var since: DayArgument
  @Option(help: "Only orders of this cabinet.")
  var cabinet: String?
  @Flag(help: "Do it. Without this nothing is changed anywhere.")
  var apply = false
  @Flag(help: "For programs: one JSON object.")
  var json = false
  @OptionGroup var daemon: DaemonOption

  func run() throws {
    let request = BackfillRequest(since: since.start, cabinet: cabinet.map { CabinetID($0) }, apply: apply)
    var orders: [BackfillOrder] = []
    var ticker = Ticker("orders looked at")
    let final: ControlLine
    do {
      final = try daemon.ask(.backfill(request)) { line in
        switch line {
        case .backfillOrder(let order): orders.append(order)
        case .progress(let done): ticker.show(done)
        default: break
        }
      }
      ticker.end()
    } catch {
      ticker.end()
      if apply, !orders.isEmpty {
        Console.complain(
          "\(orders.count(where: \.isDue)) orders were made due before that; asking again does no harm")
      }
      throw error
    }
    guard case .backfill(let summary) = final else { throw DaemonOption.unexpected() }
    if json {
      try JSONOutput.print(BackfillReport(orders: orders.map(BackfillLine.init), summary: summary))
    } else {
      show(orders, summary)
    }
  }

  private func show(_ orders: [BackfillOrder], _ summary: BackfillSummary) {
    var table = Table("ORDER", "NUMBER", "CREATED", "STATUS", "CABINET", "DECISION")
    table.rows = orders.map { order in
      let text = DecisionText.text(order.decision, barcode: order.barcode)
      return [
        "\(order.order)", order.number ?? "", order.createdAt?.forPeople ?? "", order.status ?? "",
        order.cabinet?.rawValue ?? "", ([text] + order.problems).joined(separator: " | "),
      ]
    }
    if !orders.isEmpty { print(table.text() + "\n") }
    let counts = summary.counts.keys.sorted().map { "\($0) \(summary.counts[$0] ?? 0)" }
    print("\(summary.seen) orders" + (counts.isEmpty ? "" : ": " + counts.joined(separator: ", ")))
    if !summary.isWhole { print("There are more orders than one backfill looks at.") }
    if apply {
      print(
        summary.due == 0
          ? "None of them asks for anything that is not done already."
          : "\(summary.due) orders are due now; `ukrposhta-syncd list` shows what becomes of them.")
    } else if summary.counts.keys.contains(where: ["make", "adopt", "problems"].contains) {
      print("Nothing was changed. With --apply the orders to make, to adopt and with problems become due.")
    }
  }
}

/// The JSON of `backfill`.
struct BackfillReport: Encodable {
  var orders: [BackfillLine]
  var summary: BackfillSummary
}

struct BackfillLine: Encodable {
  var order: Int64
  var number: String?
  var createdAt: String?
  var status: String?
  var cabinet: String?
  var decision: String
  var barcode: String?
  var problems: [String]
  var isDue: Bool

  init(_ order: BackfillOrder) {
    self.order = order.order.rawValue
    number = order.number
    createdAt = order.createdAt?.forPrograms
    status = order.status
    cabinet = order.cabinet?.rawValue
    decision = order.decision
    barcode = order.barcode?.text
    problems = order.problems
    isDue = order.isDue
  }
}
