// The document of our integration module as a cabinet wants it (retailcrm-api.md section 13). It only
// polls: no `baseUrl`, no `actions`, and nothing that would need them: no plates (printing is a callback),
// no cost calculation, no required fields (for each of them the card has a second place to say it, and what
// is really missing is told by its text). `settings.statuses` has to be empty, or two programs would map
// statuses.
import Foundation
import ShippingCore

struct ModuleWish {
  let cabinet: CabinetPolicy
  let language: Language
  let crmURL: String
  /// What the account has; nil = could not be read, so nothing is left out.
  let paymentTypes: Set<String>?
  let stores: Set<String>?
  /// Of `paymentTypes` those that are switched on.
  var activePaymentTypes: Set<String>? = nil

  /// How the module's document should be, given how it is: ours, nobody's, or one that is to become ours.
  func document(current: Tree) -> TreeWish {
    var managed: Tree = [
      "code": .text(cabinet.moduleCode), "active": true,
      "integrations": ["delivery": delivery(current[path: ["integrations", "delivery"]])],
    ]
    if let name = cabinet.module.name { managed["name"] = .text(name) }
    if let logo = cabinet.module.logo { managed["logo"] = .text(logo) }
    if let family = cabinet.module.family { managed["integrationCode"] = .text(family) }
    if let page = cabinet.module.accountURL { managed["accountUrl"] = .text(page) }
    if case .caller = ModuleOwner(current) {
      managed["clientId"] = .text(cabinet.moduleClientID(crmURL: crmURL))
      for name in ModuleOwner.callbacks where !current[name].saysNothing { managed[name] = .nothing }
    }
    let initial: Tree = [
      // A family of its own, so that it is never taken for a module of the vendor's catalogue.
      "integrationCode": .text(cabinet.moduleCode),
      "name": .text(RegistrationNames.module(cabinet.id, in: language)),
      "clientId": .text(cabinet.moduleClientID(crmURL: crmURL)),
      // There is no page of ours; the account's own is where its people are at home.
      "accountUrl": .text(crmURL + "/"),
      "integrations": ["delivery": ["platePrintLimit": 100]],
    ]
    return TreeWish(
      managed: managed, initial: initial,
      removed: [
        ["integrations", "delivery", "settings", "shipmentPoints"]: Set(
          ShipmentPoint.all(in: current).filter { $0.isOurs && cabinet.stores[$0.store] == nil }.map(\.store))
      ])
  }

  /// Members of the document that only the CRM writes.
  static let readOnly = ["freeze", "native"]

  private func delivery(_ current: Tree) -> Tree {
    var delivery: Tree = [
      "payerType": [.text(Payer.receiver.rawValue), .text(Payer.sender.rawValue)],
      "allowPackages": true,
      "codAvailable": .flag(!cabinet.codPaymentTypes.isEmpty),
      "selfShipmentAvailable": true,
      "allowTrackNumber": true,
      "availableCountries": ["UA"],
      "requiredFields": [],
      "statusList": .list(statuses),
      "deliveryDataFieldList": .list(DeliveryField.allCases.map(field) + [notice]),
      "settings": settings(current["settings"]),
    ]
    if !current["actions"].saysNothing { delivery["actions"] = .nothing }
    return delivery
  }

  // MARK: Statuses

  /// At which delivery statuses the parcel may still be changed at the carrier.
  private static let editable: Set<String> = [
    DeliveryState.created.rawValue, DeliveryState.withdrawn.rawValue, ShownStatus.waiting, ShownStatus.error,
  ]

  private var statuses: [Tree] {
    let codes = [ShownStatus.waiting] + DeliveryState.allCases.map(\.rawValue) + [ShownStatus.error]
    return codes.map { code in
      [
        "code": .text(code), "name": .text(ShownStatus.name(code, in: language)),
        "isEditable": .flag(Self.editable.contains(code)), "isError": .flag(code == ShownStatus.error),
        "isPreprocessing": false,
      ]
    }
  }

  // MARK: Fields

