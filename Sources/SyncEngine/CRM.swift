// The port to RetailCRM: what the engine needs of it, in the engine's own words. How the calls look on the wire is the
// adapter's business; what an outcome means is settled in `Outcome`.
public import ShippingCore

public protocol CRM: Sendable {
  /// Records with an id greater than `since`, ascending, at most 100 (retailcrm-api.md section 4).
  func history(since: HistoryRecordID) async -> Outcome<HistoryPage>

  /// The first page of the records created since `start`; for finding a first cursor.
  func history(from start: Instant) async -> Outcome<HistoryPage>

  /// The orders with these ids, at most 100. An id the CRM does not know is in none of the answer's lists.
  func orders(_ ids: [OrderID]) async -> Outcome<OrdersAnswer>

  /// Companies of a corporate customer, page by page (from 1), at most 100 each. `ids` are those looked for; others may
  /// come along. A customer that the CRM does not know is refused with status 404.
  func companies(of customer: CustomerID, ids: [CompanyID], page: Int) async -> Outcome<CompaniesPage>

  /// Ids of orders of these delivery types created since the day of `start`, page by page (from 1); for the sweep.
  func orderIDs(deliveryTypes: [String], createdSince start: Instant, page: Int) async -> Outcome<
    OrderIDsPage
  >

  /// `orders/{id}/edit` with only the members that are set.
  func edit(_ order: OrderID, site: String, _ edit: OrderEdit) async -> Outcome<Void>

  /// One tracking call for at most 100 parcels of one module. `done` proves nothing (section 8): read back.
  func track(_ updates: [TrackingUpdate], module: String) async -> Outcome<Void>

  /// References and settings of the account, read at start and by the sweep.
  func account() async -> Outcome<CRMAccount>

  /// `files/upload`. Repeating makes a second file, which may cost the account money (section 9).
  func uploadFile(_ content: [UInt8]) async -> Outcome<FileID>

  /// `files/{id}/edit`: name and the one order it belongs to. May be repeated.
  func nameAndAttach(_ file: FileID, name: String, order: OrderID, site: String) async -> Outcome<Void>

  /// Files that match, page by page (from 1), at most 100 each.
  func files(_ query: FileQuery, page: Int) async -> Outcome<FilesPage>

  /// `notifications/send`: tells these groups of the CRM's users. Repeating tells them again.
  func notify(_ message: String, groups: [String], isError: Bool) async -> Outcome<Void>

  /// Removes a file of the account. One that is not there is removed already.
  func deleteFile(_ file: FileID) async -> Outcome<Void>

  /// The bytes of a file.
  func download(_ file: FileID) async -> Outcome<[UInt8]>
}

public struct HistoryPage: Sendable, Equatable {
  public var records: [HistoryRecord]
  /// More records lie after the last one of this page.
  public var hasMore: Bool
  /// Records that could not be read; the cursor passes them, and each is reported with its JSON path.
  public var odd: [Failure]
  /// The CRM's own clock when it answered, in whole seconds; nil when it did not say.
  public var generatedAt: Instant?

  public init(
    records: [HistoryRecord], hasMore: Bool, odd: [Failure] = [], generatedAt: Instant? = nil
  ) {
    self.records = records
    self.hasMore = hasMore
    self.odd = odd
    self.generatedAt = generatedAt
  }
}

/// One change of one order. It only says "look at order N", and that an order is gone for good.
public struct HistoryRecord: Sendable, Equatable {
  public var id: HistoryRecordID
  /// nil when the record names no order.
  public var order: OrderID?
  public var createdAt: Instant?
  /// The change was made with our own key (`source` api and `apiKey.current`).
  public var isOwn: Bool
  /// The order was deleted, or combined into another one.
  public var isDeletion: Bool

  public init(
    id: HistoryRecordID, order: OrderID?, createdAt: Instant? = nil, isOwn: Bool, isDeletion: Bool = false
  ) {
    self.id = id
    self.order = order
    self.createdAt = createdAt
    self.isOwn = isOwn
    self.isDeletion = isDeletion
  }
}

public struct OrdersAnswer: Sendable, Equatable {
  public var orders: [Order]
  /// Orders that are there but could not be read, with the JSON path.
  public var odd: [OrderID: Failure]

  public init(orders: [Order], odd: [OrderID: Failure] = [:]) {
    self.orders = orders
    self.odd = odd
  }
}

/// A page of the companies of one corporate customer.
public struct CompaniesPage: Sendable, Equatable {
  public var companies: [CompanyID: Order.Contragent]
  public var hasMore: Bool
  /// The first company of the page that could not be read.
  public var odd: Failure?

  public init(companies: [CompanyID: Order.Contragent], hasMore: Bool, odd: Failure? = nil) {
    self.companies = companies
    self.hasMore = hasMore
    self.odd = odd
  }
}

/// A page of the order list, as far as the sweep needs it.
public struct OrderIDsPage: Sendable, Equatable {
  public var orders: [Listed]
  public var hasMore: Bool

  public init(orders: [Listed], hasMore: Bool) {
    self.orders = orders
    self.hasMore = hasMore
  }

  public struct Listed: Sendable, Equatable {
    public var id: OrderID
    /// nil when it could not be read.
    public var createdAt: Instant?
    /// nil when the order has none, or it could not be read.
    public var deliveryType: String?
    public var site: String?

