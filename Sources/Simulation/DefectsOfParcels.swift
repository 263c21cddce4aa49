// Defects of the parcel, of the money, and those that are not in the order's data at all: another shop, the post's own
// refusal, a TTN that somebody typed, an answer that cannot be read, a gesture that comes too late.
internal import Sandbox
internal import ShippingCore

extension Defect {
  // MARK: the parcel

  static func weight(_ code: ProblemCode) -> Defect {
    switch code {
    case .weightMissing:
      return Defect(Problem(code, field: "weight")) { draft in
        draft.weightGrams = nil
        for index in draft.items.indices { draft.items[index].weightGrams = nil }
      } mend: {
        $0.world.crm.setWeight($0.id(0), grams: 900, now: $0.now)
      }
    case .packageWeightMissing:
      return Defect(Problem(code, field: "delivery.data.packages[0].weight")) {
        $0.data.packages = [.init(weightGrams: nil), .init(weightGrams: nil)]
      } mend: {
        $0.world.crm.setDeliveryData(
          $0.id(0), "packages",
          [["packageId": "1", "weight": 500], ["packageId": "2", "weight": 400]], now: $0.now)
      }
    case .orderTooHeavy:
      // A document is one parcel, however many packages it comes in.
      return Defect(Problem(code, field: "weight", details: "30")) { draft in
        draft.data.extraData[service] = "DOCUMENT"
        draft.weightGrams = 30_001
      } mend: {
        $0.world.crm.setWeight($0.id(0), grams: 30_000, now: $0.now)
      }
    default:
      return Defect(Problem(code, field: "weight", details: "30")) {
        $0.weightGrams = 30_001
      } mend: {
        $0.world.crm.setWeight($0.id(0), grams: 30_000, now: $0.now)
      }
    }
  }

  static func parcel(_ code: ProblemCode) -> Defect {
    switch code {
    case .sidesNotCargo:
      return Defect(Problem(code, field: "length")) {
        $0.data.extraData[service] = "CARGO"
      } mend: {
        $0.world.crm.setSides(
          $0.id(0), lengthMillimetres: 1300, widthMillimetres: 700, heightMillimetres: 600, now: $0.now)
      }
    case .sidesMissing:
      var defect = Defect(Problem(code, field: "length")) { life in
        life.world.crm.setSides(
          life.id(0), lengthMillimetres: 300, widthMillimetres: 200, heightMillimetres: 100, now: life.now)
      }
      defect.adjust = { policy in policy.cabinets[0].parcel.dimensions = nil }
      return defect
    case .tooManyParcels:
      return Defect(Problem(code, field: "delivery.data.packages", details: "5")) { draft in
        draft.data.extraData[technology] = "W2D"
        draft.data.packages = (0..<6).map { _ in CRMOrderDraft.Package(weightGrams: 150) }
      } mend: {
        $0.world.crm.setExtraData($0.id(0), technology, "W2W", now: $0.now)
      }
    case .storeUnknown:
      return Defect(Problem(code, field: "shipmentStore", details: "odesa")) {
        $0.shipmentStore = "odesa"
      } mend: {
        $0.world.crm.setShipmentStore($0.id(0), "main", now: $0.now)
      }
    default:
      return Defect(
        Problem(code, field: DeliveryField.technology.path, details: "W2W, W2D, D2W, D2D")
      ) {
        $0.data.extraData[technology] = "пошта"
      } mend: {
        $0.world.crm.setExtraData($0.id(0), technology, "w2w", now: $0.now)
      }
    }
  }

  /// A courier is asked for where he cannot come.
  static func pickUp(_ code: ProblemCode) -> Defect {
    var defect: Defect
    switch code {
    case .pickUpElsewhere:
      defect = Defect(Problem(code, field: "shipmentStore", details: "odesa")) { draft in
        draft.data.extraData[technology] = "D2W"
        draft.shipmentStore = "odesa"
      } mend: {
        $0.world.crm.setShipmentStore($0.id(0), "main", now: $0.now)
      }
      defect.adjust = { policy in
        policy.cabinets[0].stores["odesa"] = Postcode("65001").map { PostalAddress(postcode: $0) }
      }
    default:
      defect = Defect(Problem(code, field: DeliveryField.technology.path)) {
        $0.data.extraData[technology] = "D2W"
      } mend: {
        $0.world.crm.setExtraData($0.id(0), technology, "W2W", now: $0.now)
      }
      defect.adjust = { policy in policy.cabinets[0].senderAddress.street = nil }
    }
    return defect
  }

  // MARK: money

