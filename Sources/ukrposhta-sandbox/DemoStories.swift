// The twenty-one orders of the demonstration. Each shows one thing that a shop does, or does wrong.
import Rehearsal
import Sandbox

extension DemoStory {
  typealias Draft = DemoDraft

  static let all: [DemoStory] =
    [olderThanTheDaemon] + delivered + [courier, corporate, twoParcels] + changed + mended + ended

  private static let olderThanTheDaemon = DemoStory(
    title: "older than the daemon's first start",
    draft: Draft.order(
      "Давиденко", "Ніна", "Павлівна", phone: "0501110001", to: .kyiv, in: Shop.company, "Чашка",
      hryvnias: 240),
    beats: [], ending: Ending(made: 0, status: "client-confirmed"), isOld: true)

  private static let delivered: [DemoStory] = [
    DemoStory(
      title: "cash on delivery, to the company's account",
      draft: Draft.order(
        "Шевченко", "Олена", "Іванівна", phone: "0501110002", to: .lviv, in: Shop.company, "Рюкзак міський",
        hryvnias: 1_450, .onDelivery),
      beats: [.made(in: Shop.company), .travels(Leg.way + [.delivered])],
      ending: Ending(made: 1, cabinet: Shop.company, delivery: "delivered", status: "complete")),
    DemoStory(
      title: "cash on delivery, paid out in cash",
      draft: Draft.order(
        "Ткаченко", "Андрій", "Петрович", phone: "+38 (067) 111-00-03", to: .odesa, in: Shop.individual,
        "Лампа настільна", hryvnias: 890, .onDelivery),
      beats: [.made(in: Shop.individual), .travels(Leg.way + [.delivered])],
      ending: Ending(made: 1, cabinet: Shop.individual, delivery: "delivered", status: "complete")),
    DemoStory(
      title: "paid in advance",
      draft: Draft.order(
        "Мороз", "Юлія", "Олегівна", phone: "0631110004", to: .ternopil, in: Shop.entrepreneur,
        "Плед вовняний",
        hryvnias: 1_200),
      beats: [.made(in: Shop.entrepreneur), .travels(Leg.way + [.delivered])],
      ending: Ending(made: 1, cabinet: Shop.entrepreneur, delivery: "delivered", status: "complete")),
    DemoStory(
      title: "nobody at home, delivered later",
      draft: Draft.order(
        "Савченко", "Ірина", "Василівна", phone: "0931110005", to: .dnipro, in: Shop.individual, "Навушники",
        hryvnias: 2_100),
      beats: [.made(in: Shop.individual), .travels([.accepted, .inTransit, .failed, .delivered])],
      ending: Ending(made: 1, cabinet: Shop.individual, delivery: "delivered", status: "complete")),
    DemoStory(
      title: "nobody came for it: returned",
      draft: Draft.order(
        "Лисенко", "Богдан", "Юрійович", phone: "0971110006", to: .uzhhorod, in: Shop.entrepreneur,
        "Набір викруток", hryvnias: 760, .onDelivery),
      beats: [.made(in: Shop.entrepreneur), .travels(Leg.way + [.returning, .returned])],
      ending: Ending(made: 1, cabinet: Shop.entrepreneur, delivery: "returned", status: "returned")),
  ]

  private static var courier: DemoStory {
    var draft = Draft.order(
      "Романюк", "Тарас", "Ігорович", phone: "0661110007", to: .kyiv, in: Shop.entrepreneur,
      "Кава в зернах 1 кг",
      hryvnias: 620)
    draft.data.extraData["technology"] = "W2D"
    return DemoStory(
      title: "a courier to the door", draft: draft,
      beats: [.made(in: Shop.entrepreneur), .travels([.accepted, .inTransit, .delivered])],
      ending: Ending(made: 1, cabinet: Shop.entrepreneur, delivery: "delivered", status: "complete"))
  }

