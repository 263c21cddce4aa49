// The port to the ledger: the only memory. All of it is synchronous on purpose: a commit is under a millisecond, and
// between reading an entry and writing it nothing else may run.
//
// What a newcomer gets wrong: an entry must never be read, kept over an `await` and written back whole. Every change is
// a function from the entry as it is at the commit to the entry as it shall be; loops that touch different members of
// the same entry then cannot undo each other.
public import ShippingCore

public protocol Ledger: Sendable {
  // Cursor and queue

  /// nil before the first start.
  func cursor() throws(LedgerFailure) -> HistoryCursor?

  /// When this installation first tried to begin; nil = never, or it has begun.
  func firstAttempt() throws(LedgerFailure) -> FirstAttempt?
  func save(_ attempt: FirstAttempt) throws(LedgerFailure)

  /// ONE transaction: remembers where history begins for us, and makes due the orders among what lies before that. Changes
  /// nothing when a cursor is there already.
  func beginHistory(
    at since: HistoryRecordID, startedAt: Instant, taking orders: [OrderID]
  ) throws(LedgerFailure)

  /// ONE transaction: every order of a record not seen before becomes due now (unless the record is our own change),
  /// an order with an entry whose deletion is told has that noted in it (`LedgerEntry.deletionTold`), whoever deleted it,
  /// the records are remembered as seen, the cursor moves to the greatest id and never back. Records at or below
  /// `cursor - HistoryCursor.overlap` are forgotten. Returns how many records were new; writes nothing when none was.
  func record(_ records: [HistoryRecord], skippingOwn: Bool, now: Instant) throws(LedgerFailure) -> Int

  /// Makes orders due, creating their entry's queue row when there is none.
  func markDue(_ orders: [OrderID], at: Instant) throws(LedgerFailure)

  /// Orders due at `now`, oldest due first, at most `limit`.
  func dueOrders(now: Instant, limit: Int) throws(LedgerFailure) -> [DueOrder]

  /// Settles requests about orders that are none of ours: no entry is made. A request made meanwhile stays.
  func answer(_ orders: [DueOrder], now: Instant) throws(LedgerFailure)

  /// The earliest due time of any order.
  func nextOrderDue() throws(LedgerFailure) -> Instant?

  // Entries

  func entry(_ order: OrderID) throws(LedgerFailure) -> LedgerEntry?

  /// Applies the changes in ONE transaction, in order, each to the entry as it is then (a new entry when there is
  /// none), asserts the invariants (`Invariants.violation(from:to:)`) and returns the entries as written, in order.
  func commit(_ changes: [EntryChange]) throws(LedgerFailure) -> [LedgerEntry]

  // Tracking and write-back

  /// Live shipments of the cabinet whose tracking is due, earliest first, at most `limit`.
  func dueTracking(cabinet: CabinetID, now: Instant, limit: Int) throws(LedgerFailure) -> [TrackedShipment]
  func nextTrackingDue() throws(LedgerFailure) -> Instant?
  /// When the order's parcel is asked about next; a time that has passed says that it was not asked about since.
  func trackingDue(_ order: OrderID) throws(LedgerFailure) -> Instant?

  /// Entries whose order has to be compared with what it should show, at most `limit`.
  func dueWriteBacks(now: Instant, limit: Int) throws(LedgerFailure) -> [DueOrder]
  func nextWriteBackDue() throws(LedgerFailure) -> Instant?

  // Cabinets

  func sender(_ cabinet: CabinetID) throws(LedgerFailure) -> SenderRecord?
  func save(_ sender: SenderRecord) throws(LedgerFailure)
  func groups(_ cabinet: CabinetID) throws(LedgerFailure) -> [GroupRecord]
  func save(_ groups: [GroupRecord]) throws(LedgerFailure)

  /// What was proven about writing to this cabinet's cards; nil = nothing yet.
  func writeBack(_ cabinet: CabinetID) throws(LedgerFailure) -> WriteBackRecord?
  func save(_ writeBack: WriteBackRecord) throws(LedgerFailure)

  /// Cabinets with parcels whose tracking is due some time, whether they are configured or not, by id.
  func trackedCabinets() throws(LedgerFailure) -> [CabinetID]

  /// Orders that have, or had, a shipment with this barcode, by id.
  func orders(bearing barcode: Barcode) throws(LedgerFailure) -> [OrderID]

  /// Whose recipient this is, if it was ever made for an order by this ledger (committed with a create intent).
  func owner(ofRecipient recipient: ClientUUID) throws(LedgerFailure) -> ShipmentKey?

  /// Orders and write-backs due after `latest`, and tracking due after `latestTracking`, become due now: a step back of
  /// the wall clock must not put work off. An order for which there is nothing to do now (its shipment is live or at its
  /// end, no step of it is under way) only waits for time to pass, so its due time may lie as far ahead as `latestWatch`.
  func clampDue(
    now: Instant, latest: Instant, latestTracking: Instant, latestWatch: Instant
  ) throws(LedgerFailure)

