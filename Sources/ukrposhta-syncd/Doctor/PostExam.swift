// Ukrposhta: each cabinet's three secrets told apart, and whether the post knows the postcodes that the configuration names.
// Cabinets are asked side by side; one that is refused says nothing about the others.
import HTTPTransport
import Settings
import ShippingCore
import Ukrposhta

struct PostExam {
  let settings: ServiceSettings
  let secrets: [CredentialSource: Secret]
  let wires: Wires

  private var endpoints: UkrposhtaEndpoints { UkrposhtaEndpoints(settings.ukrposhta.place) }

  /// The development host has no classifier, and its bearers open no other.
  private var hasClassifier: Bool { settings.ukrposhta.place != .sandbox }

  func chapters() async -> [Chapter] {
    var chapter = Chapter("Ukrposhta")
    let isThere = await Wires.reach(
      endpoints.ecom, named: "post", by: wires.post, clock: wires.postClock, &chapter)
    guard isThere else {
      chapter.skip("cabinets", "not asked: the host comes first")
      return [chapter]
    }
    let cabinets = await withTaskGroup(of: (Int, Chapter).self) { group in
      for (offset, cabinet) in settings.cabinets.enumerated() {
        group.addTask { (offset, await examine(cabinet)) }
      }
      return await group.reduce(into: [(Int, Chapter)]()) { $0.append($1) }
    }
    return [chapter] + cabinets.sorted { $0.0 < $1.0 }.map(\.1)
  }

  private func examine(_ cabinet: CabinetSettings) async -> Chapter {
    var chapter = Chapter("Cabinet \(cabinet.id)")
    let sources = cabinet.credentials
    let tracking = sources.trackingBearer.flatMap { secrets[$0] }
    guard let bearer = secrets[sources.ecomBearer], let token = secrets[sources.counterpartyToken] else {
      chapter.skip("post-secrets", "not asked: there are no secrets to ask with")
      return chapter
    }
    let carrier = UkrposhtaCarrier(
      endpoints: endpoints,
      secrets: UkrposhtaSecrets(
        ecomBearer: bearer.reveal(), trackingBearer: tracking?.reveal(), token: token.reveal()),
      transport: wires.post)
    let isOpen = await examineEcom(cabinet, carrier, &chapter)
    if tracking != nil { await examineTracking(cabinet, carrier, &chapter) }
    if isOpen { await examinePostcodes(cabinet.policy, carrier, &chapter) }
    examineAccount(cabinet.policy, &chapter)
    return chapter
  }

  // MARK: Secrets

  /// Whether the eCom bearer is right.
  private func examineEcom(
    _ cabinet: CabinetSettings, _ carrier: UkrposhtaCarrier, _ chapter: inout Chapter
  ) async -> Bool {
    let (bearer, token) = (cabinet.credentials.ecomBearer, cabinet.credentials.counterpartyToken)
    let place = "Ukrposhta's e-mail with PRODUCTION BEARER eCom, BEARER StatusTracking and COUNTERPARTY TOKEN"
    switch await carrier.examineEcomSecrets(
      postcode: cabinet.policy.senderAddress.postcode, asksClassifier: hasClassifier)
    {
    case .right:
      chapter.ok("ecom-bearer", "right")
      chapter.ok("token", "right")
      return true
    case .wrongBearer:
      chapter.fault(
        "ecom-bearer", "Ukrposhta refuses the eCom bearer of \(cabinet.id)",
        cure: "put the eCom bearer from \(place) into \(bearer)")
      chapter.skip("token", "not asked: the bearer comes first")
      return false
    case .wrongToken:
      chapter.ok("ecom-bearer", "right")
      chapter.fault(
        "token", "Ukrposhta refuses the counterparty token of \(cabinet.id)",
        cure: "put the counterparty token from \(place) into \(token)")
      return true
    case .wrongOne:
      chapter.fault(
        "ecom-bearer", "Ukrposhta refuses the eCom bearer or the counterparty token of \(cabinet.id)",
        cure: "compare \(bearer) and \(token) with \(place)")
      return false
    case .unclear(let failure):
      chapter.fault("ecom", "Ukrposhta gives no usable answer: \(failure.shown)", cure: "try again later")
      return false
    }
  }

  private func examineTracking(
    _ cabinet: CabinetSettings, _ carrier: UkrposhtaCarrier, _ chapter: inout Chapter
  ) async {
    guard let failure = await carrier.checkTrackingBearer().failure else {
      chapter.ok("tracking-bearer", "right")
      return
    }
    guard failure.scope == .account else {
      chapter.fault(
        "tracking", "status tracking gives no usable answer: \(failure.shown)", cure: "try again later")
      return
    }
    let source = cabinet.credentials.trackingBearer.map { "\($0)" } ?? ""
    chapter.fault(
      "tracking-bearer", "Ukrposhta refuses the StatusTracking bearer of \(cabinet.id)",
      cure: "put the StatusTracking bearer (not the eCom one) into \(source)")
  }

  // MARK: Postcodes and money

  /// Postcodes of stores that are asked about.
  private static let mostStores = 50

  private func examinePostcodes(
    _ policy: CabinetPolicy, _ carrier: UkrposhtaCarrier, _ chapter: inout Chapter
  ) async {
    guard hasClassifier else {
      chapter.skip("postcode", "not looked up: Ukrposhta's sandbox has no address classifier")
      return
    }
    var places: [(Postcode, String)] = [(policy.senderAddress.postcode, "sender.address")]
    for (store, address) in policy.stores.sorted(by: { $0.key < $1.key }).prefix(Self.mostStores)
    where !places.contains(where: { $0.0 == address.postcode }) {
      places.append((address.postcode, "stores: \(store)"))
    }
    var isWell = true
    for (postcode, place) in places {
      switch await carrier.knows(postcode) {
      case .done(true): continue
      case .done(false):
        chapter.fault(
          "postcode", "Ukrposhta knows no postcode \(postcode) (\(place))",
          cure: "mend \(place) of \(policy.id): index.ukrposhta.ua finds the right one")
      case .refused(let failure), .unsent(let failure), .unknown(let failure):
        chapter.warn(
          "postcode", "\(postcode) (\(place)) could not be looked up: \(failure.shown)",
          cure: "try again later")
      }
      isWell = false
    }
    if isWell {
      chapter.ok("postcode", "known: \(places.map { $0.0.text }.joined(separator: ", "))")
    }
  }

  private func examineAccount(_ policy: CabinetPolicy, _ chapter: inout Chapter) {
    guard !policy.codPaymentTypes.isEmpty else { return }
    if policy.sender.iban != nil {
      chapter.ok("iban", "set, its check digits are right; cash on delivery is paid out to it")
    } else if policy.sender.type == .individual {
      chapter.ok("iban", "none needed: an individual is paid out by transfer")
    } else {
      chapter.fault(
        "iban", "cash on delivery is collected and there is no IBAN to pay it out to",
        cure: "set cabinets.\(policy.id).iban")
    }
  }
}
