// The CRM: can it be reached, is the key right and what may it do, does everything that the configuration names exist
// there, and is the CRM what `register` would make of it. A code that does not exist is told once, whichever cabinets name
// it, with the nearest one that does.
import HTTPTransport
import RetailCRM
import Settings
import ShippingCore

struct CRMExam {
  let settings: ServiceSettings
  /// nil when it could not be read: nothing can be asked then.
  let key: Secret?
  let wires: Wires
  /// Native cabinets whose cards tracking calls do not reach.
  let byFields: Set<CabinetID>

  func chapters() async -> [Chapter] {
    var chapter = Chapter("CRM")
    let url = settings.crm.url.text
    let isThere = await Wires.reach(
      url + "/api/api-versions", named: "crm", by: wires.crm, clock: wires.crmClock, &chapter)
    guard isThere else {
      chapter.skip("crm-key", "not asked: the host comes first")
      return [chapter]
    }
    guard let key else {
      chapter.skip("crm-key", "not asked: there is no key to ask with")
      return [chapter]
    }
    let crm = RetailCRMAdapter(baseURL: url, apiKey: key.reveal(), transport: wires.crm)
    switch await crm.examine() {
    case .done(let found):
      examineAccount(found, &chapter)
      examineRights(found, &chapter)
      examineSites(found, &chapter)
      examineStatuses(found, &chapter)
      await examineRegistration(found, crm, &chapter)
    case .refused(let failure), .unsent(let failure), .unknown(let failure):
      refuse(failure, &chapter)
    }
    return [chapter]
  }

  private func refuse(_ failure: Failure, _ chapter: inout Chapter) {
    let words = failure.shown
    switch failure.code {
    case "account-unknown", "redirected":
      chapter.fault(
        "crm-account", "there is no account at \(settings.crm.url): \(words)", cure: "mend crm.url")
    case _ where failure.scope == .account:
      chapter.fault(
        "crm-key", "the CRM refuses the key (\(words))",
        cure: "copy the key from the CRM's settings, Integration, API keys, into \(settings.crm.apiKey)")
    default:
      chapter.fault("crm-answer", "the CRM gives no usable answer: \(words)", cure: "try again later")
    }
  }

  private func examineAccount(_ found: CRMExamination, _ chapter: inout Chapter) {
    chapter.ok("crm-key", "right")
    if !found.apiVersions.isEmpty, !found.apiVersions.contains(where: { $0 == "5" || $0.hasPrefix("5.") }) {
      chapter.fault(
        "crm-version",
        "the account has no API v5, only \(found.apiVersions.sorted().joined(separator: ", "))",
        cure: "have the CRM updated")
    } else {
      chapter.ok("crm-version", "CRM \(found.version ?? "of unknown version"), API v5")
    }
    if let zone = found.timeZone {
      chapter.ok("crm-zone", "the account's time zone is \(zone)")
    } else if let failure = found.unread["settings"] {
      chapter.fault(
        "crm-zone", "the account's time zone is not known: \(failure.shown)",
        cure: "apt install tzdata, or set the time zone in the CRM's settings")
    }
    if settings.crm.keyIsShared {
      chapter.ok("crm-key-shared", "the key is shared: the service's own changes are looked at too")
    }
  }

  // MARK: Rights and sites

  /// What the service calls with this configuration (retailcrm-api.md section 12).
  private var neededRights: [(scope: String, purpose: String)] {
    let cabinets = settings.cabinets.map(\.policy)
    var rights = [
      ("order_read", "orders and their history"), ("order_write", "TTN, price and status in the order"),
      ("reference_read", "statuses, payments, stores"),
    ]
    if cabinets.contains(where: { $0.mode == .native }) {
      rights.append(("delivery_write", "delivery statuses of the module"))
      rights.append(("integration_read", "comparing the module"))
    }
    if cabinets.contains(where: { $0.mode == .plain || $0.quote.isField || byFields.contains($0.id) }) {
      rights.append(("custom_fields_read", "comparing the custom fields"))
    }
    // An individual's contract ships to no company.
    if cabinets.contains(where: { $0.sender.type != .individual }) {
      rights.append(("customer_read", "companies of corporate customers: without it their orders wait"))
    }
    if cabinets.contains(where: \.attachesLabel) {
      rights.append(("file_read", "labels in the order"))
      rights.append(("file_write", "labels in the order"))
    }
    if !settings.alert.crmGroups.isEmpty {
      rights.append(("notification_write", "alerts in the CRM"))
    }
    return rights
  }

