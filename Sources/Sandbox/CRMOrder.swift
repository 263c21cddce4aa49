// An order as the CRM keeps it: plain values, rendered to JSON only when somebody reads it. A newcomer looks for the
// integration code here: it belongs to the delivery type, and an order shows it, and `delivery.data`, only while its
// type is a module's.

struct CRMOrder: Sendable {
  let id: Int64
  var number: String
  var externalID: String?
  var site: String
  var status: String
  var statusComment: String?
  var statusUpdatedAt: CRMWallTime
  var createdAt: CRMWallTime
  var managerID: Int64?
  var lastName: String?
  var firstName: String?
  var patronymic: String?
  var phone: String?
  var additionalPhone: String?
  var email: String?
  var customerComment: String?
  var managerComment: String?
  var customer: CRMCustomer
  var contragent = CRMOrderDraft.Contragent()
  var company: CRMCompany?
  var delivery = CRMDelivery()
  var items: [CRMItem] = []
  var payments: [CRMPayment] = []
  var fullPaidAt: CRMWallTime?
  var weightGrams: Double?
  var length: Int64?
  var width: Int64?
  var height: Int64?
  var shipmentStore: String?
  var shipmentDate: String?
  var shipped = false
  var currency = "UAH"
  var customFields: [String: JSONValue] = [:]
  var links: [CRMLink] = []
  var fromAPI = false
  var deleted = false
  var combinedTo: Int64?

  /// Items after discounts, in kopiykas.
  var itemsSum: Int64 {
    items.reduce(0) { $0 + $1.sum }
  }

  var totalSum: Int64 {
    itemsSum + delivery.costKopiykas
  }
}

struct CRMCustomer: Sendable, Equatable {
  let id: Int64
  /// Given for a corporate customer: the id of the person.
  var contactID: Int64?
  var nickName: String?
  var createdAt: CRMWallTime

  var isCorporate: Bool { contactID != nil }
}

struct CRMCompany: Sendable, Equatable {
  let id: Int64
  var name: String
  var contragent: CRMOrderDraft.Contragent
}

struct CRMDelivery: Sendable, Equatable {
  var type: String?
  var costKopiykas: Int64 = 0
  var netCostKopiykas: Int64 = 0
  var date: String?
  var timeFrom: String?
  var timeTo: String?
  var address = CRMOrderDraft.Address()
  var data = CRMDeliveryData()
}

struct CRMDeliveryData: Sendable, Equatable {
  enum Cancelled: Sendable, Equatable { case no, cancel, force }

  var locked: Bool?
  var externalID: String?
  var trackNumber: String?
  var tariff: String?
  var payerType: String?
  var pickuppointID: String?
  var shipmentpointID: String?
  var extraData: [String: JSONValue] = [:]
  var packages: [CRMPackage] = []
  var declaredValues: [CRMDeclaredValue] = []

  // Not writable by orders/edit: the tracking call and the CRM itself set these.
  var status: String?
  var statusAt: CRMWallTime?
  var statusComment: String?
  var costKopiykas: Int64?
  var tracking: [CRMTrackingEvent] = []
  var cancelled = Cancelled.no
}

struct CRMTrackingEvent: Sendable, Equatable {
  var code: String
  var at: CRMWallTime
  var comment: String?
}

struct CRMPackage: Sendable, Equatable {
  var id: String
  var weightGrams: Double?
  var length: Int64?
  var width: Int64?
  var height: Int64?
  var items: [CRMPackageItem] = []
}

struct CRMPackageItem: Sendable, Equatable {
  var orderProduct: Int64
  var quantity: Double
}

struct CRMDeclaredValue: Sendable, Equatable {
  var orderProduct: Int64
  var kopiykas: Int64
}

struct CRMItem: Sendable, Equatable {
  let id: Int64
  var name: String
  var quantity: Double
  var priceKopiykas: Int64
  /// All discounts on all pieces together, kopiykas.
  var discountKopiykas: Int64 = 0
  var weightGrams: Double?
  var hasOffer: Bool
  var status = "new"
  var createdAt: CRMWallTime

  /// Bounded so that an absurd quantity from outside cannot overflow a sum.
  var sum: Int64 {
    let exact = (Double(priceKopiykas) * quantity).rounded() - Double(discountKopiykas)
    return Int64(min(max(exact, -CRMItem.largestSum), CRMItem.largestSum))
  }

  /// `discountTotal`: the discount on one piece, rounded.
  var discountOfOne: Int64 {
    guard quantity > 0, discountKopiykas != 0 else { return 0 }
    let exact = (Double(discountKopiykas) / quantity).rounded()
    return Int64(min(max(exact, -CRMItem.largestSum), CRMItem.largestSum))
  }

  /// The exact split: whole pieces whose prices differ by a kopiyka where the discount does not divide evenly.
  var prices: [(kopiykas: Int64, quantity: Double)] {
    guard discountKopiykas != 0, let pieces = Int64(exactly: quantity), pieces > 0 else {
      return [(priceKopiykas - discountOfOne, quantity)]
    }
    let (low, dearer) = max(sum, 0).quotientAndRemainder(dividingBy: pieces)
    let parts = [(low, Double(pieces - dearer)), (low + 1, Double(dearer))]
    return parts.filter { $0.1 > 0 }.map { (kopiykas: $0.0, quantity: $0.1) }
  }

  static let largestSum = 1e13
}

struct CRMPayment: Sendable, Equatable {
  let id: Int64
  var externalID: String?
  var type: String
  var status: String?
  var amountKopiykas: Int64
  var paidAt: CRMWallTime?
  var comment: String?
}

struct CRMLink: Sendable, Equatable {
  var orderID: Int64
  var number: String
  var externalID: String?
  var createdAt: CRMWallTime
}
