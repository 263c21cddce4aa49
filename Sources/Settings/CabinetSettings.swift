// One Ukrposhta contract as the file describes it, `defaults` already worked in: what the core decides by,
// and beside it what only the daemon needs. A value here always makes a valid sender; the rules are in
// CabinetReader.swift and SenderReader.swift.
public import ShippingCore

public struct CabinetSettings: Sendable, Equatable {
  public var credentials: CabinetCredentials
  public var labelFormat: LabelFormat
  public var policy: CabinetPolicy

  public var id: CabinetID { policy.id }
}

public struct CabinetCredentials: Sendable, Hashable {
  public var ecomBearer: CredentialSource
  /// nil: tracking falls back to the lifecycle that the eCom API tells.
  public var trackingBearer: CredentialSource?
  public var counterpartyToken: CredentialSource
}

/// What `defaults` and a cabinet may both say. nil = not said.
struct SharedSettings: Equatable {
  var technology: Technology?
  var service: ShipmentType?
  var weight: Grams?
  var lengthMillimetres: Int64?
  var widthMillimetres: Int64?
  var heightMillimetres: Int64?
  var payer: Payer?
  var codFeePayer: Payer?
  var sms: Bool?
  var onFail: OnFailReceive?
  var description: String?
  var zeroDeclaredValue: Bool?
  var labelFormat: LabelFormat?
  var codPaymentTypes: Set<String>?
  var allowedPaymentTypes: Set<String>?
  var stores: [String: Postcode] = [:]
  var statuses = StatusMap()

  /// These settings where they say something, else the others; maps entry by entry.
  func over(_ others: SharedSettings) -> SharedSettings {
    SharedSettings(
      technology: technology ?? others.technology, service: service ?? others.service,
      weight: weight ?? others.weight, lengthMillimetres: lengthMillimetres ?? others.lengthMillimetres,
      widthMillimetres: widthMillimetres ?? others.widthMillimetres,
      heightMillimetres: heightMillimetres ?? others.heightMillimetres, payer: payer ?? others.payer,
      codFeePayer: codFeePayer ?? others.codFeePayer, sms: sms ?? others.sms, onFail: onFail ?? others.onFail,
      description: description ?? others.description,
      zeroDeclaredValue: zeroDeclaredValue ?? others.zeroDeclaredValue,
      labelFormat: labelFormat ?? others.labelFormat,
      codPaymentTypes: codPaymentTypes ?? others.codPaymentTypes,
      allowedPaymentTypes: allowedPaymentTypes ?? others.allowedPaymentTypes,
      stores: stores.merging(others.stores) { own, _ in own },
      statuses: StatusMap(
        byState: statuses.byState.merging(others.statuses.byState) { own, _ in own },
        byEvent: statuses.byEvent.merging(others.statuses.byEvent) { own, _ in own }))
  }

  /// What holds when neither says anything.
  static let builtIn = SharedSettings(
    technology: .w2w, service: .standard, payer: .sender, codFeePayer: .receiver, sms: false,
    onFail: .returnToSender, description: "{items}", zeroDeclaredValue: false, labelFormat: .square,
    codPaymentTypes: [])

  var dimensions: Dimensions? {
    guard let lengthMillimetres, let widthMillimetres, let heightMillimetres else { return nil }
    return Dimensions(
      lengthMillimetres: lengthMillimetres, widthMillimetres: widthMillimetres,
      heightMillimetres: heightMillimetres)
  }
}
