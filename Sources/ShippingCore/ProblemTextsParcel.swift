// What is wrong with the parcel, with the money, or with what happened after the TTN was made.
// «Післяплата» is «наложенный платёж»; «оголошена цінність» is «объявленная ценность».

extension Wording {
  // MARK: parcel

  static let weightMissing = Wording(
    uk: "Не вказано вагу[ ({field})]. Вкажіть вагу замовлення або всіх товарів.",
    ru: "Не указан вес[ ({field})]. Укажите вес заказа или всех товаров.",
    en: "The weight is missing[ ({field})]. Give the weight of the order or of all items.")
  static let packageWeightMissing = Wording(
    uk: "Не вказано вагу упаковки[ ({field})]. Вкажіть вагу кожної упаковки замовлення.",
    ru: "Не указан вес упаковки[ ({field})]. Укажите вес каждой упаковки заказа.",
    en: "The weight of a package is missing[ ({field})]. Give the weight of every package of the order.")
  static let weightTooLarge = Wording(
    uk: "Вага понад дозволені {details} кг[ ({field})]. Розділіть замовлення на кілька упаковок.",
    ru: "Вес больше допустимых {details} кг[ ({field})]. Разделите заказ на несколько упаковок.",
    en: "The weight is over the limit of {details} kg[ ({field})]. Split the order into more packages."
  )
  static let orderTooHeavy = Wording(
    uk: "Вага понад дозволені {details} кг[ ({field})]. Розділіть замовлення на кілька.",
    ru: "Вес больше допустимых {details} кг[ ({field})]. Разделите заказ на несколько.",
    en: "The weight is over the limit of {details} kg[ ({field})]. Split the order into several.")
  static let sidesMissing = Wording(
    uk: "Не вказано габарити[ ({field})]. Вкажіть довжину, ширину й висоту, усі більші за нуль.",
    ru: "Не указаны габариты[ ({field})]. Укажите длину, ширину и высоту, все больше нуля.",
    en: "The size is missing[ ({field})]. Give length, width and height, all above zero.")
  static let sidesNotCargo = Wording(
    uk:
      "Для послуги «Вантаж» одна сторона має бути від 120 см, а сума сторін – 250–350 см. Виправте габарити або змініть послугу.",
    ru:
      "Для услуги «Груз» одна сторона должна быть от 120 см, а сумма сторон – 250–350 см. Исправьте габариты или смените услугу.",
    en:
      "The Cargo service needs one side of 120 cm or more and 250–350 cm of all sides. Correct the size or change the service."
  )
  static let tooManyParcels = Wording(
    uk: "Забагато упаковок[: можна не більше {details}]. Об’єднайте їх або змініть послугу чи технологію.",
    ru: "Слишком много упаковок[: можно не больше {details}]. Объедините их или смените услугу, технологию.",
    en: "Too many packages[: at most {details}]. Join them, or change the service or the technology."
  )
  static let storeUnknown = Wording(
    uk:
      "Для складу[ «{details}»] не задано точку відвантаження. Оберіть інший склад або зверніться до адміністратора.",
    ru:
      "Для склада[ «{details}»] не задана точка отгрузки. Выберите другой склад или обратитесь к администратору.",
    en: "The store[ “{details}”] has no shipment point. Choose another store or ask the administrator.")
  static let pickUpAddressMissing = Wording(
    uk:
      "Кур’єр не може забрати посилку: не задано адреси відправника. Оберіть відправлення з відділення або зверніться до адміністратора.",
    ru:
      "Курьер не может забрать посылку: не задан адрес отправителя. Выберите отправку из отделения или обратитесь к администратору.",
    en:
      "A courier cannot fetch the parcel: the sender has no street and house. Choose sending from an office or ask the administrator."
  )
  static let pickUpElsewhere = Wording(
    uk:
      "Кур’єр не може забрати посилку[ зі складу «{details}»]: його адреси не задано. Оберіть відправлення з відділення або зверніться до адміністратора.",
    ru:
      "Курьер не может забрать посылку[ со склада «{details}»]: его адрес не задан. Выберите отправку из отделения или обратитесь к администратору.",
    en:
      "A courier cannot fetch the parcel[ from the store “{details}”]: its address is not set up. Choose sending from an office or ask the administrator."
  )
  static let fieldValueUnknown = Wording(
    uk: "Неприпустиме значення[ у полі «{field}»].[ Дозволені: {details}.]",
    ru: "Недопустимое значение[ в поле «{field}»].[ Разрешены: {details}.]",
    en: "The value[ of “{field}”] is not allowed.[ Allowed: {details}.]")
  static let siteUnknown = Wording(
    uk:
      "Ключ API, яким CRM з’єднано з Укрпоштою, не має доступу до магазину[ «{details}»]. Зверніться до адміністратора.",
    ru:
      "Ключ API, которым CRM соединена с Укрпочтой, не имеет доступа к магазину[ «{details}»]. Обратитесь к администратору.",
    en:
      "The API key that connects the CRM with Ukrposhta has no access to the shop[ “{details}”]. Ask the administrator."
  )

