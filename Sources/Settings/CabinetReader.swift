// Reads `defaults` and `cabinets`, works the first into the second, and checks what only the whole can tell:
// that no two cabinets claim the same orders, and that what is collected can be paid out.
import ShippingCore

struct CabinetReader {
  let report: ProblemReport
  let isRehearsal: Bool
  let fetchesLabels: Bool

  static let mostCabinets = 16
  static let longestName = 32

  private static let recipientReason =
    "the recipient's company, code, name and phone cannot have a default: every order without them would be "
    + "sent to one and the same person; leave this out, and such orders are shown to the manager"
  private static let recipientReasons = Dictionary(
    uniqueKeysWithValues: [
      "recipient", "recipient-company", "recipient-code", "recipient-name", "recipient-phone",
      "recipient-edrpou",
      "recipient-tin",
    ].map { ($0, recipientReason) })
  private static let ownReasons = Dictionary(
    uniqueKeysWithValues: [
      "client-type", "delivery-type", "module-code", "module", "credentials", "edrpou", "tin", "iban",
      "sender",
    ].map { ($0, "differs from contract to contract: write it into each cabinet, not into “defaults”") })

  func readAll(_ top: Section) -> [CabinetSettings]? {
    var defaults = SharedSettings()
    if let section = top.section("defaults") {
      defaults = SharedReader(section: section, isRehearsal: isRehearsal).read()
      section.finish(reasons: Self.recipientReasons.merging(Self.ownReasons) { reason, _ in reason })
    }
    guard let value = top.required("cabinets", "at least one Ukrposhta contract") else { return nil }
    guard let section = value.isEmpty ? nil : value.section() else {
      if value.isEmpty { value.refuse("empty; at least one Ukrposhta contract is needed") }
      return nil
    }
    let named = section.named()
    if named.isEmpty || named.count > Self.mostCabinets {
      value.refuse("\(named.count) cabinets; 1 to \(Self.mostCabinets) are allowed")
    }
    var owners: [String: String] = [:]
    let cabinets = named.map { name, value in read(name, value, defaults: defaults, owners: &owners) }
    return cabinets.contains { $0 == nil } ? nil : cabinets.compactMap(\.self)
  }

  /// `owners`: which cabinet has which delivery type and module code so far.
  private func read(
    _ name: String, _ value: Value, defaults: SharedSettings, owners: inout [String: String]
  ) -> CabinetSettings? {
    let isName = checkName(name, value)
    guard let section = value.section() else { return nil }
    let type = section.required("client-type", "company, entrepreneur or individual").flatMap {
      $0.choice(["company": ClientType.company, "entrepreneur": .entrepreneur, "individual": .individual])
    }
    let deliveryType = uniqueCode(
      section, "delivery-type", "code of the CRM's delivery type", cabinet: name, owners: &owners)
    let own = SharedReader(section: section, isRehearsal: isRehearsal).read()
    let shared = own.over(defaults)
    let moduleCode = readModuleCode(section, mode: shared.card.mode, cabinet: name, owners: &owners)
    let module = readModule(section, moduleCode: moduleCode)
    let credentials = readCredentials(section)
    let collectsCash = shared.codPaymentTypes?.isEmpty == false
    let sender = SenderReader(type: type, collectsCash: collectsCash, technology: shared.technology).read(
      section)
    CabinetCheck(shared: shared, own: own, section: section, fetchesLabels: fetchesLabels).run()
    section.finish(reasons: Self.recipientReasons)
    guard isName, let deliveryType, let moduleCode, let credentials, let sender else { return nil }
    var policy = CabinetPolicy(
      id: CabinetID(name), deliveryType: deliveryType, moduleCode: moduleCode, sender: sender.client,
      senderAddress: sender.address)
    shared.apply(to: &policy)
    policy.module = module
    return CabinetSettings(
      credentials: credentials, labelFormat: shared.card.labelFormat ?? .square,
      printCommand: shared.card.printCommand?.value, policy: policy)
  }

  /// Empty in plain mode, where there is no module: the key may stay there for the day the mode changes back.
  private func readModuleCode(
    _ section: Section, mode: LinkMode?, cabinet: String, owners: inout [String: String]
  ) -> String? {
    let meaning = "code of the integration module"
    if mode == .plain {
      _ = section.value("module-code")?.code(meaning)
      return ""
    }
    return uniqueCode(
      section, "module-code", "\(meaning) (not needed with “mode: plain”)", cabinet: cabinet, owners: &owners)
  }

  /// How the module shows itself; like its code, it may stay there in plain mode, where `moduleCode` is empty.
  private func readModule(_ cabinet: Section, moduleCode: String?) -> ModuleSettings {
    guard let section = cabinet.section("module") else { return ModuleSettings() }
    let module = ModuleSettings(
      name: section.value("name")?.text("the name of the module"),
      logo: section.value("logo")?.page("the https address of an SVG"),
      family: section.value("integration-code")?.code("the family that “module-code” begins with"),
      accountURL: section.value("account-url")?.page("the https address of a page"))
    section.finish()
    if let family = module.family, let moduleCode, !moduleCode.isEmpty, !moduleCode.hasPrefix(family) {
      section.refuse(
        "integration-code",
        "“module-code” has to begin with it (the CRM refuses the module otherwise), and \(Spelling.shown(moduleCode)) does not"
      )
    }
    return module
  }

  /// The name becomes a directory, a field of the journal and a label of the metrics.
  private func checkName(_ name: String, _ value: Value) -> Bool {
    let isName =
      (1...Self.longestName).contains(name.utf8.count) && name.first != "-"
      && name.allSatisfy { "abcdefghijklmnopqrstuvwxyz0123456789-".contains($0) }
    if !isName {
      let rule = "small latin letters, digits and dashes, 1 to \(Self.longestName), no dash first"
      report.add(at: value.keyPosition, path: value.path, "not a name for a cabinet: \(rule)")
    }
    if CabinetID.reserved.contains(name) {
      let folders = "its labels would lie among the files of all cabinets in the label spool"
      report.add(at: value.keyPosition, path: value.path, "not a name for a cabinet: \(folders)")
      return false
    }
    return isName
  }

  private func uniqueCode(
    _ section: Section, _ key: String, _ meaning: String, cabinet: String, owners: inout [String: String]
  ) -> String? {
    guard let value = section.required(key, meaning), let code = value.code(meaning) else { return nil }
    if let owner = owners["\(key) \(code)"] {
      value.refuse("cabinet \(Spelling.shown(owner)) has this \(key) already; every cabinet needs its own")
      return nil
    }
    owners["\(key) \(code)"] = cabinet
    return code
  }

  private func readCredentials(_ cabinet: Section) -> CabinetCredentials? {
    guard let section = cabinet.requiredSection("credentials", "where the secrets of the contract are") else {
      return nil
    }
    let ecom = section.required("ecom-bearer", "where the eCom bearer is").flatMap(CredentialReader.source)
    let tracking = section.value("tracking-bearer").flatMap(CredentialReader.source)
    let token = section.required("counterparty-token", "where the counterparty token is")
      .flatMap(CredentialReader.source)
    section.finish()
    guard let ecom, let token else { return nil }
    return CabinetCredentials(ecomBearer: ecom, trackingBearer: tracking, counterpartyToken: token)
  }
}
