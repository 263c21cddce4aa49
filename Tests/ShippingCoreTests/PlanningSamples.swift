// An order and a cabinet with which nothing is wrong, and the random numbers of the property tests. Every
// test changes only what it is about; persons and numbers are made up, codes with a check digit are
// computed or public.

import ShippingCore

enum PlanningSamples {
  static let phone = "067 123-45-67"
  static let edrpou = "21560045"
  static let taxNumber = "1759013776"
  static let iban = "UA073808050000000026000439806"

  static func order(_ change: (inout Order) -> Void = { _ in }) -> Order {
    var order = Order(
      id: OrderID(1234), number: "1234C", externalID: "A-77", site: "shop", status: "new",
      recipient: Order.Recipient(
        lastName: "Шевченко", firstName: "Олена", patronymic: "Іванівна", phone: phone),
      delivery: Order.Delivery(
        typeCode: "ukrposhta",
        address: Order.Address(
          index: "01001", countryISO: "UA", region: "Київська", city: "Київ", street: "Хрещатик",
          building: "22",
          flat: "7")),
      items: [
        Order.Item(id: 1, name: "Чашка", quantity: 2, price: Kopiykas(150_00), weight: Grams(400)),
        Order.Item(id: 2, name: "Тарілка", quantity: 1, price: Kopiykas(99_50), weight: Grams(350)),
      ],
      weight: Grams(1200),
      dimensions: Dimensions(lengthMillimetres: 301, widthMillimetres: 200, heightMillimetres: 95))
    change(&order)
    return order
  }

  static func cabinet(_ change: (inout CabinetPolicy) -> Void = { _ in }) -> CabinetPolicy {
    var cabinet = CabinetPolicy(
      id: CabinetID("main"), deliveryType: "ukrposhta", moduleCode: "ukrposhta-1",
      sender: PostalClient(
        type: .company, name: "ТОВ Приклад", edrpou: edrpou, phone: Phone(phone)!, iban: IBAN(iban)),
      senderAddress: PostalAddress(
        postcode: Postcode("03150")!, city: "Київ", street: "Антоновича", houseNumber: "1"),
      stores: ["main": PostalAddress(postcode: Postcode("04070")!)],
      codPaymentTypes: ["cod"])
    change(&cabinet)
    return cabinet
  }

  static func cashOnDelivery(_ amount: Int64) -> Order.Payment {
    Order.Payment(id: 9, type: "cod", amount: Kopiykas(amount), isPaid: false)
  }

  static func package(_ id: String, grams: Int64? = 500, side: Int64? = 100) -> Order.Package {
    Order.Package(
      packageID: id, weight: grams.map { Grams($0) },
      dimensions: side.map { Dimensions(lengthMillimetres: $0, widthMillimetres: $0, heightMillimetres: $0) })
  }
}

extension Order {
  mutating func set(_ field: DeliveryField, _ value: FieldValue) {
    delivery.data.extraData[field.rawValue] = value
  }
}

extension Planning {
  var plan: ShipmentPlan? {
    if case .plan(let plan) = self { return plan }
    return nil
  }

  var problems: [Problem] {
    if case .problems(let problems) = self { return problems }
    return []
  }
}

/// SplitMix64: the same numbers for the same seed on every machine.
struct SeededNumbers: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}
