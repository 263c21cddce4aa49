// The label of a shipment: fetched once it exists, while anybody may still need it. Of one that was taken over on its way
// nobody does. A service that does not give it is asked again by and by, and holds up nothing else.

extension Keeping {
  var fetchingLabel: Due? {
    guard policy.fetchesLabels, shipment.label == nil, shipment.isVisibleToAPI,
      !shipment.tracking.state.isFinal, !shipment.isTyped || shipment.isToBeHandedOver
    else { return nil }
    if let blockedUntil { return .at(blockedUntil) }
    return due(.fetchLabel(shipment), retry: shipment.labelRetry)
  }
}
