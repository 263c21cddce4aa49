// Who receives the parcel: a person, a company or an entrepreneur. The customer's contragent says which;
// the person in the order may well be a clerk of the company, so a company's own name never comes from
// there, nor from a default.

extension Planner {
  /// nil when a problem was found that leaves no recipient.
  mutating func recipient(paysOnDelivery: Bool) -> PostalClient? {
    let phone = recipientPhone()
    let contragent = order.contragent
    switch contragent.kind {
    case .legalEntity:
      let name = companyName()
      let code = registrationCode([contragent.okpo, contragent.inn], wrong: .edrpouInvalid) {
        EDRPOU($0)?.text
      }
      checkCorporate(paysOnDelivery: paysOnDelivery)
      guard let phone, let name, let code else { return nil }
      return PostalClient(type: .company, name: name, edrpou: code, phone: phone)
    case .entrepreneur:
      let name = companyName()
      let code = registrationCode([contragent.inn, contragent.okpo], wrong: .taxNumberInvalid) {
        TaxNumber($0)?.text
      }
      checkCorporate(paysOnDelivery: paysOnDelivery)
      guard let phone, let name, let code else { return nil }
      // Sources disagree on whether an entrepreneur is sent by `name` or by first and last name: both are
      // sent.
      let person = soundPerson()
      return PostalClient(
        type: .entrepreneur, name: name, firstName: person?.first, lastName: person?.last,
        middleName: person?.middle, tin: code, phone: phone)
    case nil where contragent.isCorporate:
      findings.add(.contragentTypeMissing, field: contragentPath("contragentType"))
      _ = companyName()
      _ = registrationCode([contragent.okpo, contragent.inn], wrong: nil) { $0 }
      checkCorporate(paysOnDelivery: paysOnDelivery)
      return nil
    case .individual, nil:
      guard let person = person(needsPatronymic: paysOnDelivery), let phone else { return nil }
      return PostalClient(
        type: .individual, firstName: person.first, lastName: person.last, middleName: person.middle,
        phone: phone)
    }
  }

  private mutating func recipientPhone() -> Phone? {
    let own = order.text(.recipientPhone)
    let path = own == nil ? "phone" : DeliveryField.recipientPhone.path
    guard let text = own ?? tidied(order.recipient.phone) else {
      findings.add(.phoneMissing, field: path)
      return nil
    }
    guard let phone = Phone(text) else {
      findings.add(.phoneInvalid, field: path)
      return nil
    }
    return phone
  }

  // MARK: a person

  /// The name, and which member of the order each part was taken from.
  private typealias NamedPerson = (name: PersonName, last: String, first: String, middle: String)

  private func personInOrder() -> NamedPerson {
    let path = DeliveryField.recipientName.path
    if let whole = tidiedName(order.text(.recipientName)) {
      return (PersonName(whole: whole), path, path, path)
    }
    let last = tidiedName(order.recipient.lastName)
    let first = tidiedName(order.recipient.firstName)
    let middle = withoutDash(tidiedName(order.recipient.patronymic))
    // Many sites send the whole name in one member.
    switch (last, first) {
    case (nil, let whole?) where whole.contains(" "):
      let name = PersonName(whole: whole, patronymic: middle)
      let lastPath = name.last == nil ? "lastName" : "firstName"
      return (name, lastPath, "firstName", middle == nil ? "firstName" : "patronymic")
    case (let whole?, nil) where whole.contains(" "):
      let name = PersonName(whole: whole, patronymic: middle)
      return (name, "lastName", "lastName", middle == nil ? "lastName" : "patronymic")
    default:
      var name = PersonName(last: last, first: first, middle: middle)
      name.splitFirst()
      let middlePath = middle == nil && name.middle != nil ? "firstName" : "patronymic"
      return (name, "lastName", "firstName", middlePath)
    }
  }

  /// Managers put a dash where there is no patronymic.
  private func withoutDash(_ middle: String?) -> String? {
    middle.flatMap { $0.contains { $0.isLetter || $0.isNumber } ? $0 : nil }
  }

  private mutating func person(needsPatronymic: Bool) -> PersonName? {
    var person = personInOrder()
    checkName(person.name.last, at: person.last)
    checkName(person.name.first, at: person.first)
    person.name.middle = withoutDash(person.name.middle)
    if let middle = person.name.middle {
      checkName(middle, at: person.middle, letters: 1)
    } else if needsPatronymic {
      findings.add(.patronymicMissing, field: person.middle)
    }
    guard person.name.last != nil, person.name.first != nil else { return nil }
    return person.name
  }

  /// The person in the order if the name would pass as a recipient's; a company's parcel does not fail
  /// without.
  private func soundPerson() -> PersonName? {
    var attempt = Planner(order: order, cabinet: cabinet)
    let person = attempt.person(needsPatronymic: false)
    return attempt.findings.isEmpty ? person : nil
  }

  private mutating func checkName(_ name: String?, at path: String, letters: Int = ShippingLimits.nameLetters)
  {
    guard let name else { return findings.add(.nameMissing, field: path) }
    if name.contains(where: \.isNumber) {
      findings.add(.nameHasDigits, field: path)
    } else if name.lazy.filter(\.isLetter).count < letters {
      findings.add(.nameTooShort, field: path)
    }
    if name.count > ShippingLimits.nameCharacters {
      findings.add(.nameTooLong, field: path, details: "\(ShippingLimits.nameCharacters)")
    }
  }

  // MARK: a company or an entrepreneur

  private func contragentPath(_ member: String) -> String {
    order.contragent.isCorporate ? "company.contragent.\(member)" : "contragent.\(member)"
  }

  private mutating func companyName() -> String? {
    let path = order.contragent.isCorporate ? "company.name" : "contragent.legalName"
    guard let name = fittingCompanyName() else {
      findings.add(.companyNameMissing, field: path)
      return nil
    }
    if name.lazy.filter({ $0.isLetter || $0.isNumber }).count < ShippingLimits.nameLetters {
      findings.add(.nameTooShort, field: path)
    }
    if name.count > ShippingLimits.companyNameCharacters {
      findings.add(.nameTooLong, field: path, details: "\(ShippingLimits.companyNameCharacters)")
    }
    return name
  }

  /// The legal name, else what the company is called in the CRM, whichever the post takes; else the first with its
  /// legal form written short, as on every invoice. One that is too long all the same is for the checks.
  private func fittingCompanyName() -> String? {
    let names = [order.contragent.name, order.contragent.shortName].compactMap { tidied($0) }
    let all = names + names.map(LegalForms.shortened)
    return all.first { $0.count <= ShippingLimits.companyNameCharacters } ?? names.first
  }

  /// The first of the order's codes that passes the check: shops keep either number in either member.
  private mutating func registrationCode(
    _ candidates: [String?], wrong: ProblemCode?, check: (String) -> String?
  ) -> String? {
    let typed = candidates.compactMap { tidied($0) }
    if let code = typed.lazy.compactMap(check).first { return code }
    let member = order.contragent.kind == .entrepreneur ? "INN" : "OKPO"
    if typed.isEmpty {
      findings.add(.companyCodeMissing, field: contragentPath(member))
    } else if let wrong {
      findings.add(wrong, field: contragentPath(member))
    }
    return nil
  }

  private mutating func checkCorporate(paysOnDelivery: Bool) {
    if cabinet.sender.type == .individual {
      findings.add(.corporateFromIndividual, field: contragentPath("contragentType"))
    }
    if paysOnDelivery { findings.add(.codToCompany, field: "payments") }
  }
}
