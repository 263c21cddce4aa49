// From an order to what Ukrposhta will be told: the mapping table of the product, and every check that can
// be made before the first call. A newcomer returns at the first thing that is wrong; here nothing stops
// the others, because a manager mends an order once, not six times. The parts are in the files beside this
// one.

extension Planning {
  /// The plan for the order in this cabinet, or all its problems in the order of the catalogue (never an
  /// empty list).
  public static func make(_ order: Order, cabinet: CabinetPolicy) -> Planning {
    var planner = Planner(order: order, cabinet: cabinet)
    return planner.planning()
  }
}

/// Problems as they are found.
struct Findings {
  private(set) var problems: [Problem] = []

  var isEmpty: Bool { problems.isEmpty }

  mutating func add(_ code: ProblemCode, field: String? = nil, details: String? = nil) {
    let problem = Problem(code, field: field, details: details)
    if !problems.contains(problem) { problems.append(problem) }
  }

  /// Sorted by the catalogue; problems of one code stay in the order in which they were found, which is the
  /// order's.
  var inCatalogueOrder: [Problem] {
    ProblemCode.allCases.flatMap { code in problems.filter { $0.code == code } }
  }
}

/// One run of planning. It only reads the order and the policy.
struct Planner {
  let order: Order
  let cabinet: CabinetPolicy
  var findings = Findings()

  init(order: Order, cabinet: CabinetPolicy) {
    self.order = order
    self.cabinet = cabinet
  }

  mutating func planning() -> Planning {
    let technology = choice(.technology, else: cabinet.technology)
    let type = service()
    let payer = deliveryPayer()
    let postPay = cashOnDelivery(type: type)
    let recipient = recipient(paysOnDelivery: postPay > .zero)
    let address = recipientAddress(toDoor: technology.isToDoor)
    let dropOff = dropOffPostcode()
    let pickUp = technology.isFromDoor ? pickUp(at: dropOff) : nil
    var parcels = parcels(type: type, technology: technology)
    declareValues(of: &parcels, type: type, toDoor: technology.isToDoor, payer: payer, postPay: postPay)
    checkCurrency(isMoneyTold: postPay > .zero || parcels.contains { $0.declaredPrice > .zero })
    checkPaymentTypes()
    let codFeePayer = choice(.codFeePayer, else: cabinet.codFeePayer)
    let onFail = choice(.onFail, else: cabinet.onFail)
    let sms = flag(.sms, else: cabinet.sms)
    let checkOnDelivery = flag(.checkOnDelivery, else: false)
    let fragile = flag(.fragile, else: false)
    let documentBack = flag(.documentBack, else: false)
    let notification = flag(.deliveryNotification, else: false)

    guard findings.isEmpty, let recipient, let address else {
      return .problems(findings.inCatalogueOrder)
    }
    var plan = ShipmentPlan(
      cabinet: cabinet.id, recipient: recipient, recipientAddress: address, type: type,
      technology: technology,
      parcels: parcels, postPay: postPay,
      transfersPostPayToBankAccount: postPay > .zero && cabinet.sender.type != .individual,
      isPaidByRecipient: payer == .receiver, isPostPayFeePaidByRecipient: codFeePayer == .receiver,
      dropOffPostcode: dropOff, onFail: onFail, sms: sms, checkOnDelivery: checkOnDelivery,
      fragile: fragile,
      documentBack: documentBack, withDeliveryNotification: notification, description: description())
    plan.pickUp = pickUp
    return .plan(plan)
  }

  /// The tariff chosen in the order, else the field, else the shop's default.
  private mutating func service() -> ShipmentType {
    if let tariff = tidied(order.delivery.data.tariff) {
      return choice(tariff, of: .service, at: "delivery.data.tariff", else: cabinet.service)
    }
    return choice(.service, else: cabinet.service)
  }

  private mutating func deliveryPayer() -> Payer {
    if order.text(.payer) != nil { return choice(.payer, else: cabinet.deliveryPayer) }
    return choice(
      tidied(order.delivery.data.payerType), of: .payer, at: "delivery.data.payerType",
      else: cabinet.deliveryPayer)
  }

  /// The post takes every amount for hryvnias: a hundred dollars would be collected as a hundred hryvnias.
  private mutating func checkCurrency(isMoneyTold: Bool) {
    guard isMoneyTold, let currency = order.foreignCurrency else { return }
    findings.add(.currencyForeign, field: "currency", details: currency.count <= 3 ? currency : nil)
  }

  private mutating func checkPaymentTypes() {
    guard let allowed = cabinet.allowedPaymentTypes else { return }
    for payment in order.payments where !allowed.contains(payment.type) {
      findings.add(.paymentTypeNotAllowed, field: "payments.type", details: payment.type)
    }
  }
}