  // MARK: money

  static let codAmountMissing = Wording(
    uk:
      "У платежі з післяплатою сума 0, а замовлення не оплачено. Вкажіть суму платежу або змініть тип оплати.",
    ru:
      "В платеже с наложенным платежом сумма 0, а заказ не оплачен. Укажите сумму платежа или смените тип оплаты.",
    en:
      "The cash-on-delivery payment has the amount 0 and the order is not paid. Enter the amount or change the payment type."
  )
  static let codMoreThanDue = Wording(
    uk: "Післяплата[ {details} грн] більша за те, що лишилося сплатити. Виправте або видаліть зайвий платіж.",
    ru: "Наложенный платёж[ {details} грн] больше остатка к оплате. Исправьте или удалите лишний платёж.",
    en: "Cash on delivery[ of {details} UAH] is more than is still owed. Correct or delete the extra payment."
  )
  static let codToCompany = Wording(
    uk: "Компаніям і ФОП не можна відправляти з післяплатою. Змініть тип оплати в замовленні.",
    ru: "Компаниям и ФЛП нельзя отправлять с наложенным платежом. Смените тип оплаты в заказе.",
    en:
      "Cash on delivery is not possible to companies and entrepreneurs. Change the payment type of the order."
  )
  static let codTooLarge = Wording(
    uk: "Післяплата перевищує дозволені {details} грн. Зменште суму або змініть тип оплати.",
    ru: "Наложенный платёж больше допустимых {details} грн. Уменьшите сумму или смените тип оплаты.",
    en: "Cash on delivery is over the limit of {details} UAH. Lower it or change the payment type."
  )
  static let codWithoutIBAN = Wording(
    uk: "Для післяплати потрібен IBAN відправника. Змініть тип оплати або зверніться до адміністратора.",
    ru: "Для наложенного платежа нужен IBAN отправителя. Смените тип оплаты или обратитесь к администратору.",
    en: "Cash on delivery needs the sender's IBAN. Change the payment type or ask the administrator.")
  static let codWithDocument = Wording(
    uk: "Послуга «Документи» не дозволяє післяплату. Оберіть іншу послугу або тип оплати.",
    ru: "Услуга «Документы» не допускает наложенный платёж. Выберите другую услугу или тип оплаты.",
    en: "The Documents service has no cash on delivery. Choose another service or payment type.")
  static let declaredTooLargeForDocument = Wording(
    uk: "Для послуги «Документи» оголошена цінність – до {details} грн. Зменште її або змініть послугу.",
    ru: "Для услуги «Документы» объявленная ценность – до {details} грн. Уменьшите её или смените услугу.",
    en: "The Documents service takes a declared value up to {details} UAH. Lower it or change the service."
  )
  static let declaredValueMissing = Wording(
    uk: "Потрібна оголошена цінність, а вартість товарів – 0. Вкажіть їхню ціну або оголошену цінність.",
    ru: "Нужна объявленная ценность, а стоимость товаров – 0. Укажите их цену или объявленную ценность.",
    en: "A declared value is needed here, but the items are worth 0. Give them a price or a declared value.")
  static let paymentTypeNotAllowed = Wording(
    uk: "Тип оплати[ «{details}»] не дозволено для цього типу доставки. Змініть один із них.",
    ru: "Тип оплаты[ «{details}»] не разрешён для этого типа доставки. Смените один из них.",
    en: "The payment type[ “{details}”] is not allowed with this delivery type. Change one of them.")
  static let currencyForeign = Wording(
    uk: "Укрпошта рахує лише в гривнях[, а валюта замовлення – {details}]. Вкажіть суми в гривнях.",
    ru: "Укрпочта считает только в гривнах[, а валюта заказа – {details}]. Укажите суммы в гривнах.",
    en: "Ukrposhta counts in hryvnias only[, the order is in {details}]. Give its amounts in hryvnias.")

