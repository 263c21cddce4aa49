// Fourteen orders that are about what is in them: changed after the TTN, wrong and mended, unusual parcels, TTNs that
// came from elsewhere, and what people did to the status.
import Rehearsal
import Sandbox

extension DayStory {
  static let contents: [DayStory] = changed + mended + unusual + foreign

  private static let changed: [DayStory] = [
    DayStory(
      name: "changed after the TTN",
      order: DayOrder.of(
        DayPerson("Остапенко", "Денис", "Вікторович", "+380502220040"), .lviv, in: Shop.company, "Ковдра",
        hryvnias: 1_100, .onDelivery
      ).with(
        parcel: DayTown.dnipro.parcel.merging([
          "parcels[0].weight": 1_300, "recipient.name": "Остапенко Дмитро Вікторович",
          "recipient.firstName": "Дмитро", "recipient.phoneNumber": "+380502220041",
        ]) { _, new in new }),
      steps: [
        .made(in: Shop.company),
        .manager("corrects name, phone, town and weight") { crm, id, now in
          crm.setRecipient(id, firstName: "Дмитро", phone: "0502220041", now: now)
          crm.setAddress(id, DayTown.dnipro.address, now: now)
          crm.setWeight(id, grams: 1_300, now: now)
        },
      ],
      end: End(cabinet: Shop.company, made: 1, newLabels: 1)),
    DayStory(
      name: "plain: paid after the TTN",
      order: DayOrder.of(
        DayPerson("Тимошенко", "Раїса", "Кирилівна", "+380502220042"), .odesa, in: Shop.entrepreneur,
        "Мультиварка", hryvnias: 2_700, .onDelivery
      ).with(parcel: ["postPay": .null]),
      steps: [
        .made(in: Shop.entrepreneur),
        .manager("marks the payment as paid") { $0.payPayment($1, now: $2) },
      ],
      end: End(cabinet: Shop.entrepreneur, made: 1, newLabels: 1)),
    DayStory(
      name: "changed after hand-over",
      order: .of(
        DayPerson("Ярошенко", "Кіра", "Антонівна", "+380502220043"), .lviv, in: Shop.individual, "Фен",
        hryvnias: 780),
      steps: [
        .made(in: Shop.individual), .travels([.accepted]),
        .manager("changes the address, too late") { $0.setAddress($1, DayTown.odesa.address, now: $2) },
        .told(
          "Дані змінено після здачі посилки: адреса. Вона їде за старими даними; зверніться до відділення."),
        .travels([.sorting]),
      ],
      end: End(cabinet: Shop.individual, made: 1, status: "delivering")),
    DayStory(
      name: "cancelled after hand-over",
      order: .of(
        DayPerson("Клименко", "Роман", "Львович", "+380502220044"), .lviv, in: Shop.individual, "Праска",
        hryvnias: 990),
      steps: [
        .made(in: Shop.individual), .travels([.accepted]),
        .manager("cancels the order, too late") { $0.setStatus($1, "cancel-other", now: $2) },
        .told(
          "ТТН {ttn} вже не видалити: посилка в Укрпошти. Щоб повернути її, зверніться до відділення."),
        .travels([.sorting.unmoved]),
      ],
      end: End(cabinet: Shop.individual, made: 1, status: "cancel-other")),
    DayStory(
      name: "closed by a person",
      order: .of(
        DayPerson("Нестеренко", "Лідія", "Федорівна", "+380502220045"), .lviv, in: Shop.company, "Годинник",
        hryvnias: 1_700),
      steps: [
        .made(in: Shop.company), .travels([.accepted, .atOffice]),
        .manager("closes the order") { $0.setStatus($1, "complete", now: $2) },
        .travels([.sentBack.unmoved]),
      ],
      end: End(cabinet: Shop.company, made: 1, status: "complete")),
  ]

  private static let mended: [DayStory] = [
    DayStory(
      name: "without a postcode, then mended",
      order: DayOrder.of(
        DayPerson("Власенко", "Ігор", "Данилович", "+380502220046"), .lviv, in: Shop.company, "Килим",
        hryvnias: 2_300, .onDelivery
      ).with { $0.address.index = nil },
      steps: [
        .told("Не вказано поштовий індекс. Заповніть поле «Індекс»."),
        .manager("fills in the postcode") { $0.setAddress($1, DayTown.lviv.address, now: $2) },
        .made(in: Shop.company), .travels([.accepted]),
      ],
      end: End(cabinet: Shop.company, made: 1, status: "send-to-delivery")),
    DayStory(
      name: "plain: phone and weight wrong, never mended",
      order: DayOrder.of(
        DayPerson("Пономаренко", "Зоя", "Глібівна", "+380502220047"), .odesa, in: Shop.entrepreneur,
        "Лампа настільна", hryvnias: 890
      ).with { draft in
        draft.phone = "12345"
        draft.weightGrams = nil
        draft.items[0].weightGrams = nil
      },
      steps: [
        .told(
          "1) Потрібен український номер телефону одержувача, наприклад +380671234567. Виправте поле "
            + "«Телефон». 2) Не вказано вагу (усе замовлення). Вкажіть вагу замовлення або всіх товарів."
        )
      ],
      end: End()),
    DayStory(
      name: "plain: refused by the post, then mended",
      order: DayOrder.of(
        DayPerson("Хоменко", "Степан", "Захарович", "+380502220048"), .closed, in: Shop.entrepreneur,
        "Самовар", hryvnias: 3_100
      ).with(parcel: DayTown.kharkiv.parcel),
      steps: [
        .told(
          "Укрпошта не прийняла дані. Виправте замовлення, і воно буде надіслане знову. "
            + "Відповідь: UPE01003: Destination 61001 is not served"),
        .manager("chooses another office") { $0.setAddress($1, DayTown.kharkiv.address, now: $2) },
        .made(in: Shop.entrepreneur),
      ],
      end: End(cabinet: Shop.entrepreneur, made: 1)),
  ]

