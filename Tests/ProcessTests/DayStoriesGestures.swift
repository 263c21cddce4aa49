// Fifteen orders of a manager who changes his mind: lock and unlock, cancel, delete, another carrier, another contract.
import Rehearsal
import Sandbox

extension DayStory {
  static let gestures: [DayStory] = locking + leaving + moving

  private static func type(_ cabinet: String) -> String { "ukrposhta-\(cabinet)" }

  private static let lock: Step = .manager("locks the order") { $0.setLocked($1, true, now: $2) }
  private static let lockPlain: Step = .manager("locks the order") {
    $0.setCustomField($1, DayPlain.doNotSync, true, now: $2)
  }

  private static let locking: [DayStory] = [
    DayStory(
      name: "locked, quoted, unlocked",
      order: DayOrder.of(
        DayPerson("Олійник", "Олександр", "Тарасович", "+380502220020"), .lviv, in: Shop.company, "Чашка",
        hryvnias: 240
      ).locked,
      steps: [
        .quoted(45_00), .leftAlone,
        .manager("unlocks the order") { $0.setLocked($1, false, now: $2) }, .made(in: Shop.company),
      ],
      end: End(cabinet: Shop.company, made: 1)),
    DayStory(
      name: "plain: locked and quoted",
      // Over 500 UAH the post charges half a percent of what is declared.
      order: DayOrder.of(
        DayPerson("Поліщук", "Ірина", "Богданівна", "+380502220021"), .lviv, in: Shop.entrepreneur,
        "Плед вовняний", hryvnias: 1_200
      ).locked,
      steps: [.quoted(48_50), .leftAlone], end: End(quote: 48_50)),
    DayStory(
      name: "locked after the TTN",
      order: .of(
        DayPerson("Мельник", "Тарас", "Сергійович", "+380502220022"), .odesa, in: Shop.company,
        "Лампа настільна", hryvnias: 890),
      // A locked order shows the price that a new parcel would have.
      steps: [.made(in: Shop.company), lock, .withdrawn(comment: nil)], end: End(made: 1, quote: 46_95)),
    DayStory(
      name: "locked, and unlocked for another town",
      order: DayOrder.of(
        DayPerson("Коваленко", "Андрій", "Іванович", "+380502220023"), .dnipro, in: Shop.individual,
        "Рюкзак міський", hryvnias: 1_450, .onDelivery
      ).with(parcel: DayTown.odesa.parcel),
      steps: [
        .made(in: Shop.individual), lock, .withdrawn(comment: nil),
        .manager("changes the address and unlocks") { crm, id, now in
          crm.setAddress(id, DayTown.odesa.address, now: now)
          crm.setLocked(id, false, now: now)
        }, .made(in: Shop.individual),
      ],
      end: End(cabinet: Shop.individual, made: 2)),
    DayStory(
      name: "plain: locked, and unlocked once it is paid",
      order: DayOrder.of(
        DayPerson("Бондаренко", "Оксана", "Юріївна", "+380502220024"), .lviv, in: Shop.entrepreneur,
        "Навушники", hryvnias: 2_100, .onDelivery
      ).with(parcel: ["postPay": .null, "transferPostPayToBankAccount": false]),
      steps: [
        .made(in: Shop.entrepreneur), lockPlain, .withdrawn(comment: nil),
        .manager("marks the payment as paid and unlocks") { crm, id, now in
          crm.payPayment(id, now: now)
          crm.setCustomField(id, DayPlain.doNotSync, false, now: now)
        }, .made(in: Shop.entrepreneur),
      ],
      end: End(cabinet: Shop.entrepreneur, made: 2)),
  ]

