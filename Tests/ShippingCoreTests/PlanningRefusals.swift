// Rows of the decision table of refusals (PlanningProblemTests): the parcel, what the payments ask for, and the money
// that the post is told of.

import ShippingCore

let parcelRefusals: [Refusal] = [
  Refusal(.weightMissing, "weight") { order, _ in
    order.weight = nil
    order.items[0].weight = nil
  } mending: { _, cabinet in
    cabinet.parcel.weight = Grams(500)
  },
  Refusal(.packageWeightMissing, "delivery.data.packages[1].weight") { order, _ in
    order.delivery.data.packages = [
      PlanningSamples.package("1", grams: 1200), PlanningSamples.package("2", grams: 0),
    ]
  } mending: { order, _ in
    order.delivery.data.packages[1].weight = Grams(1)
  },
  Refusal(.weightTooLarge, "weight", details: "30") { order, _ in
    order.weight = Grams(30_001)
  } mending: { order, _ in
    order.weight = Grams(30_000)
  },
  Refusal(.orderTooHeavy, "weight", details: "30") { order, cabinet in
    cabinet.mode = .plain
    order.weight = Grams(30_001)
  } mending: { order, _ in
    order.weight = Grams(30_000)
  },
  Refusal(.orderTooHeavy, "weight", details: "30") { order, cabinet in
    cabinet.service = .document
    order.items[0].price = .zero
    order.weight = Grams(30_001)
  } mending: { order, _ in
    order.weight = Grams(30_000)
  },
  Refusal(.sidesNotCargo, "length") { order, cabinet in
    cabinet.service = .cargo
    order.dimensions = Dimensions(lengthMillimetres: 1190, widthMillimetres: 800, heightMillimetres: 600)
  } mending: { order, _ in
    order.dimensions?.lengthMillimetres = 1191
  },
  Refusal(.sidesNotCargo, "length") { order, cabinet in
    cabinet.service = .cargo
    order.dimensions = Dimensions(lengthMillimetres: 1200, widthMillimetres: 800, heightMillimetres: 490)
  } mending: { order, _ in
    order.dimensions?.heightMillimetres = 500
  },
  Refusal(.orderTooHeavy, "delivery.data.packages", details: "1000") { order, _ in
    order.delivery.data.packages = (1...34).map { PlanningSamples.package("\($0)", grams: 30_000) }
  } mending: { order, _ in
    order.delivery.data.packages.removeLast()
  },
  Refusal(.sidesMissing, "length") { order, _ in
    order.dimensions?.heightMillimetres = 0
  } mending: { order, _ in
    order.dimensions?.heightMillimetres = 1
  },
  Refusal(.tooManyParcels, "delivery.data.packages", details: "5") { order, _ in
    order.delivery.data.packages = (1...6).map { PlanningSamples.package("\($0)") }
    order.set(.technology, .text("D2W"))
  } mending: { order, _ in
    order.set(.technology, .text("W2W"))
  },
  Refusal(.tooManyParcels, "delivery.data.packages", details: "1") { order, _ in
    order.delivery.data.packages = (1...2).map { PlanningSamples.package("\($0)", side: 1200) }
    for index in order.delivery.data.packages.indices {
      order.delivery.data.packages[index].dimensions?.heightMillimetres = 100
    }
    order.delivery.data.tariff = "CARGO"
  } mending: { order, _ in
    order.delivery.data.packages.removeLast()
  },
  Refusal(.fieldValueUnknown, DeliveryField.technology.path, details: "W2W, W2D, D2W, D2D") { order, _ in
    order.set(.technology, .text("office"))
  } mending: { order, _ in
    order.set(.technology, .text("d2d"))
  },
  Refusal(.fieldValueUnknown, "delivery.data.tariff", details: "STANDARD, EXPRESS, DOCUMENT, CARGO") {
    order, _ in
    order.delivery.data.tariff = "FAST"
  } mending: { order, _ in
    order.delivery.data.tariff = nil
  },
  Refusal(.fieldValueUnknown, "delivery.data.payerType", details: "sender, receiver") { order, _ in
    order.delivery.data.payerType = "somebody"
  } mending: { order, _ in
    order.set(.payer, .text("sender"))
  },
  Refusal(.fieldValueUnknown, DeliveryField.fragile.path, details: "true, false") { order, _ in
    order.set(.fragile, .text("дуже"))
  } mending: { order, _ in
    order.set(.fragile, .text("ні"))
  },
]

