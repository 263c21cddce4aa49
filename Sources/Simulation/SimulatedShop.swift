// The shop that every life takes place in: three cabinets of the three kinds, their modules in the CRM, the policy the
// daemon runs with. Everything is made up; every check digit is right.
internal import HTTPTransport
internal import Sandbox
internal import ShippingCore

/// A shop of three cabinets, for lives and for tests. The sandbox's own shop and the daemon's policy agree.
public enum SimulatedShop {
  static let apiKey = "simulated-key-of-the-shop"
  static let moduleCodes = ["ukrposhta-company", "ukrposhta-fop", "ukrposhta-person"]
  static let installation = InstallationTag(crmURL: "https://crm.invalid")
  static let foreignType = "courier"
  static let cabinetIDs = ["company", "fop", "person"].map { CabinetID($0) }

  /// Codes of delivery statuses, as `register` would put them into the module.
  static let statusCodes = DeliveryState.allCases.map(\.rawValue) + [ShownStatus.error, ShownStatus.waiting]

  static let statuses = StatusMap(byState: [
    .created: "assembling", .inTransit: "delivering", .delivered: "complete", .returned: "returned",
  ])

  static func key(_ externalID: String) -> ShipmentKey? {
    ShipmentKey(externalID: externalID, of: installation)
  }

  static func counterparties() -> [PostService.Counterparty] {
    cabinetIDs.enumerated().map { PostService.Counterparty.madeUp(name: $1.rawValue, seed: UInt64(101 + $0)) }
  }

  static func cabinets() -> [CabinetPolicy] {
    guard let phone = Phone("+380441112233"), let postcode = Postcode("01001"),
      let iban = IBAN("UA073808050000000026000439806")
    else { return [] }
    let address = PostalAddress(
      postcode: postcode, region: "Київська", city: "Київ", street: "Хрещатик", houseNumber: "22")
    let company = PostalClient(
      type: .company, name: "ТОВ Приклад", edrpou: "21560045", phone: phone, iban: iban)
    let entrepreneur = PostalClient(
      type: .entrepreneur, name: "Приклад Петро Іванович", firstName: "Петро", lastName: "Приклад",
      middleName: "Іванович", tin: "1234567005", phone: phone, iban: iban)
    let person = PostalClient(
      type: .individual, firstName: "Олена", lastName: "Приклад", middleName: "Іванівна", phone: phone)
    return zip(zip(cabinetIDs, moduleCodes), [company, entrepreneur, person]).map { names, sender in
      CabinetPolicy(
        id: names.0, deliveryType: names.1, moduleCode: names.1, sender: sender, senderAddress: address,
        stores: ["main": PostalAddress(postcode: postcode)], technology: .w2w, service: .standard,
        parcel: ParcelDefaults(
          weight: nil,
          dimensions: Dimensions(lengthMillimetres: 200, widthMillimetres: 150, heightMillimetres: 100)),
        codPaymentTypes: ["cash-on-delivery"], statuses: statuses)
    }
  }
}
