// What a dry run says the daemon would do: values for a person and for programs. They hold ids, codes, weights and money;
// no name, phone or address of anybody.
public import ShippingCore

public struct DryRunAct: Sendable, Hashable {
  public enum Kind: String, Sendable {
    case make
    case adopt
    case withdraw
    /// The shipment would be changed at Ukrposhta.
    case update
    /// A create in doubt would be looked up.
    case lookUp = "look-up"
    /// The label would be fetched, attached or printed, or a price asked for or written: `errand` says which.
    case errand
    /// A person must mend the order first.
    case refuse
    /// The order card would be written.
    case card
  }

  public var order: OrderID
  /// What people call the order.
  public var number: String?
  public var kind: Kind
  public var cabinet: CabinetID?
  public var barcode: Barcode?
  public var parcel: Parcel?
  public var errand: String?
  public var problems: [Problem] = []
  public var card: CardShown?

  public init(order: OrderID, number: String?, kind: Kind, cabinet: CabinetID?, barcode: Barcode? = nil) {
    self.order = order
    self.number = number
    self.kind = kind
    self.cabinet = cabinet
    self.barcode = barcode
  }

  /// What Ukrposhta would be told, as far as it concerns nobody.
  public struct Parcel: Sendable, Hashable {
    public var technology: Technology
    public var type: ShipmentType
    public var parcels: Int
    /// Of all parcels together.
    public var weight: Grams
    public var declared: Kopiykas
    public var postPay: Kopiykas

    init(_ plan: ShipmentPlan) {
      technology = plan.technology
      type = plan.type
      parcels = plan.parcels.count
      func sum(_ amounts: [Int64]) -> Int64 {
        amounts.reduce(0) { sum, amount in
          let (total, overflow) = sum.addingReportingOverflow(amount)
          return overflow ? .max : total
        }
      }
      weight = Grams(sum(plan.parcels.map(\.weight.amount)))
      declared = Kopiykas(sum(plan.parcels.map(\.declaredPrice.amount)))
      postPay = plan.postPay
    }
  }

  /// What the order card would show.
  public struct CardShown: Sendable, Hashable {
    public var trackNumber: String
    public var deliveryStatus: String
    /// nil: the order's own status stays.
    public var orderStatus: String?
    public var showsProblems: Bool
  }
}

/// What one round of a dry run came to.
public struct DryRunRound: Sendable, Hashable {
  /// Orders looked at.
  public var orders = 0
  public var acts = 0
}