  /// Removes everything of the order that `LedgerEntry.forgetting` does not keep, its journal too, and what it was due for
  /// when it has a shipment. Returns whether the bytes are gone from the disk as well.
  func forget(_ order: OrderID, now: Instant) throws(LedgerFailure) -> Bool

  /// Writes and commits something harmless: whether writing works, before anything is done that must be written down.
  func probe(now: Instant) throws(LedgerFailure)

  // Sweep and inspection

  /// Since when each delivery type (`type:CODE`) and site (`site:CODE`) has been served; empty before it was first noted.
  func served() throws(LedgerFailure) -> [String: Instant]
  /// Notes them as served since then, those that are noted already staying as they are; `former` are served no more.
  func serve(_ names: Set<String>, since: Instant, dropping former: Set<String>) throws(LedgerFailure)

  /// Ids of entries with something unfinished (a phase other than none, problems, a draft), ascending, after `after`.
  func openOrders(after: OrderID?, limit: Int) throws(LedgerFailure) -> [OrderID]
  /// Every parked order becomes due: the configuration changed.
  func unpark(now: Instant) throws(LedgerFailure) -> Int
  func counts() throws(LedgerFailure) -> LedgerCounts
  func journal(_ order: OrderID) throws(LedgerFailure) -> [JournalRecord]

  // Figures and alerts

  /// What is counted, at `now`; tracking that is due is counted for these cabinets.
  func figures(now: Instant, cabinets: [CabinetID]) throws(LedgerFailure) -> LedgerFigures
  /// What was counted in the hours from that of `start` on; hours older than `TallyBook.keptDays` are forgotten.
  func tallies(since start: Instant) throws(LedgerFailure) -> [HourTally]
  /// Orders that have had this mark since `start` or later, longest first, at most `limit`.
  func orders(marked mark: CardMark, since start: Instant, limit: Int) throws(LedgerFailure) -> [MarkedOrder]
  /// Intents of creates without an outcome, by order, at most `limit`.
  func doubts(limit: Int) throws(LedgerFailure) -> [CreateIntent]
  /// What was told under this name; nil = nothing yet.
  func alert(_ name: String) throws(LedgerFailure) -> AlertRecord?
  func save(_ alert: AlertRecord) throws(LedgerFailure)
}

public struct HistoryCursor: Sendable, Equatable {
  public var since: HistoryRecordID
  /// When the daemon first tried to start: older orders are not touched unless somebody changes them.
  public var startedAt: Instant
  /// The cursor of the first start: records up to it were made before us and are never taken.
  public var floor: HistoryRecordID

  public init(since: HistoryRecordID, startedAt: Instant, floor: HistoryRecordID) {
    self.since = since
    self.startedAt = startedAt
    self.floor = floor
  }

  /// Ids re-read below the cursor at every poll: the order of ids is not the order in which they become visible.
  public static let overlap: Int64 = 50
}

/// When the daemon first tried to start, on the machine's uptime: a wall clock may be set right meanwhile.
public struct FirstAttempt: Sendable, Hashable {
  /// Of `Clock.boot`.
  public var boot: String
  public var uptime: Duration

  public init(boot: String, uptime: Duration) {
    self.boot = boot
    self.uptime = uptime
  }
}

/// An order that is due, and the mark of the request it answers. A commit that carries the mark settles the request
/// only if nobody asked again meanwhile.
public struct DueOrder: Sendable, Hashable {
  public var id: OrderID
  public var mark: Int64

  public init(id: OrderID, mark: Int64) {
    self.id = id
    self.mark = mark
  }
}

public struct EntryChange: Sendable {
  public var order: OrderID
  /// `site` of the order, for a new entry.
  public var site: String?
  /// The change itself. Runs inside the transaction; must be pure.
  public var change: @Sendable (inout LedgerEntry) -> Void
  public var orderDue: Schedule
  public var writeBackDue: Schedule
  public var trackingDue: Schedule
  /// The shipment that `trackingDue` speaks of; when the order has another one by then, its tracking is not touched.
  public var trackingOf: Barcode?
  /// Lines for the order's journal.
  public var journal: [JournalLine]
  /// What is to be counted besides what the entry's change shows.
  public var tallies: [Tally]
  public var now: Instant

  public init(
    order: OrderID, site: String? = nil, now: Instant, orderDue: Schedule = .unchanged,
    writeBackDue: Schedule = .unchanged, trackingDue: Schedule = .unchanged, trackingOf: Barcode? = nil,
    journal: [JournalLine] = [], tallies: [Tally] = [],
    change: @escaping @Sendable (inout LedgerEntry) -> Void = { _ in }
  ) {
    self.order = order
    self.site = site
    self.now = now
    self.orderDue = orderDue
    self.writeBackDue = writeBackDue
    self.trackingDue = trackingDue
    self.trackingOf = trackingOf
    self.journal = journal
    self.tallies = tallies
    self.change = change
  }

