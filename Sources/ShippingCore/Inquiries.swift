// Questions to Ukrposhta that nothing but a notice depends on: was the collected money paid out, did the office charge
// another price. They are asked seldom, and a question that fails holds nothing up: no back-off of the order, no
// problem, only a later time to ask again.

/// What the post does with the money collected on delivery (`lastStatus` of the transfer, ukrposhta-api.md section 5).
public enum PayoutState: String, Sendable, Codable {
  /// OP.
  case paidOut = "paid-out"
  /// DO, OD: can be fetched, or is on its way to the account; not paid out yet.
  case ready
  /// One of the two dozen words whose meaning is not public: claims nothing.
  case other
}

/// What is known of the payout, and when it was asked for.
public struct PayoutInquiry: Hashable, Sendable, Codable {
  public var askedAt: Instant
  /// Questions so far, answered or not.
  public var asks: Int
  /// The last answer; nil while there was none.
  public var state: PayoutState?

  public init(askedAt: Instant, asks: Int, state: PayoutState? = nil) {
    self.askedAt = askedAt
    self.asks = asks
    self.state = state
  }

  /// From the day the payout is due; a month of them.
  static let asksLimit = 30
  static let pause = Duration.seconds(86_400)
  /// After that month, while the money is known not to be paid out: the manager is told so every day, which has to end.
  static let laterPause = Duration.seconds(7 * 86_400)
}

/// Whether the office charged another price when it took the parcel in.
public struct PriceInquiry: Hashable, Sendable, Codable {
  public var askedAt: Instant
  public var asks: Int
  public var isAnswered: Bool
  /// The new price; nil when it is the one that was promised.
  public var changedTo: Kopiykas?

  public init(askedAt: Instant, asks: Int, isAnswered: Bool = false, changedTo: Kopiykas? = nil) {
    self.askedAt = askedAt
    self.asks = asks
    self.isAnswered = isAnswered
    self.changedTo = changedTo
  }

  /// Answered at once as a rule; a service that never answers is left in peace.
  static let asksLimit = 5
  static let pause = Duration.seconds(3600)
}

extension Step {
  /// A step that must hold nothing up.
  public var isInquiry: Bool {
    switch self {
    case .readPayout, .readPriceChange: return true
    default: return false
    }
  }
}

extension LedgerEntry {
  /// However the question ended, it was asked: the next one comes later.
  mutating func takeInquiry(_ outcome: Outcome<StepValue>, of step: Step, now: Instant) {
    switch step {
    case .readPayout(let shipment):
      changeShipment(shipment.uuid) { shipment in
        var payout = shipment.payout ?? PayoutInquiry(askedAt: now, asks: 0)
        payout.askedAt = now
        payout.asks = min(payout.asks + 1, PayoutInquiry.asksLimit)
        // A transfer that is not there (yet) says nothing, and takes nothing back.
        if case .done(.payout(.some(let state))) = outcome { payout.state = state }
        shipment.payout = payout
      }
    case .readPriceChange(let shipment):
      changeShipment(shipment.uuid) { shipment in
        var check = shipment.priceCheck ?? PriceInquiry(askedAt: now, asks: 0)
        check.askedAt = now
        check.asks = min(check.asks + 1, PriceInquiry.asksLimit)
        if case .done(.priceChange(let price)) = outcome {
          check.isAnswered = true
          check.changedTo = price
          if let price { shipment.deliveryPrice = price }
        }
        shipment.priceCheck = check
      }
    default: break
    }
  }
}
