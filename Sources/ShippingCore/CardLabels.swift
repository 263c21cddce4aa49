// What people read in the CRM for the statuses, fields and choices that `register` puts there, three
// languages side by side. These words are what a shop knows us by: a new one is a change in every order
// card.

extension DeliveryState {
  /// Name of the delivery status.
  public func name(in language: Language) -> String { wording.template(in: language) }

  private var wording: Wording {
    switch self {
    case .created: return Wording(uk: "ТТН створено", ru: "ТТН создана", en: "TTN created")
    case .accepted: return Wording(uk: "Прийнято поштою", ru: "Принято почтой", en: "Accepted by the post")
    case .inTransit: return Wording(uk: "У дорозі", ru: "В пути", en: "In transit")
    case .customs: return Wording(uk: "На митниці", ru: "На таможне", en: "In customs")
    case .atOffice:
      return Wording(uk: "Чекає у відділенні", ru: "Ожидает в отделении", en: "Waiting at the post office")
    case .problem:
      return Wording(
        uk: "Не вдалося вручити", ru: "Не удалось вручить", en: "Delivery attempt failed")
    case .returning:
      return Wording(uk: "Повертається", ru: "Возвращается", en: "On its way back")
    case .returned:
      return Wording(
        uk: "Повернуто відправнику", ru: "Возвращено отправителю", en: "Returned to the sender")
    case .delivered: return Wording(uk: "Вручено", ru: "Вручено", en: "Delivered")
    case .cancelled:
      return Wording(uk: "Скасовано на пошті", ru: "Отменено на почте", en: "Cancelled at the post")
    case .withdrawn: return Wording(uk: "ТТН видалено", ru: "ТТН удалена", en: "TTN deleted")
    }
  }
}

extension ShownStatus {
  /// Name of a delivery status by code; a code that is none of ours is its own name.
  public static func name(_ code: String, in language: Language) -> String {
    switch code {
    case waiting:
      return Wording(uk: "ТТН ще немає", ru: "ТТН ещё нет", en: "No TTN yet").template(in: language)
    case error:
      return Wording(
        uk: "Помилка, див. коментар", ru: "Ошибка, см. комментарий", en: "Error, see the comment"
      ).template(in: language)
    default: return DeliveryState(rawValue: code)?.name(in: language) ?? code
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
        uk: "Не створювати ТТН Укрпошти", ru: "Не создавать ТТН Укрпочты", en: "Make no Ukrposhta TTN")
    case .trackNumber: return Wording(uk: "ТТН Укрпошти", ru: "ТТН Укрпочты", en: "Ukrposhta TTN")
    case .status: return Wording(uk: "Стан посилки", ru: "Состояние посылки", en: "Parcel status")
    case .error: return Wording(uk: "Помилка доставки", ru: "Ошибка доставки", en: "Delivery error")
    case .notice:
      return Wording(uk: "Зверніть увагу", ru: "Обратите внимание", en: "Please note")
    case .cost:
      return Wording(
        uk: "Вартість доставки за тарифом, грн", ru: "Стоимость доставки по тарифу, грн",
        en: "Delivery price of the post, UAH")
    }
  }
}

extension DeliveryField {
  /// What the CRM shows beside the field; nil where the label says it all.
  public func hint(in language: Language) -> String? { hintWording?.template(in: language) }

  private var hintWording: Wording? {
    switch self {
    case .recipientName:
      return Wording(
        uk: "Якщо одержує не замовник: прізвище, ім’я, по батькові",
        ru: "Если получает не заказчик: фамилия, имя, отчество",
        en: "If somebody else receives it: last name, first name, patronymic")
    case .recipientPhone:
      return Wording(
        uk: "Якщо одержує не замовник", ru: "Если получает не заказчик", en: "If somebody else receives it")
    case .postOffice:
      return Wording(
        uk: "П’ять цифр. Порожньо – індекс з адреси доставки",
        ru: "Пять цифр. Пусто – индекс из адреса доставки",
        en: "Five digits. Empty: the postcode of the delivery address")
    case .description:
      return Wording(
        uk: "До 40 знаків. Порожньо – назви товарів", ru: "До 40 знаков. Пусто – названия товаров",
        en: "Up to 40 characters. Empty: the names of the goods")
    case .technology, .service, .payer, .codFeePayer, .onFail:
      return Wording(
        uk: "Порожньо – як налаштовано для магазину", ru: "Пусто – как настроено для магазина",
        en: "Empty: as set up for the shop")
    case .sms, .checkOnDelivery, .fragile, .documentBack, .deliveryNotification: return nil
    }
  }

