// The vocabulary between the pure core and the engine: what to do next with one order, and how it went.

/// What the daemon sees of an order in the CRM.
public enum OrderView: Hashable, Sendable {
  case order(Order)
  /// Deleted, combined into another, or hidden from our key.
  case gone
  /// It is there, but we cannot read it.
  case unreadable(Failure)
}

public enum Decision: Hashable, Sendable {
  /// Nothing to do until something changes.
  case settle
  /// Do this one thing, then ask again.
  case step(Step)
  /// Not now; not a failure, costs no attempt.
  case wait(until: Instant, reason: WaitReason)
  /// A person must act; visible to the manager and to the operator.
  case park([Problem])
}

public enum WaitReason: String, Hashable, Sendable, Codable {
  /// An earlier failure of the same step.
  case backoff
  /// The cabinet's sender or group is not ready, or its account is refused.
  case cabinet
  /// The order was missing from the CRM's answer; it is looked for again before that counts.
  case missing
  /// Nothing is wrong and nothing to do; time alone will make something due. Ends a turn like `settle`.
  case watch
  /// The card lost our link and TTN; it is looked at again before that counts as a cancelled delivery.
  case cardCleared = "card-cleared"
  /// The order names a company that could not be read from the CRM; it is tried again.
  case company
  /// In doubt, and it is too early to look again.
  case inDoubt = "in-doubt"
}

/// One call to Ukrposhta on behalf of one order.
public enum Step: Hashable, Sendable {
  case createAddress(PostalAddress, part: Part)
  case createRecipient(PostalClient, address: AddressID, part: Part)
  /// The only step that must never be repeated blindly: its intent is committed first.
  case createShipment(ShipmentPlan, intent: CreateIntent, address: AddressID, sender: ClientUUID, part: Part)
  /// Resolve a create in doubt.
  case findShipment(CreateIntent)
  /// A TTN that the order already carries.
  case adopt(Barcode, cabinet: CabinetID)
  /// Ask whether the shipment may still be deleted.
  case readLifecycle(Shipment)
  case deleteShipment(Shipment)
  case fetchLabel(Shipment)
  /// Tells Ukrposhta the order as it is now. The same may be told again and again.
  case updateShipment(ShipmentPlan, update: Update, part: Part)
  /// Something beside the parcel's life, see `Errand`.
  case errand(Errand)
  /// Questions for the sake of a notice: see Inquiries.swift.
  case readPayout(Shipment)
  case readPriceChange(Shipment)

  /// What the three steps towards a shipment have in common.
  public struct Part: Hashable, Sendable {
    public var cabinet: CabinetID
    /// The parts made so far, without the one this step makes.
    public var draft: LedgerEntry.Draft
    /// Digest of plan and sender: a refusal is remembered against it, and the same is not sent again.
    public var basis: String

    public init(cabinet: CabinetID, draft: LedgerEntry.Draft, basis: String) {
      self.cabinet = cabinet
      self.draft = draft
      self.basis = basis
    }
  }

  public var name: String {
    switch self {
    case .createAddress: return "create-address"
    case .createRecipient: return "create-recipient"
    case .createShipment: return "create-shipment"
    case .findShipment: return "find-shipment"
    case .adopt: return "adopt"
    case .readLifecycle: return "read-lifecycle"
    case .deleteShipment: return "delete-shipment"
    case .fetchLabel: return "fetch-label"
    case .updateShipment: return "update-shipment"
    case .errand(let errand): return errand.name
    case .readPayout: return "read-payout"
    case .readPriceChange: return "read-price-change"
    }
  }

  public var cabinet: CabinetID {
    switch self {
    case .createAddress(_, let part), .createRecipient(_, _, let part), .updateShipment(_, _, let part):
      return part.cabinet
    case .adopt(_, let cabinet): return cabinet
    case .createShipment(_, let intent, _, _, _), .findShipment(let intent): return intent.cabinet
    case .readLifecycle(let shipment), .deleteShipment(let shipment), .fetchLabel(let shipment),
      .readPayout(let shipment), .readPriceChange(let shipment):
      return shipment.cabinet
    case .errand(let errand): return errand.cabinet
    }
  }
}

/// What a step that was done gave.
public enum StepValue: Hashable, Sendable {
  case address(AddressID)
  case recipient(ClientUUID)
  case shipment(Receipt)
  /// nil: the service answered and knows no such shipment (yet).
  case found(Receipt?)
  /// The same of a TTN that was typed, and another order that has it.
  case typed(Receipt?, bearer: Bearer?)
  case lifecycle(Lifecycle)
  case deleted
  /// File name of the label in the spool.
  case label(String)
  /// What the shipment is after its change.
  case updated(Receipt)
  case errand(ErrandValue)
  /// nil: the service knows of no transfer (yet).
  case payout(PayoutState?)
  /// nil: the price is the one that was promised.
  case priceChange(Kopiykas?)
}

/// What Ukrposhta says of a shipment when it is made or read.
public struct Receipt: Hashable, Sendable, Codable {
  public var uuid: ShipmentUUID
  public var barcode: Barcode
  public var recipient: ClientUUID?
  public var group: GroupUUID?
  public var externalID: String?
  public var deliveryPrice: Kopiykas?
  /// Cash on delivery; nil when the service does not say.
  public var postPay: Kopiykas?
  public var lifecycle: Lifecycle
  /// Sum over its parcels; nil when the service does not say.
  public var declaredPrice: Kopiykas?

  public init(
    uuid: ShipmentUUID, barcode: Barcode, recipient: ClientUUID? = nil, group: GroupUUID? = nil,
    externalID: String? = nil, deliveryPrice: Kopiykas? = nil, postPay: Kopiykas? = nil,
    lifecycle: Lifecycle = .created
  ) {
    self.uuid = uuid
    self.barcode = barcode
    self.recipient = recipient
    self.group = group
    self.externalID = externalID
    self.deliveryPrice = deliveryPrice
    self.postPay = postPay
    self.lifecycle = lifecycle
  }
}
