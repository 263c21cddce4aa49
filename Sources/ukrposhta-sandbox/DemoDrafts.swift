// Orders of a small shop as its site would send them: made-up people, real towns, round prices.
import Rehearsal
import Sandbox

enum DemoDraft {
  enum Payment { case onDelivery, paid }

  /// An order of one kind of goods; `cabinet` names the contract, nil another carrier.
  static func order(
    _ lastName: String, _ firstName: String, _ patronymic: String, phone: String, to town: Town,
    in cabinet: String?, _ goods: String, hryvnias: Int64, _ payment: Payment = .paid
  ) -> CRMOrderDraft {
    var draft = CRMOrderDraft()
    draft.status = "client-confirmed"
    draft.lastName = lastName
    draft.firstName = firstName
    draft.patronymic = patronymic
    draft.phone = phone
    draft.deliveryType = cabinet.map { "ukrposhta-\($0)" } ?? Shop.foreignDelivery
    draft.address = town.address
    draft.items = [CRMOrderDraft.Item(goods, initialPriceKopiykas: hryvnias * 100, weightGrams: 640)]
    draft.weightGrams = 640
    draft.shipmentStore = Shop.store
    draft.payments = [
      CRMOrderDraft.Payment(
        type: payment == .onDelivery ? "cash-on-delivery" : "bank-card",
        status: payment == .onDelivery ? "not-paid" : "paid", amountKopiykas: hryvnias * 100)
    ]
    return draft
  }

  enum Town {
    case kyiv, lviv, odesa, dnipro, ternopil, uzhhorod, kharkivClosed, kharkiv

    var address: CRMOrderDraft.Address {
      switch self {
      case .kyiv: return make("04071", "Київ", "Київ", "вул. Межигірська", "12", "4")
      case .lviv: return make("79013", "Львівська", "Львів", "вул. Степана Бандери", "30", "7")
      case .odesa: return make("65001", "Одеська", "Одеса", "вул. Дерибасівська", "5", "11")
      case .dnipro: return make("49000", "Дніпропетровська", "Дніпро", "просп. Яворницького", "60", "21")
      case .ternopil: return make("46001", "Тернопільська", "Тернопіль", "вул. Руська", "8", "2")
      case .uzhhorod: return make("88000", "Закарпатська", "Ужгород", "вул. Корзо", "3", nil)
      case .kharkivClosed: return make(Shop.closedOffice, "Харківська", "Харків", "вул. Сумська", "17", "9")
      case .kharkiv: return make("61002", "Харківська", "Харків", "вул. Сумська", "17", "9")
      }
    }

    private func make(
      _ index: String, _ region: String, _ city: String, _ street: String, _ building: String, _ flat: String?
    ) -> CRMOrderDraft.Address {
      CRMOrderDraft.Address(
        index: index, countryIso: "UA", region: region, city: city, street: street, building: building,
        flat: flat)
    }
  }
}