    public init(id: OrderID, createdAt: Instant?, deliveryType: String? = nil, site: String? = nil) {
      self.id = id
      self.createdAt = createdAt
      self.deliveryType = deliveryType
      self.site = site
    }
  }
}

/// What one `orders/edit` changes; nil members are not sent. `items` does not exist here on purpose: sending it
/// would remove every item left out (retailcrm-api.md section 7).
public struct OrderEdit: Sendable, Hashable {
  /// `delivery.data.externalId`.
  public var deliveryID: String?
  /// `delivery.data.trackNumber`; empty clears it.
  public var trackNumber: String?
  /// Order status code.
  public var status: String?
  /// `delivery.data.locked`.
  public var isLocked: Bool?
  /// `delivery.netCost`: what the delivery costs the shop.
  public var netCost: Kopiykas?
  /// `delivery.cost`: what the customer pays for it.
  public var cost: Kopiykas?
  /// Custom fields to change, by code; an empty text clears.
  public var customFields: [String: FieldValue]?
  /// What goes along with `delivery.data` besides the change itself. Not a change of its own.
  public var carrying = DataCarriage.nothing
  /// A member of `delivery.data` to be put back.
  public var restored: KeptMember?

  public init(
    deliveryID: String? = nil, trackNumber: String? = nil, status: String? = nil, isLocked: Bool? = nil,
    customFields: [String: FieldValue]? = nil
  ) {
    self.deliveryID = deliveryID
    self.trackNumber = trackNumber
    self.status = status
    self.isLocked = isLocked
    self.customFields = customFields
  }

  public var isEmpty: Bool {
    !writesData && status == nil && netCost == nil && cost == nil && customFields?.isEmpty != false
  }

  /// Whether the edit writes members of `delivery.data`.
  public var writesData: Bool {
    deliveryID != nil || trackNumber != nil || isLocked != nil || restored != nil
  }
}

/// Whether an edit of `delivery.data` sends the manager's own members along, read right before: a CRM that replaces the
/// data instead of merging would lose them (retailcrm-api.md section 7, UNVERIFIED).
public enum DataCarriage: Sendable, Hashable {
  case nothing
  case all
  /// All but one, to see whether it stays.
  case allBut(KeptMember.Name)
}

/// One simple member of `delivery.data` that a manager may have entered, with its value: a code or a flag, nothing
/// personal.
public struct KeptMember: Sendable, Hashable, Codable {
  public enum Name: String, Sendable, Codable, CaseIterable {
    case payerType
    case tariff
    case shipmentPoint = "shipmentpointId"
    case locked
  }
  public var name: Name
  public var value: FieldValue

  public init(_ name: Name, _ value: FieldValue) {
    self.name = name
    self.value = value
  }
}

/// One parcel of a tracking call (retailcrm-api.md section 8).
public struct TrackingUpdate: Sendable, Hashable {
  public var deliveryID: String
  public var trackNumber: String?
  public var cost: Kopiykas?
  /// Oldest first; may be empty.
  public var history: [Status]
  /// What is to change among the module's own fields; nil = nothing.
  public var extraData: ExtraData?

  /// Values to change; an empty text clears. They go out together with all else that the order's `extraData` holds, read
  /// right before: a CRM that replaces the map would lose what managers entered there (UNVERIFIED, and a probe of
  /// orders/edit says nothing of tracking calls).
  public struct ExtraData: Sendable, Hashable {
    /// The order that the parcel is linked to.
    public var order: OrderID
    public var values: [String: FieldValue]

    public init(of order: OrderID, _ values: [String: FieldValue]) {
      self.order = order
      self.values = values
    }
  }

  public struct Status: Sendable, Hashable {
    /// A code of the module's `statusList`.
    public var code: String
    public var updatedAt: Instant
    public var comment: String?

    public init(code: String, updatedAt: Instant, comment: String? = nil) {
      self.code = code
      self.updatedAt = updatedAt
      self.comment = comment
    }
  }

  public init(
    deliveryID: String, trackNumber: String? = nil, cost: Kopiykas? = nil, history: [Status],
    extraData: ExtraData? = nil
  ) {
    self.deliveryID = deliveryID
    self.trackNumber = trackNumber
    self.cost = cost
    self.history = history
    self.extraData = extraData
  }
}

/// What the daemon has to know of the CRM account itself.
public struct CRMAccount: Sendable, Hashable {
  public var timeZone: String
  public var statusGroups: StatusGroups
  /// Delivery type codes with the payment types flagged as cash on delivery.
  public var deliveryTypes: [String: Set<String>]
  public var paymentTypes: Set<String>
  /// Payment status codes that mean paid in full.
  public var paidStatuses: Set<String>
  public var stores: Set<String>
  public var sites: Set<String>
  /// Rights of the key, as `GET /api/credentials` lists them.
  public var scopes: Set<String>

  public init(
    timeZone: String, statusGroups: StatusGroups, deliveryTypes: [String: Set<String>],
    paymentTypes: Set<String>,
    paidStatuses: Set<String>, stores: Set<String>, sites: Set<String>, scopes: Set<String>
  ) {
    self.timeZone = timeZone
    self.statusGroups = statusGroups
    self.deliveryTypes = deliveryTypes
    self.paymentTypes = paymentTypes
    self.paidStatuses = paidStatuses
    self.stores = stores
    self.sites = sites
    self.scopes = scopes
  }
}
