// The do-not-sync flag of a plain cabinet whose new orders wait for a manager (`locked-by-default`). A check box that nobody
// has touched says nothing of the kind: one CRM leaves it out, another writes false, and one that was cleared may be left
// out again. So the daemon sets the flag itself when it first sees an order, where everybody can see it, and obeys it from
// then on: before it was seen set, no value of it is somebody's word.
//
// Once something was made the flag alone counts: whoever unlocked an order need not say so again.

extension Order {
  /// The flag as it stands in the cabinet's custom field; nil = not there.
  public func lockFlag(of cabinet: CabinetPolicy) -> Bool? {
    customFields[cabinet.customFields.code(CardField.doNotSync)]?.flag
  }
}

extension CabinetPolicy {
  /// A flag that nobody has touched means locked, and is a custom field.
  fileprivate var setsLockFlag: Bool { mode == .plain && isLockedByDefault }
}

extension Policy {
  /// Whether the order is remembered though it asks for nothing yet: its flag has to be set, or was seen set.
  public func remembersLock(of order: Order) -> Bool {
    guard let cabinet = cabinet(deliveryType: order.delivery.typeCode), cabinet.setsLockFlag else {
      return false
    }
    return sites?.contains(order.site) ?? true && !isHidden(site: order.site)
      && !statusGroups.isCancelled(order.status) && !statusGroups.isComplete(order.status)
  }
}

extension LedgerEntry {
  func isLocked(_ order: Order, in cabinet: CabinetPolicy) -> Bool {
    guard cabinet.setsLockFlag else { return order.delivery.data.isLocked == true }
    return order.lockFlag(of: cabinet) == true || awaitsLockFlag(of: cabinet)
  }

  private func awaitsLockFlag(of cabinet: CabinetPolicy) -> Bool {
    phase == .none && lockFlagSeen != cabinet.customFields.code(CardField.doNotSync)
  }

  /// Whether the card has to be given the flag.
  func wantsLockFlag(on order: Order, in cabinet: CabinetPolicy, policy: Policy) -> Bool {
    policy.remembersLock(of: order) && awaitsLockFlag(of: cabinet) && order.lockFlag(of: cabinet) != true
  }

  /// The flag stands in the order as it was read: whoever clears it now means it.
  public mutating func noteLockFlag(of order: Order, policy: Policy) {
    guard !isFrozen, let cabinet = policy.cabinet(deliveryType: order.delivery.typeCode),
      cabinet.setsLockFlag, order.lockFlag(of: cabinet) == true
    else { return }
    lockFlagSeen = cabinet.customFields.code(CardField.doNotSync)
  }
}
