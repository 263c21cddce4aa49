// Reads what `defaults` and a cabinet have in common. The same code reads both, so that whatever can be a
// default can also be said for one cabinet, under the same name.
import ShippingCore

struct SharedReader {
  let section: Section
  let isRehearsal: Bool

  /// One parcel, ukrposhta-api.md section 5; a side of CARGO may come near the sum of all.
  static let parcelGrams: ClosedRange<Int64> = 1...30_000
  static let sideMillimetres: ClosedRange<Int64> = 1...3_500
  static let placeholders = ["{items}", "{number}", "{externalId}"]

  func read() -> SharedSettings {
    var shared = SharedSettings()
    shared.technology = section.value("technology")?.choice([
      "W2W": Technology.w2w, "W2D": .w2d, "D2W": .d2w, "D2D": .d2d,
    ])
    shared.service = section.value("service")?.choice([
      "STANDARD": ShipmentType.standard, "EXPRESS": .express, "DOCUMENT": .document, "CARGO": .cargo,
    ])
    shared.payer = section.value("payer").flatMap(payer)
    shared.codFeePayer = section.value("cod-fee-payer").flatMap(payer)
    shared.sms = section.value("sms")?.flag()
    shared.onFail = section.value("on-fail")?.choice([
      "RETURN": OnFailReceive.returnToSender, "PROCESS_AS_REFUSAL": .processAsRefusal,
    ])
    shared.description = section.value("description").flatMap(template)
    shared.zeroDeclaredValue = section.value("zero-declared-value")?.flag()
    readParcel(into: &shared)
    readPayments(into: &shared)
    readStores(into: &shared)
    readStatuses(into: &shared)
    let card = CardReader(section: section, isRehearsal: isRehearsal)
    shared.card = card.read()
    shared.notices = card.notices()
    return shared
  }

  private func payer(_ value: Value) -> Payer? {
    value.choice(["sender": Payer.sender, "receiver": .receiver])
  }

  private func template(_ value: Value) -> String? {
    guard let text = value.text("a text of the description") else { return nil }
    let rest = Self.placeholders.reduce(text) { text, placeholder in
      text.split(separator: placeholder, omittingEmptySubsequences: false).joined(separator: " ")
    }
    guard !rest.contains("{"), !rest.contains("}") else {
      value.refuse("a placeholder is not known; known: \(Spelling.alternatives(Self.placeholders))")
      return nil
    }
    return text
  }

  private func readParcel(into shared: inout SharedSettings) {
    guard let parcel = section.section("parcel") else { return }
    shared.weight = parcel.value("weight-g")?.switchable {
      $0.integer(Self.parcelGrams, unit: "grams").map { Grams($0) }
    }
    func side(_ key: String) -> Switchable<Int64>? {
      parcel.value(key)?.switchable { $0.integer(Self.sideMillimetres, unit: "millimetres") }
    }
    shared.lengthMillimetres = side("length-mm")
    shared.widthMillimetres = side("width-mm")
    shared.heightMillimetres = side("height-mm")
    parcel.finish()
  }

  private func readPayments(into shared: inout SharedSettings) {
    guard let payments = section.section("payments") else { return }
    shared.codPaymentTypes = payments.value("cod")?.codes("the code of a payment type", mayBeEmpty: true)
    shared.allowedPaymentTypes = payments.value("allowed")?.switchable {
      $0.codes("the code of a payment type")
    }
    payments.finish()
  }

  private func readStores(into shared: inout SharedSettings) {
    for (code, value) in section.section("stores")?.named() ?? [] {
      if code.isEmpty || code.contains(where: \.isWhitespace) {
        report(value, "not the code of a store: it has blanks in it, or is empty")
      } else {
        shared.stores[code] = value.switchable(readStore)
      }
    }
  }

  /// The postcode of the office where parcels are handed in, or the address where a courier fetches them.
  private func readStore(_ value: Value) -> PostalAddress? {
    guard value.isSection else { return value.postcode().map { PostalAddress(postcode: $0) } }
    guard let section = value.section() else { return nil }
    return AddressReader.read(section, needsDoor: "a courier comes to the store; or write its postcode alone")
  }

  private func readStatuses(into shared: inout SharedSettings) {
    for (name, value) in section.section("statuses")?.named() ?? [] {
      let status = value.switchable { $0.code("the code of a status of the CRM") }
      if let state = DeliveryState(rawValue: name) {
        shared.statuses[.state(state)] = status
      } else if let event = Self.eventCode(name) {
        shared.statuses[.event(event)] = status
      } else {
        let states = DeliveryState.allCases.map(\.rawValue)
        let meant = Spelling.suggestion(for: name, among: states).map { "; did you mean “\($0)”?" } ?? ""
        report(
          value,
          "neither an event code of the post (10100) nor one of \(states.joined(separator: ", "))\(meant)")
      }
    }
  }

  private func report(_ value: Value, _ message: String) {
    section.report.add(at: value.keyPosition, path: value.path, message)
  }

  /// Five digits, or six for the newest; which of them exist is the event table's business.
  static func eventCode(_ text: String) -> Int? {
    guard (5...6).contains(text.utf8.count), text.first != "0" else { return nil }
    return text.allSatisfy { $0.isASCII && $0.isNumber } ? Int(text) : nil
  }
}
