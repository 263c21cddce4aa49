// A small address classifier (U§10): the calls a shop needs to turn a postcode into a place and an office.
// Its manners are the real ones: everything is text, also numbers; one hit may come as an object instead of a
// list; no hit has no `Entry`. Without `Accept: application/json` it answers XML, which nobody wants.

extension PostService {
  func classifierRegions(_ call: PostCall) throws -> SandboxResponse {
    let asked = call.request.value("region_name") ?? ""
    let found = PostPlaces.regions.filter { asked.isEmpty || $0.name.hasPrefix(asked) }
    return entries(
      found.map {
        ["REGION_ID": .string(String(200 + $0.prefixes.lowerBound)), "REGION_UA": .string($0.name)]
      }, call)
  }

  func classifierCities(_ call: PostCall) throws -> SandboxResponse {
    let asked = call.request.value("city_ua") ?? ""
    let found = PostPlaces.towns.filter { !asked.isEmpty && $0.city == asked }
    return entries(found.prefix(1).map { cityEntry($0) }, call)
  }

  func classifierPostcodes(_ call: PostCall) throws -> SandboxResponse {
    let id = call.request.value("city_id") ?? ""
    let found = PostPlaces.towns.filter { String($0.cityID) == id }
    return entries(
      found.map { ["CITY_ID": .string(String($0.cityID)), "POSTCODE": .string($0.postcode)] }, call)
  }

  func classifierCityDetails(_ call: PostCall) throws -> SandboxResponse {
    entries(
      place(call, "postcode").map { place in
        [
          "REGION_ID": .string(String(place.regionID)), "REGION_NAME": .string(place.region),
          "DISTRICT_NAME": .string(place.district), "CITY_ID": .string(String(place.cityID)),
          "CITY_NAME": .string(place.city), "CITYTYPE_NAME": .string(place.countryside ? "с." : "м."),
          "POSTCODE": .string(place.postcode), "OLDCITY_NAME": .null,
        ]
      }, call)
  }

  func classifierAddresses(_ call: PostCall) throws -> SandboxResponse {
    entries(
      place(call, "postcode").map { place in
        [
          "POSTCODE": .string(place.postcode), "REGION_NAME": .string(place.region),
          "DISTRICT_NAME": .string(place.district), "CITY_NAME": .string(place.city),
          "STREET_NAME": "Шевченка", "STREETTYPE_NAME": "вулиця", "HOUSENUMBER": "1",
        ]
      }, call)
  }

  func classifierPostOffices(_ call: PostCall) throws -> SandboxResponse {
    let found = place(call, "pi") + (call.request.value("pi") == nil ? place(call, "pc") : [])
    return entries(
      found.map { place in
        [
          "ID": .string(String(place.cityID)), "POSTCODE": .string(place.postcode),
          "POSTINDEX": .string(place.postcode), "TECHINDEX": .string(place.postcode),
          "PO_SHORT": .string(place.officeName), "CITY_UA": .string(place.city),
          "REGION_UA": .string(place.region),
          "DISTRICT_UA": .string(place.district), "TYPE_ACRONYM": .string(place.countryside ? "ПВ" : "МВ"),
          "LOCK_CODE": .string(String(place.lock)), "AVALIBLE": .string(place.lock == 0 ? "1" : "0"),
          "IS_SECURITY": "0", "RESTRICTED_ACCESS": "0", "IS_NODISTRICT": "0", "IS_NOLETTERS": .null,
          "ADDRESS": "вул. Шевченка, 1", "PHONE": "+380-800-300-545",
        ]
      }, call)
  }

  func classifierCourierArea(_ call: PostCall) throws -> SandboxResponse {
    entries(
      place(call, "postindex").map {
        ["POSTINDEX": .string($0.postcode), "IS_COURIERAREA": .string($0.countryside ? "0" : "1")]
      }, call)
  }

  private func place(_ call: PostCall, _ parameter: String) -> [PostPlace] {
    [call.request.value(parameter).flatMap(PostPlaces.place)].compactMap { $0 }
  }

  private func cityEntry(_ place: PostPlace) -> JSONValue {
    [
      "CITY_ID": .string(String(place.cityID)), "CITY_UA": .string(place.city), "SHORTCITYTYPE_UA": "м.",
      "REGION_UA": .string(place.region), "DISTRICT_UA": .string(place.district),
      "REGION_ID": .string(String(place.regionID)), "POPULATION": "0",
    ]
  }

  /// One hit is an object when the postcode asked for is even-numbered: both shapes are met, and a replay
  /// meets the same.
  private func entries(_ found: [JSONValue], _ call: PostCall) -> SandboxResponse {
    guard call.request.headers["accept"]?.contains("json") == true else {
      let xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Entries/>"
      return SandboxResponse(status: 200, headers: ["content-type": "application/xml"], body: Array(xml.utf8))
    }
    guard let first = found.first else { return .json(["Entries": [:]]) }
    let even = call.request.query.contains { $0.value.utf8.last.map { $0 % 2 == 0 } ?? false }
    return .json(["Entries": ["Entry": found.count == 1 && even ? first : .array(found)]])
  }
}
