// What the ledger knows of one order. This is the only memory: whatever is not here is forgotten by a kill -9. It holds
// no name, phone or address of anybody, only ids, codes, digests and times.

public struct LedgerEntry: Hashable, Sendable, Codable {
  public var orderID: OrderID
  public var site: String
  /// The shipments wanted for this order so far; the current one's number. 0 before the first.
  public var generation: Int
  public var phase: Phase
  /// Parts already made at Ukrposhta for the coming shipment. Losing them costs two calls, not a parcel.
  public var draft: Draft?
  /// What the manager has to be told now; empty = nothing.
  public var problems: [Problem]
  /// The last refusal by Ukrposhta; the same data are not sent again until they or the configuration change.
  public var refusal: Refusal?
  /// Failures in a row of the step at hand, and when it may be tried again.
  public var attempts: Int
  public var retryAt: Instant?
  /// TTNs of withdrawn shipments of this order, newest last: never adopted as typed by hand.
  public var retiredBarcodes: [Barcode]
  /// The furthest state for which the mapped order status was dealt with, of which generation.
  public var statusHandled: StatusMark?
  /// The shipment withdrawn last; nil = none, or it was before this was kept.
  public var withdrawn: Withdrawn?
  /// Digest of what the order was last proven to show; nil while nothing of ours was ever written there.
  public var shownDigest: String?
  /// Write-backs in a row that came to nothing, for whatever reason.
  public var writeBackAttempts: Int
  /// Write-backs in a row whose every call was taken and that the card did not show afterwards. Not 0 on a card that is
  /// shown otherwise: the CRM ignores the delivery status, and is not told the same again and again.
  public var ignoredWriteBacks: Int
  /// When the daemon last read the order.
  public var seenAt: Instant?
  /// Since when the CRM's answers have lacked the order; nil while it is there.
  public var missingSince: Instant?
  /// When the CRM's history told that the order was deleted or combined into another; nil = it did not, or the order was
  /// seen since.
  public var deletionTold: Instant?
  /// What the manager should know; nil = nothing.
  public var notices: [Notice]?
  /// The price worked out while the order was locked.
  public var quote: Quote?
  /// Labels in the spool that are void: their shipment was changed or withdrawn. nil = none.
  public var voidLabels: VoidLabels?
  /// The newest time written as `updatedAt` of a delivery status: the CRM shows the newest, so the next must be newer.
  public var shownAt: Instant?
  /// What people call the order, as last read: the operator asks by it.
  public var number: String?
  /// `Prospect.code` of the last look at the order while it had no shipment.
  public var prospect: String?
  /// That the card was proven to show the link and TTN of a generation; nil = not proven.
  public var cardProof: CardProof?
  /// A person cancelled the delivery: no shipment until the lock gesture. nil = no such thing.
  public var hold: DeliveryHold?
  /// The failures counted in `attempts` are those of a withdrawal.
  public var retriesWithdrawal: Bool?
  /// Orders into which this order's TTN was typed too; nil = none.
  public var sharers: [OrderID]?
  /// A shipment of it was withdrawn by the lock gesture or a move between cabinets, which ask for another one: the statuses
  /// in which a first one may be made do not hold that up. nil = no such thing.
  public var isAdmitted: Bool?
  /// A TTN that stands in the order and was not taken over, and why; nil = none.
  public var refusedNumber: RefusedNumber?
  /// Code of the custom field in which the do-not-sync flag was seen set; nil = in none. See LockFlag.swift.
  public var lockFlagSeen: String?
  /// When its personal data were removed; nil = never. See Forgetting.swift.
  public var forgottenAt: Instant?
  /// Its problems stand in the ledger alone: the order has no card of ours that would show them. nil = it has.
  public var isUnshown: Bool?

  public init(orderID: OrderID, site: String) {
    self.orderID = orderID
    self.site = site
    generation = 0
    phase = .none
    draft = nil
    problems = []
    refusal = nil
    attempts = 0
    retiredBarcodes = []
    statusHandled = nil
    retryAt = nil
    shownDigest = nil
    writeBackAttempts = 0
    ignoredWriteBacks = 0
    seenAt = nil
    missingSince = nil
    deletionTold = nil
    shownAt = nil
    notices = nil
    number = nil
    prospect = nil
    cardProof = nil
    hold = nil
    retriesWithdrawal = nil
    quote = nil
    voidLabels = nil
    sharers = nil
  }

  /// How many withdrawn TTNs are remembered in the entry.
  public static let retiredBarcodesLimit = 20