let claimRefusals: [Refusal] = [
  // Entered, and never given its amount (fixture orders-history-100-records.json, record 7120).
  Refusal(.codAmountMissing, "payments") { order, _ in
    order.payments = [PlanningSamples.cashOnDelivery(0)]
  } mending: { order, _ in
    order.payments[0].amount = Kopiykas(399_50)
  },
  Refusal(.codAmountMissing, "payments") { order, _ in
    order.payments = [
      Order.Payment(id: 1, type: "card", amount: Kopiykas(200_00), isPaid: true),
      PlanningSamples.cashOnDelivery(-50_00),
    ]
  } mending: { order, _ in
    order.payments[0].amount = Kopiykas(399_00)
  },
  // One left over from the site beside the manager's own.
  Refusal(.codMoreThanDue, "payments", details: "799") { order, _ in
    order.payments = [PlanningSamples.cashOnDelivery(399_50), PlanningSamples.cashOnDelivery(399_50)]
  } mending: { order, _ in
    order.payments.removeLast()
  },
  // Part of it was paid by card, and the payment on delivery never lowered.
  Refusal(.codMoreThanDue, "payments", details: "399.5") { order, _ in
    order.payments = [
      Order.Payment(id: 1, type: "card", amount: Kopiykas(100_00), isPaid: true),
      PlanningSamples.cashOnDelivery(399_50),
    ]
  } mending: { order, _ in
    order.payments[1].amount = Kopiykas(299_50)
  },
  // The goods are paid; the delivery, which the recipient pays at the office, was noted in the order.
  Refusal(.codMoreThanDue, "payments", details: "479.5") { order, _ in
    order.delivery.cost = Kopiykas(80_00)
    order.set(.payer, .text("receiver"))
    order.payments = [
      Order.Payment(id: 1, type: "card", amount: Kopiykas(399_50), isPaid: true),
      PlanningSamples.cashOnDelivery(479_50),
    ]
  } mending: { order, _ in
    order.payments.removeLast()
  },
  // The CRM knows of a discount that the prices do not show.
  Refusal(.codMoreThanDue, "payments", details: "399.5") { order, _ in
    order.totalSum = Kopiykas(350_00)
    order.payments = [PlanningSamples.cashOnDelivery(399_50)]
  } mending: { order, _ in
    order.totalSum = Kopiykas(398_50)
  },
]

let moneyRefusals: [Refusal] = [
  Refusal(.codTooLarge, "payments", details: "100000") { order, _ in
    order.items[0].price = Kopiykas(60_000_00)
    order.payments = [PlanningSamples.cashOnDelivery(100_000_01)]
  } mending: { order, _ in
    order.payments[0].amount = Kopiykas(100_000_00)
  },
  Refusal(.codTooLarge, "payments", details: "50000") { order, cabinet in
    cabinet.sender.type = .individual
    order.items[0].price = Kopiykas(60_000_00)
    order.payments = [PlanningSamples.cashOnDelivery(50_000_01)]
  } mending: { order, _ in
    order.payments[0].amount = Kopiykas(50_000_00)
  },
  Refusal(.codWithoutIBAN, "payments") { order, cabinet in
    cabinet.sender.iban = nil
    order.payments = [PlanningSamples.cashOnDelivery(10_00)]
  } mending: { _, cabinet in
    cabinet.sender.iban = IBAN(PlanningSamples.iban)
  },
  Refusal(.codWithDocument, "payments") { order, cabinet in
    order.items[0].isCanceled = true
    cabinet.service = .document
    order.payments = [PlanningSamples.cashOnDelivery(10_00)]
  } mending: { order, _ in
    order.payments[0].isPaid = true
  },
  Refusal(.declaredTooLargeForDocument, "items", details: "300") { order, cabinet in
    cabinet.service = .document
    order.items[1].price = Kopiykas(1)
  } mending: { order, _ in
    order.items[1].price = .zero
  },
  Refusal(.declaredValueMissing, "items") { order, cabinet in
    cabinet.technology = .w2d
    order.items = []
  } mending: { _, cabinet in
    cabinet.service = .express
  },
  Refusal(.currencyForeign, "currency", details: "USD") { order, _ in
    order.currency = "USD"
    order.payments = [PlanningSamples.cashOnDelivery(100_00)]
  } mending: { order, _ in
    order.currency = "UAH"
  },
  Refusal(.currencyForeign, "currency", details: "EUR") { order, _ in
    order.currency = "EUR"
  } mending: { _, cabinet in
    // Nothing of the order's money is told to the post.
    cabinet.allowsZeroDeclaredValue = true
  },
  Refusal(.paymentTypeNotAllowed, "payments.type", details: "crypto") { order, cabinet in
    cabinet.allowedPaymentTypes = ["cod", "card"]
    order.payments = [Order.Payment(id: 1, type: "crypto", amount: Kopiykas(1), isPaid: true)]
  } mending: { order, _ in
    order.payments[0].type = "card"
  },
]
