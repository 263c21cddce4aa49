// The sentences of digests and urgent messages, three languages side by side. They are read on a phone by somebody who
// is not at the machine: what is the matter, and what to do about it.

struct AlertWording: Hashable, Sendable {
  var uk: String
  var ru: String
  var en: String

  init(_ uk: String, _ ru: String, _ en: String) {
    self.uk = uk
    self.ru = ru
    self.en = en
  }

  func `in`(_ language: Language) -> String {
    switch language {
    case .uk: return uk
    case .ru: return ru
    case .en: return en
    }
  }

  func filled(_ value: String, in language: Language) -> String {
    self.in(language).split(separator: "{}", omittingEmptySubsequences: false).joined(separator: value)
  }
}

enum AlertTexts {
  static let prefix = AlertWording("Укрпошта: ", "Укрпочта: ", "Ukrposhta: ")
  static let yesterday = AlertWording("Учора, {}:", "Вчера, {}:", "Yesterday, {}:")
  static let urgentNow = AlertWording("Термінове:", "Срочное:", "Urgent:")
  static let waiting = AlertWording(
    "Чекають на людину, виправте в замовленні:", "Ждут человека, исправьте в заказе:",
    "Waiting for a person, to be mended in the order:")
  static let toKnow = AlertWording("Зверніть увагу:", "Обратите внимание:", "To be aware of:")
  static let labels = AlertWording("Етикетки:", "Этикетки:", "Labels:")
  static let labelNotPrinted = AlertWording(
    "Етикетку не надруковано, або це невідомо. Перевірте принтер. Друк ще раз: ukrposhta-syncd retry НОМЕР",
    "Этикетка не напечатана, или это неизвестно. Проверьте принтер. Печать ещё раз: ukrposhta-syncd retry НОМЕР",
    "The label was not printed, or nobody knows. Check the printer. To print again: ukrposhta-syncd retry NUMBER"
  )
  static let more = AlertWording("і ще {}", "и ещё {}", "and {} more")

  static func digestSubject(waiting: Int, day: String, in language: Language) -> String {
    let wording =
      waiting == 0
      ? AlertWording("підсумок за {}", "итог за {}", "summary of {}")
      : AlertWording(
        "підсумок за {}, чекають на людину: \(waiting)", "итог за {}, ждут человека: \(waiting)",
        "summary of {}, waiting for a person: \(waiting)")
    return prefix.in(language) + wording.filled(day, in: language)
  }

  static func name(of tally: Tally) -> AlertWording {
    switch tally {
    case .created: return AlertWording("створено ТТН", "создано ТТН", "TTNs made")
    case .delivered: return AlertWording("вручено", "вручено", "delivered")
    case .returned: return AlertWording("повернено", "возвращено", "returned")
    case .withdrawn: return AlertWording("скасовано ТТН", "отменено ТТН", "TTNs withdrawn")
    case .adopted: return AlertWording("прийнято ТТН", "принято ТТН", "TTNs adopted")
    case .foundAfterDoubt, .recognised, .orphanDeleted:
      return AlertWording("дублів відвернено", "дублей предотвращено", "duplicates prevented")
    }
  }

  /// The text of the card without what only the order knows.
  static func text(of mark: CardMark, in language: Language) -> String {
    switch mark.kind {
    case .problem:
      guard let code = ProblemCode(rawValue: mark.code) else { return mark.code }
      return Problem(code).text(in: language)
    case .notice:
      guard let code = NoticeCode(rawValue: mark.code) else { return mark.code }
      return Notice(code).text(in: language)
    case .label: return mark == .labelNotPrinted ? labelNotPrinted.in(language) : mark.code
    }
  }

  /// `: main, fop`, nothing when there is nothing to name.
  static func about(_ names: [String]) -> String {
    let shown = names.prefix(DailyDigest.numbersListed).joined(separator: ", ")
    let tail = names.count > DailyDigest.numbersListed ? ", …" : ""
    return names.isEmpty ? "" : ": \(shown)\(tail)"
  }