  private static var corporate: DemoStory {
    var draft = Draft.order(
      "Яценко", "Оксана", "Андріївна", phone: "0681110008", to: .lviv, in: Shop.company, "Крісло офісне",
      hryvnias: 6_400)
    let name = "ТОВ «Світанок»"
    draft.customer = .corporate(
      company: name,
      contragent: CRMOrderDraft.Contragent(
        type: "legal-entity", legalName: name, okpo: CRMLoad.edrpou(from: 3_123_456)))
    return DemoStory(
      title: "a corporate client", draft: draft,
      beats: [.made(in: Shop.company), .travels(Leg.way + [.delivered])],
      ending: Ending(made: 1, cabinet: Shop.company, delivery: "delivered", status: "complete"))
  }

  private static var twoParcels: DemoStory {
    var draft = Draft.order(
      "Гаврилюк", "Марія", "Іванівна", phone: "0991110009", to: .odesa, in: Shop.company, "Сервіз столовий",
      hryvnias: 3_900)
    draft.data.packages = [1_800, 2_300].map {
      CRMOrderDraft.Package(
        weightGrams: $0, lengthMillimetres: 350, widthMillimetres: 250, heightMillimetres: 200)
    }
    return DemoStory(
      title: "two parcels in one shipment", draft: draft,
      beats: [.made(in: Shop.company), .travels([.accepted, .inTransit])],
      ending: Ending(made: 1, cabinet: Shop.company, delivery: "in-transit", status: "delivering"))
  }

  private static var lockedFirst: DemoStory {
    var draft = Draft.order(
      "Щербак", "Юрій", "Андрійович", phone: "0501110010", to: .ternopil, in: Shop.company, "Книга «Кобзар»",
      hryvnias: 310)
    draft.data.locked = true
    return DemoStory(
      title: "locked with its price worked out, then unlocked", draft: draft,
      beats: [
        .leftAlone, .quoted, .manager("unlocks the order") { $0.setLocked($1, false, now: $2) },
        .made(in: Shop.company),
      ],
      ending: Ending(made: 1, cabinet: Shop.company, delivery: "created", status: "client-confirmed"))
  }

  private static let changed: [DemoStory] = [
    lockedFirst,
    DemoStory(
      title: "locked after the label, unlocked for another town",
      draft: Draft.order(
        "Кравченко", "Сергій", "Олегович", phone: "0631110011", to: .dnipro, in: Shop.company, "Футболка",
        hryvnias: 480, .onDelivery),
      beats: [
        .made(in: Shop.company), .manager("locks the order") { $0.setLocked($1, true, now: $2) }, .withdrawn,
        .manager("changes the address and unlocks") { crm, id, now in
          crm.setAddress(id, Draft.Town.odesa.address, now: now)
          crm.setLocked(id, false, now: now)
        }, .made(in: Shop.company),
      ],
      ending: Ending(made: 2, cabinet: Shop.company, delivery: "created", status: "client-confirmed")),
    DemoStory(
      title: "another address after the TTN: changed in place",
      draft: Draft.order(
        "Ковальчук", "Людмила", "Семенівна", phone: "0971110021", to: .kyiv, in: Shop.company,
        "Набір каструль", hryvnias: 2_650, .onDelivery),
      beats: [
        .made(in: Shop.company),
        .manager("corrects the address") { $0.setAddress($1, Draft.Town.ternopil.address, now: $2) },
        .changed(to: .ternopil),
      ],
      ending: Ending(made: 1, cabinet: Shop.company, delivery: "created", status: "client-confirmed")),
    DemoStory(
      title: "moved from one contract to another",
      draft: Draft.order(
        "Біла", "Наталія", "Петрівна", phone: "0671110012", to: .lviv, in: Shop.company, "Іграшка «Ведмідь»",
        hryvnias: 530),
      beats: [
        .made(in: Shop.company),
        .manager("chooses the individual's delivery type") {
          $0.setDeliveryType($1, "ukrposhta-\(Shop.individual)", now: $2)
        }, .made(in: Shop.individual),
      ],
      ending: Ending(made: 2, cabinet: Shop.individual, delivery: "created", status: "client-confirmed")),
    DemoStory(
      title: "another carrier's order",
      draft: Draft.order(
        "Олійник", "Олександр", "Тарасович", phone: "0951110013", to: .kyiv, in: nil, "Чашка", hryvnias: 240),
      beats: [.leftAlone], ending: Ending(made: 0, status: "client-confirmed")),
  ]

