// What would be done with an order if it were looked at now: for lists that a person reads before anything happens.
//
// What a newcomer gets wrong: this is no second decision. It asks `reconcile` itself, with every cabinet taken for
// ready, so that what a list promises is what the orders loop then does.

public enum Prospect: Hashable, Sendable {
  /// A TTN would be made in this cabinet.
  case make(CabinetID)
  /// The TTN that somebody typed into the order would be taken over.
  case adopt(Barcode, CabinetID)
  /// It has a TTN.
  case has(Barcode, CabinetID)
  /// A create is in doubt; it is looked up.
  case inDoubt(CabinetID)
  /// A person must act first.
  case problems([Problem])
  /// A TTN is wanted, as soon as the CRM lets the customer's company be read.
  case companyUnread(CabinetID)
  /// It asks for no TTN.
  case notWanted(Wanted.WithdrawalReason)
  /// It is left as it is.
  case left(Wanted.KeepReason)

  /// `entry` nil: the ledger does not know the order.
  public init(_ view: OrderView, order: OrderID, entry: LedgerEntry?, policy: Policy, at moment: Moment) {
    var entry = entry ?? LedgerEntry(orderID: order, site: "")
    switch entry.phase {
    case .live(let shipment), .withdrawing(let shipment, _):
      self = .has(shipment.barcode, shipment.cabinet)
      return
    case .creating(let intent):
      self = .inDoubt(intent.cabinet)
      return
    case .none: break
    }
    // A pause after a failure says when, not what.
    entry.retryAt = nil
    let decision = reconcile(view, entry: entry, policy: policy, at: moment.withEveryCabinetReady(policy))
    switch (decision, Wanted(view, entry: entry, policy: policy, now: moment.now)) {
    case (.park(let problems), _): self = .problems(problems)
    case (.step(.adopt(let barcode, let cabinet)), _): self = .adopt(barcode, cabinet)
    case (.wait(_, .company), .shipment(let cabinet)): self = .companyUnread(cabinet.id)
    case (_, .shipment(let cabinet)): self = .make(cabinet.id)
    // Steps for an order that asks for no TTN are errands, such as working out a price.
    case (_, .none(let reason)): self = .notWanted(reason)
    case (_, .asIs(let reason)): self = .left(reason)
    }
  }

  /// Stable, for programs: `make`, `adopt`, `has-ttn`, `in-doubt`, `problems`, `company-unread`, else why not.
  public var code: String {
    switch self {
    case .make: return "make"
    case .adopt: return "adopt"
    case .has: return "has-ttn"
    case .inDoubt: return "in-doubt"
    case .problems: return "problems"
    case .companyUnread: return "company-unread"
    case .notWanted(let reason): return reason.rawValue
    case .left(let reason): return reason.rawValue
    }
  }

  /// Making the order due has an effect: a TTN, or problems shown in the order.
  public var isForDoing: Bool {
    switch self {
    case .make, .adopt, .problems, .companyUnread: return true
    case .has, .inDoubt, .notWanted, .left: return false
    }
  }

  public var cabinet: CabinetID? {
    switch self {
    case .make(let cabinet), .adopt(_, let cabinet), .has(_, let cabinet), .inDoubt(let cabinet),
      .companyUnread(let cabinet):
      return cabinet
    case .problems, .notWanted, .left: return nil
    }
  }

  public var barcode: Barcode? {
    switch self {
    case .adopt(let barcode, _), .has(let barcode, _): return barcode
    case .make, .inDoubt, .problems, .companyUnread, .notWanted, .left: return nil
    }
  }
}

extension Moment {
  /// The same moment with a sender and groups where there are none yet, and nobody's account refused.
  func withEveryCabinetReady(_ policy: Policy) -> Moment {
    var ready = self
    for cabinet in policy.cabinets {
      var desk = ready.cabinets[cabinet.id] ?? CabinetReadiness()
      desk.parkedUntil = nil
      desk.sender = desk.sender ?? ClientUUID("to-be-made")
      for type in ShipmentType.allCases where desk.groups[type] == nil {
        desk.groups[type] = GroupUUID("to-be-opened")
      }
      for place in cabinet.pickUpPlaces where desk.places[place] == nil {
        desk.places[place] = .known(AddressID(0))
      }
      ready.cabinets[cabinet.id] = desk
    }
    return ready
  }
}
