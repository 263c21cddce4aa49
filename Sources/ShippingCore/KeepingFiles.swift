// The label's two ways to people: the printer (KeepingLabel has fetched it) and the order's files. Each says what is due
// now, or when it will be. Upload and attachment are two calls (retailcrm-api.md section 9); what is known in between
// is in the entry.

extension Keeping {
  /// Something beside the parcel's life: due now, or later.
  enum Due {
    case now(Step)
    case at(Instant)

    var step: Step? {
      if case .now(let step) = self { return step }
      return nil
    }

    var instant: Instant? {
      if case .at(let instant) = self { return instant }
      return nil
    }
  }

  func due(_ step: Step, retry: Retry?) -> Due {
    if let retry, !retry.isDue(at: now) { return .at(retry.at) }
    return .now(step)
  }

  /// Only labels that came while printing was on, and before the parcel left: turning it on must not print old ones.
  var printing: Due? {
    guard shipment.label != nil, let mark = shipment.print, mark.number == shipment.labelNumber else {
      return nil
    }
    switch mark.state {
    case .begun: return .now(.errand(.admitPrint(shipment)))
    case .wanted, .failed:
      guard cabinet?.printsLabel == true, shipment.isToBeHandedOver else { return nil }
      return due(.errand(.printLabel(shipment, begunAt: now)), retry: mark.retry)
    case .printed, .doubtful: return nil
    }
  }

  var attaching: Due? {
    guard cabinet?.attachesLabel == true, shipment.label != nil, let order,
      !shipment.tracking.state.isFinal
    else { return nil }
    guard let known = shipment.attachment, known.number == shipment.labelNumber else {
      return .now(.errand(.uploadLabel(shipment, begunAt: now)))
    }
    if known.isAttached { return nil }
    if let file = known.fileID {
      return due(.errand(.attachLabel(shipment, file: file, site: order.site)), retry: known.retry)
    }
    if let begunAt = known.begunAt {
      let pause = Retry(attempts: 0, at: begunAt + Errand.uploadPause)
      return due(.errand(.findUpload(shipment)), retry: known.retry ?? pause)
    }
    return due(.errand(.uploadLabel(shipment, begunAt: now)), retry: known.retry)
  }
}
