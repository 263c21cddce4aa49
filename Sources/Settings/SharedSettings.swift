// What `defaults` and a cabinet may both say, and how the second goes over the first: key by key, and in both directions.
// Whatever `defaults` switch on, a cabinet can switch off again; so "off" is a value of its own here, and nil only means
// that nothing was said.
import ShippingCore

/// A setting that can be said to be off.
enum Switchable<Value: Equatable>: Equatable {
  case on(Value)
  case off

  var value: Value? {
    if case .on(let value) = self { value } else { nil }
  }
}

/// nil = not said.
struct SharedSettings: Equatable {
  var technology: Technology?
  var service: ShipmentType?
  var weight: Switchable<Grams>?
  var lengthMillimetres: Switchable<Int64>?
  var widthMillimetres: Switchable<Int64>?
  var heightMillimetres: Switchable<Int64>?
  var payer: Payer?
  var codFeePayer: Payer?
  var sms: Bool?
  var onFail: OnFailReceive?
  var description: String?
  var zeroDeclaredValue: Bool?
  var codPaymentTypes: Set<String>?
  /// Off: any.
  var allowedPaymentTypes: Switchable<Set<String>>?
  var stores: [String: Switchable<PostalAddress>] = [:]
  var statuses: [StatusKey: Switchable<String>] = [:]
  var card = CardShared()
  var notices = NoticesShared()

  enum StatusKey: Hashable {
    case state(DeliveryState)
    case event(Int)
  }

  /// These settings where they say something, else the others; stores and statuses entry by entry.
  func over(_ others: SharedSettings) -> SharedSettings {
    SharedSettings(
      technology: technology ?? others.technology, service: service ?? others.service,
      weight: weight ?? others.weight, lengthMillimetres: lengthMillimetres ?? others.lengthMillimetres,
      widthMillimetres: widthMillimetres ?? others.widthMillimetres,
      heightMillimetres: heightMillimetres ?? others.heightMillimetres, payer: payer ?? others.payer,
      codFeePayer: codFeePayer ?? others.codFeePayer, sms: sms ?? others.sms, onFail: onFail ?? others.onFail,
      description: description ?? others.description,
      zeroDeclaredValue: zeroDeclaredValue ?? others.zeroDeclaredValue,
      codPaymentTypes: codPaymentTypes ?? others.codPaymentTypes,
      allowedPaymentTypes: allowedPaymentTypes ?? others.allowedPaymentTypes,
      stores: stores.merging(others.stores) { own, _ in own },
      statuses: statuses.merging(others.statuses) { own, _ in own },
      card: card.over(others.card), notices: notices.over(others.notices))
  }

  var sides: [Switchable<Int64>?] { [lengthMillimetres, widthMillimetres, heightMillimetres] }

  /// nil unless all three sides are there.
  var dimensions: Dimensions? {
    guard let length = lengthMillimetres?.value, let width = widthMillimetres?.value,
      let height = heightMillimetres?.value
    else { return nil }
    return Dimensions(lengthMillimetres: length, widthMillimetres: width, heightMillimetres: height)
  }

  var statusMap: StatusMap {
    var map = StatusMap()
    for (key, status) in statuses {
      guard let code = status.value else { continue }
      switch key {
      case .state(let state): map.byState[state] = code
      case .event(let event): map.byEvent[event] = code
      }
    }
    return map
  }

  /// The policy of a cabinet: what is said here, and the core's own default where nothing is.
  func apply(to policy: inout CabinetPolicy) {
    policy.parcel = ParcelDefaults(weight: weight?.value, dimensions: dimensions)
    policy.codPaymentTypes = codPaymentTypes ?? []
    policy.allowedPaymentTypes = allowedPaymentTypes?.value
    policy.stores = stores.compactMapValues(\.value)
    policy.statuses = statusMap
    if let technology { policy.technology = technology }
    if let service { policy.service = service }
    if let payer { policy.deliveryPayer = payer }
    if let codFeePayer { policy.codFeePayer = codFeePayer }
    if let sms { policy.sms = sms }
    if let onFail { policy.onFail = onFail }
    if let description { policy.description = description }
    if let zeroDeclaredValue { policy.allowsZeroDeclaredValue = zeroDeclaredValue }
    card.apply(to: &policy)
    notices.apply(to: &policy.notices)
  }
}

/// How the cabinet meets the order card, and its labels. nil = not said.
struct CardShared: Equatable {
  var mode: LinkMode?
  var customFieldPrefix: String?
  /// By raw value of `CardField` or `DeliveryField`.
  var customFieldCodes: [String: String] = [:]
  var isLockedByDefault: Bool?
  var onChange: OnChange?
  var printLock: PrintLock?
  var labelFormat: LabelFormat?
  var attachesLabel: Bool?
  var printCommand: Switchable<[String]>?
  var quotePlace: QuotePlace?
  var quoteField: String?

  /// `quote.write-to`.
  enum QuotePlace: Equatable {
    case netCost, cost, field, off
  }

  func over(_ others: CardShared) -> CardShared {
    CardShared(
      mode: mode ?? others.mode, customFieldPrefix: customFieldPrefix ?? others.customFieldPrefix,
      customFieldCodes: customFieldCodes.merging(others.customFieldCodes) { own, _ in own },
      isLockedByDefault: isLockedByDefault ?? others.isLockedByDefault, onChange: onChange ?? others.onChange,
      printLock: printLock ?? others.printLock, labelFormat: labelFormat ?? others.labelFormat,
      attachesLabel: attachesLabel ?? others.attachesLabel, printCommand: printCommand ?? others.printCommand,
      quotePlace: quotePlace ?? others.quotePlace, quoteField: quoteField ?? others.quoteField)
  }

  var customFields: CustomFieldCodes {
    var codes = CustomFieldCodes(named: customFieldCodes)
    if let customFieldPrefix { codes.prefix = customFieldPrefix }
    return codes
  }

  /// nil when nothing was said, or a field was meant and not named.
  var quote: QuoteTarget? {
    switch quotePlace {
    case .netCost: .netCost
    case .cost: .cost
    case .off: .off
    case .field: quoteField.map(QuoteTarget.field)
    case nil: nil
    }
  }

  func apply(to policy: inout CabinetPolicy) {
    if let mode { policy.mode = mode }
    policy.customFields = customFields
    if let isLockedByDefault { policy.isLockedByDefault = isLockedByDefault }
    if let onChange { policy.onChange = onChange }
    if let printLock { policy.printLock = printLock }
    if let attachesLabel { policy.attachesLabel = attachesLabel }
    policy.printsLabel = printCommand?.value != nil
    if let quote { policy.quote = quote }
  }
}

/// When notices are due. nil = not said.
struct NoticesShared: Equatable {
  var notHandedOver: Switchable<Duration>?
  var storage: Switchable<Duration>?
  var storageTerm: Duration?
  var payout: Switchable<Duration>?
  var priceChange: Bool?

  func over(_ others: NoticesShared) -> NoticesShared {
    NoticesShared(
      notHandedOver: notHandedOver ?? others.notHandedOver, storage: storage ?? others.storage,
      storageTerm: storageTerm ?? others.storageTerm, payout: payout ?? others.payout,
      priceChange: priceChange ?? others.priceChange)
  }

  func apply(to policy: inout NoticePolicy) {
    if let notHandedOver { policy.notHandedOver = notHandedOver.value }
    if let storage { policy.storage = storage.value }
    if let storageTerm { policy.storageTerm = storageTerm }
    if let payout { policy.payout = payout.value }
    if let priceChange { policy.priceChange = priceChange }
  }
}
