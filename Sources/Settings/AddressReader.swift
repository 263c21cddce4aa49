// Reads an address of ours, the sender's or a store's. The post needs the postcode alone and fills the rest; a courier
// needs city, street and house.
import ShippingCore

enum AddressReader {
  /// Limits of `POST /addresses`.
  static let longestPlace = 45
  static let longestHouse = 15

  /// `needsDoor` says why city, street and house must be there; nil = they need not.
  static func read(_ section: Section, needsDoor reason: String?) -> PostalAddress? {
    let postcode = section.required("postcode", "five digits").flatMap { $0.postcode() }
    func part(_ key: String, _ longest: Int) -> String? {
      section.value(key)?.text("a part of the address", lengths: 1...longest)
    }
    let region = part("region", longestPlace)
    let district = part("district", longestPlace)
    let city = part("city", longestPlace)
    let street = part("street", Value.longestText)
    let house = part("house", longestHouse)
    let apartment = part("apartment", longestHouse)
    if let reason {
      for key in ["city", "street", "house"] where !section.has(key) {
        section.refuse(key, "missing: \(reason)")
      }
    }
    section.finish()
    return postcode.map {
      PostalAddress(
        postcode: $0, region: region, district: district, city: city, street: street, houseNumber: house,
        apartmentNumber: apartment)
    }
  }
}
