// The end of the demonstration, judged from the services' own records and from the files in the folder, never
// from what the daemon believes: which shipment each order has, what its card in the CRM shows, what is on
// disk.
import Rehearsal
import Sandbox

struct DemoVerdict {
  struct Line {
    var order: DemoOrder
    var card: CRMOrderSnapshot
    var all: [PostAudit.Shipment]
    var live: [PostAudit.Shipment] { all.filter(\.isLive) }
    var label: String?
    /// The order's files.
    var files: [String]
    /// How often the label of each of its barcodes was printed.
    var prints: [String: Int]
  }

  let lines: [Line]
  let strangers: [PostAudit.Shipment]
  let violations: [CRMAudit.Finding]
  let quotes: [Int64: Int64]
  let doubtfulPrints: Int

  init(_ orders: [DemoOrder], quotes: [Int64: Int64], stage: Stage) throws {
    let prints = stage.folder.prints()
    let shipments = stage.shipments
    let labels = stage.folder.labelFiles()
    lines = try orders.sorted { $0.id < $1.id }.map { order in
      let all = shipments.all(order.id)
      let label = all.last(where: \.isLive).flatMap { labels[$0.barcode] }
      let files = try stage.crm { crm, _ in crm.attachments(of: order.id) }
      return Line(
        order: order, card: try stage.card(order.id), all: all, label: label,
        files: files.map { String(decoding: $0, as: UTF8.self) },
        prints: prints.filter { print in all.contains { $0.barcode == print.key } })
    }
    self.quotes = quotes
    doubtfulPrints = stage.folder.logLines(with: "print in doubt")
    strangers = shipments.strangers
    violations = try stage.crm { crm, _ in crm.audit.violations }
  }

  var table: String {
    var table = TextTable(header: [
      "order", "cabinet", "decision", "TTN", "label file", "delivery", "CRM status", "problem",
    ])
    for line in lines {
      let code = line.card.deliveryType ?? ""
      table.add([
        line.order.number, code.hasPrefix("ukrposhta-") ? String(code.dropFirst(10)) : "–", decision(line),
        line.live.last?.barcode ?? "–", line.label.map(short) ?? "–", line.card.deliveryStatus ?? "–",
        line.card.status, line.card.errorText ?? "",
      ])
    }
    return table.text
  }

  /// The day's folder is the same for all of them.
  private func short(_ label: String) -> String {
    let parts = label.split(separator: "/")
    return parts.count == 4 ? "\(parts[1])/…/\(parts[3])" : label
  }

  private func decision(_ line: Line) -> String {
    switch (line.all.count, line.live.count) {
    case (0, _): return line.card.errorText == nil ? "left alone" : "waits for the manager"
    case (1, 1): return "made"
    case (1, 0): return "made, withdrawn"
    case (2, 1): return "withdrawn, made anew"
    default: return "\(line.all.count) made, \(line.live.count) live"
    }
  }

  var checks: [Check] { services + capabilities }

  private var services: [Check] {
    let made = lines.map(\.all.count).reduce(0, +)
    return [
      check("every order has exactly the shipments it should have", shipmentObjection),
      Check(
        what:
          "nothing was made twice: \(made) shipments in all, each of them asked for",
        objections: lines.compactMap(madeObjection) + strangers.map { "\($0.barcode) belongs to no order" }),
      check("every shipment goes to the phone of its own order", recipientObjection),
      check("every live shipment has its label as a PDF on disk", labelObjection),
      check("the CRM shows every track number and delivery status", cardObjection),
      check("every order has the status that its parcel's way calls for", statusObjection),
      check("what was withdrawn is deleted at the post", withdrawnObjection),
      check("the manager is told what is wrong, and nothing where nothing is", problemObjection),
      Check(
        what: "no call that the CRM forbids",
        objections: violations.map { "\($0.violation.rawValue) at \($0.endpoint)" }),
    ]
  }

  var isGood: Bool { checks.allSatisfy(\.objections.isEmpty) }

  func check(_ what: String, _ objection: (Line) -> String?) -> Check {
    Check(
      what: what,
      objections: lines.compactMap { line in objection(line).map { "\(line.order.number) \($0)" } })
  }

  private func shipmentObjection(_ line: Line) -> String? {
    let wanted = line.order.story.ending.cabinet
    let found = line.live.map(\.counterparty)
    return found == (wanted.map { [$0] } ?? []) ? nil : "has \(found), should have \(wanted ?? "none")"
  }

  private func madeObjection(_ line: Line) -> String? {
    let wanted = line.order.story.ending.made
    return line.all.count == wanted
      ? nil : "\(line.order.number) had \(line.all.count) made, should be \(wanted)"
  }

  private func recipientObjection(_ line: Line) -> String? {
    let wanted = (line.order.story.draft.phone ?? "").filter(\.isNumber).suffix(9)
    let strange = line.all.filter { ($0.recipientPhone ?? "").suffix(9) != wanted }.map(\.barcode)
    return strange.isEmpty ? nil : "has \(strange.joined(separator: ", ")) for somebody else"
  }

  private func labelObjection(_ line: Line) -> String? {
    line.live.isEmpty || line.label != nil ? nil : "has no label"
  }

  private func cardObjection(_ line: Line) -> String? {
    let number = line.card.trackNumber ?? ""
    let wanted = line.order.story.ending
    if number != line.live.last?.barcode ?? "" { return "shows the number “\(number)”" }
    return line.card.deliveryStatus == wanted.delivery
      ? nil : "shows \(line.card.deliveryStatus ?? "nothing"), should show \(wanted.delivery ?? "nothing")"
  }

  private func statusObjection(_ line: Line) -> String? {
    let wanted = line.order.story.ending.status
    return line.card.status == wanted ? nil : "is \(line.card.status), should be \(wanted)"
  }

  private func withdrawnObjection(_ line: Line) -> String? {
    let surplus = line.all.dropLast(line.order.story.ending.cabinet == nil ? 0 : 1)
    let alive = surplus.filter(\.isLive).map(\.barcode)
    return alive.isEmpty ? nil : "still has \(alive.joined(separator: ", "))"
  }

  private func problemObjection(_ line: Line) -> String? {
    let isWrong = line.order.story.ending.delivery == "error"
    let isTold = !(line.card.errorText ?? "").isEmpty
    return isWrong == isTold ? nil : isWrong ? "says nothing" : "says: \(line.card.errorText ?? "")"
  }
}
