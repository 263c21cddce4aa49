// An order of a shop (site) that the daemon does not serve, with the delivery type of one of its cabinets. Nobody else
// will ship it, and nothing in the card would say why: so it is a problem like any other. A newcomer takes a site that is
// not listed for none of our business; that holds only for orders with other delivery types.

/// What becomes of an order without a shipment whose site is not served.
func unserved(_ order: Order, policy: Policy) -> Decision {
  let isOurs = policy.cabinet(deliveryType: order.delivery.typeCode) != nil
  let isOpen = !policy.statusGroups.isCancelled(order.status) && !policy.statusGroups.isComplete(order.status)
  guard isOurs, isOpen, order.delivery.data.isLocked != true else { return .settle }
  return .park([Problem(.siteUnknown, field: "site", details: order.site)])
}
