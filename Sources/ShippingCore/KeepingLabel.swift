// The label of a shipment: fetched once it exists, while anybody may still need it. A service that does not give it is
// asked again by and by, and holds up nothing else.

extension Keeping {
  var fetchingLabel: Due? {
    guard policy.fetchesLabels, shipment.label == nil, shipment.isVisibleToAPI,
      !shipment.tracking.state.isFinal
    else { return nil }
    if let blockedUntil { return .at(blockedUntil) }
    return due(.fetchLabel(shipment), retry: shipment.labelRetry)
  }
}
