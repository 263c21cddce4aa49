// An order as a decision reads it: the members of RetailCRM's order JSON (retailcrm-api.md section 6) that matter to
// shipping, already typed, everything else dropped. Texts are as the manager wrote them; nothing is validated here,
// because a mistake in an order is a problem to show, not a reason not to read it.

/// The value of one of a module's own fields or of a custom field.
public enum FieldValue: Hashable, Sendable, Codable {
  case text(String)
  case number(Double)
  case flag(Bool)
  case list([String])

  /// The value as text; nil when there is nothing in it.
  public var text: String? {
    switch self {
    case .text(let value): return value.isEmpty ? nil : value
    case .number(let value):
      if let whole = Int64(exactly: value) { return String(whole) }
      return String(value)
    case .flag(let value): return value ? "true" : "false"
    case .list(let values): return values.first
    }
  }

  /// The value as yes or no. Some accounts hold flags as text or as 0 and 1 (retailcrm-api.md section 6).
  public var flag: Bool? {
    switch self {
    case .flag(let value): return value
    case .number(let value): return value == 1 ? true : value == 0 ? false : nil
    case .text(let value):
      switch value.lowercased() {
      case "true", "1", "yes", "так", "да": return true
      case "false", "0", "no", "ні", "нет", "": return false
      default: return nil
      }
    case .list: return nil
    }
  }
}

public struct Order: Hashable, Sendable {
  public var id: OrderID
  /// What people call the order: «1234C».
  public var number: String
  public var externalID: String?
  public var site: String
  /// Code of the status.
  public var status: String
  public var recipient: Recipient
  public var contragent: Contragent
  public var delivery: Delivery
  public var items: [Item]
  public var payments: [Payment]
  public var weight: Grams?
  public var dimensions: Dimensions?
  /// Code of the store the order is shipped from.
  public var shipmentStore: String?
  public var customFields: [String: FieldValue]
  /// Code of the currency of every amount in the order; nil when the CRM does not say.
  public var currency: String?
  /// `totalSumm`: what the customer is to pay, goods after all discounts and delivery; nil when the CRM does not say.
  public var totalSum: Kopiykas?

  public init(
    id: OrderID, number: String, externalID: String? = nil, site: String, status: String,
    recipient: Recipient,
    contragent: Contragent = Contragent(), delivery: Delivery, items: [Item] = [], payments: [Payment] = [],
    weight: Grams? = nil, dimensions: Dimensions? = nil, shipmentStore: String? = nil,
    customFields: [String: FieldValue] = [:]
  ) {
    self.id = id
    self.number = number
    self.externalID = externalID
    self.site = site
    self.status = status
    self.recipient = recipient
    self.contragent = contragent
    self.delivery = delivery
    self.items = items
    self.payments = payments
    self.weight = weight
    self.dimensions = dimensions
    self.shipmentStore = shipmentStore
    self.customFields = customFields
  }

  /// `lastName`, `firstName`, `patronymic`, `phone`, `email` of the order itself.
  public struct Recipient: Hashable, Sendable {
    public var lastName: String?
    public var firstName: String?
    public var patronymic: String?
    public var phone: String?
    public var email: String?

    public init(
      lastName: String? = nil, firstName: String? = nil, patronymic: String? = nil, phone: String? = nil,
      email: String? = nil
    ) {
      self.lastName = lastName
      self.firstName = firstName
      self.patronymic = patronymic
      self.phone = phone
      self.email = email
    }
  }

  /// Who the customer is in law, from `contragent` or from the corporate customer's `company`.
  public struct Contragent: Hashable, Sendable {
    /// `contragentType`, in the CRM's own spelling.
    public enum Kind: String, Sendable {
      case individual
      case legalEntity = "legal-entity"
      case entrepreneur = "enterpreneur"
    }
    /// nil when the order has no contragent or one of a type we do not know.
    public var kind: Kind?
    /// True when the customer is `customer_corporate`.
    public var isCorporate: Bool
    /// The legal name; the name of the company where that is all there is.
    public var name: String?
    /// What the company is called in the CRM, when it has a legal name besides.
    public var shortName: String?
    public var okpo: String?
    public var inn: String?
    /// Set while the order only names the company: type, name and codes are still to be read. No parcel is made or
    /// judged from such an order, because nothing is known of who receives it.
    public var unread: CompanyReference?

