// The rest of the verdict: what the service does beside making parcels. Prints are counted in the folder that the print
// command copies to, files and notices in the CRM, prices and places at the post.
import Rehearsal
import Sandbox

extension DemoVerdict {
  var capabilities: [Check] {
    let plain = lines.filter { $0.card.deliveryType == "ukrposhta-\(Shop.entrepreneur)" }
    let numbers = plain.compactMap(\.card.trackNumber).filter { !$0.isEmpty }
    return [
      check("the cabinet in plain mode shows \(numbers.count) TTNs in custom fields alone", plainObjection),
      check(
        "the labels of the company's parcels are attached, each once, and none that is void", fileObjection),
      Check(
        what: "every label was printed, and once: \(lines.flatMap(\.prints.values).reduce(0, +)) prints",
        objections: printObjections),
      check(
        "the price shown to a locked order is the tariff of the parcel that it became (before the discount)",
        quoteObjection),
      check(
        "the order whose address was corrected kept its TTN, which goes to the new place", changeObjection),
      check("the parcel that came back is a return, its order is “returned”", returnObjection),
      check(
        "the manager is told where the office charged another price, and which; nothing else", noticeObjection
      ),
    ]
  }

  private func plainObjection(_ line: Line) -> String? {
    guard line.card.deliveryType == "ukrposhta-\(Shop.entrepreneur)" else { return nil }
    if line.card.integrationCode != nil { return "belongs to a module" }
    let shown = line.card.customFields["ukrposhta_track_number"]?.text ?? ""
    let wanted = line.live.last?.barcode ?? ""
    return shown == wanted ? nil : "has “\(shown)” in its field, should have “\(wanted)”"
  }

  /// A label that was printed anew is also attached anew, in place of the one before.
  private func fileObjection(_ line: Line) -> String? {
    for shipment in line.all {
      let found = line.files.count { $0.hasPrefix("%PDF-") && $0.contains(shipment.barcode) }
      // What was withdrawn or changed has no label any more that anybody could take for a good one.
      let wanted = shipment.counterparty == Shop.company && shipment.isLive ? 1 : 0
      if found != wanted { return "has \(found) files with \(shipment.barcode), should have \(wanted)" }
    }
    return nil
  }

  /// How many labels each of the order's shipments had in its life.
  private func labels(of line: Line) -> Int {
    line.order.story.beats.contains { if case .changed = $0 { true } else { false } } ? 2 : 1
  }

  /// A print that kill -9 cut off is not begun again: the daemon says that it is in doubt.
  private var printObjections: [String] {
    var objections: [String] = []
    var missing: [String] = []
    for line in lines {
      for shipment in line.all {
        let (found, wanted) = (line.prints[shipment.barcode] ?? 0, labels(of: line))
        if found > wanted { objections.append("\(shipment.barcode) was printed \(found) times") }
        if found < wanted { missing.append("\(shipment.barcode) was printed \(found) times") }
      }
    }
    return objections + (missing.count > doubtfulPrints ? missing : [])
  }

  private func quoteObjection(_ line: Line) -> String? {
    guard line.order.story.beats.contains(where: { if case .quoted = $0 { true } else { false } }) else {
      return nil
    }
    guard let quote = quotes[line.order.id] else { return "was shown no price" }
    let tariff = line.live.last?.tariff ?? 0
    return tariff == quote ? nil : "was shown \(quote) kopiykas, the post's tariff is \(tariff)"
  }

  private func changeObjection(_ line: Line) -> String? {
    for case .changed(let town) in line.order.story.beats {
      guard line.all.count == 1, let shipment = line.live.first else {
        return "has \(line.all.count) shipments"
      }
      let wanted = town.address.index ?? ""
      if shipment.recipientPostcode != wanted {
        return "goes to \(shipment.recipientPostcode), not \(wanted)"
      }
    }
    return nil
  }

  private func returnObjection(_ line: Line) -> String? {
    guard line.order.story.ending.delivery == "returned" else { return nil }
    // The same event code is a delivery with any other reason.
    if line.live.last?.lastEvent != DemoStory.Leg.returned.code { return "has not come back at the post" }
    return line.card.status == "returned" ? nil : "is \(line.card.status)"
  }

  private func noticeObjection(_ line: Line) -> String? {
    let notice = line.card.notice ?? ""
    guard line.order.story.isWeighed else { return notice.isEmpty ? nil : "says: \(notice)" }
    let price = DemoOperator.hryvnias(line.live.last?.deliveryPrice ?? 0)
    return notice.contains(price) ? nil : "says “\(notice)”, the post charges \(price)"
  }
}

extension DemoStory {
  /// The office weighs its parcel and finds another weight.
  fileprivate var isWeighed: Bool {
    beats.contains { if case .travels(let legs) = $0 { legs.contains { $0.weighed != nil } } else { false } }
  }
}
