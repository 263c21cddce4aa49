// What kind of RetailCRM account the simulator plays: its keys, references, modules, and every habit of the real
// service that its documents leave open. Newcomers take the switches for test conveniences; each of them stands for
// an UNVERIFIED statement of `spec/retailcrm-api.md`, and a client is right only when it is right with all of them.

extension CRMService {
  public struct Configuration: Sendable {
    public var keys: [Key]
    public var sites: [Site] = [Site(code: "shop", name: "Крамниця")]
    public var statuses: [Status] = Status.usual
    public var deliveryTypes: [DeliveryType] = []
    public var paymentTypes: [Named] = Named.usualPaymentTypes
    public var paymentStatuses: [PaymentStatus] = PaymentStatus.usual
    public var stores: [Store] = []
    public var modules: [Module] = []
    public var customFields: [CustomField] = []
    /// IANA name; every moment without an offset is in it.
    public var timeZone = "Europe/Kyiv"
    /// 8 creates the delivery type of a module itself, 7 leaves that to a human.
    public var version = 8

    /// Requests a second and key; 0 switches the limit off. What exceeds it is answered `rateStatus`.
    public var ratePerSecond = 10
    /// 503 or 429 (R§2).
    public var rateStatus = 503
    public var retryAfterSeconds: Int?

    /// A save's records become readable up to `lateVisibilityMilliseconds` after it, with this probability.
    public var lateVisibilityChance = 0.0
    public var lateVisibilityMilliseconds: Int64 = 5_000
    /// A save's records carry a `createdAt` that lies up to so far in the past, with this probability (fixture
    /// orders-history-100-records.json, record 7059).
    public var createdAtJitterChance = 0.05
    public var createdAtJitterMilliseconds: Int64 = 3_600_000
    /// Ids are skipped between two saves with this probability.
    public var historyGapChance = 0.05

    /// orders/edit replaces the writable members of `delivery.data` instead of merging (R§7, UNVERIFIED).
    public var replacesDeliveryData = false
    /// `delivery.data.extraData` of an edit replaces the map instead of merging.
    public var replacesExtraData = false
    /// `extraData` of a tracking call replaces the order's map instead of merging (R§8 says nothing of it).
    public var replacesExtraDataInTracking = false
    /// A tracking call with a status or a field that the module does not declare is refused as a whole.
    public var refusesUnknownTrackingValues = false
    /// Tracking calls are answered 400 or 404, as for a module that was switched off.
    public var refusesTracking: Int?
    /// Edits drop `delivery.data.externalId` without a word.
    public var dropsExternalIDInEdit = false
    /// Edits that set `delivery.data.externalId` are refused.
    public var refusesExternalIDInEdit = false
    /// Edits of these orders are refused, whatever they change: a required field of the account is empty.
    public var uneditableOrders: Set<Int64> = []
    /// A longer value of a `string` field is refused.
    public var longestString: Int?
    /// Texts of custom fields lose tags and get their quotation marks and dashes as HTML entities.
    public var escapesTexts = false
    /// The account's rules forbid a move to these statuses.
    public var forbiddenStatuses: Set<String> = []
    /// A tracking call finds orders by `delivery.data.externalId` that orders/edit has set (R§8, UNVERIFIED).
    public var linksByExternalID = true
    /// An edit may still write `delivery.data.trackNumber` (R§6: deprecated, accepted).
    public var acceptsTrackNumberInEdit = true
    /// Changing the delivery type keeps `delivery.data`.
    public var keepsDataOnTypeChange = false
    /// `delivery/cancel` empties the parcel's members of `delivery.data`.
    public var cancelClearsParcel = true
    /// Empty maps are written `[]`, as PHP does, rather than `{}`.
    public var emptyMapsAsLists = true
    /// `locked: false` is left out of orders, and is null in history.
    public var unlockedIsAbsent = false
    /// An order's company is its id and nothing else; the rest is read from `customers-corporate/{id}/companies`.
    public var companiesAreStubs = false
    /// Every corporate customer has so many companies besides the order's; they come first in its list.
    public var otherCompanies = 0
    /// `filter[ids]` of that list is taken and has no effect (the filter is known from a client library alone).
    public var ignoresCompanyFilter = false
    /// Values for custom fields that do not exist are an error; otherwise they are dropped without a word.
    public var refusesUnknownCustomFields = false
    /// A key's own changes appear in the history it reads.
    public var ownKeyEcho = true
    /// `apiKey.current` is true for the reader's own changes; false plays a key whose echo cannot be told.
    public var marksOwnKey = true
    /// Records of deleted orders have no `order` at all (R§4 point 10).
    public var deletedRecordsLackOrder = false
    /// Lists of orders are empty, whatever there is; all else is as always.
    public var hidesOrders = false
    /// Lists of orders begin with the newest.
    public var newestFirst = true
    /// Registering a module without callbacks is refused (R§13, UNVERIFIED).
    public var requiresCallbacks = false
    /// The code that the CRM gives a module's delivery type is the module's with this behind it (fixture
    /// integration-module-edit-delivery-response-201.json).
    public var deliveryTypeSuffix = ""
    /// A module's `choices` are read as a map from value to label (R§13).
    public var choicesAsMaps = false
    /// The settings that a registration brings are taken with success and without effect.
    public var forgetsModuleSettings = false
    /// Registering an active module is refused for lack of money (fixture error-integration-module-errors-list.json).
    public var modulesCannotBeActivated = false
    /// Codes of modules that are the CRM's own.
    public var nativeModules: Set<String> = []
    /// files/upload is refused for lack of money.
    public var refusesUploads = false
    /// Customer segments in every order, to give answers their natural size.
    public var customerSegments = 0