  public enum Phase: Hashable, Sendable, Codable {
    /// No shipment, none on the way.
    case none
    /// A create was intended and its outcome is not known: in doubt until it is looked up.
    case creating(CreateIntent)
    case live(Shipment)
    /// The shipment is to be deleted. `mayDelete`: its lifecycle was CREATED when last read, and no DELETE went out
    /// since whose answer is missing.
    case withdrawing(Shipment, mayDelete: Bool)
  }

  public struct Draft: Hashable, Sendable, Codable {
    public var key: ShipmentKey
    /// Digest of recipient and address, so that parts of an older version of the order are not used.
    public var digest: String
    public var addressID: AddressID?
    public var recipient: ClientUUID?

    public init(
      key: ShipmentKey, digest: String, addressID: AddressID? = nil, recipient: ClientUUID? = nil
    ) {
      self.key = key
      self.digest = digest
      self.addressID = addressID
      self.recipient = recipient
    }
  }

  public struct Refusal: Hashable, Sendable, Codable {
    /// Digest of what was refused: plan and sender together.
    public var digest: String
    public var failure: Failure
    public var at: Instant

    public init(digest: String, failure: Failure, at: Instant) {
      self.digest = digest
      self.failure = failure
      self.at = at
    }
  }

  public struct StatusMark: Hashable, Sendable, Codable {
    public var generation: Int
    public var state: DeliveryState
    /// Event code, where the status map has a status of its own for it.
    public var event: Int?
    /// The CRM refused the status for an order that was like this (`Order.statusBasis`); nil = it took it.
    public var refusedFor: String?

    public init(generation: Int, state: DeliveryState, event: Int? = nil) {
      self.generation = generation
      self.state = state
      self.event = event
    }
  }

  /// What a withdrawal leaves behind for the mapped order status, and for the price of the next parcel.
  public struct Withdrawn: Hashable, Sendable, Codable {
    public var generation: Int
    public var cabinet: CabinetID
    /// What the card may still show as the cost: no person put it there.
    public var deliveryPrice: Kopiykas?

    public init(generation: Int, cabinet: CabinetID, deliveryPrice: Kopiykas? = nil) {
      self.generation = generation
      self.cabinet = cabinet
      self.deliveryPrice = deliveryPrice
    }
  }

  /// A status was dealt with. Whoever was slow to say so takes nothing back of a later shipment.
  public mutating func noteStatus(_ mark: StatusMark) {
    if let handled = statusHandled, handled.generation > mark.generation { return }
    statusHandled = mark
  }

  public var shipment: Shipment? {
    switch phase {
    case .live(let shipment), .withdrawing(let shipment, _): return shipment
    case .none, .creating: return nil
    }
  }
}

/// Committed before `POST …/shipments` leaves; everything needed to find out what became of it.
public struct CreateIntent: Hashable, Sendable, Codable {
  public var key: ShipmentKey
  public var cabinet: CabinetID
  public var group: GroupUUID
  /// Made for this attempt alone: a shipment to this recipient can only be ours.
  public var recipient: ClientUUID
  public var planDigest: String
  public var begunAt: Instant
  /// Looks into the group that found nothing.
  public var looks: Int
  /// How long the doubt had lasted when the last look began. Counted on a monotonic clock and only while the daemon
  /// ran: a step of the wall clock must not shorten it.
  public var waitedMilliseconds: Int64
  /// `PlanMarks` and `Order.shippingDigest` of what is sent; nil in an intent of an older version.
  public var planMarks: PlanMarks?
  public var orderDigest: String?
  /// Cash on delivery of the coming shipment; nil in an intent of an older ledger.
  public var postPay: Kopiykas?

  public init(
    key: ShipmentKey, cabinet: CabinetID, group: GroupUUID, recipient: ClientUUID, planDigest: String,
    begunAt: Instant, looks: Int = 0, waitedMilliseconds: Int64 = 0, planMarks: PlanMarks? = nil,
    orderDigest: String? = nil
  ) {
    self.key = key
    self.cabinet = cabinet
    self.group = group
    self.recipient = recipient
    self.planDigest = planDigest
    self.begunAt = begunAt
    self.looks = looks
    self.waitedMilliseconds = waitedMilliseconds
    self.planMarks = planMarks
    self.orderDigest = orderDigest
  }
}

