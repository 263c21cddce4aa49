// What a manager should know though nothing is wrong with the order's data: a notice costs nothing and stops nothing,
// it only stands in the card until its cause is gone. The texts are here, three languages side by side.

public enum NoticeCode: String, Sendable, Codable, CaseIterable {
  /// The TTN was made days ago, and the post has not got the parcel.
  case notHandedOver = "not-handed-over"
  /// The office will send the parcel back soon.
  case storageEnds = "storage-ends"
  /// The parcel is on its way back, or back.
  case returned
  /// Delivered days ago, and the collected money was not paid out.
  case payoutLate = "payout-late"
  /// The office charges another price than was promised.
  case priceChanged = "price-changed"
  /// Another TTN was typed over the one that was made here.
  case numberTypedOver = "number-typed-over"
}

public struct Notice: Hashable, Sendable, Codable {
  public var code: NoticeCode
  /// What the text shows besides: a number of days, a price. Never personal data.
  public var details: String?

  public init(_ code: NoticeCode, details: String? = nil) {
    self.code = code
    self.details = details
  }
}

public enum NoticeTexts {
  /// All notices in one text; nil when there are none.
  public static func combined(_ notices: [Notice], in language: Language) -> String? {
    guard !notices.isEmpty else { return nil }
    return notices.map { $0.text(in: language) }.joined(separator: " ")
  }
}

extension Notice {
  public func text(in language: Language) -> String {
    code.wording.text(in: language, field: nil, details: details)
  }
}

extension NoticeCode {
  fileprivate var wording: Wording {
    switch self {
    case .notHandedOver:
      return Wording(
        uk: "Посилку не здано на пошту[ {details} дн.]. Здайте її або скасуйте ТТН.",
        ru: "Посылка не сдана на почту[ {details} дн.]. Сдайте её или отмените ТТН.",
        en: "The parcel was not handed over to the post[ for {details} days]. Hand it over or cancel the TTN."
      )
    case .storageEnds:
      return Wording(
        uk: "Зберігання у відділенні закінчується[ через {details} дн.]. Нагадайте одержувачу.",
        ru: "Хранение в отделении заканчивается[ через {details} дн.]. Напомните получателю.",
        en: "The office keeps the parcel only[ {details} days] longer. Remind the recipient.")
    case .returned:
      return Wording(
        uk: "Посилка повертається відправнику. Коли заберете її, можна надіслати ще раз: увімкніть «Не "
          + "синхронізувати» («Не створювати ТТН»), збережіть, а за кілька хвилин зніміть.",
        ru: "Посылка возвращается отправителю. Когда заберёте её, можно отправить ещё раз: включите «Не "
          + "синхронизировать» («Не создавать ТТН»), сохраните, а через несколько минут снимите.",
        en:
          "The parcel goes back to the sender. Once you have fetched it, you can send it again: set “Do not "
          + "synchronise” (“Make no TTN”), save, and clear it a few minutes later.")
    case .payoutLate:
      return Wording(
        uk: "Післяплату не виплачено[ за {details} дн. після вручення]. Зверніться до Укрпошти.",
        ru: "Наложенный платёж не выплачен[ за {details} дн. после вручения]. Обратитесь в Укрпочту.",
        en: "The collected money was not paid out[ within {details} days of delivery]. Ask Ukrposhta.")
    case .numberTypedOver:
      return Wording(
        uk:
          "{details} вписано поверх ТТН цього замовлення і не взято. Щоб узяти, увімкніть «Не синхронізувати» "
          + "(«Не створювати ТТН»), а коли ТТН зникне, впишіть номер і зніміть позначку.",
        ru: "{details} вписана поверх ТТН этого заказа и не принята. Чтобы принять, включите «Не "
          + "синхронизировать» («Не создавать ТТН»), а когда ТТН исчезнет, впишите номер и снимите отметку.",
        en:
          "{details} was typed over this order's TTN and not taken. To use it set “Do not synchronise” (“Make "
          + "no TTN”); once the TTN is gone, type it again and clear the flag.")
    case .priceChanged:
      return Wording(
        uk: "Відділення змінило вартість доставки[: {details} грн]. Перевірте вагу й габарити в замовленні.",
        ru: "Отделение изменило стоимость доставки[: {details} грн]. Проверьте вес и габариты в заказе.",
        en: "The office changed the delivery price[: {details} UAH]. Check the order's weight and size.")
    }
  }
}