  static func stands(_ kind: UrgentKind) -> AlertWording {
    switch kind {
    case .cabinetRefused:
      return AlertWording(
        "Укрпошта не приймає ключі кабінету", "Укрпочта не принимает ключи кабинета",
        "Ukrposhta refuses the secrets of a cabinet")
    case .crmRefused:
      return AlertWording(
        "CRM не приймає ключ API", "CRM не принимает ключ API", "The CRM refuses the API key")
    case .ledgerUnusable:
      return AlertWording(
        "ТТН не створюються: журнал дій не записується", "ТТН не создаются: журнал действий не записывается",
        "No TTNs are made: the ledger cannot be written")
    case .twoShipments:
      return AlertWording(
        "У замовлення зайва посилка, ТТН", "У заказа лишняя посылка, ТТН",
        "An order has a parcel too many, TTN")
    case .createInDoubt:
      return AlertWording(
        "Невідомо, чи створено ТТН, замовлення", "Неизвестно, создана ли ТТН, заказ",
        "It is not known whether a TTN was made, order")
    case .parcelNotStopped:
      return AlertWording(
        "Замовлення видалено або передано іншій службі, а ТТН лишилася, замовлення",
        "Заказ удалён или передан другой службе, а ТТН осталась, заказ",
        "An order was deleted or went to another carrier, and its TTN is still there, order")
    case .crmUnreachable:
      return AlertWording("CRM не відповідає", "CRM не отвечает", "The CRM does not answer")
    case .postUnreachable:
      return AlertWording("Укрпошта не відповідає", "Укрпочта не отвечает", "Ukrposhta does not answer")
    }
  }

  static func over(_ kind: UrgentKind) -> AlertWording {
    switch kind {
    case .cabinetRefused:
      return AlertWording(
        "ключі кабінету знову приймаються", "ключи кабинета снова принимаются",
        "the secrets of the cabinet are taken again")
    case .crmRefused:
      return AlertWording(
        "CRM знову приймає ключ", "CRM снова принимает ключ", "the CRM takes the API key again")
    case .ledgerUnusable:
      return AlertWording(
        "журнал дій знову записується", "журнал действий снова записывается", "the ledger is written again")
    case .twoShipments:
      return AlertWording(
        "зайвих посилок більше немає", "лишних посылок больше нет", "no parcel too many any more")
    case .createInDoubt:
      return AlertWording(
        "сумнів щодо ТТН з’ясовано", "сомнение о ТТН выяснено", "the doubt about the TTN is resolved")
    case .parcelNotStopped:
      return AlertWording(
        "посилок, яких не вдалося зупинити, більше немає",
        "посылок, которые не удалось остановить, больше нет",
        "no parcel that could not be stopped any more")
    case .crmUnreachable:
      return AlertWording("CRM знову відповідає", "CRM снова отвечает", "the CRM answers again")
    case .postUnreachable:
      return AlertWording(
        "Укрпошта знову відповідає", "Укрпочта снова отвечает", "Ukrposhta answers again")
    }
  }

  static func remedy(_ kind: UrgentKind) -> AlertWording {
    switch kind {
    case .cabinetRefused:
      return AlertWording(
        "Отримайте нові ключі в менеджера Укрпошти, покладіть їх на сервер і перезапустіть службу.",
        "Получите новые ключи у менеджера Укрпочты, положите их на сервер и перезапустите службу.",
        "Get new secrets from Ukrposhta, put them on the server and restart the service.")
    case .crmRefused:
      return AlertWording(
        "Перевірте ключ API та його права в CRM (Налаштування → Інтеграція → Ключі доступу до API).",
        "Проверьте ключ API и его права в CRM (Настройки → Интеграция → Ключи доступа к API).",
        "Check the API key and its rights in the CRM (Settings → Integration → API keys).")
    case .ledgerUnusable:
      return AlertWording(
        "Звільніть місце на диску сервера. Далі служба працюватиме сама.",
        "Освободите место на диске сервера. Дальше служба продолжит сама.",
        "Make room on the server's disk. The service then goes on by itself.")
    case .twoShipments:
      return AlertWording(
        "Перевірте, яка з посилок поїхала, і зверніться до відділення щодо зайвої.",
        "Проверьте, какая из посылок поехала, и обратитесь в отделение по поводу лишней.",
        "Find out which of the parcels travels, and ask the post office about the other one.")
    case .createInDoubt:
      return AlertWording(
        "Другу ТТН не буде створено, доки не з’ясується. Не створюйте її вручну; якщо це триває, запитайте Укрпошту.",
        "Вторая ТТН не будет создана, пока не выяснится. Не создавайте её вручную; если это длится, спросите Укрпочту.",
        "No second TTN is made before that is known. Make none by hand; if it lasts, ask Ukrposhta.")
    case .parcelNotStopped:
      return AlertWording(
        "Якщо посилка ще у вас, не здавайте її. Якщо вже їде, поверніть її через відділення або попередьте одержувача.",
        "Если посылка ещё у вас, не сдавайте её. Если уже едет, верните её через отделение или предупредите получателя.",
        "If you still have the parcel, keep it back. If it travels, have the post return it, or warn the recipient."
      )
    case .crmUnreachable, .postUnreachable:
      return AlertWording(
        "Служба пробує далі сама. Якщо сервіс працює у браузері, перевірте мережу сервера.",
        "Служба пробует дальше сама. Если сервис работает в браузере, проверьте сеть сервера.",
        "The service keeps trying. If the site works in a browser, check the server's network.")
    }
  }
}
