// Makes plausible orders for the simulation and for load: Ukrainian recipients, real towns with real postcodes, cash on
// delivery or paid, companies with codes whose check digits are right, and a share with one of the defects shops
// really have. The same generator gives the same orders.

public struct CRMLoad: Sendable {
  public enum Defect: String, Sendable, CaseIterable {
    case noPostcode, badPhone, noWeight, noPatronymic, noStreet, shortName, paidTwice
  }

  /// Codes of the delivery types to choose from.
  public var deliveryTypes: [String]
  /// Share of orders with exactly one defect, 0 to 1.
  public var defectiveShare: Double
  public var corporateShare = 0.08
  public var cashOnDeliveryShare = 0.5
  public var lockedShare = 0.1
  public var cashOnDeliveryType = "cash-on-delivery"
  public var prepaidType = "bank-card"
  public var store: String? = "main"

  public init(deliveryTypes: [String], defectiveShare: Double = 0.1) {
    self.deliveryTypes = deliveryTypes
    self.defectiveShare = defectiveShare
  }

  public func draft(using generator: inout SeededGenerator) -> CRMOrderDraft {
    var draft = CRMOrderDraft()
    name(&draft, &generator)
    draft.phone = phone(&generator)
    if generator.chance(0.4) { draft.email = "buyer\(number(1...99_999, &generator))@example.com" }
    draft.deliveryType = deliveryTypes.isEmpty ? nil : deliveryTypes[index(deliveryTypes.count, &generator)]
    draft.shipmentStore = store
    draft.address = address(&generator)
    items(&draft, &generator)
    payments(&draft, &generator)
    if generator.chance(corporateShare) { draft.customer = customer(&generator) }
    draft.data.locked = generator.chance(lockedShare)
    if generator.chance(0.3) { draft.data.payerType = generator.chance(0.5) ? "sender" : "receiver" }
    if generator.chance(defectiveShare) {
      spoil(&draft, Defect.allCases[index(Defect.allCases.count, &generator)])
    }
    return draft
  }

  /// Puts one defect into a draft.
  public func spoil(_ draft: inout CRMOrderDraft, _ defect: Defect) {
    switch defect {
    case .noPostcode: draft.address.index = nil
    case .badPhone: draft.phone = "12345"
    case .noWeight:
      draft.weightGrams = nil
      for offset in draft.items.indices { draft.items[offset].weightGrams = nil }
    case .noPatronymic: draft.patronymic = nil
    case .noStreet:
      draft.address.street = nil
      draft.address.building = nil
    case .shortName:
      draft.lastName = "І"
      draft.firstName = nil
      draft.patronymic = nil
    case .paidTwice: draft.payments += draft.payments
    }
  }

  private func index(_ count: Int, _ generator: inout SeededGenerator) -> Int {
    Int.random(in: 0..<max(1, count), using: &generator)
  }

  private func number(_ range: ClosedRange<Int64>, _ generator: inout SeededGenerator) -> Int64 {
    Int64.random(in: range, using: &generator)
  }

  private func choose(_ texts: [String], _ generator: inout SeededGenerator) -> String {
    texts[index(texts.count, &generator)]
  }

  private func name(_ draft: inout CRMOrderDraft, _ generator: inout SeededGenerator) {
    draft.lastName = choose(CRMLoad.lastNames, &generator)
    if generator.chance(0.5) {
      draft.firstName = choose(["Олена", "Ірина", "Наталія", "Оксана", "Марія", "Юлія"], &generator)
      draft.patronymic = choose(["Іванівна", "Петрівна", "Василівна", "Андріївна", "Олегівна"], &generator)
    } else {
      draft.firstName = choose(["Олександр", "Сергій", "Андрій", "Тарас", "Богдан", "Юрій"], &generator)
      draft.patronymic = choose(["Іванович", "Петрович", "Васильович", "Андрійович", "Ігорович"], &generator)
    }
  }

  private func phone(_ generator: inout SeededGenerator) -> String {
    let code = choose(["50", "63", "66", "67", "68", "73", "93", "95", "96", "97", "98", "99"], &generator)
    let rest = String(number(1_000_000...9_999_999, &generator))
    switch index(4, &generator) {
    case 0: return "+380\(code)\(rest)"
    case 1: return "0\(code)\(rest)"
    case 2: return "+38 (0\(code)) \(rest.prefix(3))-\(rest.dropFirst(3).prefix(2))-\(rest.suffix(2))"
    default: return "380\(code)\(rest)"
    }
  }

  private func address(_ generator: inout SeededGenerator) -> CRMOrderDraft.Address {
    let town = CRMLoad.towns[index(CRMLoad.towns.count, &generator)]
    var address = CRMOrderDraft.Address(
      index: town.index, countryIso: "UA", region: town.region, city: town.city,
      street: choose(CRMLoad.streets, &generator), building: String(number(1...120, &generator)))
    if generator.chance(0.6) { address.flat = String(number(1...200, &generator)) }
    return address
  }

  private func items(_ draft: inout CRMOrderDraft, _ generator: inout SeededGenerator) {
    for _ in 0..<number(1...4, &generator) {
      draft.items.append(
        CRMOrderDraft.Item(
          choose(CRMLoad.goods, &generator), quantity: Double(number(1...3, &generator)),
          initialPriceKopiykas: number(50...2_500, &generator) * 100 + (generator.chance(0.2) ? 99 : 0),
          weightGrams: Double(number(50...1_800, &generator)), hasOffer: generator.chance(0.95)))
    }
    if generator.chance(0.7) {
      draft.weightGrams = draft.items.reduce(0) { $0 + ($1.weightGrams ?? 0) * $1.quantity }
    }
    guard generator.chance(0.7) else { return }
    draft.lengthMillimetres = number(100...590, &generator)
    draft.widthMillimetres = number(80...400, &generator)
    draft.heightMillimetres = number(20...300, &generator)
  }