  public enum Schedule: Sendable, Hashable {
    case unchanged
    /// Due at the given time: a new request (its mark changes); an earlier due time stays.
    case at(Instant)
    /// The request with this mark was answered; next look at the given time, none when nil. If somebody asked again
    /// meanwhile (the mark differs), the due time stays as they set it.
    case answered(mark: Int64, next: Instant?)
  }
}

/// One thing that was seen, decided or done for an order. Fields hold ids and codes, never personal data.
public struct JournalLine: Sendable, Hashable, Codable {
  /// Constant text: `shipment created`.
  public var event: String
  public var fields: [String: String]

  public init(_ event: String, _ fields: [String: String] = [:]) {
    self.event = event
    self.fields = fields
  }
}

public struct JournalRecord: Sendable, Hashable {
  public var at: Instant
  public var line: JournalLine

  public init(at: Instant, line: JournalLine) {
    self.at = at
    self.line = line
  }
}

public struct TrackedShipment: Sendable, Hashable {
  public var order: OrderID
  public var barcode: Barcode
  public var tracking: Shipment.Tracking

  public init(order: OrderID, barcode: Barcode, tracking: Shipment.Tracking) {
    self.order = order
    self.barcode = barcode
    self.tracking = tracking
  }
}

public struct SenderRecord: Sendable, Hashable, Codable {
  public var cabinet: CabinetID
  /// Digest of the sender's data: other data make another client.
  public var digest: String
  public var client: ClientUUID

  public init(cabinet: CabinetID, digest: String, client: ClientUUID) {
    self.cabinet = cabinet
    self.digest = digest
    self.client = client
  }
}

public struct GroupRecord: Sendable, Hashable, Codable {
  public var cabinet: CabinetID
  public var group: ShipmentGroup
  /// Local day of the group: `2026-11-23`.
  public var day: String
  /// When its contents were last compared with the ledger.
  public var sweptAt: Instant?

  public init(cabinet: CabinetID, group: ShipmentGroup, day: String, sweptAt: Instant? = nil) {
    self.cabinet = cabinet
    self.group = group
    self.day = day
    self.sweptAt = sweptAt
  }
}

/// What was proven about writing to the order cards of a cabinet (retailcrm-api.md section 8: `success` proves nothing).
public struct WriteBackRecord: Sendable, Hashable, Codable {
  public var cabinet: CabinetID
  /// Instance code of the module it was proven with; with another module nothing is proven.
  public var module: String
  /// The way in use; nil = tracking calls, and nothing speaks for them or against them yet.
  public var way: WriteBackWay?
  /// When its effect was read back; nil = it is being tried, because the one before it was contradicted.
  public var provenAt: Instant?
  /// Whether an edit of `delivery.data` keeps the members it does not name; nil = not known.
  public var mergesData: Bool?
  /// Committed before the edit that is to show it.
  public var mergeProbe: MergeProbe?

  public init(
    cabinet: CabinetID, module: String, way: WriteBackWay? = nil, provenAt: Instant? = nil,
    mergesData: Bool? = nil, mergeProbe: MergeProbe? = nil
  ) {
    self.cabinet = cabinet
    self.module = module
    self.way = way
    self.provenAt = provenAt
    self.mergesData = mergesData
    self.mergeProbe = mergeProbe
  }

  /// Tracking calls are known not to reach the cabinet's cards: what has no other place goes to custom fields.
  public var isByFields: Bool { way.map { $0 != .tracking || provenAt == nil } ?? false }

  /// An edit that named everything but one member; once the order bears the link, it was done.
  public struct MergeProbe: Sendable, Hashable, Codable {
    public var order: OrderID
    public var deliveryID: String
    public var member: KeptMember
    /// Of the order then; nil in a probe of an older version.
    public var deliveryType: String?

    public init(order: OrderID, deliveryID: String, member: KeptMember) {
      self.order = order
      self.deliveryID = deliveryID
      self.member = member
    }
  }
}

public struct LedgerCounts: Sendable, Hashable, Codable {
  public var due: Int
  public var inDoubt: Int
  public var live: Int
  public var parked: Int
  public var writeBacks: Int
  /// Labels that the printer did not give, or of which nobody knows whether it did.
  public var unprinted: Int

  public init(due: Int, inDoubt: Int, live: Int, parked: Int, writeBacks: Int, unprinted: Int = 0) {
    self.due = due
    self.inDoubt = inDoubt
    self.live = live
    self.parked = parked
    self.writeBacks = writeBacks
    self.unprinted = unprinted
  }
}

/// The ledger could not do what was asked. Without it there are no side effects: the engine stops acting until it works.
public struct LedgerFailure: Error, Sendable, Hashable, CustomStringConvertible {
  public enum Kind: String, Sendable {
    /// Disk full.
    case full
    /// Reading or writing failed.
    case io
    /// The contents contradict themselves, or an invariant would have been broken.
    case corrupt
    /// Another process holds it.
    case busy
    /// It belongs to another CRM account.
    case foreign
  }
  public var kind: Kind
  public var message: String

  public init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }

  public var description: String { "ledger \(kind.rawValue): \(message)" }
}
