// `order.delivery` and its `data`, the part of an order through which a manager steers shipping: the delivery type
// says whose order it is, `locked` says whether to act, the module's own fields say how.

extension Order {
  public struct Delivery: Hashable, Sendable {
    /// Code of the delivery type; nil when the order has none.
    public var typeCode: String?
    /// Instance code of the integration module; only on types that belong to one.
    public var integrationCode: String?
    public var address: Address
    public var cost: Kopiykas?
    public var netCost: Kopiykas?
    public var data: DeliveryData

    public init(
      typeCode: String? = nil, integrationCode: String? = nil, address: Address = Address(),
      cost: Kopiykas? = nil,
      netCost: Kopiykas? = nil, data: DeliveryData = DeliveryData()
    ) {
      self.typeCode = typeCode
      self.integrationCode = integrationCode
      self.address = address
      self.cost = cost
      self.netCost = netCost
      self.data = data
    }
  }

  /// `delivery.data` of an integrated delivery type.
  public struct DeliveryData: Hashable, Sendable {
    /// «Не синхронизировать со службой доставки». nil when the member is absent.
    public var isLocked: Bool?
    /// The `deliveryId` that links the order to a parcel in tracking calls.
    public var externalID: String?
    public var trackNumber: String?
    /// Code of the delivery status, its text and comment, as the CRM shows them.
    public var status: String?
    public var statusComment: String?
    public var tariff: String?
    /// `sender` or `receiver`.
    public var payerType: String?
    public var cost: Kopiykas?
    public var shipmentPointID: String?
    /// The module's own fields.
    public var extraData: [String: FieldValue]
    public var itemDeclaredValues: [DeclaredValue]
    public var packages: [Package]

    public init(
      isLocked: Bool? = nil, externalID: String? = nil, trackNumber: String? = nil, status: String? = nil,
      statusComment: String? = nil, tariff: String? = nil, payerType: String? = nil, cost: Kopiykas? = nil,
      shipmentPointID: String? = nil, extraData: [String: FieldValue] = [:],
      itemDeclaredValues: [DeclaredValue] = [], packages: [Package] = []
    ) {
      self.isLocked = isLocked
      self.externalID = externalID
      self.trackNumber = trackNumber
      self.status = status
      self.statusComment = statusComment
      self.tariff = tariff
      self.payerType = payerType
      self.cost = cost
      self.shipmentPointID = shipmentPointID
      self.extraData = extraData
      self.itemDeclaredValues = itemDeclaredValues
      self.packages = packages
    }
  }

  /// The declared value of one unit of an item.
  public struct DeclaredValue: Hashable, Sendable {
    public var itemID: Int64
    public var value: Kopiykas

    public init(itemID: Int64, value: Kopiykas) {
      self.itemID = itemID
      self.value = value
    }
  }

  public struct Package: Hashable, Sendable {
    public var packageID: String
    public var weight: Grams?
    public var dimensions: Dimensions?

    public init(packageID: String, weight: Grams? = nil, dimensions: Dimensions? = nil) {
      self.packageID = packageID
      self.weight = weight
      self.dimensions = dimensions
    }
  }
}
