// The sentences of RegistrationAdvice, three languages side by side. Names of menus are those of the CRM's
// own interface; `{…}` stands for the values of the case.

extension RegistrationAdvice {
  var wording: Wording {
    switch self {
    case .rightMissing: return .rightMissing
    case .paymentTypeMissing, .paymentTypeNotAllowed, .storeMissing, .statusMissing: return reference
    case .paymentTypesUnticked: return .paymentTypesUnticked
    case .siteNotAllowed: return .siteNotAllowed
    case .shipmentPointUnknown: return .shipmentPointUnknown
    case .deliveryTypeNotLinked: return .deliveryTypeNotLinked
    case .moduleOfCaller: return .moduleOfCaller
    case .moduleOfStranger: return .moduleOfStranger
    case .deliveryTypeMissing: return .deliveryTypeSteps
    case .moduleTypeMissing: return .moduleTypeSteps
    case .deliveryTypeDiffers, .deliveryTypeTaken, .deliveryTypeInactive: return deliveryType
    case .moduleFrozen, .moduleForeign, .moduleFamily, .logoMissing: return module
    case .callbacksRequired: return .plainSteps
    case .fieldType, .fieldClash, .notTaken: return field
    }
  }

  private var reference: Wording {
    switch self {
    case .paymentTypeMissing:
      return Wording(
        uk: "Типу оплати «{code}» у CRM немає. Створіть його (Налаштування → Довідники → Типи оплат) або "
          + "виправте payments у конфігурації.",
        ru: "Типа оплаты «{code}» в CRM нет. Создайте его (Настройки → Справочники → Типы оплат) или "
          + "исправьте payments в конфигурации.",
        en:
          "The CRM has no payment type “{code}”. Make it (Settings → References → Payment types) or correct "
          + "payments in the configuration.")
    case .storeMissing:
      return Wording(
        uk: "Складу «{code}» у CRM немає. Створіть його (Налаштування → Довідники → Склади) або виправте "
          + "stores у конфігурації.",
        ru: "Склада «{code}» в CRM нет. Создайте его (Настройки → Справочники → Склады) или исправьте stores "
          + "в конфигурации.",
        en:
          "The CRM has no store “{code}”. Make it (Settings → References → Stores) or correct stores in the "
          + "configuration.")
    case .statusMissing:
      return Wording(
        uk: "Статусу замовлення «{code}» у CRM немає, і його ніхто не отримає. Створіть його (Налаштування → "
          + "Довідники → Статуси) або виправте statuses у конфігурації.",
        ru:
          "Статуса заказа «{code}» в CRM нет, и никто его не получит. Создайте его (Настройки → Справочники "
          + "→ Статусы) или исправьте statuses в конфигурации.",
        en: "The CRM has no order status “{code}”, so no order will get it. Make it (Settings → References → "
          + "Statuses) or correct statuses in the configuration.")
    default:
      return Wording(
        uk: "Тип оплати «{code}» не дозволено для типу доставки «{type}». Позначте його: Налаштування → "
          + "Довідники → Типи доставок → «{type}» → Типи оплат.",
        ru:
          "Тип оплаты «{code}» не разрешён для типа доставки «{type}». Отметьте его: Настройки → Справочники "
          + "→ Типы доставок → «{type}» → Типы оплат.",
        en:
          "Payment type “{code}” is not allowed for delivery type “{type}”. Tick it: Settings → References → "
          + "Delivery types → “{type}” → Payment types.")
    }
  }

