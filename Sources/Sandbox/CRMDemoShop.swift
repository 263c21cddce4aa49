// A shop to rehearse with: one site, a warehouse in Kyiv, delivery modules with a sensible list of carrier statuses.
// Its codes are free: tests name their own, and nothing in the simulator depends on these.

extension CRMService.Configuration {
  /// A shop with one delivery module and one delivery type for each code (type and module share it), and the key.
  /// Cash on delivery is the payment type `cash-on-delivery`; the store is `main`, the site `shop`.
  /// `statusCodes` become the modules' status list; the code `error` is marked `isError`.
  public static func demoShop(
    apiKey: String, deliveryCodes: [String] = ["ukrposhta-1", "ukrposhta-2", "ukrposhta-3"],
    statusCodes: [String] = usualCarrierStatuses, plainCode: String? = "courier",
    customFields: [CustomField] = []
  ) -> CRMService.Configuration {
    var shop = CRMService.Configuration(keys: [Key(apiKey)])
    let payments = [
      DeliveryPayment("cash-on-delivery", cod: true), DeliveryPayment("bank-card", cod: false),
      DeliveryPayment("bank-transfer", cod: false),
    ]
    for (offset, code) in deliveryCodes.enumerated() {
      shop.modules.append(Module.delivery(code: code, statusCodes: statusCodes))
      shop.deliveryTypes.append(
        DeliveryType(
          code: code, name: "Укрпошта \(offset + 1)", integrationCode: code, payments: payments))
    }
    if let plainCode {
      shop.deliveryTypes.append(
        DeliveryType(
          code: plainCode, name: "Кур'єр",
          payments: [DeliveryPayment("cash", cod: false), DeliveryPayment("bank-card", cod: false)]))
    }
    shop.stores = [
      Store(
        code: "main", name: "Головний склад",
        address: CRMOrderDraft.Address(
          index: "01001", countryIso: "UA", region: "Київська", city: "Київ", street: "Хрещатик",
          building: "22"), phone: "+380441234567")
    ]
    shop.customFields = customFields
    return shop
  }

  public static let usualCarrierStatuses = [
    "created", "accepted", "in-transit", "arrived", "storage", "delivered", "returning", "returned",
    "cancelled",
    "error",
  ]
}

extension CRMService.Configuration.Module {
  /// A registered delivery module with the given statuses; `fields` are codes of its `deliveryDataFieldList`.
  public static func delivery(
    code: String, statusCodes: [String], fields: [String] = [], allowTrackNumber: Bool = true,
    lockedByDefault: Bool = false, integrationCode: String? = nil
  ) -> Self {
    let statuses = statusCodes.map { status -> JSONValue in
      [
        "code": .string(status), "name": .string(status), "isEditable": .bool(status == "created"),
        "isError": .bool(status == "error"), "isPreprocessing": false,
      ]
    }
    let list = fields.map { field -> JSONValue in
      [
        "code": .string(field), "label": .string(field), "type": "text", "visible": true, "required": false,
        "editable": true,
      ]
    }
    var delivery: JSONValue = [
      "actions": [:], "payerType": ["receiver", "sender"], "platePrintLimit": 100, "rateDeliveryCost": true,
      "allowPackages": true, "codAvailable": true, "selfShipmentAvailable": true,
    ]
    delivery["allowTrackNumber"] = .bool(allowTrackNumber)
    delivery["statusList"] = .array(statuses)
    delivery["deliveryDataFieldList"] = .array(list)
    delivery["settings"] = ["lockedByDefault": .bool(lockedByDefault)]
    return Self(
      code: code,
      document: [
        "code": .string(code), "integrationCode": .string(integrationCode ?? code), "active": true,
        "name": .string("Укрпошта \(code)"), "logo": "https://example.com/ukrposhta.svg",
        "clientId": .string("client-\(code)"), "accountUrl": "https://example.com/account",
        "integrations": ["delivery": delivery],
      ])
  }
}