  /// What the payments ask for is not what is owed.
  static func claim(_ code: ProblemCode) -> Defect {
    switch code {
    case .codMoreThanDue:
      return Defect(Problem(code, field: "payments", details: "450")) {
        $0.payments = [.onDelivery(20_000), .onDelivery(25_000)]
      } mend: { life in
        guard let left = life.card(0)?.payments.first else { return }
        life.world.crm.removePayment(life.id(0), payment: left.id, now: life.now)
      }
    default:
      return Defect(Problem(code, field: "payments")) {
        $0.payments = [.onDelivery(0)]
      } mend: { life in
        guard let empty = life.card(0)?.payments.first else { return }
        life.world.crm.setPaymentAmount(life.id(0), payment: empty.id, kopiykas: 25_000, now: life.now)
      }
    }
  }

  static func money(_ code: ProblemCode) -> Defect {
    let pay: @Sendable (Life) -> Void = { $0.world.crm.payPayment($0.id(0), now: $0.now) }
    switch code {
    case .codTooLarge:
      return Defect(
        Problem(code, field: "payments", details: ShippingLimits.cashOnDeliveryInCash.hryvnias), cabinet: 2
      ) { draft in
        draft.items = [CRMOrderDraft.Item("Ноутбук", initialPriceKopiykas: 60_000_00, weightGrams: 2_000)]
        draft.payments = [.onDelivery(60_000_00)]
      } mend: {
        pay($0)
      }
    case .codWithoutIBAN:
      var defect = Defect(Problem(code, field: "payments")) {
        $0.payments = [.onDelivery(25_000)]
      } mend: {
        pay($0)
      }
      defect.adjust = { policy in policy.cabinets[0].sender.iban = nil }
      return defect
    case .currencyForeign:
      return Defect(Problem(code, field: "currency", details: "USD")) {
        $0.currency = "USD"
      } mend: {
        $0.world.crm.setCurrency($0.id(0), "UAH", now: $0.now)
      }
    case .codWithDocument:
      return Defect(Problem(code, field: "payments")) { draft in
        draft.data.extraData[service] = "DOCUMENT"
        draft.payments = [.onDelivery(25_000)]
      } mend: {
        pay($0)
      }
    case .declaredTooLargeForDocument:
      return Defect(
        Problem(code, field: "items", details: ShippingLimits.documentDeclaredValue.hryvnias)
      ) { draft in
        draft.data.extraData[service] = "DOCUMENT"
        draft.items = [CRMOrderDraft.Item("Договір", initialPriceKopiykas: 400_00, weightGrams: 100)]
      } mend: {
        $0.world.crm.setExtraData($0.id(0), service, "STANDARD", now: $0.now)
      }
    case .declaredValueMissing:
      return Defect(Problem(code, field: "items")) { draft in
        draft.items = [CRMOrderDraft.Item("Подарунок", initialPriceKopiykas: 0, weightGrams: 400)]
        draft.payments = []
        draft.data.payerType = "receiver"
      } mend: { life in
        guard let item = life.card(0)?.items.first else { return }
        let problems = life.world.crm.edit(
          life.id(0), ["items": [["id": .integer(item), "initialPrice": 250]]], now: life.now)
        life.must(problems.isEmpty, "the CRM did not take a price: \(problems)")
      }
    default:
      var defect = Defect(Problem(code, field: "payments.type", details: "cash")) {
        $0.payments = [CRMOrderDraft.Payment(type: "cash", status: "paid", amountKopiykas: 25_000)]
      } mend: { life in
        for payment in life.card(0)?.payments ?? [] {
          life.world.crm.removePayment(life.id(0), payment: payment.id, now: life.now)
        }
        life.world.crm.addPayment(
          life.id(0), .init(type: "bank-card", status: "paid", amountKopiykas: 25_000), now: life.now)
      }
      defect.adjust = { policy in
        policy.cabinets[0].allowedPaymentTypes = ["bank-card", "cash-on-delivery"]
      }
      return defect
    }
  }

  // MARK: not in the order's data

