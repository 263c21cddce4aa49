// Words for what the order card shows: states of a parcel, and the fields of the card themselves. The names of states are
// also those of the module's `statusList`, the names of fields those under which fields are made in the CRM, so that
// a manager reads the same word everywhere.

extension DeliveryState {
  /// What a manager calls the state.
  public func label(in language: Language) -> String { wording.template(in: language) }

  private var wording: Wording {
    switch self {
    case .created:
      return Wording(
        uk: "ТТН створено, посилку ще не здано", ru: "ТТН создана, посылка ещё не сдана",
        en: "TTN made, parcel not handed over yet")
    case .accepted: return Wording(uk: "Прийнято поштою", ru: "Принято почтой", en: "Accepted by the post")
    case .inTransit: return Wording(uk: "У дорозі", ru: "В пути", en: "In transit")
    case .customs: return Wording(uk: "На митниці", ru: "На таможне", en: "At customs")
    case .atOffice: return Wording(uk: "У відділенні", ru: "В отделении", en: "At the post office")
    case .problem:
      return Wording(
        uk: "Невдала спроба вручення", ru: "Неудачная попытка вручения", en: "Failed delivery attempt")
    case .returning:
      return Wording(uk: "Повертається відправнику", ru: "Возвращается отправителю", en: "On its way back")
    case .returned:
      return Wording(uk: "Повернено відправнику", ru: "Возвращено отправителю", en: "Returned to the sender")
    case .delivered: return Wording(uk: "Вручено", ru: "Вручено", en: "Delivered")
    case .cancelled:
      return Wording(uk: "Скасовано поштою", ru: "Отменено почтой", en: "Cancelled by the post")
    case .withdrawn: return Wording(uk: "ТТН скасовано", ru: "ТТН отменена", en: "TTN withdrawn")
    }
  }
}

extension ShownStatus {
  /// Name of one of the two statuses that are no state of a parcel; nil for any other code.
  public static func label(_ code: String, in language: Language) -> String? {
    switch code {
    case error: return Wording(uk: "Помилка", ru: "Ошибка", en: "Error").template(in: language)
    case waiting: return Wording(uk: "Очікує", ru: "Ожидает", en: "Waiting").template(in: language)
    default: return nil
    }
  }
}

extension CardField {
  /// Label of the field in the order's card.
  public func label(in language: Language) -> String { wording.template(in: language) }

  private var wording: Wording {
    switch self {
    case .doNotSync:
      return Wording(
        uk: "Не передавати в Укрпошту", ru: "Не передавать в Укрпочту", en: "Do not send to Ukrposhta")
    case .trackNumber: return Wording(uk: "ТТН Укрпошти", ru: "ТТН Укрпочты", en: "Ukrposhta TTN")
    case .status: return Wording(uk: "Стан посилки", ru: "Состояние посылки", en: "Parcel status")
    case .error: return Wording(uk: "Помилка Укрпошти", ru: "Ошибка Укрпочты", en: "Ukrposhta error")
    case .notice: return Wording(uk: "Увага", ru: "Внимание", en: "Attention")
    case .cost:
      return Wording(uk: "Вартість Укрпошти, грн", ru: "Стоимость Укрпочты, грн", en: "Ukrposhta cost, UAH")
    }
  }
}

extension CustomFieldCodes {
  /// Label of the field with this code; nil when it is none of ours.
  func label(ofCode code: String, in language: Language) -> String? {
    if let field = DeliveryField.allCases.first(where: { self.code($0) == code }) {
      return field.label(in: language)
    }
    return CardField.allCases.first { self.code($0) == code }?.label(in: language)
  }
}
