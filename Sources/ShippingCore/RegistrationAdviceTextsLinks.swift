// The sentences of RegistrationAdvice about what belongs to somebody else, and about what goes with a delivery type; three
// languages side by side, as in RegistrationAdviceTexts.swift.

extension Wording {
  static let allAccepted = Wording(
    uk: "усі, які приймаєте", ru: "все, которые принимаете", en: "all that you accept")

  static let allAcceptedWith = Wording(
    uk: "усі, які приймаєте, зокрема {codes}", ru: "все, которые принимаете, в том числе {codes}",
    en: "all that you accept, {codes} among them")

  static let paymentTypesUnticked = Wording(
    uk: "Для типу доставки «{type}» не дозволено жодного типу оплати. Позначте всі, які приймаєте: "
      + "Налаштування → Довідники → Типи доставок → «{type}» → Типи оплат.",
    ru: "Для типа доставки «{type}» не разрешён ни один тип оплаты. Отметьте все, которые принимаете: "
      + "Настройки → Справочники → Типы доставок → «{type}» → Типы оплат.",
    en: "No payment type is allowed for delivery type “{type}”. Tick all that you accept: Settings → "
      + "References → Delivery types → “{type}” → Payment types.")

  static let siteNotAllowed = Wording(
    uk: "Тип доставки «{type}» не діє в магазині «{site}», який названо в crm.sites. Позначте магазин: "
      + "Налаштування → Довідники → Типи доставок → «{type}» → Магазини.",
    ru: "Тип доставки «{type}» не действует в магазине «{site}», который назван в crm.sites. Отметьте "
      + "магазин: Настройки → Справочники → Типы доставок → «{type}» → Магазины.",
    en: "Delivery type “{type}” is not for the site “{site}”, which crm.sites names. Tick it: Settings → "
      + "References → Delivery types → “{type}” → Sites.")

  static let shipmentPointUnknown = Wording(
    uk: "У CRM для складу «{store}» задано точку відвантаження {point}, а в конфігурації цього складу немає. "
      + "Посилки з нього здаватимуться саме там. Запишіть склад у cabinets.{cabinet}.stores або приберіть "
      + "точку в налаштуваннях модуля.",
    ru: "В CRM для склада «{store}» задана точка отгрузки {point}, а в конфигурации этого склада нет. "
      + "Посылки с него будут сдаваться именно там. Запишите склад в cabinets.{cabinet}.stores или уберите "
      + "точку в настройках модуля.",
    en: "The CRM has the shipment point {point} for the store “{store}”, which the configuration does not "
      + "name. Its parcels would be handed over there. Write the store into cabinets.{cabinet}.stores, or "
      + "take the point out of the module's settings.")

  static let deliveryTypeNotLinked = Wording(
    uk: """
      Тип доставки «{code}» у CRM уже є, але він не пов’язаний із модулем «{module}». У CRM 7 і старіших після
      збереження інтеграцію змінити не можна. Створіть інший:
      1. Налаштування → Довідники → Типи доставок → Додати, з іншим символьним кодом.
      2. Інтеграція зі службою доставки: модуль «{module}». Типи оплат і магазини: ті, з якими працюєте.
      3. Запишіть новий код у cabinets.{cabinet}.delivery-type і запустіть register ще раз.
      """,
    ru: """
      Тип доставки «{code}» в CRM уже есть, но он не связан с модулем «{module}». В CRM 7 и более старых после
      сохранения интеграцию изменить нельзя. Создайте другой:
      1. Настройки → Справочники → Типы доставок → Добавить, с другим символьным кодом.
      2. Интеграция со службой доставки: модуль «{module}». Типы оплат и магазины: те, с которыми работаете.
      3. Запишите новый код в cabinets.{cabinet}.delivery-type и запустите register ещё раз.
      """,
    en: """
      The CRM has a delivery type “{code}”, but it is not linked to the module “{module}”. On CRM 7 and older that
      cannot be changed after saving. Make another one:
      1. Settings → References → Delivery types → Add, with another symbolic code.
      2. Integration with a delivery service: the module “{module}”. Payment types and sites: those you work with.
      3. Write the new code into cabinets.{cabinet}.delivery-type, and run register again.
      """)

  static let moduleOfCaller = Wording(
    uk: """
      Модуль «{module}» у CRM уже є, і через нього працює інша програма: CRM звертається до неї на {host}.
      Щоб не зламати її, запишіть у cabinets.{cabinet}.module-code власний код, якого в CRM ще немає.
      Якщо та програма більше не потрібна і модуль має стати нашим: register --apply --take-over {module}
      """,
    ru: """
      Модуль «{module}» в CRM уже есть, и через него работает другая программа: CRM обращается к ней на {host}.
      Чтобы не сломать её, запишите в cabinets.{cabinet}.module-code собственный код, которого в CRM ещё нет.
      Если та программа больше не нужна и модуль должен стать нашим: register --apply --take-over {module}
      """,
    en: """
      The CRM has a module “{module}” already, and another program lives by it: the CRM calls it at {host}.
      So as not to break it, write a code of your own into cabinets.{cabinet}.module-code, one the CRM does not have.
      If that program is not needed any more and the module is to become ours: register --apply --take-over {module}
      """)

  static let moduleOfStranger = Wording(
    uk: """
      Модуль «{module}» у CRM уже є, і створила його не ця служба.
      Запишіть у cabinets.{cabinet}.module-code власний код, якого в CRM ще немає.
      Якщо той модуль більше не потрібен і має стати нашим: register --apply --take-over {module}
      """,
    ru: """
      Модуль «{module}» в CRM уже есть, и создала его не эта служба.
      Запишите в cabinets.{cabinet}.module-code собственный код, которого в CRM ещё нет.
      Если тот модуль больше не нужен и должен стать нашим: register --apply --take-over {module}
      """,
    en: """
      The CRM has a module “{module}” already, and it was not made by this service.
      Write a code of your own into cabinets.{cabinet}.module-code, one that the CRM does not have yet.
      If that module is not needed any more and is to become ours: register --apply --take-over {module}
      """)
}
