// The rules of single values: postcodes, tax codes with their check digits, IBAN, phones, names, members of
// addresses (U§3, U§4). Written apart from the daemon's own checks on purpose: two implementations that agree
// are evidence.

enum PostRules {
  static func isDigits(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { (48...57).contains($0) }
  }

  static func isPostcode(_ text: String) -> Bool { text.utf8.count == 5 && isDigits(text) }

  static func notServed(_ postcode: String) -> PostRefusal {
    PostRefusal(status: 400, code: "UPE01003", message: "Destination \(postcode) is not served")
  }

  static func checkAddress(_ given: [String: JSONValue], country: String) throws {
    let limits = [
      ("region", 45), ("district", 45), ("city", 45), ("street", 255), ("houseNumber", 15),
      ("apartmentNumber", 15),
      ("description", 255), ("specialDestination", 255), ("mailbox", 45),
    ]
    for (member, limit) in limits {
      guard let value = given[member], value != .null else { continue }
      guard let text = value.text else { throw PostRefusal.bad("Field '\(member)' must be a string") }
      guard text.count <= limit else {
        throw PostRefusal.bad("Field '\(member)' must be up to \(limit) characters")
      }
    }
    if let foreign = given["foreignStreetHouseApartment"], foreign != .null, country == "UA" {
      throw PostRefusal.bad("foreignStreetHouseApartment is not allowed for an address in Ukraine")
    }
    if given["mailbox"]?.text != nil, ["street", "houseNumber"].contains(where: { given[$0]?.text != nil }) {
      throw PostRefusal.bad("mailbox excludes street and houseNumber")
    }
    if let floor = given["floor"], floor != .null {
      guard let number = floor.int, (0...57).contains(number) else {
        throw PostRefusal.bad("floor must be from 0 to 57")
      }
    }
  }

  /// EDRPOU: 5-8 digits as text; the check digit is defined for 8.
  static func isEDRPOU(_ text: String) -> Bool {
    guard isDigits(text), (5...8).contains(text.utf8.count), let number = Int(text) else { return false }
    let digits = text.utf8.map { Int($0) - 48 }
    guard digits.count == 8 else { return true }
    let weights = (30_000_000...60_000_000).contains(number) ? [7, 1, 2, 3, 4, 5, 6] : [1, 2, 3, 4, 5, 6, 7]
    func remainder(_ weights: [Int]) -> Int { zip(digits, weights).reduce(0) { $0 + $1.0 * $1.1 } % 11 }
    var check = remainder(weights)
    if check == 10 { check = remainder(weights.map { $0 + 2 }) % 10 }
    return check == digits[7]
  }

  /// The tax number of a person: 10 digits as text.
  static func isTIN(_ text: String) -> Bool {
    guard isDigits(text), text.utf8.count == 10 else { return false }
    let digits = text.utf8.map { Int($0) - 48 }
    let sum = zip(digits, [-1, 5, 7, 9, 4, 6, 10, 5, 7]).reduce(0) { $0 + $1.0 * $1.1 }
    return ((sum % 11 + 11) % 11) % 10 == digits[9]
  }

  /// 29 characters, `UA` and 27 digits, mod 97 = 1. U and A count as 30 and 10.
  static func isIBAN(_ text: String) -> Bool {
    guard text.utf8.count == 29, text.hasPrefix("UA"), isDigits(String(text.dropFirst(2))) else {
      return false
    }
    let rotated = String(text.dropFirst(4)) + "3010" + String(text.dropFirst(2).prefix(2))
    return rotated.utf8.reduce(0) { ($0 * 10 + Int($1) - 48) % 97 } == 1
  }

  /// `+380XXXXXXXXX` from the two spellings the service surely takes; nil for every other.
  static func phone(_ text: String) -> String? {
    guard text.utf8.count <= 25 else { return nil }
    let plain = text.filter { !" -()".contains($0) }
    if plain.hasPrefix("+380"), plain.utf8.count == 13, isDigits(String(plain.dropFirst())) { return plain }
    if plain.hasPrefix("0"), plain.utf8.count == 10, isDigits(plain) { return "+38" + plain }
    return nil
  }

  /// The name of a company or business.
  static func checkBusinessName(_ name: String) throws {
    guard (2...60).contains(name.count) else { throw PostRefusal.bad("name must be from 2 to 60 characters") }
    if name.contains(where: { "<>{}[]|\\^~@#$%*=_;".contains($0) }) {
      throw PostRefusal.bad("name contains special characters")
    }
    let upper = name.uppercased()
    if ["МФО", "ЄДРПОУ", "ІПН", "Р/Р"].contains(where: upper.contains) {
      throw PostRefusal.bad("name must not contain bank or tax details")
    }
    var run = 0
    for character in name {
      run = character.isNumber ? run + 1 : 0
      if run > 6 { throw PostRefusal.bad("name must not contain more than 6 digits in a row") }
    }
  }

  static func checkPersonName(_ value: String?, _ member: String) throws {
    guard let value, !value.isEmpty else { throw PostRefusal.missing(member) }
    guard (2...250).contains(value.count) else {
      throw PostRefusal.bad("\(member) must be from 2 to 250 characters")
    }
  }

  /// No sum of money in a call is larger; sums of many stay far from overflow.
  static let largestHryvnias: Int64 = 1_000_000_000

  /// Hryvnias as a JSON number with up to two decimals, in kopiykas; nil for anything else.
  static func kopiykas(_ value: JSONValue) -> Int64? {
    if case .integer(let whole) = value {
      return (-largestHryvnias...largestHryvnias).contains(whole) ? whole * 100 : nil
    }
    guard case .number(let number) = value, abs(number) <= Double(largestHryvnias) else { return nil }
    let rounded = (number * 100).rounded()
    return abs(number * 100 - rounded) < 1e-6 ? Int64(rounded) : nil
  }
}

extension JSONValue {
  /// Kopiykas as a number of hryvnias: 342, 80.5.
  static func hryvnias(_ kopiykas: Int64) -> JSONValue {
    kopiykas % 100 == 0 ? .integer(kopiykas / 100) : .number(Double(kopiykas) / 100)
  }

  static func optional(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }
}