  private static var withoutPostcode: DemoStory {
    var draft = Draft.order(
      "Поліщук", "Ірина", "Богданівна", phone: "0981110014", to: .lviv, in: Shop.company, "Плед вовняний",
      hryvnias: 1_200, .onDelivery)
    draft.address.index = nil
    return DemoStory(
      title: "without a postcode, then mended", draft: draft,
      beats: [
        .refused, .manager("fills in the postcode") { $0.setAddress($1, Draft.Town.lviv.address, now: $2) },
        .made(in: Shop.company), .travels([.accepted]),
      ],
      ending: Ending(made: 1, cabinet: Shop.company, delivery: "accepted", status: "send-to-delivery"))
  }

  private static var neverMended: DemoStory {
    var draft = Draft.order(
      "Мельник", "Тарас", "Сергійович", phone: "12345", to: .odesa, in: Shop.entrepreneur, "Лампа настільна",
      hryvnias: 890)
    draft.weightGrams = nil
    draft.items[0].weightGrams = nil
    return DemoStory(
      title: "phone and weight wrong, not mended", draft: draft, beats: [.refused],
      ending: Ending(made: 0, delivery: "error", status: "client-confirmed"))
  }

  private static let mended: [DemoStory] = [
    withoutPostcode,
    DemoStory(
      title: "refused by the post, then mended",
      draft: Draft.order(
        "Коваленко", "Андрій", "Іванович", phone: "0661110015", to: .kharkivClosed, in: Shop.entrepreneur,
        "Рюкзак міський", hryvnias: 1_450),
      beats: [
        .refused,
        .manager("chooses another office") { $0.setAddress($1, Draft.Town.kharkiv.address, now: $2) },
        .made(in: Shop.entrepreneur),
      ],
      ending: Ending(made: 1, cabinet: Shop.entrepreneur, delivery: "created", status: "client-confirmed")),
    neverMended,
  ]

  private static let ended: [DemoStory] = [
    DemoStory(
      title: "cancelled before hand-over",
      draft: Draft.order(
        "Бондаренко", "Оксана", "Юріївна", phone: "0731110017", to: .ternopil, in: Shop.entrepreneur,
        "Навушники",
        hryvnias: 2_100, .onDelivery),
      beats: [
        .made(in: Shop.entrepreneur),
        .manager("cancels the order") { $0.setStatus($1, "cancel-other", now: $2) }, .withdrawn,
      ],
      ending: Ending(made: 1, delivery: "withdrawn", status: "cancel-other")),
    DemoStory(
      title: "cancelled after hand-over",
      draft: Draft.order(
        "Дем'яненко", "Юлія", "Василівна", phone: "0961110018", to: .uzhhorod, in: Shop.individual,
        "Набір викруток", hryvnias: 760),
      beats: [
        .made(in: Shop.individual), .travels([.accepted, .inTransit]),
        .manager("cancels the order, too late") { $0.setStatus($1, "cancel-other", now: $2) }, .refused,
      ],
      ending: Ending(made: 1, cabinet: Shop.individual, delivery: "error", status: "cancel-other")),
    DemoStory(
      title: "given to another carrier before hand-over",
      draft: Draft.order(
        "Сидоренко", "Олександр", "Юрійович", phone: "0991110019", to: .dnipro, in: Shop.individual,
        "Кава в зернах 1 кг", hryvnias: 620),
      beats: [
        .made(in: Shop.individual),
        .manager("chooses another carrier's delivery type") {
          $0.setDeliveryType($1, Shop.foreignDelivery, now: $2)
        }, .withdrawn,
      ],
      ending: Ending(made: 1, status: "client-confirmed")),
    DemoStory(
      title: "heavier at the counter, waits for somebody to come for it",
      draft: Draft.order(
        "Петренко", "Богдан", "Олександрович", phone: "0681110020", to: .kyiv, in: Shop.entrepreneur,
        "Крісло дитяче", hryvnias: 4_200, .onDelivery),
      beats: [
        .made(in: Shop.entrepreneur), .travels([.weighedAnew]), .told, .travels([.inTransit, .atOffice]),
      ],
      ending: Ending(made: 1, cabinet: Shop.entrepreneur, delivery: "at-office", status: "arrived")),
  ]
}