  private static let corporateName = "ТОВ «Світанок»"

  private static let unusual: [DayStory] = [
    DayStory(
      name: "a corporate client",
      order: DayOrder.of(
        DayPerson("Іваненко", "Марта", "Орестівна", "+380502220049"), .lviv, in: Shop.company,
        "Крісло офісне", hryvnias: 6_400
      ).with(
        parcel: [
          "recipient.type": "COMPANY", "recipient.name": .string(corporateName),
          "recipient.edrpou": "31234562", "recipient.lastName": .null, "recipient.firstName": .null,
          "recipient.middleName": .null,
        ]
      ) { draft in
        draft.customer = .corporate(
          company: corporateName,
          contragent: CRMOrderDraft.Contragent(
            type: "legal-entity", legalName: corporateName, okpo: "31234562"))
      },
      steps: [.made(in: Shop.company)], end: End(cabinet: Shop.company, made: 1)),
    DayStory(
      name: "two parcels, express",
      order: DayOrder.of(
        DayPerson("Кириленко", "Софія", "Марківна", "+380502220050"), .odesa, in: Shop.company,
        "Сервіз столовий", hryvnias: 3_901
      ).with(
        parcel: [
          "type": "EXPRESS", "parcels": 2, "parcels[0].weight": 1_800, "parcels[0].length": 36,
          "parcels[0].width": 25, "parcels[0].declaredPrice": 1_950.5, "parcels[1].weight": 2_300,
          "parcels[1].length": 40, "parcels[1].width": 30, "parcels[1].height": 20,
          "parcels[1].declaredPrice": 1_950.5,
        ]
      ) { draft in
        draft.data.tariff = "EXPRESS"
        draft.data.packages = [
          CRMOrderDraft.Package(
            weightGrams: 1_800, lengthMillimetres: 100, widthMillimetres: 351, heightMillimetres: 250),
          CRMOrderDraft.Package(
            weightGrams: 2_300, lengthMillimetres: 400, widthMillimetres: 300, heightMillimetres: 200),
        ]
      },
      steps: [.made(in: Shop.company)], end: End(cabinet: Shop.company, made: 1)),
    DayStory(
      name: "another recipient than the customer",
      order: DayOrder.of(
        DayPerson("Руденко", "Клавдія", "Михайлівна", "+380502220051"), .lviv, in: Shop.individual,
        "Ваза", hryvnias: 1_300
      ).with(
        parcel: [
          "recipient.name": "Захарченко Лев Миколайович", "recipient.lastName": "Захарченко",
          "recipient.firstName": "Лев", "recipient.middleName": "Миколайович",
          "recipient.phoneNumber": "+380502220052", "to.postcode": "65001", "to.region": "Одеська",
          "to.city": "Одеса", "to.street": .null, "to.houseNumber": .null, "to.apartmentNumber": .null,
          "onFailReceiveType": "PROCESS_AS_REFUSAL", "fragile": true, "checkOnDelivery": true,
          "description": "Крихка ваза",
        ]
      ) { draft in
        draft.data.extraData = [
          "recipient-name": "Захарченко Лев Миколайович", "recipient-phone": "+38 (050) 222-00-52",
          "post-office": "65001", "on-fail": "PROCESS_AS_REFUSAL", "fragile": true,
          "check-on-delivery": true, "description": "Крихка ваза",
        ]
      },
      steps: [.made(in: Shop.individual)], end: End(cabinet: Shop.individual, made: 1)),
  ]

  private static let foreign: [DayStory] = [
    DayStory(
      name: "a TTN of our own contract, typed by hand",
      order: typed(
        from: Shop.individual,
        .of(
          DayPerson("Максименко", "Інна", "Богданівна", "+380502220053"), .lviv, in: Shop.individual,
          "Шарф", hryvnias: 350)),
      steps: [.adopted, .travels([.accepted, .sorting])],
      end: End(cabinet: Shop.individual, status: "delivering")),
    DayStory(
      name: "plain: a TTN of another contract, typed by hand",
      order: typed(
        from: Shop.company,
        .of(
          DayPerson("Борисенко", "Гнат", "Тихонович", "+380502220054"), .lviv, in: Shop.entrepreneur,
          "Пальто", hryvnias: 4_800)),
      steps: [.adopted, .travels([.accepted, .atOffice])],
      end: End(cabinet: Shop.company, status: "arrived")),
    DayStory(
      name: "of a site that is not served",
      order: DayOrder.of(
        DayPerson("Семенко", "Яна", "Матвіївна", "+380502220055"), .lviv, in: Shop.company, "Сукня",
        hryvnias: 1_600
      ).with { $0.site = DayShop.foreignSite },
      steps: [.leftAlone], end: End()),
  ]

  private static func typed(from cabinet: String, _ order: DayOrder) -> DayOrder {
    var order = order
    order.typedFrom = cabinet
    return order
  }
}