  /// What a manager picks for one of the field's values; a value that is not in the list is its own label.
  public func choiceLabel(_ value: String, in language: Language) -> String {
    DeliveryField.label(ofValue: value, in: language)
  }

  /// Between the values that a problem lists.
  static let valueSeparator = ", "

  /// The same for a value of any of the fields: no two fields have one value with two meanings.
  static func label(ofValue value: String, in language: Language) -> String {
    choiceWording(value)?.template(in: language) ?? value
  }

  /// The labels of values that a problem lists.
  static func labels(ofValues list: String, in language: Language) -> String {
    list.split(separator: valueSeparator).map { label(ofValue: String($0), in: language) }
      .joined(separator: valueSeparator)
  }

  private static func choiceWording(_ value: String) -> Wording? {
    switch value {
    case "true": return Wording(uk: "так", ru: "да", en: "yes")
    case "false": return Wording(uk: "ні", ru: "нет", en: "no")
    case Technology.w2w.rawValue:
      return Wording(uk: "Відділення – відділення", ru: "Отделение – отделение", en: "Office to office")
    case Technology.w2d.rawValue:
      return Wording(uk: "Відділення – адреса", ru: "Отделение – адрес", en: "Office to door")
    case Technology.d2w.rawValue:
      return Wording(uk: "Адреса – відділення", ru: "Адрес – отделение", en: "Door to office")
    case Technology.d2d.rawValue:
      return Wording(uk: "Адреса – адреса", ru: "Адрес – адрес", en: "Door to door")
    case ShipmentType.standard.rawValue:
      return Wording(uk: "Укрпошта Стандарт", ru: "Укрпочта Стандарт", en: "Ukrposhta Standard")
    case ShipmentType.express.rawValue:
      return Wording(uk: "Укрпошта Експрес", ru: "Укрпочта Экспресс", en: "Ukrposhta Express")
    case ShipmentType.document.rawValue:
      return Wording(uk: "Документи", ru: "Документы", en: "Documents")
    case ShipmentType.cargo.rawValue: return Wording(uk: "Вантаж", ru: "Груз", en: "Cargo")
    case Payer.sender.rawValue: return Wording(uk: "Відправник", ru: "Отправитель", en: "Sender")
    case Payer.receiver.rawValue: return Wording(uk: "Одержувач", ru: "Получатель", en: "Recipient")
    case OnFailReceive.returnToSender.rawValue:
      return Wording(uk: "Повернути відправнику", ru: "Вернуть отправителю", en: "Return to the sender")
    case OnFailReceive.processAsRefusal.rawValue:
      return Wording(uk: "Оформити як відмову", ru: "Оформить как отказ", en: "Treat as refused")
    default: return nil
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

/// Names of things that `register` makes besides statuses and fields.
public enum RegistrationNames {
  /// Of a module that the shop gave no name; the cabinet tells several modules apart.
  public static func module(_ cabinet: CabinetID, in language: Language) -> String {
    Wording(uk: "Укрпошта", ru: "Укрпочта", en: "Ukrposhta").template(in: language) + " (\(cabinet))"
  }

  /// Of the point where the shop hands parcels over.
  public static func shipmentPoint(_ postcode: Postcode, in language: Language) -> String {
    Wording(uk: "Відділення", ru: "Отделение", en: "Post office").template(in: language) + " \(postcode)"
  }

  /// Of the custom field that takes the price of a locked order.
  public static func quote(in language: Language) -> String {
    Wording(
      uk: "Розрахункова вартість доставки, грн", ru: "Расчётная стоимость доставки, грн",
      en: "Estimated delivery price, UAH"
    ).template(in: language)
  }
}
