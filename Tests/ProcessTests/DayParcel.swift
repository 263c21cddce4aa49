// What the post holds for an order of the day: which shipments were made, which one lives, what is in it, and that the
// label in the spool and among the order's files is that one's.
import Foundation
import Rehearsal
import Sandbox

struct DayParcel {
  let record: DayRecord
  let stage: Stage
  let all: [PostAudit.Shipment]
  /// The live shipment that the order's TTN names, or the only live one.
  let live: PostAudit.Shipment?
  let card: CRMOrderSnapshot

  init(_ record: DayRecord, stage: Stage, shipments: ShipmentsByOrder) throws {
    self.record = record
    self.stage = stage
    all = shipments.all(record.id)
    if record.story.order.typedFrom != nil {
      live = shipments.strangers.first { $0.barcode == record.ttn && $0.isLive }
    } else {
      live = all.first(where: \.isLive)
    }
    card = try stage.card(record.id)
  }

  var objections: [String] {
    var objections: [String] = []
    let end = record.story.end
    if all.count != end.made { objections.append("\(all.count) shipments were made, must be \(end.made)") }
    let lives = all.filter(\.isLive).count
    let wanted = end.cabinet == nil || record.story.order.typedFrom != nil ? 0 : 1
    if lives != wanted { objections.append("\(lives) shipments live, must be \(wanted)") }
    if live?.counterparty != end.cabinet {
      objections.append("it is \(live?.counterparty ?? "nobody")'s, must be \(end.cabinet ?? "nobody")'s")
    }
    if let live, live.barcode != record.ttn { objections.append("its TTN is \(live.barcode)") }
    return objections + contentObjections + labelObjections
  }

  // MARK: content

  private var contentObjections: [String] {
    guard let live, let cabinet = record.story.end.cabinet, let party = stage.shop.cabinet(cabinet)?.party
    else { return [] }
    guard let answer = try? DayCounter(stage: stage, party: party).call("GET", "shipments/\(live.uuid)")
    else {
      return ["the post does not show its shipment"]
    }
    var wanted = record.story.order.parcel
    // Who makes a shipment by hand sends it in his own name.
    wanted["sender.name"] = DayShop.sender(record.story.order.typedFrom == nil ? cabinet : Shop.individual)
    let (found, must) = (DayLeaves.of(.object(Self.content(answer))), DayLeaves.of(.object(wanted)))
    var objections = DayLeaves.differences(found, must).map { path in
      "the parcel's \(path) is \(found[path].map { "\($0)" } ?? "absent"), "
        + "must be \(must[path].map { "\($0)" } ?? "absent")"
    }
    if record.story.order.typedFrom == nil, answer["shipmentGroupUuid"]?.text == nil {
      objections.append("the parcel is in no group")
    }
    return objections
  }

  /// The members of a shipment that a shop decides. A zero and a false are as good as nothing.
  static func content(_ shipment: JSONValue) -> [String: JSONValue] {
    var content: [String: JSONValue] = [:]
    for member in [
      "type", "deliveryType", "description", "onFailReceiveType", "dropOffPostcode", "postPay",
      "paidByRecipient", "postPayPaidByRecipient", "transferPostPayToBankAccount",
    ] { content[member] = shipment[member] }
    for flag in [
      "sms", "checkOnDelivery", "documentBack", "fragile", "recommended", "withDeliveryNotification",
    ] where shipment[flag]?.truth == true { content[flag] = true }
    for member in [
      "type", "name", "lastName", "firstName", "middleName", "phoneNumber", "edrpou", "tin",
    ] { content["recipient.\(member)"] = shipment["recipient"]?[member] }
    content["sender.name"] = shipment["sender"]?["name"]
    let entry = shipment["recipient"]?["addresses"]?.elements?.first {
      $0["addressId"] == shipment["recipientAddressId"]
    }
    for part in ["postcode", "region", "city", "street", "houseNumber", "apartmentNumber"] {
      content["to.\(part)"] = entry?["address"]?[part]
    }
    let parcels = shipment["parcels"]?.elements ?? []
    content["parcels"] = .integer(Int64(parcels.count))
    for (index, parcel) in parcels.enumerated() {
      for member in ["weight", "length", "width", "height", "declaredPrice"] {
        content["parcels[\(index)].\(member)"] = parcel[member]
      }
    }
    return content
  }

  // MARK: labels

  private var labelObjections: [String] {
    var objections: [String] = []
    // Labels of withdrawn TTNs, and those from before a change, are void and gone.
    let newLabels = record.story.end.newLabels
    let revision = newLabels > 0 ? " (\(newLabels + 1))" : ""
    let isThere = record.ttn != nil && record.labelled.last == record.ttn && !record.isDeleted
    let names = isThere ? ["ТТН \(record.ttn ?? "")\(revision).pdf"] : []
    if card.files != names { objections.append("its files are \(card.files)") }
    guard record.labelled.last == record.ttn, let ttn = record.ttn, !record.isDeleted else {
      return objections
    }
    let day = live.map { DayClock.isoDay($0.createdAt) } ?? ""
    let path = "\(stage.folder.labels)/\(record.cabinet ?? "")/\(day)/\(record.id)-\(ttn).pdf"
    let spool = FileManager.default.contents(atPath: path) ?? Data()
    let attached = (try? stage.crm { crm, _ in crm.attachments(of: record.id) })?.last ?? []
    if !spool.starts(with: Data("%PDF".utf8)) { objections.append("no label in the spool") }
    if Data(attached) != spool { objections.append("the attached file is not the label in the spool") }
    if let live, live.stickersServed != newLabels + 1 {
      objections.append("its label was fetched \(live.stickersServed) times")
    }
    return objections
  }
}