  // MARK: later

  static let carrierRefused = Wording(
    uk: "Укрпошта не прийняла дані. Виправте замовлення, і воно буде надіслане знову.[ Відповідь: {details}]",
    ru: "Укрпочта не приняла данные. Исправьте заказ, и он будет отправлен снова.[ Ответ: {details}]",
    en: "Ukrposhta refused the data. Correct the order and it will be sent again.[ Answer: {details}]")
  static let tooLateToWithdraw = Wording(
    uk: "ТТН[ {details}] вже не видалити: посилка в Укрпошти. Щоб повернути її, зверніться до відділення.",
    ru: "ТТН[ {details}] уже не удалить: посылка у Укрпочты. Чтобы вернуть её, обратитесь в отделение.",
    en:
      "The TTN[ {details}] cannot be deleted any more: Ukrposhta has the parcel. Ask the office to return it."
  )
  static let typedTTNStays = Wording(
    uk: "ТТН[ {details}] створено не цим модулем. Видаліть її там, де створили, і очистіть трек-номер.",
    ru: "ТТН[ {details}] создана не этим модулем. Удалите её там, где создали, и очистите трек-номер.",
    en:
      "The TTN[ {details}] was not made by this module. Delete it where it was made, and clear the track number."
  )
  static let trackNumberTaken = Wording(
    uk:
      "ТТН {details} – іншого замовлення, посилку якого вже завершено. Виправте трек-номер або очистіть поле.",
    ru:
      "ТТН {details} – другого заказа, посылка которого уже завершена. Исправьте трек-номер или очистите поле.",
    en:
      "TTN {details} is another order's, whose parcel is at its end. Correct the track number or clear it."
  )
  static let cabinetUnknown = Wording(
    uk: "Кабінет Укрпошти, де створено ТТН {details}, прибрано з налаштувань: її не видалити. Зверніться до "
      + "адміністратора.",
    ru: "Кабинет Укрпочты, где создана ТТН {details}, убран из настроек: её не удалить. Обратитесь к "
      + "администратору.",
    en:
      "The Ukrposhta cabinet that made TTN {details} was taken out of the settings, so it cannot be deleted. "
      + "Ask the administrator.")
  static let trackNumberInvalid = Wording(
    uk: "Трек-номер у замовленні – не ТТН Укрпошти: потрібно 13 цифр. Виправте його або очистіть поле.",
    ru: "Трек-номер в заказе – не ТТН Укрпочты: нужно 13 цифр. Исправьте его или очистите поле.",
    en:
      "The track number in the order is no TTN of Ukrposhta: it has 13 digits. Correct it or clear the field."
  )
  static let orderUnreadable = Wording(
    uk: "Замовлення не вдалося прочитати[: {details}]. Перевірте його дані або зверніться до адміністратора.",
    ru: "Заказ не удалось прочитать[: {details}]. Проверьте его данные или обратитесь к администратору.",
    en: "The order could not be read[: {details}]. Check its data or ask the administrator.")
}
