// Orders of the manager's day: a made-up buyer, a town, one kind of goods. What the post should hold of the parcel is
// written beside what is entered, member by member, so that neither follows from the other.
import Rehearsal
import Sandbox

/// A buyer; the phone is as the post should get it.
struct DayPerson: Sendable {
  var last: String
  var first: String
  var middle: String
  var phone: String

  init(_ last: String, _ first: String, _ middle: String, _ phone: String) {
    (self.last, self.first, self.middle, self.phone) = (last, first, middle, phone)
  }
}

enum DayTown: Sendable {
  case lviv, odesa, dnipro, kharkiv, closed

  var address: CRMOrderDraft.Address {
    let parts = self.parts
    return CRMOrderDraft.Address(
      index: parts[0], countryIso: "UA", region: parts[1], city: parts[2], street: parts[3],
      building: parts[4], flat: parts[5])
  }

  /// As the post should hold it.
  var parcel: [String: JSONValue] {
    let members = ["postcode", "region", "city", "street", "houseNumber", "apartmentNumber"]
    return Dictionary(
      zip(members, parts).map { ("to.\($0)", .string($1)) }, uniquingKeysWith: { first, _ in first })
  }

  private var parts: [String] {
    switch self {
    case .lviv: ["79013", "Львівська", "Львів", "вул. Степана Бандери", "30", "7"]
    case .odesa: ["65001", "Одеська", "Одеса", "вул. Дерибасівська", "5", "11"]
    case .dnipro: ["49000", "Дніпропетровська", "Дніпро", "просп. Яворницького", "60", "21"]
    case .kharkiv: ["61002", "Харківська", "Харків", "вул. Сумська", "17", "9"]
    // The post does not serve this office.
    case .closed: ["61001", "Харківська", "Харків", "вул. Сумська", "17", "9"]
    }
  }
}

extension DayOrder {
  enum Payment { case onDelivery, paid }

  /// 640 g in the shop's usual box, from Kyiv.
  static func of(
    _ person: DayPerson, _ town: DayTown, in cabinet: String?, _ goods: String, hryvnias: Int64,
    _ payment: Payment = .paid
  ) -> DayOrder {
    var draft = CRMOrderDraft()
    draft.status = "client-confirmed"
    draft.lastName = person.last
    draft.firstName = person.first
    draft.patronymic = person.middle
    // As people write it: without the country.
    draft.phone = String(person.phone.dropFirst(3))
    draft.email = "buyer@example.com"
    draft.deliveryType = cabinet.map { "ukrposhta-\($0)" } ?? Shop.foreignDelivery
    draft.deliveryCostKopiykas = 60_00
    draft.address = town.address
    draft.items = [CRMOrderDraft.Item(goods, initialPriceKopiykas: hryvnias * 100, weightGrams: 640)]
    draft.weightGrams = 640
    draft.shipmentStore = Shop.store
    draft.customerComment = "Передзвоніть, будь ласка"
    draft.managerComment = "Постійний клієнт"
    let isOnDelivery = payment == .onDelivery
    draft.payments = [
      CRMOrderDraft.Payment(
        type: isOnDelivery ? "cash-on-delivery" : "bank-card", status: isOnDelivery ? "not-paid" : "paid",
        amountKopiykas: hryvnias * 100)
    ]
    var parcel: [String: JSONValue] = [
      "type": "STANDARD", "deliveryType": "W2W", "description": .string(goods),
      "onFailReceiveType": "RETURN", "dropOffPostcode": "01001", "paidByRecipient": false,
      "postPayPaidByRecipient": true, "transferPostPayToBankAccount": false, "recipient.type": "INDIVIDUAL",
      "recipient.name": .string("\(person.last) \(person.first) \(person.middle)"),
      "recipient.lastName": .string(person.last), "recipient.firstName": .string(person.first),
      "recipient.middleName": .string(person.middle), "recipient.phoneNumber": .string(person.phone),
      "parcels": 1, "parcels[0].weight": 640, "parcels[0].length": 30, "parcels[0].width": 20,
      "parcels[0].height": 10, "parcels[0].declaredPrice": .integer(hryvnias),
    ]
    parcel.merge(town.parcel) { _, new in new }
    if isOnDelivery {
      parcel["postPay"] = .integer(hryvnias)
      parcel["transferPostPayToBankAccount"] = .bool(cabinet != Shop.individual)
    }
    return DayOrder(draft: draft, parcel: parcel)
  }

  /// Until the manager unlocks it.
  var locked: DayOrder {
    with { draft in
      if draft.deliveryType == "ukrposhta-\(Shop.entrepreneur)" {
        draft.customFields[DayPlain.doNotSync] = true
      } else {
        draft.data.locked = true
      }
    }
  }
}

/// Codes of the custom fields by which the plain cabinet is linked.
enum DayPlain {
  static let doNotSync = "ukrposhta_do_not_sync"
  static let trackNumber = "ukrposhta_track_number"
  static let status = "ukrposhta_status"
  static let error = "ukrposhta_error"
  static let notice = "ukrposhta_notice"
  static let cost = "ukrposhta_cost"
}
