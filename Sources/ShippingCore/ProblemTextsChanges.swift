// What a manager reads when an order was changed after its TTN was made. What can still be done differs: a new TTN, a
// word with the office, a corrected order. So the details keep which case it is, in stable codes; the words are made
// when they are shown.

/// Details of `changed-after-shipment`: `recipient,money/handed-over`, with the carrier's words after a bar.
struct ChangeDetails: Hashable {
  enum Situation: String, CaseIterable {
    /// A new TTN can be had by the lock gesture.
    case replaceable
    /// The post has the parcel.
    case handedOver = "handed-over"
    case printed
    /// The shipment was made elsewhere and is not ours to change.
    case notOurs = "not-ours"
    /// Ukrposhta did not take the change.
    case refused
  }

  var aspects: [ChangedAspect]
  var situation: Situation
  var words: String?

  init(aspects: [ChangedAspect] = [], situation: Situation, words: String? = nil) {
    self.aspects = aspects
    self.situation = situation
    self.words = words
  }

  var text: String {
    aspects.map(\.rawValue).joined(separator: ",") + "/" + situation.rawValue + (words.map { "|" + $0 } ?? "")
  }

  /// nil for a text that this version does not write.
  init?(_ text: String) {
    let halves = text.split(separator: "|", maxSplits: 1, omittingEmptySubsequences: false)
    let codes = (halves.first ?? "").split(separator: "/", omittingEmptySubsequences: false)
    guard codes.count == 2, let situation = Situation(rawValue: String(codes[1])) else { return nil }
    aspects = codes[0].split(separator: ",").compactMap { ChangedAspect(rawValue: String($0)) }
    self.situation = situation
    words = halves.count > 1 ? String(halves[1]) : nil
  }
}

extension Problem {
  static func refusedChange(_ failure: Failure) -> Problem {
    Problem(.changedAfterShipment, details: ChangeDetails(situation: .refused, words: failure.shown).text)
  }

  func changedText(in language: Language) -> String {
    guard let known = details.flatMap({ ChangeDetails($0) }) else {
      return Wording.changedAfterShipment.text(in: language, field: nil, details: details)
    }
    let names = known.aspects.map { $0.name.template(in: language) }
    let aspects = names.isEmpty ? nil : names.joined(separator: ", ")
    if known.situation == .refused {
      // The carrier's words take the place of the details, so the aspects have the field's.
      return Wording.changeRefused.text(in: language, field: aspects, details: known.words)
    }
    return known.situation.wording.text(in: language, field: nil, details: aspects)
  }
}

extension ChangeDetails.Situation {
  fileprivate var wording: Wording {
    switch self {
    case .replaceable: return .changedAfterShipment
    case .handedOver: return .changedAfterHandOver
    case .printed: return .changedAfterPrint
    case .notOurs: return .changedAndNotOurs
    case .refused: return .changeRefused
    }
  }
}

extension ChangedAspect {
  fileprivate var name: Wording {
    switch self {
    case .recipient: return Wording(uk: "одержувач", ru: "получатель", en: "recipient")
    case .address: return Wording(uk: "адреса", ru: "адрес", en: "address")
    case .parcels: return Wording(uk: "вага, розміри", ru: "вес, размеры", en: "weight and size")
    case .money:
      return Wording(
        uk: "післяплата, оцінка, платник", ru: "наложенный платёж, оценка, плательщик",
        en: "cash on delivery, declared value, payer")
    case .service: return Wording(uk: "послуга, опис", ru: "услуга, описание", en: "service, description")
    }
  }
}

extension Wording {
  static let changedAfterShipment = Wording(
    uk: "Дані змінено після створення ТТН[: {details}]. Для нової увімкніть «Не синхронізувати» "
      + "(«Не створювати ТТН»), а коли ТТН зникне, зніміть.",
    ru: "Заказ изменён после создания ТТН[: {details}]. Для новой включите «Не синхронизировать» "
      + "(«Не создавать ТТН»), а когда ТТН исчезнет, снимите.",
    en: "The order changed after its TTN[: {details}]. For a new TTN set “Do not synchronise” "
      + "(“Make no TTN”); clear it once the old is gone.")
  static let changedAfterHandOver = Wording(
    uk:
      "Дані змінено після здачі посилки[: {details}]. Вона їде за старими даними; зверніться до відділення.",
    ru: "Заказ изменён после сдачи посылки[: {details}]. Она идёт по старым данным; обратитесь в отделение.",
    en: "The order changed after hand-over[: {details}]. The parcel goes by the old data; ask the office.")
  static let changedAfterPrint = Wording(
    uk: "Дані змінено після друку ТТН[: {details}]. На етикетці старі дані; вирішіть це у відділенні.",
    ru: "Заказ изменён после печати ТТН[: {details}]. На этикетке старые данные; решите это в отделении.",
    en:
      "The order changed after the TTN was printed[: {details}]. The label has the old data; see the office."
  )
  static let changedAndNotOurs = Wording(
    uk: "Дані змінено після створення ТТН[: {details}]. ТТН зроблено в кабінеті Укрпошти: змініть її там.",
    ru: "Заказ изменён после создания ТТН[: {details}]. ТТН создана в кабинете Укрпочты: измените её там.",
    en:
      "The order changed after its TTN[: {details}]. It was made in Ukrposhta’s own cabinet: change it there."
  )
  static let changeRefused = Wording(
    uk: "ТТН не змінено[ ({field})]. Виправте дані або увімкніть «Не синхронізувати» "
      + "(«Не створювати ТТН»), а коли ТТН зникне, зніміть.[ Відповідь: {details}]",
    ru: "ТТН не изменена[ ({field})]. Исправьте данные или включите «Не синхронизировать» "
      + "(«Не создавать ТТН»), а когда ТТН исчезнет, снимите.[ Ответ: {details}]",
    en: "The TTN was not changed[ ({field})]. Correct the order, or set “Do not synchronise” "
      + "(“Make no TTN”) and clear it once the TTN is gone.[ Answer: {details}]")
  static let printedAlready = Wording(
    uk:
      "ТТН[ {details}] вже надруковано або вона у списку 103а, тож її не видалено. Відкладіть посилку й скасуйте ТТН "
      + "у відділенні.",
    ru:
      "ТТН[ {details}] уже напечатана или в списке 103а, поэтому не удалена. Отложите посылку и отмените ТТН "
      + "в отделении.",
    en:
      "The TTN[ {details}] is printed or on form 103a, so it was not deleted. Keep the parcel back and cancel it "
      + "at the office.")
}
