// What a manager sees on the screen for a member of the order's JSON, so that a text can say which field to
// mend. The labels of the module's own fields are also those under which they are registered in the CRM.

extension DeliveryField {
  /// Label of the field in the order's card.
  public func label(in language: Language) -> String {
    let wording = self.wording
    return wording.template(in: language)
  }

  private var wording: Wording {
    switch self {
    case .recipientName:
      return Wording(uk: "ПІБ одержувача", ru: "ФИО получателя", en: "Recipient's full name")
    case .recipientPhone:
      return Wording(
        uk: "Номер телефону одержувача", ru: "Номер телефона получателя", en: "Recipient's phone number")
    case .postOffice:
      return Wording(
        uk: "Індекс відділення Укрпошти", ru: "Индекс отделения Укрпочты", en: "Postcode of the post office")
    case .technology:
      return Wording(uk: "Технологія доставки", ru: "Технология доставки", en: "Delivery technology")
    case .service: return Wording(uk: "Послуга Укрпошти", ru: "Услуга Укрпочты", en: "Ukrposhta service")
    case .payer: return Wording(uk: "Платник доставки", ru: "Плательщик доставки", en: "Delivery payer")
    case .codFeePayer:
      return Wording(
        uk: "Платник комісії за післяплату", ru: "Плательщик комиссии за наложенный платёж",
        en: "Payer of the cash-on-delivery fee")
    case .sms: return Wording(uk: "SMS одержувачу", ru: "SMS получателю", en: "SMS to the recipient")
    case .description: return Wording(uk: "Опис відправлення", ru: "Описание отправления", en: "Description")
    case .onFail:
      return Wording(uk: "Якщо не вручено", ru: "Если не вручено", en: "If it cannot be delivered")
    case .checkOnDelivery:
      return Wording(uk: "Огляд при врученні", ru: "Осмотр при вручении", en: "Inspection on delivery")
    case .fragile: return Wording(uk: "Крихке", ru: "Хрупкое", en: "Fragile")
    case .documentBack:
      return Wording(uk: "Повернення документів", ru: "Возврат документов", en: "Documents back")
    case .deliveryNotification:
      return Wording(uk: "Повідомлення про вручення", ru: "Уведомление о вручении", en: "Delivery notice")
    }
  }
}

extension ProblemTexts {
  /// The label of a member of the order, given its path; a path without a label is shown as it is.
  static func label(ofField path: String, in language: Language, codes: CustomFieldCodes? = nil) -> String {
    if path.hasPrefix(Problem.customFieldPrefix) {
      let code = String(path.dropFirst(Problem.customFieldPrefix.count))
      return codes?.label(ofCode: code, in: language) ?? path
    }
    if path.hasPrefix(extraDataPrefix) {
      let code = String(path.dropFirst(extraDataPrefix.count))
      return DeliveryField(rawValue: code)?.label(in: language) ?? path
    }
    if let number = packageNumber(path) {
      return Wording(uk: "упаковка", ru: "упаковка", en: "package").template(in: language) + " \(number)"
    }
    return wording(ofField: path)?.template(in: language) ?? path
  }

  private static let extraDataPrefix = "delivery.data.extraData."

  /// 1 for the first package.
  private static func packageNumber(_ path: String) -> Int? {
    let prefix = "delivery.data.packages["
    guard path.hasPrefix(prefix) else { return nil }
    return Int(path.dropFirst(prefix.count).prefix { $0 != "]" }).map { $0 &+ 1 }
  }

  private static func wording(ofField path: String) -> Wording? {
    switch path {
    case "lastName": return Wording(uk: "Прізвище", ru: "Фамилия", en: "Last name")
    case "firstName": return Wording(uk: "Ім’я", ru: "Имя", en: "First name")
    case "patronymic": return Wording(uk: "По батькові", ru: "Отчество", en: "Patronymic")
    case "phone": return Wording(uk: "Телефон", ru: "Телефон", en: "Phone")
    case "weight": return Wording(uk: "усе замовлення", ru: "весь заказ", en: "the whole order")
    case "length": return Wording(uk: "усе замовлення", ru: "весь заказ", en: "the whole order")
    case "delivery.data.packages": return Wording(uk: "усі упаковки", ru: "все упаковки", en: "all packages")
    case "delivery.address.index": return Wording(uk: "Індекс", ru: "Индекс", en: "Postcode")
    case "delivery.address.countryIso": return Wording(uk: "Країна", ru: "Страна", en: "Country")
    case "delivery.address.region": return Wording(uk: "Область", ru: "Область", en: "Region")
    case "delivery.address.city": return Wording(uk: "Місто", ru: "Город", en: "City")
    case "delivery.address.street": return Wording(uk: "Вулиця", ru: "Улица", en: "Street")
    case "delivery.address.building": return Wording(uk: "Будинок", ru: "Дом", en: "Building")
    case "delivery.address.flat": return Wording(uk: "Кв./офіс", ru: "Кв./офис", en: "Flat")
    case "delivery.data.tariff": return Wording(uk: "Тариф", ru: "Тариф", en: "Tariff")
    case "delivery.data.payerType":
      return Wording(uk: "Платник за доставку", ru: "Плательщик за доставку", en: "Payer")
    case "delivery.data.trackNumber": return Wording(uk: "Трек-номер", ru: "Трек-номер", en: "Track number")
    case "delivery.data.locked":
      return Wording(
        uk: "Не синхронізувати зі службою доставки", ru: "Не синхронизировать со службой доставки",
        en: "Do not synchronise with the delivery service")
    case "delivery.data.shipmentpointId":
      return Wording(uk: "Точка відвантаження", ru: "Точка отгрузки", en: "Shipment point")
    case "site": return Wording(uk: "Магазин", ru: "Магазин", en: "Shop")
    case "payments", "payments.type": return Wording(uk: "Оплата", ru: "Оплата", en: "Payment")
    case "currency": return Wording(uk: "Валюта", ru: "Валюта", en: "Currency")
    case "items": return Wording(uk: "Товари", ru: "Товары", en: "Items")
    case "shipmentStore": return Wording(uk: "Склад відвантаження", ru: "Склад отгрузки", en: "Store")
    case "company.name": return Wording(uk: "Назва компанії", ru: "Название компании", en: "Company name")
    case "contragent.legalName":
      return Wording(uk: "Повна назва", ru: "Полное наименование", en: "Legal name")
    case "contragent.OKPO", "company.contragent.OKPO":
      return Wording(uk: "ОКПО (ЄДРПОУ)", ru: "ОКПО (ЕГРПОУ)", en: "OKPO (EDRPOU)")
    case "contragent.INN", "company.contragent.INN": return Wording(uk: "ІПН", ru: "ИНН", en: "INN")
    case "contragent.contragentType", "company.contragent.contragentType":
      return Wording(uk: "Тип контрагента", ru: "Тип контрагента", en: "Contragent type")
    default: return nil
    }
  }
}
