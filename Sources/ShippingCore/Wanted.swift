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
    /// «Отменить доставку», until the lock gesture.
    case deliveryCancelled = "delivery-cancelled"
  }

  public enum KeepReason: String, Hashable, Sendable {
    case complete, unreadable, missing
    /// The delivery type is the one the shipment was made for, but no cabinet has it any more.
    case cabinetRenamed = "cabinet-renamed"
    case statusNotListed = "status-not-listed"
    /// Of a site the shop left out of the configuration on purpose: somebody else serves it, or nobody.
    case foreignSite = "foreign-site"
    /// Of a site we should serve and the CRM's key has no access to: what would be made could not be shown there.
    case hiddenSite = "hidden-site"
    /// The card lost our link and TTN; whether a person cancelled the delivery is not sure yet.
    case cardCleared = "card-cleared"
    /// The delivery type is a cabinet's, but the order does not belong to our module (yet).
    case notLinked = "not-linked"
  }

  /// `gone` counts only after the order was missing for long enough (`Policy.missingTolerance`).
  public init(_ view: OrderView, entry: LedgerEntry, policy: Policy, now: Instant) {
    guard case .order(let order) = view else {
      if case .unreadable = view {
        self = .asIs(.unreadable)
      } else if let since = entry.missingSince, now.since(since) >= policy.missingTolerance,
        policy.visibleSites.contains(entry.site)
      {
        self = .none(.deleted)
      } else {
        self = .asIs(.missing)
      }
      return
    }
    if let sites = policy.sites, !sites.contains(order.site) {
      self = .asIs(.foreignSite)
      return
    }
    guard let cabinet = policy.cabinet(deliveryType: order.delivery.typeCode) else {
      let code = order.delivery.typeCode
      let isRenamed = code != nil && entry.shipment?.deliveryType == code
      self = isRenamed ? .asIs(.cabinetRenamed) : .none(.foreignDelivery)
      return
    }
    if entry.isLocked(order, in: cabinet) {
      self = .none(.locked)
    } else if policy.statusGroups.isCancelled(order.status) {
      self = .none(.cancelled)
    } else if entry.hold != nil {
      self = .none(.deliveryCancelled)
    } else if entry.shipment != nil, entry.cardProof?.clearedSince != nil {
      self = .asIs(.cardCleared)
    } else if policy.statusGroups.isComplete(order.status) {
      self = .asIs(.complete)
    } else if let allowed = policy.createInStatuses, !allowed.contains(order.status),
      entry.isAdmitted != true,
      entry.phase == .none
    {
      self = .asIs(.statusNotListed)
    } else if order.delivery.data.isLocked == nil, order.delivery.integrationCode != cabinet.moduleCode {
      // An absent lock means "unlocked" only on a delivery type that really is our module's.
      self = .asIs(.notLinked)
    } else if policy.isHidden(site: order.site) {
      self = .asIs(.hiddenSite)
    } else {
      self = .shipment(cabinet)
    }
  }
}

extension Policy {
  /// A site that the CRM did not list for our key. Before it listed any, none is.
  public func isHidden(site: String) -> Bool {
    !site.isEmpty && !visibleSites.isEmpty && !visibleSites.contains(site)
  }
}