    public init(
      kind: Kind? = nil, isCorporate: Bool = false, name: String? = nil, shortName: String? = nil,
      okpo: String? = nil, inn: String? = nil, unread: CompanyReference? = nil
    ) {
      self.kind = kind
      self.isCorporate = isCorporate
      self.name = name
      self.shortName = shortName
      self.okpo = okpo
      self.inn = inn
      self.unread = unread
    }
  }

  /// Where a company can be read: RetailCRM knows companies only under their customer.
  public struct CompanyReference: Hashable, Sendable {
    public var customer: CustomerID
    public var company: CompanyID

    public init(customer: CustomerID, company: CompanyID) {
      self.customer = customer
      self.company = company
    }
  }

  public struct Address: Hashable, Sendable {
    public var index: String?
    public var countryISO: String?
    public var region: String?
    public var city: String?
    public var street: String?
    /// House number.
    public var building: String?
    public var flat: String?
    public var text: String?
    /// «вул.», «просп.»: apart from the street's name.
    public var streetType: String?
    /// «корпус».
    public var housing: String?
    /// A structure in the yard of the building, not the house number.
    public var house: String?
    /// Entrance.
    public var block: String?
    public var floor: String?
    /// What the courier should know.
    public var notes: String?

    public init(
      index: String? = nil, countryISO: String? = nil, region: String? = nil, city: String? = nil,
      street: String? = nil, building: String? = nil, flat: String? = nil, text: String? = nil,
      streetType: String? = nil, housing: String? = nil, house: String? = nil, block: String? = nil,
      floor: String? = nil, notes: String? = nil
    ) {
      self.index = index
      self.countryISO = countryISO
      self.region = region
      self.city = city
      self.street = street
      self.building = building
      self.flat = flat
      self.text = text
      self.streetType = streetType
      self.housing = housing
      self.house = house
      self.block = block
      self.floor = floor
      self.notes = notes
    }
  }

  public struct Item: Hashable, Sendable {
    public var id: Int64
    public var name: String
    public var quantity: Double
    /// Price of one after discounts. A discount that does not divide evenly is rounded here.
    public var price: Kopiykas
    /// `prices`: the same to the kopiyka, so many pieces at this price and so many at that.
    public var prices: [Price]
    public var weight: Grams?
    public var isCanceled: Bool

    public init(
      id: Int64, name: String, quantity: Double, price: Kopiykas, prices: [Price] = [],
      weight: Grams? = nil, isCanceled: Bool = false
    ) {
      self.id = id
      self.name = name
      self.quantity = quantity
      self.price = price
      self.prices = prices
      self.weight = weight
      self.isCanceled = isCanceled
    }
  }

  public struct Price: Hashable, Sendable {
    public var price: Kopiykas
    public var quantity: Double

    public init(price: Kopiykas, quantity: Double) {
      self.price = price
      self.quantity = quantity
    }
  }

  public struct Payment: Hashable, Sendable {
    public var id: Int64
    /// Code of the payment type.
    public var type: String
    /// Code of the payment status, if set.
    public var status: String?
    public var amount: Kopiykas
    /// Whether money came: the status is one that the CRM counts as paid in full, or `paidAt` is set and the status says
    /// nothing else.
    public var isPaid: Bool

    public init(id: Int64, type: String, status: String? = nil, amount: Kopiykas, isPaid: Bool) {
      self.id = id
      self.type = type
      self.status = status
      self.amount = amount
      self.isPaid = isPaid
    }
  }
}