  private func examineRights(_ found: CRMExamination, _ chapter: inout Chapter) {
    guard !found.scopes.isEmpty else {
      chapter.warn(
        "crm-right", "the CRM does not say what the key may do", cure: "look at the key's rights in the CRM")
      return
    }
    let missing = neededRights.filter { !found.scopes.contains($0.scope) }
    for (scope, purpose) in missing {
      chapter.fault(
        "crm-right", "the key lacks the right \(scope) (\(purpose))",
        cure: "allow \(scope) for the key in the CRM's settings, Integration, API keys")
    }
    if missing.isEmpty { chapter.ok("crm-right", "the key may do all that the service does") }
  }

  private func examineSites(_ found: CRMExamination, _ chapter: inout Chapter) {
    guard let all = found.sites else { return note(unread: "reference/sites", found, &chapter) }
    let reachable = found.reachableSites.map { all.intersection($0) } ?? all
    var isWell = true
    for code in (settings.crm.sites ?? []).sorted() where !reachable.contains(code) {
      isWell = false
      // A key that is confined to some sites may not even be told of the others.
      if found.reachableSites != nil {
        chapter.fault(
          "crm-site", "the key has no access to the site \(code), or there is none",
          cure: "give the key access to that site in the CRM, or mend crm.sites; it has \(list(reachable))")
      } else {
        chapter.fault(
          "crm-site", "the CRM has no site \(code)\(suggestion(code, all))",
          cure: "mend crm.sites; there are \(list(all))")
      }
    }
    if reachable.isEmpty {
      chapter.fault(
        "crm-site", "the key has access to no site", cure: "give the key access to the shop's sites")
    } else if isWell {
      chapter.ok("crm-site", "sites: \(list(settings.crm.sites ?? reachable))")
    }
  }

  // MARK: Statuses

  private func examineStatuses(_ found: CRMExamination, _ chapter: inout Chapter) {
    guard let statuses = found.statuses else { return note(unread: "reference/statuses", found, &chapter) }
    var users: [String: String] = [:]
    for cabinet in settings.cabinets.map(\.policy) {
      let map = cabinet.statuses
      for (state, code) in map.byState { users[code] = users[code] ?? "statuses: \(state.rawValue)" }
      for (event, code) in map.byEvent.sorted(by: { $0.key < $1.key }) {
        users[code] = users[code] ?? "statuses: \(event)"
      }
    }
    for code in settings.createInStatuses ?? [] { users[code] = "create-in-statuses" }
    let missing = users.keys.filter { statuses[$0] == nil }.sorted()
    for code in missing {
      chapter.fault(
        "crm-status",
        "the CRM has no status \(code)\(suggestion(code, statuses.keys)) (\(users[code] ?? ""))",
        cure: "mend the code in the configuration, or make the status in the CRM")
    }
    let groups = StatusGroups(groupByStatus: statuses)
    let idle = (settings.createInStatuses ?? []).filter { groups.isCancelled($0) || groups.isComplete($0) }
    for code in idle.sorted() {
      chapter.warn(
        "crm-status", "create-in-statuses has \(code), which is in the group \(statuses[code] ?? "")",
        cure: "take it out: no TTN is made for cancelled or complete orders")
    }
    if missing.isEmpty {
      let shown = users.keys.sorted().map { "\($0) (\(statuses[$0] ?? ""))" }
      chapter.ok(
        "crm-status", shown.isEmpty ? "none is mapped" : "all exist: \(shown.joined(separator: ", "))")
    }
  }

  private func note(unread part: String, _ found: CRMExamination, _ chapter: inout Chapter) {
    guard let failure = found.unread[part] else { return }
    // A right that is missing has its own line.
    if failure.scope == .account {
      chapter.skip("crm-\(part)", "not looked at: the key may not read it")
    } else {
      chapter.fault("crm-\(part)", "cannot be read: \(failure.shown)", cure: "try again later")
    }
  }

  // MARK: What register compares

  private func examineRegistration(
    _ found: CRMExamination, _ crm: RetailCRMAdapter, _ chapter: inout Chapter
  ) async {
    for cabinet in byFields.sorted() {
      chapter.warn(
        "crm-cards",
        "tracking calls do not reach the cards of \(cabinet): status and errors go to custom fields",
        cure: "`register --apply` makes what is missing of them; the key needs custom_fields_write for that")
    }
    let wish = RegistrationWish(
      cabinets: settings.cabinets.map(\.policy), language: settings.language, sites: settings.crm.sites,
      byFields: byFields)
    switch await crm.registration(of: wish) {
    case .done(let report):
      var told: Set<String> = []
      for cabinet in report.cabinets {
        let persons = cabinet.differences.filter { $0.mender == .person }
        for difference in persons where told.insert(difference.place).inserted {
          tell(difference, found, &chapter)
        }
        compare(cabinet, &chapter)
      }
    case .refused(let failure), .unsent(let failure), .unknown(let failure):
      chapter.fault(
        "crm-registration", "cannot be compared: \(failure.shown)", cure: "try again; `register` shows more")
    }
  }