  private func payments(_ draft: inout CRMOrderDraft, _ generator: inout SeededGenerator) {
    let sum = draft.items.reduce(Int64(0)) {
      $0 + Int64((Double($1.initialPriceKopiykas) * $1.quantity).rounded())
    }
    let collected = generator.chance(cashOnDeliveryShare)
    draft.payments = [
      CRMOrderDraft.Payment(
        type: collected ? cashOnDeliveryType : prepaidType, status: collected ? "not-paid" : "paid",
        amountKopiykas: sum)
    ]
  }

  private func customer(_ generator: inout SeededGenerator) -> CRMOrderDraft.Customer {
    if generator.chance(0.3) {
      let code = CRMLoad.taxNumber(from: number(100_000_000...399_999_999, &generator))
      let person = "ФОП \(choose(CRMLoad.lastNames, &generator))"
      return .contragent(CRMOrderDraft.Contragent(type: "enterpreneur", legalName: person, inn: code))
    }
    let name = "ТОВ «\(choose(["Світанок", "Карпати", "Дніпро", "Обрій", "Лан"], &generator))»"
    let code = CRMLoad.edrpou(from: number(3_000_000...4_499_999, &generator))
    return .corporate(
      company: name, contragent: CRMOrderDraft.Contragent(type: "legal-entity", legalName: name, okpo: code))
  }
}

extension CRMLoad {
  /// An eight-digit EDRPOU code from its first seven digits.
  public static func edrpou(from seven: Int64) -> String {
    let digits = padded(seven, 7)
    let code = digits.reduce(0) { $0 * 10 + $1 } * 10
    let shifted = code > 30_000_000 && code < 60_000_000
    var weights: [Int64] = shifted ? [7, 1, 2, 3, 4, 5, 6] : [1, 2, 3, 4, 5, 6, 7]
    var control = sum(digits, weights) % 11
    if control == 10 {
      weights = weights.map { $0 + 2 }
      control = sum(digits, weights) % 11 % 10
    }
    return digits.map(String.init).joined() + String(control)
  }

  /// A ten-digit tax number of a person from its first nine digits.
  public static func taxNumber(from nine: Int64) -> String {
    let digits = padded(nine, 9)
    let control = (sum(digits, [-1, 5, 7, 9, 4, 6, 10, 5, 7]) % 11 + 11) % 11 % 10
    return digits.map(String.init).joined() + String(control)
  }

  private static func padded(_ value: Int64, _ count: Int) -> [Int64] {
    var digits: [Int64] = []
    var rest = Int64(clamping: value.magnitude)
    for _ in 0..<count {
      digits.insert(rest % 10, at: 0)
      rest /= 10
    }
    return digits
  }

  private static func sum(_ digits: [Int64], _ weights: [Int64]) -> Int64 {
    zip(digits, weights).reduce(0) { $0 + $1.0 * $1.1 }
  }
}

extension CRMLoad {
  private static let lastNames = [
    "Шевченко", "Коваленко", "Бондаренко", "Ткаченко", "Кравченко", "Олійник", "Поліщук", "Лисенко",
    "Мельник",
    "Гаврилюк", "Савченко", "Мороз", "Романюк", "Дем'яненко", "Яценко", "Біла", "Щербак",
  ]

  private static let streets = [
    "вул. Шевченка", "вул. Лесі Українки", "вул. Франка", "просп. Миру", "вул. Соборна", "вул. Садова",
    "вул. Незалежності", "бульв. Приморський",
  ]

  private static let goods = [
    "Чашка керамічна", "Рюкзак міський", "Книга «Кобзар»", "Лампа настільна", "Плед вовняний",
    "Набір викруток",
    "Футболка бавовняна", "Кава в зернах 1 кг", "Навушники", "Іграшка «Ведмідь»",
  ]

  private static let towns: [(index: String, region: String, city: String)] = [
    ("01001", "Київ", "Київ"), ("02000", "Київ", "Київ"), ("04071", "Київ", "Київ"),
    ("09100", "Київська", "Біла Церква"), ("79000", "Львівська", "Львів"), ("79018", "Львівська", "Львів"),
    ("65000", "Одеська", "Одеса"), ("61001", "Харківська", "Харків"), ("49000", "Дніпропетровська", "Дніпро"),
    ("21001", "Вінницька", "Вінниця"), ("36000", "Полтавська", "Полтава"),
    ("14000", "Чернігівська", "Чернігів"),
    ("46001", "Тернопільська", "Тернопіль"), ("76018", "Івано-Франківська", "Івано-Франківськ"),
    ("88000", "Закарпатська", "Ужгород"), ("43000", "Волинська", "Луцьк"),
    ("10014", "Житомирська", "Житомир"),
    ("18000", "Черкаська", "Черкаси"), ("54001", "Миколаївська", "Миколаїв"), ("40000", "Сумська", "Суми"),
    ("29000", "Хмельницька", "Хмельницький"), ("58002", "Чернівецька", "Чернівці"),
  ]
}