  private func field(_ field: DeliveryField) -> Tree {
    var tree: Tree = [
      "code": .text(field.rawValue), "label": .text(field.label(in: language)), "multiple": false,
      "visible": true, "required": false, "affectsCost": false, "editable": true,
    ]
    if let hint = field.hint(in: language) { tree["hint"] = .text(hint) }
    switch field.kind {
    case .text: tree["type"] = "text"
    case .checkbox: tree["type"] = "checkbox"
    case .choice(let values):
      tree["type"] = "choice"
      tree["choices"] = .list(
        values.map { ["value": .text($0), "label": .text(field.choiceLabel($0, in: language))] })
    }
    return tree
  }

  /// Filled by us alone.
  private var notice: Tree {
    [
      "code": .text(CardField.notice.rawValue), "label": .text(CardField.notice.label(in: language)),
      "type": "text", "multiple": false, "visible": true, "required": false, "affectsCost": false,
      "editable": false,
    ]
  }

  // MARK: The account's settings of the module

  private func settings(_ current: Tree) -> Tree {
    var settings: Tree = [
      "defaultPayerType": .text(cabinet.deliveryPayer.rawValue),
      "costCalculateBy": "manual",
      "nullDeclaredValue": .flag(cabinet.allowsZeroDeclaredValue),
      "lockedByDefault": .flag(cabinet.isLockedByDefault),
      "statuses": [],
    ]
    let payments = paymentTypes(current["paymentTypes"])
    if !payments.isEmpty { settings["paymentTypes"] = .list(payments) }
    let points = cabinet.stores.keys.sorted().filter { stores?.contains($0) ?? true }
    if !points.isEmpty { settings["shipmentPoints"] = .list(points.compactMap(shipmentPoint)) }
    return settings
  }

  /// Those that the configuration allows, which are all of the account's when it says nothing, and no others on cash
  /// on delivery: the daemon would not collect for them.
  private func paymentTypes(_ current: Tree) -> [Tree] {
    let allowed = cabinet.allowedPaymentTypes ?? activePaymentTypes ?? []
    let named = cabinet.codPaymentTypes.union(allowed)
    let ours = named.sorted().filter { paymentTypes?.contains($0) ?? true }.map { code -> Tree in
      ["code": .text(code), "active": true, "cod": .flag(cabinet.codPaymentTypes.contains(code))]
    }
    let others = (current.elements ?? []).compactMap { $0["code"].plain }.filter { !named.contains($0) }
    return ours
      + Set(others).sorted().map { code -> Tree in
        var entry: Tree = ["code": .text(code), "cod": false]
        if cabinet.allowedPaymentTypes != nil { entry["active"] = false }
        return entry
      }
  }

  private func shipmentPoint(_ store: String) -> Tree? {
    cabinet.stores[store].map { address in
      [
        "code": .text(store), "shipmentPointId": .text(address.postcode.text),
        "shipmentPointLabel": .text(RegistrationNames.shipmentPoint(address.postcode, in: language)),
      ]
    }
  }
}

/// A point where the shop hands parcels over, as the module's settings have it for a store. It beats the drop-off office
/// of the configuration, so one of a store that the configuration does not name any more sends parcels astray.
struct ShipmentPoint: Hashable, Sendable {
  var store: String
  var id: String
  /// `register` put it there: it has the words that only `register` writes.
  var isOurs: Bool

  static func all(in module: Tree) -> [ShipmentPoint] {
    let points = module[path: ["integrations", "delivery", "settings", "shipmentPoints"]].elements ?? []
    return points.compactMap { point in
      guard let store = point["code"].plain, let id = point["shipmentPointId"].plain else { return nil }
      let label = point["shipmentPointLabel"].plain ?? ""
      let postcode = label.split(separator: " ").last.flatMap { Postcode(String($0)) }
      let isOurs =
        postcode.map { postcode in
          Language.allCases.contains { RegistrationNames.shipmentPoint(postcode, in: $0) == label }
        } ?? false
      return ShipmentPoint(store: store, id: id, isOurs: isOurs)
    }
  }
}