  /// What only a person can mend. Rights and statuses were told above.
  private func tell(
    _ difference: RegistrationReport.Difference, _ found: CRMExamination, _ chapter: inout Chapter
  ) {
    guard let advice = difference.advice else { return }
    let cure = advice.text(in: .en)
    switch advice {
    case .rightMissing, .statusMissing: return
    case .paymentTypeMissing(let code):
      let types = found.paymentTypes ?? []
      chapter.fault(
        "crm-payment-type", "the CRM has no payment type \(code)\(suggestion(code, types))", cure: cure)
    case .paymentTypeNotAllowed(let payment, let delivery):
      chapter.fault(
        "crm-payment-type", "the payment type \(payment) is not allowed for the delivery type \(delivery)",
        cure: cure)
    case .paymentTypesUnticked(let type):
      chapter.warn("crm-payment-type", "no payment type is allowed for the delivery type \(type)", cure: cure)
    case .siteNotAllowed(let site, let type):
      chapter.fault("crm-site", "the delivery type \(type) is not for the site \(site)", cure: cure)
    case .shipmentPointUnknown(_, let store, let point):
      chapter.warn(
        "crm-store",
        "the CRM has parcels of the store \(store), which `stores` does not name, go to \(point)",
        cure: cure)
    case .storeMissing(let code):
      chapter.fault(
        "crm-store", "the CRM has no store \(code)\(suggestion(code, found.stores ?? []))", cure: cure)
    case .deliveryTypeMissing(let code, _), .moduleTypeMissing(let code, _, _),
      .deliveryTypeDiffers(_, _, let code):
      chapter.fault(
        "crm-delivery-type",
        "the CRM has no delivery type \(code)\(suggestion(code, found.deliveryTypes ?? []))",
        cure: cure)
    case .deliveryTypeNotLinked(_, let code, let module):
      chapter.fault(
        "crm-delivery-type", "the delivery type \(code) is not linked to the module \(module)", cure: cure)
    case .deliveryTypeInactive(let code):
      chapter.fault("crm-delivery-type", "the delivery type \(code) is switched off", cure: cure)
    case .deliveryTypeTaken(let code, let module):
      chapter.fault(
        "crm-delivery-type", "the delivery type \(code) belongs to the module \(module)", cure: cure)
    case .logoMissing, .callbacksRequired, .notTaken:
      chapter.warn("crm-module", difference.place, cure: cure)
    case .moduleOfCaller(let cabinet, let module, let host):
      chapter.fault(
        "crm-module", "\(cabinet): the module \(module) is another program's, which the CRM calls at \(host)",
        cure: cure)
    case .moduleFrozen, .moduleForeign, .moduleOfStranger, .moduleFamily:
      chapter.fault("crm-module", "\(difference.place): \(advice.code)", cure: cure)
    case .fieldType, .fieldClash:
      chapter.fault("crm-field", "\(difference.place): \(advice.code)", cure: cure)
    }
  }

  /// Places of a difference that are named; the rest is counted.
  private static let mostPlaces = 5

  /// What `register --apply` would mend.
  private func compare(_ cabinet: RegistrationReport.Cabinet, _ chapter: inout Chapter) {
    let cure = "run `register --apply` (`register` shows what it would write)"
    let open = cabinet.differences.filter { $0.mender == .register }
    let module = cabinet.moduleCode.map { "module.\($0)" }
    if let code = cabinet.moduleCode, open.contains(where: { $0.place == module && $0.crm == nil }) {
      chapter.fault(
        "crm-module", "\(cabinet.id): the module \(code) is not registered in the CRM", cure: cure)
      return
    }
    let fields = open.filter {
      $0.place.hasPrefix("custom-field.") && $0.crm == nil && !$0.place.dropFirst(13).contains(".")
    }
    for field in fields {
      chapter.fault(
        "crm-field", "\(cabinet.id): the CRM has no custom field \(field.place.dropFirst(13))", cure: cure)
    }
    let others = open.filter { difference in !fields.contains(difference) }
    if !others.isEmpty {
      let shown = others.prefix(Self.mostPlaces).map {
        $0.place.replacing("integrations.delivery.", with: "")
      }
      let rest = others.count > shown.count ? " and \(others.count - shown.count) more" : ""
      chapter.warn(
        "crm-module", "\(cabinet.id) differs from the configuration: \(shown.joined(separator: ", "))\(rest)",
        cure: cure)
    } else if fields.isEmpty {
      let kind = cabinet.moduleCode.map { "module \($0)" } ?? "custom fields"
      chapter.ok("crm-module", "\(cabinet.id): \(kind), delivery type \(cabinet.deliveryType)")
    }
  }

  private func suggestion(_ code: String, _ known: some Sequence<String>) -> String {
    didYouMean(Spelling.suggestion(for: code, among: known))
  }

  private func list(_ codes: Set<String>) -> String { codes.sorted().joined(separator: ", ") }
}
