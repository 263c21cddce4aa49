// A shipment as the service shows it, member for member as in the full official example
// (shipment-response-express-w2d-entrepreneur): client objects whole and as they are now, barcode as text,
// most of what was not given as null. Only the price is fixed at the last change.

extension PostService {
  func answer(_ shipment: PostShipment) -> JSONValue {
    let ordered = shipment.ordered
    var answer: JSONValue = [
      "uuid": .string(shipment.uuid), "barcode": .string(shipment.barcode), "type": .string(ordered.type),
      "deliveryType": .string(ordered.deliveryType), "externalId": .optional(ordered.externalID),
      "sender": clients[ordered.sender].map { self.answer($0) } ?? .null,
      "recipient": clients[ordered.recipient].map { self.answer($0) } ?? .null,
      "senderAddressId": .integer(ordered.senderAddressID),
      "recipientAddressId": .integer(ordered.recipientAddressID),
      "returnAddressId": .integer(ordered.returnAddressID),
      "dropOffPostcode": .optional(ordered.dropOffPostcode),
      "recipientPhone": .optional(recipientPhone(ordered)),
      "recipientEmail": .optional(ordered.recipientEmail),
      "shipmentGroupUuid": .optional(shipment.group), "onFailReceiveType": .string(ordered.onFail),
      "description": .optional(ordered.description), "weight": .integer(ordered.weight),
      "length": .integer(ordered.parcels.map(\.length).max() ?? 0),
      "width": .integer(ordered.parcels.map(\.width).max() ?? 0),
      "height": .integer(ordered.parcels.map(\.height).max() ?? 0),
      "lastModified": .string(PostTime.local(shipment.lastModified)),
      "lifecycle": [
        "status": .string(shipment.lifecycle.rawValue),
        "statusDate": .string(PostTime.local(shipment.lifecycleAt)),
      ],
      "deliveryDate": .string(PostTime.midnight(shipment.created, days: ordered.type == "EXPRESS" ? 2 : 4)),
      "parcels": .array(ordered.parcels.enumerated().map { self.answer($1, number: $0 + 1) }),
      "direction": direction(ordered),
    ]
    addMoney(shipment, to: &answer)
    let sides = ordered.parcels.flatMap { [$0.length, $0.width, $0.height] }
    answer["bulky"] = .bool((sides.max() ?? 0) > 50)
    for name in PostShipmentRules.flagNames { answer[name] = .bool(ordered.flags[name] ?? false) }
    for member in [
      "bees", "international", "free", "deliveryPricePaid", "postPayPaid", "postPayDeliveryPricePaid",
    ] {
      answer[member] = false
    }
    for member in ["packageType", "currencyCode", "postPayCurrencyCode", "currencyExchangeRate"] {
      answer[member] = .null
    }
    answer["toReturnToSender"] = shipment.lifecycle == .returning ? true : .null
    return answer
  }

  private func addMoney(_ shipment: PostShipment, to answer: inout JSONValue) {
    let ordered = shipment.ordered
    answer["declaredPrice"] = ordered.declared > 0 ? .hryvnias(ordered.declared) : .null
    answer["deliveryPrice"] = .hryvnias(shipment.price.total)
    answer["rawDeliveryPrice"] = .hryvnias(shipment.price.raw)
    answer["postPay"] = ordered.postPay > 0 ? .hryvnias(ordered.postPay) : .null
    answer["postPayUah"] = .hryvnias(ordered.postPay)
    answer["postPayDeliveryPrice"] = .hryvnias(shipment.price.postPayFee)
    answer["postPayPaidByRecipient"] = .bool(ordered.postPayPaidByRecipient)
    answer["paidByRecipient"] = .bool(ordered.paidByRecipient)
    answer["transferPostPayToBankAccount"] = .bool(ordered.transferToAccount)
    answer["calculationDescription"] = .string(shipment.price.explanation)
    answer["discounts"] = [
      [
        "uuid": "f5a0b397-c78d-4e84-9411-defa4aeeebd3", "name": "За використання особистого кабінета 5%",
        "fromDate": "2017-01-01", "toDate": "2099-12-31",
        "value": .integer(PostPrice.contractDiscountPercent),
        "category": "CONTRACT_DISCOUNT", "type": "BASE",
      ]
    ]
  }

  private func recipientPhone(_ ordered: PostOrderedShipment) -> String? {
    if let given = ordered.recipientPhone { return PostRules.phone(given) }
    let phones = clients[ordered.recipient]?.phones ?? []
    return (phones.first { $0.main } ?? phones.first)?.number
  }

  private func answer(_ parcel: PostParcel, number: Int) -> JSONValue {
    [
      "uuid": .string(parcel.uuid), "parcelNumber": .integer(Int64(number)),
      "barcode": .string(parcel.barcode),
      "weight": .integer(parcel.weight), "length": .integer(parcel.length), "width": .integer(parcel.width),
      "height": .integer(parcel.height), "declaredPrice": parcel.declared.map(JSONValue.hryvnias) ?? .null,
      "name": .optional(parcel.name), "description": .optional(parcel.description), "parcelItems": .null,
    ]
  }

  private func direction(_ ordered: PostOrderedShipment) -> JSONValue {
    guard let address = addresses[ordered.recipientAddressID], let place = PostPlaces.place(address.postcode)
    else {
      return .null
    }
    return [
      "regionSortingCenter": .string(place.region), "districtSortingCenter": .string("ЦПЗ \(place.city)"),
      "postOfficeNumber": .string(place.postcode), "postOfficeName": .string(place.officeName),
    ]
  }
}