  private static let leaving: [DayStory] = [
    DayStory(
      name: "plain: cancelled before hand-over",
      order: .of(
        DayPerson("Дем'яненко", "Юлія", "Василівна", "+380502220025"), .dnipro, in: Shop.entrepreneur,
        "Набір викруток", hryvnias: 760),
      steps: [
        .made(in: Shop.entrepreneur),
        .manager("cancels the order") { $0.setStatus($1, "cancel-other", now: $2) },
        .withdrawn(comment: nil),
      ],
      end: End(made: 1, status: "cancel-other")),
    DayStory(
      name: "deleted",
      order: .of(
        DayPerson("Сидоренко", "Олександр", "Юрійович", "+380502220026"), .dnipro, in: Shop.individual,
        "Кава в зернах", hryvnias: 620),
      steps: [
        .made(in: Shop.individual), .manager("deletes the order") { $0.deleteOrder($1, now: $2) },
        .withdrawn(comment: nil),
      ],
      end: End(made: 1)),
    DayStory(
      name: "given to a courier",
      order: .of(
        DayPerson("Петренко", "Богдан", "Олександрович", "+380502220027"), .lviv, in: Shop.company,
        "Крісло дитяче", hryvnias: 4_200),
      steps: [
        .made(in: Shop.company),
        .clearing("chooses the courier") { $0.setDeliveryType($1, Shop.foreignDelivery, now: $2) },
        .withdrawn(comment: nil),
      ],
      end: End(made: 1)),
    DayStory(
      name: "plain: given to a courier",
      order: .of(
        DayPerson("Гончар", "Ніна", "Павлівна", "+380502220028"), .odesa, in: Shop.entrepreneur, "Чашка",
        hryvnias: 240),
      steps: [
        .made(in: Shop.entrepreneur),
        .clearing("chooses the courier") { $0.setDeliveryType($1, Shop.foreignDelivery, now: $2) },
        .withdrawn(comment: nil),
      ],
      end: End(made: 1)),
    DayStory(
      name: "«Отменить доставку»",
      order: .of(
        DayPerson("Зінченко", "Павло", "Ілліч", "+380502220029"), .lviv, in: Shop.company, "Термос",
        hryvnias: 950),
      steps: [
        .made(in: Shop.company), .proven,
        .clearing("presses «Отменить доставку»") { $0.cancelDelivery($1, now: $2) },
        .withdrawn(
          comment: "Доставку скасовано в CRM, ТТН видалено. Для нової ТТН увімкніть "
            + "«Не синхронізувати», збережіть, а за хвилину зніміть."),
      ],
      end: End(made: 1)),
  ]

  private static let moving: [DayStory] = [
    DayStory(
      name: "moved from the company to the individual",
      order: DayOrder.of(
        DayPerson("Левченко", "Ганна", "Романівна", "+380502220030"), .odesa, in: Shop.company,
        "Скатертина", hryvnias: 870, .onDelivery
      ).with(parcel: ["transferPostPayToBankAccount": false]),
      steps: [
        .made(in: Shop.company),
        .clearing("chooses the individual") { $0.setDeliveryType($1, type(Shop.individual), now: $2) },
        .made(in: Shop.individual),
      ],
      end: End(cabinet: Shop.individual, made: 2)),
    DayStory(
      name: "moved from the plain cabinet to the company",
      order: .of(
        DayPerson("Гриценко", "Олег", "Максимович", "+380502220031"), .lviv, in: Shop.entrepreneur,
        "Валіза", hryvnias: 1_900),
      steps: [
        .made(in: Shop.entrepreneur),
        .clearing("chooses the company") { $0.setDeliveryType($1, type(Shop.company), now: $2) },
        .made(in: Shop.company),
      ],
      end: End(cabinet: Shop.company, made: 2)),
    DayStory(
      name: "moved from the individual to the plain cabinet",
      order: .of(
        DayPerson("Павленко", "Віра", "Степанівна", "+380502220032"), .dnipro, in: Shop.individual,
        "Подушка", hryvnias: 410),
      steps: [
        .made(in: Shop.individual),
        .clearing("chooses the entrepreneur") { $0.setDeliveryType($1, type(Shop.entrepreneur), now: $2) },
        .made(in: Shop.entrepreneur),
      ],
      end: End(cabinet: Shop.entrepreneur, made: 2)),
    DayStory(
      name: "combined into another",
      order: .of(
        DayPerson("Ковальчук", "Ольга", "Ярославівна", "+380502220033"), .lviv, in: Shop.company,
        "Блокнот", hryvnias: 150),
      steps: [.made(in: Shop.company), .combined(into: survivor), .withdrawn(comment: nil)],
      end: End(made: 1)),
    DayStory(
      name: survivor,
      order: DayOrder.of(
        DayPerson("Ковальчук", "Ольга", "Ярославівна", "+380502220033"), .lviv, in: Shop.company, "Ручка",
        hryvnias: 200
      ).with(parcel: ["parcels[0].declaredPrice": 350, "description": "Ручка, Блокнот"]),
      steps: [.made(in: Shop.company), .absorbs],
      end: End(cabinet: Shop.company, made: 1, newLabels: 1)),
  ]

  private static let survivor = "another is combined into it"
}
