// Addresses (U§3): the postcode is the only mandatory member, and text; a bare one fills region and city. An
// address cannot change apart from its description, and the same one posted twice gets two ids.

extension PostService {
  func createAddress(_ call: PostCall) throws -> SandboxResponse {
    var given = try call.object()
    let country = given["country"]?.text ?? "UA"
    given["country"] = .string(country)
    guard let postcode = given["postcode"]?.text, PostRules.isPostcode(postcode) else {
      throw PostRefusal.bad("Postcode must contain exactly 5 digits")
    }
    guard let place = PostPlaces.place(postcode) else {
      throw PostRefusal(status: 404, code: "UPE02002", message: "Postcode \(postcode) not found")
    }
    try PostRules.checkAddress(given, country: country)
    let id = identifier()
    var address = PostAddress(
      id: id, owner: call.owner, members: given, created: call.now, lastModified: call.now)
    for (member, filled) in [("region", place.region), ("city", place.city)] where address.text(member) == nil
    {
      address.members[member] = .string(filled)
    }
    addresses[id] = address
    return .json(answer(address))
  }

  func address(_ call: PostCall) throws -> SandboxResponse {
    .json(answer(try ownAddress(call.parameter("id"), call)))
  }

  func describeAddress(_ call: PostCall) throws -> SandboxResponse {
    var address = try ownAddress(call.parameter("id"), call)
    guard let description = try call.object()["description"]?.text, description.count <= 255 else {
      throw PostRefusal.bad("description must be up to 255 characters")
    }
    address.members["description"] = .string(description)
    address.lastModified = call.now
    addresses[address.id] = address
    return .json(answer(address))
  }

  func availability(_ call: PostCall) throws -> SandboxResponse {
    let from = call.parameter("from")
    let to = call.parameter("to")
    for postcode in [from, to] {
      guard PostRules.isPostcode(postcode) else {
        throw PostRefusal.bad("Postcode must contain exactly 5 digits")
      }
      guard PostPlaces.place(postcode) != nil else {
        throw PostRefusal(status: 404, code: "UPE02002", message: "Postcode \(postcode) not found")
      }
      guard PostPlaces.isServed(postcode) else { throw PostRules.notServed(postcode) }
    }
    return .json([
      "code": "SUCCESS", "description": "Вдало. Маршрут між індексами доступний.", "mrtps": "1",
    ])
  }

  private func ownAddress(_ text: String, _ call: PostCall) throws -> PostAddress {
    guard let id = Int64(text), let address = addresses[id], address.owner == call.owner else {
      throw PostRefusal.notFound("Address")
    }
    return address
  }

  func answer(_ address: PostAddress) -> JSONValue {
    var answer: JSONValue = [
      "id": .integer(address.id),
      "countryside": .bool(PostPlaces.place(address.postcode)?.countryside ?? false),
      "posteRestante": false, "created": .string(PostTime.local(address.created)),
      "lastModified": .string(PostTime.local(address.lastModified)), "detailedInfo": .string(detail(address)),
    ]
    let shown = [
      "postcode", "country", "region", "district", "city", "street", "houseNumber", "apartmentNumber",
      "description",
      "foreignStreetHouseApartment",
    ]
    for member in shown { answer[member] = address.members[member] ?? .null }
    for member in ["mailbox", "specialDestination", "lift", "floor"] {
      if let value = address.members[member] { answer[member] = value }
    }
    return answer
  }

  /// One line of text: `Україна, 07401, Київська, Київський, Бровари, Котляревського 12, 33`.
  private func detail(_ address: PostAddress) -> String {
    var parts = ["Україна"]
    for member in ["postcode", "region", "district", "city"] {
      if let text = address.text(member) { parts.append(text) }
    }
    let street = [address.text("street"), address.text("houseNumber")].compactMap { $0 }
    if !street.isEmpty { parts.append(street.joined(separator: " ")) }
    for member in ["apartmentNumber", "description"] {
      if let text = address.text(member) { parts.append(text) }
    }
    return parts.joined(separator: ", ")
  }
}