  private var deliveryType: Wording {
    switch self {
    case .deliveryTypeDiffers:
      return Wording(
        uk: "Тип доставки модуля в CRM має код «{crm}», а в конфігурації «{configured}». Запишіть "
          + "delivery-type: {crm} у cabinets.{cabinet}.",
        ru: "Тип доставки модуля в CRM имеет код «{crm}», а в конфигурации «{configured}». Запишите "
          + "delivery-type: {crm} в cabinets.{cabinet}.",
        en:
          "The module's delivery type has the code “{crm}” in the CRM and “{configured}” in the "
          + "configuration. Write delivery-type: {crm} at cabinets.{cabinet}.")
    case .deliveryTypeTaken:
      return Wording(
        uk:
          "Тип доставки «{code}» належить модулю «{module}». Для режиму plain потрібен звичайний тип "
          + "доставки: створіть інший і запишіть його код у delivery-type.",
        ru:
          "Тип доставки «{code}» принадлежит модулю «{module}». Для режима plain нужен обычный тип доставки: "
          + "создайте другой и запишите его код в delivery-type.",
        en:
          "Delivery type “{code}” belongs to the module “{module}”. Mode plain needs an ordinary delivery "
          + "type: make another one and write its code into delivery-type.")
    default:
      return Wording(
        uk: "Тип доставки «{code}» вимкнено. Увімкніть його: Налаштування → Довідники → Типи доставок.",
        ru: "Тип доставки «{code}» выключен. Включите его: Настройки → Справочники → Типы доставок.",
        en: "Delivery type “{code}” is switched off. Switch it on: Settings → References → Delivery types.")
    }
  }

  private var module: Wording {
    switch self {
    case .moduleFrozen:
      return Wording(
        uk: "CRM заморозила модуль «{code}» (зазвичай через оплату). Зверніться до підтримки CRM.",
        ru: "CRM заморозила модуль «{code}» (обычно из-за оплаты). Обратитесь в поддержку CRM.",
        en: "The CRM has frozen the module “{code}” (usually a matter of payment). Ask the CRM's support.")
    case .moduleForeign:
      return Wording(
        uk: "«{code}» – власний модуль CRM, його не можна змінити. Запишіть у module-code "
          + "власний код, якого в CRM ще немає.",
        ru: "«{code}» – собственный модуль CRM, его нельзя изменить. Запишите в "
          + "module-code собственный код, которого в CRM ещё нет.",
        en: "“{code}” is a module of the CRM itself and cannot be changed. Write a code of your own into "
          + "module-code, one that the CRM does not have yet.")
    case .moduleFamily:
      return Wording(
        uk: "CRM вимагає, щоб код модуля починався з коду сімейства: module-code «{module}» не починається з "
          + "«{family}».",
        ru:
          "CRM требует, чтобы код модуля начинался с кода семейства: module-code «{module}» не начинается с "
          + "«{family}».",
        en: "The CRM wants a module's code to begin with that of its family: module-code “{module}” does not "
          + "begin with “{family}”.")
    default:
      return Wording(
        uk:
          "CRM не приймає модуль без логотипа. Покладіть невелике зображення SVG на свій сайт і запишіть "
          + "його https-адресу у cabinets.{cabinet}.module.logo.",
        ru:
          "CRM не принимает модуль без логотипа. Положите небольшое изображение SVG на свой сайт и запишите "
          + "его https-адрес в cabinets.{cabinet}.module.logo.",
        en:
          "The CRM takes no module without a logo. Put a small SVG on your site and write its https address "
          + "into cabinets.{cabinet}.module.logo.")
    }
  }

  private var field: Wording {
    switch self {
    case .fieldType:
      return Wording(
        uk:
          "Користувацьке поле «{code}» має тип {crm}, а потрібен {wanted}. Тип змінити не можна: видаліть "
          + "поле або запишіть інший код у custom-fields.",
        ru:
          "Пользовательское поле «{code}» имеет тип {crm}, а нужен {wanted}. Тип изменить нельзя: удалите "
          + "поле или запишите другой код в custom-fields.",
        en:
          "Custom field “{code}” is of type {crm} and should be {wanted}. A type cannot be changed: delete "
          + "the field or write another code into custom-fields.")
    case .fieldClash:
      return Wording(
        uk: "Код «{code}» записано в custom-fields для двох різних полів. Кожному полю потрібен свій.",
        ru: "Код «{code}» записан в custom-fields для двух разных полей. Каждому полю нужен свой.",
        en: "The code “{code}” stands in custom-fields for two different fields. Each needs its own.")
    default:
      return Wording(
        uk: "CRM відповіла, що прийняла зміну, але не показує її. Перевірте це в CRM.",
        ru: "CRM ответила, что приняла изменение, но не показывает его. Проверьте это в CRM.",
        en: "The CRM said that it took the change, and does not show it. Look at it in the CRM.")
    }
  }
}

