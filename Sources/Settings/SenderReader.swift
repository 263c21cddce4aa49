// Reads who sends: which members a sender must, may and must not have depends on the client type and on
// whether money is collected on delivery (ukrposhta-api.md sections 4 and 5). No text of a problem shows a
// name, a code or a phone.
import ShippingCore

struct SenderReader {
  /// nil when the file does not say a valid one: then only what holds for every type is checked.
  let type: ClientType?
  /// Some payment type of the cabinet is cash on delivery.
  let collectsCash: Bool
  let technology: Technology?

  /// Limits of `POST /clients` and `POST /addresses`.
  static let nameLengths = 2...60
  static let personNameLengths = 2...250
  static let digitsInRow = 6

  func read(_ cabinet: Section) -> (client: PostalClient, address: PostalAddress)? {
    let edrpou = cabinet.value("edrpou")?.edrpou()
    let tin = cabinet.value("tin")?.taxNumber()
    let iban = cabinet.value("iban")?.iban()
    checkCodes(cabinet)
    guard let section = cabinet.requiredSection("sender", "the section about who sends") else { return nil }
    let name = section.value("name").flatMap(organisationName)
    let person = Person(
      last: section.value("last-name")?.text("a last name", lengths: Self.personNameLengths),
      first: section.value("first-name")?.text("a first name", lengths: Self.personNameLengths),
      middle: section.value("middle-name")?.text("a patronymic", lengths: Self.personNameLengths))
    checkNames(section)
    if type == .entrepreneur, !section.has("name"), let composed = person.entrepreneurName,
      !Self.nameLengths.contains(composed.count)
    {
      section.refuse(
        "last-name",
        "the names make “ФОП …” of \(composed.count) characters, and the post takes \(Self.nameLengths.upperBound); "
          + "write a shorter “name” beside them")
    }
    let phone = section.required("phone", "the sender's phone number").flatMap { $0.phone() }
    let email = section.value("email")?.email()
    let address = readAddress(section)
    section.finish()
    guard let type, let phone, let address else { return nil }
    let client = PostalClient(
      type: type, name: name ?? (type == .entrepreneur ? person.entrepreneurName : nil),
      firstName: person.first,
      lastName: person.last, middleName: person.middle, edrpou: edrpou?.text, tin: tin?.text, phone: phone,
      email: email, iban: iban)
    return (client, address)
  }

  private struct Person {
    var last: String?
    var first: String?
    var middle: String?

    /// The way such names are written in contracts: «ФОП Прізвище Ім'я По батькові».
    var entrepreneurName: String? {
      guard let last, let first else { return nil }
      return (["ФОП", last, first] + (middle.map { [$0] } ?? [])).joined(separator: " ")
    }
  }

  private func checkCodes(_ cabinet: Section) {
    switch type {
    case .company:
      require(cabinet, "edrpou", "the 8-digit code of the company")
      forbid(cabinet, "tin", "a company has “edrpou”, not “tin”")
    case .entrepreneur:
      require(cabinet, "tin", "the 10-digit tax number of the entrepreneur")
      forbid(cabinet, "edrpou", "an entrepreneur has “tin”, not “edrpou”")
    case .individual:
      forbid(cabinet, "edrpou", "an individual has “tin”, if anything, not “edrpou”")
    case nil: return
    }
    if type == .individual {
      forbid(
        cabinet, "iban", "an individual gets cash on delivery in cash, never to an account; leave it out")
    } else if collectsCash {
      require(
        cabinet, "iban", "cash on delivery (payments.cod) goes to a company or entrepreneur by bank only")
    }
  }

  private func checkNames(_ section: Section) {
    switch type {
    case .company:
      require(section, "name", "the name of the company")
      for key in ["last-name", "first-name", "middle-name"] {
        forbid(section, key, "a company has “name” only")
      }
    case .entrepreneur:
      if !section.has("name") || section.has("last-name") || section.has("first-name") {
        require(section, "last-name", "the entrepreneur's last name (or “name” alone)")
        require(section, "first-name", "the entrepreneur's first name (or “name” alone)")
      }
    case .individual:
      forbid(section, "name", "an individual has “last-name”, “first-name” and “middle-name”")
      require(section, "last-name", "the sender's last name")
      require(section, "first-name", "the sender's first name")
      if collectsCash {
        require(section, "middle-name", "the post asks for the patronymic of who gets cash on delivery")
      }
    case nil: return
    }
  }

  private func organisationName(_ value: Value) -> String? {
    guard let name = value.text("a name", lengths: Self.nameLengths) else { return nil }
    let longestRun = name.split { !$0.isNumber }.map(\.count).max() ?? 0
    guard longestRun <= Self.digitsInRow else {
      value.refuse(
        "more than \(Self.digitsInRow) digits in a row; the post refuses codes and accounts in a name")
      return nil
    }
    return name
  }

  private func readAddress(_ sender: Section) -> PostalAddress? {
    guard let section = sender.requiredSection("address", "the sender's address, at least “postcode”") else {
      return nil
    }
    let comesCourier = technology == .d2w || technology == .d2d
    return AddressReader.read(
      section, needsDoor: comesCourier ? "a courier comes for the parcels (technology D2W or D2D)" : nil)
  }

  private func require(_ section: Section, _ key: String, _ meaning: String) {
    if !section.has(key) { section.refuse(key, "missing: \(meaning)") }
  }

  private func forbid(_ section: Section, _ key: String, _ reason: String) {
    if section.has(key) { section.refuse(key, reason) }
  }
}
