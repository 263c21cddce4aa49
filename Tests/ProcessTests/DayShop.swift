// The shop of the manager's day: the rehearsal's three contracts, the entrepreneur's without a module, and what a shop
// sets besides: labels attached, one site of two, statuses by event code. Its times are those of a day in seconds.
import Foundation
import Rehearsal
import Sandbox

enum DayShop {
  static let plain = Shop.entrepreneur
  static let foreignSite = "outlet"

  static var pace: RehearsalPace {
    var pace = RehearsalPace.demo
    pace.history = 150
    pace.tracking = 250
    pace.sweep = 1_000
    pace.writeBackDelay = 100
    pace.crmCallsPerSecond = 200
    pace.postCallsPerSecond = 500
    pace.language = "uk"
    pace.usesEverything = false
    return pace
  }

  /// Lines of the configuration that the day needs besides, each before or after one that is there.
  private static let settings = [
    ("crm:\n", "crm:\n  sites: [shop]\n"), ("polling:\n", "polling:\n  missing-order: 700ms\n"),
    ("  technology: W2W\n", "  technology: W2W\n  label: { attach: true }\n"),
    ("  statuses:\n", "  statuses:\n    \"31100\": delivery-failed\n    \"31400\": no-such-status\n"),
  ]

  static func prepare(_ stage: Stage) throws {
    let path = stage.folder.configuration
    var text = try String(contentsOfFile: path, encoding: .utf8)
    for (line, lines) in settings {
      guard text.ranges(of: "\n\(line)").count == 1 else {
        throw RehearsalFailure("the configuration has no line “\(line)”")
      }
      text = text.replacing("\n\(line)", with: "\n\(lines)")
    }
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    try stage.crm { crm, _ in
      crm.configure { account in
        account.sites.append(.init(code: foreignSite, name: "Розпродаж"))
        account.statuses.append(.init(code: "delivery-failed", name: "Не вручено", group: "delivery"))
      }
    }
  }

  static func cabinet(_ deliveryType: String?) -> String? {
    [Shop.company, Shop.entrepreneur, Shop.individual].first { deliveryType == "ukrposhta-\($0)" }
  }

  /// How the post knows the sender.
  static func sender(_ cabinet: String) -> JSONValue {
    switch cabinet {
    case Shop.company: "ТОВ Приклад"
    case Shop.entrepreneur: "ФОП Приклад Олена Іванівна"
    default: "Приклад Петро Іванович"
    }
  }
}

/// Times as the CRM writes them: the wall clock in Kyiv, to the second.
enum DayClock {
  static func wall(_ moment: SandboxTime) -> String { text(moment, "yyyy-MM-dd HH:mm:ss") }

  /// As people write a day.
  static func day(_ moment: SandboxTime) -> String { text(moment, "dd.MM.yyyy") }

  static func isoDay(_ moment: SandboxTime) -> String { text(moment, "yyyy-MM-dd") }

  private static func text(_ moment: SandboxTime, _ format: String) -> String {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(identifier: "Europe/Kyiv")
    formatter.dateFormat = format
    return formatter.string(from: Date(timeIntervalSince1970: Double(moment / 1000)))
  }
}

/// Somebody makes a shipment by hand, in the post's own cabinet.
struct DayCounter {
  let stage: Stage
  let party: PostService.Counterparty

  func call(_ method: String, _ path: String, _ body: JSONValue? = nil) throws -> JSONValue {
    let request = SandboxRequest(
      method: method, path: "/ecom/0.0.1/\(path)", query: [(name: "token", value: party.token)],
      headers: [
        "authorization": "Bearer \(party.ecomBearer)", "content-type": "application/json",
        "accept": "application/json",
      ], body: body?.encoded ?? [])
    let response = stage.post { post, now in post.handle(request, now: now) }
    guard response.status == 200, let answer = JSONValue(parsing: response.body) else {
      throw RehearsalFailure("\(method) \(path): \(String(decoding: response.body, as: UTF8.self))")
    }
    return answer
  }

  /// The parcel of `content`, as `DayParcel` spells it; returns its TTN.
  func make(_ content: [String: JSONValue]) throws -> String {
    func member(_ name: String) -> JSONValue { content[name] ?? .null }
    func client(_ members: JSONValue, _ address: JSONValue) throws -> JSONValue {
      var body = members
      body["addressId"] = try call("POST", "addresses", address)["id"]
      return ["uuid": try call("POST", "clients", body)["uuid"] ?? .null]
    }
    var address: JSONValue = [:]
    for part in ["postcode", "region", "city", "street", "houseNumber", "apartmentNumber"] {
      address[part] = member("to.\(part)")
    }
    let sender = try client(
      [
        "type": "INDIVIDUAL", "lastName": "Приклад", "firstName": "Петро", "middleName": "Іванович",
        "phoneNumber": "+380671234567",
      ], ["postcode": "01001"])
    let recipient = try client(
      [
        "type": "INDIVIDUAL", "lastName": member("recipient.lastName"),
        "firstName": member("recipient.firstName"), "middleName": member("recipient.middleName"),
        "phoneNumber": member("recipient.phoneNumber"),
      ], address)
    let parcel: JSONValue = [
      "weight": member("parcels[0].weight"), "length": member("parcels[0].length"),
      "width": member("parcels[0].width"), "height": member("parcels[0].height"),
      "declaredPrice": member("parcels[0].declaredPrice"),
    ]
    let shipment = try call(
      "POST", "shipments",
      [
        "sender": sender, "recipient": recipient, "type": "STANDARD", "deliveryType": "W2W",
        "description": member("description"), "dropOffPostcode": "01001", "parcels": [parcel],
      ])
    guard let barcode = shipment["barcode"]?.text else {
      throw RehearsalFailure("a shipment without barcode")
    }
    return barcode
  }
}