/// A shipment that exists at Ukrposhta.
public struct Shipment: Hashable, Sendable, Codable {
  public var uuid: ShipmentUUID
  public var barcode: Barcode
  public var cabinet: CabinetID
  /// Delivery type of its order when it was made. A delivery type renamed in the configuration must not look like an
  /// order moved to another carrier.
  public var deliveryType: String?
  public var generation: Int
  public var group: GroupUUID?
  public var recipient: ClientUUID?
  /// Digest of the plan it was made from; nil for an adopted one.
  public var planDigest: String?
  public var deliveryPrice: Kopiykas?
  public var createdAt: Instant
  /// File of the label in the spool, once it is there.
  public var label: String?
  public var tracking: Tracking
  /// Which try of its generation it came of; nil in a shipment of an older version, and an adopted one.
  public var attempt: Int?
  /// `PlanMarks` of what Ukrposhta was told last. Of an adopted shipment: of the order at the first look.
  public var planMarks: PlanMarks?
  /// `Order.shippingDigest` of what Ukrposhta was told last; nil until the first look at an adopted shipment.
  public var orderDigest: String?
  /// A change of it was intended, and its outcome is not known for sure.
  public var updating: UpdateIntent?
  public var labelRetry: Retry?
  /// See `labelNumber`; nil for a label that came before this was counted.
  public var labelRevision: Int?
  /// The file in the spool is gone: the label that comes next is the same one.
  public var labelIsLost: Bool?
  public var attachment: LabelFile?
  public var print: PrintMark?
  /// When its label was printed, or may have been.
  public var printedAt: Instant?
  /// When its group was closed with form 103a.
  public var manifestedAt: Instant?
  /// Cash on delivery; zero = none, nil = not known.
  public var postPay: Kopiykas?
  /// Since when an office has kept the parcel; only while one does.
  public var atOfficeSince: Instant?
  public var payout: PayoutInquiry?
  /// Where the card was read back with the typed TTN (`CabinetPolicy.numberPlace`): only of that place does its absence
  /// mean anything. nil = nowhere.
  public var numberProvenIn: String?
  /// Since when a typed TTN has been missing from the card; nil = it stands there.
  public var numberMissingSince: Instant?
  /// The TTN that was last typed over this one, and when; nil = none was.
  public var typedOver: TypedOver?
  /// The order was seen since its parcel came back, wanting it neither locked away nor elsewhere.
  public var isReturnSeen: Bool?
  /// Its parcel came back and the order was locked since then: unlocked, it is sent again.
  public var isToBeSentAgain: Bool?
  /// An operator's number that no look at the order has shown yet: what stands there instead was there before.
  public var awaitsCard: Bool?
  public var priceCheck: PriceInquiry?

  public init(
    uuid: ShipmentUUID, barcode: Barcode, cabinet: CabinetID, deliveryType: String? = nil, generation: Int,
    group: GroupUUID? = nil,
    recipient: ClientUUID? = nil, planDigest: String? = nil, deliveryPrice: Kopiykas? = nil,
    createdAt: Instant,
    label: String? = nil, tracking: Tracking? = nil
  ) {
    self.uuid = uuid
    self.barcode = barcode
    self.cabinet = cabinet
    self.deliveryType = deliveryType
    self.generation = generation
    self.group = group
    self.recipient = recipient
    self.planDigest = planDigest
    self.deliveryPrice = deliveryPrice
    self.createdAt = createdAt
    self.label = label
    self.tracking = tracking ?? Tracking(state: .created, since: createdAt)
    attempt = nil
    planMarks = nil
    orderDigest = nil
    updating = nil
    manifestedAt = nil
    printedAt = nil
  }

  /// False for a TTN made in the personal web cabinet and typed into the order: the API does not know it, so it can
  /// be tracked but neither withdrawn nor printed.
  public var isVisibleToAPI: Bool { uuid.rawValue != barcode.text }

  public struct Tracking: Hashable, Sendable, Codable {
    public var state: DeliveryState
    /// When that state was reached, by the post's own time where there is an event.
    public var since: Instant
    /// The newest event by date.
    public var event: TrackingEvent?
    /// Where the parcel was when it was further along than now; nil when it never was.
    public var further: Milestone?
    /// Key of the newest event that the post told, whatever it says, once the history up to it was read.
    public var newest: Int64?
    /// When its way back began, by the earliest event that says so.
    public var returnBegan: Instant?
    /// Events that the card was not proven to show, oldest first; nil = none.
    public var pending: [UntoldEvent]?
    /// Keys of the events that it was proven to show, newest last.
    public var told: [Int64]?
    /// The parcel was taken over and may be anywhere: until the post was asked about it, the card says nothing of where.
    public var awaitsAnswer: Bool?

    public init(state: DeliveryState, since: Instant, event: TrackingEvent? = nil) {
      self.state = state
      self.since = since
      self.event = event
    }
  }
}