    public init(keys: [Key]) {
      self.keys = keys
    }
  }
}

extension CRMService.Configuration {
  /// An API key. `sites` nil means access to all.
  public struct Key: Sendable {
    public var value: String
    public var scopes: [String]
    public var sites: [String]?

    public init(_ value: String, scopes: [String] = Key.allScopes, sites: [String]? = nil) {
      self.value = value
      self.scopes = scopes
      self.sites = sites
    }

    public static let allScopes = [
      "order_read", "order_write", "customer_read", "delivery_read", "delivery_write", "reference_read",
      "reference_write", "integration_read", "integration_write", "file_read", "file_write",
      "custom_fields_read",
      "custom_fields_write", "notification_write",
    ]
  }

  public struct Named: Sendable {
    public var code: String
    public var name: String

    public init(code: String, name: String) {
      self.code = code
      self.name = name
    }

    public static let usualPaymentTypes = [
      Named(code: "cash-on-delivery", name: "Накладений платіж"), Named(code: "bank-card", name: "Картка"),
      Named(code: "bank-transfer", name: "Рахунок"), Named(code: "cash", name: "Готівка"),
    ]
  }

  public struct Site: Sendable {
    public var code: String
    public var name: String

    public init(code: String, name: String) {
      self.code = code
      self.name = name
    }
  }

  public struct Status: Sendable {
    public var code: String
    public var name: String
    public var group: String
    public var active: Bool

    public init(code: String, name: String, group: String, active: Bool = true) {
      self.code = code
      self.name = name
      self.group = group
      self.active = active
    }

    public static let groups = ["new", "approval", "assembling", "delivery", "complete", "cancel"]

    public static let usual = [
      Status(code: "new", name: "Нове", group: "new"),
      Status(code: "client-confirmed", name: "Погоджено з клієнтом", group: "approval"),
      Status(code: "prepayed", name: "Передплату отримано", group: "approval"),
      Status(code: "send-to-assembling", name: "Передано в комплектацію", group: "assembling"),
      Status(code: "assembling", name: "Комплектується", group: "assembling"),
      Status(code: "assembling-complete", name: "Укомплектовано", group: "assembling"),
      Status(code: "send-to-delivery", name: "Передано в доставку", group: "delivery"),
      Status(code: "delivering", name: "Доставляється", group: "delivery"),
      Status(code: "arrived", name: "У відділенні", group: "delivery"),
      Status(code: "returning", name: "Повертається", group: "delivery"),
      Status(code: "complete", name: "Виконано", group: "complete"),
      Status(code: "returned", name: "Повернуто", group: "cancel"),
      Status(code: "no-call", name: "Недодзвон", group: "cancel"),
      Status(code: "cancel-other", name: "Скасовано", group: "cancel"),
    ]
  }

  public struct DeliveryType: Sendable {
    public var code: String
    public var name: String
    /// The instance code of the module that owns the type; nil for an ordinary type.
    public var integrationCode: String?
    public var payments: [DeliveryPayment]
    public var active: Bool

    public init(
      code: String, name: String, integrationCode: String? = nil, payments: [DeliveryPayment] = [],
      active: Bool = true
    ) {
      self.code = code
      self.name = name
      self.integrationCode = integrationCode
      self.payments = payments
      self.active = active
    }
  }

  /// A payment type allowed for a delivery type, and whether the carrier collects it.
  public struct DeliveryPayment: Sendable {
    public var code: String
    public var cod: Bool

    public init(_ code: String, cod: Bool) {
      self.code = code
      self.cod = cod
    }
  }

  public struct PaymentStatus: Sendable {
    public var code: String
    public var name: String
    public var complete: Bool

    public init(code: String, name: String, complete: Bool) {
      self.code = code
      self.name = name
      self.complete = complete
    }

    public static let usual = [
      PaymentStatus(code: "not-paid", name: "Не оплачено", complete: false),
      PaymentStatus(code: "paid", name: "Оплачено", complete: true),
      PaymentStatus(code: "returned", name: "Повернуто", complete: false),
    ]
  }

  public struct Store: Sendable {
    public var code: String
    public var name: String
    public var address: CRMOrderDraft.Address
    public var phone: String?
    public var active: Bool

    public init(
      code: String, name: String, address: CRMOrderDraft.Address, phone: String? = nil, active: Bool = true
    ) {
      self.code = code
      self.name = name
      self.address = address
      self.phone = phone
      self.active = active
    }
  }

  /// A custom field that exists from the start; more can be made through the API.
  public struct CustomField: Sendable {
    public var code: String
    public var name: String
    public var type: String
    public var entity: String

    public init(code: String, name: String, type: String = "string", entity: String = "order") {
      self.code = code
      self.name = name
      self.type = type
      self.entity = entity
    }
  }

  /// A delivery module. `document` is the whole `integrationModule` as registering would have sent it (R§13).
  public struct Module: Sendable {
    public var code: String
    public var document: JSONValue

    public init(code: String, document: JSONValue) {
      self.code = code
      self.document = document
    }
  }
}