extension Wording {
  fileprivate static let rightMissing = Wording(
    uk: "Ключу API бракує права {code}. Позначте його: Налаштування → Інтеграція → Ключі доступу до API.",
    ru: "Ключу API не хватает права {code}. Отметьте его: Настройки → Интеграция → Ключи доступа к API.",
    en: "The API key lacks the right {code}. Tick it: Settings → Integration → API access keys.")

  fileprivate static let deliveryTypeSteps = Wording(
    uk: """
      Типу доставки «{code}» у CRM немає. Створіть його:
      1. Налаштування → Довідники → Типи доставок → Додати.
      2. Символьний код: {code}. Інтеграцію зі службою доставки не вибирайте.
      3. Типи оплат: {payments}. Магазини: ті, з яких відправляєте.
      4. Збережіть і запустіть register ще раз.
      """,
    ru: """
      Типа доставки «{code}» в CRM нет. Создайте его:
      1. Настройки → Справочники → Типы доставок → Добавить.
      2. Символьный код: {code}. Интеграцию со службой доставки не выбирайте.
      3. Типы оплат: {payments}. Магазины: те, из которых отправляете.
      4. Сохраните и запустите register ещё раз.
      """,
    en: """
      The CRM has no delivery type “{code}”. Make it:
      1. Settings → References → Delivery types → Add.
      2. Symbolic code: {code}. Choose no integration with a delivery service.
      3. Payment types: {payments}. Sites: those you ship from.
      4. Save, and run register again.
      """)

  fileprivate static let moduleTypeSteps = Wording(
    uk: """
      Ця CRM не створює тип доставки сама. Коли модуль «{module}» зареєстровано:
      1. Налаштування → Довідники → Типи доставок → Додати.
      2. Символьний код: {code}. Інтеграція зі службою доставки: модуль «{module}». Оберіть його одразу: після
         збереження ця CRM не дає змінити інтеграцію.
      3. Типи оплат: {payments}. Магазини: ті, з яких відправляєте.
      4. Збережіть і запустіть register ще раз: він перевірить, що вийшло.
      """,
    ru: """
      Эта CRM не создаёт тип доставки сама. Когда модуль «{module}» зарегистрирован:
      1. Настройки → Справочники → Типы доставок → Добавить.
      2. Символьный код: {code}. Интеграция со службой доставки: модуль «{module}». Выберите его сразу: после
         сохранения эта CRM не даёт изменить интеграцию.
      3. Типы оплат: {payments}. Магазины: те, из которых отправляете.
      4. Сохраните и запустите register ещё раз: он проверит, что получилось.
      """,
    en: """
      This CRM does not make the delivery type itself. Once the module “{module}” is registered:
      1. Settings → References → Delivery types → Add.
      2. Symbolic code: {code}. Integration with a delivery service: the module “{module}”. Choose it at once: after
         saving this CRM does not let the integration be changed.
      3. Payment types: {payments}. Sites: those you ship from.
      4. Save, and run register again: it checks the result.
      """)

  fileprivate static let plainSteps = Wording(
    uk: """
      Ця CRM не приймає модуль, який не можна викликати (callbacks). Працюйте в режимі plain:
      1. У конфігурації в cabinets.{cabinet} запишіть рядок
           mode: plain
         а в delivery-type – код звичайного типу доставки.
      2. Запустіть register --apply ще раз: він створить потрібні користувацькі поля.
      """,
    ru: """
      Эта CRM не принимает модуль, который нельзя вызвать (callbacks). Работайте в режиме plain:
      1. В конфигурации в cabinets.{cabinet} запишите строку
           mode: plain
         а в delivery-type – код обычного типа доставки.
      2. Запустите register --apply ещё раз: он создаст нужные пользовательские поля.
      """,
    en: """
      This CRM takes no module that it cannot call back. Work in plain mode:
      1. In the configuration, at cabinets.{cabinet}, write the line
           mode: plain
         and the code of an ordinary delivery type as delivery-type.
      2. Run register --apply again: it makes the custom fields.
      """)
}