  static func beside(_ code: ProblemCode) -> Defect {
    switch code {
    case .siteUnknown: return site(code)
    case .carrierRefused:
      let words = "UPE01003: Destination 61001 is not served"
      return Defect(Problem(code, details: words)) {
        $0.address.index = "61001"
      } mend: {
        $0.world.crm.setAddress($0.id(0), Life.lviv, now: $0.now)
      }
    case .trackNumberInvalid:
      return Defect(Problem(code, field: "delivery.data.trackNumber")) {
        $0.data.trackNumber = "NP-59000123"
      } mend: {
        $0.world.crm.setDeliveryData($0.id(0), "trackNumber", "", now: $0.now)
      }
    case .trackNumberTaken: return numberOfAnotherOrder(code)
    case .cabinetUnknown:
      var defect = Defect(Problem(code)) { life in
        life.world.crm.setDeliveryType(life.id(0), SimulatedShop.moduleCodes[0], now: life.now)
        life.reload { $0.cabinets = SimulatedShop.cabinets() }
      }
      defect.moment = .made
      defect.plant = { life in
        life.reload { $0.cabinets.removeFirst() }
        life.world.crm.setDeliveryType(life.id(0), SimulatedShop.moduleCodes[1], now: life.now)
      }
      return defect
    case .orderUnreadable: return unreadable()
    case .printedAlready:
      var defect = Defect(Problem(code, field: "delivery.data.trackNumber")) { $0.unlock(0) }
      defect.moment = .made
      defect.plant = { $0.lock(0) }
      defect.adjust = { policy in policy.cabinets[0].printLock = .label }
      return defect
    case .tooLateToWithdraw:
      var defect = Defect(Problem(code, field: "delivery.data.trackNumber")) { $0.unlock(0) }
      defect.moment = .made
      defect.plant = { life in
        life.event(0, 10100)
        life.after(400) { $0.lock(0) }
      }
      return defect
    case .typedTTNStays:
      // Of somebody's own cabinet: the post has it, and says nothing of it to the shop's keys.
      let barcode = "0500000000000"
      var defect = Defect(Problem(code, field: "delivery.data.trackNumber", details: barcode)) {
        $0.data.trackNumber = barcode
      } mend: {
        $0.unlock(0)
      }
      defect.moment = .made
      defect.typedTTN = barcode
      defect.plant = { $0.lock(0) }
      return defect
    default:
      // The new name is not on the label; the old one put back is.
      var defect = Defect(Problem(code)) { life in
        life.world.crm.setRecipient(life.id(0), lastName: "Шевченко", now: life.now)
      }
      defect.moment = .made
      defect.plant = { life in
        life.world.crm.setRecipient(life.id(0), lastName: "Перейменована", now: life.now)
      }
      defect.adjust = { policy in policy.cabinets[0].onChange = .warn }
      return defect
    }
  }

  /// Somebody copied an order whose parcel has long been delivered, and its TTN with it.
  private static func numberOfAnotherOrder(_ code: ProblemCode) -> Defect {
    var defect = Defect(Problem(code)) {
      $0.data.locked = true
    } mend: {
      $0.world.crm.setDeliveryData($0.id(0), "trackNumber", "", now: $0.now)
    }
    defect.plant = { life in
      life.order(at: 40)
      life.at(41) { life in
        life.whenMade(1) { life in
          life.event(1, 10100)
          life.after(2) { $0.event(1, 41000, reason: 2) }
          life.when("it is delivered", { $0.card(1)?.deliveryStatus == DeliveryState.delivered.rawValue }) {
            life in
            let barcode = life.made(1).first?.barcode ?? ""
            life.noted["number"] = "\(barcode) (№ \(life.ledgerEntry(1)?.number ?? ""))"
            life.world.crm.setDeliveryData(life.id(0), "trackNumber", .string(barcode), now: life.now)
            life.unlock(0)
          }
        }
      }
    }
    return defect
  }

  /// The order is of a shop that the key's rights do not name; an administrator of the CRM adds it to the key.
  private static func site(_ code: ProblemCode) -> Defect {
    var defect = Defect(Problem(code, field: "site", details: "shop")) { $0.world.tamper = nil }
    defect.plant = { life in
      life.world.crm.configure { $0.sites.append(.init(code: "shop-outlet", name: "Розпродаж")) }
      life.world.tamper = { request, response in
        guard request.path == "/api/credentials", let body = JSONValue(parsing: response.body) else { return }
        var narrow = body
        narrow["siteAccess"] = "access_selective"
        narrow["sitesAvailable"] = ["shop-outlet"]
        response.body = narrow.encoded
      }
    }
    return defect
  }

  /// The card of an order that cannot be read cannot be written either: the operator sees it, in the journal and by
  /// `explain`, and the order goes on by itself.
  private static func unreadable() -> Defect {
    var defect = Defect(nil) { life in
      life.world.tamper = nil
      life.world.crm.setManagerComment(life.id(0), "перевірено", now: life.now)
    }
    defect.plant = { life in
      life.world.tamper = { request, response in
        guard request.path == "/api/v5/orders", let body = JSONValue(parsing: response.body),
          let listed = body["orders"]?.elements
        else { return }
        var odd = body
        odd["orders"] = .array(
          listed.map { order in
            var odd = order
            odd["status"] = ["code": "new"]
            return odd
          })
        response.body = odd.encoded
      }
    }
    return defect
  }
}
