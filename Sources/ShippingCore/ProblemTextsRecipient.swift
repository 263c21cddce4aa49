// What is wrong with the address or with the recipient. Terms are those that a manager sees in the order's
// card: «одержувач» / «получатель», «індекс» / «индекс», «контрагент», «тип доставки» / «тип доставки».

extension Wording {
  // MARK: address

  static let postcodeMissing = Wording(
    uk: "Не вказано поштовий індекс.[ Заповніть поле «{field}».]",
    ru: "Не указан почтовый индекс.[ Заполните поле «{field}».]",
    en: "The postcode is missing.[ Fill in “{field}”.]")
  static let postcodeInvalid = Wording(
    uk: "Поштовий індекс має складатися рівно з п’яти цифр, наприклад 01001.[ Виправте поле «{field}».]",
    ru: "Почтовый индекс должен состоять ровно из пяти цифр, например 01001.[ Исправьте поле «{field}».]",
    en: "A postcode has exactly five digits, for example 01001.[ Correct “{field}”.]")
  static let cityMissing = Wording(
    uk: "Кур’єру потрібне місто. Заповніть його в адресі доставки або оберіть доставку до відділення.",
    ru: "Курьеру нужен город. Заполните его в адресе доставки или выберите доставку до отделения.",
    en: "A courier needs the city. Enter it in the delivery address, or choose delivery to a post office.")
  static let streetMissing = Wording(
    uk: "Кур’єру потрібна вулиця. Заповніть її в адресі доставки або оберіть доставку до відділення.",
    ru: "Курьеру нужна улица. Заполните её в адресе доставки или выберите доставку до отделения.",
    en: "A courier needs the street. Enter it in the delivery address, or choose delivery to a post office."
  )
  static let buildingMissing = Wording(
    uk:
      "Кур’єру потрібен номер будинку. Заповніть його в адресі доставки або оберіть доставку до відділення.",
    ru: "Курьеру нужен номер дома. Заполните его в адресе доставки или выберите доставку до отделения.",
    en: "A courier needs the house number. Enter it in the delivery address, or choose a post office.")
  static let addressTooLong = Wording(
    uk: "Задовгий текст у полі «{field}» адреси доставки. Скоротіть його до {details} символів.",
    ru: "Слишком длинный текст в поле «{field}» адреса доставки. Сократите его до {details} символов.",
    en: "The “{field}” of the delivery address is too long. Shorten it to {details} characters.")
  static let countryForeign = Wording(
    uk: "Доставка можлива лише Україною[, а в адресі країна {details}]. Змініть країну або тип доставки.",
    ru: "Доставка только по Украине[, а в адресе страна {details}]. Измените страну или тип доставки.",
    en: "Delivery is within Ukraine only[, the address says {details}]. Change the country or delivery type."
  )

  // MARK: a person

