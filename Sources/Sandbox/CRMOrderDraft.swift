// An order as a test, a load generator or the rehearsal page wants it to be, before the CRM gives it an id. Newcomers
// fill everything in; a real order lacks most of it, and what lacks is what the daemon has to explain to a manager.

/// Money in kopiykas, weights in grams, sides in millimetres. Members left nil do not appear in the order's JSON.
public struct CRMOrderDraft: Sendable, Equatable {
  /// Nil: the CRM numbers it `<id>C`.
  public var number: String?
  public var externalID: String?
  /// Nil: the first site of the account.
  public var site: String?
  public var status = "new"
  public var lastName: String?
  public var firstName: String?
  public var patronymic: String?
  public var phone: String?
  public var additionalPhone: String?
  public var email: String?
  public var customer = Customer.individual
  public var deliveryType: String?
  public var deliveryCostKopiykas: Int64 = 0
  public var address = Address()
  public var data = DeliveryData()
  public var items: [Item] = []
  public var payments: [Payment] = []
  public var currency = "UAH"
  public var weightGrams: Double?
  public var lengthMillimetres: Int64?
  public var widthMillimetres: Int64?
  public var heightMillimetres: Int64?
  public var shipmentStore: String?
  public var customerComment: String?
  public var managerComment: String?
  public var managerID: Int64? = 19
  public var customFields: [String: JSONValue] = [:]

  public init() {}

  /// Who buys. A corporate customer has a company with its contragent; `contragent` is the older way, on the order.
  public enum Customer: Sendable, Equatable {
    case individual
    case corporate(company: String, contragent: Contragent)
    case contragent(Contragent)
  }

  public struct Contragent: Sendable, Equatable {
    /// `individual`, `legal-entity`, `enterpreneur` (the CRM's spelling).
    public var type: String
    public var legalName: String?
    public var legalAddress: String?
    public var inn: String?
    public var okpo: String?
    public var bankAccount: String?

    public init(
      type: String = "individual", legalName: String? = nil, legalAddress: String? = nil, inn: String? = nil,
      okpo: String? = nil, bankAccount: String? = nil
    ) {
      self.type = type
      self.legalName = legalName
      self.legalAddress = legalAddress
      self.inn = inn
      self.okpo = okpo
      self.bankAccount = bankAccount
    }
  }

  /// The writable members of `delivery.data`. Nil members are absent.
  public struct DeliveryData: Sendable, Equatable {
    /// Nil: the module's `lockedByDefault`.
    public var locked: Bool?
    public var externalID: String?
    public var trackNumber: String?
    public var tariff: String?
    public var payerType: String?
    public var pickuppointID: String?
    public var shipmentpointID: String?
    public var extraData: [String: JSONValue] = [:]
    public var packages: [Package] = []
    /// Declared value per item in kopiykas, by the item's position in `items`.
    public var declaredValues: [DeclaredValue] = []

    public init() {}
  }

  public struct DeclaredValue: Sendable, Equatable {
    public var item: Int
    public var kopiykas: Int64

    public init(item: Int, kopiykas: Int64) {
      self.item = item
      self.kopiykas = kopiykas
    }
  }

  public struct Package: Sendable, Equatable {
    public var weightGrams: Double?
    public var lengthMillimetres: Int64?
    public var widthMillimetres: Int64?
    public var heightMillimetres: Int64?

    public init(
      weightGrams: Double?, lengthMillimetres: Int64? = nil, widthMillimetres: Int64? = nil,
      heightMillimetres: Int64? = nil
    ) {
      self.weightGrams = weightGrams
      self.lengthMillimetres = lengthMillimetres
      self.widthMillimetres = widthMillimetres
      self.heightMillimetres = heightMillimetres
    }
  }

  public struct Item: Sendable, Equatable {
    public var name: String
    public var quantity: Double
    public var initialPriceKopiykas: Int64
    /// All discounts on all pieces together.
    public var discountKopiykas: Int64 = 0
    /// Weight of the offer; nil when the shop does not know it.
    public var weightGrams: Double?
    /// False: typed in by hand, with a `productName` and no offer.
    public var hasOffer = true

    public init(
      _ name: String, quantity: Double = 1, initialPriceKopiykas: Int64, discountKopiykas: Int64 = 0,
      weightGrams: Double? = nil, hasOffer: Bool = true
    ) {
      self.name = name
      self.quantity = quantity
      self.initialPriceKopiykas = initialPriceKopiykas
      self.discountKopiykas = discountKopiykas
      self.weightGrams = weightGrams
      self.hasOffer = hasOffer
    }
  }

  public struct Payment: Sendable, Equatable {
    public var type: String
    /// Nil happens: the payment then has no `status`.
    public var status: String?
    public var amountKopiykas: Int64
    public var comment: String?

    public init(type: String, status: String? = "not-paid", amountKopiykas: Int64, comment: String? = nil) {
      self.type = type
      self.status = status
      self.amountKopiykas = amountKopiykas
      self.comment = comment
    }
  }
}
