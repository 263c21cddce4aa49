// The label of a shipment: fetched once it exists, while anybody may still need it.

extension Keeping {
  var fetchingLabel: Step? {
    guard policy.fetchesLabels, shipment.label == nil, shipment.isVisibleToAPI,
      !shipment.tracking.state.isFinal
    else { return nil }
    return .fetchLabel(shipment)
  }
}
