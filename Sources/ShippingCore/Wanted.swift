// What the order asks for, whatever the ledger knows: a shipment, none, or "leave things as they are". All gestures of
// behaviour.md section 3 end here, so this is the place to read when a TTN was made or withdrawn unexpectedly.

public enum Wanted: Hashable, Sendable {
  /// One live shipment in this cabinet.
  case shipment(CabinetPolicy)
  /// No live shipment: withdraw one that the post has not got yet.
  case none(WithdrawalReason)
  /// Make nothing, withdraw nothing.
  case asIs(KeepReason)

  public enum WithdrawalReason: String, Hashable, Sendable {
    case locked, cancelled, deleted
    case foreignDelivery = "foreign-delivery"
  }

  public enum KeepReason: String, Hashable, Sendable {
    case complete, unreadable
    case statusNotListed = "status-not-listed"
    case foreignSite = "foreign-site"
    /// The delivery type is a cabinet's, but the order does not belong to our module (yet).
    case notLinked = "not-linked"
  }

  public init(_ view: OrderView, policy: Policy) {
    guard case .order(let order) = view else {
      self = view == .gone ? .none(.deleted) : .asIs(.unreadable)
      return
    }
    if let sites = policy.sites, !sites.contains(order.site) {
      self = .asIs(.foreignSite)
      return
    }
    guard let cabinet = policy.cabinet(deliveryType: order.delivery.typeCode) else {
      self = .none(.foreignDelivery)
      return
    }
    if order.delivery.data.isLocked == true {
      self = .none(.locked)
    } else if policy.statusGroups.isCancelled(order.status) {
      self = .none(.cancelled)
    } else if policy.statusGroups.isComplete(order.status) {
      self = .asIs(.complete)
    } else if let allowed = policy.createInStatuses, !allowed.contains(order.status) {
      self = .asIs(.statusNotListed)
    } else if order.delivery.data.isLocked == nil, order.delivery.integrationCode != cabinet.moduleCode {
      // An absent lock means "unlocked" only on a delivery type that really is our module's.
      self = .asIs(.notLinked)
    } else {
      self = .shipment(cabinet)
    }
  }
}
