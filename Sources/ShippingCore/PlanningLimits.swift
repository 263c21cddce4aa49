// What Ukrposhta is known to refuse (ukrposhta-api.md sections 3 to 5), so that a manager reads a sentence
// instead of an error code. Sides have no limit here on purpose, but for CARGO: the sources disagree, so the
// service decides and its words are shown.

public enum ShippingLimits {
  public static let parcelWeight = Grams(30_000)
  public static let shipmentWeight = Grams(1_000_000)
  /// Parcels of one shipment when a courier fetches or brings it.
  public static let parcelsByCourier = 5
  /// Ours, so that one odd order cannot make an endless request.
  public static let parcels = 100
  /// Centimetres of the longest side of a CARGO parcel, at least, and of its three sides together.
  public static let cargoLongestSide: Int64 = 120
  public static let cargoSides: ClosedRange<Int64> = 250...350
  public static let documentDeclaredValue = Kopiykas(300_00)
  /// COD of an individual sender, who is paid in cash.
  public static let cashOnDeliveryInCash = Kopiykas(50_000_00)
  public static let cashOnDeliveryCashless = Kopiykas(100_000_00)
  /// What the label shows of the description; the service itself takes `descriptionUnits` UTF-16 units.
  public static let descriptionCharacters = 40
  public static let descriptionUnits = 255
  public static let nameLetters = 2
  public static let nameCharacters = 250
  /// Of a company or an entrepreneur; an older text says 250.
  public static let companyNameCharacters = 60
  /// Region, district and city.
  public static let placeCharacters = 45
  public static let streetCharacters = 255
  public static let houseCharacters = 15
  public static let addressDescriptionCharacters = 255

  static func parcels(type: ShipmentType, technology: Technology) -> Int {
    if type == .document || type == .cargo { return 1 }
    return technology == .w2w ? parcels : parcelsByCourier
  }

  static func cashOnDelivery(sender: ClientType) -> Kopiykas {
    sender == .individual ? cashOnDeliveryInCash : cashOnDeliveryCashless
  }
}
