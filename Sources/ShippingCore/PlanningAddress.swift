// Where the parcel goes and where it is handed in. Ukrposhta needs no more than a postcode and fills the
// rest from its own data; only a courier needs a street. An index that the CRM once kept as a number has
// lost its leading zero.

extension Planner {
  mutating func recipientAddress(toDoor: Bool) -> PostalAddress? {
    let address = order.delivery.address
    if let country = tidied(address.countryISO), country.uppercased() != "UA" {
      findings.add(
        .countryForeign, field: "delivery.address.countryIso", details: country.count <= 3 ? country : nil)
    }
    // Of a chosen office only the postcode counts: the address beside it may be the customer's home in
    // another town.
    if !toDoor, order.text(.postOffice) != nil {
      return postcode(chosenOffice(), at: DeliveryField.postOffice.path).map { PostalAddress(postcode: $0) }
    }
    let postcode = postcode(tidied(address.index), at: "delivery.address.index")
    let region = member(address.region, "region", limit: ShippingLimits.placeCharacters, toDoor: toDoor)
    let city = member(address.city, "city", limit: ShippingLimits.placeCharacters, toDoor: toDoor)
    let street = member(
      toDoor ? address.typedStreet : address.street, "street", limit: ShippingLimits.streetCharacters,
      toDoor: toDoor)
    let building = member(
      toDoor ? address.wholeBuilding : address.building, "building", limit: ShippingLimits.houseCharacters,
      toDoor: toDoor)
    let flat = member(address.flat, "flat", limit: ShippingLimits.houseCharacters, toDoor: toDoor)
    if toDoor {
      require(address.city, .cityMissing, "city")
      require(address.street, .streetMissing, "street")
      require(address.building, .buildingMissing, "building")
    }
    guard let postcode else { return nil }
    return PostalAddress(
      postcode: postcode, region: region, city: city, street: street, houseNumber: building,
      apartmentNumber: flat, description: toDoor ? address.wayIn : nil)
  }

  private func chosenOffice() -> String? {
    let text = order.text(.postOffice)
    guard case .number? = order.delivery.data.extraData[DeliveryField.postOffice.rawValue], let text,
      text.count < 5
    else { return text }
    return String(repeating: "0", count: 5 - text.count) + text
  }

  private mutating func postcode(_ text: String?, at path: String) -> Postcode? {
    guard let text else {
      findings.add(.postcodeMissing, field: path)
      return nil
    }
    guard let postcode = Postcode(text) else {
      findings.add(.postcodeInvalid, field: path)
      return nil
    }
    return postcode
  }

  /// A part of the address as it may be sent. One that is too long is a problem for a courier; to an office
  /// the parcel goes by its postcode, so there the part is left out.
  private mutating func member(_ text: String?, _ name: String, limit: Int, toDoor: Bool) -> String? {
    guard let text = tidied(text) else { return nil }
    if text.count <= limit { return text }
    if toDoor { findings.add(.addressTooLong, field: "delivery.address.\(name)", details: "\(limit)") }
    return nil
  }

  private mutating func require(_ text: String?, _ code: ProblemCode, _ name: String) {
    if tidied(text) == nil { findings.add(code, field: "delivery.address.\(name)") }
  }

  /// The shipment point of the order, else its store's, else the sender's own postcode.
  mutating func dropOffPostcode() -> Postcode? {
    if let point = tidied(order.delivery.data.shipmentPointID) {
      return postcode(point, at: "delivery.data.shipmentpointId")
    }
    guard let store = tidied(order.shipmentStore), !cabinet.stores.isEmpty else {
      return cabinet.senderAddress.postcode
    }
    if let address = cabinet.stores[store] { return address.postcode }
    findings.add(.storeUnknown, field: "shipmentStore", details: store)
    return nil
  }

  /// Where a courier fetches the parcel, nil at the sender's own address. Goods that lie in a store of another postcode
  /// are not there, and of a store that is known by its postcode alone nobody knows the door.
  mutating func pickUp(at place: Postcode?) -> PickUp? {
    let own = cabinet.senderAddress
    if let store = tidied(order.shipmentStore).flatMap({ cabinet.stores[$0] }), store.hasDoor {
      return store.isSameDoor(as: own) ? nil : PickUp(address: store)
    }
    if let place, place != own.postcode {
      findings.add(
        .pickUpElsewhere, field: "shipmentStore", details: tidied(order.shipmentStore) ?? place.text)
    } else if !own.hasDoor {
      findings.add(.pickUpAddressMissing, field: DeliveryField.technology.path)
    }
    return nil
  }
}
