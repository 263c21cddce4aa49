// How a dry run prints what would be done: a sentence for a person, an object a line for programs. Money is hryvnia with
// its kopiykas.
import Foundation
import ShippingCore
import SyncEngine

struct DryRunLine: Encodable {
  private var order: Int64
  private var number: String?
  private var act: String
  private var cabinet: String?
  private var barcode: String?
  private var technology: String?
  private var service: String?
  private var parcels: Int?
  private var weightGrams: Int64?
  private var declared: String?
  private var cod: String?
  private var errand: String?
  private var problems: [String]?
  private var trackNumber: String?
  private var deliveryStatus: String?
  private var orderStatus: String?
  /// In words, of each problem.
  private var words: [String] = []

  private enum CodingKeys: String, CodingKey {
    case order, number, act, cabinet, barcode, technology, service, parcels, weightGrams, declared, cod,
      errand
    case problems, trackNumber, deliveryStatus, orderStatus
  }

  init(_ act: DryRunAct) {
    order = act.order.rawValue
    number = act.number
    self.act = act.kind.rawValue
    cabinet = act.cabinet?.rawValue
    barcode = act.barcode?.text
    errand = act.errand
    if let parcel = act.parcel {
      technology = parcel.technology.rawValue
      service = parcel.type.rawValue
      parcels = parcel.parcels
      weightGrams = parcel.weight.amount
      declared = Self.hryvnia(parcel.declared)
      cod = Self.hryvnia(parcel.postPay)
    }
    if !act.problems.isEmpty { problems = act.problems.map(\.code.rawValue) }
    words = act.problems.map { $0.masked.text(in: .en) }
    if let card = act.card {
      trackNumber = card.trackNumber.isEmpty ? nil : card.trackNumber
      deliveryStatus = card.deliveryStatus
      orderStatus = card.orderStatus
    }
  }

  static func hryvnia(_ amount: Kopiykas) -> String {
    let cents = amount.amount.magnitude % 100
    return "\(amount.amount < 0 ? "-" : "")\(amount.amount.magnitude / 100).\(cents < 10 ? "0" : "")\(cents)"
  }

  func show(json: Bool) {
    if json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      if let bytes = try? encoder.encode(self) { print(String(decoding: bytes, as: UTF8.self)) }
    } else {
      let name = "order \(order)" + (number.map { " (\($0))" } ?? "")
      print(Terminal.clean("\(name): \(sentence)"))
    }
    // A pipe would otherwise keep it back until there is more.
    fflush(nil)
  }

  static func end(_ round: DryRunRound, json: Bool) {
    if json { return }
    print("\(round.orders) orders looked at, \(round.acts) things would be done; nothing was.")
  }

  private var sentence: String {
    let place = cabinet.map { " in cabinet \($0)" } ?? ""
    switch DryRunAct.Kind(rawValue: act) {
    case .make: return "would make a shipment\(place)\(parcelWords)"
    case .update: return "would change the shipment \(barcode ?? "")\(place)\(parcelWords)"
    case .adopt: return "would take over the TTN \(barcode ?? "")\(place)"
    case .withdraw:
      return "would withdraw the TTN \(barcode ?? "")\(place), if the post has not got the parcel"
    case .lookUp: return "would look up a create without an answer\(place)"
    case .errand: return "would \(errandWords)" + (barcode.map { " of \($0)" } ?? "") + place
    case .refuse: return "would refuse it\(place): \(words.joined(separator: " | "))"
    case .card: return "would write the order card: \(cardWords)"
    case nil: return act
    }
  }

  private var parcelWords: String {
    guard let technology, let service, let parcels, let weightGrams, let declared, let cod else { return "" }
    let count = parcels == 1 ? "" : ", \(parcels) parcels"
    return ": \(service) \(technology)\(count), \(weightGrams) g, declared \(declared) UAH, COD \(cod) UAH"
  }

  private var errandWords: String {
    switch errand {
    case "fetch-label": return "fetch the label"
    case "upload-label", "find-upload", "attach-label": return "attach the label to the order"
    case "print-label", "admit-print": return "print the label"
    case "remove-labels", "delete-file": return "remove a void label"
    case "ask-price": return "ask for the delivery price"
    case "write-quote": return "write the delivery price"
    default: return errand ?? ""
    }
  }

  private var cardWords: String {
    let parts = [
      trackNumber.map { "TTN \($0)" }, deliveryStatus.map { "delivery status \($0)" },
      orderStatus.map { "order status \($0)" },
    ]
    return parts.compactMap { $0 }.joined(separator: ", ")
  }
}
