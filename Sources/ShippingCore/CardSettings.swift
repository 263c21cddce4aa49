// How a cabinet meets the order card: through our delivery module or through plain custom fields, and what it does there
// besides making shipments. All of it is the shop's choice, with the defaults that a new shop gets.

/// How orders of a cabinet are linked to it in the CRM.
public enum LinkMode: String, Sendable, Codable {
  /// A delivery integration module of ours (retailcrm-api.md section 13): `delivery.data` with `locked`.
  case native
  /// An ordinary delivery type and custom fields of the order.
  case plain
}

/// What the card has besides the fields a manager fills in (`DeliveryField`). In plain mode each is a custom field; in
/// native mode the CRM has places of its own for all but `notice`.
public enum CardField: String, Sendable, CaseIterable {
  /// The flag of plain mode that stands for `delivery.data.locked`.
  case doNotSync = "do-not-sync"
  case trackNumber = "track-number"
  /// Text of the delivery status, with where it was reached.
  case status
  /// Everything that is wrong, empty when nothing is.
  case error
  /// What the manager should know though nothing is wrong. In native mode a field of the module that only we fill.
  case notice
  /// What the post charges, hryvnias.
  case cost

  /// Custom fields that a native cabinet writes when tracking calls do not reach its cards.
  public static let ofNativeCards: [CardField] = [.trackNumber, .status, .error, .notice]
}

/// Codes of the custom fields, by `CardField` or `DeliveryField`. A native cabinet writes those of
/// `CardField.ofNativeCards`, and only when tracking calls do not reach its cards.
public struct CustomFieldCodes: Hashable, Sendable {
  /// Beginning of every code that is not named.
  public var prefix: String
  /// Codes that differ, by raw value of the field.
  public var named: [String: String]

  public init(prefix: String = "ukrposhta", named: [String: String] = [:]) {
    self.prefix = prefix
    self.named = named
  }

  /// `ukrposhta_do_not_sync`: the CRM takes letters, digits and underscores.
  public func code(_ field: CardField) -> String { code(rawValue: field.rawValue) }
  public func code(_ field: DeliveryField) -> String { code(rawValue: field.rawValue) }

  private func code(rawValue: String) -> String {
    named[rawValue] ?? "\(prefix)_" + String(rawValue.map { $0 == "-" ? "_" : $0 })
  }
}

/// What happens when an order changes after its TTN was made.
public enum OnChange: String, Sendable, Codable {
  /// The shipment is changed too, while the post has not got the parcel.
  case update
  /// The manager is told.
  case warn
}

/// From when on a shipment is neither changed nor deleted, though the post has not got it yet.
public enum PrintLock: String, Sendable, Codable {
  /// Its group was closed with form 103a.
  case manifest
  /// Its label was printed; where nothing prints by itself, its label is in the spool.
  case label
}

/// Where the price goes that is worked out for a locked order.
public enum QuoteTarget: Hashable, Sendable {
  /// `delivery.netCost`: what the delivery costs the shop.
  case netCost
  /// `delivery.cost`: what the customer pays for it.
  case cost
  /// A custom field, by code.
  case field(String)
  case off

  public var isField: Bool {
    if case .field = self { true } else { false }
  }
}

/// When a notice is due; nil = never.
public struct NoticePolicy: Hashable, Sendable {
  /// After creation, without the post having taken the parcel in.
  public var notHandedOver: Duration?
  /// Before the office sends the parcel back.
  public var storage: Duration?
  /// How long an office keeps a parcel.
  public var storageTerm: Duration
  /// After delivery, without the collected money having been paid out.
  public var payout: Duration?
  /// When the office weighed or measured again and charges another price.
  public var priceChange: Bool

  public init(
    notHandedOver: Duration? = .seconds(3 * 86_400), storage: Duration? = .seconds(3 * 86_400),
    storageTerm: Duration = .seconds(14 * 86_400), payout: Duration? = .seconds(5 * 86_400),
    priceChange: Bool = true
  ) {
    self.notHandedOver = notHandedOver
    self.storage = storage
    self.storageTerm = storageTerm
    self.payout = payout
    self.priceChange = priceChange
  }
}
