// `order.delivery`. `data` is one flat bag in which each delivery service finds other members (a courier's
// name and phone stand in the same place), so only the members of an integrated type that steer shipping are
// read.
import ShippingCore

extension Order.Delivery {
  init(_ members: Members) throws {
    self.init(
      typeCode: try members.text("code"),
      integrationCode: try members.text("integrationCode"),
      address: try Order.Address(members.object("address")),
      cost: try members.money("cost"),
      netCost: try members.money("netCost"),
      data: try Order.DeliveryData(members.object("data")))
  }
}

extension Order.Address {
  /// `index` came as a number once (fixture orders-history-created-by-user.json); its digits are kept, no
  /// more.
  init(_ members: Members) throws {
    self.init(
      index: try members.text("index"), countryISO: try members.text("countryIso"),
      region: try members.text("region"), city: try members.text("city"), street: try members.text("street"),
      building: try members.text("building"), flat: try members.text("flat"), text: try members.text("text"),
      streetType: try members.text("streetType"), housing: try members.text("housing"),
      house: try members.text("house"), block: try members.text("block"), floor: try members.text("floor"),
      notes: try members.text("notes"))
  }
}

extension Order.DeliveryData {
  init(_ members: Members) throws {
    let packages = try members.parts("packages", of: WirePackage.self)
    self.init(
      isLocked: try members.flag("locked"),
      externalID: try members.text("externalId"),
      trackNumber: try members.text("trackNumber"),
      status: try members.text("status"),
      statusComment: try members.text("statusComment"),
      tariff: try members.text("tariff"),
      payerType: try members.text("payerType"),
      cost: try members.money("cost"),
      shipmentPointID: try members.text("shipmentpointId"),
      extraData: try members.fields("extraData"),
      itemDeclaredValues: try members.parts("itemDeclaredValues", of: WireDeclaredValue.self).compactMap(
        \.value),
      packages: packages.enumerated().map { $0.element.package(at: $0.offset) })
  }
}

private struct WirePackage: Decodable {
  private let packageID: String?
  private let weight: Grams?
  private let dimensions: Dimensions?

  init(from decoder: any Decoder) throws {
    let members = try Members(decoder)
    packageID = try members.text("packageId")
    weight = try members.weight("weight")
    dimensions = try members.dimensions()
  }

  func package(at offset: Int) -> Order.Package {
    Order.Package(packageID: packageID ?? String(offset + 1), weight: weight, dimensions: dimensions)
  }
}

private struct WireDeclaredValue: Decodable {
  /// nil when the item is named by external ids only, or there is no value.
  let value: Order.DeclaredValue?

  init(from decoder: any Decoder) throws {
    let members = try Members(decoder)
    guard let itemID = try members.object("orderProduct").identifier("id"),
      let amount = try members.money("value")
    else {
      value = nil
      return
    }
    value = Order.DeclaredValue(itemID: itemID, value: amount)
  }
}
