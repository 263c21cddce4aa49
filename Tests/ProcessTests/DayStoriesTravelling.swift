// Eleven orders whose parcels go their way: what the card follows, and what the order's status does not.
import Rehearsal
import Sandbox

extension DayStory {
  static let travelling: [DayStory] = delivered + sentBack + halfway

  private static let delivered: [DayStory] = [
    DayStory(
      name: "cash on delivery, delivered",
      order: .of(
        DayPerson("Шевченко", "Олена", "Іванівна", "+380502220001"), .lviv, in: Shop.company,
        "Рюкзак міський", hryvnias: 1_450, .onDelivery),
      steps: [
        .made(in: Shop.company), .travels([.accepted, .sorting, .toBranch, .atOffice, .delivered]),
      ],
      end: End(cabinet: Shop.company, made: 1, status: "complete")),
    DayStory(
      name: "plain: a courier to the door, cash on delivery, delivered",
      order: DayOrder.of(
        DayPerson("Ткаченко", "Андрій", "Петрович", "+380502220002"), .odesa, in: Shop.entrepreneur,
        "Лампа настільна", hryvnias: 890, .onDelivery
      ).with(parcel: ["deliveryType": "W2D", "paidByRecipient": true, "sms": true]) { draft in
        draft.customFields["ukrposhta_technology"] = "W2D"
        draft.customFields["ukrposhta_payer"] = "receiver"
        draft.customFields["ukrposhta_sms"] = true
      },
      steps: [
        .made(in: Shop.entrepreneur), .travels([.accepted, .sorting, .delivered.at(.odesa)]),
      ],
      end: End(cabinet: Shop.entrepreneur, made: 1, status: "complete")),
    DayStory(
      name: "nobody at home, delivered later",
      order: .of(
        DayPerson("Савченко", "Ірина", "Василівна", "+380502220003"), .lviv, in: Shop.individual,
        "Навушники", hryvnias: 2_100),
      steps: [.made(in: Shop.individual), .travels([.accepted, .notHome, .delivered])],
      end: End(cabinet: Shop.individual, made: 1, status: "complete")),
    DayStory(
      name: "an event that the post hands in late",
      order: .of(
        DayPerson("Мороз", "Юлія", "Олегівна", "+380502220004"), .lviv, in: Shop.company, "Плед вовняний",
        hryvnias: 1_200),
      steps: [
        .made(in: Shop.company), .travels([.accepted, .atOffice.after(seconds: 3)]), .late(.sorting.unmoved),
        .travels([.delivered]),
      ],
      end: End(cabinet: Shop.company, made: 1, status: "complete")),
  ]

  private static let sentBack: [DayStory] = [
    DayStory(
      name: "returned to the sender",
      order: .of(
        DayPerson("Лисенко", "Богдан", "Юрійович", "+380502220005"), .lviv, in: Shop.company,
        "Набір викруток", hryvnias: 760, .onDelivery),
      steps: [
        .made(in: Shop.company),
        .travels([.accepted, .atOffice, .sentBack, .backOnTheWay, .backAtOffice, .handedBack]),
      ],
      end: End(cabinet: Shop.company, made: 1, status: "returned")),
    DayStory(
      name: "plain: on its way back",
      order: .of(
        DayPerson("Романюк", "Тарас", "Ігорович", "+380502220006"), .lviv, in: Shop.entrepreneur,
        "Кава в зернах", hryvnias: 620),
      steps: [.made(in: Shop.entrepreneur), .travels([.accepted, .atOffice, .sentBack])],
      end: End(
        cabinet: Shop.entrepreneur, made: 1, status: "returning",
        notice:
          "Посилка повертається відправнику. Коли заберете її, можна надіслати ще раз: увімкніть «Не "
          + "синхронізувати» («Не створювати ТТН»), збережіть, а за кілька хвилин зніміть.")
    ),
    DayStory(
      name: "called back at the counter",
      order: .of(
        DayPerson("Яценко", "Оксана", "Андріївна", "+380502220007"), .odesa, in: Shop.company, "Крісло",
        hryvnias: 6_400),
      steps: [.made(in: Shop.company), .travels([.accepted, .calledBack])],
      end: End(cabinet: Shop.company, made: 1, status: "send-to-delivery")),
  ]

  private static let halfway: [DayStory] = [
    DayStory(
      name: "plain: moved to storage, nobody comes",
      order: .of(
        DayPerson("Гаврилюк", "Марія", "Іванівна", "+380502220008"), .lviv, in: Shop.entrepreneur,
        "Сервіз столовий", hryvnias: 3_900),
      steps: [.made(in: Shop.entrepreneur), .travels([.accepted, .atOffice, .stored])],
      end: End(cabinet: Shop.entrepreneur, made: 1, status: "arrived")),
    DayStory(
      name: "redirected: the order does not go back",
      order: .of(
        DayPerson("Щербак", "Юрій", "Андрійович", "+380502220009"), .lviv, in: Shop.individual,
        "Книга «Кобзар»", hryvnias: 310),
      // The status for 31400 is one that the CRM does not have.
      steps: [
        .made(in: Shop.individual), .travels([.accepted, .atOffice, .redirected, .failedToStorage]),
      ],
      end: End(cabinet: Shop.individual, made: 1, status: "arrived")),
    DayStory(
      name: "a code that nobody has heard of",
      order: .of(
        DayPerson("Кравченко", "Сергій", "Олегович", "+380502220010"), .dnipro, in: Shop.individual,
        "Футболка", hryvnias: 480, .onDelivery),
      steps: [.made(in: Shop.individual), .travels([.accepted, .sorting, .unheardOf])],
      end: End(cabinet: Shop.individual, made: 1, status: "delivering")),
    DayStory(
      name: "weighed again at the counter",
      order: DayOrder.of(
        DayPerson("Біла", "Наталія", "Петрівна", "+380502220011"), .lviv, in: Shop.company,
        "Іграшка «Ведмідь»", hryvnias: 530
      ).with(parcel: ["parcels[0].weight": 2_500]),
      steps: [.made(in: Shop.company), .travels([.accepted.weighed(grams: 2_500)])],
      end: End(
        cabinet: Shop.company, made: 1, status: "send-to-delivery",
        notice: "Відділення змінило вартість доставки: {price} грн. Перевірте вагу й габарити в замовленні.")),
  ]
}