  static let nameMissing = Wording(
    uk: "Потрібні і прізвище, і ім’я одержувача.[ Заповніть поле «{field}».]",
    ru: "Нужны и фамилия, и имя получателя.[ Заполните поле «{field}».]",
    en: "Both the last and the first name of the recipient are needed.[ Fill in “{field}”.]")
  static let nameTooShort = Wording(
    uk: "Закоротке ім’я або назва: потрібно щонайменше дві літери.[ Виправте поле «{field}».]",
    ru: "Слишком короткое имя или название: нужно минимум две буквы.[ Исправьте поле «{field}».]",
    en: "The name is too short: at least two letters are needed.[ Correct “{field}”.]")
  static let nameTooLong = Wording(
    uk: "Задовге ім’я або назва одержувача.[ Скоротіть поле «{field}» до {details} символів.]",
    ru: "Слишком длинное имя или название получателя.[ Сократите поле «{field}» до {details} символов.]",
    en: "The recipient's name is too long.[ Shorten “{field}” to {details} characters.]")
  static let nameHasDigits = Wording(
    uk: "В імені одержувача не може бути цифр.[ Виправте поле «{field}».]",
    ru: "В имени получателя не может быть цифр.[ Исправьте поле «{field}».]",
    en: "The recipient's name must not have digits in it.[ Correct “{field}”.]")
  static let patronymicMissing = Wording(
    uk:
      "Для післяплати потрібне по батькові одержувача.[ Заповніть поле «{field}».] Якщо його немає, оберіть оплату без післяплати.",
    ru:
      "Для наложенного платежа нужно отчество получателя.[ Заполните поле «{field}».] Если его нет, выберите оплату без наложенного платежа.",
    en:
      "Cash on delivery needs the recipient's patronymic.[ Fill in “{field}”.] If there is none, choose payment without cash on delivery."
  )
  static let phoneMissing = Wording(
    uk: "Не вказано телефон одержувача.[ Заповніть поле «{field}».]",
    ru: "Не указан телефон получателя.[ Заполните поле «{field}».]",
    en: "The recipient's phone is missing.[ Fill in “{field}”.]")
  static let phoneInvalid = Wording(
    uk: "Потрібен український номер телефону одержувача, наприклад +380671234567.[ Виправте поле «{field}».]",
    ru: "Нужен украинский номер телефона получателя, например +380671234567.[ Исправьте поле «{field}».]",
    en: "The recipient's phone must be Ukrainian, for example +380671234567.[ Correct “{field}”.]")

  // MARK: a company or an entrepreneur

  static let companyNameMissing = Wording(
    uk: "Не вказано назву компанії або ФОП.[ Заповніть поле «{field}».]",
    ru: "Не указано название компании или ФЛП.[ Заполните поле «{field}».]",
    en: "The name of the company or entrepreneur is missing.[ Fill in “{field}”.]")
  static let companyCodeMissing = Wording(
    uk: "Не вказано код ЄДРПОУ компанії або податковий номер ФОП.[ Заповніть поле «{field}».]",
    ru: "Не указан код ЕГРПОУ компании или налоговый номер ФЛП.[ Заполните поле «{field}».]",
    en: "The company's EDRPOU or the entrepreneur's tax number is missing.[ Fill in “{field}”.]"
  )
  static let edrpouInvalid = Wording(
    uk: "Код ЄДРПОУ з помилкою: має бути 8 цифр, остання – контрольна.[ Виправте поле «{field}».]",
    ru: "Ошибка в коде ЕГРПОУ: нужно 8 цифр, последняя – контрольная.[ Исправьте поле «{field}».]",
    en: "The EDRPOU is wrong: it has 8 digits, the last a check digit.[ Correct “{field}”.]")
  static let taxNumberInvalid = Wording(
    uk: "Податковий номер ФОП з помилкою: має бути 10 цифр, остання – контрольна.[ Виправте поле «{field}».]",
    ru: "Ошибка в налоговом номере ФЛП: нужно 10 цифр, последняя – контрольная.[ Исправьте поле «{field}».]",
    en:
      "The entrepreneur's tax number is wrong: it has 10 digits, the last a check digit.[ Correct “{field}”.]"
  )
  static let contragentTypeMissing = Wording(
    uk:
      "Не вказано тип контрагента. Оберіть у замовленні компанію, а в її картці – юридичну особу або підприємця.",
    ru:
      "Не указан тип контрагента. Выберите в заказе компанию, а в её карточке – юрлицо или предпринимателя.",
    en:
      "The contragent type is missing. Choose the order's company and, in its card, legal entity or entrepreneur."
  )
  static let corporateFromIndividual = Wording(
    uk: "За договором фізичної особи не можна відправляти компаніям і ФОП. Оберіть інший тип доставки.",
    ru: "По договору физического лица нельзя отправлять компаниям и ФЛП. Выберите другой тип доставки.",
    en: "An individual's contract cannot ship to companies or entrepreneurs. Choose another delivery type.")
}
