// What makes a client acceptable, and how one is shown. The order of the checks decides which code a request
// with several mistakes gets: first what is missing for its type, then the form of each member.

enum PostClientRules {
  /// Members of a request that are stored and echoed as given.
  static func kept(_ given: [String: JSONValue]) -> [String: JSONValue] {
    let names: Set<String> = [
      "name", "firstName", "lastName", "middleName", "latinName", "edrpou", "tin", "email", "bankAccount",
      "postPayPaymentType", "externalId", "uniqueRegistrationNumber", "contactPersonName", "resident",
      "checkOnDeliveryAllowed", "GDPRRead", "GDPRAccept", "personalDataApproved",
    ]
    return given.filter { names.contains($0.key) && $0.value != .null }
  }

  static func check(_ given: [String: JSONValue], kind: PostClient.Kind, habits: PostHabits) throws {
    let texts = [
      "name", "firstName", "lastName", "middleName", "latinName", "edrpou", "tin", "email", "bankAccount",
      "externalId",
    ]
    for member in texts {
      if let value = given[member], value != .null, value.text == nil {
        throw PostRefusal.bad("Field '\(member)' must be a string")
      }
    }
    func text(_ member: String) -> String? { given[member]?.text }
    switch kind {
    case .company:
      guard let code = text("edrpou"), !code.isEmpty else { throw PostRefusal.missing("edrpou") }
      guard let name = text("name"), !name.isEmpty else { throw PostRefusal.missing("name") }
      guard PostRules.isEDRPOU(code) else { throw PostRefusal.bad("edrpou must contain 8-9 digits") }
      try PostRules.checkBusinessName(name)
    case .entrepreneur:
      guard let number = text("tin"), !number.isEmpty else { throw PostRefusal.missing("tin") }
      guard PostRules.isTIN(number) else { throw PostRefusal.bad("tin is not valid") }
      let name = text("name") ?? ""
      if !name.isEmpty { try PostRules.checkBusinessName(name) }
      if name.isEmpty && habits.entrepreneurNeedsBothNames { throw PostRefusal.missing("name") }
      if name.isEmpty || habits.entrepreneurNeedsBothNames {
        try PostRules.checkPersonName(text("lastName"), "lastName")
        try PostRules.checkPersonName(text("firstName"), "firstName")
      }
    case .individual:
      try PostRules.checkPersonName(text("firstName"), "firstName")
      try PostRules.checkPersonName(text("lastName"), "lastName")
    }
    try checkForm(given)
  }

  private static func checkForm(_ given: [String: JSONValue]) throws {
    if let latin = given["latinName"]?.text, !latin.isEmpty, !latin.utf8.allSatisfy({ $0 < 128 }) {
      throw PostRefusal(status: 400, code: nil, message: "latinName must be latin")
    }
    if let email = given["email"]?.text, !email.isEmpty, !email.contains("@") {
      throw PostRefusal.bad("email is not valid")
    }
    if let account = given["bankAccount"]?.text, !account.isEmpty, !PostRules.isIBAN(account) {
      throw PostRefusal.bad("bankAccount is not a valid IBAN")
    }
    if let payment = given["postPayPaymentType"], payment != .null {
      let known = ["CASH_ONLY", "CASHLESS_ONLY", "CASH_AND_CASHLESS"].map { "POSTPAY_PAYMENT_" + $0 }
      guard let text = payment.text, known.contains(text) else {
        throw PostRefusal.bad("Unknown postPayPaymentType")
      }
    }
  }
}

extension PostService {
  func answer(_ client: PostClient) -> JSONValue {
    var answer: JSONValue = [
      "uuid": .string(client.uuid), "type": .string(client.kind.rawValue),
      "counterpartyUuid": .string(counterparties[client.owner].counterpartyUUID),
      "addressId": client.mainAddressID.map(JSONValue.integer) ?? .null, "postId": .null,
      "accountType": [
        "type": "CORPORATE", "assignmentDate": .string(String(PostTime.local(client.created).prefix(10))),
      ],
      "freeStorageAvailable": false, "returnDaysSettingAvailable": false,
    ]
    let shown = [
      "firstName", "middleName", "lastName", "latinName", "externalId", "uniqueRegistrationNumber",
      "bankAccount",
      "contactPersonName", "tin",
    ]
    for member in shown { answer[member] = client.members[member] ?? .null }
    if client.kind == .company { answer["edrpou"] = client.members["edrpou"] ?? .null }
    let parts = ["lastName", "firstName", "middleName"].compactMap { client.text($0) }.joined(separator: " ")
    answer["name"] = .string(client.kind == .individual ? parts : client.text("name") ?? parts)
    answer["email"] = .string(client.text("email") ?? "")
    let mail = client.text("email").map { address -> JSONValue in
      [["uuid": .string(client.emailUUID), "email": .string(address), "main": true]]
    }
    answer["emails"] = mail ?? []
    answer["bankCode"] = .optional(client.text("bankAccount").map { String($0.dropFirst(4).prefix(6)) })
    let payment = client.kind == .entrepreneur ? "CASH_AND_CASHLESS" : "CASH_ONLY"
    answer["postPayPaymentType"] =
      client.members["postPayPaymentType"] ?? .string("POSTPAY_PAYMENT_" + payment)
    for (member, preset) in [("resident", true), ("checkOnDeliveryAllowed", true), ("GDPRRead", false)] {
      answer[member] = client.members[member] ?? .bool(preset)
    }
    for member in ["GDPRAccept", "personalDataApproved"] { answer[member] = client.members[member] ?? false }
    answer["phoneNumber"] = .optional((client.phones.first { $0.main } ?? client.phones.first)?.number)
    answer["phones"] = .array(
      client.phones.map {
        [
          "uuid": .string($0.uuid), "phoneId": .integer($0.phoneID), "phoneNumber": .string($0.number),
          "type": "PERSONAL", "main": .bool($0.main),
        ]
      })
    answer["addresses"] = .array(client.addresses.map { entry in self.answer(entry) })
    return answer
  }

  private func answer(_ entry: PostClient.AddressEntry) -> JSONValue {
    [
      "uuid": .string(entry.uuid), "addressId": .integer(entry.addressID), "type": .string(entry.type),
      "main": .bool(entry.main), "address": addresses[entry.addressID].map { self.answer($0) } ?? .null,
    ]
  }
}
