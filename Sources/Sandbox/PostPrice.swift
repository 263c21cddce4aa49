// What a shipment costs in the sandbox: a made-up table with the shape of the real answers (U§8), in
// kopiykas. The contract discount counts in a shipment's own price and not in the price call, which knows no
// token.

struct PostPrice {
  struct Subject {
    var type: String
    var deliveryType: String
    var from: String
    var to: String
    var weight: Int64
    var longestSide: Int64
    var declared: Int64
    var postPay: Int64
    var cashless: Bool
    var flags: [String: Bool]
  }

  static let contractDiscountPercent: Int64 = 5

  /// To pay, before discount, and the fee of the cash-on-delivery transfer.
  var total: Int64
  var raw: Int64
  var postPayFee: Int64
  var returnPrice: Int64
  var declaredSurcharge: Int64
  var explanation: String

  static func of(_ subject: Subject, discountPercent: Int64) -> PostPrice {
    let local = subject.from.prefix(2) == subject.to.prefix(2)
    let base = tariff(subject.type, weight: subject.weight) - (local ? 500 : 0)
    let doors = subject.deliveryType.split(separator: "2").filter { $0 == "D" }.count
    var raw = base + Int64(doors) * 3500
    var parts = [
      "tariff (\(subject.type), \(local ? "CITY" : "COUNTRY"), \(subject.weight) g)=\(amount(base))"
    ]
    parts.append("delivery type(\(subject.deliveryType))=\(amount(Int64(doors) * 3500))")
    if subject.deliveryType.hasSuffix("D"), PostPlaces.place(subject.to)?.countryside == true {
      raw += 1200
      parts.append("countryside=12.00")
    }
    if subject.longestSide > 50 {
      raw += 5000
      parts.append("length overpay=50.00")
    }
    let surcharge = max(0, subject.declared - 50_000) / 200
    raw += surcharge
    for (flag, fee) in fees where subject.flags[flag] == true {
      raw += fee
      parts.append("\(flag)=\(amount(fee))")
    }
    let discount = raw * discountPercent / 100
    if discount > 0 { parts.append("discount \(discountPercent)%=\(amount(discount))") }
    let fee = subject.postPay == 0 ? 0 : subject.postPay * (subject.cashless ? 1 : 2) / 100 + 1000
    return PostPrice(
      total: raw - discount, raw: raw, postPayFee: fee, returnPrice: base, declaredSurcharge: surcharge,
      explanation: "Price=\(amount(raw - discount)): " + parts.joined(separator: "; "))
  }

  private static let fees: [(String, Int64)] = [
    ("sms", 300), ("checkOnDelivery", 1500), ("documentBack", 4000), ("fragile", 2500), ("recommended", 500),
    ("withDeliveryNotification", 1000),
  ]

  private static func tariff(_ type: String, weight: Int64) -> Int64 {
    let steps: [(limit: Int64, fee: Int64)] = [
      (250, 3500), (1000, 4500), (2000, 5000), (5000, 6500), (10_000, 8000), (20_000, 11_500),
      (30_000, 15_000),
    ]
    let step = steps.first { weight <= $0.limit }?.fee ?? 15_000 + (weight - 30_000) / 2
    switch type {
    case "EXPRESS": return step + 2500
    case "CARGO": return step + 30_000
    case "DOCUMENT", "VALUABLE_LETTER": return 3500
    default: return step
    }
  }

  private static func amount(_ kopiykas: Int64) -> String {
    let rest = kopiykas % 100
    return "\(kopiykas / 100)." + (rest < 10 ? "0" : "") + "\(rest)"
  }
}

extension PostService {
  /// `POST /domestic/delivery-price`: flat measures or `parcels`, whichever is there.
  func deliveryPrice(_ call: PostCall) throws -> SandboxResponse {
    let given = try call.object()
    func postcode(_ member: String) throws -> String {
      guard let text = given[member]?["postcode"]?.text, PostRules.isPostcode(text) else {
        throw PostRefusal.bad("\(member).postcode must contain exactly 5 digits")
      }
      guard PostPlaces.place(text) != nil else {
        throw PostRefusal(status: 404, code: "UPE02002", message: "Postcode \(text) not found")
      }
      guard PostPlaces.isServed(text) else { throw PostRules.notServed(text) }
      return text
    }
    let from = try postcode("addressFrom")
    let to = try postcode("addressTo")
    let type = given["type"]?.text ?? "EXPRESS"
    guard PostShipmentRules.types.contains(type) else { throw PostRefusal.bad("Unknown shipment type") }
    guard let delivery = given["deliveryType"]?.text else { throw PostRefusal.missing("deliveryType") }
    guard PostShipmentRules.deliveryTypes.contains(delivery) else {
      throw PostRefusal.bad("Unknown deliveryType")
    }
    let parcels: [JSONValue]
    if let list = given["parcels"]?.elements, !list.isEmpty {
      parcels = list
    } else {
      parcels = [.object(given)]
    }
    guard parcels.count <= PostShipmentRules.parcelCountLimit else {
      throw PostRefusal.bad("Too many parcels")
    }
    var weight: Int64 = 0
    var longest: Int64 = 0
    var declared: Int64 = 0
    for parcel in parcels {
      guard let grams = parcel["weight"]?.int, grams > 0, grams <= PostShipmentRules.parcelLimit else {
        throw PostRefusal.bad("weight must be from 1 to \(PostShipmentRules.parcelLimit)")
      }
      guard let length = parcel["length"]?.int, length > 0 else {
        throw PostRefusal.bad("length is not valid")
      }
      weight += grams
      longest = max(longest, length, parcel["width"]?.int ?? 0, parcel["height"]?.int ?? 0)
      declared += parcel["declaredPrice"].flatMap(PostRules.kopiykas) ?? 0
      if given["validate"]?.truth == true {
        try PostShipmentRules.checkSides(
          length, parcel["width"]?.int ?? 0, parcel["height"]?.int ?? 0, type: type)
      }
    }
    let rate = given["discounts"]?.elements?.first?["rate"]?.int ?? 0
    let price = PostPrice.of(
      PostPrice.Subject(
        type: type, deliveryType: delivery, from: from, to: to, weight: weight, longestSide: longest,
        declared: declared, postPay: given["postPay"].flatMap(PostRules.kopiykas) ?? 0,
        cashless: given["transferPostPayToBankAccount"]?.truth ?? false,
        flags: PostShipmentRules.flagNames.reduce(into: [:]) { $0[$1] = given[$1]?.truth ?? false }),
      discountPercent: min(100, max(0, rate)))
    return .json([
      "deliveryPrice": .hryvnias(price.total), "rawDeliveryPrice": .hryvnias(price.raw),
      "postPayDeliveryPrice": .hryvnias(price.postPayFee),
      "returnDeliveryPrice": .hryvnias(price.returnPrice),
      "declaredPriceSurcharge": .hryvnias(price.declaredSurcharge),
      "calculationDescription": .string(price.explanation), "discounts": given["discounts"] ?? [],
    ])
  }
}
