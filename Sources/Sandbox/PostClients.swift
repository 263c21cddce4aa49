// Clients, which are senders and recipients (U§4). Two traps are kept: a missing `type` means COMPANY, and
// the external id is no key: the same POST twice makes two clients. A PUT with `addressId` makes the address
// list grow and leaves the main address alone, so shipments need an explicit recipientAddressId afterwards.

extension PostService {
  func createClient(_ call: PostCall) throws -> SandboxResponse {
    let given = try call.object()
    guard let kind = PostClient.Kind(rawValue: given["type"]?.text ?? "COMPANY") else {
      throw PostRefusal.bad("Unknown client type")
    }
    try PostClientRules.check(given, kind: kind, habits: habits)
    let addressEntries = try addressEntries(given, call)
    guard !addressEntries.isEmpty else { throw PostRefusal.missing("addressId") }
    var client = PostClient(
      uuid: generator.uuid(), owner: call.owner, kind: kind, members: PostClientRules.kept(given),
      addresses: [],
      phones: [], emailUUID: generator.uuid(), created: call.now)
    add(addressEntries, to: &client, firstIsMain: true)
    try addPhone(given, to: &client)
    clients[client.uuid] = client
    index(client)
    return .json(answer(client))
  }

  func client(_ call: PostCall) throws -> SandboxResponse {
    .json(answer(try ownClient(call.parameter("uuid"), call.owner)))
  }

  func changeClient(_ call: PostCall) throws -> SandboxResponse {
    var client = try ownClient(call.parameter("uuid"), call.owner)
    let given = try call.object()
    if let type = given["type"], type != .null, type.text != client.kind.rawValue {
      throw PostRefusal.bad("Client type can not be changed")
    }
    let before = client.text("externalId")
    let merged = client.members.merging(PostClientRules.kept(given)) { _, new in new }
    try PostClientRules.check(merged, kind: client.kind, habits: habits)
    let entries = try addressEntries(given, call)
    client.members = merged
    add(entries, to: &client, firstIsMain: false)
    try addPhone(given, to: &client)
    clients[client.uuid] = client
    if let before, before != client.text("externalId") {
      clientsByExternalID[key(call.owner, before)]?.removeAll { $0 == client.uuid }
    }
    index(client)
    return .json(answer(client))
  }

  /// One object, or by habit a list; with several clients of the same external id the object is the oldest.
  func clientWithExternalID(_ call: PostCall) throws -> SandboxResponse {
    let uuids = clientsByExternalID[key(call.owner, call.parameter("id"))] ?? []
    let found = uuids.compactMap { clients[$0] }
    guard let first = found.first else { throw PostRefusal.notFound("Client") }
    externalIDLookups += 1
    if habits.externalIDListEvery > 0, externalIDLookups % habits.externalIDListEvery == 0 {
      return .json(.array(found.map(answer)))
    }
    return .json(answer(first))
  }

  func clientsWithPhone(_ call: PostCall) throws -> SandboxResponse {
    guard call.request.value("countryISO3166") == "UA", let text = call.request.value("phoneNumber"),
      let phone = PostRules.phone(text)
    else { throw PostRefusal.bad("countryISO3166 and phoneNumber are expected") }
    let uuids = clientsByPhone[key(call.owner, phone)] ?? []
    return .json(.array(uuids.compactMap { clients[$0] }.map(answer)))
  }

  func prohibitedPhones(_ call: PostCall) throws -> SandboxResponse {
    .json([["phone": "5555556", "country": "UA"]])
  }

  func prohibitedPhone(_ call: PostCall) throws -> SandboxResponse {
    guard call.parameter("phone").hasSuffix("5555556") else { throw PostRefusal.notFound("Phone") }
    return .json(["phone": "5555556", "country": "UA"])
  }

  func ownClient(_ uuid: String, _ owner: Int) throws -> PostClient {
    guard let client = clients[uuid], client.owner == owner else { throw PostRefusal.notFound("Client") }
    return client
  }

  private func key(_ owner: Int, _ text: String) -> String { "\(owner)|\(text)" }

  private func index(_ client: PostClient) {
    if let externalID = client.text("externalId") {
      let key = key(client.owner, externalID)
      if clientsByExternalID[key]?.contains(client.uuid) != true {
        clientsByExternalID[key, default: []].append(client.uuid)
      }
    }
    for phone in client.phones {
      let key = key(client.owner, phone.number)
      if clientsByPhone[key]?.contains(client.uuid) != true {
        clientsByPhone[key, default: []].append(client.uuid)
      }
    }
  }

  /// The address ids named by `addressId` or `addresses`, each checked to be an address of this counterparty.
  private func addressEntries(
    _ given: [String: JSONValue], _ call: PostCall
  ) throws -> [(id: Int64, type: String, main: Bool)] {
    var entries: [(id: Int64, type: String, main: Bool)] = []
    if let list = given["addresses"], list != .null {
      guard let elements = list.elements else { throw PostRefusal.bad("addresses must be a list") }
      for element in elements {
        guard let id = element["addressId"]?.int else { throw PostRefusal.bad("addressId must be a number") }
        let type = element["type"]?.text ?? "PHYSICAL"
        guard ["PHYSICAL", "LEGAL"].contains(type) else { throw PostRefusal.bad("Unknown address type") }
        entries.append((id, type, element["main"]?.truth ?? false))
      }
    }
    if let single = given["addressId"], single != .null {
      guard let id = single.int else { throw PostRefusal.bad("addressId must be a number") }
      entries.append((id, "PHYSICAL", false))
    }
    for entry in entries where addresses[entry.id]?.owner != addressOwner(call.owner) {
      throw PostRefusal.notFound("Address")
    }
    return entries
  }

  private func add(
    _ entries: [(id: Int64, type: String, main: Bool)], to client: inout PostClient, firstIsMain: Bool
  ) {
    for entry in entries {
      if !client.addresses.contains(where: { $0.addressID == entry.id }) {
        client.addresses.append(
          PostClient.AddressEntry(uuid: generator.uuid(), addressID: entry.id, type: entry.type, main: false))
      }
    }
    let chosen = entries.last { $0.main }?.id ?? (firstIsMain ? entries.first?.id : nil)
    guard let chosen else { return }
    for position in client.addresses.indices {
      client.addresses[position].main = client.addresses[position].addressID == chosen
    }
  }

  private func addPhone(_ given: [String: JSONValue], to client: inout PostClient) throws {
    guard let value = given["phoneNumber"], value != .null else { return }
    guard let text = value.text, let number = PostRules.phone(text) else {
      throw PostRefusal.bad("phoneNumber is not valid")
    }
    for position in client.phones.indices {
      client.phones[position].main = client.phones[position].number == number
    }
    if !client.phones.contains(where: { $0.number == number }) {
      client.phones.append(
        PostClient.Phone(uuid: generator.uuid(), phoneID: identifier(), number: number, main: true))
    }
  }
}
