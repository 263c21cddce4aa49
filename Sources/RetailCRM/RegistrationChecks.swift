// What a person has to mend: entries that the configuration names and the CRM lacks, and the delivery type,
// which CRM 7 and older never make by themselves and CRM 8 makes under a code of its own choice.
import ShippingCore

struct RegistrationChecks {
  let cabinet: CabinetPolicy
  let wish: RegistrationWish
  let survey: RegistrationSurvey

  typealias Difference = RegistrationReport.Difference

  var findings: [Difference] {
    var needed = [RegistrationSurvey.readsReferences]
    if cabinet.mode == .native { needed.append(RegistrationSurvey.readsModules) }
    if !wish.fields(of: cabinet).isEmpty { needed.append(RegistrationSurvey.readsFields) }
    let rights = needed.filter { survey.lacks($0) }.map(Self.right)
    guard let books = survey.books else { return rights }
    return rights + (isModuleRefused ? [] : deliveryType(books)) + entries(books) + shipmentPoints
  }

  static func right(_ scope: String) -> Difference {
    .advice(.rightMissing(scope), at: "key.\(scope)")
  }

  private var module: Tree? {
    cabinet.mode == .native ? survey.modules[cabinet.moduleCode] : nil
  }

  /// The module is somebody else's: the delivery type that goes with it is no business of ours either.
  private var isModuleRefused: Bool {
    module.map { wish.advice(against: ModuleOwner($0), of: cabinet) != nil } ?? false
  }

  // MARK: The delivery type

  /// Major version from which the CRM makes the delivery type of a module itself.
  private static let makesDeliveryType = 8

  /// To be ticked at the delivery type.
  private var paymentTypes: AskedPaymentTypes {
    AskedPaymentTypes(
      named: (cabinet.allowedPaymentTypes ?? cabinet.codPaymentTypes).sorted(),
      isAll: cabinet.allowedPaymentTypes == nil)
  }

  private func deliveryType(_ books: RegistrationBooks) -> [Difference] {
    let code = cabinet.deliveryType
    let place = "delivery-type.\(code)"
    guard cabinet.mode == .native else {
      guard let type = books.deliveryTypes[code] else {
        return [.advice(.deliveryTypeMissing(code: code, paymentTypes: paymentTypes), at: place)]
      }
      if let module = type.module {
        return [.advice(.deliveryTypeTaken(code: code, module: module), at: place)]
      }
      return type.isActive ? [] : [.advice(.deliveryTypeInactive(code), at: place)]
    }
    let ours = books.deliveryTypes.filter { $0.value.module == cabinet.moduleCode }
    if let type = ours[code] { return type.isActive ? [] : [.advice(.deliveryTypeInactive(code), at: place)] }
    if let other = ours.keys.sorted().first {
      let advice = RegistrationAdvice.deliveryTypeDiffers(cabinet: cabinet.id, crm: other, configured: code)
      return [.advice(advice, at: place)]
    }
    // It comes with the module, under a code that only the CRM knows.
    let isActive = module?["active"] == .flag(true)
    if !isActive, survey.majorVersion ?? Self.makesDeliveryType >= Self.makesDeliveryType { return [] }
    if books.deliveryTypes[code] != nil {
      let advice = RegistrationAdvice.deliveryTypeNotLinked(
        cabinet: cabinet.id, code: code, module: cabinet.moduleCode)
      return [.advice(advice, at: place)]
    }
    let advice = RegistrationAdvice.moduleTypeMissing(
      code: code, module: cabinet.moduleCode, paymentTypes: paymentTypes)
    return [.advice(advice, at: place)]
  }

  // MARK: Entries of the reference books

  private func entries(_ books: RegistrationBooks) -> [Difference] {
    var found: [Difference] = []
    let ours = books.deliveryTypes.filter { $0.value.module == cabinet.moduleCode }.keys.sorted().first
    let typeCode = cabinet.mode == .native ? ours ?? cabinet.deliveryType : cabinet.deliveryType
    let type = isModuleRefused ? nil : books.deliveryTypes[typeCode]
    for code in paymentTypes.named {
      if !books.paymentTypes.contains(code) {
        found.append(.advice(.paymentTypeMissing(code), at: "payment-type.\(code)"))
      } else if let type, !type.paymentTypes.contains(code) {
        let advice = RegistrationAdvice.paymentTypeNotAllowed(paymentType: code, deliveryType: typeCode)
        found.append(.advice(advice, at: "payment-type.\(code)"))
      }
    }
    if let type, type.paymentTypes.isEmpty, paymentTypes.isAll, paymentTypes.named.isEmpty,
      !books.activePaymentTypes.isEmpty
    {
      found.append(.advice(.paymentTypesUnticked(typeCode), at: "delivery-type.\(typeCode).payments"))
    }
    let served = type?.sites.isEmpty == false ? wish.sites ?? [] : []
    for site in served.subtracting(type?.sites ?? []).sorted() {
      found.append(
        .advice(.siteNotAllowed(site: site, deliveryType: typeCode), at: "delivery-type.\(typeCode).sites"))
    }
    for code in cabinet.stores.keys.sorted() where !books.stores.contains(code) {
      found.append(.advice(.storeMissing(code), at: "store.\(code)"))
    }
    let mapped = Set(cabinet.statuses.byState.values).union(cabinet.statuses.byEvent.values)
    for code in mapped.sorted() where !books.statuses.contains(code) {
      found.append(.advice(.statusMissing(code), at: "status.\(code)"))
    }
    return found
  }

  /// Points that somebody else put into the module's settings, for stores that the configuration does not name.
  private var shipmentPoints: [Difference] {
    guard let module, !isModuleRefused else { return [] }
    let strangers = ShipmentPoint.all(in: module).filter { !$0.isOurs && cabinet.stores[$0.store] == nil }
    return strangers.map { point in
      let advice = RegistrationAdvice.shipmentPointUnknown(
        cabinet: cabinet.id, store: point.store, point: point.id)
      return .advice(advice, at: "shipment-point.\(point.store)")
    }
  }
}
